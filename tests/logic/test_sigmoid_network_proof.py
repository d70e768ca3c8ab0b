"""The README's network, with and without biases, and the bridge, against systems without our code.

HIPS autograd differentiates forward passes that are written out again here. SymPy proves the
gradients for a function of which it knows one thing: that its slope is s (1 - s).
"""

from collections.abc import Mapping
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
import sympy as sp

from snippets import Values, bridge, public_functions, sigmoid_network, sigmoid_network_with_biases

pytestmark = pytest.mark.slow

Numbers = Mapping[str, Any]
MODULES = {
    "without biases": sigmoid_network,
    "with biases": sigmoid_network_with_biases,
}
SEEDS = range(5)


def logistic(u: Any) -> Any:
    return 0.5 * (1 + anp.tanh(u / 2))


# In the order of the ways through the network; each is a name and how it follows from others.
# Missing biases are zero.
STEPS: dict[str, Any] = {
    "h1": lambda n, s: n["i1"] * n["W1"] + n["i2"] * n["W2"] + n.get("b_h1", 0),
    "h2": lambda n, s: n["i1"] * n["W3"] + n["i2"] * n["W4"] + n.get("b_h2", 0),
    "a_h1": lambda n, s: s(n["h1"]),
    "a_h2": lambda n, s: s(n["h2"]),
    "o1": lambda n, s: n["a_h1"] * n["W5"] + n["a_h2"] * n["W6"] + n.get("b_o1", 0),
    "o2": lambda n, s: n["a_h1"] * n["W7"] + n["a_h2"] * n["W8"] + n.get("b_o2", 0),
    "a_o1": lambda n, s: s(n["o1"]),
    "a_o2": lambda n, s: s(n["o2"]),
    "E1": lambda n, s: (n["a_o1"] - n["t1"]) ** 2 / 2,
    "E2": lambda n, s: (n["a_o2"] - n["t2"]) ** 2 / 2,
    "E_total": lambda n, s: n["E1"] + n["E2"],
    "E_sum": lambda n, s: 2 * n["E1"] + 2 * n["E2"],
    "E_mean": lambda n, s: (2 * n["E1"] + 2 * n["E2"]) / 2,
}


def oracle_forward(numbers: Numbers, moved: Numbers, activation: Any = logistic) -> dict[str, Any]:
    """Every value; `moved` takes the place of inputs and intermediate values."""
    now: dict[str, Any] = {**numbers, **moved}
    for name, step in STEPS.items():
        if name not in moved:
            now[name] = step(now, activation)
    return now


def generic(module: Any, seed: int) -> dict[str, float]:
    """Random numbers without zeros and ones, of both signs."""
    rng = np.random.default_rng(seed)
    signs = rng.choice([-1.0, 1.0], len(module.EXAMPLE))
    return dict(
        zip(module.EXAMPLE, signs * rng.uniform(0.25, 1.4, len(module.EXAMPLE)), strict=True)
    )


def derivatives(module: Any) -> dict[str, tuple[str, str]]:
    """What each gradient of a module differentiates by what, by its name: dE_dW1, delta_o1."""
    names = [
        n for n in vars(module) if n.startswith("d") and "_d" in n and callable(vars(module)[n])
    ]
    pairs = {n: n.removeprefix("d").removesuffix("_by_delta").split("_d", 1) for n in names}
    deltas = {n: ("E", n.removeprefix("delta_")) for n in vars(module) if n.startswith("delta_")}
    return {n: ("E_total" if of == "E" else of, by) for n, (of, by) in {**pairs, **deltas}.items()}


CASES = [
    pytest.param(module, name, *pair, id=f"{label}: {name}")
    for label, module in MODULES.items()
    for name, pair in derivatives(module).items()
]


def test_every_derivative_is_tested() -> None:
    assert len(derivatives(sigmoid_network)) == 39
    assert len(derivatives(sigmoid_network_with_biases)) == 20
    for module in MODULES.values():
        forward = {f.__name__ for f in module.FORWARD}
        rest = set(public_functions(vars(module))) - forward - set(derivatives(module))
        assert all(name.endswith("_new") for name in rest), rest


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("module", MODULES.values(), ids=list(MODULES))
def test_both_forward_passes_agree(module: Any, seed: int) -> None:
    numbers = generic(module, seed)
    ours, oracle = Values(vars(module), numbers), oracle_forward(numbers, {})
    for function in module.FORWARD:
        name = function.__name__
        assert ours[name] == pytest.approx(oracle[name], rel=1e-12), name


def agrees(ours: float, oracle: float) -> bool:
    return bool(abs(ours - oracle) <= 1e-9 * abs(oracle))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("module", "name", "of", "by"), CASES)
def test_gradients_agree_with_autograd(module: Any, name: str, of: str, by: str, seed: int) -> None:
    numbers = generic(module, seed)
    at = oracle_forward(numbers, {})[by]
    oracle = autograd.grad(lambda value: oracle_forward(numbers, {by: value})[of])(float(at))
    assert agrees(Values(vars(module), numbers)[name], oracle)


def test_the_oracle_notices_the_slip_of_the_readme() -> None:
    """a_h1 for a_h2 is off by 0.026 % on the README's numbers."""
    values = Values(vars(sigmoid_network), sigmoid_network.EXAMPLE)
    wrong = values["dE_da_h2"] * values["a_h1"] * (1 - values["a_h1"]) * values["i1"]
    assert wrong == pytest.approx(values["dE_dW3"], rel=3e-4)
    assert not agrees(wrong, values["dE_dW3"])


class Sigma(sp.Function):  # type: ignore[misc]
    """A function of which nothing is known but its slope."""

    def fdiff(self, argindex: int = 1) -> Any:
        return self * (1 - self)


@pytest.mark.parametrize(("module", "name", "of", "by"), CASES)
def test_gradients_are_proved(
    monkeypatch: pytest.MonkeyPatch, module: Any, name: str, of: str, by: str
) -> None:
    """Our snippet, run on symbols, minus SymPy's derivative is zero."""
    monkeypatch.setattr(sigmoid_network, "sigma", Sigma)
    symbols = {n: sp.Symbol(n) for n in module.EXAMPLE}
    moved: dict[str, Any] = {by: sp.Symbol(by)}
    slope = sp.diff(oracle_forward(symbols, moved, Sigma)[of], moved[by])
    at = oracle_forward(symbols, {}, Sigma)[by]
    ours = Values(vars(module), symbols)[name]
    assert sp.expand(sp.nsimplify(ours - slope.subs(moved[by], at))) == 0


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("module", MODULES.values(), ids=list(MODULES))
def test_one_step_of_descent(module: Any, seed: int) -> None:
    """The new weights and the new loss, from autograd's gradients."""
    numbers = generic(module, seed)
    ours = Values(vars(module), numbers)
    moved = {}
    for weight in (f"W{k}" for k in range(1, 9)):
        slope = autograd.grad(
            lambda value, w=weight: oracle_forward(numbers, {w: value})["E_total"]
        )
        moved[weight] = numbers[weight] - numbers["eta"] * slope(numbers[weight])
        assert ours[f"{weight}_new"] == pytest.approx(moved[weight], rel=1e-9)
    after = oracle_forward(numbers, moved)
    for ours_name, name in (
        ("a_h1_new", "a_h1"),
        ("a_h2_new", "a_h2"),
        ("E_total_new", "E_total"),
    ):
        assert ours[ours_name] == pytest.approx(after[name], rel=1e-9)


def test_a_bias_steps_like_a_weight() -> None:
    numbers = generic(sigmoid_network_with_biases, 0)
    slope = autograd.grad(lambda b: oracle_forward(numbers, {"b_o1": b})["E_total"])
    expected = numbers["b_o1"] - numbers["eta"] * slope(numbers["b_o1"])
    ours = Values(vars(sigmoid_network_with_biases), numbers)["b_o1_new"]
    assert ours == pytest.approx(expected, rel=1e-9)


# The bridge: arrays of any size.

BY = {"delta2": "z2", "dL_da1": "a1", "delta1": "z1", "dL_dW2": "W2", "dL_dW1": "W1"}


def oracle_layers(given: Numbers, moved: Numbers) -> dict[str, Any]:
    now: dict[str, Any] = {**given, **moved}
    now.setdefault("z1", anp.einsum("j,jk->k", now["a0"], now["W1"]))
    now.setdefault("a1", logistic(now["z1"]))
    now.setdefault("z2", anp.einsum("j,jk->k", now["a1"], now["W2"]))
    now.setdefault("a2", logistic(now["z2"]))
    now["L"] = anp.sum((now["a2"] - now["y"]) ** 2) / 2
    return now


@pytest.mark.parametrize("sizes", [(2, 2, 2), (3, 4, 2), (1, 3, 5), (4, 1, 1)])
def test_bridge_agrees_with_autograd(sizes: tuple[int, int, int]) -> None:
    rng = np.random.default_rng(sizes)
    inputs, hidden, outputs = sizes
    given = {
        "a0": rng.normal(size=inputs),
        "W1": rng.normal(size=(inputs, hidden)),
        "W2": rng.normal(size=(hidden, outputs)),
        "y": rng.normal(size=outputs),
    }
    ours, oracle = Values(vars(bridge), given), oracle_layers(given, {})
    for name in ("z1", "a1", "z2", "a2", "L"):
        assert ours[name] == pytest.approx(oracle[name], rel=1e-12), name
    for name, by in BY.items():
        slope = autograd.grad(lambda value, b=by: oracle_layers(given, {b: value})["L"])
        assert ours[name] == pytest.approx(slope(oracle[by]), rel=1e-9, abs=1e-15), name
    forward = {f.__name__ for f in bridge.FORWARD}
    assert set(public_functions(vars(bridge))) == forward | set(BY)


def test_bridge_is_the_readme() -> None:
    """The same numbers by both notations."""
    readme = Values(vars(sigmoid_network), sigmoid_network.EXAMPLE)
    general = Values(vars(bridge), bridge.EXAMPLE)
    expected = {
        "dL_dW1": [["dE_dW1", "dE_dW3"], ["dE_dW2", "dE_dW4"]],
        "dL_dW2": [["dE_dW5", "dE_dW7"], ["dE_dW6", "dE_dW8"]],
    }
    for name, names in expected.items():
        numbers = [[readme[n] for n in row] for row in names]
        assert general[name] == pytest.approx(np.array(numbers), rel=1e-12)
