import pytest
import torch
from torch.nn import functional

from tests.shapes.variants import replaced
from utils.labs.architectures import build
from utils.shapes import (
    BatchNorm,
    Branches,
    Conv,
    Dense,
    DoesNotFit,
    GlobalPool,
    LocalNorm,
    Pool,
    Relu,
    Residual,
    architectures,
    memory_table,
    output_shape,
    parameters,
    receptive_field,
    up_to,
)
from utils.shapes.sources import sources


def measured(model, x):
    """Return the (C, H, W) of what each module puts out, by its path, and the output for the batch ``x``."""
    shapes = {}

    def note(path):
        return lambda module, inputs, out: shapes.__setitem__(path, (*out.shape[1:], 1, 1)[:3])

    for path, module in model.named_modules():
        module.register_forward_hook(note(path))
    with torch.no_grad():
        out = model.eval()(x)
    return shapes, out


def seeded(seed):
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("name", architectures)
def test_every_architecture_has_the_parameters_and_activations_of_its_table(name):
    layers, input = architectures[name], sources[name].input
    model = build(layers, input, device="meta")
    shapes, out = measured(model, torch.empty(2, *input, device="meta"))
    assert tuple(out.shape) == (2, 10 if name == "lenet5" else 1000)
    assert sum(weight.numel() for weight in model.parameters()) == parameters(layers)
    for row in memory_table(layers, input)[1:]:
        assert shapes[row.name] == row.output, row.name
        held = sum(weight.numel() for weight in model.get_submodule(row.name).parameters(recurse=False))
        assert held == row.weights + row.biases, row.name


@pytest.mark.parametrize(
    ("name", "last", "size"),
    [
        ("lenet5", "fc5", 32),
        ("alexnet", "pool5", 67),
        ("zfnet", "pool5", 64),
        ("vgg11", "pool5", 32),
        ("googlenet", "fc", 64),
        ("resnet18", "fc", 33),
        ("resnet50", "fc", 32),
        ("inception_v3", "fc", 75),
        ("inception_v4", "reduction_a", 75),
    ],
)
def test_small_images_pass_through_on_the_processor(name, last, size):
    layers = up_to(architectures[name], last)
    input = (sources[name].input[0], size, size)
    model = build(layers, input, floor=True, generator=seeded(0))
    x = torch.randn(2, *input, generator=seeded(1))
    shapes, out = measured(model, x)
    assert shapes[""] == output_shape(layers, input, floor=True)
    assert torch.isfinite(out).all()
    assert out.std() > 0
    with torch.no_grad():
        torch.testing.assert_close(model(x[1:]), out[1:], rtol=1e-3, atol=1e-3 * float(out.abs().max()))


SMALL = (
    Conv("conv1", 3, 4, 3, stride=2, padding=1, floor=True, bias=False),
    BatchNorm("norm1", 4, eps=1e-2),
    Relu("relu1"),
    Residual("block", (Conv("conv", 4, 6, (1, 3), padding=(0, 1)),), (Conv("shortcut", 4, 6, 1, bias=False),)),
    Branches("fork", ((Pool("average", 3, 1, 1, kind="average"),), (Conv("conv", 6, 8, 3, padding=1, groups=2),), ())),
    Pool("pool", 2, 2, ceil=True),
    GlobalPool("squeeze"),
    Dense("fc", 20, 5),
)


def test_a_small_network_computes_what_its_layers_say():
    model = build(SMALL, (3, 10, 10), generator=seeded(0)).eval()
    weight = {name: torch.rand(value.shape, generator=seeded(2)) for name, value in model.state_dict().items()}
    model.load_state_dict(weight)
    x = torch.randn(2, 3, 10, 10, generator=seeded(1))
    out = functional.conv2d(x, weight["conv1.weight"], stride=2, padding=1)
    scale, shift, mean, variance = (
        weight[f"norm1.{part}"].view(4, 1, 1) for part in ("weight", "bias", "running_mean", "running_var")
    )
    out = torch.relu((out - mean) / torch.sqrt(variance + 1e-2) * scale + shift)
    branch = functional.conv2d(out, weight["block.conv.weight"], weight["block.conv.bias"], padding=(0, 1))
    out = branch + functional.conv2d(out, weight["block.shortcut.weight"])
    fork = functional.conv2d(out, weight["fork.conv.weight"], weight["fork.conv.bias"], padding=1, groups=2)
    out = torch.cat([functional.avg_pool2d(out, 3, 1, 1), fork, out], dim=1)
    out = functional.pad(out, (0, 1, 0, 1), value=-torch.inf)  # 5 to 3: the last window hangs
    out = functional.max_pool2d(out, 2).mean((2, 3)) @ weight["fc.weight"].T + weight["fc.bias"]
    torch.testing.assert_close(model(x), out)


def test_local_normalisation_is_krizhevskys_formula():
    layer = LocalNorm("norm", size=3, alpha=0.3, beta=0.5, k=2.0)
    x = torch.randn(1, 6, 2, 2, generator=seeded(0))
    expected = torch.stack(
        [x[:, i] / (2.0 + 0.3 * (x[:, max(0, i - 1) : i + 2] ** 2).sum(1)) ** 0.5 for i in range(6)], dim=1
    )
    torch.testing.assert_close(build((layer,), (6, 2, 2))(x), expected)


def evenly(layer):
    """Replace what a gradient would not pass wholly: maxima by averages, local normalisation by nothing."""
    if isinstance(layer, LocalNorm):
        return ()
    return (layer._replace(kind="average"),) if isinstance(layer, Pool) else (layer,)


def support(layers, input):
    """Return, for the middle output, its index and the first and last row and column that its gradient reaches."""
    model = build(layers, input, floor=True).double().eval()
    for weight in model.parameters():
        torch.nn.init.constant_(weight, weight.shape[0] / weight.numel() if weight.dim() > 1 else 1.0)
    x = torch.ones(1, *input, dtype=torch.float64, requires_grad=True)
    out = model(x)
    middle = out.shape[2] // 2
    out[0, :, middle, middle].sum().backward()
    touched = x.grad[0].sum(0)
    assert torch.isfinite(touched).all()
    ends = [torch.nonzero(touched.sum(axis))[:, 0] for axis in (1, 0)]
    return middle, [(int(end[0]), int(end[-1])) for end in ends]


def assert_field_is_support(layers, input):
    middle, ends = support(layers, input)
    for axis in (0, 1):
        field = receptive_field(layers, axis)
        start = field.offset + middle * field.stride
        assert ends[axis] == (start, start + field.size - 1)


@pytest.mark.parametrize("seed", range(12))
def test_the_field_of_random_branches_is_the_support_of_a_gradient(seed):
    def draw(low, high):
        return int(torch.randint(low, high + 1, (), generator=generator))

    def odd(name, stride):
        rows, columns = 2 * draw(0, 2) + 1, 2 * draw(0, 2) + 1
        return Conv(name, 2, 2, (rows, columns), stride, padding=(rows // 2, columns // 2))

    generator = seeded(seed)
    layers = []
    for place in range(draw(1, 3)):
        stride = draw(1, 2)
        branch = (odd("conv1", stride), Relu("relu"), odd("conv2", 1))
        layers.append(Residual(f"block{place}", branch, (odd("shortcut", stride),) if stride > 1 else ()))
        fork = (odd("left", 1),), (odd("right1", 1), odd("right2", 1)), ()
        layers += [Branches(f"fork{place}", fork), Conv(f"join{place}", 6, 2, 1)]
    assert_field_is_support(tuple(layers), (2, 150, 150))


@pytest.mark.parametrize(
    ("name", "last", "size"),
    [("resnet18", "relu3_2", 200), ("googlenet", "inception_3b", 200), ("inception_v4", "stem4", 139)],
)
def test_the_field_of_published_branches_is_the_support_of_a_gradient(name, last, size):
    layers = replaced(up_to(architectures[name], last), evenly)
    assert receptive_field(layers) == receptive_field(up_to(architectures[name], last))
    assert_field_is_support(layers, (3, size, size))


def test_weights_come_from_the_generator_and_start_as_he_proposed():
    first, same, other = (build(SMALL, (3, 10, 10), generator=seeded(seed)).state_dict() for seed in (0, 0, 1))
    assert all(torch.equal(first[name], same[name]) for name in first)
    assert not torch.equal(first["conv1.weight"], other["conv1.weight"])
    wide = build((Conv("conv", 64, 256, 3),), (64, 3, 3), generator=seeded(0))
    assert wide.conv.weight.std().item() == pytest.approx((2 / (64 * 9)) ** 0.5, rel=0.02)
    assert not wide.conv.bias.any()
    norm = build((BatchNorm("norm", 4),), (4, 2, 2)).eval()
    x = torch.randn(2, 4, 2, 2, generator=seeded(3))
    torch.testing.assert_close(norm(x), x, rtol=1e-4, atol=1e-4)


def test_an_empty_architecture_hands_its_input_on():
    x = torch.ones(1, 3, 2, 2)
    assert torch.equal(build((), (3, 2, 2))(x), x)


ONE = Conv("one", 3, 4, 1)


@pytest.mark.parametrize(
    ("layers", "input", "message"),
    [
        ((ONE, ONE._replace(channels=4)), (3, 2, 2), "name of a layer must be a new one .*, got 'one'"),
        ((ONE._replace(name="a.b"),), (3, 2, 2), "got 'a.b'"),
        ((ONE._replace(name=""),), (3, 2, 2), "got ''"),
        ((ONE._replace(name="train"),), (3, 2, 2), "got 'train'"),
        ((Branches("fork", ((ONE,), (ONE,))),), (3, 2, 2), "got 'one'"),
        ((ONE,), (1, 2, 2), "one must be given 3 channels, got 1"),
        ((ONE,), (3, 2), r"input must be a shape \(C, H, W\), got \(3, 2\)"),
        (architectures["vgg16"], (3, 32, 32), "fc6 must be given 25088 inputs"),
    ],
)
def test_what_cannot_be_built_is_answered_with_one_sentence(layers, input, message):
    with pytest.raises(ValueError, match=message) as error:
        build(layers, input)
    assert "\n" not in str(error.value)


def test_what_does_not_fit_is_not_built_unless_floored():
    with pytest.raises(DoesNotFit, match=r"conv1: \(224 - 11\) / 4"):
        build(architectures["alexnet"], (3, 224, 224), device="meta")
    trunk = up_to(architectures["alexnet"], "conv1")
    assert build(trunk, (3, 224, 224), floor=True)(torch.ones(1, 3, 224, 224)).shape[2:] == (54, 54)


def test_a_layer_that_no_module_stands_for_is_named():
    class Odd(Relu):
        pass

    class Alien:
        name = "alien"

        def output(self, input, floor=False):
            return input

    assert isinstance(build((Odd("odd"),), (1, 1, 1)).odd, torch.nn.ReLU)
    with pytest.raises(ValueError, match=r"architecture must be made of the layers of utils.shapes, got .*Alien"):
        build((Alien(),), (1, 1, 1))
