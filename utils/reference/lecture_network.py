"""The 4-2-1 network that lecture 2 works with: one set of numbers for its text, quizzes, figures and widgets.

W^(k) maps layer k to layer k + 1, to neuron i from neuron j: W_14^(1) is ``WEIGHTS[0][0, 3]``. The last matrix is
the lecture's U^T. The numbers are chosen so that the true example x outscores the corrupted example x_c, but by less
than the margin: J = max(1 + s_c - s, 0) is positive and every parameter has something to learn.
"""

import numpy as np

WEIGHTS = (
    np.array([[0.5, -0.3, 0.2, 0.8], [-0.4, 0.6, 0.1, -0.7]]),
    np.array([[0.9, -0.6]]),
)
"""W^(1) (2, 4) and W^(2) = U^T (1, 2), float64."""

BIASES = (np.array([0.1, -0.2]), np.array([0.0]))
"""b^(1) (2,) and b^(2) (1,), float64; the lecture's score has no bias, so b^(2) is zero."""

X = np.array([1.0, 0.5, -1.0, 2.0])
"""The true example x, (4,) float64."""

X_C = np.array([-1.0, 0.5, 1.0, 0.5])
"""The corrupted example x_c, (4,) float64."""
