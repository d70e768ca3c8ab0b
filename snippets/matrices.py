"""One layer in matrices: z = W x + b for one sample, Z = X W^T + u b^T for a batch."""

import numpy as np

from snippets.two_layer import E, dE_dy_hat


def z(W, x, b):
    """z = W x + b. Shape: unit."""
    return W @ x + b


def products(W, x):
    """W_jk x_k, the terms of the sums. Shape: unit, input."""
    return W * x


def L(loss, y, z):
    """L = loss(y, z). A scalar."""
    return loss(y, z)


def delta(loss_prime, y, z):
    """delta = dL/dz. Shape: unit."""
    return loss_prime(y, z)


def dL_dx(W, delta):
    """dL/dx = W^T delta. Shape: input. Source: standard."""
    return W.T @ delta


def back_products(W, delta):
    """W_jk delta_j, the terms of the sums on the way back. Shape: unit, input."""
    return W * delta[:, np.newaxis]


def dL_dW(delta, x):
    """dL/dW = delta x^T. Shape: unit, input. Source: standard."""
    return np.outer(delta, x)


def dL_db(delta):
    """dL/db = delta. Shape: unit. Source: standard."""
    return delta


# A batch, one row a sample.


def u(X):
    """A vector of ones, one for each sample. Shape: sample."""
    return np.ones(len(X))


def Z(X, W, b):
    """Z = X W^T + u b^T: NumPy adds b to every row. Shape: sample, unit."""
    return X @ W.T + b


def Ln(Z, Y):
    """L_n = 1/2 sum_j (Z_nj - Y_nj)^2. Shape: sample."""
    return np.sum((Z - Y) ** 2, axis=1) / 2


def S(Ln):
    """S = sum_n L_n. A scalar."""
    return np.sum(Ln)


def J(Ln):
    """J = 1/N sum_n L_n. A scalar."""
    return np.mean(Ln)


def Delta(Z, Y):
    """Delta = dS/dZ = Z - Y. Shape: sample, unit."""
    return Z - Y


def dS_dW(Delta, X):
    """dS/dW = Delta^T X. Shape: unit, input. Source: standard."""
    return Delta.T @ X


def dS_db(Delta):
    """dS/db = Delta^T u. Shape: unit. Source: standard."""
    return np.sum(Delta, axis=0)


def dS_dX(Delta, W):
    """dS/dX = Delta W. Shape: sample, input. Source: standard."""
    return Delta @ W


def dJ_dW(Delta, X):
    """dJ/dW = 1/N Delta^T X. Shape: unit, input. Source: standard."""
    return Delta.T @ X / len(X)


def dJ_db(Delta):
    """dJ/db = 1/N Delta^T u. Shape: unit."""
    return np.mean(Delta, axis=0)


# A column minus a row is a table.


def column(Z):
    """The first outputs of all samples, as a network returns them. (N, 1) in NumPy."""
    return Z[:, :1]


def targets(Y):
    """Their targets, as a file of numbers holds them. (N,) in NumPy."""
    return Y[:, 0]


def difference(column, targets):
    """A table of N times N."""
    return column - targets


def count(difference):
    """How many differences that are. A scalar."""
    return np.size(difference)


def wrong_loss(column, targets):
    """The mean of half the squares of all N times N differences. A scalar."""
    return np.mean((column - targets) ** 2) / 2


def right_loss(column, targets):
    """The mean of half the squares of the N differences that are meant. A scalar."""
    column = column[:, 0]
    return np.mean((column - targets) ** 2) / 2


NOTATION = {
    "x": ("x_k", "input", "the inputs of the layer, a column"),
    "W": ("W_{jk}", "unit, input", "the weight to unit $j$ from input $k$"),
    "b": ("b_j", "unit", "the bias of unit $j$"),
    "z": ("z_j", "unit", "the pre-activation of unit $j$"),
    "y": ("y_j", "unit", "the targets"),
    "loss": (
        r"\ell",
        "function of unit, unit",
        "all that comes after the layer; in the running example half the sum of squares",
    ),
    "L": ("L", "scalar", "the loss of one sample"),
    "delta": (r"\delta_j", "unit", "the slope of $L$ at the pre-activation of unit $j$"),
    "N": ("N", "size of sample", "the number of samples in the batch"),
    "u": ("u_n", "sample", "a one for each sample"),
    "X": ("X_{nk}", "sample, input", "the inputs of sample $n$, a row"),
    "Z": ("Z_{nj}", "sample, unit", "the pre-activation of unit $j$ in sample $n$"),
    "Y": ("Y_{nj}", "sample, unit", "the targets of sample $n$"),
    "Ln": ("L_n", "sample", "the loss of sample $n$"),
    "S": ("S", "scalar", "the sum of the losses of the batch"),
    "J": ("J", "scalar", "their mean"),
    "Delta": (
        r"\Delta_{nj}",
        "sample, unit",
        "the slope of $S$ at the pre-activation of unit $j$ in sample $n$",
    ),
}

FORWARD = [z, L, u, Z, Ln, S, J]

EXAMPLE = {
    "x": np.array([1.5, -0.5, 0.8]),
    "W": np.array([[0.4, -0.6, 0.2], [0.3, 0.8, -0.5]]),
    "b": np.array([-0.2, 0.5]),
    "y": np.array([0.36, 0.45]),
    "loss": E,
    "loss_prime": dE_dy_hat,
    "X": np.array([[1.5, -0.5, 0.8], [0.4, 0.9, -1.2], [-0.7, 0.6, 0.3], [1.1, -0.8, -0.4]]),
    "Y": np.array([[0.36, 0.45], [-0.5, 0.7], [0.2, -0.9], [0.6, 0.3]]),
}

if __name__ == "__main__":
    from snippets import print_values

    print_values(globals())
