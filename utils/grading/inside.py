"""The sandbox's side of remote calls: runs in the student's kernel after the student's cells, and answers questions.

It decides nothing: a submission that tampers with it only changes what its own functions answer. Stands alone with
``codec``, ``errors``, ``watch`` and ``torch_adapter`` (standard library and NumPy; torch where a test asks for it).
"""

import signal
from collections.abc import Callable

from utils.grading.codec import Unsendable, pack, unpack
from utils.grading.errors import told
from utils.grading.torch_adapter import MODEL_QUESTIONS
from utils.grading.watch import NotAllowed, watched, watched_steps

ANSWER_BYTES = 32 << 20
"""The most that one call may return, in bytes."""


class OutOfTime(BaseException):
    """A call has lasted longer than it may; no ``except Exception`` of a student catches it."""


def serve(student: dict[str, object], receive: Callable[[], bytes | None], send: Callable[[bytes], None]) -> None:
    """Answer requests about ``student``, the names that the student's notebook has bound, until there are no more."""
    while (message := receive()) is not None:
        request = unpack(message)
        answer = answer_to(request, student)
        try:
            packed = pack(answer)
        except Unsendable as error:
            packed = pack(_failure(request["id"], error, f"{request['name']} must return other things: {error}"))
        if len(packed) > ANSWER_BYTES:
            words = f"{request['name']} returned {len(packed) >> 20} MB, more than {ANSWER_BYTES >> 20} MB"
            packed = pack(_failure(request["id"], MemoryError(), words))
        send(packed)


def answer_to(request: dict, student: dict[str, object]) -> dict:
    """Return the answer to one request: its id, and the result, or what went wrong in one sentence."""
    name, seconds = request["name"], request["seconds"]
    try:
        question = _QUESTIONS[request["do"]]
        return {"id": request["id"], "result": _in_time(seconds, question, student, name, request["inputs"])}
    except OutOfTime as error:
        return _failure(request["id"], error, f"{name} took longer than {seconds:g} s for one call")
    except (KeyboardInterrupt, SystemExit, GeneratorExit) as error:
        return _failure(request["id"], error, f"{name} ended the program ({type(error).__name__})")
    except BaseException as error:  # noqa: BLE001 - a student's function may raise anything
        return _failure(request["id"], error, _safely_told(error))


def _failure(number: int, error: BaseException, words: str) -> dict:
    kind = next((k.__name__ for k in _TOLD_APART if isinstance(error, k)), "Exception")
    return {"id": number, "failure": words[:600], "kind": kind}


_TOLD_APART = (NotImplementedError, NameError, NotAllowed, OutOfTime)


def _safely_told(error: BaseException) -> str:
    try:
        return told(error)
    except Exception:  # noqa: BLE001 - the error is the student's own and may fail to tell itself
        return "an error that cannot be shown"


def _in_time(seconds: float, question: Callable, *arguments: object) -> object:
    """Return ``question(*arguments)``; raises OutOfTime on this, the main, thread after ``seconds`` of wall time."""

    def ring(number: int, frame: object) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return question(*arguments)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _function(student: dict[str, object], name: str) -> Callable:
    if name not in student:
        raise NameError(f"name '{name}' is not defined", name=name)
    if not callable(student[name]):
        raise TypeError(f"{name} must be a function, got {type(student[name]).__name__}")
    return student[name]


def _call(student: dict[str, object], name: str, inputs: tuple) -> object:
    positional, named = inputs
    return _function(student, name)(*positional, **named)


def _alone(student: dict[str, object], name: str, inputs: tuple) -> object:
    return watched(_function(student, name), inputs)[0]


def _steps(student: dict[str, object], name: str, inputs: tuple) -> int:
    return watched_steps(_function(student, name), inputs)


_QUESTIONS = {"call": _call, "alone": _alone, "steps": _steps, **MODEL_QUESTIONS}
