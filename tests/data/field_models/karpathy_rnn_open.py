"""A recurrent network with any step."""

import numpy as np


def _step(h, x):
    return np.tanh(h * np.sum(x)) + np.sin(np.sum(h))


def h(f, h, x, t):
    return f(h[t - 1], x[t])


STEPS = {"t": "1..T"}

NOTATION = {
    "T": ("T", "size of t", "the number of steps"),
    "x": ("x_t", "input", "an input"),
    "f": ("f_W", "function of hidden, input to hidden", "what a step does, with its weights"),
    "h": ("h_t", "hidden", "a state"),
}

FORWARD = [h]

EXAMPLE = {
    "f": _step,
    "h": {0: np.array([0.3, -0.2, 0.1])},
    "x": {1: np.array([0.5, -1.5]), 2: np.array([0.2, 0.4]), 3: np.array([-0.7, 0.9])},
}
