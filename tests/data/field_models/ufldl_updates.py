"""A step of gradient descent on the cost of a batch, with weight decay."""

import numpy as np


def h(W, b, f, x, L, i):
    a = x[i]
    for l in range(1, L):
        a = f(W[l] @ a + b[l])
    return a


def Ji(h, y, i):
    return np.sum((h[i] - y[i]) ** 2) / 2


def J(Ji, m, decay, W, L):
    penalty = sum(np.sum(W[l] ** 2) for l in range(1, L))
    return sum(Ji[i] for i in range(1, m + 1)) / m + decay / 2 * penalty


def _slopes(W, b, f, f_prime, x, y, m, L):
    """The slopes by the weights and biases of each layer, added up over all samples."""
    dW, db = ({l: np.zeros(some[l].shape) for l in range(1, L)} for some in (W, b))
    for i in range(1, m + 1):
        a, z = {1: x[i]}, {1: x[i]}
        for l in range(1, L):
            z[l + 1] = W[l] @ a[l] + b[l]
            a[l + 1] = f(z[l + 1])
        delta = (a[L] - y[i]) * f_prime(z[L])
        for l in range(L - 1, 0, -1):
            dW[l], db[l] = dW[l] + np.outer(delta, a[l]), db[l] + delta
            delta = W[l].T @ delta * f_prime(z[l])
    return dW, db


def dW(W, b, f, f_prime, x, y, m, L, l):
    return _slopes(W, b, f, f_prime, x, y, m, L)[0][l]


def db(W, b, f, f_prime, x, y, m, L, l):
    return _slopes(W, b, f, f_prime, x, y, m, L)[1][l]


def W_new(W, dW, alpha, decay, m, l):
    return W[l] - alpha * (dW[l] / m + decay * W[l])


def b_new(b, db, alpha, m, l):
    return b[l] - alpha * db[l] / m


UPDATES = {"W": "W_new", "b": "b_new"}

STEPS = {"l": "2..n_l", "i": "1..m"}

NOTATION = {
    "L": ("n_l", "size of l", "the number of layers"),
    "m": ("m", "size of i", "the number of samples"),
    "s": ("s_l", "size of units[l]", "the number of units of a layer"),
    "x": ("x^{(i)}", "units[1]", "the input of a sample"),
    "y": ("y^{(i)}", "units[n_l]", "its target"),
    "W": ("W^{(l)}", "units[l+1], units[l]", "the weights of a layer"),
    "b": ("b^{(l)}", "units[l+1]", "its biases"),
    "dW": (r"\Delta W^{(l)}", "units[l+1], units[l]", "the slopes of all samples, added up"),
    "db": (r"\Delta b^{(l)}", "units[l+1]", "the slopes of all samples, added up"),
    "W_new": ("W'^{(l)}", "units[l+1], units[l]", "the weights after a step"),
    "b_new": ("b'^{(l)}", "units[l+1]", "the biases after a step"),
    "alpha": (r"\alpha", "scalar", "the learning rate"),
    "decay": (r"\lambda", "scalar", "the weight decay"),
    "f": ("f", "function", "the activation"),
    "h": (r"h_{\text{W},\text{b}}(x^{(i)})", "units[n_l]", "the output of a sample"),
    "Ji": ("J(W, b; x^{(i)}, y^{(i)})", "scalar", "its cost"),
    "J": ("J(W, b)", "scalar", "the cost of all"),
}

FORWARD = [h, Ji, J]

EXAMPLE = {
    "L": 3,
    "x": {1: np.array([0.5, -1.5]), 2: np.array([0.2, 0.4]), 3: np.array([-0.7, 0.9])},
    "y": {1: np.array([0.25, 0.75]), 2: np.array([0.1, 0.3]), 3: np.array([0.4, -0.2])},
    "W": {
        1: np.array([[0.2, -0.7], [0.4, 0.9], [-0.3, 0.1]]),
        2: np.array([[0.5, 0.1, -0.2], [0.3, -0.4, 0.8]]),
    },
    "b": {1: np.array([0.1, -0.2, 0.3]), 2: np.array([0.2, 0.4])},
    "alpha": 0.3,
    "decay": 0.1,
    "f": np.tanh,
    "f_prime": lambda u: 1 / np.cosh(u) ** 2,
}
