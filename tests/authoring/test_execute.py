import nbformat
import pytest

from utils.authoring import notebooks
from utils.authoring.execute import execute, execute_file, main, reasons
from utils.authoring.normalise import is_normal
from utils.authoring.normalise import main as normalise_main
from utils.authoring.widget_state import ASLEEP, STATE, orphans

TOY = """class Toy(anywidget.AnyWidget):
    _esm = "// course-module: utils/quiz/static/toy.js\\nexport default { render() {} }"
    value = traitlets.Int(3).tag(sync=True)


Toy()"""
DRAW = 'style.show(plt.subplots(figsize=(2, 1)), "Two empty axes, nothing drawn.")\nprint("drawn")'


@pytest.fixture(scope="module")
def lecture(tmp_path_factory):
    """A lecture with a figure and a widget, run twice from its file: (path, text of the first run)."""
    imports = "import anywidget\nimport matplotlib.pyplot as plt\nimport traitlets\n\nfrom utils.plotting import style"
    sources = {"imports": imports, "figure": DRAW, "toy": TOY, "value": "6 * 7"}
    cells = [nbformat.v4.new_code_cell(source, id=name) for name, source in sources.items()]
    path = tmp_path_factory.mktemp("course") / "lectures" / "01_toy.ipynb"
    path.parent.mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    execute_file(path)
    first = path.read_text()
    execute_file(path)
    return path, first


def test_running_twice_stores_the_same_bytes(lecture):
    path, first = lecture
    assert path.read_text() == first


def test_a_run_stores_outputs_widget_state_and_hashes(lecture):
    notebook = notebooks.read(lecture[0])
    assert notebook.cells[1].metadata["mystnb"]["image"]["alt"] == "Two empty axes, nothing drawn."
    assert notebook.cells[2].outputs[0].data["text/plain"] == ASLEEP
    assert len(notebook.metadata["widgets"][STATE]["state"]) == 2
    assert orphans(notebook) == []
    assert notebook.cells[3].outputs[0].data["text/plain"] == "42"
    assert "utils/plotting/style.py" in notebook.metadata["course"]["reaches"]


def test_what_was_run_is_fresh_and_normal(lecture, capsys):
    assert reasons(lecture[0]) == []
    assert is_normal(lecture[0])
    assert main(["--check", str(lecture[0])]) == 0
    assert normalise_main(["--check", str(lecture[0])]) == 0
    assert "up to date" in capsys.readouterr().out


def test_a_failing_cell_is_named_and_nothing_is_stored(make, tmp_path, capsys):
    path = tmp_path / "01_x.ipynb"
    nbformat.write(make(("code", "fine", "x = 1"), ("code", "fails", "y = 2\nassert x == y, 'no'")), path)
    before = path.read_text()
    assert main([str(path)]) == 1
    assert "cell fails must run, got AssertionError: no at ----> 2 assert x == y" in capsys.readouterr().out
    assert path.read_text() == before


def test_an_expected_error_is_stored_without_paths(make):
    notebook = execute(make(("code", "fails", "1 / 0", "raises-exception")))
    assert notebook.cells[0].outputs[0].ename == "ZeroDivisionError"
    assert notebook.cells[0].outputs[0].traceback == []


def test_a_solution_is_run_and_stored_without_outputs(make, tmp_path):
    path = tmp_path / "solutions" / "hw0" / "hw0.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(make(("code", "a", "open('here.txt', 'w').close()\n1")), path)
    execute_file(path)
    assert notebooks.read(path).cells[0].outputs == []
    assert "course" not in notebooks.read(path).metadata
    assert (path.parent / "here.txt").exists()


def test_check_names_a_notebook_that_never_ran(make, tmp_path, capsys):
    path = tmp_path / "01_x.ipynb"
    nbformat.write(make(("code", "a", "1")), path)
    assert main(["--check", str(path)]) == 1
    assert "never been executed" in capsys.readouterr().out
