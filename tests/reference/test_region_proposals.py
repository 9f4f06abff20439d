import numpy as np
import pytest
import torch

from utils.labs.detection.boxes import SPREADS
from utils.labs.detection.faster_rcnn import FasterRCNN, Proposed
from utils.reference.anchors import anchors
from utils.reference.region_proposals import propose
from utils.reference.suppression import nms_naive

STAY = np.zeros((4, 4))
FOUR = np.array([[0.0, 0, 10, 10], [1, 0, 11, 10], [-20, 0, 2, 10], [40, 40, 60, 60]])


def test_four_anchors_by_hand():
    found = propose(FOUR, np.array([0.9, 0.8, 0.7, 0.1]), STAY, (50, 50), least=3)
    assert found.places.tolist() == [0, 3]
    assert found.boxes.tolist() == [[0, 0, 10, 10], [40, 40, 50, 50]]
    assert list(found.left.values()) == [4, 3, 3, 2, 2]


def test_a_box_follows_its_offsets_before_it_is_clipped():
    offsets = np.array([[0.5, 0, 0, 0], [0, 0, np.log(2), 0], [2, 0, 0, 0], [0, 0, 0, 0]])
    found = propose(FOUR, np.array([0.1, 0.2, 0.3, 0.4]), offsets, (50, 50), overlap=0.9)
    assert found.places.tolist() == [3, 2, 1, 0]
    np.testing.assert_allclose(found.boxes[1:], [[24, 0, 46, 10], [0, 0, 16, 10], [5, 0, 15, 10]])


def test_fewer_are_ranked_and_fewer_are_kept_when_told_so():
    rng = np.random.default_rng(0)
    at = anchors((6, 6), 8, [12, 20], [1.0], 0.5)
    scores, offsets = rng.normal(size=len(at)), rng.normal(0, 0.2, (len(at), 4))
    found = propose(at, scores, offsets, (48, 48), ranked=30, most=7)
    assert found.left["best by score"] == 30
    assert len(found.boxes) == found.left["proposals"] == 7
    whole = propose(at, scores, offsets, (48, 48), ranked=30)
    np.testing.assert_array_equal(found.boxes, whole.boxes[:7])
    assert (np.diff(scores[whole.places]) <= 0).all()
    assert len(nms_naive(whole.boxes, scores[whole.places], 0.7)) == len(whole.boxes)


def test_proposals_are_those_of_the_network():
    torch.manual_seed(0)
    detector = FasterRCNN(("thing",), 128)
    count = len(detector.anchors)
    scores, offsets = torch.randn(1, count), torch.randn(1, count, 4)
    known = detector.best(Proposed(scores, offsets))[0]
    design = detector.design
    found = propose(
        detector.anchors.numpy(),
        scores[0].numpy(),
        (offsets[0] * torch.tensor(SPREADS)).numpy(),
        (128, 128),
        design.ranked,
        design.overlap,
        design.proposals,
    )
    assert len(found.boxes) == design.proposals
    np.testing.assert_allclose(found.boxes, known.numpy(), atol=1e-3)


def test_bad_input_gets_one_sentence():
    with pytest.raises(ValueError, match="objectness must be one for each of 4 anchors, got 3"):
        propose(FOUR, np.zeros(3), STAY, (50, 50))
    with pytest.raises(ValueError, match="least must be a finite number of at least 0, got -1"):
        propose(FOUR, np.zeros(4), STAY, (50, 50), least=-1)
