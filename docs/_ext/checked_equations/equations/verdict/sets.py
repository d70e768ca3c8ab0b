r"""`q \in (0, 1)` and `B \in \{0, 1\}`: what a number belongs to, checked as a relation.

The first says that 0 < q < 1, the second that B (B - 1) = 0, for all inputs in their domains.
"""

from collections.abc import Callable, Sequence

import numpy as np

from ..errors import FalseStatement
from ..latex.printer import to_latex
from ..meaning.scope import Scope
from ..meaning.shapes import has_arrays
from ..notation.domains import range_within
from ..notation.nodes import Dots, Interval, Listed
from ..notation.tree import Chain, Group, Node, Number, Product, Sum, Symbol, Underbrace
from ..values.formula import Case, Formula
from ..values.membership import IN, without_membership
from ..values.report import Report

REAL = r"\mathbb{R}"
_FIX = "correct the set, or declare in NOTATION the domain of the inputs that decide"


def in_set(formula: Formula, check: Callable[[Formula], Report]) -> Report | None:
    """The report on a number that belongs to a set; None for any other membership."""
    chain, scope = formula.chain, formula.scope
    member, whole = chain.sides[-2:]
    relation = (
        _relation(member, whole) if chain.relations.index(IN) == len(chain.sides) - 2 else None
    )
    if relation is None or not all(_is_number(side, scope) for side in relation.sides):
        return None
    said = f"{to_latex(member)} {IN} {to_latex(whole)}"
    stated = Formula(relation, scope)
    try:
        report = check(stated)
    except FalseStatement as problem:
        _, _, place = problem.wrong.rpartition(" at ")
        is_listed = isinstance(whole, Listed)
        problem.wrong = f"{said} is false" + (f" at {place}" if is_listed else f": {problem.wrong}")
        problem.expected, problem.fix = "a set that holds all values", _FIX
        raise
    _check_range(member, whole, said, stated)
    rest = without_membership(formula)
    return report if rest is None else check(rest)


def _relation(member: Node, whole: Node) -> Chain | None:
    """What a membership says, with numbers alone."""
    match whole:
        case Interval(low=low, high=high, closed=closed):
            return _chain((low, member, high), [r"\le" if reached else "<" for reached in closed])
        case Listed(items=items):
            at = {"start": member.start, "end": member.end}
            zero = Number(text="0", **at)
            apart = (Sum(terms=(member, item), signs=(1, -1), **at) for item in items)
            factors = tuple(Group(items=(difference,), **at) for difference in apart)
            product = factors[0] if len(factors) == 1 else Product(factors=factors, **at)
            return _chain((Underbrace(body=product, claim=zero, **at), zero), "=")
        case Symbol() if to_latex(whole) == REAL and isinstance(member, Symbol):
            return _chain((member, member), "=")  # it has a value, which is finite and real
    return None


def _chain(sides: tuple[Node, ...], relations: Sequence[str]) -> Chain:
    return Chain(sides=sides, relations=tuple(relations), texts=tuple(map(to_latex, sides)))


def _is_number(node: Node, scope: Scope) -> bool:
    """Whether it is a number: no array, and no index."""
    parts = node.walk()
    symbols = [part for part in parts if isinstance(part, Symbol) and not scope.knows(part)]
    is_index = any(symbol.latex in scope.model.index_letters for symbol in symbols)
    return (
        not is_index
        and not any(isinstance(part, Dots) for part in parts)
        and not has_arrays(node, scope)
    )


def _check_range(member: Node, whole: Node, said: str, stated: Formula) -> None:
    """Demand that the domain of an input is within an interval of numbers. Raises Problem."""
    model = stated.scope.model
    name = model.find(member) if isinstance(member, Symbol) else None
    if name is None or name.python not in model.example or not isinstance(whole, Interval):
        return
    evaluation = stated.evaluation(Case(stated.scope.points.example, {}))
    least, most = range_within(name.domain)
    for end, sign, farthest in ((whole.low, -1, least), (whole.high, 1, most)):
        is_constant = not any(isinstance(part, Symbol) for part in end.walk())
        if is_constant and sign * farthest > sign * np.real(evaluation(end)):
            raise FalseStatement(
                f"{said} is false: the domain of {name.latex} reaches {farthest:g}",
                "a set that holds all values",
                _FIX,
                end.start,
            )
