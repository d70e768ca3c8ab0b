"""What is true only on one branch, at one size or for the points tried, beside its true twin."""

from pathlib import Path

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.loading.load import Library
from checked_equations.equations.meaning.scope import Scope
from checked_equations.equations.models.points import Points
from checked_equations.equations.values.formula import Formula
from checked_equations.equations.verdict.verify import verify
from tests.site import TINY, registry_of, tiny_site

pytestmark = pytest.mark.slow

PRODUCT = '''"""A product."""

import numpy as np


def z(w, x):
    return w * x


def a(z):
    return (z**2) ** (1 / 2)


NOTATION = {
    "w": ("w", "scalar", "a weight"),
    "x": ("x", "scalar", "an input"),
    "z": ("z", "scalar", "the product"),
    "a": ("a", "scalar", "its size"),
}

FORWARD = [z, a]

EXAMPLE = {"w": 0.8, "x": 0.5}
'''
SHARES = '''"""Shares, and how far they are from others."""

import numpy as np


def K(p, q):
    return np.sum(p * np.log(p / q))


def B(r):
    return -r * np.log(r) - (1 - r) * np.log(1 - r)


def c(u, v):
    return u @ v / np.sqrt(u @ u) / np.sqrt(v @ v)


def U(p):
    return np.log(np.sum(p))


def y(p):
    return p / np.sum(p)


def l(x, b):
    return -np.log(1 / (1 + np.exp(-x - b)))


NOTATION = {
    "p": ("p_k", "class", "a share", "positive, adds up to one along class"),
    "q": ("q_k", "class", "another share", "positive, adds up to one along class"),
    "n": ("n", "size of class", "the number of classes"),
    "r": ("r", "scalar", "a probability", "between 0 and 1"),
    "u": ("u_i", "place", "a number"),
    "v": ("v_i", "place", "a number", "nonzero"),
    "x": ("x", "scalar", "a score"),
    "b": ("b", "scalar", "a bias", "nonzero"),
    "K": ("K", "scalar", "the divergence"),
    "B": ("B", "scalar", "the entropy"),
    "c": ("c", "scalar", "the cosine"),
    "U": ("U", "scalar", "the logarithm of the sum"),
    "y": ("y_k", "class", "a part"),
    "l": (r"\\ell", "scalar", "the loss of a score"),
}

FORWARD = [K, B, c, U, y, l]

EXAMPLE = {
    "p": np.array([0.25, 0.25, 0.5]),
    "q": np.array([0.5, 0.25, 0.25]),
    "r": 0.3,
    "u": np.array([0.5, -1.5]),
    "v": np.array([1.2, 0.4]),
    "x": 0.3,
    "b": 0.2,
}
'''
SOFTMAX = '''"""A softmax with a small probability."""

import numpy as np


def y(a):
    return np.exp(a) / np.sum(np.exp(a))


def L(t, y):
    return -np.sum(t * np.log(y))


NOTATION = {
    "a": ("a_k", "class", "a score"),
    "t": ("t_k", "class", "a target"),
    "n": ("n", "size of class", "the number of classes"),
    "y": ("y_k", "class", "a share"),
    "L": ("L", "scalar", "the loss"),
}

FORWARD = [y, L]

EXAMPLE = {"a": np.array([0.45, -1.3, 0.25]), "t": np.array([1.0, 0.0, 0.0])}
'''


def check(folder: Path, module: str, latex: str) -> None:
    folder.mkdir(exist_ok=True)
    models, errors = Library(tiny_site(folder / "site", {}, {"net": module}), "snippets").load()
    assert errors == []
    scope = Scope(Points(models["net"]))
    verify(Formula(scope.parse(latex), scope), None)


ONE_BRANCH = [
    r"\sqrt{z^2} = z",
    r"z = \sqrt{w^2 x^2}",
    r"(z^2)^{\frac{1}{2}} = z",
    r"\log(z^2) = 2 \log(z)",
    r"\sqrt{x^2} \sqrt{w^2} = x w",
    r"\frac{\partial \sqrt{x^2 w^2}}{\partial w} = x",
    "a = z",
    r"\frac{\partial a}{\partial z} = 1",
]


@pytest.mark.parametrize("latex", ONE_BRANCH)
def test_what_holds_on_one_branch_alone_is_refused(tmp_path: Path, latex: str) -> None:
    with pytest.raises(Problem):
        check(tmp_path, PRODUCT, latex)


@pytest.mark.parametrize("latex", [r"\sqrt{z^2} = \sqrt{w^2 x^2}", r"a = \sqrt{z^2}", "z = w x"])
def test_what_holds_on_all_branches_passes(tmp_path: Path, latex: str) -> None:
    check(tmp_path, PRODUCT, latex)


EQUAL_SOMEWHERE = [
    "K > 0",
    r"K \ne 0",
    r"r (1 - r) < \frac{1}{4}",
    r"B < \log(2)",
    "c < 1",
    r"r \ne \frac{1}{2}",
    "n > 2",
    "n < 6",
    r"x^2 > 0",
]


@pytest.mark.parametrize("latex", EQUAL_SOMEWHERE)
def test_what_is_strict_but_for_a_point_or_a_size_is_refused(tmp_path: Path, latex: str) -> None:
    with pytest.raises(Problem):
        check(tmp_path, SHARES, latex)


TRUE_INEQUALITIES = [
    r"K \ge 0",
    r"r (1 - r) \le \frac{1}{4}",
    "b^2 > 0",
    r"v_i \ne 0",
    r"\ell > 0",
    "0 < p_k < 1",
]


@pytest.mark.parametrize("latex", TRUE_INEQUALITIES)
def test_true_inequalities_pass(tmp_path: Path, latex: str) -> None:
    check(tmp_path, SHARES, latex)


def test_a_definition_hides_no_derivative_by_tied_elements(tmp_path: Path) -> None:
    page = (
        "---\nmodel: net\n---\n\nLet $g = \\frac{\\partial U}{\\partial p_1}$. "
        "Then $g = 1$, and $g = \\frac{\\partial U}{\\partial p_1}$.\n"
    )
    registry = registry_of(tiny_site(tmp_path / "site", {"a.md": page}, {"net": SHARES}))
    said = "\n".join(map(str, registry.all_complaints()))
    assert "a partial derivative moves one element alone" in said


def test_fewer_domains_may_give_a_symbol_its_point(tmp_path: Path) -> None:
    check(tmp_path, SHARES, r"\log(y_k) = \log(p_k) - U")


def test_small_values_are_differentiated_with_small_steps(tmp_path: Path) -> None:
    check(tmp_path, SOFTMAX, r"\frac{\partial L}{\partial y_k} = -\frac{t_k}{y_k}")
    wrong = r"\frac{\partial L}{\partial y_k} = -\frac{t_k + t_k^2}{2 y_k}"
    with pytest.raises(Problem, match="differ"):
        check(tmp_path / "b", SOFTMAX, wrong)


def test_a_sum_of_ones_is_the_size(tmp_path: Path) -> None:
    check(tmp_path, SOFTMAX, r"\sum_{k=1}^{n} 1 = n")
    with pytest.raises(Problem, match="differ"):
        check(tmp_path / "b", SOFTMAX, r"\sum_{k=1}^{n} 2 = n")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "def z(w, x):\n    return w * x",
            'def z(w):\n    return w * EXAMPLE["x"]',
            "reads EXAMPLE",
        ),
        ("def z(w, x):", "def z(w, *, x=0.5):", "given by name"),
    ],
)
def test_no_input_is_hidden_from_the_points(tmp_path: Path, old: str, new: str, says: str) -> None:
    site = tiny_site(tmp_path / "site", {}, {"net": PRODUCT.replace(old, new)})
    _, (error,) = Library(site, "snippets").load()
    assert says in str(error)


def test_a_name_for_each_element_does_not_contradict_one_of_them(tmp_path: Path) -> None:
    page = "---\nmodel: tiny\n---\n\nLet $g_1 = h_2$ and $g_j = h_j$. So $g_1 v_1 = h_2 v_1$.\n"
    registry = registry_of(tiny_site(tmp_path / "site", {"a.md": page}, {"tiny": TINY}))
    said = "\n".join(map(str, registry.all_complaints()))
    assert "has an element with a name already" in said
