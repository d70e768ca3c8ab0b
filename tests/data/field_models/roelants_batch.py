"""The cross-entropies of a batch, a sample at each step."""

import numpy as np


def y(z, i):
    return np.exp(z[i]) / np.sum(np.exp(z[i]))


def xi(t, y, i):
    return -np.sum(t[i] * np.log(y[i]))


def total(xi, n):
    return sum(xi[i] for i in range(1, n + 1))


STEPS = {"i": "1..n"}

NOTATION = {
    "n": ("n", "size of i", "the number of samples"),
    "C": ("C", "size of class", "the number of classes"),
    "z": (r"\mathbf{z}_i", "class", "the logits of a sample"),
    "t": (r"\mathbf{t}_i", "class", "its target"),
    "y": (r"\mathbf{y}_i", "class", "its shares"),
    "xi": (r"\xi(\mathbf{t}_i, \mathbf{y}_i)", "scalar", "its cross-entropy"),
    "total": (r"\xi(T, Y)", "scalar", "the sum of all"),
}

FORWARD = [y, xi, total]

EXAMPLE = {
    "z": {1: np.array([0.5, -1.5, 0.3]), 2: np.array([0.2, 0.4, -0.6])},
    "t": {1: np.array([0.0, 1.0, 0.0]), 2: np.array([1.0, 0.0, 0.0])},
}
