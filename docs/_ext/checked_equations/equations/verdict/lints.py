"""Statements that are true by value, but no sensible step of a derivation."""

import itertools
import operator
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from ..errors import FalseStatement, Pointless, Problem
from ..latex.printer import to_latex
from ..meaning.arrays import largest
from ..meaning.scope import Scope
from ..meaning.step_powers import counted_steps
from ..models.model import Model
from ..models.points import Point
from ..notation.symbols import Name
from ..notation.tree import (
    BigSum,
    Condition,
    Group,
    Node,
    Number,
    Partial,
    Power,
    Product,
    Series,
    Sum,
    Symbol,
    Underbrace,
    bare,
    mapped,
)
from ..values.evaluate import SCALED_BY
from ..values.formula import Case, Formula
from ..values.report import number, residual

# A symbol that matters moves its side, when it is scaled, by far more than this share.
MOVED = 1e-12
# What only chooses a branch matters by its sign, or by how large it is.
FAR = (-1.0, 1e3, 1e-3)
# What these say changes at single points only, if it is of values.
_SINGLE = {"=", r"\ne"}
# What is written out differs from its value by rounding only.
EQUAL = 1e-9
# A value is multiplied by this, as if it were another input.
_OTHER = "1.375"


class PartialSizes(dict[Node, float]):
    """The largest value that each derivative took, to find those that are always zero."""

    def saw(self, partials: dict[Node, float]) -> None:
        for node, size in partials.items():
            self[node] = max(self.get(node, 0.0), size)


def lint(formula: Formula, sizes: PartialSizes, more: Sequence[Point] = ()) -> None:
    """Refuse what is true by value, but no sensible step. Raises Pointless.

    On `more` points other branches hold.
    """
    acknowledged = _acknowledged(formula.everything)
    if any(map(_is_zero, formula.chain.sides)):
        acknowledged.update(node for node, size in sizes.items() if size == 0)
    for node, size in sizes.items():
        if size == 0 and node not in acknowledged:
            raise Pointless(
                "a derivative that is always zero",
                r"\underbrace{…}_{=0} around it",
                "mark it, or correct what it differentiates by",
                node.start,
            )
    left = formula.chain.sides[0]
    # The order of a product of arrays is ruled by their shapes, and by the layout of a Jacobian.
    for side in formula.chain.sides:
        for part in side.walk():
            if isinstance(part, Product) and all(map(formula.is_number, part.factors)):
                _lint_neighbours(part)
        if isinstance(left, Partial) and formula.is_number(side):
            _lint_last(left, side)
    _lint_differentiated(formula)
    _lint_idle(formula, acknowledged, more)


def _is_zero(node: Node) -> bool:
    return (isinstance(node, Number) and float(node.text) == 0) or (
        isinstance(node, Underbrace) and node.claim is not None and _is_zero(node.claim)
    )


def _is_nought(exponent: Node) -> bool:
    """Whether whole numbers in an exponent add up to zero: that of `w^{1-1}`."""
    inner = bare(exponent)
    if not isinstance(inner, Sum):
        return False
    terms = [bare(term) for term in inner.terms]
    numbers = [float(term.text) for term in terms if isinstance(term, Number)]
    return len(numbers) == len(terms) and not sum(map(operator.mul, inner.signs, numbers))


def _acknowledged(node: Node) -> set[Node]:
    """All that stands in a product with a visible zero, or under one, or has a power of zero."""
    found: set[Node] = set()
    for part in node.walk():
        if (
            isinstance(part, Power)
            and isinstance(bare(part.base), Symbol)
            and _is_nought(part.exponent)
        ):
            found.update(part.walk())
        if (isinstance(part, Product) and any(map(_is_zero, part.factors))) or (
            isinstance(part, Underbrace) and _is_zero(part)
        ):
            found.update(part.walk())
    return found


def _unmarked(node: Node) -> Node:
    node = bare(node)
    while isinstance(node, Underbrace):
        node = bare(node.body)
    return node


def _same(a: Node | None, b: Node | None) -> bool:
    """Whether two nodes are the same symbol; True where one of them is no symbol."""
    a, b = (bare(x) if x is not None else None for x in (a, b))
    if not isinstance(a, Symbol) or not isinstance(b, Symbol):
        return True
    return (a.stem, a.subscripts) == (b.stem, b.subscripts)


def _lint_neighbours(product: Product) -> None:
    factors = [_unmarked(f) for f in product.factors]
    for neighbours in itertools.pairwise(factors):
        match neighbours:
            case Partial(bottom=bottom), Partial(top=top) if not _same(bottom, top):
                raise Pointless(
                    "neighbouring derivatives do not share their variable",
                    "the variable below on the left again on top on the right",
                    "put them in the order of the chain rule",
                    neighbours[1].start,
                )


def _lint_last(left: Partial, side: Node) -> None:
    for term in _terms(side):
        factors = [_unmarked(f) for f in term.factors] if isinstance(term, Product) else []
        if len(factors) > 1 and all(isinstance(f, Partial) for f in factors):
            last = factors[-1]
            if isinstance(last, Partial) and not _same(last.bottom, left.bottom):
                raise Pointless(
                    "a chain of derivatives does not end in the variable on the left",
                    "the variable of the left side below the last derivative",
                    "correct the last factor",
                    last.start,
                )


def _lint_differentiated(formula: Formula) -> None:
    r"""In `\partial z/\partial w = \partial(…)/\partial w` the bracket must be z itself.

    Otherwise a slip in what w does not move, such as a wrong index, would go unseen.
    """
    left, *others = formula.chain.sides
    for side in others:
        match left, _unmarked(side):
            case Partial(top=Node() as whole), Partial(top=Node() as written) as part:
                if isinstance(bare(written), Symbol) or not _same(left.bottom, part.bottom):
                    continue
                for case in formula.cases(formula.enough):
                    a, b = map(formula.evaluation(case), (whole, written))
                    if residual(a, b) > EQUAL:
                        raise Pointless(
                            "what is differentiated on this side is not what is on the left",
                            "the same value, written out",
                            "correct the bracket",
                            part.start,
                        )


def _terms(node: Node) -> Iterator[Node]:
    node = bare(node)
    if isinstance(node, Sum):
        for term in node.terms:
            yield from _terms(term)
    elif isinstance(node, BigSum | Series):
        yield from _terms(node.body)
    else:
        yield node


def _lint_idle(formula: Formula, acknowledged: set[Node], more: Sequence[Point]) -> None:
    """Every symbol must matter: scaled, it must change its side."""
    points = [*(formula.points if formula.kinked else formula.enough), *more]
    cases = list(formula.cases(points))
    factors = (1 + SCALED_BY, *(FAR if formula.kinked else ()))
    for side in formula.chain.sides:
        plain: dict[int, Any] = {}
        for part in _occurrences(side, formula.scope):
            if part in acknowledged:
                continue
            for factor, (place, case) in itertools.product(factors, enumerate(cases)):
                if place not in plain:
                    plain[place] = formula.evaluation(case)(side)
                value = plain[place]
                try:
                    scaled = formula.evaluation(case, scaled=part, factor=factor)(side)
                except FalseStatement:  # it decides which of some cases holds
                    break
                if largest(abs(scaled - value)) > MOVED * largest(abs(value)):
                    break
            else:
                if _matters_before(formula, side, part):
                    continue
                raise Pointless(
                    f"{to_latex(part)} does not matter to the value of its side, such as "
                    f"{number(plain[0])} at {cases[0]}",
                    "symbols that all matter, or a factor marked \\underbrace{…}_{=0}",
                    "remove it, or mark what makes it vanish",
                    part.start,
                )


def _matters_before(formula: Formula, side: Node, part: Node) -> bool:
    """Whether a step beside this one needs the symbol, which only cancels by what a value is.

    With another number for a forward value or a size it matters, and both sides are equal still.
    """
    sides, model = formula.chain.sides, formula.scope.model
    at = sides.index(side)
    beside = [sides[n] for n in (at - 1, at + 1) if 0 <= n < len(sides)]
    names = {name for one in side.walk() if isinstance(one, Symbol) and (name := model.find(one))}
    cases = list(formula.cases(formula.enough))
    for name in (name for name in names if name.size_of or name.python in model.forward):
        freed = partial(_freed, name=name, model=model)
        for other in beside:
            if not any(isinstance(one, Symbol) and model.find(one) is name for one in other.walk()):
                continue
            if _agree_and_need(formula, freed(side), freed(other), part, cases):
                return True
    return False


def _freed(node: Node, name: Name, model: Model) -> Node:
    """The tree with another number in place of a value, but not in what is differentiated."""
    if isinstance(node, Partial) or (isinstance(node, Symbol) and model.find(node) is not name):
        return node  # the very same, which may be scaled
    if isinstance(node, Symbol):
        where = {"start": node.start, "end": node.end}
        factors = (Number(text=_OTHER, **where), node)
        return Group(items=(Product(factors=factors, **where),), **where)
    return mapped(node, partial(_freed, name=name, model=model))


def _agree_and_need(
    formula: Formula, side: Node, other: Node, part: Node, cases: Sequence[Case]
) -> bool:
    """Whether two sides are equal at all cases, and a symbol of the first one matters there."""
    matters = False
    try:
        for case in cases:
            value, its = (formula.evaluation(case)(one) for one in (side, other))
            if residual(value, its) > EQUAL:
                return False
            scaled = formula.evaluation(case, scaled=part)(side)
            matters |= bool(largest(abs(scaled - value)) > MOVED * largest(abs(value)))
    except (Problem, ArithmeticError):  # with another number there may be no value
        return False
    return matters


def _occurrences(node: Node, scope: Scope) -> Iterator[Node]:
    """Symbols and derivatives, each as one thing; what stands inside a derivative belongs to it."""
    if isinstance(node, Condition) and (_SINGLE & set(node.relations) or scope.compared(node)):
        return
    if isinstance(node, Symbol | Partial):
        if not (isinstance(node, Symbol) and node.is_e):
            yield node
        return
    children = [node.body] if isinstance(node, Underbrace | BigSum | Series) else node.children()
    if isinstance(node, Power) and counted_steps(node.exponent, scope.model):
        children = [node.base]
    for child in children:
        yield from _occurrences(child, scope)
