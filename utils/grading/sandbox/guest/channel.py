"""Frames between the sandbox and the grader: four bytes of length, big endian, then that many bytes."""

import json
import os
import threading


class Channel:
    """Reads frames from one file descriptor and writes them to another; only the process that made it writes."""

    def __init__(self, incoming: int, outgoing: int) -> None:
        self._incoming, self._outgoing = incoming, outgoing
        self._lock = threading.RLock()
        self.owner = os.getpid()

    @classmethod
    def from_standard_streams(cls) -> "Channel":
        """Take descriptors 0 and 1 for the channel; from here on 0 reads nothing and 1 is where errors go."""
        channel = cls(os.dup(0), os.dup(1))
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        os.dup2(2, 1)
        return channel

    def receive(self) -> bytes | None:
        """Return the next frame, None where the grader has closed the channel."""
        head = self._read(4)
        return None if head is None else self._read(int.from_bytes(head, "big"))

    def send(self, frame: bytes) -> None:
        """Send one frame; a process that the student's code forked sends nothing."""
        if os.getpid() != self.owner:
            return
        with self._lock:
            rest = memoryview(len(frame).to_bytes(4, "big") + frame)
            while rest:
                rest = rest[os.write(self._outgoing, rest) :]

    def say(self, **words: object) -> None:
        """Send one frame of JSON."""
        self.send(json.dumps(words).encode())

    def _read(self, length: int) -> bytes | None:
        pieces = []
        while length:
            piece = os.read(self._incoming, min(length, 1 << 20))
            if not piece:
                return None
            pieces.append(piece)
            length -= len(piece)
        return b"".join(pieces)
