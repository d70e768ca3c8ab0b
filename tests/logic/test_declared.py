r"""What the field writes is read by what is declared, and refused where two readings are left."""

import re

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.latex.parse import parse_chain, parse_chains, parse_symbol
from checked_equations.equations.latex.printer import chain_to_latex, to_latex
from checked_equations.equations.notation.tree import (
    Application,
    BigSum,
    Function,
    Series,
    Symbol,
    Transpose,
)
from checked_equations.equations.notation.vocabulary import Vocabulary

DECLARED = Vocabulary(
    functions=frozenset({"f", "h", "p", "softmax", r"\sigma", "J"}),
    arrays=frozenset({"W", "w", "a", "v", "dW", r"\mathbf{h}", r"\delta"}),
    others=frozenset({"net", r"\Delta b", "x", "y", "m"}),
    layered=frozenset({"W", r"\delta"}),
    stepped=frozenset({"a", "w"}),
    subscripts=frozenset({"in", "total", "o1"}),
)


def read(latex: str) -> str:
    """What stands behind `y =`, as the printer writes it."""
    return to_latex(parse_chain(f"y = {latex}", DECLARED).sides[1])


READ = {
    # alphabets, words and accents
    r"\mathbf W \mathbf{x}": r"\mathbf{W} \mathbf{x}",
    r"{\bf W} \bm{x} \bold{y}": r"\mathbf{W} \boldsymbol{x} \mathbf{y}",
    r"\mathsf{X} + \mathbb E + \boldsymbol{\delta}": r"\mathsf{X} + \mathbb{E} + "
    r"\boldsymbol{\delta}",
    r"softmax(x)": r"\text{softmax}(x)",
    r"\mathrm{softmax}(x) + \operatorname{softmax}(y)": r"\text{softmax}(x) + \text{softmax}(y)",
    r"diag(x) + \operatorname{diag}(x)": r"\text{diag}(x) + \text{diag}(x)",
    r"a^{(l-1)} + \mathbf{h}^{(t+1)}": r"a^{(l-1)} + \mathbf{h}^{(t+1)}",
    r"tanh(x) + \mathrm{tanh}(x)": r"\tanh(x) + \tanh(x)",
    r"net_{o1} + n e t": r"\text{net}_{\text{o1}} + \text{net}",
    r"dW + d W_{in} + \Delta b": r"\text{dW} + \text{dW}_{\text{in}} + \Delta b",
    r"w_{total} + w_{io} + w_{\rm in}": r"w_{\text{total}} + w_{io} + w_{\text{in}}",
    r"\tilde c + \bar{x}_1 + \vec v": r"\tilde{c} + \bar{x}_{1} + \vec{v}",
    # superscripts
    r"\mu_{\mathcal{B}} + \mu_{\mathbf{x} i}": r"\mu_{\mathcal{B}} + \mu_{\mathbf{x},i}",
    r"f^{'}(x)": "f'(x)",
    r"a^l + a^{l+1}_j + a^2 + a^L": "a^{l} + a_{j}^{l+1} + a^{2} + a^{L}",
    "x^2 + x^l + x^{l+1}": "x^{2} + x^{l} + x^{l + 1}",
    r"W^{(l)} + W^{(l+1)} + W^2": "W^{(l)} + W^{(l+1)} + W^{2}",
    r"x^{[l]} + x^{\langle t \rangle} + x^{(i)}": r"x^{[l]} + x^{\langle t\rangle} + x^{(i)}",
    r"x^{<t>} + x^{<t-1>}": r"x^{\langle t\rangle} + x^{\langle t-1\rangle}",
    r"W^{[l](i)} + \delta^{(n_l)}": r"W^{[l](i)} + \delta^{(n_l)}",
    r"W^T + W^\top + W^{\mathsf T}": r"W^\top + W^\top + W^\top",
    r"(W^{(l)})^T + {W^{(l)}}^T + W^{(l)T}": r"(W^{(l)})^\top + {W^{(l)}}^\top + {W^{(l)}}^\top",
    r"a^{l\,T} + (W a)^T + x^\top": r"{a^{l}}^\top + (W a)^\top + x^\top",
    r"w^{+} + w^* + x^{-1}": "w^{+} + w^{*} + x^{-1}",
    r"f^\prime(x) + \sigma'^{[l]}(x)": "f'(x) + \\sigma'^{[l]}(x)",
    r"\delta^2_j + W^{(l)}_{jk}": r"\delta_{j}^{2} + W_{jk}^{(l)}",
    # derivatives
    r"\frac{dJ}{dx} + \frac{d}{dx} f(x)": r"\frac{\partial J}{\partial x} + "
    r"\frac{\partial f(x)}{\partial x}",
    r"\frac{\mathrm dJ}{\mathrm d x} + dJ/dW": r"\frac{\partial J}{\partial x} + "
    r"\frac{\partial J}{\partial W}",
    r"\frac{d f(x)}{d net_{o1}}": r"\frac{\partial f(x)}{\partial \text{net}_{\text{o1}}}",
    r"\nabla_W J(W, x) + \nabla_{W^{(l)}} J": r"\frac{\partial J(W, x)}{\partial W} + "
    r"\frac{\partial J}{\partial W^{(l)}}",
    r"\partial_w f(x) \partial_x f(x)": r"\frac{\partial f(x)}{\partial w} "
    r"\frac{\partial f(x)}{\partial x}",
    r"\frac{d}{2}": r"\frac{d}{2}",
    # indices and arguments
    "x_{t-1} + x_{2k+1} + w_{y_i} + x_{i+k,j}": "x_{t-1} + x_{2k+1} + w_{y_i} + x_{i+k,j}",
    r"h_\theta(x) + h_{W,b}(x) + f_t(x)": r"h_{\theta}(x) + h_{Wb}(x) + f_{t}(x)",
    "J(W, x; y) + p(y | x) + p(y \\mid x)": "J(W, x, y) + p(y, x) + p(y, x)",
    r"f(x)_i + (W a)_i^2": "f(x)_{i} + (W a)_{i}^{2}",
    r"\log p(y | x) + \log |x|": r"\log(p(y, x)) + \log(\left| x \right|)",
    # sums
    r"\sum\limits_{i=1}^{m} x_i": r"\sum_{i=1}^{m} x_{i}",
    r"\sum_{k,l} w_{kl} + \sum_{kl} w_{kl}": r"\sum_{k} \sum_{l} w_{kl} + "
    r"\sum_{k} \sum_{l} w_{kl}",
    r"\sum_{t=1}^{m-1} x_t + \sum_{s=t+1}^m x_s": r"\sum_{t=1}^{m - 1} x_{t} + "
    r"\sum_{s=t + 1}^{m} x_{s}",
    r"\sum_{j \neq i} x_j + \prod_{j=1}^m x_j": r"\sum_{j \ne i} x_{j} + \prod_{j=1}^{m} x_{j}",
    r"(\sum_{o}{x_o * w_o}) * y": r"\left( \sum_{o} x_{o} w_{o} \right) y",
    # products, bars and indicators
    r"(W^T \delta) \odot \sigma'(a)": r"(W^\top \delta) \odot \sigma'(a)",
    r"W a \circ v + a \bullet v": r"W a \odot v + a \odot v",
    r"x a \odot x v + a \otimes v": r"x a \odot x v + a \otimes v",
    "2 * 3 * x * w": r"2 \cdot 3 x w",
    r"\|W\|_F^2 + \left\| a \right\| + |x| |y|": r"\left\| W \right\|_{F}^{2} + "
    r"\left\| a \right\| + \left| x \right| \cdot \left| y \right|",
    r"\mathbb{1}(x >= y) + \mathbb 1\{x = y\}": r"\mathbb{1}[x \ge y] + \mathbb{1}[x = y]",
    r"\exp(-2|x| + |y|) + f(\sum_i |x_i|)": r"\exp(-2 \cdot \left| x \right| + "
    r"\left| y \right|) + f\left( \sum_{i} \left| x_{i} \right| \right)",
    r"|\sum_{i=1}^m |x_i| - y|": r"\left| \sum_{i=1}^{m} \left| x_{i} \right| - y \right|",
    "|x||y|^2": r"\left| x \right| \cdot \left| y \right|^{2}",
    "|x||y||v - w|": r"\left| x \right| \cdot \left| y \right| \cdot \left| v - w \right|",
    r"||x||^2 + |x|": r"\left\| x \right\|^{2} + \left| x \right|",
    r"\mathbb{1}_{x > 0} + \mathbb{1}_{\{x > 0\}}": r"\mathbb{1}[x > 0] + \mathbb{1}[x > 0]",
    r"x / \sum_i w_i": r"\frac{x}{\sum_{i} w_{i}}",
    r"\sum_{i < j} x_i + \prod_{i=1, i \neq j}^m x_i": r"\sum_{i < j} x_{i} + "
    r"\prod_{i=1, i \ne j}^{m} x_{i}",
    r"y \max_i x_i - \min\limits_{i \leq m} x_i": r"y \max_{i} x_{i} - \min_{i \le m} x_{i}",
    r"\mathbb{1}[0 < x \leq 1]": r"\mathbb{1}[0 < x \le 1]",
    r"y + \begin{cases} x, & \text{if } x > 0, \\ y, & \text{otherwise.} \end{cases}": "y + "
    r"\begin{cases} x & x > 0 \\ y & \text{otherwise} \end{cases}",
    r"\Big( \begin{cases} 1 & i = j \\ 0 & i \ne j \\ \end{cases} \Big) y": r"(\begin{cases} "
    r"1 & i = j \\ 0 & i \ne j \end{cases}) y",
    r"\Big( x \Big) + \bigl[ y \bigr]": "(x) + (y)",
}


@pytest.mark.parametrize("latex", READ)
def test_what_is_declared_decides(latex: str) -> None:
    assert read(latex) == READ[latex]
    assert read(READ[latex]) == READ[latex]


REFUSED = {
    "f(x |y| z)": "an absolute value and as conditions",
    r"f(x \left| y \right|)": "an absolute value and as conditions",
    "p(x | y | z)": "an absolute value and as conditions",
    "| |x| - y |": "two bars side by side",
    "|x - |y||z||": "two bars side by side",
    r"| x + |y| |": "two bars side by side",
    r"x_{\text{in}\text{out}}": "two words side by side in a subscript",
    "xyz": "xyz is a name that is not declared, or a product",
    "x^{(l-1)}": "is a layer, or a power in brackets",
    "W^{l T}": "a layer with a transpose, or a power",
    "W^{-T}": "a layer with a transpose, or a power",
    "x^T": "is declared as no array",
    "a * v": "product element by element, a matrix product or a convolution",
    r"a \odot W v": "not clear whether \\odot or the product",
    r"a \odot v \otimes w": r"\odot and \otimes side by side",
    r"\frac{dJ}{dx dy}": "d in front of a factor",
    r"\frac{dJ}{dx y}": "a derivative by several things",
    r"\nabla J": r"does not say by what it differentiates",
    r"\partial_w x y": "how far the derivative operator reaches",
    r"\log_2 x": r"\log_{2} without brackets",
    "x dx": "d in front of a factor",
    r"\frac{d x}{2}": "d in front of a factor",
    "x^{>t<}": "a relation in a superscript",
    "x^{t = 1}": "unexpected =",
    "x_{i+}": "the subscript i+",
    "x_{-1}": "the subscript -1",
    r"x_{\text{t-1}}": "look like an index",
    r"\sum_{ij=1}^m x_{ij}": "several indices at once",
    r"\sum_{i=1}^{2.5} x_i": "the bound 2.5 of a sum",
    r"x_1 \dots": "dots in a product without a factor on each side",
    r"\langle x \rangle": r"\langle outside a superscript",
    r"|x": "end of the formula",
    r"\frac{a}{v}^T": "a transpose of what stands without brackets",
    "(W a)'": "a prime that belongs to no symbol",
    "dJ/dx y": "a derivative by several things",
    r"\begin{pmatrix} x & y \\ x \end{pmatrix}": "rows of 2 and of 1 entries",
    r"\begin{cases} x & y \end{cases}": r"unexpected \end",
    r"\begin{cases} x & y > 0": r"\begin{cases}, which neither begins nor ends cases",
    r"\begin{rcases} x & y > 0 \end{rcases}": r"\begin{rcases}, which neither begins nor ends",
    r"\begin{cases} x & \text{else} \\ y & y > 0 \end{cases}": "all else that is not the last one",
    r"\begin{cases} x & \text{otherwise} \end{cases}": "cases without a condition",
    r"\begin{cases} x & y \approx 0 \\ 0 & y > 0 \end{cases}": r"\approx in a condition",
    r"\begin{cases} x & y > 0 \\ 0 & y \le 0 \end{cases} + 1": "a term behind cases",
    r"2 \begin{cases} x & y > 0 \end{cases} + 1": "a term behind cases",
    r"\sum_{i=1, j \ne k}^m x_i": "a condition on j in a sum over i",
    r"\mathbb{1}[x \approx y]": r"\approx in a condition",
    r"x \text{ if } m = x_1": "a condition beside a formula",
    r"x \text{ and } m": r"\text{ and } beside what states nothing",
    r"x \quad m > 0": "an inequality beside a formula",
}


@pytest.mark.parametrize("latex", REFUSED)
def test_what_stays_ambiguous_is_refused(latex: str) -> None:
    with pytest.raises(Problem) as refused:
        read(latex)
    assert REFUSED[latex] in refused.value.wrong


def test_a_name_that_is_also_a_product_of_names_is_refused() -> None:
    both = Vocabulary(others=frozenset({"net", "n", "e", "t"}))
    with pytest.raises(Problem, match="a declared name, and a product of declared ones too"):
        parse_chain("net = 1", both)
    with pytest.raises(Problem, match="a transpose, or a power with the declared number T"):
        parse_chain("y = W^T", Vocabulary(arrays=frozenset("W"), others=frozenset("T")))


def test_d_and_T_that_are_declared_are_themselves() -> None:
    numbers = Vocabulary(others=frozenset("dTx"))
    sides = parse_chain(r"y = \frac{d x}{d x} = x^T", numbers).sides
    assert [to_latex(side) for side in sides] == ["y", r"\frac{d x}{d x}", "x^{T}"]


STATEMENTS = {
    r"\begin{align} x &= y, \\ z &= w. \end{align}": ["x = y", "z = w"],
    r"\begin{align*} x &= y \\[2pt] &= z \\ &\quad + w \\ \end{align*}": ["x = y = z + w"],
    r"\begin{eqnarray} x & = & y \tag{4} \\ & = & z \nonumber \end{eqnarray}": ["x = y = z"],
    r"\begin{equation} \begin{split} x &= y \end{split} \label{a} \end{equation}": ["x = y"],
    r"\begin{aligned} x &= y \\ -z &= w \\ &\quad - m \\ - f(x) & = & w \end{aligned}": [
        "x = y",
        "-z = w - m",
        "-f(x) = w",
    ],
    r"x = y \\ - z": ["x = y - z"],
    r"x = y \text{ and } z = w": ["x = y", "z = w"],
    r"x = f(y, z), \quad z = w;": ["x = f(y, z)", "z = w"],
    r"x = y \hspace{0.5in} \rightarrow \hspace{0.5in} z = w": ["x = y", "z = w"],
    r"x = y \\ \Rightarrow z = w": ["x = y", "z = w"],
    r"x := y + 1": ["x = y + 1"],
    r"x \equiv y": ["x = y"],
    r"x := x - 1": [r"x \gets x - 1"],
    r"x \leftarrow x - y": [r"x \gets x - y"],
    r"W \in \mathbb{R}^{n \times m}": [r"W \in \mathbb{R}^{n \times m}"],
}


@pytest.mark.parametrize("latex", STATEMENTS)
def test_the_statements_of_a_display(latex: str) -> None:
    chains = parse_chains(latex, DECLARED)
    assert list(map(chain_to_latex, chains)) == STATEMENTS[latex]
    for chain in chains:
        for side in chain.sides:
            assert latex[side.start : side.end].strip()


@pytest.mark.parametrize(
    ("latex", "wrong"),
    [
        (r"\begin{align} x = y", r"\begin{align} without its \end"),
        (r"\begin{align} x = y \end{split}", r"\end{split} without its \begin"),
        (r"x = y \\ z", "a row does not begin with a relation"),
        ("x = y +\n\n z", "a blank line within a formula"),
    ],
)
def test_a_display_that_is_no_list_of_statements(latex: str, wrong: str) -> None:
    with pytest.raises(Problem, match=re.escape(wrong)):
        parse_chains(latex, DECLARED)


def test_a_page_gives_each_statement_a_formula() -> None:
    with pytest.raises(Problem, match="a second statement in one display: z"):
        parse_chain(r"x = y \\ z = w", DECLARED)


def test_nodes() -> None:
    def right(latex: str) -> object:
        return parse_chain(f"y = {latex}", DECLARED).sides[1]

    assert isinstance(right("W^T"), Transpose)
    assert isinstance(right("f_t(x)"), Application)
    assert isinstance(right(r"\sum_{i=1}^m x_i"), BigSum)
    assert isinstance(right(r"\sum_{i=2}^{m-1} x_i"), Series)
    assert right("a^{l-1}_{t-1}") == Symbol(
        base="a", layer="l-1", subscripts=("t-1",), start=4, end=17
    )


def test_a_notation_declares_what_a_formula_may_write() -> None:
    def declare(latex: str) -> Symbol | Function | None:
        return parse_symbol(latex, Vocabulary(functions=frozenset("f"), declaring=True))

    vocabulary = Vocabulary()
    for latex in ("f", "W_{ij}^{(l)}", "a_i^l", "dW_{ij}", r"E_{\text{total}}"):
        symbol = declare(latex)
        assert symbol is not None
        vocabulary = vocabulary.with_name(symbol, is_array="{ij}" in latex)
    assert vocabulary == Vocabulary(
        functions=frozenset("f"),
        arrays=frozenset({"W", "dW"}),
        others=frozenset({"a", "E"}),
        layered=frozenset("W"),
        stepped=frozenset("a"),
        subscripts=frozenset({"total"}),
    )
    assert declare("a + b") is None
    assert declare("W x") is None


@pytest.mark.parametrize(
    ("latex", "expected"),
    {
        r"x = y \quad -z = w": ["x = y", "-z = w"],
        r"x = y, \; -z = w": ["x = y", "-z = w"],
        r"x = y \;\; z = w": ["x = y", "z = w"],
        r"x = y \Rightarrow -z = w": ["x = y", "-z = w"],
        r"x = y \quad - z": ["x = y - z"],
        r"x = y \quad = z": ["x = y = z"],
        r"x = y \; z": ["x = y z"],
        r"x = y \\ \quad - z = w": ["x = y - z = w"],
        r"x = y + \quad z = w": ["x = y + z = w"],
        r"x = y \quad \text{where} \quad z = 2": ["x = y", "z = 2"],
    }.items(),
)
def test_a_wide_space_parts_what_are_statements(latex: str, expected: list[str]) -> None:
    assert [chain_to_latex(chain) for chain in parse_chains(latex, Vocabulary())] == expected


@pytest.mark.parametrize(
    ("latex", "wrong"),
    {
        r"x = y \quad z": "a wide space",
        r"x = y \;\; z": "a wide space",
        r"x \quad y = z": "a wide space",
        r"x = y \quad + z = w": r"a \+ behind a space or a comma",
    }.items(),
)
def test_a_wide_space_that_could_mean_two_things_is_refused(latex: str, wrong: str) -> None:
    with pytest.raises(Problem, match=wrong):
        parse_chains(latex, Vocabulary())


@pytest.mark.parametrize("word", ["is", "Equals", "times", "at most"])
def test_a_word_that_stands_for_a_sign_is_no_name(word: str) -> None:
    assert parse_symbol(rf"\text{{{word}}}", Vocabulary(declaring=True)) is None
    assert parse_symbol(r"\text{loss}", Vocabulary(declaring=True)) is not None
