"""An honest softmax and loss; every slope after them is measured, by finite differences or the complex step."""

import numpy as np


def softmax(theta, T):
    powers = np.exp((theta - theta.max()) / T)
    return powers / powers.sum()


def cross_entropy(theta, y, T):
    z = (theta - theta.max()) / T
    return -np.sum(y * (z - np.log(np.sum(np.exp(z)))))


def _complex_step(function, x):
    return np.stack([np.imag(function(x + 1e-30j * row)) / 1e-30 for row in np.eye(len(x))], axis=-1)


def _differences(function, x, h=1e-5):
    return np.stack([(function(x + h * row) - function(x - h * row)) / (2 * h) for row in np.eye(len(x))], axis=-1)


def slope_same(yhat_i, T):
    return _differences(lambda theta: softmax(theta, T), T * np.log([yhat_i, 1 - yhat_i]))[0, 0]


def slope_other(yhat_i, yhat_j, T):
    return _complex_step(lambda theta: softmax(theta, T), T * np.log([yhat_i, yhat_j, 1 - yhat_i - yhat_j]))[0, 1]


def dyhat_dtheta(yhat, T):
    return _differences(lambda theta: softmax(theta, T), T * np.log(yhat))


def dce_dyhat(yhat, y):
    return _differences(lambda p: -np.sum(y * np.log(p)), yhat, 1e-7)


def gradient_from_yhat(yhat, y, T):
    return _complex_step(lambda theta: cross_entropy(theta, y, T), T * np.log(yhat))


def gradient(theta, y, T):
    return _differences(lambda x: cross_entropy(x, y, T), theta, 1e-5)


def batch_gradient(theta, y, T):
    return np.array([gradient(row, votes, T) for row, votes in zip(theta, y, strict=True)]) / len(y)


def numerical_gradient(theta, y, T, h):
    return _differences(lambda x: cross_entropy(x, y, T), theta, h)


def gradient_check(theta, y, T, claimed):
    measured = numerical_gradient(theta, y, T, 1e-4 * T)
    return bool(np.abs(claimed - measured).max() < 1e-4 * np.abs(measured).max())


def hot_limit(y):
    return 1e6 * gradient(np.zeros(len(y)), y, 1e6)


def cold_limit(theta, y):
    return 1e-6 * gradient(theta, y, 1e-6)
