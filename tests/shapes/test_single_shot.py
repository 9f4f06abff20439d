"""What detectors of one pass give out is counted as their papers count it, and cell by cell."""

from itertools import product

import pytest

from utils.shapes.single_shot import SSD300, YOLO, default_boxes, grid_boxes, grid_numbers


def test_yolo_on_voc_gives_out_1470_numbers_and_98_boxes():
    assert grid_numbers(*YOLO) == 1_470 == 7 * 7 * 30
    assert grid_boxes(*YOLO[:2]) == 98


def test_ssd_looks_at_8732_default_boxes():
    assert default_boxes(SSD300) == 8_732


@pytest.mark.parametrize(("cells", "boxes", "classes"), [*product((1, 3, 8), (1, 4), (1, 10))])
def test_counting_number_by_number_agrees(cells, boxes, classes):
    one_by_one = [(cell, box, value) for cell in range(cells**2) for box in range(boxes) for value in "xywhc"]
    assert grid_numbers(cells, boxes, classes) == len(one_by_one) + len(range(cells**2)) * classes
    assert grid_boxes(cells, boxes) == len(one_by_one) // 5
    assert default_boxes([(cells, boxes), (1, 2)]) == grid_boxes(cells, boxes) + 2


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: grid_numbers(0, 2, 20), "cells must be a whole number of at least 1, got 0"),
        (lambda: grid_numbers(7, 2.5, 20), "boxes must be a whole number"),
        (lambda: default_boxes([(38, 0)]), "each of maps must be a whole number of at least 1 or a pair"),
    ],
)
def test_what_is_no_count_gets_one_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()
