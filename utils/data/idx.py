"""The format of MNIST's files: a header of big-endian numbers, then bytes."""

from pathlib import Path

import numpy as np


def read_idx(path: Path) -> np.ndarray:
    """Return the array in the idx file at ``path``: uint8, mapped into memory, only to be read.

    The header holds 0, 0, the type (8: unsigned bytes), the number of axes, and each axis' size in four bytes. Source:
    LeCun, Cortes and Burges, "The MNIST database of handwritten digits". Raises ValueError for another type, and where
    the file is shorter or longer than its header says.
    """
    with path.open("rb") as stream:
        start = stream.read(4)
        if start[:3] != b"\0\0\x08" or len(start) < 4:
            raise ValueError(f"{path.name} must be an idx file of unsigned bytes, got one that begins {start!r}")
        shape = tuple(np.frombuffer(stream.read(4 * start[3]), ">u4").tolist())
    header = 4 + 4 * start[3]
    size, expected = path.stat().st_size, header + int(np.prod(shape))
    if len(shape) != start[3] or size != expected:
        raise ValueError(f"{path.name} must have {expected:,} bytes for the shape {shape}, got {size:,}")
    return np.asarray(np.memmap(path, np.uint8, "r", header, shape))
