"""One picker for the device: a graphics card, Apple's, or the processor."""

import os

import torch


def device_name() -> str:
    """Return what ``pick_device()`` would compute on, for records: "cpu", "mps", or the card's own name."""
    device = pick_device()
    return torch.cuda.get_device_name(device) if device.type == "cuda" else device.type


def pick_device(name: str | None = None) -> torch.device:
    """Return the device called ``name``, or without one the best there is: CUDA, then Apple's MPS, then the processor.

    Among several processes of ``torchrun`` each gets the card of its own number. Raises ValueError for a device that
    this machine or this PyTorch does not have.
    """
    if name is None:
        name = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    kind = str(name).partition(":")[0]
    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if not there.get(kind, False):
        raise ValueError(f"device must be one of {', '.join(one for one in there if there[one])} here, got {name!r}")
    if name == "cuda":
        device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0)))
        torch.cuda.set_device(device)
        return device
    return torch.device(name)
