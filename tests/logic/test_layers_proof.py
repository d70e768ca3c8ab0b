"""The gradients of one layer, and of layers of any number, against autograd.

The forward passes are written out once more, number by number. Neither the pages nor the checker is
read.
"""

from collections.abc import Callable
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from snippets import Values, layers, matrices, public_functions
from snippets._steps import values_by_step
from tests.logic.test_two_layer_proof import ACTIVATIONS, LOSSES, agrees

pytestmark = pytest.mark.slow

SIZES = [(3, 2, 4), (2, 2, 2), (1, 4, 3), (5, 1, 1)]


def one_layer(sizes: tuple[int, int, int], loss: str) -> dict[str, Any]:
    """A random layer, sample and batch."""
    inputs, units, samples = sizes
    rng = np.random.default_rng(sizes)
    shapes = {"W": (units, inputs), "x": (inputs,), "b": (units,), "y": (units,)}
    shapes |= {"X": (samples, inputs), "Y": (samples, units)}
    given: dict[str, Any] = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    given["loss"], given["loss_prime"] = LOSSES[loss]
    return given


def layer_of(W: Any, b: Any, x: Any) -> Any:
    """W x + b, number by number."""
    return anp.array([sum(W[j, k] * x[k] for k in range(len(x))) + b[j] for j in range(len(b))])


def one_loss(given: dict[str, Any], moved: dict[str, Any]) -> Any:
    now = {**given, **moved}
    return now["loss"](now["y"], now.get("z", layer_of(now["W"], now["b"], now["x"])))


def batch_loss(given: dict[str, Any], moved: dict[str, Any]) -> Any:
    now = {**given, **moved}
    rows = now.get("Z", [layer_of(now["W"], now["b"], row) for row in now["X"]])
    return sum(anp.sum((row - y) ** 2) / 2 for row, y in zip(rows, now["Y"], strict=True))


ONE = {"delta": "z", "dL_dx": "x", "dL_dW": "W", "dL_db": "b"}
BATCH = {"Delta": "Z", "dS_dX": "X", "dS_dW": "W", "dS_db": "b"}
MEAN = {"dJ_dW": "W", "dJ_db": "b"}


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("loss", LOSSES)
def test_one_layer(sizes: Any, loss: str) -> None:
    given = one_layer(sizes, loss)
    values = Values(vars(matrices), given)
    samples = sizes[2]

    def slope(of: Any, by: str) -> Any:
        return autograd.grad(lambda moved: of(given, {by: moved}))(np.array(values[by]))

    for name, by in ONE.items():
        assert agrees(values[name], slope(one_loss, by)), name
    for name, by in BATCH.items():
        assert agrees(values[name], slope(batch_loss, by)), name
    for name, by in MEAN.items():
        assert agrees(values[name], slope(batch_loss, by) / samples), name


NEAR_MISSES: dict[str, tuple[str, str, Callable[[Values], Any]]] = {
    "weights not transposed": ("dL_dx", "x", lambda v: v["W"] @ v["delta"]),
    "outer product turned": ("dL_dW", "W", lambda v: np.outer(v["x"], v["delta"])),
    "mean for the sum": ("dS_db", "b", lambda v: np.mean(v["Delta"], axis=0)),
    "sum of the inputs": ("dS_dW", "W", lambda v: np.outer(v["dS_db"], np.sum(v["X"], axis=0))),
    "the first sample alone": ("dS_dW", "W", lambda v: np.outer(v["Delta"][0], v["X"][0])),
}


@pytest.mark.parametrize("name", NEAR_MISSES)
def test_the_oracle_rejects_near_misses(name: str) -> None:
    given = one_layer((2, 2, 2), "log-cosh")
    values = Values(vars(matrices), given)
    snippet, by, wrong = NEAR_MISSES[name]
    of = one_loss if snippet in ONE else batch_loss
    oracle = autograd.grad(lambda moved: of(given, {by: moved}))(given[by])
    assert agrees(values[snippet], oracle)
    assert not agrees(wrong(values), oracle)


def test_a_column_minus_a_row_is_a_table() -> None:
    values = Values(vars(matrices), matrices.EXAMPLE)
    column, targets = values["column"].ravel(), values["targets"]
    table = [[one - other for other in targets] for one in column]
    assert np.array_equal(values["difference"], table)
    assert values["wrong_loss"] == pytest.approx(np.mean(np.square(table)) / 2, rel=1e-14)
    right = sum((one - other) ** 2 for one, other in zip(column, targets, strict=True))
    assert values["right_loss"] == pytest.approx(right / len(targets) / 2, rel=1e-14)
    assert values["right_loss"] != pytest.approx(values["wrong_loss"], rel=0.1)


def test_the_wrong_loss_draws_each_output_to_the_mean_target() -> None:
    rng = np.random.default_rng(3)
    targets = rng.normal(size=5)
    slope = autograd.grad(lambda column: anp.mean((column - targets) ** 2) / 2)
    assert slope(np.full((5, 1), np.mean(targets))) == pytest.approx(np.zeros((5, 1)), abs=1e-15)
    assert np.max(np.abs(slope(targets[:, np.newaxis]))) > 0.01


# Any number of layers.

DEPTHS = [(2, 3), (3, 2, 2), (2, 2, 2, 2), (1, 4, 2, 3, 2)]


def network(sizes: tuple[int, ...], activation: str, loss: str) -> dict[str, Any]:
    rng = np.random.default_rng(sizes)
    steps = range(1, len(sizes))
    given: dict[str, Any] = {
        "W": {i: rng.normal(size=(sizes[i], sizes[i - 1])) for i in steps},
        "b": {i: rng.normal(size=sizes[i]) for i in steps},
        "x": rng.normal(size=sizes[0]),
        "y": rng.normal(size=sizes[-1]),
        "X": rng.normal(size=(3, sizes[0])),
        "Y": rng.normal(size=(3, sizes[-1])),
        "eta": 0.3,
    }
    given["f"], given["f_prime"] = ACTIVATIONS[activation]
    given["loss"], given["loss_prime"] = LOSSES[loss]
    return given


def outputs(given: dict[str, Any], W: Any, b: Any, start: Any, first: int = 1) -> Any:
    for i in range(first, len(W) + 1):
        start = given["f"](layer_of(W[i], b[i], start))
    return start


@pytest.mark.parametrize("sizes", DEPTHS)
@pytest.mark.parametrize(
    ("activation", "loss"),
    [
        ("tanh", "log-cosh"),
        ("sine", "half the sum of squares"),
        ("softplus", "not a sum over outputs"),
    ],
)
def test_layers(sizes: tuple[int, ...], activation: str, loss: str) -> None:
    given = network(sizes, activation, loss)
    values = values_by_step(vars(layers), given)
    W, b, last = given["W"], given["b"], len(sizes) - 1

    def of_sample(parameters: Any) -> Any:
        W, b = parameters
        return given["loss"](given["y"], outputs(given, W, b, given["x"]))

    def of_batch(parameters: Any) -> Any:
        W, b = parameters
        rows = [outputs(given, W, b, row) for row in given["X"]]
        return sum(anp.sum((a - y) ** 2) for a, y in zip(rows, given["Y"], strict=True)) / 6

    by_W, by_b = autograd.grad(of_sample)((W, b))
    batch_by_W, batch_by_b = autograd.grad(of_batch)((W, b))
    for i in range(1, last + 1):
        assert agrees(values["dL_dW"][i], by_W[i])
        assert agrees(values["dL_db"][i], by_b[i])
        assert agrees(values["delta"][i], by_b[i])
        assert agrees(values["dJ_dW"][i], batch_by_W[i])
        assert agrees(values["dJ_db"][i], batch_by_b[i])
        assert agrees(values["W_new"][i], W[i] - 0.3 * batch_by_W[i])
        assert agrees(values["b_new"][i], b[i] - 0.3 * batch_by_b[i])
        assert agrees(values["Delta_of_network"][i], values["Delta"][i])
        assert agrees(np.sum(values["Delta"][i], axis=0), batch_by_b[i])

        def behind(a: Any, i: int = i) -> Any:
            return given["loss"](given["y"], outputs(given, W, b, a, i + 1))

        assert agrees(values["dL_da"][i], autograd.grad(behind)(values["a"][i]))
        assert not agrees(values["dL_da"][i], values["delta"][i])


def test_every_public_function_is_covered() -> None:
    forward = {"z", "L", "u", "Z", "Ln", "S", "J"}
    terms = {"products", "back_products"}
    trap = {"column", "targets", "difference", "count", "wrong_loss", "right_loss"}
    gradients = {*ONE, *BATCH, *MEAN}
    assert set(public_functions(vars(matrices))) == forward | terms | trap | gradients
