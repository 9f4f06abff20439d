"""A graded function may reach NumPy and plain Python, however it is written, and nothing that gives answers away."""

import builtins
import functools
import gc
import math
import sys
import threading
import warnings

import numpy as np
import pytest

from utils.grading.numpy_only import NotAllowed, alone, count_steps, no_loop

X = np.linspace(-1, 2, 6)


def students(code: str, **names: object):
    """Return the function f that ``code`` defines as a student's notebook would: in a module called __main__."""
    namespace = {"__name__": "__main__", "np": np, "math": math, "functools": functools, **names}
    exec(code, namespace)
    return namespace["f"]


HONEST = [
    "def f(x): return np.diag(x) - np.outer(x, x) + np.eye(len(x)) + np.identity(len(x))",
    "def f(x): return np.einsum('i,ij->j', x, np.tile(x, (len(x), 1)))",
    "def f(x): return np.linalg.norm(x) * np.linalg.solve(np.eye(6) + np.outer(x, x), x)",
    "def f(x): return np.array([math.exp(v) / sum(math.exp(w) for w in x) for v in x])",
    "def f(x): return [[(i == j) - x[j] for j in range(len(x))] for i in range(len(x))]",
    "def f(x): return np.apply_along_axis(lambda row: row / row.sum(), 1, np.abs(np.outer(x, x)) + 1)",
    "def f(x): return np.vectorize(lambda v: v ** 2)(x).mean(axis=-1, keepdims=True)",
    "def f(x): return np.where(x > 0, x, 0).clip(0, 1) @ np.fill_diagonal(np.zeros((6, 6)), 1) if False else x.copy()",
    "def f(x): return np.logaddexp.reduce(x) + np.log1p(np.expm1(np.abs(x))).max()",
    "def f(x): return functools.reduce(lambda a, b: a + b, sorted(x)) + max(x, key=abs)",
    "def g(n): return 1 if n == 0 else n * g(n - 1)\ndef f(x): return x * g(3)",
    "def f(x):\n    from numpy import exp\n    import math\n    return exp(x) + math.pi",
    "def f(x):\n    with np.errstate(all='ignore'):\n        print(x, '%s' % x.round(2))\n        return np.log(x)",
    "def f(x): return np.concatenate([np.sort(x), np.unique(x), np.roll(x, 1)]).reshape(3, -1).T.astype(float)",
    "def f(x): return bool(np.allclose(x, x)) and bool(np.isfinite(x).all())",
    "import random, time\ndef f(x): return x + random.Random(1).gauss(0, 1) + 0 * time.perf_counter()",
    "from collections import namedtuple\nP = namedtuple('P', 'a b')\ndef f(x): return P(x, b=x)._replace(a=1).b",
    "import decimal\ndef f(x): return x * float(decimal.Decimal('0.5').sqrt())",
    "import re, statistics\ndef f(x): return x + statistics.fmean(x.tolist()) + len(re.sub('a', 'b', 'aa'))",
    "class C:\n    def __init__(self, x): self.x = x\n    def a(self): return 2 * self.x\ndef f(x): return C(x).a()",
]
BORROWED = [
    ("import torch\ndef f(x): return torch.softmax(torch.tensor(x), 0).numpy()", "torch.tensor"),
    ("def f(x):\n    import torch\n    return torch.exp(torch.as_tensor(x)).numpy()", "torch"),
    ("import torch\nonce = torch.ones(6)\ndef f(x): return np.exp(once)", "torch"),
    ("import torch\ng = functools.partial(torch.as_tensor)\ndef f(x): return g(x).numpy()", "torch"),
    ("import torch\ndef f(x): return np.vectorize(lambda v: torch.tensor(v).item())(x)", "torch"),
    ("from utils.shapes.conv_arithmetic import output_size\ndef f(x): return output_size(8, 3)", "utils.shapes"),
    ("from utils.grading.compare import close as f", "utils.grading.compare.close"),
    ("def f(x): return x + 1e-30j", "complex numbers"),
    ("def f(x): return x.astype(np.complex128).imag", "complex numbers"),
    ("import threading\ndef f(x): threading.Thread(target=print).start()", "threading"),
    ("import subprocess\ndef f(x): return subprocess.run(['true']).returncode", "subprocess"),
    ("import sys\ndef f(x):\n    sys.setprofile(None)\n    return x", "sys.setprofile"),
]


@pytest.mark.parametrize("code", HONEST)
def test_honest_numpy_passes(code):
    f = students(code)
    with np.errstate(all="ignore"):
        np.testing.assert_array_equal(alone(f, X), f(X))


@pytest.mark.parametrize(("code", "reached"), BORROWED)
def test_borrowed_answers_do_not(code, reached):
    inputs = (X, X) if "close" in code else (X,)
    with pytest.raises(NotAllowed, match=f"may use NumPy and plain Python only, it reached .*{reached}"):
        alone(students(code), *inputs)


def test_what_comes_back_is_an_array_a_number_or_a_plain_container():
    with pytest.raises(NotAllowed, match=r"f must return a NumPy array or a number, got str"):
        alone(students("def f(x): return 'x'"), X)
    with pytest.raises(NotAllowed, match=r"f returned nothing: did you forget return\?"):
        alone(students("def f(x): pass"), X)


def test_the_inputs_stay_as_they_were():
    x = X.copy()
    assert alone(students("def f(x):\n    x *= 0\n    return x"), x).sum() == 0
    np.testing.assert_array_equal(x, X)


def test_warnings_and_printing_do_not_reach_the_cell_where_they_would_cost_all_points(capfd):
    f = students(
        "import sys\ndef f(x):\n    print('a'); print('b', file=sys.stderr); w('c')\n    return np.log(x)",
        w=warnings.warn,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        alone(f, X)
    assert capfd.readouterr() == ("", "")


def test_errors_of_the_function_pass_through_and_the_watch_ends():
    before = threading.getprofile()
    with pytest.raises(NotImplementedError):
        alone(students("def f(x): raise NotImplementedError"), X)
    import_after = students("import torch\ndef f(x): return torch.tensor(x).sum().item()")
    assert import_after(X) == pytest.approx(X.sum())
    assert threading.getprofile() is before


def test_print_and_display_say_nothing_cost_nothing_and_come_back(capfd, monkeypatch):
    published = []
    monkeypatch.setattr(builtins, "display", published.append, raising=False)
    before = builtins.print, builtins.display
    f = students("def f(x):\n    print(x, end='')\n    display(x)\n    return x.sum(axis=1)")
    no_loop(f, np.random.default_rng(0).normal(size=(200, 3)))
    alone(f, np.ones((2, 3)))
    assert (builtins.print, builtins.display) == before
    assert published == []
    assert capfd.readouterr() == ("", "")


LOOPS = [
    "def f(x): return np.array([row.sum() for row in x])",
    "def f(x): return [r for r in x]",
    "def f(x):\n    for row in x: row /= 2\n    return x",
    "def f(x):\n    n = 0\n    while n < len(x): n += 1\n    return n",
    "def f(x): return np.apply_along_axis(lambda row: row, 1, x)",
    "def f(x): return np.vectorize(lambda v: v + 1)(x)",
    "def f(x): return list(map(lambda row: row * 2, x))",
    "def f(x): return x[:1] if len(x) == 1 else np.concatenate([f(x[: len(x) // 2]), f(x[len(x) // 2 :])])",
]


@pytest.mark.parametrize("code", LOOPS)
def test_a_loop_over_rows_shows_in_the_number_of_steps_however_it_is_written(code):
    with pytest.raises(AssertionError, match=r"^a loop over rows: \d+ steps of Python for 2 of them, \d+ for 200$"):
        no_loop(students(code), np.ones((200, 2)))


@pytest.mark.parametrize("code", ["def f(x): return x.sum(axis=1)", "def f(x): return np.einsum('ij,ij->i', x, x)"])
def test_whole_arrays_take_the_same_steps_whatever_their_size(code):
    f = students(code)
    assert count_steps(f, np.ones((300, 2))) == count_steps(f, np.ones((3, 2)))
    no_loop(f, np.ones((200, 2)))


def test_a_tool_that_waits_for_garbage_collection_is_not_taken_for_the_function():
    names: dict[str, object] = {"__name__": "tool"}
    exec("def note(phase, about): return len(phase)", names)
    gc.callbacks.append(names["note"])
    try:
        f = students("def f(x): return len([[i] for i in range(100_000)])")
        assert alone(f, X) == 100_000
    finally:
        gc.callbacks.remove(names["note"])
    assert gc.isenabled()


def test_counting_steps_ends_with_the_call_even_where_the_function_fails():
    before = sys.gettrace()
    with pytest.raises(ZeroDivisionError):
        count_steps(students("def f(x): return 1 / 0"), X)
    assert sys.gettrace() is before
