"""The page and Python say the same of a row of beliefs, and of what a split lets slip."""

import numpy as np
import pytest
import traitlets

from tests.node import run_module
from utils.data.competition import CLASSES, COUNTS
from utils.reference.losses import log_loss
from utils.reference.neighbours import squared_distances
from utils.widgets import fisheries as widgets

STATIC = widgets.STATIC
FORECAST = """
import { CLIPS, forecastOf, forecastSentence, GOALS } from "./fisheries_scoring.js";
answer({ clips: CLIPS, cases: payload.map((state) => {
  const forecast = forecastOf(state);
  return { ...forecast, said: forecastSentence(forecast, state.names),
    met: GOALS.flatMap(({ met }, n) => met(forecast) ? [n] : []) };
}) });
"""
SPLIT = """
import { readNeighbours, SPLIT_GOALS, splitOf, splitSentence } from "./fisheries_splitting.js";
answer(payload.map((state) => {
  const neighbours = readNeighbours(state.neighbours);
  const split = splitOf({ ...state, neighbours, classes: state.names.length });
  return { ...split, neighbours, said: splitSentence(split, state.names),
    met: SPLIT_GOALS.flatMap(({ met }, n) => met(split) ? [n] : []) };
}));
"""


def state(widget):
    keys = {"names", "counts", "labels", "weights", "eps", "seen", "boats", "neighbours", "mode", "validation"}
    return {key: value for key, value in widget.get_state().items() if key in keys}


def forecast(**changes):
    widget = widgets.forecaster(COUNTS)
    for key, value in changes.items():
        setattr(widget, key, value)
    return widget, run_module(FORECAST, [state(widget)], near=STATIC)["cases"][0]


def of_class(name, weight=100.0):
    return [weight if other == name else 0.0 for other in COUNTS]


@pytest.fixture(scope="module")
def explorer():
    """Six boats of eight frames: frames of a boat are near each other, and classes differ little."""
    rng = np.random.default_rng(3)
    boats, y = np.repeat(np.arange(6), 8), rng.integers(0, 3, 48)
    x = rng.normal(size=(6, 4))[boats] * 5 + rng.normal(size=(3, 4))[y] + 0.3 * rng.normal(size=(48, 4))
    return widgets.split_explorer(squared_distances(x, x), y, boats + 10, ("ALB", "BET", "DOL"))


def splits(explorer, *changes):
    base = state(explorer)
    return run_module(SPLIT, [base | change for change in changes], near=STATIC)


def test_both_means_are_the_log_loss_of_the_reference():
    rng = np.random.default_rng(5)
    cases, states = [], []
    for clip in widgets.CLIPS:
        for _ in range(20):
            widget = widgets.forecaster(COUNTS, int(rng.integers(100)))
            widget.weights = np.round(rng.uniform(0, 100, 8) * (rng.random(8) < 0.7) + [1, *[0] * 7], 1).tolist()
            widget.eps, widget.seen = clip, int(rng.integers(1, widgets.STREAM + 1))
            cases.append(widget)
            states.append(state(widget))
    for widget, page in zip(cases, run_module(FORECAST, states, near=STATIC)["cases"], strict=True):
        assert page["expected"] == pytest.approx(widget.expected, rel=1e-9)
        assert page["means"][-1] == pytest.approx(widget.mean, rel=1e-9)
        assert len(page["means"]) == widget.seen
        assert page["shares"] == pytest.approx(np.array(widget.weights) / np.sum(widget.weights))


def test_the_lines_of_the_chart_are_the_two_baselines():
    _, page = forecast(seen=40)
    y = np.repeat(np.arange(8), list(COUNTS.values()))
    shares = np.tile(np.array(list(COUNTS.values())) / len(y), (len(y), 1))
    assert page["uniform"] == pytest.approx(np.log(8)) == pytest.approx(page["expected"])
    assert page["prior"] == pytest.approx(log_loss(shares, y))
    assert round(page["prior"], 3) == 1.613


def test_a_bluff_costs_34_and_a_half_at_the_first_other_frame_and_a_clip_caps_it():
    widget, page = forecast(weights=of_class("ALB"), seen=300)
    assert max(page["costs"]) == pytest.approx(34.54, abs=0.01)
    assert page["expected"] == pytest.approx(34.539 * (3777 - 1719) / 3777, abs=0.01)
    assert forecast(weights=of_class("ALB"), eps=1e-2)[1]["expected"] == pytest.approx(2.514, abs=1e-3)
    first = next(place for place, label in enumerate(widget.labels) if label)
    assert forecast(weights=of_class("ALB"), seen=first + 1)[1]["met"] == [1]


def test_goals_are_met_where_they_say_so():
    prior = [100 * count / 1719 for count in COUNTS.values()]
    assert forecast(weights=prior)[1]["met"] == [0]
    assert forecast()[1]["met"] == []
    widget, _ = forecast(seen=20)
    luck = [max(1.0, 5.0 * widget.labels[:20].count(label)) for label in range(8)]
    assert 2 in forecast(seen=20, weights=luck)[1]["met"]
    assert 2 not in forecast(seen=19, weights=luck)[1]["met"]


def test_a_row_of_zeros_is_refused_in_words_and_in_python():
    widget, page = forecast(weights=[0.0] * 8, seen=3)
    assert page["said"] == "All eight are at 0. A row that sums to zero is refused: move a slider."
    assert page["met"] == []
    with pytest.raises(ValueError, match="positive sum in each row"):
        _ = widget.expected


def test_the_sentence_names_the_frame_and_what_it_costs():
    widget, page = forecast(seen=1)
    name = CLASSES[widget.labels[0]]
    assert page["said"] == (
        f"Frame 1 was {name}: you gave it 12.5 %, it costs 2.079. Mean so far 2.079. "
        "On all frames this row scores 2.079, above the prior."
    )


def test_neighbours_survive_the_journey(explorer):
    (page,) = splits(explorer, {})
    ranked = page["neighbours"]
    assert all(sorted([frame, *row]) == list(range(48)) for frame, row in enumerate(ranked))
    assert explorer.boats == np.repeat(np.arange(6), 8).tolist()


def test_leaks_and_the_promised_loss_are_those_of_python(explorer):
    y, boats = np.array(explorer.labels), np.array(explorer.boats)
    cases = [{"mode": "image"}, {"mode": "boat", "validation": [2]}, {"mode": "boat", "validation": [0, 3, 5]}]
    for change, page in zip(cases, splits(explorer, *cases), strict=True):
        held = np.arange(48) % 4 == 3 if change["mode"] == "image" else np.isin(boats, change["validation"])
        assert page["held"] == held.tolist()
        losses, leaks, right = [], [], []
        prior = (np.bincount(y[~held], minlength=3) + 1) / ((~held).sum() + 3)
        for frame in np.flatnonzero(held):
            voters = [other for other in page["neighbours"][frame] if not held[other]][:5]
            losses.append(-np.log(0.8 * (y[voters] == y[frame]).mean() + 0.2 * prior[y[frame]]))
            leaks.append(boats[voters[0]] == boats[frame])
            right.append(y[voters[0]] == y[frame])
        assert page["loss"] == pytest.approx(np.mean(losses))
        assert (page["leaked"], page["right"]) == (sum(leaks), sum(right))
        assert page["leaks"] == [bool(one) for one in np.isin(np.arange(48), np.flatnonzero(held)[leaks])]
        assert page["frames"] + page["training"] == 48


def test_a_split_by_frame_leaks_all_over_and_one_by_boat_nowhere(explorer):
    by_frame, by_boat, none, everything = splits(
        explorer,
        {"mode": "image"},
        {"mode": "boat", "validation": [1, 4]},
        {"mode": "boat", "validation": []},
        {"mode": "boat", "validation": list(range(6))},
    )
    assert by_frame["met"] == [0]
    assert by_boat["met"] == [1, 2]
    assert (none["met"], none["said"]) == ([], "Nothing is held out: choose a boat.")
    assert (everything["met"], everything["said"]) == ([], "Too few frames are left to learn from.")
    assert by_boat["said"].startswith("16 frames are held out, 32 are learned from. Of those held out, 0 (0 %) find")


def test_a_class_that_a_side_lacks_is_named(explorer):
    lonely = state(explorer) | {"labels": [2 if boat == 0 else boat % 2 for boat in explorer.boats]}
    page = run_module(SPLIT, [lonely | {"mode": "boat", "validation": [0]}], near=STATIC)[0]
    assert page["said"].endswith("Mind: training lacks DOL; validation lacks ALB, BET.")
    assert page["met"] == [1]


def test_page_and_python_have_the_same_clips():
    assert tuple(run_module(FORECAST, [], near=STATIC)["clips"]) == widgets.CLIPS


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("weights", [1.0] * 7, "weights must be one for each of 8 classes, got 7"),
        ("weights", [101.0, *[1.0] * 7], r"weights\[0\] must be a finite number from 0 to 100, got 101"),
        ("eps", 0.1, "eps must be one of 1e-15, 0.001, 0.01, got 0.1"),
        ("seen", 301, "seen must be at most 300, got 301"),
    ],
)
def test_a_forecaster_refuses_what_it_cannot_show(name, value, sentence):
    widget = widgets.forecaster(COUNTS)
    with pytest.raises(traitlets.TraitError, match=sentence):
        setattr(widget, name, value)
    assert (widget.weights, widget.seen) == ([50.0] * 8, 0)


def test_an_explorer_refuses_boats_that_are_not_there(explorer):
    with pytest.raises(traitlets.TraitError, match="validation must hold boats from 0 to 5, got 6"):
        explorer.validation = [6]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: widgets.forecaster({"ALB": 3}), "counts must hold at least two classes, got 1"),
        (lambda: widgets.forecaster({"ALB": 3, "BET": 0}), r"counts\['BET'\] must be a whole number of at least 1"),
        (lambda: widgets.split_explorer(np.zeros((3, 2)), [0] * 3, [0] * 3, "AB"), r"distances must be \(N, N\)"),
        (lambda: widgets.split_explorer(np.zeros((2, 2)), [0, 2], [0, 1], "AB"), "y must hold labels from 0 to 1"),
    ],
)
def test_bad_data_get_one_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()


def test_a_widget_says_what_it_is(explorer):
    assert repr(explorer) == "SplitExplorer(48 frames of 6 boats)"
    assert repr(widgets.forecaster(COUNTS)) == "Forecaster(8 classes)"
