"""Homework 2: what it releases, and what honest, idle, spoilt and dishonest work earns, and is told."""

import csv
import re
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.homework import course as homeworks
from tests.homework.alone import score_cells
from tests.homework.hw2 import school
from tests.homework.hw2.work import STEPS, work
from tests.homework.hw2.wrong_files import CASES
from utils.authoring import release
from utils.data.fisheries import deckcam
from utils.data.handout import Handout
from utils.data.recorded import read
from utils.grading import __main__ as program
from utils.grading import fisheries_checks as checks
from utils.grading.desk import laid_out
from utils.grading.keys import losses, write_key
from utils.grading.scoring import ScoreOptions, score

HW = "hw2"
ROOT = homeworks.ROOT
SOURCE = ROOT / "solutions" / HW / f"{HW}.ipynb"
FULL = {"test-metric": 6, "test-split": 6, "test-submission": 8, "test-validation": 10, "test-hidden": 20}
"""Points of each part that tests grade."""
REPORT = 10

KEY = school.make_key()
VALUES = school.predict(KEY.labels, KEY.boats, 1)
OWN = school.predict(checks.training().labels, checks.training().boats, 2)
HONEST = {"submission": school.submission(KEY, VALUES), "validation": school.validation(OWN)}


def points(parts) -> dict[str, float]:
    return {name: part.points for name, part in parts.items()}


def failures(part) -> list[str]:
    return [check.failure for check in part.checks if check.failure]


def scored(folder: Path, key=KEY, **files: bytes | None):
    """Return the parts of the model solution's functions with these files in place of the honest ones."""
    with laid_out(school.lay(folder / "handed-in", **{**HONEST, **files}), write_key(key)):
        return score_cells(HW, seed=7)


def test_honest_work_gets_full_points(tmp_path):
    parts = scored(tmp_path)
    assert points(parts) == FULL, [failures(part) for part in parts.values()]


def test_a_single_fold_is_enough_of_a_validation(tmp_path):
    assert points(scored(tmp_path, validation=school.validation(OWN, folds=[2]))) == FULL


HARMLESS = {
    "a byte-order mark": b"\xef\xbb\xbf" + HONEST["submission"],
    "lines of Windows": HONEST["submission"].replace(b"\n", b"\r\n"),
    "blank lines at the end": HONEST["submission"] + b"\n\n \n",
    "fields in quotation marks": re.sub(rb"[^,\n]+", rb'"\g<0>"', HONEST["submission"]),
    "spaces": HONEST["submission"].replace(b",", b", "),
    "rows in another order": b"\n".join(
        [school.submission(KEY, VALUES).split(b"\n")[0], *sorted(HONEST["submission"].split(b"\n")[1:-1])[::-1], b""]
    ),
    "three digits": school.table(
        school.HEADER, [(name, *(f"{p:.3f}" for p in row)) for name, row in zip(KEY.names, VALUES, strict=True)]
    ),
    "exponents": school.table(
        school.HEADER, [(name, *(f"{p:.7e}" for p in row)) for name, row in zip(KEY.names, VALUES, strict=True)]
    ),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_does_no_harm_costs_nothing(tmp_path, name):
    assert points(scored(tmp_path, submission=HARMLESS[name])) == FULL


def test_the_corpus_of_spoilt_files_is_large_and_says_each_thing_once():
    assert len(CASES) >= 40
    assert len({case.name for case in CASES}) == len({case.words for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_spoilt_file_is_named_in_one_sentence_and_costs_its_own_checks(tmp_path, case):
    parts = scored(tmp_path, **case.make(KEY, VALUES, OWN))
    said = failures(parts[case.part])
    assert sum(case.words in sentence for sentence in said) == 1, said
    lost = {name: FULL[name] - part.points for name, part in parts.items()}
    assert {name: lost[name] for name in case.lost} == pytest.approx(case.lost), {n: failures(parts[n]) for n in parts}
    assert lost["test-metric"] == lost["test-split"] == 0
    assert all("\n" not in sentence and len(sentence) <= 400 for part in parts.values() for sentence in failures(part))


def swapped(key):
    """Return the key with the labels of a few private images exchanged."""
    rng = np.random.default_rng(0)
    private, labels = np.flatnonzero(~key.public), key.labels.copy()
    for one, other in rng.permutation(private)[:12].reshape(-1, 2):
        labels[one], labels[other] = labels[other], labels[one]
    return key._replace(labels=labels)


def passed_bars(values, key) -> list[bool]:
    return [losses(values, key)[1] <= bar.loss for bar in checks.BARS]


@pytest.mark.parametrize("case", [None, *CASES[::6]], ids=lambda case: case.name if case else "honest")
def test_feedback_tells_nothing_of_hidden_labels_but_which_bars_are_passed(tmp_path, case):
    """Public labels may be any, and private ones any that pass the same bars: every word and point stays the same."""
    files = case.make(KEY, VALUES, OWN) if case else {}
    told = [scored(tmp_path, key, **files) for key in (KEY, KEY._replace(labels=np.where(KEY.public, 3, KEY.labels)))]
    assert [part.checks for part in told[0].values()] == [part.checks for part in told[1].values()]


def test_two_keys_of_the_same_bars_get_the_same_words_and_other_bars_other_ones(tmp_path):
    vague = school.predict(KEY.labels, KEY.boats, 1, skill=4)
    other = swapped(KEY)
    files = {"submission": school.submission(KEY, vague), "validation": school.validation(VAGUE)}
    assert losses(vague, KEY)[1] != losses(vague, other)[1]
    assert passed_bars(vague, KEY) == passed_bars(vague, other)
    first, second = scored(tmp_path, KEY, **files), scored(tmp_path, other, **files)
    assert [part.checks for part in first.values()] == [part.checks for part in second.values()]
    third = scored(tmp_path, KEY._replace(labels=(KEY.labels + 1) % 8), **files)
    assert points(third) != points(first)


VAGUE = school.predict(checks.training().labels, checks.training().boats, 2, skill=4)


@pytest.fixture
def grade(backend, tmp_path):
    """Return a function that scores a notebook in a sandbox, with honest files beside it or these."""

    def graded(notebook, **files):
        scratch = school.lay(tmp_path / "scratch", **{**HONEST, **files})
        return score(notebook, HW, ScoreOptions(SOURCE, backend, scratch, seed=7, key=write_key(KEY)))

    return graded


def earned(record) -> dict[str, float]:
    return {part.name: part.points for part in record.parts}


@pytest.mark.slow
def test_a_sandboxed_solution_earns_everything_and_nothing_is_trained(grade):
    record = grade(homeworks.source(HW))
    assert earned(record) == FULL, record
    assert record.status == "graded"
    assert not record.flags
    assert record.cpu_seconds <= 5


@pytest.mark.slow
def test_the_untouched_release_earns_nothing(grade):
    record = grade(homeworks.released(HW), submission=None, validation=None)
    assert earned(record) == dict.fromkeys(FULL, 0)
    assert "test-broken" not in {flag.code for flag in record.flags}


@pytest.mark.slow
def test_student_code_finds_neither_key_nor_hidden_frames_nor_the_secret(grade):
    """Whatever the sandbox shows is searched for the key's first name, and the scorer's own functions are asked."""
    spy = f"""
import glob, os, sys
from utils.grading import desk, seeds

def log_loss(p, y):
    found = [desk.key()] if desk.key() else []
    for folder in ("/", os.getcwd(), *map(str, sys.path)):
        for path in glob.glob(folder + "/*")[:500] + glob.glob(folder + "/*/*.csv")[:500]:
            if os.path.isfile(path) and not path.endswith(("submission.csv", "validation.csv")):
                try:
                    found += [path] if b"{KEY.names[0]}" in open(path, "rb").read(1 << 20) else []
                except OSError:
                    pass
    if found or seeds._seed.get() is not None:
        raise RuntimeError("FOUND " + repr(found)[:200])
    p = p / p.sum(axis=1, keepdims=True)
    return -np.log(np.clip(p[np.arange(len(y)), y], 1e-15, 1 - 1e-15)).mean()
"""
    record = grade(homeworks.write_answers(homeworks.source(HW), spy))
    assert "FOUND" not in repr(record)


def test_what_is_only_read_is_neither_run_nor_lost(grade):
    notebook = homeworks.source(HW)
    for cell in homeworks.solution_cells(notebook).values():
        if cell.metadata.nbgrader.grade_id.startswith("work-"):
            cell.source = "raise SystemExit('training')  # four hours"
    assert earned(grade(notebook)) == FULL


def test_the_release_is_up_to_date_and_tells_nothing():
    text = "\n".join(cell.source for cell in homeworks.released(HW).cells)
    assert release.check(HW) == []
    assert not re.findall(
        r"BEGIN |END |HIDDEN|pretrained_trunk|np\.clip|return_inverse|points:\*|keeps_promise|passes\(", text
    )
    assert text.count("raise NotImplementedError()") == 5


def test_points_agree_between_metadata_headings_and_the_table():
    homeworks.assert_points_agree(HW, FULL, REPORT)
    assert sum(bar.points for bar in checks.BARS) == 18
    assert [bar.loss for bar in checks.BARS] == sorted((bar.loss for bar in checks.BARS), reverse=True)


def test_the_bars_of_fine_tuned_networks_hold_on_validation_boats():
    last_block, part, well, averaged = ([] for _ in range(4))
    transfer, folds = (read(ROOT / "utils/labs/recorded" / f"{name}.json") for name in ("transfer", "ensembles"))
    last_block += (run["validation"] for run in transfer["from block14"]["runs"])
    part += (run["validation"] for run in transfer["from block12"]["runs"])
    for arm in folds.values():
        well += (run["validation"] for run in arm["runs"])
        averaged += (run["validation over views"] for run in arm["runs"])
    bars = [bar.loss for bar in checks.BARS]
    assert len(well) == len(averaged) == 15
    assert max(part) < bars[2] < min(last_block)
    assert max(well) < bars[3] < max(part)
    assert max(averaged) < bars[4] < max(well)


@pytest.mark.slow
def test_the_work_cells_of_the_model_solution_make_both_files(tmp_path, monkeypatch):
    """On a small world: thumbnails take the place of the trunk, which tests/labs/test_trunks.py knows."""
    train = deckcam("train", size=32, scale=0.03, folder=tmp_path / "frames")
    images = deckcam("hidden", size=32, scale=0.03, folder=tmp_path / "frames").images
    hidden = Handout(images, tuple(f"{n:016x}" for n in range(len(images))))

    def features(images):
        return np.asarray(images, np.float32).reshape(len(images), -1)[:, ::16]

    monkeypatch.chdir(tmp_path)
    names = work(STEPS[1:], torch=torch, features=features, train=train, read_handout=lambda name: hidden)
    with laid_out(tmp_path, write_key(KEY)):
        form = checks.submission_form()._replace(images={name: n for n, name in enumerate(hidden.names)})
        checks.read_all("submission.csv", form)
        answers = checks.read("submission.csv", form)
        assert checks.not_distributions(answers) == ""
        assert np.allclose(answers, names["answers"], atol=1e-6)
        own = checks.read("validation.csv", checks.validation_form())
    assert np.array_equal(own[:, 0], names["split_by_boat"](train.boats, 5))


@pytest.mark.slow
def test_a_class_is_graded_from_files_to_tables_and_the_report_waits_for_a_human(tmp_path, capsys):
    course = homeworks.make_course(tmp_path / "course", HW)
    (course / "grading" / "grading.toml").write_text("seed = 7\n")
    (course / "grading" / "keys").mkdir()
    (course / "grading" / "keys" / "hw2.csv").write_bytes(write_key(KEY))
    homeworks.hand_in(course, "ada", HW, homeworks.source(HW))
    homeworks.hand_in(course, "bob", HW, homeworks.released(HW))
    school.lay(course / "grading" / "submitted" / "ada" / HW, **HONEST)
    program.main(["grade", HW, "--jobs", "1", "--course", str(course)])
    said = capsys.readouterr().out
    assert "ada: 50 of 50 by tests, graded" in said
    assert "bob: 0 of 50 by tests, graded" in said
    with (course / "grading" / f"{HW}.csv").open(newline="") as stream:
        rows = {row["student"]: row for row in csv.DictReader(stream)}
    assert rows["ada"]["maximum"] == "60.0"
    assert rows["ada"]["waits_for_a_human"] == "yes"
    shown = (course / "grading" / "feedback" / "ada" / HW / f"{HW}.html").read_text()
    assert "a pretrained network, some of it fine-tuned" in shown
    assert "def logistic_head" in shown, "what is only read is shown to the reader"
    assert not any(name in shown for name in KEY.names)
    program.main(["grade", HW, "--jobs", "1", "--course", str(course)])
    assert "2 submissions: 0 graded now, 2 unchanged" in capsys.readouterr().out
