from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.data.deckcam.outlines import box, ellipse
from utils.data.deckcam.raster import paint, patch

POINTS = st.lists(st.tuples(st.integers(-6, 26), st.integers(-6, 26)), min_size=3, max_size=7)


def filled(points, height=20, width=20) -> np.ndarray:
    canvas = np.zeros((height, width), bool)
    paint(canvas, np.array(points, float), True)
    return canvas


def counted(points, height=20, width=20) -> np.ndarray:
    """Pixel by pixel: is the number of edges that cross its row at its column or to the left odd?"""
    inside = np.zeros((height, width), bool)
    for row, column in np.ndindex(height, width):
        for (x0, y0), (x1, y1) in zip(points, points[1:] + points[:1], strict=True):
            if (y0 <= row) != (y1 <= row):
                inside[row, column] ^= x0 + Fraction((row - y0) * (x1 - x0), y1 - y0) <= column
    return inside


def test_a_rectangle_fills_its_pixels_and_no_other():
    expected = np.zeros((20, 20), bool)
    expected[3:8, 2:12] = True
    assert (filled([(2, 3), (12, 3), (12, 8), (2, 8)]) == expected).all()


@given(POINTS)
def test_any_polygon_is_filled_as_by_counting_crossings_in_fractions(points):
    assert (filled(points) == counted(points)).all()


@given(POINTS)
def test_the_order_of_the_points_does_not_matter(points):
    assert (filled(points) == filled(points[::-1])).all()


def test_what_lies_beside_the_picture_fills_nothing():
    assert patch(box(-50, -50, 10, 10), 20, 20).mask.size == 0
    assert not filled(box(50, 10, 10, 10)).any()


def test_an_ellipse_has_the_area_of_one():
    assert filled(ellipse(100, 100, 60, 30, 0.5), 200, 200).sum() == pytest.approx(np.pi * 60 * 30, rel=0.02)


def test_paint_that_lets_through_mixes_with_what_is_below():
    canvas = np.full((4, 4, 3), 100, np.float32)
    paint(canvas, np.array([(0, 0), (2, 0), (2, 4), (0, 4)]), (200, 0, 100), 0.25)
    assert canvas[0, 0].tolist() == [125, 75, 100]
    assert canvas[0, 2].tolist() == [100, 100, 100]
