"""The unchanged tests of homework 0 score functions that run in a sandbox; no submission makes itself a point."""

import builtins
import contextlib
import io
import re
from pathlib import Path

import nbformat
import pytest

from tests.homework import course as school
from tests.homework.demands import FAITHFUL
from tests.homework.test_hw0 import BORROWED, FULL, HW, NOTHING, WRONG, answers, tampered
from utils.grading.record import Record, from_json, to_json
from utils.grading.sandbox.backend import Backend, fork_server
from utils.grading.sandbox.limits import Limits
from utils.grading.scoring import ScoreOptions, score
from utils.grading.seeds import secret_seed

SOURCE = school.ROOT / "solutions" / HW / f"{HW}.ipynb"


@pytest.fixture(scope="module")
def backend():
    with fork_server() as server:
        yield server


@pytest.fixture
def grade(backend, tmp_path):
    """Return a function that scores a notebook, or code put into the solutions, and returns the record."""

    def graded(work: nbformat.NotebookNode | str, seed: int | None = None, **options: object) -> Record:
        notebook = school.write_answers(school.source(HW), work) if isinstance(work, str) else work
        (tmp_path / "scratch").mkdir(exist_ok=True)
        return score(notebook, HW, ScoreOptions(SOURCE, backend, tmp_path / "scratch", seed=seed, **options))

    return graded


def points(record: Record) -> dict[str, float]:
    return {part.name: part.points for part in record.parts}


def failures(record: Record) -> str:
    return "\n".join(check.failure for part in record.parts for check in part.checks if check.failure)


def test_the_solutions_earn_all_points_whatever_the_secret(grade):
    for seed in (None, 20261127):
        record = grade(school.source(HW), seed)
        assert points(record) == FULL
        assert (record.status, record.flags, record.homework) == ("graded", (), HW)
        assert failures(record) == ""
        assert from_json(to_json(record)) == record


@pytest.mark.parametrize(
    "name", [pytest.param("right", marks=pytest.mark.slow), *(pytest.param(n, marks=pytest.mark.audit) for n in WRONG)]
)
def test_a_reference_submission_scores_the_same_twenty_times(grade, name):
    work = school.source(HW) if name == "right" else answers(name)
    records = [grade(work, 7)._replace(wall_seconds=0, cpu_seconds=0) for _ in range(20)]
    assert set(map(to_json, records)) == {to_json(records[0])}


@pytest.mark.slow
@pytest.mark.parametrize("name", WRONG)
def test_wrong_work_scores_as_under_nbgrader(grade, name):
    assert points(grade(answers(name))) == FULL | WRONG[name]


@pytest.mark.slow
@pytest.mark.parametrize("name", FAITHFUL)
def test_right_work_of_another_form_earns_every_point(grade, name):
    assert points(grade(f"import math\n\nimport numpy as np\n\n\n{FAITHFUL[name].strip()}", 3)) == FULL


@pytest.mark.parametrize("name", ["torch_openly", "utils_openly"])
def test_libraries_that_give_answers_away_cannot_even_be_imported(grade, name):
    record = grade(school.write_answers(school.released(HW), answers(name)))
    assert points(record) == NOTHING
    assert "ModuleNotFoundError" in failures(record) or "ImportError" in failures(record)
    assert name in BORROWED


def test_the_release_and_a_tampered_one_earn_nothing_and_nobody_is_accused(grade):
    for notebook in (school.released(HW), tampered()):
        record = grade(notebook)
        assert points(record) == NOTHING
        assert record.flags == ()
        assert "softmax is not written yet" in failures(record)


FORGERIES = {
    "a part of one's own": """
def softmax(theta, T):
    from utils.grading.parts import Part
    Part.points = property(lambda self: 50.0)
    return 50.0
""",
    "NumPy's own comparison": """
np.testing.assert_allclose = np.allclose = lambda *a, **k: True
import utils.grading.compare, utils.grading.numpy_only, builtins
utils.grading.compare.close = utils.grading.numpy_only.alone = lambda *a, **k: None
np.abs = lambda x: 0
builtins.float = lambda *a: 50
def softmax(theta, T):
    return theta
""",
    "an object that equals everything": """
class Same(float):
    def __eq__(self, other): return True
    def __sub__(self, other): return 0
    def __array__(self, *a, **k): raise SystemExit
def softmax(theta, T):
    return Same(1)
""",
    "a record": """
print('{"points": 50, "homework": "hw0"}')
def softmax(theta, T):
    return {"points": 50, "checks": []}
""",
    "the one who asks": """
import gc, inspect
def softmax(theta, T):
    frame = inspect.currentframe()
    while frame:
        for name in ("expected", "right", "result", "answer", "part"):
            if name in frame.f_locals:
                return frame.f_locals[name]
        frame = frame.f_back
    return theta
""",
    "everything that is in reach": """
import gc, sys
for thing in gc.get_objects():
    try:
        if hasattr(thing, "points"): thing.points = 50
    except BaseException: pass
sys.settrace(lambda *a: None)
def softmax(theta, T):
    return theta
""",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", FORGERIES)
def test_a_submission_cannot_make_itself_points(grade, name):
    released = school.released(HW)
    record = grade(school.write_answers(released, f"import numpy as np\n{FORGERIES[name]}"))
    assert points(record) == NOTHING
    assert {part.name: part.maximum for part in record.parts} == FULL


def test_an_endless_function_fails_its_own_checks_only(grade):
    record = grade("def sum_over_paths(u, D):\n    while True:\n        pass", call_seconds=0.5)
    assert points(record) == FULL | {"test-chain": 0}
    assert "sum_over_paths took longer than 0.5 s for one call" in failures(record)


@pytest.mark.slow
def test_a_process_that_ends_keeps_the_points_earned_before(grade):
    record = grade("def sum_over_paths(u, D):\n    import os\n    os._exit(0)")
    assert points(record)["test-outer"] == FULL["test-outer"]
    assert points(record)["test-chain"] == points(record)["test-limits"] == 0
    assert record.status == "contained"
    assert [flag.code for flag in record.flags] == ["died"]


@pytest.mark.slow
def test_a_notebook_that_never_ends_is_stopped_and_recorded(grade):
    record = grade("while True:\n    pass\ndef softmax(theta, T):\n    return theta", limits=Limits(wall_seconds=4))
    assert points(record) == NOTHING
    assert record.status == "contained"
    assert [flag.code for flag in record.flags] == ["wall"]
    assert "did not run to its end" in failures(record)


def test_a_cell_that_is_no_python_is_named_as_the_reason(grade):
    notebook = school.source(HW)
    school.solution_cells(notebook)["chain"].source = "def sum_over_paths(u, D):\n    return u @@ D"
    record = grade(notebook)
    assert points(record) == FULL | {"test-chain": 0}
    assert "sum_over_paths is not defined: its cell stops with SyntaxError" in failures(record)


def test_a_hidden_failure_tells_the_smallest_inputs_and_no_line_of_the_test(grade):
    record = grade("import numpy as np\n\n\ndef hot_limit(y):\n    return np.mean(y) - y + (len(y) > 3)", 5)
    failed = [check for part in record.parts for check in part.checks if check.failure]
    assert [check.hidden for check in failed] == [True]
    assert re.fullmatch(
        r"expected \S+ at \[\d\], got \S+ \(every entry is 1 too large\), for y = \[[^,]+(, [^,]+){4,5}\]",
        failed[0].failure,
    )
    visible = grade("def softmax(theta, T):\n    return -theta", 5).parts[0].checks
    assert [check.hidden for check in visible] == [False, False, False, True, True]


def test_visible_checks_say_in_grading_what_they_say_in_the_notebook(grade):
    notebook = school.write_answers(school.released(HW), answers("forgot_temperature"))
    said = [check for part in grade(notebook).parts for check in part.checks if not check.hidden and check.failure]
    printed = printed_reports(notebook)
    assert len(said) > 20
    for check in said:
        assert f"✗ {check.claim}\n      {check.failure}" in printed


def printed_reports(notebook: nbformat.NotebookNode) -> str:
    """Return what the test cells print in the student's own notebook."""
    names: dict[str, object] = {"__name__": "__main__"}
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        for cell in notebook.cells:
            if cell.cell_type == "code" and "nbgrader" in cell.metadata:
                exec(cell.source, names)
    return printed.getvalue()


@pytest.mark.slow
def test_the_secret_decides_what_hidden_tests_draw(grade):
    work = "def cold_limit(theta, y):\n    return 0 * y"
    one, same, other = (failures(grade(work, seed)) for seed in (1, 1, 2))
    assert one == same != other


def test_the_outputs_of_the_students_cells_are_kept_without_hidden_tests_or_solutions(grade, tmp_path):
    notebook = school.source(HW)
    school.solution_cells(notebook)["chain"].source = "print('my own words')\ndef sum_over_paths(u, D): return u @ D"
    record = grade(notebook, outputs=tmp_path / "out.ipynb")
    kept = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    nbformat.validate(kept)
    assert points(record) == FULL
    assert "my own words" in str(school.solution_cells(kept)["chain"].outputs)
    assert [c.metadata for c in kept.cells] == [c.metadata for c in school.source(HW).cells]
    assert "HIDDEN TESTS" not in nbformat.writes(kept)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["none", "bubblewrap"])
def test_the_backend_makes_no_difference(name, tmp_path):
    record = score(school.source(HW), HW, ScoreOptions(SOURCE, Backend(name), tmp_path))
    assert points(record) == FULL
    assert record.backend == name


@pytest.mark.slow
def test_the_solutions_pass_in_the_students_notebook_whatever_the_secret(monkeypatch):
    monkeypatch.setattr(builtins, "display", print, raising=False)
    for seed in range(5):
        with secret_seed(seed):
            assert school.play(school.source(HW)) == FULL


def test_a_missing_notebook_of_the_instructor_is_an_error_and_no_record(backend, tmp_path):
    with pytest.raises(FileNotFoundError):
        score(school.source(HW), HW, ScoreOptions(Path("nowhere.ipynb"), backend, tmp_path))


def test_a_locked_cell_tagged_inside_calls_the_students_functions_in_the_sandbox(backend, tmp_path):
    source = school.source(HW)
    wrapper = "def twice(u, D):\n    return 2 * sum_over_paths(u, D)"
    about = {
        "grade": False,
        "solution": False,
        "locked": True,
        "grade_id": "wrapper",
        "schema_version": 3,
        "task": False,
    }
    place = next(
        k for k, c in enumerate(source.cells) if c.metadata.get("nbgrader", {}).get("grade_id") == "test-chain"
    )
    source.cells.insert(place, nbformat.v4.new_code_cell(wrapper, metadata={"nbgrader": about, "tags": ["inside"]}))
    test = source.cells[place + 1]
    test.source = test.source.replace("alone(sum_over_paths, u, D)", "alone(twice, u / 2, D)")
    nbformat.write(source, tmp_path / "hw0.ipynb")
    (tmp_path / "scratch").mkdir()
    options = ScoreOptions(tmp_path / "hw0.ipynb", backend, tmp_path / "scratch")
    assert points(score(source, HW, options)) == FULL
    idle = school.write_answers(source, "def sum_over_paths(u, D):\n    raise NotImplementedError()")
    record = score(idle, HW, options)
    assert points(record) == FULL | {"test-chain": 0}
    assert "sum_over_paths is not written yet" in failures(record)


def test_a_test_cell_that_breaks_costs_its_own_part_and_the_instructor_is_told(backend, tmp_path):
    source = school.source(HW)
    test = school.test_cells(source)["test-chain"]
    test.source = test.source.replace(
        "    with part.worth(1", "    sum_over_paths(np.ones(2), np.eye(2))[5]\n    with part.worth(1", 1
    )
    nbformat.write(source, tmp_path / "hw0.ipynb")
    (tmp_path / "scratch").mkdir()
    record = score(source, HW, ScoreOptions(tmp_path / "hw0.ipynb", backend, tmp_path / "scratch"))
    assert points(record) == FULL | {"test-chain": 0}
    assert [flag.code for flag in record.flags] == ["test-broken"]
    assert "test-chain broke off outside its checks (IndexError" in record.flags[0].instructor
