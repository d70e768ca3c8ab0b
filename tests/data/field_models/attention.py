"""Attention, its softmax in steps, and any loss."""

import numpy as np


def _softmax(W):
    return np.exp(W) / np.sum(np.exp(W), axis=1, keepdims=True)


def one(Q):
    return np.ones(len(Q))


def W(Q, K, d):
    return Q @ K.T / d ** (1 / 2)


def B1(W):
    return np.exp(W)


def B2(B1):
    return np.sum(B1, axis=1)


def B3(B2):
    return 1 / B2


def B4(B3, Q):
    return np.outer(B3, np.ones(len(Q)))


def B(B1, B4):
    return B1 * B4


def C(B, V):
    return B @ V


def attention(K, Q, V, d):
    return _softmax(Q @ K.T / d ** (1 / 2)) @ V


def L(loss, C):
    return np.sum(loss(C))


def zeta1(B, C, loss_prime):
    return B.T @ loss_prime(C)


def zeta2(C, loss_prime, V):
    return loss_prime(C) @ V.T


def zeta3(B1, zeta2):
    return B1 * zeta2


def zeta4(zeta3):
    return np.sum(zeta3, axis=1)


def zeta5(B2, zeta4):
    return -zeta4 / B2**2


def zeta6(zeta5, zeta2, B4):
    return zeta5[:, None] + zeta2 * B4


def zeta7(B1, zeta6):
    return B1 * zeta6


NOTATION = {
    "n": ("n", "size of word", "the number of words"),
    "h": ("h", "size of feature", "the size of what stands for a word"),
    "d": ("d_k", "scalar", "what the scores are scaled by", "positive"),
    "Q": ("Q", "word, feature", "the queries"),
    "K": ("K", "word, feature", "the keys"),
    "V": ("V", "word, feature", "the values"),
    "_softmax": (r"\text{softmax}", "function of word to word in each row", "softmax"),
    "loss": ("f", "function", "what each output adds to the loss"),
    "W": ("W", "word, word", "the scores"),
    "B": ("B", "word, word", "the shares"),
    "B1": ("B_1", "word, word", "a step of the softmax"),
    "B2": ("B_2", "word", "a step of the softmax"),
    "B3": ("B_3", "word", "a step of the softmax"),
    "B4": ("B_4", "word, word", "a step of the softmax"),
    "C": ("C", "word, feature", "the outputs"),
    "attention": (r"\text{Attention}(K, Q, V)", "word, feature", "the outputs"),
    "L": ("L", "scalar", "the loss"),
    "one": (r"\mathbf{1}_{\text{n}}", "word", "ones"),
    "zeta1": (r"\zeta_1", "word, feature", "a slope of the loss"),
    "zeta2": (r"\zeta_2", "word, word", "a slope of the loss"),
    "zeta3": (r"\zeta_3", "word, word", "a slope of the loss"),
    "zeta4": (r"\zeta_4", "word", "a slope of the loss"),
    "zeta5": (r"\zeta_5", "word", "a slope of the loss"),
    "zeta6": (r"\zeta_6", "word, word", "a slope of the loss"),
    "zeta7": (r"\zeta_7", "word, word", "a slope of the loss"),
}

FORWARD = [W, B1, B2, B3, B4, B, C, attention, L]

EXAMPLE = {
    "d": 2.0,
    "Q": np.array([[0.5, -1.5], [0.3, 0.7], [1.1, -0.2]]),
    "K": np.array([[0.2, -0.7], [0.4, 0.9], [-0.3, 0.1]]),
    "V": np.array([[0.6, 0.1], [-0.8, 0.4], [0.2, -0.5]]),
    "loss": np.sin,
    "loss_prime": np.cos,
}
