"""Batch normalisation, with any loss."""

import numpy as np


def mu(h):
    return np.mean(h, axis=0)


def variance(h, mu):
    return np.mean((h - mu) ** 2, axis=0)


def h_hat(h, mu, variance, epsilon):
    return (h - mu) * (variance + epsilon) ** (-1 / 2)


def y(gamma, h_hat, beta):
    return gamma * h_hat + beta


def _relu(y):
    return np.where(y > 0, y, 0.0)


def a(y):
    return _relu(y)


def L(loss, y):
    return np.sum(loss(y))


NOTATION = {
    "delta": (r"\delta_{ik}", "identity", "1 where both indices are equal, else 0"),
    "N": ("N", "size of sample", "the number of samples"),
    "H": ("H", "size of feature", "the number of features"),
    "h": ("h_{kl}", "sample, feature", "the inputs"),
    "gamma": (r"\gamma_l", "feature", "the scale"),
    "beta": (r"\beta_l", "feature", "the shift"),
    "epsilon": (r"\epsilon", "scalar", "a small number", "positive"),
    "loss": ("f", "function", "what each output adds to the loss"),
    "mu": (r"\mu_l", "feature", "the mean"),
    "variance": (r"\sigma_l^2", "feature", "the variance"),
    "h_hat": (r"\hat{h}_{kl}", "sample, feature", "what is normalised"),
    "y": ("y_{kl}", "sample, feature", "the outputs"),
    "_relu": (r"\text{ReLu}", "function", "the rectifier"),
    "a": ("a", "sample, feature", "what leaves the layer"),
    "L": (r"\mathcal{L}", "scalar", "the loss"),
}

FORWARD = [mu, variance, h_hat, y, a, L]

EXAMPLE = {
    "h": np.array([[0.5, -1.5], [0.3, 0.7]]),
    "gamma": np.array([0.8, 1.3]),
    "beta": np.array([0.1, -0.4]),
    "epsilon": 0.01,
    "loss": np.sin,
    "loss_prime": np.cos,
}
