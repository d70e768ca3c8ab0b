"""The two layers with a bias for each unit; all that a bias does not touch is imported."""

import numpy as np

from snippets.network import backward, forward
from snippets.two_layer import EXAMPLE as WITHOUT_BIASES
from snippets.two_layer import NOTATION as SYMBOLS
from snippets.two_layer import E, L, delta1, delta2, dL_dW1, dL_dW2, dL_dy_hat, h, y_hat
from snippets.two_layer import h_prime as h_prime_without_bias
from snippets.two_layer import y_prime as y_prime_without_bias

__all__ = ["E", "L", "dL_dW1", "dL_dW2", "dL_dy_hat", "delta1", "delta2", "h", "y_hat"]


def h_prime(W1, x, b1):
    """h_k' = sum_j W_jk^(1) x_j + b_k^(1). Shape: hidden."""
    return np.einsum("jk,j->k", W1, x) + b1


def y_prime(W2, h, b2):
    """y_k' = sum_j W_jk^(2) h_j + b_k^(2). Shape: output."""
    return np.einsum("jk,j->k", W2, h) + b2


def dh_prime_db1(b1):
    """dh_k'/db_k^(1) = 1. Shape: hidden."""
    return np.ones_like(b1)


def dy_prime_db2(b2):
    """dy_k'/db_k^(2) = 1. Shape: output."""
    return np.ones_like(b2)


def dL_db2(dL_dy_hat, g_prime, y_prime):
    """dL/db_k^(2) = dL/dy_hat_k g'(y_k'). Shape: output."""
    return dL_dy_hat * g_prime(y_prime)


def dL_db2_by_delta(delta2):
    """dL/db_k^(2) = delta_k^(2). Shape: output."""
    return delta2


def dL_db1_by_delta(delta1):
    """dL/db_k^(1) = delta_k^(1). Shape: hidden."""
    return delta1


# The formatter would join what stands in lines short enough for the margin of a page.
# fmt: off


def dL_db1(
    dL_dy_hat, g_prime, y_prime,
    W2, f_prime, h_prime
):
    """dL/db_k^(1) = sum_i dL/dy_hat_i g'(y_i') W_ki^(2) f'(h_k'). Shape: hidden."""
    return np.einsum(
        "i,i,ki,k->k",
        dL_dy_hat, g_prime(y_prime),
        W2, f_prime(h_prime)
    )


def h_prime_by_constant_input(b1, W1, x):
    """h_k' without a bias: a row b^(1) above W^(1), a constant 1 in front of x. Shape: hidden."""
    with_biases = np.vstack([b1, W1])
    with_one = np.append(1.0, x)
    return h_prime_without_bias(
        with_biases, with_one
    )


def dL_db1_by_constant_input(
    dL_dy_hat, g_prime, y_prime,
    W2, f_prime, h_prime, x
):
    """dL/db_k^(1) as a weight's gradient: the row that belongs to the constant 1. Shape: hidden."""
    with_one = np.append(1.0, x)
    return dL_dW1(
        dL_dy_hat, g_prime, y_prime,
        W2, f_prime, h_prime, with_one
    )[0]


def y_prime_by_constant_input(b2, W2, h):
    """y_k' without a bias: a row b^(2) above W^(2), a constant 1 in front of h. Shape: output."""
    with_biases = np.vstack([b2, W2])
    with_one = np.append(1.0, h)
    return y_prime_without_bias(
        with_biases, with_one
    )


def dL_db2_by_constant_input(
    dL_dy_hat, g_prime, y_prime, h
):
    """dL/db_k^(2) as a weight's gradient: the row that belongs to the constant 1. Shape: output."""
    with_one = np.append(1.0, h)
    return dL_dW2(
        dL_dy_hat,
        g_prime, y_prime, with_one
    )[0]


def dL_dW1_by_network(
    W1, b1, f, f_prime,
    W2, b2, g, g_prime, x, dL_dy_hat
):
    """dL/dW_jk^(1), as the program for any number of layers has it. Shape: input, hidden."""
    dW, _ = _by_network(
        W1, b1, f, f_prime,
        W2, b2, g, g_prime, x, dL_dy_hat
    )
    return dW[1].T


def dL_db1_by_network(
    W1, b1, f, f_prime,
    W2, b2, g, g_prime, x, dL_dy_hat
):
    """dL/db_k^(1), as the program for any number of layers has it. Shape: hidden."""
    _, db = _by_network(
        W1, b1, f, f_prime,
        W2, b2, g, g_prime, x, dL_dy_hat
    )
    return db[1]


def dL_dW2_by_network(
    W1, b1, f, f_prime,
    W2, b2, g, g_prime, x, dL_dy_hat
):
    """dL/dW_jk^(2), as the program for any number of layers has it. Shape: hidden, output."""
    dW, _ = _by_network(
        W1, b1, f, f_prime,
        W2, b2, g, g_prime, x, dL_dy_hat
    )
    return dW[2].T


def dL_db2_by_network(
    W1, b1, f, f_prime,
    W2, b2, g, g_prime, x, dL_dy_hat
):
    """dL/db_k^(2), as the program for any number of layers has it. Shape: output."""
    _, db = _by_network(
        W1, b1, f, f_prime,
        W2, b2, g, g_prime, x, dL_dy_hat
    )
    return db[2]


# fmt: on


def _by_network(W1, b1, f, f_prime, W2, b2, g, g_prime, x, dL_dy_hat):
    """The gradients of both layers. In network.py the first index of a weight is its end."""
    W, b = {1: W1.T, 2: W2.T}, {1: b1, 2: b2}
    Z, A = forward(W, b, {1: f, 2: g}, x[np.newaxis])
    return backward(W, {1: f_prime, 2: g_prime}, Z, A, dL_dy_hat)


NOTATION = {
    **SYMBOLS,
    "b1": ("b_k^{(1)}", "hidden", "the bias of hidden unit $k$"),
    "b2": ("b_k^{(2)}", "output", "the bias of output unit $k$"),
}

FORWARD = [h_prime, h, y_prime, y_hat, L]

EXAMPLE = {
    **WITHOUT_BIASES,
    "b1": np.array([-0.2, 0.5]),
    "b2": np.array([0.3, -0.4]),
}

if __name__ == "__main__":
    from snippets import print_values

    print_values(globals())
