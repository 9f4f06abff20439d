"""What the checks of homework 1 compare with: the right answers in NumPy, and what the usual mistakes would give.

Everything here is an oracle for tests, written for being checked and not for being fast; a student who copies from it
finds no function of the homework here.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

PLACES = tuple((down, right) for down in range(-2, 3) for right in range(-2, 3))
"""By how many pixels an image may be moved, down and right."""


def refuses(call: Callable[[], object], what: str) -> None:
    """Raise AssertionError unless ``call`` raises ValueError, here or in a sandbox; ``what`` it was given."""
    try:
        call()
    except Exception as error:
        if isinstance(error, NotImplementedError) or getattr(error, "whatever_the_inputs", False):
            raise  # not written yet
        named = f"{type(error).__name__} {getattr(error, 'kind', '')} {error}"
        if "ValueError" not in named:
            raise AssertionError(f"raise ValueError for {what}, got {error}") from None
    else:
        raise AssertionError(f"{what} must raise ValueError")


def near(got: object, right: np.ndarray, mistakes: Mapping[str, np.ndarray], tolerance: float = 1e-3) -> None:
    """Raise AssertionError where single-precision numbers are not ``right``; name which of ``mistakes`` it is."""
    got = np.asarray(got)
    if got.shape != right.shape:
        raise AssertionError(f"expected shape {right.shape}, got {got.shape}")
    if np.allclose(got, right, atol=tolerance):
        return
    named = next((f" ({name})" for name, other in mistakes.items() if np.allclose(got, other, atol=tolerance)), "")
    worst = np.unravel_index(np.abs(got - right).argmax(), right.shape)
    raise AssertionError(f"expected {right[worst]:.4g} at {[int(i) for i in worst]}, got {got[worst]:.4g}{named}")


def find_moves(images: np.ndarray, changed: np.ndarray) -> list[tuple[int, int] | None]:
    """Return how each of ``images`` (N, 1, H, W) was moved to become the changed one; None: no move explains it."""
    height, width = images.shape[2:]
    padded = np.pad(images, ((0, 0), (0, 0), (2, 2), (2, 2)))
    found: list[tuple[int, int] | None] = []
    for image, other in zip(padded, changed, strict=True):
        windows = ((p, image[:, 2 - p[0] : 2 - p[0] + height, 2 - p[1] : 2 - p[1] + width]) for p in PLACES)
        found.append(next((place for place, window in windows if np.array_equal(window, other)), None))
    return found


def only_moved(images: np.ndarray, changed: np.ndarray) -> list[tuple[int, int]]:
    """Return how each image was moved; raises AssertionError, with what it looks like, where one was not just moved."""
    changed = np.asarray(changed)
    if changed.shape != images.shape:
        raise AssertionError(f"expected shape {images.shape}, got {changed.shape}")
    found = find_moves(images, changed)
    strangers = [n for n, move in enumerate(found) if move is None]
    if strangers:
        looks = _misdeed(images, changed, strangers)
        raise AssertionError(f"no move by up to 2 pixels makes image {strangers[0]} into what came out{looks}")
    return [move for move in found if move is not None]


def _misdeed(images: np.ndarray, changed: np.ndarray, strangers: Sequence[int]) -> str:
    some = list(strangers)
    if any(find_moves(images[some][..., ::-1], changed[some])):
        return " (it is mirrored, and a mirrored digit is another sign)"
    if all(np.array_equal(np.sort(changed[n].ravel()), np.sort(images[n].ravel())) for n in some):
        return " (what leaves on one side comes in on the other)"
    return ""


FIRST_LABEL = 100
"""The label of image 0 among numbered ones: no label is a place, so that nobody can take one for the other."""


def numbered(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return images (count, 1, 28, 28) uint8, of which image n shows n everywhere, and their labels n + FIRST_LABEL."""
    places = np.arange(count)
    images = np.broadcast_to(places.astype(np.uint8)[:, None, None, None], (count, 1, 28, 28)).copy()
    return images, places + FIRST_LABEL


def read_batches(pairs: Sequence, count: int, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Return what the numbered images of all batches show, and whose labels come with them, in their order.

    Raises AssertionError unless there are all ``count`` of them, once each, in batches of ``size`` and a smaller last.
    """
    seen = np.concatenate([np.asarray(x)[:, 0, 0, 0] for x, _ in pairs]).astype(int)
    labels = np.concatenate([np.asarray(y) for _, y in pairs]) - FIRST_LABEL
    if sorted(labels.tolist()) != list(range(count)):
        raise AssertionError(f"{count} examples went in, {len(set(labels.tolist()))} of them came out")
    sizes = [len(y) for _, y in pairs]
    expected = [size] * (count // size) + [count % size] * (count % size > 0)
    if sizes != expected:
        raise AssertionError(f"expected batches of {expected} examples, got {sizes}")
    return seen, labels


def in_training(seen: np.ndarray, labels: np.ndarray) -> None:
    """Raise AssertionError unless numbered images came shuffled, as negatives, each with its own label."""
    if np.array_equal(labels, np.arange(len(labels))):
        raise AssertionError("training images are not shuffled")
    if np.array_equal(seen, labels):
        raise AssertionError("training images are not augmented")
    if not np.array_equal(seen, 255 - labels):
        raise AssertionError("images and labels were shuffled apart")


def in_validation(seen: np.ndarray, labels: np.ndarray) -> None:
    """Raise AssertionError unless numbered images came in order, untouched, each with its own label."""
    if np.array_equal(seen, 255 - labels):
        raise AssertionError("validation images are augmented")
    if not np.array_equal(labels, np.arange(len(labels))):
        raise AssertionError("validation images are shuffled")
    if not np.array_equal(seen, labels):
        raise AssertionError("images and labels do not belong together")


def shares(scores: np.ndarray) -> np.ndarray:
    """Return the softmax (N, C) of scores (N, C)."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def mean_loss(scores: np.ndarray, labels: np.ndarray) -> float:
    """Return the mean cross-entropy of scores (N, C) against labels (N,)."""
    return float(-np.log(shares(scores)[np.arange(len(labels)), labels]).mean())


def loss_gradient(scores: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the gradient (N, C) of ``mean_loss``, measured: central differences, good to about nine digits."""
    slopes, step = np.empty_like(scores), 1e-5
    for place in np.ndindex(scores.shape):
        nudge = np.zeros_like(scores)
        nudge[place] = step
        slopes[place] = (mean_loss(scores + nudge, labels) - mean_loss(scores - nudge, labels)) / (2 * step)
    return slopes


def loss_mistakes(scores: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Return what the usual mistakes make of ``mean_loss``."""
    return {
        "the softmax was taken before cross_entropy, which takes it itself": mean_loss(shares(scores), labels),
        "the sum over the batch, not the mean": mean_loss(scores, labels) * len(labels),
        "the sign is flipped": -mean_loss(scores, labels),
    }


class Epoch:
    """One epoch of plain gradient descent on a linear layer with softmax and cross-entropy, by hand.

    ``W`` (C, D), ``b`` (C,), ``xs`` arrays (n, D), ``ys`` labels (n,): drawn from ``rng``, a batch for each of
    ``sizes``.
    """

    def __init__(self, rng: np.random.Generator, sizes: Sequence[int], lr: float) -> None:
        self.sizes, self.lr = list(sizes), lr
        self.xs = [rng.normal(size=(n, 5)) for n in sizes]
        self.ys = [rng.integers(4, size=n) for n in sizes]
        self.W, self.b = rng.normal(size=(4, 5)), rng.normal(size=4)

    @property
    def inputs(self) -> tuple:
        """What the student's epoch is run on."""
        return self.W, self.b, self.xs, self.ys, self.lr

    def run(self, batches: int | None = None, kept: float = 0.0) -> tuple[np.ndarray, np.ndarray, list[float]]:
        """Return W, b and the loss of each batch after the first ``batches``; with ``kept`` 1 gradients pile up."""
        W, b, losses, dW, db = self.W, self.b, [], 0.0, 0.0
        for x, y in list(zip(self.xs, self.ys, strict=True))[:batches]:
            losses.append(mean_loss(x @ W.T + b, y))
            delta = (shares(x @ W.T + b) - np.eye(len(W))[y]) / len(y)
            dW, db = kept * dW + delta.T @ x, kept * db + delta.sum(axis=0)
            W, b = W - self.lr * dW, b - self.lr * db
        return W, b, losses

    def weight_mistakes(self) -> dict[str, np.ndarray]:
        """Return what the usual mistakes make of W."""
        slips = {"no step was taken": self.W}
        if len(self.sizes) > 1:
            piled = "gradients of earlier batches are added: they were never set to zero"
            slips |= {piled: self.run(kept=1.0)[0], "only the first batch was used": self.run(1)[0]}
        return slips

    def loss(self) -> float:
        """Return the mean loss per example."""
        return float(np.dot(self.run()[2], self.sizes) / sum(self.sizes))

    def loss_mistakes(self) -> dict[str, float]:
        """Return what the usual mistakes make of ``loss``."""
        each = self.run()[2]
        slips = {
            "that is the loss of the last batch": each[-1],
            "that is the sum over the batches": float(np.sum(each)),
        }
        slips["that is the sum over all examples, not the mean"] = float(np.dot(each, self.sizes))
        if len(set(self.sizes)) > 1:
            slips["every batch counts alike, though the last is smaller"] = float(np.mean(each))
        return slips


def mostly_right(rng: np.random.Generator, count: int, classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Return random scores (count, classes), and labels (count,) at which about seven in ten are largest."""
    scores = rng.normal(size=(count, classes))
    return scores, np.where(rng.random(count) < 0.7, scores.argmax(axis=1), rng.integers(classes, size=count))


def accuracy_mistakes(scores: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Return what the usual mistakes make of the share of rows of ``scores`` (N, C) that are largest at their label."""
    found, count = scores.argmax(axis=1), len(scores)
    right = (found == labels).mean()
    slips = {
        "the model was asked in training mode": float((scores.argmin(axis=1) == labels).mean()),
        "labels (N, 1) met predictions (N,): all were compared with all": float((found[:, None] == labels).mean()),
        "a percentage, not a share": float(100 * right),
        "a count, not a share": float(count * right),
    }
    if scores.shape[0] == scores.shape[1]:
        slips["argmax over the wrong axis: the best image of a class"] = float((scores.argmax(axis=0) == labels).mean())
    return {name: value for name, value in slips.items() if abs(value - right) > 1e-9}


def confusion_by_counting(labels: Sequence[int], predictions: Sequence[int], classes: int) -> np.ndarray:
    """Return how many images of class i (row) were taken for class j (column)."""
    table = np.zeros((classes, classes))
    for i, j in zip(labels, predictions, strict=True):
        table[i, j] += 1
    return table


def recall_mistakes(table: np.ndarray) -> Mapping[str, np.ndarray]:
    """Return what the usual mistakes make of the recall of each class."""
    return {
        "by columns: that is the precision": np.diag(table) / np.maximum(table.sum(axis=0), 1),
        "the share of all images": np.diag(table) / table.sum(),
    }


def not_too_good(strangers: float, validation: float, counts: tuple[int, int] = (4_000, 2_000)) -> None:
    """Raise AssertionError where strangers' digits are so much easier than validation images that it is no luck.

    Both are shares that a network gets right, of so many images. The bar is four standard deviations of their
    difference: a network that never saw the test images passes it once in 30,000 times by luck.
    """
    errors = (1 - strangers) * counts[0] + (1 - validation) * counts[1]
    rate = errors / sum(counts)
    spread = np.sqrt(max(rate * (1 - rate), 0.0) * (1 / counts[0] + 1 / counts[1]))
    if strangers - validation > 4 * spread > 0:
        raise AssertionError(
            f"{strangers:.2%} of strangers' digits are right, and {validation:.2%} of validation images: "
            "that is no luck, the network was trained on the test images"
        )
