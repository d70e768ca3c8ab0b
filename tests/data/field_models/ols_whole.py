"""Linear regression, the samples in the rows of one matrix."""

import numpy as np


def J(X, theta, y):
    return np.sum((X @ theta - y) ** 2) / 2


NOTATION = {
    "X": ("X", "sample, feature", "the samples"),
    "y": (r"\vec{y}", "sample", "their targets"),
    "theta": (r"\theta", "feature", "the weights"),
    "J": (r"J(\theta)", "scalar", "the cost"),
}

FORWARD = [J]

EXAMPLE = {
    "X": np.array([[0.5, -1.5], [0.2, 0.4], [-0.7, 0.9]]),
    "y": np.array([0.25, 0.1, -0.2]),
    "theta": np.array([0.3, -0.8]),
}
