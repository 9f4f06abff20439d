"""The tests of homework 2, tested: they notice wrong work of every small kind and pass right work of every form."""

import pytest

from tests.homework.alone import earns, score_cell, solutions
from tests.homework.hw2 import school
from tests.homework.mutation import Mutant, different, named
from tests.homework.test_hw2 import FULL, HW
from utils.grading.desk import laid_out
from utils.grading.keys import write_key

PARTS = {name: code for name, code in solutions(HW).items() if f"test-{name}" in FULL}
TOP = "a certain bet that is right costs nothing that anybody sees, clipped or not"
CLIPPED = "log_loss, line 3: np.clip(p[np.arange(len(y)), y], 1e-15, 1 - 1e-15)"
EQUIVALENT = {
    ("metric", f"{CLIPPED} with its arguments exchanged"): "the larger of the two, whichever comes first",
    ("metric", "log_loss, line 3: 1 - 1e-15 by Add"): TOP,
    ("metric", "log_loss, line 3: 1 alone"): TOP,
    ("metric", "log_loss, line 3: 1 is 2"): TOP,
    ("metric", "log_loss, line 3: 1e-15 is 1e-14 (2)"): TOP,
    ("metric", "log_loss, line 3: 1e-15 is 1e-13 (2)"): TOP,
    ("metric", "log_loss, line 3: 1e-15 is 1e-18 (2)"): TOP,
    ("metric", "log_loss, line 3: y is p (2)"): "as many rows as labels",
    ("split", "split_by_boat, line 3: 0 is 1"): "any seed that stays",
}
"""Mutants that do what the text asks for, and why: part and change."""

FIXED = [
    ("metric", "log_loss, line 2: p.sum(axis=1, keepdims=True) without keepdims"),
    ("metric", "log_loss, line 2: p / p.sum(axis=1, keepdims=True) by Mult"),
    ("metric", "log_loss, line 4: np.log(p) with log2"),
    ("metric", "log_loss, line 4: -np.log(p).mean() without its sign"),
    ("metric", "log_loss, line 4: -np.log(p).mean() plus 1"),
    ("split", "split_by_boat, line 4: order[places] % folds plus 1"),
    ("split", "split_by_boat, line 4: -(order[places] % folds)"),
]


def survives(part: str, mutant: Mutant) -> bool:
    return earns(FULL[f"test-{part}"], HW, part, mutant.code)


@pytest.mark.parametrize(("part", "change"), FIXED)
def test_the_tests_notice_mutants_of_both_functions(part, change):
    assert not survives(part, named(PARTS[part], change))


@pytest.mark.audit
@pytest.mark.parametrize("part", PARTS)
def test_the_tests_notice_at_least_95_percent_of_all_mutants_that_change_anything(part):
    every = different(PARTS[part], part, EQUIVALENT)
    alive = [mutant.change for mutant in every if survives(part, mutant)]
    assert len(alive) <= 0.05 * len(every), alive


@pytest.mark.audit
def test_every_mutant_that_is_called_equivalent_exists_and_earns_full_marks():
    for part, change in EQUIVALENT:
        assert survives(part, named(PARTS[part], change)), (part, change)


VARIANTS = {
    "loops": (
        "metric",
        """
def log_loss(p, y):
    total = 0.0
    for row, label in zip(p, y):
        share = row[label] / sum(row)
        total -= float(np.log(min(max(share, 1e-15), 1 - 1e-15)))
    return total / len(y)
""",
    ),
    "one-hot": (
        "metric",
        """
def log_loss(p, y):
    q = np.clip(p / np.sum(p, 1)[:, None], 1e-15, 1 - 1e-15)
    return -np.sum(np.eye(p.shape[1])[y] * np.log(q)) / len(p)
""",
    ),
    "in place": (
        "metric",
        """
def log_loss(p, y):
    p /= p.sum(axis=1, keepdims=True)
    np.clip(p, 1e-15, 1 - 1e-15, out=p)
    return np.mean([-np.log(p[n, k]) for n, k in enumerate(y)])
""",
    ),
    "in order": (
        "split",
        """
def split_by_boat(boats, folds):
    known = sorted(set(boats.tolist()))
    return np.array([known.index(boat) % folds for boat in boats])
""",
    ),
    "in blocks": (
        "split",
        """
def split_by_boat(boats, folds):
    parts = np.array_split(np.unique(boats), folds)
    return sum(k * np.isin(boats, part) for k, part in enumerate(parts))
""",
    ),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_right_work_of_another_form_gets_full_points(name):
    part, code = VARIANTS[name]
    assert score_cell(HW, part, code).points == FULL[f"test-{part}"], score_cell(HW, part, code)


WRONG = {
    "frames split": (
        "split",
        "def split_by_boat(boats, folds): return np.arange(len(boats)) % folds",
        "frames were split",
    ),
    "boats in one heap": ("split", "def split_by_boat(boats, folds): return 0 * boats", "into folds of 48, 0, 0, 0, 0"),
    "numbers of boats": ("split", "def split_by_boat(boats, folds): return boats % folds", "into folds of"),
    "folds from 1": (
        "split",
        "def split_by_boat(boats, folds): return 1 + np.unique(boats, return_inverse=True)[1] % folds",
        "folds go from 0 to 4, got 1 to 5",
    ),
    "another split each time": (
        "split",
        """
def split_by_boat(boats, folds):
    known, places = np.unique(boats, return_inverse=True)
    return np.random.permutation(len(known))[places] % folds
""",
        "expected",
    ),
    "no clipping": (
        "metric",
        "def log_loss(p, y): return -np.log((p / p.sum(1)[:, None])[np.arange(len(y)), y]).mean()",
        "nan or inf",
    ),
    "a sum": (
        "metric",
        "def log_loss(p, y): return -np.log(np.clip((p / p.sum(1)[:, None])[np.arange(len(y)), y], 1e-15, 1)).sum()",
        "the sum over the rows, not the mean",
    ),
    "rows as they are": (
        "metric",
        "def log_loss(p, y): return -np.log(np.clip(p[np.arange(len(y)), y], 1e-15, 1 - 1e-15)).mean()",
        "rows were not divided by their sums",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_costs_points_and_is_named(name):
    part, code, words = WRONG[name]
    found = score_cell(HW, part, code)
    assert found.points < FULL[f"test-{part}"]
    assert words in "\n".join(check.failure for check in found.checks)


def test_reading_files_ten_times_gives_the_same_points(tmp_path):
    key = school.make_key()
    with laid_out(school.lay(tmp_path / "a", submission=school.submission(key)), write_key(key)):
        assert len({score_cell(HW, "submission", seed=seed).points for seed in range(10)}) == 1
