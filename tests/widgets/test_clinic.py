"""The clinic as text trains what it says; the ward holds recorded curves, in few letters, and the page draws them."""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.node import run_module
from tests.reference.clinic_cases import digits
from utils.reference.clinic import FAULTS
from utils.reference.patients import PATIENTS
from utils.reference.training import Settings, train
from utils.widgets.clinic import Clinic, lab_report, recorded, verdict

STATIC = Path(__file__).parents[2] / "utils" / "widgets" / "static"


@pytest.fixture(scope="module")
def clinic():
    return Clinic(*digits(0))


@pytest.fixture(scope="module")
def ward(clinic):
    return clinic.ward(2, 9)


def test_a_patient_is_named_and_repaired_by_a_real_run(clinic):
    patient = clinic.patient(4)
    wrong, right = patient.diagnose("exploding"), patient.diagnose("dead units")
    assert (wrong.correct, right.correct) == (False, True)
    assert "the curve simply ends" in wrong.message
    assert str(right).startswith("Right: dead units.")
    useless, healing = patient.repair(lr=0.2), patient.repair(bias=0.0)
    assert (useless.healed, healing.healed) == (False, True)
    assert str(healing).endswith("healed.")
    again = train(*digits(0), patient.settings._replace(bias=0.0))
    np.testing.assert_array_equal(healing.run.loss, again.loss)


def test_the_report_has_a_line_for_each_measure_and_tells_no_name(clinic):
    lines = clinic.patient(4).report().splitlines()
    assert len(lines) == len(lab_report(clinic.patient(4).vitals)) == 11
    assert "100%" in next(line for line in lines if "at birth" in line)
    assert not any("dead" in line for line in lines)


def test_an_exploded_run_is_told_in_words(clinic):
    run = clinic.patient(2).run
    assert verdict(run) == "The numbers overflow and training stops: not healed."
    assert "beyond all numbers" in clinic.patient(2).report()
    assert "-" in recorded(run)["loss"].split()


def test_a_record_holds_the_run_at_few_points(clinic):
    run = train(*digits(0), Settings())
    kept = recorded(run)
    steps, loss, accuracy = ([float(word) for word in kept[name].split()] for name in ("steps", "loss", "val"))
    assert len(loss) == len(steps) == 120
    assert steps[-1] == 399
    np.testing.assert_allclose(loss, run.loss[np.array(steps, int)], rtol=6e-3)
    np.testing.assert_allclose(accuracy, run.val_accuracy, rtol=6e-3)
    assert kept["healed"]


def test_a_ward_holds_every_treatment_and_stays_small(ward):
    for chart, number in zip(ward.charts, (2, 9), strict=True):
        assert chart["fault"] == FAULTS[number].name
        assert [each["label"] for each in chart["treatments"]] == list(PATIENTS[number].treatments)
        healing = {each["label"] for each in chart["treatments"] if each["healed"]}
        assert healing == set(PATIENTS[number].cures)
    assert len(json.dumps(ward.charts)) / 2 < 25_000
    assert repr(ward) == "Ward(patients 2, 9)"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda clinic: clinic.patient(12), "a patient's number must be at most 11, got 12"),
        (lambda clinic: clinic.ward(), "a ward must have at least one patient, got none"),
        (lambda clinic: clinic.patient(0).diagnose("flu"), "the fault must be one of .*got 'flu'"),
        (lambda clinic: clinic.patient(0).repair(rate=1), r"changes must name some of .*got \['rate'\]"),
        (lambda clinic: clinic.patient(0).repair(), "changes must name some of .*got none"),
    ],
)
def test_what_the_clinic_does_not_know_is_said_in_one_sentence(clinic, wrong, sentence):
    with pytest.raises(ValueError, match=sentence):
        wrong(clinic)


def test_the_chart_breaks_lines_where_values_are_missing_and_keeps_inside_its_frame():
    source = """import { linePaths, niceTicks } from "./tuning_chart.js";
    const same = (value) => value;
    const path = linePaths([[0, 1], [1, 99], [2, null], [3, -5]], same, same, [0, 10]);
    answer([path, niceTicks(0, 400), niceTicks(0, 2.8)]);"""
    path, steps, losses = run_module(source, near=STATIC)
    assert path == "M0.0,1.0L1.0,10.0M3.0,0.0"
    assert steps == [0, 100, 200, 300, 400]
    assert losses == [0, 1, 2]


def test_a_record_of_an_exploded_run_holds_every_step_until_its_numbers_overflow(clinic):
    kept = recorded(clinic.patient(2).run)
    finite = int(np.isfinite(clinic.patient(2).run.loss).sum())
    assert kept["steps"].split()[:finite] == [str(step) for step in range(finite)]
    assert "-" not in kept["loss"].split()[:finite]
    assert set(kept["loss"].split()[finite:]) == {"-"}


def test_a_line_that_breaks_off_ends_where_its_last_value_stands():
    source = 'import { endOf } from "./tuning_chart.js"; answer(payload.map(endOf));'
    lines = [[[0, 1], [1, 9], [2, None]], [[0, 1], [1, None], [2, 3]], [[0, None]]]
    assert run_module(source, lines, near=STATIC) == [[1, 9], None, None]


def test_the_page_reads_the_numbers_of_a_record():
    source = 'import { numbersOf } from "./tuning_clinic.js"; answer(numbersOf(payload));'
    assert run_module(source, "2.36 - 0.001 1e+03", near=STATIC) == [2.36, None, 0.001, 1000]


def test_a_few_spikes_do_not_flatten_the_picture():
    source = """import { topOfLoss } from "./tuning_clinic.js";
    const flat = { loss: Array.from({ length: 100 }, (_, i) => (i === 50 ? 40 : 2)) };
    const high = { loss: Array.from({ length: 100 }, () => 300) };
    answer([topOfLoss([flat]), topOfLoss([flat, high]), topOfLoss([{ loss: [null, null] }])]);"""
    spiky, capped, empty = run_module(source, near=STATIC)
    assert spiky < 3
    assert capped == 60
    assert 2 < empty < 3
