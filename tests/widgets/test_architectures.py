"""The page and Python count the same networks, row by row, and refuse the same numbers."""

import random

import pytest
import traitlets

from tests.node import run_module
from utils.shapes import Conv, architectures, memory_table, multiply_adds, parameters
from utils.widgets import architectures as widgets
from utils.widgets.architectures_tasks import TASKS, measured

COUNT = """
import { networkRows, specOf, totalsOf, totalSentence } from "./architectures_rows.js";
answer(payload.map(([kind, values]) => {
  try {
    const rows = networkRows(specOf(kind, values));
    return { rows, totals: totalsOf(rows), said: totalSentence(rows) };
  } catch (problem) {
    return { trouble: problem.message };
  }
}));
"""


def drawn(kind, rng):
    return {field.key: rng.randint(*field.limits) for field in widgets.FIELDS[kind]}


def counted(*cases):
    return run_module(COUNT, list(cases), near=widgets.STATIC)


@pytest.mark.parametrize("kind", widgets.FIELDS)
def test_the_page_counts_every_row_as_python_does(kind):
    rng = random.Random(6)
    cases = [[kind, drawn(kind, rng)] for _ in range(150)]
    fitting = 0
    for (_, values), page in zip(cases, counted(*cases), strict=True):
        try:
            layers = widgets.network(kind, values)
        except ValueError:
            assert "must be given at least 2 rows" in page["trouble"]
            continue
        fitting += 1
        input = (3, values["size"], values["size"])
        rows = memory_table(layers, input)
        assert [(row["name"], tuple(row["output"])) for row in page["rows"]] == [(row.name, row.output) for row in rows]
        assert [row["values"] for row in page["rows"]] == [row.values for row in rows]
        assert [row["weights"] for row in page["rows"]] == [row.weights for row in rows]
        assert page["totals"]["parameters"] == parameters(layers)
        assert page["totals"]["multiplyAdds"] == multiply_adds(layers, input)
    assert fitting >= 75


def test_vgg_opens_as_vgg_16_and_says_so():
    table = widgets.vgg()
    (page,) = counted(["vgg", table.values])
    assert parameters(table.architecture) == parameters(architectures["vgg16"]) == page["totals"]["parameters"]
    assert page["said"].startswith("15,237,608 values, 60.95 MB an image; 138,357,544 parameters;")
    assert "Most memory: conv1_1. Most weights: fc1." in page["said"]
    assert repr(table) == "NetworkTable(vgg, 22 rows)"


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: widgets.generator(convs=0), "N must be a whole number of at least 1, got 0"),
        (lambda: widgets.generator(blocks=7), "M must be at most 6, got 7"),
        (lambda: widgets.generator(size=8, blocks=4), "pool4: kernel must be at most"),
        (lambda: widgets.vgg((1, 2)), "convs must be 5 numbers, one a block, got 2"),
    ],
)
def test_a_network_that_cannot_be_gets_one_sentence(make, sentence):
    with pytest.raises(ValueError, match=sentence):
        make()


def test_bad_values_from_the_page_change_nothing():
    table = widgets.generator()
    before = dict(table.values)
    with pytest.raises(traitlets.TraitError, match="K must be at most 4, got 9"):
        table.values = before | {"dense": 9}
    assert table.values == before


JUDGE = """
import { specOf } from "./architectures_rows.js";
import { measureNetwork, networkLines } from "./architectures_tasks.js";
answer(payload.map(([kind, values, goals]) => {
  const spec = specOf(kind, values);
  return { got: measureNetwork(spec), lines: networkLines(goals, spec) };
}));
"""
SOLUTIONS = {
    "pattern": (
        {"blocks": 5},
        {"width": 16},
        {"convs": 5, "blocks": 2, "width": 16},
    ),
    "vgg": (
        {"convs3": 4, "convs4": 4, "convs5": 4},
        {"width": 180},
        {"size": 410},
    ),
}
"""For each task, numbers that meet it where the others stay as they are at the start."""
START = {"pattern": widgets.generator(), "vgg": widgets.vgg()}
EACH_TASK = [(kind, place) for kind in TASKS for place in range(len(TASKS[kind]))]


def judged(kind, values, goals):
    table = widgets.NetworkTable(kind, **values)
    (page,) = run_module(JUDGE, [[kind, table.values, [goal.sent() for goal in goals]]], near=widgets.STATIC)
    numbers = measured(table.architecture, table.input)
    assert page["got"] == numbers
    assert [line["met"] for line in page["lines"]] == [goal.met(numbers) for goal in goals]
    assert all(bool(line["hint"]) != line["met"] for line in page["lines"])
    met = all(line["met"] for line in page["lines"])
    assert table.meets(TASKS[kind].index(goals)) == met
    return met


@pytest.mark.parametrize(("kind", "place"), EACH_TASK)
def test_a_task_is_not_met_at_the_start_and_can_be_met(kind, place):
    begin, goals = START[kind].values, TASKS[kind][place]
    assert not judged(kind, begin, goals)
    assert judged(kind, begin | SOLUTIONS[kind][place], goals)


@pytest.mark.parametrize("kind", TASKS)
def test_the_page_measures_what_tasks_ask_for_as_python_does(kind):
    rng, cases = random.Random(7), []
    while len(cases) < 60:
        values = drawn(kind, rng)
        try:
            cases.append((values, measured(widgets.network(kind, values), (3, values["size"], values["size"]))))
        except ValueError:
            continue
    found = run_module(JUDGE, [[kind, values, []] for values, _ in cases], near=widgets.STATIC)
    assert [page["got"] for page in found] == [numbers for _, numbers in cases]


def test_what_tasks_ask_of_vgg_is_counted_on_the_networks_themselves():
    assert {goal.what: goal.value for goal in TASKS["vgg"][0]}["parameters"] == 143_667_240
    kept = sum(layer.weights for layer in architectures["vgg16"] if isinstance(layer, Conv))
    assert {goal.what: goal.value for goal in TASKS["vgg"][2]}["convWeights"] == kept == 14_710_464


def test_the_table_of_the_page_has_the_tasks_of_its_kind():
    for kind, table in START.items():
        assert table.tasks == [[goal.sent() for goal in task] for task in TASKS[kind]]
