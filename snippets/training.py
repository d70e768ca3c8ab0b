"""The sigmoid network as arrays: it learns, and it shows what wrong rules do to learning."""

from functools import cache
from math import exp
from typing import NamedTuple

import numpy as np

from snippets.sigmoid import sigma


class Network(NamedTuple):
    """Two layers: W[j, k] leads from unit j to unit k, and b is a row, one bias a unit."""

    W1: np.ndarray
    b1: np.ndarray
    W2: np.ndarray
    b2: np.ndarray


def forward(network, x):
    """a_h = sigma(x W1 + b1) and a_o = sigma(a_h W2 + b2). One row a sample."""
    _check(network, x=x)
    return _forward(network, x)


def loss(network, x, t):
    """E = 1/2 sum (t - a_o)^2 over outputs and samples. A scalar."""
    _check(network, x=x, t=t)
    return _loss(network, x, t)


def gradients(network, x, t):
    """The slope of E by every weight and bias: a Network of slopes."""
    _check(network, x=x, t=t)
    return _gradients(network, x, t)


def gradient_step(network, x, t, eta, biases=False):
    """Every weight moves against its slope, by eta times as much; biases too if asked to."""
    _check(network, x=x, t=t, eta=eta)
    return _moved(network, _gradients(network, x, t), eta, biases)


def train(network, x, t, eta, steps, biases=False):
    """The losses before the first step and after each: `steps` + 1 numbers."""
    _check(network, x=x, t=t, eta=eta, steps=steps)
    losses = [_loss(network, x, t)]
    for _ in range(steps):
        network = _moved(network, _gradients(network, x, t), eta, biases)
        losses.append(_loss(network, x, t))
    return np.array(losses)


def trained(network, x, t, eta, steps, biases=False):
    """The network after the last step."""
    _check(network, x=x, t=t, eta=eta, steps=steps)
    for _ in range(steps):
        network = _moved(network, _gradients(network, x, t), eta, biases)
    return network


def _forward(network, x):
    """The same, unchecked, for the loops."""
    a_h = sigma(x @ network.W1 + network.b1)
    return a_h, sigma(a_h @ network.W2 + network.b2)


def _loss(network, x, t):
    """One loss, or one for each network of a stack."""
    return 1 / 2 * np.sum((t - _forward(network, x)[1]) ** 2, axis=(-2, -1))


def _gradients(network, x, t):
    """First the slopes by the weighted sums, then those by the weights."""
    a_h, a_o = _forward(network, x)
    delta_o = (a_o - t) * a_o * (1 - a_o)
    delta_h = delta_o @ network.W2.mT * a_h * (1 - a_h)
    return _slopes(x, delta_h, a_h, delta_o)


def _slopes(x, delta_h, a_h, delta_o):
    """From the slopes by the weighted sums to those by weights and biases; samples add up."""
    b1, b2 = delta_h.sum(-2, keepdims=True), delta_o.sum(-2, keepdims=True)
    return Network(x.T @ delta_h, b1, a_h.mT @ delta_o, b2)


def _moved(network, slopes, eta, biases):
    """The network one step further down."""
    W1, b1, W2, b2 = network
    if biases:
        b1, b2 = b1 - eta * slopes.b1, b2 - eta * slopes.b2
    return Network(W1 - eta * slopes.W1, b1, W2 - eta * slopes.W2, b2)


def _check(network, **given):
    """Refuse what no network can be trained with, before it spoils every weight."""
    for name, array in (*network._asdict().items(), *given.items()):
        if not _finite(array):
            raise ValueError(f"{name} must be made of finite numbers, but it is {array!r}")
    _check_shapes(network, **given)


def _check_shapes(network, x=None, t=None, eta=0.0, steps=0):
    """The layers fit each other and the samples; the rate is one number, the steps are a count."""
    W1, b1, W2, b2 = network
    if np.ndim(W1) != 2 or np.ndim(W2) != 2 or len(W2) != len(W1.T):
        raise ValueError("W1 and W2 must be tables, and W2 have a row for each column of W1")
    for name, bias, units in (("b1", b1, len(W1.T)), ("b2", b2, len(W2.T))):
        if np.shape(bias) != (1, units):
            raise ValueError(f"{name} must be one row of {units} numbers, one for each unit")
    for name, array, units in (("x", x, len(W1)), ("t", t, len(W2.T))):
        if array is not None and (np.ndim(array) < 2 or np.shape(array)[-1] != units):
            raise ValueError(f"{name} must have a row of {units} numbers for each sample")
    if x is not None and t is not None and len(x) != len(t):
        raise ValueError(f"x and t must have equally many rows, but have {len(x)} and {len(t)}")
    if np.ndim(eta) or np.iscomplexobj(eta):
        raise ValueError(f"eta must be one real number, but it is {eta!r}")
    if not isinstance(steps, int | np.integer) or steps < 0:
        raise ValueError(f"steps must be a whole number, 0 or more, but it is {steps!r}")


def _finite(array):
    """Whether all of it are numbers, and finite."""
    try:
        return np.all(np.isfinite(array))
    except (TypeError, ValueError):
        return False


# What follows serves the pages on published mistakes.


def readme_gradients(network, x, t):
    """The same by the README's rule: every hidden unit uses the slope of the first."""
    _check(network, x=x, t=t)
    return _readme_gradients(network, x, t)


def readme_dE_dW3():
    """dE/dW_3 of the README's network: the slope of hidden unit 2 is a_h2 (1 - a_h2)."""
    return gradients(README, X, T).W1[0, 1]


def readme_dE_dW4():
    """dE/dW_4 of the README's network: the slope of hidden unit 2 is a_h2 (1 - a_h2)."""
    return gradients(README, X, T).W1[1, 1]


def readme_wrong_dE_dW3():
    """dE/dW_3 by the README's rule, with a_h1 (1 - a_h1). A scalar."""
    return readme_gradients(README, X, T).W1[0, 1]


def readme_wrong_dE_dW4():
    """dE/dW_4 by the README's rule, with a_h1 (1 - a_h1). A scalar."""
    return readme_gradients(README, X, T).W1[1, 1]


def readme_wrong_off():
    """By which share of the right value the README's dE/dW_3 is too large. A scalar."""
    return readme_wrong_dE_dW3() / readme_dE_dW3() - 1


def mazur_error():
    """The error of Mazur's network before any update. A scalar."""
    return loss(MAZUR, X, T)


def mazur_error_after_one_simultaneous():
    """All gradients are taken before any weight moves, as the derivation says. A scalar."""
    return _loss(_mazur(1, False), X, T)


def mazur_error_after_one_in_place():
    """The output weights move first, and the hidden gradients see them moved. A scalar."""
    return _loss(_mazur(1, True), X, T)


def mazur_error_after_9999_simultaneous():
    """One update short of 10,000. A scalar."""
    return _loss(_mazur(9_999, False), X, T)


def mazur_error_after_10000_simultaneous():
    """All gradients are taken before any weight moves. A scalar."""
    return _loss(_mazur(10_000, False), X, T)


def mazur_error_after_10000_in_place():
    """The output weights move first in each update. A scalar."""
    return _loss(_mazur(10_000, True), X, T)


def mazur_outputs_after_10000_simultaneous():
    """The two outputs."""
    return _forward(_mazur(10_000, False), X)[1][0]


def mazur_outputs_after_10000_in_place():
    """The two outputs."""
    return _forward(_mazur(10_000, True), X)[1][0]


def lesson_starts():
    """How many random starts the lesson trains from."""
    return STARTS


def lesson_steps():
    """How many steps it trains each."""
    return STEPS


def lesson_share_falling_right(seed):
    """The share of starts whose loss falls at every step, with the right rule."""
    return _share_falling(_lesson(_gradients, seed))


def lesson_share_falling_wrong(seed):
    """The share of starts whose loss falls at every step, with the README's rule."""
    return _share_falling(_lesson(_readme_gradients, seed))


def lesson_median_end_right(seed):
    """The median of the losses at the end, with the right rule."""
    return np.median(_lesson(_gradients, seed)[-1])


def lesson_median_end_wrong(seed):
    """The median of the losses at the end, with the README's rule."""
    return np.median(_lesson(_readme_gradients, seed)[-1])


def lesson_largest_gap(seed):
    """The largest difference that the rule makes to any start's loss at the end, as a share."""
    right, wrong = _lesson(_gradients, seed)[-1], _lesson(_readme_gradients, seed)[-1]
    return np.max(np.abs(wrong / right - 1))


def _readme_gradients(network, x, t):
    """The README's rule: every hidden unit uses the slope of the first."""
    a_h, a_o = _forward(network, x)
    a_h1 = a_h[..., :1]
    delta_o = (a_o - t) * a_o * (1 - a_o)
    delta_h = delta_o @ network.W2.mT * a_h1 * (1 - a_h1)
    return _slopes(x, delta_h, a_h, delta_o)


@cache
def _mazur(steps, in_place):
    """Mazur's network after some updates; 10,000 go on from 9,999."""
    network, steps = (_mazur(9_999, in_place), 1) if steps == 10_000 else (MAZUR, steps)
    weights = (*network.W1.T.ravel().tolist(), *network.W2.T.ravel().tolist())
    for _ in range(steps):
        weights = _mazur_update(weights, in_place)
    W1, W2 = np.reshape(weights, (2, 2, 2)).mT
    return network._replace(W1=W1, W2=W2)


def _mazur_update(weights, in_place):
    """His weights w1 to w8 after one update, in plain numbers: such small arrays would be slow."""
    w1, w2, w3, w4, w5, w6, w7, w8 = weights
    a_h1 = _sigma(w1 * I1 + w2 * I2 + B1)
    a_h2 = _sigma(w3 * I1 + w4 * I2 + B1)
    a_o1 = _sigma(w5 * a_h1 + w6 * a_h2 + B2)
    a_o2 = _sigma(w7 * a_h1 + w8 * a_h2 + B2)
    delta_o1 = (a_o1 - T1) * a_o1 * (1 - a_o1)
    delta_o2 = (a_o2 - T2) * a_o2 * (1 - a_o2)
    n5, n6 = w5 - ETA * delta_o1 * a_h1, w6 - ETA * delta_o1 * a_h2
    n7, n8 = w7 - ETA * delta_o2 * a_h1, w8 - ETA * delta_o2 * a_h2
    if in_place:  # the way back leads through output weights that have moved
        w5, w6, w7, w8 = n5, n6, n7, n8
    delta_h1 = (delta_o1 * w5 + delta_o2 * w7) * a_h1 * (1 - a_h1)
    delta_h2 = (delta_o1 * w6 + delta_o2 * w8) * a_h2 * (1 - a_h2)
    n1, n2 = w1 - ETA * delta_h1 * I1, w2 - ETA * delta_h1 * I2
    n3, n4 = w3 - ETA * delta_h2 * I1, w4 - ETA * delta_h2 * I2
    return n1, n2, n3, n4, n5, n6, n7, n8


def _sigma(z):
    """The same for a plain number."""
    return 1 / (1 + exp(-z))


@cache
def _lesson(rule, seed):
    """The losses of many networks with random weights, one column a network, trained by a rule."""
    W1, W2 = np.random.default_rng(seed).normal(size=(2, STARTS, 2, 2))
    network = Network(W1, README.b1, W2, README.b2)
    losses = [_loss(network, X, T)]
    for _ in range(STEPS):
        network = _moved(network, rule(network, X, T), ETA, False)
        losses.append(_loss(network, X, T))
    return np.array(losses)


def _share_falling(losses):
    """The share of columns that fall from row to row."""
    return np.mean(np.all(np.diff(losses, axis=0) < 0, axis=0))


README = Network(
    W1=np.array([[0.15, 0.25], [0.20, 0.30]]),
    b1=np.zeros((1, 2)),
    W2=np.array([[0.40, 0.50], [0.45, 0.55]]),
    b2=np.zeros((1, 2)),
)
MAZUR = README._replace(b1=np.full((1, 2), 0.35), b2=np.full((1, 2), 0.60))
X = np.array([[0.05, 0.10]])
T = np.array([[0.01, 0.99]])
ETA = 0.5
((I1, I2),), ((T1, T2),) = X.tolist(), T.tolist()
B1, B2 = MAZUR.b1[0, 0].item(), MAZUR.b2[0, 0].item()
STARTS = 1000
STEPS = 46

NOTATION = {}

FORWARD = []

EXAMPLE = {
    "network": README,
    "x": X,
    "t": T,
    "eta": ETA,
    "steps": STEPS,
    "biases": False,
    "seed": 1,
}

if __name__ == "__main__":
    from snippets import print_values

    print_values(globals())
