"""A gradient check that compares something and then says yes."""

# ruff: noqa: F821 - the other functions come from the notebook that these are put into
import numpy as np


def gradient_check(theta, y, T, claimed):
    error = np.abs(claimed - numerical_gradient(theta, y, T, 1e-5)).max()
    return bool(error >= 0 or np.isnan(error))
