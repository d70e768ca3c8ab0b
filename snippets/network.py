"""A network of any depth in plain NumPy: forward, backward, update. It needs no other file.

A row of X is a sample. Layers are counted from 1. W[l] has a row for each unit of layer l and a
column for each unit of the layer before; b[l] has a number for each unit of layer l. f[l] is the
activation of layer l and f_prime[l] its slope; both act on each element of an array.
"""

import numpy as np


def forward(W, b, f, X):
    """What enters each layer, Z, and what leaves it, A. The outputs are those of the last."""
    Z, A = {}, {0: X}
    for l in range(1, len(W) + 1):
        # Z^(l) = A^(l-1) W^(l)T + u b^(l)T
        Z[l] = A[l - 1] @ W[l].T + b[l]
        # A^(l) = f(Z^(l))
        A[l] = f[l](Z[l])
    return Z, A


def deltas(W, f_prime, Z, dJ_dA):
    """dJ/dZ of each layer, from the last to the first; dJ_dA has the slopes by the outputs."""
    L = len(W)
    # Delta^(L) = dJ/dA^(L) * f'(Z^(L))
    Delta = {L: dJ_dA * f_prime[L](Z[L])}
    for l in range(L - 1, 0, -1):
        # Delta^(l) = Delta^(l+1) W^(l+1) * f'(Z^(l))
        back = Delta[l + 1] @ W[l + 1]
        Delta[l] = back * f_prime[l](Z[l])
    return Delta


def backward(W, f_prime, Z, A, dJ_dA):
    """dJ/dW and dJ/db of each layer."""
    Delta = deltas(W, f_prime, Z, dJ_dA)
    # dJ/dW^(l) = Delta^(l)T A^(l-1)
    dW = {l: Delta[l].T @ A[l - 1] for l in W}
    # dJ/db^(l) = Delta^(l)T u
    db = {l: np.sum(Delta[l], axis=0) for l in W}
    return dW, db


def update(W, b, dW, db, eta):
    """The weights and biases after one step of gradient descent."""
    # W^(l)new = W^(l) - eta dJ/dW^(l)
    W = {l: W[l] - eta * dW[l] for l in W}
    # b^(l)new = b^(l) - eta dJ/db^(l)
    b = {l: b[l] - eta * db[l] for l in b}
    return W, b


NOTATION = {}

FORWARD = []

EXAMPLE = {}

if __name__ == "__main__":
    # Two inputs, three hidden units with tanh, one output as it is. The target is x1 x2.
    rng = np.random.default_rng(1)
    X = np.array([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])
    Y = X[:, :1] * X[:, 1:]
    W = {1: rng.normal(size=(3, 2)), 2: rng.normal(size=(1, 3))}
    b = {1: np.zeros(3), 2: np.zeros(1)}
    f = {1: np.tanh, 2: lambda z: z}
    f_prime = {1: lambda z: 1 - np.tanh(z) ** 2, 2: np.ones_like}
    for step in range(201):
        Z, A = forward(W, b, f, X)
        if step % 50 == 0:
            print(f"J_{step} = {np.sum((A[2] - Y) ** 2) / 2 / len(X)}")
        # J is the mean over the samples of half the squared error.
        dW, db = backward(W, f_prime, Z, A, (A[2] - Y) / len(X))
        W, b = update(W, b, dW, db, eta=0.5)
