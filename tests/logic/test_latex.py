"""LaTeX to a tree: what is read, how, and what is refused with its column."""

import re

import lark
import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.latex.grammar import GRAMMAR
from checked_equations.equations.latex.parse import parse_chain, parse_mention
from checked_equations.equations.latex.printer import to_latex
from checked_equations.equations.notation.tree import (
    BigSum,
    Call,
    Chain,
    Function,
    Group,
    Node,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    Underbrace,
)
from checked_equations.equations.notation.vocabulary import Vocabulary

FUNCTIONS = Vocabulary(frozenset({"f", "g", r"\sigma", r"\ell"}))


def show(node: Node) -> str:
    """A tree as one line, every grouping visible."""
    match node:
        case Number():
            return node.text
        case Symbol():
            return node.latex
        case Function():
            return node.name + "'" * node.primes
        case Sum():
            pairs = zip(node.signs, node.terms, strict=True)
            return "(" + "".join("+-"[sign < 0] + show(term) for sign, term in pairs) + ")"
        case Product():
            return "(" + "*".join(map(show, node.factors)) + ")"
        case Quotient():
            return f"({show(node.top)}/{show(node.bottom)})"
        case Power():
            return f"({show(node.base)}**{show(node.exponent)})"
        case Call():
            return f"{show(node.function)}({', '.join(map(show, node.arguments))})"
        case Partial():
            return f"D({show(node.top) if node.top else ''}; {show(node.bottom)})"
        case BigSum():
            return f"S[{node.index}:{node.first}:{node.last}]({show(node.body)})"
        case Group():
            return "[" + ", ".join(map(show, node.items)) + "]"
        case Underbrace():
            return f"B({show(node.body)}: {show(node.claim) if node.claim else '-'})"
    raise AssertionError(node)


def read(latex: str) -> str:
    (node,) = parse_mention(latex, FUNCTIONS)
    return show(node)


def symbol(latex: str) -> Symbol:
    (node,) = parse_mention(latex, FUNCTIONS)
    assert isinstance(node, Symbol)
    return node


READ = {
    # symbols and what decorates them
    "W_{12}": "W_{12}",
    "W_{1 2}": "W_{12}",
    "W_{1,2}": "W_{12}",
    "W_k": "W_{k}",
    "W_{21}^{(2)}": "W_{21}^{(2)}",
    "W^{(2)}_{21}": "W_{21}^{(2)}",
    "W_{jk}^{(l)}": "W_{jk}^{(l)}",
    r"a_{\text{h1}}": r"a_{\text{h1}}",
    r"E_{\text{total}}": r"E_{\text{total}}",
    r"w_1^{\text{new}}": r"w_{1}^{\text{new}}",
    r"\hat{y}_k'": r"\hat{y}_{k}'",
    r"\hat{y}'_k": r"\hat{y}_{k}'",
    r"\hat y_1": r"\hat{y}_{1}",
    r"\hat{y_1}": r"\hat{y}_{1}",
    "h_1'": "h_{1}'",
    "h'_1": "h_{1}'",
    "h''": "h''",
    r"\mathcal{L}": r"\mathcal{L}",
    # powers are no layers, layers no powers
    "x^2": "(x**2)",
    "x_1^2": "(x_{1}**2)",
    "x^{12}": "(x**12)",
    "(W_{21}^{(2)})^2": "([W_{21}^{(2)}]**2)",
    "x^{2k}": "(x**(2*k))",
    "e^{-z}": "(e**(-z))",
    "e^{-z'}": "(e**(-z'))",
    # numbers
    "0.5": "0.5",
    "12 x": "(12*x)",
    r"2 \cdot 3": "(2*3)",
    r"\frac{1}{2}": "(1/2)",
    # sums, products, quotients
    "a - b + c": "(+a-b+c)",
    "-a b": "(-(a*b))",
    # a minus behind another sign
    r"\frac{\partial f(x)}{n \cdot \partial x}": "((1/n)*D(f(x); x))",
    r"\frac{\partial L}{2 * \partial x_1} y": "(((1/2)*D(L; x_{1}))*y)",
    "a + - b c": "(+a+[(-(b*c))])",
    "a - -b": "(+a-[(-b)])",
    "2 * -1 + 0": "(+(2*[(-1)])+0)",
    r"a \cdot -f(x)^2 z": "(a*[(-(f(x)**2))]*z)",
    r"a \times~-b / c": "(a*([(-b)]/c))",
    "w^* -1": "(+w^{*}-1)",
    r"a \cdot (-b)": "(a*[(-b)])",
    "a b c": "(a*b*c)",
    r"a \times b": "(a*b)",
    "a / b": "(a/b)",
    r"a b / c \cdot d": "(a*(b/c)*d)",
    r"\dfrac{a}{b} \tfrac{c}{d}": "((a/b)*(c/d))",
    "(a + b)(a - b)": "([(+a+b)]*[(+a-b)])",
    r"\left[ \frac{a}{b} \right]": "[(a/b)]",
    r"a\,b\;c\!k\ e": "(a*b*c*k*e)",
    # functions
    "f(x)": "f(x)",
    "f'(x)": "f'(x)",
    "f'(h_1') g(x)": "(f'(h_{1}')*g(x))",
    "f(g(x))": "f(g(x))",
    "f(x)^2": "(f(x)**2)",
    "h(x)": "(h*[x])",
    r"\sigma'(z')": "\\sigma'(z')",
    r"\sigma(z)(1 - \sigma(z))": r"(\sigma(z)*[(+1-\sigma(z))])",
    r"\log x": r"\log(x)",
    r"\log \hat{y}": r"\log(\hat{y})",
    r"y \log \hat{y} + (1-y) \log(1-\hat{y})": (
        r"(+(y*\log(\hat{y}))+([(+1-y)]*\log((+1-\hat{y}))))"
    ),
    r"\exp(-z)": r"\exp((-z))",
    r"\ell(y_1, y_2)": r"\ell(y_{1}, y_{2})",
    # derivatives
    r"\frac{\partial L}{\partial w_1}": "D(L; w_{1})",
    r"\partial L / \partial w_1": "D(L; w_{1})",
    r"\frac{\mathrm{d}y}{\mathrm{d}u}": "D(y; u)",
    r"\frac{\partial}{\partial z}[a z]": "D([(a*z)]; z)",
    r"\frac{\partial}{\partial z} f(z)": "D(f(z); z)",
    r"\frac{\partial (E_1 + E_2)}{\partial W_5}": "D([(+E_{1}+E_{2})]; W_{5})",
    r"\frac{\partial f(z)}{\partial z}": "D(f(z); z)",
    r"\frac{\partial \sigma}{\partial z}": r"D(\sigma; z)",
    r"\frac{\partial L}{\partial \hat{y}} \frac{\partial \hat{y}}{\partial z'}": (
        r"(D(L; \hat{y})*D(\hat{y}; z'))"
    ),
    r"\frac{\partial L}{\partial W_{jk}^{(2)}}": "D(L; W_{jk}^{(2)})",
    # sums over an index reach to the end of their term
    r"\sum_i x_i W_{ij} + b_j": "(+S[i:None:None]((x_{i}*W_{ij}))+b_{j})",
    r"\sum_{k=1}^{2} \hat{y}_k": r"S[k:1:2](\hat{y}_{k})",
    r"\sum_{k=1}^2 y_k": "S[k:1:2](y_{k})",
    r"a \sum_k y_k": "(a*S[k:None:None](y_{k}))",
    r"\sum_i \sum_j x_i W_{ij}": "S[i:None:None](S[j:None:None]((x_{i}*W_{ij})))",
    # braces that state something, and braces with words
    r"\underbrace{\frac{\partial a}{\partial b}}_{=0}": "B(D(a; b): 0)",
    r"\underbrace{x w}_{h_1'}": "B((x*w): h_{1}')",
    r"\underbrace{x w}_{\text{the input}}": "B((x*w): -)",
    r"\underbrace{x w}_{\text{what is lost, one for each unit}}": "B((x*w): -)",
}


@pytest.mark.parametrize("latex", READ)
def test_read(latex: str) -> None:
    assert read(latex) == READ[latex]


REFUSED = {
    # what TeX takes for one character, and a reader for a number
    r"\frac123": "column 9: unexpected end of the formula",
    r"\frac{1}23": "23 without braces, of which TeX takes only the first digit",
    r"\sqrt23": "23 without braces",
    "x_12": "an unbraced subscript of several digits",
    # words that say something of what a brace holds
    r"\underbrace{x w}_{\text{zero}}": "the words zero under a brace, which claim something",
    r"\underbrace{x w}_{\text{which is zero}}": "which claim something",
    r"\underbrace{x w}_{\text{Equals y}}": "which claim something",
    r"\underbrace{x w}_{\mathrm{vanishes}}": "which claim something",
    r"\underbrace{x w}_{\text{times two}}": "which claim something",
    "x^12": "an unbraced superscript of several digits",
    # a command ends where its letters end
    r"a \cdotb": r"column 3: unexpected \cdotb",
    r"\partialx": r"column 1: unexpected \partialx",
    r"\hatx": r"column 1: unexpected \hatx",
    r"\alphaa": r"column 1: unexpected \alphaa",
    r"\sigmaz": r"column 1: unexpected \sigmaz",
    r"\logx": r"column 1: unexpected \logx",
    r"\quada": r"column 1: unexpected \quada",
    # decorations
    "W_{j}_{k}": "a subscript that belongs to no symbol, or a second one",
    "2_1": "a subscript that belongs to no symbol",
    "x'_1'": "a prime that belongs to no symbol",
    "(a)'": "a prime that belongs to no symbol",
    "a^b^c": "a power of a power",
    "W^{(1)}_{jk}^{(2)}": "a second layer on one symbol",
    r"\hat{a + b}": "a hat over something that is not one symbol",
    r"\hat{\hat{y}}": "a hat over something that is not one symbol",
    r"a_{\text{h_1}}": r"unexpected \text",
    # products that can be misread
    "a 2": "a number directly behind a factor",
    "2 3": "a number directly behind a factor",
    "a / b c": "a factor directly behind a quotient written with `/`",
    r"\frac{\partial}{\partial z} a b": "how far the derivative operator reaches",
    r"\frac{\partial L}{n \partial x}": r"unexpected \partial",
    r"\frac{\partial L}{n m \cdot \partial x}": "unexpected m",
    r"\frac{\partial L}{\partial x \cdot n}": r"unexpected \cdot",
    r"\frac{\partial}{n \cdot \partial x}": "unexpected n",
    r"\frac{L}{n \cdot \partial x}": "unexpected }",
    "a + + b": "column 5: unexpected +",
    "a - - - b": "column 7: unexpected -",
    "- - a": "column 3: unexpected -",
    "a / -b": "column 5: unexpected -",
    r"a \cdot +b": "column 9: unexpected +",
    r"a \odot -b": "column 9: unexpected -",
    r"a \cdot -b 2": "a number directly behind a factor",
    r"2 \cdot -\log t^2 / y": "how far",
    "(a": "column 3: unexpected end of the formula",
    "(a]": "brackets of two kinds in one pair",
    "[a)": "brackets of two kinds in one pair",
    "a)": "column 2: unexpected )",
    "{a": "column 3: unexpected end of the formula",
    "": "column 1: unexpected end of the formula",
    # what is not of the subset
    r"a % b": "column 3: unexpected %",
    r"\sqrt[3]{a}": "a root that is not the square root",
    r"\sqrt{a}'": "a prime that belongs to no symbol",
    r"\begin{matrix} a \end{matrix}": "a matrix without brackets",
    r"\left\{ a \right\}": "a set that nothing belongs to",
    r"\sum^{2} a": "column 10: unexpected a",
    "∂L": "column 1: unexpected ∂",
    "σ(z)": "column 1: unexpected σ",
    "a · b": "column 3: unexpected ·",
    "a_{∂}": "column 4: unexpected ∂",
}


@pytest.mark.parametrize("latex", REFUSED)
def test_refused(latex: str) -> None:
    with pytest.raises(Problem) as caught:
        parse_mention(latex, FUNCTIONS)
    assert REFUSED[latex] in str(caught.value)
    assert caught.value.offset is not None
    assert 0 <= caught.value.offset <= len(latex)


def chain(latex: str) -> Chain:
    return parse_chain(latex, FUNCTIONS)


def test_chain() -> None:
    found = chain("a = b + c \\approx 0.5")
    assert [show(side) for side in found.sides] == ["a", "(+b+c)", "0.5"]
    assert found.relations == ("=", r"\approx")
    assert found.texts == ("a", "b + c", "0.5")
    assert not found.continues


def test_continuation() -> None:
    found = chain("= b \\leq c")
    assert found.continues
    assert found.relations == ("=", r"\leq")


def test_rows_continue_or_begin_with_a_relation() -> None:
    latex = r"""
    \begin{aligned}
    a &= b \\
      &\quad + c \\
      &\qquad - d \\
      &= g(x) \\
    \end{aligned}
    """
    found = chain(latex)
    assert [show(side) for side in found.sides] == ["a", "(+b+c-d)", "g(x)"]
    assert found.texts[1] == r"b \\ &\quad + c \\ &\qquad - d"


@pytest.mark.parametrize("latex", [r"a = b \\ c = d", r"a = b \\ \quad c = d", r"a = b \\ (c)"])
def test_rows_are_no_second_formula(latex: str) -> None:
    with pytest.raises(Problem, match=r"a row does not begin|a second statement"):
        chain(latex)


def test_the_column_counts_from_its_own_line() -> None:
    with pytest.raises(Problem, match=re.escape(r"at column 3: unexpected \foo")) as caught:
        chain("a =\nb =\n+ \\foo")
    assert caught.value.offset == 10


def test_primes_are_names_of_symbols_and_derivatives_of_functions() -> None:
    name = symbol("h_1'")
    assert (name.base, name.primes, name.subscripts) == ("h", 1, ("1",))
    (call,) = parse_mention("f'(x)", FUNCTIONS)
    assert isinstance(call, Call)
    assert call.function.primes == 1


def test_two_digits_in_braces_are_two_indices() -> None:
    assert symbol("W_{12}").subscripts == ("1", "2")
    assert symbol(r"a_{\text{h12}}").subscripts == ("h12",)


@pytest.mark.parametrize(
    ("latex", "stem"),
    [
        ("W^{(2)}_{jk}", ("W", "", 0, "(2)")),
        (r"\hat{y}^{\text{new}}", ("y", "hat", 0, "new")),
        ("W^{(l)}", ("W", "", 0, "(l)")),
        (r"\hat{h}_k'", ("h", "hat", 1, "")),
    ],
)
def test_stems(latex: str, stem: tuple[str, str, int, str]) -> None:
    assert symbol(latex).stem == stem


@pytest.mark.parametrize(
    "latex",
    [r"\hat{y}_{k}'", "W_{jk}^{(2)}", r"a_{\text{h1}}", r"w_{1}^{\text{new}}", r"\eta", "h''"],
)
def test_a_symbol_writes_itself(latex: str) -> None:
    assert symbol(latex).latex == latex
    assert symbol(symbol(latex).latex).stem == symbol(latex).stem


def test_every_node_knows_its_place() -> None:
    latex = r"\frac{\partial L}{\partial h_j'} = f'(h_j')\, \sum_k W_{jk}^{(2)} x^2"
    texts = {
        latex[part.start : part.end]
        for side in chain(latex).sides
        for part in side.walk()
        if isinstance(part, Symbol | Partial | Power | Call)
    }
    assert texts == {
        r"\frac{\partial L}{\partial h_j'}",
        "L",
        "h_j'",
        "f'(h_j')",
        "W_{jk}^{(2)}",
        "x^2",
        "x",
    }


def test_mentions_are_lists_and_arrows() -> None:
    assert [show(n) for n in parse_mention(r"x \to z \to z'", FUNCTIONS)] == ["x", "z", "z'"]
    assert [show(n) for n in parse_mention(r"W_1, \dots, W_8", FUNCTIONS)] == ["W_{1}", "W_{8}"]


@pytest.mark.slow
def test_the_grammar_has_no_two_readings() -> None:
    """Strictly, lark refuses tokens that collide too."""
    lark.Lark(
        GRAMMAR.read_text(encoding="utf-8"), parser="lalr", start=["chain", "mention"], strict=True
    )


def test_a_continuation_holds_no_places_of_the_earlier_formula() -> None:
    earlier, later = (parse_chain(latex, FUNCTIONS) for latex in ("a +\n b = c", "= d"))
    left, right = later.after(earlier).sides
    assert to_latex(left) == "a + b"
    assert {(node.start, node.end) for node in left.walk()} == {(0, 0)}
    assert (right.start, right.end) == (2, 3)


UNPAIRED = {
    # what is written: what is named, and at which column
    r"\frac{1}{s} (a - b \right)": (r"\right without its \left", 19),
    r"\left( a - b) c": (r"\left without its \right", 0),
    r"\left( \left[ a \right] )": (r"\left without its \right", 0),
    r"\frac{\left(a)}{(b \right)}": (r"\left without its \right", 6),
    "\\begin{aligned} a &= \\left( b \\\\ &\\quad + c \\right) \\end{aligned}": (
        r"\left without its \right",
        21,
    ),
    r"\wrong{\left(} a \wrong{\right)}": (r"\left without its \right", 7),
    r"\left a + (b) \right": (r"\left without a bracket", 0),
    r"\bigl a": (r"\bigl without a bracket", 0),
    r"\begin{aligned} a = b": (r"\begin{aligned} without its \end", 0),
    r"a = b \end{aligned}": (r"\end{aligned} without its \begin", 6),
    "a &= b": (r"a & outside of \begin{aligned}", 2),
}


@pytest.mark.parametrize("latex", UNPAIRED)
def test_what_cannot_be_typeset_is_refused(latex: str) -> None:
    with pytest.raises(Problem) as refused:
        parse_chain(latex, FUNCTIONS)
    wrong, column = UNPAIRED[latex]
    assert wrong in refused.value.wrong
    assert refused.value.offset == column


def test_a_mention_needs_pairs_too() -> None:
    with pytest.raises(Problem, match="without its"):
        parse_mention(r"\left( a + b)", FUNCTIONS)


@pytest.mark.parametrize(
    "latex",
    [
        r"\left( a + \left[ b \right] \right) = (a + b)",
        r"\bigl( a + b) = ( a + b \bigr)",
        r"\frac{\left( a \right)}{\left(b\right)} = \wrong{\left( a \right)}",
        "\\begin{aligned} \\left(a\\right) &= \\bigl( b \\\\ &\\quad + c \\bigr) \\end{aligned}",
        r"\left ( a \right ) = a",
    ],
)
def test_pairs_that_can_be_typeset(latex: str) -> None:
    parse_chain(latex, FUNCTIONS)
