"""The page and Python agree on offsets, moved boxes and warped pictures; bad boxes are refused in one sentence."""

import numpy as np
import pytest
import torch
import traitlets

from tests.node import run_module
from utils.data.photo_boxes import load_photo_boxes
from utils.data.photos import load_photo
from utils.data.thumbnails import shrink
from utils.labs.detection.rcnn import warp
from utils.reference.boxes import decode, encode
from utils.widgets import rcnn as widgets

OFFSETS = """
import { decoded, encoded, proposalFor } from "./rcnn_numbers.js";
answer(payload.map(([target, proposal, offsets]) => {
  const needed = encoded(target, proposal);
  return [needed, decoded(offsets, proposal), proposalFor(needed, target)];
}));
"""
PLACE = """
import { proposalFor } from "./rcnn_numbers.js";
answer(payload.map(([offsets, target]) => proposalFor(offsets, target)));
"""
WARP = """
import { warpedRegion } from "./rcnn_numbers.js";
answer(payload.map(([data, width, height, ...asked]) => warpedRegion({ data, width, height }, ...asked)));
"""
JUDGE = """
import { MOVER_GOALS, readingOf, moverSentence } from "./rcnn_playground.js";
answer(payload.map((state) => {
  const now = readingOf(state);
  const met = MOVER_GOALS.flatMap((goal, place) => (goal.met(now) ? [place] : []));
  return { met, before: now.before, after: now.after, said: moverSentence(now) };
}));
"""


def on_node(script, cases):
    return run_module(script, cases, near=widgets.STATIC)


def random_boxes(rng, count):
    corners = rng.uniform(-20, 200, (count, 2))
    return np.concatenate([corners, corners + rng.uniform(3, 120, (count, 2))], axis=1)


def mover(chosen=1, proposal=(40, 30, 110, 90)):
    names, boxes = load_photo_boxes("astronaut")
    return widgets.box_mover(shrink(load_photo("astronaut"), 2), names, boxes / 2, chosen, proposal)


def state(widget, **changed):
    keys = ("chosen", "proposal", "told", "met", "truth", "names", "begin")
    return {key: getattr(widget, key) for key in keys} | changed


def test_the_page_finds_the_offsets_and_the_boxes_that_python_finds():
    rng = np.random.default_rng(11)
    target, proposal, offsets = random_boxes(rng, 200), random_boxes(rng, 200), rng.uniform(-1, 1, (200, 4))
    cases = [list(case) for case in zip(target.tolist(), proposal.tolist(), offsets.tolist(), strict=True)]
    needed, moved, placed = (np.array(part) for part in zip(*on_node(OFFSETS, cases), strict=True))
    np.testing.assert_allclose(needed, encode(target, proposal), atol=1e-12)
    np.testing.assert_allclose(moved, decode(offsets, proposal), atol=1e-9)
    np.testing.assert_allclose(placed, proposal, atol=1e-9)


@pytest.mark.parametrize("context", [0.0, 0.1, 0.25])
def test_the_page_warps_a_region_as_r_cnn_does(context):
    rng = np.random.default_rng(12)
    size, crop = 24, 8
    image = rng.integers(0, 256, (size, size, 3))
    boxes = np.concatenate([rng.uniform(-4, 10, (12, 2)), rng.uniform(12, 30, (12, 2))], axis=1)
    rgba = np.concatenate([image, np.full((size, size, 1), 255)], axis=2).ravel().tolist()
    seen = on_node(WARP, [[rgba, size, size, box, crop, context] for box in boxes.tolist()])
    images = torch.from_numpy(image).permute(2, 0, 1)[None]
    known = warp(images, torch.from_numpy(np.float32(boxes))[None], crop, context)[0].permute(0, 2, 3, 1).numpy()
    got = np.array(seen).reshape(len(boxes), crop, crop, 4)
    np.testing.assert_allclose(got[..., :3], known, atol=2e-2)
    assert (got[..., 3] == 255).all()


def test_the_page_and_python_measure_the_same_overlaps():
    widget = mover()
    widget.told = [0.2, -0.1, 0.3, 0.1]
    (found,) = on_node(JUDGE, [state(widget)])
    assert (found["before"], found["after"]) == pytest.approx(widget.overlaps)
    assert repr(widget).startswith("BoxMover(head, IoU ")
    assert found["said"].startswith("To the head: tx = ")


def test_each_goal_is_met_by_what_it_asks_for():
    widget = mover()
    start = state(widget)
    helped = state(widget, told=widget.needed)
    x1, y1, x2, y2 = widget.truth[1]
    middle, quarter = ((x1 + x2) / 2, (y1 + y2) / 2), ((x2 - x1) / 4, (y2 - y1) / 4)
    small = [middle[0] - quarter[0], middle[1] - quarter[1], middle[0] + quarter[0], middle[1] + quarter[1]]
    (placed,) = on_node(PLACE, [[widget.needed, widget.truth[5]]])
    other = state(widget, chosen=5, proposal=placed, told=widget.needed)
    cases = {
        "nothing yet": (start, []),
        "helped": (helped, [0]),
        "on another object": (other, [0, 1]),
        "half as large": (state(widget, proposal=small), [2]),
        "harmed": (state(widget, proposal=widget.truth[1], told=[0.6, 0, 0, 0]), [3]),
    }
    found = on_node(JUDGE, [case for case, _ in cases.values()])
    assert [one["met"] for one in found] == [met for _, met in cases.values()]


def test_on_another_object_a_proposal_lies_where_the_same_offsets_do_the_same():
    widget = mover()
    widget.told = [0.1, -0.2, 0.3, 0.1]
    for place, target in enumerate(widget.truth):
        (placed,) = on_node(PLACE, [[widget.needed, target]])
        other = mover(place, placed)
        other.told = widget.told
        assert other.needed == pytest.approx(widget.needed)
        assert other.overlaps == pytest.approx(widget.overlaps)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: mover(proposal=(3, 4, 3, 9)), "proposal must have x1 < x2 and y1 < y2"),
        (lambda: mover(proposal=(3, 4, 9)), "proposal must be four numbers x1, y1, x2, y2, got 3"),
        (lambda: mover(chosen=9), "chosen must be 0 to 5, got 9"),
        (lambda: mover(proposal=(3, 4, float("nan"), 9)), "x2 of proposal must be a finite number"),
        (
            lambda: widgets.box_mover(np.zeros((8, 8, 3), np.uint8), ["cup"], np.ones((2, 4)), 0, (0, 0, 1, 1)),
            "truth must be as many boxes as names, 1, got 2",
        ),
    ],
)
def test_bad_input_gets_one_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()


@pytest.mark.parametrize(("name", "value"), [("told", [9, 0, 0, 0]), ("proposal", [5, 5, 5, 9]), ("chosen", 6)])
def test_a_bad_value_from_the_page_changes_nothing(name, value):
    widget = mover()
    before = getattr(widget, name)
    with pytest.raises(traitlets.TraitError):
        setattr(widget, name, value)
    assert getattr(widget, name) == before
