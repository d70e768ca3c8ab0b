"""Normalisation by the root of the mean of squares, with any loss."""

import numpy as np


def r(x, epsilon):
    return np.sqrt(np.mean(x**2, axis=1) + epsilon)


def y(w, x, r):
    return w * x / r[:, None]


def L(loss, y):
    return np.sum(loss(y))


NOTATION = {
    "B": ("B", "size of sample", "the number of samples"),
    "H": ("H", "size of feature", "the number of features"),
    "x": ("x_{ij}", "sample, feature", "the inputs"),
    "w": ("w_j", "feature", "the weights"),
    "epsilon": (r"\epsilon", "scalar", "a small number", "positive"),
    "loss": (r"\ell", "function", "what each output adds to the loss"),
    "r": ("r_i", "sample", "the root of the mean of squares"),
    "y": ("y_{ij}", "sample, feature", "the outputs"),
    "L": ("L", "scalar", "the loss"),
}

FORWARD = [r, y, L]

EXAMPLE = {
    "x": np.array([[0.5, -1.5, 0.4], [0.3, 0.7, -0.2]]),
    "w": np.array([0.8, 1.3, -0.6]),
    "epsilon": 0.01,
    "loss": np.sin,
    "loss_prime": np.cos,
}
