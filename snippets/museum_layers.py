"""Layers, batches and matrices whose gradients were published with a mistake."""

import numpy as np

from snippets.sigmoid import sigma

# Two layers of sigmoids, and half the squared error.


def s(U, u):
    """s_j = sum_i U_ji u_i. Shape: hidden."""
    return U @ u


def h(s):
    """h_j = sigma(s_j). Shape: hidden."""
    return sigma(s)


def q(V, h):
    """q_k = sum_j V_kj h_j. Shape: output."""
    return V @ h


def o(q):
    """o_k = sigma(q_k). Shape: output."""
    return sigma(q)


def E(o, t):
    """E = sum_k (o_k - t_k)^2 / 2. A scalar."""
    return np.sum((o - t) ** 2) / 2


def dE_dq(o, t):
    """dE/dq_k = (o_k - t_k) o_k (1 - o_k). Shape: output."""
    return (o - t) * o * (1 - o)


def dE_dV(dE_dq, h):
    """dE/dV_kj = dE/dq_k h_j. Shape: output, hidden."""
    return np.outer(dE_dq, h)


def dE_dh(V, dE_dq):
    """dE/dh_j = sum_k V_kj dE/dq_k. Shape: hidden."""
    return V.T @ dE_dq


def dh_ds(h):
    """dh_j/ds_j = h_j (1 - h_j). Shape: hidden."""
    return h * (1 - h)


def dE_ds(dE_dh, h):
    """dE/ds_j = dE/dh_j h_j (1 - h_j). Shape: hidden."""
    return dE_dh * h * (1 - h)


def dE_dU(dE_ds, u):
    """dE/dU_ji = dE/ds_j u_i. Shape: hidden, input."""
    return np.outer(dE_ds, u)


# A softmax with cross-entropy.


def p(g):
    """p_c = e^g_c / sum_d e^g_d. Shape: class."""
    return np.exp(g) / np.sum(np.exp(g))


def H(tau, p):
    """H = -sum_c tau_c log p_c. A scalar."""
    return -np.sum(tau * np.log(p))


def dp_dg(p):
    """dp_c/dg_c = p_c (1 - p_c). Shape: class."""
    return p * (1 - p)


def dH_dg(p, tau):
    """dH/dg_c = p_c - tau_c, where the targets add up to one. Shape: class."""
    return p - tau


# A batch: one linear layer, and half the mean of the squared errors.


def Q(X, Theta, beta):
    """Q_nk = sum_i X_ni Theta_ik + beta_k. Shape: sample, unit."""
    return X @ Theta + beta


def J(Q, T, N):
    """J = sum_n sum_k (Q_nk - T_nk)^2 / 2N. A scalar."""
    return np.sum((Q - T) ** 2) / (2 * N)


def dJ_dQ(Q, T, N):
    """dJ/dQ_nk = (Q_nk - T_nk) / N. Shape: sample, unit."""
    return (Q - T) / N


def dJ_dbeta(dJ_dQ):
    """dJ/dbeta_k = sum_n dJ/dQ_nk. Shape: unit."""
    return np.sum(dJ_dQ, axis=0)


def dJ_dTheta(X, dJ_dQ):
    """dJ/dTheta_ik = sum_n X_ni dJ/dQ_nk. Shape: feature, unit."""
    return X.T @ dJ_dQ


# A square matrix and a vector; a quadratic form.


def kappa(B, nu):
    """kappa = B nu. Shape: place."""
    return B @ nu


def K(kappa):
    """K = |kappa|^2 / 2. A scalar."""
    return np.sum(kappa**2) / 2


def dkappa_dnu(B):
    """The Jacobian of kappa: its rows are those of B. Shape: place, place."""
    return B


def dK_dnu(B, kappa):
    """dK/dnu = B^T kappa. Shape: place."""
    return B.T @ kappa


def dK_dB(kappa, nu):
    """dK/dB = kappa nu^T. Shape: place, place."""
    return np.outer(kappa, nu)


def Phi(nu, A, alpha):
    """Phi = nu^T A nu - alpha^T nu. A scalar."""
    return nu @ A @ nu - alpha @ nu


def dPhi_dnu(A, nu, alpha):
    """dPhi/dnu = 2 A nu - alpha, with A symmetric. Shape: place."""
    return 2 * A @ nu - alpha


NOTATION = {
    "u": ("u_i", "input", "an input"),
    "U": ("U_{ji}", "hidden, input", "a weight from input i to hidden unit j"),
    "s": ("s_j", "hidden", "the weighted sum of a hidden unit"),
    "h": ("h_j", "hidden", "the activation of a hidden unit"),
    "V": ("V_{kj}", "output, hidden", "a weight from hidden unit j to output k"),
    "q": ("q_k", "output", "the weighted sum of an output"),
    "o": ("o_k", "output", "an output"),
    "t": ("t_k", "output", "its target"),
    "m": ("m", "size of output", "the number of outputs"),
    "E": ("E", "scalar", "half the squared error"),
    "sigma": (r"\sigma", "function", "the logistic sigmoid"),
    "g": ("g_c", "class", "the score of a class"),
    "p": ("p_c", "class", "the probability of a class"),
    "tau": (r"\tau_c", "class", "its target", "adds up to one along class"),
    "H": ("H", "scalar", "the cross-entropy"),
    "X": ("X_{ni}", "sample, feature", "a feature of a sample"),
    "Theta": (r"\Theta_{ik}", "feature, unit", "a weight of the linear layer"),
    "beta": (r"\beta_k", "unit", "a bias of the linear layer"),
    "Q": ("Q_{nk}", "sample, unit", "an output of the linear layer"),
    "T": ("T_{nk}", "sample, unit", "its target"),
    "N": ("N", "size of sample", "the number of samples"),
    "J": ("J", "scalar", "half the mean of the squared errors"),
    "B": ("B", "place, place", "a square matrix"),
    "nu": (r"\nu", "place", "a vector"),
    "kappa": (r"\kappa", "place", "their product"),
    "K": ("K", "scalar", "half the squared length of the product"),
    "A": ("A", "place, place", "the matrix of a quadratic form", "symmetric"),
    "alpha": (r"\alpha", "place", "the vector of its linear term"),
    "Phi": (r"\Phi", "scalar", "the quadratic form"),
}

FORWARD = [s, h, q, o, E, p, H, Q, J, kappa, K, Phi]

EXAMPLE = {
    "u": np.array([0.5, -1.0]),
    "U": np.array([[0.4, -0.3], [0.2, 0.6], [-0.5, 0.1]]),
    "V": np.array([[0.7, -0.4, 0.3], [0.1, 0.8, -0.6]]),
    "t": np.array([1.0, 0.0]),
    "g": np.array([0.5, -0.2, 0.9]),
    "tau": np.array([0.0, 0.0, 1.0]),
    "X": np.array([[0.5, -1.0], [1.5, 0.3], [-0.7, 0.8], [0.2, -0.4]]),
    "Theta": np.array([[0.3, -0.6, 0.4], [0.8, 0.1, -0.2]]),
    "beta": np.array([0.1, -0.3, 0.2]),
    "T": np.array([[1.0, 0.0, 0.5], [0.0, 1.0, 0.2], [0.4, 0.3, 0.0], [0.6, 0.1, 1.0]]),
    "B": np.array([[0.6, -0.3, 0.2], [0.5, 0.4, -0.7], [-0.1, 0.8, 0.3]]),
    "nu": np.array([1.0, -0.5, 0.7]),
    "A": np.array([[2.0, 0.5, -0.3], [0.5, 1.0, 0.4], [-0.3, 0.4, 1.5]]),
    "alpha": np.array([0.5, 0.3, -0.2]),
}

if __name__ == "__main__":
    from snippets import print_values

    print_values(globals())
