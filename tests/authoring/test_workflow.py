"""The workflow runs the one test command on a supported Python, and publishes only what passed, only from main."""

import re

import yaml

from utils.authoring.environment import SUPPORTED
from utils.authoring.launch import SITE_BRANCH
from utils.authoring.notebooks import ROOT

WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "course.yml").read_text(encoding="utf-8"))
JOBS = WORKFLOW["jobs"]


def commands(job):
    return " ; ".join(step["run"] for step in JOBS[job]["steps"] if "run" in step)


def actions(job):
    return {step["uses"].partition("@")[0]: step.get("with", {}) for step in JOBS[job]["steps"] if "uses" in step}


def test_changes_and_pull_requests_run_what_the_readme_runs():
    triggers = WORKFLOW[True]  # YAML reads the key `on` as a truth value
    assert set(triggers) == {"push", "pull_request"}
    assert ".ci/run" in commands("test")
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").rstrip().endswith("make test")


def test_its_python_is_one_that_the_course_runs_on():
    version = actions("test")["actions/setup-python"]["python-version"]
    assert isinstance(version, str), "3.10 unquoted would be 3.1"
    assert tuple(int(part) for part in version.split(".")) in SUPPORTED


def test_the_book_is_published_after_the_tests_from_main_alone_to_the_branch_that_colab_reads():
    assert JOBS["publish"]["needs"] == "test"
    assert JOBS["publish"]["if"] == "github.ref == 'refs/heads/main' && github.event_name == 'push'"
    deployed = actions("publish")["JamesIves/github-pages-deploy-action"]
    built, fetched = actions("test")["actions/upload-artifact"], actions("publish")["actions/download-artifact"]
    assert deployed["folder"] == built["path"] == fetched["path"] == "_build/html"
    assert deployed["branch"] == SITE_BRANCH
    assert built["name"] == fetched["name"]


def test_only_the_job_that_publishes_may_write():
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert [name for name, job in JOBS.items() if "write" in job.get("permissions", {}).values()] == ["publish"]


def test_every_action_has_a_version():
    used = re.findall(r"uses: (\S+)", (ROOT / ".github" / "workflows" / "course.yml").read_text(encoding="utf-8"))
    assert len(used) == 6
    assert [name for name in used if not re.fullmatch(r"[\w./-]+@v\d+", name)] == []
