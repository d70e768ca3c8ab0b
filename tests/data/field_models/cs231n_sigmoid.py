"""A unit with a sigmoid."""

import numpy as np


def _sigmoid(x):
    return 1 / (1 + np.exp(-x))


def f(w0, w1, w2, x0, x1):
    return _sigmoid(w0 * x0 + w1 * x1 + w2)


NOTATION = {
    "x": ("x", "scalar", "a number"),
    "w0": ("w_0", "scalar", "a weight"),
    "w1": ("w_1", "scalar", "a weight"),
    "w2": ("w_2", "scalar", "a weight"),
    "x0": ("x_0", "scalar", "an input"),
    "x1": ("x_1", "scalar", "an input"),
    "_sigmoid": (r"\sigma", "function", "the sigmoid"),
    "f": ("f(w, x)", "scalar", "the output"),
}

FORWARD = [f]

EXAMPLE = {"x": 0.5, "w0": 2.0, "w1": -3.0, "w2": -3.0, "x0": -1.0, "x1": -2.0}
