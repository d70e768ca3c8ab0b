"""The recurrent unit and layer against HIPS autograd, on forward passes written once more."""

from collections.abc import Callable
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from snippets import Values, through_time
from snippets._steps import values_by_step

pytestmark = pytest.mark.slow

SEEDS = range(4)
LENGTHS = [1, 3, 6]
UNITS, INPUTS = 4, 3


def drawn(rng: np.random.Generator, *shape: int) -> Any:
    """Random numbers without zeros and ones, of both signs."""
    return rng.uniform(0.2, 0.95, shape) * rng.choice([-1.0, 1.0], shape)


def generic(seed: int, last: int) -> dict[str, Any]:
    rng = np.random.default_rng((seed, last))
    steps = range(1, last + 1)
    return {
        "h": {0: drawn(rng)[()]},
        "x": {t: drawn(rng)[()] for t in steps},
        "w": drawn(rng)[()],
        "u": drawn(rng)[()],
        "y": drawn(rng)[()],
        "hv": {0: drawn(rng, UNITS)},
        "xv": {t: drawn(rng, INPUTS) for t in steps},
        "yv": {t: drawn(rng, UNITS) for t in steps},
        "W": drawn(rng, UNITS, UNITS),
        "U": drawn(rng, UNITS, INPUTS),
        "a": drawn(rng)[()],
        "b": drawn(rng)[()],
        "s": {t: drawn(rng)[()] for t in range(last + 1)},
        "d": {t: drawn(rng)[()] for t in steps},
        "f": lambda z: np.log1p(np.exp(z)),
        "f_prime": lambda z: 1 / (1 + np.exp(-z)),
    }


def ours(point: dict[str, Any]) -> Values:
    return values_by_step(vars(through_time), point)


def unit_loss(point: dict[str, Any], w: Any, u: Any, start: Any, nudges: Any) -> Any:
    """Half the squared error of the last state; a nudge is added before each activation."""
    state = start
    for t in sorted(point["x"]):
        state = anp.tanh(nudges[t - 1] + u * point["x"][t] + w * state)
    return (point["y"] - state) ** 2 / 2


def layer_loss(point: dict[str, Any], W: Any, U: Any, nudges: Any) -> Any:
    """Half the squared errors of all states, the activation being softplus."""
    state, loss = point["hv"][0], 0.0
    for t in sorted(point["xv"]):
        entering = nudges[t - 1] + anp.dot(U, point["xv"][t]) + anp.dot(W, state)
        state = anp.log(1 + anp.exp(entering))
        loss = loss + anp.sum((point["yv"][t] - state) ** 2) / 2
    return loss


def unit_slopes(point: dict[str, Any]) -> Any:
    """Those by w, u, the first state and what enters each step."""
    given = point["w"], point["u"], point["h"][0], np.zeros(len(point["x"]))
    return autograd.grad(lambda all_: unit_loss(point, *all_))(given)


def layer_slopes(point: dict[str, Any]) -> Any:
    """Those by W, U and what enters each step."""
    given = point["W"], point["U"], np.zeros((len(point["xv"]), UNITS))
    return autograd.grad(lambda all_: layer_loss(point, *all_))(given)


def agrees(found: Any, oracle: Any) -> bool:
    """The comparison of the oracle: one part in 10^9, and the same shape."""
    found, oracle = np.asarray(found), np.asarray(oracle)
    near = np.max(np.abs(found - oracle)) <= 1e-9 * np.max(np.abs(oracle))
    return found.shape == oracle.shape and bool(near)


@pytest.mark.parametrize("last", LENGTHS)
@pytest.mark.parametrize("seed", SEEDS)
def test_the_unit(seed: int, last: int) -> None:
    point = generic(seed, last)
    values = ours(point)
    by_w, by_u, by_start, by_steps = unit_slopes(point)
    loss = unit_loss(point, point["w"], point["u"], point["h"][0], np.zeros(last))
    steps = range(1, last + 1)
    assert agrees(values["L"], loss)
    assert agrees(values["dL_dw"], by_w)
    assert agrees(values["dL_du"], by_u)
    assert agrees([values["delta"][t] for t in steps], by_steps)
    assert agrees((values["h"][last] - point["y"]) * values["dh_dh0"], by_start)
    through_w = (values["h"][last] - point["y"]) * values["dh_dz"][last] * values["dz_dw"][last]
    assert agrees(through_w, by_w)
    assert agrees(sum(values["share"][t] for t in steps), by_w)
    assert agrees(sum(values["share_of_u"][t] for t in steps), by_u)


@pytest.mark.parametrize("seed", SEEDS)
def test_three_paths(seed: int) -> None:
    point = generic(seed, 3)
    assert agrees(ours(point)["dL_dw_paths"], unit_slopes(point)[0])


@pytest.mark.parametrize("last", LENGTHS)
@pytest.mark.parametrize("seed", SEEDS)
def test_the_layer(seed: int, last: int) -> None:
    point = generic(seed, last)
    values = ours(point)
    by_W, by_U, by_steps = layer_slopes(point)
    assert agrees(values["E"], layer_loss(point, point["W"], point["U"], np.zeros((last, UNITS))))
    assert agrees(values["dE_dW"], by_W)
    assert agrees(values["dE_dU"], by_U)
    assert agrees([values["deltav"][t] for t in range(1, last + 1)], by_steps)


def convolution_loss(weights: Any, row: Any, targets: Any) -> Any:
    """Half the squared errors of a convolution with two weights, as a product of a matrix."""
    band = sum(w * anp.eye(len(targets), len(row), k) for k, w in enumerate(weights))
    return anp.sum((anp.dot(band, row) - targets) ** 2) / 2


@pytest.mark.parametrize("last", LENGTHS)
@pytest.mark.parametrize("seed", SEEDS)
def test_the_convolution(seed: int, last: int) -> None:
    point = generic(seed, last)
    values = ours(point)
    weights = (point["a"], point["b"])
    row, targets = (np.array(list(point[name].values())) for name in "sd")
    by_weights, by_row = (
        autograd.grad(convolution_loss, number)(weights, row, targets) for number in (0, 1)
    )
    outputs = [values["o"][t] for t in range(1, last + 1)]
    assert agrees(outputs, np.convolve(row, weights[::-1], "valid"))
    assert agrees(values["Q"], convolution_loss(weights, row, targets))
    assert agrees([values["dQ_da"], values["dQ_db"]], by_weights)
    assert agrees([values["dQ_ds"][t] for t in range(1, last + 1)], by_row[1:])
    assert not agrees(values["dQ_db"], by_weights[0])


UNIT_MISSES: dict[str, Callable[[Values], Any]] = {
    "the last path alone": lambda v: v["share"][3],
    "the first path missing": lambda v: v["share"][2] + v["share"][3],
    "the present state": lambda v: sum(v["delta"][t] * v["h"][t] for t in (1, 2, 3)),
    "the input": lambda v: v["dL_du"],
    "sign": lambda v: -v["dL_dw"],
    "off by one part in ten million": lambda v: v["dL_dw"] * (1 + 1e-7),
}
LAYER_MISSES: dict[str, Callable[[Values], Any]] = {
    "outer product turned": lambda v: v["dE_dW"].T,
    "weights turned": lambda v: ours(dict(v["point"], W=v["W"].T))["dE_dW"],
    "the last use alone": lambda v: np.outer(v["deltav"][3], v["hv"][2]),
    "off by one part in ten million": lambda v: v["dE_dW"] * (1 + 1e-7),
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("near_miss", UNIT_MISSES)
def test_the_oracle_rejects_near_misses_of_the_unit(near_miss: str, seed: int) -> None:
    point = generic(seed, 3)
    assert not agrees(UNIT_MISSES[near_miss](ours(point)), unit_slopes(point)[0])


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("near_miss", LAYER_MISSES)
def test_the_oracle_rejects_near_misses_of_the_layer(near_miss: str, seed: int) -> None:
    point = generic(seed, 3)
    values = ours(point)
    values["point"] = point
    assert not agrees(LAYER_MISSES[near_miss](values), layer_slopes(point)[0])
