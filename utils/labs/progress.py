"""What is seen while a model is trained: a bar, curves that grow, or nothing."""

import math
from typing import TYPE_CHECKING, Protocol, Self

from torch import Tensor
from tqdm.auto import tqdm

if TYPE_CHECKING:
    from utils.labs.training import Epoch


class Watcher(Protocol):
    """Is told of every step and every epoch."""

    def __enter__(self) -> Self:
        """Begin."""

    def __exit__(self, *reason: object) -> None:
        """End, for whatever reason."""

    def resume(self, history: "list[Epoch]") -> None:
        """Begin behind ``history``."""

    def step(self, loss: Tensor) -> None:
        """See the loss of a step."""

    def epoch(self, history: "list[Epoch]") -> None:
        """See the log with a new line at its end."""


class Silent:
    """Shows nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reason: object) -> None:
        pass

    def resume(self, history: "list[Epoch]") -> None:
        """Show nothing."""

    def step(self, loss: Tensor) -> None:
        """Show nothing."""

    def epoch(self, history: "list[Epoch]") -> None:
        """Show nothing."""


class Bar(Silent):
    """Shows a bar over all steps, with the loss and the score of the last epoch."""

    def __init__(self, total: int) -> None:
        self.bar = tqdm(total=total, unit="step")

    def __exit__(self, *reason: object) -> None:
        self.bar.close()

    def resume(self, history: "list[Epoch]") -> None:
        """Begin behind ``history``."""
        if history:
            self.bar.update(history[-1].steps)
            self.epoch(history)

    def step(self, loss: Tensor) -> None:
        """Move on by a step."""
        self.bar.update()

    def epoch(self, history: "list[Epoch]") -> None:
        """Show the last line of the log."""
        last = history[-1]
        score = "" if math.isnan(last.score) else f", score {last.score:.4f}"
        self.bar.set_postfix_str(f"epoch {last.epoch}: loss {last.loss:.4f}{score}")


def watcher(show: str, total: int) -> Watcher:
    """Return the watcher that ``show`` names, over ``total`` steps; ValueError for another name."""
    if show not in ("bar", "curves", ""):
        raise ValueError(f'show must be "bar", "curves" or "", got {show!r}')
    if show == "curves":
        from utils.labs.curves import Curves  # noqa: PLC0415 - a server that trains may have no IPython or Matplotlib

        return Curves()
    return Bar(total) if show == "bar" else Silent()
