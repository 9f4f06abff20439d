import sys

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.authoring import notebooks
from utils.authoring.edit import edit, main, to_notebook, to_text
from utils.authoring.normalise import normalise

GRADER = {"grade": True, "grade_id": "step-1", "locked": False, "points": 2.5, "schema_version": 3, "solution": True}
TRICKY = (
    ("markdown", "latex", "# Title\n\nText with $\\frac{a}{b}$ \\\\\n\n\n\nand more", "core", "w14"),
    ("markdown", "fences", "```python\nx = 1\n```\n\n+++\n\n---\na: b\n---"),
    ("code", "spaces", 'def f(x):\n    """Doc."""\n    return x\n\n\n\n\ny = 1', "torch"),
    ("code", "backticks", '"""\n```\nx\n```\n"""'),
    ("code", "comment", "# only a comment"),
    ("code", "magic", "%matplotlib inline\n!ls"),
    ("code", "empty", ""),
    ("markdown", "nothing", ""),
    ("markdown", "quotes", 'text """ and <!-- a comment -->'),
)


@pytest.fixture
def tricky(make):
    notebook = make(*TRICKY)
    notebook.cells[3].metadata["nbgrader"] = dict(GRADER)
    notebook.cells[8].metadata["nbgrader"] = {**GRADER, "grade_id": "step-2"}
    return notebook


@pytest.mark.parametrize("suffix", [".md", ".py"])
def test_there_and_back_loses_no_id_no_tag_no_nbgrader_metadata_and_no_letter(tricky, suffix):
    assert to_notebook(to_text(tricky, suffix), suffix) == normalise(tricky, outputs=False)


words = st.text(st.sampled_from("ab #`%-+=<>!~$\\{}[]()*_\"'\n\n:|"), max_size=40)


@given(st.lists(st.tuples(st.sampled_from(["code", "markdown"]), words), max_size=4))
def test_a_notebook_comes_back_as_it_is_or_is_refused(sources):
    notebook = nbformat.v4.new_notebook()
    for place, (kind, source) in enumerate(sources):
        notebook.cells.append(getattr(nbformat.v4, f"new_{kind}_cell")(source, id=f"cell-{place}"))
    try:
        text = to_text(notebook)
    except ValueError as error:
        assert "as it is" in str(error) or "no other cells" in str(error)  # noqa: PT017
    else:
        assert to_notebook(text) == normalise(notebook, outputs=False)


def test_a_notebook_that_would_lose_something_is_refused(make):
    with pytest.raises(ValueError, match=r"cell b must come back from \.py text"):
        to_text(make(("code", "b", "# %% looks like a cell\nx = 1")), ".py")


@pytest.fixture
def stored(make):
    notebook = make(("code", "a", "1"), ("markdown", "m", "Old words."), ("code", "b", "2"))
    for cell in (notebook.cells[0], notebook.cells[2]):
        cell.outputs = [nbformat.v4.new_output("stream", text=f"{cell.source}\n")]
    notebook.metadata["course"] = {"code": "x"}
    return normalise(notebook)


def test_new_words_leave_outputs_and_hashes_alone(stored):
    new = to_notebook(to_text(stored).replace("Old words", "New words"), before=stored)
    assert new.cells[1].source == "New words."
    assert [cell for cell in new.cells if cell.id != "m"] == [cell for cell in stored.cells if cell.id != "m"]
    assert new.metadata == stored.metadata


def test_changed_code_loses_its_outputs_and_other_code_keeps_them(stored):
    new = to_notebook(to_text(stored).replace("\n2\n", "\n3\n"), before=stored)
    assert new.cells[0].outputs == stored.cells[0].outputs
    assert new.cells[2].outputs == []


def test_a_new_cell_gets_an_id_that_stays(stored):
    new = to_notebook(to_text(stored) + "\n```python\n5\n```\n", before=stored)
    assert to_notebook(to_text(new), before=new) == new
    assert new.cells[3].source == "5"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('```python id="a"\n1\n```\n\n```python id="a"\n2\n```\n', "cell ids must differ, got twice: a"),
        ('```python id="a b"\n1\n```\n', "a cell id must be .* got a b"),
    ],
)
def test_ids_that_cannot_be_are_refused(text, message):
    with pytest.raises(ValueError, match=message):
        to_notebook(text)


def test_the_command_line_goes_there_and_back(stored, tmp_path, capsys):
    path, text = tmp_path / "lectures" / "01_x.ipynb", tmp_path / "x.md"
    path.parent.mkdir()
    nbformat.write(stored, path)
    before = path.read_text()
    assert main(["to-text", str(path), str(text)]) == 0
    assert main(["to-notebook", str(text), str(path)]) == 0
    assert "as it was" in capsys.readouterr().out
    assert nbformat.reads(before, as_version=4) == notebooks.read(path)
    text.write_text(text.read_text() + "\nMore.\n")
    assert main(["to-notebook", str(text), str(path)]) == 0
    assert notebooks.read(path).cells[-1].source == "More."


def test_git_gets_text_from_a_notebook_anywhere(stored, tmp_path, capsys):
    path = tmp_path / "Xyz_01_x.ipynb"
    nbformat.write(stored, path)
    assert main(["to-text", str(path)]) == 0
    assert "Old words." in capsys.readouterr().out


def test_an_editor_changes_the_notebook(stored, tmp_path, monkeypatch, capsys):
    path = tmp_path / "lectures" / "01_x.ipynb"
    path.parent.mkdir()
    nbformat.write(stored, path)
    change = "import sys, pathlib; p = pathlib.Path(sys.argv[1]); p.write_text(p.read_text().replace('Old', 'New'))"
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f'{sys.executable} -c "{change}"')
    assert edit(path)
    assert notebooks.read(path).cells[1].source == "New words."
    assert main([str(path)]) == 0
    assert "as it was" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["to-text", "none.ipynb"], "there is no notebook"),
        (["to-notebook", "none.md", "x.ipynb"], "there is no text file"),
    ],
)
def test_missing_files_are_named_in_one_line(arguments, message):
    with pytest.raises(ValueError, match=message):
        main(arguments)


def test_other_endings_are_refused(stored, tmp_path):
    nbformat.write(stored, tmp_path / "x.ipynb")
    with pytest.raises(ValueError, match=r"a text file must end in \.md or \.py, got \.txt"):
        main(["to-text", str(tmp_path / "x.ipynb"), str(tmp_path / "x.txt")])
