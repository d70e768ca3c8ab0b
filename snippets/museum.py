"""Small networks whose gradients were published with a mistake."""

import numpy as np

from snippets.sigmoid import sigma

# One unit in each layer.


def z1(x, w1, b1):
    """z_1 = x w_1 + b_1. A scalar."""
    return x * w1 + b1


def a1(z1):
    """a_1 = tanh(z_1). A scalar."""
    return np.tanh(z1)


def z2(a1, w2, b2):
    """z_2 = a_1 w_2 + b_2. A scalar."""
    return a1 * w2 + b2


def y_hat(z2):
    """y_hat = sigma(z_2). A scalar."""
    return sigma(z2)


def L(y, y_hat):
    """L = -[y log y_hat + (1 - y) log(1 - y_hat)]. A scalar."""
    return -(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))


def da1_dz1(z1):
    """da_1/dz_1 = 1 - tanh(z_1)^2. A scalar."""
    return 1 - np.tanh(z1) ** 2


def dL_dz2(y_hat, y):
    """dL/dz_2 = y_hat - y. A scalar. The tutorial calls it delta_3."""
    return y_hat - y


def dL_da1(w2, dL_dz2):
    """dL/da_1 = w_2 dL/dz_2. A scalar."""
    return w2 * dL_dz2


def dL_dz1(z1, w2, dL_dz2):
    """dL/dz_1 = (1 - tanh(z_1)^2) w_2 dL/dz_2. A scalar. The tutorial calls it delta_2."""
    slope = 1 - np.tanh(z1) ** 2
    return slope * w2 * dL_dz2


def w2_new(w2, eta, y_hat, y, a1):
    """w_2 - eta (y_hat - y) a_1: w_2 after an update. A scalar."""
    return w2 - eta * (y_hat - y) * a1


def R(L, lambda_, w1):
    """R = L + lambda w_1^2 / 2: the loss with weight decay. A scalar."""
    return L + lambda_ * w1**2 / 2


def dR_dw1(x, dL_dz1, lambda_, w1):
    """dR/dw_1 = x dL/dz_1 + lambda w_1. A scalar."""
    return x * dL_dz1 + lambda_ * w1


def r(z1):
    """r = max(0, z_1): a rectifier instead of tanh. A scalar."""
    return np.maximum(0, z1)


def M(r, y):
    """M = (r - y)^2 / 2. A scalar."""
    return (r - y) ** 2 / 2


def dM_dz1(z1, r, y):
    """dM/dz_1: what arrives passes where z_1 was positive. A scalar."""
    return np.where(z1 > 0, r - y, 0)


def f(x, y):
    """f = sin(x^2 y). A scalar."""
    return np.sin(x**2 * y)


def df_dy(x, y):
    """df/dy = x^2 cos(x^2 y). A scalar."""
    return x**2 * np.cos(x**2 * y)


# A recurrent net with one unit, for three steps.


def S1(xi1, rho, S0):
    """S_1 = tanh(xi_1 + rho S_0). A scalar."""
    return np.tanh(xi1 + rho * S0)


def S2(xi2, rho, S1):
    """S_2 = tanh(xi_2 + rho S_1). A scalar."""
    return np.tanh(xi2 + rho * S1)


def S3(xi3, rho, S2):
    """S_3 = tanh(xi_3 + rho S_2). A scalar."""
    return np.tanh(xi3 + rho * S2)


def Lambda(S3, zeta):
    """Lambda = (S_3 - zeta)^2 / 2. A scalar."""
    return (S3 - zeta) ** 2 / 2


def dS3_dS1(S3, S2, rho):
    """dS_3/dS_1: one factor for each of two steps. A scalar."""
    return (1 - S3**2) * rho * (1 - S2**2) * rho


def dLambda_drho(S3, S2, S1, S0, rho, zeta):
    """dLambda/drho: the weight acts at each of three steps. A scalar."""
    dS1 = (1 - S1**2) * S0
    dS2 = (1 - S2**2) * (S1 + rho * dS1)
    dS3 = (1 - S3**2) * (S2 + rho * dS2)
    return (S3 - zeta) * dS3


# A step of an LSTM with one unit: what enters its gates is given.


def Gamma_f(v_f):
    """Gamma_f = sigma(v_f): the forget gate. A scalar."""
    return sigma(v_f)


def Gamma_u(v_u):
    """Gamma_u = sigma(v_u): the update gate. A scalar."""
    return sigma(v_u)


def Gamma_o(v_o):
    """Gamma_o = sigma(v_o): the output gate. A scalar."""
    return sigma(v_o)


def c_tilde(v_c):
    """c_tilde = tanh(v_c): the candidate for the cell. A scalar."""
    return np.tanh(v_c)


def c_next(Gamma_u, c_tilde, Gamma_f, c_prev):
    """c_next = Gamma_u c_tilde + Gamma_f c_prev. A scalar."""
    return Gamma_u * c_tilde + Gamma_f * c_prev


def a_next(Gamma_o, c_next):
    """a_next = Gamma_o tanh(c_next). A scalar."""
    return Gamma_o * np.tanh(c_next)


def Psi(mu, a_next, gamma, c_next):
    """Psi = mu a_next + gamma c_next: any later loss, to first order. A scalar."""
    return mu * a_next + gamma * c_next


def dPsi_dv_c(mu, gamma, Gamma_o, c_next, Gamma_u, c_tilde):
    """dPsi/dv_c, equation (8) of the course. A scalar."""
    dc = gamma + mu * Gamma_o * (1 - np.tanh(c_next) ** 2)
    return dc * Gamma_u * (1 - c_tilde**2)


def dPsi_dv_u(mu, gamma, Gamma_o, c_next, c_tilde, Gamma_u):
    """dPsi/dv_u, equation (9) of the course. A scalar."""
    dc = gamma + mu * Gamma_o * (1 - np.tanh(c_next) ** 2)
    return dc * c_tilde * Gamma_u * (1 - Gamma_u)


def dPsi_dv_f(mu, gamma, Gamma_o, c_next, c_prev, Gamma_f):
    """dPsi/dv_f, equation (10) of the course. A scalar."""
    dc = gamma + mu * Gamma_o * (1 - np.tanh(c_next) ** 2)
    return dc * c_prev * Gamma_f * (1 - Gamma_f)


# Four units with rectifiers, one sigmoid output, target 0.


def _relu(u):
    """max(0, u) for each unit."""
    return np.maximum(0, u)


def _rectifier_L(u, v):
    """L = -log(1 - sigma(v . relu(u))): cross-entropy for the target 0. A scalar."""
    return -np.log(1 - sigma(v @ _relu(u)))


def arriving(u, v):
    """dL/d relu(u) = v sigma(v . relu(u)): what arrives at each rectifier on the way back."""
    return v * sigma(v @ _relu(u))


def rectifier_right(arriving, u):
    """dL/du: what arrives passes where the forward pass let u through."""
    return np.where(u > 0, arriving, 0)


def rectifier_wrong(arriving):
    """The mask from the wrong side: the rectifier applied to what arrives."""
    return _relu(arriving)


def rectifier_measured(u, v):
    """dL/du by central differences, one unit at a time."""
    steps = 1e-6 * np.eye(len(u))
    return np.array([_rectifier_L(u + s, v) - _rectifier_L(u - s, v) for s in steps]) / 2e-6


NOTATION = {
    "x": ("x", "scalar", "the input"),
    "w1": ("w_1", "scalar", "the first weight"),
    "b1": ("b_1", "scalar", "the first bias"),
    "z1": ("z_1", "scalar", "the weighted sum of the hidden unit"),
    "a1": ("a_1", "scalar", "the activation of the hidden unit, by tanh"),
    "w2": ("w_2", "scalar", "the second weight"),
    "b2": ("b_2", "scalar", "the second bias"),
    "z2": ("z_2", "scalar", "the weighted sum of the output unit"),
    "sigma": (r"\sigma", "function", "the logistic sigmoid"),
    "y_hat": (r"\hat{y}", "scalar", "the prediction"),
    "y": ("y", "scalar", "the target"),
    "L": ("L", "scalar", "the loss, cross-entropy"),
    "eta": (r"\eta", "scalar", "the learning rate"),
    "w2_new": (r"w_2^{\text{new}}", "scalar", "the second weight after an update"),
    "lambda_": (r"\lambda", "scalar", "how much a large weight costs"),
    "R": ("R", "scalar", "the loss with weight decay"),
    "r": ("r", "scalar", "the activation of the hidden unit, by a rectifier"),
    "M": ("M", "scalar", "half the squared error of the rectified unit"),
    "f": ("f", "scalar", "a function of two numbers"),
    "xi1": (r"\xi_1", "scalar", "the input of the first step"),
    "xi2": (r"\xi_2", "scalar", "the input of the second step"),
    "xi3": (r"\xi_3", "scalar", "the input of the third step"),
    "rho": (r"\rho", "scalar", "the weight from each state to the next"),
    "S0": ("S_0", "scalar", "the state before the first step"),
    "S1": ("S_1", "scalar", "the state after the first step"),
    "S2": ("S_2", "scalar", "the state after the second step"),
    "S3": ("S_3", "scalar", "the state after the third step"),
    "zeta": (r"\zeta", "scalar", "the target of the last state"),
    "Lambda": (r"\Lambda", "scalar", "half the squared error of the last state"),
    "v_f": (r"v_{\text{f}}", "scalar", "what enters the forget gate"),
    "v_u": (r"v_{\text{u}}", "scalar", "what enters the update gate"),
    "v_o": (r"v_{\text{o}}", "scalar", "what enters the output gate"),
    "v_c": (r"v_{\text{c}}", "scalar", "what enters the candidate"),
    "Gamma_f": (r"\Gamma_{\text{f}}", "scalar", "the forget gate"),
    "Gamma_u": (r"\Gamma_{\text{u}}", "scalar", "the update gate"),
    "Gamma_o": (r"\Gamma_{\text{o}}", "scalar", "the output gate"),
    "c_tilde": (r"\tilde{c}", "scalar", "the candidate for the cell"),
    "c_prev": (r"c_{\text{prev}}", "scalar", "the cell before this step"),
    "c_next": (r"c_{\text{next}}", "scalar", "the cell after this step"),
    "a_next": (r"a_{\text{next}}", "scalar", "the output of this step"),
    "mu": (r"\mu", "scalar", "the later loss by the output"),
    "gamma": (r"\gamma", "scalar", "the later loss by the cell"),
    "Psi": (r"\Psi", "scalar", "the later loss, to first order"),
}

FORWARD = [
    *(z1, a1, z2, y_hat, L, w2_new, R, r, M, f),
    *(S1, S2, S3, Lambda),
    *(Gamma_f, Gamma_u, Gamma_o, c_tilde, c_next, a_next, Psi),
]

EXAMPLE = {
    "x": 1.5,
    "w1": 0.6,
    "b1": -0.2,
    "w2": -0.5,
    "b2": 0.1,
    "y": 1.0,
    "eta": 0.5,
    "lambda_": 0.1,
    "xi1": 0.5,
    "xi2": -0.3,
    "xi3": 0.8,
    "rho": 0.7,
    "S0": 0.2,
    "zeta": 0.9,
    "v_f": 0.4,
    "v_u": -0.6,
    "v_o": 0.3,
    "v_c": 0.9,
    "c_prev": -0.5,
    "mu": 0.7,
    "gamma": -0.4,
    "u": np.array([0.8, 0.6, -0.7, -0.4]),
    "v": np.array([0.5, -0.9, 0.4, -0.3]),
}

if __name__ == "__main__":
    from snippets import print_values

    print_values(globals())
