"""A network with one hidden layer, a sample in each row, and the sum of squares."""

import numpy as np


def _f(z):
    return 1 / (1 + np.exp(-z))


def f_prime(z):
    return np.exp(-z) / (1 + np.exp(-z)) ** 2


def z2(X, W1):
    return X @ W1


def a2(z2):
    return _f(z2)


def z3(a2, W2):
    return a2 @ W2


def y_hat(z3):
    return _f(z3)


def J(y, y_hat):
    return np.sum((y - y_hat) ** 2) / 2


def delta3(y, y_hat, z3):
    return -(y - y_hat) * f_prime(z3)


def delta2(delta3, W2, z2):
    return delta3 @ W2.T * f_prime(z2)


# Factors with the same axes stand side by side, and are multiplied element by element.
ARRAYS = "by axes"

NOTATION = {
    "X": ("X", "sample, input", "the inputs"),
    "y": ("y", "sample, output", "the targets"),
    "W1": ("W^{(1)}", "input, hidden", "the weights of the hidden layer"),
    "W2": ("W^{(2)}", "hidden, output", "the weights of the output layer"),
    "z": ("z", "scalar", "any number"),
    "_f": ("f", "function", "the activation"),
    "z2": ("z^{(2)}", "sample, hidden", "what enters the hidden layer"),
    "a2": ("a^{(2)}", "sample, hidden", "what leaves it"),
    "z3": ("z^{(3)}", "sample, output", "what enters the output layer"),
    "y_hat": (r"\hat{y}", "sample, output", "the estimates"),
    "J": ("J", "scalar", "the cost"),
    "delta3": (r"\delta^{(3)}", "sample, output", "the error of the output layer"),
    "delta2": (r"\delta^{(2)}", "sample, hidden", "the error of the hidden layer"),
}

FORWARD = [z2, a2, z3, y_hat, J]

EXAMPLE = {
    "X": np.array([[0.5, -1.5], [0.3, 0.7], [1.1, -0.2]]),
    "y": np.array([[0.5], [-0.2], [0.7]]),
    "W1": np.array([[0.2, -0.7, 0.1], [0.4, 0.9, -0.6]]),
    "W2": np.array([[0.3], [-0.8], [0.5]]),
    "z": 0.3,
}
