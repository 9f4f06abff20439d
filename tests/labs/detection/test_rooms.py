"""Matching, sampling, losses, default boxes and what is learnt on fixed features, by hand."""

import numpy as np
import pytest
import torch

from utils.labs.detection.defaults import by_place, default_boxes
from utils.labs.detection.losses import box_loss, class_losses, mean_of
from utils.labs.detection.matching import BACKGROUND, IGNORED, boxes_of, labels_of, match
from utils.labs.detection.rcnn import warp
from utils.labs.detection.regional import regions_to_learn
from utils.labs.detection.sampling import chosen, hardest, sample
from utils.labs.detection.shallow import fit_offsets, fit_svms, offsets_of, svm_scores
from utils.labs.detection.spp_net import FIVE, Design, SPPNet, best_scale
from utils.labs.detection.suppression import nms

CANDIDATES = torch.tensor([[0.0, 0, 10, 10], [0, 0, 10, 6], [0, 0, 10, 4], [50, 50, 60, 60], [80, 80, 90, 90]])
BOXES = torch.tensor([[[0.0, 0, 10, 10], [52, 52, 70, 70], [0, 0, 0, 0]]])
THERE = torch.tensor([[True, True, False]])


def test_candidates_go_to_the_object_they_overlap_most_by_hand():
    assert match(CANDIDATES, BOXES, THERE, (0.5, 0.5)).tolist() == [[0, 0, BACKGROUND, BACKGROUND, BACKGROUND]]
    assert match(CANDIDATES, BOXES, THERE, (0.3, 0.7)).tolist() == [[0, IGNORED, IGNORED, BACKGROUND, BACKGROUND]]
    assert match(CANDIDATES, BOXES, THERE, (0.3, 0.7), best=True).tolist() == [[0, IGNORED, IGNORED, 1, BACKGROUND]]


def test_without_objects_all_is_background():
    for boxes, there in ((torch.zeros(2, 0, 4), torch.zeros(2, 0, dtype=bool)), (BOXES, torch.zeros(1, 3, dtype=bool))):
        assert (match(CANDIDATES, boxes, there, (0.5, 0.5), best=True) == BACKGROUND).all()
    assert labels_of(torch.tensor([[BACKGROUND]]), torch.zeros(1, 0, dtype=torch.long)).tolist() == [[0]]
    assert boxes_of(torch.tensor([[BACKGROUND]]), torch.zeros(1, 0, 4)).tolist() == [[[0, 0, 0, 0]]]


def test_a_candidate_has_label_and_box_of_its_object():
    matches = torch.tensor([[1, BACKGROUND, IGNORED, 0]])
    assert labels_of(matches, torch.tensor([[7, 9, 0]])).tolist() == [[9, 0, 0, 7]]
    assert boxes_of(matches, BOXES)[0, [0, 1]].tolist() == [[52, 52, 70, 70], [0, 0, 0, 0]]


def test_a_sample_has_at_most_its_share_of_positives_and_negatives_for_the_rest():
    torch.manual_seed(0)
    positive = torch.arange(100) < torch.tensor([[50], [3], [0]])
    negative = (torch.arange(100) >= 60) & torch.tensor([[True], [True], [False]])
    drawn = chosen(positive, negative, 16, 0.25)
    assert (drawn & positive).sum(1).tolist() == [4, 3, 0]
    assert (drawn & negative).sum(1).tolist() == [12, 13, 0]
    picked = sample(positive, negative, 16, 0.25)
    assert picked.counts.sum(1).tolist() == [16, 16, 0]
    assert all(len(set(row.tolist())) == 16 for row in picked.indices)
    seen = sum(chosen(positive, negative, 16, 0.25)[0].int() for _ in range(200))
    assert seen[:50].min() > 0, "each is drawn now and then"


def test_the_hardest_negatives_are_those_with_the_largest_losses():
    losses = torch.tensor([[5.0, 4, 3, 2, 1], [1, 2, 3, 4, 5]])
    negative = torch.tensor([[False, True, True, True, True], [True, True, True, True, False]])
    assert hardest(losses, negative, torch.tensor([2, 1])).int().tolist() == [[0, 1, 1, 0, 0], [0, 0, 0, 1, 0]]


def test_regions_to_learn_from_hold_the_objects_themselves_and_no_padding():
    torch.manual_seed(0)
    proposals = torch.cat([CANDIDATES, torch.zeros(5, 4)])[None]
    regions = regions_to_learn(proposals, BOXES, torch.tensor([[3, 5, 0]]), 20)
    found = regions.boxes[regions.counts].tolist()
    assert [52, 52, 70, 70] in found
    assert [0, 0, 0, 0] not in found
    assert regions.counts.sum() == 7
    assert set(regions.labels[regions.counts].tolist()) == {0, 3, 5}
    own = regions.labels == 5
    torch.testing.assert_close(regions.targets[own], torch.zeros(1, 4))


def test_losses_are_means_over_what_counts_and_zero_without():
    assert mean_of(torch.tensor([1.0, 5, 9]), torch.tensor([True, False, True])) == 5
    assert mean_of(torch.tensor([1.0]), torch.tensor([False])) == 0
    offsets, targets = torch.tensor([[0.5, 3, 0, 0], [9, 9, 9, 9]]), torch.zeros(2, 4)
    assert box_loss(offsets, targets, torch.tensor([True, False])) == pytest.approx(0.125 + 2.5)
    scores = torch.tensor([[[2.0, 1.0]]])
    assert class_losses(scores, torch.tensor([[1]])).item() == pytest.approx(np.log(1 + np.e))


def test_default_boxes_lie_in_the_middle_of_cells_in_the_order_of_what_is_said_of_them():
    boxes = default_boxes(64, (16, 32), ((0.25,), (0.5,)), (1.0, 4.0))
    assert boxes.shape == (4 * 4 * 2 + 2 * 2 * 2, 4)
    assert boxes[0].tolist() == [0, 0, 16, 16]
    assert boxes[1].tolist() == [4, -8, 12, 24]
    assert boxes[2].tolist() == [16, 0, 32, 16], "the next place is to the right"
    assert boxes[32].tolist() == [0, 0, 32, 32]
    said = torch.zeros(1, 2 * 3, 4, 4)
    said[0, 3:, 1, 2] = torch.tensor([7.0, 8, 9])  # of the second box in row 1, column 2
    assert by_place(said, 3)[0, (1 * 4 + 2) * 2 + 1].tolist() == [7, 8, 9]
    assert by_place(said, 3).sum() == 24


def test_a_warped_region_is_the_part_of_the_image_in_another_size():
    image = torch.arange(64.0).view(1, 1, 8, 8)
    assert torch.equal(warp(image, torch.tensor([[[2.0, 1, 6, 5]]]), 4, 0)[0, 0, 0], image[0, 0, 1:5, 2:6])
    torch.testing.assert_close(warp(image, torch.tensor([[[0.0, 0, 8, 8]]]), 4, 0)[0, 0, 0, 0, 0], torch.tensor(4.5))
    around = warp(image, torch.tensor([[[2.0, 2, 6, 6]]]), 8, 0.25)[0, 0, 0]
    torch.testing.assert_close(around, image[0, 0])


def test_svms_part_what_a_line_can_part_and_leave_out_what_does_not_count():
    rng = torch.Generator().manual_seed(0)
    features = torch.randn(400, 2, generator=rng)
    signs = torch.stack([torch.sign(features[:, 0] + 0.3), torch.sign(features[:, 1] - features[:, 0])], dim=1)
    features, signs = features[(features @ torch.tensor([[1.0, -1], [0, 1]])).abs().min(1).values > 0.1], signs
    signs = torch.stack([torch.sign(features[:, 0] + 0.3), torch.sign(features[:, 1] - features[:, 0])], dim=1)
    weights = fit_svms(features, signs, penalty=1000)
    assert (torch.sign(svm_scores(features, weights)) == signs).float().mean() > 0.98
    odd = torch.cat([signs, torch.zeros(50, 2)]), torch.cat([features, torch.full((50, 2), 30.0)])
    torch.testing.assert_close(fit_svms(odd[1], odd[0], penalty=1000), weights, rtol=0.05, atol=0.05)
    assert (svm_scores(features, fit_svms(features, -torch.ones(len(features), 1))) < 0).all()


def test_svms_are_at_the_minimum_of_their_objective():
    rng = torch.Generator().manual_seed(1)
    features, signs = torch.randn(60, 3, generator=rng), torch.sign(torch.randn(60, 1, generator=rng))
    weights = fit_svms(features, signs, penalty=10.0, steps=200).requires_grad_()
    positive, negative = (signs > 0).float(), (signs < 0).float()
    share = positive / positive.sum() / 2 + negative / negative.sum() / 2
    hinge = (share * (1 - signs * svm_scores(features, weights)).clamp(min=0) ** 2).sum()
    ((weights[:, :-1] ** 2).sum() / 2 + 10 * hinge).backward()
    assert weights.grad.abs().max() < 1e-3


def test_offsets_are_those_of_least_squares_class_by_class():
    rng = torch.Generator().manual_seed(0)
    features, labels = torch.randn(300, 5, generator=rng), torch.randint(1, 3, (300,), generator=rng)
    true = torch.randn(2, 6, 4, generator=rng)
    targets = offsets_of(features, true)[torch.arange(300), labels - 1]
    weights = fit_offsets(features, targets, labels, 3, decay=1e-4)
    torch.testing.assert_close(weights[:2], true, atol=1e-3, rtol=1e-3)
    assert not weights[2].any()


def test_a_tie_goes_to_the_lower_index():
    boxes = torch.tensor([[0.0, 0, 4, 4], [0, 0, 4, 4]])
    assert nms(boxes, torch.tensor([0.5, 0.5]), 0.5).tolist() == [0]


def test_a_region_is_seen_at_the_scale_at_which_its_size_is_best():
    regions = torch.tensor([[[0.0, 0, 40, 40], [0, 0, 80, 80], [0, 0, 160, 160], [0, 0, 0, 0]]])
    assert best_scale(regions, (0.5, 1.0, 2.0), 80.0).tolist() == [[2, 1, 0, 2]]


def test_spp_net_pools_each_region_from_the_map_of_its_scale_and_no_other():
    torch.manual_seed(0)
    images, detector = torch.rand(2, 3, 64, 64) * 255, SPPNet(("a",), 64, design=Design(scales=FIVE)).eval()
    regions = torch.tensor([[[0.0, 0, 16, 16], [0, 0, 64, 64]], [[8, 8, 40, 40], [0, 0, 0, 0]]])
    found = detector.features(images, regions)
    sizes = [round(scale * 64 / 32) * 32 for scale in FIVE]
    at = best_scale(regions, [size / 64 for size in sizes], detector.design.seen * 64)
    assert len(set(at.flatten().tolist())) > 1
    for image in range(2):
        for region in range(2):
            size = sizes[at[image, region]]
            larger = torch.nn.functional.interpolate(images[image : image + 1], size=(size, size), mode="bilinear")
            map_ = detector.trunk(larger if size != 64 else images[image : image + 1])[0]
            alone = regions[image : image + 1, region : region + 1] * (size / 64)
            torch.testing.assert_close(found[image, region], detector.layer(detector.pyramid(map_, alone))[0, 0])
