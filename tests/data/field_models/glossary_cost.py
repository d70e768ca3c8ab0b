"""The cost of a layer of one unit."""

import numpy as np


def Cost(C, R, Z, X, W):
    return C(R(Z(X * W)))


NOTATION = {
    "X": ("X", "scalar", "the input"),
    "W": ("W", "scalar", "the weight"),
    "Z": ("Z", "function", "what enters the unit"),
    "R": ("R", "function", "the activation"),
    "C": ("C", "function", "the cost of an output"),
    "Cost": (r"\text{Cost}", "scalar", "the cost"),
}

FORWARD = [Cost]

EXAMPLE = {
    "X": 0.4,
    "W": 0.7,
    "Z": np.sin,
    "Z_prime": np.cos,
    "R": np.tanh,
    "R_prime": lambda u: 1 / np.cosh(u) ** 2,
    "C": np.exp,
    "C_prime": np.exp,
}
