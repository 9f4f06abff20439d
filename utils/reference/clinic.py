"""The training clinic: networks that do not learn as they should, the signs they show, and what heals them.

``examine`` measures a real training run, and a fault's ``shows`` says whether these measures have its sign. A run is
healthy when its validation accuracy ends at ``TARGET`` or above. The patients, one for each fault, stand in
``utils.reference.patients``.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from utils.reference.training import Examples, Run, batches, disagreement, prepared

CHOSEN_ON = range(10, 18)
"""The seeds on which target, thresholds and patients were chosen; they are tested on others."""

TARGET = 0.87
"""The validation accuracy at the end of training from which a patient counts as healed.

On the seeds of ``CHOSEN_ON`` it is the middle between the worst cure and the best of all other runs, in whole percent.
"""

AGREEMENT = 0.3
"""The cosine between minibatches above which steps were too long, and below which batches were too small.

On the seeds of ``CHOSEN_ON`` it is the middle between those two patients, to one decimal.
"""


class Vitals(NamedTuple):
    """What the clinic measures of a run."""

    start_loss: float
    """Training loss before the first step, in nats."""
    end_loss: float
    second_half: float
    """Which share of the fall of the training loss happened in the second half of the training; 1/2 is a line."""
    roughness: float
    """By how much the minibatch loss changes from step to step, on average over the second half, in nats."""
    overflow: bool
    train_accuracy: float
    val_accuracy: float
    dead_at_start: float
    saturated_at_start: float
    agreement: float
    """Cosine between the gradients of two minibatches before the first step."""
    distinct_units: int
    """How many hidden units of the first layer differ from each other after training."""
    largest_input: float
    classes_in_batch: float
    """How many classes a minibatch holds, on average."""
    batch: int
    disagreement: float
    """Share of validation examples that get two answers when asked twice."""


class Fault(NamedTuple):
    """A fault: its name, what one sees, why it is so, and whether measures show it."""

    name: str
    sign: str
    why: str
    shows: Callable[[Vitals], bool]


def examine(run: Run, training: Examples, validation: Examples) -> Vitals:
    """Return the measures of a run on these examples."""
    used, _ = prepared(training, validation, run.settings)
    fell = run.train_loss[0] - run.train_loss[-1]
    middle = run.train_loss[len(run.train_loss) // 2]
    late = run.loss[len(run.loss) // 2 :]
    rows = np.column_stack([run.network.weights[0], run.network.biases[0]]).round(9)
    order = batches(len(used.y), run.settings._replace(epochs=1), np.random.default_rng(0))
    return Vitals(
        start_loss=float(run.train_loss[0]),
        end_loss=float(run.train_loss[-1]),
        second_half=float((middle - run.train_loss[-1]) / fell) if fell else 0.0,
        roughness=float(np.abs(np.diff(late)).mean()),
        overflow=bool(np.isnan(run.loss[-1])),
        train_accuracy=float(run.train_accuracy[-1]),
        val_accuracy=float(run.val_accuracy[-1]),
        dead_at_start=float(run.dead[0]),
        saturated_at_start=float(run.saturated[0]),
        agreement=run.agreement,
        distinct_units=len(np.unique(rows, axis=0)),
        largest_input=float(np.abs(used.x).max()),
        classes_in_batch=float(np.mean([len(np.unique(used.y[chosen])) for chosen in order])),
        batch=run.settings.batch,
        disagreement=disagreement(validation, run),
    )


def healed(run: Run) -> bool:
    """Tell whether a run ends with a validation accuracy of at least ``TARGET``."""
    return bool(run.val_accuracy[-1] >= TARGET)


def _smooth(vitals: Vitals) -> bool:
    return vitals.roughness < 0.25


def _born_healthy(vitals: Vitals) -> bool:
    """Tell whether nothing is wrong with the inputs, the start of the units, or the order of the examples."""
    units = vitals.dead_at_start < 0.5 and vitals.saturated_at_start < 0.3 and vitals.distinct_units > 1
    return units and vitals.largest_input < 10 and not _sorted(vitals)


def _sorted(vitals: Vitals) -> bool:
    return vitals.batch > 4 and vitals.classes_in_batch < 2


def _rough(vitals: Vitals) -> bool:
    return not vitals.overflow and vitals.roughness > 0.5 and _born_healthy(vitals)


def _gap(vitals: Vitals) -> float:
    return vitals.train_accuracy - vitals.val_accuracy


def _levels_off(vitals: Vitals) -> bool:
    return _smooth(vitals) and _born_healthy(vitals) and vitals.second_half < 0.25


FAULTS = (
    Fault(
        "learning rate too low",
        "the loss falls, nearly along a straight line, and is still falling when training stops",
        "Every step points the right way and is too short: far from the minimum the slope hardly changes, so that "
        "equal steps buy equal falls.",
        lambda v: _born_healthy(v) and _smooth(v) and v.end_loss > 1.8 and 0.3 < v.second_half < 0.6,
    ),
    Fault(
        "learning rate too high",
        "the loss jumps up and down and never settles, although the gradients of different minibatches agree",
        "Each step overshoots to the other side of the valley. The direction is fine, the length is not.",
        lambda v: _rough(v) and v.agreement > AGREEMENT,
    ),
    Fault(
        "exploding",
        "the loss grows beyond all numbers within a few steps, and the curve simply ends",
        "Each overshoot lands where the slope is steeper, so that the next one is longer: numbers overflow.",
        lambda v: v.overflow and v.largest_input < 10,
    ),
    Fault(
        "batch too small",
        "the loss jumps up and down, and the gradients of different minibatches have next to nothing in common",
        "The mean of two examples says little about all. More examples a step, or shorter steps, average it out.",
        lambda v: _rough(v) and v.agreement < AGREEMENT,
    ),
    Fault(
        "dead units",
        "most hidden units give 0 for every single example, from the very start, and the loss stays at ln 10",
        "Where z < 0 for all examples, a ReLU passes no gradient, so nothing can ever move it back.",
        lambda v: v.dead_at_start > 0.9 and v.distinct_units > 1,
    ),
    Fault(
        "saturated units",
        "most hidden activations stand on a flat end of their curve before training; the first loss is far above ln 10",
        "Weights that start too large push z far out, where the slope of a sigmoid is next to 0.",
        lambda v: v.saturated_at_start > 0.5 and v.largest_input < 10,
    ),
    Fault(
        "all units alike",
        "the hidden units are copies of each other, and stay so; the loss stays at ln 10",
        "Equal weights get equal gradients, for ever: a layer of copies is worth one unit, or none. Only chance breaks "
        "the tie.",
        lambda v: v.distinct_units == 1,
    ),
    Fault(
        "inputs not scaled",
        "inputs reach into the hundreds, the loss starts in the hundreds, one step later the units are knocked out",
        "z grows with the input, and so does the gradient of the first weights: one step throws them far out.",
        lambda v: v.largest_input > 10,
    ),
    Fault(
        "model too small",
        "training and validation accuracy level off, both low: the gap is less than what is missing in training itself",
        "Two hidden units cannot tell ten digits apart, however many examples they are shown.",
        lambda v: _levels_off(v) and _gap(v) < 1 - v.train_accuracy > 0.2 and v.disagreement < 0.05,
    ),
    Fault(
        "overfitting",
        "training accuracy is perfect, validation accuracy stays far below it, and time does not help",
        "So few examples are quicker learnt by heart than understood.",
        lambda v: v.train_accuracy > 0.95 and _gap(v) > 0.1 and v.disagreement < 0.05,
    ),
    Fault(
        "examples not shuffled",
        "the loss is a saw: it falls while one class lasts and shoots up when the next one begins",
        "For 4 steps the only answer is 0, for 4 steps it is 1 ... The network learns what to say now, and forgets it.",
        _sorted,
    ),
    Fault(
        "dropout left on at test",
        "asked twice about the same picture, the network gives two answers; the training curve suffers as well",
        "Measured with a random half of its units, a good network looks like a bad one.",
        lambda v: v.disagreement > 0.1,
    ),
)
"""The faults, each with a sign that no other patient shows."""
