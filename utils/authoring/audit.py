"""``make audit``: run every test there is and write what came out to benchmarks/AUDIT.md.

The page says which commit was audited, how many tests passed, failed and were skipped, what failed, and what took
longest, so that an audit can be read without being run again.
"""

import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import NamedTuple

from utils.authoring.notebooks import ROOT

PAGE = ROOT / "benchmarks" / "AUDIT.md"
SLOWEST = 10


class Case(NamedTuple):
    """One test: its name, its seconds of wall time, and passed, failed or skipped."""

    name: str
    seconds: float
    outcome: str


def read_cases(report: Path) -> list[Case]:
    """Return the tests in a JUnit XML ``report`` as pytest writes it, errors in set-up counted as failed."""
    cases = []
    for case in ET.parse(report).iter("testcase"):
        kinds = {child.tag for child in case}
        outcome = "failed" if kinds & {"failure", "error"} else "skipped" if "skipped" in kinds else "passed"
        cases.append(Case(f"{case.get('classname')}::{case.get('name')}", float(case.get("time", 0)), outcome))
    return cases


def page(cases: list[Case], commit: str, seconds: float) -> str:
    """Return the audit as Markdown: commit, counts, wall time in minutes, failures, the slowest tests."""
    counts = {kind: sum(case.outcome == kind for case in cases) for kind in ("passed", "failed", "skipped")}
    failures = [f"- `{case.name}`" for case in cases if case.outcome == "failed"] or ["None."]
    slowest = sorted(cases, key=lambda case: -case.seconds)[:SLOWEST]
    lines = [
        "# Audit",
        "",
        "Written by `make audit`, which runs every test of the course.",
        "",
        f"- commit: `{commit}`",
        f"- tests: {counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped",
        f"- wall time: {seconds / 60:.1f} minutes",
        "",
        "## Failures",
        "",
        *failures,
        "",
        "## Slowest",
        "",
        "| seconds | test |",
        "|---:|---|",
        *(f"| {case.seconds:.0f} | `{case.name}` |" for case in slowest),
    ]
    return "\n".join(lines) + "\n"


def commit_name() -> str:
    """Return the short name of the commit in the working tree, marked where files differ from it."""
    described = ["git", "describe", "--always", "--abbrev=12", "--dirty", "--exclude=*"]
    return subprocess.run(described, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def main() -> int:
    """Run all tests, write the page, and return pytest's status."""
    commit, started = commit_name(), time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-n", "auto", f"--junitxml={report}", *sys.argv[1:]]
        status = subprocess.run(command, cwd=ROOT, check=False).returncode
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(page(read_cases(report), commit, time.monotonic() - started), encoding="utf-8")
    print(f"Written: {PAGE.relative_to(ROOT)}")
    return status


if __name__ == "__main__":
    sys.exit(main())
