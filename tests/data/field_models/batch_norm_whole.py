"""Batch normalisation with whole arrays, a sample in each row."""

import numpy as np


def h(X, W, b):
    return X @ W + b


def mu(h):
    return np.mean(h, axis=0)


def variance(h, mu):
    return np.mean((h - mu) ** 2, axis=0)


def h_hat(h, mu, variance, epsilon):
    return (h - mu) * (variance + epsilon) ** (-1 / 2)


def y(gamma, h_hat, beta):
    return gamma * h_hat + beta


# Factors with the same axes stand side by side, and are multiplied element by element.
ARRAYS = "by axes"

NOTATION = {
    "X": ("X", "sample, input", "the inputs"),
    "W": ("W", "input, feature", "the weights"),
    "b": ("b", "feature in each row", "the biases"),
    "h": ("h", "sample, feature", "what is to be normalised"),
    "gamma": (r"\gamma", "feature in each row", "the scale"),
    "beta": (r"\beta", "feature in each row", "the shift"),
    "epsilon": (r"\epsilon", "scalar", "a small number", "positive"),
    "mu": (r"\mu", "feature in each row", "the mean"),
    "variance": (r"\sigma^2", "feature in each row", "the variance"),
    "h_hat": (r"\hat{h}", "sample, feature", "what is normalised"),
    "y": ("y", "sample, feature", "the outputs"),
}

FORWARD = [h, mu, variance, h_hat, y]

EXAMPLE = {
    "X": np.array([[0.5, -1.5, 0.4], [0.3, 0.7, -0.2], [1.1, 0.2, 0.6], [-0.4, 0.8, 0.1]]),
    "W": np.array([[0.2, -0.7], [0.4, 0.9], [-0.3, 0.5]]),
    "b": np.array([0.2, -0.1]),
    "gamma": np.array([0.8, 1.3]),
    "beta": np.array([0.1, -0.4]),
    "epsilon": 0.01,
}
