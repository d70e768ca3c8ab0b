"""Each link refuses a near miss, and what is true passes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from checked_equations.equations.errors import FalseStatement, Problem
from checked_equations.equations.loading.load import Library
from checked_equations.equations.meaning.scope import Scope
from checked_equations.equations.models.model import Model
from checked_equations.equations.models.points import Points
from checked_equations.equations.values.formula import Formula
from checked_equations.equations.values.report import Binding, Report, digits, residual
from checked_equations.equations.verdict.refute import Refutation, refute
from checked_equations.equations.verdict.verify import verify
from tests.site import GOOD, TINY, registry_of, tiny_site

# The hidden layer of a network as in the README: h = W x, a = sigma(h), with all that follows.
SIGMOID = '''"""A network of 2, 2 and 2 units."""

import numpy as np


def u(x, W):
    return x @ W


def a(u):
    return 1 / (1 + np.exp(-u))


def o(a, V):
    return a @ V


def E(o, t):
    return np.sum((t - o) ** 2) / 2


def dE_dW(a, V, o, t, x):
    return np.outer(x, V @ (o - t) * a * (1 - a))


NOTATION = {
    "x": ("x_i", "input", "an input"),
    "W": ("W_{ij}", "input, hidden", "a weight"),
    "u": ("u_j", "hidden", "what enters unit j"),
    "a": ("a_j", "hidden", "what leaves unit j"),
    "V": ("V_{jk}", "hidden, output", "a weight behind"),
    "o": ("o_k", "output", "an output"),
    "t": ("t_k", "output", "a target"),
    "E": ("E", "scalar", "the loss"),
}

FORWARD = [u, a, o, E]

EXAMPLE = {
    "x": np.array([0.05, 0.1]),
    "W": np.array([[0.15, 0.25], [0.2, 0.3]]),
    "V": np.array([[0.4, 0.5], [0.45, 0.55]]),
    "t": np.array([0.01, 0.99]),
}
'''


@dataclass
class Bench:
    """The two models, and a short way to check a formula of one."""

    models: dict[str, Model]

    def formula(self, latex: str, model: str) -> Formula:
        scope = Scope(Points(self.models[model]))
        return Formula(scope.parse(latex), scope)

    def verify(
        self,
        latex: str,
        snippet: str | None = None,
        element: Sequence[int] = (),
        model: str = "tiny",
    ) -> Report:
        binding = self.binding(snippet, element, model) if snippet else None
        return verify(self.formula(latex, model), binding)

    def refute(
        self, latex: str, snippet: str, element: Sequence[int] = (), model: str = "tiny"
    ) -> Refutation:
        return refute(self.formula(latex, model), self.binding(snippet, element, model))

    def binding(self, snippet: str, element: Sequence[int], model: str) -> Binding:
        return Binding(self.models[model], snippet, tuple(i - 1 for i in element) or None)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    folder = tmp_path_factory.mktemp("site") / "a"
    models, errors = Library(tiny_site(folder, {}, {"net": SIGMOID}), "snippets").load()
    assert errors == []
    return Bench(models)


GRADIENT = r"\frac{\partial L}{\partial W_{ij}}"


def test_all_links_of_a_gradient(bench: Bench) -> None:
    report = bench.verify(GRADIENT + r" = (\hat{s} - t) v_j f'(h_j') x_i", "dL_dW")
    for link in ("sides", "python", "calculus", "central"):
        found = report.residuals[link]
        assert found is not None
        assert found < (1e-7 if link == "central" else 1e-13), link
    # Two points with 2 times 2 elements, the other sizes with 3 times 4, the running example.
    assert report.cases == 4 + 4 + 12 + 4
    assert np.shape(report.value) == (2, 2)


def test_a_definition_has_no_derivative(bench: Bench) -> None:
    report = bench.verify("h_j = f(h_j')", "h")
    assert report.residuals["calculus"] is None
    assert report.why == {"calculus": "no derivative in it"}
    assert bench.verify("h_j = f(h_j')").why["python"] == "no snippet is bound to it"


def test_a_written_out_axis_keeps_its_size_and_the_others_vary(bench: Bench) -> None:
    report = bench.verify(r"\hat{s} = h_1 v_1 + h_2 v_2", "s")
    assert report.cases == 4
    assert bench.verify(r"\hat{s} = \sum_j h_j v_j", "s").cases == 4


NEAR_MISSES = {
    # the mistake: the formula, and the function that it is bound to
    "prime lost": (GRADIENT + r" = (\hat{s} - t) v_j f'(h_j) x_i", "dL_dW"),
    "derivative lost": (GRADIENT + r" = (\hat{s} - t) v_j f(h_j') x_i", "dL_dW"),
    "sign": (GRADIENT + r" = (t - \hat{s}) v_j f'(h_j') x_i", "dL_dW"),
    "factor lost": (GRADIENT + r" = (\hat{s} - t) f'(h_j') x_i", "dL_dW"),
    "factor two": (GRADIENT + r" = 2 (\hat{s} - t) v_j f'(h_j') x_i", "dL_dW"),
    "index swapped": (r"\frac{\partial L}{\partial v_1} = (\hat{s} - t) h_2", "dL_dv[1]"),
    "one summand": (r"\hat{s} = h_1 v_1", "s"),
    "square lost": (r"L = \frac{1}{2} (\hat{s} - t)", "L"),
    "half lost": (r"L = (\hat{s} - t)^2", "L"),
    "identity of tanh": (r"\frac{\partial h_j}{\partial h_j'} = 1 - h_j^2", None),
    "identity of the sigmoid": (r"\frac{\partial h_j}{\partial h_j'} = h_j (1 - h_j)", None),
    "identity of the identity": (r"h_j = h_j'", None),
    "wrong side last": (r"\hat{s} = \sum_j h_j v_j = \sum_j v_j h_j'", "s"),
}


@pytest.mark.parametrize("name", NEAR_MISSES)
def test_near_miss(bench: Bench, name: str) -> None:
    latex, snippet = NEAR_MISSES[name]
    function, _, element = (snippet or "").rstrip("]").partition("[")
    index = [int(element)] if element else []
    with pytest.raises(Problem, match=r"sides 1 and . differ"):
        bench.verify(latex, function or None, index)
    if function:
        assert bench.refute(latex, function, index).generic > 1e-6


def test_a_hair_off_neither_passes_nor_counts_as_refuted(bench: Bench) -> None:
    latex = r"L = \frac{1}{2} (\hat{s} - t)^2 + \frac{1}{100000000} t"
    with pytest.raises(Problem, match="sides 1 and 2 differ"):
        bench.verify(latex, "L")
    with pytest.raises(Problem, match="only, maybe by rounding"):
        bench.refute(latex, "L")


def test_the_snippet_is_held_against_the_formula(bench: Bench) -> None:
    with pytest.raises(Problem, match=r"not what the snippet tiny\.dL_dv computes"):
        bench.verify(r"\frac{\partial L}{\partial h_j} = (\hat{s} - t) v_j", "dL_dv")


def test_a_transposed_snippet_has_another_shape_on_other_sizes(tmp_path: Path) -> None:
    """On layers of equal sizes a symmetric example would hide it."""
    text = TINY.replace(
        "np.outer(x, dL_dh * f_prime(h_prime))", "np.outer(dL_dh * f_prime(h_prime), x)"
    )
    models, _ = Library(tiny_site(tmp_path / "site", {}, {"other": text}), "snippets").load()
    latex = GRADIENT + r" = (\hat{s} - t) v_j f'(h_j') x_i"
    with pytest.raises(Problem, match="computes") as caught:
        Bench(models).verify(latex, "dL_dW", model="other")
    assert "i = 1, j = 2" in str(caught.value)


def test_a_snippet_for_one_size_only_is_found(tmp_path: Path) -> None:
    text = TINY.replace("return h @ v", "return h[0] * v[0] + h[1] * v[1]")
    models, _ = Library(tiny_site(tmp_path / "site", {}, {"other": text}), "snippets").load()
    with pytest.raises(Problem, match="with other sizes"):
        Bench(models).verify(r"\hat{s} = \sum_j h_j v_j", "s", model="other")


def test_the_famous_slip(bench: Bench) -> None:
    """The other unit's activation in the slope is 0.03 % off in numbers, and refuted."""
    right = (
        r"\frac{\partial E}{\partial W_{12}} = \left[ (o_1 - t_1) V_{21} + (o_2 - t_2) V_{22} "
        r"\right] a_2 (1 - a_2) x_1"
    )
    wrong = right.replace("a_2 (1 - a_2)", "a_1 (1 - a_1)")
    assert bench.verify(right, "dE_dW", (1, 2), model="net").cases == 4
    with pytest.raises(Problem, match="sides 1 and 2 differ"):
        bench.verify(wrong, "dE_dW", (1, 2), model="net")
    off = bench.refute(wrong, "dE_dW", (1, 2), model="net")
    assert 1e-4 < off.example < 3e-3
    assert off.generic > off.example


def test_a_true_formula_is_not_refuted(bench: Bench) -> None:
    with pytest.raises(Problem, match="a refuted formula that is true"):
        bench.refute(GRADIENT + r" = (\hat{s} - t) v_j f'(h_j') x_i", "dL_dW")


@pytest.mark.parametrize("latex", [r"\hat{s} \ge h_1", r"\hat{s} \ne h_1", r"\hat{s} \approx 0.61"])
def test_only_equations_are_refuted(bench: Bench, latex: str) -> None:
    """What is true of numbers, or of an order, must not come out as false."""
    with pytest.raises(Problem, match="a relation other than =, or with decimal numbers"):
        bench.refute(latex, "s")


def test_a_refuted_formula_speaks_of_what_its_correction_computes(bench: Bench) -> None:
    with pytest.raises(Problem, match=r"no side without \\wrong is what its correction tiny\.h "):
        bench.refute(r"L = \hat{s}", "h")
    assert bench.refute(r"\wrong{L} = \wrong{\hat{s}}", "h").generic > 1e-6
    assert bench.refute(r"h_1 = \hat{s}", "h").generic > 1e-6


def test_false_at_generic_points_alone_is_refuted(bench: Bench) -> None:
    """True for the tanh of the running example, and yet no rule for any activation."""
    off = bench.refute(GRADIENT + r" = (\hat{s} - t) v_j (1 - h_j^2) x_i", "dL_dW")
    assert off.example < 1e-12
    assert off.generic > 1e-2


NUMBERS = {
    r"t = 0.25": True,
    r"t = 0.250": True,
    r"t = 0.251": False,
    r"t^2 \approx 0.063": True,
    r"t^2 \approx 0.062": True,  # 1/16 lies just between the two
    r"t^2 \approx 0.061": False,
    r"t^2 \approx 0.0625": True,
    r"t^2 \approx 0.0626": False,
    r"L \approx 0.0647": True,
    r"L \approx 0.06469": True,
    r"L \approx 0.06468": False,
    r"L \approx 0.0646": False,
    r"\hat{s} - t = 0.60969 - 0.25": True,
    r"\hat{s} - t = 0.60969 - 0.26": False,
    r"\hat{s} - t = 0.60969 - 0.25 \approx 0.3597": True,
    r"\hat{s} - t = 0.60969 - 0.25 \approx 0.3596": False,
    r"2 t = 2 \cdot 0.25 = 0.5": True,
    r"2 t = 2 \cdot 0.25 = 0.6": False,
    r"t^2 = \frac{1}{16}": False,  # no decimal: a claim about every t
    r"\frac{1}{4} = 0.25": True,
    r"\frac{1}{4} = 0.26": False,
}


@pytest.mark.slow
@pytest.mark.parametrize("latex", NUMBERS)
def test_numbers_are_right_to_the_digits_written(bench: Bench, latex: str) -> None:
    if NUMBERS[latex]:
        assert bench.verify(latex).cases >= 1
        return
    with pytest.raises(Problem, match=r"on the running example|sides 1 and 2 differ"):
        bench.verify(latex)


@pytest.mark.parametrize(
    "latex", [r"t^2 \ge 0", r"L \geq 0", r"L + 1 \ne 0", r"0 \le t^2 < t^2 + 1"]
)
def test_relations_that_hold(bench: Bench, latex: str) -> None:
    bench.verify(latex)


@pytest.mark.parametrize(
    "latex",
    [
        r"t > 0",
        r"t^2 > 0",
        r"L \leq 0",
        r"0 \le t^2 < t",
        r"t \ne t",
        r"t < t",
        r"L < 90",
        r"t > -2",
    ],
)
def test_relations_that_do_not_hold_everywhere(bench: Bench, latex: str) -> None:
    with pytest.raises(Problem, match="is false at"):
        bench.verify(latex)


def test_a_derivative_behind_an_inequality_is_not_held_against_the_snippet(bench: Bench) -> None:
    report = bench.verify(r"L < L + 1 + (\frac{\partial L}{\partial \hat{s}})^2", "L")
    assert report.residuals["calculus"] is None


def test_residual() -> None:
    assert residual(1.0, 1.0) == 0
    assert residual(0.0, 1e-16) == 0
    assert residual(1e-20, 2e-20) == 0.5  # small is not yet equal
    assert residual(2.0, 1.0) == 0.5
    assert residual(1.0, -1.0) == 2
    assert residual(1e-8, 1.0003e-8) == pytest.approx(3e-4, rel=1e-3)
    assert math.isnan(residual(math.nan, 1.0))
    assert residual(1.0, 1.0 + 1e-3j) == pytest.approx(1e-3)


@pytest.mark.parametrize(
    ("value", "count"), [(0.0, 15), (1e-16, 15), (2e-15, 14), (1e-12, 12), (9e-13, 12), (3e-4, 3)]
)
def test_digits(value: float, count: int) -> None:
    assert digits(value) == count


def test_no_value_that_is_not_finite_passes(bench: Bench) -> None:
    for latex in (
        r"\hat{s} = \frac{1}{t - t}",
        r"\log(t - t) = \log(t - t)",
        r"e^{1000} = e^{1000}",
    ):
        with pytest.raises(Problem, match=r"cannot be evaluated|a side is"):
            bench.verify(latex)


ZERO = r"\frac{\partial h_2}{\partial W_{11}}"


def test_zero_derivatives_are_marked(bench: Bench) -> None:
    paths = (
        r"\frac{\partial \hat{s}}{\partial W_{11}} = v_1 f'(h_1') x_1 + v_2 "
        r"\underbrace{ZERO}_{=0}"
    )
    assert bench.verify(paths.replace("ZERO", ZERO)).cases == 4
    with pytest.raises(Problem, match="always zero"):
        bench.verify(paths.replace(r"\underbrace{ZERO}_{=0}", ZERO))
    assert bench.verify(f"{ZERO} = 0").cases == 4


def test_a_derivative_that_is_zero_for_some_index_is_not_always_zero(bench: Bench) -> None:
    latex = (
        r"\frac{\partial L}{\partial h_1} = "
        r"\sum_j \frac{\partial L}{\partial h_j} \frac{\partial h_j}{\partial h_1}"
    )
    assert bench.verify(latex, "dL_dh", [1]).cases == 4


def test_braces_within_a_derivative_are_checked(bench: Bench) -> None:
    latex = r"\frac{\partial}{\partial v_1}\left[ \underbrace{h_1 v_1}_{CLAIM} t \right] = h_1 t"
    assert bench.verify(latex.replace("CLAIM", "v_1 h_1")).cases == 4
    with pytest.raises(Problem, match="the brace claims"):
        bench.verify(latex.replace("CLAIM", "h_1"))


def test_symbols_matter(bench: Bench) -> None:
    with pytest.raises(Problem, match="does not matter"):
        bench.verify(r"t = t + x_1 \cdot \log 1")
    with pytest.raises(Problem, match="does not matter"):
        bench.verify(r"t = t \frac{x_1}{x_1} \cdot x_2^0")


def test_a_derivative_where_the_model_has_a_corner(tmp_path: Path) -> None:
    """A complex step does not see through an absolute value; nothing passes by it."""
    text = TINY.replace("(s - t) ** 2 / 2", "np.abs(s - t)").replace(
        "return s - t\n", "return np.sign(s - t)\n"
    )
    models, _ = Library(tiny_site(tmp_path / "site", {}, {"other": text}), "snippets").load()
    with pytest.raises(Problem, match=r"complex step .* L uses np\.abs"):
        Bench(models).verify(
            r"\frac{\partial L}{\partial \hat{s}} = \frac{\hat{s} - t}{L}", "dL_ds", model="other"
        )


def inline_errors(folder: Path, *formulas: str) -> list[str]:
    """What is wrong with these inline formulas."""
    page = GOOD + "".join(f"\nNow ${latex}$.\n" for latex in formulas)
    return [c.problem.wrong for c in registry_of(tiny_site(folder, {"a": page})).all_complaints()]


INLINE = {
    "an equation": (["h_j = f(h_j')"], 1),
    "a number": (["t = 0.25"], 1),
    "an index range": (["j = 1, 2"], 1),
    "an index range with dots": ([r"i = 1, \dots, 2"], 1),
    "an index": (["j = 2"], 1),
    "a definition and its use": (["c = t x_1", "2 c = 2 t x_1"], 2),
    "a symbol": (["W_{ij}"], 0),
    "an index letter": (["j"], 0),
}


@pytest.mark.parametrize("name", INLINE)
def test_kinds_of_inline_formulas(tmp_path: Path, name: str) -> None:
    formulas, count = INLINE[name]
    page = GOOD + "".join(f"\nNow ${latex}$.\n" for latex in formulas)
    registry = registry_of(tiny_site(tmp_path / "site", {"a": page}))
    assert registry.all_complaints() == []
    assert registry.facts()["inline"] == count


@pytest.mark.parametrize(
    "formulas",
    [
        ["h_j = f(h_j)"],
        ["t = 0.26"],
        ["j = 1, 2, 3"],
        ["j = 2, 3"],
        ["k = 1, 2"],
        ["c = t x_1"],
        ["c = t x_1", "c = 2 t"],
        ["c = q"],
        ["2 c = t x_1", "c = t x_1"],
        ["0.25"],
        ["k"],
    ],
)
def test_false_inline_formulas(tmp_path: Path, formulas: list[str]) -> None:
    assert inline_errors(tmp_path / "site", *formulas)


def test_definitions_hold_from_their_place_on(tmp_path: Path) -> None:
    right: list[Any] = inline_errors(tmp_path / "a", "c = t", "2 c = 2 t", "c + 1 = t + 1")
    assert right == []
    (wrong,) = inline_errors(tmp_path / "b", "2 c = 2 t", "c = t", "3 c = 3 t")
    assert wrong == "unknown symbol c"


# Numbers as inputs, each with what it may be rounded to, and with what it may not.
TIES = {
    "0.125": (["0.125", "0.12", "0.13", "0.1", "0.1250"], ["0.124", "0.126", "0.2", "0.0"]),
    "2.675": (["2.67", "2.68", "2.7"], ["2.66", "2.69", "2.6", "2.674"]),
    "0.1250000004": (["0.13", "0.125"], ["0.12"]),
    "0.25 + 0.0003": (["0.2503", "0.250", "0.25"], ["0.2500", "0.251"]),
}


@pytest.mark.parametrize("value", TIES)
def test_ties_go_up_or_down(tmp_path: Path, value: str) -> None:
    site = tiny_site(tmp_path / "site", {}, {"ties": TINY.replace('"t": 0.25', f'"t": {value}')})
    models, errors = Library(site, "snippets").load()
    assert errors == []
    bench = Bench(models)
    right, wrong = TIES[value]
    for written in right:
        bench.verify(f"-t = -{written}", model="ties")
        bench.verify(rf"t + 0 \approx {written}", model="ties")
    for written in wrong:
        with pytest.raises(FalseStatement, match="on the running example"):
            bench.verify(f"t = {written}", model="ties")


# What stands in a line of numbers or under a brace; \hat{s} of the running example is 0.60969…,
# times t 0.15242….
ROUNDED = {
    "a brace": (r"t = \underbrace{0.5 \cdot 0.5}_{0.25}", True),
    "a rounded brace": (r"t + 0.05 = \underbrace{0.5 \cdot 0.6}_{0.3}", True),
    "a false brace": (r"t = \underbrace{0.5 \cdot 0.5}_{0.7}", False),
    "a false brace within": (r"t = 0.5 \cdot (\underbrace{0.2 + 0.3}_{0.6})", False),
    "a brace with too few digits": (r"t = 0.5 \cdot (\underbrace{0.24 + 0.26}_{1})", False),
    "a brace that rounds a number": (r"t = \underbrace{0.25}_{0.3}", False),
    "a number under symbols": (r"\hat{s} - t = \underbrace{\hat{s}}_{0.61} - t", True),
    "a number that is worked out": (
        r"L = \frac{1}{2} (\underbrace{\hat{s} - t}_{0.61 - 0.25})^2",
        True,
    ),
    "another number": (r"\hat{s} - t = \underbrace{\hat{s}}_{=0.62} - t", False),
    "a number for some units": (r"h_j v_j = \underbrace{h_j}_{0.61} v_j", False),
    "a whole number": (r"\hat{s} - t = \underbrace{\hat{s}}_{1} - t", False),
    "the digits written": (r"\hat{s} t = 0.1524", True),
    "coarser and coarser": (r"\hat{s} t = 0.1524 = 0.15 = 0.2", False),
    "coarser once": (r"\hat{s} t = 0.1524 = 0.15", False),
    "finer": (r"\hat{s} t = 0.15 = 0.1524", False),
    "coarser by a detour": (r"\hat{s} t = 0.1524 = 0.2 \cdot 1.0", False),
    "coarser in brackets": (r"\hat{s} t = 0.1524 = (0.15)", False),
    "rounded once more": (r"\hat{s} t = 0.1524 \approx 0.15", True),
    "and once more": (r"\hat{s} t = 0.1524 \approx 0.15 = 0.2", False),
    "the same digits": ("t = 0.25 = 0.250", True),
    "what is computed": (r"t = 0.5 \cdot 0.5 = 0.25", True),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", ROUNDED)
def test_lines_of_numbers(bench: Bench, name: str) -> None:
    latex, right = ROUNDED[name]
    if right:
        bench.verify(latex)
    else:
        with pytest.raises(Problem):
            bench.verify(latex)


@pytest.mark.parametrize("function", [r"\log", r"\exp", r"\tanh", r"\sin"])
def test_a_second_argument_is_not_ignored(bench: Bench, function: str) -> None:
    with pytest.raises(Problem) as caught:
        bench.verify(rf"{function}(1,5) = {function}(1)")
    assert f"{function} with 2 arguments" in caught.value.wrong
    assert "not a comma" in caught.value.fix


def test_square_roots(bench: Bench) -> None:
    bench.verify(r"\sqrt{t^2 \cdot 4} = 2 \sqrt{t^2}")
    bench.verify(r"\frac{\partial}{\partial t} \sqrt{1 + t^2} = \frac{t}{\sqrt{1 + t^2}}")
    bench.verify(r"\sqrt{1 + t^2}^2 = 1 + t^2")
    bench.verify(r"\sqrt{2 \cdot 0.125} = 0.5")
    for false in (r"\sqrt{1 + t^2} = 1 + t", r"\sqrt{t^2} t = \sqrt{t^3}"):
        with pytest.raises(Problem):
            bench.verify(false)


def test_a_function_of_one_array(tmp_path: Path) -> None:
    text = TINY.replace(
        '"t": ("t",', '"norm": (r"\\ell", "function of hidden", "a norm"),\n    "t": ("t",'
    )
    text = text.replace(
        '"f": np.tanh,',
        '"f": np.tanh,\n    "norm": lambda h: np.sum(h**2),\n    "norm_prime": lambda h: 2 * h,',
    )
    models, errors = Library(tiny_site(tmp_path / "site", {}, {"other": text}), "snippets").load()
    assert errors == []
    bench = Bench(models)
    bench.verify(r"2 \ell(h) = \ell(h) + \ell(h_1, h_2)", model="other")
    for false in (r"\ell(h) = \ell(v)", r"t = t \ell(h)^0", r"\ell'(h) = t"):
        with pytest.raises(Problem):
            bench.verify(false, model="other")


def test_what_does_not_matter_is_named(bench: Bench) -> None:
    bench.verify(r"\hat{s} = \hat{s} x_1^{(1 - 1)} \cdot v_1^{2 - 1 - 1}")
    for power in ("0", "1 - 2", "n - n", "2 - 1 - 1.5"):
        with pytest.raises(Problem):
            bench.verify(rf"\hat{{s}} = \hat{{s}} x_1^{{{power}}}")
    with pytest.raises(Problem):
        bench.verify(r"\hat{s} = \hat{s} (v_1 - v_1)^{1 - 1}")
    with pytest.raises(Problem, match=r"x_\{1\} does not matter .* at random point 1"):
        bench.verify(r"t = t \cdot x_1^0")
