import random

import numpy as np
import pytest
import torch

from utils.labs.device import pick_device
from utils.labs.seeding import seed_everything


def there(monkeypatch, cuda, mps):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.cuda, "set_device", lambda device: None)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)


@pytest.mark.parametrize(
    ("cuda", "mps", "kind"), [(True, True, "cuda"), (True, False, "cuda"), (False, True, "mps"), (False, False, "cpu")]
)
def test_the_best_device_there_is_is_picked(monkeypatch, cuda, mps, kind):
    there(monkeypatch, cuda, mps)
    assert pick_device().type == kind
    assert pick_device("cpu").type == "cpu"


def test_each_process_gets_the_card_of_its_number(monkeypatch):
    there(monkeypatch, True, False)
    monkeypatch.setenv("LOCAL_RANK", "3")
    assert pick_device() == torch.device("cuda", 3)
    assert pick_device("cuda:1") == torch.device("cuda", 1)


@pytest.mark.parametrize("name", ["cuda", "mps", "tpu"])
def test_a_device_that_is_not_there_is_refused(monkeypatch, name):
    there(monkeypatch, False, False)
    with pytest.raises(ValueError, match=f"device must be one of cpu here, got '{name}'"):
        pick_device(name)


def draws(*numbers):
    generator = seed_everything(*numbers)
    return random.random(), float(np.random.rand()), float(torch.rand(())), float(torch.rand((), generator=generator))


def test_a_seed_fixes_every_draw_and_a_stream_makes_others():
    assert draws(1) == draws(1, 0) == draws(1, 0)
    for other in ((2, 0), (1, 1), (0, 1)):
        assert all(one != another for one, another in zip(draws(1), draws(*other), strict=True))


def test_what_is_no_seed_is_refused():
    with pytest.raises(ValueError, match="seed must be a whole number of at least 0, got -1"):
        seed_everything(-1)
