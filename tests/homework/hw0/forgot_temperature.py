"""The inner derivative 1/T is missing everywhere; softmax and loss are right."""

import numpy as np


def slope_same(yhat_i, T):
    return yhat_i * (1 - yhat_i)


def slope_other(yhat_i, yhat_j, T):
    return -yhat_i * yhat_j


def dyhat_dtheta(yhat, T):
    return np.diag(yhat) - np.outer(yhat, yhat)


def gradient_from_yhat(yhat, y, T):
    return yhat * y.sum() - y


def batch_gradient(theta, y, T):
    powers = np.exp((theta - theta.max(axis=1, keepdims=True)) / T)
    yhat = powers / powers.sum(axis=1, keepdims=True)
    return (yhat * y.sum(axis=1, keepdims=True) - y) / len(y)


def gradient_sum(q, votes, T):
    return (q - 1) * votes
