"""YOLO's grid and loss: by hand, beside PyTorch and the network's own grid, and at the edges."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from utils.labs.detection.boxes import iou
from utils.labs.detection.yolo import YOLO
from utils.reference.yolo import Terms, assign, in_pixels, loss, shared

SIZE = (448, 448)
BOX = np.array([[100.0, 100, 200, 200]])


def drawn(rng, count, size=SIZE):
    low = rng.uniform(0, 0.7, (count, 2))
    return np.concatenate([low, low + rng.uniform(0.05, 0.3, (count, 2))], axis=1) * ([size[1], size[0]] * 2)


def said(rng, cells, boxes, classes):
    rows = cells * cells
    return rng.uniform(0, 1, (rows, boxes, 4)), rng.uniform(0, 1, (rows, boxes)), rng.uniform(0, 1, (rows, classes))


def by_torch(places, confidences, classes, boxes, truth, size, cells):
    """The five terms cell by cell and box by box, in float64 tensors."""
    places, confidences, classes, boxes = map(torch.from_numpy, (places, confidences, classes, boxes))
    height, width = size
    terms, mine = torch.zeros(5, dtype=torch.float64), set()
    for box, label in zip(boxes, truth.tolist(), strict=True):
        x, y = (box[:2] + box[2:]) / 2
        column, row = int(x / width * cells), int(y / height * cells)
        cell = row * cells + column
        cx, cy = (places[cell, :, 0] + column) / cells * width, (places[cell, :, 1] + row) / cells * height
        w, h = places[cell, :, 2] * width, places[cell, :, 3] * height
        overlaps = iou(torch.stack([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2], dim=1), box[None])[:, 0]
        best = int(overlaps.argmax())
        mine.add((cell, best))
        goal = torch.stack([x / width * cells - column, y / height * cells - row])
        terms[0] += 5 * ((places[cell, best, :2] - goal) ** 2).sum()
        sides = (box[2:] - box[:2]) / torch.tensor([width, height])
        terms[1] += 5 * ((places[cell, best, 2:].sqrt() - sides.sqrt()) ** 2).sum()
        terms[2] += (confidences[cell, best] - overlaps[best]) ** 2
        wanted = torch.nn.functional.one_hot(torch.tensor(label), classes.shape[1])
        terms[4] += ((classes[cell] - wanted) ** 2).sum()
    for cell, row in enumerate(confidences):
        terms[3] += sum(0.5 * value**2 for place, value in enumerate(row) if (cell, place) not in mine)
    return terms.tolist()


def test_a_box_by_hand():
    targets = assign(BOX, SIZE, 7)
    assert targets.cells.tolist() == [2 * 7 + 2], "150 / 64 = 2.34, both ways"
    np.testing.assert_allclose(targets.places, [[22 / 64, 22 / 64, 100 / 448, 100 / 448]])


def test_the_five_terms_by_hand():
    places, confidences, classes = np.full((4, 2, 4), 0.5), np.full((4, 2), 0.1), np.zeros((4, 3))
    places[0, 1] = 0.5, 0.5, 0.25, 1.0
    terms = loss(places, confidences, classes, np.array([[10.0, 10, 50, 50]]), np.array([2]), (100, 100))
    overlap = 40 * 40 / (50 * 50)  # the cell's first box reaches from 0 to 50 both ways
    assert terms.centres == pytest.approx(5 * 2 * (0.5 - 0.6) ** 2)
    assert terms.sizes == pytest.approx(5 * 2 * (0.5**0.5 - 0.4**0.5) ** 2)
    assert terms.something == pytest.approx((0.1 - overlap) ** 2)
    assert terms.nothing == pytest.approx(0.5 * 7 * 0.1**2)
    assert terms.classes == 1
    assert terms.total == pytest.approx(sum(terms))


@pytest.mark.parametrize("seed", range(20))
def test_all_terms_equal_those_of_a_loop_in_pytorch(seed):
    rng = np.random.default_rng(seed)
    cells, count, size = int(rng.integers(1, 9)), int(rng.integers(0, 6)), (240, 360)
    told, boxes = said(rng, cells, int(rng.integers(1, 4)), 5), drawn(rng, count, size)
    truth = rng.integers(0, 5, count)
    assert loss(*told, boxes, truth, size) == pytest.approx(by_torch(*told, boxes, truth, size, cells))


@pytest.mark.parametrize("seed", range(5))
def test_the_network_gives_an_object_to_the_same_cell(seed):
    boxes = drawn(np.random.default_rng(seed), 30, (128, 128))
    network = YOLO(("one",), 128)
    assert network.cells_of(torch.from_numpy(boxes)[None])[0].tolist() == assign(boxes, (128, 128), 8).cells.tolist()


@given(st.integers(1, 13), st.integers(0, 2**31))
def test_what_a_cell_is_to_say_leads_back_to_the_box(cells, seed):
    boxes = drawn(np.random.default_rng(seed), 3)
    targets = assign(boxes, SIZE, cells)
    for box, cell, place in zip(boxes, targets.cells.tolist(), targets.places, strict=True):
        np.testing.assert_allclose(in_pixels(place[None], cell, SIZE, cells)[0], box, atol=1e-9)


def test_perfect_answers_cost_nothing_unless_two_objects_share_a_cell():
    boxes, truth = np.array([[10.0, 10, 50, 50], [20.0, 20, 44, 44]]), np.array([0, 1])
    targets = assign(boxes, (100, 100), 2)
    places, confidences, classes = np.full((4, 2, 4), 0.5), np.zeros((4, 2)), np.zeros((4, 3))
    places[0], confidences[0], classes[0] = targets.places, 1, (0.5, 0.5, 0)
    assert shared(targets) == [0]
    assert loss(places, confidences, classes, boxes, truth, (100, 100)) == Terms(0, 0, 0, 0, 1)
    classes[0] = 1, 0, 0
    assert loss(places, confidences, classes, boxes[:1], truth[:1], (100, 100)).classes == 0
    assert shared(assign(boxes[:1], (100, 100), 2)) == []


def test_without_objects_only_false_alarms_cost():
    terms = loss(*said(np.random.default_rng(0), 3, 2, 4), np.zeros((0, 4)), np.zeros(0, int), SIZE)
    assert terms._replace(nothing=0.0) == Terms(0, 0, 0, 0, 0)
    assert terms.nothing > 0


def test_a_centre_on_a_line_belongs_to_the_next_cell_and_on_the_border_to_the_last():
    at = np.array([[0.0, 0, 100, 100], [90, 90, 110, 110.0], [0, 0, 20, 20]])
    assert assign(at, (100, 100), 2).cells.tolist() == [3, 3, 0]
    assert assign(at, (100, 100), 2).places[1].tolist() == [1, 1, 0.2, 0.2]


BAD = [
    ({"boxes": np.array([[5.0, 5, 5, 9]])}, "boxes must have an area and a centre within 448 x 448"),
    ({"boxes": np.array([[500.0, 5, 700, 9]])}, "boxes must have an area and a centre within 448 x 448"),
    ({"boxes": BOX.astype(int)}, "boxes must hold floating-point numbers"),
    ({"truth": np.array([4])}, "truth must hold labels from 0 to 3, got 4"),
    ({"places": np.zeros((5, 2, 4))}, "places must have a row for each cell of a square grid, got 5"),
    ({"places": np.full((4, 2, 4), -0.1)}, "places must have sizes of at least 0, got -0.1"),
    ({"places": np.zeros((4, 2, 5))}, r"places must have x, y, w, h of each box: \(4, 2, 4\), got \(4, 2, 5\)"),
    ({"confidences": np.zeros((4, 3))}, r"confidences must have one for each box: \(4, 2\), got \(4, 3\)"),
    ({"classes": np.zeros((5, 4))}, r"classes must have a row for each cell: \(4, 4\), got \(5, 4\)"),
]


@pytest.mark.parametrize(("wrong", "sentence"), BAD)
def test_bad_input_gets_one_sentence(wrong, sentence):
    right = {"places": np.zeros((4, 2, 4)), "confidences": np.zeros((4, 2)), "classes": np.zeros((4, 4))}
    with pytest.raises(ValueError, match=sentence):
        loss(**(right | {"boxes": BOX, "truth": np.array([0]), "size": SIZE} | wrong))
