"""The page pools as the reference does, forward and backward, and bad regions are refused in one sentence."""

import numpy as np
import pytest
import traitlets

from tests.node import run_module
from utils.reference.roi import roi_pool_winners
from utils.widgets import fast_rcnn as widgets

POOL = """
import { gradientOf, upstreamOf, winnersOf } from "./fast_rcnn_numbers.js";
answer(payload.map(([map, regions, bins]) => ({
  winners: regions.map((region) => winnersOf(map, region, bins)),
  upstream: regions.map((_, place) => upstreamOf(place, bins)),
  gradient: gradientOf(map, regions, bins),
})));
"""
JUDGE = """
import { POOLING_GOALS, binSentence, shareSentence } from "./fast_rcnn_goals.js";
import { winnersOf } from "./fast_rcnn_numbers.js";
answer(payload.map(([map, regions, bins]) => {
  const now = { map, regions, bins, chosen: 0, bin: 0, winners: regions.map((region) => winnersOf(map, region, bins)) };
  const met = POOLING_GOALS.flatMap((goal, place) => (goal.met(now) ? [place] : []));
  return { met, said: `${binSentence(now)} ${shareSentence(now)}` };
}));
"""


def on_node(script, benches):
    return run_module(script, [[bench.map, bench.regions, bench.bins] for bench in benches], near=widgets.STATIC)


def random_bench(rng):
    height, width = rng.integers(2, 9, 2)
    first = rng.integers(0, [width, height], (2, 2))
    last = first + 1 + rng.integers(0, [width, height] - first)
    regions = np.concatenate([first, last], axis=1).tolist()
    return widgets.pooling(regions, int(rng.integers(1, 4)), rng.integers(0, 9, (height, width)).tolist())


def test_the_page_finds_the_winners_and_the_gradient_of_the_reference():
    rng = np.random.default_rng(12)
    benches = [random_bench(rng) for _ in range(300)]
    for bench, answer in zip(benches, on_node(POOL, benches), strict=True):
        assert answer["winners"] == roi_pool_winners(*bench.arguments).reshape(2, -1).tolist()
        assert answer["upstream"] == bench.upstream.reshape(2, -1).tolist()
        assert answer["gradient"] == bench.gradient.tolist()


def test_outputs_and_gradient_by_hand():
    bench = widgets.pooling(((0, 0, 2, 2), (1, 0, 3, 2)), 2, ((5, 9, 1), (2, 3, 4)))
    assert bench.pooled.tolist() == [[[5, 9], [2, 3]], [[9, 1], [3, 4]]]
    assert bench.gradient.tolist() == [[1, 2 + 10, 20], [3, 4 + 30, 40]]
    assert repr(bench) == "PoolingBench(8 bins of regions [[0, 0, 2, 2], [1, 0, 3, 2]], 6 cells learn)"


@pytest.mark.parametrize(
    ("regions", "bins", "met"),
    [
        (widgets.REGIONS, 2, []),
        (((0, 0, 3, 3), (6, 3, 9, 6)), 2, [0]),
        (((1, 1, 5, 5), (4, 0, 8, 4)), 2, [1]),
        (((0, 0, 4, 4), (3, 3, 7, 7)), 1, [2]),
        (((2, 2, 3, 3), (6, 4, 10, 7)), 3, [0, 3]),
    ],
)
def test_each_goal_is_met_by_what_it_asks_for(regions, bins, met):
    (answer,) = on_node(JUDGE, [widgets.pooling(regions, bins)])
    assert answer["met"] == met


def test_the_sentence_tells_the_window_the_winner_and_what_comes_back():
    (answer,) = on_node(JUDGE, [widgets.pooling()])
    assert answer["said"].startswith("Bin 1 of A, rows 2 to 3, columns 2 to 3: the largest is 70, in row 2, column 2.")
    assert "Back comes 1, all of it to that cell; the other 3 cells get nothing" in answer["said"]
    alone, *_ = on_node(JUDGE, [widgets.pooling(((2, 2, 3, 3), (2, 2, 3, 3)), 1)])
    assert alone["said"].endswith("all of it to that cell. 2 bins, 1 cell that learns.")


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: widgets.pooling(((1, 1, 1, 4), (0, 0, 2, 2))), "a region must have x1 < x2 <= 10 and y1 < y2 <= 7"),
        (lambda: widgets.pooling(((1, 1, 4, 8), (0, 0, 2, 2))), "y1 < y2 <= 7, got"),
        (lambda: widgets.pooling(((0, 0, 2, 2),)), "regions must be two of four numbers"),
        (lambda: widgets.pooling(((0.5, 0, 2, 2), (0, 0, 2, 2))), "an edge of a region must be a whole number"),
        (lambda: widgets.pooling(bins=4), "bins must be at most 3, got 4"),
        (lambda: widgets.pooling(cells=((1, 2), (3,))), "cells must be rows of equal length"),
    ],
)
def test_bad_input_gets_one_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()


def test_a_bad_region_from_the_page_changes_nothing():
    bench = widgets.pooling()
    before = list(bench.regions)
    with pytest.raises(traitlets.TraitError, match="a region must have x1 < x2"):
        bench.regions = [[5, 5, 5, 6], [0, 0, 1, 1]]
    assert bench.regions == before
