"""The patients of the training clinic: one run for each planted fault, and treatments that heal it or do not.

All of them train on 400 of the 8 x 8 digits and are measured on 200 others. Patients and ``TARGET`` were chosen on the
seeds of ``CHOSEN_ON``. Which treatments heal is tested on five others, at which nobody had looked: those in ``cures``
bring the validation accuracy to ``TARGET``, all others leave it below.
"""

from typing import Any, NamedTuple

from utils.reference.clinic import FAULTS, Fault
from utils.reference.training import Examples, Run, Settings, train

TREATMENTS: dict[str, dict[str, Any]] = {
    "learning rate 5": {"lr": 5.0},
    "learning rate 0.5": {"lr": 0.5},
    "learning rate 0.2": {"lr": 0.2},
    "learning rate 0.1": {"lr": 0.1},
    "learning rate 0.05": {"lr": 0.05},
    "learning rate 0.02": {"lr": 0.02},
    "learning rate 0.005": {"lr": 0.005},
    "learning rate 0.002": {"lr": 0.002},
    "learning rate 0.001": {"lr": 0.001},
    "learning rate 0.00001": {"lr": 1e-5},
    "learning rate 0.000002": {"lr": 2e-6},
    "batch of 5": {"batch": 5},
    "batch of 20": {"batch": 20},
    "batch of 100": {"batch": 100},
    "batch of 400": {"batch": 400},
    "twice the epochs": {"epochs": 120},
    "shuffle the examples": {"shuffle": True},
    "half the examples": {"examples": 200},
    "all 400 examples": {"examples": 400},
    "inputs from 0 to 1": {"input_scale": 1.0},
    "3 hidden units": {"hidden": (3,)},
    "8 hidden units": {"hidden": (8,)},
    "32 hidden units": {"hidden": (32,)},
    "64 hidden units": {"hidden": (64,)},
    "128 hidden units": {"hidden": (128,)},
    "ReLU": {"activation": "relu"},
    "leaky ReLU": {"activation": "leaky_relu"},
    "tanh": {"activation": "tanh"},
    "random weights": {"gain": 1.0},
    "smaller weights": {"gain": 0.3},
    "30 times smaller weights": {"gain": 1.0},
    "larger weights": {"gain": 2.0},
    "biases start at 0": {"bias": 0.0},
    "biases start at 1": {"bias": 1.0},
    "weight decay 0.01": {"decay": 0.01},
    "dropout, keep 0.3": {"keep": 0.3},
    "dropout, keep 0.5": {"keep": 0.5},
    "dropout, keep 0.9": {"keep": 0.9},
    "no dropout at test": {"drop_at_test": False},
    "no dropout at all": {"keep": 1.0},
}
"""Every treatment there is, by its label: one setting and its new value."""


class Patient(NamedTuple):
    """A sick run: its fault, its settings, labels of treatments to try in the order shown, and those that heal."""

    fault: Fault
    settings: Settings
    treatments: tuple[str, ...]
    cures: tuple[str, ...]


def treat(patient: Patient, treatment: str, training: Examples, validation: Examples, seed: int = 0) -> Run:
    """Train the patient anew with one setting changed; raises ValueError for no treatment of this patient."""
    if treatment not in patient.treatments:
        raise ValueError(f"treatment must be one of {'; '.join(patient.treatments)}, got {treatment!r}")
    return train(training, validation, patient.settings._replace(**TREATMENTS[treatment]), seed)


def _patient(name: str, settings: Settings, cures: tuple[str, ...], others: tuple[str, ...]) -> Patient:
    fault = next(fault for fault in FAULTS if fault.name == name)
    shown = tuple(label for label in TREATMENTS if label in cures + others)
    return Patient(fault, settings, shown, cures)


_COMMON = ("128 hidden units", "dropout, keep 0.5")
PATIENTS = (
    _patient(
        "learning rate too low",
        Settings(lr=1e-4),
        ("learning rate 0.02",),
        (
            "learning rate 0.001",
            "learning rate 0.00001",
            "batch of 5",
            "tanh",
            "half the examples",
            "larger weights",
            *_COMMON,
        ),
    ),
    _patient(
        "learning rate too high",
        Settings(lr=0.6, activation="tanh"),
        ("learning rate 0.05", "batch of 100"),
        ("learning rate 5", "batch of 5", "ReLU", "smaller weights", "weight decay 0.01", *_COMMON),
    ),
    _patient(
        "exploding",
        Settings(lr=3.0, activation="leaky_relu", hidden=(32, 32)),
        ("learning rate 0.05",),
        (
            "learning rate 0.5",
            "batch of 100",
            "ReLU",
            "tanh",
            "32 hidden units",
            "smaller weights",
            "dropout, keep 0.5",
        ),
    ),
    _patient(
        "batch too small",
        Settings(lr=0.05, activation="tanh", batch=2, epochs=10),
        ("batch of 20", "learning rate 0.005"),
        ("batch of 400", "learning rate 0.5", "ReLU", "64 hidden units", "dropout, keep 0.5"),
    ),
    _patient(
        "dead units",
        Settings(bias=-3.0),
        ("biases start at 0",),
        ("leaky ReLU", "learning rate 0.2", "learning rate 0.002", "batch of 5", "half the examples", *_COMMON),
    ),
    _patient(
        "saturated units",
        Settings(lr=0.05, activation="sigmoid", gain=30.0),
        ("30 times smaller weights",),
        ("ReLU", "tanh", "learning rate 0.2", "learning rate 0.005", "batch of 5", *_COMMON),
    ),
    _patient(
        "all units alike",
        Settings(activation="tanh", gain=0.0),
        ("random weights",),
        (
            "ReLU",
            "learning rate 0.2",
            "biases start at 1",
            "batch of 5",
            "half the examples",
            "dropout, keep 0.9",
            "128 hidden units",
        ),
    ),
    _patient(
        "inputs not scaled",
        Settings(input_scale=255.0),
        ("inputs from 0 to 1",),
        ("learning rate 0.002", "learning rate 0.000002", "batch of 100", "tanh", "leaky ReLU", *_COMMON),
    ),
    _patient(
        "model too small",
        Settings(activation="tanh", hidden=(2,), examples=200, epochs=40),
        ("32 hidden units",),
        (
            "3 hidden units",
            "all 400 examples",
            "ReLU",
            "learning rate 0.2",
            "weight decay 0.01",
            "batch of 5",
            "dropout, keep 0.5",
        ),
    ),
    _patient(
        "overfitting",
        Settings(examples=30, epochs=60),
        ("all 400 examples",),
        ("8 hidden units", "weight decay 0.01", "learning rate 0.1", "batch of 5", "twice the epochs", *_COMMON),
    ),
    _patient(
        "examples not shuffled",
        Settings(lr=0.05, activation="tanh", batch=10, shuffle=False),
        ("shuffle the examples",),
        ("learning rate 0.5", "learning rate 0.02", "batch of 20", "ReLU", "weight decay 0.01", *_COMMON),
    ),
    _patient(
        "dropout left on at test",
        Settings(keep=0.5, drop_at_test=True),
        ("no dropout at test", "no dropout at all"),
        ("dropout, keep 0.3", "learning rate 0.2", "half the examples", "batch of 100", "weight decay 0.01"),
    ),
)
"""One patient for each fault, in the order of ``FAULTS``."""
