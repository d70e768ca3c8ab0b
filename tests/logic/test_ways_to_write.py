r"""Ways to write the same: each is read as what it says, and what looks like it is not."""

import re
from pathlib import Path

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.latex.asides import without_asides
from checked_equations.equations.latex.parse import parse_chains
from checked_equations.equations.notation.tree import Node, bare, mapped, without_places
from checked_equations.equations.notation.vocabulary import Vocabulary
from tests.verified import checked

pytestmark = pytest.mark.slow

DECLARED = Vocabulary(
    functions=frozenset({"f", "g", r"\sigma"}),
    arrays=frozenset({"W", "x", "y", "a"}),
    others=frozenset({"L", "n", "w", "s"}),
    stepped=frozenset({"f"}),
    sizes=frozenset({"n"}),
)

SAME = {
    # functions in brackets, their derivatives and powers
    r"L = (f \circ g)(x)": r"L = f(g(x))",
    r"L = (f \circ g \circ f)(x)^2": r"L = f(g(f(x)))^2",
    r"L = (f \circ g)'(x)": r"L = \frac{\partial f(g(x))}{\partial x}",
    r"L = (f g)'(x)": r"L = \frac{\partial (f(x) g(x))}{\partial x}",
    r"L = (f + 2 g)'(x)": r"L = \frac{\partial (f(x) + 2 g(x))}{\partial x}",
    r"L = (f^l)'(x)": r"L = f'^l(x)",
    r"L = f^{l\prime}(x)": r"L = f'^l(x)",
    r"L = \frac{df}{dx}(s)": r"L = f'(s)",
    r"L = \frac{\partial f}{\partial x}(s)^2": r"L = f'(s)^2",
    r"L = \nabla f(x)": r"L = \frac{\partial f(x)}{\partial x}",
    r"W = \nabla_y L \, x^T": r"W = \frac{\partial L}{\partial y} x^T",
    r"L = \tanh^2(x)": r"L = \tanh(x)^2",
    r"L = \sin^2 x + 1": r"L = \sin(x)^2 + 1",
    r"L = \frac{d}{dx} \log x": r"L = \frac{d \log(x)}{dx}",
    r"L = \frac{\partial}{\partial w} \frac{1}{n} \sum_i x_i": (
        r"L = \frac{\partial}{\partial w} \left(\frac{1}{n} \sum_i x_i\right)"
    ),
    r"L = \{f(x)\}^2 + \exp\{-s\}": r"L = (f(x))^2 + \exp(-s)",
    r"L = {f(x)} s": r"L = f(x) s",
    r"L = \frac{1}{n} 2 s": r"L = \frac{1}{n} \cdot 2 s",
    r"L = \left. \frac{\partial f}{\partial x} \right|_{x = s}": r"L = f'(s)",
    r"L = \frac{df(x)}{dx}\Big|_{x = s + 1}": r"L = f'(s + 1)",
    r"L = w \frac{df}{ds}|_{s = w} + s": r"L = w f'(w) + s",
    r"L = \left. f(s) g(s) \right|_{s = w}": r"L = f(w) g(w)",
    r"L = s \left. (s + 1) \right|_{s = w}": r"L = s (w + 1)",
    r"L = s + (f(s)|_{s = 0})": r"L = s + f(0)",
    r"L = f(s)|_{s = 0} g(s)|_{s = w}": r"L = f(0) g(w)",
    r"L = (s^2 + f(s))|_{s = 2 w}": r"L = (2 w)^2 + f(2 w)",
    r"L = W \cdot [x, y] + W [a; x]": (
        r"L = W \begin{bmatrix} x \\ y \end{bmatrix} + W \begin{bmatrix} a \\ x \end{bmatrix}"
    ),
    # indices with primes
    r"L = \sum_{k'} x_{k'}": r"L = \sum_{k^\prime} x_{k^{\prime}}",
    r"L = x_{i',j'-1}": r"L = x_{i^\prime, j' - 1}",
    # what looks like a mixed number, a number of a program and a derivative of a product
    r"L = 2 \cdot \frac{1}{2} + 2 * \frac12": r"L = 2 \cdot \frac{1}{2} + 2 \cdot \frac{1}{2}",
    r"L = 2 \frac{s}{2} + w \frac{1}{2}": r"L = 2 \cdot \frac{s}{2} + w \cdot \frac{1}{2}",
    r"L = 0.5 \frac{1}{2} s": r"L = 0.5 \cdot \frac{1}{2} s",
    r"L = 2 e - 3 + 2e^{-3} s^2e-3": r"L = 2 \cdot e - 3 + 2 \cdot e^{-3} s^2 e - 3",
    r"L = w \tag{1e-3}": r"L = w",
    r"L = \frac{\partial}{\partial w}(w^2) s": r"L = \frac{\partial (w^2)}{\partial w} s",
    r"L = \frac{d}{dw}(w) \cdot (w + s)": r"L = \frac{d (w)}{dw} (w + s)",
    r"L = \frac{\partial}{\partial w} f(w) (s)": r"L = \frac{\partial f(w)}{\partial w} (s)",
    # relations and cases
    r"L \stackrel{\text{def}}{=} w": r"L = w",
    r"L \overset{(2)}{=} w": r"L = w",
    r"L \stackrel{\text{chain rule}}{=} w": r"L = w",
    r"L \not= w": r"L \ne w",
    r"L = \left\{ \begin{array}{ll} w & w > 0 \\ s & \text{otherwise} \end{array} \right.": (
        r"L = \begin{cases} w & w > 0 \\ s & \text{otherwise} \end{cases}"
    ),
    r"L = \begin{cases} w \text{ if } w > 0 \\ s \text{ otherwise} \end{cases}": (
        r"L = \begin{cases} w & w > 0 \\ s & \text{otherwise} \end{cases}"
    ),
    r"L = 1_{w > 0} + 1\{s = 2\}": r"L = \mathbb{1}[w > 0] + \mathbb{1}[s = 2]",
    r"\boxed{L = w}": r"L = w",
    r"L = \boxed{w + s}": r"L = w + s",
    # what stands beside
    r"L = w \quad \text{(by definition)}": r"L = w",
    r"L = w \qquad (\text{chain rule})": r"L = w",
    r"L = w \text{ (by (3))}": r"L = w",
    r"L = w \quad \text{from (2) and the product rule}": r"L = w",
    r"L \stackrel{\triangle}{=} w \overset{*}{=} s": r"L = w = s",
    r"L = w \quad \text{by \eqref{eq:loss}}": r"L = w",
    r"L = w \quad \text{using eq. 3 and the multivariable chain rule}": r"L = w",
    r"L = w \quad \text{by linearity of the expectation}": r"L = w",
    r"L = w \quad \text{substituting (2) into (3)}": r"L = w",
    r"L = w \quad \text{as above}": r"L = w",
    r"L = w \quad \text{see (A1), then the product rule}": r"L = w",
    r"L \overset{\text{by (2)}}{=} w \overset{\eqref{a}}{=} s": r"L = w = s",
    r"L = \underbrace{w}_{\text{data loss}} + s": r"L = \underbrace{w}_{\text{data}} + s",
    r"L = w \quad \blacksquare": r"L = w",
    r"\therefore L = w": r"L = w",
    r"\text{Then } L = w": r"L = w",
    r"L = w, \text{ i.e., } s = 2": r"L = w, \quad s = 2",
    r"\begin{align} L &= w && \text{product rule} \\ &= s & \text{(1)} \end{align}": r"L = w = s",
    r"\begin{align} L &= w & s &= 2 \end{align}": r"L = w, \quad s = 2",
    r"\begin{split} L &= w + \\ & s \end{split}": r"L = w + s",
    r"\begin{array}{rcl} L & = & w \\ s & = & 2 \end{array}": r"L = w, \quad s = 2",
    r"\begin{aligned} L &= w \implies \\ s &= 2 \end{aligned}": r"L = w, \quad s = 2",
    r"L = w, \ x \in \mathbb{R}^n": r"L = w, \quad x \in \mathbb{R}^n",
    r"{\cal L} = \mathcal{L} \enspace + w": r"\mathcal{L} = \mathcal{L} + w",
    # fractions and derivatives
    r"L = {w \over s} n": r"L = \frac{w}{s} n",
    r"L = {\partial f(x) \over \partial x}": r"L = \frac{\partial f(x)}{\partial x}",
    r"L = {\partial \over \partial w} (w s)": r"L = \frac{\partial}{\partial w} (w s)",
    r"L = {\partial^2 L \over \partial w^2}": r"L = \frac{\partial^2 L}{\partial w^2}",
    r"L = \frac{\text{d}L}{\operatorname{d} w}": r"L = \frac{\partial L}{\partial w}",
    r"L = \frac{{\partial}L}{{\partial}w}": r"L = \frac{\partial L}{\partial w}",
    r"L = \frac{\partial \frac{1}{2} \sum_k x_k}{\partial w}": (
        r"L = \frac{\partial (\frac{1}{2} \sum_k x_k)}{\partial w}"
    ),
    r"L = \nicefrac{1}{2} \cdot \cfrac{w}{s}": r"L = \frac{1}{2} \cdot \frac{w}{s}",
    # braces and colours that group nothing
    r"L = \Big({\displaystyle w + s}\Big)^2 + {w s} - n": r"L = (w + s)^2 + w s - n",
    r"\color{red}{L = w + s}": r"L = w + s",
    r"L = \textcolor{blue}{w} s + \color[rgb]{1,0,0} n": r"L = w s + n",
    r"\boxed{L = \frac{w^{\text{a}_{\text{b}}}}{s}}": r"L = \frac{w^{\text{a}_{\text{b}}}}{s}",
    # indices
    r"L = x_{\ell-1} + x_{\ell+1, k} + x_{\text{L}-1}": (
        r"L = x_{\ell - 1} + x_{\ell + 1,k} + x_{L-1}"
    ),
    r"L = \sum_{\substack{i=1 \\ i \ne j}}^n x_i": r"L = \sum_{i=1, i \ne j}^n x_i",
    r"L = \sum_{i : i \ne j} x_i + \sum\nolimits_i x_i": r"L = \sum_{i \ne j} x_i + \sum_i x_i",
    # signs and sizes
    r"L \lt w \leqslant s": r"L < w \leq s",
    r"L = \lbrack w \rbrack s{\cdot}w": r"L = [w] s \cdot w",
    r"\small L \mathrel{:=} w \mathbin{+} \mspace{2mu} s": r"L = w + s",
    r"L = \mathop{\mathrm{softmax}}(x)": r"L = \mathrm{softmax}(x)",
    r"L \stackrel{w \text{ def}}{=} w \overset{\text{rearranging}}{=} s": r"L = w = s",
    r"L = \begin{dcases} w & w > 0 \\ s & \text{otherwise} \end{dcases}": (
        r"L = \begin{cases} w & w > 0 \\ s & \text{otherwise} \end{cases}"
    ),
    # environments and rows
    r"\begin{flalign} L &= w & \\ &= s & \end{flalign}": r"L = w = s",
    r"\begin{displaymath} L = w \end{displaymath}": r"L = w",
    r"L = w \eqno(3)": r"L = w",
    r"L = w \qquad (3a)": r"L = w",
    r"\begin{align} L &= w \\ \intertext{so we have} s &= 2 \end{align}": r"L = w, \quad s = 2",
    "\\begin{aligned} L &= w\n\\\\\n&+ s, \\quad w = 2 \\end{aligned}": r"L = w + s, \quad w = 2",
}


@pytest.mark.parametrize("latex", SAME)
def test_another_way_says_the_same(latex: str) -> None:
    read, plain = (parse_chains(text, DECLARED) for text in (latex, SAME[latex]))
    sides = [
        [list(map(without_places, chain.sides)) for chain in chains] for chains in (read, plain)
    ]
    assert [c.relations for c in read] == [c.relations for c in plain]
    assert ungrouped(sides[0]) == ungrouped(sides[1])


def ungrouped(sides: list[list[Node]]) -> list[list[Node]]:
    """The trees without brackets, which group here what is grouped anyway."""

    def plain(node: Node) -> Node:
        return mapped(bare(node), plain)

    return [list(map(plain, chain)) for chain in sides]


REFUSED = {
    r"L = (f \circ g)'(x + s)": "at what is no symbol",
    r"L = (f \circ g)''(x)": "of a higher order",
    r"L = (f g)'": "a prime that belongs to no symbol",
    r"L = (w)'": "a prime that belongs to no symbol",
    r"L = \nabla w": "does not say by what",
    r"L = \partial f(x) s": "unexpected",
    r"L = \nabla_w L s": "how far",
    r"L = \nabla_w L x_i": "how far",
    r"L = \nabla_w x y": "how far",
    r"W = \partial_y L x^T": "how far",
    r"L = \nabla f(x, s)": "does not say by what",
    r"L = \nabla f(2 x)": "does not say by what",
    r"L = \tanh^{-1}(x)": "may be its inverse",
    r"L = \frac{d}{dx} \log x s": "how far",
    r"L = \frac{\partial}{\partial w} s \sum_i x_i": "how far",
    r"L = \frac{\partial}{\partial w} (w)(s)": "how far",
    r"L = \frac{d}{dw} (w + s)[w - s]^2 w": "how far",
    r"W = \nabla_y (L)(x)^T": "how far",
    r"L = 1\frac{1}{2}": "a mixed number",
    r"L = w + 2 \tfrac12 s": "a mixed number",
    r"L = s \cdot 2 \, \frac{1}{2}": "a mixed number",
    r"L = s^{-1 \frac{3}{4}}": "a mixed number",
    r"L = \frac{\partial}{\partial w} 2 \frac{1}{2} w": "a mixed number",
    r"L = 1e-3": r"1e-3, which is 10^{-3} in a program",
    r"L = w + 2.5E-3 s": r"2.5 \cdot 10^{-3}",
    r"L = 2e6 w": r"2 \cdot 10^{6}",
    r"L = w^{1e-3}": r"10^{-3}",
    r"L = (s + w)|_{s = 2}": "no function of one symbol",
    r"L = \frac{\partial L}{\partial w}|_{w = 2}": "no function of one symbol",
    r"L = f(s)|_{s > 2}": "unexpected _",
    r"L = f(s) g(s) \bigg|_{s = w}": r"takes g(s) \bigg|_{s = w} or all of f(s) g(s)",
    r"L = s \cdot s |_{s = w}": "a bar with a value",
    r"L = s (s + 1)|_{s = w}": "a bar with a value",
    r"L = s {(s + 1)|_{s = w}}": "a bar with a value",
    r"L = s + f(s) |_{s = 0}": r"takes f(s) |_{s = 0} or all of s + f(s) |_{s = 0}",
    r"L = s / f(s) |_{s = 0}": "a bar with a value",
    r"L = s \sum_i f(s) |_{s = 0}": "a bar with a value",
    r"L = f(s) \frac{df}{ds}|_{s = w}": "a bar with a value",
    r"L \stackrel{?}{=} w": "stackrel",
    r"L \overset{!}{=} w": "overset",
    r"L \overset{\text{not}}{=} w": "overset",
    r"L \overset{\text{in expectation}}{=} w": "overset",
    r"L \overset{\sim}{=} w": "overset",
    r"L \stackrel{\text{if } s > 0}{=} w": "stackrel",
    r"L = \boxed{w + s} s": "boxed",
    r"L = {w s} s": "braces around several things",
    r"L = \{w, s\} s": "a set that nothing belongs to",
    r"L = w \quad \text{(if positive)}": "a wide space",
    r"L = w \quad \text{(is zero)}": "a wide space",
    r"L = w \square s": "unexpected \\square",
    r"L = w \quad \text{squared}": "a wide space",
    r"L = w \quad \text{loss}": "a wide space",
    r"L = w s \quad \text{(element-wise)}": "a wide space",
    r"L = w \quad \text{by no rule}": "a wide space",
    r"L = w \quad \text{only for small weights}": "a wide space",
    r"\begin{align} L &= w & s \end{align}": "a wide space",
    r"\begin{split} L &= w \\ & s \end{split}": "does not begin with a relation",
    r"\text{If } L = w": "a condition",
    r"\begin{aligned} L &= w && \text{by definition} &= s \end{aligned}": "the words",
    r"\begin{aligned} L &= w && \text{which is} &= s \end{aligned}": "the words",
    r"L = w, \text{which} = s": "the words",
    r"L = w, \text{it follows,} = s": "the words",
    r"L = w, \text{Which:} = s": "the words",
    r"L = w, \text{data loss} = s": "the words",
    r"L = w \over s": r"unexpected \over",
    r"L = {w \over s \over n}": r"unexpected \over",
    r"L = w^{w \over s}": r"unexpected \over",
    r"L = \frac{\partial \sum_k x_k + w}{\partial w}": "unexpected +",
    r"L = w \color{red}{w + s}": "braces around several things",
    r"L = w - {w + s}": "braces around several things",
    r"L = \sin {w s} + n": "braces around several things",
    r"L = w {-s} n": "braces around several things",
    r"L = f(x)^{l+1}": "a layer, or a power",
    r"L = f(x)_i^l": "a layer, or a power",
    r"L = w \stackrel{\sim \text{ def}}{=} s": "stackrel",
    r"L = w \stackrel{\text{assuming } s}{=} s": "stackrel",
    r"L = \begin{bmatrix} w \ s \end{bmatrix}": "a product, or two entries",
    r"L = \begin{bmatrix} w \quad s \\ s \quad w \end{bmatrix}": "a product, or two entries",
    r"L = (w \ \ldots \ s)": "a product that goes on, or what stands side by side",
    r"L = w \quad (s)": "a wide space",
    r"\begin{align} L &= w \\ \intertext{for small w} s &= 2 \end{align}": r"unexpected \intertext",
}


# Words beside a statement that would limit or change it.
CHANGING = (
    *("by a factor of two", "by half", "by 2", "by the power of two", "double the definition"),
    *("twice this def", "half the law", "less the identity", "negative by symmetry", "identity"),
    *("squared by definition", "from step two on", "from below", "from above", "from (2) on"),
    *("since x and y are orthogonal", "(false identity)", "contradicts the theorem", "not (2)"),
    *("by a margin of one", "by the chain rule, up to sign", "chain rule?", "by", "the", "(a.e.)"),
    *("without symmetry", "by the wrong rule", "times (2)", "by (2) squared", "sum", "product"),
)
LABELS = (
    *("half of q", "twice the loss", "nonnegative", "never zero", "vanishing", "a third of q"),
    *(
        "one",
        "non-zero",
        "not the loss",
        "always positive",
        "-loss",
        "½ q",
        "≥ the loss",
        "minus x",
    ),
    *("cancels", "the same as above", "double the loss", "bounded", "loss squared", "minus x"),
)
BESIDE = {
    **{rf"L = w \quad \text{{{words}}}": "a wide space|a condition" for words in CHANGING},
    **{rf"L \overset{{\text{{{words}}}}}{{=}} w": "overset" for words in CHANGING},
    **{rf"L = \underbrace{{w}}_{{\text{{{words}}}}}": "under a brace" for words in LABELS},
    r"L = w \text{(2)}": "",
}


@pytest.mark.parametrize("latex", BESIDE)
def test_words_that_change_a_statement_are_not_dropped(latex: str) -> None:
    if not BESIDE[latex]:  # a factor, which no model has
        assert without_asides(latex) == latex
        return
    with pytest.raises(Problem) as refused:
        parse_chains(latex, DECLARED)
    assert re.search(BESIDE[latex], refused.value.wrong)


@pytest.mark.parametrize("latex", REFUSED)
def test_what_looks_like_it_is_refused(latex: str) -> None:
    with pytest.raises(Problem) as refused:
        parse_chains(latex, DECLARED)
    assert REFUSED[latex] in refused.value.wrong


def test_a_long_gap_takes_no_time() -> None:
    latex = "L = w" + r"\;~\ " * 200 + r"s \text{word} w"
    assert without_asides(latex) == latex


QUADS = r" \quad" * 2000
LONG = {
    rf"L = w{QUADS} \text{{by}}{QUADS} s": "a wide space",
    "L = w" + r"\;~" * 2000 + " s": "a wide space",
    rf"L = w{QUADS} \text{{for }}{QUADS} s w > 1": "an inequality",
    "L = w" + " ," * 2000 + r" \text{which} = s": "the words",
    rf"L = w{QUADS} \text{{by the chain rule}}": "",
    rf"L = w{QUADS} \blacksquare": "",
    rf"\text{{Then}}{QUADS} L = w": "",
}


@pytest.mark.parametrize("latex", LONG, ids=range(len(LONG)))
def test_long_gaps_are_read_once(latex: str) -> None:
    if LONG[latex]:
        with pytest.raises(Problem, match=LONG[latex]):
            parse_chains(latex, DECLARED)
    else:
        assert [chain.texts for chain in parse_chains(latex, DECLARED)] == [("L", "w")]


MODEL = '''"""Two functions, a vector and its softmax."""

import numpy as np


def _sigma(x):
    return 1 / (1 + np.exp(-x))


def p(x):
    return np.exp(x) / np.sum(np.exp(x))


def u(s, f, g):
    return f(g(s))


def L(x):
    return np.sum(x**2) / len(x)


NOTATION = {
    "n": ("n", "size of unit", "how many"),
    "f": ("f", "function", "any function"),
    "g": ("g", "function", "another"),
    "_sigma": (r"\\sigma", "function", "the sigmoid"),
    "x": ("x", "unit", "a vector"),
    "s": ("s", "scalar", "a number"),
    "p": ("p", "unit", "its softmax"),
    "u": ("u", "scalar", "one after the other"),
    "L": ("L", "scalar", "the mean of squares"),
}
FORWARD = [p, u, L]
EXAMPLE = {
    "x": np.array([0.5, -0.2, 0.1]),
    "s": 0.4,
    "f": np.sin,
    "f_prime": np.cos,
    "g": np.exp,
    "g_prime": np.exp,
}
'''

HOLDS = {
    r"u = (f \circ g)(s)": r"u = (g \circ f)(s)",
    r"(f \circ g)'(s) = f'(g(s)) g'(s)": r"(f \circ g)'(s) = f'(s) g'(s)",
    r"(f g)'(s) = f'(s) g(s) + f(s) g'(s)": r"(f g)'(s) = f'(s) g'(s)",
    r"\frac{df}{ds}(s) = f'(s)": r"\frac{df}{ds}(s) = f(s)",
    r"\nabla f(s) = f'(s)": r"\nabla f(s) = g'(s)",
    r"\frac{d}{ds} \tanh s = 1 - \tanh^2(s)": r"\frac{d}{ds} \tanh s = 1 - \tanh(s)",
    r"p_i = \frac{e^{x_i}}{\sum_{i'} e^{x_{i'}}}": r"p_i = \frac{e^{x_{i'}}}{\sum_{i'} e^{x_{i'}}}",
    r"1 - p_i = \sum_{i' \ne i} p_{i'}": r"1 - p_i = \sum_{i' = 1}^n p_{i'}",
    r"\frac{\partial p_i}{\partial x_{i'}} = p_i (1_{i = i'} - p_{i'})": (
        r"\frac{\partial p_i}{\partial x_{i'}} = p_i (1_{i = i'} - p_i)"
    ),
    r"\frac{\partial L}{\partial x_i} = \frac{\partial}{\partial x_i} \frac{1}{n} \sum_j x_j^2": (
        r"\frac{\partial L}{\partial x_i} = \frac{\partial}{\partial x_i} \frac{1}{n} \sum_j x_j"
    ),
    r"\frac{\partial L}{\partial x_i} = \frac{1}{n} 2 x_i": (
        r"\frac{\partial L}{\partial x_i} = \frac{1}{n} 3 x_i"
    ),
    r"L = \frac{1}{n} \langle x, x \rangle": r"L = \langle x, x \rangle",
    r"\sigma'(s) = \sigma(s) \{ 1 - \sigma(s) \} \quad \text{(chain rule)}": (
        r"\sigma'(s) = \sigma(s) \{ 1 + \sigma(s) \} \quad \text{(chain rule)}"
    ),
}


@pytest.mark.parametrize("latex", HOLDS)
def test_it_is_evaluated_as_it_is_meant(tmp_path: Path, latex: str) -> None:
    model = tmp_path / "model.py"
    model.write_text(MODEL, encoding="utf-8")
    true, twin = checked([latex], model), checked([HOLDS[latex]], model)
    assert [outcome.why for outcome in true] == [""]
    (wrong,) = twin
    assert not wrong.verified
    assert "cannot be read" not in wrong.why
