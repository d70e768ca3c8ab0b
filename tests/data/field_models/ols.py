"""Linear regression by gradient descent, over n samples."""

import numpy as np


def _h(theta, x):
    return theta @ x


def J(theta, x, y, n):
    return sum((_h(theta, x[i]) - y[i]) ** 2 for i in range(1, n + 1)) / 2


def theta_new(theta, x, y, alpha, n):
    errors = (_h(theta, x[i]) - y[i] for i in range(1, n + 1))
    return theta - alpha * sum(error * x[i] for i, error in enumerate(errors, start=1))


UPDATES = {"theta": "theta_new"}

STEPS = {"i": "1..n"}

NOTATION = {
    "n": ("n", "size of i", "the number of samples"),
    "x": ("x_j^{(i)}", "feature", "a sample"),
    "y": ("y^{(i)}", "scalar", "its target"),
    "theta": (r"\theta_j", "feature", "the weights"),
    "alpha": (r"\alpha", "scalar", "the learning rate"),
    "_h": (r"h_\theta", "function of feature, feature", "the prediction"),
    "J": (r"J(\theta)", "scalar", "the cost"),
    "theta_new": (r"\theta'_j", "feature", "the weights after a step"),
}

FORWARD = [J]

EXAMPLE = {
    "x": {1: np.array([0.5, -1.5]), 2: np.array([0.2, 0.4]), 3: np.array([-0.7, 0.9])},
    "y": {1: 0.25, 2: 0.1, 3: -0.2},
    "theta": np.array([0.3, -0.8]),
    "alpha": 0.3,
}
