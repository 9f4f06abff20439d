"""Output weights that rank: the score s = U^T a learned on fixed activations, with a margin and with weight decay."""

import numpy as np

from utils.reference.border import Array, floats, number, shaped
from utils.reference.losses import ranking_hinge_backward
from utils.shapes.integers import whole


def fit_output_weights(
    a: Array, a_c: Array, margin: float = 1.0, decay: float = 0.0, lr: float = 0.5, steps: int = 500
) -> Array:
    """Return U (H,) after ``steps`` of gradient descent, from 0, on the mean of max(margin + s_c - s, 0) over pairs.

    ``a`` and ``a_c`` (N, H) are activations of true and corrupted examples, floats; s = U^T a, s_c = U^T a_c. ``decay``
    adds decay/2 |U|^2. With U = margin V the objective is margin times that of V at margin 1 with decay * margin, so
    ``fit(a, a_c, m, decay, m * lr)`` is m times ``fit(a, a_c, 1, m * decay, lr)``, step by step.
    Raises ValueError for integers, shapes that differ, no pairs, and a margin, decay or rate below 0.
    """
    a = floats("a", a, "N, H")
    a_c = shaped("a_c", a_c, a.shape, "a's shape")
    decay, lr = number("decay", decay, 0), number("lr", lr, 0)
    U = np.zeros(a.shape[1], a.dtype)
    for _ in range(whole("steps", steps, 0)):
        slopes = ranking_hinge_backward(a @ U, a_c @ U, margin)
        U = U - lr * (slopes.ds @ a + slopes.ds_c @ a_c + decay * U)
    return U
