"""The scalar chain and the sigmoid against two systems that share no code with them.

SymPy proves the identities of the pages with symbols. HIPS autograd differentiates a forward pass
that is written out again here. Neither reads the pages or the checker.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal, localcontext
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
import sympy as sp

from snippets import Values, scalar_chain, sigmoid

pytestmark = pytest.mark.slow

PARAMETERS = ("w1", "b1", "w2", "b2")
LOCAL = {  # snippet: (of what, by what)
    "dL_dy_hat": ("L", "y_hat"),
    "dy_hat_dz_prime": ("y_hat", "z_prime"),
    "dz_prime_dz": ("z_prime", "z"),
    "dz_dw1": ("z", "w1"),
    "dz_db1": ("z", "b1"),
    "dz_prime_dw2": ("z_prime", "w2"),
    "dz_prime_db2": ("z_prime", "b2"),
}
GRADIENTS = {  # snippet: the value by which it differentiates L
    "dL_dz_prime_quotient": "z_prime",
    "dL_dz_prime": "z_prime",
    "dL_dw1": "w1",
    "dL_db1": "b1",
    "dL_dw2": "w2",
    "dL_db2": "b2",
}

x, y, w1, b1, w2, b2, eta = sp.symbols("x y w1 b1 w2 b2 eta", real=True)
z, z_prime, y_hat = sp.symbols("z z_prime y_hat", real=True)

# Each step by itself, of the symbols of the step before.
STEPS = {
    "z": x * w1 + b1,
    "z_prime": z * w2 + b2,
    "y_hat": 1 / (1 + sp.exp(-z_prime)),
    "y_hat_product": 1 / (1 + sp.exp(-(w1 * w2 * x + w2 * b1 + b2))),
    "L": -(y * sp.log(y_hat) + (1 - y) * sp.log(1 - y_hat)),
}


def whole(expression: Any) -> Any:
    """In terms of the inputs alone."""
    return (
        expression.subs(y_hat, STEPS["y_hat"]).subs(z_prime, STEPS["z_prime"]).subs(z, STEPS["z"])
    )


LOSS = whole(STEPS["L"])


def is_zero(expression: Any) -> bool:
    return bool(sp.simplify(expression) == 0)


def symbolic_gradient(name: str) -> Any:
    """The derivative of L by `name`, straight from the forward pass."""
    if name == "z_prime":
        return whole(STEPS["L"].subs(y_hat, STEPS["y_hat"]).diff(z_prime))
    return LOSS.diff({"w1": w1, "b1": b1, "w2": w2, "b2": b2}[name])


# NumPy's exp and log refuse symbols, so the two functions that call them are given here; every
# other function of the module computes with SymPy's symbols as it stands.
SYMBOLIC = Values(
    vars(scalar_chain),
    {
        "x": x,
        "y": y,
        "w1": w1,
        "b1": b1,
        "w2": w2,
        "b2": b2,
        "eta": eta,
        "y_hat": whole(STEPS["y_hat"]),
        "dy_hat_dz_prime": whole(STEPS["y_hat"].diff(z_prime)),
    },
)


@pytest.mark.parametrize(("snippet", "by"), GRADIENTS.items())
def test_each_gradient_snippet_is_the_symbolic_derivative(snippet: str, by: str) -> None:
    assert is_zero(SYMBOLIC[snippet] - symbolic_gradient(by))


@pytest.mark.parametrize("snippet", [name for name in LOCAL if name not in SYMBOLIC])
def test_each_local_derivative_is_the_symbolic_one(snippet: str) -> None:
    top, bottom = LOCAL[snippet]
    assert is_zero(SYMBOLIC[snippet] - whole(STEPS[top].diff(sp.Symbol(bottom, real=True))))


@pytest.mark.parametrize("name", PARAMETERS)
def test_each_gradient_is_the_chain_of_its_local_derivatives(name: str) -> None:
    way = {
        "w1": ("y_hat", "z_prime", "z", "w1"),
        "b1": ("y_hat", "z_prime", "z", "b1"),
        "w2": ("y_hat", "z_prime", "w2"),
        "b2": ("y_hat", "z_prime", "b2"),
    }[name]
    product = sp.Integer(1)
    for top, bottom in zip(("L", *way), way, strict=False):
        product *= STEPS[top].diff(sp.Symbol(bottom, real=True))
    assert is_zero(whole(product) - symbolic_gradient(name))


def test_prediction_minus_target() -> None:
    derivative = STEPS["L"].subs(y_hat, STEPS["y_hat"]).diff(z_prime)
    assert is_zero(derivative - (STEPS["y_hat"] - y))


def test_weights_act_through_their_product_only() -> None:
    assert is_zero(whole(STEPS["y_hat"]) - STEPS["y_hat_product"])


def test_one_step_of_descent() -> None:
    for name in PARAMETERS:
        step = sp.Symbol(name, real=True) - eta * symbolic_gradient(name)
        assert is_zero(SYMBOLIC[f"{name}_new"] - step)


def test_derivative_of_the_sigmoid() -> None:
    s = 1 / (1 + sp.exp(-z))
    quotient = sp.exp(-z) / (1 + sp.exp(-z)) ** 2
    assert is_zero(s.diff(z) - quotient)
    assert is_zero(quotient - s * (1 - s))
    assert is_zero(quotient - (sp.Rational(1, 4) - (s - sp.Rational(1, 2)) ** 2))


def test_quotient_rule_for_abstract_functions() -> None:
    p, q = sp.Function("p"), sp.Function("q")
    given = {"z": z, "p": p, "q": q, "p_prime": lambda t: p(t).diff(t)}
    rule = Values(vars(sigmoid), {**given, "q_prime": lambda t: q(t).diff(t)})["quotient_rule"]
    assert is_zero(rule - (p(z) / q(z)).diff(z))


def test_chain_rule_on_two_numbers() -> None:
    values = Values(vars(sigmoid), {"x": x, "h": b1})
    assert is_zero(values["dy_dx"] - ((3 * x) ** 2).diff(x))
    assert is_zero(values["slope"] - (2 * 3 * x + b1))
    assert sp.limit(values["slope"], b1, 0) == values["dy_du"]


def test_two_paths() -> None:
    values = Values(vars(sigmoid), {"x": x, "h": b1})
    assert is_zero(values["ds_dx"] - (3 * x * (x + 1)).diff(x))
    assert not is_zero(values["ds_du"] * values["du_dx"] - (3 * x * (x + 1)).diff(x))
    assert sp.limit(values["slope_over_both_paths"], b1, 0).equals(values["ds_dx"])


# The functions that call NumPy are proved by the identities above and compared at rational points
# with thirty digits of SymPy.

RATIONAL = {x: "7/5", y: "3/10", w1: "-9/8", b1: "2/7", w2: "5/6", b2: "-4/9"}


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("snippet", [*LOCAL, *GRADIENTS, "y_hat", "y_hat_product", "L"])
def test_numpy_agrees_with_thirty_digits(snippet: str, sign: int) -> None:
    point = {symbol: sign * sp.Rational(value) for symbol, value in RATIONAL.items()}
    if snippet in GRADIENTS:
        exact = symbolic_gradient(GRADIENTS[snippet])
    elif snippet in LOCAL:
        top, bottom = LOCAL[snippet]
        exact = whole(STEPS[top].diff(sp.Symbol(bottom, real=True)))
    else:
        exact = whole(STEPS[snippet])
    expected = float(sp.N(exact.subs(point), 30))
    ours = Values(vars(scalar_chain), {str(k): float(v) for k, v in point.items()})[snippet]
    assert ours == pytest.approx(expected, rel=1e-12)


# autograd, on a forward pass of its own.


def oracle_prediction(inputs: Mapping[str, Any]) -> Any:
    first = inputs["b1"] + inputs["w1"] * inputs["x"]
    second = inputs["b2"] + inputs["w2"] * first
    return 0.5 * (1 + anp.tanh(second / 2))


def oracle_loss(inputs: Mapping[str, Any]) -> Any:
    prediction = oracle_prediction(inputs)
    return inputs["y"] * -anp.log(prediction) - (1 - inputs["y"]) * anp.log1p(-prediction)


def generic_inputs(seed: int) -> dict[str, float]:
    rng = np.random.default_rng(seed)
    names = ("x", *PARAMETERS)
    values = rng.uniform(0.3, 1.6, len(names)) * rng.choice([-1.0, 1.0], len(names))
    return {**dict(zip(names, values, strict=True)), "y": rng.uniform(0.1, 0.9)}


def agrees(ours: float, oracle: float) -> bool:
    """The comparison of the oracle: one part in 10^9."""
    return bool(abs(ours - oracle) <= 1e-9 * abs(oracle))


SEEDS = range(6)


@pytest.mark.parametrize("seed", SEEDS)
def test_both_forward_passes_agree(seed: int) -> None:
    inputs = generic_inputs(seed)
    ours = Values(vars(scalar_chain), inputs)
    assert ours["y_hat"] == pytest.approx(oracle_prediction(inputs), rel=1e-12)
    assert ours["L"] == pytest.approx(oracle_loss(inputs), rel=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", PARAMETERS)
def test_each_gradient_agrees_with_autograd(name: str, seed: int) -> None:
    inputs = generic_inputs(seed)
    oracle = autograd.grad(oracle_loss)(inputs)[name]
    assert agrees(Values(vars(scalar_chain), inputs)[f"dL_d{name}"], oracle)


@pytest.mark.parametrize("seed", SEEDS)
def test_gradients_at_the_second_step_agree_with_autograd(seed: int) -> None:
    # b_2 enters z' with the slope 1, so nudging b_2 is nudging z'.
    inputs = generic_inputs(seed)
    oracle = autograd.grad(oracle_loss)(inputs)["b2"]
    ours = Values(vars(scalar_chain), inputs)
    assert agrees(ours["dL_dz_prime"], oracle)
    assert agrees(ours["dL_dz_prime_quotient"], oracle)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_step_of_descent_agrees_with_autograd(seed: int) -> None:
    inputs = generic_inputs(seed)
    gradient = autograd.grad(oracle_loss)(inputs)
    moved = {**inputs, **{n: inputs[n] - 0.3 * gradient[n] for n in PARAMETERS}}
    ours = Values(vars(scalar_chain), {**inputs, "eta": 0.3})
    assert ours["y_hat_new"] == pytest.approx(oracle_prediction(moved), rel=1e-12)
    assert ours["L_new"] == pytest.approx(oracle_loss(moved), rel=1e-12)


@pytest.mark.parametrize("at", [-2.7, -0.4, 0.6, 1.9])
def test_the_sigmoid_agrees_with_autograd(at: float) -> None:
    def oracle(t: Any) -> Any:
        return 0.5 * (1 + anp.tanh(t / 2))

    ours = Values(vars(sigmoid), {"z": at})
    assert ours["sigma"] == pytest.approx(oracle(at), rel=1e-12)
    assert agrees(ours["sigma_prime"], autograd.grad(oracle)(at))
    assert agrees(ours["d_exp"], autograd.grad(lambda t: anp.exp(-t))(at))


def lost_prime(v: Any) -> Any:
    """The slip of the second transcription, line 25: e^-z for e^-z'."""
    return v["dL_dy_hat"] * np.exp(-v["z"]) / (1 + np.exp(-v["z"])) ** 2 * v["w2"] * v["x"]


NEAR_MISSES: dict[str, Callable[[Any], Any]] = {
    "lost prime": lost_prime,
    "own weight": lambda v: v["dL_dz_prime"] * v["w1"] * v["x"],
    "sign": lambda v: -v["dL_dw1"],
    "lost input": lambda v: v["dL_dz_prime"] * v["w2"],
    "off by one part in ten million": lambda v: v["dL_dw1"] * (1 + 1e-7),
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("near_miss", NEAR_MISSES)
def test_the_oracle_rejects_near_misses(near_miss: str, seed: int) -> None:
    inputs = generic_inputs(seed)
    oracle = autograd.grad(oracle_loss)(inputs)["w1"]
    assert not agrees(NEAR_MISSES[near_miss](Values(vars(scalar_chain), inputs)), oracle)


def test_the_proof_rejects_a_lost_prime() -> None:
    slope = whole((1 / (1 + sp.exp(-z))).diff(z))
    near_miss = whole(STEPS["L"].diff(y_hat)) * slope * w2 * x
    assert not is_zero(near_miss - symbolic_gradient("w1"))


@pytest.mark.parametrize("z_value", [-800, -40, -0.75, 0, 1.25, 40, 800])
@pytest.mark.parametrize("target", [0.0, 0.25, 1.0])
def test_the_safe_form_of_the_loss_is_right_everywhere(z_value: float, target: float) -> None:
    """To as many digits as it takes; a difference of large numbers leaves an absolute error."""
    with localcontext(prec=800):
        prediction = 1 / (1 + Decimal(-z_value).exp())
        share = Decimal(target)
        exact = float(-(share * prediction.ln() + (1 - share) * (1 - prediction).ln()))
    assert scalar_chain.L_safe(z_value, target) == pytest.approx(exact, rel=1e-12, abs=1e-12)
    near_miss = scalar_chain.L_safe(z_value + 1e-6, target)
    assert near_miss != pytest.approx(exact, rel=1e-12, abs=1e-12) or abs(z_value) >= 40


def test_every_public_function_is_covered() -> None:
    """A snippet added to the chain without a proof fails here."""
    forward = {"z", "z_prime", "y_hat", "y_hat_product", "L", "L_safe"}
    new = {"w1_new", "b1_new", "w2_new", "b2_new", "y_hat_new", "L_new"}
    defined = {
        name
        for name, value in vars(scalar_chain).items()
        if callable(value) and getattr(value, "__module__", "") == scalar_chain.__name__
    }
    assert defined == forward | set(LOCAL) | set(GRADIENTS) | new
