"""Formulas that are false only where several comparisons meet, or beyond what a root hides."""

from pathlib import Path

import pytest

from checked_equations.equations.errors import FalseStatement, Problem
from checked_equations.equations.loading.load import Library
from checked_equations.equations.meaning.scope import Scope
from checked_equations.equations.models.model import Model
from checked_equations.equations.models.points import Points
from checked_equations.equations.values.formula import Formula
from checked_equations.equations.verdict.verify import verify
from tests.site import tiny_site

pytestmark = pytest.mark.slow

UNIT = '''"""A unit whose activation depends on its inputs too."""

import numpy as np


def z(w, x):
    return w * x


def h(w, x, c, z, v):
    return BODY


def u(v):
    return np.where((v > 3) & (v < 3.1), 2 * v, v)


NOTATION = {
    "x": ("x", "scalar", "an input"),
    "w": ("w", "scalar", "a weight"),
    "c": ("c", "scalar", "a threshold", "positive"),
    "v": ("v_i", "values", "some inputs"),
    "z": ("z", "scalar", "a weighted sum"),
    "h": ("h", "scalar", "an activation"),
    "u": ("u_i", "values", "activations"),
}

FORWARD = [z, h, u]

EXAMPLE = {"x": 0.5, "w": 0.8, "c": 0.1, "v": np.array([0.3, 0.8, -0.2])}
'''

# The same as z but between two thresholds, or where two inputs are beyond theirs.
TOGETHER = [
    "np.where(z > 1.5, np.where(z < 2.5, 0, z), z)",
    "np.where((z > 3) & (z < 4), 2 * z, z)",
    "np.where((z > 300) & (z < 310), 2 * z, z)",
    "np.where((z > 1) * (z < 1.001), 2 * z, z)",
    "np.where(np.logical_and(z > -7, z < -6.99), 2 * z, z)",
    "z if not 5 < z < 5.01 else 2 * z",
    "np.maximum(0, z - 20) * np.maximum(0, 21 - z) + z",
    "np.where(w > 5 * c, np.where(x > 5 * c, 1, 0), 0) + z",
    "z if w < 30 or x < 30 else 2 * z",
    "z if w < 3 or x > -3 or z > -100 else 2 * z",
    "z if (z - 7) ** 2 > 1e-4 else z + 1",
    "z if abs(z - 70) > 1 else z + 1",
    "np.where(np.abs(z - 1) < 0.001, 2 * z, z)",
]
# The same as 9 - z up to where z is 9.
ROOTS = [
    "np.sqrt((z - 9) ** 2)",
    "np.sqrt(z**2 - 18 * z + 81)",
    "((z - 9) ** 2) ** 0.5",
    "np.power((z - 9) ** 2, 1 / 2)",
    "np.hypot(z - 9, 0 * z)",
    "np.exp(np.log((z - 9) ** 2) / 2)",
    "np.exp(np.log(z * z - 18 * z + 81) / 2)",
    "np.exp2(np.log2(np.square(z - 9)) / 2)",
    "np.exp(np.log1p((z - 9) ** 2 - 1) / 2)",
]
# The same as 9 - z up to where z is 9, beyond which something leaps.
POLES = [
    "np.sqrt(1 / (z - 9) ** 2) * (z - 9) ** 2",
    "np.sqrt((z - 9) ** -2) * (9 - z) ** 2",
    "(1 / (z - 9) ** 2) ** -0.5",
    "np.exp(-np.log((z - 9) ** -2) / 2)",
    "9 - z + np.arctan(1 / (z - 9)) + np.arctan(z - 9) + np.pi / 2",
    "9 - z + np.arctan(np.reciprocal(z - 9)) + np.arctan(z - 9) + np.pi / 2",
    "np.arctan(np.sin((9 - z) / 9) / np.cos((9 - z) / 9)) * 9",
]
# The same as z but where two numbers are equal.
SINGLE = [
    "np.where(z == 0, 7, z)",
    "np.where(z != 5, z, 0)",
    "7 * z if z in (1, 2) else z",
    "np.where(np.isin(z, [1, 2]), 7, z)",
    "np.where(np.isclose(z, 5), 7, z)",
    "np.where(np.round(z) == 3, 7, z)",
    "7 * z if round(z, 2) == 3.25 else z",
    "7 * z if np.array_equal(z, 4) else z",
    "z + (np.floor(z) == z)",
    "z + np.logical_not(z - 4)",
    "z + np.count_nonzero(z - 4) - 1",
    "np.where(w == 2 * x, 7, z)",
    "np.where(z == np.exp(w), 7, z)",
    "np.where((z == 3) & (w > 5), 7, z)",
    "np.where(v[0] == v[1], 7, z)",
    "z + np.sum(v == np.max(v)) - 1",
    "np.where((z - 4) ** 2 == np.exp(w - w) - 1, 7, z)",
    # Without ==, and yet at a single point.
    "np.where(z > 5, z, np.where(z < 5, z, 0))",
    "z + (z >= 5) - (z > 5)",
]
REFUSED = {
    "np.where(w * w == 2, 7, z)": "at no point a value is equal to 2",
    "np.where(z * z == np.exp(w - w) - 2, 7, z)": "at no point == holds between two",
    "{1.0: 2.0}.get(z, z)": "h uses get: h .* by a set, a dictionary or a cache",
    "7 * z if z in {1.0, 2.0} else z": "by a set, a dictionary or a cache",
    "np.fmod(z, 100)": "np.fmod",
    "divmod(z + 50, 100)[1] - 50": "divmod",
    "z + np.modf(z / 100)[1]": "modf",
    "z + np.signbit(z + 70)": "np.signbit",
    "np.where(np.isnan(np.sqrt(70 - z)), 2 * z, z)": "isnan",
    "z + np.isinf(np.exp(z * 300.0))": "isinf",
    "9 - np.float_power((z - 9) ** 2, 0.5)": "float_power",
    "np.arctan2(0 * z, 50 - z) + z": "arctan2",
    "np.angle(np.exp(1j * z))": "complex numbers",
    "np.log(np.exp(1j * z)).imag": "complex numbers",
    "z if len(str(z)) < 99 else 2 * z": r"str\(\)",
    "z if len(f'{z}') < 99 else 2 * z": r"str\(\)",
}


def check(folder: Path, latex: str, body: str = "z") -> None:
    text = UNIT.replace("BODY", body)
    models, errors = Library(tiny_site(folder / "site", {}, {"unit": text}), "snippets").load()
    assert errors == []
    scope = Scope(Points(models["unit"]))
    verify(Formula(scope.parse(latex), scope), None)


@pytest.mark.parametrize("body", TOGETHER)
def test_a_branch_that_takes_two_comparisons(tmp_path: Path, body: str) -> None:
    with pytest.raises(FalseStatement, match="differ"):
        check(tmp_path, "h = z", body)


def test_a_branch_of_one_element(tmp_path: Path) -> None:
    with pytest.raises(FalseStatement, match="differ"):
        check(tmp_path, "u_i = v_i")


@pytest.mark.parametrize("body", SINGLE)
def test_a_single_point(tmp_path: Path, body: str) -> None:
    with pytest.raises(FalseStatement, match="differ"):
        check(tmp_path, "h = z", body)


def test_a_derivative_beside_a_single_point(tmp_path: Path) -> None:
    """What is not moved may be equal to something; on a kink there is no derivative."""
    body = "x * w if w != 5 else 2 * x"
    with pytest.raises(FalseStatement, match="differ"):
        check(tmp_path / "a", r"\frac{\partial h}{\partial x} = w", body)
    check(tmp_path / "b", r"\frac{\partial h}{\partial z} = 1", "np.where(z == 5, 7, z)")


@pytest.mark.parametrize("body", ROOTS + POLES)
def test_a_root_in_a_snippet(tmp_path: Path, body: str) -> None:
    with pytest.raises(FalseStatement, match="differ"):
        check(tmp_path, "h = 9 - z", body)


@pytest.mark.parametrize("body", ["np.arcsin(np.sin(z / 4)) * 4", "np.arctan(np.tan(z / 4)) * 4"])
def test_an_inverse_with_branches(tmp_path: Path, body: str) -> None:
    with pytest.raises(FalseStatement, match="differ"):
        check(tmp_path, "h = z", body)


@pytest.mark.parametrize("body", REFUSED)
def test_what_might_have_branches_is_named(tmp_path: Path, body: str) -> None:
    with pytest.raises(Problem, match=REFUSED[body]):
        check(tmp_path, "h = z", body)


@pytest.mark.parametrize(
    "latex",
    [
        r"\sqrt{(z - 9)^2} = 9 - z",
        r"\sqrt{w^2 - 18 w + 81} = 9 - w",
        r"\sqrt{\frac{1}{(w - 9)^2}} = \frac{1}{9 - w}",
        r"\sqrt{(v_i - 9)^{-2}} (9 - v_i) = 1",
        r"\log(\frac{1}{(w - 9)^2}) = -2 \log(9 - w)",
        r"((w - 9)^2)^{0.5} = 9 - w",
        r"((w - 9)^4)^{\frac{1}{4}} = 9 - w",
        r"\log((w - 9)^2) = 2 \log(9 - w)",
        r"\exp(\frac{1}{2} \ln((w + 900)^2)) = w + 900",
        r"\sqrt{(w + x - 30)^2} = 30 - w - x",
        r"\sqrt{(w - 9)^2 (w - 10)^2} = (w - 9) (w - 10)",
        r"\sqrt{(v_i - 9)^2} = 9 - v_i",
        r"\sum_i \sqrt{(v_i - 9)^2} = \sum_i (9 - v_i)",
        r"\frac{\partial}{\partial w} \left[ \sqrt{(w - 9)^2} \right] = -1",
    ],
)
def test_a_root_in_a_formula(tmp_path: Path, latex: str) -> None:
    with pytest.raises(Problem, match=r"differ|cannot be evaluated"):
        check(tmp_path, latex)


RIGHT = {
    r"\sqrt{(w - 9)^2} = \sqrt{w^2 - 18 w + 81}": "z",
    r"\log(w^2 + 1) = 2 \log \sqrt{w^2 + 1}": "z",
    r"\log(1 - \frac{1}{1 + e^{-z}}) = -z - \log(1 + e^{-z})": "z",
    r"h = \sqrt{(z - 9)^2}": "np.where(z > 9, z - 9, 9 - z)",
    r"e^h = \sqrt{(z - 9)^2}": "np.log((z - 9) ** 2) / 2",
    r"\frac{\partial h}{\partial z} = 2 z": "np.where(z > 3, z**2, np.where(z < -3, z**2, z * z))",
    r"h = z": "np.where((z > 3) & (z < 4), 1.0 * z, z)",
    r"\sqrt{\frac{1}{(w - 9)^2}} \sqrt{(w - 9)^2} = 1": "z",
    r"(z - 9)^2 = h^2": "np.sqrt((z - 9) ** -2) * (z - 9) ** 2",
    r"z + h = 9": "9 - z + np.arcsinh(1 / (z - 9)) + "
    "np.log(np.sqrt((z - 9) ** -2 + 1) + 1 / (9 - z))",
    r"h + z = 2 z": "np.tan(np.arctan(1 / (z - 9))) * (z - 9) * z",
    r"h = \log(c)": "np.log(c)",
    r"h z = \sin(z)": "np.where(z == 0, 1, np.sin(z) / np.where(z == 0, 1, z))",
    r"\frac{\partial h}{\partial z} z + h = \cos(z)":
        "np.where(z == 0, 1, np.sin(z) / np.where(z == 0, 1, z))",
    r"h = w x": "z if np.sqrt(np.sum(v * v)) != 0 else 1.0 * z",
    r"h = x w": "np.where(c == 0, 7, np.where(c == -2, 8, z))",
    r"z = h": "np.sign(z) * np.sign(z) * z",
}  # fmt: skip


@pytest.mark.parametrize("latex", RIGHT)
def test_what_holds_on_all_branches(tmp_path: Path, latex: str) -> None:
    check(tmp_path, latex, RIGHT[latex])


LAYERS = '''"""Two layers of rectifiers."""

import numpy as np


def z(W, x, b):
    return W @ x + b


def a(z):
    return np.maximum(0, z)


def s(U, a, c):
    return U @ a + c


def y(s):
    return np.where(s > 3, s, 0.0)


def L(y, t):
    return np.sum((y - t) ** 2) / 2


NOTATION = {
    "x": ("x_i", "input", "inputs"),
    "W": ("W_{ji}", "hidden, input", "weights"),
    "b": ("b_j", "hidden", "biases"),
    "U": ("U_{kj}", "output, hidden", "weights"),
    "c": ("c_k", "output", "biases"),
    "t": ("t_k", "output", "targets"),
    "z": ("z_j", "hidden", "weighted sums"),
    "a": ("a_j", "hidden", "activations"),
    "s": ("s_k", "output", "weighted sums"),
    "y": ("y_k", "output", "outputs"),
    "L": ("L", "scalar", "a loss"),
}

FORWARD = [z, a, s, y, L]

EXAMPLE = {
    "x": np.array([0.3, -0.5, 0.7]), "W": np.array([[0.2, 0.4, 0.9], [0.1, -0.3, 0.8]]),
    "b": np.array([0.1, -0.2]), "U": np.array([[0.3, -0.4], [0.5, 0.2], [0.9, -0.8]]),
    "c": np.array([0.1, 5.2, -0.3]), "t": np.array([0.3, 0.8, 0.6]),
}
'''


@pytest.fixture(scope="module")
def layers(tmp_path_factory: pytest.TempPathFactory) -> Model:
    folder = tmp_path_factory.mktemp("site") / "a"
    models, errors = Library(tiny_site(folder, {}, {"layers": LAYERS}), "snippets").load()
    assert errors == []
    return models["layers"]


def check_layers(layers: Model, latex: str) -> None:
    scope = Scope(Points(layers))
    verify(Formula(scope.parse(latex), scope), None)


@pytest.mark.parametrize(
    "latex",
    [
        r"a_j = z_j \mathbb{1}[z_j \ge 1/100]",
        r"a_j = z_j \mathbb{1}[z_j > 1/10^5]",
        r"a_j = z_j \mathbb{1}[z_j > -1/1000]",
        r"a_j = z_j \mathbb{1}[z_j - 1/1000 > 0]",
        r"a_j = z_j \mathbb{1}[\sum_i W_{ji} x_i > 1/1000 - b_j]",
        r"a_j = \begin{cases} z_j & z_j > 1/1000 \\ 0 & z_j \le 1/1000 \end{cases}",
        r"y_k = s_k \mathbb{1}[s_k > 3 + 1/1000]",
        r"y_k = s_k \mathbb{1}[-s_k < 1/1000 - 3]",
        r"\mathbb{1}[|z_j| > 3] = \mathbb{1}[|z_j| > 3 + 1/1000]",
        r"\mathbb{1}[z_j > 300] = \mathbb{1}[z_j > 300 + 1/1000]",
        r"\frac{\partial a_j}{\partial b_j} = \mathbb{1}[z_j \ge 1/100]",
        r"\frac{\partial a_j}{\partial b_j} = \mathbb{1}[z_j > -1/1000]",
        r"\frac{\partial y_k}{\partial b_j} = \mathbb{1}[s_k > 3] U_{kj} \mathbb{1}[z_j > 1/1000]",
        r"\frac{\partial y_k}{\partial b_j} = \mathbb{1}[s_k > 3] U_{kj} \mathbb{1}[a_j > 1/1000]",
        r"\frac{\partial y_k}{\partial W_{ji}} = "
        r"\mathbb{1}[s_k > 3 + 1/1000] U_{kj} x_i \mathbb{1}[z_j > 0]",
        r"\frac{\partial L}{\partial b_j} = "
        r"\sum_k (y_k - t_k) \mathbb{1}[s_k > 3 + 1/100] U_{kj} \mathbb{1}[z_j > 0]",
    ],
)
def test_between_two_thresholds_on_one_value(layers: Model, latex: str) -> None:
    with pytest.raises(FalseStatement, match="differ"):
        check_layers(layers, latex)


@pytest.mark.parametrize(
    "latex",
    [
        r"a_j = z_j \mathbb{1}[z_j > 0]",
        r"a_j = z_j \mathbb{1}[z_j - 1/1000 > -1/1000]",
        r"a_j = \begin{cases} z_j & z_j > 1/1000 \\ z_j \mathbb{1}[z_j > 0] & z_j \le 1/1000 "
        r"\end{cases}",
        r"y_k = s_k \mathbb{1}[s_k > 3]",
        r"\frac{\partial a_j}{\partial b_j} = \mathbb{1}[z_j > 0]",
        r"\frac{\partial y_k}{\partial W_{ji}} = "
        r"\mathbb{1}[s_k > 3] U_{kj} x_i \mathbb{1}[z_j > 0]",
        r"\frac{\partial L}{\partial b_j} = "
        r"\sum_k (y_k - t_k) \mathbb{1}[s_k > 3] U_{kj} \mathbb{1}[z_j > 0]",
    ],
)
def test_what_holds_between_thresholds_too(layers: Model, latex: str) -> None:
    check_layers(layers, latex)
