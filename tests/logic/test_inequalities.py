"""Inequalities are decided with error bounds: what is true passes, and a near miss is false."""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from flint import arb, ctx

from checked_equations.equations.errors import FalseStatement, Problem
from checked_equations.equations.loading.load import Library
from checked_equations.equations.meaning.scope import Scope
from checked_equations.equations.models.model import Model
from checked_equations.equations.models.points import Points
from checked_equations.equations.values.balls import Ball, Undecided, as_ball
from checked_equations.equations.values.formula import Formula
from checked_equations.equations.values.report import Binding, Report
from checked_equations.equations.verdict.verify import verify
from checked_equations.pages.marks import mark_rows, mark_text
from tests.site import ROOT, run, tiny_site

pytestmark = pytest.mark.slow

# One unit of each kind, from scalars.
UNITS = '''"""Units."""

import math

import numpy as np


def y(x, w):
    return x * w


def sigma(z):
    return 1 / (1 + np.exp(-z))


def p(z):
    return sigma(z)


def m(z):
    return math.exp(z)


def k(z):
    return float(z)


def size(x):
    return np.abs(x)


def r(x):
    return np.maximum(x, 0) + np.where(x < 0, x**2, x) + max(x, 1)


def d(z):
    return z + 1.0 - isinstance(z, float)


def g(z):
    return math.tanh(z)


NOTATION = {
    "x": ("x", "scalar", "an input"),
    "w": ("w", "scalar", "an input"),
    "z": ("z", "scalar", "an input"),
    "c": ("c", "scalar", "an input", "positive"),
    "y": ("y", "scalar", "a product"),
    "p": ("p", "scalar", "what the sigmoid gives"),
    "m": ("m", "scalar", "an exponential of the standard library"),
    "k": ("k", "scalar", "a number cut short"),
    "size": ("s", "scalar", "the absolute value of x"),
    "r": ("r", "scalar", "something with branches"),
    "d": ("d", "scalar", "something that depends on a type"),
    "sigma": (r"\\sigma", "function", "the sigmoid"),
    "g": ("g", "function", "a function of the standard library"),
}

FORWARD = [y, p, m, k, size, r, d]

EXAMPLE = {"x": 0.5, "w": 2.0, "z": 0.25, "c": 0.75}
'''

# A layer with softmax, once as it is written, and once without overflow.
SOFTMAX = '''"""A layer."""

import numpy as np


def z(x, W):
    return x @ W


def y(z):
    return np.exp(z) / np.sum(np.exp(z))


def q(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


def E(y, t):
    return np.sum((y - t) ** 2) / 2


NOTATION = {
    "x": ("x_i", "input", "an input"),
    "W": ("W_{ij}", "input, output", "a weight"),
    "z": ("z_j", "output", "a score"),
    "y": (r"\\hat{y}_j", "output", "a share"),
    "q": ("q_j", "output", "a share"),
    "t": ("t_j", "output", "a target"),
    "E": ("E", "scalar", "the loss"),
}

FORWARD = [z, y, q, E]

EXAMPLE = {
    "x": np.array([0.5, -1.5]),
    "W": np.array([[0.2, -0.7, 0.1], [0.4, 0.9, 0.3]]),
    "t": np.array([0.0, 1.0, 0.0]),
}
'''


@dataclass
class Bench:
    models: dict[str, Model]

    def verify(self, latex: str, model: str, snippet: str | None = None) -> Report:
        scope = Scope(Points(self.models[model]))
        binding = Binding(self.models[model], snippet, None) if snippet else None
        return verify(Formula(scope.parse(latex), scope), binding)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    site = tiny_site(
        tmp_path_factory.mktemp("site") / "a", {}, {"units": UNITS, "softmax": SOFTMAX}
    )
    models, errors = Library(site, "snippets").load()
    assert errors == []
    return Bench(models)


TRUE = [
    ("units", r"0 < p < 1"),
    ("units", r"\sigma(z) < 1"),
    ("units", r"-1 < \tanh(z) < 1"),
    ("units", r"\sigma'(z) \le \frac{1}{4}"),
    ("units", r"\sigma'(z) \leq 0.25"),
    ("units", r"0 < \frac{\partial p}{\partial z} \le \frac{1}{4}"),
    ("units", r"e^z > 0"),
    ("units", r"e^{e^{z}} > 0"),
    ("units", r"e^x \ge 1 + x"),
    ("units", r"x^2 + 1 > 0"),
    ("units", r"(x - w)^2 \geq 0"),
    ("units", r"e^x e^w \le \frac{1}{2} (e^{2x} + e^{2w})"),
    ("units", r"s \ge x"),
    ("units", r"r \ge 1 + x"),
    ("units", r"2.7 < e < 2.8"),
    ("units", r"y = w x < x w + 1"),
    ("units", r"\frac{\partial y}{\partial x} \ge w"),
    ("units", r"\frac{1}{x^2} > 0"),
    ("units", r"x \ne x + 1"),
    ("units", r"\frac{1}{1 + e^{-z}} > 0"),
    ("softmax", r"(\sum_j z_j)^2 \le 999 + (\sum_j z_j)^2"),
    # Equal everywhere, and exact arithmetic shows it.
    ("units", r"x \le x"),
    ("units", r"(x + 1)^2 \ge x^2 + 2x + 1"),
    ("softmax", r"0 < \hat{y}_j < 1"),
    ("softmax", r"0 < q_j < 1"),
    ("softmax", r"E \ge 0"),
    ("softmax", r"\sum_j \hat{y}_j < 1.01"),
    ("softmax", r"\frac{\partial \hat{y}_1}{\partial z_1} > 0"),
    ("softmax", r"\frac{\partial \hat{y}_1}{\partial z_1} \le \frac{1}{4}"),
    ("tiny", r"L \ge 0"),
    ("tiny", r"f'(h_j')^2 \ge 0"),
    ("tiny", r"\hat{s} < \hat{s} + 1"),
]


@pytest.mark.parametrize(("model", "latex"), TRUE)
def test_true(bench: Bench, model: str, latex: str) -> None:
    report = bench.verify(latex, model)
    # The formula's own points, and those close to zero, are decided always.
    assert report.decided > 100


FALSE = [
    ("units", r"0 < p < 0.9999999"),
    ("units", r"0.0000001 < p"),
    ("units", r"\tanh(z) < 0.999"),
    ("units", r"\sigma'(z) \le 0.24"),
    ("units", r"\sigma'(z) < \frac{1}{4}"),
    ("units", r"\frac{\partial p}{\partial z} \le 0.24"),
    ("units", r"e^z > 0.00001"),
    ("units", r"e^x > 1 + x"),
    ("units", r"x^2 > 0"),
    ("units", r"(x - w)^2 > 0"),
    ("units", r"s > x"),
    ("units", r"r > 1 + x"),
    ("units", r"x \ne w"),
    ("units", r"x \ne x"),
    ("units", r"x > x"),
    ("units", r"(x + 1)^2 \ne x^2 + 2x + 1"),
    ("units", r"y = w x < x w"),
    ("units", r"2.8 < e"),
    ("softmax", r"0 < \hat{y}_j < 0.9999999"),
    ("softmax", r"q_j < 0.999"),
    ("softmax", r"\max_j \hat{y}_j \ge \frac{1}{3}"),
    ("softmax", r"(\sum_j t_j)^2 \le 5 \sum_j t_j^2"),
    ("softmax", r"(\sum_j t_j)^2 \le 50 \sum_j t_j^2"),
    ("units", r"\frac{1}{1 + e^{-z}} > \frac{1}{1000000000}"),
    ("softmax", r"\sum_j \hat{y}_j < 0.999"),
    ("softmax", r"\frac{\partial \hat{y}_1}{\partial z_1} \le 0.24"),
    ("tiny", r"L > 0"),
    ("tiny", r"L > 0.001"),
    ("tiny", r"f'(h_j') \ge 0"),
    ("tiny", r"h_j \le 1"),
]


@pytest.mark.parametrize(("model", "latex"), FALSE)
def test_false(bench: Bench, model: str, latex: str) -> None:
    with pytest.raises(FalseStatement, match="is false at"):
        bench.verify(latex, model)


# As far from zero as the numbers that are written lead.
BEYOND = [
    r"w < 3 \cdot 10^6",
    r"w < 3000000",
    r"w > -2000 \cdot 2000",
    r"w \ne 1234567",
    r"w \ne x + 10^9",
    r"w^2 < 10^{13}",
    r"w^2 \ne 10^{14}",
    r"(w^2)^{\frac{1}{3}} < 9 \cdot 99999",
    r"c \le 10^{20}",
    r"c \ne 10^{-8}",
    r"10^{-7} w < 1",
    r"w - x < 10^9",
    r"y \ne 123456789",
    r"w e^{-x^2} < 10^7",
    r"w \le 10^7 (1 + x^2)",
    r"\log(1 + w^2) \ne 40",
    r"w < 10^{200}",
    r"p > 10^{-12}",
    r"p < 1 - e^{-100}",
]


@pytest.mark.parametrize("latex", BEYOND)
def test_numbers_tell_where_to_look(bench: Bench, latex: str) -> None:
    with pytest.raises(FalseStatement, match="is false"):
        bench.verify(latex, "units")


@pytest.mark.parametrize(
    "latex",
    [
        r"p < 1 + 10^{-9}",
        r"p < 10^{100}",
        r"10^7 w^2 \ge 0",
        r"e^w > -10^7",
        r"\sqrt{w^2 + 10^8} > w",
        r"w^2 + x^2 \ge 2 w x + 10^9 - 10^9",
        r"10 w + 20 > 10 w + 19",
        r"1 + e^{-100 w} > 1",
        r"w + 10^7 \ne w",
        r"w^2 + 100 \ne 0",
        r"|\sin(100 w)| \le 1",
    ],
)
def test_what_holds_far_from_zero_too(bench: Bench, latex: str) -> None:
    bench.verify(latex, "units")


UNDECIDED = [
    ("units", r"\frac{x}{3} \le \frac{1}{3} x", "both sides are"),
    ("units", r"x \le x + 0.1 - \frac{1}{10}", "both sides are"),
    ("units", r"\sin(x)^2 + \cos(x)^2 \le 1", "both sides are 1"),
    ("units", r"p \ne \sigma(z)", "both sides are"),
    ("units", r"p < p", "both sides are"),
    ("softmax", r"\sum_j \hat{y}_j \le 1", "both sides are 1"),
    ("softmax", r"q_j \ge \hat{y}_j", "both sides are"),
    ("units", r"m > 0", "the snippet m raises"),
    ("units", r"k < z + 1", "the snippet k raises"),
    ("units", r"g(z) < 1", "the function g raises"),
    ("units", r"d < z + 2", "in floats and"),
    # Defined at the formula's own points, but not far out.
    ("units", r"\log(x + 2) \le x + 2", "has no value there"),
]


@pytest.mark.parametrize(("model", "latex", "why"), UNDECIDED)
def test_what_cannot_be_decided_is_not_called_false(
    bench: Bench, model: str, latex: str, why: str
) -> None:
    with pytest.raises(Problem, match="cannot be decided at") as caught:
        bench.verify(latex, model)
    assert why in caught.value.wrong
    assert not isinstance(caught.value, FalseStatement)


def test_a_formula_that_is_undefined_at_generic_points_is_refused(bench: Bench) -> None:
    with pytest.raises(Problem, match="cannot be evaluated"):
        bench.verify(r"\log(x) < x + 1", "units")


def test_the_page_says_at_how_many_points(bench: Bench) -> None:
    report = bench.verify(r"\hat{s} < \hat{s} + 1", "tiny", "s")
    holds = f"the inequality holds at {report.decided} points"
    assert mark_text(report) == f"{holds}, the Python agrees"
    assert ("the inequality", f"holds at {report.decided} points") in [
        row[:2] for row in mark_rows(report)
    ]


def test_the_page_says_which_sides_agree(bench: Bench) -> None:
    report = bench.verify(r"y = w x < x w + 1 < y + 1.5", "units", "y")
    assert mark_text(report).startswith("the sides of each = agree, the 2 inequalities hold at")
    assert "digits written" not in mark_text(report)
    equal = bench.verify(r"y = w x", "units", "y")
    assert mark_text(equal) == "both sides agree, the Python agrees"
    assert equal.decided == 0


def test_only_an_inequality_loads_arb() -> None:
    code = "import sys, checked_equations.pages.check; sys.exit('flint' in sys.modules)"
    assert run("-c", code, cwd=ROOT).returncode == 0


# Balls.

FUNCTIONS: list[Callable[[Any], Any]] = [
    np.exp,
    np.expm1,
    np.exp2,
    np.log,
    np.log1p,
    np.log2,
    np.log10,
    np.sqrt,
    np.sin,
    np.cos,
    np.tan,
    np.sinh,
    np.cosh,
    np.tanh,
    np.arcsin,
    np.arccos,
    np.arctan,
    np.arcsinh,
    lambda u: np.arccosh(1 + u),
    np.arctanh,
    np.abs,
    np.square,
    lambda u: u**3 - 2 * u**-1,
    lambda u: 2**u + u**u + u**0.5,
    lambda u: np.float64(3) - u + np.float64(2) * u / (1 - u) - (1 / u),
    lambda u: np.maximum(-u, np.array([u, 0.5])) @ np.ones(2),
    lambda u: np.linalg.norm(np.array([u, 1])),
    lambda u: np.where(u > 0.5, u * u, 3 * u),
    lambda u: np.var(np.array([u, 2 * u, 0.5])),
    lambda u: np.mean(np.outer([u, 1], [2, u])) + np.max(np.array([u, 2 * u])),
]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_balls_contain_what_floats_give_and_its_derivative(function: Callable[[Any], Any]) -> None:
    rng = np.random.default_rng(1)
    for u in rng.uniform(0.01, 0.99, 50):
        with ctx.workprec(30):  # so that a ball is wider than the rounding of floats
            ball = as_ball(function(Ball(arb(float(u)), arb(1))))
        assert ball.slope is not None
        step = 1e-6
        assert ball.value.contains(arb(float(function(u)), 1e-12))
        numerical = (function(u + step) - function(u - step)) / (2 * step)
        assert float(ball.slope.mid()) == pytest.approx(numerical, rel=1e-5, abs=1e-6)


def test_random_expressions_lie_in_their_balls() -> None:
    rng = np.random.default_rng(2)
    binary: list[Callable[[Any, Any], Any]] = [
        operator.add,
        operator.sub,
        operator.mul,
        operator.truediv,
        np.maximum,
        np.minimum,
    ]
    for _ in range(300):
        numbers = list(rng.uniform(0.5, 2, 4))
        with ctx.workprec(30):
            balls = [as_ball(number) for number in numbers]
            for _ in range(5):
                operation = binary[rng.integers(len(binary))]
                i, j = rng.choice(len(numbers), 2, replace=False)
                numbers.append(np.tanh(operation(numbers[i], numbers[j])))
                try:
                    balls.append(np.tanh(operation(balls[i], balls[j])))
                except Undecided:  # two of equal value were compared
                    numbers.pop()
        for number, ball in zip(numbers, balls, strict=True):
            assert ball.value.overlaps(arb(float(number), 1e-9))


WIDE = Ball(arb(0, 1))
COMPARISONS: list[Callable[[Any], Any]] = [
    lambda a: max(a, 0),
    lambda a: 1 if a > 0 else 2,
    lambda a: 1 if a else 2,
    lambda a: a == 0,
    lambda a: a != WIDE,
    lambda a: a >= a + 0,
    lambda a: np.maximum(a, 0),
    lambda a: np.minimum(np.array([a, a]), 0),
    lambda a: np.where(np.array([a]) < 0, 1, 2),
    lambda a: np.max(np.array([a, 0])),
    lambda a: np.argmax(np.array([a, 0])),
    lambda a: np.sort(np.array([a, 0])),
    lambda a: np.sign(np.array([a])),
    lambda a: np.clip(np.array([a]), 0, 1),
    lambda a: sorted([a, 0]),
]


@pytest.mark.parametrize("compare", COMPARISONS)
def test_no_branch_is_taken_by_balls_that_overlap(compare: Callable[[Any], Any]) -> None:
    with pytest.raises(Undecided):
        compare(WIDE)


def test_exact_balls_are_compared() -> None:
    assert as_ball(0) >= 0
    assert as_ball(0.5) != 0.25
    assert not as_ball(1) > 1
    assert np.max(np.array([as_ball(1), as_ball(1)])) == 1


def test_a_kink_has_no_derivative() -> None:
    moving: Any = Ball(arb(0), arb(1))
    with pytest.raises(Undecided):
        np.maximum(moving, 0)
    assert abs(moving).value == 0
    slope = abs(moving).slope
    assert slope is not None
    assert slope.is_nan()
    slope = np.sqrt(moving * moving).slope
    assert slope is not None
    assert slope.is_nan()


@pytest.mark.parametrize("number", [-2.5, -1.5, -0.7, -0.5, 0.0, 0.5, 1.5, 2.0, 2.3, 3.5, 1e6])
@pytest.mark.parametrize("function", [np.floor, np.ceil, np.rint, np.round])
def test_balls_are_rounded_as_floats_are(function: Callable[[Any], Any], number: float) -> None:
    (ball,) = function(np.array([Ball(arb(number), arb(1))]))
    assert ball.value == function(number)
    below, above = function(number - 1e-6), function(number + 1e-6)
    assert ball.slope.is_zero() if below == above else ball.slope.is_nan()


def test_a_ball_across_a_step_keeps_both_values() -> None:
    (wide,) = np.floor(np.array([Ball(arb(1, 0.1), arb(1))]))
    assert wide.value.contains(0)
    assert wide.value.contains(1)
    assert wide.slope.is_nan()


CUT: list[Callable[[Any], Any]] = [
    float,
    int,
    complex,
    round,
    lambda a: np.array([a], dtype=float),
    lambda a: np.asarray(a).astype(complex),
    lambda a: np.zeros(2) + 1j * a,
    lambda a: np.trunc(np.array([a])),
    lambda a: [1, 2][a],
    lambda a: a + "1",
]


@pytest.mark.parametrize("cut", CUT)
def test_no_ball_is_cut_short(cut: Callable[[Any], Any]) -> None:
    with pytest.raises((TypeError, AttributeError)):
        cut(as_ball(0.5))
