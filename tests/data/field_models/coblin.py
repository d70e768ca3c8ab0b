"""A hidden layer of sigmoids, a softmax and its cross-entropy, of one sample."""

import numpy as np


def _softmax(z):
    return np.exp(z) / np.sum(np.exp(z))


def _sigma(z):
    return 1 / (1 + np.exp(-z))


def z1(W1, x, b1):
    return W1 @ x + b1


def h(z1):
    return _sigma(z1)


def z2(W2, h, b2):
    return W2 @ h + b2


def y_hat(z2):
    return _softmax(z2)


def L(y_hat, y):
    return -np.sum(y * np.log(y_hat))


NOTATION = {
    "K": ("K", "size of class", "the number of classes"),
    "W1": ("W_{j,i}^{[1]}", "hidden, input", "the first weights"),
    "b1": ("b_j^{[1]}", "hidden", "the first biases"),
    "W2": ("W_{j,i}^{[2]}", "class, hidden", "the second weights"),
    "b2": ("b_j^{[2]}", "class", "the second biases"),
    "x": ("x_i", "input", "the inputs"),
    "y": ("y_k", "class", "the target", "0 or 1, adds up to one along class"),
    "_softmax": (r"\text{softmax}", "function of class to class", "softmax"),
    "_sigma": (r"\sigma", "function", "the sigmoid"),
    "z1": ("z_j^{[1]}", "hidden", "the first weighted sums"),
    "h": ("h_j", "hidden", "the hidden units"),
    "z2": ("z_j^{[2]}", "class", "the second weighted sums"),
    "y_hat": (r"\hat{y}_k", "class", "the prediction"),
    "L": (r"\mathcal{L}", "scalar", "the loss"),
}

FORWARD = [z1, h, z2, y_hat, L]

EXAMPLE = {
    "W1": np.array([[0.5, -0.2, 0.1], [0.3, 0.7, -0.4]]),
    "b1": np.array([0.1, -0.3]),
    "W2": np.array([[0.1, 0.6], [-0.3, 0.2], [0.4, -0.5]]),
    "b2": np.array([0.2, -0.1, 0.3]),
    "x": np.array([1.0, 0.5, -0.5]),
    "y": np.array([0.0, 1.0, 0.0]),
}
