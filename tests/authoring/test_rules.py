"""Each rule is proved able to fail: a notebook that obeys all of them is broken in one place at a time."""

import copy

import nbformat
import pytest

from utils.authoring import rules
from utils.authoring.check import main
from utils.authoring.normalise import normalise
from utils.authoring.widget_state import STATE, VIEW

WORDS = "Every one of these words stands for one that a lecture would have here. " * 4
ALT = "A line that rises from left to right."
PNG = "iVBORw0KGgo="


def figure(alt=ALT, mime="image/png", data=PNG):
    about = {mime: {"alt": alt}} if alt else {}
    return nbformat.v4.new_output("display_data", data={mime: data, "text/plain": alt}, metadata=about)


def printed(text, name="stdout"):
    return nbformat.v4.new_output("stream", name=name, text=text)


def widget(name="a" * 32):
    return nbformat.v4.new_output("display_data", data={VIEW: {"model_id": name}, "text/plain": "x"})


@pytest.fixture
def good(make):
    """A small lecture that obeys every rule."""
    notebook = make(
        ("markdown", "title", "# A lecture\n\nIt takes 60 minutes."),
        ("code", "imports", "import numpy as np\n\nrng = np.random.default_rng(0)"),
        ("markdown", "section", f"## A section\n\n{WORDS} The sum is 0.437.", "core"),
        ("code", "sum", "total = rng.sum()\nassert abs(total - 0.437) < 1e-3"),
        ("code", "draw", "style.show(draw(total), alt='x')"),
        ("code", "quiz", "quiz.ask('what')"),
        ("markdown", "more", WORDS),
        ("code", "witness", "import torch\n\nfor _ in range(3):\n    print(torch.ones(1))", "torch"),
        ("markdown", "again", WORDS),
        ("code", "torch-again", "import torch\n\nprint(torch.zeros(1))", "torch"),
    )
    notebook.cells[4].outputs = [figure()]
    notebook.cells[5].outputs = [widget()]
    notebook.metadata["widgets"] = {STATE: {"state": {"a" * 32: {"model_name": "AnyModel", "state": {}}}}}
    return normalise(nbformat.from_dict(notebook))


def cell(notebook, name):
    return next(one for one in notebook.cells if one.id == name)


def set_source(name, source, *tags):
    def change(notebook):
        cell(notebook, name).source = source
        if tags:
            cell(notebook, name).metadata["tags"] = list(tags)

    return change


def set_outputs(name, *outputs, tags=()):
    def change(notebook):
        cell(notebook, name).outputs = list(outputs)
        cell(notebook, name).metadata["tags"] = list(tags)

    return change


def drop(name):
    return lambda notebook: notebook.cells.remove(cell(notebook, name))


def set_value(name, key, value):
    return lambda notebook: cell(notebook, name).update({key: value})


def set_tags(name, *tags):
    return lambda notebook: cell(notebook, name).metadata.update({"tags": list(tags)})


def set_kernel(notebook):
    notebook.metadata.kernelspec.name = "my-env"


def long_cells(notebook):
    for number, one in enumerate(rules.code_cells(notebook)):
        one.source += "".join(f"\nname_{number}_{line} = {line}" for line in range(9))


BREAKS = [
    ("cells_are_short", set_source("sum", "\n".join(["print(1)"] * 26)), "cell sum must have at most 25 lines, got 26"),
    ("cells_are_short", long_cells, "half of the code cells must have at most 8 lines"),
    ("imports_come_first", set_source("imports", "rng = 0"), "must hold the imports, got none"),
    (
        "imports_come_first",
        set_source("imports", "import numpy\ndef f():\n    pass"),
        "only imports, seeds and settings",
    ),
    ("imports_come_first", set_source("sum", "import json"), "cell sum must not import json"),
    ("imports_come_first", set_source("sum", "def f():\n    from os import path"), "cell sum must not import os"),
    ("imports_come_first", set_source("sum", "import torch"), "cell sum must not import torch"),
    ("imports_come_first", set_source("sum", "import json", "torch"), "cell sum must not import json"),
    ("names_are_bound_once", set_source("draw", "total = 3"), "total must be bound in one cell, got sum, draw"),
    ("names_are_bound_once", set_source("draw", "for rng in ():\n    pass"), "rng must be bound in one cell"),
    ("names_are_bound_once", set_source("draw", "def total():\n    pass"), "total must be bound in one cell"),
    ("names_are_bound_once", set_source("draw", "total += 1"), "total must be bound in one cell"),
    ("names_are_bound_once", set_source("draw", "with a as (b, total):\n    pass"), "total must be bound in one cell"),
    ("names_are_bound_once", set_source("draw", "print(total := 1)"), "total must be bound in one cell"),
    ("names_are_bound_once", set_source("draw", "import torch"), None),
    ("prose_stands_between", set_source("section", "## A section\n\nToo few.", "core"), "40 to 150 words, got 2"),
    ("prose_stands_between", set_source("section", WORDS * 5, "core"), "must stand 40 to 150 words, got 280"),
    ("prose_stands_between", drop("section"), "cells imports, sum, draw, quiz must have prose between them"),
    ("figures_are_described", set_outputs("draw", figure(alt="")), "cell draw shows a figure without alt text"),
    ("figures_are_described", set_outputs("draw", figure(alt="A plot")), "cell draw shows a figure without alt text"),
    ("figures_are_described", set_outputs("draw", figure(mime="image/jpeg")), "as image/png, got image/jpeg"),
    ("figures_are_described", set_outputs("draw", figure(), figure()), "cell draw must show one figure, got 2"),
    ("figures_are_described", set_outputs("draw"), "cell draw calls show but has stored no figure"),
    ("figures_are_described", set_source("more", "![](a.png)"), "cell more shows a picture without alt text"),
    ("figures_are_described", set_source("more", '<img src="a.png">'), "cell more shows a picture without alt text"),
    (
        "figures_are_small",
        set_outputs("draw", figure(data="A" * 400_004)),
        "at most 300,000 bytes together, got 300,0",
    ),
    ("numbers_are_asserted", set_source("more", f"{WORDS} It is 0.438."), "cell more says 0.438, which stands in no"),
    ("numbers_are_asserted", set_source("sum", "total = 1"), "cell section says 0.437"),
    ("sections_have_a_depth", set_tags("section"), "must be tagged core or deeper"),
    ("sections_have_a_depth", set_tags("section", "core", "deeper"), "must be tagged core or deeper"),
    ("sections_have_a_depth", set_tags("more", "deeper"), "must begin with a section heading"),
    ("sections_have_a_depth", set_source("more", f"{WORDS}\n\n## Late\n"), "must begin with its section heading"),
    ("sections_have_a_depth", set_source("section", "Words.", "x"), "a lecture must have sections"),
    ("sections_have_a_depth", drop("title"), "the first cell must begin with the title"),
    ("ids_differ", set_value("more", "id", "sum"), "cell id sum must be used once"),
    ("ids_differ", set_value("more", "id", ""), "cell 7 must have an id"),
    ("kernel_is_python3", set_kernel, "the kernel must be python3, got my-env"),
    ("code_is_plain_python", set_source("sum", "%run other.ipynb"), "cell sum must be plain Python, got '%run other"),
    ("code_is_plain_python", set_source("sum", "!ls"), "cell sum must be plain Python, got '!ls'"),
    ("code_is_plain_python", set_source("sum", "from numpy import *"), "cell sum must not import *"),
    ("cells_were_run", set_value("sum", "execution_count", None), "cells sum must be run: make execute"),
    ("cells_were_run", set_outputs("sum", nbformat.v4.new_output("error", ename="E")), "cell sum has stored an error"),
    ("cells_were_run", set_outputs("sum", printed("careful", "stderr")), "cell sum must print nothing to stderr"),
    ("cells_were_run", set_outputs("quiz", widget("b" * 32)), "cell quiz shows a widget whose state is not stored"),
    ("outputs_repeat", set_outputs("sum", printed("<object at 0x7f3a2b1c>")), "has stored an address in memory"),
    ("outputs_repeat", set_outputs("sum", printed(" 45%|####   | 9/20")), "has stored a progress bar"),
    ("outputs_repeat", set_outputs("sum", printed("20 [00:01, 12.5it/s]")), "has stored a progress bar"),
    ("outputs_repeat", set_outputs("sum", printed("saved to /home/me/x")), "has stored a path of one machine"),
    ("outputs_repeat", set_tags("draw", "nbval-ignore-output"), "must assert what its output must be"),
]


def test_a_good_notebook_has_no_fault(good):
    assert list(rules.faults(good)) == []


@pytest.mark.parametrize(
    ("rule", "change", "sentence"), BREAKS, ids=[f"{rule}-{n}" for n, (rule, *_) in enumerate(BREAKS)]
)
def test_a_broken_notebook_is_told_what_is_wrong(good, rule, change, sentence):
    broken = copy.deepcopy(good)
    change(broken)
    found = getattr(rules, rule)(broken)
    if sentence is None:
        assert found == []
    else:
        assert any(sentence in fault for fault in found), found
        assert set(found) <= set(rules.faults(broken)) or rule == "code_is_plain_python"


def test_every_rule_has_been_broken():
    assert {rule.__name__ for rule in rules.RULES} == {rule for rule, *_ in BREAKS}


def test_a_notebook_without_code_is_at_fault(make):
    assert "the first code cell must import, got no code cell" in list(rules.faults(make(("markdown", "a", "# x"))))


def test_a_heading_in_a_code_block_is_no_heading(good):
    cell(good, "more").source = f"{WORDS}\n\n```python\n## a comment\n```"
    assert rules.sections_have_a_depth(good) == []


def test_words_of_sources_at_the_end_may_hold_any_number(good):
    good.cells.append(nbformat.v4.new_markdown_cell("### Sources\n\nLeCun et al., 86(11), 2278 to 2324.", id="sources"))
    assert rules.numbers_are_asserted(good) == []


def test_the_command_counts_faults(good, tmp_path, capsys):
    path = tmp_path / "lectures" / "01_x.ipynb"
    path.parent.mkdir()
    set_kernel(good)
    nbformat.write(good, path)
    assert main([str(path)]) == 1
    out = capsys.readouterr().out
    assert "the kernel must be python3, got my-env" in out
    assert "the file must be normalised" in out
    assert "the outputs are stale: it has never been executed" in out
    assert out.endswith("3 faults in 1 notebooks\n")
