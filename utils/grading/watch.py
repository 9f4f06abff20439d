"""Call a student's function and watch what it reaches: NumPy, plain Python and the student's other functions, or more.

The call runs under a profiler hook, which sees every function that is reached, however the student got hold of it. This
keeps honest work honest; it is no wall against an attack from inside the process. Stands alone (standard library and
NumPy), for in grading it runs in the sandbox, beside the student's code.
"""

import builtins
import contextlib
import copy
import gc
import io
import sys
import threading
import types
import warnings
from collections.abc import Callable

import numpy as np

ALLOWED = frozenset(
    {"__main__", "numpy", "builtins", "math", "operator", "itertools", "functools", "collections", "contextlib"}
    | {"warnings", "typing", "types", "abc", "copy", "numbers", "fractions", "importlib", "_frozen_importlib"}
    | {"array", "bisect", "dataclasses", "datetime", "decimal", "enum", "heapq", "json", "pprint", "random", "re"}
    | {"statistics", "string", "textwrap", "time"}
)
"""Packages that a student's function may call; ``__main__`` is the student's own notebook. What these call in turn may
also come from anywhere in Python's standard library."""

_COMPLEX = frozenset({"complex", "complex64", "complex128", "cdouble", "imag"})
_RESULTS = (np.ndarray, np.generic, float, int, bool, tuple, list, dict)

_say_nothing = types.FunctionType((lambda *words, **options: None).__code__, {"__name__": "builtins"}, "print")
"""Stands for print and display while a function is watched, and passes for one of Python's own."""


class NotAllowed(AssertionError):
    """A graded function reached something that the homework does not allow; the message names both."""


class _Watch:
    """A profiler hook that counts calls and keeps the first thing that is not allowed."""

    def __init__(self) -> None:
        self.calls = 0
        self.reached = ""

    def __call__(self, frame: types.FrameType, event: str, argument: object) -> None:
        if event == "call":
            self._note(frame.f_back, _module(frame), frame.f_code.co_name)
            if _module(frame) == "__main__" and _steps_off_the_real_line(frame.f_code):
                self.reached = self.reached or "complex numbers (a derivative by the complex step)"
        elif event == "c_call" and frame.f_code is not watched.__code__:
            self._note(frame, _home(argument), getattr(argument, "__name__", "?"))

    def _note(self, caller: types.FrameType | None, module: str, name: str) -> None:
        self.calls += 1
        package = module.partition(".")[0]
        known = package.lstrip("_") in ALLOWED or package in ALLOWED  # _functools holds the C half of functools
        known = known or package.startswith("namedtuple_")  # where collections puts the classes it makes
        students = caller is not None and _module(caller) == "__main__"
        if not known and (students or package not in sys.stdlib_module_names):
            self.reached = self.reached or f"{module}.{name}"


def _module(frame: types.FrameType) -> str:
    return str(frame.f_globals.get("__name__", "unknown"))


def _home(builtin: object) -> str:
    """Return the module of a function written in C, or of the object that it is a method of."""
    owner = getattr(builtin, "__self__", None)
    module = getattr(builtin, "__module__", None)
    return str(module or getattr(owner if isinstance(owner, type) else type(owner), "__module__", "unknown"))


def _steps_off_the_real_line(code: types.CodeType) -> bool:
    return any(isinstance(value, complex) for value in code.co_consts) or not _COMPLEX.isdisjoint(code.co_names)


def watched_steps(function: Callable, inputs: tuple) -> int:
    """Return how many steps ``function(*inputs)`` takes: calls, and instructions of Python outside compiled code."""
    steps = [0]

    def trace(frame: types.FrameType, event: str, argument: object) -> Callable:
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        steps[0] += event == "opcode"
        return trace

    return watched(function, inputs, trace)[1] + steps[0]


def watched(function: Callable, inputs: tuple, trace: Callable | None = None) -> tuple[object, int]:
    """Return ``function(*inputs)`` and how many calls it made; it gets copies, and neither prints nor warns.

    Raises NotAllowed where it reaches anything but ``ALLOWED``, or returns anything but arrays, numbers and plain
    containers of them; what the function itself raises passes through.
    """
    name = getattr(function, "__name__", str(function))
    watch = _Watch()
    with contextlib.ExitStack() as stack:
        _silence(stack)
        stack.callback(setattr, sys, "meta_path", sys.meta_path)
        sys.meta_path = [finder for finder in sys.meta_path if _is_pythons(finder)]
        for module in (sys, threading):
            stack.callback(module.setprofile, module.getprofile())
            stack.callback(module.settrace, module.gettrace())
        inputs = copy.deepcopy(inputs)
        _collect_no_garbage(stack)
        threading.setprofile(watch)
        if trace:
            sys.settrace(trace)
        sys.setprofile(watch)
        result = function(*inputs)
        sys.setprofile(None)
    if watch.reached:
        raise NotAllowed(f"{name} may use NumPy and plain Python only, it reached {watch.reached}")
    if result is None:
        raise NotAllowed(f"{name} returned nothing: did you forget return?")
    if not isinstance(result, _RESULTS):
        raise NotAllowed(f"{name} must return a NumPy array or a number, got {type(result).__name__}")
    return result, watch.calls


def _collect_no_garbage(stack: contextlib.ExitStack) -> None:
    """Until the stack closes, let no finaliser of some tool run in the middle of the function and be taken for its."""
    if gc.isenabled():
        stack.callback(gc.enable)
        gc.disable()


def _is_pythons(finder: object) -> bool:
    """Tell Python's own finders of modules from tools' (NumPy imports parts of itself late, a tool's would be seen)."""
    return str(getattr(finder, "__module__", "")).startswith("_frozen_importlib")


def _silence(stack: contextlib.ExitStack) -> None:
    """Until the stack closes, drop what is printed, displayed or warned, and spend no steps on it."""
    stack.enter_context(np.errstate(all="ignore"))
    stack.enter_context(warnings.catch_warnings(action="ignore"))
    stack.enter_context(contextlib.redirect_stdout(io.StringIO()))
    stack.enter_context(contextlib.redirect_stderr(io.StringIO()))
    for name in {"print", "display"} & vars(builtins).keys():  # display is Jupyter's
        stack.callback(setattr, builtins, name, getattr(builtins, name))
        setattr(builtins, name, _say_nothing)
