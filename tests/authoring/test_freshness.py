import nbformat
import pytest

from utils.authoring import freshness
from utils.authoring.freshness import stale, stamp

TREE = {
    "utils/__init__.py": "",
    "utils/reference/__init__.py": '"""NumPy only."""',
    "utils/reference/sums.py": 'def add(a, b):\n    """Return a + b."""\n    return a + b  # plainly\n',
    "utils/widgets/__init__.py": "",
    "utils/widgets/toy.py": 'RUNS = "runs/toy.json"\n'
    'from utils.esm import bundle as b\nfrom ..reference import sums\nESM = b("toy.js")\n',
    "utils/widgets/static/toy.js": "export default {};\n",
    "utils/widgets/runs/toy.json": "[1, 2]\n",
    "utils/esm.py": "def bundle(path):\n    return path\n",
    "utils/quiz/__init__.py": "from utils.quiz import sheet\n",
    "utils/quiz/sheet.py": "NAMES = {}\n",
    "utils/quiz/apples.py": 'QUESTIONS = (Question(id="how-many-apples"),)\n',
    "utils/quiz/pears.py": 'QUESTIONS = (Question(id="how-many-pears"),)\n',
    "utils/labs/__init__.py": "",
    "utils/labs/train.py": "RATE = 0.1\n",
}
CODE = 'from utils.widgets import toy\n\nfrom utils import quiz\nquiz.ask("how-many-apples")'


@pytest.fixture
def tree(tmp_path, monkeypatch):
    for name, text in TREE.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.setattr(freshness, "ROOT", tmp_path)
    return tmp_path


def notebook(code=CODE, stamped=True):
    new = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code), nbformat.v4.new_markdown_cell("Words.")])
    if stamped:
        new.metadata["course"] = nbformat.from_dict(stamp(new))
    return new


def change(tree, name, old, new):
    path = tree / name
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_a_notebook_just_run_is_not_stale(tree):
    assert stale(notebook()) == []


def test_a_notebook_that_never_ran_is_stale(tree):
    assert stale(notebook(stamped=False)) == ["it has never been executed by make execute"]


def test_imports_are_followed_through_modules_packages_and_files(tree):
    apart = {"utils/quiz/pears.py", "utils/labs/__init__.py", "utils/labs/train.py", "utils/widgets/static/toy.js"}
    assert set(stamp(notebook())["reaches"]) == set(TREE) - apart


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("utils/reference/sums.py", "a + b  #", "a - b  #"),
        ("utils/widgets/toy.py", "ESM", "CODE"),
        ("utils/widgets/runs/toy.json", "2", "3"),
        ("utils/quiz/apples.py", "(id=", "(salt=1, id="),
    ],
)
def test_changed_code_of_what_is_reached_is_the_reason(tree, name, old, new):
    seen = notebook()
    change(tree, name, old, new)
    assert f"{name} changed" in stale(seen)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("utils/reference/sums.py", "Return a + b.", "Return their sum."),
        ("utils/reference/sums.py", "  # plainly", "   # simply"),
        ("utils/reference/__init__.py", "NumPy only.", "Only NumPy."),
        ("utils/quiz/pears.py", "(id=", "(salt=1, id="),
        ("utils/labs/train.py", "0.1", "0.2"),
        ("utils/widgets/static/toy.js", "{}", "{ a }"),
    ],
)
def test_docstrings_comments_javascript_and_what_is_not_reached_are_no_reason(tree, name, old, new):
    seen = notebook()
    change(tree, name, old, new)
    assert stale(seen) == []


def test_of_a_function_whose_source_is_shown_every_letter_counts(tree):
    code = "from utils.plotting.source import show_source\nfrom utils.reference import sums\nshow_source(sums.add)"
    seen = notebook(code)
    change(tree, "utils/reference/sums.py", "Return a + b.", "Return their sum.")
    assert stale(seen) == ["utils/reference/sums.py changed"]


def test_changed_code_of_the_notebook_is_a_reason_and_changed_prose_is_none(tree):
    seen = notebook("x = 1")
    seen.cells[1].source = "Other words."
    seen.cells[0].source = "x = 1  # one"
    assert stale(seen) == []
    seen.cells[0].source = "x = 2"
    assert stale(seen) == ["its code changed"]


def test_a_new_and_a_dropped_import_are_named(tree):
    seen = notebook("import utils.labs.train")
    seen.cells[0].source = "import utils.esm"
    assert stale(seen)[1:] == [
        "utils/esm.py is reached now",
        "utils/labs/__init__.py is reached no more",
        "utils/labs/train.py is reached no more",
    ]


def test_a_cell_with_a_magic_is_followed_too(tree):
    assert "utils/esm.py" in stamp(notebook("%matplotlib inline\nimport utils.esm"))["reaches"]
