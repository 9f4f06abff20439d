"""The minus of the cross-entropy got lost, and everything that follows from it points uphill."""

import numpy as np


def dce_dyhat(yhat, y):
    return y / yhat


def gradient_from_yhat(yhat, y, T):
    return (y - yhat * y.sum()) / T


def batch_gradient(theta, y, T):
    powers = np.exp((theta - theta.max(axis=1, keepdims=True)) / T)
    yhat = powers / powers.sum(axis=1, keepdims=True)
    return (y - yhat * y.sum(axis=1, keepdims=True)) / (len(y) * T)


def gradient_sum(q, votes, T):
    return (1 - q) * votes / T


def hot_limit(y):
    return y - y.mean()


def cold_limit(theta, y):
    return y - y.sum() * (theta == theta.max())
