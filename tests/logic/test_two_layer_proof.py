"""The two-layer networks against two systems that share no code with them.

HIPS autograd differentiates forward passes that are written out again here, for several
activations, losses and sizes. SymPy proves the gradients of the 2-2-2 networks for abstract f, g
and loss. Neither reads the pages or the checker.
"""

from collections.abc import Callable, Mapping
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
import sympy as sp

from snippets import Values, public_functions, two_layer, two_layer_with_biases

pytestmark = pytest.mark.slow

Network = Mapping[str, Any]

# autograd: each row is a function and its derivative, told to the snippets by hand.

ACTIVATIONS: dict[str, tuple[Any, Any]] = {
    "tanh": (anp.tanh, lambda u: 1 - np.tanh(u) ** 2),
    "sigmoid": (lambda u: 0.5 * (1 + anp.tanh(u / 2)), lambda u: 1 / (4 * np.cosh(u / 2) ** 2)),
    "softplus": (lambda u: anp.log1p(anp.exp(u)), lambda u: 1 / (1 + np.exp(-u))),
    "sine": (anp.sin, np.cos),
}
LOSSES: dict[str, tuple[Any, Any]] = {
    "half the sum of squares": (lambda y, t: anp.sum((y - t) ** 2) / 2, lambda y, t: t - y),
    "log-cosh": (lambda y, t: anp.sum(anp.log(anp.cosh(t - y))), lambda y, t: np.tanh(t - y)),
    "not a sum over outputs": (
        lambda y, t: anp.exp(anp.sin(anp.sum(y * t))),
        lambda y, t: np.exp(np.sin(np.sum(y * t))) * np.cos(np.sum(y * t)) * y,
    ),
}
SIZES = [(2, 2, 2), (3, 4, 2), (1, 3, 5), (4, 1, 1)]
FUNCTIONS = [
    ("tanh", "sigmoid", "half the sum of squares"),
    ("softplus", "sine", "log-cosh"),
    ("sigmoid", "tanh", "not a sum over outputs"),
]


def cases(test: Any) -> Any:
    """Run a test on every size with every choice of functions."""
    sized = pytest.mark.parametrize("sizes", SIZES)
    return sized(pytest.mark.parametrize("functions", FUNCTIONS)(test))


def generic(sizes: tuple[int, int, int], functions: tuple[str, str, str]) -> Network:
    """Random numbers without zeros and ones, of both signs."""
    rng = np.random.default_rng(sizes)
    inputs, hidden, outputs = sizes
    shapes = {
        "x": (inputs,),
        "y": (outputs,),
        "W1": (inputs, hidden),
        "W2": (hidden, outputs),
        "b1": (hidden,),
        "b2": (outputs,),
    }
    network = {
        name: rng.uniform(0.25, 1.4, shape) * rng.choice([-1.0, 1.0], shape)
        for name, shape in shapes.items()
    }
    first, second, loss = functions
    named = {"f": ACTIVATIONS[first], "g": ACTIVATIONS[second], "loss": LOSSES[loss]}
    for name, (function, derivative) in named.items():
        network[name], network[f"{name}_prime"] = function, derivative
    return network


def dot(weights: Any, values: Any, unit: int) -> Any:
    return sum(weights[j][unit] * values[j] for j in range(len(weights)))


def oracle_forward(network: Network, moved: Mapping[str, Any], biased: bool) -> dict[str, Any]:
    """The forward pass, unit by unit; `moved` takes the place of inputs and intermediate values."""
    now: dict[str, Any] = {**network, **moved}
    _, hidden = np.shape(network["W1"])
    _, outputs = np.shape(network["W2"])
    b1, b2 = (now["b1"], now["b2"]) if biased else (np.zeros(hidden), np.zeros(outputs))

    def layer(name: str, units: int, compute: Callable[[int], Any]) -> None:
        now.setdefault(name, anp.array([compute(k) for k in range(units)]))

    layer("h_prime", hidden, lambda k: b1[k] + dot(now["W1"], now["x"], k))
    layer("h", hidden, lambda k: now["f"](now["h_prime"][k]))
    layer("y_prime", outputs, lambda k: b2[k] + dot(now["W2"], now["h"], k))
    layer("y_hat", outputs, lambda k: now["g"](now["y_prime"][k]))
    now["L"] = now["loss"](now["y"], now["y_hat"])
    return now


def oracle_gradient(network: Network, by: str, biased: bool, of: str = "L") -> Any:
    """The derivative of L, or of all outputs, by one named value."""
    at = oracle_forward(network, {}, biased)[by]
    return autograd.jacobian(lambda moved: oracle_forward(network, {by: moved}, biased)[of])(at)


def agrees(ours: Any, oracle: Any) -> bool:
    """The comparison of the oracle: one part in 10^9 of each element, and the same shape."""
    return np.shape(ours) == np.shape(oracle) and bool(
        np.all(np.abs(ours - oracle) <= 1e-9 * np.abs(oracle))
    )


GRADIENTS = {
    "dL_dy_hat": "y_hat",
    "delta2": "y_prime",
    "delta1": "h_prime",
    "dL_dW2": "W2",
    "dL_dW2_by_delta": "W2",
    "dL_dW1": "W1",
    "dL_dW1_by_delta": "W1",
}
BIASED_GRADIENTS = {
    "dL_dy_hat": "y_hat",
    "delta2": "y_prime",
    "delta1": "h_prime",
    "dL_dW2": "W2",
    "dL_dW1": "W1",
    "dL_db2": "b2",
    "dL_db2_by_delta": "b2",
    "dL_db2_by_constant_input": "b2",
    "dL_db1": "b1",
    "dL_db1_by_delta": "b1",
    "dL_db1_by_constant_input": "b1",
    "dL_dW2_by_network": "W2",
    "dL_dW1_by_network": "W1",
    "dL_db2_by_network": "b2",
    "dL_db1_by_network": "b1",
}
NETWORKS = {False: (two_layer, GRADIENTS), True: (two_layer_with_biases, BIASED_GRADIENTS)}


@cases
@pytest.mark.parametrize("biased", NETWORKS)
def test_both_forward_passes_agree(sizes: Any, functions: Any, biased: bool) -> None:
    network = generic(sizes, functions)
    ours = Values(vars(NETWORKS[biased][0]), network)
    oracle = oracle_forward(network, {}, biased)
    for name in ("h_prime", "h", "y_prime", "y_hat", "L"):
        assert ours[name] == pytest.approx(oracle[name], rel=1e-12, abs=1e-14)


@cases
@pytest.mark.parametrize("biased", NETWORKS)
def test_gradients_agree_with_autograd(sizes: Any, functions: Any, biased: bool) -> None:
    network = generic(sizes, functions)
    module, gradients = NETWORKS[biased]
    ours = Values(vars(module), network)
    for snippet, by in gradients.items():
        assert agrees(ours[snippet], oracle_gradient(network, by, biased)), snippet


@cases
def test_the_outputs_answer_to_the_first_layer(sizes: Any, functions: Any) -> None:
    network = generic(sizes, functions)
    oracle = oracle_gradient(network, "W1", biased=False, of="y_hat")
    assert agrees(Values(vars(two_layer), network)["dy_hat_dW1"], oracle)


@cases
def test_the_constant_input_is_the_bias(sizes: Any, functions: Any) -> None:
    network = generic(sizes, functions)
    ours = Values(vars(two_layer_with_biases), network)
    oracle = oracle_forward(network, {}, biased=True)
    for layer in ("h_prime", "y_prime"):
        assert ours[f"{layer}_by_constant_input"] == pytest.approx(oracle[layer], rel=1e-12)


@cases
def test_slopes_of_biases(sizes: Any, functions: Any) -> None:
    network = generic(sizes, functions)
    ours = Values(vars(two_layer_with_biases), network)
    for snippet, of, by in (("dh_prime_db1", "h_prime", "b1"), ("dy_prime_db2", "y_prime", "b2")):
        own = np.diag(oracle_gradient(network, by, biased=True, of=of))
        assert agrees(ours[snippet], own)


@cases
def test_functions_of_the_running_example(sizes: Any, functions: Any) -> None:
    network = generic(sizes, functions)
    named: dict[str, Any] = two_layer.EXAMPLE
    h_prime, y = network["b1"], network["y"]
    assert named["f"](h_prime) == pytest.approx(anp.tanh(h_prime), rel=1e-12)
    assert agrees(named["f_prime"](h_prime), autograd.elementwise_grad(anp.tanh)(h_prime))
    sigmoid, _ = ACTIVATIONS["sigmoid"]
    assert named["g"](y) == pytest.approx(sigmoid(y), rel=1e-12)
    assert agrees(named["g_prime"](y), autograd.elementwise_grad(sigmoid)(y))
    squares, _ = LOSSES["half the sum of squares"]
    t = network["b2"]
    assert named["loss"](y, t) == pytest.approx(squares(y, t), rel=1e-12)
    assert agrees(named["loss_prime"](y, t), autograd.grad(squares, 1)(y, t))


NEAR_MISSES: dict[str, Callable[[Values], Any]] = {
    "lost prime at g": lambda v: first_layer(v, y_prime=v["y"]),
    "lost prime at f": lambda v: first_layer(v, h_prime=v["h"]),
    "first way only": lambda v: first_layer(v, dL_dy_hat=v["dL_dy_hat"] * np.array([1.0, 0.0])),
    "transposed weights": lambda v: first_layer(v, W2=v["W2"].T),
    "transposed gradient": lambda v: v["dL_dW1"].T,
    "sign": lambda v: -v["dL_dW1"],
    "input becomes 1": lambda v: first_layer(v, x=np.ones(2)),
    "off by one part in ten million": lambda v: v["dL_dW1"] * (1 + 1e-7),
}


def first_layer(values: Values, **changed: Any) -> Any:
    """dL_dW1 with some of its arguments exchanged."""
    names = ("dL_dy_hat", "g_prime", "y_prime", "W2", "f_prime", "h_prime", "x")
    given = {name: changed.get(name, values[name]) for name in names}
    return Values(vars(two_layer), given)["dL_dW1"]


@pytest.mark.parametrize("functions", FUNCTIONS)
@pytest.mark.parametrize("near_miss", NEAR_MISSES)
def test_the_oracle_rejects_near_misses(near_miss: str, functions: Any) -> None:
    network = generic((2, 2, 2), functions)
    ours = Values(vars(two_layer), network)
    oracle = oracle_gradient(network, "W1", biased=False)
    assert agrees(first_layer(ours), oracle)
    assert not agrees(NEAR_MISSES[near_miss](ours), oracle)


# SymPy: f, g and the loss are symbols for functions, of which nothing is known.

F, G, LOSS = sp.Function("f"), sp.Function("g"), sp.Function("l")
SYMBOLS = {
    "x": np.array(sp.symbols("x1:3")),
    "W1": np.array(sp.symbols("v1:3(1:3)")).reshape(2, 2),
    "b1": np.array(sp.symbols("b1:3")),
    "W2": np.array(sp.symbols("w1:3(1:3)")).reshape(2, 2),
    "b2": np.array(sp.symbols("c1:3")),
    "y": np.array(sp.symbols("y1:3")),
}


def derivative(function: Any) -> Any:
    """The derivative of an abstract function, element by element."""
    u = sp.Dummy("u")
    return elementwise(lambda value: sp.Subs(function(u).diff(u), u, value).doit())


def elementwise(function: Any) -> Any:
    """The same of each element of an array."""
    return np.frompyfunc(function, 1, 1)


def loss_prime(y: Any, y_hat: Any) -> Any:
    u = sp.symbols("u1:3", cls=sp.Dummy)
    slopes = [LOSS(*y, *u).diff(one) for one in u]
    return np.array([sp.Subs(slope, u, tuple(y_hat)).doit() for slope in slopes])


SYMBOLIC = {
    **SYMBOLS,
    "f": elementwise(F),
    "f_prime": derivative(F),
    "g": elementwise(G),
    "g_prime": derivative(G),
    "loss": lambda y, y_hat: LOSS(*y, *y_hat),
    "loss_prime": loss_prime,
}


def written_out(biased: bool) -> tuple[Any, list[Any]]:
    """The loss and both outputs in full, index by index."""
    (x1, x2), (y1, y2) = SYMBOLS["x"], SYMBOLS["y"]
    (v11, v12), (v21, v22) = SYMBOLS["W1"]
    (w11, w12), (w21, w22) = SYMBOLS["W2"]
    b1, b2 = SYMBOLS["b1"] if biased else (0, 0)
    c1, c2 = SYMBOLS["b2"] if biased else (0, 0)
    h1, h2 = F(v11 * x1 + v21 * x2 + b1), F(v12 * x1 + v22 * x2 + b2)
    first, second = G(w11 * h1 + w21 * h2 + c1), G(w12 * h1 + w22 * h2 + c2)
    return LOSS(y1, y2, first, second), [first, second]


def is_zero(expression: Any) -> bool:
    return bool(sp.expand(expression.doit()) == 0)


def elements() -> list[tuple[bool, str, tuple[int, ...]]]:
    """Each element of each gradient by a weight or a bias."""
    return [
        (biased, snippet, index)
        for biased, (_, gradients) in NETWORKS.items()
        for snippet, by in gradients.items()
        if by in SYMBOLS
        for index in np.ndindex(SYMBOLS[by].shape)
    ]


@pytest.mark.parametrize(("biased", "snippet", "index"), elements())
def test_each_gradient_is_the_symbolic_derivative(
    biased: bool, snippet: str, index: tuple[int, ...]
) -> None:
    module, gradients = NETWORKS[biased]
    loss, _ = written_out(biased)
    ours = Values(vars(module), SYMBOLIC)[snippet][index]
    assert is_zero(ours - loss.diff(SYMBOLS[gradients[snippet]][index]))


@pytest.mark.parametrize("index", list(np.ndindex(2, 2, 2)))
def test_each_slope_of_an_output_is_the_symbolic_one(index: tuple[int, int, int]) -> None:
    output, *weight = index
    _, outputs = written_out(biased=False)
    ours = Values(vars(two_layer), SYMBOLIC)["dy_hat_dW1"][index]
    assert is_zero(ours - outputs[output].diff(SYMBOLS["W1"][tuple(weight)]))


@pytest.mark.parametrize("changed", ["y_prime", "h_prime", "W2"])
def test_the_proof_rejects_a_near_miss(changed: str) -> None:
    ours = Values(vars(two_layer), SYMBOLIC)
    wrong = {"y_prime": ours["y"], "h_prime": ours["h"], "W2": ours["W2"].T}[changed]
    loss, _ = written_out(biased=False)
    right, near_miss = first_layer(ours)[0, 1], first_layer(ours, **{changed: wrong})[0, 1]
    true = loss.diff(SYMBOLS["W1"][0, 1])
    assert is_zero(right - true)
    assert not is_zero(near_miss - true)


def test_every_public_function_is_covered() -> None:
    """A snippet added to the networks without a proof fails here."""
    forward = {"h_prime", "h", "y_prime", "y_hat", "L"}
    named = {"E", "dE_dy_hat", "tanh_prime"}  # the functions of the running example
    plain = set(public_functions(vars(two_layer)))
    assert plain == forward | named | set(GRADIENTS) | {"dy_hat_dW1"}
    slopes = {"dh_prime_db1", "dy_prime_db2"}
    constant = {"h_prime_by_constant_input", "y_prime_by_constant_input"}
    biased = set(public_functions(vars(two_layer_with_biases)))
    assert biased | plain == plain | slopes | constant | set(BIASED_GRADIENTS)
