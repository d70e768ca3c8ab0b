"""A softmax and the loss of one sample, by the place of its class."""

import numpy as np


def p(f):
    return np.exp(f) / np.sum(np.exp(f))


def Li(p, t):
    return -np.sum(t * np.log(p))


NOTATION = {
    "f": ("f_k", "class", "the scores"),
    "t": ("t_k", "class", "1 for the right class", "0 or 1, adds up to one along class"),
    "y": ("y_i", "place of t", "the right class"),
    "p": ("p_k", "class", "the probabilities"),
    "Li": ("L_i", "scalar", "the loss of a sample"),
}

FORWARD = [p, Li]

EXAMPLE = {
    "f": np.array([0.5, -1.5, 0.3]),
    "t": np.array([0.0, 1.0, 0.0]),
}
