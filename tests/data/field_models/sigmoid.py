"""The sigmoid."""

import numpy as np


def _f(z):
    return 1 / (1 + np.exp(-z))


NOTATION = {
    "z": ("z", "scalar", "any number"),
    "_f": ("f", "function", "the sigmoid"),
}

FORWARD = []

EXAMPLE = {"z": 0.3}
