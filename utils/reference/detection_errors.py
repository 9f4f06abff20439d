"""What kind of mistake each detection is: near but not on, mistaken for another class, or nothing at all.

Source: Hoiem, Chodpathumwan and Dai, "Diagnosing error in object detectors" (2012), section 2.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from utils.reference.average_precision import find_hits
from utils.reference.border import Array, number
from utils.reference.boxes import iou

KINDS = ("hit", "localisation", "confusion", "background")
"""A box on its object; one of the right class that is off, or a double; one on an object of another class; the rest."""
HIT, LOCALISATION, CONFUSION, BACKGROUND = range(4)


def error_kinds(
    boxes: Array, scores: Array, labels: Array, truth: Array, classes: Array, limits: tuple[float, float] = (0.1, 0.5)
) -> Array:
    """Return the kind, an index into KINDS, of each detection (R,) of one image.

    ``boxes`` (R, 4) with ``scores`` and ``labels`` (R,) are judged by the objects ``truth`` (G, 4) of ``classes``
    (G,): a hit as ``find_hits`` has it at the higher of ``limits``; of the others, a detection that overlaps an object
    of its label by at least the lower one is a matter of localisation, else one that so overlaps any is a confusion.
    """
    near, most = (number(name, limit, 0, 1) for name, limit in zip(("limits[0]", "limits[1]"), limits, strict=True))
    boxes, truth = np.reshape(boxes, (-1, 4)), np.reshape(truth, (-1, 4))
    labels, classes, scores = np.asarray(labels), np.asarray(classes), np.asarray(scores)
    overlaps = iou(boxes, truth)
    own = labels[:, None] == classes[None, :]
    kinds = np.full(len(boxes), BACKGROUND)
    kinds[(overlaps >= near).any(axis=1)] = CONFUSION
    kinds[(own & (overlaps >= near)).any(axis=1)] = LOCALISATION
    for label in np.unique(labels):
        mine = np.flatnonzero(labels == label)
        ranked = mine[np.argsort(-scores[mine], kind="stable")]
        kinds[ranked[find_hits(boxes[mine], scores[mine], truth[classes == label], most)]] = HIT
    return kinds


def first_mistakes(scores: Sequence[Array], kinds: Sequence[Array], count: int) -> list[tuple[int, int]]:
    """Return (image, detection) of the ``count`` mistakes with the highest scores, best first, or of all if fewer."""
    ends = np.cumsum([0, *map(len, scores)])
    places = [(image, place) for image, (low, high) in enumerate(pairwise(ends)) for place in range(high - low)]
    wrong = [(image, place) for image, place in places if kinds[image][place] != HIT]
    return sorted(wrong, key=lambda at: -scores[at[0]][at[1]])[:count]
