"""The benchmark of cards on a machine without one: it says so, and all of its parts work on the processor."""

import torch

from benchmarks import cards
from benchmarks.cards import CHECKS, compared, difference, main, trained
from tests.labs.detection.toys import toy_scenes
from utils.labs.detection import digits
from utils.labs.detection.suppression import nms

CPU = torch.device("cpu")


def test_without_a_card_one_sentence_says_so(monkeypatch, capsys):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert main() == 1
    assert "A graphics card that PyTorch can use must be there" in capsys.readouterr().out


def test_a_device_agrees_with_itself():
    lines = list(compared(CPU, cases=3))
    assert len(lines) == len(CHECKS)
    assert all(fine for _, fine in lines)
    assert all("3 of 3 random cases agree, largest difference 0" in line for line, _ in lines)


def test_a_single_box_too_few_is_seen(monkeypatch):
    lost = iter([0, 1] * 9)
    monkeypatch.setattr(cards, "nms", lambda *given: nms(*given)[next(lost) :])
    assert difference(CHECKS[0], 0, CPU) == float("inf")
    assert not next(compared(CPU, cases=2))[1]


def test_a_detector_is_trained_and_timed(monkeypatch):
    monkeypatch.setattr(digits, "SIZE", 64)
    system, plan = digits.CONFIGURATIONS["SSD"]
    monkeypatch.setitem(digits.CONFIGURATIONS, "SSD", digits.Configuration(system, plan._replace(steps=2, batch=2)))
    line = trained("SSD", toy_scenes(4), toy_scenes(3), CPU)
    assert line.startswith("SSD: trained in ")
    assert "on 3 validation scenes" in line
