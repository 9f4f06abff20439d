"""Means with their intervals: each a line with a dot, the first name on top."""

from utils.plotting.intervals import intervals
from utils.reference.bootstrap import Interval


def test_an_interval_is_a_line_with_a_dot_at_its_mean():
    _, ax = intervals({"by frame": Interval(1, 0.5, 1.5), "by boat": Interval(1, -1, 2)}, "Boats are wider", "nats")
    assert ax.lines[0].get_xydata().tolist() == [[0.5, 0], [1.5, 0]]
    assert ax.lines[3].get_xydata().tolist() == [[1, 1]]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["by frame", "by boat"]


def test_a_gain_is_drawn_with_its_interval_first_name_on_top():
    found = {"views": Interval(0.07, 0.05, 0.1), "folds": Interval(0.0, -0.01, 0.01)}
    _, ax = intervals(found, "Views gain, folds do not")
    assert [line.get_xdata().tolist() for line in (ax.lines[0], ax.lines[2])] == [[0.05, 0.1], [-0.01, 0.01]]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["views", "folds"]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]
