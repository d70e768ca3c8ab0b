"""What is drawn is what is checked: MathML is read back by what a reader can see."""

from pathlib import Path

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.latex.parse import parse_chain, parse_chains, parse_mention
from checked_equations.equations.latex.printer import to_latex
from checked_equations.files import Store
from checked_equations.pages import readback
from checked_equations.pages.extension import Site
from checked_equations.pages.readback import Unreadable, check_drawn, read_back
from checked_equations.pages.typeset import Typesetter
from tests.logic.test_printer import FUNCTIONS, SEEN, random_trees
from tests.site import GOOD, options_of, replaced, tiny_site


@pytest.fixture(scope="module")
def typesetter(tmp_path_factory: pytest.TempPathFactory) -> Typesetter:
    return Typesetter(tmp_path_factory.mktemp("typeset"))


@pytest.mark.parametrize("count", [200, pytest.param(30_000, marks=pytest.mark.fuzz)])
@pytest.mark.slow
def test_random_trees_are_drawn_as_they_are_checked(typesetter: Typesetter, count: int) -> None:
    # The font of formulas has no é.
    printed = map(to_latex, random_trees(SEEN, count))
    formulas = [latex for latex in printed if "é" not in latex]
    typesetter.learn((latex, True) for latex in formulas)
    for latex in formulas:
        check_drawn(latex, typesetter(latex, True), FUNCTIONS)


# LaTeX whose grouping cannot be seen, or that is drawn as something else.
REFUSED = [
    r"x = -{ y (1 - h) - (1 - y) h }",
    r"x = \log{1 - 0.6}",
    r"x = \log{a b}",
    r"x = {1 + e^{-z}}^2",
    r"x = {a b}^2",
    r"x = {a b} c",
    r"x = {\sum_i x_i} y",
    r"x = a - {b - c}",
    r"x = \underbrace{s - t}_{\text{error}} h_j",
    r"x = a - \underbrace{b - c}_{d}",
    r"x = \underbrace{a b}_{c}^2",
    r"x = \log t^2 / y",
    r"x = \log t / y",
    r"x = 2 3^2",
    r"x = 2 \wrong{3}",
    r"x = 2 \underbrace{3}_{y}",
    r"x = \frac{a}{b}^2",
    r"x = \frac{\partial L}{\partial w}^2",
    r"x = \frac{\partial}{\partial z} f / (z)",
    r"x = \sum_{i=1}^12 x_i",
    r"x = \sum_{i=1.5} x_i",
    r"x = y_{1.5}",
    r"x = y_{,}",
    r"x = \text{}",
    r"x = \wrong y",
    r"x = \wrong{y",
]


@pytest.mark.parametrize("latex", REFUSED)
def test_what_cannot_be_seen_is_refused(latex: str) -> None:
    with pytest.raises(Problem):
        parse_chain(latex, FUNCTIONS)


def test_what_is_drawn_is_read_once_and_compared_each_time(
    typesetter: Typesetter, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def reading(mathml: str) -> str:
        read.append(mathml)
        return read_back(mathml)

    monkeypatch.setattr(readback, "drawn", Store(lambda: b""))
    monkeypatch.setattr(readback, "read_back", reading)
    mathml = typesetter("x = y - z")
    for _ in range(2):
        check_drawn("x = y - z", mathml, FUNCTIONS)
        with pytest.raises(Problem, match="drawn as something else"):
            check_drawn("x = y + z", mathml, FUNCTIONS)
    assert read == [mathml]


# A mark means nothing: what is in it is read as if it were not there.
MARKED = {
    r"x = y \wrong{- z}": "x = y - z",
    r"x = -\frac{y}{z} \wrong{+ (1 - y) (-1)}": r"x = -\frac{y}{z} + (1 - y) (-1)",
    r"x = \wrong{b + c} a": "x = b + c a",
    r"x = a \wrong{b + c}^2": "x = a b + c^2",
    r"x = f \wrong{(z)}": "x = f(z)",
    r"x = y^{\wrong{(2)}}": "x = y^{(2)}",
    r"x = \wrong{\frac{a}{b}} c": r"x = \frac{a}{b} c",
}


@pytest.mark.parametrize("latex", MARKED)
def test_a_mark_groups_nothing(typesetter: Typesetter, latex: str) -> None:
    marked, plain = (parse_chain(each, FUNCTIONS).sides for each in (latex, MARKED[latex]))
    assert list(map(to_latex, marked)) == list(map(to_latex, plain))
    check_drawn(latex, typesetter(latex, True), FUNCTIONS)


# What is drawn, and what is checked, though the grammar reads both.
OTHERS = [
    (r"n = 1, \dots, N", r"n = 1, \dots, M"),
    ("x = y_1 + ... + y_n", "x = y_1 + y_n"),
    (
        r"x = \begin{bmatrix} y_1 & .. & y_n \end{bmatrix}",
        r"x = \begin{bmatrix} y_1 & y_n \end{bmatrix}",
    ),
    (r"i, j = 1, 2", r"i, j = 1, 3"),
    ("x = a - b - c", "x = a - (b - c)"),
    ("x = a b + c", "x = a (b + c)"),
    (
        r"x = \frac{\partial y}{n \cdot \partial z}",
        r"x = \frac{\partial y}{\partial z}",
    ),
    ("x = a + -b", "x = a - b"),
    (r"x = a \cdot -b", "x = a - b"),
    (r"x = a - -b \cdot -c", "x = a - (-b) - c"),
    (r"x = a^2", r"x = a_2"),
    (r"x = \frac{a}{b}", r"x = \frac{b}{a}"),
    (r"x = \hat{y}", "x = y"),
    ("x = y'", "x = y"),
    (r"x = y^{(2)}", "x = y^2"),
    (r"x \le y", r"x < y"),
    (r"x = \log y", r"x = \exp y"),
    (r"x = \sum_i x_i", r"x = \sum_j x_i"),
    (r"x = \underbrace{y}_{z}", r"x = \underbrace{y}_{w}"),
    (r"x = \mathbf{y}", r"x = y"),
    (r"x = \boldsymbol{y}", r"x = \mathbf{y}"),
    (r"x = \tilde{y}", r"x = \hat{y}"),
    (r"x = y_{t-1}", r"x = y_t"),
    (r"x = \sum_{t=1}^{n-1} y_t", r"x = \sum_{t=1}^n y_t"),
    (r"x = \sum_{j \ne i} y_j", r"x = \sum_j y_j"),
    (r"x = \prod_{j=i}^n y_j", r"x = \sum_{j=i}^n y_j"),
    (r"x = \mathbf{y}^\top", r"x = \mathbf{y}"),
    (r"x = y \odot z", r"x = y z"),
    (r"x = y \otimes z", r"x = y \odot z"),
    (r"x = f_t(y)", r"x = f(y)"),
    (r"x = \|y\|", r"x = |y|"),
    (r"x = |y| - |z|", r"x = |y - z|"),
    (r"x = (y z)_i", r"x = (y z_i)"),
    (r"x = \mathbb{1}[y = z]", r"x = \mathbb{1}[y \ge z]"),
    (r"x \gets x - y", r"x = y"),
    (
        r"x = \begin{cases} y & i = j \\ z & i \ne j \end{cases}",
        r"x = \begin{cases} y & i \ne j \\ z & i = j \end{cases}",
    ),
    (r"x = \begin{cases} y & i < j \end{cases}", r"x = y"),
    (r"x = \max_i y_i", r"x = \min_i y_i"),
    (r"x = \sum_{j=1, j \ne i}^n y_j", r"x = \sum_{j=1}^n y_j"),
    (r"x = \sqrt{a b} c", r"x = \sqrt{a} b c"),
    (r"x = \sqrt{a}", r"x = a"),
    (r"x = \sqrt{a}^2", r"x = \sqrt{a^2}"),
]


@pytest.mark.parametrize(("drawn", "checked"), OTHERS)
def test_another_formula_is_found_out(typesetter: Typesetter, drawn: str, checked: str) -> None:
    check_drawn(drawn, typesetter(drawn, True), FUNCTIONS)
    with pytest.raises(Problem, match="is drawn as something else than what is checked"):
        check_drawn(checked, typesetter(drawn, True), FUNCTIONS)


def test_boxes_that_only_group_are_not_read() -> None:
    box = "<mrow><mi>a</mi><mo>−</mo><mi>b</mi></mrow>"
    assert read_back(f"<math><mo>−</mo>{box}</math>") == "- a - b"
    assert read_back(f"<math><msup>{box}<mn>2</mn></msup></math>") == "a - b^{2}"
    assert read_back("<math><mn>2</mn><mn>3</mn></math>") == "23"


@pytest.mark.parametrize("odd", ["<mroot><mi>a</mi><mn>3</mn></mroot>", "<mo>≺</mo>", "<mi>ß</mi>"])
def test_what_is_not_known_is_not_read(odd: str) -> None:
    with pytest.raises(Unreadable):
        read_back(f"<math>{odd}</math>")


# What is drawn for each is read back as what is checked.
DRAWN = [
    r"\mathbf{W} = \boldsymbol{\delta} \mathsf{X} \mathbf{1}^\top + \mathbb{E}",
    r"\bar{x} + \dot{y} = \vec{v} + \ddot{x} + \tilde{z}",
    r"\mathrm{x} = \mathrm{loss} + \operatorname{diag}(y)",
    r"\Gamma + \Omega = \xi + \varsigma + \zeta",
    r"x^{[2]} = y^{[l](i)} + \hat{z}^{\langle t-1 \rangle} + w^{+}",
    r"x_{t-1} = y_{z_i} + W_{2k+1,j}",
    r"x = \frac{d f(x)}{d x} + \frac{\mathrm{d} y}{\mathrm{d} x} + dy/dx",
    r"x = \nabla_w f(x) + \partial_w g(x)",
    r"x = f(y; z) + g(y | z) + |y| + \|z\|_2^2",
    r"x = \left\| y - z \right\|^2 - \left| y - z \right|",
    r"x = \sum\limits_{i=1}^n y_i + \sum_{k,l} W_{kl}",
    r"x = \max(0, y) + \log f(y)",
    r"x := y",
    r"x \leftarrow x - y",
    r"x \in \mathbb{R}^{n \times m}",
    r"\mathbb{1}\{x >= y\} = z",
    r"\begin{align} x &= y, \\ z &= w \\ &\quad + y \end{align}",
    r"x = 1 \Rightarrow y = 2, \quad z = 3",
    r"x = 1 \;\; y = 2 \quad -z = 3",
    r"x = 1 \text{ and } y = 2.",
    r"x = 1 \hspace{1in} y = 2",
    r"||x||^2 = |y| |z| |w| + y^{<t-1>}",
    r"|x||y| = |y||z|^2",
    r"y = \arctan(x) + \arcsin z",
    r"{\bf W} = x_{\rm in} + \bold{y}",
    r"x = \begin{cases} y, & \text{if } y \geq 0, \\ \frac{1}{2} & \text{otherwise.} \end{cases}",
    r"x = 2 \left(\begin{cases} y & y > 0 \\ e^z & \text{else} \end{cases}\right) + y",
    r"\begin{aligned} x &= \begin{cases} y & i = j \end{cases} \\ y &= z \end{aligned}",
    r"x = \max_j y_j - \min\limits_{i < j} z_i + \prod_{i \leq n} y_i + \mathbb{1}[0 < y \leq 6]",
    r"x = \mathbf{1}_{\{y_{i} > 0\}} + \mathbf{1}\{i = j\} + \mathbb{I}[y > 0] + \mathbf{1}^\top y",
    r"x = \begin{cases} y & \mathrm{if}\ y > 0 \\ z & \textrm{otherwise} \end{cases}",
    r"x = \left\lVert y \right\rVert + \left\vert z \right\vert",
    r"x = \mathbb{1}_{\{y > 0\}} + \prod\limits_{i=1}^n y_i",
    r"\begin{split} x &= \Big( y \Big) \\ &= \lVert z \rVert + \lvert w \rvert \end{split}",
    r"x \stackrel{\text{def}}{=} y \overset{(1)}{=} z",
    r"{\cal L} = \sum_{k'} y_{k'} z_{j',i'+1} + \sum_{k' \ne k} x_{k^\prime}",
    r"(f \circ g)'(x) = f'(g(x)) g'(x) = \nabla f(x)",
    r"\tanh^2(x) + \sin^2 y = \langle x, y \rangle",
    r"x = \left\{ \begin{array}{ll} y & y > 0 \\ z & \text{otherwise} \end{array} \right.",
    r"x = \begin{cases} y \text{ if } y > 0 \\ z \text{ otherwise} \end{cases}",
    r"x = y \quad \text{(chain rule)}",
    r"\text{Let } x = y \text{ since } z = w",
    r"\begin{aligned} x &= y && \text{chain rule} \\ &= z + \\ & w \end{aligned}",
    r"\begin{aligned} x &= y \implies \\ z &= w & y &= 2 \end{aligned}",
    r"\left. \frac{df}{dx} \right|_{x = 2} = f(x)|_{x = y} = \mathbf{A} [x, y]",
    r"\begin{array}{rcl} x & = & y \\ z & = & w \end{array}",
    r"x = \exp \left\{ -\frac{y}{2} \right\} \{ y + z \} + 1_{x > 0} + 1\{x > 0\}",
    r"f^{(2)\prime}(x) = (f^{(2)})'(x) \not= \frac{1}{y} 2 z \enspace",
]


@pytest.mark.parametrize("latex", DRAWN)
def test_what_the_field_writes_is_drawn_as_it_is_checked(
    typesetter: Typesetter, latex: str
) -> None:
    parse_chains(latex, FUNCTIONS)
    check_drawn(latex, typesetter(latex, True), FUNCTIONS)


def test_ways_to_write_one_sign_are_the_same(typesetter: Typesetter) -> None:
    check_drawn(r"x \leq y", typesetter(r"x \leq y", True), FUNCTIONS)
    assert parse_mention("x", FUNCTIONS)


def test_a_build_reads_back_what_it_draws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a typesetter that draws another formula, the build stops at its line."""
    site = tiny_site(tmp_path / "site", {"good": GOOD})
    line = replaced(site / "docs" / "good.md", "(\\hat{s} - t) h_j", "(\\hat{s} -  t) h_j") + 1
    looked = Site(options_of(site))
    draw = Typesetter.__call__

    def swapped(self: Typesetter, latex: str, display: bool = False) -> str:
        return draw(self, latex.replace("-  t", "+ t"), display)

    monkeypatch.setattr(Typesetter, "__call__", swapped)
    (complaint,) = looked.refresh().all_complaints()
    assert str(complaint).startswith(f"docs/good.md:{line - 2}: ")
    assert "is drawn as something else than what is checked" in str(complaint)


def test_what_is_not_read_is_not_passed_over(typesetter: Typesetter) -> None:
    latex = r"x \propto y"
    with pytest.raises(Problem, match=r"unexpected \\propto"):
        check_drawn(latex, typesetter(latex, True), FUNCTIONS)


def test_what_is_exempt_is_drawn_all_the_same(tmp_path: Path) -> None:
    claims = "".join(f"\n${n} t = {n} t$\n" for n in range(2, 80))
    page = GOOD + claims + '\n```math {#free exempt="a set"}\n\\hat{s} \\propto t\n```\n'
    site = Site(options_of(tiny_site(tmp_path / "site", {"good": page})))
    assert site.refresh().all_complaints() == []
