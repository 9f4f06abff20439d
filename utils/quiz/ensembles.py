"""Questions of lecture 9 on averaging: by hand, its limits, order kept, and what the leaderboard proves."""

import numpy as np

from utils.data.leaderboard import BOARDS, FIRST_SCORE, improvements
from utils.quiz.question import Choice, Choices, Number, Question
from utils.reference.averaging import arithmetic_mean, mixture
from utils.reference.losses import log_loss

PAIR = np.array([[0.9], [0.1]])
"""What two members give to the truth of one image."""
UNEQUAL = np.array([[0.9], [0.5]])
REFUSED = np.array([[0.0], [0.5]])
SURE, CLASSES = 0.97, 4
TINY = np.array([[0.0], [2e-15]])


def together(p: np.ndarray) -> float:
    """Return the loss of the mean of members ``p`` (M, 1)."""
    return float(mixture(p).together[0])


def apart(p: np.ndarray) -> float:
    """Return the mean of the members' losses."""
    return float(mixture(p).apart[0])


def sure_rows() -> np.ndarray:
    """Return the answers (4, 4) to one image of each class: SURE for the truth, the rest shared out."""
    rest = (1 - SURE) / (CLASSES - 1)
    return np.full((CLASSES, CLASSES), rest) + (SURE - rest) * np.eye(CLASSES)


def of_mixed_rows() -> float:
    """Return the log-loss of two copies of these answers of which the second has its rows moved on by one."""
    rows = sure_rows()
    return log_loss(arithmetic_mean(np.stack([rows, np.roll(rows, 1, axis=0)])), np.arange(CLASSES))


def never_above() -> str:
    """Return which number the loss of the mean is never above, tried on random members."""
    p = np.random.default_rng(9).choice([0.1, 0.5, 0.9], (500, 3, 1))
    losses = {
        "best": [(-np.log(one)).min() for one in p],
        "mean": [apart(one) for one in p],
        "median": [np.median(-np.log(one)) for one in p],
        "half": [(-np.log(one)).max() / 2 for one in p],
    }
    mean = np.array([together(one) for one in p])
    (kept,) = [name for name, values in losses.items() if (mean <= np.array(values) + 1e-12).all()]
    return kept


def nothing_gained() -> set[str]:
    """Return in which cases the loss of the mean is the mean of the losses, by computing both."""
    cases = {
        "same-numbers": np.array([[0.3], [0.3]]),
        "both-right": np.array([[0.9], [0.6]]),
        "same-model-twice": np.array([[0.2], [0.2]]),
        "opposite": np.array([[0.2], [0.8]]),
    }
    return {name for name, p in cases.items() if np.isclose(together(p), apart(p))}


def steps() -> tuple[float, ...]:
    """Return by how much the lecture's score fell with each trick."""
    return improvements((FIRST_SCORE, *(board.own for board in BOARDS)))


def what_fails() -> str:
    """Return in which of three senses averages may not help, by an example of each."""
    fails = {
        "on-average": together(UNEQUAL) > apart(UNEQUAL) + 1e-12,
        "than-the-worst": together(UNEQUAL) > -np.log(UNEQUAL.min()),
        "than-the-best": together(UNEQUAL) > -np.log(UNEQUAL.max()),
    }
    (found,) = [name for name, failed in fails.items() if failed]
    return found


AVERAGING = (
    Question(
        id="loss-of-the-mean",
        prompt="Two models look at one image. One gives the truth a probability of **0.9**, the other **0.1**. You hand in the mean. What is its loss, in nats?",
        kind=Number(decimals=3),
        key=lambda: together(PAIR),
        wrong=(
            (lambda: apart(PAIR), "That is the mean of the two *losses*. Average the probabilities first."),
            (lambda: -np.log(0.9), "That is the first model's loss alone."),
            (0.5, "That is the probability. The loss is minus its natural logarithm."),
            (lambda: -np.log10(0.5), "You took the logarithm to base 10. Kaggle takes the natural one."),
        ),
        otherwise="Mean of 0.9 and 0.1, then minus the natural logarithm.",
        why="The mean is a half, and $-\\log \\frac{1}{2} = 0.693$.",
    ),
    Question(
        id="mean-of-the-losses",
        prompt="The same two models, 0.9 and 0.1. What do they score **on average**, each by itself?",
        kind=Number(decimals=3),
        key=lambda: apart(PAIR),
        wrong=(
            (lambda: together(PAIR), "That is the loss of their mean. Now take two losses, then average."),
            (lambda: 2 * apart(PAIR), "That is the sum of the two losses."),
            (lambda: -np.log(0.1), "That is the second model's alone."),
        ),
        otherwise="$(-\\log 0.9 - \\log 0.1) / 2$.",
        why="0.105 and 2.303 on average. The one that was sure and wrong costs so much that the mean of both is far cheaper.",
    ),
    Question(
        id="never-above",
        prompt="Short of clipping, the log-loss of the mean of several models is **never above** ...",
        kind=Choice(
            options={
                "best": "the log-loss of the best of them",
                "median": "the median of their log-losses",
                "mean": "the mean of their log-losses",
                "half": "half of the worst of their log-losses",
            }
        ),
        key=never_above,
        wrong=(
            ("best", "Try 0.9 and 0.5: their mean, 0.7, scores worse than 0.9."),
            (
                "median",
                "Try 0.9, 0.9 and 0.1: the median is the loss of 0.9, and the mean of the three lies below 0.9.",
            ),
            ("half", "Try 0.5 and 0.5: the mean scores what both score, not half of it."),
        ),
        why="Jensen's inequality compares with the mean, and with nothing better than that.",
    ),
    Question(
        id="nothing-gained",
        prompt="In which of these cases does averaging two models change **nothing**: the loss of the mean *is* the mean of the losses?",
        kind=Choices(
            options={
                "same-numbers": "Both give the truth 0.3.",
                "both-right": "Both are right, with 0.9 and with 0.6.",
                "same-model-twice": "The second is a copy of the first, which gives the truth 0.2.",
                "opposite": "One gives the truth 0.2, the other 0.8.",
            }
        ),
        key=nothing_gained,
        wrong=(
            ({"same-model-twice"}, "Yes. And is a copy the only way to give the same number?"),
            ({"same-numbers"}, "Yes. And where do two models *surely* give the same number?"),
            (
                {"same-numbers", "same-model-twice", "both-right"},
                "0.9 and 0.6 are both right and not the same: compute the two.",
            ),
            ({"opposite"}, "There the gap is largest: a chord that is long."),
        ),
        otherwise="Nothing changes only where both ends of the chord coincide.",
        why="Who agrees adds nothing, right or wrong. All that averaging lives on is *difference*.",
    ),
    Question(
        id="claim-always-help",
        claim="Ensemble methods always help to further improve.",
        prompt="The lecture's last hint for the homework. Take 0.9 and 0.5 for the truth and compute: in which sense is it **false**?",
        kind=Choice(
            options={
                "on-average": "The mean may score worse than the members do on average.",
                "than-the-worst": "The mean may score worse than the worst member.",
                "than-the-best": "The mean may score worse than the best member, whom you could have handed in alone.",
                "nowhere": "In none: the mean always beats them all.",
            }
        ),
        key=what_fails,
        wrong=(
            ("on-average", "The loss of 0.7 is 0.357, both members on average score 0.399."),
            ("than-the-worst", "0.7 scores 0.357, the worst member 0.693."),
            ("nowhere", "0.7 scores 0.357. And 0.9 by itself?"),
        ),
        why="$-\\log 0.7 = 0.357$ against $-\\log 0.9 = 0.105$. The catch: on unseen data nobody tells you who the best member is.",
    ),
    Question(
        id="one-says-never",
        prompt="One model gives the truth **0**, the other **0.5**. Kaggle clips at $10^{-15}$. What does their mean score?",
        kind=Number(decimals=3),
        key=lambda: together(REFUSED),
        wrong=(
            (lambda: apart(REFUSED), "That is what they score on average: 34.5 and 0.69, halved."),
            (lambda: -np.log(0.5), "Half of a half is less than a half."),
            (lambda: -np.log(1e-15), "That is the price of the first model alone."),
        ),
        otherwise="The mean gives the truth 0.25.",
        why="1.386 against 17.6 on average. One voice of moderate doubt pays for a zealot: the largest gains of averages are of this kind.",
    ),
    Question(
        id="clipping-corner",
        prompt="Now the corner. One model gives the truth **0**, the other $2 \\cdot 10^{-15}$. By how much is the loss of the mean **above** the mean of the losses, with every probability clipped at $10^{-15}$?",
        kind=Number(decimals=3),
        key=lambda: together(TINY) - apart(TINY),
        wrong=(
            (0, "The first model's 0 is clipped *up* before its logarithm is taken; the mean needs no such help."),
            (lambda: np.log(2), "That is the distance between the two members' losses. Take the mean of them."),
            (lambda: apart(TINY) - together(TINY), "The sign: here the mean loses."),
        ),
        otherwise="The mean is $10^{-15}$; the members' losses are $-\\log 10^{-15}$ and $-\\log (2 \\cdot 10^{-15})$.",
        why="Half of $\\log 2$. Clipping lets the first model off for free. It can cost at most $1/e = 0.368$, and only where everybody is hopeless.",
    ),
)

BOARD = (
    Question(
        id="mixed-rows",
        prompt="Four images, one of each of four classes. A model gives every truth **0.97** and the others 0.01 each: log-loss 0.030. You average two copies of its answers, but the rows of the second are moved on by one. What is the log-loss now?",
        kind=Number(decimals=3),
        key=of_mixed_rows,
        wrong=(
            (lambda: log_loss(sure_rows(), np.arange(CLASSES)), "That would be with the order kept."),
            (lambda: -np.log(0.97 / 2), "Nearly: the other copy gives the truth 0.01, not 0."),
            (lambda: -np.log(0.01), "That is the moved copy alone."),
        ),
        otherwise="Each truth gets the mean of 0.97 and 0.01.",
        why="$-\\log 0.49$, more than twenty times as much. No error is raised: shapes fit, rows sum to one.",
    ),
    Question(
        id="claim-shuffle",
        claim="`shuffle = False,  # Important !!!`",
        prompt="So says the lecture's loop over augmented copies. Why is it important?",
        kind=Choice(
            options={
                "order": "Row by row, the copies are added up: row 7 must be the same image in each.",
                "seed": "A shuffled generator would draw the same views every time.",
                "norms": "Batch statistics would differ from copy to copy.",
                "speed": "Reading files in order is faster.",
            }
        ),
        key=lambda: "order" if of_mixed_rows() > log_loss(sure_rows(), np.arange(CLASSES)) else "speed",
        wrong=(
            ("seed", "Which views are drawn depends on the seed. What happens to the *rows*?"),
            ("norms", "In evaluation mode batch norm has no batch statistics."),
            ("speed", "It may be. Would that deserve three exclamation marks?"),
        ),
        why="The sum is taken row by row, and nothing in it knows which image is in row 7.",
    ),
    Question(
        id="board-second-step",
        prompt="On the board the lecture stood at **1.09217** after the first trick and at **1.02463** after the second. By how much did the score fall?",
        kind=Number(decimals=5, near=0),
        key=lambda: steps()[1],
        wrong=(
            (lambda: steps()[0], "That was the step before, from 1.3."),
            (lambda: steps()[2], "That was the last step."),
            (lambda: -steps()[1], "It *fell* by a positive number."),
        ),
        otherwise="A subtraction, five decimals.",
        why="The very number that Kaggle congratulated on, and 6% of the score.",
    ),
    Question(
        id="claim-board-proves",
        claim="Trick 1: 1.3 to 1.09217. Trick 2: to 1.02463. Trick 3: to 0.88741.",
        prompt="What do these four submissions **not** tell? Choose all.",
        kind=Choices(
            options={
                "alone": "what each trick would have gained by itself",
                "chance": "how much of each step is chance: one submission each, on the public part of the test images",
                "else": "what else was changed between two submissions",
                "order": "that the last score is lower than the first",
            }
        ),
        key=lambda: {"alone", "chance", "else"} if all(step > 0 for step in steps()) else {"order"},
        wrong=(
            ({"chance"}, "True, and not all: the tricks came one on top of the other."),
            ({"alone", "chance"}, "True. And do you know what else had changed by then?"),
            ({"alone", "chance", "else", "order"}, "The last they do tell: 0.88741 is less than 1.3."),
        ),
        otherwise="For each: could you compute it from the four numbers?",
        why="Hence this lecture: the same tricks, each by itself and together, several seeds, an interval around every gain.",
    ),
)

QUESTIONS = AVERAGING + BOARD
