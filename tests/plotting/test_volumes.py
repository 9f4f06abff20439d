import matplotlib.pyplot as plt
import numpy as np

from utils.plotting.volumes import volumes


def test_every_stage_is_a_box_of_three_sides_with_its_numbers_below():
    fig, ax = volumes([("INPUT", (3, 32, 32)), ("FC", (10, 1, 1))], "a volume becomes a score")
    assert [text.get_text() for text in ax.texts if "×" in text.get_text()] == ["INPUT\n32×32×3", "FC\n1×1×10"]
    assert len(ax.patches) == 2 * 3
    front = np.ptp(ax.patches[0].get_xy(), axis=0)
    assert front.tolist() == [3, 32]
    plt.close(fig)
