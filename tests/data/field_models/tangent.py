"""The hyperbolic tangent."""

import numpy as np


def _f(z):
    return np.tanh(z)


NOTATION = {
    "z": ("z", "scalar", "any number"),
    "_f": ("f", "function", "the hyperbolic tangent"),
}

FORWARD = []

EXAMPLE = {"z": 0.3}
