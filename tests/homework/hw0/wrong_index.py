"""The chain rule sums the wrong index, and the batch is normalised over photos instead of classes."""

import numpy as np


def sum_over_paths(u, D):
    return D @ u


def batch_gradient(theta, y, T):
    powers = np.exp((theta - theta.max(axis=0)) / T)
    return (powers / powers.sum(axis=0) * y.sum(axis=0) - y) / (len(y) * T)
