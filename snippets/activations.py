"""Activations and their slopes; what an output and a loss make of each other; stable forms."""

from math import erf, sqrt

import numpy as np

from snippets.sigmoid import sigma


def sigma_slope(z):
    """sigma'(z) = sigma(z) (1 - sigma(z)). A scalar. Source: standard."""
    return sigma(z) * (1 - sigma(z))


def tanh_by_sigma(z):
    """tanh(z) = 2 sigma(2 z) - 1. A scalar. Source: standard."""
    return 2 * sigma(2 * z) - 1


def tanh_slope(z):
    """d/dz tanh(z) = 1 - tanh(z)^2. A scalar. Source: standard."""
    return 1 - np.tanh(z) ** 2


def relu(z):
    """ReLU(z) = max(0, z). The shape of z. Source: standard."""
    return np.maximum(0, z)


def relu_slope(z):
    """ReLU'(z) = 1 where z > 0, else 0. A scalar. Source: standard."""
    return np.where(z > 0, 1.0, 0.0)


def leaky(alpha, z):
    """LReLU(z) = max(alpha z, z) for alpha between 0 and 1. The shape of z. Source: standard."""
    return np.where(z > 0, z, alpha * z)


def leaky_slope(alpha, z):
    """LReLU'(z) = 1 where z > 0, else alpha. A scalar. Source: standard."""
    return np.where(z > 0, 1.0, alpha)


def softplus(z):
    """softplus(z) = log(1 + e^z). The shape of z. Source: standard."""
    return np.log(1 + np.exp(z))


def softplus_slope(z):
    """softplus'(z) = sigma(z). A scalar. Source: standard."""
    return sigma(z)


def pi():
    """The number pi. A scalar."""
    return np.pi


def r(z):
    """r(z) = sqrt(8 / pi) (z + 0.044715 z^3). The shape of z. Source: standard."""
    root = np.sqrt(8 / np.pi)
    return root * (z + 0.044715 * z**3)


def r_slope(z):
    """r'(z) = sqrt(8 / pi) (1 + 3 0.044715 z^2). A scalar. Source: standard."""
    root, c = np.sqrt(8 / np.pi), 0.044715
    return root * (1 + 3 * c * z**2)


def gelu(z):
    """GELU(z) = z sigma(r(z)), the usual approximation. The shape of z. Source: standard."""
    return z * sigma(r(z))


def gelu_slope(z):
    """GELU'(z) = sigma(r(z)) + z sigma'(r(z)) r'(z). A scalar. Source: standard."""
    s = sigma(r(z))
    return s + z * s * (1 - s) * r_slope(z)


def gelu_gap():
    """How far the approximation is from z Phi(z), at most: on a grid from -6 to 6. A scalar."""
    grid = np.linspace(-6, 6, 1201)
    exact = [z * (1 + erf(z / sqrt(2))) / 2 for z in grid]
    return np.max(np.abs(gelu(grid) - exact))


def gelu_lowest():
    """Where the slope of GELU is 0: the middle of an interval, halved again and again. A scalar."""
    low, high = -2.0, 0.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if gelu_slope(middle) > 0 else (middle, high)
    return (low + high) / 2


def p(z):
    """p = sigma(z). A scalar. Source: standard."""
    return sigma(z)


def L_bce(y, p):
    """L_BCE = -[y log p + (1 - y) log(1 - p)]. A scalar. Source: standard."""
    yes = y * np.log(p)
    no = (1 - y) * np.log(1 - p)
    return -(yes + no)


def dL_bce_dp(p, y):
    """dL_BCE/dp = (p - y) / (p (1 - p)). A scalar. Source: standard."""
    return (p - y) / (p * (1 - p))


def dL_bce_dz(p, y):
    """dL_BCE/dz = p - y. A scalar. Source: standard."""
    return p - y


def L_sq(p, y):
    """L_sq = 1/2 (p - y)^2. A scalar. Source: standard."""
    return 1 / 2 * (p - y) ** 2


def dL_sq_dz(p, y):
    """dL_sq/dz = (p - y) p (1 - p). A scalar. Source: standard."""
    return (p - y) * p * (1 - p)


def L_id(z, y):
    """L_id = 1/2 (z - y)^2. A scalar. Source: standard."""
    return 1 / 2 * (z - y) ** 2


def dL_id_dz(z, y):
    """dL_id/dz = z - y. A scalar. Source: standard."""
    return z - y


def pk(zk):
    """p_k = e^z_k / sum_j e^z_j. Shape: class. Source: standard."""
    return np.exp(zk) / np.sum(np.exp(zk))


def L_ce(yk, pk):
    """L_CE = -sum_k y_k log p_k. A scalar. Source: standard."""
    return -np.sum(yk * np.log(pk))


def dlog_pk_dzk(pk):
    """d(log p_i)/dz_j = 1[i = j] - p_j. Shape: class, class. Source: standard."""
    return np.eye(len(pk)) - pk


def dpk_dzk(pk):
    """dp_i/dz_j = p_i (1[i = j] - p_j). Shape: class, class. Source: standard."""
    same = np.eye(len(pk))
    return pk[:, None] * (same - pk)


def dL_ce_dzk(pk, yk):
    """dL_CE/dz_k = p_k - y_k. Shape: class. Source: standard."""
    return pk - yk


def lse_stable(zk):
    """m + log sum_k e^(z_k - m), where m is the largest z_k. A scalar. Source: standard."""
    m = np.max(zk)
    rest = np.log(np.sum(np.exp(zk - m)))
    return m + rest


def lse_far(zk, shift):
    """log sum_k e^(z_k + shift), as it is written. A scalar."""
    return np.log(np.sum(np.exp(zk + shift)))


def lse_far_stable(zk, shift):
    """The same in the stable form. A scalar."""
    return lse_stable(zk + shift)


def softplus_stable(z):
    """max(0, z) + log(1 + e^-|z|). A scalar. Source: standard."""
    size = np.where(z > 0, z, -z)
    rest = np.log1p(np.exp(-size))
    return np.maximum(0, z) + rest


def log_sigma(z):
    """log sigma(z). A scalar. Source: standard."""
    return np.log(sigma(z))


def log_sigma_stable(z):
    """log sigma(z) = -softplus(-z). A scalar. Source: standard."""
    return -softplus_stable(-z)


def L_bce_stable(z, y):
    """L_BCE = softplus(z) - y z. A scalar. Source: standard."""
    return softplus_stable(z) - y * z


NOTATION = {
    "z": ("z", "scalar", "what enters an activation, or a single score"),
    "sigma": (r"\sigma", "function", "the logistic sigmoid"),
    "relu": (r"\text{ReLU}", "function", "the rectified linear unit"),
    "alpha": (r"\alpha", "scalar", "the slope of the leaky one below zero", "between 0 and 1"),
    "leaky": (r"\text{LReLU}_\alpha", "function of scalar, scalar", "the leaky one"),
    "softplus": (r"\text{softplus}", "function", "a smooth ReLU"),
    "pi": (r"\pi", "scalar", "the number pi"),
    "r": ("r", "function", "what GELU's usual approximation takes the sigmoid of"),
    "gelu": (r"\text{GELU}", "function", "the Gaussian error linear unit, approximated"),
    "p": ("p", "scalar", "the probability of yes"),
    "y": ("y", "scalar", "the target of a single score"),
    "L_bce": (r"L_{\text{BCE}}", "scalar", "binary cross-entropy"),
    "L_sq": (r"L_{\text{sq}}", "scalar", "half the squared error of the sigmoid"),
    "L_id": (r"L_{\text{id}}", "scalar", "half the squared error of the score itself"),
    "zk": ("z_k", "class", "the score of a class"),
    "pk": ("p_k", "class", "the probability of a class"),
    "yk": ("y_k", "class", "the target of a class", "0 or 1, adds up to one along class"),
    "L_ce": (r"L_{\text{CE}}", "scalar", "cross-entropy"),
}

FORWARD = [pi, p, L_bce, L_sq, L_id, pk, L_ce]

EXAMPLE = {
    "z": 1.3,
    "alpha": 0.1,
    "shift": 3,
    "y": 0.8,
    "zk": np.array([1.2, -0.4, 0.7]),
    "yk": np.array([0.0, 0.0, 1.0]),
}

if __name__ == "__main__":
    from snippets import print_values

    print_values(globals())
