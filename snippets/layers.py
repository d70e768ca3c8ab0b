"""A network of any number of layers: the four equations, for one sample and for a batch.

What has a small letter belongs to one sample, a column. What has a capital letter belongs to a
batch, one row a sample.
"""

import numpy as np

from snippets.network import backward, deltas, forward, update
from snippets.two_layer import E, dE_dy_hat, tanh_prime


def z(W, a, b, l):
    """z^(l) = W^(l) a^(l-1) + b^(l). A number for each unit."""
    return W[l] @ a[l - 1] + b[l]


def a(x, f, z, l):
    """a^(0) = x and a^(l) = f(z^(l)). A number for each unit."""
    return x if l == 0 else f(z[l])


def L(loss, y, a, last):
    """L = loss(y, a^(L)). A scalar."""
    return loss(y, a[last])


# fmt: off
def dL_da(
    loss_prime, y, a, W, delta, l, last
):
    """dL/da^(l) = W^(l+1)T delta^(l+1); at the end the slopes of the loss. Source: standard."""
    if l == last:
        return loss_prime(y, a[l])
    return W[l + 1].T @ delta[l + 1]
# fmt: on


def delta(dL_da, f_prime, z, l):
    """delta^(l) = dL/da^(l) * f'(z^(l)). A number for each unit. Source: standard."""
    return dL_da[l] * f_prime(z[l])


def last_slope(f_prime, z, last):
    """f'(z^(L)_1), the slope of the first output's activation. A scalar."""
    return f_prime(z[last])[0]


def inner_slope(f_prime, z):
    """f'(z^(2)_2), the slope at the second unit of layer 2. A scalar."""
    return f_prime(z[2])[1]


def dL_dW(delta, a, l):
    """dL/dW^(l) = delta^(l) a^(l-1)T. The shape of W^(l). Source: standard."""
    return np.outer(delta[l], a[l - 1])


def dL_db(delta, l):
    """dL/db^(l) = delta^(l). A number for each unit. Source: standard."""
    return delta[l]


# A batch.


def u(X):
    """A vector of ones, one for each sample. Shape: sample."""
    return np.ones(len(X))


def Z(W, A, b, l):
    """Z^(l) = A^(l-1) W^(l)T + u b^(l)T. One row a sample."""
    return A[l - 1] @ W[l].T + b[l]


def A(X, f, Z, l):
    """A^(0) = X and A^(l) = f(Z^(l)). One row a sample."""
    return X if l == 0 else f(Z[l])


def J(Y, A, last):
    """J = 1/(2 N) sum (A^(L)_nj - Y_nj)^2: the mean of half the squared errors. A scalar."""
    return np.sum((A[last] - Y) ** 2) / 2 / len(Y)


def dJ_dA(Y, A, W, Delta, l, last):
    """dJ/dA^(l) = Delta^(l+1) W^(l+1); at the end (A^(L) - Y) / N. One row a sample."""
    if l == last:
        return (A[l] - Y) / len(Y)
    return Delta[l + 1] @ W[l + 1]


def Delta(dJ_dA, f_prime, Z, l):
    """Delta^(l) = dJ/dA^(l) * f'(Z^(l)). One row a sample."""
    return dJ_dA[l] * f_prime(Z[l])


# What network.py makes of the same layers.


def Delta_of_network(W, f_prime, Z, dJ_dA, l, last):
    """Delta^(l) by the library. One row a sample."""
    W, Z = _by_layer(last, W, Z)
    slopes = {l: f_prime for l in W}
    return deltas(W, slopes, Z, dJ_dA[last])[l]


def dJ_dW(X, Y, W, b, f, f_prime, l, last):
    """dJ/dW^(l) by the library. The shape of W^(l)."""
    return _slopes(X, Y, W, b, f, f_prime, last)[0][l]


def dJ_db(X, Y, W, b, f, f_prime, l, last):
    """dJ/db^(l) by the library. A number for each unit."""
    return _slopes(X, Y, W, b, f, f_prime, last)[1][l]


def W_new(W, b, dJ_dW, dJ_db, eta, l):
    """W^(l)new = W^(l) - eta dJ/dW^(l) by the library. The shape of W^(l)."""
    return _updated(W, b, dJ_dW, dJ_db, eta, l)[0][l]


def b_new(W, b, dJ_dW, dJ_db, eta, l):
    """b^(l)new = b^(l) - eta dJ/db^(l) by the library. A number for each unit."""
    return _updated(W, b, dJ_dW, dJ_db, eta, l)[1][l]


def _by_layer(last, *given):
    """What the library takes: dictionaries, with a key for each layer."""
    layers = range(1, last + 1)
    return [{l: one[l] for l in layers} for one in given]


def _slopes(X, Y, W, b, f, f_prime, last):
    """What the library's forward and backward passes return; each layer has the same f."""
    W, b = _by_layer(last, W, b)
    Z, A = forward(W, b, {l: f for l in W}, X)
    slopes = (A[last] - Y) / len(Y)
    return backward(W, {l: f_prime for l in W}, Z, A, slopes)


def _updated(W, b, dJ_dW, dJ_db, eta, l):
    """What the library makes of the weights and biases of one layer."""
    weights, biases = {l: W[l]}, {l: b[l]}
    dW, db = {l: dJ_dW[l]}, {l: dJ_db[l]}
    return update(weights, biases, dW, db, eta)


STEPS = {"l": "1..L"}

NOTATION = {
    "last": ("L", "size of l", "the number of layers, and of the last one"),
    "x": ("x_k", "n[0]", "the inputs"),
    "W": (
        "W_{jk}^{(l)}",
        "n[l], n[l-1]",
        "the weight to unit $j$ of layer $l$ from unit $k$ of the layer before",
    ),
    "b": ("b_j^{(l)}", "n[l]", "the bias of unit $j$ of layer $l$"),
    "z": (
        "z_j^{(l)}",
        "n[l]",
        "the pre-activation of unit $j$: what its activation is taken of",
    ),
    "f": ("f", "function", "the activation; in the running example tanh"),
    "a": ("a_j^{(l)}", "n[l]", "the activation of unit $j$: what it hands on"),
    "y": ("y_j", "n[L]", "the targets"),
    "loss": (
        r"\ell",
        "function of n[L], n[L]",
        "the loss of targets and outputs; in the running example half the sum of squares",
    ),
    "L": (r"\mathcal{L}", "scalar", "the loss of one sample"),
    "delta": (
        r"\delta_j^{(l)}",
        "n[l]",
        "the slope of the loss at the pre-activation of unit $j$ of layer $l$",
    ),
    "N": ("N", "size of sample", "the number of samples in a batch"),
    "u": ("u_n", "sample", "a one for each sample"),
    "X": ("X_{nk}", "sample, n[0]", "the inputs of sample $n$"),
    "Z": ("Z_{nj}^{(l)}", "sample, n[l]", "the pre-activation of unit $j$ in sample $n$"),
    "A": ("A_{nj}^{(l)}", "sample, n[l]", "the activation of unit $j$ in sample $n$"),
    "Y": ("Y_{nj}", "sample, n[L]", "the targets of sample $n$"),
    "J": ("J", "scalar", "the loss of the batch: the mean of half the squared errors"),
    "Delta": (
        r"\Delta_{nj}^{(l)}",
        "sample, n[l]",
        "the slope of $J$ at the pre-activation of unit $j$ in sample $n$",
    ),
    "eta": (r"\eta", "scalar", "the learning rate"),
    "W_new": (
        r"W_{\text{new},jk}^{(l)}",
        "n[l], n[l-1]",
        "the weights after one step of descent",
    ),
    "b_new": (
        r"b_{\text{new},j}^{(l)}",
        "n[l]",
        "the biases after one step of descent",
    ),
}

FORWARD = [z, a, L, u, Z, A, J]

EXAMPLE = {
    "x": np.array([1.5, -0.5]),
    "W": {
        1: np.array([[0.4, 0.3], [-0.6, 0.8], [0.2, -0.7]]),
        2: np.array([[0.5, 0.9, -0.4], [-0.3, 0.6, 0.7]]),
        3: np.array([[0.7, -0.8], [0.3, 0.4]]),
    },
    "b": {
        1: np.array([-0.2, 0.5, 0.1]),
        2: np.array([0.3, -0.1]),
        3: np.array([0.6, -0.4]),
    },
    "f": np.tanh,
    "f_prime": tanh_prime,
    "y": np.array([0.9, 0.2]),
    "loss": E,
    "loss_prime": dE_dy_hat,
    "X": np.array([[1.5, -0.5], [0.4, 0.8], [-0.9, 0.3]]),
    "Y": np.array([[0.9, 0.2], [-0.3, 0.6], [0.1, -0.7]]),
    "eta": 0.5,
}

if __name__ == "__main__":
    from snippets._steps import print_steps

    print_steps(globals())
