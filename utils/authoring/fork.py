"""Bring the files that cannot read course.toml in step with it: `make settings` writes LICENSE and CITATION.cff.

GitHub, and everybody who opens them, reads these two as they are; the book and the grading read course.toml itself.
"""

import argparse
import re
from pathlib import Path

from utils import course
from utils.authoring import notebooks

SUBTITLE = "an interactive notebook course"


def in_step(root: Path = notebooks.ROOT) -> dict[str, str]:
    """Return the text that each file must have, by its name; raises ValueError where a line to change is missing."""
    told = course.read(root)
    changes = {
        "LICENSE": {r"^(Copyright \(c\) \d{4}) .+$": rf"\1 {told.licence_holder}"},
        "LICENSE-CC-BY-4.0.md": {r'Credit: "[^"]+"': f'Credit: "{told.full_title}, {told.author}"'},
        "CITATION.cff": {
            r'^title: ".+"$': f'title: "{told.full_title}: {SUBTITLE}"',
            r'^  - name: ".+"$': f'  - name: "{told.licence_holder}"',
            r"(?:^repository-code: .*\n)?^version:": f'repository-code: "{told.repository}"\nversion:'
            if told.repository
            else "version:",
        },
    }
    return {name: _changed(root / name, patterns) for name, patterns in changes.items()}


def _changed(path: Path, patterns: dict[str, str]) -> str:
    text = path.read_text(encoding="utf-8")
    for pattern, line in patterns.items():
        text, count = re.subn(pattern, line, text, flags=re.MULTILINE)
        if count != 1:
            raise ValueError(f"{path.name} must have one line like {pattern}, got {count}")
    return text


def stale(root: Path = notebooks.ROOT) -> list[str]:
    """Return the names of the files that do not say what course.toml says."""
    return [name for name, text in in_step(root).items() if (root / name).read_text(encoding="utf-8") != text]


def main(arguments: list[str]) -> int:
    """Write what course.toml says into LICENSE, LICENSE-CC-BY-4.0.md and CITATION.cff."""
    argparse.ArgumentParser(prog="fork", description=main.__doc__).parse_args(arguments)
    changed = stale()
    for name in changed:
        text = in_step()[name]
        (notebooks.ROOT / name).write_text(text, encoding="utf-8")
    print(f"course.toml: {', '.join(changed) or 'nothing'} rewritten")
    return 0


if __name__ == "__main__":
    notebooks.run_command(main)
