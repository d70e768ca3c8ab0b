"""Whole vectors and matrices: what is true passes, and its wrong twins are refused."""

import pytest

from checked_equations.equations.errors import FalseStatement, Pointless, Problem
from checked_equations.equations.formula import Formula
from checked_equations.equations.load import Library
from checked_equations.equations.model import Model
from checked_equations.equations.points import Points
from checked_equations.equations.report import Binding, Report
from checked_equations.equations.scope import Scope
from checked_equations.equations.verify import verify
from tests.site import tiny_site

# One layer with any activation, a sample in each row; and the mean of squares as its loss.
ROWS = '''"""One layer, a sample in each row."""

import numpy as np


def one(X):
    return np.ones(len(X))


def Z(X, W, b):
    return X @ W + b


def A(f, Z):
    return f(Z)


def L(A, Y):
    return np.sum((A - Y) ** 2) / (2 * len(A))


def L_sum(A, Y):
    return np.sum((A - Y) ** 2) / 2


def delta(A, Y, f_prime, Z):
    return (A - Y) * f_prime(Z) / len(A)


def dL_dW(X, delta):
    return X.T @ delta


def dL_db(delta):
    return np.sum(delta, axis=0)


NOTATION = {
    "X": ("X", "sample, input", "the inputs"),
    "W": ("W", "input, unit", "the weights"),
    "b": ("b", "unit", "the biases"),
    "one": ("u", "sample", "ones"),
    "f": ("f", "function", "the activation"),
    "Z": ("Z", "sample, unit", "weighted sums"),
    "A": ("A", "sample, unit", "outputs"),
    "Y": ("Y", "sample, unit", "targets"),
    "L": ("L", "scalar", "the mean loss"),
    "L_sum": ("S", "scalar", "the sum of squares"),
    "delta": (r"\\delta", "sample, unit", "slopes"),
    "N": ("N", "size of sample", "how many samples"),
}
FORWARD = [Z, A, L, L_sum]
EXAMPLE = {
    "X": np.array([[0.5, -1.5], [0.3, 0.7], [1.1, -0.2]]),
    "W": np.array([[0.2, -0.7, 0.1], [0.4, 0.9, -0.6]]),
    "b": np.array([0.1, -0.3, 0.2]),
    "f": np.tanh,
    "f_prime": lambda u: 1 / np.cosh(u) ** 2,
    "Y": np.array([[0.5, 0.1, 0.4], [-0.2, 0.6, 0.3], [0.7, -0.4, 0.2]]),
}
'''

# The same with a sample in each column, and as many of everything.
COLUMNS = '''"""One layer, a sample in each column."""

import numpy as np


def one(X):
    return np.ones(X.shape[1])


def Z(X, W, b):
    return W @ X + b[:, None]


def A(f, Z):
    return f(Z)


def L(A, Y):
    return np.sum((A - Y) ** 2) / (2 * A.shape[1])


def delta(A, Y, f_prime, Z):
    return (A - Y) * f_prime(Z) / A.shape[1]


NOTATION = {
    "X": ("X", "input, sample", "the inputs"),
    "W": ("W_{ji}", "unit, input", "the weights"),
    "b": ("b_j", "unit", "the biases"),
    "one": ("u", "sample", "ones"),
    "f": ("f", "function", "the activation"),
    "Z": ("Z", "unit, sample", "weighted sums"),
    "A": ("A", "unit, sample", "outputs"),
    "Y": ("Y", "unit, sample", "targets"),
    "L": ("L", "scalar", "the mean loss"),
    "delta": (r"\\delta", "unit, sample", "slopes"),
    "N": ("N", "size of sample", "how many samples"),
}
FORWARD = [Z, A, L]
EXAMPLE = {
    "X": np.array([[0.5, -1.5], [0.3, 0.7]]),
    "W": np.array([[0.2, -0.7], [0.4, 0.9]]),
    "b": np.array([0.1, -0.3]),
    "f": np.tanh,
    "f_prime": lambda u: 1 / np.cosh(u) ** 2,
    "Y": np.array([[0.5, 0.1], [-0.2, 0.6]]),
}
'''

SOFTMAX = '''"""A softmax with a layer before it, and its cross-entropy."""

import numpy as np


def _softmax(z):
    return np.exp(z) / np.sum(np.exp(z))


def _softmax_rows(Z):
    return np.exp(Z) / np.sum(np.exp(Z), axis=1, keepdims=True)


def one(z):
    return np.ones(len(z))


def I(z):
    return np.eye(len(z))


def z(V, x):
    return V @ x


def p(z):
    return _softmax(z)


def P(Z):
    return _softmax_rows(Z)


def L(p, t):
    return -np.sum(t * np.log(p))


NOTATION = {
    "x": ("x", "input", "the input"),
    "V": ("V", "class, input", "the weights"),
    "z": ("z", "class", "the logits"),
    "p": ("p", "class", "the shares"),
    "t": ("t", "class", "the target", "positive, adds up to one along class"),
    "L": ("L", "scalar", "the loss"),
    "Z": ("Z", "sample, class", "the logits of a batch"),
    "P": ("P", "sample, class", "the shares of a batch"),
    "_softmax": (r"\\text{softmax}", "function of class to class", "softmax"),
    "_softmax_rows": ("R", "function of class to class in each row", "softmax"),
    "one": ("u", "class", "ones"),
    "I": ("I", "class, class", "the identity"),
}
FORWARD = [z, p, L, P]
EXAMPLE = {
    "x": np.array([0.5, -1.5]),
    "V": np.array([[0.2, -0.7], [0.4, 0.9]]),
    "t": np.array([0.3, 0.7]),
    "Z": np.array([[0.5, -1.5], [0.3, 0.7]]),
}
'''

# x^T M x, y = M x, all square; and a row.
QUADRATIC = '''"""A quadratic form."""

import numpy as np


def y(M, x):
    return M @ x


def q(x, y):
    return x @ y


def dq_dx(M, x):
    return (M + M.T) @ x


def s(r, x):
    return (r @ x)[0]


NOTATION = {
    "x": ("x", "part", "a vector"),
    "M": ("M", "part, part", "a matrix"),
    "y": ("y", "part", "its product"),
    "q": ("q", "scalar", "a quadratic form"),
    "r": ("r", "1, part", "a row"),
    "s": ("s", "scalar", "a product"),
    "c": ("c", "scalar", "a number"),
}
FORWARD = [y, q, s]
EXAMPLE = {
    "x": np.array([0.5, -1.5]),
    "M": np.array([[0.2, -0.7], [0.4, 0.9]]),
    "r": np.array([[0.3, 0.8]]),
    "c": 0.7,
}
'''

MODULES = {
    "rows": ROWS,
    "columns": COLUMNS,
    "softmax": SOFTMAX,
    "denominator": SOFTMAX.replace("FORWARD =", 'LAYOUT = "denominator"\nFORWARD ='),
    "quadratic": QUADRATIC,
}


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
        (r"\frac{\partial y_j}{\partial x} = M^T \frac{\partial x}{\partial x_j}", ""),
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
        (r"Z = X W + b", "see which factor has the wrong axes"),
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
        (r"L = \delta", "multiply the number by an array of ones"),
        (r"L = \delta \odot A", "multiply the number by an array of ones"),
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
        (r"p_1 = \text{softmax}(z_1, z_2)", "one array"),
        (r"L = -t \log p", r"\odot is meant instead of a product"),
        (r"L = -p^T \log t", None),
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
        (r"s = x r", "multiply the number"),
        (r"s = r^T x", "a transpose is one too many"),
        (r"\frac{\partial s}{\partial r} = x", "a transpose is missing, or is one too many"),
        (r"y_j = M x", "multiply the number"),
        (r"x^T M x = 0", None),
        (r"\underbrace{M x}_{x} c = c y", None),
        (r"\underbrace{M x}_{q} c = c y", "values of one shape"),
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
