"""Inequalities between what follows from steps alone: at each of up to a thousand steps."""

from collections.abc import Callable

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.loading.load import Library
from checked_equations.equations.meaning.scope import Scope
from checked_equations.equations.models.points import Points
from checked_equations.equations.values.formula import Formula
from checked_equations.equations.verdict.verify import verify
from tests.site import tiny_site

pytestmark = pytest.mark.slow

STEPS = '''"""Numbers of steps."""

import numpy as np


def h(h, x, t):
    return h[t - 1] + x[t]


def k(t):
    return t


def d(t, T):
    return T - t


STEPS = {"t": "1..T"}
NOTATION = {
    "T": ("T", "size of t", "how many steps"),
    "x": ("x_t", "unit", "given"),
    "h": ("h_t", "unit", "follows"),
    "k": ("k_t", "scalar", "the number of the step"),
    "d": ("d_t", "scalar", "how many come after it"),
}
FORWARD = [h, k, d]
EXAMPLE = {"x": {1: np.array([0.3, 0.7]), 2: np.array([0.5, 0.2])}, "h": {0: np.array([0.1, 0.2])}}
'''

Check = Callable[[str], None]


@pytest.fixture(scope="module")
def check(tmp_path_factory: pytest.TempPathFactory) -> Check:
    folder = tmp_path_factory.mktemp("steps") / "site"
    models, errors = Library(tiny_site(folder, {}, {"m": STEPS}), "snippets").load()
    assert errors == []

    def verified(latex: str) -> None:
        scope = Scope(Points(models["m"]))
        verify(Formula(scope.parse(latex), scope), None)

    return verified


@pytest.mark.parametrize(
    "latex",
    [
        r"k_t \le T",
        r"1 \le k_t \le T",
        "k_{t-1} < k_t",
        r"d_t \ge 0",
        r"k_t \in [1, T]",
        r"2 k_t \le T + k_t + 3",
    ],
)
def test_what_holds_at_each_step(check: Check, latex: str) -> None:
    check(latex)


@pytest.mark.parametrize(
    ("latex", "says"),
    [
        ("k_t < T", "is false at"),
        (r"k_t \le T - 1", "is false at"),
        ("d_t > 0", "is false at"),
        (r"k_t \le 500", "comes out otherwise at other sizes"),
        (r"k_t \le 999", "comes out otherwise at other sizes"),
        (r"k_t k_t \le 998 k_t", "comes out otherwise at other sizes"),
        # What so many steps do not show.
        (r"k_t \le 1000", "from sizes and steps alone"),
        (r"k_t \le 999 \cdot 999", "from sizes and steps alone"),
        (r"k_t \le 2^{20}", "from sizes and steps alone"),
        (r"\mathbb{1}[k_t > 5] = 0", "from sizes and steps alone"),
    ],
)
def test_what_does_not(check: Check, latex: str, says: str) -> None:
    with pytest.raises(Problem, match=says):
        check(latex)
