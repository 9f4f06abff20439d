"""The layer pattern says what it says: layers, sizes and counts, the VGG networks among them."""

import pytest

from utils.shapes import Conv, Dense, Pool, architectures, output_shape, parameters
from utils.shapes.patterns import depth, pattern, staged
from utils.shapes.results import RESULTS
from utils.shapes.sources import sources

VGG16 = ((2, 64), (2, 128), (3, 256), (3, 512), (3, 512))


def test_two_three_one_by_hand():
    layers = pattern(2, 3, 1)
    assert [layer.filters for layer in layers if isinstance(layer, Conv)] == [16, 16, 32, 32, 64, 64]
    assert [layer.outputs for layer in layers if isinstance(layer, Dense)] == [128, 10]
    assert output_shape(layers, (3, 32, 32)) == (10, 1, 1)
    assert parameters(layers) == 448 + 2320 + 4640 + 9248 + 18496 + 36928 + 1024 * 128 + 128 + 1290


@pytest.mark.parametrize("convs", [1, 3])
@pytest.mark.parametrize("blocks", [1, 4])
@pytest.mark.parametrize("dense", [0, 2])
def test_the_depth_is_convs_times_blocks_plus_dense_plus_one(convs, blocks, dense):
    layers = pattern(convs, blocks, dense)
    assert depth(layers) == convs * blocks + dense + 1
    assert sum(isinstance(layer, Pool) for layer in layers) == blocks


def test_vgg_16_is_staged():
    layers = staged(VGG16, (4096, 4096), (3, 224, 224), 1000)
    assert parameters(layers) == parameters(architectures["vgg16"])


def test_without_pools_the_size_is_kept():
    assert not any(isinstance(layer, Pool) for layer in pattern(1, 3, 1, pooled=False))
    assert next(layer for layer in pattern(1, 3, 1, pooled=False) if isinstance(layer, Dense)).inputs == 64 * 32 * 32


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"convs": 0}, "convs must be a whole number of at least 1, got 0"),
        ({"blocks": 6}, "pool6: kernel must be at most"),
        ({"dense": -1}, "dense must be a whole number of at least 0"),
        ({"filters": 0}, "filters must be a whole number of at least 1"),
    ],
)
def test_a_pattern_that_cannot_be_gets_one_sentence(options, sentence):
    with pytest.raises(ValueError, match=sentence):
        pattern(**{"convs": 1, "blocks": 1, "dense": 1} | options)


@pytest.mark.parametrize(
    ("name", "layers"),
    [("alexnet", 8), ("vgg16", 16), ("vgg19", 19), ("googlenet", 22), ("resnet34", 34), ("resnet152", 152)],
)
def test_networks_are_as_deep_as_they_are_called(name, layers):
    assert depth(architectures[name]) == layers


def test_every_result_names_a_known_network_its_source_and_a_year_in_order():
    assert all(result.network in architectures and result.network in sources and result.where for result in RESULTS)
    assert [result.year for result in RESULTS] == sorted(result.year for result in RESULTS)
    assert [result.network for result in RESULTS if result.error is None] == ["lenet5"]
    assert all(0 < result.error < 10_000 for result in RESULTS if result.error is not None)
