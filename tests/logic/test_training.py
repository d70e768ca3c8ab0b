"""The network of arrays against published numbers, automatic differentiation and bad input."""

import math
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from snippets import Values, sigmoid_network, training
from snippets.sigmoid_network_with_biases import EXAMPLE as WITH_BIASES
from snippets.training import MAZUR, README, Network, T, X

# Mazur, "A Step by Step Backpropagation Example"; all of these are right as published.
MAZUR_NEW = [
    0.149780716,
    0.199561432,
    0.249751144,
    0.299502287,
    0.358916480,
    0.408666186,
    0.511301270,
    0.561370121,
]
MAZUR_GRADIENTS = [
    0.000438568,
    0.000877135,
    0.000497713,
    0.000995425,
    0.082167041,
    0.082667628,
    -0.022602540,
    -0.022740242,
]


def weights(network: Network) -> list[float]:
    """W1 to W8 in the README's order: into hidden 1, hidden 2, output 1, output 2."""
    return [*network.W1.T.ravel().tolist(), *network.W2.T.ravel().tolist()]


def random_network(seed: int, sizes: tuple[int, int, int], samples: int) -> tuple[Any, ...]:
    rng = np.random.default_rng(seed)
    into, hidden, out = sizes
    shapes = ((into, hidden), (1, hidden), (hidden, out), (1, out))
    network = Network(*(rng.normal(size=shape) for shape in shapes))
    return network, rng.normal(size=(samples, into)), rng.uniform(size=(samples, out))


def scalar_steps(example: dict[str, float], steps: int) -> tuple[list[float], list[float]]:
    """The losses and the last weights of the README's scalar formulas."""
    given, losses = dict(example), []
    for _ in range(steps):
        values = Values(vars(sigmoid_network), given)
        losses.append(values["E_total"])
        given |= {f"W{i}": values[f"W{i}_new"] for i in range(1, 9)}
    losses.append(Values(vars(sigmoid_network), given)["E_total"])
    return losses, [given[f"W{i}"] for i in range(1, 9)]


@pytest.mark.parametrize("eta", [0.1, 0.2, 0.5, 0.8, 1.0, 2.0])
def test_46_steps_equal_the_scalar_formulas(eta: float) -> None:
    losses, last = scalar_steps({**sigmoid_network.EXAMPLE, "eta": eta}, 46)
    assert losses[0] == pytest.approx(0.24251985734837728, rel=1e-15)
    assert training.train(README, X, T, eta, 46) == pytest.approx(losses, rel=1e-13)
    assert weights(training.trained(README, X, T, eta, 46)) == pytest.approx(last, rel=1e-13)
    assert np.all(np.diff(losses) < 0)


def test_mazurs_published_figures() -> None:
    a_h, a_o = training.forward(MAZUR, X)
    assert a_h[0].round(9).tolist() == [0.593269992, 0.596884378]
    assert a_o[0].round(9).tolist() == [0.751365070, 0.772928465]
    assert round(training.loss(MAZUR, X, T), 9) == 0.298371109
    slopes = training.gradients(MAZUR, X, T)
    assert np.round(weights(slopes), 9).tolist() == MAZUR_GRADIENTS
    assert slopes.b2[0].round(9).tolist() == [0.138498562, -0.038098237]
    assert slopes.b1[0].round(9).tolist() == [0.008771355, 0.009954255]
    moved = training.gradient_step(MAZUR, X, T, 0.5)
    assert np.round(weights(moved), 9).tolist() == MAZUR_NEW
    assert np.array_equal(moved.b1, MAZUR.b1)
    assert weights(MAZUR) == [WITH_BIASES[f"W{i}"] for i in range(1, 9)]


@pytest.mark.parametrize("steps", [1, 2, 100])
def test_mazurs_updates_in_plain_numbers_equal_those_of_arrays(steps: int) -> None:
    found = weights(training._mazur(steps, False))
    assert found == pytest.approx(weights(training.trained(MAZUR, X, T, 0.5, steps)), rel=1e-13)
    assert weights(training._mazur(steps, True)) != pytest.approx(found, rel=1e-6)


def test_biases_move_when_asked_to() -> None:
    slopes = training.gradients(MAZUR, X, T)
    moved = training.gradient_step(MAZUR, X, T, 0.5, biases=True)
    assert np.array_equal(moved.b1, MAZUR.b1 - 0.5 * slopes.b1)
    assert np.array_equal(moved.b2, MAZUR.b2 - 0.5 * slopes.b2)


@pytest.mark.parametrize("sizes", [(2, 2, 2), (3, 4, 2), (1, 1, 1)])
@pytest.mark.parametrize("samples", [1, 5])
def test_gradients_equal_automatic_differentiation(
    sizes: tuple[int, int, int], samples: int
) -> None:
    def oracle(network: tuple[Any, ...]) -> Any:
        first, first_bias, second, second_bias = network
        total = 0.0
        for row, target in zip(x, t, strict=True):
            inner = 1 / (1 + anp.exp(-(anp.dot(row, first) + first_bias[0])))
            outer = 1 / (1 + anp.exp(-(anp.dot(inner, second) + second_bias[0])))
            total = total + 0.5 * anp.sum((target - outer) ** 2)
        return total

    network, x, t = random_network(1, sizes, samples)
    assert training.loss(network, x, t) == pytest.approx(oracle(tuple(network)), rel=1e-14)
    found = training.gradients(network, x, t)
    for mine, theirs in zip(found, autograd.grad(oracle)(tuple(network)), strict=True):
        assert mine == pytest.approx(theirs, rel=1e-12)


def test_a_batch_is_the_sum_of_its_samples() -> None:
    network, x, t = random_network(2, (3, 4, 2), 6)
    batch = training.gradients(network, x, t)
    parts = [training.gradients(network, x[[i]], t[[i]]) for i in range(6)]
    for whole, *pieces in zip(batch, *parts, strict=True):
        assert whole == pytest.approx(sum(pieces), rel=1e-12)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, "0.5", None, [0.1], 1j, 0.5 + 0j])
@pytest.mark.parametrize("function", [training.train, training.trained])
def test_a_bad_rate_is_refused(function: Any, bad: Any) -> None:
    with pytest.raises(ValueError, match="eta must be"):
        function(README, X, T, bad, 3)
    with pytest.raises(ValueError, match="eta must be"):
        training.gradient_step(README, X, T, bad)


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), "0.5", None])
@pytest.mark.parametrize("name", Network._fields)
def test_bad_weights_are_refused(name: str, bad: Any) -> None:
    array = getattr(README, name).astype(object)
    array[0, 0] = bad
    with pytest.raises(ValueError, match=f"{name} must be made of finite numbers"):
        training.gradients(README._replace(**{name: array}), X, T)


@pytest.mark.parametrize("bad", [[[0.05, np.nan]], [[np.inf, 0.1]], [["a", "b"]], None])
@pytest.mark.parametrize("function", [training.loss, training.gradients])
def test_bad_data_is_refused(function: Any, bad: Any) -> None:
    with pytest.raises(ValueError, match="x must be made of finite numbers"):
        function(README, bad, T)
    with pytest.raises(ValueError, match="t must be made of finite numbers"):
        function(README, X, bad)
    with pytest.raises(ValueError, match="x must be made of finite numbers"):
        training.forward(README, bad)


@pytest.mark.parametrize("bad", [[0.05, 0.1], [[0.05, 0.1, 0.2]], 0.05])
def test_data_of_the_wrong_shape_is_refused(bad: Any) -> None:
    with pytest.raises(ValueError, match="x must have a row of 2"):
        training.loss(README, bad, T)
    with pytest.raises(ValueError, match="t must have a row of 2"):
        training.loss(README, X, bad)


@pytest.mark.parametrize("function", [training.loss, training.gradients])
def test_another_number_of_targets_is_refused(function: Any) -> None:
    """One row of targets would serve all rows of inputs, without a word."""
    with pytest.raises(ValueError, match="equally many rows, but have 3 and 1"):
        function(README, np.repeat(X, 3, axis=0), T)
    with pytest.raises(ValueError, match="equally many rows, but have 1 and 3"):
        training.train(README, X, np.repeat(T, 3, axis=0), 0.5, 3)


@pytest.mark.parametrize("shape", [(2, 1), (2,), (2, 2), (1, 1), ()])
@pytest.mark.parametrize("name", ["b1", "b2"])
def test_biases_of_the_wrong_shape_are_refused(name: str, shape: tuple[int, ...]) -> None:
    network = README._replace(**{name: np.zeros(shape)})
    with pytest.raises(ValueError, match=f"{name} must be one row of 2 numbers"):
        training.gradients(network, X, T)


def test_layers_that_do_not_fit_are_refused() -> None:
    for W2 in (np.zeros((3, 2)), np.zeros(2), np.array(1.0)):
        with pytest.raises(ValueError, match="W1 and W2 must be tables"):
            training.gradients(README._replace(W2=W2), X, T)


@pytest.mark.parametrize("bad", [-3, 2.5, float("nan"), "3", None, 1j])
@pytest.mark.parametrize("function", [training.train, training.trained])
def test_a_bad_number_of_steps_is_refused(function: Any, bad: Any) -> None:
    with pytest.raises(ValueError, match="steps must be"):
        function(README, X, T, 0.5, bad)


def test_10000_steps() -> None:
    losses = training.train(MAZUR, X, T, 0.5, 10_000)
    assert len(losses) == 10_001
    assert losses[-1] == pytest.approx(training.mazur_error_after_10000_simultaneous(), rel=1e-12)


def test_the_lesson_depends_on_its_seed_alone() -> None:
    first = training.lesson_median_end_wrong(3)
    assert first == training.lesson_median_end_wrong(3)
    assert first != training.lesson_median_end_wrong(4)
    assert training._lesson(training._gradients, 3).shape == (47, 1000)


def test_the_wrong_rule_does_not_show_in_training() -> None:
    for seed in range(3):
        assert training.lesson_share_falling_right(seed) == 1
        assert training.lesson_share_falling_wrong(seed) == 1
        assert 0 < training.lesson_largest_gap(seed) < 0.01
