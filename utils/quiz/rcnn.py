"""Questions of lecture 11 on warped proposals, features on disk, two ways to label, and what R-CNN costs."""

import numpy as np

from utils.quiz.question import Choice, Choices, Number, Question
from utils.reference.detection_errors import KINDS, error_kinds
from utils.reference.svm import linear_svm
from utils.shapes import architectures, dense_parameters, multiply_adds, output_shape, up_to

VOC_IMAGES, VOC_TEST = 5_011, 4_952
"""Images of VOC 2007 to train and validate on, and to test on."""
PROPOSALS, FEATURES, FLOAT, COORDINATES = 2_000, 4_096, 4, 4
CROP, PADDING = 227, 16
"""Pixels of a side of R-CNN's warped pictures, and how many of them at each border show the surroundings."""
INNER = CROP - 2 * PADDING
"""Pixels of a side that are left for the proposal itself."""
SECONDS = 47
FINE_TUNING, NEGATIVE = 0.5, 0.3
PAIRS = {"A": 1.0, "B": 0.7, "C": 0.4, "D": 0.2}
"""Proposals by their IoU with the nearest tuna; A is the tuna's own box."""
LINE = {"far": -3.0, "edge": -1.5, "near": -0.4, "wrong": 0.8}
"""Scores that a tuna's machine gives to four backgrounds."""
TRUTH = (20.0, 20.0, 60.0, 60.0)
MISTAKES = {
    "too low": ((20, 40, 60, 80), 3),
    "other digit": ((22, 20, 60, 60), 8),
    "elsewhere": ((80, 80, 110, 110), 3),
}
"""Detections, and what they are taken for, around a 3 in TRUTH."""
GIGA = 1e9


def context(width: float) -> float:
    """Return how many pixels of the image lie in the padding at each side of a proposal of ``width`` pixels."""
    return width * PADDING / INNER


def squeezed(width: float, height: float) -> float:
    """Return how many times as much a proposal is stretched in height as in width when it becomes a square."""
    return (INNER / height) / (INNER / width)


def bytes_on_disk(images: int, numbers: int = FEATURES) -> int:
    """Return the bytes of so many floats for each proposal of ``images``."""
    return images * PROPOSALS * numbers * FLOAT


def fussy_layer() -> str:
    """Return the kind of VGG-16's layer that does not fit once the picture is larger: tried."""
    maps = up_to(architectures["vgg16"], "pool5")
    small, large = (np.prod(output_shape(maps, (3, side, side))) for side in (224, 256))
    return "dense" if dense_parameters(int(small), 4096) != dense_parameters(int(large), 4096) else "none"


def learnt_from(step: str) -> dict[str, set[str]]:
    """Return which of PAIRS are positives and negatives in ``step``, "fine-tuning" or "SVM"."""
    if step == "fine-tuning":
        positive = {name for name, overlap in PAIRS.items() if overlap >= FINE_TUNING}
        return {"positive": positive, "negative": set(PAIRS) - positive}
    positive = {name for name, overlap in PAIRS.items() if overlap == 1}
    return {"positive": positive, "negative": {name for name, overlap in PAIRS.items() if overlap < NEGATIVE}}


def counting() -> int:
    """Return how many of LINE have a squared hinge loss whose gradient is not 0."""
    slopes = [2 * max(0.0, 1 + score) for score in LINE.values()]
    return sum(slope > 0 for slope in slopes)


def moved_by_an_easy_one() -> str:
    """Return whether one more easy negative changes a machine that is learnt anew with it: tried."""
    x, y = np.array([[2.0], [0.5], [-1.0], [-2.0]]), np.array([1.0, 1, -1, -1])
    before = linear_svm(x, y, np.ones(4))
    after = linear_svm(np.append(x, [[-9.0]], axis=0), np.append(y, -1.0), np.ones(5))
    return "nothing" if np.allclose(before, after) else "plane"


def kind_of(name: str) -> str:
    """Return what kind of mistake one of MISTAKES is."""
    box, label = MISTAKES[name]
    boxes, truth = np.array([box], float), np.array([TRUTH])
    return KINDS[int(error_kinds(boxes, np.ones(1), [label], truth, [3])[0])]


def gigabytes(images: int = VOC_IMAGES, numbers: int = FEATURES) -> float:
    """Return ``bytes_on_disk`` in units of 1e9."""
    return bytes_on_disk(images, numbers) / GIGA


def tera_operations() -> float:
    """Return the multiply-adds of VGG-16 for all proposals of an image, in units of 1e12."""
    return PROPOSALS * multiply_adds(architectures["vgg16"], (3, 224, 224)) / 1e12


PICTURES = (
    Question(
        id="rcnn-why-one-size",
        prompt="VGG-16 was trained on squares of 224. Proposals come in all sizes. **Which layers** of the network cannot take a picture of another size?",
        kind=Choice(
            options={
                "dense": "the dense ones",
                "convolution": "the convolutions",
                "pool": "the pools",
                "none": "none: all of them can",
            }
        ),
        key=fussy_layer,
        wrong=(
            ("convolution", "A kernel slides over whatever there is (lecture 5). A larger picture gives a larger map."),
            ("pool", "A pool halves whatever it is given."),
            (
                "none",
                "A map of 7 × 7 × 512 is flattened into 25,088 numbers. How many weights would wait for 8 × 8 × 512?",
            ),
        ),
        why="A dense layer has one weight for each number of its input. That is the main reason why every proposal becomes the same square. (Squares of one size can also go through the network together, as a batch.)",
    ),
    Question(
        id="rcnn-context",
        prompt="R-CNN's square has 227 pixels a side, of which 16 at each border show what lies *around* the proposal. A proposal is 390 pixels wide. **How many pixels of the image** are added on its left?",
        kind=Number(unit="pixels"),
        key=lambda: context(390),
        wrong=(
            (16, "Those are pixels of the square, after warping."),
            (lambda: 390 * PADDING / CROP, "The proposal itself fills what is left of the square: 227 − 2 · 16."),
            (64, "That is both sides together."),
            (lambda: PADDING * INNER / 390, "Upside down: the proposal is larger than the square."),
        ),
        otherwise="The proposal becomes 227 − 32 = 195 pixels wide. The surroundings shrink as it does.",
        why="390 pixels become 195, so that 16 pixels of the square are 32 of the image. Surroundings grow with the proposal: the square never shows how large things are.",
    ),
    Question(
        id="rcnn-aspect",
        prompt="A pen fills a proposal 300 pixels wide and 60 high. It becomes a square. **How many times as much** is it stretched in height as in width?",
        kind=Number(),
        key=lambda: squeezed(300, 60),
        wrong=(
            (1, "Then it would keep its shape, and not be a square."),
            (lambda: 1 / squeezed(300, 60), "That is width as against height."),
            (lambda: INNER / 60, "That is how much it is enlarged in height. And in width?"),
            (lambda: CROP / 60, "The surroundings take 32 of the 227 pixels. And how much is it enlarged in width?"),
            (240, "That is a difference of pixels; ask for the ratio of two enlargements."),
        ),
        otherwise="The proposal itself fills 195 pixels: height is multiplied by 195 / 60, width by 195 / 300.",
        why="$\\frac{195 / 60}{195 / 300} = 5$. The network must know pens that are as fat as cups. It learns that, since all pens that it ever sees are.",
    ),
)

FEATURES_ON_DISK = (
    Question(
        id="rcnn-few-objects",
        prompt="Of the 2,000 proposals of an image about 1% overlap an object by a half or more. You draw 128 of them at random, as a batch to learn from. **How many objects** do you expect in it? (R-CNN takes 32.)",
        kind=Number(decimals=2),
        key=lambda: 128 * 0.01,
        wrong=(
            (20, "That many are in the whole image. You draw 128."),
            (32, "That is what R-CNN makes sure of. What does chance give?"),
            (64, "As if half of the proposals were objects."),
        ),
        otherwise="128 draws, each an object with a chance of 1%.",
        why="About one. A network that says *background* to everything would be right in 99 of 100 cases and learn nothing more, so a quarter of each batch is reserved for objects.",
    ),
    Question(
        id="rcnn-feature-bytes",
        prompt="VOC 2007 has 5,011 images to learn from. Of 2,000 proposals in each, 4,096 features are written to disk as floats of 4 bytes. **How many gigabytes** ($10^9$ bytes)?",
        kind=Number(digits=3, unit="GB"),
        key=gigabytes,
        wrong=(
            (lambda: gigabytes() / FLOAT, "And each float has 4 bytes."),
            (lambda: gigabytes(1) * 1000, "Those are the megabytes of one image."),
            (lambda: bytes_on_disk(VOC_IMAGES) / 2**30, "Those are units of $2^{30}$ bytes."),
            (lambda: gigabytes() / PROPOSALS, "Of every image 2,000 proposals are kept."),
        ),
        otherwise="images · proposals · features · bytes",
        why="164 GB, for 5,011 photographs that take less than half a gigabyte themselves.",
    ),
    Question(
        id="claim-saving-proposals",
        claim="“Training takes a lot of disk space (saving proposals and features).”",
        prompt="True, but who takes it? Of a proposal, 4 coordinates and 4,096 features are kept. **Which share of the disk, in percent,** is for the proposals?",
        kind=Number(digits=2, unit="%"),
        key=lambda: 100 * COORDINATES / (COORDINATES + FEATURES),
        wrong=(
            (50, "Two things are saved, but a box is four numbers."),
            (lambda: COORDINATES / (COORDINATES + FEATURES), "As a share, yes. In percent?"),
            (lambda: 100 * COORDINATES, "Divide by all the numbers of a proposal."),
        ),
        otherwise="4 of 4,100 numbers.",
        why="About 0.1%. Proposals can be kept for free, and everybody does; it is the features that Fast R-CNN got rid of.",
    ),
)

LABELS = (
    Question(
        id="rcnn-two-thresholds",
        prompt="Four proposals overlap the nearest tuna with IoU **A 1.0** (its own box), **B 0.7, C 0.4, D 0.2**. Which of them **mean different things** to fine-tuning (object from 0.5) and to the tuna's SVM (object: its own box; negative: below 0.3)?",
        kind=Choices(options={f"box-{name}": name for name in PAIRS}, shuffle=False),
        key=lambda: {
            f"box-{name}"
            for name in PAIRS
            if any(
                (name in learnt_from("fine-tuning")[sign]) != (name in learnt_from("SVM")[sign])
                for sign in ("positive", "negative")
            )
        },
        wrong=(
            ({"box-B"}, "And C? To fine-tuning it is background. To the SVM, 0.4 is not below 0.3."),
            ({"box-C"}, "And B? To fine-tuning it is a tuna. Is it the tuna's own box?"),
            ({"box-B", "box-C", "box-D"}, "D is background to both."),
            ({"box-A", "box-B"}, "A is a tuna to both of them."),
        ),
        otherwise="Write down for each: object, background, or not used.",
        why="B is a tuna to one and nothing to the other, C is background to one and nothing to the other. What is nearly right teaches fine-tuning, and is kept out of the SVM's way.",
    ),
    Question(
        id="rcnn-hard-negatives",
        prompt="The tuna's SVM gives four backgrounds the scores −3, −1.5, −0.4 and 0.8. Its loss for a background is $\\max(0, 1 + s)^2$. **How many** of the four change the weights at all?",
        kind=Number(),
        key=counting,
        wrong=(
            (1, "That one is on the wrong side. One at −0.4 is right, but not by the margin of 1."),
            (4, "At −3 and −1.5 the loss is 0, and so is its slope."),
            (3, "−1.5 is beyond the margin: $1 - 1.5 < 0$."),
        ),
        otherwise="For which $s$ is $1 + s$ above 0?",
        why="Two: those above −1. They are the *hard negatives*, and all others might as well not be there.",
    ),
    Question(
        id="rcnn-easy-negative",
        prompt="The SVM is learnt. You find one more background, score −5, add it to the set and learn anew. **What changes?**",
        kind=Choice(
            options={
                "nothing": "nothing at all",
                "plane": "the plane moves away from it, a little",
                "bias": "only the bias",
                "softer": "all weights shrink",
            }
        ),
        key=moved_by_an_easy_one,
        wrong=(
            ("plane", "Its loss is 0 before and after, with slope 0: who would push?"),
            ("bias", "The bias has a gradient from examples within the margin only."),
            ("softer", "What pulls weights towards 0 has not changed."),
        ),
        why="Softmax would have moved: no probability is ever 1, so that every example pushes a little. The hinge is deaf to what it has understood.",
    ),
)

COST = (
    Question(
        id="rcnn-trunk-passes",
        prompt="VGG-16 takes 47 seconds for an image of 2,000 proposals. VOC 2007 has 4,952 test images. **How many hours** does one run over the test set take?",
        kind=Number(digits=3, unit="hours"),
        key=lambda: VOC_TEST * SECONDS / 3600,
        wrong=(
            (lambda: VOC_TEST * SECONDS / 60, "Those are minutes."),
            (lambda: VOC_TEST * SECONDS, "Those are seconds."),
            (lambda: VOC_IMAGES * SECONDS / 3600, "That is for the training images."),
        ),
        otherwise="images · seconds / 3,600",
        why="Nearly 65 hours on one card, to learn one number. You do not try many ideas that way.",
    ),
    Question(
        id="rcnn-multiply-adds",
        prompt="VGG-16 needs 15.5 thousand million multiply-adds for one picture of 224 × 224. **How many million millions** ($10^{12}$) for the 2,000 proposals of an image?",
        kind=Number(digits=2),
        key=tera_operations,
        wrong=(
            (lambda: tera_operations() / PROPOSALS * 1000, "Those are thousand millions, for one proposal."),
            (lambda: tera_operations() * 1000, "Those are thousand millions."),
            (lambda: PROPOSALS / 15.5, "Multiply: every proposal has its own pass."),
        ),
        otherwise="$2000 \\cdot 15.5 \\cdot 10^9$",
        why="31 million millions, and most of the pixels are looked at again and again, since proposals overlap. Lecture 12 asks whether that is needed.",
    ),
    Question(
        id="rcnn-kinds-of-errors",
        prompt="A 3 stands in the box 20, 20, 60, 60. The detector says: (1) *3* in 20, 40, 60, 80; (2) *8* in 22, 20, 60, 60; (3) *3* in 80, 80, 110, 110. **What kind of mistake** is each?",
        kind=Choice(
            options={
                "localisation-confusion-background": "localisation, confusion, background",
                "background-confusion-background": "background, confusion, background",
                "localisation-localisation-background": "localisation, localisation, background",
                "localisation-background-background": "localisation, background, background",
            }
        ),
        key=lambda: "-".join(kind_of(name) for name in MISTAKES),
        wrong=(
            (
                "background-confusion-background",
                "(1) has an IoU of 1/3 with the 3: not a hit, but no empty place either.",
            ),
            ("localisation-localisation-background", "(2) is where it should be. It is not *what* it should be."),
            ("localisation-background-background", "(2) lies on an object: on one that is no 8."),
        ),
        why="Right class and off; right place and another class; nothing there. Each asks for another cure: better boxes, better classes, harder negatives.",
    ),
)

QUESTIONS = PICTURES + FEATURES_ON_DISK + LABELS + COST
