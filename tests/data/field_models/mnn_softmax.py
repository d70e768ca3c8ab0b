"""A softmax."""

import numpy as np


def y(x):
    return np.exp(x) / np.sum(np.exp(x))


NOTATION = {
    "x": ("x_i", "class", "the scores"),
    "m": ("m", "scalar", "any number"),
    "y": ("y_i(x)", "class", "the probabilities"),
}

FORWARD = [y]

EXAMPLE = {"x": np.array([0.5, -1.5, 0.3]), "m": 0.5}
