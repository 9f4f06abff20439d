"""Curves that grow in a notebook while a model is trained."""

from typing import TYPE_CHECKING

from IPython.display import DisplayHandle, display
from matplotlib import pyplot

from utils.labs.progress import Silent
from utils.plotting.training import learning_curves

if TYPE_CHECKING:
    from utils.labs.training import Epoch


class Curves(Silent):
    """Shows loss and score over the epochs, in one figure that is drawn anew in its place."""

    def __init__(self) -> None:
        self.handle: DisplayHandle | None = None

    def resume(self, history: "list[Epoch]") -> None:
        """Draw ``history`` where there is one."""
        if history:
            self.epoch(history)

    def epoch(self, history: "list[Epoch]") -> None:
        """Draw the log."""
        figure, _ = learning_curves([one.loss for one in history], [one.score for one in history])
        if self.handle is None:
            self.handle = display(figure, display_id=True)
        else:
            self.handle.update(figure)
        pyplot.close(figure)
