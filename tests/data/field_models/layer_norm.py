"""Layer normalisation of one vector without its parameters, with any loss."""

import numpy as np


def mu(x):
    return np.mean(x)


def sigma(x, mu):
    return np.sqrt(np.mean((x - mu) ** 2))


def z(x, mu, sigma, epsilon):
    return (x - mu) / (sigma + epsilon)


def L(loss, z):
    return np.sum(loss(z))


LAYOUT = "denominator"
NOTATION = {
    "n": ("n", "size of unit", "the number of units"),
    "x": ("x", "unit", "the inputs"),
    "epsilon": (r"\epsilon", "scalar", "a small number", "positive"),
    "delta": (r"\delta_{ik}", "identity", "1 where both indices are equal, else 0"),
    "loss": ("f", "function", "what each output adds to the loss"),
    "mu": (r"\mu", "scalar", "the mean"),
    "sigma": (r"\sigma", "scalar", "the standard deviation"),
    "z": ("z", "unit", "what is normalised"),
    "L": ("L", "scalar", "the loss"),
}

FORWARD = [mu, sigma, z, L]

EXAMPLE = {
    "x": np.array([0.5, -1.5, 0.4]),
    "epsilon": 0.01,
    "loss": np.sin,
    "loss_prime": np.cos,
}
