"""Does a study keep what it has, forget what has changed, and find every array again?"""

import json
from typing import NamedTuple

import numpy as np
import pytest

from utils.labs import recording


class Inner(NamedTuple):
    numbers: tuple[int, ...] = (1, 2)


class Toy(NamedTuple):
    rate: float = 0.1
    inner: Inner = Inner()
    nothing: None = None


@pytest.fixture
def asked():
    return []


@pytest.fixture
def measure(asked):
    def run(configuration, seed):
        asked.append((configuration.rate, seed))
        return {"seed": seed, "loss": configuration.rate * seed, "each": np.full(3, seed, np.float16)}

    return run


def test_settings_are_plain_json_however_deep():
    assert recording.settings(Toy()) == {"rate": 0.1, "inner": {"numbers": [1, 2]}, "nothing": None}


def test_a_broken_study_goes_on_and_every_array_is_found_again(tmp_path, measure, asked, capsys):
    path, arms, facts = tmp_path / "toy.json", {"one, and more": Toy(), "two": Toy(0.2)}, {"boats": np.arange(3)}
    recording.record(path, arms, (1,), measure, facts)
    recording.record(path, arms, (1, 2), measure, facts)
    assert asked == [(0.1, 1), (0.2, 1), (0.1, 2), (0.2, 2)]
    assert capsys.readouterr().out.splitlines()[-1] == "two, seed 2, loss 0.4"
    studied, stored = recording.read(path), recording.arrays(path)
    assert studied["two"]["runs"] == [{"seed": 1, "loss": 0.2}, {"seed": 2, "loss": 0.4}]
    assert stored["one, and more, 2, each"].tolist() == [2, 2, 2]
    assert stored["boats"].tolist() == [0, 1, 2]
    assert len(stored) == 5
    assert {file.name for file in tmp_path.iterdir()} == {"toy.json", "toy.npz"}


def test_what_has_changed_is_run_anew_and_what_is_not_asked_for_is_forgotten(tmp_path, measure, asked):
    path = tmp_path / "toy.json"
    recording.record(path, {"one": Toy(), "two": Toy(0.2), "three": Toy(0.3)}, (1, 2), measure)
    asked.clear()
    recording.record(path, {"one": Toy(0.9), "two": Toy(0.2)}, (1,), measure)
    assert asked == [(0.9, 1)]
    assert list(recording.read(path)) == ["one", "two"]
    assert set(recording.arrays(path)) == {"one, 1, each", "two, 1, each", "two, 2, each"}
    assert set(json.loads(path.read_text())["versions"]) == {"python", "numpy", "torch"}


def test_nothing_is_recorded_where_nothing_was_run(tmp_path):
    assert recording.read(tmp_path / "toy.json") == {}
    assert recording.arrays(tmp_path / "toy.json") == {}
