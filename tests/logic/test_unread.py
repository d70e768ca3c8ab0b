r"""What authors write out of habit is refused, and the message says what to write instead."""

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.parse import parse_chain
from checked_equations.equations.vocabulary import Vocabulary

FUNCTIONS = Vocabulary(frozenset({"f"}))

HABITS = {
    # what is written: a piece of what to write instead
    r"L = \frac12 t": r"\frac{1}{2}",
    r"L = \frac1{2} t": r"\frac{1}{2}",
    r"L = \frac{1}2 t": r"\frac{1}{2}",
    r"L = 0,5 t": "with a point",
    r"L = 0{,}5 t": "with a point",
    r"L = .5 t": "both sides of the decimal point",
    r"L = 2. + t": "both sides of the decimal point",
    r"L = t.": "punctuation behind the formula",
    r"L = t,": "punctuation behind the formula",
    r"L = x_1 + \dots + x_n": "all terms",
    r"L = x_1 + ... + x_n": "all terms",
    r"k = 1, \dots, n - 1": "write an index range",
    r"k = 1, …, n": "write an index range",
    r"k = 1..n": "write an index range",
    r"g = \frac{\partial^2 L}{\partial t^2}": "only first derivatives",
    r"g = \frac{\partial L}{\partial t \partial s}": "only first derivatives",
    r"g = \frac{\partial L}{t}": "same sign above and below",
    r"g = \frac{L}{\partial t}": "same sign above and below",
    r"g = \partial_t L": r"\frac{\partial L}{\partial w}",
    r"g = t \, \mathrm{d}t": r"\frac{\partial L}{\partial w}",
    r"\nabla L = t": "one element of the gradient",
    r"L = \sqrt2": r"\sqrt{x}",
    r"z = W^{\mathsf{T}} x": "a sum over an index",
    r"z = L^{\prime}": "write a prime as '",
    r"z = w^*": r"w^{\text{best}}",
    r"f: x \to y": "in words",
    r"\forall j": "in words",
    "z = t\n\ns = t": "displays of their own",
    "z = t \\\\ s = t": "displays of their own",
    r"z = e^(-t)": "put braces around all of it",
    r"z = e^-t": "put braces around all of it",
    r"z = e^\frac{1}{2}": "put braces around all of it",
    r"z = \sum x_i": "write the index first",
    r"z = \sum^2_{i=1} x_i": "write the index first",
    r"z = \sum\limits_i x_i": "write the index first",
    r"z = \sum_{i,j} x_i": "give each sum one index",
    r"z = \sum_{k \ne j} x_k": "give each sum one index",
    r"z = a_{t-1}": "without arithmetic",
    r"z = W_i,j": "braces around all indices",
    r"L => t": "a formula of its own",
    r"L = t \implies s = t": "a formula of its own",
    r"L := t": "write =",
    r"L == t": "write =",
    r"L \equiv t": "write =",
    r"L \propto t": "an equation",
    r"w \leftarrow w - t": "a name of its own",
    r"x \in \mathbb{R}^n": "in words",
    r"z = \mathbf{W} x": "a plain letter",
    r"z = \bm{W} x": "a plain letter",
    r"z = \vec{x}": "a plain letter",
    r"z = \operatorname{relu}(t)": r"\text{ReLU}",
    r"z = \mathrm{softmax}(t)": r"\text{ReLU}",
    r"z = \bar{t}": "the only accent",
    r"z = \widehat{t}": r"write \hat",
    r"z = \Theta": "another letter",
    r"z = \color{red}{t}": "leave it out",
    r"\begin{align} z &= t \end{align}": r"\begin{aligned}",
    r"\begin{equation} z = t \end{equation}": r"\begin{aligned}",
    r"z = \begin{pmatrix} t \\ s \end{pmatrix}": "",
    r"z = \begin{pmatrix} t & s \end{pmatrix}": "each element",
    r"z = \begin{cases} t \end{cases}": "each case",
    r"\[ z = t \]": "a formula already",
    r"z = t \tag{1}": "the build numbers",
    r"z = t \label{a}": "the build numbers",
    r"z = t % note": "comments",
    r"z = 50 \%": "a share as a number",
    r"z = \left. t \right|": "in pairs",
    r"z = |t|": "in pairs",
    r"z = \lVert x \rVert^2": "in pairs",
    r"z = \Bigg( t \Bigg)": r"\left(",
    r"z = \{ t \}": "( ) or [ ]",
    r"z = 2 \cdotp t": r"write \cdot",
    r"z = 2 * t": r"write \cdot",
    r"z = 2 · t": r"write \cdot",
    r"z = {1 \over 2} t": r"\frac{",
    r"z = t \div 2": r"\frac{",
    r"z = \pm t": "each sign",
    r"z = t - -s": "brackets around",
    r"z = \prod_j x_j": r"\exp(\sum_j",
    r"z = \int t": "in words",
    r"z = \max(0, t)": "NOTATION declares",
    r"z = \arctan(t)": "NOTATION declares",
    r"z \lt t": "write <",
    r"z \leqslant t": r"write \le",
    r"z = t, \quad s = t": "one statement",
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
