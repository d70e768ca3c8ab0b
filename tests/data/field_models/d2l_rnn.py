"""A recurrent network without an activation, and any loss."""

import numpy as np


def h(Whx, Whh, x, h, t):
    return Whx @ x[t] + Whh @ h[t - 1]


def o(Wqh, h, t):
    return Wqh @ h[t]


def L(loss, o, y, T):
    return sum(loss(o[t], y[t]) for t in range(1, T + 1)) / T


STEPS = {"t": "1..T"}

NOTATION = {
    "T": ("T", "size of t", "the number of steps"),
    "x": (r"\mathbf{x}_t", "input", "an input"),
    "y": ("y_t", "scalar", "a target"),
    "Whx": (r"\mathbf{W}_{\text{hx}}", "hidden, input", "the weights of the inputs"),
    "Whh": (r"\mathbf{W}_{\text{hh}}", "hidden, hidden", "the weights of the states"),
    "Wqh": (r"\mathbf{W}_{\text{qh}}", "output, hidden", "the weights of the outputs"),
    "loss": (r"\ell", "function of output, scalar", "the loss of an output"),
    "h": (r"\mathbf{h}_t", "hidden", "a state"),
    "o": (r"\mathbf{o}_t", "output", "an output"),
    "L": ("L", "scalar", "the loss"),
    "prod": (r"\text{prod}", "function of derivatives", "the chain rule"),
}

FORWARD = [h, o, L]

EXAMPLE = {
    "h": {0: np.array([0.3, -0.2, 0.1])},
    "x": {1: np.array([0.5, -1.5]), 2: np.array([0.2, 0.4]), 3: np.array([-0.7, 0.9])},
    "y": {1: 0.1, 2: 0.6, 3: -0.3},
    "Whx": np.array([[0.2, -0.7], [0.4, 0.9], [-0.3, 0.1]]),
    "Whh": np.array([[0.5, 0.1, -0.2], [0.3, -0.4, 0.8], [-0.6, 0.7, 0.2]]),
    "Wqh": np.array([[0.7, -0.6, 0.3], [-0.1, 0.4, 0.8]]),
    "loss": lambda o, y: np.sum(np.sin(o)) * y,
    "loss_prime": lambda o, y: (np.cos(o) * y, np.sum(np.sin(o))),
}
