"""What mathematicians read otherwise than a parser would is refused: elements, values, layers."""

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.loading.load import load_file
from checked_equations.equations.meaning.scope import Scope
from checked_equations.equations.models.model import Model
from checked_equations.equations.models.points import Points
from checked_equations.equations.values.formula import Formula
from checked_equations.equations.verdict.verify import verify

MODULE = '''"""A model."""


def z(W, x):
    return W @ x


def q(x, y):
    return x @ y


NOTATION = {
    "n": ("n", "size of input", "how many inputs"),
    "W": ("W_{ij}", "hidden, input", "weights"),
    "A": ("A_{ij}", "input, input", "a square matrix"),
    "B": ("B_{ij}", "input, input", "another"),
    "x": ("x_i", "input", "an input"),
    "y": ("y_i", "input", "another"),
    "a": ("a", "scalar", "a number"),
    "w": ("w", "scalar", "another"),
    "g": ("g", "function", "a function"),
    "z": ("z_i", "hidden", "what enters"),
    "q": ("q", "scalar", "a product"),
}

FORWARD = [z, q]

EXAMPLE = {
    "W": np.array([[0.2, -0.7], [0.4, 0.9], [1.1, 0.3]]),
    "A": np.array([[0.2, -0.7], [0.4, 0.9]]),
    "B": np.array([[1.2, 0.7], [-0.4, 0.3]]),
    "x": np.array([0.5, -1.5]),
    "y": np.array([0.6, 0.8]),
    "a": 0.7,
    "w": -0.3,
    "g": np.tanh,
    "g_prime": lambda u: 1 / np.cosh(u) ** 2,
}
'''.replace('"""\n\n\n', '"""\n\nimport numpy as np\n\n\n', 1)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    file = tmp_path_factory.mktemp("model") / "unit.py"
    file.write_text(MODULE, encoding="utf-8")
    return load_file(file)


def check(model: Model, latex: str) -> None:
    scope = Scope(Points(model))
    verify(Formula(scope.parse(latex), scope), None)


@pytest.mark.parametrize(
    ("latex", "words"),
    [
        # rows and columns of what is in brackets
        (r"(A B)_{:,:} = (B^\top A^\top)_{:,:}", "the index : behind brackets"),
        (r"(A B)_{:,1} = (A B)_{:,1} + 0", "the index : behind brackets"),
        # TeX draws a transpose of an element as an element of the transpose
        (r"A_{ij}^\top = A_{ij}", "the transpose of an element"),
        (r"(A^\top B)_{ij} = \sum_k A_{ki}^\top B_{kj}", "the transpose of an element"),
        (r"z_i = \sum_j W_{ij}^T x_j", "the transpose of an element"),
        (r"(A B)_{ij}^\top = (A B)_{ij}", "the transpose of an element"),
        # a value or a derivative with an argument
        (r"q(2) = 2 q", "a product, or a value at an argument"),
        (r"q (a) = a q", "a product, or a value at an argument"),
        (r"g'(a)(w) = w g'(a)", "a product, or a value at an argument"),
        (r"\frac{dg(a)}{da}(w) = w g'(a)", "a product, or a value at an argument"),
        (r"\frac{\partial q}{\partial x_i}(a) = a y_i", "a product, or a value at an argument"),
        # a layer, a sample or an iterate; or a power
        (r"w e^{(a)} = w e^a", r"the superscript \(a\) is a layer, or a power"),
        (r"e^{(a)} = e^a", r"the superscript \(a\) is a layer, or a power"),
        (r"(a + w)^{(2)} = (a + w)^2", "a layer or another index, or a power"),
        (r"(a + w)^{[2]} = (a + w)^2", "a layer or another index, or a power"),
        (r"(a + w)^{\langle 2 \rangle} = (a + w)^2", "a layer or another index, or a power"),
        (r"g(a)^{(2)} = g(a)^2", "a layer or another index, or a power"),
        (r"|a|^{(2)} = a^2", "a layer or another index, or a power"),
        (r"\|x\|^{(2)} = x^\top x", "a layer or another index, or a power"),
        (r"\left(\frac{1}{1 + a^2}\right)^{(1)} = 1", "a layer or another index, or a power"),
        # braces that nobody sees
        (r"w e^{{(a)}} = w e^a", r"the superscript \(a\) is a layer, or a power"),
        (r"(a + w)^{{(2)}} = (a + w)^2", "a layer or another index, or a power"),
        (r"|a|^{{[2]}} = a^2", "a layer or another index, or a power"),
        # the last place, or any
        (r"q = 1 - x_n", "the last place, or any"),
        (r"\frac{\partial q}{\partial x_n} = y_n", "the last place, or any"),
        (r"x_n = x_n + 0", "the last place, or any"),
        # how much belongs to the trace
        (r"q = \operatorname{tr} A B", "how far tr reaches"),
        (r"\operatorname{diag} x y = x \odot y", "how far diag reaches"),
        (r"\nabla^2 q = y", r"a superscript on \\nabla"),
        (r"\nabla^\top q = y", r"a superscript on \\nabla"),
    ],
)
def test_what_has_two_readings_is_refused(model: Model, latex: str, words: str) -> None:
    with pytest.raises(Problem, match=words):
        check(model, latex)


@pytest.mark.parametrize(
    "latex",
    [
        r"(A^\top B)_{ij} = \sum_k A_{ki} B_{kj}",
        r"(A^\top)_{ij} = A_{ji}",
        r"z^\top = x^\top W^\top",
        r"(x^\top y)^\top = q",
        r"q (a + w) = a q + w q",
        r"q (-a) = -a q",
        r"a (w) = w a",
        r"\frac{\partial q}{\partial x_i} (a + 1) = (a + 1) y_i",
        r"g(a)^2 = g(a) g(a)",
        r"(a + w)^{2} = a^2 + 2 a w + w^2",
        r"e^{a} w = w e^{(a + w) - w}",
        r"\nabla_x q = y",
        r"2^{(a + w)} = 2^{a + w}",
        r"e^{-(a)} e^a = 1",
        r"q = x_1 y_1 + \dots + x_n y_n",
        r"\frac{\partial q}{\partial x_i} = y_i",
        r"\sum_{i=1}^n x_i y_i = q",
        r"\operatorname{tr} A = \sum_i A_{ii}",
        r"\operatorname{tr} A^\top = \operatorname{tr}(A)",
        r"\operatorname{tr} (A B) = \operatorname{tr}(B A)",
        r"(\operatorname{diag} x) y = x \odot y",
    ],
)
def test_what_has_one_reading_is_read(model: Model, latex: str) -> None:
    check(model, latex)
