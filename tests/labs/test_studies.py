"""Do the studies of lectures 8 and 9 hold what they say, and do their numbers follow from what is stored?"""

import json

import numpy as np
import pytest
import torch

from tests.labs.toys import fish, small_trunk
from utils.data.competition import CLASSES
from utils.labs import diversity_study, ensembles_study, recording, studies, transfer_study
from utils.labs.plan import Plan, check
from utils.labs.studies import OVER_VIEWS, PLAIN, Arm, Boats
from utils.labs.transfer_tuning import Tuning

torch.set_num_threads(1)
STUDIES = (transfer_study, ensembles_study, diversity_study)
SHORT = Tuning("block16", Plan(1, 8, 1e-3, "adamw"), size=32)


@pytest.fixture
def toys(monkeypatch):
    """Studies see 30 frames of bars, and 12 of other boats, through a trunk that has learnt nothing."""
    monkeypatch.setattr(studies, "boats", lambda: Boats(fish(30), fish(12, boats=4, seed=9)))
    monkeypatch.setattr(studies, "trunk_of", lambda name: small_trunk())
    monkeypatch.setattr(studies, "FOLDS", 3)


def test_an_arm_says_what_it_scores_and_gives_the_truth_of_every_unseen_frame(toys):
    run = studies.measure(Arm(SHORT, copies=2), 1)
    assert run["seed"] == 1
    assert run["frames"] == [30, 12]
    assert len(run["curve"]) == 1
    assert run["curve"][0][1] == pytest.approx(run["validation"], abs=1e-5)
    for what, score in [(PLAIN, "unseen"), (OVER_VIEWS, "unseen over views")]:
        assert run[what].shape == (12,)
        assert run[what].dtype == np.float16
        assert -run[what].astype(float).mean() == pytest.approx(run[score], rel=2e-3)
    assert json.dumps({name: value for name, value in run.items() if not isinstance(value, np.ndarray)})
    again = studies.measure(Arm(SHORT, copies=2), 1)
    assert again["unseen"] == run["unseen"]
    assert studies.measure(Arm(SHORT), 2)["unseen"] != run["unseen"]


def test_without_a_start_the_trunk_stays_frozen_and_nothing_is_random(toys):
    one, other = (studies.measure(Arm(SHORT._replace(start=None)), seed) for seed in (1, 2))
    assert one["curve"] == []
    assert one["unseen"] == other["unseen"]
    assert OVER_VIEWS not in one


@pytest.mark.parametrize("study", STUDIES)
def test_every_arm_can_be_written_and_its_plan_be_carried_out(study):
    for arm in study.arms().values():
        check(arm.tuning.plan)
        assert json.dumps(recording.settings(arm))
    assert len(study.arms()) == len({json.dumps(recording.settings(arm)) for arm in study.arms().values()})


def test_another_rate_changes_the_body_and_leaves_the_last_layer_as_it_was():
    usual = Tuning().plan
    for lr in transfer_study.RATES:
        plan = transfer_study.arms()[f"from block6 at {lr:g}"].tuning.plan
        assert plan.lr == lr
        assert plan.rates[0][1] * plan.lr == pytest.approx(usual.rates[0][1] * usual.lr)


@pytest.fixture
def recorded(tmp_path, monkeypatch):
    """Write both studies of lecture 9 with made-up answers: views help, folds err apart, sizes differ least."""
    rng = np.random.default_rng(0)

    def measure(arm, seed):
        sure = rng.normal(1.0 + (arm.trunk[-1] == "1"), 1, 60)
        log_p = (-np.logaddexp(0, -sure)).astype(np.float16)
        over = (log_p * np.float16(0.9)).astype(np.float16)
        return {"seed": seed, PLAIN: log_p, OVER_VIEWS: over, "unseen over views": float(-over.mean())}

    monkeypatch.setattr(studies, "measure", measure)
    monkeypatch.setattr(studies, "facts", lambda: {"labels": np.zeros(60, np.uint8), "boats": np.arange(60) % 12})
    paths = tmp_path / "ensembles.json", tmp_path / "diversity.json"
    ensembles_study.record(paths[0])
    diversity_study.record(paths[1])
    return paths


def test_every_trick_is_compared_with_the_single_model_on_the_same_frames(recorded):
    single, views, folds, both = ensembles_study.tricks(recorded[0])
    p = ensembles_study.members(recorded[0])
    assert p.shape == (3, 5, 60)
    assert single.log_loss == pytest.approx(-np.log(p).mean())
    assert folds.log_loss == pytest.approx(-np.log(p.mean(axis=1)).mean())
    assert single.gain == (0, 0, 0)
    assert views.gain.mean == pytest.approx(0.1 * single.log_loss, rel=1e-2)
    assert views.gain.low > 0
    assert folds.gain.low > 0, "averages of models that err apart"
    for trick in (views, folds, both):
        assert trick.log_loss + trick.gain.mean == pytest.approx(single.log_loss)
        assert trick.gain.low < trick.gain.mean < trick.gain.high
    assert both.log_loss < min(views.log_loss, folds.log_loss)


def test_pairs_are_compared_with_the_pair_of_two_seeds(recorded):
    base, path = recorded
    pairs = {pair.name: pair for pair in diversity_study.pairs(path, base)}
    assert list(pairs) == ["other seed", *diversity_study.arms(), "all of these"]
    first = ensembles_study.members(base, OVER_VIEWS)[:, 0]
    expected = -np.log((first + np.roll(first, 1, axis=0)) / 2).mean()
    assert pairs["other seed"].log_loss == pytest.approx(expected)
    assert pairs["other seed"].gain.mean == 0
    assert pairs["other trunk"].gain.mean > 0
    scores = diversity_study.alone(path)
    assert scores["other trunk"] < scores["other input size"]


def test_the_lectures_arm_trains_all_at_once_in_the_wrong_range():
    tuning = transfer_study.lecture()
    assert (tuning.start, tuning.live_norms, tuning.plan.optimiser, tuning.plan.lr) == ("stem", True, "sgd", 1e-4)
    assert tuning.fed == transfer_study.RANGES["from 0 to 1"]
    assert len(CLASSES) == 8
