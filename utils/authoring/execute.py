"""Run the lectures whose stored outputs are out of date, in a clean kernel, and store what they show."""

import argparse
import re
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from utils.authoring import notebooks
from utils.authoring.freshness import stale, stamp
from utils.authoring.normalise import COURSE, normalise

SECONDS_PER_CELL = 300
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def execute(notebook: NotebookNode, folder: Path = notebooks.LECTURES) -> NotebookNode:
    """Return a normalised copy with the outputs of a run in a clean kernel that starts in ``folder``.

    The hashes of the code it depends on are stored in its metadata. Raises ValueError where a cell fails, naming it.
    """
    result = nbformat.from_dict(normalise(notebook, outputs=False))
    hashes = stamp(result)
    client = NotebookClient(
        result,
        timeout=SECONDS_PER_CELL,
        kernel_name=notebooks.KERNEL["name"],
        resources={"metadata": {"path": str(folder)}},
        store_widget_state=True,
        shutdown_kernel="immediate",
        extra_arguments=["--log-level=ERROR"],
    )
    try:
        client.execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        raise ValueError(_failure(result, error)) from error
    result.metadata[COURSE] = hashes
    return normalise(result)


def _failure(notebook: NotebookNode, error: Exception) -> str:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error" and not notebooks.has_tag(cell, "raises-exception"):
                lines = _COLOUR.sub("", "\n".join(output.traceback)).splitlines()
                place = next((line.strip() for line in lines if line.lstrip().startswith("---->")), "")
                return f"cell {cell.id} must run, got {output.ename}: {output.evalue} {place and f'at {place}'}".strip()
    return f"the notebook must run, got {str(error).splitlines()[0]}"


def execute_file(path: Path) -> None:
    """Run the notebook at ``path`` and store it with its outputs; a solution is run and stored without."""
    result = execute(notebooks.read(path), path.resolve().parent)
    notebooks.write(normalise(result, outputs=notebooks.keeps_outputs(path)), path)


def reasons(path: Path) -> list[str]:
    """Return why the notebook at ``path`` must be run again."""
    return stale(notebooks.read(path))


def main(arguments: list[str]) -> int:
    """Run the named notebooks, or all lectures and forms that are stale; with --check only tell which are."""
    parser = argparse.ArgumentParser(prog="execute", description=main.__doc__)
    parser.add_argument("notebooks", nargs="*", type=Path, help="run these, stale or not; default: all that are stale")
    parser.add_argument("--check", action="store_true", help="run nothing, fail where a notebook is stale")
    options = parser.parse_args(arguments)
    status = 0
    for path in options.notebooks or [*notebooks.lectures(), *notebooks.forms()]:
        why = reasons(path)
        if options.check:
            print(f"{notebooks.shown(path)}: {'; '.join(why) or 'up to date'}")
            status |= bool(why)
        elif why or options.notebooks:
            status |= _run(path)
        else:
            print(f"{notebooks.shown(path)}: up to date")
    return status


def _run(path: Path) -> int:
    start = time.monotonic()
    try:
        execute_file(path)
    except ValueError as error:
        print(f"{notebooks.shown(path)}: {error}")
        return 1
    print(f"{notebooks.shown(path)}: run and stored in {time.monotonic() - start:.0f} s")
    return 0


if __name__ == "__main__":
    notebooks.run_command(main)
