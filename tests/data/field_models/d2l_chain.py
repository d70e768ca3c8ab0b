"""A function of a function, of vectors."""

import numpy as np


def Y(g, X):
    return g(X)


def Z(f, Y):
    return f(Y)


NOTATION = {
    "X": (r"\mathsf{X}", "input", "the input"),
    "f": ("f", "function of hidden to output", "the second function"),
    "g": ("g", "function of input to hidden", "the first function"),
    "prod": (r"\text{prod}", "function of derivatives", "the chain rule"),
    "Y": (r"\mathsf{Y}", "hidden", "what the first function gives"),
    "Z": (r"\mathsf{Z}", "output", "what the second function gives"),
}

FORWARD = [Y, Z]

EXAMPLE = {
    "X": np.array([0.5, -1.5]),
    "f": lambda y: np.stack([np.sin(y[0] + y[1]), np.cos(y[1] * y[2])]),
    "g": lambda x: np.stack([x[0] * x[1], np.sin(x[0]), np.cos(x[1])]),
}
