import pytest

from tests.shapes.variants import leaves, replaced
from utils.shapes import (
    BatchNorm,
    Branches,
    Conv,
    Dense,
    Residual,
    architectures,
    memory_table,
    multiply_adds,
    output_shape,
    parameters,
    receptive_field,
    steps,
    up_to,
)
from utils.shapes.auxiliary import auxiliary_head
from utils.shapes.sources import Count, sources

COUNTS = {  # weights with biases, products of one image
    "lenet5": (61_706, 416_520),
    "alexnet": (60_965_224, 724_406_816),
    "zfnet": (62_357_608, 1_168_032_896),
    "vgg11": (132_863_336, 7_609_090_048),
    "vgg13": (133_047_848, 11_308_466_176),
    "vgg16": (138_357_544, 15_470_264_320),
    "vgg19": (143_667_240, 19_632_062_464),
    "googlenet": (6_998_552, 1_582_671_872),
    "resnet18": (11_689_512, 1_814_073_344),
    "resnet34": (21_797_672, 3_663_761_408),
    "resnet50": (25_557_032, 3_857_973_248),
    "resnet101": (44_549_160, 7_570_194_432),
    "resnet152": (60_192_808, 11_282_415_616),
    "inception_v3": (23_834_568, 5_713_216_096),
    "inception_v4": (42_679_816, 12_253_974_624),
}
EVERY = pytest.mark.parametrize("name", architectures)


def test_every_architecture_has_its_source():
    assert list(architectures) == list(sources) == list(COUNTS)


@EVERY
def test_counts_are_the_published_ones(name):
    layers, input = architectures[name], sources[name].input
    assert (parameters(layers), multiply_adds(layers, input)) == COUNTS[name]
    assert output_shape(layers, input) == (10 if name == "lenet5" else 1000, 1, 1)


@EVERY
def test_a_count_in_print_is_ours_or_says_why_not(name):
    ours = dict(zip(("parameters", "multiply_adds"), COUNTS[name], strict=True))
    for count in sources[name].counts:
        assert count.agrees(ours[count.of]) == (not count.difference), count


def test_agreement_is_up_to_the_last_printed_digit():
    printed = Count("parameters", 138_000_000, 1_000_000, "table 2")
    assert printed.agrees(138_357_544)
    assert printed.agrees(137_500_000)
    assert not printed.agrees(138_500_000)
    assert not printed.agrees(137_499_999)


@EVERY
def test_the_memory_table_holds_every_weight_once_and_names_every_row(name):
    rows = memory_table(architectures[name], sources[name].input)
    assert sum(row.weights + row.biases for row in rows) == COUNTS[name][0]
    assert sum(row.weights for row in rows) == parameters(architectures[name], biases=False)
    assert len({row.name for row in rows}) == len(rows)
    assert all(row.values == row.output[0] * row.output[1] * row.output[2] for row in rows)


def test_the_depth_in_a_name_is_the_number_of_layers_with_weights():
    for name, layers in architectures.items():
        if name.startswith(("vgg", "resnet")):
            weighted = [layer for layer in leaves(layers) if isinstance(layer, Conv | Dense)]
            depth = sum(not layer.name.startswith("shortcut") for layer in weighted)
            assert f"{depth}" == name.removeprefix("vgg").removeprefix("resnet")


def shapes_after(name, *layers):
    outputs = {step.layer.name: step.output for step in steps(architectures[name], sources[name].input)}
    return [outputs[layer] for layer in layers]


def test_shapes_are_those_that_the_papers_print():
    assert [shape[1] for shape in shapes_after("zfnet", "conv1", "pool1", "conv2", "pool2", "conv5", "pool5")] == [
        110, 55, 26, 13, 13, 6,
    ]  # fmt: skip
    assert shapes_after("googlenet", "pool2", "inception_3a", "inception_3b", "inception_4e", "inception_5b") == [
        (192, 28, 28), (256, 28, 28), (480, 28, 28), (832, 14, 14), (1024, 7, 7),
    ]  # fmt: skip
    assert shapes_after("resnet50", "pool1", "conv2_3", "conv3_4", "conv4_6", "conv5_3") == [
        (64, 56, 56), (256, 56, 56), (512, 28, 28), (1024, 14, 14), (2048, 7, 7),
    ]  # fmt: skip
    assert shapes_after("inception_v3", "mixed_5d", "mixed_6e", "mixed_7c") == [
        (288, 35, 35), (768, 17, 17), (2048, 8, 8),
    ]  # fmt: skip
    assert shapes_after("inception_v4", "stem4", "inception_a4", "reduction_a", "reduction_b", "inception_c3") == [
        (384, 35, 35), (384, 35, 35), (1024, 17, 17), (1536, 8, 8), (1536, 8, 8),
    ]  # fmt: skip


def test_one_inception_module_by_hand():
    rows = {row.name: row for row in memory_table(architectures["googlenet"], (3, 224, 224))}
    assert rows["inception_3a.3x3"][1:] == ((128, 28, 28), 128 * 28 * 28, 96 * 128 * 9, 128)
    assert rows["inception_3a"] == ("inception_3a", (64 + 128 + 32 + 32, 28, 28), 256 * 28 * 28, 0, 0)
    module = up_to(architectures["googlenet"], "inception_3a")[-1]
    assert module.weights == 192 * 64 + 192 * 96 + 9 * 96 * 128 + 192 * 16 + 25 * 16 * 32 + 192 * 32
    assert module.biases == 64 + 96 + 128 + 16 + 32 + 32


def test_lenet_5_has_the_sixty_thousand_of_the_paper_but_for_what_is_built_otherwise_today():
    chosen = 6 * 3 + 9 * 4 + 1 * 6  # maps that the 16 filters of table I read, of 6 each
    fewer = (16 * 6 - chosen) * 5 * 5
    coefficients = 2 * (6 + 16)
    set_by_hand = 84 * 10 + 10
    assert fewer == 900
    assert COUNTS["lenet5"][0] - fewer + coefficients - set_by_hand == 60_000


def test_torchvisions_googlenet_differs_by_normalisation_and_smaller_kernels():
    def modern(layer):
        if not isinstance(layer, Conv):
            return (layer,)
        kernel = 3 if layer.kernel == 5 else layer.kernel
        return (layer._replace(kernel=kernel, bias=False), BatchNorm(f"{layer.name}_norm", layer.filters))

    assert parameters(replaced(architectures["googlenet"], modern)) == 6_624_904


def test_googlenets_printed_products_count_a_smaller_first_layer():
    first = next(steps(architectures["googlenet"], (3, 224, 224)))
    assert first.layer.weights == 9_408
    ours = multiply_adds((first.layer,), first.input)
    assert ours == 118_013_952
    assert round((COUNTS["googlenet"][1] - ours + 34_000_000) / 1e9, 1) == 1.5


@pytest.mark.parametrize(("name", "hundredths"), [("resnet50", 409), ("resnet101", 780), ("resnet152", 1151)])
def test_torchvisions_resnets_differ_by_the_place_of_a_stride(name, hundredths):
    layers = []
    for block in architectures[name]:
        if isinstance(block, Residual):
            stride = block.branch[0].stride
            moved = {"conv1": {"stride": 1}, "conv2": {"stride": stride, "floor": True}}
            branch = tuple(
                layer._replace(**moved[layer.name]) if layer.name in moved else layer for layer in block.branch
            )
            block = block._replace(branch=branch)
        layers.append(block)
    assert parameters(tuple(layers)) == COUNTS[name][0]
    assert round(multiply_adds(tuple(layers), (3, 224, 224)) / 1e7) == hundredths


def test_keras_resnet50_counts_biases_and_running_statistics():
    layers = leaves(architectures["resnet50"])
    biases = sum(layer.filters for layer in layers if isinstance(layer, Conv))
    running = sum(2 * layer.channels for layer in layers if isinstance(layer, BatchNorm))
    assert (biases, running) == (26_560, 53_120)
    assert COUNTS["resnet50"][0] + biases + running == 25_636_712


def test_inception_v3_differs_from_torchvision_by_a_head_and_from_keras_by_normalisation():
    head = auxiliary_head()
    assert parameters(head) == 3_326_696
    assert COUNTS["inception_v3"][0] + parameters(head) == 27_161_264
    scales = sum(layer.weights for layer in leaves(architectures["inception_v3"]) if isinstance(layer, BatchNorm))
    assert scales == 17_216
    assert COUNTS["inception_v3"][0] - scales + 2 * scales == 23_851_784


def test_zfnet_is_one_tower_of_alexnet_with_a_smaller_first_kernel():
    tower = replaced(
        architectures["alexnet"], lambda layer: (layer._replace(groups=1),) if isinstance(layer, Conv) else (layer,)
    )
    assert parameters(tower) - COUNTS["zfnet"][0] == 96 * 3 * (11 * 11 - 7 * 7)


@pytest.mark.parametrize(
    ("name", "layer", "size", "stride"),
    [
        ("alexnet", "pool5", 195, 32),
        ("vgg16", "pool5", 212, 32),
        ("resnet50", "relu5_3", 483, 32),
        ("resnet101", "relu5_3", 1027, 32),
        ("resnet152", "relu5_3", 1507, 32),
        ("inception_v3", "mixed_7c", 1311, 32),
        ("inception_v4", "inception_c3", 2071, 32),
    ],
)
def test_receptive_fields_are_those_of_araujo_norris_and_sim(name, layer, size, stride):
    # Computing receptive fields of convolutional neural networks, Distill 2019, the table of its discussion.
    assert receptive_field(up_to(architectures[name], layer))[:2] == (size, stride)


@EVERY
def test_the_largest_branch_sees_what_any_branch_sees(name):
    for block in architectures[name]:
        if isinstance(block, Branches | Residual):
            fields = [receptive_field(branch) for branch in block.branches]
            assert receptive_field([block]) == max(fields)


def test_the_average_over_all_places_sees_everything():
    with pytest.raises(ValueError, match="got pool"):
        receptive_field(up_to(architectures["resnet18"], "pool"))
