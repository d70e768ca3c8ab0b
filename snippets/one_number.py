"""A line through one sample: its loss, the slope by one number, and the gradient by two."""

import numpy as np


def y_hat(w, x, b):
    """y_hat = w x + b. A scalar. Source: standard."""
    return w * x + b


def L(y_hat, y):
    """L = 1/2 (y_hat - y)^2. A scalar. Source: standard."""
    return (y_hat - y) ** 2 / 2


def L_nudged(w, h, x, b, y):
    """L^nudged = 1/2 ((w + h) x + b - y)^2. A scalar. Source: standard."""
    return ((w + h) * x + b - y) ** 2 / 2


def secant(L_nudged, L, h):
    """(L^nudged - L) / h: the rise of L for each unit by which w rises. A scalar."""
    return (L_nudged - L) / h


def rise(L_nudged, L):
    """By how much the nudge raises the loss. A scalar."""
    return L_nudged - L


def dL_dw(y_hat, y, x):
    """dL/dw = (y_hat - y) x. A scalar. Source: standard."""
    return (y_hat - y) * x


def w_new(w, eta, dL_dw):
    """w^new = w - eta dL/dw. A scalar. Source: standard."""
    return w - eta * dL_dw


def y_hat_new(w_new, x, b):
    """y_hat^new = w^new x + b. A scalar."""
    return w_new * x + b


def factor(eta, x):
    """By what a step of w multiplies the miss. A scalar."""
    return 1 - eta * x**2


def best_rate(x):
    """The learning rate that brings the loss to 0 in one step of w. A scalar."""
    return 1 / x**2


def rate_limit(x):
    """The learning rate beyond which a step of w raises the loss. A scalar."""
    return 2 / x**2


def L_new(y_hat_new, y):
    """The loss after w has moved. A scalar."""
    return (y_hat_new - y) ** 2 / 2


def dL_db(y_hat, y):
    """dL/db = y_hat - y. A scalar. Source: standard."""
    return y_hat - y


def g(dL_dw, dL_db):
    """g = (dL/dw, dL/db), the gradient. Shape: number. Source: standard."""
    return np.array([dL_dw, dL_db])


def u(v):
    """u = v / |v|: the direction v as an arrow of length 1. Shape: number. Source: standard."""
    return v / np.sqrt(np.sum(v**2))


def v_length(v):
    """|v|. A scalar."""
    return np.sqrt(np.sum(v**2))


def L_moved(w, b, h, u, x, y):
    """L^moved: the loss after a nudge of length h in the direction u. A scalar."""
    w_there = w + h * u[0]
    b_there = b + h * u[1]
    there = w_there * x + b_there
    return (there - y) ** 2 / 2


def secant_along(L_moved, L, h):
    """(L^moved - L) / h: the rise of L for each unit of the way along u. A scalar."""
    return (L_moved - L) / h


def slope_along(g, u):
    """g . u = g_1 u_1 + g_2 u_2: the slope along u. A scalar. Source: standard."""
    return g[0] * u[0] + g[1] * u[1]


def length(g):
    """|g| = sqrt(g_1^2 + g_2^2). A scalar. Source: standard."""
    return np.sqrt(g[0] ** 2 + g[1] ** 2)


def length_squared(g):
    """|g|^2 = g_1^2 + g_2^2. A scalar. Source: standard."""
    return g[0] ** 2 + g[1] ** 2


def steepest(g):
    """g . g / |g|: the slope along the gradient. A scalar. Source: standard."""
    return g @ g / np.sqrt(g @ g)


def slope_at(g, angle):
    """The slope along the direction that is `angle` degrees away from the gradient. A scalar."""
    turn = np.radians(angle)
    ahead = g / np.sqrt(g @ g)
    aside = np.array([-ahead[1], ahead[0]])
    return g @ (np.cos(turn) * ahead + np.sin(turn) * aside)


def cosine_w_alone(g, length):
    """The cosine of the angle between the gradient and its first part. A scalar."""
    return abs(g[0]) / length


def angle_w_alone(cosine_w_alone):
    """That angle in degrees. A scalar."""
    return np.degrees(np.arccos(cosine_w_alone))


def b_new(b, eta, dL_db):
    """b^new = b - eta dL/db. A scalar. Source: standard."""
    return b - eta * dL_db


def y_hat_both(w_new, x, b_new):
    """The prediction after both numbers have moved. A scalar."""
    return w_new * x + b_new


def L_both(y_hat_both, y):
    """The loss after both numbers have moved. A scalar."""
    return (y_hat_both - y) ** 2 / 2


SIZES = {"number": 2}

NOTATION = {
    "x": ("x", "scalar", "the input: how far the ride went"),
    "w": ("w", "scalar", "the weight: the price of a kilometre"),
    "b": ("b", "scalar", "the bias: the price of getting in"),
    "y": ("y", "scalar", "the target: what the ride cost"),
    "y_hat": (r"\hat{y}", "scalar", "the prediction of what it costs"),
    "L": ("L", "scalar", "the loss, half the squared error"),
    "h": ("h", "scalar", "a nudge"),
    "L_nudged": (r"L^{\text{nudged}}", "scalar", "the loss after a nudge of $w$"),
    "eta": (r"\eta", "scalar", "the learning rate"),
    "w_new": (r"w^{\text{new}}", "scalar", "the weight after one step"),
    "y_hat_new": (r"\hat{y}^{\text{new}}", "scalar", "the prediction after a step of $w$ alone"),
    "b_new": (r"b^{\text{new}}", "scalar", "the bias after one step"),
    "g": ("g", "number", "the gradient"),
    "v": ("v", "number", "any direction"),
    "u": ("u", "number", "a direction, as an arrow of length 1"),
    "L_moved": (r"L^{\text{moved}}", "scalar", "the loss after a nudge of both numbers"),
}

FORWARD = [y_hat, L]

EXAMPLE = {
    "x": 1.5,
    "w": 1.2,
    "b": 0.5,
    "y": 4.4,
    "h": 0.1,
    "eta": 0.2,
    "v": np.array([0.3, 0.8]),
    "angle": 45.0,
}

if __name__ == "__main__":
    from snippets import print_values

    print_values(globals())
