"""A recurrent network."""

import numpy as np


def h(Whh, Wxh, x, h, t):
    return np.tanh(Whh @ h[t - 1] + Wxh @ x[t])


def y(Why, h, t):
    return Why @ h[t]


STEPS = {"t": "1..T"}

NOTATION = {
    "T": ("T", "size of t", "the number of steps"),
    "x": ("x_t", "input", "an input"),
    "Wxh": (r"W_{\text{xh}}", "hidden, input", "the weights of the inputs"),
    "Whh": (r"W_{\text{hh}}", "hidden, hidden", "the weights of the states"),
    "Why": (r"W_{\text{hy}}", "output, hidden", "the weights of the outputs"),
    "h": ("h_t", "hidden", "a state"),
    "y": ("y_t", "output", "an output"),
}

FORWARD = [h, y]

EXAMPLE = {
    "h": {0: np.array([0.3, -0.2, 0.1])},
    "x": {1: np.array([0.5, -1.5]), 2: np.array([0.2, 0.4]), 3: np.array([-0.7, 0.9])},
    "Wxh": np.array([[0.2, -0.7], [0.4, 0.9], [-0.3, 0.1]]),
    "Whh": np.array([[0.5, 0.1, -0.2], [0.3, -0.4, 0.8], [-0.6, 0.7, 0.2]]),
    "Why": np.array([[0.7, -0.6, 0.3], [-0.1, 0.4, 0.8]]),
}
