"""What a convolution's units give, and the error of a network."""

import numpy as np


def o(f, x, l):
    return f(x[l])


def E(t, y):
    return np.sum((t - y) ** 2) / 2


STEPS = {"l": "1..L"}

NOTATION = {
    "L": ("L", "size of l", "the number of layers"),
    "x": ("x_{ij}^l", "row, column", "what enters a unit"),
    "f": ("f", "function", "the activation"),
    "t": ("t_p", "output", "a target"),
    "y": ("y_p", "output", "an output"),
    "o": ("o_{ij}^l", "row, column", "what leaves a unit"),
    "E": ("E", "scalar", "the error"),
}

FORWARD = [o, E]

EXAMPLE = {
    "x": {
        1: np.array([[0.2, 0.4, -0.3], [-0.7, 0.9, 0.1]]),
        2: np.array([[0.5, 0.3, 0.6], [0.1, -0.4, 0.8]]),
    },
    "f": np.tanh,
    "f_prime": lambda u: 1 / np.cosh(u) ** 2,
    "t": np.array([0.25, 0.75]),
    "y": np.array([0.1, 0.6]),
}
