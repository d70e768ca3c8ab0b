"""Equations in the running example's numbers: what is put in, what is shown, what is refused."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.latex.rows import (
    BESIDE,
    CONTINUED,
    ROOM,
    alone_in_rows,
    in_rows,
    width,
)
from checked_equations.equations.loading.load import Library, load_file
from checked_equations.equations.meaning.scope import Scope
from checked_equations.equations.models.model import Model
from checked_equations.equations.models.points import Point, Points
from checked_equations.equations.notation.tree import Node, Number
from checked_equations.equations.shown import in_numbers as numbers
from checked_equations.equations.shown import insertion
from checked_equations.equations.shown.in_numbers import InNumbers, check_numbers, in_numbers
from checked_equations.equations.shown.insertion import Inserting, Stays, in_digits
from checked_equations.equations.values.formula import Case, Formula
from checked_equations.equations.values.report import Binding
from checked_equations.pages.directives.equation import Checked
from checked_equations.pages.made import Untypeset
from checked_equations.pages.registry import Registry
from checked_equations.pages.render import PageRenderer
from tests.site import GOOD, registry_of, tiny_site

# Numbers of all kinds: negative, long, tiny, large, near one, and a state that goes on by steps.
ODD = '''"""Numbers of all kinds."""

import numpy as np


def a(r):
    return r * r


def s(v):
    return np.sum(v)


def h(w, h, t):
    return w * h[t - 1]


def m(V, v):
    return V @ v


def ratio(c, near):
    return c / (1 - near)


def delta_of(v):
    return np.eye(len(v))


def by_v(v):
    return np.ones(len(v))


def by_v_2(V):
    return V[:, 1]


def scaled(c, tiny, huge):
    return c * tiny + huge


def up(c):
    return np.maximum(0, c)


STEPS = {"t": "1..T"}
NOTATION = {
    "T": ("T", "size of t", "how many steps"),
    "r": ("r", "scalar", "a long number"),
    "c": ("c", "scalar", "a negative one"),
    "tiny": ("u", "scalar", "a tiny one"),
    "huge": ("g", "scalar", "a large one"),
    "near": ("n", "scalar", "one that is nearly 1"),
    "w": ("w", "scalar", "a weight"),
    "v": ("v_i", "long", "five numbers"),
    "V": ("V_{ki}", "short, long", "a matrix"),
    "a": ("a", "scalar", "a square"),
    "s": ("s", "scalar", "a sum"),
    "m": ("m_k", "short", "some sums"),
    "delta": (r"\\delta_{ij}", "identity", "1 where i is j"),
    "h": ("h_t", "scalar", "a state"),
}
FORWARD = [a, s, m, h]
EXAMPLE = {
    "r": 2 / 3,
    "c": -0.25,
    "tiny": 0.0000123456,
    "huge": 123456.789,
    "near": 0.999999,
    "w": -0.5,
    "v": np.array([0.5, 1.5, -2.0, 0.25, 1.0]),
    "V": np.array([[1.0, 2.0, 3.0, 4.0, 5.0], [-1.0, 0.5, 0.25, 0.0, 1.0]]),
    "h": {0: 0.3},
    "T": 3,
}
'''


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Model]:
    folder = tmp_path_factory.mktemp("site") / "a"
    models, errors = Library(tiny_site(folder, {}, {"odd": ODD}), "snippets").load()
    assert errors == []
    return models


def formula_of(models: dict[str, Model], latex: str, model: str = "odd") -> Formula:
    scope = Scope(Points(models[model]))
    return Formula(scope.parse(latex), scope)


def of(models: dict[str, Model], latex: str, snippet: str) -> InNumbers:
    model, name = snippet.split(".")
    return in_numbers(formula_of(models, latex, model), Binding(models[model], name, None), latex)


@pytest.mark.parametrize(
    ("latex", "snippet", "shown"),
    [
        # An index becomes an element; sums are written out; negative operands stand in brackets.
        (
            r"h_j' = \sum_i x_i W_{ij}",
            "tiny.h_prime",
            r"h_{1}' = 0.5 \cdot 0.2 + (-1.5) \cdot 0.4 = -0.5",
        ),
        # Functions stay; what is alone in brackets needs no others.
        (r"h_j = f(h_j')", "tiny.h", r"h_{1} = f(-0.5) \approx -0.4621"),
        # A derivative is a number on the right, and stays on the left.
        (
            r"\frac{\partial L}{\partial h_j} = \frac{\partial L}{\partial \hat{s}} v_j",
            "tiny.dL_dh",
            r"\frac{\partial L}{\partial h_{1}} \approx 0.3597 \cdot 0.3 \approx 0.1079",
        ),
        # Of two indices different ones; what is long stands in rows.
        (
            r"\frac{\partial L}{\partial W_{ij}} = (\hat{s} - t) v_j f'(h_j') x_i",
            "tiny.dL_dW",
            r"\begin{aligned} \frac{\partial L}{\partial W_{12}} &\approx (0.6097 - 0.25) "
            r"\cdot (-0.8) \cdot f'(-1.7) \cdot 0.5 \\ &\approx -0.01799 \end{aligned}",
        ),
        # An author's own numbers; the same number twice.
        (
            r"a = \frac{2}{2} r^2 = a",
            "odd.a",
            r"a \approx \frac{2}{2} \cdot 0.6667^{2} \approx 0.4444",
        ),
        # Elements that are named, and steps.
        (
            r"\frac{\partial m_k}{\partial v_2} = V_{k2}",
            "odd.by_v_2",
            r"\frac{\partial m_{1}}{\partial v_2} = 2",
        ),
        (r"h_t = w h_{t-1}", "odd.h", r"h_{1} = (-0.5) \cdot 0.3 = -0.15"),
        # Kronecker's delta, on the left with numbers too.
        (
            r"\delta_{ij} = \frac{\partial v_i}{\partial v_j}",
            "odd.delta_of",
            r"\delta_{12} = 0",
        ),
        # A zero of either sign.
        (
            r"\max(0, c) = c \mathbb{1}[c > 0]",
            "odd.up",
            r"\max(0, c) = (-0.25) \cdot \mathbb{1}[-0.25 > 0] = 0",
        ),
        # Powers of ten where a number is tiny or large.
        (
            r"c u + g = u c + g",
            "odd.scaled",
            r"\begin{aligned} c u + g &\approx 1.235 \times 10^{-5} \cdot (-0.25) "
            r"+ 1.235 \times 10^{5} \\ &= 1.235 \times 10^{5} \end{aligned}",
        ),
    ],
)
def test_numbers(models: dict[str, Model], latex: str, snippet: str, shown: str) -> None:
    found = of(models, latex, snippet)
    assert found.why == ""
    assert " ".join(found.latex.split()) == shown


@pytest.mark.parametrize(
    ("latex", "snippet", "why"),
    [
        (r"s = \sum_i v_i", "odd.s", "5 terms"),
        (r"\frac{c}{1 - n} = c \cdot \frac{1}{1 - n}", "odd.ratio", "digits are too few"),
        (r"m = V v", "odd.m", "arrays"),
        (r"\sum_i V_{ki} v_i = m_k", "odd.m", "more indices"),
        (r"(V v)_k = m_k", "odd.m", "more indices"),
        (r"a = r^2 \ge 0", "odd.a", "an inequality"),
        (f"a = {' + '.join(['r r'] * 12)} - 11 r^2", "odd.a", "too many rows"),
        (r"a = r^2 \approx 0.4444", "odd.a", "numbers already"),
        (r"\frac{\partial s}{\partial v_i} = 1", "odd.by_v", "no symbol"),
    ],
)
def test_what_stays_in_symbols_says_why(
    models: dict[str, Model], latex: str, snippet: str, why: str
) -> None:
    found = of(models, latex, snippet)
    assert found.latex == ""
    assert why in found.why


def test_digits() -> None:
    written = {
        0.5: "0.5",
        0.1 + 0.2: "0.3",
        -2 / 3: "-0.6667",
        0.69996: "0.7000",  # rounded, and zeros say so
        1e6: "1000000",
        12345.6: r"1.235 \times 10^{4}",
        9999.96: r"1.000 \times 10^{4}",  # no whole number, so none is shown
        0.000099996: "0.0001000",
        -1.5e-7: r"-1.5 \times 10^{-7}",
        0.0: "0",
    }
    assert {value: in_digits(value, 4) for value in written} == written


@pytest.mark.parametrize(
    "shown",
    [
        r"a = 0.6667^{2} = -0.4444",
        r"a = 0.6667^{2} = 0.4445",
        r"a = 0.6676^{2} = 0.4444",
        r"a = (-0.6667)^{2} = 0.4444",
        r"a = 0.6667^{3} = 0.4444",
        r"a = 0.6667 \cdot 2 = 0.4444",
        r"a = 0.6667^{2}",
        r"c = 0.6667^{2} = 0.4444",
    ],
)
def test_near_misses_in_what_is_shown(models: dict[str, Model], shown: str) -> None:
    formula = formula_of(models, "a = r^2")
    exact = f"a = {2 / 3!r}^{{2}} = {(2 / 3) ** 2!r}"
    check_numbers(formula, (2 / 3) ** 2, exact, r"a = 0.6667^{2} = 0.4444")
    check_numbers(
        formula,
        (2 / 3) ** 2,
        exact,
        "\\begin{aligned} a &= 0.6667^{2} \\\\ &= 0.4444 \\end{aligned}",
    )
    with pytest.raises(Problem, match="in numbers"):
        check_numbers(formula, (2 / 3) ** 2, exact, shown)


def test_large_numbers_that_nearly_cancel_and_tiny_ones(tmp_path: Path) -> None:
    file = tmp_path / "odd.py"
    file.write_text(ODD.replace("123456.789", "1e12 - 1").replace("0.0000123456", "4e12"))
    found = of({"odd": load_file(file)}, "c u + g = u c + g", "odd.scaled")
    assert "too few" in found.why
    file.write_text(ODD.replace("0.0000123456", "1e-20"))
    found = of({"odd": load_file(file)}, "c u + g = u c + g", "odd.scaled")
    assert "rounding of zero" in found.why


@pytest.mark.parametrize(
    ("true", "shown"),
    [
        ("1e-12", r"1 \times 10^{-12}"),  # in all digits it begins with 9.99…
        ("99999.9", r"1.000 \times 10^{5}"),
        ("9999.96", r"1.000 \times 10^{4}"),
        ("0.000099996", "0.0001000"),
        ("0.99999", "1.000"),
    ],
)
def test_rounding_to_the_next_power_of_ten(tmp_path: Path, true: str, shown: str) -> None:
    file = tmp_path / "odd.py"
    file.write_text(ODD.replace("0.0000123456", true))
    models = {"odd": load_file(file)}
    found = of(models, "c u + g = u c + g", "odd.scaled")
    assert rf"{shown} \cdot (-0.25)" in found.latex
    exact, formula = f"u = {in_digits(float(true), 17)}", formula_of(models, "u = u")
    check_numbers(formula, float(true), exact, f"u = {shown}")
    other = shown.replace("1", "2", 1)
    with pytest.raises(Problem, match="in numbers"):
        check_numbers(formula, float(true), exact, f"u = {other}")


@pytest.mark.parametrize(
    "exact",
    [
        "a = 0.6666666^{2} = 0.4444444444444444",  # of too few digits
        "a = 0.6666666666666666 = 0.4444444444444444",
        "c = 0.6666666666666666^{2} = 0.4444444444444444",  # another left side
    ],
)
def test_near_misses_in_all_digits(models: dict[str, Model], exact: str) -> None:
    with pytest.raises(Problem, match="in numbers"):
        check_numbers(formula_of(models, "a = r^2"), (2 / 3) ** 2, exact, exact)


def unsigned(self: Inserting, node: Node) -> Node:
    return Number(text=in_digits(abs(self.evaluation(node)), self.digits), start=0, end=0)


def test_a_sign_or_a_digit_that_is_lost_stops_the_build(
    models: dict[str, Model], monkeypatch: pytest.MonkeyPatch
) -> None:
    equation = (r"h_j' = \sum_i x_i W_{ij}", "tiny.h_prime")
    with monkeypatch.context() as patch:
        patch.setattr(Inserting, "_value", unsigned)
        with pytest.raises(Problem, match="in numbers"):
            of(models, *equation)
    with monkeypatch.context() as patch:
        right = insertion._unsigned
        patch.setattr(insertion, "_unsigned", lambda v, n: right(v * (1 + 0.01 * (n == 4)), n))
        with pytest.raises(Problem, match="in numbers"):
            of(models, *equation)
    with monkeypatch.context() as patch:
        patch.setattr(numbers, "in_rows", lambda left, relations, sides: f"{left} = {sides[-1]}")
        with pytest.raises(Problem, match="in numbers"):
            of(models, *equation)


@dataclass(frozen=True)
class Given(Binding):
    """A snippet that computes whatever is asked for."""

    number: float = 0.0

    def value(self, point: Point, step: int | None = None) -> Any:
        return self.number


SYMBOLS = ["r", "c", "w", "a", "h_2", "v_1", "v_3", "V_{23}", r"\frac{\partial a}{\partial r}"]


def expressions(rng: random.Random, depth: int) -> str:
    """Some LaTeX of the model, its operands in brackets or not."""
    if depth == 0:
        return rng.choice([*SYMBOLS, "2", "0.75"])
    one, other = (expressions(rng, depth - 1) for _ in range(2))
    kinds = [
        f"{one} + ({other})",
        f"({one}) - ({other})",
        f"-({one}) ({other})",
        rf"({one}) \cdot {other}" if depth == 1 else f"({one}) ({other})",
        rf"\frac{{{one}}}{{1 + ({other})^2}}",
        rf"\tanh({one}) - ({other})",
        rf"e^{{-({one})^2}} ({other})",
        rf"\sum_k m_k ({one})",
        rf"\left( \frac{{{one}}}{{3}} \right)^3",
    ]
    return rng.choice(kinds)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(80))
def test_random_formulas(
    models: dict[str, Model], seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is put in has the same value, however long; a number that is changed is found out."""
    monkeypatch.setattr(numbers, "_MORE_ROWS", 99)
    rng = random.Random(seed)
    side = f"{expressions(rng, rng.randint(1, 3))} + r"
    latex = f"({side}) = {side}"
    formula = formula_of(models, latex)
    value = formula.evaluation(Case(formula.scope.points.example, {}))(formula.chain.sides[1])
    found = in_numbers(formula, Given(models["odd"], "a", None, float(value)), latex)
    assert found.latex, found.why
    assert not re.search(r"(\+|- |\\cdot|\\times) -", found.latex)


def calls(registry: Registry, patch: pytest.MonkeyPatch) -> Iterator[tuple[Formula, Any, str, str]]:
    """What is checked of the numbers of the site's equations."""
    seen: list[tuple[Formula, Any, str, str]] = []
    patch.setattr(numbers, "check_numbers", lambda *given: seen.append(given))
    for item, found in registry.of_type(Checked).items():
        in_numbers(found.formula, found.binding, item.text)
    return iter(seen)


@pytest.mark.slow
def test_a_changed_number_is_refused_in_every_equation(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(1)
    count = 0
    for formula, value, exact, shown in list(calls(registry, monkeypatch))[::5]:
        check_numbers(formula, value, exact, shown)
        decimals = list(re.finditer(r"\d\.\d+", shown))
        if not decimals:
            continue
        one = rng.choice(decimals)
        digit = one.end() - 1
        other = shown[:digit] + str((int(shown[digit]) + 1) % 10) + shown[digit + 1 :]
        with pytest.raises(Problem, match="in numbers"):
            check_numbers(formula, value, exact, other)
        count += 1
        sign = shown.rfind("-")
        if sign > 0:
            with pytest.raises((Problem, Stays)):
                check_numbers(formula, value, exact, shown[:sign] + shown[sign + 1 :])
    assert count > 30


def rows_of(latex: str) -> list[str]:
    return re.sub(r"\\(begin|end)\{aligned\}", "", latex).split("\\\\")


def test_rows_fit_a_page_and_a_phone() -> None:
    factors = r" \cdot ".join(["(0.7514 - 0.01)"] * 9)
    nested = rf"({factors} + {factors}) \cdot 0.5"
    for left in (
        r"\frac{\partial E}{\partial W}",
        "",
    ):  # without a left side it goes on from a display
        begin = width(left) if left else CONTINUED
        for sides in ([factors, "0.5"], [nested, factors, "0.5"], ["0.5", "0.25"]):
            latex = in_rows(left, ["="] * len(sides), sides)
            rows = rows_of(latex)
            assert all(begin + width(row.replace(left, "")) <= ROOM for row in rows)
            # The number and the mark of the equation stand beside the last of several.
            assert len(rows) == 1 or begin + width(rows[-1]) <= ROOM - BESIDE
            joined = re.sub(r"&(\\quad)?", "", " ".join(rows))
            plain = " ".join([left, *(f"= {side}" for side in sides)])
            assert joined.split() == plain.split()
        assert "aligned" not in in_rows(left, ["=", "="], ["0.5", "0.25"])


def test_no_factor_stands_alone_behind_others() -> None:
    product = r"(0.1424 \cdot 0.4 + (-0.08376) \cdot 0.5) \cdot 0.5069 \cdot (1 - 0.5069)"
    *_, last = rows_of(in_rows(r"\delta_{h1}", ["=", "="], [product, "0.003765"]))
    assert last.split(" ", 1)[1].strip() == r"\cdot 0.5069 \cdot (1 - 0.5069) = 0.003765"
    # It does, where the value would need a row of its own.
    product = r"(0.6305 - 0.99) \cdot 0.6305 \cdot (1 - 0.6305) \cdot 0.5106"
    rows = rows_of(
        in_rows(r"\frac{\partial E}{\partial W_{88}}", ["=", "="], [product, "-0.04277"])
    )
    assert len(rows) == 2


def test_what_stands_alone_in_rows() -> None:
    side = "((a_1 - t_1) a_1 (1 - a_1) W_5 + (a_2 - t_2) a_2 (1 - a_2) W_7) h_1 (1 - h_1) i_2"
    rows = rows_of(alone_in_rows(side, 19))
    assert len(rows) == 2
    assert all(width(row) <= 19 for row in rows)
    assert re.sub(r"&(\\quad)?", "", " ".join(rows)).split() == side.split()
    assert alone_in_rows("a_1 - t_1", 19) == "a_1 - t_1"


SWITCH = 'role="switch"'


@pytest.mark.parametrize(
    ("page", "count"),
    [
        (GOOD, 1),
        ("---\ntitle: None\nmodel: tiny\n---\n\n# None\n\nThe loss is $L$.\n", 0),
        ("---\nmodel: tiny\n---\n\n```math {#a snippet=tiny.h}\nh_j = f(h_j')\n```\n", 1),
    ],
    ids=["equations", "none", "without a title"],
)
def test_a_page_has_one_switch(tmp_path: Path, page: str, count: int) -> None:
    registry = registry_of(
        tiny_site(
            tmp_path / "a",
            {"good": GOOD, "page": page.replace("good", "other").replace("# Good", "# Other")},
        )
    )
    (shown,) = (page for path, page in registry.pages.items() if path == "docs/page.md")
    pieces = PageRenderer(registry, shown, Untypeset(tmp_path)).pieces()
    switches = [piece for piece in pieces if SWITCH in piece.html]
    assert len(switches) == count
    for switch in switches:
        assert shown.body[: switch.start].strip() in ("", "# Other")
        assert switch.unsearched == switch.html
