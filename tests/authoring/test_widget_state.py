import copy

import nbformat
import pytest

from utils import esm
from utils.authoring import widget_state
from utils.authoring.normalise import normalise
from utils.authoring.widget_state import ASLEEP, STATE, VIEW, keep_what_views_read, orphans, sources

NAME = "utils/widgets/static/toy.js"
BODY = "export default { render({ el }) { el.textContent = 'alive'; } };\n"


def model(**state):
    return {"model_name": "AnyModel", "model_module": "anywidget", "model_module_version": "1", "state": state}


def layout(**state):
    return {**model(_model_name="LayoutModel", width=None, **state), "model_name": "LayoutModel"}


def view(name):
    data = {VIEW: {"model_id": name, "version_major": 2, "version_minor": 0}}
    return nbformat.v4.new_output("display_data", data={**data, "text/plain": "<utils.Toy object at 0x7f00>"})


def shuffled(notebook, ids):
    """The same notebook as another run gives it: other model ids, in another order."""
    new = copy.deepcopy(notebook)
    names = {old: f"{number:032x}" for number, old in enumerate(reversed(ids), start=99)}
    text = nbformat.writes(new)
    for old, name in names.items():
        text = text.replace(old, name)
    return nbformat.reads(text, as_version=4)


IDS = ("a" * 32, "b" * 32, "c" * 32, "d" * 32)


@pytest.fixture
def notebook(make):
    notebook = make(("code", "first", "Toy()"), ("code", "second", "Toy()"))
    toy, its_layout, lonely, other = IDS
    esm_text = f"{esm.MODULE}{NAME}\n{BODY}"
    css_text = f"{esm.STYLE}utils/widgets/static/toy.css */\n.dv-toy {{ color: red; }}\n"
    state = {
        lonely: model(value=0),
        other: model(children=[f"IPY_MODEL_{toy}"]),
        its_layout: layout(height="3px"),
        toy: model(layout=f"IPY_MODEL_{its_layout}", _esm=esm_text, _css=css_text, _anywidget_id="toys.Toy", value=3),
    }
    notebook.metadata["widgets"] = {STATE: {"state": state, "version_major": 2, "version_minor": 0}}
    notebook.cells[0].outputs = [view(toy)]
    notebook.cells[1].outputs = [view(other)]
    return nbformat.from_dict(notebook)


def stored(notebook):
    return notebook.metadata["widgets"][STATE]["state"]


def test_two_runs_with_different_model_ids_are_stored_alike(notebook):
    assert normalise(notebook) == normalise(shuffled(notebook, IDS))


def test_normalising_the_state_twice_is_normalising_it_once(notebook):
    once = normalise(notebook)
    assert normalise(once) == once


def test_only_models_that_outputs_reach_are_stored(notebook):
    assert len(stored(normalise(notebook))) == 3


def test_every_reference_points_to_a_stored_model(notebook):
    new = normalise(notebook)
    models = stored(new)
    toy = models[new.cells[0].outputs[0].data[VIEW]["model_id"]]
    other = models[new.cells[1].outputs[0].data[VIEW]["model_id"]]
    assert models[toy["state"]["layout"].removeprefix("IPY_MODEL_")]["state"]["height"] == "3px"
    assert models[other["state"]["children"][0].removeprefix("IPY_MODEL_")] == toy
    assert orphans(new) == []


def test_ids_depend_on_the_cell_and_not_on_the_cells_before(notebook):
    before = normalise(notebook).cells[0].outputs[0].data[VIEW]["model_id"]
    notebook.cells.insert(0, nbformat.v4.new_code_cell("1", id="new"))
    assert normalise(notebook).cells[1].outputs[0].data[VIEW]["model_id"] == before
    notebook.cells[1].id = "renamed"
    assert normalise(notebook).cells[1].outputs[0].data[VIEW]["model_id"] != before


def test_javascript_and_css_are_stored_by_reference(notebook):
    new = normalise(notebook)
    toy = stored(new)[new.cells[0].outputs[0].data[VIEW]["model_id"]]["state"]
    assert toy["_esm"].splitlines()[0] == f"{esm.MODULE}{NAME}"
    assert ASLEEP in toy["_esm"]
    assert "alive" not in toy["_esm"]
    assert "color" not in toy["_css"]
    assert toy["value"] == 3


def test_a_stored_model_has_a_style_sheet_of_its_own_so_that_it_cannot_undress_the_running_widget(notebook):
    new = normalise(notebook)
    toy = stored(new)[new.cells[0].outputs[0].data[VIEW]["model_id"]]["state"]
    assert toy["_anywidget_id"] == "toys.Toy.asleep"


def test_a_layout_keeps_only_what_is_set(notebook):
    layouts = [one["state"] for one in stored(normalise(notebook)).values() if one["model_name"] == "LayoutModel"]
    assert layouts == [{"_model_name": "LayoutModel", "height": "3px"}]


def test_where_no_widget_is_drawn_the_reader_is_told_to_run_the_cell(notebook):
    assert normalise(notebook).cells[0].outputs[0].data["text/plain"] == ASLEEP


def test_the_book_gets_every_file_that_draws_a_widget(notebook, tmp_path, monkeypatch):
    folder = tmp_path / "utils/widgets/static"
    folder.mkdir(parents=True)
    (folder / "toy.js").write_text(BODY)
    (folder / "toy.css").write_text(".dv-toy { color: red; }\n")
    monkeypatch.setattr(widget_state, "ROOT", tmp_path)
    monkeypatch.setattr(esm, "ROOT", tmp_path)
    original = notebook.metadata["widgets"][STATE]["state"][IDS[0]]["state"]
    assert sources(normalise(notebook)) == {
        "utils/widgets/static/toy.js": BODY,
        "utils/widgets/static/toy.css": original["_css"],
    }


def test_a_widget_in_two_style_sheets_gets_both(notebook, tmp_path, monkeypatch):
    folder = tmp_path / "utils/widgets/static"
    folder.mkdir(parents=True)
    for name in ("toy.js", "toy.css", "more.css"):
        (folder / name).write_text(BODY if name == "toy.js" else f".{name[:3]} {{ color: red; }}\n")
    monkeypatch.setattr(widget_state, "ROOT", tmp_path)
    monkeypatch.setattr(esm, "ROOT", tmp_path)
    for model in notebook.metadata["widgets"][STATE]["state"].values():
        if "_css" in model["state"]:
            model["state"]["_css"] = esm.stylesheet(folder / "toy.css", folder / "more.css")
    assert [name.rpartition("/")[2] for name in sources(normalise(notebook))] == ["toy.js", "toy.css", "more.css"]


def test_the_book_keeps_of_a_model_what_its_view_reads(notebook):
    new = normalise(notebook)
    keep_what_views_read(new)
    (shown,) = [one for one in stored(new).values() if "value" in one["state"]]
    assert shown["state"]["value"] == 3
    assert shown["state"]["_esm"] == "// course-module: utils/widgets/static/toy.js"
    assert not {"layout", "_anywidget_id", "_model_name"} & shown["state"].keys()


def test_a_widget_whose_javascript_is_gone_is_named(notebook):
    with pytest.raises(ValueError, match=r"needs utils/widgets/static/toy.js, which is no more"):
        sources(normalise(notebook))


def test_a_widget_without_stored_state_is_an_orphan(notebook):
    del notebook.metadata["widgets"][STATE]["state"][IDS[0]]
    assert orphans(normalise(notebook)) == ["first"]


def test_models_that_refer_to_each_other_are_stored_once(make):
    notebook = make(("code", "both", "Toy()"))
    first, second = IDS[:2]
    state = {first: model(other=f"IPY_MODEL_{second}"), second: model(other=f"IPY_MODEL_{first}")}
    notebook.metadata["widgets"] = {STATE: {"state": state}}
    notebook.cells[0].outputs = [view(first)]
    assert len(stored(normalise(nbformat.from_dict(notebook)))) == 2
