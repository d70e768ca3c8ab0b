"""The larger of two numbers."""

import numpy as np


def f(x, y):
    return np.maximum(x, y)


NOTATION = {
    "x": ("x", "scalar", "a number"),
    "y": ("y", "scalar", "a number"),
    "f": ("f(x, y)", "scalar", "the larger one"),
}

FORWARD = [f]

EXAMPLE = {"x": 4.0, "y": 2.0}
