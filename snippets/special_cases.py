"""The networks of the earlier pages, put into network.py: its gradients are theirs."""

import numpy as np

from snippets import scalar_chain, sigmoid_network, two_layer_with_biases
from snippets.network import backward, forward
from snippets.sigmoid import sigma, sigma_prime


def chain(x, w1, b1, w2, b2, y):
    """One unit in each layer."""
    W = {1: np.array([[w1]]), 2: np.array([[w2]])}
    b = {1: np.array([b1]), 2: np.array([b2])}
    f = {1: lambda z: z, 2: sigma}
    f_prime = {1: np.ones_like, 2: sigma_prime}
    Z, A = forward(W, b, f, np.array([[x]]))
    slopes = scalar_chain.dL_dy_hat(y, A[2])
    return backward(W, f_prime, Z, A, slopes)


def two_by_two(x, W1, W2, t):
    """Two layers of sigmoids, no biases."""
    W, b = {1: W1, 2: W2}, {1: 0, 2: 0}
    f = dict.fromkeys(W, sigma)
    f_prime = dict.fromkeys(W, sigma_prime)
    Z, A = forward(W, b, f, x)
    return backward(W, f_prime, Z, A, A[2] - t)


# fmt: off
def any_width(
    x, W1, b1, f, f_prime,
    W2, b2, g, g_prime, y, loss_prime
):
    """Any activations, any loss."""
    W = {1: W1.T, 2: W2.T}
    b = {1: b1, 2: b2}
    Z, A = forward(W, b, {1: f, 2: g}, x[None])
    slopes = loss_prime(y, A[2][0])
    f_prime = {1: f_prime, 2: g_prime}
    return backward(W, f_prime, Z, A, slopes)
# fmt: on


def chain_slopes():
    """By w1, b1, w2, b2 in the running example of the chain."""
    return _chain(scalar_chain.EXAMPLE)


def sigmoid_slopes():
    """By W1 to W8 in the running example of the sigmoid network."""
    return _sigmoid(sigmoid_network.EXAMPLE)


def two_layer_dW1():
    """By the first weights in the running example of the two layers, as their page has them."""
    return _two_layer(two_layer_with_biases.EXAMPLE)[0]


def two_layer_db1():
    """By the first biases in the same example."""
    return _two_layer(two_layer_with_biases.EXAMPLE)[1]


def two_layer_dW2():
    """By the second weights in the same example, as their page has them."""
    return _two_layer(two_layer_with_biases.EXAMPLE)[2]


def two_layer_db2():
    """By the second biases in the same example."""
    return _two_layer(two_layer_with_biases.EXAMPLE)[3]


def _chain(given):
    """The slopes by w1, b1, w2, b2."""
    names = ("x", "w1", "b1", "w2", "b2", "y")
    dW, db = chain(*[given[name] for name in names])
    return np.array([dW[1].item(), db[1].item(), dW[2].item(), db[2].item()])


def _sigmoid(given):
    """The slopes by W1 to W8; each row of a table of weights leads into one unit."""
    W1, W2 = np.array([given[f"W{number}"] for number in range(1, 9)]).reshape(2, 2, 2)
    x, t = [np.array([[given[f"{name}1"], given[f"{name}2"]]]) for name in "it"]
    dW, _ = two_by_two(x, W1, W2, t)
    return np.concatenate([dW[1].ravel(), dW[2].ravel()])


def _two_layer(given):
    """The slopes by W1, b1, W2, b2; the weights are transposed back."""
    names = ("x", "W1", "b1", "f", "f_prime", "W2", "b2", "g", "g_prime", "y", "loss_prime")
    dW, db = any_width(*[given[name] for name in names])
    return dW[1].T, db[1], dW[2].T, db[2]


NOTATION = {}

FORWARD = []

EXAMPLE = {}

if __name__ == "__main__":
    for slopes in (chain_slopes, sigmoid_slopes, two_layer_dW1, two_layer_dW2):
        print(f"{slopes.__name__} = {slopes()}")
