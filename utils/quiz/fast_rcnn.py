"""Questions of lecture 12 on RoI pooling, its backward pass, and what Fast R-CNN shares."""

import numpy as np

from utils.quiz.question import Choice, Choices, Number, Question
from utils.reference.box_loss import smooth_l1, smooth_l1_backward
from utils.reference.convolution import conv2d
from utils.reference.losses import cross_entropy
from utils.reference.roi import roi_pool, roi_pool_backward

PARTS = (0.5, -2.0, 4.0)
"""dL/dy of three bins that one cell has won."""


def shared_columns() -> int:
    """Return how many of 5 columns lie in both of 2 bins: each column in turn is made the largest."""
    columns, whole = np.eye(5).reshape(5, 1, 1, 5), np.array([[n, 0, 0, 4.0, 0] for n in range(5)])
    return int((roi_pool(columns, whole, (1, 2), 1.0).sum(axis=(1, 2, 3)) == 2).sum())


def summed() -> float:
    """Return what a cell receives that has won three bins of two regions."""
    cell, regions = np.ones((1, 1, 1, 1)), np.zeros((3, 5))
    return float(roi_pool_backward(np.array(PARTS).reshape(3, 1, 1, 1), cell, regions, 1, 1.0)[0, 0, 0, 0])


def learning_cells() -> int:
    """Return how many of 14 x 14 cells of one channel a pooling to 7 x 7 hands a gradient."""
    cells = np.random.default_rng(0).permutation(14.0 * np.arange(14)[:, None] + np.arange(14)).reshape(1, 1, 14, 14)
    whole = np.array([[0.0, 0, 0, 13, 13]])
    return int(np.count_nonzero(roi_pool_backward(np.ones((1, 1, 7, 7)), cells, whole, 7, 1.0)))


def pooled_at(edge: float) -> float:
    """Return the sum of what a region that begins at ``edge`` pixels is pooled to."""
    cells = np.random.default_rng(1).normal(size=(1, 1, 8, 8))
    return float(roi_pool(cells, np.array([[0, edge, 10, 100, 100.0]]), 2, 1 / 16).sum())


def slope_of_edge() -> str:
    """Return whether what is pooled changes when an edge moves by a thousandth of a pixel."""
    moves = [abs(pooled_at(edge + 1e-3) - pooled_at(edge)) for edge in np.arange(10, 90, 1.7)]
    return "zero" if max(moves) == 0 else "slope"


def outputs(classes: int) -> int:
    """Return how many numbers a head says of a region."""
    return (classes + 1) + 4 * classes


def loss_of(label: int, probability: float, differences: tuple[float, ...], weight: float = 1.0) -> float:
    """Return the multi-task loss of a region whose true label 0 or 1 has this probability."""
    scores = np.log(np.array([[probability, 1 - probability]]))
    classes = cross_entropy(scores, np.array([0]))
    return classes + weight * (label >= 1) * float(smooth_l1(np.array(differences)).sum())


def truths() -> set[str]:
    """Return what of the claim's mends a small computation bears out.

    Two overlapping crops, convolved one by one and out of one pass, with one kernel: if the answers are the same the
    weights were, and what is saved is work. And softmax alone hands the offsets no gradient: one task.
    """
    image, kernel = np.random.default_rng(2).normal(size=(1, 1, 6, 9)), np.ones((1, 1, 3, 3))
    whole = conv2d(image, kernel)
    crops = [conv2d(image[..., first : first + 6], kernel) for first in (0, 3)]
    alike = all(np.allclose(one, whole[..., first : first + 4]) for one, first in zip(crops, (0, 3), strict=True))
    saved = sum(one.size for one in crops) > whole.size
    alone = loss_of(1, 0.5, (3.0,), weight=0.0) == loss_of(1, 0.5, (9.0,), weight=0.0)
    return {name for name, true in {"computation": alike and saved, "boxes": alone}.items() if true}


POOLING = (
    Question(
        id="bins-share-columns",
        prompt="A region is **5 columns** wide and is cut into **2 bins**. Bin edges go *out* to whole cells: the first bin begins at floor(0) and ends before ceil(2.5), the second begins at floor(2.5). "
        "How many columns belong to **both**?",
        kind=Number(unit="columns"),
        key=shared_columns,
        wrong=(
            (0, "That would leave out or halve a column. Bins go out to whole cells: 0, 1, 2 and 2, 3, 4."),
            (2, "The first has columns 0, 1, 2; the second 2, 3, 4. Count again."),
            (0.5, "A cell is in a bin or it is not: maxima know no halves."),
        ),
        otherwise="Write down the columns of both.",
        why="Column 2 is in both. So one cell can win two bins of the *same* region.",
    ),
    Question(
        id="roi-gradient-sum",
        prompt="One cell of the map has won **two bins of region A**, to which the loss hands back 0.5 and −2, and **one bin of region B**, with 4. What is $\\partial L/\\partial x$ of the cell?",
        kind=Number(),
        key=summed,
        wrong=(
            (4, "The largest wins forward. Backward nobody competes: all that was taken is paid back."),
            (
                lambda: sum(PARTS) / 3,
                "A sum, not a mean: the loss depends on the cell through three paths, and paths add up (lecture 2).",
            ),
            (lambda: sum(map(abs, PARTS)), "Signs stay: one bin wants less of it."),
            (lambda: sum(PARTS[:2]), "And region B?"),
        ),
        otherwise="Add what comes back over all bins of all regions that the cell has won.",
        why="$0.5 - 2 + 4 = 2.5$: the sum over $r$ and over $j$.",
    ),
    Question(
        id="roi-losers",
        prompt="A region of **14 × 14** cells is pooled to **7 × 7**; all values differ. In one channel, **how many of its 196 cells** receive a gradient?",
        kind=Number(unit="cells"),
        key=learning_cells,
        wrong=(
            (196, "Only the largest of each bin."),
            (1, "One in each *bin*."),
            (98, "Bins are 2 × 2: one of four, not one of two."),
        ),
        otherwise="One cell in every bin.",
        why="49: a quarter. The other three quarters hear nothing from this region, in this channel, in this step.",
    ),
    Question(
        id="slope-of-a-region",
        prompt="Could the *proposals* learn through this layer? The left edge of a region moves by a thousandth of a pixel. **What happens** to what is pooled, nearly always?",
        kind=Choice(
            options={
                "zero": "nothing: the slope is 0",
                "slope": "it changes a little, in proportion",
                "jump": "it jumps",
                "nan": "it is undefined",
            }
        ),
        key=slope_of_edge,
        wrong=(
            ("slope", "Edges are rounded to cells. By how much does round(12.3) change?"),
            ("jump", "Only where it crosses the middle of a cell. At a stride of 16 that is one place in 16 pixels."),
            ("nan", "The same cells, the same maxima: the difference is as defined as can be."),
        ),
        why="Rounded, it is constant with rare jumps: the gradient with respect to the region is 0. Boxes are mended by the head's offsets, never by moving the region.",
    ),
)

LOSS = (
    Question(
        id="smooth-l1-by-hand",
        prompt="The four offsets of a box miss their targets by **0.5, −3, 0 and 1**. What is the smooth L1 loss, summed over the four?",
        kind=Number(),
        key=lambda: float(smooth_l1(np.array([0.5, -3.0, 0, 1])).sum()),
        wrong=(
            (4.5, "That is the sum of the absolute values, plain L1."),
            (5.125, "That is half the sum of squares: −3 lies beyond 1, where the line holds."),
            (3.5, "Below 1 the parabola holds: $0.5 \\cdot 0.5^2$."),
            (3.125 - 2 * 2.5, "The loss of −3 is that of 3."),
        ),
        otherwise="$0.5x^2$ below 1, $|x| - 0.5$ from there on.",
        why="$0.125 + 2.5 + 0 + 0.5 = 3.125$. At 1 both formulas say 0.5.",
    ),
    Question(
        id="smooth-l1-pull",
        prompt="One box of a batch has a wrong annotation: an offset misses by **20**. How many times as hard as with smooth L1 does it pull with $L_2$, $0.5x^2$?",
        kind=Number(),
        key=lambda: 20.0 / float(smooth_l1_backward(np.ones(1), np.array([20.0]))[0]),
        wrong=(
            (400, "That is the square. What pulls is the *slope*."),
            (200, "That is the loss, $0.5 \\cdot 20^2$. What pulls is its slope."),
            (lambda: round(200 / 19.5, 6), "Slopes, not losses."),
            (1, "With smooth L1 its pull is 1. And with $L_2$?"),
        ),
        otherwise="Divide one slope by the other.",
        why="The slope of $0.5x^2$ is $x$, here 20; smooth L1's is 1 and never more. One bad box has one vote.",
    ),
    Question(
        id="numbers-a-region",
        prompt="VOC has **20 classes**. Fast R-CNN says of each region a probability for every class *and background*, and four offsets for every class. **How many numbers**?",
        kind=Number(),
        key=lambda: outputs(20),
        wrong=(
            (25, "Four offsets for *each* class: a car is widened otherwise than a bottle."),
            (105, "Background has no box."),
            (100, "Softmax has to be able to say: nothing of all that."),
        ),
        otherwise="21 probabilities, and offsets for 20 classes.",
        why="$21 + 4 \\cdot 20 = 101$.",
    ),
    Question(
        id="loss-of-background",
        prompt="A region of **background** ($u = 0$): the head gives background a probability of 0.25, and its offsets would cost 3 by smooth L1. $\\lambda = 1$. **What is its loss**?",
        kind=Number(decimals=2),
        key=lambda: loss_of(0, 0.25, (3.5,)),
        wrong=(
            (lambda: loss_of(1, 0.25, (3.5,)), "That is with the offsets. Look at $[u \\ge 1]$."),
            (3, "The other half: it is classes that background is judged by."),
            (0.75, "That is $1 - p$. The loss is $-\\log p$."),
            (0, "It has a class, and gave it a quarter only."),
        ),
        otherwise="$-\\log p_u$, and the offsets count only where $u \\ge 1$.",
        why="$-\\log 0.25 = 1.39$. Background has no box that it could miss, so its offsets cost nothing and learn nothing.",
    ),
    Question(
        id="gigabytes-on-disk",
        prompt="R-CNN writes the features of 2,000 proposals of each of VOC 2007's 5,011 training images to disk, 4,096 numbers of 4 bytes each. **How many gigabytes** ($10^9$ bytes)?",
        kind=Number(digits=3, unit="GB"),
        key=lambda: 5011 * 2000 * 4096 * 4 / 1e9,
        wrong=(
            (lambda: 5011 * 2000 * 4096 / 1e9, "Four bytes each."),
            (lambda: 5011 * 4096 * 4 / 1e9, "Every image has 2,000 proposals."),
            (lambda: 5011 * 2000 * 4096 * 4 / 1e12, "Those are terabytes."),
        ),
        otherwise="Multiply all four numbers.",
        why="164 GB, for 5,011 photos of about half a gigabyte altogether. Fast R-CNN writes no features.",
    ),
    Question(
        id="claim-weights-shared",
        claim="“ConvNet weights are shared; softmax instead of SVM, i.e. multi-task learning.”",
        prompt="Two things are wrong with that summary of Fast R-CNN. **Which two sentences** put it right?",
        kind=Choices(
            options={
                "computation": "R-CNN shares its weights among its crops too. New is that the computation is shared: one trunk pass an image.",
                "boxes": "The two tasks are classes and boxes. Softmax in place of SVMs is another loss for the first of them.",
                "weights": "R-CNN has weights of its own for every proposal; Fast R-CNN has one set for all.",
                "softmax": "Softmax is multi-task because it tells many classes apart at once.",
            }
        ),
        key=truths,
        wrong=(
            (
                {"weights", "boxes"},
                "Two thousand sets of weights would be two thousand networks. R-CNN has one, and runs it 2,000 times.",
            ),
            (
                {"computation", "softmax"},
                "Telling classes apart is one task, by SVMs or by softmax. What *else* does the head say?",
            ),
            ({"weights", "softmax"}, "Count two things: the sets of weights of R-CNN, and the losses of Fast R-CNN."),
            ({"computation"}, "That is one of the two."),
        ),
        otherwise="What was computed 2,000 times in R-CNN, and which two losses are added up in Fast R-CNN?",
        why="One set of weights before and after; 2,000 passes before and one after. And two losses, added.",
    ),
    Question(
        id="what-is-left",
        prompt="Published times with VGG-16: Fast R-CNN takes **2.3 s** an image with proposals (the lecture's chart) and **0.32 s** without (its paper). **Which share of the time**, in percent, are proposals now?",
        kind=Number(decimals=0, unit="%"),
        key=lambda: 100 * (2.3 - 0.32) / 2.3,
        wrong=(
            (lambda: 100 * 0.32 / 2.3, "That is what the network takes."),
            (2, "Those are its seconds. And in percent of 2.3 s?"),
            (50, "About 2 of 2.3 seconds is more than half."),
        ),
        otherwise="What is not network, over all of it.",
        why="86%. The network is no longer what one waits for, and that is lecture 13's whole reason.",
    ),
)

QUESTIONS = POOLING + LOSS
