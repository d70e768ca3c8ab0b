r"""What a number belongs to, `q \in (0, 1)`, is held against all inputs in their domains."""

from collections.abc import Callable

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.loading.load import Library
from checked_equations.equations.meaning.scope import Scope
from checked_equations.equations.models.points import Points
from checked_equations.equations.values.formula import Formula
from checked_equations.equations.values.report import Binding
from checked_equations.equations.verdict.verify import verify
from tests.site import tiny_site

pytestmark = pytest.mark.slow

DOMAINS = '''"""Inputs with domains, and values that follow."""

import numpy as np


def a(q):
    return 1 - q


def c(y):
    return np.where(y > 0, 1.0, 0.0)


NOTATION = {
    "q": ("q", "scalar", "a probability", "between 0 and 1"),
    "b": ("B", "scalar", "a switch", "0 or 1"),
    "n": ("n", "scalar", "a rate", "not negative"),
    "r": ("r_k", "class", "shares", "positive, adds up to one along class"),
    "p": ("p_k", "class", "shares, some of them zero", "not negative, adds up to one along class"),
    "y": ("y", "scalar", "anything"),
    "a": ("a", "scalar", "follows"),
    "c": ("c", "scalar", "which side y is on"),
}
FORWARD = [a, c]
EXAMPLE = {"q": 0.4, "b": 1.0, "n": 0.5, "y": -0.3}
EXAMPLE |= {"r": np.array([0.3, 0.7]), "p": np.array([1.0, 0.0])}
'''

Check = Callable[..., None]


@pytest.fixture(scope="module")
def check(tmp_path_factory: pytest.TempPathFactory) -> Check:
    folder = tmp_path_factory.mktemp("sets") / "site"
    models, errors = Library(tiny_site(folder, {}, {"m": DOMAINS}), "snippets").load()
    assert errors == []

    def verified(latex: str, snippet: str = "") -> None:
        scope = Scope(Points(models["m"]))
        binding = Binding(models["m"], snippet, None) if snippet else None
        verify(Formula(scope.parse(latex), scope), binding)

    return verified


TRUE = [
    r"q \in (0, 1)",
    r"q \in [0, 1]",
    r"q \in (0, 2)",
    r"1 - q \in (0, 1]",
    r"a = 1 - q \in (0, 1)",
    r"B \in \{0, 1\}",
    r"B \in \{0, 1, 2\}",
    r"2 B - 1 \in \{-1, 1\}",
    r"c \in \{0, 1\}",
    r"c = \mathbb{1}[y > 0] \in \{0, 1\}",
    r"r_k \in (0, 1)",
    r"p_k \in [0, 1]",
    r"p_k \ge 0",
    r"\max_k p_k \le 1",
    r"\sum_k p_k^2 \le 1",
    r"y \in \mathbb{R}",
    r"r_k \in \mathbb{R}",
]
FALSE = {
    r"q \in (0, \frac{1}{2})": r"q \in (0, \frac{1}{2}) is false: q < \frac{1}{2}",
    r"q \in [1, 0]": "is false: 1 \\le q",
    r"q \in (0, 1 - 10^{-12})": "is false: q < 1 - 10^{-12}",
    r"B \in (0, 1)": "is false: 0 < B",
    r"B \in \{0, 2\}": r"B \in \{ 0, 2 \} is false at random point",
    r"B \in \{1\}": "is false at random point",
    r"n \in [0, 10^9]": r"is false: n \le 10^{9}",
    r"n \in [0, 10^{305}]": "the domain of n reaches inf",
    r"y \in (0, 1)": "is false: 0 < y",
    r"y \in (-10^{305}, 10^{305})": "the domain of y reaches -inf",
    r"y \in \{0, 1\}": "is false at random point",
    r"c \in \{1\}": "is false at random point",
    r"c \in \{0, 2\}": "is false at random point",
    r"a = q \in (0, 1)": "sides 1 and 2 differ",
    r"a = 1 - q \in (0, \frac{1}{2})": r"1 - q \in (0, \frac{1}{2}) is false",
    r"q \in (z, 1)": "unknown symbol z",
    r"k \in \{1, 2\}": "which is not checked",
    r"q \in \mathbb{N}": "which is not checked",
    r"r \in \mathbb{R}": "which is not checked",
    r"r \in (0, 1)^2": "which is not checked",
    r"p_k \in (0, 1]": "cannot be decided",
    r"p_k > 0": "cannot be decided",
    r"p_k \le \frac{9}{10}": "is false at",
    r"\sum_k p_k^2 \ge \frac{1}{2}": "is false at",
    r"\sqrt{y} \in \mathbb{R}": "which is not checked",
    r"q \in (0, 1) \in (0, 1)": r"a relation behind \in",
}


@pytest.mark.parametrize("latex", TRUE)
def test_what_holds_of_all_inputs(check: Check, latex: str) -> None:
    check(latex)


@pytest.mark.parametrize("latex", FALSE)
def test_what_the_domains_do_not_say(check: Check, latex: str) -> None:
    with pytest.raises(Problem) as refused:
        check(latex)
    assert FALSE[latex] in refused.value.wrong


def test_no_snippet_computes_it(check: Check) -> None:
    with pytest.raises(Problem, match=r"bound to the snippet m.a, which computes a value"):
        check(r"a \in (0, 1)", "a")
