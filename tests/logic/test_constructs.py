"""What the field writes beyond arithmetic: matrices, dots, ranges, maps, alphabets, slices."""

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.latex.parse import parse_chain, parse_chains, parse_mention
from checked_equations.equations.latex.printer import chain_to_latex, to_latex
from checked_equations.equations.loading.load import Library
from checked_equations.equations.meaning.scope import Scope
from checked_equations.equations.models.points import Points
from checked_equations.equations.notation.tree import Application, Node, Partial, without_places
from checked_equations.equations.notation.vocabulary import Vocabulary
from checked_equations.equations.values.formula import Formula
from checked_equations.equations.verdict.verify import verify
from checked_equations.pages.readback import check_drawn
from checked_equations.pages.typeset import Typesetter
from tests.site import tiny_site

DECLARED = Vocabulary(
    functions=frozenset({"f", "g", r"\sigma"}),
    arrays=frozenset({"W", "x", r"\mathbf{A}", r"\mathbf{x}", r"\mathbf{net}"}),
    others=frozenset({"a", "loss"}),
)


@pytest.fixture(scope="module")
def typesetter(tmp_path_factory: pytest.TempPathFactory) -> Typesetter:
    return Typesetter(tmp_path_factory.mktemp("typeset"))


def side(latex: str) -> Node:
    """What stands behind `y =`."""
    return parse_chain(f"y = {latex}", DECLARED).sides[1]


# What is written behind `y =`, and how it is printed.
READ = {
    # matrices
    r"\begin{bmatrix} a & b \\ c & d \end{bmatrix}": (
        r"\begin{bmatrix} a & b \\ c & d \end{bmatrix}"
    ),
    r"\begin{pmatrix} a \\ b \\ \end{pmatrix}^T": r"\begin{bmatrix} a \\ b \end{bmatrix}^\top",
    r"\begin{Bmatrix} a & b \end{Bmatrix} x": (r"\begin{bmatrix} a & b \end{bmatrix} x"),
    r"\left[ \begin{array}{cc} a & b \\[2pt] c & d \end{array} \right]": (
        r"\begin{bmatrix} a & b \\ c & d \end{bmatrix}"
    ),
    r"\left[\begin{array}{lr} a & b \end{array}\right]": (r"\begin{bmatrix} a & b \end{bmatrix}"),
    r"\bigl(\begin{smallmatrix} a \\ b \end{smallmatrix}\bigr)": (
        r"\begin{bmatrix} a \\ b \end{bmatrix}"
    ),
    r"\begin{bmatrix} x_1 & \cdots & x_n \\ \vdots & \ddots & \vdots \end{bmatrix}": (
        r"\begin{bmatrix} x_{1} & \dots & x_{n} \\ \dots & \dots & \dots \end{bmatrix}"
    ),
    r"f\begin{pmatrix} a \\ b \end{pmatrix}": r"f(\begin{bmatrix} a \\ b \end{bmatrix})",
    r"\begin{bmatrix} -a & f(b, c) \end{bmatrix}": (r"\begin{bmatrix} -a & f(b, c) \end{bmatrix}"),
    # dots
    r"x_1 + x_2 + \cdots + x_n": r"x_{1} + x_{2} + \dots + x_{n}",
    r"a_1 \cdots a_n": r"a_{1} \dots a_{n}",
    r"f(x_1, \ldots, x_n)": r"f(x_{1}, \dots, x_{n})",
    # alphabets and accents
    r"\mathbf{W_{xh}^{(2)}} + \boldsymbol{\theta_{t-1}}": (
        r"\mathbf{W}_{xh}^{(2)} + \boldsymbol{\theta}_{t-1}"
    ),
    r"\bold{1_n^T} + \mathbf{\hat{y}_i}": r"\mathbf{1}_{n}^\top + \hat{\mathbf{y}}_{i}",
    r"\mathbf{Ax}_i": r"\mathbf{A} \mathbf{x}_{i}",
    r"\mathbf{net}_i": r"\mathbf{net}_{i}",
    r"\hat{\mathbf{y}} + \bar{\mathbf x} + \widehat{z_1} + \overline{z}": (
        r"\hat{\mathbf{y}} + \bar{\mathbf{x}} + \hat{z}_{1} + \bar{z}"
    ),
    # fractions and roots without braces
    r"\frac12 x + \frac ab + \frac1{n} + \frac{1}2 + \tfrac1n": (
        r"\frac{1}{2} x + \frac{a}{b} + \frac{1}{n} + \frac{1}{2} + \frac{1}{n}"
    ),
    r"\sqrt2 + \sqrt n": r"\sqrt{2} + \sqrt{n}",
    r"x^\frac12 + x^\frac{a}{b}": r"x^{\frac{1}{2}} + x^{\frac{a}{b}}",
    # derivatives
    r"\partial f(x) / \partial x": r"\frac{\partial f(x)}{\partial x}",
    # ranges
    r"\sum_{i \in S} x_i + 1": r"\sum_{i \in S} x_{i} + 1",
    r"\sum_{x_i \in S} x_i": r"\sum_{x_{i} \in S} x_{i}",
    r"\sum_{(x, z) \in \mathcal{D}} f(x)": r"\sum_{(x, z) \in \mathcal{D}} f(x)",
    r"\sum_{\mathbf{x} \in S} x": r"\sum_{\mathbf{x} \in S} x",
    r"\mathbb{E}_{x \sim p, z \sim q} x": r"\mathbb{E}_{x \sim p, z \sim q} x",
    r"\sum_{i=1, i \ne j}^n x_i": r"\sum_{i=1, i \ne j}^{n} x_{i}",
    r"\sum^n_{i=1} x_i": r"\sum_{i=1}^{n} x_{i}",
    r"\max_j z_j - \min_{w \in S} f(w)": r"\max_{j} z_{j} - \min_{w \in S} f(w)",
    r"\arg\max_\theta L + \argmin_{i, j} z": r"\arg\max_{\theta} L + \arg\min_{i, j} z",
    r"\operatorname*{arg\,max}_i z_i": r"\arg\max_{i} z_{i}",
    r"\operatorname{argmax}_i z_i": r"\arg\max_{i} z_{i}",
    r"\underset{w}{\text{argmin}}\; L": r"\arg\min_{w} L",
    r"\underset{j \ne i}{\max} z_j + \underset{\theta}{\min} L": (
        r"\max_{j \ne i} z_{j} + \min_{\theta} L"
    ),
    r"\max_{j=1}^n z_j + \min_{w, \theta} L": r"\max_{j=1}^{n} z_{j} + \min_{w, \theta} L",
    r"\prod_{j=2, j \ne i} z_j + \sum_{i<j} z_i": (
        r"\prod_{j=2, j \ne i} z_{j} + \sum_{i < j} z_{i}"
    ),
    r"\begin{cases} \begin{bmatrix} a \\ b \end{bmatrix} & a > 0 \\ x & a < 0 \end{cases}": (
        r"\begin{cases} \begin{bmatrix} a \\ b \end{bmatrix} & a > 0 \\ x & a < 0 \end{cases}"
    ),
    r"\begin{bmatrix} \begin{cases} a & b \ne 0 \\ c & b = 0 \end{cases} & d \end{bmatrix}": (
        r"\begin{bmatrix} \begin{cases} a & b \ne 0 \\ c & b = 0 \end{cases} & d \end{bmatrix}"
    ),
    r"\max\{0, z\}": r"\max(0, z)",
    r"\lim_{h \to 0} \frac{f(h)}{h}": r"\lim_{h \to 0} \frac{f(h)}{h}",
    r"\mathbb{E}_{\mathbf{x} \sim p}[f(x)] + b": r"\mathbb{E}_{\mathbf{x} \sim p} (f(x)) + b",
    # calls
    r"\mathbb{E}[x] + \operatorname{Var}(x)": r"\mathbb{E}(x) + \text{Var}(x)",
    r"P(y = 1 \mid x) + P(x \leq 0)": r"P(y = 1, x) + P(x \le 0)",
    r"P(0 < x < 1)": "P(0 < x < 1)",
    r"P(y = 1 | x) + f(2 |x|)": r"P(y = 1, x) + f(2 \cdot \left| x \right|)",
    r"p(x \mid y) + q(x, y)": "p(x, y) + q(x, y)",
    # slices
    r"W_{i,:} + W_{:,j} + x_{1:t} + x_{t-1:t+1} + x_{2:}": (
        "W_{i,:} + W_{:,j} + x_{1:t} + x_{t-1:t+1} + x_{2:}"
    ),
    r"w_{y_i} + \theta_{t_{k}}": r"w_{y_i} + \theta_{t_k}",
}


@pytest.mark.parametrize("latex", READ)
def test_read_and_drawn_as_it_is_read(typesetter: Typesetter, latex: str) -> None:
    assert to_latex(side(latex)) == READ[latex]
    assert without_places(side(READ[latex])) == without_places(side(latex))
    for written in (latex, READ[latex]):
        check_drawn(f"y = {written}", typesetter(f"y = {written}", True), DECLARED)


# Statements that are no equations.
RELATED = {
    r"x \in [0, 1]": r"x \in [0, 1]",
    r"x \in [0, 1)": r"x \in [0, 1)",
    r"x \in (0, 1)": r"x \in (0, 1)",
    r"x \in \{0, 1\}": r"x \in \{ 0, 1 \}",
    r"x \in [0, 1]^n": r"x \in [0, 1]^{n}",
    r"x \in [0, 1] \times \{0, 1\}^n": r"x \in [0, 1] \{ 0, 1 \}^{n}",
    r"i \in \{1, \dots, n\}": r"i \in \{ 1, \dots, n \}",
    r"f: \mathbb{R}^n \to \mathbb{R}": r"f : \mathbb{R}^{n} \to \mathbb{R}",
    r"f: [0, 1) \to \{0, 1\}": r"f : [0, 1) \to \{ 0, 1 \}",
    r"f \colon x \mapsto x^2": r"f : x \mapsto x^{2}",
    r"x \mapsto x^2": r"x \mapsto x^{2}",
    r"x \sim \mathcal{N}(0, 1)": r"x \sim \mathcal{N}(0, 1)",
}


@pytest.mark.parametrize("latex", RELATED)
def test_relations_are_read_as_what_they_are(typesetter: Typesetter, latex: str) -> None:
    assert chain_to_latex(parse_chain(latex, DECLARED)) == RELATED[latex]
    check_drawn(latex, typesetter(latex, True), DECLARED)


REFUSED = {
    r"\begin{bmatrix} a & b \\ c \end{bmatrix}": "rows of 2 and of 1 entries",
    r"\begin{bmatrix} a & \\ c & d \end{bmatrix}": "an empty entry",
    r"\begin{bmatrix} \end{bmatrix}": "an empty entry",
    r"\begin{bmatrix} a & b \end{pmatrix}": "without its",
    r"\begin{bmatrix} a & b": "without its",
    r"\begin{matrix} a & b \end{matrix}": "a matrix without brackets",
    r"( a \begin{matrix} a & b \end{matrix} )": "a matrix without brackets",
    r"\begin{vmatrix} a & b \end{vmatrix}": "a determinant or a norm",
    r"\begin{bmatrix} a = b \end{bmatrix}": "unexpected =",
    r"\begin{bmatrix} a, b \end{bmatrix}": "unexpected ,",
    r"\begin{bmatrix} a \end{bmatrix}'": "a prime that belongs to no symbol",
    r"a \cdots": "dots in a product",
    r"\dots a": "dots in a product",
    r"a \dots / b": "dots in a product",
    r"a \dots \dots b": "dots in a product",
    r"\log \dots a": "dots in a product",
    r"\dots^2": "unexpected ^",
    r"\mathbf{bx}": "a name that is not declared, or a product",
    r"\mathbf{A x}": "something that is not one symbol",
    r"\mathbf{a + b}": "something that is not one symbol",
    r"\boldsymbol{\mathbf{a}_i}": "something that is not one symbol",
    r"\overline{xy}": "a bar over something that is not one symbol",
    r"\widehat{AB}": "a hat over something that is not one symbol",
    r"\frac{1}23": "takes only the first digit",
    r"\sqrt x_i": "a subscript that belongs to no symbol",
    r"\frac12^2": "a power of a fraction without brackets",
    r"\frac{\partial^2 f}{\partial x}": "a derivative of order 2 by 1 symbols",
    r"\frac{\partial^2 f}{\partial x^2 \partial z}": "a derivative of order 2 by 3 symbols",
    r"\frac{\partial^2}{\partial x^2}": "a higher derivative of nothing",
    r"\frac{d^2 f}{dx}": "a derivative of order 2 by 1 symbols",
    r"\left.\frac{\partial a}{\partial x}\right|_{x=0}": "no function of one symbol",
    r"\sum_{i < j < k} x_i": "neither an index nor in a set",
    r"\sum_{i j \ne k} x_i": "neither an index nor in a set",
    r"\sum_{i \approx 1} x_i": "neither an index nor in a set",
    r"\sum_{\theta} x_i": "neither an index nor in a set",
    r"\prod_{i \in S, j} x_i": "neither an index nor in a set",
    r"\max_{w \in S}^n x_i": "neither an index nor in a set",
    r"\sum_{i : x_i = 1} x_i": "unexpected :",
    r"\sum_{i=1, k \ne j}^n x_i": "a condition on k in a sum over i",
    r"\max_j (z_j) w": "how far \\max reaches",
    r"\max_j (z)_j \odot w": "how far \\max reaches",
    r"\mathbb{E}_{x \sim p}[x] y": "reaches",
    r"D_x f(x)": "a derivative operator, or a factor",
    r"(a, b]": "an interval or a set that nothing belongs to",
    r"\{a, b\}": "an interval or a set that nothing belongs to",
    r"a + [0, 1)": "an interval or a set that nothing belongs to",
    r"[a)": "brackets of two kinds",
    "[j = k] a": "the relation = in brackets that hold no arguments",
    "a^2 (b = c)": "the relation = in brackets that hold no arguments",
    r"(a, b, c]": "brackets of two kinds",
    r"x_{i:j:k}": "a : in a subscript",
    r"x_{ij:k}": "a : in a subscript",
    r"x_{\text{1:t}}": "look like an index",
}


@pytest.mark.parametrize("latex", REFUSED)
def test_near_misses_are_refused(latex: str) -> None:
    with pytest.raises(Problem) as caught:
        side(latex)
    assert REFUSED[latex] in str(caught.value)
    assert 0 <= (caught.value.offset or 0) <= len(latex) + len("y = ")


def test_matrices_within_aligned_rows() -> None:
    latex = r"""\begin{aligned}
    y &= \begin{pmatrix} a & b \\ c & d \\ \end{pmatrix} x \\
      &= \begin{bmatrix} x_1 & \cdots & x_n \\ \vdots & \ddots & 0 \end{bmatrix}, \\
    z &= \begin{bmatrix} 1 \end{bmatrix}
    \end{aligned}"""
    first, second = parse_chains(latex, DECLARED)
    assert len(first.sides) == 3
    assert chain_to_latex(second) == r"z = \begin{bmatrix} 1 \end{bmatrix}"


def test_a_second_derivative_is_that_of_a_derivative() -> None:
    written = (
        r"\frac{\partial^2 f}{\partial z_i \partial z_j}",
        r"\frac{\mathrm{d}^2 f}{\mathrm{d} z_i \mathrm{d} z_j}",
        r"\frac{d^2 f}{d z_i d z_j}",
    )
    for latex in written:
        outer = side(latex)
        assert isinstance(outer, Partial)
        assert isinstance(outer.top, Partial)
        assert (to_latex(outer.bottom), to_latex(outer.top.bottom)) == ("z_{i}", "z_{j}")
    twice = side(r"\frac{\partial^2 f}{\partial z_i^2}")
    assert to_latex(twice) == r"\frac{\partial \frac{\partial f}{\partial z_{i}}}{\partial z_{i}}"
    assert without_places(side(r"\frac{d^2 f}{dz_i^2}")) == without_places(twice)


def test_words_and_lists_in_brackets_decide_what_is_called() -> None:
    for latex in ("q(a, b)", "P(a | b)", r"\text{Var}(a)", r"\mathbb{P}(a)", "W(a, b)"):
        assert isinstance(side(latex), Application)
    for latex in ("q(a)", r"\text{loss}(a)", r"q \cdot (a)"):
        assert not isinstance(side(latex), Application)


def test_dots_between_what_is_mentioned() -> None:
    nodes = parse_mention(r"x_1, x_2, \dots, x_n", DECLARED)
    assert [to_latex(node) for node in nodes] == ["x_{1}", "x_{2}", "x_{n}"]


# Numbers of equations are the build's; the others are drawn like `aligned`, or centred.
ENVIRONMENTS = [
    r"y = x \tag{3}",
    r"y = x \tag*{a} \label{eq:b} \nonumber",
    r"\begin{eqnarray*} y &=& x \\ &\le& a \tag{3} \end{eqnarray*}",
    r"\begin{gather} y = x \\ z = a \end{gather}",
    r"\begin{gathered} y = x \\ z = a \end{gathered}",
    r"\begin{multline} y = x \\ + a \end{multline}",
    r"\begin{alignat}{2} y &= x & z &= a \end{alignat}",
]


@pytest.mark.parametrize("latex", ENVIRONMENTS)
def test_what_stands_around_formulas_is_drawn(typesetter: Typesetter, latex: str) -> None:
    drawn = typesetter(latex, True)
    check_drawn(latex, drawn, DECLARED)
    assert "(3)" not in drawn.partition(">")[2]


OTHERS = [
    (r"y = \begin{bmatrix} a & b \end{bmatrix}", r"y = \begin{bmatrix} a \\ b \end{bmatrix}"),
    (r"y = \begin{bmatrix} a & b \end{bmatrix}", r"y = \begin{bmatrix} b & a \end{bmatrix}"),
    (r"y = \max_j z_j", r"y = \min_j z_j"),
    (r"x \in [0, 1)", r"x \in [0, 1]"),
    (r"x \in \{0, 1\}", r"x \in (0, 1)"),
    (r"y = W_{i,:}", r"y = W_{:,i}"),
    (r"y = \mathbf{W_i}", r"y = W_i"),
    (r"y = a + \dots + b", r"y = a + b"),
    (r"y = \mathbb{E}_{x \sim p}[x]", r"y = \mathbb{E}_{x \sim q}[x]"),
]


@pytest.mark.parametrize(("drawn", "checked"), OTHERS)
def test_another_formula_is_found_out(typesetter: Typesetter, drawn: str, checked: str) -> None:
    with pytest.raises(Problem, match="is drawn as something else than what is checked"):
        check_drawn(checked, typesetter(drawn, True), DECLARED)


# What is read in a formula of the tiny model, and why nothing is computed.
UNCOMPUTED = {
    r"\hat{s} = v_1 h_1 + \dots + h_2": "write a sum",
    r"\hat{s} = \max_{w \in S} t": "write a sum over an index",
    r"\hat{s} = \max_\theta t": "write a sum over an index",
    r"\hat{s} = \max_t L": r"\max over t, which is no index of anything in it",
    r"\hat{s} = \max_{1 < j \le 2} h_j": "write a sum over an index",
    r"\hat{s} = \max(t, s = 1)": "read, but not computed",
    r"\hat{s} = \sum_{j \in S} h_j": "read, but not computed",
    r"\hat{s} = \mathbb{E}[t]": "write an expectation as a sum",
    r"\hat{s} = \mathbb{E}_{t \sim p}[t]": "read, but not computed",
    r"\hat{s} = q(t, s)": "the function q, which is not declared",
    r"\hat{s} = v_{1:2}": "read, but not computed",
    r"t \in \mathbb{N}": r"\in with \mathbb{N} behind it, which is not checked",
    r"t \sim p": r"the relation \sim is read, but not checked",
    r"f: \mathbb{R} \to \mathbb{R}": "the relation : is read, but not checked",
    r"\frac{\partial^2 L}{\partial t^2} = 1": "derivative",
    r"\hat{s} = q(t)": "unknown symbol q, a factor in front of brackets or a function",
}


@pytest.fixture(scope="module")
def scope(tmp_path_factory: pytest.TempPathFactory) -> Scope:
    folder = tmp_path_factory.mktemp("site") / "a"
    models, errors = Library(tiny_site(folder, {}, {}), "snippets").load()
    assert errors == []
    return Scope(Points(models["tiny"]))


@pytest.mark.parametrize("latex", UNCOMPUTED)
def test_what_is_not_computed_stops_the_build(scope: Scope, latex: str) -> None:
    with pytest.raises(Problem) as caught:
        verify(Formula(scope.parse(latex), scope), None)
    assert UNCOMPUTED[latex] in f"{caught.value.wrong} {caught.value.fix}"
