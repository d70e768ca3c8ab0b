"""Two layers of a unit each, and their errors."""

import numpy as np


def y_hat(R, Z_o):
    return R(Z_o)


def E_o(R_prime, y_hat, y, Z_o):
    return (y_hat - y) * R_prime(Z_o)


def E_h(E_o, W_o, R_prime, Z_h):
    return E_o * W_o * R_prime(Z_h)


NOTATION = {
    "Z_h": ("Z_h", "scalar", "what enters the hidden unit"),
    "Z_o": ("Z_o", "scalar", "what enters the output"),
    "W_o": ("W_o", "scalar", "a weight"),
    "y": ("y", "scalar", "the target"),
    "R": ("R", "function", "the activation"),
    "y_hat": (r"\hat{y}", "scalar", "the output"),
    "E_o": ("E_o", "scalar", "the error of the output"),
    "E_h": ("E_h", "scalar", "the error of the hidden unit"),
}

FORWARD = [y_hat, E_o, E_h]

EXAMPLE = {
    "Z_h": 0.4,
    "Z_o": -0.3,
    "W_o": 0.7,
    "y": 0.2,
    "R": np.tanh,
    "R_prime": lambda u: 1 / np.cosh(u) ** 2,
}
