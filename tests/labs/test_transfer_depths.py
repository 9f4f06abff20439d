"""Are blocks counted as they are trained, and is what is near found as it should be?"""

import numpy as np
import pytest
import torch

from tests.labs.toys import fish, small_trunk
from utils.labs.transfer import transfer
from utils.labs.transfer_depths import NEW, block_costs, nearest, pooled_by_block
from utils.labs.transfer_features import features
from utils.labs.transfer_tuning import Frames

torch.set_num_threads(1)


def test_the_weights_of_blocks_are_those_of_the_model_that_is_trained():
    blocks = block_costs(small_trunk(), 8, 64)
    assert [blocks[0].name, blocks[-2].name, blocks[-1].name] == ["stem", "head", NEW]
    assert len(blocks) == 1 + 16 + 1 + 1
    model = transfer(small_trunk(), 8, "stem")
    assert sum(block.weights for block in blocks) == sum(weight.numel() for weight in model.parameters())
    assert blocks[-1].weights == 1280 * 8 + 8


def test_the_work_of_the_first_and_of_the_last_block_by_hand():
    blocks = block_costs(small_trunk(), 8, 64)
    assert blocks[0].multiply_adds == 32 * 32 * 32 * 3 * 9
    assert blocks[-2].multiply_adds == 2 * 2 * 320 * 1280
    assert blocks[-1].multiply_adds == 1280 * 8


def test_twice_the_width_and_height_take_four_times_the_work():
    small, large = (block_costs(small_trunk(), 8, size) for size in (64, 128))
    assert [4 * block.multiply_adds for block in small[:-1]] == [block.multiply_adds for block in large[:-1]]


def test_the_last_block_says_what_the_frozen_trunk_hands_on(monkeypatch):
    for room in ("transfer", "transfer_features"):
        monkeypatch.setattr(f"utils.labs.{room}.short_type", lambda device: None)
    data = fish()
    frames = Frames(data.images, data.labels)
    found = pooled_by_block(small_trunk(), frames, 48, batch=7)
    assert found.keys() == set(small_trunk().blocks)
    expected = features(transfer(small_trunk(), 3), frames, 48)
    np.testing.assert_allclose(found["head"], expected, rtol=1e-3, atol=1e-4)


def test_the_nearest_row_is_another_one_and_of_another_boat_where_that_is_asked():
    x = np.array([[1, 0, 0.1], [1, 0.1, 0], [0, 1, 0], [0.2, 1, 0.2], [0.9, 0.2, -0.5]], np.float32)
    boats = np.array([0, 0, 1, 1, 2])
    near, far = nearest(x), nearest(x, boats)
    assert near[2] == 3
    assert (near != np.arange(5)).all()
    assert (boats[far] != boats).all()


def test_a_boat_that_is_alone_has_no_other_to_be_compared_with():
    with pytest.raises(ValueError, match="got a row without one"):
        nearest(np.eye(3, dtype=np.float32), np.zeros(3, int))
