"""The page and Python count the same networks, row by row, and refuse the same numbers."""

import random

import pytest
import traitlets

from tests.node import run_module
from utils.shapes import architectures, memory_table, multiply_adds, parameters
from utils.widgets import architectures as widgets

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
