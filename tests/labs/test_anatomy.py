"""What is measured of a model is what is counted by hand."""

import pytest
import torch
from torch import nn

from utils.labs.anatomy import Ledger, gradient_lengths, memory, row_shapes
from utils.labs.architectures import build
from utils.shapes import memory_table
from utils.shapes.patterns import pattern

INPUT = (3, 16, 16)
LAYERS = pattern(2, 2, 1, INPUT, filters=4, width=8)


@pytest.fixture
def batch():
    generator = torch.Generator().manual_seed(0)
    return torch.randn(1, *INPUT, generator=generator), torch.tensor([3])


def test_hooks_see_the_rows_of_the_table_and_are_gone_afterwards(batch):
    model = build(LAYERS, INPUT)
    seen = row_shapes(model, batch[0])
    assert all(seen[row.name] == row.output for row in memory_table(LAYERS, INPUT)[1:])
    assert not any(module._forward_hooks for module in model.modules())


@pytest.mark.parametrize("device", ["cpu", "meta"])
def test_a_training_step_keeps_the_rows_and_the_winners_of_pools(batch, device):
    x, y = (part.to(device) for part in batch)
    model = build(LAYERS, INPUT, device=device)
    found = memory(model, x, y)
    rows = memory_table(LAYERS, INPUT)
    assert found.saved_values == 4 * sum(row.values for row in rows) + 4
    assert found.saved_indices == 8 * sum(row.values for row in rows if row.name.startswith("pool"))
    assert found.weights == found.gradients == 4 * sum(row.weights + row.biases for row in rows)
    assert found.inference_peak == 2 * 4 * max(row.values for row in rows)
    assert found.training_peak > found.gradients
    assert all(weight.grad is None for weight in model.parameters())


def test_inference_needs_the_most_where_two_neighbours_are_largest():
    model = nn.Sequential(nn.Linear(10, 100), nn.Linear(100, 200), nn.Linear(200, 1))
    assert memory(model, torch.zeros(1, 10), torch.tensor([0])).inference_peak == 4 * (100 + 200)


def test_the_ledger_counts_what_is_alive_at_once_and_views_not_at_all():
    x = torch.zeros(1000)
    with Ledger([x]) as ledger:
        for _ in range(5):
            (x + 1).view(10, 100)
        assert ledger.live == 0
        kept = x + 1
        x.view(10, 100)
        assert ledger.live == kept.nbytes
    assert ledger.peak == 4000


def test_gradient_lengths_are_those_of_autograd(batch):
    model = build(LAYERS, INPUT)
    found = gradient_lengths(model, *batch)
    nn.functional.cross_entropy(model(batch[0]), batch[1]).backward()
    assert found == pytest.approx([m.weight.grad.norm().item() for m in model.modules() if isinstance(m, nn.Conv2d)])
    assert len(found) == 4
