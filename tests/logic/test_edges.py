"""Where a formula leaves a branch, a step or the middle of a domain, it is tried too."""

import pytest

from checked_equations.equations.errors import FalseStatement, Pointless, Problem
from checked_equations.equations.loading.load import Library
from checked_equations.equations.meaning.scope import Scope
from checked_equations.equations.models.model import Model
from checked_equations.equations.models.points import Points
from checked_equations.equations.values.formula import Formula
from checked_equations.equations.values.report import Report
from checked_equations.equations.verdict.verify import verify
from tests.site import tiny_site

pytestmark = pytest.mark.slow

EDGES = '''"""Functions that leap, and inputs with domains."""

import math

import numpy as np

atan = np.arctan


def angle(v):
    return np.arctan(v)


def rounded(v):
    return np.round(v)


def whole(v):
    return np.floor(v)


def relu(v):
    return np.maximum(v, 0.0)


def s(w, y):
    return np.arctan(w) + np.arctan(y)


def d(w, y):
    return np.arctan((w + y) / (1 - w * y))


def r(w):
    return np.where(w > 0, w, 0.0)


def H(w, y):
    return np.where(w < 1, w, y)


def B(w, y):
    return w * y if w > 3 and y < -2 else w + y


def V(z):
    return np.var(z)


def S(z, t):
    return -np.sum(t * np.log(np.exp(z) / np.sum(np.exp(z))))


def G(w):
    return math.exp(w)


NOTATION = {
    "w": ("w", "scalar", "an input"),
    "y": ("y", "scalar", "an input"),
    "a": ("a", "scalar", "an input", "positive"),
    "z": ("z_j", "unit", "inputs"),
    "t": ("t_j", "unit", "a target", "0 or 1, adds up to one along unit"),
    "v": ("v_j", "unit", "shares", "positive, adds up to one along unit"),
    "o": ("o_j", "unit", "inputs in order", "sorted"),
    "s": ("s", "scalar", "a sum of angles"),
    "d": ("d", "scalar", "the angle of a sum"),
    "r": ("r", "scalar", "a rectified input"),
    "H": ("H", "scalar", "one of two inputs"),
    "V": ("V", "scalar", "a variance"),
    "S": ("S", "scalar", "a cross-entropy"),
    "G": ("G", "scalar", "an exponential"),
    "B": ("B", "scalar", "something with a far corner"),
    "atan": (r"\\arctan", "function", "the arctangent"),
    "angle": (r"\\text{angle}", "function", "the same in a function of its own"),
    "rounded": (r"\\text{round}", "function", "the closest whole number"),
    "whole": (r"\\text{floor}", "function", "the whole number below"),
    "relu": (r"\\text{ReLU}", "function", "the rectifier"),
}

FORWARD = [s, d, r, H, B, V, S, G]

EXAMPLE = {
    "w": 0.7, "y": -0.4, "a": 0.3, "z": np.array([0.5, -0.8]), "t": np.array([0.0, 1.0]),
    "v": np.array([0.25, 0.75]), "o": np.array([0.2, 0.5]),
}
'''


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    folder = tmp_path_factory.mktemp("site") / "a"
    models, errors = Library(tiny_site(folder, {}, {"edges": EDGES}), "snippets").load()
    assert errors == []
    return models["edges"]


def check(model: Model, latex: str) -> Report:
    scope = Scope(Points(model))
    return verify(Formula(scope.parse(latex), scope), None)


@pytest.mark.parametrize(
    "latex",
    [
        r"\arctan(w) + \arctan(y) = \arctan(\frac{w + y}{1 - w y})",
        r"\text{angle}(w) + \text{angle}(y) = \text{angle}(\frac{w + y}{1 - w y})",
        r"\text{angle}(w) - \text{angle}(y) = \text{angle}(\frac{w - y}{1 + w y})",
        r"\text{angle}(a) + \text{angle}(\frac{1}{2}) = \text{angle}(\frac{2a + 1}{2 - a})",
        "s = d",
        r"s = \text{angle}(\frac{w + y}{1 - w y})",
        r"\text{angle}(w) + \sqrt{(w - 9)^2} = \text{angle}(w) + 9 - w",
    ],
)
def test_an_angle_is_tried_beyond_its_pole(model: Model, latex: str) -> None:
    with pytest.raises(FalseStatement, match="differ"):
        check(model, latex)


@pytest.mark.parametrize(
    "latex",
    [
        r"s = \text{angle}(w) + \arctan(y)",
        r"\text{angle}(\frac{1}{w}) = -\arctan(-\frac{1}{w})",
        r"\text{angle}(\frac{1}{z_j}) + w = w + \arctan(\frac{1}{z_j})",
    ],
)
def test_what_holds_of_angles_on_all_branches(model: Model, latex: str) -> None:
    check(model, latex)


def test_bounds_of_scalars_with_branches(model: Model) -> None:
    for latex in (r"r \ge 0", r"r \ge w", r"\text{ReLU}(w) \ge 0",
                  r"\frac{\partial H}{\partial w} \le 1"):  # fmt: skip
        check(model, latex)
    for latex in ("r > 0", r"r \le w", r"\text{ReLU}(w) > 0",
                  r"\frac{\partial H}{\partial w} < 1"):  # fmt: skip
        with pytest.raises(FalseStatement, match="is false at"):
            check(model, latex)


def test_bounds_of_rounded_numbers(model: Model) -> None:
    for latex in (r"\text{floor}(w) \le w", r"w - 1 < \text{floor}(w)", r"V \ge 0",
                  r"\text{round}(w) \le w + \frac{1}{2}"):  # fmt: skip
        check(model, latex)
    for latex in (r"\text{floor}(w) < w", r"w - 1 \ge \text{floor}(w)", r"V \le 0",
                  r"\text{round}(w) < w + \frac{1}{2}"):  # fmt: skip
        with pytest.raises(FalseStatement, match="is false at"):
            check(model, latex)


def test_inputs_of_a_function_that_has_no_bounds_are_numbers(model: Model) -> None:
    with pytest.raises(Problem, match=r"in G .* \(w = [-\d.]+\)$"):
        check(model, "G > 0")


def test_the_norm_of_what_is_nearly_zero(model: Model) -> None:
    check(model, r"\|\frac{\partial S}{\partial z}\| \le 2")
    with pytest.raises(FalseStatement, match="is false at"):
        check(model, r"\|\frac{\partial S}{\partial z}\| \le 1")


def test_the_order_of_sorted_elements_decides(model: Model) -> None:
    check(model, r"\min_j o_j = o_1")
    for latex in (r"\max_j o_j = o_1", r"\min_j z_j = z_1"):
        with pytest.raises(FalseStatement, match="differ"):
            check(model, latex)


def test_a_side_that_is_never_reached_is_named(model: Model) -> None:
    cases = r"\begin{cases} |w|^2 & w > 0 \\ w^2 & \text{otherwise} \end{cases}"
    for latex, start, says in (
        (f"w^2 = {cases}", "|w|", r"below 0 in \left| w \right| where w > 0, so"),
        (r"w^2 = \max(w^2, 0)", r"\max", r"below 0 in \max(w^{2}, 0), so"),
    ):
        with pytest.raises(Problem) as caught:
            check(model, latex)
        assert says in str(caught.value)
        assert caught.value.offset == latex.index(start)


def test_a_whole_number_is_held_against_all_inputs(model: Model) -> None:
    with pytest.raises(Problem, match=r"\\approx before 1, which is no decimal number"):
        check(model, r"w \approx 1")
    check(model, r"w \approx 0.7")


def test_equal_elements_are_sorted(model: Model) -> None:
    check(model, r"o_1 \le o_2")
    for latex in ("o_1 < o_2", r"o_1 \ne o_2"):
        with pytest.raises(FalseStatement, match="is false at"):
            check(model, latex)


def test_bounds_of_a_one_hot_vector(model: Model) -> None:
    for latex in (r"t_j \ge 0", r"0 \le t_j \le 1", r"\sum_j t_j^2 \le 1",
                  r"\sum_j t_j z_j \le \max_j z_j"):  # fmt: skip
        check(model, latex)
    for latex in ("t_j > 0", r"\sum_j t_j^2 < 1", r"\sum_j t_j z_j \ge \max_j z_j"):
        with pytest.raises(FalseStatement, match="is false at"):
            check(model, latex)
    with pytest.raises(Problem, match="only up to rounding"):
        check(model, r"\sum_j v_j \le 1")


@pytest.mark.parametrize(
    "latex",
    [
        r"\text{round}(w + 1) = \text{round}(w) + 1",
        r"\text{round}(w + \frac{1}{1000}) = \text{round}(w)",
        r"\text{floor}(w) = \text{round}(w - \frac{1}{2})",
        r"\text{floor}(-w) = -\text{floor}(w) - 1",
    ],
)
def test_a_step_is_tried_and_both_of_its_sides(model: Model, latex: str) -> None:
    with pytest.raises(FalseStatement, match="differ"):
        check(model, latex)


@pytest.mark.parametrize(
    "latex",
    [
        r"\text{round}(w + 2) = \text{round}(w) + 2",
        r"\text{round}(w + y + 2) = \text{round}(w + y) + 2",
        r"\text{round}(z_j) = -\text{round}(-z_j)",
        r"\text{floor}(w + 1) = \text{floor}(w) + 1",
    ],
)
def test_what_holds_on_steps_is_not_refused_by_a_rounding(model: Model, latex: str) -> None:
    check(model, latex)


def test_what_matters_far_out_matters(model: Model) -> None:
    for latex in (r"\max(0, w - 9) = (w - 9) \mathbb{1}[w > 9]",
                  r"\frac{\partial}{\partial w} \max(9, w^2) = 2 w \mathbb{1}[w^2 > 9]",
                  r"B = w + y + \mathbb{1}[w > 3] \mathbb{1}[y < -2] (w y - w - y)"):  # fmt: skip
        check(model, latex)
    with pytest.raises(Pointless, match="y does not matter"):
        check(model, r"w + y \mathbb{1}[w > 3] \mathbb{1}[w < 2] = w")


def test_a_function_of_tex_is_declared_as_any_other(model: Model) -> None:
    check(model, r"\arctan(w) = \text{angle}(w)")
    for latex in (r"\arcsin(w) = w", r"\sinh(w) = w"):
        with pytest.raises(Problem, match="which is not declared"):
            check(model, latex)
