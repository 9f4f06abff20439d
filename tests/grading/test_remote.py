"""Functions of a student answer from the sandbox with bounded data; all else that they do is one failed check."""

import ast
import inspect
import socket
import struct
import threading
import time
from collections import Counter

import numpy as np
import pytest

from utils.grading import codec, errors, frames, inside, torch_adapter, watch
from utils.grading.numpy_only import alone, count_steps, no_loop
from utils.grading.remote import Failed, Proxy, Remote, boot_text
from utils.grading.sandbox.backend import Backend
from utils.grading.sandbox.box import Box
from utils.grading.sandbox.limits import Contained, Limits
from utils.grading.watch import NotAllowed

STUDENT = """
import functools, sys, os, time, json
import numpy as np
def f(x, T=1.0): return np.exp(x / T)
def unwritten(x): raise NotImplementedError()
def calls_unwritten(x): return unwritten(x)
def calls_missing(x): return missing(x)
def fails(x): return x[len(x)]
def endless(x):
    while True: pass
def stubborn(x):
    while True:
        try:
            while True: pass
        except Exception: pass
def exits(x): sys.exit(0)
def interrupts(x): raise KeyboardInterrupt
def nothing(x): pass
def text(x): return "50 points"
def thing(x): return object()
def evil(x):
    class Evil(dict):
        def __reduce__(self): return (os.system, ("touch /tmp/pwned",))
    return [Evil()]
def huge(x): return np.zeros(50_000_000)
def pairs(x): return {"a": [1, (2.5, None)], "b": x}
def complex_step(x): return np.imag(x + 1e-30j)
def loop(x): return np.array([row.sum() for row in x])
def whole(x): return x.sum(axis=1)
def in_place(x):
    x *= 0
    return x
class Rude(Exception):
    def __str__(self): raise RuntimeError("no")
def rude(x): raise Rude
def dirty_words(x): raise ValueError("\\x1b[2J\\ud800<b>\\r\\nwords\\u202e")
def long_words(x): raise ValueError("word " * 10**6)
not_a_function = 3
"""
X = np.linspace(-1, 2, 6)


@pytest.fixture(scope="module")
def remote(tmp_path_factory):
    with Box(Backend("none"), tmp_path_factory.mktemp("scratch"), Limits(wall_seconds=120), warm=("numpy",)) as box:
        assert box.run(STUDENT).error is None
        yield Remote(box.serve(boot_text()), 1.0, box.failure, {"missing": "its cell stops with SyntaxError"})


def test_no_name_is_used_twice_in_the_text_that_goes_into_the_sandbox():
    modules = (codec, errors, watch, torch_adapter, inside)
    trees = [ast.parse(inspect.getsource(module)).body for module in modules]
    bound = [name for tree in trees for node in tree for name in names(node)]
    assert not [name for name, count in Counter(bound).items() if count > 1]


def names(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return [target.id for target in targets]
    return [node.name] if isinstance(node, ast.FunctionDef | ast.ClassDef) else []


def test_a_function_answers_as_it_would_here(remote):
    np.testing.assert_array_equal(Proxy(remote, "f")(X), np.exp(X))
    np.testing.assert_array_equal(Proxy(remote, "f")(X, 2.0), np.exp(X / 2))
    answer = alone(Proxy(remote, "pairs"), X)
    assert answer["a"] == [1, (2.5, None)]
    np.testing.assert_array_equal(answer["b"], X)
    assert Proxy(remote, "evil")(X) == [{}], "a class that would unpickle to a command is the container that it holds"
    x = X.copy()
    assert not alone(Proxy(remote, "in_place"), x).any()
    np.testing.assert_array_equal(x, X)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("unwritten", "unwritten is not written yet"),
        ("calls_unwritten", "unwritten is not written yet"),
        ("absent", "absent is not defined: run the cell that defines it, or mend the name"),
        ("calls_missing", "missing is not defined: its cell stops with SyntaxError"),
        ("fails", r"IndexError: .*\(the last index is one less than the length\)"),
        ("exits", r"exits ended the program \(SystemExit\)"),
        ("interrupts", r"interrupts ended the program \(KeyboardInterrupt\)"),
        ("nothing", r"nothing returned nothing: did you forget return\?"),
        ("text", "text must return a NumPy array or a number, got str"),
        ("thing", "thing must return a NumPy array or a number, got object"),
        ("huge", "huge returned 381 MB, more than 32 MB"),
        ("complex_step", "complex_step may use NumPy and plain Python only, it reached complex numbers.*"),
        ("rude", "an error that cannot be shown"),
        ("not_a_function", "TypeError: not_a_function must be a function, got int"),
    ],
)
def test_what_goes_wrong_in_there_is_one_sentence_here(remote, name, said):
    with pytest.raises(AssertionError, match=rf"^{said}$"):
        alone(Proxy(remote, name), X)


def test_words_are_cut_and_nothing_else_breaks(remote):
    with pytest.raises(Failed) as error:
        Proxy(remote, "long_words")(X)
    assert len(str(error.value)) < 700
    np.testing.assert_array_equal(Proxy(remote, "f")(X), np.exp(X))


def test_words_of_the_sandbox_can_be_printed_and_stored_anywhere(remote):
    with pytest.raises(Failed) as error:
        Proxy(remote, "dirty_words")(X)
    assert str(error.value) == "ValueError: [2J <b> words"
    str(error.value).encode()


def test_inputs_may_be_named_and_what_is_too_much_to_send_is_the_tests_fault(remote):
    np.testing.assert_array_equal(Proxy(remote, "f")(X, T=2.0), np.exp(X / 2))
    with pytest.raises(ValueError, match="a test gives f inputs of 76 MB"):
        Proxy(remote, "f")(np.zeros(10**7))
    np.testing.assert_array_equal(Proxy(remote, "f")(X), np.exp(X))


def test_the_watch_runs_in_there_and_its_answers_come_back_as_data(remote):
    with pytest.raises(NotAllowed):
        alone(Proxy(remote, "complex_step"), X)
    with pytest.raises(AssertionError, match=r"^a loop over rows: \d+ steps of Python for 2 of them, \d+ for 200$"):
        no_loop(Proxy(remote, "loop"), np.ones((200, 2)))
    no_loop(Proxy(remote, "whole"), np.ones((200, 2)))
    assert count_steps(Proxy(remote, "whole"), np.ones((3, 2))) > 1


def test_a_call_that_lasts_too_long_costs_its_own_checks_only_and_is_waited_for_once(remote):
    for name in ("endless", "stubborn"):
        begun = time.monotonic()
        for _ in range(20):
            with pytest.raises(Failed, match=f"^{name} took longer than 1 s for one call$"):
                alone(Proxy(remote, name), X)
        assert time.monotonic() - begun < 3
    np.testing.assert_array_equal(Proxy(remote, "f")(X), np.exp(X))


@pytest.mark.slow
def test_the_median_call_takes_at_most_ten_milliseconds(remote):
    seconds = []
    for _ in range(200):
        begun = time.perf_counter()
        alone(Proxy(remote, "f"), X)
        seconds.append(time.perf_counter() - begun)
    assert np.median(seconds) < 0.01


def test_a_sandbox_that_ends_in_the_middle_fails_every_call_after_that_and_says_why(tmp_path):
    with Box(Backend("none"), tmp_path, Limits(wall_seconds=60), warm=("numpy",)) as box:
        box.run("import os\ndef f(x): return x\ndef dies(x): os._exit(3)")
        remote = Remote(box.serve(boot_text()), 1.0, box.failure)
        assert Proxy(remote, "f")(1) == 1
        for name in ("dies", "f", "f"):
            with pytest.raises(Failed, match=r"^the notebook was stopped: ") as error:
                alone(Proxy(remote, name), X)
            assert error.value.whatever_the_inputs
        assert remote.contained.code == "died"


ANSWERS = [
    b"",
    b"junk",
    struct.pack(">I", 2) + b"{}",
    codec.pack(1.0),
    codec.pack({"id": 1}),
    codec.pack({"id": 2, "result": 1.0}),
    codec.pack({"id": True, "result": 1.0}),
    codec.pack({"id": np.array([1, 1]), "result": 1.0}),
    codec.pack({"id": 1.0, "result": 1.0}),
    codec.pack({"id": 1, "result": 1.0, "points": 50}),
    codec.pack({"id": 1, "failure": 3, "kind": ""}),
    codec.pack({"id": 1, "failure": "x", "kind": ["NameError"]}),
]


@pytest.mark.parametrize("message", ANSWERS)
def test_what_is_no_answer_ends_the_sandbox(message):
    ours, theirs = socket.socketpair()
    remote = Remote(ours, 1.0, lambda: Contained("died", "it died"))
    frames.send(theirs, message, 1)
    with pytest.raises(Failed, match="f sent what is no answer"):
        Proxy(remote, "f")(X)
    assert remote.contained.code == "protocol"
    with pytest.raises(OSError, match="Bad file descriptor"):
        ours.getpeername()


def test_a_frame_that_is_longer_than_allowed_is_never_read():
    ours, theirs = socket.socketpair()
    theirs.sendall(struct.pack(">I", 2**32 - 1))
    with pytest.raises(Failed, match="at most 64 MB"):
        Proxy(Remote(ours, 1.0, lambda: Contained("died", "it died")), "f")(X)


def test_a_sandbox_that_is_silent_is_given_up(monkeypatch):
    monkeypatch.setattr("utils.grading.remote._GRACE", 0.1)
    ours, theirs = socket.socketpair()
    with theirs, pytest.raises(Failed, match=r"f did not end after 0\.1 s"):
        Proxy(Remote(ours, 0.1, lambda: Contained("died", "it died")), "f")(X)


def test_answers_out_of_turn_are_not_taken_for_later_ones():
    ours, theirs = socket.socketpair()
    for number in (1, 7):
        frames.send(theirs, codec.pack({"id": number, "result": float(number)}), 1)
    remote = Remote(ours, 1.0, lambda: Contained("died", "it died"))
    reader = threading.Thread(target=frames.receive, args=(theirs, 5))
    reader.start()
    assert Proxy(remote, "f")(X) == 1.0
    reader.join()
    with pytest.raises(Failed, match="no answer to this call"):
        Proxy(remote, "f")(X)
