"""A network of L layers, of which the first is the input."""

import numpy as np


def z(W, a, b, l):
    return W[l - 1] @ a[l - 1] + b[l - 1]


def a(x, f, z, l):
    return x if l == 1 else f(z[l])


def h(a, L):
    return a[L]


def J(a, y, L):
    return np.sum((a[L] - y) ** 2) / 2


def delta(W, delta, f_prime, z, a, y, l, L):
    if l == L:
        return -(y - a[L]) * f_prime(z[L])
    return W[l].T @ delta[l + 1] * f_prime(z[l])


STEPS = {"l": "2..n_l"}

NOTATION = {
    "L": ("n_l", "size of l", "the number of layers"),
    "s": ("s_l", "size of units[l]", "the number of units of a layer"),
    "x": ("x_i", "units[1]", "an input"),
    "y": ("y_i", "units[n_l]", "a target"),
    "W": ("W_{ij}^{(l)}", "units[l+1], units[l]", "a weight from unit j to unit i"),
    "b": ("b_i^{(l)}", "units[l+1]", "a bias"),
    "f": ("f", "function", "the activation"),
    "z": ("z_i^{(l)}", "units[l]", "what enters unit i"),
    "a": ("a_i^{(l)}", "units[l]", "what leaves unit i"),
    "h": (r"h_{\text{W},\text{b}}(x)", "units[n_l]", "the output"),
    "J": ("J(W, b; x, y)", "scalar", "the cost"),
    "delta": (r"\delta_i^{(l)}", "units[l]", "the error of unit i"),
}

FORWARD = [z, a, h, J]

EXAMPLE = {
    "L": 3,
    "x": np.array([0.5, -1.5]),
    "y": np.array([0.25, 0.75]),
    "W": {
        1: np.array([[0.2, -0.7], [0.4, 0.9], [-0.3, 0.1]]),
        2: np.array([[0.5, 0.1, -0.2], [0.3, -0.4, 0.8]]),
    },
    "b": {1: np.array([0.1, -0.2, 0.3]), 2: np.array([0.2, 0.4])},
    "f": np.tanh,
    "f_prime": lambda u: 1 / np.cosh(u) ** 2,
}
