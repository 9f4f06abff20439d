"""The training clinic, played: as text, where every repair is trained on the spot, and as a ward that needs no kernel.

``Clinic(training, validation).patient(3)`` admits a patient; show its curves, name its fault, repair its settings.
``.ward(0, 1, 2, 3)`` trains these patients under all of their treatments, once, and hands the recorded curves to a
widget, so that a repair shows its curve within a frame, in the static book too.
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import anywidget
import numpy as np
import traitlets

from utils.esm import bundle, stylesheet
from utils.reference.clinic import FAULTS, TARGET, Vitals, examine, healed
from utils.reference.patients import PATIENTS, Patient, treat
from utils.reference.training import Examples, Run, Settings, train
from utils.shapes.integers import whole

STATIC = Path(__file__).parent / "static"
SIGNS = {fault.name: fault.sign for fault in FAULTS}
POINTS = 120
"""How many minibatch losses of a run a ward keeps, spread over all of its steps."""


class Finding(NamedTuple):
    """What the clinic says to a diagnosis."""

    correct: bool
    message: str

    def __str__(self) -> str:
        return self.message


class Repair(NamedTuple):
    """A run with changed settings, and whether it reaches the target."""

    run: Run
    healed: bool

    def __str__(self) -> str:
        return verdict(self.run)


class Admission:
    """One patient in the clinic: its run, its vital signs, and attempts to name and to repair its fault."""

    def __init__(self, patient: Patient, training: Examples, validation: Examples, seed: int) -> None:
        self._patient, self._data, self._seed = patient, (training, validation), seed

    @property
    def settings(self) -> Settings:
        """The settings as they are, fault included: look at them last."""
        return self._patient.settings

    @cached_property
    def run(self) -> Run:
        """The sick run, trained when it is first asked for."""
        return train(*self._data, self.settings, self._seed)

    @cached_property
    def vitals(self) -> Vitals:
        """What the laboratory measures of the run."""
        return examine(self.run, *self._data)

    def report(self) -> str:
        """Return the laboratory's report, a line for each measure."""
        return "\n".join(f"{label:<46} {value}" for label, value in lab_report(self.vitals))

    def diagnose(self, name: str) -> Finding:
        """Return what speaks for or against a fault of this name; ValueError where none has it."""
        named = {fault.name: fault for fault in FAULTS}
        if name not in named:
            raise ValueError(f"the fault must be one of {', '.join(sorted(named))}; got {name!r}")
        if named[name] is self._patient.fault:
            return Finding(True, f"Right: {name}. {named[name].why}")
        return Finding(False, f"No. {hint(name)}")

    def repair(self, **changes: Any) -> Repair:
        """Train anew with settings changed, such as lr=0.02; raises ValueError for a setting that does not exist."""
        unknown = sorted(set(changes) - set(Settings._fields))
        if unknown or not changes:
            raise ValueError(f"changes must name some of {', '.join(Settings._fields)}; got {unknown or 'none'}")
        run = train(*self._data, self.settings._replace(**changes), self._seed)
        return Repair(run, healed(run))


class Clinic:
    """The training clinic on examples to train with and examples to measure with; its runs start from one seed."""

    def __init__(self, training: Examples, validation: Examples, seed: int = 0) -> None:
        self._data, self._seed = (training, validation), whole("seed", seed, 0)

    def patient(self, number: int) -> Admission:
        """Return patient ``number``, counted from 0."""
        return Admission(_known(number), *self._data, self._seed)

    def ward(self, *numbers: int) -> "Ward":
        """Return a widget with these patients, each trained under all of its treatments: about a second a patient."""
        if not numbers:
            raise ValueError("a ward must have at least one patient, got none")
        patients = [_known(number) for number in numbers]
        return Ward(charts=[self._chart(patient) for patient in patients], begin=list(numbers))

    def _chart(self, patient: Patient) -> dict[str, Any]:
        run = train(*self._data, patient.settings, self._seed)
        runs = {label: treat(patient, label, *self._data, self._seed) for label in patient.treatments}
        return {
            "fault": patient.fault.name,
            "why": patient.fault.why,
            "report": lab_report(examine(run, *self._data)),
            "sick": recorded(run),
            "treatments": [{"label": label} | recorded(each) for label, each in runs.items()],
        }


class Ward(anywidget.AnyWidget):
    """Some patients of the clinic with all their recorded curves: name the fault, change one setting, see the curve."""

    _esm = bundle(STATIC / "tuning_clinic.js")
    _css = stylesheet(STATIC / "tuning.css")
    charts = traitlets.List().tag(sync=True)
    begin = traitlets.List().tag(sync=True)
    faults = traitlets.Dict({name: SIGNS[name] for name in sorted(SIGNS)}).tag(sync=True)
    target = traitlets.Float(TARGET).tag(sync=True)
    at = traitlets.Int(0, min=0).tag(sync=True)
    named = traitlets.List().tag(sync=True)
    tried = traitlets.List().tag(sync=True)

    def __init__(self, charts: list[dict[str, Any]], begin: list[int]) -> None:
        super().__init__(charts=charts, begin=begin, named=[""] * len(charts), tried=[-1] * len(charts))

    def __repr__(self) -> str:
        return f"Ward(patients {', '.join(map(str, self.begin))})"


def lab_report(vitals: Vitals) -> list[list[str]]:
    """Return the measures of a run as [label, value] in words and rounded numbers."""
    rows = [
        ("loss before training (guessing: 2.30)", f"{vitals.start_loss:.2f}"),
        ("training accuracy at the end", _percent(vitals.train_accuracy)),
        ("validation accuracy at the end", _percent(vitals.val_accuracy)),
        ("minibatch loss changes a step, on average", _sized(vitals.roughness)),
        ("gradients of two minibatches agree (cosine)", f"{vitals.agreement:.2f}"),
        ("hidden units that give 0 at birth", _percent(vitals.dead_at_start)),
        ("activations that are saturated at birth", _percent(vitals.saturated_at_start)),
        ("hidden units that differ from each other", str(vitals.distinct_units)),
        ("largest input", f"{vitals.largest_input:g}"),
        (f"classes in a minibatch of {vitals.batch}", f"{vitals.classes_in_batch:.1f}"),
        ("answers that change when asked twice", _percent(vitals.disagreement)),
    ]
    return [list(row) for row in rows]


def recorded(run: Run) -> dict[str, Any]:
    """Return a run's curves as lines of numbers: some minibatch losses, and what was measured each epoch.

    What overflowed is written -. ``healed`` tells whether the run reaches the target.
    """
    chosen = _kept(run.loss)
    return {
        "steps": " ".join(map(str, chosen)),
        "loss": _written(run.loss[chosen]),
        "mean": _written(run.train_loss),
        "train": _written(run.train_accuracy),
        "val": _written(run.val_accuracy),
        "healed": healed(run),
        "verdict": verdict(run),
    }


def verdict(run: Run) -> str:
    """Return in a sentence where the validation accuracy of a run ends, and whether that is the target."""
    if np.isnan(run.val_accuracy[-1]):
        return "The numbers overflow and training stops: not healed."
    ends = f"Validation accuracy ends at {_percent(run.val_accuracy[-1])}"
    return f"{ends}: healed." if healed(run) else f"{ends}, the target is {_percent(TARGET)}: not healed."


def hint(name: str) -> str:
    """Return what one would see if the fault of this name were there."""
    return f"With the fault “{name}” one sees this: {SIGNS[name]}. Compare."


def _known(number: int) -> Patient:
    if whole("a patient's number", number, 0) >= len(PATIENTS):
        raise ValueError(f"a patient's number must be at most {len(PATIENTS) - 1}, got {number}")
    return PATIENTS[number]


def _kept(loss: np.ndarray) -> np.ndarray:
    """Return which steps of a run's ``loss`` a record keeps: 120 of all, and the first ones of a run that overflows."""
    chosen = np.unique(np.linspace(0, len(loss) - 1, POINTS).astype(int))
    finite = int(np.isfinite(loss).sum())
    return chosen if finite == len(loss) else np.union1d(chosen, np.arange(min(finite, POINTS)))


def _written(values: Sequence[float]) -> str:
    """Return numbers in one line of text, which keeps a stored notebook small; - where there is none."""
    return " ".join(f"{value:.3g}" if np.isfinite(value) else "-" for value in values)


def _percent(share: float) -> str:
    return "none: overflow" if np.isnan(share) else f"{share:.1%}".replace(".0%", "%")


def _sized(value: float) -> str:
    return f"{value:.2f}" if np.isfinite(value) and value < 1e4 else "beyond all numbers"
