r"""What authors write out of habit is refused, and the message says what to write instead."""

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.latex.parse import parse_chain
from checked_equations.equations.notation.vocabulary import Vocabulary

FUNCTIONS = Vocabulary(frozenset({"f"}))

HABITS = {
    # what is written: a piece of what to write instead
    r"L = \frac123": r"\frac{1}{2}",
    r"L = \frac1- t": r"\frac{1}{2}",
    r"L = 0,5 t": "with a point",
    r"L = 0{,}5 t": "with a point",
    r"L = .5 t": "both sides of the decimal point",
    r"L = 2. + t": "both sides of the decimal point",
    r"L = x_{1 \dots n}": "all terms",
    r"L = x_1...x_n": r"write \dots or \cdots",
    r"k = 1, \dots, n - 1": "write an index range",
    r"k = 1, …, n": "write an index range",
    r"k = 1..n": "write an index range",
    r"g = \frac{\partial^2 L}{\partial t}": r"\frac{\partial^2 L}{\partial w^2}",
    r"g = \frac{\partial L}{\partial t \partial s}": "with its order above",
    r"z = \left[\begin{array}{c|c} t & s \end{array}\right]": "write c for each column",
    r"g = \frac{\partial L}{t}": "same sign above and below",
    r"g = \frac{L}{\partial t}": "same sign above and below",
    r"g = t \, \mathrm{d}t": r"\frac{\partial L}{\partial w}",
    r"\nabla L = t": r"\nabla_w L",
    r"L = \sqrt-": r"\sqrt{x}",
    r"f: x": "in words",
    r"\forall j": "in words",
    "z = t\n\ns = t": "displays of their own",
    "z = t \\\\ s = t": "a formula of its own",
    r"z = e^(-t)": "put braces around all of it",
    r"z = e^-t": "put braces around all of it",
    r"z = e^\sqrt{2}": "put braces around all of it",
    r"z = \sum^2 x_i": "write the index first",
    r"z = \frac{\sum_{i=1}^m -2 x_i}{m}": "put brackets around what is summed",
    r"z = W_i,j": "braces around all indices",
    r"L => t": "a formula of its own",
    r"L = t \implies s = t": "a formula of its own",
    r"L == t": "write =",
    r"L \propto t": "an equation",
    r"z = \colorbox{red}{t}": "leave it out",
    r"z = \begin{vmatrix} t & s \end{vmatrix}": r"\det(A) or \|A\|",
    r"z = \begin{cases} t \quad t > 0 \end{cases}": "t & t > 0",
    r"z = \begin{cases} t \\ 0 & t > 0 \end{cases}": "t & t > 0",
    r"z = \max_{j : t > 0} t": "one condition below it",
    r"\[ z = t \]": "a formula already",
    r"z = t % note": "comments",
    r"z = 50 \%": "a share as a number",
    r"z = \left. t \right|_{s=0}": "at which values",
    r"z = \frac{\partial L}{\partial t}\bigg|_{t=0}": "at which values",
    r"z = \{ t \}": "( ) or [ ]",
    r"z = D(t \| s)": "a comma between arguments",
    r"z = D(t \Vert s)": "a comma between arguments",
    r"z = 2 \cdotp t": r"write \cdot",
    r"z = 2 · t": r"write \cdot",
    r"z = \sum_{i : t_i = 1} x_i": r"\mathbb{1}[y_i = 1]",
    r"z = \sum_{i^2} x_i": "the range of a sum",
    r"z = \sum_{1 < i \le n} x_i": "the range of a sum",
    r"z = \sum_{y_i = 1} x_i": "the range of a sum",
    r"z = \sum_{i \in S}^n x_i": "the range of a sum",
    r"z = \prod x_i": "below the product",
    r"z = \mathcal{W_i} x": "one letter into the braces",
    r"z = \check{x}": "the accents that are read",
    r"z = \varpi": "another letter",
    r"z = x_{i=j}": "arithmetic such as t-1",
    r"z = x_{i:j:k}": "write a range of indices",
    r"z = x \oplus v": r"\odot",
    r"z = \lim t": "in words",
    r"z = t \text{ for } s = 1": "a formula of its own",
    r"z = t \text{ for } s > w_1": "say in words",
    r"z = \langle t | s \rangle": "a^T b",
    r"z = \begin{align} t": "write both",
    r"z = foo(t)": "declare foo",
    r"z = 1 \over 2 t": r"\frac{",
    r"z = t \div 2": r"\frac{",
    r"z = \pm t": "each sign",
    r"z = t - +s": "brackets around",
    r"z = -- s": "brackets around",
    r"z = \int t": "in words",
    r"z = \sec(t)": "NOTATION declares",
    r"x_1, \dots, x_n": "in running text",
    r"z = h_{1}, h_2, h_3": "in running text",
    r"z = W_i, j": "put braces around all indices",
    r"z = t, \quad s = t": "a formula of its own",
    # Characters of a keyboard, or of another program.
    "z = σ(t)": r"write \sigma",
    "z = λ t": r"write \lambda",
    "z = ŷ": r"write \hat{y}",
    "z = t²": "write ^{2}",
    "z = x₁": "write _{1}",
    "z = ½ t": r"write \frac{1}{2}",
    "z = t − s": "write -",
    "z = 2 × t": r"write \times",
    "z ≤ t": r"write \le",
    "z ≈ t": r"write \approx",
    # Brackets.
    r"z = t^{2": "close the { of column 7",
    r"z = 2 (t - s": "close the ( of column 7",
    "z\n= 2 (t - s": "close the ( of column 5",
    r"z = t - s)": "leave it out, or open it before",
    r"z =": "complete it",
    # Values that a page prints.
    r"t = {{tiny.t:.2f}}": "such as t = 0.25",
    r"t = \frac{{{tiny.t:.2f}}}{2}": "such as t = 0.25",
}


@pytest.mark.parametrize("latex", HABITS)
def test_a_habit_is_refused_with_what_to_write_instead(latex: str) -> None:
    with pytest.raises(Problem) as refused:
        parse_chain(latex, FUNCTIONS)
    assert HABITS[latex] in refused.value.fix


OTHERS = {
    # What is read, and looks like a habit.
    r"z = \frac{1}{2} t": 2,
    r"z = {{t}}": 2,
    r"z = e^{-t}": 2,
    r"z = 0.5 \cdot t": 2,
    r"z = \left( t - s \right) \times 2": 2,
    r"\begin{aligned} z &= t \\ &= s \end{aligned}": 3,
    r"z \approx 0.5": 2,
}


@pytest.mark.parametrize("latex", OTHERS)
def test_what_looks_alike_is_read(latex: str) -> None:
    assert len(parse_chain(latex, FUNCTIONS).sides) == OTHERS[latex]


def test_what_nothing_is_known_of_is_named() -> None:
    with pytest.raises(Problem, match=r"column 5: unexpected \\foo") as refused:
        parse_chain(r"z = \foo", FUNCTIONS)
    assert refused.value.fix == r"leave \foo out, or write it in another way"
