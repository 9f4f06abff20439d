"""The line that a camera writes into its pictures, in letters of its own: fonts differ between machines."""

import numpy as np

_LETTERS = {
    "0": "757557", "1": "262227", "2": "717447", "3": "717117", "4": "557111", "5": "747117", "6": "747557",
    "7": "711222", "8": "757557", "9": "757117", "C": "744447", "A": "757555", "M": "577555", "-": "000700",
    ":": "020020", " ": "000000",
}  # fmt: skip
"""Rows of each letter from the top, three pixels each as the bits of an octal digit."""
_LETTERS["0"], _LETTERS["8"] = "755557", "757757"

HEIGHT, WIDTH = 12, 8
"""Pixels of a letter, twice as large as it is stored, with the gap to the next one."""


def letters(text: str) -> np.ndarray:
    """Return the pixels (HEIGHT, WIDTH * len(text)) bool of ``text``: digits, C, A, M, dash, colon and blanks."""
    rows = [[[int(row) >> bit & 1 for bit in (2, 1, 0)] + [0] for row in _LETTERS[letter]] for letter in text]
    return np.concatenate(rows, axis=1).repeat(2, axis=0).repeat(2, axis=1).astype(bool)


def stamp(frame: np.ndarray, text: str, below: bool, colour: tuple[int, int, int]) -> None:
    """Write ``text`` into ``frame`` (H, W, 3) uint8, at its top left or, ``below``, at its bottom right."""
    mask = letters(text)
    height, width = mask.shape
    top, left = (frame.shape[0] - height - 4, frame.shape[1] - width - 6) if below else (4, 6)
    frame[top : top + height, left : left + width][mask] = colour
