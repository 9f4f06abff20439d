"""The page and Python mean the same by a cut, and each task has a cut that meets it and is not met at the start."""

import random

import pytest
import traitlets

from tests.node import run_module
from utils.shapes.cuts import Block, cut
from utils.widgets import transfer as widgets
from utils.widgets.transfer_tasks import Goal, measured, tasks

BLOCKS = (
    Block("stem", 900, 4_000_000),
    Block("block1", 700, 9_000_000),
    Block("block2", 5_000, 6_000_000),
    Block("block3", 60_000, 3_000_000),
    Block("new layer", 800, 800),
)
SCORES = {"new layer": 1.2, "block3": 0.6, "block2": 0.41, "block1": 0.40}
JUDGE = """
import { cutLines, cutNumbers, cutSentences } from "./transfer_numbers.js";
answer(payload.map(([blocks, scores, first, goals]) => ({
  numbers: cutNumbers(blocks, first),
  said: cutSentences(blocks, scores, first),
  lines: cutLines(goals, blocks, scores, first),
})));
"""


def judged(*cases):
    sent = [
        [[block._asdict() for block in blocks], scores, first, [goal.sent() for goal in goals]]
        for blocks, scores, first, goals in cases
    ]
    return run_module(JUDGE, sent, near=widgets.STATIC)


def test_the_page_counts_and_judges_every_cut_as_python_does():
    rng, cases = random.Random(8), []
    for _ in range(120):
        blocks = [Block(f"b{n}", rng.randint(1, 10**6), rng.randint(1, 10**8)) for n in range(rng.randint(2, 20))]
        first = rng.randrange(len(blocks))
        scores = {place: round(rng.random(), 3) for place in range(len(blocks)) if rng.random() < 0.7}
        goals = [
            Goal("trained", ">=", rng.randint(1, 10**7)),
            Goal("training", "<=", rng.randint(1, 10**9)),
            Goal("score", "<=", 0.5),
        ]
        cases.append((blocks, scores, first, goals))
    for (blocks, scores, first, goals), page in zip(cases, judged(*cases), strict=True):
        assert page["numbers"] == cut(blocks, first)._asdict()
        numbers = measured(blocks, scores, first)
        assert [line["met"] for line in page["lines"]] == [goal.met(numbers) for goal in goals]
        assert all(bool(line["hint"]) != line["met"] for line in page["lines"])


def test_the_page_says_what_is_frozen_trained_spent_and_scored():
    (page,) = judged((BLOCKS, {2: 0.41}, 2, []))
    assert page["said"] == [
        "Frozen: stem to block1. Trained: block2 to the new layer, 65,800 weights, 98% of all.",
        "A training image takes 40.0 million multiply-adds, 1.82 forward passes.",
        "Recorded log-loss: 0.410 nats on unseen boats.",
    ]
    everything, alone = judged((BLOCKS, {}, 0, []), (BLOCKS, {}, 4, []))
    (one,) = judged((BLOCKS, {}, 1, []))
    assert one["said"][0].startswith("Frozen: stem. Trained: block1")
    assert everything["said"][0].startswith("Nothing is frozen. Trained: stem to the new layer")
    assert "Trained: the new layer alone, 800 weights, 1.2% of all." in alone["said"][0]
    assert "no run of this cut is recorded" in alone["said"][2]


def test_each_task_is_met_by_one_cut_alone_as_the_page_says():
    found = widgets.trunk_cut(BLOCKS, SCORES, "stem")
    assert len(found.tasks) == 3
    for task in range(3):
        met = []
        for first in range(len(BLOCKS)):
            found.first = first
            met.append(found.meets(task))
        assert sum(met) == 1


def test_the_limits_of_tasks_by_hand():
    half, double, near = tasks(BLOCKS, {4: 1.2, 3: 0.6, 2: 0.41, 1: 0.40})
    assert half == (Goal("trained", ">=", 33_700), Goal("training", "<=", cut(BLOCKS, 3).training))
    assert double == (Goal("training", "<=", 2 * 22_000_800), Goal("trained", ">=", 65_800))
    assert near == (Goal("score", "<=", 0.44), Goal("training", "<=", cut(BLOCKS, 2).training))


def test_what_is_no_block_gets_one_sentence():
    with pytest.raises(ValueError, match=r"start and scores must name one of stem, .*, got 'block9'"):
        widgets.trunk_cut(BLOCKS, SCORES, "block9")
    with pytest.raises(ValueError, match="scores must have one of 'new layer', got block1"):
        widgets.trunk_cut(BLOCKS, {"block1": 0.4}, "stem")


def test_a_cut_outside_of_the_trunk_changes_nothing():
    found = widgets.trunk_cut(BLOCKS, SCORES, "block2")
    with pytest.raises(traitlets.TraitError, match="first must be 0 to 4, got 5"):
        found.first = 5
    assert (found.first, found.begin, found.cut) == (2, 2, cut(BLOCKS, 2))
    assert repr(found) == "TrunkCut(trained from block2 on, 65,800 weights)"
