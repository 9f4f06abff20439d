"""Each photo's own gradient instead of the mean loss's, one photo at a time."""

# ruff: noqa: F821 - the other functions come from the notebook that these are put into
import numpy as np


def batch_gradient(theta, y, T):
    return np.array([gradient(row, votes, T) for row, votes in zip(theta, y, strict=True)])
