"""Questions of lecture 8 on the recipe: what is new, what is frozen, what it costs; and on Inception's convolutions."""

from math import log

import numpy as np

from utils.quiz.question import Choice, Number, Question
from utils.reference.losses import cross_entropy
from utils.shapes import Conv, architectures, conv_parameters, dense_parameters, parameters, receptive_field
from utils.shapes.auxiliary import auxiliary_head
from utils.shapes.cuts import Block, cut

CLASSES, FEATURES, SIDE = 8, 2048, 8
FRAMES, EPOCHS = 3019, 50
WORK = (Block("below", 1, 40), Block("above", 1, 60))
"""A network of which the part that is trained does 60% of the work."""
WIDTH = 64
GAIN, SHIFT, MEAN, VARIANCE = 3.0, 0.5, 2.0, 4.0


def saving(*kernels: int | tuple[int, int], instead: int) -> float:
    """Return the share of weights, in percent, that convolutions with ``kernels`` save, one after the other."""
    spent = sum(conv_parameters(WIDTH, WIDTH, kernel, biases=False) for kernel in kernels)
    return 100 * (1 - spent / conv_parameters(WIDTH, WIDTH, instead, biases=False))


def threes_for(kernel: int) -> int:
    """Return how many 3 × 3 convolutions, one after the other, see as much as one of ``kernel``."""
    count = 1
    while receptive_field([Conv(f"c{n}", 1, 1, 3, padding=1) for n in range(count)]).size < kernel:
        count += 1
    return count


def folded_bias() -> float:
    """Return the bias of a convolution without one after its normalisation has been folded into it."""
    return SHIFT - MEAN * GAIN / np.sqrt(VARIANCE)


RECIPE = (
    Question(
        id="transfer-new-weights",
        prompt="The trunk leaves 2,048 features of an image. The old last layer, of 1,000 classes, goes; a new one of 8 classes comes. **How many parameters** does it have?",
        kind=Number(),
        key=lambda: dense_parameters(FEATURES, CLASSES),
        wrong=(
            (lambda: FEATURES * CLASSES, "And a bias for each class."),
            (lambda: dense_parameters(FEATURES, 1000), "That is the old one."),
            (lambda: FEATURES + CLASSES, "Every class has a weight for *every* feature."),
        ),
        otherwise="Each of 8 classes has a weight for each feature, and a bias.",
        why=lambda: (
            f"$2048 \\cdot 8 + 8$ = 16,392, which is {100 * 16392 / parameters(architectures['inception_v3']):.2f}% of what Inception-v3 has."
        ),
    ),
    Question(
        id="transfer-first-loss",
        prompt="The new layer of 8 classes starts with all weights and biases at **zero**. What is the log-loss before the first step, whatever the images?",
        kind=Number(decimals=3, unit="nats"),
        key=lambda: cross_entropy(np.zeros((1, CLASSES)), np.array([0])),
        wrong=(
            (0, "Scores of 0 are not a loss of 0: what does softmax make of eight equal scores?"),
            (lambda: log(1000), "That is for the old 1,000 classes."),
            (lambda: log(CLASSES, 2), "That is in bits; nats take the natural logarithm."),
            (lambda: 1 / CLASSES, "That is the probability. Its logarithm?"),
        ),
        otherwise="Eight equal scores, eight equal probabilities.",
        why="$\\log 8 = 2.079$, and the gradient that reaches the trunk in this step is zero: nothing below is disturbed by an ignorant layer.",
    ),
    Question(
        id="transfer-cached-passes",
        prompt="Only the new layer is trained, on 3,019 images without augmentation, for 50 epochs. **How many forward passes of the trunk** (one image each) are saved by keeping the features?",
        kind=Number(),
        key=lambda: FRAMES * EPOCHS - FRAMES,
        wrong=(
            (lambda: FRAMES * EPOCHS, "Each image must be seen once."),
            (FRAMES, "That is what is left."),
            (lambda: EPOCHS - 1, "That many for each image."),
        ),
        otherwise="Without keeping: every image in every epoch. With: every image once.",
        why="$3019 \\cdot 49$. The frozen trunk answers the same to the same image, so it need be asked once.",
    ),
    Question(
        id="transfer-cached-augmentation",
        prompt="Why do kept features and **augmentation** not go together well?",
        kind=Choice(
            options={
                "anew": "every epoch shows other views, so the frozen trunk must look again",
                "frozen": "a frozen trunk gives the same features to every view of an image",
                "labels": "augmentation changes the labels, which are kept with the features",
                "range": "augmented images leave the range that the trunk was trained on",
            }
        ),
        key=lambda: "anew",
        wrong=(
            ("frozen", "Its *weights* stay. Turn the image, and its features change."),
            ("labels", "A turned tuna is a tuna."),
            ("range", "They are as bright as before, or nearly; and this would not depend on the keeping."),
        ),
        why="One can keep the features of a few views of each image, at a few times the price. An endless stream of views cannot be kept.",
    ),
    Question(
        id="transfer-cut-work",
        prompt="The part from the cut to the output does 60% of the forward work, and going back costs a trained block twice its forward work. What share of the work of training *everything* is left, **in percent**?",
        kind=Number(digits=3, near=0, unit="%"),
        key=lambda: 100 * cut(WORK, 1).training / cut(WORK, 0).training,
        wrong=(
            (60, "Going forward the frozen part works too."),
            (lambda: 100 * 120 / 300, "That is the way back alone. And forward?"),
            (lambda: 100 * 160 / 200, "Going back costs *twice* the forward work."),
            (73, "Three digits, please."),
            (100, "Frozen blocks do nothing on the way back."),
        ),
        otherwise="With forward = 1: trained everything, $1 + 2$; cut, $1 + 2 \\cdot 0.6$.",
        why="$2.2 / 3$. The rest of the forward pass remains: to save that, keep the maps.",
    ),
    Question(
        id="transfer-folded-bias",
        prompt="A frozen normalisation computes $\\gamma (z - m)/\\sqrt{v} + \\beta$ with $\\gamma = 3$, $m = 2$, $v = 4$, $\\beta = 0.5$, behind a convolution $z = w * x$ without bias. Folded into the convolution, what is its **new bias**?",
        kind=Number(),
        key=folded_bias,
        wrong=(
            (lambda: SHIFT, "And $-m$ times the new scale."),
            (lambda: SHIFT - MEAN * GAIN / VARIANCE, "Divide by the root of the variance."),
            (lambda: SHIFT - MEAN, "The mean is scaled as well: by $\\gamma / \\sqrt{v}$."),
            (lambda: SHIFT + MEAN * GAIN / np.sqrt(VARIANCE), "The mean is subtracted."),
            (lambda: SHIFT - MEAN * GAIN, "Divide by $\\sqrt{v}$."),
            (lambda: GAIN / np.sqrt(VARIANCE), "That is the new scale."),
            (lambda: -MEAN * GAIN / np.sqrt(VARIANCE), "And $\\beta$?"),
        ),
        otherwise="Multiply it out: $\\frac{\\gamma}{\\sqrt v} (w * x) + \\left(\\beta - \\frac{m \\gamma}{\\sqrt v}\\right)$.",
        why="$0.5 - 2 \\cdot 3 / 2$. A frozen normalisation costs nothing: it is gone.",
    ),
    Question(
        id="transfer-when",
        prompt="Which of these has the **most** to gain from a trunk trained on a million photographs?",
        kind=Choice(
            options={
                "fish": "400 labelled photographs of fish in a market",
                "many": "50 million labelled photographs of fish in a market",
                "spectra": "400 spectra of 20 numbers each",
                "digits": "400 scanned digits of 8 × 8 pixels",
            }
        ),
        key=lambda: "fish",
        wrong=(
            ("many", "So many can teach a network from scratch; a trained start saves time there, and little else."),
            ("spectra", "Twenty numbers are no photograph: nothing that the trunk knows occurs in them."),
            ("digits", "Similar to photographs?"),
        ),
        why="Few labels and a similar source, both.",
    ),
)

INCEPTION = (
    Question(
        id="inception-two-threes",
        prompt="Two 3 × 3 convolutions take the place of one 5 × 5, all with as many maps out as in. **What share of the weights** is saved?",
        kind=Number(decimals=0, near=0, unit="%"),
        key=lambda: saving(3, 3, instead=5),
        wrong=(
            (lambda: 100 * 18 / 25, "That is what is left."),
            (lambda: saving(3, instead=5), "There are two of them."),
            (0, "They see as much, but do not hold as many weights: $9 + 9$ against 25."),
        ),
        otherwise="$1 - (9 + 9)/25$.",
        why="$1 - 18/25 = 0.28$, and there is a nonlinearity more.",
    ),
    Question(
        id="inception-asymmetric",
        prompt="A 1 × 7 and then a 7 × 1 convolution take the place of one 7 × 7, all with as many maps out as in. **What share of the weights** is saved?",
        kind=Number(decimals=0, near=0, unit="%"),
        key=lambda: saving((1, 7), (7, 1), instead=7),
        wrong=(
            (lambda: 100 * 14 / 49, "That is what is left."),
            (lambda: saving((1, 7), instead=7), "There are two of them."),
            (lambda: saving((1, 3), (3, 1), instead=3), "That is for 3 × 3. The saving grows with the kernel."),
        ),
        otherwise="$1 - (7 + 7)/49$.",
        why="$1 - 2/n$ for every $n$: 33% at 3, 71% at 7.",
    ),
    Question(
        id="inception-threes-for-seven",
        prompt="How many 3 × 3 convolutions of stride 1 see as much as one 7 × 7?",
        kind=Number(),
        key=lambda: threes_for(7),
        wrong=(
            (2, "Two see 5 × 5."),
            (lambda: threes_for(9), "Those see 9 × 9."),
            (lambda: 49 / 9, "Weights are not what they see: each layer adds 2 to the width."),
        ),
        otherwise="The first sees 3 × 3, each further one adds 2 to the width.",
        why=lambda: (
            f"3, 5, 7. That saves {saving(3, 3, 3, instead=7):.0f}% of the weights, and 1 × 7 with 7 × 1 saves more."
        ),
    ),
    Question(
        id="inception-pool",
        prompt="The trunk ends with 2,048 maps of 8 × 8. Leave out the average pool and put the layer of 8 classes on all values: **how many times** the weights (without biases) does it have?",
        kind=Number(),
        key=lambda: (
            dense_parameters(SIDE * SIDE * FEATURES, CLASSES, biases=False)
            // dense_parameters(FEATURES, CLASSES, biases=False)
        ),
        wrong=(
            (8, "8 rows *and* 8 columns."),
            (lambda: SIDE * SIDE * FEATURES * CLASSES, "Those are the weights. As a multiple of those with the pool?"),
            (1, "The pool has no weights of its own, but it shrinks what is read."),
        ),
        otherwise="How many numbers does the layer read, with the pool and without?",
        why="64 times: over a million weights for 3,019 images. The pool is a regulariser.",
    ),
    Question(
        id="inception-auxiliary",
        prompt="torchvision's Inception-v3 has 27,161,264 parameters, the lecture says “less than 25M”. The difference is a helper that is thrown away after training. **How many parameters** has the helper? Its layers: a 1 × 1 convolution from 768 to 128 maps and a 5 × 5 from 128 to 768, both without bias but with normalisation (a scale and a shift a map), and a layer from 768 to 1,000 with biases.",
        kind=Number(),
        key=lambda: parameters(auxiliary_head()),
        wrong=(
            (
                lambda: parameters(auxiliary_head(), biases=False),
                "And the biases of the last layer and the shifts of both normalisations.",
            ),
            (lambda: parameters(architectures["inception_v3"]), "That is the network without the helper."),
            (lambda: dense_parameters(768, 1000), "That is its last layer."),
            (
                lambda: parameters(auxiliary_head()) - 2 * (128 + 768),
                "And both normalisations: a scale and a shift a map.",
            ),
        ),
        otherwise="Convolutions: filters · kernel² · channels. Normalisations: 2 a map. Last layer: 768 · 1,000 + 1,000.",
        why="3,326,696; without it 23,834,568 are left, less than 25 million indeed.",
    ),
)

QUESTIONS = RECIPE + INCEPTION
