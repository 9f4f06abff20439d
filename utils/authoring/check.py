"""Tell authors what the house rules, the stored form and the hashes find in a notebook, a sentence a fault."""

import argparse
from pathlib import Path

from utils.authoring import notebooks
from utils.authoring.freshness import stale
from utils.authoring.normalise import is_normal
from utils.authoring.rules import RULES, SOURCE_RULES, faults


def check(path: Path) -> list[str]:
    """Return the faults of the notebook at ``path``; a lecture is held to all rules, other notebooks to a few."""
    notebook = notebooks.read(path)
    lecture = path.resolve().parent == notebooks.LECTURES
    found = list(faults(notebook, RULES if lecture else SOURCE_RULES))
    if not is_normal(path):
        found.append("the file must be normalised: python -m utils.authoring normalise")
    reasons = stale(notebook) if notebooks.keeps_outputs(path) else []
    more = f" and {len(reasons) - 3} reasons more" if len(reasons) > 3 else ""
    return found + ([f"the outputs are stale: {'; '.join(reasons[:3])}{more}"] if reasons else [])


def main(arguments: list[str]) -> int:
    """Check the named notebooks, or all lectures and solutions."""
    parser = argparse.ArgumentParser(prog="check", description=main.__doc__)
    parser.add_argument("notebooks", nargs="*", type=Path)
    options = parser.parse_args(arguments)
    paths = options.notebooks or [*notebooks.lectures(), *notebooks.solutions()]
    count = 0
    for path in paths:
        for fault in check(path):
            print(f"{notebooks.shown(path)}: {fault}")
            count += 1
    print(f"{count} faults in {len(paths)} notebooks")
    return int(count > 0)


if __name__ == "__main__":
    notebooks.run_command(main)
