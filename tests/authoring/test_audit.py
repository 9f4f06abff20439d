"""The audit's page says what the tests said."""

import subprocess
import sys

import pytest

from utils.authoring import audit

TESTS = """
import pytest

def test_good(): assert True
def test_bad(): assert False
def test_left_out(): pytest.skip("no such machine")

@pytest.fixture
def broken(): raise RuntimeError("no")

def test_never_started(broken): assert True
"""


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    folder = tmp_path_factory.mktemp("audit")
    (folder / "test_four.py").write_text(TESTS)
    report = folder / "report.xml"
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-c",
        "/dev/null",
        f"--junitxml={report}",
    ]
    subprocess.run([*command, "test_four.py"], cwd=folder, capture_output=True, check=False)
    return audit.read_cases(report)


def test_outcomes_are_those_of_pytest_and_a_broken_fixture_is_a_failure(cases):
    outcomes = {case.name.split("::")[-1]: case.outcome for case in cases}
    assert outcomes == {
        "test_good": "passed",
        "test_bad": "failed",
        "test_left_out": "skipped",
        "test_never_started": "failed",
    }


def test_the_page_names_commit_counts_and_every_failure(cases):
    text = audit.page(cases, "abc123", 90)
    assert "commit: `abc123`" in text
    assert "1 passed, 2 failed, 1 skipped" in text
    assert "1.5 minutes" in text
    assert "test_bad" in text.split("## Slowest")[0]
    assert "test_good" not in text.split("## Slowest")[0]


def test_a_clean_audit_says_so(cases):
    clean = [case for case in cases if case.outcome == "passed"]
    assert "## Failures\n\nNone.\n" in audit.page(clean, "abc123", 1)


def test_the_commit_has_a_name():
    assert len(audit.commit_name()) >= 12
