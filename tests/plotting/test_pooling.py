import matplotlib.pyplot as plt
import numpy as np
import pytest

from utils.plotting import pooling as plots


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


def test_spot_and_pooled_row_stand_side_by_side_with_equal_rows():
    _, axes = plots.moving_spot(np.eye(8), np.eye(8)[:, ::2], "a spot moves right")
    assert [ax.images[0].get_array().shape for ax in axes] == [(8, 8), (8, 4)]
    assert axes[0].get_ylabel() == "position of the spot (cell)"


def test_every_curve_has_a_mark_and_a_line_of_its_own():
    measured = {name: [0, number, number] for number, name in enumerate(("none", "every", "mean", "max"))}
    _, ax = plots.curves([0, 1, 2], measured, "change (fraction)", "one measures all")
    assert [line.get_label() for line in ax.lines] == list(measured)
    assert len({(line.get_marker(), line.get_linestyle()) for line in ax.lines}) == 4
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("shift of the digit (pixels)", "change (fraction)")


def test_a_routed_gradient_is_written_into_the_cells():
    _, axes = plots.routed(np.array([[1.0, 9.0]]), np.array([[0.0, 4.0]]), "nine wins it all")
    assert [[text.get_text() for text in ax.texts] for ax in axes] == [["1", "9"], ["0", "4"]]
