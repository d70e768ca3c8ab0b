"""Two networks of the earlier pages, put into network.py: its gradients are theirs."""

import numpy as np

from snippets.network import backward, forward
from snippets.scalar_chain import EXAMPLE as CHAIN
from snippets.scalar_chain import dL_dy_hat as dL_dy_hat_of_the_chain
from snippets.sigmoid import sigma, sigma_prime
from snippets.sigmoid_network import EXAMPLE as SIGMOID_NETWORK


def chain_slopes():
    """By w1, b1, w2, b2 in the running example of the chain."""
    return _chain(**CHAIN)


def sigmoid_slopes():
    """By W1 to W8 in the running example of the sigmoid network."""
    return _sigmoid(**SIGMOID_NETWORK)


def _chain(x, w1, b1, w2, b2, y, **_):
    """One unit in each layer; the first activation changes nothing."""
    W = {1: np.array([[w1]]), 2: np.array([[w2]])}
    b = {1: np.array([b1]), 2: np.array([b2])}
    f = {1: lambda z: z, 2: sigma}
    f_prime = {1: np.ones_like, 2: sigma_prime}
    Z, A = forward(W, b, f, np.array([[x]]))
    dW, db = backward(W, f_prime, Z, A, dL_dy_hat_of_the_chain(y, A[2]))
    return np.array([dW[1].item(), db[1].item(), dW[2].item(), db[2].item()])


def _sigmoid(i1, i2, W1, W2, W3, W4, W5, W6, W7, W8, t1, t2, **_):
    """Two layers of sigmoids without biases; a row of weights leads into one unit."""
    W = {1: np.array([[W1, W2], [W3, W4]]), 2: np.array([[W5, W6], [W7, W8]])}
    b = {1: np.zeros(2), 2: np.zeros(2)}
    f, f_prime = {1: sigma, 2: sigma}, {1: sigma_prime, 2: sigma_prime}
    Z, A = forward(W, b, f, np.array([[i1, i2]]))
    dW, _ = backward(W, f_prime, Z, A, A[2] - np.array([[t1, t2]]))
    return np.concatenate([dW[1].ravel(), dW[2].ravel()])


NOTATION = {}

FORWARD = []

EXAMPLE = {}

if __name__ == "__main__":
    from snippets import print_values

    print_values(globals())
