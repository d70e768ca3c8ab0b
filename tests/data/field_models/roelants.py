"""A softmax and its cross-entropy, of one sample and of a batch."""

import numpy as np


def _softmax(z):
    return np.exp(z) / np.sum(np.exp(z))


def total(z):
    return np.sum(np.exp(z))


def y(z):
    return _softmax(z)


def P(z):
    return _softmax(z)


def xi(t, y):
    return -np.sum(t * np.log(y))


def likelihood(t, y):
    return np.prod(y**t)


NOTATION = {
    "C": ("C", "size of class", "the number of classes"),
    "z": (r"\mathbf{z}", "class", "the logits"),
    "t": (r"\mathbf{t}", "class", "the target", "0 or 1, adds up to one along class"),
    "_softmax": (r"\varsigma", "function of class to class", "softmax"),
    "total": (r"\Sigma_C", "scalar", "the sum of exponentials"),
    "y": ("y_c", "class", "the shares"),
    "P": (r"P(t = c | \mathbf{z})", "class", "the probability of a class"),
    "xi": (r"\xi(\mathbf{t}, \mathbf{z})", "scalar", "the cross-entropy"),
    "likelihood": (r"\mathcal{L}(\theta|\mathbf{t}, \mathbf{z})", "scalar", "the likelihood"),
}

FORWARD = [total, y, P, xi, likelihood]

EXAMPLE = {
    "z": np.array([0.5, -1.5, 0.3]),
    "t": np.array([0.0, 1.0, 0.0]),
}
