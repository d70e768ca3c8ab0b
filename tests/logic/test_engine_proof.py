"""The engine against HIPS autograd, on the site's network and on random expressions."""

from pathlib import Path
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from snippets import Values, engine, sigmoid_network
from snippets.engine import Value

pytestmark = pytest.mark.slow

EXAMPLE: dict[str, Any] = sigmoid_network.EXAMPLE
WEIGHTS = np.array([EXAMPLE[f"W{k}"] for k in range(1, 9)])


def total_error(W: Any) -> Any:
    """E_total, by arrays and by tanh."""
    inputs = np.array([EXAMPLE["i1"], EXAMPLE["i2"]])
    targets = np.array([EXAMPLE["t1"], EXAMPLE["t2"]])
    hidden = 0.5 + 0.5 * anp.tanh(anp.dot(W[:4].reshape(2, 2), inputs) / 2)
    outputs = 0.5 + 0.5 * anp.tanh(anp.dot(W[4:].reshape(2, 2), hidden) / 2)
    return anp.sum((outputs - targets) ** 2) / 2


def on_engine(weights: Any) -> Any:
    W = [Value(w) for w in weights]
    engine.network(W).backward()
    return np.array([w.grad for w in W])


def test_it_agrees_with_autograd_and_with_the_formulas() -> None:
    by_hand = Values(vars(sigmoid_network), EXAMPLE)
    formulas = np.array([by_hand[f"dE_dW{k}"] for k in range(1, 9)])
    for other in (autograd.grad(total_error)(WEIGHTS), formulas):
        np.testing.assert_allclose(engine.gradients(), other, rtol=1e-14)
    assert engine.network([Value(w) for w in WEIGHTS]).data == pytest.approx(by_hand["E_total"])


@pytest.mark.parametrize("seed", range(6))
def test_it_agrees_at_random_weights(seed: int) -> None:
    weights = np.random.default_rng(seed).normal(size=8)
    oracle = autograd.grad(total_error)(weights)
    np.testing.assert_allclose(on_engine(weights), oracle, rtol=0, atol=1e-14)


class Plain:
    """What the engine's methods compute, for autograd."""

    def __init__(self, data: Any) -> None:
        self.data = data

    def __add__(self, other: "Plain") -> "Plain":
        return Plain(self.data + other.data)

    def __mul__(self, other: "Plain") -> "Plain":
        return Plain(self.data * other.data)

    def sigmoid(self) -> "Plain":
        return Plain(0.5 + 0.5 * anp.tanh(self.data / 2))


def expression(kind: type[Any], leaves: Any, seed: int) -> Any:
    """A random expression, which uses many of its parts more than once."""
    rng = np.random.default_rng(seed)
    values = [kind(leaf) for leaf in leaves]
    made = list(values)
    for _ in range(12):
        first, second = (made[k] for k in rng.integers(len(made), size=2))
        what = rng.integers(3)
        made.append((first + second, first * second, first.sigmoid())[what])
    result = made[-1]
    for value in made[:-1]:
        result = result + value.sigmoid()
    return result, values


def is_right(kind: Any, seed: int) -> bool:
    leaves = np.random.default_rng(seed).normal(size=3)
    result, values = expression(kind, leaves, seed)
    result.backward()
    oracle = autograd.grad(lambda x: expression(Plain, x, seed)[0].data)(leaves)
    return bool(np.allclose([v.grad for v in values], oracle, rtol=1e-9, atol=0))


@pytest.mark.parametrize("seed", range(12))
def test_random_expressions(seed: int) -> None:
    assert is_right(Value, seed)


@pytest.mark.parametrize("w", [0.6, -1.3])
@pytest.mark.parametrize("x", [2.5, -0.4])
def test_the_small_expression(w: float, x: float) -> None:
    def result(leaves: Any) -> Any:
        return (leaves[0] * leaves[1]) * (leaves[0] * leaves[1] + leaves[0])

    oracle = autograd.grad(result)(np.array([w, x]))
    by_hand = Values(vars(engine), {"w": w, "x": x})
    found = [by_hand[name] for name in ("dL_du", "dL_dv", "dL_dw", "dL_dx")]
    np.testing.assert_allclose(found[2:], oracle, rtol=1e-9)
    np.testing.assert_allclose(by_hand["grads"], found, rtol=1e-12)
    assert by_hand["sum_dL_dw"] == pytest.approx(2 * x + 1, rel=1e-12)


# One slip each: what stands in the engine, and what takes its place.
SLIPS = {
    "overwritten": ("part.grad += slope", "part.grad = slope"),
    "forwards": ("reversed(order)", "list(order)"),
    "own factor": ("(self, other.data)", "(self, self.data)"),
    "slope of the sigmoid": ("s * (1 - s)", "s * (1 + s)"),
}


def broken(slip: str) -> Any:
    """The engine with a slip in it."""
    text = Path(engine.__file__).read_text(encoding="utf-8")
    old, new = SLIPS[slip]
    assert text.count(old) == 1
    module: dict[str, Any] = {"__name__": "broken"}
    exec(compile(text.replace(old, new), "broken", "exec"), module)
    return module["Value"]


@pytest.mark.parametrize("slip", SLIPS)
def test_an_engine_with_a_slip_is_found_out(slip: str) -> None:
    kind = broken(slip)
    assert not all(is_right(kind, seed) for seed in range(12))


def test_what_the_page_says_of_slips() -> None:
    by_hand = Values(vars(engine), engine.EXAMPLE)
    w, x, u, v, L = small_expression(broken("overwritten"))
    L.backward()
    assert w.grad == pytest.approx(by_hand["overwritten"], rel=1e-12)
    w, x, u, v, L = small_expression(Value)
    L.in_order = lambda _: dict.fromkeys([x, w, v, u, L])  # from its end: L, u, v, w, x
    L.backward()
    assert w.grad == pytest.approx(by_hand["too_early"], rel=1e-12)


def small_expression(kind: Any) -> list[Any]:
    w, x = kind(engine.EXAMPLE["w"]), kind(engine.EXAMPLE["x"])
    u = w * x
    v = u + w
    return [w, x, u, v, u * v]


def test_slopes_that_are_not_reset_are_twice_as_large() -> None:
    np.testing.assert_allclose(engine.gradients_not_reset(), 2 * engine.gradients(), rtol=1e-12)


def test_the_counts() -> None:
    assert engine.values() == len(list(reached(engine.network([Value(w) for w in WEIGHTS]), set())))


def reached(value: Any, seen: set[int]) -> Any:
    if id(value) not in seen:
        seen.add(id(value))
        yield value
        for part, _ in value.parts:
            yield from reached(part, seen)
