"""Give a student a homework to work in: homework/hwN -> work/hwN, which git ignores; what is there is never touched."""

import shutil
import sys
from pathlib import Path

COURSE = Path(__file__).resolve().parents[2]


def start(homework: str, course: Path = COURSE) -> Path:
    """Copy course/homework/hwN to course/work/hwN and return the copy.

    Raises ValueError where there is no such homework, or where work/hwN is there already (it is left as it is).
    """
    known = sorted(path.name for path in Path(course, "homework").glob("*") if path.is_dir())
    if homework not in known:
        raise ValueError(f"homework must be one of {', '.join(known) or '(none released)'}, got {homework!r}")
    released, mine = Path(course, "homework", homework), Path(course, "work", homework)
    if mine.exists():
        raise ValueError(f"work/{homework} is there already and stays as it is; rename it to start again")
    mine.parent.mkdir(exist_ok=True)
    shutil.copytree(released, mine, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    return mine


if __name__ == "__main__":
    try:
        copy = start(" ".join(sys.argv[1:]))
    except ValueError as error:
        sys.exit(f"error: {error}")
    sys.stdout.write(
        f"work/{copy.name} is yours: open {copy.name}.ipynb there in JupyterLab, and hand in that folder\n"
    )
