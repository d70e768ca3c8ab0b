"""Formulas with one mistake each, made on the parse tree by a list of operators."""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from ..latex.parse import parse_chain
from ..meaning.scope import is_sum, place_of
from ..models.model import Model
from ..notation.tree import (
    BigSum,
    Call,
    Cases,
    Chain,
    Condition,
    Elementwise,
    Function,
    Node,
    Norm,
    Number,
    Partial,
    Product,
    Quotient,
    Series,
    Sum,
    Symbol,
    Transpose,
    is_root,
)
from ..notation.walks import Place

# The functions that the grammar knows, each with one that is easily taken for it.
_PARTNERS = {
    r"\exp": r"\log",
    r"\log": r"\exp",
    r"\ln": r"\exp",
    r"\sin": r"\cos",
    r"\cos": r"\sin",
    r"\tanh": r"\sin",
    r"\max": r"\min",
    r"\min": r"\max",
}
# The relations that conditions are easily written with instead.
_TURNED = {"=": r"\ne", r"\ne": "=", "<": ">", ">": "<", r"\le": r"\ge", r"\ge": r"\le"}
# So many elements are tried of what has another size at each step.
_FEW = 2
# A start, an end, and what stands between them from now on.
_Edit = tuple[int, int, str]


@dataclass(frozen=True)
class Mutant:
    """A formula with one mistake in it, and what kind of mistake."""

    operator: str
    latex: str


@dataclass(frozen=True)
class _Text:
    """A formula as its mutants need it. Spans of the tree are places in `latex`."""

    latex: str
    chain: Chain
    model: Model

    def of(self, node: Node) -> str:
        return self.latex[node.start : node.end]

    def edited(self, start: int, end: int, new: str) -> str:
        """The formula with one edit; spaces keep a new letter off the command in front of it."""
        before = self.latex[:start]
        new = f"{{{new}}}" if before.rstrip().endswith("^") else new
        return " ".join(f"{before} {new} {self.latex[end:]}".split())

    @cached_property
    def symbols(self) -> list[Symbol]:
        nodes = (n for side in self.chain.sides for n in side.walk())
        return [n for n in nodes if isinstance(n, Symbol)]

    @cached_property
    def named(self) -> set[str]:
        """The Python names of all symbols of the formula."""
        return {name.python for s in self.symbols if (name := self.model.find(s))}

    @cached_property
    def letters(self) -> list[str]:
        """The index letters of the formula."""
        found = {
            subscript
            for symbol in self.symbols
            if (name := self.model.find(symbol)) and name.axes
            for subscript in name.indices(symbol)
            if not subscript.isdigit()
        }
        return sorted(found)

    @cached_property
    def places(self) -> list[Place]:
        """The steps that the formula writes."""
        named = ((self.model.find(symbol), symbol) for symbol in self.symbols)
        found = {name.place(symbol) for name, symbol in named if name is not None}
        return sorted((place for place in found if place is not None), key=str)

    def symbol(self, node: Symbol, other: Symbol) -> Iterator[_Edit]:
        """The edit that writes another symbol; none for the same."""
        if (other.stem, other.subscripts) != (node.stem, node.subscripts):
            yield node.start, node.end, other.latex

    def has_array(self, node: Node) -> bool:
        """Whether it holds an array without index letters."""
        symbols = (part for part in node.walk() if isinstance(part, Symbol))
        return any(
            (name := self.model.find(symbol)) and name.axes and not name.indices(symbol)
            for symbol in symbols
        )

    def declares(self, symbol: Symbol) -> bool:
        return self.model.find(symbol) is not None


def _index(node: Node, text: _Text) -> Iterator[_Edit]:
    """Another index, step or number; transposed indices; another number of a name."""
    if is_sum(node):
        yield from _bounds(node, text)
        head = text.latex[node.start : node.body.start]
        for letter in text.letters:
            new = re.sub(r"(_\s*\{?\s*)[a-zA-Z]", rf"\g<1>{letter}", head, count=1)
            yield node.start, node.body.start, new
    for side in node.sides if isinstance(node, Condition) else ():
        if isinstance(side, Symbol) and not text.declares(side):
            yield from ((side.start, side.end, new) for new in (*text.letters, "1"))
    name = text.model.find(node) if isinstance(node, Symbol) else None
    if isinstance(node, Symbol) and name is not None and (place := name.place(node)):
        for other_place in [place.moved(1), place.moved(-1), *text.places]:
            yield from text.symbol(node, name.written(node, other_place, name.indices(node)))
    if not isinstance(node, Symbol) or not node.subscripts:
        return
    if name is None or not name.axes:
        for other in text.model.names:
            if isinstance(other.symbol, Symbol) and other.symbol.stem == node.stem:
                yield from text.symbol(node, replace(node, subscripts=other.symbol.subscripts))
        return
    step, indices = name.place(node), name.indices(node)
    for at, (index, axis) in enumerate(zip(indices, name.along(node), strict=False)):
        numbers = [str(i + 1) for i in range(text.model.sizes.get(axis, _FEW))]
        for new in numbers if index.isdigit() else [*text.letters, "1"]:
            changed = (*indices[:at], new, *indices[at + 1 :])
            yield from text.symbol(node, name.written(node, step, changed))
    yield from text.symbol(node, name.written(node, step, indices[::-1]))


def _bounds(node: BigSum | Series, text: _Text) -> Iterator[_Edit]:
    """A sum over steps that begins or ends one step earlier or later."""
    first, last = place_of(node.first), place_of(node.last)
    is_part = isinstance(node, Series) and node.where is not None
    if first is None or last is None or is_part or not text.model.steps:
        return
    sign = node.sign if isinstance(node, Series) else r"\sum"
    for earlier, later in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        range_ = rf"{{{node.index}={first.moved(earlier)}}}^{{{last.moved(later)}}}"
        yield node.start, node.body.start, f"{sign}_{range_}"


def _prime(node: Node, text: _Text) -> Iterator[_Edit]:
    """A prime dropped, or added: to a function, and to a symbol that exists with it."""
    if isinstance(node, Symbol):
        other = replace(node, primes=0 if node.primes else 1)
        if node.primes or text.declares(other):
            yield from text.symbol(node, other)
    elif isinstance(node, Function):
        yield node.start, node.end, _function_latex(node.name, 0 if node.primes else 1)


def _layer(node: Node, text: _Text) -> Iterator[_Edit]:
    """Another layer; the words of a superscript dropped."""
    name = text.model.find(node) if isinstance(node, Symbol) else None
    if isinstance(node, Symbol) and node.layer and not (name and name.layered):
        other = {"(1)": "(2)", "(2)": "(1)"}.get(node.layer, "")
        yield from text.symbol(node, replace(node, layer=other))


def _hat(node: Node, text: _Text) -> Iterator[_Edit]:
    """A hat dropped, or added to a symbol that exists with it."""
    if isinstance(node, Symbol):
        other = replace(node, accent="" if node.accent else "hat")
        if node.accent or text.declares(other):
            yield from text.symbol(node, other)


def _sign(node: Node, text: _Text) -> Iterator[_Edit]:
    """The sign of a term, or of a whole side."""
    if isinstance(node, Sum):
        start = node.start
        for term, sign in zip(node.terms, node.signs, strict=True):
            gap = text.latex[start : term.start]
            if sign == -1:
                flipped = gap.replace("-", "+" if term is not node.terms[0] else "")
            else:
                flipped = gap.replace("+", "-") if "+" in gap else f"{gap}-"
            yield start, term.start, flipped
            start = term.end
    elif any(node is side for side in text.chain.sides):
        yield node.start, node.start, "-"


def _term(node: Node, text: _Text) -> Iterator[_Edit]:
    """A term deleted, with its sign."""
    if isinstance(node, Sum) and len(node.terms) > 1:
        first = node.terms[0]
        yield node.start, first.end, re.sub("[-+]", "", text.latex[node.start : first.start])
        for before, term in zip(node.terms, node.terms[1:], strict=False):
            yield before.end, term.end, ""


def _factor(node: Node, text: _Text) -> Iterator[_Edit]:
    """A factor deleted; a lone numerator or denominator becomes 1."""
    if isinstance(node, Product):
        yield node.factors[0].start, node.factors[1].start, ""
        for before, factor in zip(node.factors, node.factors[1:], strict=False):
            yield before.end, factor.end, ""
    elif isinstance(node, Quotient):
        for part in (node.top, node.bottom):
            if not isinstance(part, Product):
                yield part.start, part.end, "1"


def _function(node: Node, text: _Text) -> Iterator[_Edit]:
    """Another function: a declared one of the same kind, or the usual partner; a root dropped."""
    if isinstance(node, Call) and is_root(node):
        yield node.start, node.end, f"({text.of(node.arguments[0])})"
    if isinstance(node, Norm):
        yield node.start, node.end, f"({text.of(node.body)})"
    if isinstance(node, Series) and node.sign in _PARTNERS:
        yield node.start, node.start + len(node.sign), _PARTNERS[node.sign]
    if not isinstance(node, Function):
        return
    if node.name in _PARTNERS:
        yield node.start, node.end, _PARTNERS[node.name]
        return
    own = text.model.named_function(node.name)
    for name in text.model.names:
        alike = own is not None and name is not own and name.shape == own.shape
        if isinstance(name.symbol, Function) and alike:
            yield node.start, node.end, _function_latex(name.symbol.name, node.primes)
    if not node.primes:
        yield node.start, node.end, r"\exp"


def _symbol(node: Node, text: _Text) -> Iterator[_Edit]:
    """Another symbol of the same shape: one of the formula, or a neighbour in the notation."""
    name = text.model.find(node) if isinstance(node, Symbol) else None
    if name is None or not isinstance(node, Symbol):
        return
    kind = [n for n in text.model.names if n.axes == name.axes and not n.is_function]
    own = kind.index(name)
    for place, other in enumerate(kind):
        near = abs(place - own) <= 2 or other.python in text.named
        if near and isinstance(symbol := other.symbol, Symbol):
            if other.step:
                step = name.place(node) or other.place(symbol)
                same = other.written(symbol, step, name.indices(node))
            else:
                axes = other.axes
                same = other.written(symbol, None, name.indices(node)) if axes else symbol
            yield from text.symbol(node, same)


def _constant(node: Node, text: _Text) -> Iterator[_Edit]:
    """A number one more or one less; of a decimal number, its last digit."""
    if isinstance(node, Number):
        places = len(node.text.partition(".")[2])
        for step in (1, -1):
            changed = round(float(node.text) * 10**places) + step
            if changed >= 0:
                yield node.start, node.end, f"{changed / 10**places:.{places}f}"


def _upside_down(node: Node, text: _Text) -> Iterator[_Edit]:
    """Numerator and denominator swapped."""
    if isinstance(node, Quotient):
        yield node.start, node.end, rf"\frac{{{text.of(node.bottom)}}}{{{text.of(node.top)}}}"
    elif isinstance(node, Partial) and isinstance(node.top, Symbol):
        above, below = text.of(node.bottom), text.of(node.top)
        yield node.start, node.end, rf"\frac{{\partial {above}}}{{\partial {below}}}"


def _matrix(node: Node, text: _Text) -> Iterator[_Edit]:
    r"""A transpose dropped, or added; neighbours swapped; a product of matrices for `\odot`."""
    match node:
        case Transpose(body=body):
            yield node.start, node.end, text.of(body)
        case Product(factors=factors) | Elementwise(factors=factors):
            for factor in factors:
                if isinstance(factor, Symbol) and text.has_array(factor):
                    yield factor.start, factor.end, rf"{text.of(factor)}^\top"
            for a, b in itertools.pairwise(factors):
                if isinstance(node, Elementwise):
                    yield a.end, b.start, ""
                elif text.has_array(a) and text.has_array(b):
                    yield a.start, b.end, f"{text.of(b)} {text.of(a)}"


def _condition(node: Node, text: _Text) -> Iterator[_Edit]:
    """A condition turned round, or left out of a sum; the values of two cases swapped."""
    if isinstance(node, Condition):
        for relation, (a, b) in zip(node.relations, itertools.pairwise(node.sides), strict=True):
            yield a.end, b.start, _TURNED[relation]
    elif isinstance(node, Series) and node.where is not None:
        yield node.where.start, node.where.end, node.index
    elif isinstance(node, Cases):
        for a, b in itertools.pairwise(node.values):
            yield a.start, b.end, text.of(b) + text.latex[a.end : b.start] + text.of(a)


def _function_latex(name: str, primes: int) -> str:
    return Symbol(base=name, primes=primes, start=0, end=0).latex


OPERATORS: dict[str, Callable[[Node, _Text], Iterator[_Edit]]] = {
    "index": _index,
    "prime": _prime,
    "sign": _sign,
    "layer": _layer,
    "deleted factor": _factor,
    "deleted term": _term,
    "hat": _hat,
    "function": _function,
    "symbol": _symbol,
    "constant": _constant,
    "upside down": _upside_down,
    "matrix": _matrix,
    "condition": _condition,
}


def mutants(
    latex: str, chain: Chain, model: Model, operators: Iterable[str] = tuple(OPERATORS)
) -> list[Mutant]:
    r"""All formulas that one mistake makes of `latex`, of which `chain` is the tree.

    `\left` and `\right` mean nothing to the checker; without them brackets can go one by one.
    """
    blank = re.sub(r"\\(left|right)(?![a-zA-Z])", lambda found: " " * len(found[0]), latex)
    chain = _as_written(latex, chain, model)
    text = _Text(blank, chain, model)
    made: dict[str, Mutant] = {}
    beside = () if chain.where is None else (chain.where,)
    for part in (*chain.sides, *beside):
        for node in part.walk():
            if isinstance(node, Function) and node.name == r"\sqrt":
                continue  # it is nothing without what it stands over
            for operator in operators:
                for edit in OPERATORS[operator](node, text):
                    mutant = Mutant(operator, text.edited(*edit))
                    made.setdefault("".join(mutant.latex.split()), mutant)
    made.pop("".join(blank.split()), None)
    return list(made.values())


def _as_written(latex: str, chain: Chain, model: Model) -> Chain:
    """The chain with its dots, which stand for a sum or the like, and what is around them."""
    if "dots" not in latex and ".." not in latex:
        return chain
    return replace(chain, sides=parse_chain(latex, model.vocabulary).sides)
