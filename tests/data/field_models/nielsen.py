"""A network of L layers with the quadratic cost."""

import numpy as np


def z(w, a, b, l):
    return w[l] @ a[l - 1] + b[l]


def a(x, sigma, z, l):
    return x if l == 0 else sigma(z[l])


def slopes(sigma_prime, z, l):
    return np.diag(sigma_prime(z[l]))


def output(a, L):
    return a[L]


def C(output, y):
    return np.sum((output - y) ** 2) / 2


def delta(w, delta, sigma_prime, z, a, y, l, L):
    if l == L:
        return (a[L] - y) * sigma_prime(z[L])
    return w[l + 1].T @ delta[l + 1] * sigma_prime(z[l])


STEPS = {"l": "1..L"}

NOTATION = {
    "L": ("L", "size of l", "the number of layers"),
    "x": ("x_j", "units[0]", "an input"),
    "w": ("w_{jk}^l", "units[l], units[l-1]", "a weight from unit k to unit j"),
    "b": ("b_j^l", "units[l]", "a bias"),
    "z": ("z_j^l", "units[l]", "what enters unit j"),
    "sigma": (r"\sigma", "function", "the activation"),
    "a": ("a_j^l", "units[l]", "what leaves unit j"),
    "slopes": (r"\Sigma'(z^l)", "units[l], units[l]", "the slopes on a diagonal"),
    "output": ("a", "units[L]", "what leaves the network"),
    "y": ("y_j", "units[L]", "a target"),
    "C": ("C", "scalar", "the cost"),
    "delta": (r"\delta_j^l", "units[l]", "the error of unit j"),
}

FORWARD = [z, a, output, C]

EXAMPLE = {
    "x": np.array([0.5, -1.5]),
    "w": {
        1: np.array([[0.2, -0.7], [0.4, 0.9], [-0.3, 0.1]]),
        2: np.array([[0.5, 0.1, -0.2], [0.3, -0.4, 0.8]]),
        3: np.array([[0.7, -0.6], [-0.1, 0.4]]),
    },
    "b": {1: np.array([0.1, -0.2, 0.3]), 2: np.array([0.2, 0.4]), 3: np.array([-0.1, 0.6])},
    "sigma": np.tanh,
    "sigma_prime": lambda u: 1 / np.cosh(u) ** 2,
    "y": np.array([0.25, 0.75]),
}
