"""The last step of an LSTM, and the cross-entropy of its softmax."""

import numpy as np


def _sigma(x):
    return 1 / (1 + np.exp(-x))


def _tanh(x):
    return np.tanh(x)


def _softmax(z):
    return np.exp(z) / np.sum(np.exp(z))


def h(o, C):
    return o * np.tanh(C)


def z(Wy, h, by):
    return Wy @ h + by


def y_hat(z):
    return _softmax(z)


def L(y, y_hat):
    return -np.sum(y * np.log(y_hat))


NOTATION = {
    "x": ("x", "scalar", "any number"),
    "_sigma": (r"\sigma", "function", "the sigmoid"),
    "_tanh": (r"\text{tanh}", "function", "the hyperbolic tangent"),
    "_softmax": (r"\text{softmax}", "function of class to class", "the softmax"),
    "C": (r"C_{\text{t}}", "unit", "the cell state"),
    "o": (r"o_{\text{t}}", "unit", "the output gate"),
    "Wy": (r"W_{\text{y}}", "class, unit", "the weights of the output"),
    "by": (r"b_{\text{y}}", "class", "its biases"),
    "y": ("y", "class", "the target", "adds up to one along class"),
    "h": (r"h_{\text{t}}", "unit", "the state"),
    "z": ("z", "class", "the scores"),
    "y_hat": (r"\hat{y}", "class", "the probabilities"),
    "L": ("L", "scalar", "the loss"),
}

FORWARD = [h, z, y_hat, L]

EXAMPLE = {
    "x": 0.3,
    "C": np.array([0.5, -0.4]),
    "o": np.array([0.3, 0.8]),
    "Wy": np.array([[0.2, -0.7], [0.4, 0.9], [-0.3, 0.1]]),
    "by": np.array([0.1, -0.2, 0.3]),
    "y": np.array([0.2, 0.5, 0.3]),
}
