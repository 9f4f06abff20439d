"""Boxes, regions and suppression in PyTorch: the same answers as in NumPy, and as in torchvision."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.reference.stored import stored
from tests.reference.test_boxes import box_arrays
from utils.labs.detection import boxes as ours
from utils.labs.detection import suppression
from utils.labs.detection.regions import roi_align, roi_pool
from utils.labs.detection.suppression import batched_nms, nms
from utils.reference import boxes as reference
from utils.reference import roi
from utils.reference import suppression as one_by_one

CASES = [f"roi{place}" for place in range(4)]


def random_boxes(rng, count, side=60, whole=False):
    corners = rng.uniform(0, side, (count, 2))
    boxes = np.concatenate([corners, corners + rng.uniform(0.5, side / 2, (count, 2))], axis=1)
    return (boxes.round() if whole else boxes).astype(np.float32)


def apart(features, rois):
    """Return one image for each region, and the regions (R, 1, 4): how a list of regions is asked for."""
    return torch.tensor(features)[rois[:, 0].astype(int)], torch.tensor(rois[:, None, 1:])


@given(box_arrays(8), box_arrays(8))
def test_overlaps_are_to_the_bit_those_of_numpy(a, b):
    a, b = a.astype(np.float32), b.astype(np.float32)
    found = ours.iou(torch.tensor(a), torch.tensor(b)).numpy()
    assert np.array_equal(found, reference.iou(a, b))
    assert np.array_equal(ours.area(torch.tensor(a)).numpy(), reference.area(a))


def test_overlaps_equal_torchvision():
    answer = stored("iou")
    found = ours.iou(torch.tensor(answer["a"]), torch.tensor(answer["b"]))
    np.testing.assert_allclose(found, answer["iou"], rtol=1e-6)


def test_offsets_are_those_of_numpy_and_lead_back():
    rng = np.random.default_rng(0)
    boxes, anchors = random_boxes(rng, 40), random_boxes(rng, 40)
    offsets = ours.encode(torch.tensor(boxes), torch.tensor(anchors), (1, 1, 1, 1))
    np.testing.assert_allclose(offsets, reference.encode(boxes, anchors), rtol=1e-4, atol=1e-5)
    for spreads in ((1.0, 1.0, 1.0, 1.0), ours.SPREADS):
        encoded = ours.encode(torch.tensor(boxes), torch.tensor(anchors), spreads)
        np.testing.assert_allclose(ours.decode(encoded, torch.tensor(anchors), spreads), boxes, rtol=1e-4, atol=1e-3)


def test_offsets_of_padding_and_boxes_of_wild_offsets_are_finite():
    nothing, anchor = torch.zeros(1, 4), torch.tensor([[0.0, 0, 8, 8]])
    assert ours.encode(nothing, anchor).isfinite().all()
    assert ours.encode(anchor, nothing).isfinite().all()
    assert ours.decode(torch.full((1, 4), 1e4), anchor).isfinite().all()


def test_a_mirror_image_of_a_mirror_image_is_the_image():
    boxes = torch.tensor(random_boxes(np.random.default_rng(0), 9))
    torch.testing.assert_close(ours.flip(ours.flip(boxes, 100), 100), boxes)
    assert ours.flip(torch.tensor([[1.0, 2, 30, 4]]), 100).tolist() == [[70, 2, 99, 4]]


@pytest.mark.parametrize("case", [f"nms{place}" for place in range(6)])
def test_the_same_boxes_stay_as_in_torchvision(case):
    answer = stored(case)
    kept = nms(torch.tensor(answer["boxes"]), torch.tensor(answer["scores"]), float(answer["threshold"]))
    assert kept.tolist() == answer["kept"].tolist()


@pytest.mark.parametrize("threshold", [0.0, 0.25, 1 / 3, 0.5, 0.7, 1.0])
@pytest.mark.parametrize("block", [7, 1024])
def test_the_same_boxes_stay_as_one_by_one_with_ties_and_overlaps_of_exactly_the_threshold(
    threshold, block, monkeypatch
):
    monkeypatch.setattr(suppression, "BLOCK", block)
    rng = np.random.default_rng(int(100 * threshold))
    boxes = random_boxes(rng, 300, 40, whole=True)
    scores = rng.integers(0, 60, 300).astype(np.float32)
    expected = one_by_one.nms(boxes, scores, threshold).tolist()
    assert nms(torch.tensor(boxes), torch.tensor(scores), threshold).tolist() == expected


def test_batches_and_groups_are_suppressed_by_themselves():
    rng = np.random.default_rng(1)
    boxes = np.stack([random_boxes(rng, 80, 40) for _ in range(3)])
    scores = rng.random((3, 80)).astype(np.float32)
    groups = rng.integers(0, 4, (3, 80))
    stays = batched_nms(torch.tensor(boxes), torch.tensor(scores), torch.tensor(groups), 0.3).numpy()
    for image in range(3):
        for group in range(4):
            mine = np.flatnonzero(groups[image] == group)
            kept = one_by_one.nms(boxes[image, mine], scores[image, mine], 0.3)
            assert mine[stays[image, mine]].tolist() == sorted(mine[kept].tolist())


def test_of_no_boxes_none_stay():
    assert nms(torch.zeros(0, 4), torch.zeros(0), 0.5).tolist() == []
    assert batched_nms(torch.zeros(2, 0, 4), torch.zeros(2, 0), torch.zeros(2, 0), 0.5).shape == (2, 0)


@pytest.mark.parametrize("case", CASES)
def test_pooled_regions_and_their_gradients_are_those_of_torchvision(case):
    answer = stored(case)
    maps, boxes = apart(answer["features"], answer["rois"])
    maps.requires_grad_(True)
    pooled = roi_pool(maps, boxes, tuple(answer["size"].tolist()), float(answer["scale"]))
    assert np.array_equal(pooled[:, 0].detach().numpy(), answer["pooled"])
    pooled[:, 0].backward(torch.tensor(answer["upstream"]))
    total = torch.zeros(answer["features"].shape).index_add(
        0, torch.tensor(answer["rois"][:, 0].astype(int)), maps.grad
    )
    np.testing.assert_allclose(total, answer["dfeatures"], atol=1e-5)


@pytest.mark.parametrize("case", CASES)
def test_aligned_regions_equal_torchvision(case):
    answer = stored(case)
    options = (tuple(answer["size"].tolist()), float(answer["scale"]), int(answer["samples"]), bool(answer["aligned"]))
    read = roi_align(*apart(answer["features"], answer["rois"]), *options)
    np.testing.assert_allclose(read[:, 0], answer["read"], atol=2e-5)


@given(st.integers(0, 2**32 - 1), st.sampled_from([1.0, 0.25, 1 / 8]), st.integers(1, 4), st.integers(1, 4))
def test_regions_of_a_batch_are_those_of_numpy(seed, scale, rows, columns):
    rng = np.random.default_rng(seed)
    features = rng.integers(-3, 4, (2, 3, *rng.integers(1, 9, 2))).astype(np.float32)
    boxes = rng.uniform(-20, 60, (2, 4, 4)).astype(np.float32)
    rois = np.concatenate([np.repeat([[0.0], [1.0]], 4, axis=0), boxes.reshape(-1, 4)], axis=1).astype(np.float32)
    for learns in (False, True):
        maps = torch.tensor(features, requires_grad=learns)
        pooled = roi_pool(maps, torch.tensor(boxes), (rows, columns), scale).flatten(0, 1)
        assert pooled.requires_grad == learns
        assert np.array_equal(pooled.detach().numpy(), roi.roi_pool_naive(features, rois, (rows, columns), scale))
    read = roi_align(torch.tensor(features), torch.tensor(boxes), (rows, columns), scale).flatten(0, 1)
    expected = roi.roi_align(features, rois, (rows, columns), scale, aligned=True)
    np.testing.assert_allclose(read.numpy(), expected, atol=2e-5)


def test_no_regions_give_none_and_a_gradient_of_zero():
    features = torch.ones(2, 3, 4, 4, requires_grad=True)
    pooled = roi_pool(features, torch.zeros(2, 0, 4), (2, 2), 1.0)
    assert pooled.shape == roi_align(features, torch.zeros(2, 0, 4), (2, 2), 1.0).shape == (2, 0, 3, 2, 2)
    pooled.sum().backward()
    assert not features.grad.any()
