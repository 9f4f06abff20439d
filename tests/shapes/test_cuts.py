import pytest

from utils.shapes.cuts import Block, Cut, cut

BLOCKS = (Block("stem", 10, 1000), Block("body", 40, 500), Block("new layer", 8, 8))


def test_a_cut_by_hand():
    assert cut(BLOCKS, 1) == Cut(frozen=10, trained=48, forward=1508, training=1508 + 2 * 508)


def test_training_everything_costs_three_forward_passes():
    everything = cut(BLOCKS, 0)
    assert (everything.frozen, everything.training) == (0, 3 * everything.forward)


def test_the_new_layer_is_always_trained():
    assert cut(BLOCKS, 2).trained == 8
    with pytest.raises(ValueError, match="first must be at most 2, got 3"):
        cut(BLOCKS, 3)
    with pytest.raises(ValueError, match="first must be a whole number of at least 0, got -1"):
        cut(BLOCKS, -1)
