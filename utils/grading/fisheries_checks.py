"""What the checks of homework 2 ask: of submission.csv, of validation.csv, and, in grading, of hidden boats.

What is said about a file depends on the file, on the handout's frames and on training labels, which are public. Of the
hidden labels a student is told only which bars are passed and whether the validation kept its promise, and both
count private boats alone: no number of the leaderboard's public part says anything about them.
"""

import functools
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from utils.data.deckcam.plan import Order, plan
from utils.data.fisheries import CLASSES
from utils.data.handout import look_alikes, read_handout
from utils.grading import bets, desk, keys, tables
from utils.grading.bets import certain, not_distributions
from utils.grading.fisheries_bars import BARS, Bar
from utils.grading.tables import Form
from utils.reference.losses import log_loss

__all__ = ["BARS", "Bar", "certain", "not_distributions"]

SUBMISSION, VALIDATION = "submission.csv", "validation.csv"
FOLDS = 5
FEWEST_BOATS = 8
"""Boats that a validation must have, about one fold."""
PROMISE = 1.5
"""How many times the log-loss of validation boats private boats may have."""


class Frames(NamedTuple):
    """The training frames' names, labels (N,) and boats (N,)."""

    names: tuple[str, ...]
    labels: np.ndarray
    boats: np.ndarray

    @property
    def shares(self) -> np.ndarray:
        """The share of each class, (C,)."""
        return np.bincount(self.labels, minlength=len(CLASSES)) / len(self.labels)


@functools.cache
def training() -> Frames:
    """Return what is known of the training frames, which need not be rendered for it."""
    frames = plan(Order("train", 160, 1.0, 0))
    names = tuple(f"img_{number:05d}.jpg" for number in range(1, len(frames.labels) + 1))
    return Frames(names, frames.labels, frames.boats)


@functools.cache
def _asked(key: bytes) -> tuple[tuple[str, ...], np.ndarray]:
    """Return the hidden images' names and look-alikes: from the key, or where there is none from the handout."""
    if key:
        known = keys.read_key(key)
        return known.names, known.neighbours
    images, names = read_handout("hw2")
    return names, look_alikes(images)


def submission_form() -> Form:
    """Return what submission.csv must be."""
    names, _ = _asked(desk.key())
    others = dict.fromkeys(training().names, "is a training image")
    return Form(("image",), CLASSES, {name: place for place, name in enumerate(names)}, True, others)


def validation_form() -> Form:
    """Return what validation.csv must be."""
    names, hidden = training().names, dict.fromkeys(_asked(desk.key())[0], "is a hidden image")
    return Form(("image", "fold"), CLASSES, {name: place for place, name in enumerate(names)}, False, hidden)


_STAGES: tuple[Callable, ...] = (tables.read_lines, tables.check_header, tables.check_images, tables.read_numbers)


def read(name: str, form: Form, stages: int = len(_STAGES)) -> object:
    """Return the file ``name`` after so many of the stages of ``tables``.

    Raises AssertionError with what is wrong in the last of them, and a mere note where an earlier one has failed: each
    sentence is said once.
    """
    try:
        value: object = desk.handed_in(name, form.most_bytes)
        for stage in _STAGES[: stages - 1]:
            value = stage(value, form)
    except AssertionError as error:
        raise error if stages == 1 else _told_before(name) from None
    return _STAGES[stages - 1](value, form)


def _told_before(name: str) -> AssertionError:
    return AssertionError(f"{name} cannot be read so far: see the checks before")


def _loaded(name: str, form: Form) -> tuple[list[str], np.ndarray]:
    """Return the images' names and all numbers; raises AssertionError, a mere note, where they cannot be read."""
    try:
        return _parsed(desk.handed_in(name, form.most_bytes), name, desk.key())
    except AssertionError:
        raise _told_before(name) from None


@functools.lru_cache(maxsize=2)
def _parsed(data: bytes, name: str, key: bytes) -> tuple[list[str], np.ndarray]:
    """Return what ``_loaded`` does: a file is asked for by many checks and read once for all; ``key`` tells classes."""
    form = submission_form() if name == SUBMISSION else validation_form()
    rows = tables.check_images(tables.check_header(tables.read_lines(data, form), form), form)
    numbers = tables.read_numbers(rows, form)
    numbers.flags.writeable = False
    return [row[0] for row in rows], numbers


def read_all(name: str, form: Form) -> None:
    """Raise AssertionError with the first thing that is wrong with the file ``name``."""
    for stages in range(1, len(_STAGES) + 1):
        read(name, form, stages)


def submission() -> np.ndarray:
    """Return the probabilities (N, C) of submission.csv, in the order of the handout."""
    form = submission_form()
    names, values = _loaded(SUBMISSION, form)
    ordered = np.empty_like(values)
    ordered[[form.images[name] for name in names]] = values
    return ordered


def first_fault() -> str:
    """Return what is wrong with submission.csv before it can be scored; empty where nothing is."""
    try:
        read_all(SUBMISSION, submission_form())
    except AssertionError as error:
        return str(error)
    return not_distributions(submission())


class Validation(NamedTuple):
    """The frames of validation.csv as places (M,) among the training frames, their folds (M,), probabilities (M, C)."""

    places: np.ndarray
    folds: np.ndarray
    values: np.ndarray

    @property
    def labels(self) -> np.ndarray:
        """The frames' labels (M,)."""
        return training().labels[self.places]

    @property
    def boats(self) -> np.ndarray:
        """The frames' boats (M,)."""
        return training().boats[self.places]


def validation() -> Validation:
    """Return what validation.csv holds."""
    form = validation_form()
    names, numbers = _loaded(VALIDATION, form)
    if _odd_folds(numbers[:, 0]):
        raise _told_before(VALIDATION)
    return Validation(np.array([form.images[name] for name in names]), numbers[:, 0].astype(int), numbers[:, 1:])


def check_validation() -> None:
    """Raise AssertionError with the first thing that is wrong with the form of validation.csv."""
    form = validation_form()
    read_all(VALIDATION, form)
    numbers = read(VALIDATION, form)
    says_nothing(_odd_folds(numbers[:, 0]) or not_distributions(numbers[:, 1:]))


def _odd_folds(folds: np.ndarray) -> str:
    """Tell folds that are not numbered as they must be."""
    fine = np.isin(folds, range(FOLDS)).all()
    return "" if fine else f"folds are numbered 0 to {FOLDS - 1}, got {folds.min():g} to {folds.max():g}"


def says_nothing(sentence: str) -> None:
    """Raise AssertionError with the sentence, where there is one."""
    if sentence:
        raise AssertionError(sentence)


def probabilities(values: np.ndarray) -> np.ndarray:
    """Return rows as probabilities, divided by their sums as Kaggle does; raises AssertionError where none can be."""
    if (values < 0).any() or (values.sum(axis=1) <= 0).any():
        raise AssertionError("the numbers are no probabilities: see the checks before")
    return values / values.sum(axis=1, keepdims=True)


def looks_fine() -> None:
    """Raise AssertionError where the rows of submission.csv are alike, softened twice, or of other images."""
    values = probabilities(submission())
    says_nothing(bets.the_same(values, training().shares))
    says_nothing(bets.twice(values))
    says_nothing(bets.scattered(values, _asked(desk.key())[1]))


def like_validation() -> None:
    """Raise AssertionError where validation.csv shows that columns are misplaced, or the average has moved."""
    there = validation()
    values = probabilities(there.values)
    says_nothing(bets.misordered(values, there.labels, CLASSES))
    says_nothing(bets.moved(probabilities(submission()), values))


def whole_boats(there: Validation) -> None:
    """Raise AssertionError unless validation has enough boats, all frames of each, and each in one fold."""
    boats = np.unique(there.boats)
    if len(boats) < FEWEST_BOATS:
        raise AssertionError(f"{len(boats)} boats are too few to judge by: one fold has {FEWEST_BOATS} or more")
    for boat in boats:
        mine = there.boats == boat
        folds, all_of_it = np.unique(there.folds[mine]), int((training().boats == boat).sum())
        if len(folds) > 1:
            raise AssertionError(f"boat {boat} is in folds {', '.join(map(str, folds))}: frames were split, not boats")
        if mine.sum() != all_of_it:
            raise AssertionError(f"boat {boat} has {all_of_it} frames, and {mine.sum()} of them are here: give all")


def as_split(there: Validation, folds: object) -> None:
    """Raise AssertionError unless the file's folds are those (N,) that the student's function gives."""
    wrong = np.flatnonzero(np.asarray(folds)[there.places] != there.folds)
    if len(wrong):
        first = there.places[wrong[0]]
        raise AssertionError(
            f"{training().names[first]} is in fold {there.folds[wrong[0]]} here, and split_by_boat puts its boat "
            f"{training().boats[first]} in fold {np.asarray(folds)[first]}"
        )


def validation_loss(there: Validation) -> float:
    """Return the log-loss of validation.csv, computed from the training labels."""
    return log_loss(probabilities(there.values), there.labels)


def better_than_shares(there: Validation) -> None:
    """Raise AssertionError where the shares of the classes would have done as well on these frames."""
    guess = log_loss(np.tile(training().shares, (len(there.labels), 1)), there.labels)
    found = validation_loss(there)
    if found >= guess:
        raise AssertionError(
            f"the log-loss of validation.csv is {found:.3f}, and the shares of the classes give {guess:.3f} on these "
            "frames: was the network fed as it was trained (range, mean and spread, colours), and did it train at all?"
        )


def honest(there: Validation) -> None:
    """Raise AssertionError where the network is much surer on validation boats than on hidden ones."""
    says_nothing(bets.sharper(probabilities(there.values), probabilities(submission())))


def hidden_loss() -> float:
    """Return the log-loss on private boats; raises AssertionError where submission.csv cannot be scored."""
    return keys.losses(probabilities(submission()), keys.read_key(desk.key()))[1]


def passes(bar: Bar) -> None:
    """Raise AssertionError, without a number, where the log-loss on private boats is above the bar."""
    if hidden_loss() > bar.loss:
        raise AssertionError("the log-loss on hidden boats is higher")


def keeps_promise(there: Validation) -> None:
    """Raise AssertionError, without a number of hidden boats, where private boats are far harder than validation's."""
    promised = validation_loss(there)
    if hidden_loss() > PROMISE * promised:
        raise AssertionError(
            f"your validation boats promised {promised:.3f}, and hidden boats cost over {PROMISE:g} times as much: "
            "the network had seen the boats that it was validated on, or was chosen by them too often"
        )


def outlook() -> str:
    """Return which bars the log-loss of validation.csv would pass, for a student to read."""
    try:
        found = validation_loss(validation())
    except AssertionError:
        return "What to expect is said here as soon as validation.csv can be read."
    passed = [f"{bar.loss:.2f}" for bar in BARS if found <= bar.loss]
    return f"Your validation boats say {found:.3f}; hidden boats as hard pass {', '.join(passed) or 'none'}."
