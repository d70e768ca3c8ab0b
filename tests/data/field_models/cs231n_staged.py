"""An expression that is computed in stages."""

import numpy as np


def _sigmoid(x):
    return 1 / (1 + np.exp(-x))


def f(x, y):
    return (x + _sigmoid(y)) / (_sigmoid(x) + (x + y) ** 2)


NOTATION = {
    "x": ("x", "scalar", "a number"),
    "y": ("y", "scalar", "a number"),
    "_sigmoid": (r"\sigma", "function", "the sigmoid"),
    "f": ("f(x, y)", "scalar", "the output"),
}

FORWARD = [f]

EXAMPLE = {"x": 3.0, "y": -4.0}
