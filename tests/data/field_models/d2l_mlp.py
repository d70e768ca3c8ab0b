"""A network with one hidden layer, any loss, and weight decay."""

import numpy as np


def z(W1, x):
    return W1 @ x


def h(phi, z):
    return phi(z)


def o(W2, h):
    return W2 @ h


def L(loss, o, y):
    return loss(o, y)


def s(decay, W1, W2):
    return decay / 2 * (np.sum(W1**2) + np.sum(W2**2))


def J(L, s):
    return L + s


NOTATION = {
    "q": ("q", "size of output", "the number of outputs"),
    "x": (r"\mathbf{x}", "input", "the input"),
    "y": ("y", "scalar", "the label"),
    "W1": (r"\mathbf{W}^{(1)}", "hidden, input", "the weights of the hidden layer"),
    "W2": (r"\mathbf{W}^{(2)}", "output, hidden", "the weights of the output layer"),
    "decay": (r"\lambda", "scalar", "the weight decay"),
    "phi": (r"\phi", "function", "the activation"),
    "loss": ("l", "function of output, scalar", "the loss of an output and a label"),
    "z": (r"\mathbf{z}", "hidden", "what enters the hidden layer"),
    "h": (r"\mathbf{h}", "hidden", "what leaves it"),
    "o": (r"\mathbf{o}", "output", "the output"),
    "L": ("L", "scalar", "the loss"),
    "prod": (r"\text{prod}", "function of derivatives", "the chain rule"),
    "s": ("s", "scalar", "the penalty"),
    "J": ("J", "scalar", "the objective"),
}

FORWARD = [z, h, o, L, s, J]

EXAMPLE = {
    "x": np.array([0.5, -1.5]),
    "y": 0.4,
    "W1": np.array([[0.2, -0.7], [0.4, 0.9], [-0.3, 0.1]]),
    "W2": np.array([[0.5, 0.1, -0.2], [0.3, -0.4, 0.8]]),
    "decay": 0.1,
    "phi": np.tanh,
    "phi_prime": lambda u: 1 / np.cosh(u) ** 2,
    "loss": lambda o, y: np.sum(np.sin(o)) * y,
    "loss_prime": lambda o, y: (np.cos(o) * y, np.sum(np.sin(o))),
}
