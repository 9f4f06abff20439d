"""What sharing saves can be counted."""

import numpy as np
import torch

from utils.labs.detection import sharing
from utils.labs.detection.stopwatch import STAGES


def test_regions_of_few_photos_make_a_step_shorter():
    assert sharing.step_seconds(16, 1) > 1.5 * sharing.step_seconds(1, 16)


def test_a_trunk_is_shown_every_region_by_r_cnn_and_every_image_by_the_others():
    images = torch.zeros(2, 3, 64, 64, dtype=torch.uint8)
    regions = torch.tensor([[[0.0, 0, 30, 30], [10, 10, 60, 60], [5, 5, 20, 40]]]).expand(2, 3, 4)
    names = ("R-CNN", "SPP-net", "Fast R-CNN")
    shown = {name: sharing.shown_to_trunk(sharing.plain(name, ("a",), 64), images, regions) for name in names}
    assert shown == {"R-CNN": 6, "SPP-net": 2, "Fast R-CNN": 2}


def test_what_counts_pictures_leaves_the_trunk_as_it_was():
    detector = sharing.plain("Fast R-CNN", ("a",), 64)
    sharing.shown_to_trunk(detector, torch.zeros(1, 3, 64, 64), torch.tensor([[[0.0, 0, 9, 9]]]))
    assert not detector.trunk._forward_hooks


def test_selective_search_takes_all_systems_equally_long():
    photo = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    timed = sharing.stages_side_by_side(photo, ("SPP-net", "Fast R-CNN"), 5, 64, "small")
    assert all(tuple(stages) == STAGES for stages in timed.values())
    assert len({stages["proposals"] for stages in timed.values()}) == 1
    assert all(stages["trunk"] > 0 for stages in timed.values())
