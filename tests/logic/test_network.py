"""The library of any depth against automatic differentiation, and the networks that it contains.

Depths, widths, batch sizes, activations and losses are drawn at random. The forward pass is written
once more, unit by unit and sample by sample, and autograd differentiates it.
"""

import ast
from pathlib import Path
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from snippets import Values, depth, network, scalar_chain, sigmoid_network, two_layer_with_biases
from snippets.special_cases import _chain, _sigmoid
from tests.logic.test_two_layer_proof import ACTIVATIONS, FUNCTIONS, agrees, generic

pytestmark = pytest.mark.slow

Arrays = dict[int, Any]

ALL_ACTIVATIONS = ACTIVATIONS | {
    "identity": (lambda u: u, np.ones_like),
    "rectifier": (lambda u: anp.maximum(0, u), lambda u: np.where(u > 0, 1.0, 0.0)),
}


def softmax(scores: Any) -> Any:
    powers = np.exp(scores - np.max(scores, axis=1, keepdims=True))
    return powers / np.sum(powers, axis=1, keepdims=True)


# The loss of one sample, for autograd, and its slopes for a table of samples, by hand.
LOSSES: dict[str, tuple[Any, Any]] = {
    "half squares": (lambda a, y: anp.sum((a - y) ** 2) / 2, lambda a, y: a - y),
    "log-cosh": (lambda a, y: anp.sum(anp.log(anp.cosh(a - y))), lambda a, y: np.tanh(a - y)),
    "softmax and cross-entropy": (
        lambda a, y: anp.sum(y) * anp.log(anp.sum(anp.exp(a))) - anp.sum(y * a),
        lambda a, y: np.sum(y, axis=1, keepdims=True) * softmax(a) - y,
    ),
}


class Drawn:
    """A network, a batch and a loss, all drawn from one seed."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.sizes = [int(size) for size in rng.integers(1, 6, rng.integers(2, 7))]
        layers = range(1, len(self.sizes))
        samples = rng.integers(1, 6)
        self.W: Arrays = {i: rng.normal(size=(self.sizes[i], self.sizes[i - 1])) for i in layers}
        self.b: Arrays = {i: rng.normal(size=self.sizes[i]) for i in layers}
        self.X = rng.normal(size=(samples, self.sizes[0]))
        self.Y = rng.normal(size=(samples, self.sizes[-1]))
        named = sorted(ALL_ACTIVATIONS)
        self.names = {i: named[rng.integers(len(named))] for i in layers}
        self.loss, self.slopes = LOSSES[sorted(LOSSES)[seed % len(LOSSES)]]
        self.f = {i: ALL_ACTIVATIONS[name][0] for i, name in self.names.items()}
        self.f_prime = {i: ALL_ACTIVATIONS[name][1] for i, name in self.names.items()}

    def gradients(self) -> tuple[Arrays, Arrays]:
        """What the library finds, for the mean over the samples."""
        Z, A = network.forward(self.W, self.b, self.f, self.X)
        dJ_dA = self.slopes(A[len(self.W)], self.Y) / len(self.X)
        dW, db = network.backward(self.W, self.f_prime, Z, A, dJ_dA)
        return dict(dW), dict(db)

    def mean_loss(self, parameters: tuple[Arrays, Arrays]) -> Any:
        """The forward pass once more, number by number."""
        W, b = parameters
        total = 0.0
        for row, target in zip(self.X, self.Y, strict=True):
            a = list(row)
            for i, size in enumerate(self.sizes[1:], start=1):
                a = [
                    self.f[i](sum(W[i][j, k] * a[k] for k in range(len(a))) + b[i][j])
                    for j in range(size)
                ]
            total = total + self.loss(anp.array(a), target)
        return total / len(self.X)


@pytest.mark.parametrize("seed", range(60))
def test_every_gradient_equals_automatic_differentiation(seed: int) -> None:
    drawn = Drawn(seed)
    given = drawn.W, drawn.b
    oracle = autograd.grad(drawn.mean_loss)(given)
    for ours, theirs in zip(drawn.gradients(), oracle, strict=True):
        assert list(ours) == list(theirs)
        assert all(close(ours[i], theirs[i]) for i in ours), drawn.names


def close(ours: Any, oracle: Any) -> bool:
    """One part in 10^9; a sum that cancels has lost as many digits in the oracle."""
    largest = np.max(np.abs(oracle), initial=1e-6)
    return np.shape(ours) == np.shape(oracle) and bool(
        np.all(np.abs(ours - oracle) <= 1e-9 * largest)
    )


def test_what_is_drawn_covers_everything() -> None:
    drawn = [Drawn(seed) for seed in range(60)]
    assert {len(one.W) for one in drawn} == {1, 2, 3, 4, 5}
    assert {name for one in drawn for name in one.names.values()} == set(ALL_ACTIVATIONS)
    assert {len(one.X) for one in drawn} == {1, 2, 3, 4, 5}


NEAR_MISSES = {
    "the weights of another layer": ("Delta[l] @ W[l]", "Delta[l] @ W[max(l - 1, 1)]"),
    "no slope": ("dJ_dA * f_prime[l](Z[l])", "dJ_dA"),
    "slope at the activation": ("f_prime[l](Z[l])", "f_prime[l](np.tanh(Z[l]))"),
    "pre-activation of the layer before": ("@ A[l - 1]", "@ Z.get(l - 1, A[0])"),
    "mean over the samples once more": ("np.sum(Delta", "np.mean(Delta"),
    "transposed": ("Delta[l] @ W[l]", "Delta[l] @ W[l].T"),
}


@pytest.mark.parametrize("name", NEAR_MISSES)
def test_the_oracle_rejects_near_misses(name: str) -> None:
    """The library with one slip, where all layers have the same size."""
    right, wrong = NEAR_MISSES[name]
    text = Path(network.__file__).read_text(encoding="utf-8")
    assert right in text
    slipped: dict[str, Any] = {"__name__": "slipped"}
    exec(compile(text.replace(right, wrong), "slipped", "exec"), slipped)

    rng = np.random.default_rng(7)
    drawn = Drawn(0)
    drawn.sizes, layers = [3, 3, 3, 3], (1, 2, 3)
    drawn.W = {i: rng.normal(size=(3, 3)) for i in layers}
    drawn.b = {i: rng.normal(size=3) for i in layers}
    drawn.X, drawn.Y = rng.normal(size=(2, 4, 3))
    drawn.f = dict.fromkeys(layers, ACTIVATIONS["tanh"][0])
    drawn.f_prime = dict.fromkeys(layers, ACTIVATIONS["tanh"][1])
    oracle = autograd.grad(drawn.mean_loss)((drawn.W, drawn.b))
    Z, A = network.forward(drawn.W, drawn.b, drawn.f, drawn.X)
    dJ_dA = drawn.slopes(A[3], drawn.Y) / 4

    def all_close(library: Any) -> bool:
        found = library(drawn.W, drawn.f_prime, Z, A, dJ_dA)
        pairs = zip(found, oracle, strict=True)
        return all(close(ours[i], theirs[i]) for ours, theirs in pairs for i in layers)

    assert all_close(network.backward)
    assert not all_close(slipped["backward"])


def test_an_update_moves_against_the_gradient_and_changes_nothing_that_it_is_given() -> None:
    drawn = Drawn(5)
    before = {i: part.copy() for i, part in drawn.W.items()}
    dW, db = drawn.gradients()
    W, b = network.update(drawn.W, drawn.b, dW, db, 0.01)
    for i in W:
        assert np.array_equal(drawn.W[i], before[i])
        assert W[i] == pytest.approx(before[i] - 0.01 * dW[i], rel=1e-15)
        assert b[i] == pytest.approx(drawn.b[i] - 0.01 * db[i], rel=1e-15)
    assert drawn.mean_loss((W, b)) < drawn.mean_loss((drawn.W, drawn.b))


def test_the_library_stands_alone_and_is_short() -> None:
    text = Path(network.__file__).read_text(encoding="utf-8")
    imports = [
        ast.unparse(node)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert imports == ["import numpy as np"]
    assert len(text.splitlines()) < 100


# The earlier pages are special cases, to twelve digits.


def same(ours: Any, formula: Any) -> bool:
    return bool(np.all(np.abs(ours - formula) <= 1e-12 * np.max(np.abs(formula))))


@pytest.mark.parametrize("seed", range(20))
def test_the_chain_is_a_special_case(seed: int) -> None:
    rng = np.random.default_rng(seed)
    given = {name: rng.normal() for name in scalar_chain.EXAMPLE} | {"y": rng.uniform(0.1, 0.9)}
    values = Values(vars(scalar_chain), given)
    formulas = [values[f"dL_d{name}"] for name in ("w1", "b1", "w2", "b2")]
    assert same(_chain(**given), formulas)
    assert not same(_chain(**given), formulas[::-1])


@pytest.mark.parametrize("seed", range(20))
def test_the_sigmoid_network_is_a_special_case(seed: int) -> None:
    rng = np.random.default_rng(seed)
    given = {name: rng.normal() for name in sigmoid_network.EXAMPLE}
    values = Values(vars(sigmoid_network), given)
    formulas = np.array([values[f"dE_dW{number}"] for number in range(1, 9)])
    assert same(_sigmoid(**given), formulas)
    assert not same(_sigmoid(**given), formulas[[0, 2, 1, 3, 4, 5, 6, 7]])


@pytest.mark.parametrize("functions", FUNCTIONS)
@pytest.mark.parametrize("sizes", [(2, 2, 2), (3, 4, 2), (1, 3, 5)])
def test_any_two_layers_are_a_special_case(sizes: Any, functions: Any) -> None:
    given = dict(generic(sizes, functions))
    values = Values(vars(two_layer_with_biases), given)
    for name in ("dL_dW1", "dL_db1", "dL_dW2", "dL_db2"):
        found = values[f"{name}_by_network"]
        assert found.shape == values[name].shape
        assert same(found, values[name]), name
        assert not agrees(found * (1 + 1e-7), values[name])


# What the page counts.


@pytest.mark.parametrize("sizes", [(8, 10, 4, 3), (2, 3, 1, 2), (5, 2, 3, 5)])
def test_multiplications_are_those_of_the_formulas(sizes: tuple[int, int, int, int]) -> None:
    weights, biases = depth.weights(*sizes), depth.biases(*sizes)
    assert depth.forward_count(*sizes) == weights
    assert depth.backward_count(*sizes) == 2 * weights + biases
    assert depth.nudge_count(*sizes) == depth.passes(weights, biases) * weights


def test_slopes_vanish_with_depth() -> None:
    shares = [depth.share(deep) for deep in (1, 2, 5, 10, 20)]
    assert shares[0] == 1
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] < 1e-6
