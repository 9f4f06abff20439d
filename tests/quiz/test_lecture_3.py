"""What the keys of lecture 3 rest on, found a second way."""

import math

import numpy as np
import pytest

from utils import quiz
from utils.quiz import tuning, tuning_diagnosis, tuning_dropout
from utils.reference.activations import leaky_relu_backward

LECTURE = {
    "ten-sigmoids": 9.5e-7,
    "gain-of-relu": math.sqrt(2),
    "reviving-a-dead-unit": None,
    "claim-leaky-relu": {"fixes", "maximum", "sixfold"},
    "ravine-largest-rate": 0.1,
    "momentum-steady-speed": 10,
    "first-step-of-rmsprop": 0.01,
    "half-the-rate": 0.005,
    "how-many-subnetworks": 1024,
    "claim-dropout-code": {"tuple", "keeps", "shrinks"},
    "mean-after-dropping": 4,
    "exact-ensembles": {"linear", "geometric", "after"},
    "loss-of-knowing-the-shares": 0.33,
    "noise-of-a-minibatch": 4,
    "claim-no-gap": "wider",
    "what-closes-a-gap": "data",
    "which-augmentation": "sideways",
    "batch-norm-of-one": 3,
}
"""Answers by hand, or looked up in runs."""


@pytest.mark.parametrize(("question", "answer"), LECTURE.items())
def test_the_computed_key_is_the_answer_worked_by_hand(question, answer):
    assert quiz.check(question, answer).correct


def test_every_question_of_the_lecture_is_answered_here():
    asked = tuning.QUESTIONS + tuning_dropout.QUESTIONS + tuning_diagnosis.QUESTIONS
    assert {question.id for question in asked} == set(LECTURE)


def test_sideways_copies_help_a_little_and_copies_that_could_not_have_been_written_harm():
    found = {
        change: np.mean([tuning_diagnosis.augmented(copies, seed=seed) for seed in range(5)])
        for change, copies in ({None: ()} | tuning_diagnosis.CHANGES).items()
    }
    assert 0 < found["sideways"] - found[None] < 0.03
    assert max(found["vertical"], found["mirrored"], found["upside"]) < found[None] - 0.02


def test_the_noise_of_a_mean_is_measured_as_the_root_says():
    rng = np.random.default_rng(0)
    small, large = (rng.normal(size=(20_000, count)).mean(axis=1).std() for count in (4, 64))
    assert small / large == pytest.approx(4, rel=0.05)


def test_a_leak_of_a_hundredth_revives_a_unit_in_a_hundred_times_the_steps_of_no_bend_at_all():
    assert tuning.steps_to_revive(lambda upstream, z: upstream) == 6
    assert tuning.steps_to_revive(leaky_relu_backward) == 600


def test_knowing_the_shares_costs_their_entropy():
    assert tuning_diagnosis.loss_of_knowing_the_shares(0.9) == pytest.approx(-0.9 * math.log(0.9) - 0.1 * math.log(0.1))
    assert tuning_diagnosis.loss_of_knowing_the_shares(0.5) == pytest.approx(math.log(2))


def test_tanh_and_relu_need_about_as_many_epochs_on_the_digits():
    assert tuning.epochs_to_learn("tanh") < 2 * tuning.epochs_to_learn("relu")
