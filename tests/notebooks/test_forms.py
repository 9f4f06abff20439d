"""The two forms as notebooks: in normal form, run, up to date, and without anything but their title and their sheet."""

import pytest

from utils.authoring import notebooks
from utils.authoring.freshness import stale
from utils.authoring.normalise import is_normal
from utils.authoring.rules import SOURCE_RULES, cells_were_run, faults, outputs_repeat
from utils.authoring.structure import code_cells
from utils.authoring.widget_state import STATE
from utils.quiz import forms
from utils.quiz.sheet import question

FORMS = notebooks.forms()


def test_there_is_a_notebook_for_each_form():
    assert [path.stem for path in FORMS] == [f"form_{name}" for name in forms.NAMES]


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_is_normal_run_and_up_to_date(path):
    notebook = notebooks.read(path)
    assert list(faults(notebook, (*SOURCE_RULES, cells_were_run, outputs_repeat))) == []
    assert is_normal(path)
    assert stale(notebook) == []


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_shows_its_own_questions(path):
    notebook = notebooks.read(path)
    name = path.stem[-1]
    assert [cell.source for cell in code_cells(notebook)][1:] == [f'sheet("{name}")']
    models = notebook.metadata.widgets[STATE]["state"].values()
    stored = [model["state"]["items"] for model in models if "items" in model["state"]]
    assert stored == [[question(item) for item in forms.form(name)]]
