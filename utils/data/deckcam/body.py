"""Where a fish lies in its drawing: the edges of its body, pixel column by pixel column, and any point of it."""

from typing import NamedTuple

import numpy as np

from utils.data.deckcam.species import Knots, Species

HEIGHT, WIDTH = 256, 512
"""Pixels of the canvas that fish are drawn on, twice as fine as the drawing that is kept."""


class Body(NamedTuple):
    """A body whose snout points left: ``length`` columns from ``left`` on, each from ``upper`` to ``lower`` (length,).

    Edges are whole pixels, int64, top down; they decide what belongs to the fish.
    """

    left: int
    length: int
    upper: np.ndarray
    lower: np.ndarray

    @property
    def rows(self) -> slice:
        """Return the rows of the canvas that the body reaches over."""
        return slice(max(self.upper.min(), 0), min(self.lower.max(), HEIGHT))

    def back(self, share: float) -> np.ndarray:
        """Return the point (2,) of the back at a ``share`` of the length behind the snout."""
        return self._at(share, self.upper)

    def underside(self, share: float) -> np.ndarray:
        """Return the point (2,) of the belly's edge at a ``share`` of the length behind the snout."""
        return self._at(share, self.lower)

    def inside(self, share: float, height: float) -> np.ndarray:
        """Return the point (2,) at ``height`` between the belly's edge (0) and the back (1)."""
        return self.underside(share) * (1 - height) + self.back(share) * height

    def _at(self, share: float, edge: np.ndarray) -> np.ndarray:
        place = share * (self.length - 1)
        return np.array([self.left + place, np.interp(place, np.arange(self.length), edge)])


def bent_body(species: Species, rng: np.random.Generator) -> Body:
    """Return the body of one fish: its depth varies by 9%, and it lies bent to one side."""
    length = round(WIDTH * species.length)
    half = species.depth * rng.normal(1, 0.09) * length / 2
    share = (np.arange(length) + 0.5) / length
    spine = HEIGHT / 2 + rng.normal(0, 0.06) * length * 4 * (share - 0.45) ** 2
    upper = np.rint(spine - half * _profile(species.upper, share)).astype(np.int64)
    lower = np.rint(spine + half * _profile(species.lower, share)).astype(np.int64)
    return Body(round(WIDTH * (0.92 - species.length) / 2), length, upper, lower)


def _profile(knots: Knots, share: np.ndarray) -> np.ndarray:
    """Return a smooth profile through ``knots`` at every ``share`` of the length: corners are rounded over 8% of it."""
    width = len(share) // 12 | 1
    straight = np.pad(np.interp(share, *zip(*knots, strict=True)), width // 2, mode="edge")
    smooth = np.convolve(straight, np.full(width, 1 / width), "valid")
    blunt = np.minimum(share / 0.06, 1)  # keep the snout as sharp as its knots
    return smooth * blunt + np.interp(share, *zip(*knots, strict=True)) * (1 - blunt)
