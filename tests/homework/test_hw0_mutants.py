"""The tests of homework 0, tested: they notice wrong work of every small kind and pass right work of every form."""

import pytest

from tests.homework.alone import earns, score_cell, solutions
from tests.homework.mutation import Mutant, different, named
from tests.homework.test_hw0 import FULL, HW

SAME_LENGTH = "scores and votes are equally many"
OWN_STEP = "any step that is small beside T and above rounding is right"
STRICTER = "a stricter tolerance, still far above the error of measuring"
POSITIVE = "slopes sum to 0, so that one is positive: only stricter"
EQUIVALENT = {
    ("jacobian", "dyhat_dtheta, line 2: np.diag(yhat) with diagflat"): "the same for a vector",
    ("batch", "batch_gradient, line 4: theta is y"): SAME_LENGTH,
    (
        "numeric",
        "numerical_gradient, line 2: np.empty(len(theta)) with zeros",
    ): "every entry is written",
    ("numeric", "numerical_gradient, line 2: theta is y"): SAME_LENGTH,
    ("numeric", "numerical_gradient, line 3: theta is y"): SAME_LENGTH,
    ("numeric", "numerical_gradient, line 4: theta is y"): SAME_LENGTH,
    ("check", "gradient_check, line 2: 0.0001 alone"): OWN_STEP,
    ("check", "gradient_check, line 2: 0.0001 is 0.001"): OWN_STEP,
    ("check", "gradient_check, line 2: 0.0001 is 0.01"): OWN_STEP,
    ("check", "gradient_check, line 2: 0.0001 is 1e-07"): OWN_STEP,
    ("check", "gradient_check, line 3: np.max(np.abs(claimed - measured)) with sum"): STRICTER,
    (
        "check",
        "gradient_check, line 3: claimed - measured the other way round",
    ): "a size has no order",
    ("check", "gradient_check, line 4: error <= 0.0001 * np.max(np.abs(measured)) without bool"): "NumPy's True is one",
    ("check", "gradient_check, line 4: 0.0001 is 0.001"): "0.1 percent is where the text draws the line",
    ("check", "gradient_check, line 4: 0.0001 is 1e-07"): STRICTER,
    ("check", "gradient_check, line 4: np.max(np.abs(measured)) with mean"): STRICTER,
    (
        "check",
        "gradient_check, line 4: np.abs(measured) with positive",
    ): POSITIVE,
    ("check", "gradient_check, line 4: measured without abs"): POSITIVE,
    ("limits", "cold_limit, line 2: theta == theta.max() by GtE"): "nothing is larger than the largest",
}
"""Mutants that compute what the text asks for, and why: part and change."""

FIXED = [
    ("softmax", "softmax, line 2: theta.max() with mean"),
    ("ce", "cross_entropy, line 2: (theta - theta.max()) / T by Mult"),
    ("slopes", "slope_other, line 2: -yhat_i without its sign"),
    ("jacobian", "dyhat_dtheta, line 2: np.diag(yhat) alone"),
    ("chain", "sum_over_paths, line 2: u @ D the other way round"),
    ("simple", "gradient_from_yhat, line 2: np.sum(y) with mean"),
    ("batch", "batch_gradient, line 4: 1 is 0"),
    ("numeric", "numerical_gradient, line 6: 2 * h alone"),
    ("check", "gradient_check, line 3: np.max(np.abs(claimed - measured)) with mean"),
    ("limits", "cold_limit, line 2: theta.max() with min"),
]
"""One mutant of ten parts each, for every run of the tests."""

PARTS = {name: code for name, code in solutions(HW).items() if f"test-{name}" in FULL}


def survives(part: str, mutant: Mutant, seed: int | None = None) -> bool:
    return earns(FULL[f"test-{part}"], HW, part, mutant.code, seed)


@pytest.mark.parametrize(("part", "change"), FIXED)
def test_the_tests_notice_ten_mutants_of_ten_parts(part, change):
    assert not survives(part, named(PARTS[part], change))


@pytest.mark.audit
@pytest.mark.parametrize("part", PARTS)
def test_the_tests_notice_at_least_95_percent_of_all_mutants_that_change_anything(part):
    every = different(PARTS[part], part, EQUIVALENT)
    for seed in (None, 1, 2):
        alive = [mutant.change for mutant in every if survives(part, mutant, seed)]
        assert len(alive) <= 0.05 * len(every), (seed, alive)


@pytest.mark.audit
def test_every_mutant_that_is_called_equivalent_exists_and_earns_full_marks():
    for part, change in EQUIVALENT:
        assert survives(part, named(PARTS[part], change)), (part, change)


VARIANTS = {
    "plain loops, with other names": (
        "jacobian",
        """
def dyhat_dtheta(shares, heat):
    rows = []
    for i in range(len(shares)):
        row = []
        for j in range(len(shares)):
            row.append((shares[i] if i == j else 0.0) / heat - shares[i] * shares[j] / heat)
        rows.append(row)
    return rows
""",
    ),
    "einsum": ("chain", "def sum_over_paths(u, D): return np.einsum('i,ij->j', u, D)"),
    "in place": (
        "softmax",
        """
def softmax(theta, T):
    theta -= theta.max()
    theta /= T
    np.exp(theta, out=theta)
    theta /= theta.sum()
    return theta
""",
    ),
    "another precision": (
        "simple",
        """
def gradient_from_yhat(yhat, y, T):
    yhat, y = yhat.astype(np.longdouble), y.astype(np.longdouble)
    return (yhat * y.sum() - y) / np.longdouble(T)
""",
    ),
    "single precision where it is exact": (
        "check",
        """
def gradient_check(theta, y, T, claimed):
    measured = numerical_gradient(theta, y, T, 1e-4 * T)
    error, largest = np.abs(claimed - measured).max(), np.abs(measured).max()
    return np.float32(error) <= np.float32(1e-4) * np.float32(largest)
""",
    ),
    "sums by matrix products": (
        "batch",
        """
def batch_gradient(scores, votes, heat):
    ones = np.ones((scores.shape[1], 1))
    powers = np.exp((scores - scores.max(axis=1)[:, None]) / heat)
    return (powers / (powers @ ones) * (votes @ ones) - votes) / heat / scores.shape[0]
""",
    ),
    "a logarithm of one's own": (
        "ce",
        """
def cross_entropy(theta, y, T):
    z = (theta - theta.max()) / T
    return sum(y) * np.logaddexp.reduce(z) - np.inner(y, z)
""",
    ),
    "helpers and a class": (
        "limits",
        """
class Votes:
    def __init__(self, y): self.y = y
    def minus(self, share): return self.y.sum() * share - self.y
def hot_limit(y): return Votes(y).minus(1 / y.size)
def cold_limit(theta, y): return Votes(y).minus(np.eye(len(y))[theta.argmax()])
""",
    ),
}
"""Right work of another form: the part, and the code."""


@pytest.mark.parametrize("name", VARIANTS)
def test_right_work_of_another_form_gets_full_marks(name):
    part, code = VARIANTS[name]
    for seed in (None, 1, 2):
        scored = score_cell(HW, part, code, seed)
        assert scored.points == FULL[f"test-{part}"], str(scored)
