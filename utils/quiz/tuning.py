"""Questions of lecture 3 on activations and optimisers."""

from collections.abc import Callable
from functools import cache

import numpy as np

from utils.data.digits_split import load_digits_split
from utils.quiz.question import Choices, Number, Question
from utils.reference.activations import leaky_relu_backward, relu, relu_backward, sigmoid_backward
from utils.reference.clinic import healed
from utils.reference.optimizers import momentum, rmsprop
from utils.reference.patients import PATIENTS, treat
from utils.reference.schedules import inverse_time
from utils.reference.training import Settings, examples, train

STEEP = 20.0
"""Steepness of the ravine's walls."""

PATIENCE = 400
"""Epochs, twenty times the usual, after which a network that was born dead is looked at again."""


def steepest_sigmoid() -> float:
    """Return the largest slope of a sigmoid, which it has at 0."""
    return float(sigmoid_backward(np.ones(1), np.zeros(1))[0])


def gain_of_relu() -> float:
    """Return by how much weights must grow so that a ReLU keeps the mean square of symmetric z."""
    z = np.linspace(-3, 3, 601)
    return float(np.sqrt((z**2).mean() / (relu(z) ** 2).mean()))


def steps_to_revive(backward: Callable = relu_backward, most: int = 2000) -> int | None:
    """Return after how many steps on its bias a unit with z = -3 for 400 examples reaches 0; None where it never does.

    A gradient of -1 arrives at its output for every example, and passes ``backward(upstream, z)``; the rate is 0.5.
    """
    z = np.full(400, -3.0)
    for step in range(most):
        if z.max() > -1e-9:
            return step
        z = z - 0.5 * backward(-np.ones(400), z).mean()
    return None


@cache
def false_claims() -> frozenset[str]:
    """Return which parts of what is said of ReLU and leaky ReLU do not hold where they are tried out."""
    data = tuple(examples(*part) for part in load_digits_split())
    dead = next(patient for patient in PATIENTS if patient.fault.name == "dead units")
    z = np.array([-1.0, 1.0])
    epochs = {name: epochs_to_learn(name) for name in ("relu", "tanh")}
    holds = {
        "fixes": healed(treat(dead, "leaky ReLU", *data)),
        "slowly": healed(train(*data, dead.settings._replace(activation="leaky_relu", epochs=PATIENCE))),
        "maximum": all(np.allclose(np.maximum(a * z, z), [-a, 1]) for a in (0.01, 0.3, 2.0)),
        "passes": bool(np.allclose(leaky_relu_backward(np.ones(1), -np.ones(1), 0.3), 0.3)),
        "sixfold": epochs["tanh"] >= 6 * epochs["relu"],
    }
    return frozenset(name for name, held in holds.items() if not held)


@cache
def epochs_to_learn(activation: str, accuracy: float = 0.75) -> int:
    """Return after how many epochs a network of the lecture has this training accuracy."""
    data = tuple(examples(*part) for part in load_digits_split())
    return int(np.argmax(train(*data, Settings(activation=activation)).train_accuracy >= accuracy))


def steady_speed(mu: float = 0.9) -> float:
    """Return how many times the gradient a step of momentum moves when the gradient has been the same for long."""
    w, velocity = np.zeros(1), None
    for _ in range(400):
        before = w
        w, velocity = momentum(w, np.ones(1), velocity, 1.0, mu)
    return float(np.round((before - w)[0], 9))


def first_step(gradient: float, lr: float = 0.001) -> float:
    """Return how far RMSprop's first step moves a weight whose gradient is this."""
    return float(np.round(-rmsprop(np.zeros(1), np.array([float(gradient)]), None, lr).w[0], 9))


ACTIVATIONS = (
    Question(
        id="ten-sigmoids",
        prompt="A gradient on its way back through **ten** sigmoids is multiplied by ten slopes. If every unit stands "
        "where its sigmoid is steepest, and all weights on the path are 1: what is left of a gradient of 1?",
        kind=Number(digits=2),
        key=lambda: steepest_sigmoid() ** 10,
        wrong=(
            (1, "The steepest slope of a *tanh* is 1. A sigmoid runs from 0 to 1 only, and is a quarter as steep."),
            (lambda: 10 * steepest_sigmoid(), "Slopes along a path multiply."),
            (lambda: 0.5**10, "Half is the sigmoid's *value* at 0. Its slope is $a (1 - a)$."),
            (lambda: steepest_sigmoid(), "That is one layer."),
        ),
        otherwise="The slope is $a (1 - a)$, at most a quarter. Ten of them multiply.",
        why="$0.25^{10}$: a millionth, and that is the *best* case.",
    ),
    Question(
        id="gain-of-relu",
        prompt="Numbers $z$ lie evenly around 0. A ReLU throws the negative half away. By which factor must the weights "
        "grow so that the mean of the *squares* after the ReLU is what it was before?",
        kind=Number(decimals=2),
        key=gain_of_relu,
        wrong=(
            (2, "The squares must double. By how much does a number grow whose square doubles?"),
            (1, "Half of the squares became 0: something is missing."),
            (0.5, "The signal shrank. Weights must make up for it."),
            (4, "That is what doubling the weights would do to the squares."),
        ),
        otherwise="The mean square halves. What must each number be multiplied by, for its square to double?",
        why="$\\sqrt{2}$: hence the 2 in $\\sqrt{2 / M}$, the start that is named after He.",
    ),
    Question(
        id="reviving-a-dead-unit",
        prompt="A ReLU unit's $z$ is $-3$ for each of 400 training examples. The loss would fall if the unit gave more: the "
        "gradient that arrives at its output is $-1$ for every example. Gradient descent moves its bias by the mean "
        "gradient, with learning rate 0.5. After how many steps does $z$ reach 0?",
        kind=Number(or_none="never"),
        key=steps_to_revive,
        wrong=(
            (6, "Steps of 0.5, if the gradient passed whole. What is the slope of a ReLU where $z < 0$?"),
            (600, "That is a leaky ReLU, which lets a hundredth of the gradient pass."),
            (1, "To jump there at once it would have to move at all. What is the slope of a ReLU where $z < 0$?"),
        ),
        otherwise="Each step is 0.5 times what passes the ReLU at $z = -3$.",
        why="The slope of a ReLU is 0 where $z < 0$: nothing passes, so nothing moves, so $z$ stays negative. Whatever the "
        "learning rate.",
    ),
    Question(
        id="claim-leaky-relu",
        claim="Leaky ReLU, $f(x) = \\max(ax, x)$, e.g. $a = 0.3$, fixes the dying ReLU problem; ReLU accelerates the "
        "convergence six times.",
        prompt="Which of these statements are **false**, as this page can show?",
        kind=Choices(
            options={
                "fixes": "The ill network at the top, with leaky ReLUs (slope 0.01) and nothing else changed, gets 87% "
                "of the validation digits right at the end of its 20 epochs.",
                "slowly": f"The same network with leaky ReLUs gets as many right if it is given {PATIENCE} epochs.",
                "maximum": "$\\max(ax, x)$ is $ax$ below 0 and $x$ above, whatever $a > 0$ is.",
                "passes": "With $a = 0.3$, three tenths of a gradient pass where $x < 0$.",
                "sixfold": "On our digits, too, tanh needs six times the epochs of ReLU.",
            }
        ),
        key=lambda: set(false_claims()),
        wrong=(
            ({"fixes"}, "True, that is false. But try $a = 2$ in the maximum, and count the epochs of tanh."),
            (
                {"maximum"},
                "Right, $a = 2$ turns it over. But how far do leaky ReLUs bring the ill network in 20 epochs?",
            ),
            ({"sixfold"}, "True: six was one network in one paper. Now try $a = 2$, and train the ill network."),
            ({"fixes", "maximum"}, "Two of three. How many epochs did tanh need, how many ReLU?"),
            ({"maximum", "sixfold"}, "Two of three. A hundredth of a gradient is little: is it enough in 20 epochs?"),
            (
                {"fixes", "slowly", "maximum", "sixfold"},
                "One of these four is true. A hundredth of a gradient is little, but it is not nothing.",
            ),
        ),
        otherwise="Compute: a maximum with $a = 2$; the epochs of tanh and ReLU; the ill network with a leak, for 20 "
        f"epochs and for {PATIENCE}.",
        why="A leak saves a network whose units die on the way, and brings back, slowly, one whose units are born far below "
        "0. The maximum needs $0 \\le a \\le 1$. The usual slope is 0.01; 0.3 was one library's default. The six is from one figure.",
    ),
)

OPTIMISERS = (
    Question(
        id="ravine-largest-rate",
        prompt=f"The steep side of a ravine is $\\frac{{1}}{{2}} c y^2$ with $c = {STEEP:g}$. Gradient descent makes "
        "$y$ into $(1 - \\eta c)\\, y$. From which learning rate $\\eta$ on does it no longer come nearer?",
        kind=Number(),
        key=lambda: 2 / STEEP,
        wrong=(
            (lambda: 1 / STEEP, "There it jumps straight to the bottom: the *best* rate for this side."),
            (2, "That is for $c = 1$, the gentle side."),
            (20, "Rate times steepness must stay below 2."),
        ),
        otherwise="The factor $1 - \\eta c$ must lie between $-1$ and 1.",
        why="$|1 - \\eta c| < 1$ means $\\eta < 2 / c$: the steepest direction sets the limit for all.",
    ),
    Question(
        id="momentum-steady-speed",
        prompt="Momentum with $\\mu = 0.9$ on a slope that stays the same. After many steps, how many times as far does it "
        "go in a step as plain gradient descent?",
        kind=Number(),
        key=steady_speed,
        wrong=(
            (0.9, "That is what remains of *one* old gradient after one step. Add up all of them."),
            (1.9, "The last two gradients. And the ones before?"),
            (9, "Nearly: the newest gradient counts in full as well."),
            (0.1, "Turn it over."),
        ),
        otherwise="Add $1 + 0.9 + 0.9^2 + \\dots$",
        why="$1 / (1 - \\mu)$: which is why a rate that suits plain descent can be ten times too large with momentum.",
    ),
    Question(
        id="first-step-of-rmsprop",
        prompt="RMSprop with decay 0.99, a cache that starts at 0, and a learning rate of **0.001**. The very first gradient of "
        "a weight is **1000**. How far does the weight move?",
        kind=Number(digits=2),
        key=lambda: first_step(1000),
        wrong=(
            (1, "That is plain descent: rate times gradient. RMSprop divides by the root of its cache."),
            (0.001, "If the cache held the whole square. After one step it holds a hundredth of it."),
            (0.1, "The cache is a hundredth of the square; its *root* is a tenth of the gradient."),
        ),
        otherwise="The cache is $0.01 \\cdot 1000^2$. Take its root, divide, multiply by the rate.",
        why="A gradient of 0.001 moves it as far: only the sign counts at first, and the size not at all.",
    ),
    Question(
        id="half-the-rate",
        prompt="Keras' old `SGD(lr=0.01, decay=0.001)` gives step $t$ the rate `lr / (1 + decay * t)`. What is the rate of "
        "step 1000?",
        kind=Number(digits=3),
        key=lambda: inverse_time(0.01, 1000, 0.001),
        wrong=(
            (0.01, "That is the rate of step 0."),
            (0, "It never gets there: it is divided, nothing is subtracted."),
            (0.00368, "That is an exponential decay, factor 0.999 a step."),
            (0.00001, "The denominator is $1 + 1$, not 1000."),
        ),
        otherwise="What is `1 + 0.001 * 1000`?",
        why="Half. A quarter takes 3000 steps, an eighth 7000: each halving takes longer than the one before.",
    ),
)

QUESTIONS = ACTIVATIONS + OPTIMISERS
