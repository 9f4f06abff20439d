"""Training in four steps: each moves what it says and nothing else, and a detector comes out of it."""

import pytest
import torch

from tests.labs.detection.toys import CLASSES, SIZE, toy_scenes
from utils.labs.detection.alternating import DETECTING, PROPOSING, SHARED, STEPS, OneStep, train_in_four_steps
from utils.labs.detection.evaluation import mean_average_precision
from utils.labs.detection.examples import Examples
from utils.labs.detection.faster_rcnn import FasterRCNN
from utils.labs.plan import Plan

PLAN = Plan(1, 4, 0.003, "adamw")


def weights(network):
    return {name: [w.detach().clone() for w in part.state_dict().values()] for name, part in network.named_children()}


def moved(before, after):
    return {
        name for name in after if any(not torch.equal(a, b) for a, b in zip(before[name], after[name], strict=True))
    }


def test_the_modules_of_both_halves_and_the_trunk_are_the_network():
    names = {name for name, _ in FasterRCNN(CLASSES, SIZE).named_children()}
    assert names == {*SHARED, *PROPOSING, *DETECTING}


def test_each_step_moves_its_modules_alone_also_their_normalisation():
    told = []
    torch.manual_seed(0)
    train_in_four_steps(toy_scenes(), SIZE, PLAN, None, lambda step, net: told.append((step, net, weights(net))), "cpu")
    assert [step for step, _, _ in told] == list(STEPS)
    assert told[0][1] is not told[1][1]
    assert told[1][1] is told[2][1] is told[3][1]
    assert moved(told[1][2], told[2][2]) == set(PROPOSING)
    assert moved(told[2][2], told[3][2]) == set(DETECTING)
    assert moved(told[0][2], told[1][2]) == {"trunk", *PROPOSING, *DETECTING}


@pytest.mark.parametrize("step", STEPS)
def test_a_step_has_the_two_losses_of_its_half(step):
    network = OneStep(CLASSES, SIZE)
    network.begin_step(step)
    losses = network(*Examples(toy_scenes(), SIZE)[torch.arange(4)])
    assert tuple(losses) == step.losses
    sum(losses.values()).backward()
    pulled = {name for name, part in network.named_children() if any(w.grad is not None for w in part.parameters())}
    assert pulled == set(step.modules) - {"narrow"}  # which has no weights in the small network


def test_the_second_step_learns_from_the_proposals_of_the_first_network(monkeypatch):
    first, second = OneStep(CLASSES, SIZE), OneStep(CLASSES, SIZE)
    second.begin_step(STEPS[1], (first.eval(),))
    asked = []
    monkeypatch.setattr(first, "best", lambda proposed: asked.append(1) or torch.zeros(4, 3, 4))
    monkeypatch.setattr(second, "best", lambda proposed: pytest.fail("its own proposals were asked for"))
    second(*Examples(toy_scenes(), SIZE)[torch.arange(4)])
    assert asked == [1]


def test_eight_images_are_learned_in_four_steps():
    data = toy_scenes()
    trained = train_in_four_steps(data, SIZE, Plan(30, 4, 0.003, "adamw"), device="cpu")
    assert mean_average_precision(trained.detect(data.images), data) > 0.8
    assert not trained.training
    assert all(w.requires_grad for w in trained.parameters())
