"""Boxes that are seen to come: one figure, drawn anew, and one line in its place in the end."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from tests.labs.detection.toys import toy_scenes
from utils.labs.detection import live as module
from utils.labs.detection.detector import Found
from utils.labs.detection.live import COLUMNS, LiveBoxes
from utils.labs.detection.ssd import SSD
from utils.labs.detection.training import Look, train
from utils.labs.plan import Plan


@pytest.fixture
def shown(monkeypatch):
    seen = []

    class Handle:
        def update(self, data, **options):
            seen.append(data["text/plain"])

    class Place:
        def __init__(self, alt):
            self.handle = None

        def draw(self, figure):
            seen.append(figure[0])
            self.handle = Handle()
            plt.close(figure[0])

    monkeypatch.setattr(module, "Place", Place)
    return seen


def look(epoch, *scores):
    boxes = np.tile(np.float32([[1, 2, 30, 40]]), (len(scores), 1))
    return Look(epoch, epoch / 10, [Found(boxes, np.float32(scores), np.ones(len(scores), np.int64))] * 3, {})


def test_each_epoch_draws_the_figure_anew_with_as_many_boxes_as_there_are_objects(shown):
    data = toy_scenes(3)
    watch = LiveBoxes(data, 2)
    watch(look(1))
    watch(look(2, 0.9, 0.8, 0.7, 0.6))
    assert len(shown) == 2
    assert shown[1].get_suptitle() == "Epoch 2: mAP 0.20"
    moments = watch.moments()
    assert list(moments) == ["epoch 1: mAP 0.10", "epoch 2: mAP 0.20"]
    objects = [len(boxes) for boxes in data.boxes[:2]]
    assert 0 < max(objects) < 4
    assert [len(boxes) for found in moments.values() for boxes in found] == [0, 0, *objects]


def test_of_many_epochs_some_are_shown_the_first_and_the_last_among_them(shown):
    watch = LiveBoxes(toy_scenes(1), 1)
    for epoch in range(1, 10):
        watch(look(epoch, 0.9))
    titles = list(watch.moments())
    assert len(titles) == COLUMNS
    assert (titles[0], titles[-1]) == ("epoch 1: mAP 0.10", "epoch 9: mAP 0.90")


def test_in_the_end_a_line_stands_in_the_figures_place(shown):
    watch = LiveBoxes(toy_scenes(1), 1)
    watch.close()
    assert shown == []
    watch(look(1, 0.9))
    watch(look(2, 0.9))
    watch.close()
    assert "0.10 → 0.20" in shown[-1]


def test_it_watches_a_real_training(shown):
    data = toy_scenes(4)
    watch = LiveBoxes(data, 2)
    train(SSD(data.classes, 64), data, Plan(2, 2, 0.001), data, watch, device="cpu", show="")
    assert len(watch.scores) == len(shown) == 2
