import pytest
import torch

from tests.shapes.cases import random_cases
from utils.shapes import (
    Conv,
    Dense,
    DoesNotFit,
    LocalNorm,
    Pool,
    ReceptiveField,
    Relu,
    architectures,
    conv_multiply_adds,
    conv_parameters,
    dense_parameters,
    memory_table,
    multiply_adds,
    output_shape,
    parameters,
    receptive_field,
    up_to,
)

VGG, ALEX = architectures["vgg16"], architectures["alexnet"]
IMAGE = (3, 224, 224)


def torch_layer(layer):
    """The oracle: the same layer in PyTorch, without values."""
    match layer:
        case Conv():
            options = (layer.stride, layer.padding, layer.dilation, layer.groups, layer.bias)
            return torch.nn.Conv2d(layer.channels, layer.filters, layer.kernel, *options, device="meta")
        case Pool():
            return torch.nn.MaxPool2d(layer.kernel, layer.stride, layer.padding)
        case Dense():
            flat = torch.nn.Flatten()
            return torch.nn.Sequential(flat, torch.nn.Linear(layer.inputs, layer.outputs, layer.bias, device="meta"))
    return torch.nn.Identity()


def test_vgg16_has_the_published_weights_rows_and_values():
    assert parameters(VGG) == 138_357_544
    assert parameters(VGG, biases=False) == 138_344_128
    rows = memory_table(VGG, IMAGE)
    assert len(rows) == 22
    assert rows[0] == ("INPUT", (3, 224, 224), 150_528, 0, 0)
    assert rows[1] == ("conv1_1", (64, 224, 224), 3_211_264, 1_728, 64)
    assert sum(row.values for row in rows) == 15_237_608
    assert sum(row.weights + row.biases for row in rows) == parameters(VGG)
    assert multiply_adds(VGG, IMAGE) == 15_470_264_320


def test_alexnet_has_the_published_first_layer_and_parameters():
    conv1 = memory_table(ALEX, (3, 227, 227))[1]
    assert conv1 == ("conv1", (96, 55, 55), 290_400, 34_848, 96)
    assert parameters(ALEX) == 60_965_224
    assert output_shape(ALEX, (3, 227, 227)) == (1000, 1, 1)


def test_one_tower_without_groups_has_the_count_that_the_source_states():
    tower = tuple(layer._replace(groups=1) if isinstance(layer, Conv) else layer for layer in ALEX)
    assert parameters(tower) == 62_378_344


def test_alexnet_does_not_fit_its_printed_input_and_resnets_first_layer_is_floored():
    with pytest.raises(DoesNotFit, match=r"conv1: \(224 - 11\) / 4 \+ 1 = 54.25"):
        memory_table(ALEX, IMAGE)
    resnet = (Conv("conv1", 3, 64, 7, stride=2, padding=3),)
    with pytest.raises(DoesNotFit, match=r"112\.5"):
        output_shape(resnet, IMAGE)
    assert output_shape(resnet, IMAGE, floor=True) == (64, 112, 112)
    assert output_shape((resnet[0]._replace(floor=True),), IMAGE) == (64, 112, 112)


def test_without_its_last_pool_vggs_first_dense_layer_grows_fourfold():
    channels, rows, columns = output_shape(up_to(VGG, "relu5_3"), IMAGE)
    assert dense_parameters(channels * rows * columns, 4096, biases=False) == 411_041_792
    channels, rows, columns = output_shape(up_to(VGG, "pool5"), IMAGE)
    assert dense_parameters(channels * rows * columns, 4096, biases=False) == 102_760_448


@pytest.mark.parametrize(("name", "size"), [("alexnet", 227), ("vgg16", 224), ("vgg16", 192)])
def test_every_layer_makes_the_shape_and_holds_the_parameters_of_torch(name, size):
    x = torch.empty(1, 3, size, size, device="meta")
    layers = architectures[name] if size != 192 else up_to(architectures[name], "pool5")
    rows = iter(memory_table(layers, (3, size, size))[1:])
    for layer in layers:
        module = torch_layer(layer)
        x = module(x)
        assert layer.weights + layer.biases == sum(parameter.numel() for parameter in module.parameters())
        if not isinstance(layer, Relu):
            row = next(rows)
            assert row.name == layer.name
            assert row.values == x.numel()
            assert row.output == (*x.shape[1:], 1, 1)[:3]


def test_counts_equal_torch_on_a_thousand_configurations():
    for case in random_cases():
        size, channels, filters = case["size"], case["channels"], case["filters"]
        options = [case[name] for name in ("kernel", "stride", "padding", "dilation")]
        conv = Conv("conv", channels, filters, *options)
        module = torch_layer(conv)
        out = module(torch.empty(1, channels, size, size, device="meta"))
        shape = output_shape((conv,), (channels, size, size), floor=True)
        assert shape == tuple(out.shape[1:])
        assert parameters((conv,)) == sum(p.numel() for p in module.parameters())
        assert multiply_adds((conv,), (channels, size, size), floor=True) == module.weight.numel() * out[0, 0].numel()


@pytest.mark.parametrize(
    ("arguments", "weights", "with_biases"),
    [((3, 1, 5), 75, 76), ((20, 10, 3), 1_800, 1_810), ((3, 96, 11), 34_848, 34_944), ((8, 4, (1, 7)), 224, 228)],
)
def test_convolution_parameters_of_the_lecture(arguments, weights, with_biases):
    assert conv_parameters(*arguments, biases=False) == weights
    assert conv_parameters(*arguments) == with_biases


def test_multiply_adds_are_weights_times_places():
    assert conv_multiply_adds(3, 5, 5, 28) == 75 * 5 * 28 * 28
    assert conv_multiply_adds(4, 6, (1, 3), (2, 5), groups=2) == 2 * 6 * 3 * 10


def test_vgg16_sees_196_pixels_and_228_after_the_proposal_layer():
    trunk = up_to(VGG, "conv5_3")
    assert receptive_field(trunk) == ReceptiveField(196, 16, -90)
    assert receptive_field((*trunk, Conv("rpn", 512, 512, 3, padding=1)))[:2] == (228, 16)


def test_padding_moves_the_field_of_one_output_but_does_not_shrink_it():
    assert receptive_field([Conv("conv", 1, 1, 3, padding=1)]) == (3, 1, -1)
    assert receptive_field([]) == (1, 1, 0)


@pytest.mark.parametrize("seed", range(60))
def test_receptive_fields_are_the_support_of_a_gradient(seed):
    generator = torch.Generator().manual_seed(seed)

    def draw(low, high):
        return int(torch.randint(low, high + 1, (), generator=generator))

    layers, modules = [], []
    for place in range(draw(1, 4)):
        kernel, stride, padding = draw(1, 3), draw(1, 2), draw(0, 2)
        layers.append(Conv(f"conv{place}", 1, 1, kernel, stride, padding, draw(1, 2)))
        modules.append(torch_layer(layers[-1]).to_empty(device="cpu"))
    stack = torch.nn.Sequential(*modules)
    for parameter in stack.parameters():
        torch.nn.init.constant_(parameter, 0.5)
    x = torch.ones(1, 1, 120, 120, requires_grad=True)
    out = stack(x)
    field = receptive_field(layers)
    middle = out.shape[2] // 2
    out[0, 0, middle, middle].backward()
    rows = torch.nonzero(x.grad[0, 0].sum(1))[:, 0]
    start = field.offset + middle * field.stride
    assert (int(rows[0]), int(rows[-1])) == (start, start + field.size - 1)


def test_axes_of_a_rectangular_kernel_have_their_own_field():
    layers = [Conv("row", 1, 1, (1, 7), padding=(0, 3)), Pool("pool", (2, 3))]
    assert receptive_field(layers, axis=0) == (2, 2, 0)
    assert receptive_field(layers, axis=1) == (9, 3, -3)


def test_bad_architectures_are_answered_with_one_sentence():
    for function, message in [
        (lambda: memory_table(VGG, (1, 224, 224)), "conv1_1 must be given 3 channels, got 1"),
        (lambda: memory_table(VGG, (3, 256, 256)), r"fc6 must be given 25088 inputs, got 512 \* 8 \* 8 = 32768"),
        (lambda: memory_table(VGG, (3, 16, 16)), "pool5: kernel must be at most the padded input 1, got 2"),
        (lambda: memory_table(VGG, (3, 224)), r"input must be a shape \(C, H, W\), got \(3, 224\)"),
        (lambda: memory_table(VGG, (3, 224, 224.0)), "input's W must be a whole number of at least 1, got 224.0"),
        (lambda: receptive_field(VGG), "got fc6"),
        (lambda: receptive_field([], axis=2), "axis must be 0"),
        (lambda: up_to(VGG, "conv9"), "name must be one of conv1_1, .*, got 'conv9'"),
        (lambda: conv_parameters(4, 6, 3, groups=4), "groups must divide 4 channels and 6 filters, got 4"),
        (lambda: conv_parameters(4, 6, (3, 3, 3)), "kernel must be a whole number of at least 1 or a pair"),
        (lambda: conv_parameters(4, 6, 3.0), "kernel must be a whole number"),
        (lambda: conv_multiply_adds(4, 6, 3, 0), "output must be a whole number"),
        (lambda: dense_parameters(True, 3), "inputs must be a whole number of at least 1, got True"),
        (lambda: output_shape((Pool("p", 2, 0),), IMAGE), "stride must be a whole number"),
    ]:
        with pytest.raises(ValueError, match=message):
            function()


def test_elementwise_layers_keep_the_shape_and_hold_nothing():
    for layer in (Relu("relu"), LocalNorm("norm")):
        assert layer.output(IMAGE) == IMAGE
        assert parameters((layer,)) == multiply_adds((layer,), IMAGE) == 0
        assert receptive_field([layer]) == (1, 1, 0)
