"""What the keys of lecture 12 rest on, found a second way."""

from fractions import Fraction
from math import log

import pytest
import torch

from utils import quiz
from utils.labs.detection.roadmap import PAPERS
from utils.labs.detection.trunk import SmallTrunk
from utils.quiz import fast_rcnn, spp
from utils.shapes import receptive_field

LECTURE = {
    "crops-against-image": 2000 * 224 * 224 / 600_000,
    "small-box-cost": "same",
    "minds-the-size": {"connected"},
    "cells-alike": 49,
    "edge-on-the-map": 13,
    "worst-rounding": 8,
    "spp-bins": 16 + 4 + 1,
    "spp-length": 21 * 256,
    "one-region-an-image": 64,
    "why-frozen": "cost",
    "bins-share-columns": 1,
    "roi-gradient-sum": Fraction(5, 2),
    "roi-losers": 49,
    "slope-of-a-region": "zero",
    "smooth-l1-by-hand": 3.125,
    "smooth-l1-pull": 20,
    "numbers-a-region": 101,
    "loss-of-background": -log(0.25),
    "gigabytes-on-disk": 164.2,
    "claim-weights-shared": {"computation", "boxes"},
    "what-is-left": 86,
}
"""Answers by hand."""


@pytest.mark.parametrize(("question", "answer"), LECTURE.items())
def test_the_computed_key_is_the_answer_worked_by_hand(question, answer):
    assert quiz.check(question, answer).correct


def test_every_question_of_the_lecture_is_worked_by_hand():
    assert {question.id for question in spp.QUESTIONS + fast_rcnn.QUESTIONS} == LECTURE.keys()


@pytest.mark.parametrize(
    ("question", "wrong", "hint"),
    [
        ("cells-alike", 144, "Cells at the border see beyond the crop"),
        ("edge-on-the-map", 12, "NumPy and Python round 12.5 to the even 12"),
        ("spp-length", 70 * 256, "as it lies on the map"),
        ("why-frozen", "derivative", "It has one nearly everywhere"),
        ("roi-gradient-sum", 4, "Backward nobody competes"),
        ("loss-of-background", 4.39, "That is with the offsets"),
        ("claim-weights-shared", {"weights", "boxes"}, "two thousand networks"),
    ],
)
def test_a_usual_mistake_gets_its_own_hint(question, wrong, hint):
    feedback = quiz.check(question, wrong)
    assert not feedback.correct
    assert hint in feedback.message


def test_the_layers_that_the_quiz_counts_are_those_of_the_trunk():
    trunk = [one for one in SmallTrunk().near.modules() if isinstance(one, torch.nn.Conv2d)]
    told = [(layer.filters, layer.kernel, layer.stride, layer.padding) for layer in spp.NEAR]
    assert [(one.out_channels, one.kernel_size[0], one.stride[0], one.padding[0]) for one in trunk] == told
    assert receptive_field(spp.NEAR) == (38, 8, -18)


def test_the_published_seconds_of_the_prompts_are_those_of_the_roadmap():
    fast = PAPERS["Fast R-CNN"]
    assert (fast.seconds, fast.seconds_without) == (2.3, 0.32)
    assert round(PAPERS["R-CNN"].seconds_without / fast.seconds_without) == 147
