"""What a class has learned: `make gain BEFORE=folder AFTER=folder` scores the files that the forms save.

A folder holds one file a student. Reported are shares of right answers before and after and the normalised gain
(after - before) / (1 - before): the share of what could be gained that was. Source: Hake, "Interactive-engagement
versus traditional methods", American Journal of Physics 66 (1998).
"""

import argparse
import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from utils.authoring import notebooks
from utils.quiz.forms import NAMES, form, is_right

COLUMNS = ("before", "after", "gain")


class Taken(NamedTuple):
    """A form as one student took it: its name and, by concept, whether the answer was right."""

    form: str
    right: dict[str, bool]


class Change(NamedTuple):
    """Shares of right answers before and after, 0 to 1, and the normalised gain; None where nothing was to gain."""

    before: float
    after: float

    @property
    def gain(self) -> float | None:
        """Return (after - before) / (1 - before)."""
        return None if self.before == 1 else (self.after - self.before) / (1 - self.before)


def read_folder(folder: Path) -> dict[str, Taken]:
    """Return the forms in a folder by student (letter case and outer spaces do not count).

    Raises ValueError, naming the file, for one that a form has not saved, and for a student with two files.
    """
    paths = sorted(Path(folder).glob("*.json"))
    if not paths:
        raise ValueError(f"{folder} must hold the files that the forms save (*.json), got none")
    found: dict[str, Taken] = {}
    for path in paths:
        student, taken = _read(path)
        if student in found:
            raise ValueError(f"{path.name}: {student} must have one file in a folder, got a second")
        found[student] = taken
    return found


def _read(path: Path) -> tuple[str, Taken]:
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
        name, student, answers = saved["form"], saved["student"], saved["answers"]
        items = form(name)
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path.name} must be a file that a form has saved, got {error}") from error
    concepts = [item.concept for item in items]
    if not isinstance(answers, dict) or set(answers) != set(concepts) or not isinstance(student, str):
        raise ValueError(f"{path.name} must hold an answer for each of {len(concepts)} concepts, got others")
    return student.strip().casefold(), Taken(name, {i.concept: is_right(i, str(answers[i.concept])) for i in items})


def matched(before: Mapping[str, Taken], after: Mapping[str, Taken]) -> list[str]:
    """Return the students who took both tests; raises ValueError for one who took the same form twice, and for none."""
    both = sorted(before.keys() & after.keys())
    if not both:
        raise ValueError("nobody took both tests: names must be the same in both folders")
    for student in both:
        if before[student].form == after[student].form:
            raise ValueError(f"{student} must take two different forms, got form {before[student].form} twice")
    return both


def by_student(before: Mapping[str, Taken], after: Mapping[str, Taken]) -> dict[str, Change]:
    """Return the change of each student who took both tests; raises ValueError as ``matched``."""
    return {student: Change(_share(before[student]), _share(after[student])) for student in matched(before, after)}


def by_concept(before: Mapping[str, Taken], after: Mapping[str, Taken]) -> dict[str, Change]:
    """Return the change of each concept over the students who took both tests, in the order of the forms."""
    both = matched(before, after)
    share = lambda taken, concept: sum(taken[student].right[concept] for student in both) / len(both)  # noqa: E731
    concepts = [item.concept for item in form(NAMES[0])]
    return {concept: Change(share(before, concept), share(after, concept)) for concept in concepts}


def of_class(before: Mapping[str, Taken], after: Mapping[str, Taken]) -> Change:
    """Return the change of the mean: the class's gain is that of the means, not the mean of the students' gains."""
    changes = by_student(before, after).values()
    return Change(*(sum(values) / len(changes) for values in zip(*changes, strict=True)))


def _share(taken: Taken) -> float:
    return sum(taken.right.values()) / len(taken.right)


def table(before: Mapping[str, Taken], after: Mapping[str, Taken]) -> str:
    """Return the class and each concept as lines of text, and how many files had no partner."""
    both = matched(before, after)
    alone = len(before) + len(after) - 2 * len(both)
    lines = [f"{len(both)} students took both tests; {alone} files without a partner are left out.", ""]
    lines.append(f"{'':26}" + "".join(f"{name:>8}" for name in COLUMNS))
    rows = {"the class": of_class(before, after)} | by_concept(before, after)
    return "\n".join([*lines, *(f"{name:26}" + _numbers(change) for name, change in rows.items())])


def _numbers(change: Change) -> str:
    gain = "-" if change.gain is None else f"{change.gain:.2f}"
    return f"{change.before:8.0%}{change.after:8.0%}{gain:>8}"


def write_csv(path: Path, changes: Mapping[str, Change]) -> None:
    """Write a row for each student: shares before and after and the gain, empty where nothing was to gain."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("student", *COLUMNS))
        rows.writerows(
            (student, *change, "" if change.gain is None else change.gain) for student, change in changes.items()
        )


def main(arguments: list[str]) -> int:
    """Print what the class gained, concept by concept, and write _build/gain.csv, a row for each student."""
    parser = argparse.ArgumentParser(prog="gain", description=main.__doc__)
    parser.add_argument("before", type=Path, help="the folder of files saved before the course")
    parser.add_argument("after", type=Path, help="the folder of files saved after it")
    options = parser.parse_args(arguments)
    before, after = read_folder(options.before), read_folder(options.after)
    print(table(before, after))
    path = notebooks.ROOT / "_build" / "gain.csv"
    write_csv(path, by_student(before, after))
    print(f"\nstudent by student: {notebooks.shown(path)}")
    return 0


if __name__ == "__main__":
    notebooks.run_command(main)
