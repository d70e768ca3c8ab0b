"""Where the domains leave one side of |x| or of a maximum, the other is not missed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.loading.load import Library
from checked_equations.equations.meaning.scope import Scope
from checked_equations.equations.models.points import Points
from checked_equations.equations.values.formula import Formula
from checked_equations.equations.verdict.verify import verify
from tests.site import tiny_site

pytestmark = pytest.mark.slow

DOMAINS = '''"""Inputs with domains, and a value that follows."""

import numpy as np


def a(q):
    return 1 - q


NOTATION = {
    "q": ("q", "scalar", "a probability", "between 0 and 1"),
    "p": ("p", "scalar", "a rate", "positive"),
    "n": ("n", "scalar", "a count", "not negative"),
    "s": ("s", "scalar", "a sign", "-1 or 1"),
    "r": ("r_k", "class", "shares", "between 0 and 1"),
    "y": ("y", "scalar", "anything"),
    "a": ("a", "scalar", "follows"),
}
FORWARD = [a]
EXAMPLE = {"q": 0.4, "p": 1.2, "n": 0.5, "s": 1.0, "r": np.array([0.3, 0.6]), "y": -0.3}
'''

Check = Callable[[str], None]


@pytest.fixture(scope="module")
def check(tmp_path_factory: pytest.TempPathFactory) -> Check:
    folder = tmp_path_factory.mktemp("bounded") / "site"
    models, errors = Library(tiny_site(Path(folder), {}, {"m": DOMAINS}), "snippets").load()
    assert errors == []

    def verified(latex: str) -> None:
        scope = Scope(Points(models["m"]))
        verify(Formula(scope.parse(latex), scope), None)

    return verified


TRUE = [
    "|1 - q| = 1 - q",
    "|q - 1| = 1 - q",
    "|1 - q^2| = 1 - q^2",
    r"|1 - q r_k| = 1 - q r_k",
    r"|p q| + |1 + n| = p q + 1 + n",
    "|-2 (1 - q) p| = 2 p (1 - q)",
    "|2 + s| = 2 + s",
    r"|e^y + 1| = \exp(y) + 1",
    r"\max(0, 1 - q) = 1 - q",
    r"\max(q, 1 + p) = 1 + p",
    r"\min(q, r_k - 1, 1 + n) = r_k - 1",
    r"\frac{\partial}{\partial q}[|1 - q|] = -1",
]
# The domains leave another side too, or it is false on the one that they leave.
FALSE = [
    "|1 - q| = q - 1",
    "|1 - 2 q| = 1 - 2 q",
    "|1 - p| = 1 - p",
    "|10^9 - p| = 10^9 - p",
    "|1 - q p| = 1 - q p",
    "|y| = y",
    "|q - r_k| = q - r_k",
    r"\max(q, p) = p",
    r"\max(0, 1 - q, y) = 1 - q",
    r"\max(q, r_k) = q",
    r"\frac{\partial}{\partial q}[|1 - q|] = 1",
]


@pytest.mark.parametrize("latex", TRUE)
def test_what_a_domain_excludes_is_not_asked_for(check: Check, latex: str) -> None:
    check(latex)


@pytest.mark.parametrize("latex", FALSE)
def test_what_the_domains_leave_is_checked(check: Check, latex: str) -> None:
    with pytest.raises(Problem, match=r"differ|at no point"):
        check(latex)


def test_of_a_value_nothing_is_known(check: Check) -> None:
    """What computes it might be anything: the domains of inputs alone are looked at."""
    with pytest.raises(Problem, match="at no point a value is below 0"):
        check("|a| = 1 - q")
