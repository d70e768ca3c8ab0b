"""Activations, outputs and losses against HIPS autograd, and the stable forms against SymPy."""

from collections.abc import Callable
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
import sympy as sp

from snippets import Values, activations, public_functions

pytestmark = pytest.mark.slow

PLACES = [-5.3, -1.7, -0.4, 0.3, 1.6, 4.9]
SEEDS = range(4)


def sigmoid(z: Any) -> Any:
    return 0.5 + 0.5 * anp.tanh(z / 2)


def gelu(z: Any) -> Any:
    """As it is mostly written, by tanh."""
    return 0.5 * z * (1 + anp.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)))


# By the name of the slope: the activation's own name here, and the activation.
ACTIVATIONS: dict[str, tuple[str, Any]] = {
    "sigma_slope": ("sigma", sigmoid),
    "tanh_slope": ("tanh_by_sigma", lambda z: sigmoid(2 * z) - sigmoid(-2 * z)),
    "relu_slope": ("relu", lambda z: (z + anp.abs(z)) / 2),
    "leaky_slope": ("leaky", lambda z: anp.maximum(z, 0) + 0.07 * anp.minimum(z, 0)),
    "softplus_slope": ("softplus", lambda z: anp.logaddexp(0, z)),
    "gelu_slope": ("gelu", gelu),
    "r_slope": ("r", lambda z: np.sqrt(8 / np.pi) * z * (1 + 0.044715 * z * z)),
}


def agrees(found: Any, oracle: Any) -> bool:
    """The comparison of the oracle: one part in 10^9 of the largest element, the same shape."""
    found, oracle = np.asarray(found), np.asarray(oracle)
    near = np.max(np.abs(found - oracle)) <= 1e-9 * np.max(np.abs(oracle))
    return found.shape == oracle.shape and bool(near)


def ours(**given: Any) -> Values:
    return Values(vars(activations), {"alpha": 0.07, **given})


@pytest.mark.parametrize("z", PLACES)
@pytest.mark.parametrize("slope", ACTIVATIONS)
def test_activations_and_their_slopes(slope: str, z: float) -> None:
    name, function = ACTIVATIONS[slope]
    module, values = vars(activations), ours(z=z)
    value = module[name](0.07, z) if name == "leaky" else module[name](z)
    assert value == pytest.approx(function(z), rel=1e-9, abs=1e-12)
    assert values[slope] == pytest.approx(autograd.grad(function)(z), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("slope", ACTIVATIONS)
def test_a_slope_off_by_a_little_or_taken_elsewhere_is_rejected(slope: str) -> None:
    _, function = ACTIVATIONS[slope]
    right = np.array([autograd.grad(function)(z) for z in PLACES])
    found = np.array([ours(z=z)[slope] for z in PLACES])
    turned = np.array([ours(z=-z)[slope] for z in PLACES])
    assert agrees(found, right)
    assert not agrees(found * (1 + 1e-7), right)
    symmetric = slope in {"sigma_slope", "tanh_slope", "r_slope"}
    assert agrees(turned, right) == symmetric


def test_gelu_is_close_to_the_normal_distribution() -> None:
    grid = np.linspace(-6, 6, 1201)
    exact = [z * float(1 + sp.erf(z / np.sqrt(2))) / 2 for z in grid]
    assert activations.gelu_gap() == pytest.approx(np.max(np.abs(gelu(grid) - exact)), rel=1e-9)
    lowest = activations.gelu_lowest()
    assert gelu(lowest) == pytest.approx(np.min(gelu(np.linspace(-3, 0, 30001))), abs=1e-9)


# Outputs and losses.


def generic(seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    scores = rng.uniform(0.2, 2.5, 5) * rng.choice([-1.0, 1.0], 5)
    target = np.zeros(4)
    target[rng.integers(4)] = 1.0
    return {"z": scores[0], "y": rng.uniform(0.1, 0.9), "zk": scores[1:], "yk": target}


def cross_entropy(z: Any, y: Any) -> Any:
    return y * anp.logaddexp(0, -z) + (1 - y) * anp.logaddexp(0, z)


def log_softmax(z: Any) -> Any:
    largest = anp.max(z)
    return z - largest - anp.log(anp.sum(anp.exp(z - largest)))


def of_probability(p: Any, y: Any) -> Any:
    return y * anp.log(1 / p) + (1 - y) * anp.log(1 / (1 - p))


# By the name of a derivative: what it is the derivative of, and by which value.
LOSSES: dict[str, tuple[str, Callable[[Any, Any], Any], str, str]] = {
    "dL_bce_dz": ("L_bce", cross_entropy, "z", "y"),
    "dL_bce_dp": ("L_bce", of_probability, "p", "y"),
    "dL_sq_dz": ("L_sq", lambda z, y: (y - sigmoid(z)) ** 2 / 2, "z", "y"),
    "dL_id_dz": ("L_id", lambda z, y: (y - z) ** 2 / 2, "z", "y"),
    "dL_ce_dzk": ("L_ce", lambda z, y: -anp.dot(y, log_softmax(z)), "zk", "yk"),
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", LOSSES)
def test_losses_and_their_slopes(name: str, seed: int) -> None:
    loss, function, by, target = LOSSES[name]
    values = ours(**generic(seed))
    assert agrees(values[loss], function(values[by], values[target]))
    assert agrees(values[name], autograd.grad(function)(values[by], values[target]))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_jacobian(seed: int) -> None:
    values = ours(**generic(seed))
    assert agrees(values["pk"], anp.exp(log_softmax(values["zk"])))
    log_jacobian = autograd.jacobian(log_softmax)(values["zk"])
    jacobian = autograd.jacobian(lambda z: anp.exp(log_softmax(z)))(values["zk"])
    assert agrees(values["dlog_pk_dzk"], log_jacobian)
    assert agrees(values["dpk_dzk"], jacobian)
    assert not agrees(values["dlog_pk_dzk"].T, log_jacobian)
    assert not agrees(np.diag(np.diag(jacobian)), jacobian)


MISSES: dict[str, tuple[str, Callable[[Values], Any]]] = {
    "slope of the sigmoid twice": (
        "dL_bce_dz",
        lambda v: v["dL_bce_dz"] * v["p"] * (1 - v["p"]),
    ),
    "slope of the sigmoid lost": ("dL_sq_dz", lambda v: v["p"] - v["y"]),
    "sign": ("dL_ce_dzk", lambda v: v["yk"] - v["pk"]),
    "the right class alone": ("dL_ce_dzk", lambda v: (v["pk"] - v["yk"]) * v["yk"]),
    "prediction of another output": ("dL_id_dz", lambda v: v["p"] - v["y"]),
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("miss", MISSES)
def test_the_oracle_rejects_near_misses(miss: str, seed: int) -> None:
    name, wrong = MISSES[miss]
    _, function, by, target = LOSSES[name]
    values = ours(**generic(seed))
    assert not agrees(wrong(values), autograd.grad(function)(values[by], values[target]))


# Stable forms, against many digits.


@pytest.mark.parametrize("z", [-800, -40, -3.5, -0.2, 0.7, 5.5, 40, 800])
def test_stable_forms(z: float) -> None:
    exact = sp.Rational(str(z))
    softplus, log_sigma = sp.log(1 + sp.exp(exact)), -sp.log(1 + sp.exp(-exact))
    expected = {
        "softplus_stable": softplus,
        "log_sigma_stable": log_sigma,
        "L_bce_stable": softplus - sp.Rational("0.3") * exact,
    }
    values = ours(z=z, y=0.3)
    for name, form in expected.items():
        assert values[name] == pytest.approx(float(sp.N(form, 30)), rel=1e-12, abs=1e-300)


@pytest.mark.parametrize("shift", [-900, 0, 800])
def test_the_largest_score_is_pulled_out(shift: int) -> None:
    scores = np.array([1.2, -0.4, 0.7])
    exponentials = [sp.exp(shift + sp.Rational(str(z))) for z in scores]
    expected = float(sp.N(sp.log(sp.Add(*exponentials)), 30))
    values = ours(zk=scores, shift=shift)
    assert values["lse_far_stable"] == pytest.approx(expected, rel=1e-12)
    if shift == 0:
        assert values["lse_far"] == pytest.approx(expected, rel=1e-12)
        assert values["lse_stable"] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("z", [-3.5, 0.7, 5.5])
def test_the_plain_forms_agree_where_they_are_safe(z: float) -> None:
    values = ours(z=z)
    assert activations.softplus(z) == pytest.approx(values["softplus_stable"], rel=1e-12)
    assert values["log_sigma"] == pytest.approx(values["log_sigma_stable"], rel=1e-9)


def test_every_public_function_is_covered() -> None:
    tested = {name for slope, (own, _) in ACTIVATIONS.items() for name in (slope, own)} - {"sigma"}
    tested |= {name for slope, (loss, *_) in LOSSES.items() for name in (slope, loss)}
    tested |= {"gelu_gap", "gelu_lowest", "p", "pk", "dlog_pk_dzk", "dpk_dzk", "pi"}
    tested |= {"softplus_stable", "log_sigma", "log_sigma_stable", "L_bce_stable"}
    tested |= {"lse_far", "lse_far_stable", "lse_stable"}
    assert set(public_functions(vars(activations))) == tested
