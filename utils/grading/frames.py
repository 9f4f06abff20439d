"""Messages over a stream socket: four bytes of length, then the message; one deadline for the whole of it."""

import socket
import struct
import time
from collections.abc import Iterator

FRAME_BYTES = 64 << 20
"""The longest message, in bytes."""


class TooLong(ValueError):
    """A message of more than FRAME_BYTES bytes."""


def send(connection: socket.socket, message: bytes, seconds: float) -> None:
    """Send one message; raises TooLong, or TimeoutError where nobody reads it for ``seconds``."""
    if len(message) > FRAME_BYTES:
        raise TooLong(f"a message must be at most {FRAME_BYTES >> 20} MB, got {len(message) >> 20} MB")
    connection.settimeout(seconds)
    connection.sendall(struct.pack(">I", len(message)) + message)


def receive(connection: socket.socket, seconds: float) -> bytes:
    """Return the next message; raises EOFError at the end, TimeoutError after ``seconds`` in all, TooLong."""
    deadline = time.monotonic() + seconds
    (size,) = struct.unpack(">I", b"".join(_pieces(connection, 4, deadline)))
    if size > FRAME_BYTES:
        raise TooLong(f"a message must be at most {FRAME_BYTES >> 20} MB, got {size >> 20} MB")
    return b"".join(_pieces(connection, size, deadline))


def _pieces(connection: socket.socket, size: int, deadline: float) -> Iterator[bytes]:
    while size:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        connection.settimeout(left)
        piece = connection.recv(min(size, 1 << 20))
        if not piece:
            raise EOFError
        size -= len(piece)
        yield piece
