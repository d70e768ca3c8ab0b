"""The cross-entropy of a softmax, for one class."""

import numpy as np


def y(x):
    return np.exp(x) / np.sum(np.exp(x))


def z(y):
    return np.log(y)


def loss(p, z):
    return -np.sum(p * z)


NOTATION = {
    "x": ("x_i", "class", "the scores"),
    "p": ("p_i", "class", "1 for the right class", "0 or 1, adds up to one along class"),
    "right": ("l", "place of p", "the right class"),
    "y": ("y_i(x)", "class", "the probabilities"),
    "z": ("z_i(x)", "class", "their logarithms"),
    "loss": (r"\ell", "scalar", "the loss"),
}

FORWARD = [y, z, loss]

EXAMPLE = {"x": np.array([0.5, -1.5, 0.3]), "p": np.array([0.0, 1.0, 0.0])}
