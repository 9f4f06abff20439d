import matplotlib.pyplot as plt
import numpy as np
import pytest

from utils.plotting import fisheries as plots
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


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_every_bar_has_its_value_beside_it_and_the_first_stands_on_top():
    fig, ax = plots.bars({"ALB": 1719, "LAG": 67}, "frames", "Most frames are albacore")
    assert [bar.get_width() for bar in ax.patches] == [1719, 67]
    assert texts(ax) == ["1,719", "67"]
    assert ax.yaxis.get_inverted()
    assert fig.get_suptitle() == "Most frames are albacore"


def test_a_boat_is_a_column_of_the_shares_of_its_catch():
    _, ax = plots.catches(np.array([[0.25, 0.75], [1, 0], [0, 1]]), ("ALB", "BET"), "Boats catch what they catch")
    assert ax.images[0].get_array().tolist() == [[25, 100, 0], [75, 0, 100]]


def test_every_frame_is_a_dot_over_its_boat():
    _, ax = plots.brightness(np.array([0.2, 0.9, 0.5]), np.array([0, 0, 3]), "Day and night differ much")
    x, y = ax.lines[0].get_data()
    assert np.rint(x).tolist() == [0, 0, 3]
    assert y.tolist() == [0.2, 0.9, 0.5]


def test_the_least_of_every_curve_is_marked_and_levels_are_named():
    x = np.array([0.0, 0.5, 1])
    losses = {"by frame": np.array([2.0, 1, 3]), "by boat": np.array([1.5, 2, 3])}
    _, ax = plots.curves(x, losses, "trust", "Two splits disagree here", {"prior": 1.6})
    marks = [line.get_xydata().tolist() for line in ax.lines if len(line.get_xdata()) == 1]
    assert marks == [[[0.5, 1.0]], [[0.0, 1.5]]]
    assert texts(ax) == ["prior"]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["by frame", "by boat"]


def test_the_marked_score_stands_at_its_rank():
    ranks, scores = [np.arange(3, 6), np.arange(1, 3)], [np.array([0.9, 1.0, 1.1]), np.array([0.7, 0.8])]
    _, ax = plots.leaderboards(["one", "two"], ranks, scores, [1.0, 0.7], "Both days differ much")
    assert texts(ax) == ["1.0 (rank 4)", "0.7 (rank 1)"]
    assert ax.lines[0].get_xydata().tolist() == [[3, 0.9], [4, 1.0], [5, 1.1]]
