"""What is left of each feature without its mean."""

import numpy as np


def mu(h):
    return np.mean(h, axis=0)


def h_hat(h, mu):
    return h - mu


NOTATION = {
    "delta": (r"\delta_{ik}", "identity", "1 where both indices are equal, else 0"),
    "N": ("N", "size of sample", "the number of samples"),
    "h": ("h_{kl}", "sample, feature", "the inputs"),
    "mu": (r"\mu_l", "feature", "the mean"),
    "h_hat": (r"\hat{h}_{kl}", "sample, feature", "what is centred"),
}

FORWARD = [mu, h_hat]

EXAMPLE = {"h": np.array([[0.5, -1.5], [0.3, 0.7], [1.1, -0.2]])}
