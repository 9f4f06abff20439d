"""How long, how fast and with what a model is trained: a plan, all in one place."""

from typing import NamedTuple

import torch
from torch import nn

from utils.reference.border import number
from utils.shapes.integers import whole

PRECISIONS = {"float32": None, "bfloat16": torch.bfloat16, "float16": torch.float16}
OPTIMISERS, SCHEDULES = ("sgd", "adamw"), ("one_cycle", "constant")


class Plan(NamedTuple):
    """Settings of ``utils.labs.training.fit``; ``check`` says what each may be."""

    epochs: int
    batch: int
    lr: float
    """The largest learning rate of the cycle."""
    optimiser: str = "sgd"
    """"sgd", with Nesterov's momentum 0.9, or "adamw"."""
    weight_decay: float = 0.0
    schedule: str = "one_cycle"
    """"one_cycle", or "constant": always the largest rate."""
    warmup: float = 0.2
    """The share of all steps in which the rate rises from 0; after that it falls to 0: one cycle (Smith 2018)."""
    patience: int | None = None
    """Epochs without a better score after which training stops; None: never."""
    precision: str = "float32"
    """One of PRECISIONS, "mixed": what is fast on the device, as ``short_type`` says, or "cards": so on cards only."""
    channels_last: bool = False
    steps: int | None = None
    """Steps after which training stops, with the schedule as if it did not; None: all."""
    workers: int = 0
    """Processes that prepare batches beside the one that trains."""
    seed: int = 0
    rates: tuple[tuple[str, float], ...] = ()
    """Factors of the learning rate of the weights whose names begin so; of all others it is 1."""


def check(plan: Plan) -> Plan:
    """Return ``plan``; ValueError names what in it is not as it should be."""
    for name in ("epochs", "batch"):
        whole(name, getattr(plan, name), 1)
    for name in ("workers", "seed"):
        whole(name, getattr(plan, name), 0)
    for name in ("patience", "steps"):
        if getattr(plan, name) is not None:
            whole(name, getattr(plan, name), 1)
    number("lr", plan.lr, 0)
    number("weight_decay", plan.weight_decay, 0)
    if number("warmup", plan.warmup, 0, 1) == 1:
        raise ValueError(f"warmup must be below 1, got {plan.warmup!r}")
    if plan.optimiser not in OPTIMISERS:
        raise ValueError(f"optimiser must be one of {', '.join(OPTIMISERS)}, got {plan.optimiser!r}")
    if plan.schedule not in SCHEDULES:
        raise ValueError(f"schedule must be one of {', '.join(SCHEDULES)}, got {plan.schedule!r}")
    if plan.precision not in ("mixed", "cards", *PRECISIONS):
        raise ValueError(f"precision must be one of mixed, cards, {', '.join(PRECISIONS)}, got {plan.precision!r}")
    for beginning, factor in plan.rates:
        number(f"rates of {beginning}", factor, 0)
    return plan


def one_cycle(progress: float, warmup: float) -> float:
    """Return the learning rate's factor at ``progress`` in (0, 1): up from 0 to 1 until ``warmup``, then down to 0.

    Source: Smith, "A disciplined approach to neural network hyper-parameters" (2018), with straight lines.
    """
    return progress / warmup if progress < warmup else (1 - progress) / (1 - warmup)


def rate(plan: Plan, progress: float) -> float:
    """Return the plan's learning rate at ``progress`` in (0, 1) of all steps."""
    return plan.lr * (one_cycle(progress, plan.warmup) if plan.schedule == "one_cycle" else 1.0)


def optimiser_of(plan: Plan, model: nn.Module) -> torch.optim.Optimizer:
    """Return the plan's optimiser of the model's weights that are trained; each group knows its ``factor``."""
    options = {"lr": plan.lr, "weight_decay": plan.weight_decay, "fused": True}
    groups = _groups(plan, model)
    if plan.optimiser == "adamw":
        return torch.optim.AdamW(groups, betas=(0.9, 0.99), **options)
    return torch.optim.SGD(groups, momentum=0.9, nesterov=True, **options)


def _groups(plan: Plan, model: nn.Module) -> list[dict]:
    """Return the weights that are trained, in groups by the factor of their learning rate."""
    groups: dict[float, list[nn.Parameter]] = {}
    for name, weight in model.named_parameters():
        if weight.requires_grad:
            name = name.removeprefix("module.")  # what DistributedDataParallel puts before it
            factors = [factor for beginning, factor in plan.rates if name.startswith(beginning)]
            groups.setdefault(factors[0] if factors else 1.0, []).append(weight)
    return [{"params": weights, "factor": factor} for factor, weights in groups.items()]


def precision_on(plan: Plan, device: torch.device) -> torch.dtype | None:
    """Return the type that matrix products are computed in on ``device``; None: float32, as everything else is.

    "cards" is for training whose backward pass is no faster in the short type on a processor, as with filters that
    see one map each.
    """
    if plan.precision in PRECISIONS:
        return PRECISIONS[plan.precision]
    return short_type(device) if plan.precision == "mixed" or device.type == "cuda" else None


def short_type(device: torch.device) -> torch.dtype | None:
    """Return the short type that ``device`` multiplies by itself, or None.

    Graphics cards have one, and processors with AVX512-BF16 or AMX. Others imitate it, many times slower than float32.
    """
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
    able = getattr(torch.cpu, "get_capabilities", dict)() if device.type == "cpu" else {}
    return torch.bfloat16 if able.get("avx512_bf16") or able.get("amx_bf16") else None
