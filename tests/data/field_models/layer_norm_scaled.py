"""Layer normalisation of one vector with its parameters."""

import numpy as np


def mu(x):
    return np.mean(x)


def sigma(x, mu):
    return np.sqrt(np.mean((x - mu) ** 2))


def z(a, x, mu, sigma, epsilon, b):
    return a * (x - mu) / (sigma + epsilon) + b


NOTATION = {
    "n": ("n", "size of unit", "the number of units"),
    "x": ("x", "unit", "the inputs"),
    "a": ("a", "scalar", "the scale"),
    "b": ("b", "scalar", "the shift"),
    "epsilon": (r"\epsilon", "scalar", "a small number", "positive"),
    "delta": (r"\delta_{ik}", "identity", "1 where both indices are equal, else 0"),
    "mu": (r"\mu", "scalar", "the mean"),
    "sigma": (r"\sigma", "scalar", "the standard deviation"),
    "z": ("z", "unit", "what is normalised"),
}

FORWARD = [mu, sigma, z]

EXAMPLE = {
    "x": np.array([0.5, -1.5, 0.4]),
    "a": 1.3,
    "b": -0.4,
    "epsilon": 0.01,
}
