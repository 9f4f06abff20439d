"""Questions of lecture 14 on the roadmap: what papers' seconds count, what was gained where, how to read a log axis."""

from itertools import accumulate
from math import log

from utils.data.detection_papers import PAPERS
from utils.quiz.question import Choice, Choices, Number, Question

LEFT, BAR = 0.001, {"proposals": 0.4, "the rest": 12.6}
"""Where a logarithmic axis begins, and seconds of stages."""


def proposals_take(system: str) -> float:
    """Return the seconds that lie between the papers' figures with and without proposals."""
    return round(PAPERS[system].seconds - PAPERS[system].seconds_without, 2)


def two_point_three() -> str:
    """Name what the two figures of 2.3 s are: the system with proposals, then the one without."""
    found = [name for name, paper in PAPERS.items() if paper.seconds == 2.3]
    other = [name for name, paper in PAPERS.items() if paper.seconds_without == 2.3]
    return f"{found[0]} with, {other[0]} without"


def gain(slow: str, fast: str, without: bool = False) -> float:
    """Return how many times as long the slower one takes for an image, by the papers' figures."""
    one, other = PAPERS[slow], PAPERS[fast]
    return one.seconds_without / other.seconds_without if without else one.seconds / other.seconds


def longest(drawn: bool) -> str:
    """Return which stage of BAR is the longest: as ``drawn`` on a logarithmic axis, or in seconds."""
    ends = list(accumulate(BAR.values()))
    begins = [LEFT, *ends[:-1]]
    lengths = [
        log(end / begin) if drawn else taken for begin, end, taken in zip(begins, ends, BAR.values(), strict=True)
    ]
    return list(BAR)[lengths.index(max(lengths))]


QUESTIONS = (
    Question(
        id="two-different-seconds",
        claim="“SPP-net takes 2.3 s an image, and so does Fast R-CNN. They are equally fast.”",
        prompt="The classic chart has two series: with proposals 49, 4.3, 2.3 and 0.2 s for R-CNN, SPP-net, Fast and Faster R-CNN; without them 47, 2.3 and 0.32 s for the first three. **What are the two 2.3?**",
        kind=Choice(
            options={
                "Fast R-CNN with, SPP-net without": "Fast R-CNN's time *with* proposals, and SPP-net's *without*",
                "SPP-net with, Fast R-CNN without": "SPP-net's time *with* proposals, and Fast R-CNN's *without*",
                "the same": "the same time, of selective search, in both",
                "trunk": "the time of the trunk, which both of them run once",
            }
        ),
        key=two_point_three,
        wrong=(
            (
                "SPP-net with, Fast R-CNN without",
                "Look again: SPP-net has 4.3 with proposals, Fast R-CNN 0.32 without.",
            ),
            ("the same", "Proposals take the difference between the series: about 2 s."),
            ("trunk", "SPP-net looks at an image in five sizes, Fast R-CNN at one."),
        ),
        why=lambda: (
            f"Like with like, Fast R-CNN is {gain('SPP-net', 'Fast R-CNN', True):.1f} times as fast as SPP-net without proposals, and {gain('SPP-net', 'Fast R-CNN'):.1f} times with them."
        ),
    ),
    Question(
        id="share-of-proposals",
        prompt="Fast R-CNN: 2.3 s with proposals, 0.32 s without. **Which share** of its time, in percent, goes to finding proposals?",
        kind=Number(decimals=0),
        key=lambda: 100 * proposals_take("Fast R-CNN") / PAPERS["Fast R-CNN"].seconds,
        wrong=(
            (14, "That is the network's share."),
            (7, "0.32 is in seconds, like 2.3: their difference, over 2.3."),
            (4, "That would be R-CNN's: there proposals are 2 s of 49."),
        ),
        otherwise="$(2.3 - 0.32) / 2.3$.",
        why=lambda: (
            f"86%. The same two seconds were {100 * proposals_take('R-CNN') / PAPERS['R-CNN'].seconds:.0f}% of R-CNN's time, where nobody minded. Speed up one stage, and another becomes the bottleneck."
        ),
    ),
    Question(
        id="gain-of-faster",
        prompt="Of the network's own work, without proposals, Fast R-CNN is 47 / 0.32 ≈ 147 times as fast as R-CNN. With proposals, **how many times** as fast is *Faster* R-CNN as Fast R-CNN?",
        kind=Number(decimals=1),
        key=lambda: gain("Fast R-CNN", "Faster R-CNN"),
        wrong=(
            (1.6, "0.32 s is without proposals; Faster R-CNN's 0.2 s contain its own."),
            (245, "That is against R-CNN, 49 / 0.2."),
            (21.5, "That is against SPP-net."),
        ),
        otherwise="2.3 / 0.2.",
        why=lambda: (
            f"11.5 times, most of it because proposals come from the network's own map: for nothing, they would leave Fast R-CNN its 0.32 s, {PAPERS['Fast R-CNN'].seconds / PAPERS['Fast R-CNN'].seconds_without:.1f} times as fast. The rest is a network that takes less time."
        ),
    ),
    Question(
        id="frames-to-seconds",
        prompt="YOLO: 45 frames a second. **How many milliseconds** an image?",
        kind=Number(decimals=0),
        key=lambda: 1000 * PAPERS["YOLO"].seconds,
        wrong=(
            (45, "That is how many images a second. Divide."),
            (0.02, "Seconds. The question asks for milliseconds."),
            (17, "That is SSD's, 59 frames a second."),
        ),
        otherwise="1,000 ms / 45.",
        why="22 ms, against 49,000 ms two years before. Film runs at 24 frames a second: detection had become faster than the camera.",
    ),
    Question(
        id="log-bars",
        prompt="A bar on a logarithmic axis from 0.001 s on: proposals reach to 0.4 s, trunk and all else from there to 13 s. The stretch of the proposals is the longer one. **What may you conclude?**",
        kind=Choice(
            options={
                "ends": "from the ends of the stretches how long they take; from their lengths nothing",
                "longest": "that proposals take most of R-CNN's time",
                "half": "that where the bar is half as long, half of the time is over",
                "same": "that equal stretches of two bars are equal times",
            }
        ),
        key=lambda: "longest" if longest(drawn=True) == longest(drawn=False) else "ends",
        wrong=(
            ("longest", "Read the ends: it runs from 0.001 s to 0.4 s. What comes after runs to 13 s."),
            ("half", "Half of the way from 0.001 to 13 on a log axis is about 0.1 s."),
            ("same", "Equal stretches are equal *ratios*."),
        ),
        why="A log axis has no zero, so lengths of bars mean nothing. It is used here for one reason: a linear one would show R-CNN, and five invisible systems.",
    ),
    Question(
        id="what-compares",
        prompt="“SSD has 59 frames a second and Faster R-CNN 7.” **Which of these** must be the same for both before the ratio means what it seems to?",
        kind=Choices(
            options={
                "card": "the graphics card",
                "size": "the size of the image",
                "batch": "how many images go through at a time",
                "trunk": "the trunk",
                "authors": "the authors",
            }
        ),
        key=lambda: {"card", "size", "batch", "trunk"},
        wrong=(
            (
                {"card", "size", "trunk"},
                "A card that is given several images at a time does more of them in a second, though each waits longer.",
            ),
            ({"card", "trunk"}, "SSD looks at 300 × 300 pixels. What does a larger image cost?"),
            ({"card", "size", "batch", "trunk", "authors"}, "They would like that, but no."),
        ),
        otherwise="Whatever changes how much is computed, or on what.",
        why="That is why this notebook times all six with one trunk, one image, one core and one image at a time, and why its ratios differ from the papers'.",
    ),
)
