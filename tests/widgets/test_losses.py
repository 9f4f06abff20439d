"""The page and Python say the same of scores: both losses, the ranking objective, and where walking downhill ends."""

import numpy as np
import pytest
import traitlets

from tests.node import run_module
from utils.reference.losses import cross_entropy, multiclass_hinge, ranking_hinge, ranking_hinge_backward, softmax
from utils.widgets import losses as widgets

STATIC = widgets.STATIC
JUDGE = """
import * as N from "./losses_numbers.js";
import { challenges, judgementOf, loudness, MARGINS, REACH, verdictSentence } from "./losses_judgement.js";
answer({ reach: REACH, margins: MARGINS, cases: payload.map(([scores, truth, margin]) => {
  const judgement = judgementOf(scores, truth, margin);
  return { ...judgement, loud: [judgement.hinge, judgement.entropy].map(loudness),
    said: verdictSentence(judgement, ["seal", "shark", "tuna", "crab", "eel", "ray"]),
    met: challenges.flatMap(({ met }, n) => met(judgement) ? [n] : []) };
}) });
"""
PAIRS = """
import * as N from "./losses_numbers.js";
import { CHEATS, RATE, SCALE, stageSentence } from "./losses_cheats.js";
answer({ scale: SCALE, count: N.STAGES.length, cases: payload.map(([stage, s, sc, margin]) => {
  let end = { s, sc };
  for (let n = 0; n < 40; n += 1) end = N.descend(stage, end, margin, RATE, SCALE);
  const state = { stage, s, sc, margin };
  return { ...N.objective(stage, s, sc, margin), end, said: stageSentence(state),
    met: CHEATS.flatMap(({ met }, n) => met(state) ? [n] : []) };
}) });
"""


@pytest.fixture(scope="module")
def judged():
    """300 random sets of scores, some far apart and some tied, and what the page makes of them."""
    rng = np.random.default_rng(11)
    cases = []
    for number in range(300):
        count = int(rng.integers(2, 7))
        scores = rng.uniform(-10, 10, count) if number % 3 else rng.integers(-2, 3, count)
        cases.append([scores.astype(float).tolist(), int(rng.integers(count)), float(rng.choice(widgets.MARGINS))])
    return list(zip(cases, run_module(JUDGE, cases, near=STATIC)["cases"], strict=True))


def judge(scores, truth=2, margin=1):
    return run_module(JUDGE, [[list(scores), truth, margin]], near=STATIC)["cases"][0]


def pair(stage, s, s_c, margin=1):
    return run_module(PAIRS, [[stage - 1, s, s_c, margin]], near=STATIC)["cases"][0]


def test_both_losses_and_the_shares_are_those_of_the_reference(judged):
    for (scores, truth, margin), page in judged:
        s, y = np.array([scores]), np.array([truth])
        assert page["hinge"] == pytest.approx(multiclass_hinge(s, y, margin), rel=1e-12, abs=1e-12)
        assert page["entropy"] == pytest.approx(cross_entropy(s, y), rel=1e-9, abs=1e-15)
        assert page["shares"] == pytest.approx(softmax(s)[0], rel=1e-12)
        assert page["right"] == (s[0].argmax() == truth and (s[0] == s[0].max()).sum() == 1)
        assert sum(max(0, term) for term in page["terms"] if term is not None) == pytest.approx(page["hinge"])
        assert page["terms"][truth] is None


def test_cross_entropy_never_reaches_zero_on_the_sliders_and_keeps_its_digits():
    page = judge((-10, -10, 10))
    assert page["entropy"] == pytest.approx(2 * np.exp(-20.0), rel=1e-9)
    assert page["entropy"] > page["hinge"] == 0
    assert "Only cross-entropy still complains." in page["said"]
    assert "cross-entropy 4 · 10⁻⁹" in page["said"]


def test_only_a_loss_of_zero_is_called_silent_and_a_reader_may_be_spared_the_numbers(judged):
    for _, page in judged:
        for loss, words in zip((page["hinge"], page["entropy"]), page["loud"], strict=True):
            assert ("silent" in words) == (loss == 0)
    assert judge((-10, -10, 10))["loud"] == ["is silent", "whispers a complaint"]
    assert judge(widgets.SCORES)["loud"] == ["complains", "complains"]
    assert judge((0, 9, 0.0))["loud"] == ["complains loudly", "complains loudly"]
    source = """import { judgementOf, verdictSentence } from "./losses_judgement.js";
    answer(verdictSentence(judgementOf(payload, 2, 1), ["seal", "shark", "tuna"], false));"""
    said = run_module(source, list(widgets.SCORES), near=STATIC)
    assert said == "The answer is shark, the truth is tuna: not right. Both complain."


def test_the_verdict_says_who_complains():
    assert judge(widgets.SCORES)["said"] == (
        "The answer is shark, the truth is tuna: not right. Hinge 1.580, cross-entropy 1.040. Both complain."
    )
    assert judge((0, 1, 1))["said"].startswith("There is a tie between shark and tuna, the truth is tuna: not right.")


@pytest.mark.parametrize(
    ("scores", "margin", "met"),
    [
        ((-2.85, 0.86, 0.28), 1, []),
        ((0, 0, 0.5), 1, [0]),
        ((0, 0, 1), 1, [1]),
        ((0, 0, 0), 0, []),
        ((-10, 0.05, 0), 1, [2]),
        ((-10, 0, 0), 1, []),
        ((-10, -10, 0), 1, [3]),
    ],
)
def test_each_challenge_is_met_where_it_says_so_and_nowhere_else(scores, margin, met):
    assert judge(scores, margin=margin)["met"] == met


def test_the_ranking_objective_and_its_slopes_are_those_of_the_reference():
    rng = np.random.default_rng(5)
    cases = [[int(rng.integers(4)), *np.round(rng.uniform(-6, 6, 2), 2).tolist(), 1.0] for _ in range(200)]
    cases += [[3, 1.0, 0.0, 1.0], [2, 0.5, 0.5, 4.0], [3, 2.0, -2.0, 4.0], [3, 2.0, -1.9, 4.0]]
    for (stage, s, s_c, margin), page in zip(cases, run_module(PAIRS, cases, near=STATIC)["cases"], strict=True):
        python = widgets.builder(stage + 1, s, s_c, margin).objective
        assert page["J"] == pytest.approx(python, abs=1e-12)
        if stage >= 2:
            at = np.array(s), np.array(s_c), margin if stage == 3 else 0
            assert page["J"] == pytest.approx(ranking_hinge(*at))
            assert (page["ds"], page["dsc"]) == ranking_hinge_backward(*at)
        else:
            assert (page["ds"], page["dsc"]) == (-stage, 1)


def test_walking_downhill_ends_where_the_lecture_says():
    assert pair(1, 0.5, 1.5)["end"] == {"s": 0.5, "sc": -6}
    assert pair(2, 0.5, 1.5)["end"] == {"s": 6, "sc": -6}
    assert pair(3, 0.5, 1.5)["end"] == {"s": 1, "sc": 1}
    assert pair(4, 0.5, 1.5, 2)["end"] == {"s": 2, "sc": 0}


def test_each_objective_is_caught_by_its_own_cheat_alone():
    assert pair(1, -4, -3.5)["met"] == [0]
    assert pair(1, -3, -3.5)["met"] == []
    assert pair(2, 3, -2)["met"] == [1]
    assert pair(3, 1, 1)["met"] == [2]
    assert pair(3, 1.5, 1)["met"] == []
    assert pair(4, 1, 1)["met"] == []
    assert pair(4, 2, 1)["met"] == [3]


def test_a_sentence_says_who_is_pushed():
    assert pair(1, 0.5, 1.5)["said"].endswith(
        "J pushes the score without a fish down, and has never heard of the other."
    )
    assert pair(2, 6, -6)["said"].endswith("at the end of the scale, and J would push on.")
    assert pair(3, 1, 1)["said"] == "The two scores are equal, and J is silent: nothing is pushed any more."
    assert pair(4, 1.5, 1)["said"] == "The fish leads by 0.50. J pushes the fish up and the other down."


def test_page_and_python_have_the_same_limits():
    page = run_module(JUDGE, [], near=STATIC)
    assert (page["reach"], tuple(page["margins"])) == (widgets.REACH, widgets.MARGINS)
    page = run_module(PAIRS, [], near=STATIC)
    assert (page["scale"], page["count"]) == (widgets.PAIR_REACH, widgets.STAGES)


def test_a_loss_that_is_not_zero_never_looks_like_zero():
    source = 'import { lossText } from "./losses_numbers.js"; answer(payload.map(lossText));'
    assert run_module(source, [0, 1.58, 0.0005, 0.0004, 3e-12], near=STATIC) == [
        "0", "1.580", "0.001", "4 · 10⁻⁴", "3 · 10⁻¹²",
    ]  # fmt: skip


def test_a_share_never_looks_like_none_or_all():
    source = """import { shareText } from "./losses_numbers.js";
    answer(payload.map(([share, rest]) => shareText(share, rest)));"""
    shares = [[0.353, 0.647], [1, 4e-9], [4e-9, 1], [0.9996, 0.0004]]
    assert run_module(source, shares, near=STATIC) == ["0.353", "1 − 4 · 10⁻⁹", "4 · 10⁻⁹", "1 − 4 · 10⁻⁴"]


def test_python_answers_with_its_own_arithmetic():
    two = widgets.judges()
    assert (round(two.hinge, 2), round(two.cross_entropy, 2)) == (1.58, 1.04)
    assert (repr(two), repr(widgets.builder(4))) == ("TwoJudges(3 classes)", "RankingBuilder(objective 4 of 4)")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("scores", [1.0, 2.0, 99.0], r"scores\[2\] must be a finite number from -10 to 10, got 99.0"),
        ("scores", [1.0, 2.0], "names must be one for each of 2 scores, got 3"),
        ("truth", 3, "truth must be a class from 0 to 2, got 3"),
        ("margin", 3.0, "margin must be one of 0, 0.5, 1, 2, 4, got 3.0"),
    ],
)
def test_a_judge_refuses_what_it_cannot_show_and_keeps_the_last_good_numbers(name, value, sentence):
    two = widgets.judges()
    with pytest.raises(traitlets.TraitError, match=sentence):
        setattr(two, name, value)
    assert (two.scores, two.truth, two.margin) == (list(widgets.SCORES), 2, 1)


def test_a_pair_off_the_scale_is_refused():
    pair_of_scores = widgets.builder()
    for name, value in {"s": 7.0, "s_c": -7.0, "margin": 3.0, "stage": 4}.items():
        with pytest.raises(traitlets.TraitError):
            setattr(pair_of_scores, name, value)
    assert (pair_of_scores.s, pair_of_scores.s_c, pair_of_scores.margin, pair_of_scores.stage) == (0.5, 1.5, 1, 0)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: widgets.judges((1.0,)), "scores must be 2 to 6, got 1"),
        (lambda: widgets.judges((1.0, 11.0)), r"scores\[1\] must be a finite number from -10 to 10, got 11.0"),
        (lambda: widgets.judges((1.0, 2.0)), "names must be one for each of 2 scores, got 3"),
        (lambda: widgets.judges(truth=3), "truth must be a class from 0 to 2, got 3"),
        (lambda: widgets.judges(margin=3), "margin must be one of 0, 0.5, 1, 2, 4, got 3"),
        (lambda: widgets.builder(5), "stage must be 1 to 4, got 5"),
        (lambda: widgets.builder(s=7), "s must be a finite number from -6 to 6, got 7"),
        (lambda: widgets.builder(margin=0), "margin must be one of 0.5, 1, 2, 4, got 0"),
    ],
)
def test_bad_numbers_get_one_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()
