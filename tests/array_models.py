"""Snippet modules with whole arrays: layers with batches, a softmax, quadratic forms, kinks."""

# One layer with any activation, a sample in each row; and the mean of squares as its loss.
ROWS = '''"""One layer, a sample in each row."""

import numpy as np


def one(X):
    return np.ones(len(X))


def Z(X, W, b):
    return X @ W + b


def A(f, Z):
    return f(Z)


def L(A, Y):
    return np.sum((A - Y) ** 2) / (2 * len(A))


def L_sum(A, Y):
    return np.sum((A - Y) ** 2) / 2


def delta(A, Y, f_prime, Z):
    return (A - Y) * f_prime(Z) / len(A)


def dL_dW(X, delta):
    return X.T @ delta


def dL_db(delta):
    return np.sum(delta, axis=0)


NOTATION = {
    "X": ("X", "sample, input", "the inputs"),
    "W": ("W", "input, unit", "the weights"),
    "b": ("b", "unit", "the biases"),
    "one": ("u", "sample", "ones"),
    "f": ("f", "function", "the activation"),
    "Z": ("Z", "sample, unit", "weighted sums"),
    "A": ("A", "sample, unit", "outputs"),
    "Y": ("Y", "sample, unit", "targets"),
    "L": ("L", "scalar", "the mean loss"),
    "L_sum": ("S", "scalar", "the sum of squares"),
    "delta": (r"\\delta", "sample, unit", "slopes"),
    "N": ("N", "size of sample", "how many samples"),
}
FORWARD = [Z, A, L, L_sum]
EXAMPLE = {
    "X": np.array([[0.5, -1.5], [0.3, 0.7], [1.1, -0.2]]),
    "W": np.array([[0.2, -0.7, 0.1], [0.4, 0.9, -0.6]]),
    "b": np.array([0.1, -0.3, 0.2]),
    "f": np.tanh,
    "f_prime": lambda u: 1 / np.cosh(u) ** 2,
    "Y": np.array([[0.5, 0.1, 0.4], [-0.2, 0.6, 0.3], [0.7, -0.4, 0.2]]),
}
'''

# The same with a sample in each column, and as many of everything.
COLUMNS = '''"""One layer, a sample in each column."""

import numpy as np


def one(X):
    return np.ones(X.shape[1])


def Z(X, W, b):
    return W @ X + b[:, None]


def A(f, Z):
    return f(Z)


def L(A, Y):
    return np.sum((A - Y) ** 2) / (2 * A.shape[1])


def delta(A, Y, f_prime, Z):
    return (A - Y) * f_prime(Z) / A.shape[1]


NOTATION = {
    "X": ("X", "input, sample", "the inputs"),
    "W": ("W_{ji}", "unit, input", "the weights"),
    "b": ("b_j", "unit", "the biases"),
    "one": ("u", "sample", "ones"),
    "f": ("f", "function", "the activation"),
    "Z": ("Z", "unit, sample", "weighted sums"),
    "A": ("A", "unit, sample", "outputs"),
    "Y": ("Y", "unit, sample", "targets"),
    "L": ("L", "scalar", "the mean loss"),
    "delta": (r"\\delta", "unit, sample", "slopes"),
    "N": ("N", "size of sample", "how many samples"),
}
FORWARD = [Z, A, L]
EXAMPLE = {
    "X": np.array([[0.5, -1.5], [0.3, 0.7]]),
    "W": np.array([[0.2, -0.7], [0.4, 0.9]]),
    "b": np.array([0.1, -0.3]),
    "f": np.tanh,
    "f_prime": lambda u: 1 / np.cosh(u) ** 2,
    "Y": np.array([[0.5, 0.1], [-0.2, 0.6]]),
}
'''

SOFTMAX = '''"""A softmax with a layer before it, and its cross-entropy."""

import numpy as np


def _softmax(z):
    return np.exp(z) / np.sum(np.exp(z))


def _softmax_rows(Z):
    return np.exp(Z) / np.sum(np.exp(Z), axis=1, keepdims=True)


def one(z):
    return np.ones(len(z))


def I(z):
    return np.eye(len(z))


def z(V, x):
    return V @ x


def p(z):
    return _softmax(z)


def P(Z):
    return _softmax_rows(Z)


def L(p, t):
    return -np.sum(t * np.log(p))


NOTATION = {
    "x": ("x", "input", "the input"),
    "V": ("V", "class, input", "the weights"),
    "z": ("z", "class", "the logits"),
    "p": ("p", "class", "the shares"),
    "t": ("t", "class", "the target", "positive, adds up to one along class"),
    "L": ("L", "scalar", "the loss"),
    "Z": ("Z", "sample, class", "the logits of a batch"),
    "P": ("P", "sample, class", "the shares of a batch"),
    "_softmax": (r"\\text{softmax}", "function of class to class", "softmax"),
    "_softmax_rows": ("R", "function of class to class in each row", "softmax"),
    "one": ("u", "class", "ones"),
    "I": ("I", "class, class", "the identity"),
}
FORWARD = [z, p, L, P]
EXAMPLE = {
    "x": np.array([0.5, -1.5]),
    "V": np.array([[0.2, -0.7], [0.4, 0.9]]),
    "t": np.array([0.3, 0.7]),
    "Z": np.array([[0.5, -1.5], [0.3, 0.7]]),
}
'''

# x^T M x, y = M x, all square; and a row.
QUADRATIC = '''"""A quadratic form."""

import numpy as np


def y(M, x):
    return M @ x


def q(x, y):
    return x @ y


def dq_dx(M, x):
    return (M + M.T) @ x


def dy_dx(M):
    return M


def s(r, x):
    return (r @ x)[0]


NOTATION = {
    "x": ("x", "part", "a vector"),
    "M": ("M", "part, part", "a matrix"),
    "y": ("y", "part", "its product"),
    "q": ("q", "scalar", "a quadratic form"),
    "r": ("r", "1, part", "a row"),
    "s": ("s", "scalar", "a product"),
    "c": ("c", "scalar", "a number"),
}
FORWARD = [y, q, s]
EXAMPLE = {
    "x": np.array([0.5, -1.5]),
    "M": np.array([[0.2, -0.7], [0.4, 0.9]]),
    "r": np.array([[0.3, 0.8]]),
    "c": 0.7,
}
'''

# A rectifier, states that follow from each other, and a symmetric matrix.
SPECIAL = '''"""Arrays that need care."""

import numpy as np


def _relu(z):
    return np.where(z > 0, z, 0.0)


def z(W, x):
    return W @ x


def a(z):
    return _relu(z)


def s(x):
    return np.cumsum(x)


def L(a, t):
    return np.sum((a - t) ** 2) / 2


def q(S, x):
    return x @ S @ x


def l(loss, a):
    return loss(a)


NOTATION = {
    "x": ("x", "input", "the input"),
    "W": ("W", "unit, input", "the weights"),
    "_relu": (r"\\text{ReLU}", "function", "the rectifier"),
    "z": ("z", "unit", "weighted sums"),
    "a": ("a", "unit", "outputs"),
    "t": ("t", "unit", "targets"),
    "L": ("L", "scalar", "the loss"),
    "s": ("s", "input", "running sums"),
    "S": ("S", "input, input", "a symmetric matrix", "symmetric"),
    "q": ("q", "scalar", "a quadratic form"),
    "loss": (r"\\ell", "function of unit", "any loss"),
    "l": ("l", "scalar", "its value"),
    "g": ("g", "function of unit to input", "any function"),
    "T3": ("K", "unit, input, unit", "three axes"),
}
FORWARD = [z, a, L, s, q, l]
EXAMPLE = {
    "x": np.array([0.5, -1.5]),
    "W": np.array([[0.2, -0.7], [0.4, 0.9]]),
    "t": np.array([0.3, 0.7]),
    "S": np.array([[0.4, 0.9], [0.9, -0.3]]),
    "loss": lambda a: np.sum(np.sin(a)),
    "loss_prime": lambda a: np.cos(a),
    "g": lambda z: np.sin(z),
    "g_prime": lambda z: np.diag(np.cos(z)),
    "T3": np.arange(8.0).reshape(2, 2, 2),
}
'''

MODULES = {
    "special": SPECIAL,
    "kinked": SPECIAL.replace("[[0.2, -0.7]", "[[0.3, 0.1]"),
    "rows": ROWS,
    "columns": COLUMNS,
    "softmax": SOFTMAX,
    "denominator": SOFTMAX.replace("FORWARD =", 'LAYOUT = "denominator"\nFORWARD ='),
    "quadratic": QUADRATIC,
}
