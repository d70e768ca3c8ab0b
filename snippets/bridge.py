"""The two-layer network in the usual letters z, a and delta, with sigmoids and half squares."""

import numpy as np

from snippets.sigmoid import sigma

f = g = sigma


def z1(a0, W1):
    """z^(1)_k = sum_j a^(0)_j W^(1)_jk. Shape (hidden,)."""
    return a0 @ W1


def a1(z1):
    """a^(1)_k = sigma(z^(1)_k). Shape (hidden,)."""
    return sigma(z1)


def z2(a1, W2):
    """z^(2)_k = sum_j a^(1)_j W^(2)_jk. Shape (output,)."""
    return a1 @ W2


def a2(z2):
    """a^(2)_k = sigma(z^(2)_k). Shape (output,)."""
    return sigma(z2)


def L(y, a2):
    """L = 1/2 sum_k (y_k - a^(2)_k)^2. A scalar."""
    return np.sum((y - a2) ** 2) / 2


def delta2(a2, y):
    """delta^(2)_k = dL/dz^(2)_k = (a^(2)_k - y_k) a^(2)_k (1 - a^(2)_k). Shape (output,)."""
    return (a2 - y) * a2 * (1 - a2)


def dL_da1(W2, delta2):
    """dL/da^(1)_j = sum_k W^(2)_jk delta^(2)_k. Shape (hidden,)."""
    return W2 @ delta2


def delta1(dL_da1, a1):
    """delta^(1)_j = dL/dz^(1)_j = dL/da^(1)_j a^(1)_j (1 - a^(1)_j). Shape (hidden,)."""
    return dL_da1 * a1 * (1 - a1)


def dL_dW2(a1, delta2):
    """dL/dW^(2)_jk = a^(1)_j delta^(2)_k. Shape (hidden, output)."""
    return np.outer(a1, delta2)


def dL_dW1(a0, delta1):
    """dL/dW^(1)_jk = a^(0)_j delta^(1)_k. Shape (input, hidden)."""
    return np.outer(a0, delta1)


NOTATION = {
    "a0": ("a_j^{(0)}", "input", "the inputs"),
    "W1": ("W_{jk}^{(1)}", "input, hidden", "the weight from input j to hidden unit k"),
    "z1": ("z_k^{(1)}", "hidden", "the pre-activation of hidden unit k"),
    "sigma": (r"\sigma", "function", "the logistic sigmoid"),
    "f": ("f", "function", "the hidden activation function, here the sigmoid"),
    "g": ("g", "function", "the output's activation function, here the sigmoid"),
    "a1": ("a_k^{(1)}", "hidden", "the activation of hidden unit k"),
    "W2": ("W_{jk}^{(2)}", "hidden, output", "the weight from hidden unit j to output k"),
    "z2": ("z_k^{(2)}", "output", "the pre-activation of output k"),
    "a2": ("a_k^{(2)}", "output", "the activation of output k: the prediction"),
    "y": ("y_k", "output", "the targets"),
    "L": ("L", "scalar", "the loss, half the sum of squared errors"),
    "delta2": (
        r"\delta_k^{(2)}",
        "output",
        "the gradient of the loss with respect to the pre-activation of output k",
    ),
    "delta1": (
        r"\delta_k^{(1)}",
        "hidden",
        "the gradient of the loss with respect to the pre-activation of hidden unit k",
    ),
}

FORWARD = [z1, a1, z2, a2, L]

EXAMPLE = {
    "a0": np.array([0.05, 0.10]),
    "W1": np.array([[0.15, 0.25], [0.20, 0.30]]),
    "W2": np.array([[0.40, 0.50], [0.45, 0.55]]),
    "y": np.array([0.01, 0.99]),
}

if __name__ == "__main__":
    from snippets import print_values

    print_values(globals())
