"""A boat: a camera, a deck in several states, a crew, and fish of its own; each part is drawn when it is first seen."""

from functools import lru_cache

import numpy as np

from utils.data.deckcam.camera import FRAME, Camera, install
from utils.data.deckcam.crew import draw_person
from utils.data.deckcam.deck import Built, Deck, build, dress
from utils.data.deckcam.fish import Drawing, draw_fish
from utils.data.deckcam.species import SPECIES
from utils.data.deckcam.streams import CAMERA, CATCH, CREW, DECK, STATE, stream

STATES, PEOPLE, CATCHES = 5, 6, 10
"""How many states of its deck, views of its crew, and fish of each class a boat has."""


class Boat:
    """The boat ``number`` of the world ``seed``; no drawing is shared with any other boat."""

    def __init__(self, seed: int, number: int) -> None:
        self.seed, self.number = seed, number
        self.camera: Camera = install(self._stream(CAMERA))
        self._built: Built = build(self._stream(DECK), self.camera.zone)
        self.deck = lru_cache(maxsize=None)(self._deck)
        self.person = lru_cache(maxsize=None)(self._person)
        self.fish = lru_cache(maxsize=None)(self._fish)

    def _stream(self, part: int, *path: int) -> np.random.Generator:
        return stream(self.seed, part, self.number, *path)

    def _deck(self, state: int) -> Deck:
        """Return the deck in one of STATES."""
        rng = self._stream(STATE, state)
        return dress(self._built, self.camera.zone, rng.random() < self.camera.nights, rng)

    def _person(self, view: int) -> Drawing:
        """Return one of PEOPLE views of the crew."""
        return draw_person(self._stream(CREW, view), FRAME)

    def _fish(self, label: str, number: int) -> Drawing:
        """Return one of the CATCHES fish of the class ``label`` that this boat has caught."""
        rng = self._stream(CATCH, list(SPECIES).index(label), number)
        kinds = SPECIES[label]
        return draw_fish(kinds[rng.integers(len(kinds))], rng)
