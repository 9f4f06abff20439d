"""Classic mistakes: what a failing check says names the mistake, and its inputs are few enough to work by hand."""

import re
import warnings

import numpy as np
import torch  # noqa: F401 - so that a mistake need not import it within the time of a check
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from tests.homework.alone import score_cell
from tests.homework.test_hw0 import HW
from utils.grading.calls import Call, remember
from utils.grading.compare import Wrong, close

SOFTMAX = "p = np.exp((theta - theta.max()) / T)\n    p = p / p.sum()"
BATCH = "p = np.exp((theta - theta.max(axis=1, keepdims=True)) / T)\n    p = p / p.sum(axis=1, keepdims=True)\n    "
CLASSIC = {
    "no temperature in a slope": ("slopes", "slope_same(p, T): return p * (1 - p)", "it is T = .* times too large"),
    "the sign of a slope": ("slopes", "slope_other(p, q, T): return p * q / T", "the sign is flipped"),
    "temperature squared": ("slopes", "slope_same(p, T): return p * (1 - p) / T**2", "it is T = .* times too small"),
    "no temperature in softmax": (
        "softmax",
        "softmax(theta, T):\n    T = 1\n    {SOFTMAX}\n    return p",
        "T does nothing",
    ),
    "temperature the wrong way": (
        "softmax",
        "softmax(theta, T):\n    T = 1 / T\n    {SOFTMAX}\n    return p",
        "T multiplies where it should divide",
    ),
    "not normalised": ("softmax", "softmax(theta, T): return np.exp(theta / T)", "the entries sum to .*, not to 1"),
    "overflow": ("softmax", "softmax(theta, T): return np.exp(theta / T) / np.exp(theta / T).sum()", "nan or inf"),
    "logarithm of zero": (
        "ce",
        "cross_entropy(theta, y, T): return -np.sum(y * np.log(softmax(theta, T)))",
        "nan or inf",
    ),
    "forgot return": ("softmax", "softmax(theta, T):\n    {SOFTMAX}", "did you forget return"),
    "votes divided by their sum": (
        "ce",
        "cross_entropy(theta, y, T): return -np.sum(y / y.sum() * np.log(softmax(theta, T)))",
        r"it is (votes|the sum of y) = 12 times too small",
    ),
    "minus of the loss": (
        "ce",
        "cross_entropy(theta, y, T): return np.sum(y * np.log(softmax(theta, T)))",
        "sign is flipped",
    ),
    "mean for sum": (
        "ce",
        "cross_entropy(theta, y, T): return -np.mean(y * np.log(softmax(theta, T)))",
        r"it is the length of theta along axis 0 = 3 times too small",
    ),
    "logarithm to base 2": (
        "ce",
        "cross_entropy(theta, y, T): return -np.sum(y * np.log2(softmax(theta, T)))",
        r"it is log 2 = 0.6931 times too small",
    ),
    "no sum in the loss": (
        "ce",
        "cross_entropy(theta, y, T): return -y * np.log(softmax(theta, T))",
        "the sum over .* is missing",
    ),
    "only the diagonal": (
        "jacobian",
        "dyhat_dtheta(p, T): return np.diag(p * (1 - p)) / T",
        "only the diagonal is right",
    ),
    "no diagonal": ("jacobian", "dyhat_dtheta(p, T): return -np.outer(p, p) / T", "only the diagonal is wrong"),
    "the wrong index": ("chain", "sum_over_paths(u, D): return D @ u", "you sum over j, not over i"),
    "element-wise for a matrix product": (
        "chain",
        "sum_over_paths(u, D): return u * D",
        r"expected shape \(2,\), got \(2, 2\)",
    ),
    "sign of the loss's slope": ("outer", "dce_dyhat(yhat, y): return y / yhat", "the sign is flipped"),
    "only the votes": ("outer", "dce_dyhat(yhat, y): return y", "y comes back unchanged"),
    "right for one vote only": (
        "simple",
        "gradient_from_yhat(yhat, y, T): return (yhat - y) / T",
        "right only for votes that sum to one",
    ),
    "a term is missing": ("limits", "hot_limit(y): return np.ones(len(y)) * y.sum() / len(y)", "it is off by y"),
    "a term has the wrong sign": ("limits", "hot_limit(y): return y.sum() / len(y) + y", "it is off by twice y"),
    "no mean over photos": (
        "batch",
        "batch_gradient(theta, y, T):\n    {BATCH}return (p * y.sum(axis=1, keepdims=True) - y) / T",
        "it is N = 2 times too large",
    ),
    "the wrong axis": (
        "batch",
        "batch_gradient(theta, y, T):\n    p = np.exp(theta / T)\n    p = p / p.sum(axis=0)\n    "
        "return (p * y.sum(axis=1, keepdims=True) - y) / (T * len(y))",
        "sum to 1 over photos, not over classes",
    ),
    "no keepdims": (
        "batch",
        "batch_gradient(theta, y, T):\n    {BATCH}return (p * y.sum(axis=1) - y) / (T * len(y))",
        r"ValueError: .*shapes do not fit: look at axis, keepdims",
    ),
    "a loop over rows": (
        "batch",
        "batch_gradient(theta, y, T): return np.array([gradient(*row, T) for row in zip(theta, y)]) / len(y)",
        "a loop over rows",
    ),
    "forward for central differences": (
        "numeric",
        "numerical_gradient(theta, y, T, h): return np.array([(cross_entropy(theta + h * e, y, T) - "
        "cross_entropy(theta, y, T)) / h for e in np.eye(len(y))])",
        "no step down",
    ),
    "h for 2 h": (
        "numeric",
        "numerical_gradient(theta, y, T, h): return np.array([(cross_entropy(theta + h * e, y, T) - "
        "cross_entropy(theta - h * e, y, T)) / h for e in np.eye(len(y))])",
        "it is 2 times too large",
    ),
    "the formula for a measurement": (
        "numeric",
        "numerical_gradient(theta, y, T, h): return gradient(theta, y, T)",
        "the formula of Part 7, not measured",
    ),
    "a check that is always content": (
        "check",
        "gradient_check(theta, y, T, claimed): return True",
        "accepts 3 of 3 wrong",
    ),
    "an array for one answer": (
        "check",
        "gradient_check(theta, y, T, claimed): return np.isclose(claimed, numerical_gradient(theta, y, T, 1e-5))",
        "return one True or False, got an array",
    ),
    "a function of one number": (
        "softmax",
        "softmax(theta, T):\n    import math\n    return math.exp(theta / T)",
        "math takes one number",
    ),
    "an index too many": (
        "chain",
        "sum_over_paths(u, D): return [sum(u[i] * D[i, j + 1] for i in range(len(u))) for j in range(len(u))]",
        "the last index is one less than the length",
    ),
    "whole numbers": (
        "outer",
        "dce_dyhat(yhat, y): return -(y // yhat)",
        "rounded to whole numbers",
    ),
    "a derivative by autograd": (
        "outer",
        "dce_dyhat(yhat, y):\n    import torch\n    return torch.as_tensor(-y / yhat).numpy()",
        "may use NumPy and plain Python only, it reached torch",
    ),
    "integers that cannot hold fractions": (
        "softmax",
        "softmax(theta, T):\n    p = np.zeros(len(theta), dtype=int)\n    p += np.exp(theta / T)\n    return p",
        "an array of integers cannot hold fractions",
    ),
    "if of a whole array": (
        "limits",
        "cold_limit(theta, y): return y.sum() - y if theta == theta.max() else -y",
        "if takes one True or False",
    ),
}
"""What students get wrong: the part, the function that does it, and what a failing check has to say about it."""

ARRAYS = arrays.arrays(st.sampled_from("dfliB"), arrays.array_shapes(min_dims=0, min_side=0, max_dims=3, max_side=3))


@given(ARRAYS, ARRAYS, ARRAYS, st.floats())
def test_any_answer_is_told_apart_in_one_line_without_a_warning(got, expected, x, T):
    remember(Call("f", {"x": x, "T": T, "name": "a", "rows": [1]}, got))
    expected = np.nan_to_num(np.asarray(expected, float))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        said = difference(got, expected, x)
    assert "\n" not in said


def difference(got: np.ndarray, expected: np.ndarray, x: np.ndarray) -> str:
    try:
        close(got, expected, mistakes={"x": x}, T=2.0)
    except Wrong as error:
        return str(error)
    return ""


NEEDS_NO_INPUT = re.compile(r"a loop over rows|did you forget return|may use NumPy")


def told(name: str) -> list[str]:
    """Return what the failing checks say."""
    part, code, _ = CLASSIC[name]
    code = "def " + code.replace("{SOFTMAX}", SOFTMAX).replace("{BATCH}", BATCH)
    return [check.failure for check in score_cell(HW, part, code).checks if check.failure]


def named_rightly(name: str) -> bool:
    """Tell whether a failing check names the mistake and says for which inputs, of at most 30 numbers."""
    _, _, words = CLASSIC[name]
    for failure in told(name):
        said, _, inputs = failure.partition(", for ")
        few = 0 < len(re.findall(r"-?\d[\d.e+-]*", inputs)) <= 30 and "numbers" not in inputs
        if re.search(words, said) and (few or NEEDS_NO_INPUT.search(said)):
            return True
    return False


def test_nine_in_ten_classic_mistakes_are_named_with_a_small_failing_input():
    missed = {name: told(name) for name in CLASSIC if not named_rightly(name)}
    assert len(CLASSIC) >= 30
    assert len(missed) <= 0.1 * len(CLASSIC), missed
