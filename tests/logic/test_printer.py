"""Trees to LaTeX and back: what is printed is read as the same tree, and groups visibly."""

import itertools
import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.latex import printer
from checked_equations.equations.latex.parse import parse_chain, parse_mention
from checked_equations.equations.latex.printer import chain_to_latex, to_latex
from checked_equations.equations.latex.ranges import begins_with_brackets
from checked_equations.equations.latex.reach import stray
from checked_equations.equations.latex.superscripts import written
from checked_equations.equations.notation.nodes import Dots, Interval, Listed, Matrix, Over, Row
from checked_equations.equations.notation.tree import (
    Application,
    BigSum,
    Call,
    Cases,
    Chain,
    Condition,
    Elementwise,
    Entry,
    Function,
    Group,
    Indicator,
    Node,
    Norm,
    Number,
    Outer,
    Partial,
    Power,
    Product,
    Quotient,
    Series,
    Sum,
    Symbol,
    Transpose,
    Underbrace,
    is_bracketed,
    without_places,
)
from checked_equations.equations.notation.vocabulary import Vocabulary
from checked_equations.pages.registry import Registry

ROOT = Path(__file__).resolve().parents[2]
FUNCTIONS = Vocabulary(frozenset({"f", "g", r"\sigma", r"\ell", r"\mathcal{L}", "relu"}))
AT: dict[str, Any] = {"start": 0, "end": 0}


def read(latex: str) -> Node:
    (node,) = parse_mention(latex, FUNCTIONS)
    return without_places(node)


# Trees for the tests. A kind of node is made of children, each for a position in the LaTeX.

Child = Callable[[str], Node]
Kind = Callable[[random.Random, Child], Node]

BASES = (
    "x",
    "W",
    "e",
    r"\eta",
    r"\mathcal{M}",
    "loss",
    "two words",
    "(1",
    "1",
    "é",
    "=",
    r"\mathbb{E}",
)
BASES_WITH_LAYERS = tuple(base for base in BASES if base != "e")  # of e it may be a power
LAYERS = (
    "",
    "(2)",
    "(l)",
    "(1.5)",
    "new",
    "a b",
    "(ab)",
    "(2",
    "[l](i)",
    r"\langle t-1\rangle",
    "+",
)
INDICES = ("k", "1", "2", ".", "h1", ",", "é", "a b", "t-1", "y_i", "2k+1", r"\theta", ":", "1:t-1")
NUMBERS = ("0", "2", "12", "0.5")
NAMES = (*sorted(FUNCTIONS.functions), r"\exp", r"\log", r"\ln", r"\sin", r"\cos", r"\tanh")


def _symbol(rng: random.Random, layer: str) -> Symbol:
    return Symbol(
        base=rng.choice(BASES_WITH_LAYERS if layer else BASES),
        accent=rng.choice(("", "", "", "hat", "tilde")),
        primes=rng.choice((0, 0, 0, 1, 2)),
        layer=layer,
        subscripts=tuple(rng.choices(INDICES, k=rng.choice((0, 0, 1, 2)))),
        **AT,
    )


def _function(rng: random.Random) -> Function:
    return Function(name=rng.choice(NAMES), primes=rng.choice((0, 0, 1, 2)), **AT)


def _sum(rng: random.Random, child: Child) -> Node:
    signs = rng.choice(((-1,), (1, 1), (1, -1), (-1, -1), (-1, 1, -1), (1, -1, 1)))
    return Sum(terms=tuple(child("term") for _ in signs), signs=signs, **AT)


def _product(rng: random.Random, child: Child) -> Node:
    factors = [child("factor") for _ in range(rng.choice((1, 2)))]
    return Product(factors=(*factors, child("last factor")), **AT)


def _row(rng: random.Random, child: Child) -> Node:
    r"""A product that needs no \cdot."""
    return Product(factors=(child("first in a row"), child("in a row"), child("in a row")), **AT)


def _power(base: Node, exponent: Node) -> Node:
    if isinstance(_unmarked(base), Symbol | Function) and _is_layer(_unmarked(exponent)):
        base = Group(items=(base,), **AT)
    if not isinstance(base, Number):  # in brackets it would be a layer or another index
        while isinstance(exponent, Group) and is_bracketed(written(to_latex(exponent))):
            exponent = exponent.items[0]
    return Power(base=base, exponent=exponent, **AT)


def _call(rng: random.Random, child: Child) -> Call:
    arguments = tuple(child("any") for _ in range(rng.choice((1, 1, 2))))
    return Call(function=_function(rng), arguments=arguments, **AT)


def _big_sum(rng: random.Random, child: Child) -> BigSum:
    first, last = rng.choice(((None, None), (1, None), (0, 2), (None, 12)))
    return BigSum(index=rng.choice("ik"), first=first, last=last, body=child("term"), **AT)


def _underbrace(rng: random.Random, child: Child, position: str) -> Node:
    claim = child("any") if rng.random() < 0.5 else None
    if isinstance(claim, Symbol) and len(claim.base) > 1:
        claim = None  # words under a brace claim nothing
    return Underbrace(body=child(position), claim=claim, **AT)


def _group(rng: random.Random, child: Child) -> Group:
    return Group(items=tuple(child("any") for _ in range(rng.choice((1, 1, 2, 3)))), **AT)


def _root(rng: random.Random, child: Child) -> Call:
    return Call(function=Function(name=r"\sqrt", **AT), arguments=(child("any"),), **AT)


def _unmarked(node: Node) -> Node:
    while isinstance(node, Underbrace):
        node = node.body
    return node


def _power_like_a_layer(rng: random.Random, child: Child) -> Power:
    """A symbol with an exponent that LaTeX would make its layer."""
    inner: Node = rng.choice((Number(text="2", **AT), Symbol(base="l", **AT)))
    words = Symbol(base="new", **AT)
    exponent = rng.choice((words, Group(items=(inner,), **AT)))
    return Power(base=_symbol(rng, layer=""), exponent=exponent, **AT)


def _series(rng: random.Random, child: Child) -> Series:
    sign, body = rng.choice((r"\sum", r"\prod", r"\max")), child("term")
    if sign == r"\max":
        body = _in_brackets(body)
    if sign != r"\sum" and stray(body, ["j"]):
        body = Group(items=(body,), **AT)
    last = rng.choice((None, Symbol(base="x", subscripts=("l+1",), **AT), _row(rng, child)))
    if rng.random() < 0.3:
        j, i = (Symbol(base=letter, **AT) for letter in "ji")
        where = Condition(sides=(j, i), relations=(rng.choice((r"\ne", "<")),), **AT)
        return Series(sign=sign, index="j", first=None, last=last, where=where, body=body, **AT)
    first = Sum(terms=(Symbol(base="t", **AT), Number(text="1", **AT)), signs=(1, 1), **AT)
    return Series(sign=sign, index="j", first=first, last=last, where=None, body=body, **AT)


def _in_brackets(body: Node) -> Node:
    """What a sign acts on, where brackets in front of it seem to hold all."""
    return Group(items=(body,), **AT) if begins_with_brackets(body) else body


def _application(rng: random.Random, child: Child) -> Application:
    function = Symbol(
        base=rng.choice(("f", "g", r"\sigma", r"\log")),
        primes=rng.choice((0, 0, 1)),
        subscripts=rng.choice((("t",), ("W", "b"), (r"\theta",))),
        layer=rng.choice(("", "(2)", "[l]")),
        **AT,
    )
    argument = child("any") if rng.random() < 0.7 else _condition(rng, child)
    return Application(function=function, arguments=(argument,), **AT)


def _entry(rng: random.Random, child: Child) -> Entry:
    body = rng.choice((_call, _group, _application))(rng, child)
    return Entry(body=body, subscripts=rng.choice((("i",), ("t-1", "k"))), **AT)


def _transpose(rng: random.Random, child: Child) -> Transpose:
    return Transpose(body=child("transposed"), **AT)


def _condition(rng: random.Random, child: Child) -> Condition:
    relations = tuple(rng.choice(("=", r"\ne", "<", r"\ge")) for _ in range(rng.choice((1, 1, 2))))
    return Condition(sides=tuple(child("any") for _ in (0, *relations)), relations=relations, **AT)


def _indicator(rng: random.Random, child: Child) -> Indicator:
    return Indicator(condition=_condition(rng, child), **AT)


def _cases(rng: random.Random, child: Child) -> Cases:
    conditions = tuple(_condition(rng, child) for _ in range(rng.choice((1, 2))))
    values = tuple(child("any") for _ in range(len(conditions) + rng.choice((0, 1))))
    return Cases(values=values, conditions=conditions, **AT)


def _norm(rng: random.Random, child: Child) -> Norm:
    body, single = child("any"), rng.random() < 0.5
    printed = to_latex(Norm(body=body, single=single, **AT))
    if printed != to_latex(Norm(body=Group(items=(body,), **AT), single=single, **AT)):
        return Norm(body=body, single=single, **AT)
    return Norm(body=Group(items=(body,), **AT), single=single, **AT)


def _elementwise(rng: random.Random, child: Child) -> Node:
    kind = rng.choice((Elementwise, Outer))
    return kind(factors=(child("factor"), child("last factor")), **AT)


def _matrix(rng: random.Random, child: Child) -> Matrix:
    columns = rng.choice((1, 2))
    rows = (
        Row(cells=tuple(child("any") for _ in range(columns)), **AT)
        for _ in range(rng.choice((1, 2, 3)))
    )
    return Matrix(rows=tuple(rows), **AT)


def _with_dots(rng: random.Random, child: Child) -> Node:
    return Sum(terms=(child("term"), Dots(**AT), child("term")), signs=(1, 1, 1), **AT)


def _factors_with_dots(rng: random.Random, child: Child) -> Node:
    return Product(factors=(child("factor"), Dots(**AT), child("last factor")), **AT)


def _over(rng: random.Random, child: Child) -> Over:
    body, letter = _in_brackets(child("term")), Symbol(base="j", **AT)
    ends = (child("any"), Number(text="1", **AT))
    sets = (
        Symbol(base="S", **AT),
        Interval(low=ends[0], high=ends[1], closed=rng.choice(((True, False), (True, True))), **AT),
        Listed(items=ends, **AT),
    )
    member = Condition(sides=(letter, rng.choice(sets)), relations=(r"\in",), **AT)
    drawn = Condition(sides=(letter, _symbol(rng, layer="")), relations=(r"\sim",), **AT)
    to = rng.choice((r"\ne", r"\to"))
    other = Condition(sides=(child("any"), ends[0]), relations=(to,), **AT)
    sign, below = rng.choice(
        (
            (r"\sum", (member,)),
            (r"\prod", (member,)),
            (r"\mathbb{E}", (drawn,)),
            (r"\argmin", (letter,)),
            (r"\max", (member,)),
            (r"\lim", (other,)),
            (r"\min", ends),
        )
    )
    return Over(sign=sign, below=below, body=body, **AT)


def _is_layer(exponent: Node) -> bool:
    if isinstance(exponent, Group) and len(exponent.items) == 1:
        return isinstance(exponent.items[0], Number | Symbol)
    return isinstance(exponent, Symbol) and len(exponent.base) > 1


KINDS: dict[str, Kind] = {
    "number": lambda rng, child: Number(text=rng.choice(NUMBERS), **AT),
    "symbol": lambda rng, child: _symbol(rng, layer=""),
    "symbol with a layer": lambda rng, child: _symbol(rng, layer=rng.choice(LAYERS[1:])),
    "function": lambda rng, child: _function(rng),
    "sum": _sum,
    "product": _product,
    "row": _row,
    "quotient": lambda rng, child: Quotient(top=child("any"), bottom=child("any"), **AT),
    "power": lambda rng, child: _power(child("base"), child("any")),
    "power of a call": lambda rng, child: _power(_call(rng, child), child("any")),
    "call": _call,
    "derivative": lambda rng, child: Partial(top=child("top"), bottom=child("bottom"), **AT),
    "operator": lambda rng, child: Partial(top=None, bottom=child("bottom"), **AT),
    "derivative of a sum": lambda rng, child: Partial(
        top=_big_sum(rng, child), bottom=child("bottom"), **AT
    ),
    "sum over an index": _big_sum,
    "group": _group,
    "root": _root,
    "series": _series,
    "application": _application,
    "entry": _entry,
    "transpose": _transpose,
    "indicator": _indicator,
    "cases": _cases,
    "elementwise": _elementwise,
    "norm": _norm,
    "matrix": _matrix,
    "sum with dots": _with_dots,
    "product with dots": _factors_with_dots,
    "over": _over,
}
ATOMS = (
    *("root", "number", "symbol", "function", "quotient", "derivative", "operator", "group"),
    *("indicator", "norm", "matrix"),
)
ALONE = (*ATOMS, "symbol with a layer", "power", "underbrace")
FACTORS = (*ALONE, "power of a call", "call", "application", "entry", "transpose")
IN_A_ROW = (
    *("root", "symbol", "symbol with a layer", "quotient", "call", "derivative", "group"),
    *("application", "entry", "indicator", "matrix"),
)

# What can stand where without parentheses.
SEEN: dict[str, tuple[str, ...]] = {
    "any": (*KINDS, "underbrace"),
    "term": (
        *(kind for kind in KINDS if kind not in ("sum", "cases", "sum with dots")),
        "underbrace",
    ),
    "factor": FACTORS,
    "last factor": (*FACTORS, "sum over an index", "derivative of a sum", "series", "over"),
    "first in a row": ("number", *IN_A_ROW),
    "in a row": IN_A_ROW,
    "top": (*FACTORS, "row"),
    "bottom": ALONE,
    "base": ("number", "symbol", "function", "group", "root", "norm"),
    "transposed": ("symbol", "symbol with a layer", "group", "root", "norm", "matrix"),
}
KINDS["power like a layer"] = _power_like_a_layer
ANYTHING = dict.fromkeys(SEEN, (*KINDS, "underbrace"))


def make(kind: str, position: str, rng: random.Random, child: Child) -> Node:
    if kind == "underbrace":
        return _underbrace(rng, child, position)
    return KINDS[kind](rng, child)


def grow(rng: random.Random, admits: dict[str, tuple[str, ...]], depth: int) -> Node:
    """A random tree."""

    def child(position: str, depth: int) -> Node:
        kinds = admits[position]
        if depth == 0 or rng.random() < 0.3:
            kinds = tuple(k for k in ("number", "symbol", "function") if k in kinds) or ("symbol",)
        return make(rng.choice(kinds), position, rng, lambda p: child(p, depth - 1))

    return child("any", depth)


def small(admits: dict[str, tuple[str, ...]]) -> Iterator[Node]:
    """Every kind of node with every two kinds as its children, by turns, and theirs an x."""
    rng, x = random.Random(20), Symbol(base="x", **AT)
    for kind, *inner in itertools.product(admits["any"], repeat=3):
        positions: list[str] = []

        def child(position: str, inner: list[str] = inner, seen: list[str] = positions) -> Node:
            chosen = inner[len(seen) % 2]
            seen.append(position)
            if chosen not in admits[position]:
                return x
            return make(chosen, position, rng, lambda position: x)

        tree = make(kind, "any", rng, child)
        if len(positions) > 1 or inner[0] == inner[1]:
            yield tree


def ungrouped(node: Node) -> Node:
    """The tree without its parentheses."""
    while isinstance(node, Group) and len(node.items) == 1:
        node = node.items[0]

    def inner(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(map(inner, value))
        return ungrouped(value) if isinstance(value, Node) else value

    return replace(node, **{field.name: inner(getattr(node, field.name)) for field in fields(node)})


def lost(trees: Iterable[Node], same: Callable[[Node], Node] = without_places) -> list[str]:
    """The LaTeX that is not read as the tree that it was printed from."""
    return [latex for tree in trees if not _kept(tree, latex := to_latex(tree), same)]


def _kept(tree: Node, latex: str, same: Callable[[Node], Node]) -> bool:
    try:
        return same(read(latex)) == same(tree)
    except Problem:
        return False


@pytest.mark.fuzz
def test_small_trees() -> None:
    assert lost(small(SEEN)) == []


@pytest.mark.fuzz
def test_small_trees_that_need_parentheses() -> None:
    for tree in small(ANYTHING):
        gains_only_parentheses(tree)


def gains_only_parentheses(tree: Node) -> None:
    again = read(to_latex(tree))
    assert ungrouped(again) == ungrouped(tree)
    assert lost([again]) == []  # with them it stays as it is


def random_trees(admits: dict[str, tuple[str, ...]], count: int) -> Iterator[Node]:
    rng = random.Random(20)
    trees = (grow(rng, admits, depth=1 + number % 5) for number in range(count))
    return (tree for tree in trees if admits is ANYTHING or not any(map(is_dotted, tree.walk())))


def is_dotted(node: Node) -> bool:
    """Whether it differentiates a product that needs a dot, and so brackets too."""
    return isinstance(node, Partial) and r"\cdot" in (to_latex(node.top) if node.top else "")


FEW, MANY = 500, pytest.param(150_000, marks=pytest.mark.fuzz)


@pytest.mark.parametrize("count", [FEW, MANY])
@pytest.mark.slow
def test_random_trees(count: int) -> None:
    assert lost(random_trees(SEEN, count)) == []


@pytest.mark.parametrize("count", [FEW, MANY])
@pytest.mark.slow
def test_random_trees_that_need_parentheses(count: int) -> None:
    for tree in random_trees(ANYTHING, count):
        gains_only_parentheses(tree)


@pytest.mark.fuzz
def test_every_symbol() -> None:
    subscripts = ((), *((i,) for i in INDICES), ("1", "2"), ("1", "h1", "k"))
    for base, accent, primes, layer, names in itertools.product(
        BASES, ("", "hat", "vec"), (0, 1, 2), LAYERS, subscripts
    ):
        symbol = Symbol(
            base=base, accent=accent, primes=primes, layer=layer, subscripts=names, start=0, end=0
        )
        if layer and base not in BASES_WITH_LAYERS:
            continue
        assert read(symbol.latex) == symbol


# Formulas whose grouping shows, in forms that the generator does not make.
KEPT = [
    "a + b - c",
    "-a b",
    "a b / c",
    r"\partial L / \partial w",
    r"\frac{\mathrm{d}y}{\mathrm{d}u}",
    r"\frac{\partial}{\partial z}[a z] b",
    r"\frac{\partial}{\partial z} f(z)",
    r"\frac{\partial}{\partial w} \sum_i x_i W_{ij} + b",
    r"y \log \hat{y} + (1-y) \log(1-\hat{y})",
    r"\log x^2 \sin y",
    "f(x)^2 (x)",
    "2^{[a + b]}",
    r"f \cdot (x)",
    r"\log \cdot x",
    r"2 \cdot 3",
    r"a \underbrace{b c}_{d}",
    r"\sum_{i=1}^2 \sum_j x_i x_j",
    r"\underbrace{x w}_{\text{the input}}",
]


@pytest.mark.parametrize("latex", KEPT)
def test_kept(latex: str) -> None:
    assert lost([read(latex)]) == []


# Grouping that a reader of the formula cannot see, or that TeX refuses or sets elsewhere.
MADE_VISIBLE = {
    r"a \underbrace{b + c}_{d}": r"a \left( \underbrace{b + c}_{= d} \right)",
    r"\underbrace{x}_{y}^2": r"\left( \underbrace{x}_{= y} \right)^{2}",
    "W^{(2)}^2": "(W^{(2)})^{2}",
    r"\sin^2 x": r"\sin(x)^{2}",
}


@pytest.mark.parametrize("latex", MADE_VISIBLE)
def test_made_visible(latex: str) -> None:
    assert to_latex(read(latex)) == MADE_VISIBLE[latex]
    gains_only_parentheses(read(latex))


def _never(*_: object) -> bool:
    return False


BREAKS: dict[str, tuple[Any, str, Any]] = {
    "no parentheses": (printer._Printed, "within", lambda printed, level: printed),
    "no parentheses around sums": (
        printer._Printed,
        "within",
        lambda printed, level: (
            printed
            if printed.level in (level, printer._Level.SUM) or printed.level > level
            else printer._parentheses(printed.latex)
        ),
    ),
    "parentheses around all": (
        printer._Printed,
        "within",
        lambda printed, level: printer._parentheses(printed.latex),
    ),
    "functions take what follows": (printer, "_reaches", _never),
    "numbers behind factors": (printer, "_DIGIT", re.compile("(?!)")),
    "powers become layers": (printer, "_names_layer", _never),
    "words are no words": (Symbol, "latex", property(lambda symbol: symbol.base)),
}


@pytest.mark.parametrize("rule", BREAKS)
def test_a_broken_printer_is_found_out(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison is not blind."""
    monkeypatch.setattr(*BREAKS[rule])
    assert lost(random_trees(SEEN, 200)) or lost(random_trees(ANYTHING, 200), ungrouped)


def test_chains() -> None:
    assert chain_to_latex(chain(r"a = {b} + 1 \leq c")) == r"a = b + 1 \leq c"
    assert chain_to_latex(chain("= b < c")) == "= b < c"
    assert chain_to_latex(chain("a")) == "a"


def chain(latex: str, vocabulary: Vocabulary = FUNCTIONS) -> Chain:
    """A chain without what depends on how it was written."""
    found = parse_chain(latex, vocabulary)
    return replace(found, sides=tuple(map(without_places, found.sides)), texts=(), marks=())


_FENCE = re.compile(r"^( *)```(\w+).*?\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"(`+).+?\1", re.DOTALL)
_INLINE = re.compile(r"\$([^$]+)\$")


def formulas(page: str) -> Iterator[str]:
    for fence in _FENCE.finditer(page):
        if fence[2] == "math":
            yield fence[3]
    for inline in _INLINE.finditer(_CODE.sub("", _FENCE.sub("", page))):
        yield inline[1]


@pytest.mark.slow
def test_every_formula_of_the_site(registry: Registry) -> None:
    count = 0
    for file in sorted((ROOT / "docs").glob("*.md")):
        page = file.read_text(encoding="utf-8")
        model = re.search(r"^model: (\w+)$", page, re.MULTILINE)
        vocabulary = registry.models[model[1]].vocabulary if model else Vocabulary()
        for latex in formulas(page):
            count += 1
            try:
                found = chain(latex, vocabulary)
            except Problem:
                mentioned = tuple(map(without_places, parse_mention(latex, vocabulary)))
                again = parse_mention(", ".join(map(to_latex, mentioned)), vocabulary)
                assert tuple(map(without_places, again)) == mentioned
            else:
                assert chain(chain_to_latex(found), vocabulary) == found
    assert count > 500
