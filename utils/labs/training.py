"""The one training loop of all labs: seeded, resumable, on one device or on many, with a log that draws itself."""

import csv
import math
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader

from utils.labs import distributed
from utils.labs.device import pick_device
from utils.labs.plan import Plan, check, optimiser_of, precision_on, rate
from utils.labs.progress import Silent, Watcher, watcher
from utils.labs.seeding import seed_everything

Batch = tuple[Tensor, ...]
Loss = Callable[[nn.Module, Batch], Tensor]
"""The mean loss of a model on a batch; ``classification`` is one."""


class Data(Protocol):
    """Examples that are asked for in batches; drawing at random (augmentation) is up to ``torch``'s generator."""

    def __len__(self) -> int:
        """Return how many examples there are."""

    def __getitem__(self, indices: Tensor) -> Batch:
        """Return the examples at ``indices`` (B,) as tensors with B rows."""


class Epoch(NamedTuple):
    """A line of the log: steps so far, last learning rate, mean training loss, validation score, seconds it took."""

    epoch: int
    steps: int
    lr: float
    loss: float
    score: float
    seconds: float


class Run:
    """What changes while a model is trained, and what a checkpoint must hold."""

    def __init__(self, model: nn.Module, plan: Plan, device: torch.device) -> None:
        layout = torch.channels_last if plan.channels_last else torch.preserve_format
        self.plan, self.device, self.layout = plan, device, layout
        self.model = model.to(device, memory_format=layout)
        self.wrapped = distributed.wrap(self.model, device)
        self.optimiser = optimiser_of(plan, self.wrapped)
        self.precision = precision_on(plan, device)
        self.scaler = torch.amp.GradScaler(device.type, enabled=self.precision is torch.float16)
        self.history: list[Epoch] = []
        self.best: dict[str, Tensor] = {}

    def state(self) -> dict[str, Any]:
        """Return everything that a continuation needs, of types that can be loaded without running code."""
        return {
            "plan": self.plan._asdict(),
            "model": self.model.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "scaler": self.scaler.state_dict(),
            "history": [tuple(epoch) for epoch in self.history],
            "best": self.best,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take up ``state``; ValueError where it is of another plan."""
        mine, theirs = self.plan._asdict(), state["plan"]
        other = [
            f"{name} {theirs.get(name)!r} and not {value!r}"
            for name, value in mine.items()
            if theirs.get(name) != value
        ]
        if other:
            raise ValueError(f"folder holds a run with {', '.join(other)}: name another folder, or empty it")
        self.model.load_state_dict(state["model"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.scaler.load_state_dict(state["scaler"])
        self.history, self.best = [Epoch(*row) for row in state["history"]], state["best"]


def fit(
    model: nn.Module,
    data: Data,
    loss: Loss,
    plan: Plan,
    validate: Callable[[nn.Module], float] | None = None,
    folder: Path | None = None,
    device: torch.device | str | None = None,
    show: str = "bar",
    stoppable: bool = False,
) -> list[Epoch]:
    """Train ``model`` in place on ``data``, and return the log; with ``validate`` it ends with its best weights.

    ``validate`` is given the model in evaluation mode after each epoch, and returns a score: higher is better. In
    ``folder`` an epoch leaves log.csv, last.pt, and best.pt, the weights with the best score so far; what finds a
    last.pt there goes on behind it, on a processor to the same bits as if it had never stopped. Every epoch draws from
    a seed of its own. Under ``torchrun`` (``distributed.joined``) a batch is shared by all processes, and ``folder``
    must be one that all of them see. ``show`` is "bar", "curves" (in a notebook) or "" for nothing. With ``stoppable``
    an interrupt ends training as the plan would have: with the best weights and the log so far.
    Raises ValueError for a plan that cannot be, for a loss that is no number, and for a folder with another run.
    """
    device = pick_device(None if device is None else str(device))
    run = Run(model, check(plan), device)
    if not 0 < distributed.size() <= min(plan.batch, len(data)):
        raise ValueError(f"data and batch must have an example for each process, got {len(data)} and {plan.batch}")
    if folder is not None and (folder / "last.pt").exists():
        run.restore(torch.load(folder / "last.pt", map_location=device, weights_only=True))
    total = plan.epochs * steps_in(data, plan)
    with watcher(show, total) if distributed.rank() == 0 else Silent() as watching:
        watching.resume(run.history)
        try:
            while not _is_over(run, total):
                epoch = _train_epoch(run, data, loss, total, watching)
                _record(run, epoch, validate, folder)
                watching.epoch(run.history)
        except KeyboardInterrupt:
            if not stoppable:
                raise
    if run.best:
        run.model.load_state_dict(run.best)
    return run.history


def classification(smoothing: float = 0.0) -> Loss:
    """Return the loss of classifiers: softmax cross-entropy of batches (images, labels), with label smoothing.

    With ``smoothing`` s the true class is asked for 1 - s + s / C of the probability and each other one for s / C.
    Source: Szegedy et al., "Rethinking the Inception architecture" (2016), section 7.
    """
    criterion = nn.CrossEntropyLoss(label_smoothing=smoothing)
    return lambda model, batch: criterion(model(batch[0]), batch[1])


def steps_in(data: Data, plan: Plan) -> int:
    """Return how many steps an epoch has; a last batch too small for all processes is left out."""
    whole, rest = divmod(len(data), plan.batch)
    return whole + (rest >= distributed.size())


def _train_epoch(run: Run, data: Data, loss: Loss, total: int, watching: Watcher) -> Epoch:
    """Take the steps of the next epoch, and return its line of the log, without a score."""
    begun, done, number = time.monotonic(), run.history[-1].steps if run.history else 0, len(run.history)
    stop = total if run.plan.steps is None else min(total, run.plan.steps)
    generator = seed_everything(run.plan.seed, number)
    run.wrapped.train()
    losses, lr = [], run.plan.lr
    for batch, weight in _batches(data, run.plan, generator):
        if done == stop:
            break
        done += 1
        lr = rate(run.plan, done / (total + 1))
        losses.append(_step(run, batch, weight, loss, lr))
        watching.step(losses[-1])
    mean = distributed.mean(float(torch.stack(losses).mean()), run.device)
    if not math.isfinite(mean):
        raise ValueError(f"loss must stay a finite number, got {mean} in epoch {number + 1}: a smaller lr may help")
    return Epoch(number + 1, done, lr, mean, math.nan, time.monotonic() - begun)


def _batches(data: Data, plan: Plan, generator: torch.Generator) -> Iterator[tuple[Batch, float]]:
    """Yield this process's share of each batch of an epoch, in an order drawn from ``generator``, and its weight."""
    order = torch.randperm(len(data), generator=generator).split(plan.batch)
    shares = [distributed.share(indices) for indices in order if len(indices) >= distributed.size()]
    pinned = torch.cuda.is_available() and not getattr(data, "on_a_card", False)
    options = {"num_workers": plan.workers, "pin_memory": pinned, "generator": generator}
    loader = DataLoader(data, batch_size=None, sampler=[indices for indices, _ in shares], **options)
    yield from zip(loader, (weight for _, weight in shares), strict=True)


def _step(run: Run, batch: Batch, weight: float, loss: Loss, lr: float) -> Tensor:
    """Take one step of gradient descent at the rate ``lr``, and return the loss times ``weight``."""
    for group in run.optimiser.param_groups:
        group["lr"] = lr * group["factor"]
    batch = tuple(_moved(part, run) for part in batch)
    with torch.autocast(run.device.type, run.precision, enabled=run.precision is not None):
        value = loss(run.wrapped, batch) * weight
    run.optimiser.zero_grad()
    run.scaler.scale(value).backward()
    run.scaler.step(run.optimiser)
    run.scaler.update()
    return value.detach()


def _moved(part: Tensor, run: Run) -> Tensor:
    layout = run.layout if part.ndim == 4 else torch.preserve_format
    return part.to(run.device, non_blocking=True, memory_format=layout)


def _record(run: Run, epoch: Epoch, validate: Callable[[nn.Module], float] | None, folder: Path | None) -> None:
    """Score the model, keep the best weights, and write the files of this epoch."""
    best = max((past.score for past in run.history), default=-math.inf)
    if validate is not None:
        epoch = epoch._replace(score=distributed.from_first(_score(run.model, validate)))
    improved = epoch.score > best
    if improved:
        run.best = {name: value.detach().clone() for name, value in run.model.state_dict().items()}
    run.history.append(epoch)
    if folder is not None and distributed.rank() == 0:
        folder.mkdir(parents=True, exist_ok=True)
        if improved:
            save(run.best, folder / "best.pt")
        save(run.state(), folder / "last.pt")
        _write_log(run.history, folder / "log.csv")


def _score(model: nn.Module, validate: Callable[[nn.Module], float]) -> float | None:
    """Return the score of ``model``, in the first process only; ValueError where it is no finite number."""
    if distributed.rank():
        return None
    model.eval()
    with torch.no_grad():
        score = float(validate(model))
    if not math.isfinite(score):
        raise ValueError(f"validate must return a finite number, got {score}")
    return score


def save(state: dict[str, Any], path: Path) -> None:
    """Write ``state`` so that whoever is broken off leaves the file before it or the new one, never half of one."""
    draft = path.with_suffix(".part")
    torch.save(state, draft)
    os.replace(draft, path)


def _write_log(history: list[Epoch], path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([Epoch._fields, *history])


def _is_over(run: Run, total: int) -> bool:
    """Return whether all steps are taken, or the score has not got better for as long as the plan is patient."""
    if not run.history:
        return False
    plan, scores = run.plan, [epoch.score for epoch in run.history]
    if run.history[-1].steps >= (total if plan.steps is None else min(total, plan.steps)):
        return True
    if plan.patience is None or math.isnan(scores[-1]):
        return False
    return len(scores) - 1 - scores.index(max(scores)) >= plan.patience
