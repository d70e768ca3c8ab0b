"""A sigmoid unit, its steps and the check of its gradient; networks that learn from wrong ones."""

import numpy as np

from snippets.sigmoid import sigma
from snippets.training import README, T, X, gradients, loss, readme_gradients, train


def y_hat(w, x):
    """y_hat = sigma(w x). A scalar. Source: standard."""
    return sigma(w * x)


def L(y_hat, y):
    """L = 1/2 (y_hat - y)^2. A scalar. Source: standard."""
    return (y_hat - y) ** 2 / 2


def dL_dw(y_hat, y, x):
    """dL/dw = (y_hat - y) y_hat (1 - y_hat) x. A scalar. Source: standard."""
    slope = y_hat * (1 - y_hat)
    return (y_hat - y) * slope * x


def w_new(w, eta, dL_dw):
    """w^new = w - eta dL/dw. A scalar. Source: standard."""
    return w - eta * dL_dw


def v_new(beta, v, dL_dw):
    """v^new = beta v + dL/dw, the velocity. A scalar. Source: standard."""
    return beta * v + dL_dw


def w_momentum(w, eta, v_new):
    """w^momentum = w - eta v^new. A scalar. Source: standard."""
    return w - eta * v_new


def longest(beta):
    """1 / (1 - beta): how many slopes a velocity holds that gathers the same one. A scalar."""
    return 1 / (1 - beta)


def m_new(beta_1, m, dL_dw):
    """m^new = beta_1 m + (1 - beta_1) dL/dw. A scalar. Source: Kingma and Ba."""
    return beta_1 * m + (1 - beta_1) * dL_dw


def s_new(beta_2, s, dL_dw):
    """s^new = beta_2 s + (1 - beta_2) (dL/dw)^2. A scalar. Source: Kingma and Ba."""
    return beta_2 * s + (1 - beta_2) * dL_dw**2


def m_hat(m_new, beta_1, k):
    """m_hat = m^new / (1 - beta_1^k). A scalar. Source: Kingma and Ba."""
    return m_new / (1 - beta_1**k)


def s_hat(s_new, beta_2, k):
    """s_hat = s^new / (1 - beta_2^k). A scalar. Source: Kingma and Ba."""
    return s_new / (1 - beta_2**k)


def w_adam(w, eta, m_hat, s_hat):
    """w^Adam = w - eta m_hat / sqrt(s_hat). A scalar. Source: Kingma and Ba."""
    return w - eta * m_hat / np.sqrt(s_hat)


def L_up(w, epsilon, x, y):
    """L^up = 1/2 (sigma((w + epsilon) x) - y)^2. A scalar. Source: standard."""
    ahead = sigma((w + epsilon) * x)
    return (ahead - y) ** 2 / 2


def L_down(w, epsilon, x, y):
    """L^down = 1/2 (sigma((w - epsilon) x) - y)^2. A scalar. Source: standard."""
    behind = sigma((w - epsilon) * x)
    return (behind - y) ** 2 / 2


def c(L_up, L_down, epsilon):
    """c = (L^up - L^down) / (2 epsilon), the central difference. A scalar. Source: standard."""
    return (L_up - L_down) / (2 * epsilon)


def r(c, dL_dw):
    """r = |c - dL/dw| / |c|, the relative error. A scalar. Source: standard."""
    return np.abs(c - dL_dw) / np.abs(c)


def r_forward(L_up, L, epsilon, dL_dw):
    """The same of (L^up - L) / epsilon. A scalar."""
    quotient = (L_up - L) / epsilon
    return np.abs(quotient - dL_dw) / np.abs(quotient)


# What follows trains the network of the page on the sigmoid network, from its weights.

TARGETS = np.array([[0.3, 0.7]])


def loss_at(eta, steps):
    """The loss after some steps towards the targets 0.3 and 0.7. A scalar."""
    return train(README, X, TARGETS, eta, steps)[-1]


def loss_with_momentum(eta, beta, steps):
    """The same loss, where each step goes against the velocity. A scalar."""
    weights, velocity = _flat(README), 0
    for _ in range(steps):
        slopes = gradients(_network(weights), X, TARGETS)
        velocity = beta * velocity + _flat(slopes)
        weights = weights - eta * velocity
    return loss(_network(weights), X, TARGETS)


def loss_right(rate, steps):
    """The loss after some steps along the right gradient. A scalar."""
    return _trained(gradients, rate, steps)


def loss_slip(rate, steps):
    """The same with the published slip. A scalar."""
    return _trained(readme_gradients, rate, steps)


def loss_without(rate, steps):
    """The same with no gradient for the first layer. A scalar."""
    return _trained(_without, rate, steps)


def loss_flipped(rate, steps):
    """The same with the wrong sign for the first layer. A scalar."""
    return _trained(_flipped, rate, steps)


def loss_right_large(rate, steps):
    """The right gradient, on inputs ten times as large. A scalar."""
    return _trained(gradients, rate, steps, 10 * X)


def loss_flipped_large(rate, steps):
    """The same with the wrong sign for the first layer. A scalar."""
    return _trained(_flipped, rate, steps, 10 * X)


def angle_slip():
    """How many degrees lie between the right gradient and the published one. A scalar."""
    return _angle(readme_gradients)


def angle_without():
    """The same where the first layer has no gradient. A scalar."""
    return _angle(_without)


def angle_flipped():
    """The same where the first layer's has the wrong sign. A scalar."""
    return _angle(_flipped)


def r_W3(epsilon):
    """The relative error of the right dE/dW_3. A scalar."""
    return _checked(gradients, epsilon)


def r_W3_slip(epsilon):
    """The relative error of the published dE/dW_3. A scalar."""
    return _checked(readme_gradients, epsilon)


def r_W3_flipped(epsilon):
    """The relative error of dE/dW_3 with the wrong sign. A scalar."""
    return _checked(_flipped, epsilon)


def _without(network, x, t):
    slopes = gradients(network, x, t)
    return slopes._replace(W1=0 * slopes.W1)


def _flipped(network, x, t):
    slopes = gradients(network, x, t)
    return slopes._replace(W1=-slopes.W1)


def _trained(rule, rate, steps, x=X):
    """The loss after some steps by a rule; all gradients are taken before any weight moves."""
    network = README
    for _ in range(steps):
        slopes = rule(network, x, T)
        W1, W2 = network.W1 - rate * slopes.W1, network.W2 - rate * slopes.W2
        network = network._replace(W1=W1, W2=W2)
    return loss(network, x, T)


def _angle(rule):
    """The angle between a rule's gradient and the right one, over all eight weights."""
    right, found = (_flat(by(README, X, T)) for by in (gradients, rule))
    lengths = np.linalg.norm(right) * np.linalg.norm(found)
    return np.degrees(np.arccos(right @ found / lengths))


def _flat(slopes):
    return np.concatenate([slopes.W1.ravel(), slopes.W2.ravel()])


def _network(weights):
    """The network that has these eight weights."""
    return README._replace(W1=weights[:4].reshape(2, 2), W2=weights[4:].reshape(2, 2))


def _checked(rule, epsilon):
    """A central difference by W_3, and how far a rule's gradient is from it."""
    nudge = np.array([[0, epsilon], [0, 0]])
    ahead, behind = README.W1 + nudge, README.W1 - nudge
    rise = loss(README._replace(W1=ahead), X, T) - loss(README._replace(W1=behind), X, T)
    measured = rise / (2 * epsilon)
    return np.abs(measured - rule(README, X, T).W1[0, 1]) / np.abs(measured)


NOTATION = {
    "x": ("x", "scalar", "the input"),
    "w": ("w", "scalar", "the weight"),
    "y": ("y", "scalar", "the target"),
    "sigma": (r"\sigma", "function", "the logistic sigmoid"),
    "y_hat": (r"\hat{y}", "scalar", "the prediction"),
    "L": ("L", "scalar", "the loss, half the squared error"),
    "eta": (r"\eta", "scalar", "the learning rate"),
    "w_new": (r"w^{\text{new}}", "scalar", "the weight after one step"),
    "beta": (r"\beta", "scalar", "the share of the velocity that is kept"),
    "v": ("v", "scalar", "the velocity"),
    "v_new": (r"v^{\text{new}}", "scalar", "the velocity after one step"),
    "w_momentum": (r"w^{\text{momentum}}", "scalar", "the weight after one step against it"),
    "k": ("k", "scalar", "the number of the step, from 1 on", "positive"),
    "beta_1": (r"\beta_1", "scalar", "how slowly the mean slope changes", "between 0 and 1"),
    "beta_2": (r"\beta_2", "scalar", "how slowly the mean square changes", "between 0 and 1"),
    "m": ("m", "scalar", "the mean of the slopes so far"),
    "s": ("s", "scalar", "the mean of their squares", "not negative"),
    "m_new": (r"m^{\text{new}}", "scalar", "the mean after one step"),
    "s_new": (r"s^{\text{new}}", "scalar", "the mean square after one step"),
    "m_hat": (r"\hat{m}", "scalar", "the mean, corrected for its start at 0"),
    "s_hat": (r"\hat{s}", "scalar", "the mean square, corrected for its start at 0"),
    "w_adam": (r"w^{\text{Adam}}", "scalar", "the weight after one step of Adam"),
    "epsilon": (r"\varepsilon", "scalar", "a small nudge", "nonzero"),
    "L_up": (r"L^{\text{up}}", "scalar", "the loss with the weight raised by the nudge"),
    "L_down": (r"L^{\text{down}}", "scalar", "the loss with the weight lowered by it"),
    "c": ("c", "scalar", "the central difference"),
    "r": ("r", "scalar", "the relative error"),
}

FORWARD = [y_hat, L]

EXAMPLE = {
    "x": 1.5,
    "w": 0.6,
    "y": 0.2,
    "eta": 0.5,
    "beta": 0.9,
    "v": 0.2,
    "beta_1": 0.9,
    "beta_2": 0.999,
    "m": 0.02,
    "s": 0.00004,
    "k": 2,
    "epsilon": 0.1,
    "rate": 0.5,
    "steps": 100,
}

if __name__ == "__main__":
    from snippets import print_values

    print_values(globals())
