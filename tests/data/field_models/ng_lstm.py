"""One step of an LSTM, a sample in each column, with the slopes of what follows given."""

import numpy as np


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


def _stacked(a_prev, x):
    return np.concatenate([a_prev, x])


def Gamma_f(Wf, a_prev, x):
    return _sigmoid(Wf @ _stacked(a_prev, x))


def Gamma_u(Wu, a_prev, x):
    return _sigmoid(Wu @ _stacked(a_prev, x))


def Gamma_o(Wo, a_prev, x):
    return _sigmoid(Wo @ _stacked(a_prev, x))


def c_tilde(Wc, a_prev, x):
    return np.tanh(Wc @ _stacked(a_prev, x))


def c_next(Gamma_f, Gamma_u, c_prev, c_tilde):
    return Gamma_f * c_prev + Gamma_u * c_tilde


def a_next(Gamma_o, c_next):
    return Gamma_o * np.tanh(c_next)


def _dc(da_next, dc_next, Gamma_o, c_next):
    return dc_next + da_next * Gamma_o * (1 - np.tanh(c_next) ** 2)


def dGamma_o(da_next, c_next, Gamma_o):
    return da_next * np.tanh(c_next) * Gamma_o * (1 - Gamma_o)


def dGamma_u(da_next, dc_next, Gamma_o, c_next, c_tilde, Gamma_u):
    return _dc(da_next, dc_next, Gamma_o, c_next) * c_tilde * Gamma_u * (1 - Gamma_u)


def dGamma_f(da_next, dc_next, Gamma_o, c_next, c_prev, Gamma_f):
    return _dc(da_next, dc_next, Gamma_o, c_next) * c_prev * Gamma_f * (1 - Gamma_f)


def dc_tilde(da_next, dc_next, Gamma_o, c_next, c_tilde, Gamma_u):
    return _dc(da_next, dc_next, Gamma_o, c_next) * Gamma_u * (1 - c_tilde**2)


def dc_prev(da_next, dc_next, Gamma_o, c_next, Gamma_f):
    return _dc(da_next, dc_next, Gamma_o, c_next) * Gamma_f


def dWf(dGamma_f, a_prev, x):
    return dGamma_f @ _stacked(a_prev, x).T


def dWu(dGamma_u, a_prev, x):
    return dGamma_u @ _stacked(a_prev, x).T


def dWc(dc_tilde, a_prev, x):
    return dc_tilde @ _stacked(a_prev, x).T


def dWo(dGamma_o, a_prev, x):
    return dGamma_o @ _stacked(a_prev, x).T


def _dboth(Wf, Wu, Wc, Wo, dGamma_f, dGamma_u, dc_tilde, dGamma_o):
    return Wf.T @ dGamma_f + Wu.T @ dGamma_u + Wc.T @ dc_tilde + Wo.T @ dGamma_o


# The star is between all arrays, whatever the product.
ARRAYS = "by axes"

SIZES = {"both": lambda sizes: sizes["hidden"] + sizes["input"]}

NOTATION = {
    "x": (r"x_{\text{t}}", "input, sample", "the inputs"),
    "a_prev": (r"a_{\text{prev}}", "hidden, sample", "the states before"),
    "c_prev": (r"c_{\text{prev}}", "hidden, sample", "the cells before"),
    "Wf": (r"W_{\text{f}}", "hidden, both", "the weights of the forget gate"),
    "Wu": (r"W_{\text{u}}", "hidden, both", "the weights of the update gate"),
    "Wo": (r"W_{\text{o}}", "hidden, both", "the weights of the output gate"),
    "Wc": (r"W_{\text{c}}", "hidden, both", "the weights of the candidate"),
    "Gamma_f": (r"\Gamma_{\text{f}}^{\langle t \rangle}", "hidden, sample", "the forget gate"),
    "Gamma_u": (r"\Gamma_{\text{u}}^{\langle t \rangle}", "hidden, sample", "the update gate"),
    "Gamma_o": (r"\Gamma_{\text{o}}^{\langle t \rangle}", "hidden, sample", "the output gate"),
    "c_tilde": (r"\tilde{c}^{\langle t \rangle}", "hidden, sample", "the candidates"),
    "c_next": (r"c_{\text{next}}", "hidden, sample", "the cells"),
    "a_next": (r"a_{\text{next}}", "hidden, sample", "the states"),
    "da_next": (r"da_{\text{next}}", "hidden, sample", "a slope of the loss"),
    "dc_next": (r"dc_{\text{next}}", "hidden, sample", "a slope of the loss"),
    "dGamma_f": (r"d\Gamma_{\text{f}}^{\langle t \rangle}", "hidden, sample", "a slope"),
    "dGamma_u": (r"d\Gamma_{\text{u}}^{\langle t \rangle}", "hidden, sample", "a slope"),
    "dGamma_o": (r"d\Gamma_{\text{o}}^{\langle t \rangle}", "hidden, sample", "a slope"),
    "dc_tilde": (r"d\tilde{c}^{\langle t \rangle}", "hidden, sample", "a slope"),
    "dWf": (r"dW_{\text{f}}", "hidden, both", "a slope"),
    "dWu": (r"dW_{\text{u}}", "hidden, both", "a slope"),
    "dWc": (r"dW_{\text{c}}", "hidden, both", "a slope"),
    "dWo": (r"dW_{\text{o}}", "hidden, both", "a slope"),
    "dc_prev": (r"dc_{\text{prev}}", "hidden, sample", "a slope of the loss"),
}

FORWARD = [Gamma_f, Gamma_u, Gamma_o, c_tilde, c_next, a_next]

EXAMPLE = {
    "x": np.array([[0.5, -1.5, 0.2]]),
    "a_prev": np.array([[0.3, 0.7, -0.4], [0.1, -0.2, 0.6]]),
    "c_prev": np.array([[0.4, -0.1, 0.8], [-0.5, 0.3, 0.2]]),
    "Wf": np.array([[0.2, -0.7, 0.4], [0.9, -0.3, 0.1]]),
    "Wu": np.array([[0.5, 0.1, -0.2], [0.3, -0.4, 0.8]]),
    "Wo": np.array([[-0.6, 0.7, 0.2], [0.4, 0.1, -0.9]]),
    "Wc": np.array([[0.3, 0.8, -0.5], [-0.1, 0.6, 0.7]]),
    "da_next": np.array([[0.2, 0.5, -0.3], [0.7, -0.6, 0.1]]),
    "dc_next": np.array([[-0.4, 0.2, 0.9], [0.3, 0.8, -0.1]]),
}
