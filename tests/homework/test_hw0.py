"""Homework 0: what it releases, and what nbgrader's own autograder gives to right, wrong, idle and borrowed work."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from tests.homework import course as school
from utils.authoring import normalise, release

HW = "hw0"
ANSWERS = Path(__file__).parent / HW
FULL = {
    "test-softmax": 5,
    "test-ce": 4,
    "test-slopes": 4,
    "test-jacobian": 3,
    "test-outer": 2,
    "test-chain": 3,
    "test-simple": 5,
    "test-gradient": 3,
    "test-batch": 4,
    "test-numeric": 3,
    "test-check": 4,
    "test-limits": 4,
}
"""Points of each part that tests grade. Below: what a wrong solution earns in the parts where that is less."""

WRONG = {
    "forgot_temperature": {
        "test-slopes": 1,
        "test-jacobian": 1,
        "test-simple": 2,
        "test-gradient": 0.5,
        "test-batch": 2,
        "test-limits": 3,
    },
    "forgot_sum": {"test-simple": 3, "test-gradient": 0.5, "test-batch": 1.5, "test-limits": 0},
    "unstable_softmax": {"test-softmax": 3, "test-ce": 2.5, "test-gradient": 1, "test-batch": 3.5},
    "wrong_index": {"test-chain": 0, "test-batch": 0},
    "no_mean_and_a_loop": {"test-batch": 0.5},
    "wrong_sign": {"test-outer": 0, "test-simple": 0, "test-gradient": 0, "test-batch": 0, "test-limits": 0},
    "check_never_fails": {"test-check": 0},
    "absolute_check": {"test-check": 1},
    "measured": {
        "test-slopes": 0,
        "test-jacobian": 0,
        "test-outer": 0,
        "test-simple": 0,
        "test-gradient": 0.5,
        "test-batch": 0.5,
        "test-check": 3.5,
        "test-limits": 2.5,
    },
}
BORROWED = ("torch_openly", "torch_in_disguise", "utils_openly")
NOTHING = dict.fromkeys(FULL, 0)


def answers(name: str) -> str:
    """Return a submission's code; PyTorch in disguise is the open one behind other names."""
    code = (ANSWERS / f"{name}.py").read_text(encoding="utf-8")
    if name != "torch_in_disguise":
        return code
    answered = answers("torch_openly").split("\n\n\n", maxsplit=1)[1]
    return f"{code}\n\n{answered}".replace("torch.softmax(torch.tensor(theta) / T, dim=-1)", "kept_softmax(theta, T)")


def hidden_lines() -> set[str]:
    """Lines of the source, long enough to mean something, that stand in solutions or hidden tests."""
    text = "\n".join(cell.source for cell in school.source(HW).cells)
    regions = re.findall(r"### BEGIN (?:SOLUTION|HIDDEN TESTS)\n(.*?)\n\s*### END", text, re.DOTALL)
    lines = {line.strip() for region in regions for line in region.splitlines()}
    return {line for line in lines if len(line) >= 20 and "default_rng" not in line}


def tampered() -> nbformat.NotebookNode:
    """The untouched release with every second test deleted and the others edited to print full points."""
    notebook = school.released(HW)
    tests = list(school.test_cells(notebook))
    kept = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") not in tests[::2]]
    notebook.cells = kept
    for cell in school.test_cells(notebook).values():
        cell.source = f"{cell.metadata.nbgrader.points}.0"
        cell.metadata.nbgrader.points = 50
    return notebook


def submissions() -> dict[str, nbformat.NotebookNode]:
    """Every notebook that is handed in: right, idle, tampered with, wrong in one way, borrowed from PyTorch."""
    whole, empty = school.source(HW), school.released(HW)
    filled = {"right": whole, "untouched": empty, "tampered": tampered()}
    filled |= {name: school.write_answers(whole, answers(name)) for name in WRONG}
    return filled | {name: school.write_answers(empty, answers(name)) for name in BORROWED}


def test_the_source_folder_holds_the_notebook_and_nothing_that_would_slip_into_the_release():
    names = [path.name for path in (school.ROOT / "solutions" / HW).iterdir() if path.name != ".ipynb_checkpoints"]
    assert names == [f"{HW}.ipynb"]


def test_a_release_with_a_stray_file_is_refused(tmp_path):
    shutil.copytree(school.ROOT / "solutions" / HW, tmp_path / "solutions" / HW)
    (tmp_path / "solutions" / HW / "draft.ipynb").touch()
    with pytest.raises(ValueError, match=r"must hold hw0\.ipynb only, .*: draft\.ipynb"):
        release.release(HW, tmp_path)


def test_the_source_is_normalised_keeps_no_outputs_and_has_short_cells():
    source = school.ROOT / "solutions" / HW / f"{HW}.ipynb"
    assert normalise.is_normal(source)
    cells = [cell for cell in school.source(HW).cells if cell.cell_type == "code"]
    assert not any(cell.outputs for cell in cells)
    assert max(len(cell.source.splitlines()) for cell in cells) <= 33, "hidden tests included"
    seen = [cell.source.splitlines() for cell in school.released(HW).cells if cell.cell_type == "code"]
    assert max(map(len, seen)) <= 25
    assert max(len(line) for lines in seen for line in lines) <= 100, "students should not have to scroll sideways"


def test_the_release_holds_no_line_of_a_solution_or_a_hidden_test():
    text = "\n".join(cell.source for cell in school.released(HW).cells)
    hidden = hidden_lines()
    assert len(hidden) > 80
    assert not [line for line in hidden if line in text]
    assert not re.findall(r"BEGIN |END |HIDDEN|MARK SCHEME|6 points\.\*\*|y\.sum|np\.outer|np\.exp", text)


def test_every_cell_that_students_fill_in_is_empty_in_the_release():
    for name, cell in school.solution_cells(school.released(HW)).items():
        if name == "written":
            assert re.findall(r"\*\*(.+)\*\*\n\nYOUR ANSWER HERE", cell.source) == ["(a)", "(b)", "(c)", "Helped by:"]
            assert len(cell.source.split()) == 17
        else:
            assert cell.source.count("raise NotImplementedError()") == cell.source.count("def "), name


def test_points_agree_between_table_metadata_headings_and_checks():
    notebook = school.source(HW)
    cells = school.test_cells(notebook)
    assert {name: cell.metadata.nbgrader.points for name, cell in cells.items()} == FULL
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    headings = [int(points) for points in re.findall(r"^## Part \d+ .*\((\d+) points", prose, re.MULTILINE)]
    assert headings == [*FULL.values(), 6]
    assert f"{sum(headings)}: {sum(FULL.values())} by tests (Parts 1 to {len(FULL)}), 6 by a human" in prose


@pytest.mark.parametrize("name", FULL)
def test_a_test_cell_ends_in_a_plain_float_that_cannot_exceed_its_points(name):
    # anything else, np.float64 or True or nan, would count as full points
    last = ast.unparse(ast.parse(school.test_cells(school.source(HW))[name].source).body[-1])
    assert re.fullmatch(rf"float\(min\(\w+_part\.points, {FULL[name]}\)\)", last)


def test_the_homework_opens_without_torch():
    setup = next(cell for cell in school.source(HW).cells if cell.cell_type == "code")
    program = f"{setup.source}\nimport sys\nassert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], check=True, cwd=school.ROOT, timeout=60)


@pytest.mark.parametrize("name", BORROWED)
def test_borrowed_work_is_right_so_it_is_the_watch_that_refuses_it(name):
    notebook = school.write_answers(school.source(HW), answers(name))
    unwatched = school.play(notebook, alone=lambda function, *inputs: function(*inputs))
    assert sum(unwatched.values()) >= 0.75 * sum(FULL.values())
    assert school.play(notebook) == NOTHING


@pytest.mark.slow
def test_every_submission_earns_exactly_what_it_should(tmp_path):
    first = school.make_course(tmp_path / "first", HW)
    second = Path(shutil.copytree(first, tmp_path / "second"))
    for number, (student, notebook) in enumerate(submissions().items()):
        school.hand_in((first, second)[number % 2], student, HW, notebook)
    school.finish(*(school.nbgrader(course, "autograde", HW) for course in (first, second)))

    earned = {**school.scores(first, HW), **school.scores(second, HW)}
    written = {student: grades.pop("written") for student, grades in earned.items()}
    assert earned.pop("right") == FULL
    assert earned.pop("untouched") == NOTHING
    assert earned.pop("tampered") == NOTHING
    for name in BORROWED:
        assert sum(earned.pop(name).values()) <= 0.2 * sum(FULL.values())
    assert earned == {name: FULL | losses for name, losses in WRONG.items()}
    assert written["right"] is None, "a written answer waits for a human"
    assert written["untouched"] == 0, "an empty one does not"
    autograded = next(tmp_path.glob(f"*/grading/autograded/untouched/{HW}/{HW}.ipynb"))
    outputs = [output for cell in nbformat.read(autograded, as_version=4).cells for output in cell.get("outputs", [])]
    assert not [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"]


@pytest.mark.slow
def test_the_release_is_the_same_to_the_byte_each_time_and_the_committed_one_is_fresh(tmp_path):
    course = school.make_course(tmp_path, HW)
    first = (course / "homework" / HW / f"{HW}.ipynb").read_bytes()
    assert first == (school.ROOT / "homework" / HW / f"{HW}.ipynb").read_bytes()
    shutil.rmtree(course / "homework")
    assert release.release(HW, course)
    assert (course / "homework" / HW / f"{HW}.ipynb").read_bytes() == first
    (course / "homework" / HW / "stray.txt").touch()
    assert release.check(HW, course) == ["stray.txt"]


@pytest.mark.slow
def test_an_instructor_gets_from_submissions_to_feedback_and_a_table_of_grades(tmp_path):
    course = school.make_course(tmp_path, HW)
    notebook = school.write_answers(school.source(HW), answers("forgot_sum"))
    school.solution_cells(notebook)["written"].source = "The sum is zero. <script>alert('votes')</script>"
    school.hand_in(course, "ada", HW, notebook)
    school.finish(school.nbgrader(course, "autograde", HW))
    with Gradebook(f"sqlite:///{course}/grading/gradebook.db") as gradebook:
        assert gradebook.find_submission(HW, "ada").needs_manual_grade
        grade = gradebook.find_grade("written", HW, HW, "ada")
        grade.manual_score, grade.needs_manual_grade = 3.0, False
        gradebook.find_comment("written", HW, HW, "ada").manual_comment = "And why is it zero?"
        gradebook.db.commit()

    table = course / "grading" / "grades.csv"
    school.finish(school.nbgrader(course, "generate_feedback", HW))
    school.finish(school.nbgrader(course, "export", "--to", str(table), "--assignment", f"['{HW}']"))
    feedback = (course / "grading" / "feedback" / "ada" / HW / f"{HW}.html").read_text(encoding="utf-8")
    earned = sum((FULL | WRONG["forgot_sum"]).values()) + 3
    assert f"(Score: {earned:.1f} / 50.0)" in feedback
    assert "And why is it zero?" in feedback
    assert "<script>alert(" not in feedback
    assert "votes of any sum, at T = 1 and at any T" in feedback, "what a hidden check found is told"
    assert "HIDDEN" not in feedback, "how it was found is not"
    header, row = (line.split(",") for line in table.read_text(encoding="utf-8").splitlines())
    assert float(dict(zip(header, row, strict=True))["score"]) == earned
    assert {path.name for path in course.iterdir()} == {"nbgrader_config.py", "solutions", "homework", "grading"}
