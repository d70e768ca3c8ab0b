r"""Matrices written out are computed, and so are sums with dots, `x_1 + \dots + x_n`."""

import re

import pytest

from checked_equations.equations.errors import FalseStatement, Problem
from checked_equations.equations.loading.load import load_file
from checked_equations.equations.meaning.scope import Scope
from checked_equations.equations.models.model import Model
from checked_equations.equations.models.points import Points
from checked_equations.equations.values.formula import Formula
from checked_equations.equations.values.report import Binding, Report
from checked_equations.equations.verdict.mutation import Original, mutants_of, outcome
from checked_equations.equations.verdict.verify import verify

pytestmark = pytest.mark.slow

LAYER = '''"""A layer, a loss and a rotation."""

import numpy as np


def y(W, x, b):
    return W @ x + b


def E(y):
    return np.sum(y**2) / 2


def R(theta):
    return np.array([[np.cos(theta), -np.sin(theta)], [np.sin(theta), np.cos(theta)]])


def dE_dx(W, y):
    return W.T @ y


NOTATION = {
    "n": ("n", "size of in", "how many inputs"),
    "m": ("m", "size of out", "how many outputs"),
    "W": ("W_{ji}", "out, in", "weights"),
    "x": ("x_i", "in", "inputs"),
    "b": ("b_j", "out", "biases"),
    "y": ("y_j", "out", "outputs"),
    "E": ("E", "scalar", "the loss"),
    "c": ("c", "scalar", "a number"),
    "theta": (r"\\theta", "scalar", "an angle"),
    "R": ("R_{kl}", "two, two", "a rotation"),
    "v": ("v_k", "two", "a vector"),
    "S": ("S", "function of in to in", "the softmax"),
}
SIZES = {"two": 2}
FORWARD = [y, E, R]


def S(x):
    return np.exp(x) / np.sum(np.exp(x))


EXAMPLE = {
    "W": np.array([[0.2, -0.7, 0.3], [0.4, 0.9, 0.1]]),
    "x": np.array([0.6, 0.3, 0.2]),
    "b": np.array([0.1, 0.2]),
    "c": 0.2,
    "theta": 0.3,
    "v": np.array([0.1, 0.2]),
}
'''


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    file = tmp_path_factory.mktemp("a") / "layer.py"
    file.write_text(LAYER)
    return load_file(file)


def check(model: Model, latex: str, snippet: str = "") -> Report:
    scope = Scope(Points(model))
    binding = Binding(model, snippet, None) if snippet else None
    return verify(Formula(scope.parse(in_full(latex)), scope), binding)


def in_full(latex: str) -> str:
    """The LaTeX with a matrix for each [a & b; c & d]."""
    return re.sub(r"\[(.*?)\]", lambda m: matrix(m[1].replace(";", r"\\")), latex)


def matrix(text: str) -> str:
    return rf"\begin{{bmatrix}} {text} \end{{bmatrix}}"


ROTATION = r"[\cos(\theta) & -\sin(\theta); \sin(\theta) & \cos(\theta)]"
WEIGHTS = r"[W_{11} & W_{12} & W_{13}; W_{21} & W_{22} & W_{23}]"
COLUMN = r"[x_1; x_2; x_3]"
NUMBERS = r"[0.2 & -0.7 & 0.3; 0.4 & 0.9 & 0.1]"
OUTPUTS = r"[0.07; 0.73]"

TRUE = [
    "y = [W & b] [x; 1]",
    "y = [b & W] [1; x]",
    f"R = {ROTATION}",
    f"R v = {ROTATION} v",
    "R^T R = [1 & 0; 0 & 1]",
    f"W = {WEIGHTS}",
    f"y = {WEIGHTS} {COLUMN} + b",
    f"y = {WEIGHTS} x + [b_1; b_2]",
    r"y = [\sum_i W_{1i} x_i + b_1; \sum_i W_{2i} x_i + b_2]",
    r"\frac{\partial E}{\partial y} = [y_1; y_2]",
    rf"\frac{{\partial y}}{{\partial x}} = {WEIGHTS}",
    r"E = \frac{1}{2} y^T [1 & 0; 0 & 1] y",
    "[y_1 & y_2]^T = y",
    "[1 & 2] [y_1; y_2] = y_1 + 2 y_2",
    "[E] = E",
    "y - W x - b = [0; 0]",
    r"y \odot [1; 1] = y",
    r"\| [y_1; y_2] \|^2 = \|y\| \|[y_1; y_2]\|",
    r"[|y_1|; \|y\|]^T [|c|; 1] = |c| |[1 & 0] y| + \|[y_1; y_2]\|",
    # numbers of the running example
    f"W = {NUMBERS}",
    f"y = {NUMBERS} [0.6; 0.3; 0.2] + [0.1; 0.2] = {OUTPUTS}",
    rf"y = {OUTPUTS} \approx [0.1; 0.7]",
    rf"y = \underbrace{{{WEIGHTS} x}}_{{= [-0.03; 0.53]}} + b",
    # dots
    r"y_j = W_{j1} x_1 + W_{j2} x_2 + \dots + W_{jn} x_n + b_j",
    r"y_j = b_j + W_{j1} x_1 + \cdots + W_{jn} x_n",
    r"y_k = W_{k1} x_1 + W_{k2} x_2 + \dots + W_{k3} x_3 + b_k",
    r"b_j - y_j = -W_{j1} x_1 - W_{j2} x_2 - \dots - W_{jn} x_n",
    r"E = \frac{1}{2} (y_1^2 + y_2^2 + \dots + y_m^2)",
    r"c (x_1 + x_2 + \dots + x_n) = c \sum_i x_i",
    r"x_1 + \dots + x_n + y_1 + \dots + y_m = \sum_i x_i + \sum_j y_j",
    r"R_{11} + \dots + R_{22} = 2 \cos(\theta)",
    r"\frac{\partial E}{\partial x_i} = y_1 \frac{\partial y_1}{\partial x_i} + \dots"
    r" + y_m \frac{\partial y_m}{\partial x_i}",
]


@pytest.mark.parametrize("latex", TRUE)
def test_what_is_true(model: Model, latex: str) -> None:
    check(model, latex)


FALSE = [
    "y = [W & 2 b] [x; 1]",
    "y = [W & b] [x; 2]",
    "R = " + ROTATION.replace("-", ""),
    f"R^T v = {ROTATION} v",
    "R^T R = [1 & 0; 1 & 1]",
    f"W = {WEIGHTS.replace('W_{21}', 'W_{12}')}",
    f"y = {WEIGHTS} {COLUMN.replace('x_3', 'x_2')} + b",
    r"\frac{\partial E}{\partial y} = [y_2; y_1]",
    rf"\frac{{\partial y}}{{\partial x}} = {WEIGHTS.replace('W_{23}', '0')}",
    "[1 & 2] [y_1; y_2] = y_1 + 3 y_2",
    f"W = {NUMBERS.replace('0.9', '0.8')}",
    f"y = {NUMBERS} [0.6; 0.2; 0.2] + [0.1; 0.2] = {OUTPUTS}",
    r"y \approx [0.07; 0.74]",
    rf"y = \underbrace{{{WEIGHTS} x}}_{{= [-0.03; 0.54]}} + b",
    r"E = y_1^2 + y_2^2 + \dots + y_m^2",
    r"y_j = b_j - W_{j1} x_1 - \dots - W_{jn} x_n",
    r"x_1 + \dots + x_n + y_1 + \dots + y_m = \sum_i x_i - \sum_j y_j",
]


@pytest.mark.parametrize("latex", FALSE)
def test_what_is_false(model: Model, latex: str) -> None:
    with pytest.raises(FalseStatement):
        check(model, latex)


REFUSED = {
    "y = [0.07 & 0.73]": "1×2, but y, 2×1",
    "x = [x_1; x_2]": "2×1, but x, 3×1",
    f"y = {WEIGHTS} [x_1 & x_2 & x_3] + b": "the product of",
    "y = [b & W] [x; 1]": "the product of",
    "y = [W & b] [x; 1; 1]": "the product of",
    "y = [W; b] [x; 1]": "below each other in a matrix",
    "y = [W & 1] [x; 1]": "beside each other in a matrix",
    "x = [x_1 & x_2]": "1×2, but x",
    r"R \ge [1 & 0; 0 & 1]": "between arrays",
    "y = (y_1, y_2)^T": "(y_{1}, y_{2}), a list, beside whole arrays",
    "(y_1, y_2) = y": "a list",
    r"y = (y_1, \dots, y_m)": "is read, but not computed",
    r"y = [y_1; \vdots; y_m^2]": "is read, but not computed",
    "(W x + [b_1; b_2])_j = y_j": "the index j behind brackets",
    f"S(x) = S({COLUMN})": "a function of arrays, beside a matrix written out",
    r"y = [0.07; 0.730] = [0.1; 0.7]": "two roundings of one value",
    r"y \approx [y_1; y_2]": "which is no decimal number",
    # dots
    r"y_j = b_j + W_{j1} x_1 + W_{j2} x_2 + \dots + W_{jm} x_m": "the bound m of a sum over in",
    r"y_j = b_j + W_{j1} x_1 + W_{j2} x_2 + \dots + W_{jn} x_m": "is read, but not computed",
    r"y_j = b_j + W_{j1} x_1 + W_{j3} x_2 + \dots + W_{jn} x_n": "is read, but not computed",
    r"y_j = b_j + W_{j1} x_1 + W_{j2} x_2 - \dots - W_{jn} x_n": "is read, but not computed",
    r"y_j = b_j + W_{j2} x_2 + \dots + W_{jn} x_n": "is read, but not computed",
    r"y_j = b_j + W_{1j} x_1 + \dots + W_{nj} x_n": "the index j runs over",
    r"y_j = b_j + W_{j1} x_1 + \dots + W_{j2} x_2": "1 to 3, the size of in",
    r"y_j = b_j + W_{j1} x_1 + W_{j2} x_2 + \dots": "is read, but not computed",
    r"1 x_1 + 2 x_2 + \dots + n x_n = \sum_i x_i": "is read, but not computed",
    r"\sum_i x_i = x_1 + x_2 + x_3 + x_4 + \dots + x_3": "is read, but not computed",
    r"\sum_i x_i = x_1 + x_2 + x_3 + \dots + x_3": "is read, but not computed",
    r"x_1 + \sum_i x_i = x_1 + x_1 + \dots + x_n": "is read, but not computed",
    r"\sum_i x_i = x_1 + x_2 + \dots + x_{n-1} + x_n": "is read, but not computed",
    r"\sum_j y_j = y_1 + y_2 + y_3 + \dots + y_m": "is read, but not computed",
}


@pytest.mark.parametrize("latex", REFUSED)
def test_what_has_no_one_meaning(model: Model, latex: str) -> None:
    with pytest.raises(Problem) as found:
        check(model, latex)
    assert REFUSED[latex] in found.value.wrong + found.value.expected


@pytest.mark.parametrize(
    "latex", ["b = [1; -2]", "c = -3", "c = 1/5", r"c = \frac{1}{5}", "c = 2^3"]
)
def test_whole_numbers_are_no_running_example(model: Model, latex: str) -> None:
    with pytest.raises(FalseStatement) as found:
        check(model, latex)
    (first, *_) = re.findall(r"\d", latex)
    assert f"to speak of the running example, write {first}.0" in found.value.fix


@pytest.mark.parametrize(
    ("latex", "snippet", "true"),
    [
        (f"R = {ROTATION}", "R", []),
        (f"y = {WEIGHTS} {COLUMN} + b", "y", []),
        (
            r"y_j = b_j + W_{j1} x_1 + W_{j2} x_2 + \dots + W_{jn} x_n",
            "y",
            [r"y_j = b_j + W_{j1} x_1 + \dots + W_{jn} x_n"],  # the same sum
        ),
    ],
)
def test_snippets_and_mutants(model: Model, latex: str, snippet: str, true: list[str]) -> None:
    check(model, latex, snippet)
    scope, binding = Scope(Points(model)), Binding(model, snippet, None)
    latex = in_full(latex)
    original = Original(latex, Formula(scope.parse(latex), scope), binding, continues=False)
    outcomes = {mutant.latex: outcome(mutant, original) for mutant in mutants_of(original)}
    assert list(outcomes.values()).count("refuted") >= 3
    assert [latex for latex, found in outcomes.items() if found == "survived"] == true
