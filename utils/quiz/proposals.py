"""Questions of lecture 10 on windows, grouping and recall."""

from itertools import pairwise

import numpy as np

from utils.data.patchwork import NAMES, patchwork
from utils.quiz.question import Choice, Number, Question
from utils.reference.average_precision import average_precision, precision_recall
from utils.reference.grouping import ALL, COLOUR_BLIND, group, merge, similarity
from utils.reference.sliding import box_count, window_count

VGA = (480, 640)
WINDOW = (128, 128)
SEGMENTS = 107
MET, OBJECTS = 17, 20


def alike(one: int, other: int, measures: tuple[str, ...] = ALL) -> float:
    """Return the similarity of two regions of the patchwork."""
    regions = patchwork().regions
    return float(similarity(regions.pick(one), regions.pick(other), measures))


def first_merge(measures: tuple[str, ...]) -> str:
    """Return the names of the two regions that merge first."""
    return "".join(NAMES[region] for region in group(patchwork(), measures).merges[0][:2])


def mixed(place: int) -> float:
    """Return a bin of the colour histogram of A and B as one region."""
    regions = patchwork().regions
    return float(merge(regions.pick(0), regions.pick(1)).colour[place])


def ceiling() -> float:
    """Return the average precision of perfect scores on proposals that meet MET of OBJECTS."""
    return average_precision(*precision_recall(np.ones(MET, bool), OBJECTS))


def regions_in(segments: int) -> int:
    """Return how many regions a hierarchy over so many segments has, counted merge by merge."""
    left = range(segments, 0, -1)
    return segments + sum(before - after for before, after in pairwise(left))


WINDOWS = (
    Question(
        id="windows-of-one-size",
        prompt="A window of 128 × 128 slides over an image of 640 × 480, pixel by pixel. **At how many places** does it stand?",
        kind=Number(),
        key=lambda: window_count(VGA, WINDOW),
        wrong=(
            (640 * 480, "Near the right and lower border it no longer fits."),
            (512 * 352, "Fence posts: from 0 to 512 there are 513 places."),
            (5 * 3, "That is side by side, without overlap."),
            (lambda: window_count(VGA, WINDOW, 16), "That is with a stride of 16."),
        ),
        otherwise="Lecture 5: $(640 - 128 + 1) \\cdot (480 - 128 + 1)$.",
        why="$513 \\cdot 353 = 181{,}089$, and that is one size and one shape.",
    ),
    Question(
        id="boxes-of-all-sizes",
        prompt="And **all** boxes? How many, of every size and shape, fit in an image only 4 pixels wide and 3 high?",
        kind=Number(),
        key=lambda: box_count((3, 4)),
        wrong=(
            (lambda: box_count(VGA), "That is 640 × 480. Here the image has 4 × 3 pixels."),
            (12, "Those are the boxes of a single pixel."),
            (20 * 12, "A box needs its left line *before* its right one: of 5 lines, 10 pairs."),
            (6 * 3, "Lines, not pixels: 4 columns have 5 lines between and around them."),
            (16, "That is 10 + 6. Each choice of columns goes with each choice of rows."),
        ),
        otherwise="Choose two of the 5 vertical lines and two of the 4 horizontal ones.",
        why="$\\frac{5 \\cdot 4}{2} \\cdot \\frac{4 \\cdot 3}{2} = 10 \\cdot 6 = 60$, and for 640 × 480 the same formula gives 23.7 thousand millions.",
    ),
)

GROUPING = (
    Question(
        id="similarity-by-hand",
        prompt="All four similarities of **A and B** in the picture above, added up. Colour: A (0.5, 0.5, 0, 0), B (0, 0.5, 0.5, 0). Texture: A (0.75, 0.25), B (0.25, 0.75). A has 54 pixels, B 6, the image 100, "
        "and the box around both is A's own, 6 × 10.",
        kind=Number(decimals=2, near=0),
        key=lambda: alike(0, 1),
        wrong=(
            (lambda: alike(0, 1, COLOUR_BLIND), "You left out what their colours share."),
            (1.4, "Size and fill are right. Histograms share the *smaller* of the two values in each bin, summed."),
            (3.0, "Size: *one minus* the share of the image that both cover."),
            (1.8, "Fill is $1 - (60 - 54 - 6)/100$: nothing is missing from their common box."),
        ),
        otherwise="Colour and texture: sum of the smaller values. Size: $1 - 60/100$. Fill: $1 - (60 - 60)/100$.",
        why="$0.5 + 0.5 + 0.4 + 1 = 2.4$.",
    ),
    Question(
        id="first-to-merge",
        prompt="A and C share 0.75 in colour, 0.75 in texture, 0.06 in size and 0.94 in fill; B and C do not touch. **Which pair merges first**, with all four, and which without colour?",
        kind=Choice(
            options={
                "AC-then-AB": "with all four A and C, without colour A and B",
                "AB-then-AB": "A and B both times",
                "AC-then-AC": "A and C both times",
                "AB-then-AC": "with all four A and B, without colour A and C",
            },
            shuffle=False,
        ),
        key=lambda: f"{first_merge(ALL)}-then-{first_merge(COLOUR_BLIND)}",
        wrong=(
            ("AB-then-AB", "With all four, A and C add up to 2.5, more than 2.4."),
            ("AC-then-AC", "Take 0.75 off 2.5 and 0.5 off 2.4."),
            ("AB-then-AC", "The other way round: add up once with colour and once without."),
        ),
        why="2.5 against 2.4, and 1.75 against 1.9. Another sum, another film: that is why several are run.",
    ),
    Question(
        id="merged-histogram",
        prompt="A (54 pixels) and B (6) become one region. Its colour histogram is computed **without looking at a pixel**. What stands in the third bin, where A has 0 and B has 0.5?",
        kind=Number(),
        key=lambda: mixed(2),
        wrong=(
            (0.25, "That is the plain mean. B is small: weight by pixels."),
            (0.5, "That is B's alone."),
            (3, "Those are pixels: 3 of 60."),
            (0, "B brings some of it along."),
        ),
        otherwise="$(54 \\cdot 0 + 6 \\cdot 0.5) / 60$.",
        why="0.05, exactly what counting all 60 pixels would give. So a merge costs a few hundred sums, whatever the size of the image.",
    ),
    Question(
        id="claim-thousand-regions",
        claim="“Selective Search gives 1000 region proposals.”",
        prompt="It gives what the image and the options make of it. A picture falls into 107 segments, which merge two at a time until one is left. **How many regions** are there along the way, first and last included?",
        kind=Number(),
        key=lambda: regions_in(SEGMENTS),
        wrong=(
            (106, "Those are the merges. The segments are regions too."),
            (107, "Those are the segments. Every merge makes a new region."),
            (214, "107 regions need 106 merges, one fewer, to become one."),
            (107 * 106 // 2, "Those are all pairs. Only the most similar neighbours merge."),
        ),
        otherwise="Segments, and one more region for each merge.",
        why="$107 + 106 = 213$ from one hierarchy. Several colour spaces, sums and scales make it a thousand or two, fewer on a plain picture, more on a busy one.",
    ),
    Question(
        id="recall-is-a-ceiling",
        prompt="Proposals meet **17 of 20** objects. A network scores each proposal *perfectly*, but cannot move it. What is the best average precision (area) that it can reach?",
        kind=Number(decimals=2, near=0),
        key=ceiling,
        wrong=(
            (1, "It cannot score what was not proposed."),
            (0.72, "That is the square. Precision is 1 all the way, up to the recall that can be reached."),
            (0.15, "That is what is lost."),
        ),
        otherwise="Precision 1 up to a recall of 17/20, and nothing after.",
        why="0.85. The recall of the proposals is a ceiling over everything that comes after them, and that is why it is measured first.",
    ),
)

QUESTIONS = WINDOWS + GROUPING
