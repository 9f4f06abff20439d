import matplotlib.pyplot as plt
import pytest

from utils.plotting.headline import headline


def test_a_headline_stands_at_the_left_over_all_axes():
    fig, _ = plt.subplots(1, 2)
    headline(fig, "Both halves are empty")
    assert fig.get_suptitle() == "Both halves are empty"
    plt.close(fig)


@pytest.mark.parametrize("finding", ["", "a plot", None])
def test_a_figure_without_a_finding_is_refused(finding):
    fig, _ = plt.subplots()
    with pytest.raises(ValueError, match="finding must be a sentence"):
        headline(fig, finding)
    plt.close(fig)
