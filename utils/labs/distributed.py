"""Several processes that train one model: each computes its share of every batch, all take the same step.

``torchrun`` starts them, on one machine or several, and tells each its number in environment variables; PyTorch's
DistributedDataParallel averages their gradients. Without it all of this does nothing.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, distributed, nn


@contextmanager
def joined(device: torch.device) -> Iterator[int]:
    """Join the processes that ``torchrun`` started, and leave them at the end; yields this process's number."""
    together = int(os.environ.get("WORLD_SIZE", 1)) > 1
    if together:
        distributed.init_process_group("nccl" if device.type == "cuda" else "gloo")
    try:
        yield rank()
    finally:
        if together:
            distributed.destroy_process_group()


def rank() -> int:
    """Return the number of this process, 0 for the one that writes files and talks."""
    return distributed.get_rank() if distributed.is_initialized() else 0


def size() -> int:
    """Return how many processes train together."""
    return distributed.get_world_size() if distributed.is_initialized() else 1


def wrap(model: nn.Module, device: torch.device) -> nn.Module:
    """Return ``model`` so that its gradients are averaged over all processes; on cards, batch statistics as well."""
    if size() == 1:
        return model
    if device.type == "cuda":
        return nn.parallel.DistributedDataParallel(nn.SyncBatchNorm.convert_sync_batchnorm(model), [device])
    return nn.parallel.DistributedDataParallel(model)


def share(indices: Tensor) -> tuple[Tensor, float]:
    """Return this process's part of the ``indices`` (B,) of a batch, and what its mean loss counts in the average.

    Every process must have at least one. The average of the processes' means, each times its weight, is the mean over
    the whole batch, also where the parts differ by one.
    """
    mine = indices[rank() :: size()]
    return mine, len(mine) * size() / len(indices)


def mean(value: float, device: torch.device) -> float:
    """Return the mean of every process's ``value``."""
    if size() == 1:
        return value
    total = torch.tensor(value, dtype=torch.float32 if device.type == "mps" else torch.float64, device=device)
    distributed.all_reduce(total)
    return float(total) / size()


def from_first(value: Any) -> Any:
    """Return the first process's ``value`` in all of them."""
    if size() == 1:
        return value
    held = [value]
    distributed.broadcast_object_list(held, src=0)
    return held[0]
