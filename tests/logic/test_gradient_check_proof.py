"""The page on training: its gradients against autograd, and what it says about wrong ones."""

from collections.abc import Callable
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from snippets import Values, gradient_check, training
from snippets.training import README, Network, T, X

pytestmark = pytest.mark.slow


def oracle_loss(w: Any, x: float, y: float) -> Any:
    """The sigmoid unit, written once more."""
    return 0.5 * (0.5 * (1 + anp.tanh(w * x / 2)) - y) ** 2


def inputs(seed: int) -> dict[str, float]:
    rng = np.random.default_rng(seed)
    x, w, y = rng.uniform(0.3, 1.6, 3) * rng.choice([-1.0, 1.0], 3)
    return {"x": x, "w": w, "y": y, "eta": 0.3, "epsilon": 1e-5}


SEEDS = range(6)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_unit_agrees_with_autograd(seed: int) -> None:
    given = inputs(seed)
    values = Values(vars(gradient_check), given)
    w, x, y = given["w"], given["x"], given["y"]
    slope = autograd.grad(oracle_loss)(w, x, y)
    assert values["L"] == pytest.approx(oracle_loss(w, x, y), rel=1e-12)
    assert values["dL_dw"] == pytest.approx(slope, rel=1e-9)
    assert values["w_new"] == pytest.approx(w - 0.3 * slope, rel=1e-12)
    assert values["L_up"] == pytest.approx(oracle_loss(w + 1e-5, x, y), rel=1e-12)
    assert values["L_down"] == pytest.approx(oracle_loss(w - 1e-5, x, y), rel=1e-12)
    assert values["c"] == pytest.approx(slope, rel=1e-7)
    assert values["r"] < 1e-7


def descent(seed: int, steps: int) -> tuple[list[float], Values]:
    """The slopes that autograd finds on the way of a remembering step, and the state it ends in."""
    given = inputs(seed) | {"beta": 0.8, "beta_1": 0.7, "beta_2": 0.95, "v": 0, "m": 0, "s": 0}
    slopes: list[float] = []
    for k in range(1, steps + 1):
        values = Values(vars(gradient_check), given | {"k": k})
        slopes.append(autograd.grad(oracle_loss)(given["w"], given["x"], given["y"]))
        given |= {name: values[f"{name}_new"] for name in ("v", "m", "s")}
        given["w"] = values["w_momentum"]
    return slopes, values


def weighted(slopes: list[float], keep: float) -> tuple[float, float]:
    """The sum of all slopes, each multiplied once for each step after it; and of the factors."""
    factors = [keep**age for age in reversed(range(len(slopes)))]
    return float(np.dot(factors, slopes)), sum(factors)


@pytest.mark.parametrize("steps", [1, 2, 7])
@pytest.mark.parametrize("seed", SEEDS)
def test_steps_with_a_memory_are_sums_over_all_slopes(seed: int, steps: int) -> None:
    slopes, values = descent(seed, steps)
    velocity, _ = weighted(slopes, 0.8)
    mean, mean_of = weighted(slopes, 0.7)
    square, square_of = weighted([slope**2 for slope in slopes], 0.95)
    assert values["v_new"] == pytest.approx(velocity, rel=1e-11)
    assert values["w_momentum"] == pytest.approx(values["w"] - 0.3 * velocity, rel=1e-12)
    assert values["m_hat"] == pytest.approx(mean / mean_of, rel=1e-11)
    assert values["s_hat"] == pytest.approx(square / square_of, rel=1e-11)
    step = 0.3 * (mean / mean_of) / (square / square_of) ** 0.5
    assert values["w_adam"] == pytest.approx(values["w"] - step, rel=1e-11)
    if steps == 1:
        assert abs(step) == pytest.approx(0.3, rel=1e-12)  # however steep the loss is


def test_a_velocity_that_gathers_one_slope_reaches_its_limit() -> None:
    velocity, _ = weighted([1.0] * 500, 0.9)
    assert Values(vars(gradient_check), {"beta": 0.9})["longest"] == pytest.approx(velocity)


def test_momentum_on_the_network() -> None:
    """Against slopes by autograd, on a forward pass written once more."""

    def loss(weights: Any) -> Any:
        first, second = anp.reshape(weights[:4], (2, 2)), anp.reshape(weights[4:], (2, 2))
        hidden = 1 / (1 + anp.exp(-anp.dot(X, first)))
        return anp.sum((1 / (1 + anp.exp(-anp.dot(hidden, second))) - [0.3, 0.7]) ** 2) / 2

    weights = np.concatenate([README.W1.ravel(), README.W2.ravel()])
    velocity = np.zeros(8)
    for _ in range(20):
        velocity = 0.9 * velocity + autograd.grad(loss)(weights)
        weights = weights - 0.5 * velocity
    found = gradient_check.loss_with_momentum(0.5, 0.9, 20)
    assert found == pytest.approx(loss(weights), rel=1e-9)
    assert found < gradient_check.loss_at(0.5, 20) / 10


NEAR_MISSES: dict[str, Callable[[Any], Any]] = {
    "lost slope of the sigmoid": lambda v: (v["y_hat"] - v["y"]) * v["x"],
    "sign": lambda v: -v["dL_dw"],
    "lost input": lambda v: v["dL_dw"] / v["x"],
    "off by one part in ten million": lambda v: v["dL_dw"] * (1 + 1e-7),
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("near_miss", NEAR_MISSES)
def test_the_oracle_rejects_near_misses(near_miss: str, seed: int) -> None:
    given = inputs(seed)
    found = NEAR_MISSES[near_miss](Values(vars(gradient_check), given))
    slope = autograd.grad(oracle_loss)(given["w"], given["x"], given["y"])
    assert found != pytest.approx(slope, rel=1e-9)


def error(name: str, epsilon: float) -> float:
    given = {**gradient_check.EXAMPLE, "epsilon": epsilon}
    return float(Values(vars(gradient_check), given)[name])


def test_the_best_nudge_lies_where_the_page_says() -> None:
    # A hundredth of the nudge leaves a hundredth of one error, a ten-thousandth of the other.
    assert error("r_forward", 1e-3) / error("r_forward", 1e-5) == pytest.approx(100, rel=0.1)
    assert error("r", 1e-1) / error("r", 1e-3) == pytest.approx(1e4, rel=0.1)
    assert error("r", 1e-5) < 1e-9 < error("r", 1e-12)
    assert error("r", 1e-5) < error("r_forward", 1e-5)


def network_loss(flat: Any, x: Any) -> Any:
    """The sigmoid network, written once more; its eight weights in one row."""
    W1, W2 = anp.reshape(flat, (2, 2, 2))
    hidden = 0.5 * (1 + anp.tanh(anp.dot(x, W1) / 2))
    out = 0.5 * (1 + anp.tanh(anp.dot(hidden, W2) / 2))
    return 0.5 * anp.sum((T - out) ** 2)


START = np.concatenate([README.W1.ravel(), README.W2.ravel()])
RULES: dict[str, Callable[[Any, Any], Any]] = {
    "right": lambda slope, _: slope,
    "without": lambda slope, _: np.concatenate([np.zeros(4), slope[4:]]),
    "flipped": lambda slope, _: np.concatenate([-slope[:4], slope[4:]]),
    "slip": lambda slope, flat: slope * borrowed(flat),
}


def borrowed(flat: Any) -> Any:
    """The published slip as factors: the slope of hidden unit 1 in place of that of unit 2."""
    hidden = 1 / (1 + np.exp(-X @ flat[:4].reshape(2, 2)))[0]
    slopes = hidden * (1 - hidden)
    ratio = slopes[0] / slopes[1]
    return np.array([1, ratio, 1, ratio, 1, 1, 1, 1])


def losses(rule: str, x: Any = X, steps: int = 300) -> list[float]:
    """Training with a rule, on gradients that autograd finds."""
    flat, found = START, [network_loss(START, x)]
    for _ in range(steps):
        flat = flat - 0.5 * RULES[rule](autograd.grad(network_loss)(flat, x), flat)
        found.append(network_loss(flat, x))
    return [float(loss) for loss in found]


@pytest.mark.parametrize("rule", RULES)
def test_the_loss_falls_at_every_step_by_any_of_the_rules(rule: str) -> None:
    expected = losses(rule)
    assert np.all(np.diff(expected) < 0)
    ours = getattr(gradient_check, f"loss_{rule}")
    for steps in (10, 100, 300):
        assert ours(0.5, steps) == pytest.approx(expected[steps], rel=1e-9)


def test_large_inputs_bring_the_wrong_sign_to_light() -> None:
    wrong, right = losses("flipped", 10 * X), losses("right", 10 * X)
    for steps in (50, 300):
        assert gradient_check.loss_flipped_large(0.5, steps) == pytest.approx(wrong[steps])
    assert gradient_check.loss_right_large(0.5, 300) == pytest.approx(right[300])
    assert wrong[50] < wrong[0] / 3
    assert wrong[300] > 50 * right[300]


@pytest.mark.parametrize("rule", ["slip", "without", "flipped"])
def test_the_angles(rule: str) -> None:
    slope = autograd.grad(network_loss)(START, X)
    found = RULES[rule](slope, START)
    # The sine, since a cosine near 1 keeps few digits.
    across = found - slope * (found @ slope) / (slope @ slope)
    sine = np.linalg.norm(across) / np.linalg.norm(found)
    angle = getattr(gradient_check, f"angle_{rule}")()
    assert angle == pytest.approx(np.degrees(np.arcsin(sine)), rel=1e-2)


def test_the_check_tells_the_rules_apart() -> None:
    names = ("r_W3", "r_W3_slip", "r_W3_flipped")
    right, slip, flipped = (getattr(gradient_check, name)(1e-5) for name in names)
    assert right < 1e-6 < 1e-4 < slip < 1e-3 < flipped
    assert flipped == pytest.approx(2, rel=1e-6)
    assert slip == pytest.approx(training.readme_wrong_off(), rel=1e-3)


def test_the_check_is_blind_where_all_weights_are_equal() -> None:
    same = Network(np.full((2, 2), 0.4), README.b1, np.full((2, 2), 0.4), README.b2)
    right, slip = training.gradients(same, X, T), training.readme_gradients(same, X, T)
    np.testing.assert_allclose(slip.W1, right.W1, rtol=1e-12)


def test_three_rates() -> None:
    small, good, large = (
        [gradient_check.loss_at(rate, steps) for steps in range(21)] for rate in (0.5, 10.0, 500.0)
    )
    assert np.all(np.diff(small) < 0)
    assert small[-1] > small[0] / 2
    assert np.all(np.diff(good) < 0)
    assert good[-1] < 1e-6
    assert large[0] < min(large[1], large[-1])
    assert np.ptp(large[-5:]) < 1e-9
