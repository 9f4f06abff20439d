import matplotlib.pyplot as plt
import numpy as np
import pytest

from utils.plotting import style
from utils.plotting.fisheries import contact_sheet

FRAMES = np.zeros((5, 20, 30, 3), np.uint8)
BOXES = [np.array([[2, 3, 12, 9]]), np.zeros((0, 4)), *[np.array([[0, 0, 30, 20], [5, 5, 6, 6]])] * 3]


@pytest.fixture(autouse=True)
def styled():
    style.apply()
    yield
    plt.close("all")


def test_frames_stand_in_rows_with_their_names_below():
    fig, axes = contact_sheet(FRAMES, range(5), "Five dark frames", across=4)
    assert axes.shape == (2, 4)
    assert [ax.texts[0].get_text() for ax in axes.flat if ax.texts] == list("01234")
    assert fig.get_suptitle() == "Five dark frames"


def test_every_box_is_drawn_with_its_edges_between_the_pixels_of_the_frame():
    _, axes = contact_sheet(FRAMES, range(5), "Five dark frames", BOXES)
    assert [len(ax.patches) for ax in axes.flat[:5]] == [2, 0, 4, 4, 4]
    assert axes[0, 0].patches[0].get_bbox().extents.tolist() == [2, 3, 12, 9]
    assert axes[0, 0].images[0].get_extent() == [0, 30, 20, 0]


def test_a_name_or_boxes_too_few_are_refused():
    with pytest.raises(ValueError, match="names must be one for each of the 5 images, got 4"):
        contact_sheet(FRAMES, range(4), "Five dark frames")
    with pytest.raises(ValueError, match="boxes must be one for each of the 5 images, got 3"):
        contact_sheet(FRAMES, range(5), "Five dark frames", BOXES[:3])
