"""Two layers with any activations f and g and any loss: x -> h' -> h -> y' -> y_hat -> L.

In each einsum the letters are the indices of the formula, and a letter that is missing after the
arrow is summed over.
"""

import numpy as np

from snippets.sigmoid import sigma, sigma_prime


def h_prime(W1, x):
    """h_k' = sum_j W_jk^(1) x_j. Shape: hidden. Source: the two-layer note."""
    return np.einsum("jk,j->k", W1, x)


def h(f, h_prime):
    """h_k = f(h_k'). Shape: hidden. Source: the two-layer note."""
    return f(h_prime)


def y_prime(W2, h):
    """y_k' = sum_j W_jk^(2) h_j. Shape: output. Source: the two-layer note."""
    return np.einsum("jk,j->k", W2, h)


def y_hat(g, y_prime):
    """y_hat_k = g(y_k'). Shape: output. Source: the two-layer note."""
    return g(y_prime)


def L(loss, y, y_hat):
    """L = loss(y, y_hat). A scalar. Source: the two-layer note."""
    return loss(y, y_hat)


def E(y, y_hat):
    """E = 1/2 sum_k (y_hat_k - y_k)^2, half the sum of squares. A scalar."""
    return 1 / 2 * np.sum((y_hat - y) ** 2)


def dE_dy_hat(y, y_hat):
    """dE/dy_hat_k = y_hat_k - y_k. Shape: output."""
    return y_hat - y


def tanh_prime(h_prime):
    """d/dh_k' [tanh(h_k')] = 1 - tanh(h_k')^2. Shape: hidden."""
    return 1 - np.tanh(h_prime) ** 2


def dL_dy_hat(loss_prime, y, y_hat):
    """dL/dy_hat_k, the loss's own derivative. Shape: output."""
    return loss_prime(y, y_hat)


# The formatter would join what stands in lines short enough for the margin of a page.
# fmt: off


def dL_dW2(dL_dy_hat, g_prime, y_prime, h):
    """dL/dW_jk^(2) = dL/dy_hat_k g'(y_k') h_j. Shape: hidden, output. Source: the note."""
    slope = g_prime(y_prime)
    return np.einsum(
        "k,k,j->jk", dL_dy_hat, slope, h
    )


def dy_hat_dW1(
    g_prime, y_prime,
    W2, f_prime, h_prime, x
):
    """dy_hat_i/dW_jk^(1) = g'(y_i') W_ki^(2) f'(h_k') x_j. Shape: output, input, hidden."""
    return np.einsum(
        "i,ki,k,j->ijk",
        g_prime(y_prime),
        W2, f_prime(h_prime), x
    )


def dL_dW1(
    dL_dy_hat, g_prime, y_prime,
    W2, f_prime, h_prime, x
):
    """dL/dW_jk^(1) = sum_i dL/dy_hat_i g'(y_i') W_ki^(2) f'(h_k') x_j. Shape: input, hidden."""
    return np.einsum(
        "i,i,ki,k,j->jk",
        dL_dy_hat, g_prime(y_prime),
        W2, f_prime(h_prime), x
    )


def delta2(
    dL_dy_hat, g_prime, y_prime
):
    """delta_k^(2) = dL/dy_k' = dL/dy_hat_k g'(y_k'). Shape: output."""
    return dL_dy_hat * g_prime(y_prime)


def delta1(
    delta2, W2, f_prime, h_prime
):
    """delta_k^(1) = dL/dh_k' = (sum_i delta_i^(2) W_ki^(2)) f'(h_k'). Shape: hidden."""
    back = np.einsum(
        "i,ki->k", delta2, W2
    )
    return back * f_prime(h_prime)


# fmt: on


def dL_dW2_by_delta(delta2, h):
    """dL/dW_jk^(2) = delta_k^(2) h_j. Shape: hidden, output."""
    return np.einsum("k,j->jk", delta2, h)


def dL_dW1_by_delta(delta1, x):
    """dL/dW_jk^(1) = delta_k^(1) x_j. Shape: input, hidden."""
    return np.einsum("k,j->jk", delta1, x)


NOTATION = {
    "x": ("x_j", "input", "the inputs"),
    "W1": (
        "W_{jk}^{(1)}",
        "input, hidden",
        "the weight from input $j$ to hidden unit $k$",
    ),
    "h_prime": (
        "h_k'",
        "hidden",
        "what hidden unit $k$ holds before its activation; the prime is part of the name",
    ),
    "f": ("f", "function", "the activation of the hidden units; in the running example tanh"),
    "h": ("h_k", "hidden", "what hidden unit $k$ hands on"),
    "W2": (
        "W_{jk}^{(2)}",
        "hidden, output",
        "the weight from hidden unit $j$ to output $k$",
    ),
    "y_prime": (
        "y_k'",
        "output",
        "what output unit $k$ holds before its activation; the prime is part of the name",
    ),
    "g": ("g", "function", "the activation of the outputs; in the running example the sigmoid"),
    "y_hat": (r"\hat{y}_k", "output", "output $k$, the prediction"),
    "y": ("y_k", "output", "the target of output $k$"),
    "loss": (
        r"\ell",
        "function of output, output",
        "the loss of targets and outputs; in the running example half the sum of squares",
    ),
    "L": ("L", "scalar", "the loss as a number"),
    "delta2": (r"\delta_k^{(2)}", "output", "the slope of the loss at what output $k$ holds"),
    "delta1": (r"\delta_k^{(1)}", "hidden", "the slope of the loss at what hidden unit $k$ holds"),
    "E": ("E", "scalar", "half the sum of squares, the loss of the running example"),
}

FORWARD = [h_prime, h, y_prime, y_hat, L]

EXAMPLE = {
    "x": np.array([1.5, -0.5]),
    "W1": np.array([[0.4, -0.6], [0.3, 0.8]]),
    "f": np.tanh,
    "f_prime": tanh_prime,
    "W2": np.array([[0.7, -0.3], [0.5, 0.9]]),
    "g": sigma,
    "g_prime": sigma_prime,
    "y": np.array([0.9, 0.2]),
    "loss": E,
    "loss_prime": dE_dy_hat,
}

if __name__ == "__main__":
    from snippets import print_values

    print_values(globals())
