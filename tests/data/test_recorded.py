"""What labs have recorded is read without torch, and what is not there is named."""

import subprocess
import sys

import numpy as np
import pytest

from utils.data import recorded
from utils.data.fisheries import COUNTS
from utils.data.leaderboard import BOARDS, FIRST_SCORE, improvements

PATH = recorded.FOLDER / "ensembles.json"
FOLDS = tuple(f"fold {number}" for number in range(1, 6))


def test_probabilities_stand_by_seed_fold_and_frame():
    p = recorded.of_the_truth(PATH, FOLDS, (1, 2, 3), "log p")
    stored = recorded.arrays(PATH)
    assert p.shape == (3, 5, len(stored["labels"])) == (3, 5, 1512)
    np.testing.assert_allclose(p[2, 1], np.exp(stored["fold 2, 3, log p"].astype(float)))
    assert len(np.bincount(stored["labels"])) == len(COUNTS)


def test_the_mean_of_what_is_stored_is_the_log_loss_that_was_measured():
    p = recorded.of_the_truth(PATH, FOLDS, (1, 2, 3), "log p over views")
    for place, study in enumerate(recorded.read(PATH).values()):
        measured = [run["unseen over views"] for run in study["runs"]]
        np.testing.assert_allclose(-np.log(p[:, place]).mean(axis=1), measured, atol=2e-4)


def test_a_run_that_is_not_recorded_is_named_and_no_file_is_an_empty_study(tmp_path):
    with pytest.raises(ValueError, match=r"ensembles.json must hold 'fold 6, 1, log p', got boats, fold 1"):
        recorded.of_the_truth(PATH, ("fold 6",), (1,), "log p")
    assert recorded.read(tmp_path / "none.json") == recorded.arrays(tmp_path / "none.json") == {}


def test_reading_takes_no_torch():
    code = "import sys, utils.data.recorded; assert 'torch' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0


def test_the_board_s_improvements_are_differences():
    assert improvements((FIRST_SCORE, *(board.own for board in BOARDS))) == (0.20783, 0.06754, 0.13722)
    assert improvements((1.0,)) == ()
