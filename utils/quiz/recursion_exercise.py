"""The exercise of lecture 2: the student writes the delta recursion, and learns which mistake was made."""

from collections.abc import Callable

import numpy as np

from utils.quiz.judging import Feedback
from utils.reference.activations import sigmoid, sigmoid_backward
from utils.reference.gradient_check import relative_error

Array = np.ndarray
TOLERANCE = 1e-9

MISTAKES: tuple[tuple[Callable[[Array, Array, Array], Array], str], ...] = (
    (lambda delta, W, z: delta @ W, "The errors arrive at a, but do not cross the neuron: sigma'(z) is missing."),
    (
        lambda delta, W, z: sigmoid_backward(delta @ W, sigmoid(z)),
        "sigma' is taken at the activation. Its argument is z, what the neuron receives.",
    ),
    (
        lambda delta, W, z: (delta @ W) * sigmoid(z),
        "The error is multiplied by the activation sigma(z). Crossing backward costs the slope, sigma'(z).",
    ),
    (
        lambda delta, W, z: sigmoid_backward(delta @ W.T, z),
        "The sum runs over the second index of W. It fits here because W is square; neuron j feeds W_1j, W_2j, ...",
    ),
    (lambda delta, W, z: sigmoid_backward(delta, z), "The error crosses the neuron, but no edge: W is missing."),
    (lambda delta, W, z: -sigmoid_backward(delta @ W, z), "The sign is turned round. Where does a minus come from?"),
)
"""Wrong recursions and what to say about each; all of them fit a square W."""


def check_delta(candidate: Callable[[Array, Array, Array], Array]) -> Feedback:
    """Judge ``candidate(delta_next, W, z)``, the student's delta^(k) of a batch with one example in each row.

    ``delta_next`` (N, M_{k+1}), ``W`` = W^(k) (M_{k+1}, M_k) and ``z`` = z^(k) (N, M_k) are float64; the answer is
    sigma'(z_j) sum_i delta_i W_ij, (N, M_k). It is tried on a square W, which all usual mistakes fit, then on an
    oblong one. Raises ValueError where ``candidate`` is no function.
    """
    if not callable(candidate):
        raise ValueError(f"candidate must be a function of delta_next, W and z, got {type(candidate).__name__}")
    rng = np.random.default_rng(7)
    for rows, after, before in ((5, 3, 3), (4, 2, 6)):
        hint = _fault(
            candidate, rng.normal(size=(rows, after)), rng.normal(size=(after, before)), rng.normal(size=(rows, before))
        )
        if hint:
            return Feedback(False, hint)
    return Feedback(True, "Your line is the recursion, for one example or a batch, for square and oblong W.")


def _fault(candidate: Callable, delta: Array, W: Array, z: Array) -> str:
    """Return what is wrong with the candidate's answer on one case, in a sentence, or an empty string."""
    try:
        answer = candidate(delta.copy(), W.copy(), z.copy())
    except Exception as error:  # noqa: BLE001 - whatever a student's line raises is told, not raised
        return f"Your line stops with {type(error).__name__}: {error}."
    if answer is None or answer is Ellipsis:
        return "Nothing is returned yet: write your line."
    truth = sigmoid_backward(delta @ W, z)
    if np.shape(answer) != truth.shape:
        return f"The answer must have z's shape {z.shape} where W is {W.shape}, got {np.shape(answer)}."
    answer = np.asarray(answer, dtype=float)
    if relative_error(answer, truth) < TOLERANCE:
        return ""
    if W.shape[0] == W.shape[1]:
        for mistake, hint in MISTAKES:
            if relative_error(answer, mistake(delta, W, z)) < TOLERANCE:
                return hint
    return "The shape is right, the numbers are not. Write the sum for one neuron j on paper, then as a product."
