"""How much a submission may use, and how much it did use."""

from typing import NamedTuple


class Limits(NamedTuple):
    """What one submission may use, from its start to its end.

    ``memory_bytes`` is the address space of each process and the resident memory of all of them; ``file_bytes`` is one
    file, ``disk_bytes`` all files; ``cpu_seconds`` counts over all processes; ``wall_seconds`` holds for the whole
    notebook with the calls that score it; ``output_bytes`` is all that is printed and shown.
    """

    memory_bytes: int = 4 << 30
    processes: int = 64
    file_bytes: int = 256 << 20
    disk_bytes: int = 512 << 20
    cpu_seconds: int = 120
    wall_seconds: float = 300
    output_bytes: int = 10 << 20


class Usage(NamedTuple):
    """What a submission used; memory is the peak over all its processes, as seen at intervals (None: not once)."""

    wall_seconds: float
    cpu_seconds: float
    output_bytes: int
    peak_memory_bytes: int | None


class Contained(Exception):
    """A submission was stopped: a code for the record (wall, cpu, memory, output, died, protocol) and one sentence."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence

    def __reduce__(self) -> tuple:
        return type(self), (self.code, self.sentence)


class NoSandbox(Exception):
    """Nothing on this machine can run a student's code safely; the message says what to install."""
