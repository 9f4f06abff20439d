"""Studies: named configurations, each run with several seeds, and stored so that a broken-off study goes on.

A study is one JSON file: of every run its settings, its numbers and its curve. What a run has to say about every image
is kept beside it, as arrays in one compressed file; ``utils.data.recorded`` reads both.
"""

import json
import platform
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch

from utils.data.recorded import arrays, read

Measure = Callable[[Any, int], dict]
"""From a configuration and a seed to what came of it: plain JSON with "seed" in it, and arrays."""


def settings(configuration: Any) -> dict:
    """Return a configuration, a NamedTuple of NamedTuples and plain values, as plain JSON."""
    return json.loads(json.dumps(_plain(configuration)))


def record(
    path: Path,
    configurations: Mapping[str, Any],
    seeds: tuple[int, ...],
    measure: Measure,
    facts: Mapping[str, np.ndarray] | None = None,
) -> None:
    """Run what is not recorded yet, seed by seed, and write the files anew after each run.

    A configuration whose settings have changed since is run anew; what is no longer asked for is forgotten. ``facts``
    are arrays that all runs share, stored under their own names.
    """
    before, kept, studied = read(path), arrays(path) | dict(facts or {}), {}
    for name, configuration in configurations.items():
        known = before.get(name, {})
        runs = known["runs"] if known.get("settings") == settings(configuration) else []
        studied[name] = {"settings": settings(configuration), "runs": runs}
    for seed in seeds:
        for name, configuration in configurations.items():
            runs = studied[name]["runs"]
            if seed not in [run["seed"] for run in runs]:
                run = measure(configuration, seed)
                kept |= {f"{name}, {seed}, {what}": run.pop(what) for what in _arrays_in(run)}
                runs.append(run)
                sys.stdout.write(f"{name}, {_line(run)}\n")
                sys.stdout.flush()
                _write(path, studied, kept, tuple(facts or ()))


def _plain(value: Any) -> Any:
    """Return nested NamedTuples as dictionaries."""
    if hasattr(value, "_asdict"):
        return {name: _plain(part) for name, part in value._asdict().items()}
    return [_plain(part) for part in value] if isinstance(value, tuple | list) else value


def _arrays_in(run: dict) -> list[str]:
    return [name for name, value in run.items() if isinstance(value, np.ndarray)]


def _line(run: dict) -> str:
    """Return the single numbers of a run in one line."""
    return ", ".join(f"{name} {value:.5g}" for name, value in run.items() if isinstance(value, int | float))


def _write(path: Path, studied: dict, kept: dict[str, np.ndarray], facts: tuple[str, ...]) -> None:
    """Write both files, the arrays first, so that what stands in the first is always in the second."""
    versions = {"python": platform.python_version(), "numpy": np.__version__, "torch": torch.__version__}
    path.parent.mkdir(exist_ok=True)
    runs = {f"{name}, {run['seed']}" for name, study in studied.items() for run in study["runs"]}
    kept = {name: value for name, value in kept.items() if name in facts or name.rpartition(", ")[0] in runs}
    if kept:
        partial = path.with_suffix(".part.npz")
        np.savez_compressed(partial, **kept)
        partial.replace(path.with_suffix(".npz"))
    text = json.dumps({"versions": versions, "threads": torch.get_num_threads(), "studied": studied}, indent=1)
    partial = path.with_suffix(".part")
    partial.write_text(text + "\n", encoding="utf-8")
    partial.replace(path)
