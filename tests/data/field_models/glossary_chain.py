"""Three functions, one after another."""

import numpy as np


def f(A, B, C, x):
    return A(B(C(x)))


NOTATION = {
    "x": ("x", "scalar", "a number"),
    "A": ("A", "function", "the last function"),
    "B": ("B", "function", "the one before it"),
    "C": ("C", "function", "the first one"),
    "f": ("f(x)", "scalar", "what they make of it together"),
}

FORWARD = [f]

EXAMPLE = {
    "x": 0.4,
    "A": np.sin,
    "A_prime": np.cos,
    "B": np.exp,
    "B_prime": np.exp,
    "C": np.tanh,
    "C_prime": lambda u: 1 / np.cosh(u) ** 2,
}
