"""Every patient shows the sign of its fault and no other; what should heal it does, and nothing else."""

import time

import numpy as np
import pytest

from tests.reference.clinic_cases import SEEDS, digits
from utils.reference.clinic import AGREEMENT, CHOSEN_ON, FAULTS, TARGET, examine, healed
from utils.reference.patients import PATIENTS, TREATMENTS, treat
from utils.reference.training import Settings, train

BY_NAME = {patient.fault.name: patient for patient in PATIENTS}
FIRST, *REST = SEEDS
seeds = pytest.mark.parametrize("seed", [FIRST, *(pytest.param(seed, marks=pytest.mark.audit) for seed in REST)])
patients = pytest.mark.parametrize("name", BY_NAME)


def shown(run, seed):
    """The names of all faults whose sign a run has."""
    vitals = examine(run, *digits(seed))
    return [fault.name for fault in FAULTS if fault.shows(vitals)]


def test_there_is_one_patient_for_each_of_at_least_ten_faults():
    assert [patient.fault for patient in PATIENTS] == list(FAULTS)
    assert len(FAULTS) >= 10


def test_a_treatment_changes_one_setting_and_no_patient_has_it_already():
    for patient in PATIENTS:
        assert set(patient.cures) < set(patient.treatments)
        assert len(patient.treatments) >= len(patient.cures) + 3
        for label in patient.treatments:
            ((setting, value),) = TREATMENTS[label].items()
            assert getattr(patient.settings, setting) != value, (patient.fault.name, label)


@seeds
@patients
def test_a_patient_shows_the_sign_of_its_fault_and_no_other_and_is_not_healthy(name, seed):
    run = train(*digits(seed), BY_NAME[name].settings, seed)
    assert shown(run, seed) == [name]
    assert not healed(run)


@seeds
@patients
def test_the_right_repairs_reach_the_target_and_the_wrong_ones_do_not(name, seed):
    patient = BY_NAME[name]
    runs = {label: treat(patient, label, *digits(seed), seed) for label in patient.treatments}
    assert {label for label, run in runs.items() if healed(run)} == set(patient.cures)
    assert all(name not in shown(runs[label], seed) for label in patient.cures)


def test_the_seeds_of_the_tests_are_others_than_those_that_the_clinic_was_set_up_on():
    assert len(SEEDS) >= 5
    assert not {*SEEDS} & {*CHOSEN_ON}


@pytest.mark.audit
def test_the_target_stands_midway_between_cures_and_all_other_runs_of_the_seeds_it_was_chosen_on():
    cured, others = [], []
    for seed in CHOSEN_ON:
        data = digits(seed)
        cured.append(train(*data, Settings(), seed))
        for patient in PATIENTS:
            others.append(train(*data, patient.settings, seed))
            for label in patient.treatments:
                (cured if label in patient.cures else others).append(treat(patient, label, *data, seed))
    worst = min(run.val_accuracy[-1] for run in cured)
    best = np.nanmax([run.val_accuracy[-1] for run in others])
    assert best < worst
    assert round((best + worst) / 2, 2) == TARGET


@pytest.mark.audit
def test_the_threshold_of_agreement_stands_midway_between_the_two_patients_it_parts():
    parted = ("learning rate too high", "batch too small")
    agree, differ = (
        [train(*digits(seed), BY_NAME[name].settings, seed).agreement for seed in CHOSEN_ON] for name in parted
    )
    assert max(differ) < min(agree)
    assert round((max(differ) + min(agree)) / 2, 1) == AGREEMENT


@seeds
def test_a_healthy_run_shows_no_sign_at_all(seed):
    run = train(*digits(seed), Settings(), seed)
    assert shown(run, seed) == []
    assert run.val_accuracy[-1] >= TARGET


@pytest.mark.parametrize("name", BY_NAME)
def test_a_run_takes_less_than_three_seconds_of_work(name):
    data, started = digits(0), time.process_time()
    train(*data, BY_NAME[name].settings)
    assert time.process_time() - started < 3


def test_a_treatment_of_another_patient_is_refused_in_one_sentence():
    with pytest.raises(ValueError, match=r"^treatment must be one of .*tanh.*, got 'prayer'$"):
        treat(PATIENTS[0], "prayer", *digits(0))
