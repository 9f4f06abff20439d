"""The two towers differ by their shortcuts alone."""

import pytest
import torch

from utils.labs.architectures import build
from utils.labs.depth import image_shape, learn, tower
from utils.labs.plan import Plan
from utils.shapes import parameters
from utils.shapes.patterns import depth


def test_both_towers_have_the_same_depth_and_weights():
    plain, residual = tower(3, 4, shortcuts=False), tower(3, 4, shortcuts=True)
    assert depth(plain) == depth(residual) == 1 + 2 * 3 + 1
    assert parameters(plain) == parameters(residual)
    models = [build(layers, (1, 8, 8), generator=torch.Generator().manual_seed(1)) for layers in (plain, residual)]
    for one, other in zip(*(model.state_dict().values() for model in models), strict=True):
        assert torch.equal(one, other)


def test_a_block_that_makes_nothing_is_passed_only_with_a_shortcut():
    x = torch.rand(2, 1, 8, 8, generator=torch.Generator().manual_seed(0))
    for shortcuts in (False, True):
        model = build(tower(2, 4, shortcuts), (1, 8, 8), generator=torch.Generator().manual_seed(1))
        for name, weight in model.named_parameters():
            if name.startswith("block"):
                torch.nn.init.zeros_(weight)
        reached = model[:-1](x).abs().sum().item()
        assert (reached > 0) == shortcuts


def test_a_tower_learns_a_separable_task():
    generator = torch.Generator().manual_seed(0)
    labels = torch.arange(60) % 2
    images = torch.randn(60, 1, 8, 8, generator=generator) * 0.1 + labels.view(-1, 1, 1, 1)
    run = learn(tower(1, 4, shortcuts=True), (images, labels), (images, labels), Plan(epochs=6, batch=20, lr=0.05))
    assert len(run.losses) == 6
    assert run.losses[-1] < run.losses[0]
    assert run.accuracy == pytest.approx(1, abs=0.1)
    assert image_shape(images) == (1, 8, 8)
