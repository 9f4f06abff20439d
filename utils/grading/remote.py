"""The scoring process's side of remote calls: functions of the student that run in the sandbox, with bounded answers.

An answer is data: it is read without pickle, its size is checked before anything is made of it, and one that is not
what was asked for is a failed check, as is an error, a call that lasts too long, and a sandbox that has ended.
"""

import ast
import functools
import inspect
import socket
from collections.abc import Callable, Mapping, Sequence

from utils.grading import codec, errors, frames, inside, torch_adapter, watch
from utils.grading.sandbox.limits import Contained
from utils.grading.watch import NotAllowed

_GRACE = 5.0
"""Seconds beyond a call's own limit after which the sandbox is taken for dead."""


class Failed(AssertionError):
    """A student's function did not answer; the message says why. ``kind`` names the error it raised, where it did."""

    def __init__(self, words: str, kind: str = "") -> None:
        super().__init__(words)
        self.kind = kind

    @property
    def whatever_the_inputs(self) -> bool:
        """True where other inputs would have failed alike: the function is missing, or the sandbox is."""
        return self.kind in {"NotImplementedError", "NameError", "Gone"}


@functools.cache
def boot_text() -> str:
    """Return the text of a program that calls ``serve``: this side's sources in one piece, without their imports.

    Imported modules could have been tampered with by the cells that ran before; this text cannot.
    """
    body: list[ast.stmt] = []
    for module in (codec, errors, watch, torch_adapter, inside):
        statements = ast.parse(inspect.getsource(module)).body
        body += [s for s in statements if not (isinstance(s, ast.ImportFrom) and s.module.startswith("utils."))]
    return ast.unparse(ast.Module(body, [])) + "\nserve(student, receive, send)\n"


class Remote:
    """A connection into one sandbox that answers one request at a time.

    ``call_seconds``: the limit of one call; ``failure``: returns why a sandbox that does not answer has ended;
    ``broken``: why functions are not defined, by their names. ``contained`` tells why it has ended, once it has.
    """

    def __init__(
        self,
        connection: socket.socket,
        call_seconds: float,
        failure: Callable[[], Contained],
        broken: Mapping[str, str] | None = None,
    ) -> None:
        self.connection, self.call_seconds, self.failure, self.broken = connection, call_seconds, failure, broken or {}
        self.requests = 0
        self.contained: Contained | None = None
        self.slow: dict[str, str] = {}

    def ask(self, do: str, name: str, inputs: Sequence = (), seconds: float | None = None) -> object:
        """Return the sandbox's answer to the request to ``do`` something with what the student called ``name``.

        Raises Failed or NotAllowed with one sentence. A function that took too long once is not called again.
        """
        if name in self.slow:
            raise Failed(self.slow[name], "OutOfTime")
        self.requests += 1
        limit = seconds or self.call_seconds
        request = {"id": self.requests, "do": do, "name": name, "inputs": tuple(inputs), "seconds": limit}
        answer = self._exchange(request, limit + _GRACE)
        if "failure" not in answer:
            return answer["result"]
        words, kind = _plain(answer["failure"]), answer["kind"]
        if kind == "OutOfTime":
            self.slow[name] = words
        if kind == "NameError":
            words = next(
                (f"{n} is not defined: {why}" for n, why in self.broken.items() if words.startswith(f"{n} ")), words
            )
        raise NotAllowed(words) if kind == "NotAllowed" else Failed(words, kind)

    def _exchange(self, request: dict, seconds: float) -> dict:
        if self.contained:
            raise Failed(_ended(self.contained), "Gone")
        message = codec.pack(request)
        if len(message) > frames.FRAME_BYTES:
            raise ValueError(f"a test gives {request['name']} inputs of {len(message) >> 20} MB, which is too much")
        try:
            frames.send(self.connection, message, seconds)
            answer = codec.unpack(frames.receive(self.connection, seconds))
        except TimeoutError:
            self._end("wall", f"{request['name']} did not end after {request['seconds']:g} s")
        except (EOFError, OSError):
            self._end()
        except (codec.Malformed, frames.TooLong) as error:
            self._end("protocol", f"{request['name']} sent what is no answer: {error}")
        if not _is_answer(answer, request["id"]):
            self._end("protocol", f"{request['name']} sent what is no answer to this call")
        return answer

    def _end(self, code: str = "", sentence: str = "") -> None:
        """Give the sandbox up: for this reason, or for the limit that ended it."""
        self.connection.close()
        self.contained = Contained(code, sentence) if code else self.failure()
        raise Failed(_ended(self.contained), "Gone") from None


def _ended(contained: Contained) -> str:
    return f"the notebook was stopped: {contained.sentence}"


def _is_answer(answer: object, number: int) -> bool:
    if not isinstance(answer, dict) or type(answer.get("id")) is not int or answer["id"] != number:
        return False
    if answer.keys() == {"id", "result"}:
        return True
    return answer.keys() == {"id", "failure", "kind"} and all(type(answer[k]) is str for k in ("failure", "kind"))


def _plain(words: str) -> str:
    """Return words of the sandbox as one line of at most 600 characters that can be printed and stored anywhere."""
    printable = "".join(letter if letter.isprintable() else " " for letter in words[:600])
    return " ".join(printable.split())


class Proxy:
    """A function of the student: called here, it runs in the sandbox."""

    def __init__(self, remote: Remote, name: str, parameters: Sequence[str] = ()) -> None:
        self.remote, self.__name__, self.parameters = remote, name, list(parameters)

    def __call__(self, *inputs: object, **named: object) -> object:
        """Return what the function returns for these inputs."""
        return self.remote.ask("call", self.__name__, (inputs, named))

    def alone(self, *inputs: object) -> object:
        """Return the same, with the function watched (see ``watch``)."""
        return self.remote.ask("alone", self.__name__, inputs)

    def count_steps(self, *inputs: object) -> int:
        """Return how many steps of Python the function takes for these inputs, watched as well."""
        steps = self.remote.ask("steps", self.__name__, inputs)
        if type(steps) is not int:
            raise Failed(f"{self.__name__} could not be counted")
        return steps
