"""The chain rule, x -> u -> y, two paths, x -> u, v -> s, and the derivative of the sigmoid."""

import numpy as np


def u(x):
    """u = 3 x. A scalar."""
    return 3 * x


def y(u):
    """y = u^2. A scalar."""
    return u**2


def slope(u, h):
    """((u + h)^2 - u^2) / h: the rise of y for each unit by which u rises. A scalar."""
    return ((u + h) ** 2 - u**2) / h


def dy_du(u):
    """dy/du = 2 u. A scalar."""
    return 2 * u


def du_dx():
    """du/dx = 3. A scalar."""
    return 3.0


def dy_dx(dy_du, du_dx):
    """dy/dx = dy/du du/dx. A scalar."""
    return dy_du * du_dx


def rise_of_u(x, h):
    """By how much u rises when x rises by h. A scalar."""
    return u(x + h) - u(x)


def rise_of_y(x, h):
    """By how much y rises when x rises by h. A scalar."""
    return y(u(x + h)) - y(u(x))


def promised_rise_of_y(dy_du, rise_of_u):
    """dy/du times the rise of u: what the slopes promise. A scalar."""
    return dy_du * rise_of_u


def slope_of_both(u, h):
    """((u + 3 h)^2 - u^2) / h: the rise of y for each unit by which x rises. A scalar."""
    return ((u + 3 * h) ** 2 - u**2) / h


def v(x):
    """v = x + 1. A scalar."""
    return x + 1


def s(u, v):
    """s = u v. A scalar."""
    return u * v


def rise_of_s(x, h):
    """By how much s rises when x rises by h. A scalar."""
    return s(u(x + h), v(x + h)) - s(u(x), v(x))


def slope_over_both_paths(u, v, h):
    """((u + 3 h)(v + h) - u v) / h: the rise of s for each unit of x. A scalar."""
    return ((u + 3 * h) * (v + h) - u * v) / h


def ds_du(v):
    """ds/du = v. A scalar."""
    return v


def ds_dv(u):
    """ds/dv = u. A scalar."""
    return u


def dv_dx():
    """dv/dx = 1. A scalar."""
    return 1.0


def ds_dx(ds_du, du_dx, ds_dv, dv_dx):
    """ds/dx = ds/du du/dx + ds/dv dv/dx. A scalar."""
    over_u = ds_du * du_dx
    over_v = ds_dv * dv_dx
    return over_u + over_v


def sigma(z):
    """sigma(z) = 1 / (1 + e^-z). The shape of z."""
    return 1 / (1 + np.exp(-z))


def d_exp(z):
    """d/dz [e^-z] = -e^-z. A scalar."""
    return -np.exp(-z)


# fmt: off
def quotient_rule(
    p, p_prime, q, q_prime, z
):
    """d/dz [p / q] = (p' q - p q') / q^2. A scalar."""
    left = p_prime(z) * q(z)
    right = p(z) * q_prime(z)
    return (left - right) / q(z) ** 2
# fmt: on


def sigma_prime(z):
    """sigma'(z) = sigma(z) (1 - sigma(z)). The shape of z."""
    return sigma(z) * (1 - sigma(z))


NOTATION = {
    "x": ("x", "scalar", "the start of the chain"),
    "u": ("u", "scalar", "the number in the middle"),
    "y": ("y", "scalar", "the end of the chain"),
    "v": ("v", "scalar", "the number on the second path"),
    "s": ("s", "scalar", "where both paths meet"),
    "h": ("h", "scalar", "a small rise"),
    "z": ("z", "scalar", "what the sigmoid is applied to"),
    "sigma": (r"\sigma", "function", "the logistic sigmoid"),
    "p": ("p", "function", "any function; in the running example the sine"),
    "q": ("q", "function", "any function but zero; in the running example the exponential"),
}

FORWARD = [u, y, v, s]

EXAMPLE = {
    "x": 0.4,
    "h": 0.01,
    "z": 0.6,
    "p": np.sin,
    "p_prime": np.cos,
    "q": np.exp,
    "q_prime": np.exp,
}

if __name__ == "__main__":
    from snippets import print_values

    print_values(globals())
