"""Is training as fast as its trunk allows?"""

import pytest
import torch

from tests.labs.toys import fish, small_trunk
from utils.labs.transfer_speed import Speed, speed
from utils.labs.transfer_tuning import Frames, Tuning

torch.set_num_threads(1)


def measured(size, tuning, steps):
    data = fish(32, size)
    return speed(small_trunk(), Frames(data.images, data.labels), tuning, "cpu", steps)


def test_both_speeds_are_measured_and_compared():
    found = measured(32, Tuning("block16", size=32), steps=1)
    assert min(found) > 0
    assert Speed(50.0, 45.0).share == pytest.approx(0.9)


@pytest.mark.slow
def test_reading_and_changing_images_is_never_the_bottleneck():
    assert measured(160, Tuning(), steps=2).share >= 0.9
