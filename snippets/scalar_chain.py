"""A chain of two linear steps, x -> z -> z' -> y_hat, with binary cross-entropy."""

import numpy as np

from snippets.sigmoid import sigma


def z(x, w1, b1):
    """z = x w_1 + b_1. A scalar. Source: the scalar-chain note."""
    return x * w1 + b1


def z_prime(z, w2, b2):
    """z' = z w_2 + b_2. A scalar. Source: the scalar-chain note."""
    return z * w2 + b2


def y_hat(z_prime):
    """y_hat = sigma(z') = 1 / (1 + e^-z'). A scalar. Source: the scalar-chain note."""
    return sigma(z_prime)


def y_hat_product(w1, w2, x, b1, b2):
    """y_hat = sigma(w_1 w_2 x + w_2 b_1 + b_2), multiplied out. A scalar."""
    return sigma(w1 * w2 * x + w2 * b1 + b2)


def L(y, y_hat):
    """L = -[y log y_hat + (1 - y) log(1 - y_hat)]. A scalar. Source: the scalar-chain note."""
    if_yes = y * np.log(y_hat)
    if_no = (1 - y) * np.log(1 - y_hat)
    return -(if_yes + if_no)


def L_safe(z_prime, y):
    """L = log(1 + e^z') - y z'. A scalar. No exponential overflows."""
    top = np.maximum(0, z_prime)
    no = np.exp(-top)
    yes = np.exp(z_prime - top)
    log_of_sum = top + np.log(no + yes)
    return log_of_sum - y * z_prime


def dL_dy_hat(y, y_hat):
    """dL/dy_hat = -[y / y_hat - (1 - y) / (1 - y_hat)]. A scalar. Source: the note, (1)."""
    if_no = (1 - y) / (1 - y_hat)
    return -(y / y_hat - if_no)


def dy_hat_dz_prime(z_prime):
    """dy_hat/dz' = e^-z' / (1 + e^-z')^2. A scalar. Source: the note, (2)."""
    bottom = (1 + np.exp(-z_prime)) ** 2
    return np.exp(-z_prime) / bottom


def dz_prime_dz(w2):
    """dz'/dz = w_2. A scalar. Source: the note, (3)."""
    return w2


def dz_dw1(x):
    """dz/dw_1 = x. A scalar. Source: the note, (4)."""
    return x


def dz_db1():
    """dz/db_1 = 1. A scalar. Source: the note, (5)."""
    return 1.0


def dz_prime_dw2(z):
    """dz'/dw_2 = z. A scalar. Source: the note, (6)."""
    return z


def dz_prime_db2():
    """dz'/db_2 = 1. A scalar. Source: the note, (7)."""
    return 1.0


# fmt: off
def dL_dz_prime_quotient(
    dL_dy_hat, dy_hat_dz_prime
):
    """dL/dz' = dL/dy_hat dy_hat/dz', as the note has it: it fails where y_hat reaches 0 or 1."""
    return dL_dy_hat * dy_hat_dz_prime
# fmt: on


def dL_dz_prime(y_hat, y):
    """dL/dz' = y_hat - y. A scalar."""
    return y_hat - y


def dL_dw1(y_hat, y, w2, x):
    """dL/dw_1 = (y_hat - y) w_2 x. A scalar. Source: the note, from (1) to (4)."""
    return (y_hat - y) * w2 * x


def dL_db1(y_hat, y, w2):
    """dL/db_1 = (y_hat - y) w_2. A scalar. Source: the note, from (1), (2), (3) and (5)."""
    return (y_hat - y) * w2


def dL_dw2(y_hat, y, z):
    """dL/dw_2 = (y_hat - y) z. A scalar. Source: the note, from (1), (2) and (6)."""
    return (y_hat - y) * z


def dL_db2(y_hat, y):
    """dL/db_2 = y_hat - y. A scalar. Source: the note, from (1), (2) and (7)."""
    return y_hat - y


def w1_new(w1, eta, dL_dw1):
    """w_1^new = w_1 - eta dL/dw_1. A scalar."""
    return w1 - eta * dL_dw1


def b1_new(b1, eta, dL_db1):
    """b_1^new = b_1 - eta dL/db_1. A scalar."""
    return b1 - eta * dL_db1


def w2_new(w2, eta, dL_dw2):
    """w_2^new = w_2 - eta dL/dw_2. A scalar."""
    return w2 - eta * dL_dw2


def b2_new(b2, eta, dL_db2):
    """b_2^new = b_2 - eta dL/db_2. A scalar."""
    return b2 - eta * dL_db2


# fmt: off
def y_hat_new(
    x, w1_new, b1_new, w2_new, b2_new
):
    """y_hat^new = sigma((x w_1^new + b_1^new) w_2^new + b_2^new). A scalar."""
    z_new = x * w1_new + b1_new
    return sigma(z_new * w2_new + b2_new)
# fmt: on


def L_new(y, y_hat_new):
    """L^new = -[y log y_hat^new + (1 - y) log(1 - y_hat^new)]. A scalar."""
    if_yes = y * np.log(y_hat_new)
    if_no = (1 - y) * np.log(1 - y_hat_new)
    return -(if_yes + if_no)


NOTATION = {
    "x": ("x", "scalar", "the input"),
    "w1": ("w_1", "scalar", "the weight of the first step"),
    "b1": ("b_1", "scalar", "the bias of the first step"),
    "z": ("z", "scalar", "the result of the first step"),
    "w2": ("w_2", "scalar", "the weight of the second step"),
    "b2": ("b_2", "scalar", "the bias of the second step"),
    "z_prime": ("z'", "scalar", "the result of the second step; the prime is part of the name"),
    "sigma": (r"\sigma", "function", "the logistic sigmoid"),
    "y_hat": (r"\hat{y}", "scalar", "the prediction, between 0 and 1"),
    "y": ("y", "scalar", "the target: 0, 1 or a share between them"),
    "L": ("L", "scalar", "the loss, binary cross-entropy"),
    "eta": (r"\eta", "scalar", "the learning rate"),
    "w1_new": (r"w_1^{\text{new}}", "scalar", "the first weight after one step of descent"),
    "b1_new": (r"b_1^{\text{new}}", "scalar", "the first bias after one step of descent"),
    "w2_new": (r"w_2^{\text{new}}", "scalar", "the second weight after one step of descent"),
    "b2_new": (r"b_2^{\text{new}}", "scalar", "the second bias after one step of descent"),
    "y_hat_new": (r"\hat{y}^{\text{new}}", "scalar", "the prediction after one step of descent"),
    "L_new": (r"L^{\text{new}}", "scalar", "the loss after one step of descent"),
}

FORWARD = [z, z_prime, y_hat, L]

EXAMPLE = {
    "x": 1.5,
    "w1": 0.4,
    "b1": 0.3,
    "w2": -0.5,
    "b2": 1.05,
    "y": 0.8,
    "eta": 2.0,
}

if __name__ == "__main__":
    from snippets import print_values

    print_values(globals())
