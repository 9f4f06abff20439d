"""Questions of lecture 9 on views, folds and diversity; some keys are read from what the labs have recorded."""

import numpy as np

from utils.data.recorded import FOLDER, arrays, of_the_truth
from utils.quiz.question import Choice, Number, Question
from utils.reference.averaging import mixture

FOLDS, SEEDS = 5, (1, 2, 3)
RATIO = 0.6
"""The correlation of two members' errors in the question about their mean."""
STUDY = FOLDER / "ensembles.json"
NAMES = tuple(f"fold {number}" for number in range(1, FOLDS + 1))


def recorded(what: str) -> np.ndarray:
    """Return what each recorded model gives to the truth of each unseen frame, (seeds, folds, N)."""
    return of_the_truth(STUDY, NAMES, SEEDS, what)


def gain_of_views() -> float:
    """Return by how much six views lower the log-loss of one model, in the mean over all of them."""
    return float(-np.log(recorded("log p")).mean() + np.log(recorded("log p over views")).mean())


def frames_that_gain() -> float:
    """Return the share of frames on which six views lower the loss of a model, in the mean over all of them."""
    return float((recorded("log p over views") > recorded("log p")).mean())


def seeds_that_beat_their_best() -> int:
    """Return for how many seeds the mean of the five folds scores lower than the best of the five."""
    return sum(bool(mixture(p).together.mean() < (-np.log(p)).mean(axis=1).min()) for p in recorded("log p"))


def size_or_difference() -> str:
    """Return why the pair with larger images wins: its better member alone scores lower than the pair, or it does not."""
    larger = of_the_truth(FOLDER / "diversity.json", ("other input size",), SEEDS, "log p over views")[:, 0]
    pairs = [
        mixture(np.stack(pair)).together.mean() for pair in zip(recorded("log p over views")[:, 0], larger, strict=True)
    ]
    return "quality" if -np.log(larger).mean() < np.mean(pairs) else "diversity"


def boats_on_both_sides() -> int:
    """Return how many boats are in two folds, when DeckCam's unseen frames are dealt into five one by one."""
    boats = arrays(STUDY)["boats"]
    fold = np.random.default_rng(0).permutation(len(boats)) % FOLDS
    return sum(len(np.unique(fold[boats == boat])) > 1 for boat in np.unique(boats))


def shared_by_two(folds: int = FOLDS) -> float:
    """Return the share of one fold's training data that another fold's model was trained on too."""
    fold = np.arange(100 * folds) % folds
    one, other = fold != 0, fold != 1
    return float((one & other).sum() / one.sum())


def spread_of_the_mean(members: int = FOLDS, correlation: float = RATIO) -> float:
    """Return the variance of the mean of members with variance 1 whose errors have this correlation."""
    covariance = np.full((members, members), correlation) + (1 - correlation) * np.eye(members)
    return float(covariance.mean())


QUESTIONS = (
    Question(
        id="gain-of-views",
        prompt="A fine-tuned network scores 0.37 on boats that it has never seen. Now it is asked six times about each frame, once as it is and five times turned, zoomed, moved, mirrored and relit, and the answers are averaged. By how much does its log-loss fall?",
        kind=Number(decimals=2, near=1),
        key=gain_of_views,
        wrong=(
            (
                0,
                "It is the same network, yes. But it does not say the same of every view, and is not wrong in all of them.",
            ),
            (0.3, "That would leave next to nothing. Averages do not work wonders."),
            (-0.05, "On *average* over the views it might do worse. The mean is another matter."),
            (0.15, "Less. On most frames there is little to gain: the network is right and sure."),
        ),
        otherwise="Less than half of the score, more than a twentieth.",
        why="0.074 on average over fifteen models, for six times the time at test and not a minute of training.",
    ),
    Question(
        id="frames-that-gain",
        prompt="The average over views lowers the log-loss on average. On which **share of the frames** does it lower the loss of one network at all, in the mean over all fifteen?",
        kind=Number(decimals=2, near=3),
        key=frames_that_gain,
        wrong=(
            (1, "On average over a frame's *views*, yes, always. But compared with the plain view alone?"),
            (0.8, "Much less. What the mean gains can come from few frames."),
            (0.5, "Lower still. Most frames are easy, and on an easy frame the plain view is mostly the best one."),
            (0.2, "A little more."),
        ),
        otherwise="A share, from 0 to 1: more than a fifth, less than a half.",
        why="Only on a third. The many easy frames get a little worse, the few hard ones much better, and log-loss cares about the few.",
    ),
    Question(
        id="same-seed",
        prompt="The lecture's loop draws a new `random_seed` for every copy. Suppose that all six copies had the **same** seed, none of them plain. What would their average score?",
        kind=Choice(
            options={
                "one-view": "what one of them scores: six equal answers",
                "six-views": "the same as with six seeds",
                "plain": "the same as the plain image",
                "worse": "worse than each of the copies",
            }
        ),
        key=lambda: "one-view" if np.ptp(np.r_[mixture(np.full((6, 1), 0.3))[:]]) < 1e-12 else "six-views",
        wrong=(
            ("six-views", "Six times the same picture, six times the same answer. What is left to average?"),
            ("plain", "The copies are augmented, all in the same way."),
            ("worse", "Never worse than their mean, and they are all the same."),
        ),
        why="The gap between both averages is 0 where all members agree, and copies with one seed agree perfectly.",
    ),
    Question(
        id="boats-in-two-folds",
        prompt="1,512 frames of 24 boats are dealt out into five folds **one by one**, at random. How many boats have frames in more than one fold?",
        kind=Number(),
        key=boats_on_both_sides,
        wrong=(
            (0, "That is what dealing out whole boats would do."),
            (5, "That is the number of folds. A boat has more than sixty frames: where do they go?"),
            (12, "More. How likely is it that sixty frames of a boat all fall into one fold?"),
        ),
        otherwise="A boat has more than sixty frames on average. How likely is it that all of them fall into one fold?",
        why="All of them: each network would be validated on boats that it knows, and lecture 7 has shown what such a score is worth.",
    ),
    Question(
        id="shared-by-two-folds",
        prompt="Five folds, five models, each trained on four of them. Which share of the first model's training data has the second one seen too?",
        kind=Number(decimals=2, near=0),
        key=shared_by_two,
        wrong=(
            (0.8, "That is what each has of *all* the data."),
            (0.6, "That is what both have of all the data. Of the first one's data it is more."),
            (0.2, "That is what is held out."),
        ),
        otherwise="Both miss their own fold: three of five are common. And the first has four.",
        why="Three quarters. They differ by a quarter of their data; the seed is the same.",
    ),
    Question(
        id="validate-the-average",
        prompt="You average the five models. On which frames can you **honestly** measure what the average scores?",
        kind=Choice(
            options={
                "unseen": "on boats that none of the five was trained on",
                "training": "on all the training frames: each was held out once",
                "first": "on the fold that was held out from the first model",
                "any": "on any, as averages do not overfit",
            }
        ),
        key=lambda: "unseen" if min((np.arange(FOLDS) != held).sum() for held in range(FOLDS)) > 0 else "training",
        wrong=(
            ("training", "Held out from one model, yes, and known to the four others."),
            ("first", "The other four were trained on that fold."),
            ("any", "An average of five that know a frame by heart knows it by heart."),
        ),
        why="Held-out folds measure the *single* model. For the average you need a sixth part that nobody touched, or a leaderboard.",
    ),
    Question(
        id="beats-its-best",
        prompt="Nothing says that the mean of five must beat the best of the five. In how many of our three seeds does it, on the unseen boats, one view each?",
        kind=Number(),
        key=seeds_that_beat_their_best,
        wrong=(
            (0, "The inequality does not forbid it."),
            (1, "More often."),
            (2, "Once more."),
        ),
        otherwise="A number from 0 to 3.",
        why="In all three. Members that are about equally good and wrong on different frames are the ideal case.",
    ),
    Question(
        id="spread-of-the-mean",
        prompt=f"Let the errors of five members have variance 1 each, and a correlation of **{RATIO:g}** between any two. What is the variance of their mean?",
        kind=Number(decimals=2, near=0),
        key=spread_of_the_mean,
        wrong=(
            (
                lambda: spread_of_the_mean(correlation=0.0),
                "That is for errors that have nothing to do with each other.",
            ),
            (1, "That would be five copies of one model."),
            (RATIO, "That is where infinitely many members end. Five are a little above."),
        ),
        otherwise="The mean of all 25 entries of the covariance matrix: five are 1, twenty are 0.6.",
        why="$\\rho + (1 - \\rho)/M = 0.6 + 0.4/5$. Even of infinitely many members 0.6 would stay. To lower $\\rho$ is worth more than to raise $M$: that is what *diversity* means.",
    ),
    Question(
        id="claim-diversity",
        claim="A network that sees larger images, averaged with the old one, beats a pair of two seeds by 0.060. Diversity works!",
        prompt="The numbers are right. What is wrong with the conclusion?",
        kind=Choice(
            options={
                "quality": "The new network alone scores lower than the pair: it is better, and the old one drags it down.",
                "diversity": "Nothing: the two differ more, so their mean is better than both.",
                "chance": "The gain is within its interval of zero.",
                "seed": "A pair of two seeds is no fair rival: it has no diversity at all.",
            }
        ),
        key=size_or_difference,
        wrong=(
            ("diversity", "Better than both? Look at what the new one scores alone: 0.174."),
            ("chance", "The interval is clear of zero, by far."),
            ("seed", "It is the fair one: two networks, the same price. And another seed does make a difference."),
        ),
        why="0.174 alone, 0.211 in the pair. Always print the best member beside an ensemble; sometimes the ensemble is how you find out that you should drop the rest of it.",
    ),
)
