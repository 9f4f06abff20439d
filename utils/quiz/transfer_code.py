"""Questions of lecture 8 on the lecture's four snippets of code: what they say, and what they do."""

from math import ceil, degrees, log, radians

import numpy as np

from utils.quiz.question import Choice, Choices, Number, Question
from utils.reference.losses import log_loss

CLASSES = 8
FRAMES, BATCH, EPOCHS = 3019, 32, 50
LEVELS = 255
RIGHT = {
    "early": np.array([[0.90, 0.10], [0.90, 0.10], [0.90, 0.10], [0.001, 0.999]]),
    "late": np.array([[0.60, 0.40], [0.60, 0.40], [0.45, 0.55], [0.40, 0.60]]),
}
"""What a network says of four images of class 0, after an early epoch and after a late one, for two classes."""
TRUTH = np.zeros(4, np.int64)


def loss_of_the_kept(by_accuracy: bool = True) -> float:
    """Return the log-loss of the epoch that is kept, by its accuracy or else by its log-loss."""
    losses = {name: log_loss(p, TRUTH) for name, p in RIGHT.items()}
    hits = {name: (p.argmax(1) == TRUTH).mean() for name, p in RIGHT.items()}
    return losses[max(hits, key=hits.get)] if by_accuracy else min(losses.values())


def taken_for(grey: int) -> float:
    """Return the grey, 0 to 255, for which a trunk made for (x/255 - 0.5) · 2 takes a pixel that it is fed as x/255."""
    return (grey / LEVELS / 2 + 0.5) * LEVELS


def wrong_parts() -> set[str]:
    """Return which of the code's choices disagree with what stands beside them, each checked."""
    comment = {(x / LEVELS - 0.5) * 2 for x in (0, LEVELS)}
    code = {x / LEVELS for x in (0, LEVELS)}
    frozen_blocks = 0  # no line of the four snippets sets trainable = False
    agrees = {
        "range": comment == code,
        "order": frozen_blocks > 0,
        "checkpoint": loss_of_the_kept() == loss_of_the_kept(by_accuracy=False),
        "classes": CLASSES == 8,
        "pool": 8 // 8 == 1,
    }
    return {name for name, fine in agrees.items() if not fine}


QUESTIONS = (
    Question(
        id="claim-preprocessing",
        claim="# Note that the preprocessing of InceptionV3 is: (x / 255 - 0.5) x 2 … ImageDataGenerator(rescale=1./255)",
        prompt="The trunk learned on the range that the comment names, and is fed what the code computes. A **black** pixel, 0, comes in. Which grey, from 0 to 255, does the trunk take it for?",
        kind=Number(decimals=1, near=0),
        key=lambda: taken_for(0),
        wrong=(
            (0, "It is fed 0. Which pixel gives 0 by the comment's formula?"),
            (LEVELS, "That is how white is seen."),
            (-1, "That is what it *should* be fed."),
            (0.5, "In shares of 255. As a grey level?"),
        ),
        otherwise="The code feeds $0/255 = 0$. Solve $(x/255 - 0.5) \\cdot 2 = 0$ for $x$.",
        why="127.5: black looks like middle grey, white stays white. The trunk sees every picture through fog, with half of its contrast.",
    ),
    Question(
        id="claim-snippets",
        claim="The four snippets do what the lecture around them advises.",
        prompt="**Which choices contradict** the comment, the advice or the score of the competition? Settle each one: two are harmless.",
        kind=Choices(
            options={
                "range": "`rescale=1./255` on a trunk that learned with $(x/255 - 0.5) \\cdot 2$",
                "order": "every layer is trained at once, from the first step on",
                "checkpoint": "`ModelCheckpoint(monitor='val_acc')`",
                "classes": "`Dense(8, activation='softmax')`",
                "pool": "`AveragePooling2D((8, 8))` on maps of 8 × 8",
            }
        ),
        key=wrong_parts,
        wrong=(
            ({"range"}, "True, and there is more: read the advice on order, and look at what is monitored."),
            ({"range", "order"}, "Both are. And which epoch is kept, by what?"),
            ({"range", "order", "checkpoint", "classes", "pool"}, "Eight classes and maps of 8 × 8: two of them fit."),
            ({"range", "order", "checkpoint", "classes"}, "One too many: do eight outputs contradict anything?"),
            ({"range", "order", "checkpoint", "pool"}, "One too many: does a mean over 8 × 8 contradict anything?"),
            (
                {"order", "checkpoint", "classes", "pool"},
                "Do eight outputs, or a mean over 8 × 8, contradict anything? And which range does the trunk expect?",
            ),
        ),
        otherwise="What does the trunk expect? What is frozen? What does the competition score? How many classes, how large are the maps?",
        why="Range, order and checkpoint. To go against advice is not yet a fault: in section 4 early cuts scored best, and all layers at once were not tried by themselves.",
    ),
    Question(
        id="code-shear",
        prompt="`shear_range=0.1`. Today's libraries read it as degrees; the Keras of 2017 read **radians**. How many degrees are 0.1 radians?",
        kind=Number(decimals=2, near=0),
        key=lambda: degrees(0.1),
        wrong=(
            (0.1, "That is how today's libraries would read it: hardly a shear at all."),
            (lambda: round(radians(0.1), 4), "The other way round."),
            (lambda: 0.1 * 360, "A full turn is $2\\pi$ radians."),
            (lambda: 0.1 * 180, "Divide by $\\pi$."),
        ),
        otherwise="$0.1 \\cdot 180 / \\pi$.",
        why="5.73 degrees. Copied without reading the manual, the augmentation shrinks to a 57th.",
    ),
    Question(
        id="code-steps",
        prompt="3,019 images, `batch_size = 32`, every image once an epoch, 50 epochs. **How many steps** does the optimiser take?",
        kind=Number(),
        key=lambda: ceil(FRAMES / BATCH) * EPOCHS,
        wrong=(
            (lambda: FRAMES // BATCH * EPOCHS, "The last batch of an epoch is smaller, and counts."),
            (lambda: FRAMES * EPOCHS, "One step a *batch*."),
            (lambda: ceil(FRAMES / BATCH), "That is one epoch."),
        ),
        otherwise="Batches in an epoch, rounded up, times epochs.",
        why="$95 \\cdot 50$ = 4,750.",
    ),
    Question(
        id="code-checkpoint",
        prompt="Four images, all of class 0 of two. After an early epoch the network gives the truth 0.9, 0.9, 0.9 and 0.001; after a late one 0.6, 0.6, 0.45 and 0.4. The checkpoint with the best **accuracy** is kept. What is its log-loss?",
        kind=Number(decimals=2, near=0, unit="nats"),
        key=loss_of_the_kept,
        wrong=(
            (lambda: loss_of_the_kept(by_accuracy=False), "That one has the better log-loss. Which has the accuracy?"),
            (0.75, "That is its accuracy."),
            (lambda: log(2), "That is what guessing costs."),
            (lambda: -log((0.9 * 3 + 0.001) / 4), "The mean of the logarithms, not the logarithm of the mean."),
        ),
        otherwise="Early: 3 of 4 right. Late: 2 of 4. Then $-(3 \\log 0.9 + \\log 0.001)/4$.",
        why=lambda: (
            f"{loss_of_the_kept():.2f} against {loss_of_the_kept(by_accuracy=False):.2f} of the other. Accuracy does not see "
            "how sure the network was of its mistake. Log-loss sees little else."
        ),
    ),
    Question(
        id="code-live-norms",
        prompt="The lecture's code trains every layer, normalisation included, in batches of 32. What does a frozen normalisation use **instead of the mean of the batch**?",
        kind=Choice(
            options={
                "running": "the running mean of its first training",
                "zero": "zero",
                "epoch": "the mean over the last epoch",
                "image": "the mean of each image by itself",
            }
        ),
        key=lambda: "running",
        wrong=(
            ("zero", "The variance would still be divided out; the maps would be shifted."),
            ("epoch", "Nothing of the new images goes into it."),
            ("image", "That is another layer, instance normalisation."),
        ),
        why="So that it is a fixed scale and shift, which can be folded into the convolution before it.",
    ),
)
