"""Three ways to measure a slope, how far two of them are off, and the best step for each."""

import numpy as np


def forward_difference(E, w, h):
    """(E(w + h) - E(w)) / h. A scalar. Source: standard."""
    return (E(w + h) - E(w)) / h


def central_difference(E, w, h):
    """(E(w + h) - E(w - h)) / (2 h). A scalar. Source: standard."""
    return (E(w + h) - E(w - h)) / (2 * h)


def complex_step(E, w, h):
    """Im E(w + ih) / h. Nothing is subtracted. A scalar. Source: standard."""
    return np.imag(E(w + 1j * h)) / h


def forward_error(E_0, E_2, epsilon, h):
    """1/2 |E_2| h + epsilon E_0 / h: the step's error, and rounding. A scalar. Source: standard."""
    return np.abs(E_2) * h / 2 + epsilon * E_0 / h


def central_error(E_0, E_3, epsilon, h):
    """1/6 |E_3| h^2 + epsilon E_0 / (2 h). A scalar. Source: standard."""
    return np.abs(E_3) * h**2 / 6 + epsilon * E_0 / (2 * h)


def forward_best(E_0, E_2, epsilon):
    """sqrt(2 epsilon E_0 / |E_2|), where the forward error is least. A scalar. Source: standard."""
    return np.sqrt(2 * epsilon * E_0 / np.abs(E_2))


def central_best(E_0, E_3, epsilon):
    """(3 epsilon E_0 / (2 |E_3|))^(1/3), where the central error is least. A scalar."""
    return (3 * epsilon * E_0 / (2 * np.abs(E_3))) ** (1 / 3)


NOTATION = {
    "E": ("E", "function", "the loss as one weight moves"),
    "w": ("w", "scalar", "the weight"),
    "h": ("h", "scalar", "the step", "positive"),
    "forward_difference": (r"d_{\text{f}}", "scalar", "the forward difference"),
    "central_difference": (r"d_{\text{c}}", "scalar", "the central difference"),
    "epsilon": (r"\varepsilon", "scalar", "the machine precision", "positive"),
    "E_0": ("E_0", "scalar", "the loss at the weight", "positive"),
    "E_2": ("E_2", "scalar", "its second derivative by the weight", "nonzero"),
    "E_3": ("E_3", "scalar", "its third derivative by the weight", "nonzero"),
    "forward_error": (r"e_{\text{f}}", "scalar", "the error of the forward difference"),
    "central_error": (r"e_{\text{c}}", "scalar", "the error of the central difference"),
    "forward_best": (r"h_{\text{f}}", "scalar", "the best step of the forward difference"),
    "central_best": (r"h_{\text{c}}", "scalar", "the best step of the central difference"),
}

FORWARD = [
    forward_difference,
    central_difference,
    forward_error,
    central_error,
    forward_best,
    central_best,
]

EXAMPLE = {
    "E": np.exp,
    "E_prime": np.exp,
    "w": 0.5,
    "h": 0.1,
    "epsilon": 0.001,
    "E_0": 0.3,
    "E_2": 0.2,
    "E_3": -0.4,
}

if __name__ == "__main__":
    from snippets import print_values

    print_values(globals())
