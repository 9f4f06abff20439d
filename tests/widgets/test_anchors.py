"""The page places and assigns anchors as the reference does, and bad settings are refused in one sentence."""

from itertools import combinations

import numpy as np
import pytest
import traitlets

from tests.node import run_module
from utils.data.photo_boxes import load_photo_boxes
from utils.data.photos import load_photo
from utils.reference.anchors import anchors
from utils.reference.boxes import iou
from utils.reference.proposals import best_overlaps
from utils.widgets import anchors as widgets

ASSIGN = """
import { allAnchors, assign, countsOf, kindsOfPlaces, shapesOf } from "./anchors_numbers.js";
answer(payload.map(({ frame, truth, stride, scales, ratios, low, high, best, inside }) => {
  const shapes = shapesOf(scales, ratios);
  const anchors = allAnchors(frame, stride, shapes);
  const all = assign(anchors, truth, { low, high, best, inside, frame });
  const kinds = kindsOfPlaces(all.found, shapes.length);
  return { ...all, anchors, kinds, counts: countsOf(all.found) };
}));
"""
GOALS = """
import { allAnchors, assign, kindOf, shapesOf } from "./anchors_numbers.js";
import { ANCHOR_GOALS, anchorsHere } from "./anchors_bench.js";
answer(payload.map(({ frame, truth, names, place, ...rules }) => {
  const shapes = shapesOf(rules.scales, rules.ratios);
  const anchors = allAnchors(frame, rules.stride, shapes);
  const all = { ...rules, ...assign(anchors, truth, { ...rules, frame }), anchors, names };
  const now = { ...all, here: anchorsHere(all, place, shapes, shapes.map(String)) };
  return ANCHOR_GOALS.flatMap(({ met }, goal) => (met(now) ? [goal] : []));
}));
"""


def bench(**settings):
    names, truth = load_photo_boxes("coffee")
    widget = widgets.anchor_bench(load_photo("coffee"), names, truth, (10, 6))
    for name, value in settings.items():
        setattr(widget, name, value)
    return widget


def sent(widget, **more):
    names = ("frame", "truth", "names", "stride", "scales", "low", "high", "best", "inside")
    ratios = [widgets.RATIOS[ratio] for ratio in widget.ratios]
    return {name: getattr(widget, name) for name in names} | {"ratios": ratios} | more


def drawn(rng):
    scales = [int(scale) for scale in rng.choice(widgets.SCALES, 3, replace=False)]
    ratios = [str(ratio) for ratio in rng.choice(list(widgets.RATIOS), 2, replace=False)]
    low, high = np.sort(rng.integers(1, 19, 2)) / 20
    flags = {"best": bool(rng.integers(2)), "inside": bool(rng.integers(2))}
    stride = int(rng.choice(widgets.STRIDES[1:]))
    return bench(scales=scales, ratios=ratios, low=float(low), high=float(high), stride=stride, **flags)


def test_the_page_assigns_every_anchor_as_the_reference_does():
    rng = np.random.default_rng(13)
    cases = [drawn(rng) for _ in range(40)]
    pages = run_module(ASSIGN, [sent(widget) for widget in cases], near=widgets.STATIC)
    kinds = set()
    for widget, page in zip(cases, pages, strict=True):
        size = (400 // widget.stride, 600 // widget.stride)
        ratios = [widgets.RATIOS[ratio] for ratio in widget.ratios]
        known = anchors(size, widget.stride, widget.scales, ratios, 0.5)
        np.testing.assert_array_equal(np.float32(page["anchors"]), known)
        np.testing.assert_array_equal(page["found"], widget.found)
        assert tuple(page["counts"].values()) == widget.counts
        overlaps = iou(known.astype(float), np.array(widget.truth))
        np.testing.assert_array_equal(page["value"], overlaps.max(axis=1))
        if not widget.inside:
            assert [top["iou"] for top in page["tops"]] == overlaps.max(axis=0).tolist()
        kinds |= set(page["found"])
    assert kinds == {-3, -2, -1, 0, 1, 2, 3}


def test_a_place_counts_for_the_best_of_its_anchors():
    (page,) = run_module(ASSIGN, [sent(bench())], near=widgets.STATIC)
    found = bench().found.reshape(-1, 9)
    known = np.where((found >= 0).any(1), "positive", np.where((found == -2).any(1), "ignored", "background"))
    assert page["kinds"] == known.tolist()


def test_the_papers_anchors_meet_two_objects_by_the_limit_and_two_by_the_rule_of_the_best():
    best = best_overlaps(
        anchors((25, 37), 16, [128, 256, 512], [0.5, 1, 2], 0.5).astype(float), np.array(bench().truth)
    )
    assert (best >= 0.7).tolist() == [False, True, False, True]
    assert set(bench(best=False).found[bench(best=False).found >= 0]) == {1, 3}
    assert set(bench().found[bench().found >= 0]) == {0, 1, 2, 3}


def test_every_goal_can_be_met():
    good = {"scales": [128, 181, 256, 362], "best": False, "stride": 32}
    by_limit = int(np.flatnonzero(bench(best=False).found >= 0)[0]) // 9
    first, with_rule = bench(best=False).found, bench().found
    lifted = int(np.flatnonzero((first < 0) & (with_rule >= 0))[0]) // 9
    asked = [sent(bench(), place=by_limit), sent(bench(), place=lifted), sent(bench(**good), place=0)]
    met = run_module(GOALS, asked, near=widgets.STATIC)
    assert met[0] == [0]
    assert 1 in met[1]
    assert met[2] == [2, 3]


def test_no_two_scales_with_all_ratios_are_enough_at_any_stride():
    truth = np.array(bench().truth)
    for stride in widgets.STRIDES:
        for scales in combinations(widgets.SCALES, 2):
            size = (400 // stride, 600 // stride)
            boxes = anchors(size, stride, scales, list(widgets.RATIOS.values()), 0.5).astype(float)
            assert best_overlaps(boxes, truth).min() < 0.7


def test_the_state_refuses_what_the_page_does_not_offer():
    assert bench(scales=[512, 64]).scales == [64, 512]
    for name, value in (("stride", 10), ("scales", []), ("scales", [100]), ("ratios", ["4 : 1"])):
        with pytest.raises(traitlets.TraitError, match=f"{name} must be of "):
            bench(**{name: value})
    assert repr(bench()) == "AnchorBench(8,325 anchors, 22 positive, 2262 ignored)"


def test_bad_input_gets_one_sentence():
    names, truth = load_photo_boxes("coffee")
    with pytest.raises(ValueError, match="truth must be as many boxes as names, 4 and at least one, got 3"):
        widgets.anchor_bench(load_photo("coffee"), names, truth[1:], (0, 0))
    with pytest.raises(ValueError, match=r"place must be at most \(36, 24\), column and row of the map, got \(37, 0\)"):
        widgets.anchor_bench(load_photo("coffee"), names, truth, (37, 0))
