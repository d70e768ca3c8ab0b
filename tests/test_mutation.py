"""Mistakes put into every equation of the site on purpose: each is refused, or true and listed."""

import csv
import io
import itertools
import multiprocessing
import os
import shutil
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from checked_equations import mutation
from checked_equations.latex import parse_chain
from checked_equations.model import load_models
from checked_equations.mutants import OPERATORS, Mutant, mutants
from checked_equations.mutation import OUTCOMES, Judged, listed, mutants_of, outcome
from checked_equations.registry import Registry
from checked_equations.render import PageRenderer
from checked_equations.site_pass import site_pass
from checked_equations.typeset import Typesetter

ROOT = Path(__file__).resolve().parents[1]
WELL_FORMED = 0.90

_site: Registry


def _load_site() -> None:
    global _site
    _site = site_pass(ROOT)


def _judge(ids: Sequence[str]) -> list[Judged]:
    """All mutants of some equations, in a process that has loaded the site."""
    equations = [_site.equations[i] for i in ids]
    return [Judged(e.id, m, outcome(m, e)) for e in equations for m in mutants_of(e)]


@pytest.fixture(scope="module")
def checked() -> list[str]:
    registry = site_pass(ROOT)
    assert [e for page in registry.pages.values() for e in page.errors] == []
    return [e.id for e in registry.checked]


@pytest.fixture(scope="module")
def everything(checked: list[str]) -> list[Judged]:
    """Every mutant of the site; small portions keep all processes busy to the end."""
    workers = os.cpu_count() or 1
    portions = [checked[i :: 8 * workers] for i in range(8 * workers)]
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=spawn, initializer=_load_site) as pool:
        return list(itertools.chain.from_iterable(pool.map(_judge, portions)))


def _survivors(everything: list[Judged]) -> set[tuple[str, str, str]]:
    return {j.key for j in everything if j.outcome == "survived"}


def _unlisted(survivors: set[tuple[str, str, str]], known: set[tuple[str, str, str]]) -> str:
    """What is missing in the list, as lines that only want their reason."""
    text = io.StringIO()
    csv.writer(text, lineterminator=",\n").writerows(sorted(survivors - known))
    return text.getvalue()


def _report(everything: list[Judged]) -> str:
    found = Counter((j.mutant.operator, j.outcome) for j in everything)
    total = Counter(j.outcome for j in everything)
    lines = [f"{len(everything)} mutants: " + "; ".join(OUTCOMES.values())]
    lines += [f"{o:16}" + "".join(f"{found[o, k]:7}" for k in OUTCOMES) for o in OPERATORS]
    lines.append(f"{'together':16}" + "".join(f"{total[k]:7}" for k in OUTCOMES))
    return "\n".join(lines)


def test_mutants_of_every_equation(checked: list[str], everything: list[Judged]) -> None:
    print(_report(everything))
    assert {j.equation for j in everything} == set(checked)
    assert {j.mutant.operator for j in everything} == set(OPERATORS)
    readable = sum(j.outcome != "unparsable" for j in everything)
    assert readable >= WELL_FORMED * len(everything), _report(everything)


def test_every_survivor_is_listed(everything: list[Judged]) -> None:
    missing = _unlisted(_survivors(everything), set(listed(ROOT)))
    assert not missing, f"add to {mutation.LIST}, with reasons, or mend the checker:\n{missing}"


def test_every_line_of_the_list_survives_and_has_its_reason(everything: list[Judged]) -> None:
    stale = set(listed(ROOT)) - _survivors(everything)
    assert not stale, f"remove from {mutation.LIST}: {sorted(stale)}"
    assert [key for key, reason in listed(ROOT).items() if not reason.strip()] == []


# A site of its own: a layer with indices, two functions, a hat and a constant.
_SNIPPETS = '''"""A layer."""

import numpy as np


def h(W1, x):
    """h_j = sum_k W_jk^(1) x_k."""
    return W1 @ x


def y_hat(h, c, f):
    """y_hat = f(h_1) c - h_2."""
    return f(h[0]) * c - h[1]


NOTATION = {
    "x": ("x_k", "input", "the inputs"),
    "W1": ("W_{jk}^{(1)}", "hidden, input", "weights"),
    "W2": ("W_{jk}^{(2)}", "hidden, input", "other weights"),
    "h": ("h_j", "hidden", "hidden values"),
    "c": ("c", "scalar", "a number"),
    "z": ("z", "scalar", "a number"),
    "z_prime": ("z'", "scalar", "a number"),
    "y": ("y", "scalar", "the target"),
    "f": ("f", "function", "any function"),
    "g": ("g", "function", "any other function"),
    "y_hat": (r"\\hat{y}", "scalar", "the prediction"),
}
FORWARD = [h, y_hat]
EXAMPLE = {
    "x": np.array([0.5, -1.5]),
    "W1": np.array([[0.2, 0.7], [-0.4, 1.1]]),
    "W2": np.array([[0.3, 0.8], [-0.6, 1.2]]),
    "c": 2.0,
    "z": 0.3,
    "z_prime": 0.4,
    "y": 0.6,
    "f": np.tanh,
    "f_prime": lambda u: 1 - np.tanh(u) ** 2,
    "g": np.sin,
    "g_prime": np.cos,
}
'''
_PAGE = r"""---
title: A layer
description: A layer.
model: layer
---

```math {#layer-h snippet=layer.h}
h_j = \sum_k W_{jk}^{(1)} x_k
```

```math {#layer-y snippet=layer.y_hat}
\hat{y} = f(h_1)\, c - h_2
```

```math {#layer-y-more continues=#layer-y}
= c\, f(h_1) - 1 \cdot h_2
```

```mutants {sample=20}
```
"""
_TRUE = {  # of the page above
    "deleted factor": r"= c\, f(h_1) - h_2",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "snippets").mkdir()
    shutil.copy(ROOT / "snippets" / "__init__.py", tmp_path / "snippets")
    (tmp_path / "snippets" / "layer.py").write_text(_SNIPPETS, encoding="utf-8")
    (tmp_path / "docs" / "data").mkdir(parents=True)
    (tmp_path / "docs" / "layer.md").write_text(_PAGE, encoding="utf-8")
    rows = [("layer-y-more", operator, latex, "times 1") for operator, latex in _TRUE.items()]
    with (tmp_path / mutation.LIST).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("equation", "operator", "mutant", "reason"), *rows])
    return tmp_path


@pytest.mark.parametrize(
    ("operator", "latex", "expected"),
    [
        (
            "index",
            r"h_j = \sum_k W_{jk}^{(1)} x_k",
            {
                r"h_{k} = \sum_k W_{jk}^{(1)} x_k",
                r"h_{1} = \sum_k W_{jk}^{(1)} x_k",
                r"h_j = \sum_j W_{jk}^{(1)} x_k",
                r"h_j = \sum_k W_{kk}^{(1)} x_k",
                r"h_j = \sum_k W_{1k}^{(1)} x_k",
                r"h_j = \sum_k W_{jj}^{(1)} x_k",
                r"h_j = \sum_k W_{j1}^{(1)} x_k",
                r"h_j = \sum_k W_{kj}^{(1)} x_k",
                r"h_j = \sum_k W_{jk}^{(1)} x_{j}",
                r"h_j = \sum_k W_{jk}^{(1)} x_{1}",
            },
        ),
        ("index", "c = h_1", {"c = h_{2}"}),
        ("prime", "z = f(c)", {"z' = f(c)", "z = f'(c)"}),
        ("prime", "z' = f'(c)", {"z = f'(c)", "z' = f(c)"}),
        (
            "sign",
            r"z = \frac{1 - y}{c}",
            {
                r"-z = \frac{1 - y}{c}",
                r"z = -\frac{1 - y}{c}",
                r"z = \frac{-1 - y}{c}",
                r"z = \frac{1 + y}{c}",
            },
        ),
        (
            "sign",
            "z = e^{-y} + c",
            {
                "-z = e^{-y} + c",
                "z = -e^{-y} + c",
                "z = e^{y} + c",
                "z = e^{-y} - c",
            },
        ),
        ("layer", "c = W_{12}^{(1)}", {"c = W_{12}^{(2)}"}),
        ("deleted factor", "z = y c f(y)", {"z = c f(y)", "z = y f(y)", "z = y c"}),
        (
            "deleted factor",
            r"z = \frac{y}{c y}",
            {
                r"z = \frac{1}{c y}",
                r"z = \frac{y}{y}",
                r"z = \frac{y}{c}",
            },
        ),
        ("deleted term", "z = -y - c + z", {"z = -c + z", "z = -y + z", "z = -y - c"}),
        ("hat", r"\hat{y} = y c", {"y = y c", r"\hat{y} = \hat{y} c"}),
        ("function", "z = f'(y)", {"z = g'(y)"}),
        (
            "function",
            r"z = g(\log y)",
            {
                r"z = f(\log y)",
                r"z = \exp(\log y)",
                r"z = g(\exp y)",
            },
        ),
        (
            "symbol",
            "z = h_1 + x_1",
            {
                "c = h_1 + x_1",
                "y = h_1 + x_1",
            },
        ),
        (
            "symbol",
            r"\frac{\partial z}{\partial c} = z",
            {
                r"\frac{\partial c}{\partial c} = z",
                r"\frac{\partial y}{\partial c} = z",
                r"\frac{\partial z}{\partial z} = z",
                r"\frac{\partial z}{\partial z'} = z",
                r"\frac{\partial z}{\partial c} = c",
                r"\frac{\partial z}{\partial c} = y",
            },
        ),
        (
            "constant",
            "z = 0.25 c^2",
            {
                "z = 0.26 c^2",
                "z = 0.24 c^2",
                "z = 0.25 c^{3}",
                "z = 0.25 c^{1}",
            },
        ),
        (
            "upside down",
            r"z = \frac{y}{c} + z / y",
            {
                r"z = \frac{c}{y} + z / y",
                r"z = \frac{y}{c} + \frac{y}{z}",
            },
        ),
        (
            "upside down",
            r"\frac{\partial z}{\partial c} = y",
            {
                r"\frac{\partial c}{\partial z} = y",
            },
        ),
    ],
)
def test_the_mutants_of_each_kind(
    site: Path, operator: str, latex: str, expected: set[str]
) -> None:
    model = load_models(site)[0]["layer"]
    made = mutants(latex, parse_chain(latex, model.functions), model)
    assert {_close(m.latex) for m in made if m.operator == operator} == set(map(_close, expected))
    for mutant in made:
        parse_chain(mutant.latex, model.functions)


def _close(latex: str) -> str:
    return "".join(latex.split())


def test_mutants_differ_from_their_formula_and_from_each_other(site: Path) -> None:
    model = load_models(site)[0]["layer"]
    text = r"z = \left( c + 1 \right) \left( c + 1 \right)"
    made = [_close(m.latex) for m in mutants(text, parse_chain(text, model.functions), model)]
    assert len(made) == len(set(made))
    assert _close(text.replace(r"\left", "").replace(r"\right", "")) not in made


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\hat{y} = f(h_1)\, c + h_2", "refuted"),
        (r"\hat{y} = f(h_1)\, c - h_2 \frac{c}{0}", "refuted"),
        (r"\hat{y} = f(h_1)\, c - x", "typing"),
        (r"\hat{y} = f(h_1)\, c - q", "typing"),
        (r"\hat{y} = f(h_1)\, c - h_2 + \frac{\partial c}{\partial z}", "senseless"),
        (r"\hat{y} = f(h_1)\, c - ", "unparsable"),
        (r"\hat{y} = -h_2 + c f(h_1)", "survived"),
    ],
)
def test_outcomes(site: Path, latex: str, expected: str) -> None:
    equation = site_pass(site).equations["layer-y"]
    assert outcome(Mutant("by hand", latex), equation) == expected


def test_a_continuation_is_judged_with_its_first_side(site: Path) -> None:
    equation = site_pass(site).equations["layer-y-more"]
    made = {m.latex: outcome(m, equation) for m in mutants_of(equation)}
    assert all(latex.startswith("=") for latex in made)
    assert made[_TRUE["deleted factor"]] == "survived"
    assert Counter(made.values()).keys() == {"refuted", "survived"}


def test_names_of_the_page_are_read_and_brackets_are_what_stands_on_the_left(site: Path) -> None:
    slope = '\n\ndef dh_dx(W1):\n    """dh_1/dx_1."""\n    return W1[0, 0]\n\n\nNOTATION'
    module = site / "snippets" / "layer.py"
    module.write_text(_SNIPPETS.replace("\n\nNOTATION", slope), encoding="utf-8")
    page = r"""---
title: A slope
description: A slope.
model: layer
---

With $v = W_{11}^{(1)}$:

```math {#layer-slope snippet=layer.dh_dx}
\frac{\partial h_1}{\partial x_1} = \frac{\partial (v x_1 + W_{12}^{(1)} x_2)}{\partial x_1} = v
```
"""
    (site / "docs" / "slope.md").write_text(page, encoding="utf-8")
    registry = site_pass(site)
    assert [e for e in registry.all_errors() if "passes the check" not in str(e)] == []
    equation = registry.equations["layer-slope"]
    made = {(m.operator, _close(m.latex)): outcome(m, equation) for m in mutants_of(equation)}
    left, right = r"\frac{\partialh_1}{\partialx_1}=\frac{\partial(", r")}{\partialx_1}="
    assert made["sign", f"{left}vx_1+W_{{12}}^{{(1)}}x_2{right}-v"] == "refuted"
    assert made["sign", f"{left}vx_1-W_{{12}}^{{(1)}}x_2{right}v"] == "senseless"
    assert made["index", f"{left}vx_1+W_{{22}}^{{(1)}}x_2{right}v"] == "senseless"


def test_an_unlisted_survivor_and_a_stale_line_are_found() -> None:
    a, b = ("eq", "sign", "x = -x"), ("eq", "sign", "y = -y")
    assert _unlisted({a, b}, {b}) == "eq,sign,x = -x,\n"
    assert _unlisted({a}, {a, b}) == ""


def test_a_checker_that_sees_nothing_is_found_out(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = site_pass(site)
    assert registry.all_errors() == []
    monkeypatch.setattr(mutation, "verify", lambda formula, binding: None)
    judged = [Judged(e.id, m, outcome(m, e)) for e in registry.checked for m in mutants_of(e)]
    assert _unlisted(_survivors(judged), set(listed(site)))
    assert any("passes the check" in str(e) for e in site_pass(site).all_errors())


def test_the_table_of_a_page(site: Path) -> None:
    registry = site_pass(site)
    assert registry.all_errors() == []
    sample = registry.mutants["20"]
    assert len(sample) == 20
    assert sample == site_pass(site).mutants["20"]
    counts = Counter(j.equation for j in sample)
    assert max(counts.values()) - min(counts.values()) <= 1
    page = registry.pages["docs/layer.md"]
    item = next(i for i in page.items if i.kind == "mutants")
    piece = PageRenderer(registry, page, Typesetter(site / ".cache")).piece(item)
    assert piece is not None
    assert "In this build 20 mutants of 3 equations" in piece.html
    assert piece.html.count('<th scope="row">') == len(OPERATORS)


def test_a_survivor_that_is_not_listed_stops_the_build(site: Path) -> None:
    page = site / "docs" / "layer.md"
    page.write_text(_PAGE.replace("sample=20", "sample=9999"), encoding="utf-8")
    assert site_pass(site).all_errors() == []
    (site / mutation.LIST).unlink()
    (error,) = site_pass(site).all_errors()
    assert str(error).startswith("docs/layer.md:19: a mutant of layer-y-more passes the check")
    assert "mutation-survivors.csv" in str(error)


@pytest.mark.parametrize("attributes", ["", "{sample=0}", "{sample=all}", "{sample=3 of=#layer-y}"])
def test_the_directive_says_what_it_wants(site: Path, attributes: str) -> None:
    page = site / "docs" / "layer.md"
    page.write_text(_PAGE.replace("{sample=20}", attributes), encoding="utf-8")
    (error,) = site_pass(site).all_errors()
    assert "sample=…" in str(error)
