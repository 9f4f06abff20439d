"""A gradient check with a fixed step and an absolute tolerance: blind where slopes are small, wrong where T is low."""

# ruff: noqa: F821 - the other functions come from the notebook that these are put into
import numpy as np


def gradient_check(theta, y, T, claimed):
    return bool(np.abs(claimed - numerical_gradient(theta, y, T, 1e-2)).max() < 1e-2)
