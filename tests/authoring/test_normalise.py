import copy

import nbformat
import pytest

from utils.authoring import notebooks
from utils.authoring.normalise import is_normal, main, normalise, normalise_file

ALT = "A line that rises."
IMAGE = {"image/png": "iVBORw0KGgo=", "text/plain": ALT}


def figure(alt=ALT):
    about = {"image/png": {"alt": alt, "colour": "red"}, "scrolled": True}
    return nbformat.v4.new_output("display_data", data=dict(IMAGE), metadata=about)


def result(text, count=7):
    return nbformat.v4.new_output("execute_result", data={"text/plain": text}, execution_count=count)


@pytest.fixture
def noisy(make):
    """A notebook as an editor leaves it."""
    notebook = make(
        ("markdown", "title", "# Title  \n\n", "core"),
        ("code", "figure", "show(draw())", "reveal", "reveal"),
        ("code", "empty", ""),
        ("code", "value", "3 + 4\n", "hide-output"),
    )
    notebook.metadata = nbformat.from_dict(
        {"kernelspec": {"name": "my-env", "display_name": "Mine"}, "language_info": {"version": "3.11.7"}, "toc": {}}
    )
    notebook.cells[1].metadata.update({"execution": {"iopub.status.busy": "2020"}, "scrolled": True})
    notebook.cells[1].outputs = [figure(), nbformat.v4.new_output("stream", text="a\n")]
    notebook.cells[1].outputs.append(nbformat.v4.new_output("stream", text="b\n"))
    notebook.cells[3].execution_count = 41
    notebook.cells[3].outputs = [result("7", 41)]
    return notebook


def test_normalising_twice_is_normalising_once(noisy):
    once = normalise(noisy)
    assert normalise(once) == once
    assert normalise(once, outputs=False) == normalise(normalise(once, outputs=False), outputs=False)


def test_the_notebook_that_came_is_left_as_it_was(noisy):
    before = copy.deepcopy(noisy)
    normalise(noisy)
    assert noisy == before


def test_ids_sources_and_tags_stay_while_timings_and_versions_go(noisy):
    new = normalise(noisy)
    assert [cell.id for cell in new.cells] == ["title", "figure", "empty", "value"]
    assert new.cells[0].source == "# Title"
    assert new.cells[0].metadata == {"tags": ["core"]}
    assert "execution" not in new.cells[1].metadata
    assert "scrolled" not in new.cells[1].metadata
    assert new.metadata == {"kernelspec": notebooks.KERNEL, "language_info": notebooks.LANGUAGE}


def test_cells_that_ran_are_counted_from_one_whatever_the_session_counted(noisy):
    new = normalise(noisy)
    assert [cell.get("execution_count") for cell in new.cells] == [None, 1, None, 2]
    assert new.cells[3].outputs[0].execution_count == 2


def test_cells_of_a_notebook_that_never_ran_are_not_counted(make):
    assert normalise(make(("code", "a", "1"))).cells[0].execution_count is None


def test_the_tag_reveal_folds_the_output_in_jupyterlab_and_in_the_book(noisy):
    cell = normalise(noisy).cells[1]
    assert cell.metadata["tags"] == ["reveal", "hide-output"]
    assert cell.metadata["jupyter"] == {"outputs_hidden": True, "source_hidden": True}


def test_an_output_folded_without_the_tag_reveal_is_unfolded(noisy):
    cell = normalise(noisy).cells[3]
    assert "tags" not in cell.metadata
    assert "jupyter" not in cell.metadata


def test_alt_text_is_copied_to_where_the_book_reads_it(noisy):
    cell = normalise(noisy).cells[1]
    assert cell.metadata["mystnb"] == {"image": {"alt": ALT}}
    assert cell.outputs[0].metadata == {"image/png": {"alt": ALT}}


def test_pieces_of_one_stream_are_joined(noisy):
    outputs = normalise(noisy).cells[1].outputs
    assert [output.output_type for output in outputs] == ["display_data", "stream"]
    assert outputs[1].text == "a\nb\n"


def test_a_stored_error_keeps_its_message_without_the_paths_of_a_machine(make):
    notebook = make(("code", "bad", "1 / 0", "raises-exception"))
    trace = ["/home/somebody/x.py", "ZeroDivisionError"]
    error = nbformat.v4.new_output("error", ename="ZeroDivisionError", evalue="division by zero", traceback=trace)
    notebook.cells[0].outputs = [error]
    new = normalise(notebook).cells[0].outputs[0]
    assert (new.ename, new.evalue, new.traceback) == ("ZeroDivisionError", "division by zero", [])


def test_nbgrader_metadata_and_attachments_stay(make):
    grader = {"grade": True, "grade_id": "a", "locked": False, "points": 2, "schema_version": 3, "solution": True}
    notebook = make(("code", "a", "1"), ("markdown", "b", "![](attachment:x.png)"))
    notebook.cells[0].metadata["nbgrader"] = grader
    notebook.cells[1]["attachments"] = {"x.png": {"image/png": "iVBORw0KGgo="}}
    new = normalise(notebook, outputs=False)
    assert new.cells[0].metadata["nbgrader"] == grader
    assert new.cells[1].attachments == notebook.cells[1].attachments


def test_without_outputs_nothing_of_a_run_stays(noisy):
    new = normalise(noisy, outputs=False)
    assert all(cell.get("outputs", []) == [] and cell.get("execution_count") is None for cell in new.cells)
    assert all("mystnb" not in cell.metadata for cell in new.cells)


def test_cells_without_an_id_get_one_that_stays_and_differs_from_all_others(make):
    notebook = make(("code", "a", "1"), ("code", "b", "1"))
    for cell in notebook.cells:
        del cell["id"]
    first, second = normalise(notebook), normalise(notebook)
    assert first == second
    assert len({cell.id for cell in first.cells}) == 2
    assert nbformat.validate(first) is None


def test_a_file_is_rewritten_once_and_check_rewrites_nothing(noisy, tmp_path, capsys):
    folder = tmp_path / "lectures"
    folder.mkdir()
    path = folder / "01_x.ipynb"
    nbformat.write(noisy, path)
    assert main(["--check", str(path)]) == 1
    assert not is_normal(path)
    assert normalise_file(path)
    assert not normalise_file(path)
    assert main(["--check", str(path)]) == 0
    assert "is not normalised" in capsys.readouterr().out


def test_lectures_keep_outputs_and_solutions_do_not(noisy, tmp_path):
    for name, count in (("lectures", 2), ("hw0", 0)):
        (tmp_path / name).mkdir()
        path = tmp_path / name / "x.ipynb"
        nbformat.write(noisy, path)
        normalise_file(path)
        assert sum(bool(cell.get("outputs")) for cell in notebooks.read(path).cells) == count


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("missing.ipynb", None, "there is no notebook"),
        ("text.md", "# x", "must end in .ipynb"),
        ("broken.ipynb", "{", "is no valid notebook"),
    ],
)
def test_what_is_no_notebook_is_refused_in_one_line(tmp_path, capsys, name, content, message):
    path = tmp_path / name
    if content is not None:
        path.write_text(content)
    with pytest.raises(SystemExit) as left:
        notebooks.run_command(main, [str(path)])
    assert left.value.code == 1
    shown = capsys.readouterr().err
    assert shown.startswith("error: ")
    assert message in shown
    assert shown.count("\n") == 1
