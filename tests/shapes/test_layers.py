import pytest
import torch

from tests.shapes.cases import random_cases
from utils.shapes import (
    BatchNorm,
    Branches,
    Conv,
    DoesNotFit,
    GlobalPool,
    Pool,
    ReceptiveField,
    Relu,
    Residual,
    memory_table,
    multiply_adds,
    output_shape,
    parameters,
    receptive_field,
    steps,
)


def test_a_hanging_window_is_kept_where_it_starts_before_the_border():
    assert output_shape((Pool("pool", 3, 2, ceil=True),), (64, 112, 112)) == (64, 56, 56)
    assert output_shape((Pool("pool", 3, 2, ceil=True),), (64, 55, 110)) == (64, 27, 55)
    assert output_shape((Pool("pool", 1, 2, ceil=True),), (1, 2, 3)) == (1, 1, 2)
    with pytest.raises(DoesNotFit, match=r"pool: \(112 - 3\) / 2"):
        output_shape((Pool("pool", 3, 2),), (64, 112, 112))


@pytest.mark.parametrize("kind", ["max", "average"])
def test_pools_that_round_up_have_the_size_of_torch_on_a_thousand_configurations(kind):
    module = {"max": torch.nn.MaxPool2d, "average": torch.nn.AvgPool2d}[kind]
    hanging = 0
    for case in random_cases():
        size, kernel, stride = case["size"], case["kernel"], case["stride"]
        padding = min(case["padding"], kernel // 2)  # torch allows no more
        if kernel > size + 2 * padding:
            continue
        out = module(kernel, stride, padding, ceil_mode=True)(torch.empty(1, 2, size, size, device="meta"))
        pool = Pool("pool", kernel, stride, padding, kind, ceil=True)
        assert output_shape((pool,), (2, size, size)) == tuple(out.shape[1:]), case
        hanging += output_shape((pool._replace(ceil=False),), (2, size, size), floor=True) != tuple(out.shape[1:])
    assert hanging > 100


def test_normalisation_holds_a_scale_and_a_shift_a_channel():
    layer = BatchNorm("norm", 64)
    assert (layer.weights, layer.biases, parameters((layer,))) == (64, 64, 128)
    assert parameters((layer,)) == sum(p.numel() for p in torch.nn.BatchNorm2d(64).parameters())
    assert output_shape((layer,), (64, 5, 6)) == (64, 5, 6)
    assert multiply_adds((layer,), (64, 5, 6)) == 0
    assert receptive_field([layer]) == (1, 1, 0)


def test_a_global_pool_leaves_one_value_a_map():
    assert output_shape((GlobalPool("pool"),), (512, 7, 9)) == (512, 1, 1)
    assert parameters((GlobalPool("pool"),)) == multiply_adds((GlobalPool("pool"),), (512, 7, 9)) == 0


ONE, THREE = Conv("one", 8, 4, 1), Conv("three", 8, 6, 3, padding=1)
FORK = Branches("fork", ((ONE, Relu("relu")), (THREE,), ()))
BLOCK = Residual("block", (Conv("three", 8, 8, 3, padding=1), BatchNorm("norm", 8)))


def test_branches_concatenate_and_add_up():
    assert output_shape((FORK,), (8, 5, 7)) == (4 + 6 + 8, 5, 7)
    assert (FORK.weights, FORK.biases) == (8 * 4 + 8 * 6 * 9, 4 + 6)
    assert multiply_adds((FORK,), (8, 5, 7)) == (8 * 4 + 8 * 6 * 9) * 35
    assert [row.name for row in memory_table((FORK,), (8, 5, 7))] == ["INPUT", "fork.one", "fork.three", "fork"]
    assert next(steps((FORK,), (8, 5, 7))) == (FORK, (8, 5, 7), (18, 5, 7))


def test_a_residual_block_keeps_the_shape_and_costs_what_its_branch_costs():
    assert output_shape((BLOCK,), (8, 5, 7)) == (8, 5, 7)
    assert parameters((BLOCK,)) == 8 * 8 * 9 + 8 + 16
    assert parameters((BLOCK,), biases=False) == 8 * 8 * 9 + 8
    assert memory_table((BLOCK,), (8, 5, 7))[1:] == (
        ("block.three", (8, 5, 7), 280, 576, 8),
        ("block.norm", (8, 5, 7), 280, 8, 8),
        ("block", (8, 5, 7), 280, 0, 0),
    )


def test_branches_hold_branches():
    outer = Branches("outer", ((THREE, Branches("inner", ((Relu("a"),), (Relu("b"),)))), (ONE,)))
    assert output_shape((outer,), (8, 3, 3)) == (6 + 6 + 4, 3, 3)
    assert [row.name for row in memory_table((outer,), (8, 3, 3))][1:] == [
        "outer.three",
        "outer.inner",
        "outer.one",
        "outer",
    ]


def test_branches_floor_on_request_and_say_where_not():
    half = Residual("block", (Conv("conv", 8, 8, 3, 2, 1),), (Conv("shortcut", 8, 8, 1, 2),))
    with pytest.raises(DoesNotFit, match=r"^block\.conv: \(6 \+ 2 \* 1 - 3\) / 2 \+ 1 = 3\.5 does not fit"):
        output_shape((half,), (8, 6, 6))
    assert output_shape((half,), (8, 6, 6), floor=True) == (8, 3, 3)
    assert multiply_adds((half,), (8, 6, 6), floor=True) == (64 * 9 + 64) * 9


def test_the_field_of_branches_reaches_from_the_first_to_the_last_input_that_any_branch_sees():
    assert receptive_field([FORK]) == ReceptiveField(3, 1, -1)
    apart = Branches("apart", ((Conv("left", 1, 1, 3, padding=2),), (Conv("right", 1, 1, 3),)))
    assert receptive_field([apart]) == ReceptiveField(5, 1, -2)
    assert receptive_field([Pool("pool", 2), apart, FORK]) == ReceptiveField(2 + 4 * 2 + 2 * 2, 2, -4 - 2)
    rows = Branches("rows", ((Conv("row", 1, 1, (1, 7), padding=(0, 3)),), ()))
    assert receptive_field([rows], axis=0) == (1, 1, 0)
    assert receptive_field([rows], axis=1) == (7, 1, -3)


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        (
            Branches("fork", ((ONE,), (Conv("valid", 8, 4, 3),))),
            r"fork must make maps of one size, got .*\(4, 5, 5\) and \(4, 3, 3\)",
        ),
        (Branches("fork", ()), "branches of fork must be at least one, got none"),
        (Residual("block", (ONE,)), r"block must make the same \(C, H, W\), got \(4, 5, 5\) and \(8, 5, 5\)"),
        (Residual("block", (Conv("conv", 3, 8, 1),)), r"block\.conv must be given 3 channels, got 8"),
        (BatchNorm("norm", 4), "norm must be given 4 channels, got 8"),
        (Pool("pool", 5, kind="mean"), 'kind of pool must be "max" or "average", got \'mean\''),
        (Pool("pool", 6, ceil=True), "pool: kernel must be at most the padded input 5, got 6"),
    ],
)
def test_layers_that_cannot_work_say_so_in_one_sentence(layer, message):
    with pytest.raises(ValueError, match=message) as error:
        output_shape((layer,), (8, 5, 5))
    assert "\n" not in str(error.value)


def test_branches_of_different_strides_or_that_see_everything_have_no_field():
    with pytest.raises(ValueError, match=r"branches of fork must move on by one stride, got \[1, 2\]"):
        receptive_field([Branches("fork", ((ONE,), (Pool("pool", 2),)))])
    with pytest.raises(ValueError, match="got squeeze"):
        receptive_field([Branches("squeeze", ((GlobalPool("pool"),), ()))])
