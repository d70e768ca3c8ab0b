"""Published slips in small: a slope taken at the wrong layer, a rectifier applied to a slope."""

import numpy as np

from snippets.sigmoid import sigma


def z1(x, w1, b1):
    """z_1 = x w_1 + b_1. A scalar."""
    return x * w1 + b1


def a1(z1):
    """a_1 = tanh(z_1). A scalar."""
    return np.tanh(z1)


def z2(a1, w2, b2):
    """z_2 = a_1 w_2 + b_2. A scalar."""
    return a1 * w2 + b2


def y_hat(z2):
    """y_hat = sigma(z_2). A scalar."""
    return sigma(z2)


def L(y, y_hat):
    """L = -[y log y_hat + (1 - y) log(1 - y_hat)]. A scalar."""
    return -(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))


def dL_dz2(y_hat, y):
    """dL/dz_2 = y_hat - y. A scalar. The tutorial calls it delta_3."""
    return y_hat - y


def dL_dz1(z1, w2, dL_dz2):
    """dL/dz_1 = (1 - tanh(z_1)^2) w_2 dL/dz_2. A scalar. The tutorial calls it delta_2."""
    slope = 1 - np.tanh(z1) ** 2
    return slope * w2 * dL_dz2


def dL_dz1_wrong(z2, w2, dL_dz2):
    """The tutorial's formula before its correction: the slope at z_2. A scalar."""
    slope = 1 - np.tanh(z2) ** 2
    return slope * w2 * dL_dz2


def _relu(u):
    """max(0, u) for each unit."""
    return np.maximum(0, u)


def _rectifier_L(u, v):
    """L = -log(1 - sigma(v . relu(u))): cross-entropy for the target 0. A scalar."""
    return -np.log(1 - sigma(v @ _relu(u)))


def arriving(u, v):
    """dL/d relu(u) = v sigma(v . relu(u)): what arrives at each rectifier on the way back."""
    return v * sigma(v @ _relu(u))


def rectifier_right(arriving, u):
    """dL/du: what arrives passes where the forward pass let u through."""
    return np.where(u > 0, arriving, 0)


def rectifier_wrong(arriving):
    """The mask from the wrong side: the rectifier applied to what arrives."""
    return _relu(arriving)


def rectifier_measured(u, v):
    """dL/du by central differences, one unit at a time."""
    steps = 1e-6 * np.eye(len(u))
    return np.array([_rectifier_L(u + s, v) - _rectifier_L(u - s, v) for s in steps]) / 2e-6


NOTATION = {
    "x": ("x", "scalar", "the input"),
    "w1": ("w_1", "scalar", "the first weight"),
    "b1": ("b_1", "scalar", "the first bias"),
    "z1": ("z_1", "scalar", "the weighted sum of the hidden unit"),
    "a1": ("a_1", "scalar", "the activation of the hidden unit, by tanh"),
    "w2": ("w_2", "scalar", "the second weight"),
    "b2": ("b_2", "scalar", "the second bias"),
    "z2": ("z_2", "scalar", "the weighted sum of the output unit"),
    "sigma": (r"\sigma", "function", "the logistic sigmoid"),
    "y_hat": (r"\hat{y}", "scalar", "the prediction"),
    "y": ("y", "scalar", "the target"),
    "L": ("L", "scalar", "the loss, cross-entropy"),
}

FORWARD = [z1, a1, z2, y_hat, L]

EXAMPLE = {
    "x": 2.0,
    "w1": 0.6,
    "b1": -0.2,
    "w2": -0.5,
    "b2": 0.1,
    "y": 1.0,
    "u": np.array([0.8, 0.6, -0.7, -0.4]),
    "v": np.array([0.5, -0.9, 0.4, -0.3]),
}

if __name__ == "__main__":
    from snippets import print_values

    print_values(globals())
