"""A network with one hidden layer, in vectors."""

import numpy as np


def z2(W1, x, b1):
    return W1 @ x + b1


def a2(f, z2):
    return f(z2)


def z3(W2, a2, b2):
    return W2 @ a2 + b2


def a3(f, z3):
    return f(z3)


def h(a3):
    return a3


NOTATION = {
    "x": ("x", "input", "the input"),
    "W1": ("W^{(1)}", "hidden, input", "the weights of the hidden layer"),
    "b1": ("b^{(1)}", "hidden", "its biases"),
    "W2": ("W^{(2)}", "output, hidden", "the weights of the output layer"),
    "b2": ("b^{(2)}", "output", "its biases"),
    "f": ("f", "function", "the activation"),
    "z2": ("z^{(2)}", "hidden", "what enters the hidden layer"),
    "a2": ("a^{(2)}", "hidden", "what leaves it"),
    "z3": ("z^{(3)}", "output", "what enters the output layer"),
    "a3": ("a^{(3)}", "output", "what leaves it"),
    "h": (r"h_{\text{W},\text{b}}(x)", "output", "the output"),
}

FORWARD = [z2, a2, z3, a3, h]

EXAMPLE = {
    "x": np.array([0.5, -1.5, 0.3]),
    "W1": np.array([[0.2, -0.7, 0.1], [0.4, 0.9, -0.6], [-0.3, 0.1, 0.8]]),
    "b1": np.array([0.1, -0.2, 0.3]),
    "W2": np.array([[0.5, 0.1, -0.2]]),
    "b2": np.array([0.4]),
    "f": np.tanh,
    "f_prime": lambda u: 1 / np.cosh(u) ** 2,
}
