"""The cost of a batch of a network of L layers: a mean over its samples, and weight decay."""

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


STEPS = {"l": "2..n_l", "i": "1..m"}

NOTATION = {
    "L": ("n_l", "size of l", "the number of layers"),
    "m": ("m", "size of i", "the number of samples"),
    "s": ("s_l", "size of units[l]", "the number of units of a layer"),
    "x": ("x^{(i)}", "units[1]", "the input of a sample"),
    "y": ("y^{(i)}", "units[n_l]", "its target"),
    "W": ("W^{(l)}", "units[l+1], units[l]", "the weights of a layer"),
    "b": ("b^{(l)}", "units[l+1]", "its biases"),
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
    "decay": 0.1,
    "f": np.tanh,
    "f_prime": lambda u: 1 / np.cosh(u) ** 2,
}
