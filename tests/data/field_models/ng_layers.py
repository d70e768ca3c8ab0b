"""A network of L layers, a sample in each column, any loss, and its mean."""

import numpy as np


def Z(W, A, b, l):
    return W[l] @ A[l - 1] + b[l]


def A(X, g, Z, l):
    return X if l == 0 else g(Z[l])


def loss(f, A, L):
    return np.sum(f(A[L]))


def J(loss, m):
    return loss / m


def dA(f_prime, W, A, dZ, l, L):
    return f_prime(A[L]) if l == L else W[l + 1].T @ dZ[l + 1]


def dZ(dA, g_prime, Z, l):
    return dA[l] * g_prime(Z[l])


def dW(dZ, A, m, l):
    return dZ[l] @ A[l - 1].T / m


def db(dZ, m, l):
    return np.sum(dZ[l], axis=1, keepdims=True) / m


STEPS = {"l": "1..L"}

NOTATION = {
    "L": ("L", "size of l", "the number of layers"),
    "m": ("m", "size of sample", "the number of samples"),
    "X": ("X", "units[0], sample", "the inputs"),
    "W": ("W^{[l]}", "units[l], units[l-1]", "the weights of a layer"),
    "b": ("b^{[l]}", "units[l], 1", "its biases"),
    "g": ("g", "function", "the activation"),
    "f": ("f", "function", "what each output adds to the loss"),
    "Z": ("Z^{[l]}", "units[l], sample", "what enters a layer"),
    "A": ("A^{[l]}", "units[l], sample", "what leaves it"),
    "loss": (r"\mathcal{L}", "scalar", "the loss"),
    "J": (r"\mathcal{J}", "scalar", "the cost"),
    "dA": ("dA^{[l]}", "units[l], sample", "a slope of the loss"),
    "dZ": ("dZ^{[l]}", "units[l], sample", "a slope of the loss"),
    "dZ_i": ("dZ^{[l](i)}", "column of dZ", "that of a sample"),
    "dW": ("dW^{[l]}", "units[l], units[l-1]", "a slope of the cost"),
    "db": ("db^{[l]}", "units[l], 1", "a slope of the cost"),
}

FORWARD = [Z, A, loss, J]

EXAMPLE = {
    "X": np.array([[0.5, -1.5, 0.2], [0.3, 0.7, -0.4]]),
    "W": {
        1: np.array([[0.2, -0.7], [0.4, 0.9], [-0.3, 0.1]]),
        2: np.array([[0.5, 0.1, -0.2], [0.3, -0.4, 0.8]]),
    },
    "b": {1: np.array([[0.1], [-0.2], [0.3]]), 2: np.array([[0.2], [0.4]])},
    "g": np.tanh,
    "g_prime": lambda u: 1 / np.cosh(u) ** 2,
    "f": np.sin,
    "f_prime": np.cos,
}
