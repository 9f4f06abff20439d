"""Notebooks that were edited where a student must not edit, or that no program would write."""

import copy

from nbformat import convert, v4

from tests.grading.hostile.kit import cell, code, notebook, tests


@notebook()
def tests_deleted(content):
    content.cells = [c for c in content.cells if c not in tests(content)]


@notebook()
def tests_answer_full_points(content):
    for test in tests(content):
        test.source = str(float(test.metadata.nbgrader.points))


@notebook()
def tests_worth_more(content):
    for test in tests(content):
        test.metadata.nbgrader.points = 999


@notebook()
def tests_marked_as_answers(content):
    for test in tests(content):
        test.metadata.nbgrader.update(solution=True, grade=False)
        test.source = "points = 99"


@notebook("missing-cell")
def answers_marked_as_tests(content):
    cell(content, "softmax").metadata.nbgrader.update(grade_id="test-softmax", grade=True, points=99)


@notebook("duplicate-cell")
def answer_twice(content):
    content.cells.append(copy.deepcopy(cell(content, "softmax")))


@notebook()
def test_twice(content):
    content.cells.append(copy.deepcopy(tests(content)[0]))


@notebook("missing-cell")
def answer_deleted(content):
    content.cells.remove(cell(content, "softmax"))


@notebook("missing-cell", "unmarked-cell")
def answer_renamed(content):
    cell(content, "softmax").metadata.nbgrader.grade_id = "Softmax"


@notebook("missing-cell", "unmarked-cell")
def every_mark_removed(content):
    for c in content.cells:
        c.metadata.pop("nbgrader", None)


@notebook()
def upside_down(content):
    content.cells.reverse()


@notebook()
def setup_replaced(content):
    cell(content, "setup").source = "import sys\nclass np: pass\ngrade = close = print"


@notebook()
def answer_to_a_cell_that_is_not_there(content):
    more = code("points = 99")
    more.metadata.nbgrader = {"grade": True, "grade_id": "bonus", "points": 99, "solution": True, "schema_version": 3}
    content.cells.append(more)


@notebook()
def grade_ids_that_are_no_text(content):
    for number, c in enumerate(content.cells):
        c.metadata.nbgrader = {"grade_id": [number], "solution": "yes", "grade": None, "points": {"a": 1}}


@notebook()
def marks_that_are_no_mapping(content):
    for c in content.cells:
        c.metadata["nbgrader"] = ["softmax"]


@notebook("not-a-notebook")
def no_cell_at_all(content):
    content.cells = []


@notebook()
def kernel_of_another_language(content):
    content.metadata.kernelspec = {"name": "bash", "display_name": "Bash", "language": "bash"}
    content.metadata.language_info = {"name": "bash"}


@notebook()
def kernel_by_path(content):
    content.metadata.kernelspec = {"name": "../../../tmp/evil", "display_name": "x", "language": "python"}


@notebook()
def scripts_in_outputs(content):
    shown = v4.new_output(
        "display_data", {"text/html": "<script>fetch('/formgrader')</script>", "application/javascript": "1"}
    )
    cell(content, "softmax").outputs = [shown]


@notebook()
def scripts_in_words(content):
    cell(content, "written").source = "<img src=x onerror=alert(1)><script>alert(1)</script>[a](javascript:alert(1))"


@notebook()
def scripts_in_an_attachment(content):
    cell(content, "written").attachments = {"x.svg": {"image/svg+xml": "<svg onload='alert(1)'/>"}}


@notebook()
def magic_of_another_shell(content):
    cell(content, "softmax").source = "%%bash\nwhile true; do echo boom; sleep 0.01; done & sleep 0.1"


@notebook()
def cell_of_a_magic_that_is_not_there(content):
    cell(content, "softmax").source = "%%html_of_doom\n<script>alert(1)</script>"


@notebook()
def no_python(content):
    cell(content, "softmax").source = "I do not know how to do this, sorry."


@notebook()
def indentation_broken(content):
    cell(content, "softmax").source = "def softmax(theta, T):\nreturn theta\n\t    return 1"


@notebook("odd-text")
def null_characters(content):
    cell(content, "softmax").source = "def softmax(theta, T):\0 return theta"


@notebook("odd-text")
def half_characters(content):
    cell(content, "softmax").source = "word = '\ud800'\nprint(word)"


@notebook()
def bytes_that_print_as_half_characters(content):
    cell(content, "softmax").source = "print(b'\\xff'.decode('utf8', 'surrogateescape'))"


@notebook()
def source_as_lines_of_nonsense(content):
    cell(content, "softmax")["source"] = ["def softmax(theta, T):\n", 3, None, {"return": "theta"}]


@notebook()
def source_is_a_number(content):
    cell(content, "softmax")["source"] = 5.0


@notebook()
def cells_of_unknown_kinds(content):
    content.cells += [{"cell_type": "video", "source": "", "metadata": {}}, {}, 3, None]


@notebook("not-a-notebook")
def cells_are_no_list(content):
    content["cells"] = {"0": dict(content.cells[0])}


@notebook("new-format")
def format_of_the_future(content):
    content.nbformat = 99


@notebook("old-format")
def format_of_the_past(content):
    return convert(content, 3)


@notebook()
def numbers_beyond_numbers(content):
    content.metadata["x"] = [float("inf"), float("nan"), 10**300]


@notebook()
def cell_ids_that_clash(content):
    for c in content.cells:
        c["id"] = "same"
