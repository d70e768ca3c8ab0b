"""The value of a formula at a point, and what cannot have one."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.latex.parse import parse_chain
from checked_equations.equations.loading.load import Library
from checked_equations.equations.meaning.scope import Alias, Scope
from checked_equations.equations.models.points import Points
from checked_equations.equations.notation.tree import Symbol
from checked_equations.equations.notation.vocabulary import Vocabulary
from checked_equations.equations.values.evaluate import WIDTHS
from checked_equations.equations.values.figures import formatted
from checked_equations.equations.values.formula import Case, Formula
from tests.site import tiny_site


@pytest.fixture(scope="module")
def points(tmp_path_factory: pytest.TempPathFactory) -> Points:
    site = tiny_site(tmp_path_factory.mktemp("site") / "a", {})
    models, complaints = Library(site, "snippets").load()
    assert complaints == []
    return Points(models["tiny"])


def formula(points: Points, latex: str) -> Formula:
    """A formula with the given side, or with the given sides."""
    scope = Scope(points)
    return Formula(scope.parse(latex if "=" in latex else f"{latex} = 0"), scope)


def value(points: Points, latex: str, **indices: int) -> float:
    """The value of a side on the running example; indices count from 1."""
    found = formula(points, latex)
    found.check_shape()
    case = Case(points.example, {letter: index - 1 for letter, index in indices.items()})
    return float(np.real(found.evaluation(case)(found.chain.sides[0])))


X, W, V, T = [0.5, -1.5], [[0.2, -0.7], [0.4, 0.9]], [0.3, -0.8], 0.25
H_PRIME = [X[0] * W[0][j] + X[1] * W[1][j] for j in range(2)]
H = [math.tanh(u) for u in H_PRIME]
S = H[0] * V[0] + H[1] * V[1]
SLOPE = [1 - h**2 for h in H]

EXPRESSIONS: dict[str, float] = {
    "t": T,
    "x_2": X[1],
    "W_{12}": W[0][1],
    "W_{21}": W[1][0],
    "h_1'": H_PRIME[0],
    "h_2": H[1],
    r"\hat{s}": S,
    # arithmetic
    "t - 2 + t": 2 * T - 2,
    "-t^2": -(T**2),
    "(-t)^2": T**2,
    "-t x_1": -T * X[0],
    r"t - x_1 \cdot 2": T - 2 * X[0],
    r"\frac{t}{x_1} x_2": T / X[0] * X[1],
    r"t x_1 / x_2 \cdot 2": T * X[0] / X[1] * 2,
    r"\frac{1}{1 + e^{-t}}": 1 / (1 + math.exp(-T)),
    "e^{-t} e": math.exp(-T) * math.e,
    "t^{2 x_1}": T ** (2 * X[0]),
    # functions: \log is natural
    r"\log t": math.log(T),
    r"\ln(t)": math.log(T),
    r"\log t - 1": math.log(T) - 1,
    r"\log t \cdot 2": math.log(T) * 2,
    r"\exp(t) \sin t \cos t \tanh t": math.exp(T) * math.sin(T) * math.cos(T) * math.tanh(T),
    "f(t)": math.tanh(T),
    "f(t)^2": math.tanh(T) ** 2,
    "f'(h_1')": SLOPE[0],
    "f'(t + x_1)": 1 - math.tanh(T + X[0]) ** 2,
    # sums reach to the end of their term
    r"\sum_i x_i W_{i2}": H_PRIME[1],
    r"\sum_j h_j v_j + t": S + T,
    r"\sum_j h_j v_j \cdot t": S * T,
    r"t \sum_j h_j": T * sum(H),
    r"\sum_{j=1}^{2} v_j^2": V[0] ** 2 + V[1] ** 2,
    r"\sum_i \sum_j x_i W_{ij} v_j": H_PRIME[0] * V[0] + H_PRIME[1] * V[1],
    r"(\sum_j v_j) (\sum_j h_j)": sum(V) * sum(H),
    # derivatives: what follows moves, what precedes stays
    r"\frac{\partial \hat{s}}{\partial h_1}": V[0],
    r"\frac{\partial \hat{s}}{\partial x_1}": sum(W[0][j] * SLOPE[j] * V[j] for j in range(2)),
    r"\frac{\partial h_1}{\partial h_1'}": SLOPE[0],
    r"\frac{\partial h_1'}{\partial h_1}": 0.0,
    r"\frac{\partial h_2}{\partial W_{11}}": 0.0,
    r"\frac{\partial h_1}{\partial h_1}": 1.0,
    r"\frac{\partial L}{\partial \hat{s}}": S - T,
    r"\frac{\partial L}{\partial t}": T - S,
    r"\partial L / \partial v_2": (S - T) * H[1],
    r"\frac{\partial}{\partial t}[t^2 + x_1]": 2 * T,
    r"\frac{\partial}{\partial \hat{s}}\left[(\hat{s} - t)^2\right]": 2 * (S - T),
    r"\frac{\partial (L + \hat{s})}{\partial \hat{s}}": S - T + 1,
    r"\frac{\mathrm{d} L}{\mathrm{d} \hat{s}}": S - T,
    r"\frac{\partial (\sum_j h_j v_j)}{\partial v_1}": H[0],
    # marks change nothing
    r"\underbrace{t x_1}_{\text{words}} + t": T * X[0] + T,
    r"\left( t \right) \, x_1": T * X[0],
}


@pytest.mark.parametrize("latex", EXPRESSIONS)
def test_value(points: Points, latex: str) -> None:
    assert value(points, latex) == pytest.approx(EXPRESSIONS[latex], rel=1e-12, abs=1e-15)


INDEXED: dict[str, Callable[[int, int], float]] = {
    "W_{ij}": lambda i, j: W[i][j],
    r"h_j' x_i": lambda i, j: H_PRIME[j] * X[i],
    r"\frac{\partial h_j}{\partial W_{ij}}": lambda i, j: SLOPE[j] * X[i],
    r"\frac{\partial \hat{s}}{\partial W_{ij}}": lambda i, j: SLOPE[j] * X[i] * V[j],
    r"\sum_k x_k W_{kj} + x_i": lambda i, j: H_PRIME[j] + X[i],
}


@pytest.mark.parametrize("latex", INDEXED)
def test_indices_count_from_one_in_their_order(points: Points, latex: str) -> None:
    for i in (1, 2):
        for j in (1, 2):
            expected = pytest.approx(INDEXED[latex](i - 1, j - 1), rel=1e-12)
            assert value(points, latex, i=i, j=j) == expected


def test_central_differences_confirm_complex_steps(points: Points) -> None:
    case = Case(points.generic[0], {})
    for latex in (r"\frac{\partial L}{\partial W_{21}}", "f'(h_1')"):
        found = formula(points, latex)
        side = found.chain.sides[0]
        exact, near = (found.evaluation(case, central=c)(side) for c in (0.0, WIDTHS[0]))
        assert near == pytest.approx(exact, rel=1e-8)
        assert near != exact


CLAIMS = {
    r"\underbrace{\frac{\partial h_2}{\partial W_{11}}}_{=0} t": (0.0, 0.0),
    r"t \underbrace{\sum_i x_i W_{i1}}_{h_1'}": (H_PRIME[0], H_PRIME[0]),
    r"\underbrace{t}_{x_1}": (T, X[0]),
}


@pytest.mark.parametrize("latex", CLAIMS)
def test_braces_claim(points: Points, latex: str) -> None:
    found = formula(points, latex)
    evaluation = found.evaluation(Case(points.example, {}))
    evaluation(found.chain.sides[0])
    ((_, body, claim),) = evaluation.claims
    assert (body, claim) == pytest.approx(CLAIMS[latex])


REFUSED = {
    r"q": "unknown symbol q",
    r"s": r"unknown symbol s",
    r"\hat{t}": r"unknown symbol \hat{t}",
    r"t'": "unknown symbol t'",
    r"t_1": "unknown symbol t_{1}",
    r"W_{1}": "W_{1} has one index",
    r"W_{12}^{(1)}": "unknown symbol",
    r"h + t": "t, a number, but h, hidden×1 (2×1)",
    r"W_{ii}": "the index i runs over input elsewhere and over hidden",
    r"h_i x_i": "the index i runs over hidden elsewhere and over input",
    r"x_3": "the index 3 of x_{3}",
    r"x_0": "the index 0 of x_{0}",
    r"\sum_k t": "the sum over k, which is no index of anything in it",
    r"f": "the function f stands without its argument",
    r"f(t, t)": "f with 2 arguments",
    r"f''(t)": "a derivative within a derivative",
    r"\frac{\partial f'(t)}{\partial t}": "a derivative within a derivative",
    r"\frac{\partial}{\partial t}": "a derivative operator that acts on nothing",
    r"\frac{\partial L}{\partial (t + t)}": "a derivative by something that is not a value",
    r"\frac{\partial L}{\partial q}": "unknown symbol q",
    r"(t, x_1)": "a list where a value is needed",
}


@pytest.mark.parametrize("latex", REFUSED)
def test_refused(points: Points, latex: str) -> None:
    with pytest.raises(Problem) as caught:
        value(points, latex)
    assert REFUSED[latex] in str(caught.value)


def test_free_indices_stand_on_the_left(points: Points) -> None:
    assert formula(points, "h_j = f(h_j')").free == ["j"]
    assert formula(points, r"\frac{\partial L}{\partial W_{ij}} = t").free == ["i", "j"]
    assert formula(points, r"\hat{s} = \sum_j h_j v_j").free == []
    with pytest.raises(Problem, match="the index j is not on the left and not summed over"):
        _ = formula(points, r"\hat{s} = h_j v_j").free


def test_generic_points_are_generic(points: Points) -> None:
    """No zeros, no ones, nothing equal, no function that has an identity of its own."""
    for point in points.generic:
        numbers = np.concatenate([np.ravel(point.inputs[n]) for n in ("x", "W", "v", "t")])
        assert np.all(np.abs(numbers) > 0.2)
        assert np.all(np.abs(numbers - 1) > 1e-3)
        assert len(set(np.round(np.abs(numbers), 6))) == numbers.size
        f, slope = point.inputs["f"], point.inputs["f_prime"]
        u = np.array([-1.3, 0.2, 0.7])
        assert np.imag(f(u + 1e-30j)) / 1e-30 == pytest.approx(slope(u))
        for identity in (f(u) * (1 - f(u)), 1 - f(u) ** 2, f(u), np.ones(3)):
            assert np.min(np.abs(slope(u) - identity)) > 1e-3


def test_points_are_the_same_in_every_build(points: Points) -> None:
    first, other = (point.inputs["W"] for point in points.generic)
    assert np.array_equal(first, Points(points.model).generic[0].inputs["W"])
    assert not np.array_equal(first, other)


def test_other_sizes_differ_from_each_other(points: Points) -> None:
    (point,) = points.of_other_sizes()
    assert point.inputs["W"].shape == (3, 4)
    assert point.sizes == {"input": 3, "hidden": 4}


def test_a_nudge_moves_what_follows_alone(points: Points) -> None:
    point = points.example
    nudged = point.nudged("h", (0,), 0.5)
    assert nudged["s"] == pytest.approx(S + 0.5 * V[0])
    assert nudged["h_prime"] == pytest.approx(H_PRIME)
    assert point.values["s"] == pytest.approx(S)


def test_definitions_are_put_in(points: Points) -> None:
    left, body = parse_chain("c = t x_1", points.model.vocabulary).sides
    assert isinstance(left, Symbol)
    scope = Scope(points, {left.key: body})
    found = Formula(scope.parse("2 c = 2 t x_1"), scope)
    case = Case(points.example, {})
    assert found.evaluation(case)(found.chain.sides[0]) == 2 * T * X[0]


ALIASES = {
    # another name and what it names: a formula, and the same in the model's own names
    ("w", "W_{12}"): ("w + w_1 = W_{12}", "W_{12} + w_1 = W_{12}"),
    ("a_j", "h_j'"): ("a_2 = a_k + a_{12}", "h_2' = h_k' + a_{12}"),
    ("V_{ji}", "W_{ij}"): ("V_{12} = V_{kl}", "W_{21} = W_{lk}"),
    ("w_3", "W_{12}"): ("w_3 = w_4", "W_{12} = w_4"),
}


@pytest.mark.parametrize(("name", "meant"), ALIASES)
def test_other_names_are_put_into_the_models_own(points: Points, name: str, meant: str) -> None:
    left, right = parse_chain(f"{name} = {meant}", Vocabulary()).sides
    assert isinstance(left, Symbol)
    assert isinstance(right, Symbol)
    latex, expected = ALIASES[name, meant]
    found = Scope(points, aliases=(Alias(left, right),)).parse(latex)
    wanted = parse_chain(expected, Vocabulary())
    shown = [[s.latex for s in side.walk() if isinstance(s, Symbol)] for side in found.sides]
    assert shown == [
        [s.latex for s in side.walk() if isinstance(s, Symbol)] for side in wanted.sides
    ]


@pytest.mark.parametrize(("value", "shown"), [(-0.0, "0.00"), (0.0, "0.00"), (-0.25, "−0.25")])
def test_a_zero_of_either_sign_is_written_without_it(value: float, shown: str) -> None:
    assert formatted(value, ".2f", "x") == shown
