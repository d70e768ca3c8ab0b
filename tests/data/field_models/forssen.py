"""A network of L layers whose states are rows, with the quadratic cost."""

import numpy as np


def z(w, y, b, l):
    return y[l - 1] @ w[l] + b[l]


def _f(u):
    return 1 / (1 + np.exp(-u))


def _f_prime(u):
    return _f(u) * (1 - _f(u))


def y(x, z, l):
    return x if l == 0 else _f(z[l])


def C(y, t, L):
    return np.sum((y[L] - t) ** 2) / 2


def delta(w, delta, z, y, t, l, L):
    if l == L:
        return (y[L] - t) * _f_prime(z[L])
    return w[l + 1] @ delta[l + 1] * _f_prime(z[l])


def W(w, l):
    return w[l]


def z_row(z, l):
    return z[l][None, :]


def y_row(y, l):
    return y[l][None, :]


def b_row(b, l):
    return b[l][None, :]


def delta_row(delta, l):
    return delta[l][None, :]


def W_new(W, y, delta, eta, l):
    return W[l] - eta * np.outer(y[l - 1], delta[l])


def b_new(b, delta, eta, l):
    return b[l][None, :] - eta * delta[l]


UPDATES = {"W": "W_new", "b_row": "b_new"}

STEPS = {"l": "1..L"}

NOTATION = {
    "L": ("L", "size of l", "the number of layers"),
    "N": ("N_l", "size of units[l]", "the number of units of a layer"),
    "x": ("x_j", "units[0]", "an input"),
    "w": ("w_{ij}^l", "units[l-1], units[l]", "a weight from unit i to unit j"),
    "b": ("b_j^l", "units[l]", "a bias"),
    "z": ("z_j^l", "units[l]", "what enters unit j"),
    "_f": ("f", "function", "the sigmoid"),
    "y": ("y_j^l", "units[l]", "what leaves unit j"),
    "t": ("t_j", "units[L]", "a target"),
    "C": (r"\mathcal{C}", "scalar", "the cost"),
    "delta": (r"\delta_j^l", "units[l]", "the error of unit j"),
    "eta": (r"\eta", "scalar", "the learning rate"),
    "W": (r"\boldsymbol{W}^l", "units[l-1], units[l]", "the weights of a layer"),
    "z_row": (r"\boldsymbol{z}^l", "1, units[l]", "what enters a layer"),
    "y_row": (r"\boldsymbol{y}^l", "1, units[l]", "what leaves a layer"),
    "b_row": (r"\boldsymbol{b}^l", "1, units[l]", "the biases of a layer"),
    "delta_row": (r"\boldsymbol{\delta}^l", "1, units[l]", "the errors of a layer"),
    "W_new": (r"\boldsymbol{W}'^l", "units[l-1], units[l]", "the weights after a step"),
    "b_new": (r"\boldsymbol{b}'^l", "1, units[l]", "the biases after a step"),
}

FORWARD = [z, y, C, delta, W, z_row, y_row, b_row, delta_row]

EXAMPLE = {
    "x": np.array([0.5, -1.5]),
    "w": {
        1: np.array([[0.2, 0.4, -0.3], [-0.7, 0.9, 0.1]]),
        2: np.array([[0.5, 0.3], [0.1, -0.4], [-0.2, 0.8]]),
        3: np.array([[0.7, -0.1], [-0.6, 0.4]]),
    },
    "b": {1: np.array([0.1, -0.2, 0.3]), 2: np.array([0.2, 0.4]), 3: np.array([-0.1, 0.6])},
    "t": np.array([0.25, 0.75]),
    "eta": 0.3,
}
