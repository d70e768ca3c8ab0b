"""Formulas that are true within the domains of their inputs only."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.loading.load import Library
from checked_equations.equations.models.points import Points
from checked_equations.equations.notation.domains import Source, draw, obeys, read_domain
from checked_equations.pages.render import PageRenderer
from tests.logic.test_rendering import Typeset
from tests.logic.test_verify import Bench
from tests.site import changed, registry_of, tiny_site

SOFTMAX = '''"""A softmax with its cross-entropy."""

import numpy as np


def y_hat(z):
    return np.exp(z) / np.sum(np.exp(z))


def L(y, y_hat):
    return -np.sum(y * np.log(y_hat))


def dL_dz(y, y_hat):
    return y_hat - y


NOTATION = {
    "z": ("z_k", "classes", "a logit"),
    "y": ("y_k", "classes", "a target", "0 or 1, adds up to one along classes"),
    "y_hat": (r"\\hat{y}_k", "classes", "a probability"),
    "L": ("L", "scalar", "the loss"),
}

FORWARD = [y_hat, L]

EXAMPLE = {"z": np.array([0.5, -0.3, 0.2]), "y": np.array([0.0, 1.0, 0.0])}
'''

ENTROPY = '''"""A probability, its cross-entropy, and a switch."""

import numpy as np


def L(p, t):
    return -(t * np.log(p) + (1 - t) * np.log(1 - p))


def S(p):
    return -np.log(p)


def dL_dp(p, t):
    return (p - t) / (p * (1 - p))


def square(t):
    return t**2


NOTATION = {
    "p": ("p", "scalar", "a probability", "between 0 and 1"),
    "t": ("t", "scalar", "a target", "0 or 1"),
    "r": ("r", "scalar", "a rate", "positive"),
    "c": ("c", "scalar", "a number", "nonzero"),
    "v": ("v_i", "values", "values in order", "sorted"),
    "w": ("w_i", "values", "shares", "positive, adds up to one along values"),
    "L": ("L", "scalar", "the loss"),
    "S": ("S", "scalar", "the surprise"),
    "square": ("s", "scalar", "the square of the target"),
}

FORWARD = [L, S]

EXAMPLE = {
    "p": 0.3, "t": 1.0, "r": 2.0, "c": -0.4,
    "v": np.array([-1.0, 0.5]), "w": np.array([0.25, 0.75]),
}
'''

FORM = '''"""A quadratic form."""

import numpy as np


def q(x, A):
    return x @ A @ x


def dq_dx(x, A):
    return 2 * A @ x


NOTATION = {
    "x": ("x_i", "places", "a vector"),
    "A": ("A_{ij}", "places, places", "a matrix", "symmetric"),
    "q": ("q", "scalar", "the form"),
}

FORWARD = [q]

EXAMPLE = {"x": np.array([0.5, -1.5]), "A": np.array([[0.2, 0.7], [0.7, -0.4]])}
'''


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    domain = ', "0 or 1, adds up to one along classes"'
    models = {
        "softmax": SOFTMAX,
        "free_softmax": SOFTMAX.replace(domain, ""),
        "entropy": ENTROPY,
        "form": FORM,
        "free_form": FORM.replace(', "symmetric"', ""),
    }
    folder = tmp_path_factory.mktemp("site") / "a"
    loaded, errors = Library(tiny_site(folder, {}, models), "snippets").load()
    assert errors == []
    return Bench(loaded)


BY_Z = r"\frac{\partial L}{\partial z_k} = "
BY_P = r"\frac{\partial L}{\partial p} = "
BY_X = r"\frac{\partial q}{\partial x_k} = "

# The model, the formula, its snippet and the domains that it needs.
TRUE: dict[str, tuple[str, str, str | None, list[str]]] = {
    "softmax": ("softmax", BY_Z + r"\hat{y}_k - y_k", "dL_dz",
                ["y_k adds up to one along classes"]),
    "softmax, free": ("softmax", BY_Z + r"\hat{y}_k \sum_i y_i - y_k", None, []),
    "one-hot": ("softmax", r"\sum_k y_k^2 = 1", None,
                ["y_k is 0 or 1", "y_k adds up to one along classes"]),
    "cross-entropy": ("entropy", BY_P + r"\frac{p - t}{p (1 - p)}", "dL_dp",
                      ["p is between 0 and 1"]),
    "a switch": ("entropy", "t^2 = t", None, ["t is 0 or 1"]),
    "switches of a layer": ("softmax", "y_k^3 = y_k", None, ["y_k is 0 or 1"]),
    "a loss": ("entropy", "S > 0", None, ["p is between 0 and 1"]),
    "a root": ("entropy", r"e^{\log r} = r", None, ["r is positive"]),
    "all domains of an inequality": ("entropy", "S + r > 0", None,
                                     ["p is between 0 and 1", "r is positive"]),
    "in order": ("entropy", r"v_1 \le v_2", None, ["v_i is sorted"]),
    "shares": ("entropy", "w_1 < 1", None,
               ["w_i is positive", "w_i adds up to one along values"]),
    "symmetric": ("form", BY_X + r"2 \sum_j A_{kj} x_j", "dq_dx", ["A_{ij} is symmetric"]),
    "symmetric, by value": ("form", "A_{ij} = A_{ji}", None, ["A_{ij} is symmetric"]),
    "not symmetric": ("form", BY_X + r"\sum_j A_{kj} x_j + \sum_j A_{jk} x_j", None, []),
    "by an element": ("form", r"\frac{\partial q}{\partial A_{ij}} = x_i x_j", None, []),
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE)
def test_true_within_as_few_domains_as_needed(bench: Bench, name: str) -> None:
    model, latex, snippet, needed = TRUE[name]
    report = bench.verify(latex, snippet, model=model)
    assert [f"{symbol} {words}" for symbol, words in report.where] == needed


FALSE = {
    # the model, the formula and what the complaint says
    "no domain": ("free_softmax", BY_Z + r"\hat{y}_k - y_k", "sides 1 and 2 differ"),
    "not symmetric": ("free_form", BY_X + r"2 \sum_j A_{kj} x_j", "sides 1 and 2 differ"),
    "no such domain": ("entropy", "c^2 = c", "sides 1 and 2 differ"),
    "sign": ("softmax", BY_Z + r"y_k - \hat{y}_k", "sides 1 and 2 differ"),
    "square": ("softmax", BY_Z + r"\hat{y}_k - y_k \hat{y}_k", "sides 1 and 2 differ"),
    "true of one class": ("softmax", "y_1 y_2 = y_1", "sides 1 and 2 differ"),
    "denominator": ("entropy", BY_P + r"\frac{p - t}{p (1 + p)}", "sides 1 and 2 differ"),
    "target lost": ("entropy", BY_P + r"\frac{p - 1}{p (1 - p)}", "sides 1 and 2 differ"),
    "target on": ("entropy", "t^2 = 1", "sides 1 and 2 differ"),
    "target off": ("entropy", "t c = 0", "sides 1 and 2 differ"),
    "a loss": ("entropy", "S > 1", "is false at"),
    "a share": ("entropy", r"p < \frac{9}{10}", "is false at"),
    "a small share": ("entropy", r"w_1 < \frac{9}{10}", "is false at"),
    "a transposed factor": ("form", BY_X + r"\sum_j A_{kj} x_j", "sides 1 and 2 differ"),
    "moved by the switch": (
        "entropy",
        r"\frac{\partial s}{\partial t} = 1",
        "sides 1 and 2 differ",
    ),
}


@pytest.mark.parametrize("name", FALSE)
def test_false_within_all_domains(bench: Bench, name: str) -> None:
    model, latex, says = FALSE[name]
    with pytest.raises(Problem, match=says):
        bench.verify(latex, model=model)


TIED = {
    "symmetric": ("form", r"\frac{\partial q}{\partial A_{ij}} = x_j x_i A_{ij} / A_{ji}"),
    "adds up": (
        "softmax",
        r"\frac{\partial L}{\partial y_k} = -\log \hat{y}_k \cdot \sum_i y_i",
    ),
}


@pytest.mark.parametrize("name", TIED)
def test_a_partial_moves_one_element_alone(bench: Bench, name: str) -> None:
    model, latex = TIED[name]
    with pytest.raises(Problem, match="a partial derivative moves one element alone") as caught:
        bench.verify(latex, model=model)
    assert caught.value.offset == 0


def test_what_was_varied_freely_is_named(bench: Bench) -> None:
    with pytest.raises(Problem) as caught:
        bench.verify(BY_Z + r"\hat{y}_k - y_k", "dL_dz", model="free_softmax")
    assert "z, y varied freely" in caught.value.more()
    with pytest.raises(Problem) as caught:
        bench.verify("t^2 = t c", model="entropy")
    assert "varied freely" not in caught.value.more()  # each has a domain


def test_what_is_true_within_the_domains_is_not_refuted(bench: Bench) -> None:
    with pytest.raises(Problem, match="that is true within the domains"):
        bench.refute(BY_Z + r"\hat{y}_k - y_k", "dL_dz", model="softmax")
    assert bench.refute(BY_Z + r"\wrong{y_k - \hat{y}_k}", "dL_dz", model="softmax").generic > 0.1
    wrong = r"\wrong{\frac{p - t}{p (1 + p)}}"
    assert bench.refute(BY_P + wrong, "dL_dp", model="entropy").generic > 0.1


MISDECLARED = {
    "unknown": ("between 0 and 1", "between 0 and 2", "the domain 'between 0 and 2' is unknown"),
    "empty": ("between 0 and 1", "", "the domain '' is unknown"),
    "outside": ("between 0 and 1", "0 or 1", "p is 0.3 in the running example, outside"),
    "on the border": ('"p": 0.3', '"p": 1.0', "outside its domain 'between 0 and 1'"),
    "two that exclude each other": ("0 or 1", "0 or 1, between 0 and 1", "no number is both"),
    "nothing to vary": ("0 or 1", "0 or 1, positive", "only 1 is both"),
    "one says more": ("0 or 1", "not negative, positive", "what is positive is not negative"),
    "a sign that is none": ("0 or 1", "-1 or 1, not negative", "only 1 is both"),
    "a sign of 0.5": ("between 0 and 1", "-1 or 1", "p is 0.3 in the running example, outside"),
    "symmetric": ("0 or 1", "symmetric", "with the axes none; expected one axis twice"),
    "another axis": ("along values", "along places", "expected the axis places once"),
    "computed": ('"the loss")', '"the loss", "positive")', "the domain of L, which is computed"),
    "five parts": ('"0 or 1")', '"0 or 1", "more")', "the notation of t is"),
    "not in order": ("[-1.0, 0.5]", "[-1.0, -2.0]", "outside its domain 'sorted'"),
    "zero": ("-0.4", "0.0", "c is 0.0 in the running example, outside its domain 'nonzero'"),
    "a sum": ("[0.25, 0.75]", "[0.25, 0.7]", "outside its domain 'adds up to one along values'"),
}


@pytest.mark.parametrize("name", MISDECLARED)
def test_a_domain_is_declared_as_it_can_be(tmp_path: Path, name: str) -> None:
    old, new, says = MISDECLARED[name]
    text = changed(ENTROPY, old, new)
    site = tiny_site(tmp_path / "site", {}, {"entropy": text})
    models, (error,) = Library(site, "snippets").load()
    assert "entropy" not in models
    assert says in str(error)
    assert '": ("' in text.split("\n")[error.line - 1]


DOMAINS = {
    # the domain: the axes, and a shape
    "positive": (("a",), (4,)),
    "between 0 and 1": ((), ()),
    "0 or 1": (("a", "b"), (2, 3)),
    "-1 or 1": (("a", "b"), (2, 3)),
    "not negative": (("a", "b"), (2, 3)),
    "not negative, sorted": (("a",), (4,)),
    "0 or 1, sorted": (("a",), (4,)),
    "-1 or 1, sorted": (("a",), (4,)),
    "not negative, symmetric": (("a", "a"), (3, 3)),
    "not negative, adds up to one along b": (("a", "b"), (2, 3)),
    "symmetric, -1 or 1": (("a", "a"), (3, 3)),
    "nonzero": (("a",), (4,)),
    "sorted, between 0 and 1": (("a",), (5,)),
    "adds up to one along b": (("a", "b", "c"), (2, 3, 4)),
    "positive, adds up to one along a": (("a", "b"), (2, 3)),
    "0 or 1, adds up to one along b": (("a", "b"), (2, 3)),
    "symmetric": (("a", "b", "a"), (3, 2, 3)),
    "symmetric, 0 or 1": (("a", "a"), (3, 3)),
    "symmetric, positive, adds up to one along b": (("a", "a", "b"), (3, 3, 2)),
    "sorted, adds up to one along a": (("a",), (4,)),
}


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("scale", [1e-3, 1.0, 400.0])
def test_drawn_values_are_in_their_domain(domain: str, scale: float) -> None:
    axes, shape = DOMAINS[domain]
    parts = read_domain(domain, axes)
    for seed in range(1, 20):
        value: Any = draw(Source(seed, scale), "x", parts, axes, shape)
        assert np.shape(value) == shape
        assert all(obeys(part, axes, value) for part in parts)
        if not {"0 or 1", "-1 or 1", "not negative", "symmetric"} & set(parts):
            assert len(np.unique(value)) == np.size(value)
        assert not any(obeys(part, axes, value + 1e-3) for part in parts if "adds" in part)


@pytest.mark.parametrize("domain", DOMAINS)
def test_what_was_drawn_is_not_changed_by_its_user(domain: str) -> None:
    axes, shape = DOMAINS[domain]
    parts = read_domain(domain, axes)
    first: Any = draw(Source(3), "x", parts, axes, shape)
    if shape:
        before = first.copy()
        first[:] = 7
        assert np.array_equal(draw(Source(3), "x", parts, axes, shape), before)


def test_signs_of_the_first_two_points_are_opposite() -> None:
    for shape in ((), (3,), (2, 3)):
        first, second, third = (Source(seed).signs("x", shape) for seed in (1, 2, 3))
        assert np.array_equal(first, -second)
        assert np.shape(third) == shape
        assert {*np.ravel([first, third])} <= {-1.0, 1.0}
    drawn = [tuple(Source(seed).signs("x", (8,))) for seed in (1, 3, 4, 5)]
    assert len(set(drawn)) > 1


def test_what_is_not_negative_is_sometimes_zero() -> None:
    values = [draw(Source(s), "x", ["not negative"], ("a",), (3,)) for s in range(1, 33)]
    assert np.all(values[0] > 0)
    assert {*np.sum(np.array(values) == 0, axis=1)} == {0, 1, 2, 3}


@pytest.mark.parametrize(
    ("latex", "domain", "says"),
    [
        ("t^2 = 1", "-1 or 1", "t is -1 or 1"),
        ("t^3 = t", "-1 or 1", "t is -1 or 1"),
        (r"e^{\log(t + 1)} = t + 1", "not negative", "t is not negative"),
        (r"1 + t \ge 1", "not negative", "t is not negative"),
    ],
)
def test_signs_and_what_is_not_negative(tmp_path: Path, latex: str, domain: str, says: str) -> None:
    bench = _bench_with(tmp_path, domain)
    report = bench.verify(latex, model="entropy")
    assert [" ".join(words) for words in report.where] == [says]


@pytest.mark.parametrize(
    ("latex", "domain"),
    [
        ("t = 1", "-1 or 1"),
        ("t^2 = t", "-1 or 1"),
        ("t > 0", "not negative"),
        (r"e^{\log(t)} = t", "not negative"),
        (r"\log(t) \ge -1", "not negative"),
        (r"t \le t^2 + 0.2499", "not negative"),
    ],
)
def test_what_is_false_of_them(tmp_path: Path, latex: str, domain: str) -> None:
    with pytest.raises(Problem):
        _bench_with(tmp_path, domain).verify(latex, model="entropy")


def _bench_with(folder: Path, domain: str) -> Bench:
    """The model of the entropy, with another domain for its switch."""
    text = ENTROPY.replace('"0 or 1"', f'"{domain}"')
    models, errors = Library(tiny_site(folder / "site", {}, {"entropy": text}), "snippets").load()
    assert errors == []
    return Bench(models)


def test_all_combinations_of_switches_are_tried(bench: Bench) -> None:
    points = Points(bench.models["softmax"])
    assert len(points.generic) == 2
    assert points.within(frozenset()) is points
    report = bench.verify("y_k^3 = y_k", model="softmax")
    assert report.cases > 3 * 2**3
    sources = [Source(seed, points=32) for seed in range(1, 33)]
    digits = {(*s.digits("y", 3, 1), *s.digits("t", 2, 3)) for s in sources}
    assert len(digits) == 3 * 2**3


def test_a_model_that_passes_does_so_under_any_name(tmp_path: Path) -> None:
    site = tiny_site(tmp_path / "site", {}, {"softmax": SOFTMAX, "other": SOFTMAX})
    models, _ = Library(site, "snippets").load()
    first, second = (Points(models[name]).generic[0].inputs["z"] for name in ("softmax", "other"))
    assert np.array_equal(first, second)


PAGE = r"""---
title: Softmax
model: softmax
---

# Softmax

```notation {model=softmax}
```

```math {#p snippet=softmax.y_hat}
\hat{y}_k = \frac{e^{z_k}}{\sum_i e^{z_i}}
```

```math {#loss snippet=softmax.L}
L = -\sum_k y_k \log(\hat{y}_k)
```

```math {#slope snippet=softmax.dL_dz .final}
\frac{\partial L}{\partial z_k} = \hat{y}_k - y_k
```

Here $\sum_k y_k = 1$.
"""


def test_a_page_says_where_its_formula_holds(tmp_path: Path) -> None:
    registry = registry_of(tiny_site(tmp_path / "site", {"a": PAGE}, {"softmax": SOFTMAX}))
    assert [str(c) for c in registry.all_complaints() if "tiny" not in str(c)] == []
    found = registry.results[registry.equations["slope"]]
    assert found.report.where == (("y_k", "adds up to one along classes"),)
    assert registry.results[registry.equations["loss"]].report.where == ()
    page = next(p for p in registry.pages.values() if p.title == "Softmax")
    shown = "".join(p.html for p in PageRenderer(registry, page, Typeset(tmp_path)).pieces())
    assert ">where <math></math> adds up to one along classes</p>" in shown
    assert ", where <math></math> adds up to one along classes.</p>" in shown
    assert ">0 or 1, adds up to one along classes</td>" in shown
    assert shown.count(", where ") == 1
