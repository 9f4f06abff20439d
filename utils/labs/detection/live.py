"""Boxes on validation images, seen to come while a detector is trained: one figure, drawn anew in its place."""

import numpy as np

from utils.data.detection import Detection
from utils.labs.detection.training import Look
from utils.plotting.single_shot import learning
from utils.plotting.style import Place

ALT = "What a detector finds in validation images, epoch by epoch, beside the boxes of the objects."
COLUMNS = 5
"""Moments that a figure has room for."""


class LiveBoxes:
    """Watches a training, see ``train``: what is found in the first ``count`` images of ``data``, after each epoch.

    Shown are the best detections, as many in each image as it has objects.
    """

    def __init__(self, data: Detection, count: int = 2) -> None:
        self.photos, self.truth = data.images[:count], data.boxes[:count]
        self.scores: list[float] = []
        self.boxes: list[list[np.ndarray]] = []
        self.place = Place(ALT)

    def __call__(self, look: Look) -> None:
        """Draw the figure anew, with what was found in this epoch."""
        self.scores.append(look.score)
        self.boxes.append(
            [found.boxes[: len(truth)] for found, truth in zip(look.found, self.truth, strict=False)],
        )
        self.place.draw(learning(self.photos, self.moments(), self.truth, f"Epoch {look.epoch}: mAP {look.score:.2f}"))

    def moments(self) -> dict[str, list[np.ndarray]]:
        """Return the boxes of each image at up to COLUMNS moments, the first and the last of them, by their titles."""
        last = len(self.scores) - 1
        places = sorted({round(place) for place in np.linspace(0, last, min(COLUMNS, last + 1))})
        return {f"epoch {place + 1}: mAP {self.scores[place]:.2f}": self.boxes[place] for place in places}

    def close(self) -> None:
        """Put one line in the place of the figure: how the score grew."""
        if self.place.handle is not None:
            words = " → ".join(f"{score:.2f}" for score in self.scores)
            line = f"mAP on validation images, epoch by epoch: {words}"
            self.place.handle.update({"text/html": f"<p>{line}</p>", "text/plain": line}, raw=True)
