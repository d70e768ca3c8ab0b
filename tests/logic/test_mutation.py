"""Mistakes put into every equation of the site on purpose: each is refused, or true and listed."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.latex.parse import parse_chain
from checked_equations.equations.loading.load import Library
from checked_equations.equations.models.model import Model
from checked_equations.equations.verdict import mutation
from checked_equations.equations.verdict.mutants import OPERATORS, Mutant, mutants
from checked_equations.equations.verdict.mutation import (
    OUTCOMES,
    Judged,
    judged,
    mutants_of,
    outcome,
)
from checked_equations.pages.check import Checker, check_mutants
from checked_equations.pages.directives.mutants import Mutants
from checked_equations.pages.options import Options
from checked_equations.pages.registry import Failed, Registry
from checked_equations.pages.render import PageRenderer
from checked_equations.pages.survivors import (
    COLUMNS,
    PLACEHOLDER,
    complaints_of_the_list,
    every_mutant,
    listed,
    originals,
    unlisted,
)
from checked_equations.pages.typeset import Typesetter

WELL_FORMED = 0.90
SAMPLE = 700
PARTS = 24  # of the whole, each a test of its own: several processes share them


def _said(survivors: dict[Judged, Problem]) -> list[str]:
    """What an author is told of survivors, with the lines that want their reason."""
    return [problem.fix for problem in survivors.values()]


def _report(found: list[Judged]) -> str:
    count = Counter((j.mutant.operator, j.outcome) for j in found)
    total = Counter(j.outcome for j in found)
    lines = [f"{len(found)} mutants: " + "; ".join(OUTCOMES.values())]
    lines += [f"{o:16}" + "".join(f"{count[o, k]:7}" for k in OUTCOMES) for o in OPERATORS]
    lines.append(f"{'together':16}" + "".join(f"{total[k]:7}" for k in OUTCOMES))
    return "\n".join(lines)


@pytest.mark.slow
def test_a_sample_of_mutants_is_refused_or_listed(registry: Registry) -> None:
    equations = originals(registry)
    sample = list(judged(equations, SAMPLE))
    assert len(sample) == SAMPLE
    assert {j.equation for j in sample} == set(equations)
    # Few equations of the site have a matrix or a condition: a sample may miss them.
    assert {j.mutant.operator for j in sample} >= set(OPERATORS) - {"matrix", "condition"}
    readable = sum(j.outcome != "unparsable" for j in sample)
    assert readable >= WELL_FORMED * SAMPLE, _report(sample)
    assert _said(unlisted(sample, registry.options)) == []


@pytest.mark.fuzz
@pytest.mark.parametrize("part", range(PARTS))
def test_every_mutant_is_refused_or_listed(registry: Registry, part: int) -> None:
    equations = dict(list(originals(registry).items())[part::PARTS])
    assert equations
    found = list(every_mutant(equations))
    print(_report(found))
    assert _said(unlisted(found, registry.options)) == []


@pytest.mark.slow
def test_the_list_of_the_site_is_in_order(registry: Registry) -> None:
    keys = {row.key for row in listed(registry.options)}
    assert keys
    made = [
        Judged(name, mutant, outcome(mutant, equation))
        for name, equation in originals(registry).items()
        if name in {name for name, _ in keys}
        for mutant in mutants_of(equation)
        if (name, mutant.latex) in keys
    ]
    assert complaints_of_the_list(registry, {j.key: j.outcome for j in made}) == []


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


_LIST = "data/mutation-survivors.csv"


@pytest.fixture
def site(tmp_path: Path) -> Options:
    """The site, with what survives on it listed."""
    (tmp_path / "snippets").mkdir()
    (tmp_path / "snippets" / "layer.py").write_text(_SNIPPETS, encoding="utf-8")
    (tmp_path / "docs" / "data").mkdir(parents=True)
    (tmp_path / "docs" / "layer.md").write_text(_PAGE, encoding="utf-8")
    rows = [("layer-y-more", operator, latex, "times 1") for operator, latex in _TRUE.items()]
    with (tmp_path / "docs" / _LIST).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("equation", "operator", "mutant", "reason"), *rows])
    return Options(tmp_path, survivors=_LIST)


def test_a_list_is_read_with_a_byte_order_mark(site: Options) -> None:
    file = site.docs / _LIST
    before = listed(site)
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert listed(site) == before
    assert before


@pytest.mark.parametrize("content", ["", "a,symbol,b = b,true\n", "equation,operator\n"])
def test_a_list_without_the_names_of_its_columns_is_refused(site: Options, content: str) -> None:
    (site.docs / _LIST).write_text(content, encoding="utf-8")
    with pytest.raises(Problem, match="its first line does not name its columns"):
        listed(site)


@pytest.fixture
def model(site: Options) -> Model:
    return Library(site.root, site.snippets).load()[0]["layer"]


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
        ("function", r"z = 2 \sqrt{c + 1}", {"z = 2 (c + 1)"}),
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
    model: Model, operator: str, latex: str, expected: set[str]
) -> None:
    made = mutants(latex, parse_chain(latex, model.vocabulary), model)
    assert {_close(m.latex) for m in made if m.operator == operator} == set(map(_close, expected))
    for mutant in made:
        parse_chain(mutant.latex, model.vocabulary)


def _close(latex: str) -> str:
    return "".join(latex.split())


def test_mutants_differ_from_their_formula_and_from_each_other(model: Model) -> None:
    text = r"z = \left( c + 1 \right) \left( c + 1 \right)"
    made = [_close(m.latex) for m in mutants(text, parse_chain(text, model.vocabulary), model)]
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
def test_outcomes(site: Options, latex: str, expected: str) -> None:
    equation = originals(Checker(site).check())["layer-y"]
    assert outcome(Mutant("by hand", latex), equation) == expected


def test_a_continuation_is_judged_with_its_first_side(site: Options) -> None:
    equation = originals(Checker(site).check())["layer-y-more"]
    made = {m.latex: outcome(m, equation) for m in mutants_of(equation)}
    assert all(latex.startswith("=") for latex in made)
    assert made[_TRUE["deleted factor"]] == "survived"
    assert Counter(made.values()).keys() == {"refuted", "survived"}


def test_names_of_the_page_are_read_and_brackets_are_what_stands_on_the_left(
    site: Options,
) -> None:
    slope = '\n\ndef dh_dx(W1):\n    """dh_1/dx_1."""\n    return W1[0, 0]\n\n\nNOTATION'
    module = site.root / "snippets" / "layer.py"
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
    (site.docs / "slope.md").write_text(page, encoding="utf-8")
    registry = Checker(site).check()
    assert [c for c in registry.all_complaints() if "passes the check" not in str(c)] == []
    equation = originals(registry)["layer-slope"]
    made = {(m.operator, _close(m.latex)): outcome(m, equation) for m in mutants_of(equation)}
    left, right = r"\frac{\partialh_1}{\partialx_1}=\frac{\partial(", r")}{\partialx_1}="
    assert made["sign", f"{left}vx_1+W_{{12}}^{{(1)}}x_2{right}-v"] == "refuted"
    assert made["sign", f"{left}vx_1-W_{{12}}^{{(1)}}x_2{right}v"] == "senseless"
    assert made["index", f"{left}vx_1+W_{{22}}^{{(1)}}x_2{right}v"] == "senseless"


@pytest.mark.slow
def test_a_checker_that_sees_nothing_is_found_out(
    site: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = Checker(site).check()
    assert registry.all_complaints() == []
    monkeypatch.setattr(mutation, "verify", lambda formula, binding: None)
    assert unlisted(every_mutant(originals(registry)), site)
    assert any("passes the check" in str(c) for c in Checker(site).check().all_complaints())


def _write_list(site: Options, *rows: tuple[str, ...]) -> None:
    with (site.docs / _LIST).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])


_LISTED = ("layer-y-more", "deleted factor", _TRUE["deleted factor"], "times 1")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (("layer-y", "sign", r"- \hat{y} = f(h_1)\, c - h_2", "why"), "layer-y is refused: "),
        (("layer-y", "sign", r"\hat{y} = c", "why"), "no such mutant of layer-y is made: "),
        (("layer-z", "sign", "z = -z", "why"), "layer-z is no checked equation"),
        (_LISTED, "the same mutant as in line 2"),
        ((*_LISTED[:3], ""), "the same mutant as in line 2"),
    ],
)
def test_a_line_with_nothing_behind_it_is_named(
    site: Options, row: tuple[str, ...], says: str
) -> None:
    _write_list(site, _LISTED, row)
    registry = Checker(site).check()
    check_mutants(registry)
    (complaint,) = registry.all_complaints()
    assert str(complaint).startswith(f"docs/{_LIST}:3: ")
    assert says in str(complaint)


@pytest.mark.parametrize("reason", ["", "  ", PLACEHOLDER])
def test_a_line_needs_its_reason(site: Options, reason: str) -> None:
    _write_list(site, (*_LISTED[:3], reason))
    (complaint,) = Checker(site).check().all_complaints()
    assert str(complaint).startswith(f"docs/{_LIST}:2: the listed mutant of layer-y-more has no ")


def test_the_lines_of_an_equation_with_an_error_are_left_alone(site: Options) -> None:
    page = site.docs / "layer.md"
    page.write_text(_PAGE.replace(r"c\, f(h_1) - 1", r"c\, f(h_1) - 2"), encoding="utf-8")
    (complaint,) = Checker(site).check().all_complaints()
    assert "sides 1 and 2 differ" in str(complaint)


def _sample(registry: Registry) -> list[Judged]:
    (item,) = (i for i in registry.pages["docs/layer.md"].items if isinstance(i, Mutants))
    found: list[Judged] = registry.results[item]
    return found


def test_the_table_of_a_page(site: Options) -> None:
    registry = Checker(site).check()
    assert registry.all_complaints() == []
    sample = _sample(registry)
    assert len(sample) == 20
    assert sample == _sample(Checker(site).check())
    counts = Counter(j.equation for j in sample)
    assert max(counts.values()) - min(counts.values()) <= 1
    page = registry.pages["docs/layer.md"]
    item = next(i for i in page.items if isinstance(i, Mutants))
    piece = PageRenderer(registry, page, Typesetter(site.cache)).piece(item)
    assert piece is not None
    assert "In this build 20 mutants of 3 equations" in piece.html
    assert piece.html.count('<th scope="row">') == len(OPERATORS)


def test_every_survivor_is_named_at_its_equation_with_the_line_to_add(site: Options) -> None:
    page = site.docs / "layer.md"
    page.write_text(
        _PAGE.replace("sample=20", "sample=9999").replace(
            r"\hat{y} = f(h_1)\, c - h_2", r"\hat{y} = 1 \cdot f(h_1)\, c - h_2"
        ),
        encoding="utf-8",
    )
    _write_list(site)
    registry = Checker(site).check()
    complaints = registry.all_complaints()
    assert [c.line for c in complaints] == [11, 15]
    assert all(str(c).startswith("docs/layer.md:") for c in complaints)
    lines = [c.problem.fix.partition("with the reason: ")[2] for c in complaints]
    for line in lines:
        _, _, mutant, reason = next(csv.reader([line]))
        assert mutant in str(complaints[lines.index(line)])
        assert reason == PLACEHOLDER
    # The equations are right, and shown; the sample is not.
    assert len(originals(registry)) == 3
    (failed,) = registry.of_type(Failed)
    assert isinstance(failed, Mutants)
    # The lines do what they promise, once the reasons are there.
    text = "\n".join([",".join(COLUMNS), *lines]).replace(PLACEHOLDER, "times 1")
    (site.docs / _LIST).write_text(text, encoding="utf-8")
    assert Checker(site).check().all_complaints() == []


def test_survivors_that_the_sample_misses_are_found_on_request(site: Options) -> None:
    page = site.docs / "layer.md"
    page.write_text(_PAGE.partition("```mutants")[0], encoding="utf-8")
    _write_list(site)
    registry = Checker(site).check()
    assert registry.all_complaints() == []
    assert check_mutants(registry) == len(list(every_mutant(originals(registry))))
    (complaint,) = registry.all_complaints()
    assert str(complaint).startswith("docs/layer.md:15: a mutant of layer-y-more passes the check")
    without = Checker(Options(site.root)).check()
    check_mutants(without)
    (complaint,) = without.all_complaints()
    assert "name a file in the option `survivors`" in str(complaint)


@pytest.mark.parametrize(
    "content",
    [None, b"id,mutant\n1,2\n", "equation,operator,mutant,reason\né".encode("latin-1")],
)
def test_a_list_that_cannot_be_read_is_a_message(site: Options, content: bytes | None) -> None:
    (site.docs / _LIST).unlink()
    if content is not None:
        (site.docs / _LIST).write_bytes(content)
    registry = Checker(site).check()
    assert check_mutants(registry)
    (complaint,) = registry.all_complaints()
    assert str(complaint).startswith(f"docs/{_LIST}:1: {_LIST} cannot be read: ")


@pytest.mark.parametrize("attributes", ["", "{sample=0}", "{sample=all}", "{sample=3 of=#layer-y}"])
def test_the_directive_says_what_it_wants(site: Options, attributes: str) -> None:
    page = site.docs / "layer.md"
    page.write_text(_PAGE.replace("{sample=20}", attributes), encoding="utf-8")
    (complaint,) = Checker(site).check().all_complaints()
    assert "sample=…" in str(complaint)
