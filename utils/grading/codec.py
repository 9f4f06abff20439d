"""Values on their way between the process that scores and the sandbox: JSON for what is small, raw bytes for arrays.

Never pickle: whoever reads a value only ever makes arrays of numbers, numbers, text and plain containers, and checks
every size before it makes room. Stands alone (standard library and NumPy), for it runs on both sides.
"""

import contextlib
import json
import math
import struct

import numpy as np

_TEXT_BYTES = 2 << 20
_VALUES = 20_000
_DEPTH = 20
_DIMENSIONS = 32
_KINDS = "biufc"
_PLAIN = (bool, int, float, str, type(None))


class Unsendable(TypeError):
    """A value that is no array of numbers, number, text, or plain container of these; the message names its type."""


class Malformed(ValueError):
    """A message that ``pack`` would not have written."""


def pack(value: object) -> bytes:
    """Return the message that stands for ``value``: the length of its JSON (4 bytes), the JSON, the arrays' bytes.

    Raises Unsendable for what is no array of numbers, number, text, or list, tuple or dictionary of these.
    """
    blobs: list[bytes] = []
    text = json.dumps(_pack(value, blobs, _DEPTH)).encode()
    return b"".join([struct.pack(">I", len(text)), text, *blobs])


def _pack(value: object, blobs: list[bytes], depth: int) -> object:
    if isinstance(value, np.ndarray | np.generic):
        return _pack_array(value, blobs)
    if type(value) in _PLAIN:
        return value
    if isinstance(value, int | float):  # of a class of its own
        return float(value) if isinstance(value, float) else int(value)
    if not depth:
        raise Unsendable("containers are nested too deeply")
    if isinstance(value, list | tuple):
        return {"list" if isinstance(value, list) else "tuple": [_pack(item, blobs, depth - 1) for item in value]}
    if isinstance(value, dict):
        return {"dict": [[_pack(part, blobs, depth - 1) for part in pair] for pair in value.items()]}
    raise Unsendable(f"expected arrays, numbers and plain containers, got {type(value).__name__:.40}")


def _pack_array(value: np.ndarray | np.generic, blobs: list[bytes]) -> dict:
    array = np.asarray(value)
    if array.dtype.kind not in _KINDS:
        raise Unsendable(f"expected an array of numbers, got one of {array.dtype!s:.40}")
    array = np.ascontiguousarray(array.astype(array.dtype.newbyteorder("<"), copy=False))
    blobs.append(array.tobytes())
    shape = list(np.shape(value))
    return {"array": [array.dtype.str, shape, len(blobs[-1])], "scalar": isinstance(value, np.generic)}


def unpack(message: bytes) -> object:
    """Return the value that a message stands for; arrays are fresh, writable and plain.

    Raises Malformed where it is not what ``pack`` writes: sizes that do not agree, unknown types, too many values.
    """
    size = struct.unpack(">I", message[:4])[0] if len(message) >= 4 else -1
    if not 0 <= size <= min(len(message) - 4, _TEXT_BYTES):
        raise Malformed("a message must begin with the length of its text")
    try:
        tree = json.loads(message[4 : 4 + size])
    except (ValueError, RecursionError):
        raise Malformed("a message must hold JSON") from None
    blobs, budget = memoryview(message)[4 + size :], [_VALUES]
    used = [0]
    value = _unpack(tree, blobs, used, budget)
    if used[0] != len(blobs):
        raise Malformed("a message must hold the bytes of its arrays and no others")
    return value


def _unpack(tree: object, blobs: memoryview, used: list[int], budget: list[int], depth: int = _DEPTH) -> object:
    budget[0] -= 1
    if budget[0] < 0 or depth < 0:
        raise Malformed("a message holds too many values")
    if isinstance(tree, _PLAIN):
        return tree
    match tree:
        case {"array": [str(code), [*shape], int(size)], "scalar": bool(scalar), **rest} if not rest:
            return _unpack_array(code, shape, _take(blobs, used, size), scalar)
        case {"list": [*items], **rest} if not rest:
            return [_unpack(item, blobs, used, budget, depth - 1) for item in items]
        case {"tuple": [*items], **rest} if not rest:
            return tuple(_unpack(item, blobs, used, budget, depth - 1) for item in items)
        case {"dict": [*pairs], **rest} if not rest and all(isinstance(p, list) and len(p) == 2 for p in pairs):
            items = [[_unpack(part, blobs, used, budget, depth - 1) for part in pair] for pair in pairs]
            with contextlib.suppress(TypeError):  # a key that cannot be one
                return dict(items)
    raise Malformed("a message holds a value of an unknown form")


def _take(blobs: memoryview, used: list[int], size: int) -> memoryview:
    start, used[0] = used[0], used[0] + size
    if size < 0 or used[0] > len(blobs):
        raise Malformed("an array is longer than its message")
    return blobs[start : used[0]]


def _unpack_array(code: str, shape: list, data: memoryview, scalar: bool) -> np.ndarray | np.generic:
    if code[1:2] not in tuple(_KINDS) or not code[2:].isdigit() or len(code) > 4:
        raise Malformed(f"an array must be one of numbers, got {code!r:.20}")
    try:
        dtype = np.dtype(code)
    except TypeError:
        raise Malformed(f"an array must be one of numbers, got {code!r:.20}") from None
    sizes_fit = all(type(length) is int and length >= 0 for length in shape) and len(shape) <= _DIMENSIONS
    if not sizes_fit or math.prod(shape) * dtype.itemsize != len(data) or (scalar and shape):
        raise Malformed("the shape of an array must agree with its bytes")
    array = np.frombuffer(data, dtype).reshape(shape).astype(dtype.newbyteorder("="))
    return array[()] if scalar else array
