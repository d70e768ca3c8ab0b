"""A recurrent unit, whose weights are used at every step; a layer of them; and a convolution."""

import numpy as np


def z(w, h, u, x, t):
    """z_t = w h_(t-1) + u x_t. A scalar. Source: standard."""
    return w * h[t - 1] + u * x[t]


def h(z, t):
    """h_t = tanh(z_t). A scalar. Source: standard."""
    return np.tanh(z[t])


def L(h, y, T):
    """L = 1/2 (h_T - y)^2. A scalar. Source: standard."""
    return 1 / 2 * (h[T] - y) ** 2


def dh_dz(h, t):
    """dh_t/dz_t = 1 - h_t^2. A scalar. Source: standard."""
    return 1 - h[t] ** 2


def dz_dw(h, w, dh_dz, dz_dw, t):
    """dz_t/dw = h_(t-1) + w dh_(t-1)/dw; w does not move h_0. A scalar. Source: standard."""
    if t == 1:
        return h[0]
    dh_dw = dh_dz[t - 1] * dz_dw[t - 1]
    return h[t - 1] + w * dh_dw


def dL_dw_paths(h, y, w, dh_dz):
    """dL/dw of three steps: one product for each path. A scalar. Source: standard."""
    d3 = (h[3] - y) * dh_dz[3]
    d2 = d3 * w * dh_dz[2]
    d1 = d2 * w * dh_dz[1]
    return d3 * h[2] + d2 * h[1] + d1 * h[0]


def delta(h, y, delta, w, dh_dz, t, T):
    """delta_t = dL/dz_t, from the last step back to the first. A scalar. Source: standard."""
    if t == T:
        return (h[T] - y) * dh_dz[T]
    return delta[t + 1] * w * dh_dz[t]


def came_in(h, t):
    """h_(t-1): what stands next to w at step t. A scalar."""
    return h[t - 1]


def share(delta, h, t):
    """delta_t h_(t-1): what the use of w at step t adds. A scalar. Source: standard."""
    return delta[t] * h[t - 1]


def share_of_u(delta, x, t):
    """delta_t x_t: what the use of u at step t adds. A scalar. Source: standard."""
    return delta[t] * x[t]


def dL_dw(delta, h, T):
    """dL/dw = the sum of delta_t h_(t-1). A scalar. Source: standard."""
    total = 0.0
    for t in range(1, T + 1):
        total += delta[t] * h[t - 1]
    return total


def dL_du(delta, x, T):
    """dL/du = the sum of delta_t x_t. A scalar. Source: standard."""
    total = 0.0
    for t in range(1, T + 1):
        total += delta[t] * x[t]
    return total


def last_percent(delta, h, dL_dw, T):
    """How much of dL/dw the last use of w gives, in percent. A scalar."""
    return 100 * delta[T] * h[T - 1] / dL_dw


def dh_dh0(w, dh_dz, T):
    """dh_T/dh_0 = the product of w dh_t/dz_t. A scalar. Source: standard."""
    product = 1.0
    for t in range(1, T + 1):
        product *= w * dh_dz[t]
    return product


def power(w, steps):
    """w^steps. A scalar."""
    return w**steps


# The same for a layer of units, with a target at every step and any activation.


def zv(W, hv, U, xv, t):
    """z_t = W h_(t-1) + U x_t, in vectors. Shape: unit. Source: standard."""
    return W @ hv[t - 1] + U @ xv[t]


def hv(f, zv, t):
    """h_t = f(z_t), in vectors. Shape: unit. Source: standard."""
    return f(zv[t])


def E(hv, yv, T):
    """E = 1/2 sum_t |h_t - y_t|^2. A scalar. Source: standard."""
    total = 0.0
    for t in range(1, T + 1):
        e = hv[t] - yv[t]
        total += 1 / 2 * e @ e
    return total


def dE_dh(hv, yv, W, deltav, t, T):
    """dE/dh_t = h_t - y_t + W^T delta_(t+1); at T the first part alone. Shape: unit."""
    if t == T:
        return hv[T] - yv[T]
    later = W.T @ deltav[t + 1]
    return hv[t] - yv[t] + later


def deltav(dE_dh, f_prime, zv, t):
    """delta_t = dE/dz_t = dE/dh_t * f'(z_t), in vectors. Shape: unit. Source: standard."""
    return dE_dh[t] * f_prime(zv[t])


def dE_dW(deltav, hv, T):
    """dE/dW = the sum of delta_t h_(t-1)^T. Shape: unit, unit. Source: standard."""
    uses = []
    for t in range(1, T + 1):
        use = np.outer(deltav[t], hv[t - 1])
        uses.append(use)
    return sum(uses)


def dE_dU(deltav, xv, T):
    """dE/dU = the sum of delta_t x_t^T. Shape: unit, input. Source: standard."""
    uses = []
    for t in range(1, T + 1):
        use = np.outer(deltav[t], xv[t])
        uses.append(use)
    return sum(uses)


# A convolution: two weights that are used at every place of a row of numbers.


def o(a, b, s, t):
    """o_t = a s_(t-1) + b s_t. A scalar. Source: standard."""
    return a * s[t - 1] + b * s[t]


def Q(o, d, T):
    """Q = 1/2 sum_t (o_t - d_t)^2. A scalar. Source: standard."""
    total = 0.0
    for t in range(1, T + 1):
        total += 1 / 2 * (o[t] - d[t]) ** 2
    return total


def dQ_do(o, d, t):
    """dQ/do_t = o_t - d_t. A scalar. Source: standard."""
    return o[t] - d[t]


def dQ_da(dQ_do, s, T):
    """dQ/da = the sum of dQ/do_t s_(t-1). A scalar. Source: standard."""
    total = 0.0
    for t in range(1, T + 1):
        total += dQ_do[t] * s[t - 1]
    return total


def dQ_db(dQ_do, s, T):
    """dQ/db = the sum of dQ/do_t s_t. A scalar. Source: standard."""
    total = 0.0
    for t in range(1, T + 1):
        total += dQ_do[t] * s[t]
    return total


def dQ_ds(dQ_do, a, b, t, T):
    """dQ/ds_t = dQ/do_t b + dQ/do_(t+1) a; at T the first part alone. A scalar."""
    if t == T:
        return dQ_do[T] * b
    return dQ_do[t] * b + dQ_do[t + 1] * a


STEPS = {"t": "1..T"}

NOTATION = {
    "T": ("T", "size of t", "the number of steps"),
    "x": ("x_t", "scalar", "the input of a step"),
    "u": ("u", "scalar", "the weight of the inputs"),
    "w": ("w", "scalar", "the weight of the state before"),
    "z": ("z_t", "scalar", "the weighted sum of a step"),
    "h": ("h_t", "scalar", "the state after a step; $h_0$ is given"),
    "y": ("y", "scalar", "the target"),
    "L": ("L", "scalar", "the loss: half the squared error of the last state"),
    "delta": (r"\delta_t", "scalar", "the slope of the loss at $z_t$"),
    "xv": (r"\mathbf{x}_t", "input", "the inputs of a step"),
    "U": ("U", "unit, input", "the weights of the inputs"),
    "W": ("W", "unit, unit", "the weights of the states before"),
    "zv": (r"\mathbf{z}_t", "unit", "the weighted sums of a step"),
    "f": ("f", "function", "any activation; in the running example tanh"),
    "hv": (r"\mathbf{h}_t", "unit", "the states after a step; those at 0 are given"),
    "yv": (r"\mathbf{y}_t", "unit", "the targets of a step"),
    "E": ("E", "scalar", "the loss of the layer: half the squared errors of all states"),
    "deltav": (r"\boldsymbol{\delta}_t", "unit", "the slopes of that loss at the weighted sums"),
    "s": ("s_t", "scalar", "a number of the row that a convolution reads"),
    "a": ("a", "scalar", "its weight of the number before"),
    "b": ("b", "scalar", "its weight of the number at the place"),
    "o": ("o_t", "scalar", "its output at a place"),
    "d": ("d_t", "scalar", "the target of a place"),
    "Q": ("Q", "scalar", "its loss: half the squared errors of all places"),
}

FORWARD = [z, h, L, zv, hv, E, o, Q]

EXAMPLE = {
    "h": {0: 0.2},
    "x": {1: 0.5, 2: -0.4, 3: 0.9},
    "w": 0.8,
    "u": 0.6,
    "steps": 50,
    "y": -0.3,
    "hv": {0: np.array([0.2, -0.1])},
    "xv": {
        1: np.array([0.5, -0.7, 0.3]),
        2: np.array([-0.4, 0.6, 0.8]),
        3: np.array([0.9, 0.2, -0.5]),
    },
    "W": np.array([[0.8, -0.3], [0.4, 0.6]]),
    "U": np.array([[0.6, -0.2, 0.5], [-0.7, 0.3, 0.1]]),
    "yv": {
        1: np.array([0.1, 0.4]),
        2: np.array([-0.3, 0.2]),
        3: np.array([0.5, -0.6]),
    },
    "s": {0: 0.2, 1: 0.5, 2: -0.4, 3: 0.9},
    "a": 0.8,
    "b": 0.6,
    "d": {1: 0.1, 2: -0.3, 3: 0.5},
    "f": np.tanh,
    "f_prime": lambda z: 1 / np.cosh(z) ** 2,
}

if __name__ == "__main__":
    from snippets._steps import print_steps

    print_steps(globals())
