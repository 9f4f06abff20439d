import pytest
import torch

from utils.reference.schedules import cosine, inverse_time, stairs


def test_the_rate_halves_after_one_over_decay_steps():
    assert [inverse_time(0.4, step, 0.01) for step in (0, 100, 300)] == pytest.approx([0.4, 0.2, 0.1])
    assert inverse_time(0.4, 10**6, 0.0) == 0.4


def in_pytorch(schedule, steps, **options):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.4)
    rates, plan = [], schedule(optimizer, **options)
    for _ in range(steps):
        rates.append(plan.get_last_lr()[0])
        optimizer.step()
        plan.step()
    return rates


def test_stairs_and_cosine_are_those_of_pytorch():
    torch_stairs = in_pytorch(torch.optim.lr_scheduler.StepLR, 25, step_size=10, gamma=0.5)
    assert [stairs(0.4, step, 10, 0.5) for step in range(25)] == pytest.approx(torch_stairs)
    torch_cosine = in_pytorch(torch.optim.lr_scheduler.CosineAnnealingLR, 21, T_max=20)
    assert [cosine(0.4, step, 20) for step in range(21)] == pytest.approx(torch_cosine, abs=1e-12)


def test_a_step_after_the_last_is_refused():
    with pytest.raises(ValueError, match="step must be at most steps 10, got 11"):
        cosine(0.1, 11, 10)
