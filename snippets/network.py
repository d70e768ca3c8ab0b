"""A network of any depth in plain NumPy: forward, backward, update. It needs no other file.

A row of X is a sample. Layers are counted from 1. W[l] has a row for each unit of layer l and a
column for each unit of the layer before; b[l] has a number for each unit of layer l. f[l] is the
activation of layer l and f_prime[l] its slope; both act on each element of an array. Z[l] enters
the activation of layer l and A[l] leaves it. dJ_dA has the slopes of the loss J at the outputs.
"""

import numpy as np


def forward(W, b, f, X):
    """Z and A of each layer."""
    Z, A = {}, {0: X}
    for l in range(1, len(W) + 1):
        # Z^(l) = A^(l-1) W^(l)T + u b^(l)T
        Z[l] = A[l - 1] @ W[l].T + b[l]
        # A^(l) = f(Z^(l))
        A[l] = f[l](Z[l])
    return Z, A


def deltas(W, f_prime, Z, dJ_dA):
    """dJ/dZ of each layer."""
    Delta = {}
    for l in range(len(W), 0, -1):
        # Delta^(l) = dJ/dA^(l) * f'(Z^(l))
        Delta[l] = dJ_dA * f_prime[l](Z[l])
        # dJ/dA^(l-1) = Delta^(l) W^(l)
        dJ_dA = Delta[l] @ W[l]
    return Delta


def backward(W, f_prime, Z, A, dJ_dA):
    """dJ/dW and dJ/db of each layer."""
    Delta = deltas(W, f_prime, Z, dJ_dA)
    dW, db = {}, {}
    for l in W:
        # dJ/dW^(l) = Delta^(l)T A^(l-1)
        dW[l] = Delta[l].T @ A[l - 1]
        # dJ/db^(l) = Delta^(l)T u
        db[l] = np.sum(Delta[l], axis=0)
    return dW, db


def update(W, b, dW, db, eta):
    """One step of gradient descent."""
    # W^(l) - eta dJ/dW^(l)
    W = {l: W[l] - eta * dW[l] for l in W}
    # b^(l) - eta dJ/db^(l)
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
