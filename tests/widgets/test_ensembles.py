"""The page mixes members as the reference does, and every goal of the mixer can be met."""

import numpy as np
import pytest
import traitlets

from tests.node import run_module
from tests.widgets.ensembles_members import EQUAL, members
from utils.reference.averaging import mixture
from utils.widgets import ensembles as widgets
from utils.widgets.boxes import STATIC

MIX = """
import { mixtureOf } from "./ensembles_numbers.js";
answer(payload.map(([p, weights]) => mixtureOf(p, weights)));
"""
JUDGE = """
import { mixtureOf } from "./ensembles_numbers.js";
import { MIXER_GOALS, MOST, mixerSentence } from "./ensembles_mixer.js";
const [p, rival, cases] = payload;
answer({ most: MOST, cases: cases.map((weights) => {
  const now = { ...mixtureOf(p, weights), rival: mixtureOf(p, rival).together };
  return { said: mixerSentence(now), met: MIXER_GOALS.flatMap(({ met }, n) => (met(now) ? [n] : [])) };
}) });
"""


@pytest.fixture(scope="module")
def lecture():
    return widgets.mixer(members(), EQUAL, EQUAL)


def judged(widget, *weights):
    return run_module(JUDGE, [widget.p, EQUAL, list(weights)], near=STATIC)


def test_the_page_mixes_random_members_as_the_reference_does():
    rng = np.random.default_rng(9)
    cases = []
    for _ in range(200):
        count, frames = int(rng.integers(1, 7)), int(rng.integers(1, 20))
        p = rng.random((count, frames)) * rng.choice([0, 1e-15, 1], (count, frames), p=[0.1, 0.1, 0.8])
        cases.append([p.tolist(), np.maximum(rng.integers(0, 6, count), np.arange(count) == 0).tolist()])
    for (p, weights), page in zip(cases, run_module(MIX, cases, near=STATIC), strict=True):
        both = mixture(np.array(p), np.array(weights, float))
        alone = [mixture(np.array([one])).together.mean() for one in p]
        assert page["together"] == pytest.approx(both.together.mean(), rel=1e-12, abs=1e-14)
        assert page["apart"] == pytest.approx(both.apart.mean(), rel=1e-12, abs=1e-14)
        assert page["alone"] == pytest.approx(alone, rel=1e-12, abs=1e-14)
        assert page["best"] == min(loss for loss, weight in zip(page["alone"], weights, strict=True) if weight)


@pytest.mark.parametrize(
    ("weights", "met"),
    [
        ([1, 0, 0, 0, 0, 0, 0], []),
        (EQUAL, [0]),
        ([1, 0, 0, 0, 0, 0, 1], [1]),
        ([1, 1, 0, 0, 0, 0, 0], [2]),
    ],
)
def test_each_goal_is_met_where_it_says_so(lecture, weights, met):
    assert judged(lecture, weights)["cases"][0]["met"] == met


def test_other_weights_than_equal_ones_score_lower_on_these_frames(lecture):
    rng = np.random.default_rng(0)
    tried = [[int(a), 0, *map(int, rest), 0] for a, *rest in rng.integers(0, 6, (40, 5)) if a]
    assert sum(3 in page["met"] for page in judged(lecture, *tried)["cases"]) >= 2


def test_a_sentence_says_what_averaging_gained_and_whether_it_beat_the_best(lecture):
    page = judged(lecture, EQUAL, [0, 0, 1, 0, 0, 0, 3], [1, 0, 0, 0, 0, 0, 0])
    together, apart = (losses.mean() for losses in lecture.mixture)
    said = [case["said"] for case in page["cases"]]
    assert f"gains {apart:.3f} − {together:.3f} = {apart - together:.3f} on" in said[0]
    assert ["beats the best" in one for one in said] == [True, False, False]
    assert "loses to the best of them by" in said[1]
    assert said[2].startswith("One member alone")
    assert page["most"] == widgets.MOST_PARTS


def test_python_answers_with_its_own_arithmetic(lecture):
    together, apart = (losses.mean() for losses in mixture(np.array(lecture.p), np.array(EQUAL, float)))
    assert repr(lecture) == f"Mixer(7 members, together {together:.3f}, apart {apart:.3f})"
    assert lecture.begin == {"weights": EQUAL}
    assert widgets.mixer(members(), EQUAL).weights == [1, 0, 0, 0, 0, 0, 0]


def test_parts_that_make_no_mean_are_refused_and_the_last_good_ones_stay(lecture):
    for weights, sentence in [
        ([0] * 7, "weights must be parts from 0 to 5, at least one above 0"),
        ([6] + [0] * 6, "weights must be parts from 0 to 5"),
        ([1, 1], "weights must be one for each of 7 members, got 2"),
    ]:
        with pytest.raises(traitlets.TraitError, match=sentence):
            lecture.weights = weights
    assert lecture.weights == EQUAL


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        ({"a": [0.5]}, "members must be at least two, got 1"),
        ({"a": [0.5], "b": [0.5, 0.5]}, r"members must have as many probabilities each, at least one, got \[1, 2\]"),
        ({"a": [], "b": []}, r"at least one, got \[0\]"),
        ({"a": [0.5], "b": [1.5]}, "p must hold probabilities from 0 to 1, got others"),
    ],
)
def test_bad_members_get_one_sentence(named, sentence):
    with pytest.raises(ValueError, match=sentence):
        widgets.mixer(named, [1] * len(named))
