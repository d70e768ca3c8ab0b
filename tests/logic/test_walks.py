"""Recurrences over layers and time: one equation holds for every step, and its near misses fail."""

import pytest

from checked_equations.equations.load import load_models
from tests.logic.test_verify import Bench
from tests.site import tiny_site

# A network of L layers, each of its own size: z = W a + b, a = f(z).
DEEP = '''"""A network of L layers."""

import numpy as np


def z(W, a, b, l):
    return W[l] @ a[l - 1] + b[l]


def a(x, f, z, l):
    return x if l == 0 else f(z[l])


def C(a, y, L):
    return np.sum((a[L] - y) ** 2) / 2


def delta(W, delta, f_prime, z, a, y, l, L):
    if l == L:
        return (a[L] - y) * f_prime(z[L])
    return W[l + 1].T @ delta[l + 1] * f_prime(z[l])


def dC_dW(delta, a, l):
    return np.outer(delta[l], a[l - 1])


def dC_db(delta, l):
    return delta[l]


STEPS = {"l": "1..L"}

NOTATION = {
    "L": ("L", "size of l", "the number of layers"),
    "x": ("x_j", "units[0]", "an input"),
    "W": ("W_{jk}^{(l)}", "units[l], units[l-1]", "a weight from unit k to unit j"),
    "b": ("b_j^{(l)}", "units[l]", "a bias"),
    "z": ("z_j^{(l)}", "units[l]", "what enters unit j"),
    "f": ("f", "function", "the activation"),
    "a": ("a_j^{(l)}", "units[l]", "what leaves unit j"),
    "y": ("y_j", "units[L]", "a target"),
    "C": ("C", "scalar", "the cost"),
    "delta": (r"\\delta_j^{(l)}", "units[l]", "the error of unit j"),
}

FORWARD = [z, a, C]

EXAMPLE = {
    "x": np.array([0.5, -1.5]),
    "W": {
        1: np.array([[0.2, -0.7], [0.4, 0.9], [-0.3, 0.1]]),
        2: np.array([[0.5, 0.1, -0.2], [0.3, -0.4, 0.8]]),
        3: np.array([[0.7, -0.6]]),
    },
    "b": {1: np.array([0.1, -0.2, 0.3]), 2: np.array([0.2, 0.4]), 3: np.array([-0.1])},
    "f": np.tanh,
    "f_prime": lambda u: 1 / np.cosh(u) ** 2,
    "y": np.array([0.25]),
}
'''

# A recurrent network of one unit, whose states all add to the loss.
TIME = '''"""A recurrent network."""

import numpy as np


def s(w, u, h, x, t):
    return w * h[t - 1] + u * x[t]


def h(f, s, t):
    return f(s[t])


def E(h, T):
    return sum(h[t] ** 2 for t in range(1, T + 1))


def dE_dh(h, w, f_prime, s, dE_dh, t, T):
    later = 0 if t == T else dE_dh[t + 1] * f_prime(s[t + 1]) * w
    return 2 * h[t] + later


def dE_dw(dE_dh, f_prime, s, h, T):
    return sum(dE_dh[t] * f_prime(s[t]) * h[t - 1] for t in range(1, T + 1))


STEPS = {"t": "1..T"}

NOTATION = {
    "T": ("T", "size of t", "the number of steps"),
    "x": ("x_t", "scalar", "an input"),
    "w": ("w", "scalar", "the weight from state to state"),
    "u": ("u", "scalar", "the weight of the inputs"),
    "s": ("s_t", "scalar", "what enters the state"),
    "f": ("f", "function", "the activation"),
    "h": ("h_t", "scalar", "a state"),
    "E": ("E", "scalar", "the loss"),
}

FORWARD = [s, h, E]

EXAMPLE = {
    "h": {0: 0.3},
    "x": {1: 0.5, 2: -0.4, 3: 0.9, 4: 0.2},
    "w": 0.7,
    "u": -0.6,
    "f": np.tanh,
    "f_prime": lambda u: 1 / np.cosh(u) ** 2,
}
'''


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    folder = tmp_path_factory.mktemp("site") / "a"
    models, errors = load_models(tiny_site(folder, {}, {"deep": DEEP, "time": TIME}), "snippets")
    assert [str(error) for error in errors] == []
    return Bench(models)
