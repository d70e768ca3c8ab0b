"""The mean of the losses of many samples, with weight decay."""

import numpy as np


def L(Li, decay, W):
    return np.mean(Li) + decay * np.sum(W**2) / 2


NOTATION = {
    "N": ("N", "size of sample", "the number of samples"),
    "Li": ("L_i", "sample", "the loss of a sample"),
    "W": ("W_{kl}", "class, input", "the weights"),
    "decay": (r"\lambda", "scalar", "the weight decay"),
    "L": ("L", "scalar", "the loss"),
}

FORWARD = [L]

EXAMPLE = {
    "Li": np.array([0.5, 1.2, 0.3]),
    "W": np.array([[0.2, -0.7], [0.4, 0.9]]),
    "decay": 0.1,
}
