"""Whole vectors and matrices: what is true passes, and its wrong twins are refused."""

from pathlib import Path
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from checked_equations.equations.errors import FalseStatement, Pointless, Problem
from checked_equations.equations.loading.load import Library
from checked_equations.equations.meaning.scope import Scope
from checked_equations.equations.meaning.shapes import Shapes
from checked_equations.equations.models.model import Model
from checked_equations.equations.models.points import Points
from checked_equations.equations.notation.tree import Symbol
from checked_equations.equations.notation.vocabulary import Vocabulary
from checked_equations.equations.search.exactly import equal_exactly
from checked_equations.equations.values.factors import shapes_latex
from checked_equations.equations.values.formula import Case, Formula
from checked_equations.equations.values.report import Binding, Report, residual
from checked_equations.equations.verdict.mutants import mutants
from checked_equations.equations.verdict.refute import Refutation, refute
from checked_equations.equations.verdict.verify import verify
from checked_equations.pages.readback import check_drawn
from checked_equations.pages.render import PageRenderer
from checked_equations.pages.typeset import Typesetter
from tests.array_models import MODULES
from tests.site import changed, registry_of, tiny_site

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Model]:
    folder = tmp_path_factory.mktemp("site") / "a"
    models, errors = Library(tiny_site(folder, {}, MODULES), "snippets").load()
    assert errors == []
    return models


def formula(model: Model, latex: str) -> Formula:
    scope = Scope(Points(model))
    return Formula(scope.parse(latex), scope)


def check(model: Model, latex: str, snippet: str = "") -> Report:
    return verify(formula(model, latex), Binding(model, snippet, None) if snippet else None)


DW, DB, DX = (rf"\frac{{\partial L}}{{\partial {v}}}" for v in "WbX")
JACOBIAN = r"\frac{\partial p}{\partial z}"
GRADIENT = r"\frac{\partial q}{\partial x}"

TRUE = {
    "rows": [
        (r"Z = X W + u b^T", "Z"),
        (r"A = f(X W + u b^\top) = f(Z)", "A"),
        (r"L = \frac{1}{2 N} \operatorname{tr}((A - Y)^T (A - Y))", "L"),
        (r"S = \frac{1}{2} \operatorname{tr}((A - Y) (A - Y)^T)", "L_sum"),
        (r"L = \frac{1}{2 N} \sum_n \sum_j (A_{nj} - Y_{nj})^2", "L"),
        (r"\delta = \frac{1}{N} (A - Y) \odot f'(Z) = \frac{\partial L}{\partial Z}", "delta"),
        (r"\frac{\partial L}{\partial Z} = \frac{\partial L}{\partial A} \odot f'(Z)", "delta"),
        (rf"{DW} = X^T \delta = \frac{{1}}{{N}} X^T ((A - Y) \odot f'(Z))", "dL_dW"),
        (rf"{DW} = X^T \frac{{\partial L}}{{\partial Z}}", "dL_dW"),
        (rf"{DB} = \delta^T u", "dL_db"),
        (rf"\left({DB}\right)^T = u^T \delta", "dL_db"),
        (rf"{DX} = \delta W^T", ""),
        (r"\frac{\partial L}{\partial b_j} = \sum_n \delta_{nj}", "dL_db"),
        (r"\frac{\partial S}{\partial A} = A - Y", ""),
        (r"\frac{\partial Z_{nj}}{\partial b} = \frac{\partial Z_{1j}}{\partial b}", ""),
        (r"\frac{\partial L}{\partial Y} = \frac{1}{N} (Y - A)", ""),
    ],
    "columns": [
        (r"Z = W X + b u^T", "Z"),
        (r"\delta = \frac{1}{N} (A - Y) \odot f'(Z)", "delta"),
        (rf"{DW} = \delta X^T", ""),
        (rf"{DB} = \delta u", ""),
        (rf"{DX} = W^T \delta", ""),
        (r"\frac{\partial L}{\partial W_{ji}} = \sum_n \delta_{jn} X_{in}", ""),
    ],
    "softmax": [
        (r"p = \text{softmax}(z) = \text{softmax}(V x)", "p"),
        (r"p^T = \text{softmax}(z^T)", "p"),
        (r"p = \frac{1}{u^T \exp(z)} \exp(z) = \frac{e^z}{u^T e^z}", "p"),
        (r"P = R(Z)", "P"),
        (rf"{JACOBIAN} = \operatorname{{diag}}(p) - p p^T", ""),
        (rf"{JACOBIAN} = \operatorname{{diag}}(p) (I - u p^T)", ""),
        (r"L = -t^T \log p", "L"),
        (
            r"\frac{\partial L}{\partial z} = \left(\frac{\partial p}{\partial z}\right)^T "
            r"\frac{\partial L}{\partial p}",
            "",
        ),
        (r"\frac{\partial z}{\partial x} = V", ""),
        (
            r"\frac{\partial p}{\partial x} = \frac{\partial p}{\partial z} "
            r"\frac{\partial z}{\partial x}",
            "",
        ),
        (rf"\underbrace{{{JACOBIAN} u}}_{{=0}} = 0", ""),
        (r"\operatorname{tr}(I) = u^T u", ""),
        (r"\frac{\partial L}{\partial z} = p - t", ""),
        (r"\frac{\partial L}{\partial V} = (p - t) x^T", ""),
        (r"\frac{\partial L}{\partial x} = V^T (p - t)", ""),
    ],
    "denominator": [
        (rf"{JACOBIAN} = \operatorname{{diag}}(p) - p p^T", ""),
        (r"\frac{\partial z}{\partial x} = V^T", ""),
        (
            r"\frac{\partial L}{\partial x} = \frac{\partial z}{\partial x} "
            r"\frac{\partial p}{\partial z} \frac{\partial L}{\partial p}",
            "",
        ),
    ],
    "special": [
        (r"a = \text{ReLU}(z) = \text{ReLU}(W x)", "a"),
        (r"\frac{\partial L}{\partial z} = (a - t) \odot \text{ReLU}'(z)", ""),
        (r"\frac{\partial L}{\partial W} = ((a - t) \odot \text{ReLU}'(z)) x^T", ""),
        (r"\frac{\partial q}{\partial x} = 2 S x", ""),
        (r"l = \ell(a) = \ell(a^T) = \ell(\text{ReLU}(z))", "l"),
        (
            r"\frac{\partial (x^T g(z))}{\partial z} = "
            r"\left(\frac{\partial (g(z))}{\partial z}\right)^T x",
            "",
        ),
        (r"x^T S x = x^T S^T x", ""),
    ],
    "quadratic": [
        (r"q = x^T M x = x^T y", "q"),
        (rf"{GRADIENT} = (M + M^T) x", "dq_dx"),
        (r"\frac{\partial}{\partial x} [x^T M x] = (M + M^T) x", "dq_dx"),
        (r"\frac{\partial q}{\partial M} = x x^T", ""),
        (r"\frac{\partial y}{\partial x} = M", ""),
        (r"s = r x = x^T r^T", "s"),
        (r"\frac{\partial s}{\partial r} = x^T", ""),
        (r"\frac{\partial s}{\partial x} = r^T", ""),
        (r"\frac{\partial (c x)}{\partial c} = x", ""),
        (r"c M x = M c x = M x c", ""),
        (r"\frac{x}{c} = \frac{1}{c} x", ""),
        (r"x^2 = x \odot x", ""),
        (r"x_j q = x_j \sum_i \sum_k x_i M_{ik} x_k", ""),
        (r"\frac{\partial y_j}{\partial x} = M^T \frac{\partial x}{\partial x_j}", "dy_dx"),
        (r"\underbrace{M x}_{y} c = c y", ""),
    ],
}


@pytest.mark.parametrize(("name", "latex", "snippet"), [(n, *f) for n in TRUE for f in TRUE[n]])
def test_what_is_true_passes(models: dict[str, Model], name: str, latex: str, snippet: str) -> None:
    report = check(models[name], latex, snippet)
    assert (report.residuals["sides"] or 0) < 1e-12
    assert (report.residuals["central"] or 0) < 1e-7


# Each with what refuses it: a shape that does not fit, or (None) different values.
FALSE: dict[str, list[tuple[str, str | None]]] = {
    "rows": [
        (r"Z = W X + u b^T", "the order of factors is wrong: X W fits"),
        (r"Z = X W + b u^T", "sample×unit"),
        (r"Z = X W + b", "a vector of ones is missing, which repeats b along sample"),
        (r"b = b + u", "see which factor has the wrong axes"),
        (r"Z = X W^T + u b^T", "a transpose is one too many in W^"),
        (rf"{DW} = X \delta", "a transpose is missing in X"),
        (rf"{DW} = \delta^T X", "a transpose is missing, or is one too many"),
        (rf"{DW} = X^T ((A - Y) f'(Z))", r"\odot is meant instead of a product"),
        (rf"{DW} = X^T ((A - Y) \odot f'(Z))", None),
        (rf"{DW} = \frac{{1}}{{N}} X^T ((A - Y) \odot f(Z))", None),
        (rf"{DW} = \frac{{1}}{{3}} X^T ((A - Y) \odot f'(Z))", None),
        (rf"{DB} = \delta u", "a transpose is missing in"),
        (rf"{DB} = u^T \delta", "a transpose is missing, or is one too many"),
        (rf"{DX} = W^T \delta", "the order of factors is wrong"),
        (rf"{DX} = \delta W", "a transpose is missing in W"),
        (rf"{DX} = \delta", "see which factor has the wrong axes"),
        (r"\frac{\partial L}{\partial A} = A - Y", None),
        (r"\delta = \frac{1}{N} (A - Y) \odot X", "factors of"),
        (r"L = \delta", "see whether a transpose or a sum is missing"),
        (r"L = \delta \odot A", "see whether a transpose or a sum is missing"),
        (r"A = f(Z)^T", "a transpose is missing, or is one too many"),
        (r"Z - Y = 1 - Y", "multiply the number by an array of ones"),
        (rf"{DW} = 0", None),
        (r"L = 2 \odot S", "a number"),
        (r"\frac{\partial Z}{\partial W} = X", "more than two axes"),
        (r"\frac{\partial Z}{\partial b} = X", "more than two axes"),
        (r"A \le Z", "between arrays"),
        (r"A = \frac{Z}{b}", "a division by"),
        (r"A = 2^Z", "the exponent"),
    ],
    "columns": [
        (rf"{DW} = X \delta^T", "a transpose is missing, or is one too many"),
        (rf"{DW} = \delta^T X", "the order of factors"),
        (rf"{DX} = W \delta", "a transpose is missing in W"),
        (rf"{DX} = \delta^T W", "a transpose is missing, or is one too many"),
        (r"Z = X W + b u^T", "the order of factors is wrong"),
        (r"Z = W^T X + b u^T", "a transpose is one too many"),
    ],
    "softmax": [
        (rf"{JACOBIAN} = \operatorname{{diag}}(p) - p^T p", "multiply the number"),
        (rf"{JACOBIAN} = \operatorname{{diag}}(p) + p p^T", None),
        (rf"{JACOBIAN} = \operatorname{{diag}}(p) - p \odot p", "see which factor"),
        (rf"{JACOBIAN} = \operatorname{{diag}}(p) (I - p u^T)", None),
        (rf"{JACOBIAN} = \operatorname{{diag}}(p p^T)", "a vector"),
        (r"\frac{\partial z}{\partial x} = V^T", "a transpose is missing, or is one too many"),
        (
            r"\frac{\partial L}{\partial x} = \left(\frac{\partial p}{\partial z}\right)^T "
            r"\frac{\partial L}{\partial p}",
            "see which factor has the wrong axes",
        ),
        (
            r"\frac{\partial p}{\partial x} = \frac{\partial z}{\partial x} "
            r"\frac{\partial p}{\partial z}",
            "the order of factors is wrong",
        ),
        (
            r"\frac{\partial L}{\partial x} = \frac{\partial z}{\partial x} "
            r"\frac{\partial L}{\partial z}",
            "LAYOUT is not numerator",
        ),
        (r"P = \text{softmax}(Z)", "what NOTATION says it takes"),
        (r"p = R(z)", "what NOTATION says it takes"),
        (r"p = \text{softmax}(x)", "what NOTATION says it takes"),
        (r"p = \text{softmax}'(z)", "which takes an array"),
        (r"p_1 = \text{softmax}(z_1, z_2)", "what NOTATION says it takes"),
        (r"L = -t \log p", r"\odot is meant instead of a product"),
        (r"L = -p^T \log t", None),
        (r"\frac{\partial p^T}{\partial z} = \operatorname{diag}(p) - p p^T", "two columns"),
    ],
    "denominator": [
        (r"\frac{\partial z}{\partial x} = V", "a transpose is missing, or is one too many"),
        (
            r"\frac{\partial L}{\partial x} = \left(\frac{\partial z}{\partial x}\right)^T "
            r"\frac{\partial L}{\partial z}",
            "LAYOUT is not denominator",
        ),
    ],
    "quadratic": [
        (rf"{GRADIENT} = 2 M x", None),
        (rf"{GRADIENT} = (M + M^T) \odot x", "see which factor"),
        (rf"{GRADIENT} = x^T (M + M^T)", "a transpose is missing, or is one too many"),
        (rf"{GRADIENT} = M^T x", None),
        (r"\frac{\partial q}{\partial M} = x \odot x", "see which factor"),
        (r"q = x M x", "a transpose is missing in x"),
        (r"y = M^T x", None),
        (r"y = M^2 x", "one meaning"),
        (r"s = x r", "see whether a transpose or a sum is missing"),
        (r"\frac{\partial q}{\partial x^T} = 2 M x", "a derivative by something that is not"),
        (r"c = \operatorname{diag}(c)", "a vector"),
        (r"c = \operatorname{tr}(c)", "a matrix with one axis twice"),
        (r"x_1 = c \odot x_1", "a number"),
        (r"s = r^T x", "a transpose is one too many"),
        (r"\frac{\partial s}{\partial r} = x", "a transpose is missing, or is one too many"),
        (r"y_j = M x", "write both sides with index letters"),
        (r"x^T M x = 0", None),
        (r"\underbrace{M x}_{x} c = c y", None),
        (r"\underbrace{M x}_{q} c = c y", "values of one shape"),
    ],
    "special": [
        (r"\frac{\partial L}{\partial z} = (a - t) \odot \text{ReLU}(z)", None),
        (r"\frac{\partial L}{\partial z} = a - t", None),
        (r"\frac{\partial q}{\partial x} = S x", None),
        (
            r"\frac{\partial (u^T s)}{\partial s} = x"
            if False
            else r"\frac{\partial q}{\partial s} = x",
            "follow from each other",
        ),
        (r"l = \ell(x)", "what NOTATION says it takes"),
        (r"l = \ell(a, a)", "2 arguments"),
        (r"l = \ell'(a)", "which takes an array"),
        (r"x = g(x)", "what NOTATION says it takes"),
        (r"x = K x", "an array with 3 axes"),
        (
            r"\frac{\partial (g(z))}{\partial z} x = x",
            "a transpose is missing in",
        ),
    ],
    "kinked": [
        (r"\frac{\partial L}{\partial z} = (a - t) \odot \text{ReLU}'(z)", "on a kink"),
    ],
}


@pytest.mark.parametrize(("name", "latex", "says"), [(n, *f) for n in FALSE for f in FALSE[n]])
def test_wrong_twins_are_refused(
    models: dict[str, Model], name: str, latex: str, says: str | None
) -> None:
    with pytest.raises(Problem) as refused:
        check(models[name], latex)
    problem = refused.value
    assert not isinstance(problem, Pointless)
    assert isinstance(problem, FalseStatement) == (says is None), problem
    assert (says or "") in f"{problem.wrong} {problem.expected} {problem.fix}"


def value(model: Model, latex: str) -> Any:
    """The value of one side on the running example."""
    found = formula(model, f"{latex} = 0")
    found.check_shape()
    return found.evaluation(Case(found.scope.points.example, {}))(found.chain.sides[0])


def layer_loss(X: Any, W: Any, b: Any, Y: Any) -> Any:
    A = anp.tanh(anp.dot(X, W) + b)
    return anp.sum((A - Y) ** 2) / (2 * len(X))


def cross_entropy(V: Any, x: Any, t: Any) -> Any:
    z = anp.dot(V, x)
    return -anp.sum(t * (z - anp.log(anp.sum(anp.exp(z)))))


def softmax(z: Any) -> Any:
    return anp.exp(z) / anp.sum(anp.exp(z))


def test_gradients_equal_automatic_differentiation(models: dict[str, Model]) -> None:
    given = models["rows"].example
    X, W, b, Y = (given[name] for name in ("X", "W", "b", "Y"))
    for place, name in enumerate(("X", "W", "b", "Y")):
        expected = autograd.grad(layer_loss, place)(X, W, b, Y)
        found = value(models["rows"], rf"\frac{{\partial L}}{{\partial {name}}}")
        assert found == pytest.approx(expected.reshape(found.shape), rel=1e-9)
    given = models["columns"].example
    X, W, b, Y = (given[name].T for name in ("X", "W", "b", "Y"))
    for place, name in enumerate(("X", "W", "b", "Y")):
        expected = autograd.grad(layer_loss, place)(X, W, b, Y).T
        found = value(models["columns"], rf"\frac{{\partial L}}{{\partial {name}}}")
        assert found == pytest.approx(expected.reshape(found.shape), rel=1e-9)
    given = models["softmax"].example
    V, x, t = (given[name] for name in ("V", "x", "t"))
    for place, name in enumerate(("V", "x", "t")):
        expected = autograd.grad(cross_entropy, place)(V, x, t)
        found = value(models["softmax"], rf"\frac{{\partial L}}{{\partial {name}}}")
        assert found == pytest.approx(expected.reshape(found.shape), rel=1e-9)
    jacobian = autograd.jacobian(softmax)(V @ x)
    assert value(models["softmax"], JACOBIAN) == pytest.approx(jacobian, rel=1e-9)
    turned = value(models["denominator"], r"\frac{\partial p}{\partial x}")
    assert turned == pytest.approx((jacobian @ V).T, rel=1e-9)


NOT_AS_BOUND = {
    (rf"{DB} = \delta^T u", "dL_dW"): "has the shape",
    (rf"{DW} = X^T \delta", "dL_db"): "has the shape",
    (r"\delta = \frac{1}{N} (A - Y) \odot f'(Z)", "Z"): "in element",
    (r"A_{nj} = f(Z_{nj})", "dL_dW"): "has the shape",
    (r"A - Y = f(Z) - Y", "L"): "has the shape",
}


@pytest.mark.parametrize(("latex", "snippet"), NOT_AS_BOUND)
def test_a_snippet_has_the_shape_and_values_of_the_sides(
    models: dict[str, Model], latex: str, snippet: str
) -> None:
    with pytest.raises(Problem) as refused:
        check(models["rows"], latex, snippet)
    assert NOT_AS_BOUND[latex, snippet] in refused.value.wrong


def test_an_element_of_a_snippet_is_no_array(models: dict[str, Model]) -> None:
    binding = Binding(models["rows"], "dL_db", (0,))
    with pytest.raises(Problem, match="is an array"):
        verify(formula(models["rows"], rf"{DB} = \delta^T u"), binding)


def test_false_formulas_are_refuted(models: dict[str, Model]) -> None:
    def refuted(latex: str, of: str, element: tuple[int, ...] | None = None) -> Refutation:
        return refute(formula(models["rows"], latex), Binding(models["rows"], of, element))

    found = refuted(rf"{DW} = \wrong{{X^T (A - Y)}}", "dL_dW")
    assert min(found.generic, found.example) > 0.1
    with pytest.raises(Problem, match="that is true"):
        refuted(rf"{DW} = X^T \delta", "dL_dW")
    for of, element in (("dL_db", None), ("delta", None), ("dL_dW", (0, 0))):
        with pytest.raises(Problem, match="is what its correction"):
            refuted(rf"{DW} = \wrong{{X^T (A - Y)}}", of, element)
    with pytest.raises(Problem, match="the product of"):
        refuted(rf"{DW} = \wrong{{X \delta}}", "dL_dW")


POINTLESS = {
    r"p = p + \frac{\partial z}{\partial t} t": "a derivative that is always zero",
    r"p = p + \frac{\partial p}{\partial z} u": "does not matter",
    r"\frac{\partial p}{\partial x} = \frac{\partial (\text{softmax}(V x) + u)}{\partial x}": (
        "what is differentiated on this side"
    ),
}


@pytest.mark.parametrize("latex", POINTLESS)
def test_what_is_true_by_value_may_be_no_step(models: dict[str, Model], latex: str) -> None:
    with pytest.raises(Pointless) as refused:
        check(models["softmax"], latex)
    assert POINTLESS[latex] in refused.value.wrong


def test_numbers_made_of_arrays_have_an_order(models: dict[str, Model]) -> None:
    assert check(models["quadratic"], r"x^T M^T M x \ge 0").decided > 50
    assert check(models["softmax"], r"u^T \exp(z) > 0").decided > 50
    assert check(models["special"], r"L \ge 0").decided > 50
    for latex in (r"x^T M x \ge 0", r"x^T M^T M x > c"):
        with pytest.raises(FalseStatement):
            check(models["quadratic"], latex)


def test_zeros_that_rounding_leaves_are_equal(models: dict[str, Model]) -> None:
    assert residual(np.array([1.0, 1e-17]), np.array([1.0, 3e-17])) == 0
    assert residual(np.array([1.0, 1e-10]), np.array([1.0, 3e-10])) > 0.6
    assert residual(np.array([1.0, 2.0]), 0.0) == 1
    cancels = r"\operatorname{diag}(x) (M x - \frac{1}{c} M (c x)) + M x = y"
    with pytest.raises(Pointless, match="does not matter"):
        check(models["quadratic"], cancels)


def test_arrays_are_compared_exactly(models: dict[str, Model]) -> None:
    for name, latex, snippet in (
        ("softmax", rf"{JACOBIAN} = \operatorname{{diag}}(p) (I - u p^T)", None),
        ("quadratic", rf"{GRADIENT} = (M + M^T) x", "dq_dx"),
    ):
        found = formula(models[name], latex)
        case = Case(found.scope.points.generic[0], {})
        assert equal_exactly(found, case, 0, 1)
        assert not snippet or equal_exactly(found, case, 0, Binding(models[name], snippet, None))
    found = formula(models["quadratic"], rf"{GRADIENT} = 2 M x")
    assert not equal_exactly(found, case, 0, 1)
    assert not equal_exactly(found, case, 1, Binding(models["quadratic"], "dq_dx", None))


SHAPES = {
    r"X W + u b^T": r"(N \times \text{input}) (\text{input} \times \text{unit}) + "
    r"(N \times 1) (1 \times \text{unit})",
    r"-\frac{1}{N} (A - Y) \odot f'(Z)": r"- (N \times \text{unit}) \odot (N \times \text{unit})",
    r"L \delta^T (X W)": r"(\text{unit} \times N) (N \times \text{unit})",
    r"\delta^T u": r"(\text{unit} \times N) (N \times 1)",
    r"2 L": r"(1 \times 1)",
}


def test_shapes_can_be_written(models: dict[str, Model]) -> None:
    for latex, written in SHAPES.items():
        found = formula(models["rows"], f"{latex} = 0")
        assert shapes_latex(found.chain.sides[0], Shapes(found.scope)) == written


def test_a_row_has_one_row_at_all_sizes(models: dict[str, Model]) -> None:
    (point,) = Points(models["quadratic"]).of_other_sizes()
    assert point.inputs["r"].shape == (1, 3)
    assert point.label.endswith("(part 3)")
    assert check(models["quadratic"], "s = r_{11} x_1 + r_{12} x_2").residuals["sides"] == 0


# A change of the module `special`, and what is said of it.
DECLARED_WRONGLY = {
    ('"x": ("x", "input"', '"x": ("x", "1"'): "an array of one element",
    ('"S": ("S", "input, input"', '"S": ("S_i", "input, input"'): "one index for 2 axes",
    ("FORWARD = [", 'LAYOUT = "rows"\nFORWARD = ['): "LAYOUT is 'rows'",
    ("function of unit to input", "function of unit to nowhere"): "the shape function of unit",
    ("function of unit to input", "function to input"): "the shape function to input",
    (
        "function of unit to input",
        "function of unit, nowhere to input",
    ): "the shape function of unit",
    ("function of unit to input", "function of unit to unit in each sample"): "the shape function",
    ("function of unit to input", "function of unit to unit in each row"): "which EXAMPLE gives",
    ('(r"\\ell"', '(r"\\text{diag}"'): "every notation has",
}


@pytest.mark.parametrize(("old", "new"), DECLARED_WRONGLY)
def test_declarations_are_checked(tmp_path: Path, old: str, new: str) -> None:
    module = changed(MODULES["special"], old, new)
    models, errors = Library(tiny_site(tmp_path / "a", {}, {"special": module}), "snippets").load()
    assert "special" not in models
    assert [DECLARED_WRONGLY[old, new] in str(error) for error in errors] == [True], errors


def test_a_value_has_the_sizes_of_its_axes(tmp_path: Path) -> None:
    """NumPy would repeat a single element for all."""
    module = changed(MODULES["special"], "    return W @ x\n", "    return (W @ x)[:1]\n")
    module = changed(module, "FORWARD = [z, a, L, s, q, l]", "FORWARD = [s, q]")
    models, errors = Library(tiny_site(tmp_path / "a", {}, {"special": module}), "snippets").load()
    assert errors == []
    with pytest.raises(Problem, match=r"z has the shape \(1,\)"):
        check(models["special"], "z + t = t + z")


def test_functions_act_on_each_row_by_itself(tmp_path: Path) -> None:
    module = changed(
        MODULES["softmax"], "np.sum(np.exp(Z), axis=1, keepdims=True)", "np.sum(np.exp(Z))"
    )
    models, errors = Library(tiny_site(tmp_path / "a", {}, {"softmax": module}), "snippets").load()
    assert errors == []
    with pytest.raises(FalseStatement):
        check(models["softmax"], "P = R(Z)", "P")
    columns = changed(MODULES["softmax"], "to class in each row", "to class in each column")
    models, _ = Library(tiny_site(tmp_path / "b", {}, {"softmax": columns}), "snippets").load()
    with pytest.raises(Problem, match="R of Z"):
        check(models["softmax"], "P = R(Z)")
    with pytest.raises(FalseStatement):
        check(models["softmax"], "P^T = R(Z^T)")


MUTANTS = {
    r"Z = X W": [r"Z = X^\top W", r"Z = X W^\top", r"Z = W X"],
    r"A = 2 f(Z)^T": ["A = 2 f(Z)"],
    r"L = A \odot Z": [r"L = A^\top \odot Z", r"L = A \odot Z^\top", "L = A Z"],
    r"L = \ell(A) N": [],
}


def test_a_page_may_name_an_array(models: dict[str, Model]) -> None:
    scope = Scope(Points(models["rows"]))
    left, body = scope.parse("D = A - Y").sides
    assert isinstance(left, Symbol)
    scope = Scope(scope.points, {left.key: body})
    for latex in (
        r"L = \frac{1}{2 N} \operatorname{tr}(D^\top D)",
        r"\delta = \frac{1}{N} D \odot f'(Z)",
    ):
        verify(Formula(scope.parse(latex), scope), None)
    for latex, says in {
        r"L = \operatorname{tr}(D D)": "the product of D",
        r"\delta = D": "differ",
    }.items():
        with pytest.raises(Problem, match=says):
            verify(Formula(scope.parse(latex), scope), None)


def test_no_mutant_writes_the_same_function_in_another_way(models: dict[str, Model]) -> None:
    latex = r"p = \operatorname{softmax}(z)"
    chain = formula(models["softmax"], latex).chain
    made = {m.latex for m in mutants(latex, chain, models["softmax"], ["function"])}
    assert made == {r"p = \exp (z)"}


@pytest.mark.parametrize("latex", MUTANTS)
def test_mutants_turn_and_swap_matrices(models: dict[str, Model], latex: str) -> None:
    chain = formula(models["rows"], latex).chain
    made = mutants(latex, chain, models["rows"], ["matrix"])
    assert sorted("".join(m.latex.split()) for m in made) == sorted(
        "".join(m.split()) for m in MUTANTS[latex]
    )


PAGE = """---
model: rows
---

```math {#z snippet=rows.Z .shapes}
Z = X W + u b^T
```

```math {#l snippet=rows.L .shapes}
L = \\frac{1}{2 N} \\sum_n \\sum_j (A_{nj} - Y_{nj})^2
```
"""


def test_a_page_shows_the_shapes_of_an_equation(tmp_path: Path) -> None:
    registry = registry_of(tiny_site(tmp_path / "a", {"index": PAGE}, MODULES))
    (page,) = registry.pages.values()
    (complaint,) = registry.all_complaints()
    assert "an equation of numbers, whose shapes are asked for" in str(complaint)
    assert ":9:" in str(complaint)
    typesetter = Typesetter(registry.options.cache)
    first = PageRenderer(registry, page, typesetter).pieces()[0]
    rows, units = r"\text{input}", r"\text{unit}"
    shapes = rf"(N \times {units}) = (N \times {rows}) ({rows} \times {units})"
    shapes += rf" + (N \times 1) (1 \times {units})"
    assert typesetter(shapes) in first.html
    check_drawn(shapes, typesetter(shapes), Vocabulary(arrays=frozenset("Z")))
