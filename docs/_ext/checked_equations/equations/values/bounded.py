"""What the domains of inputs leave of |x| and maxima: with q between 0 and 1, 1 - q is positive."""

import itertools
from fractions import Fraction
from functools import partial, reduce

from ..meaning.conditions import is_extreme
from ..meaning.scope import Scope
from ..notation.domains import range_within
from ..notation.tree import Call, Function, Group, Node, Norm, Number, Power, Product, Sum, Symbol

# No value is below the first, nor above the second: exact, but for what is infinite.
Bounds = tuple[Fraction | float, Fraction | float]
_INFINITE = float("inf")
_ANYTHING = -_INFINITE, _INFINITE
_SMALL_POWERS = tuple("123456789")


def is_ordered(part: Node, scope: Scope) -> bool:
    """Whether a length or a maximum compares what has one order within the domains.

    Where it compares equal numbers, it is the same on both sides.
    """
    match part:
        case Norm(body=body, single=True):
            low, high = _bounds(body, scope)
            return low >= 0 or high <= 0
        case Call(arguments=arguments) if is_extreme(part):
            found = [_bounds(argument, scope) for argument in arguments]
            pairs = itertools.combinations(found, 2)
            return all(a[0] >= b[1] or b[0] >= a[1] for a, b in pairs)
    return False


def _bounds(node: Node, scope: Scope) -> Bounds:
    """Between which numbers a part of a formula lies, as far as the domains that are obeyed say."""
    of = partial(_bounds, scope=scope)
    match node:
        case Number(text=text):
            return Fraction(text), Fraction(text)
        case Group(items=(inner,)):
            return of(inner)
        case Symbol():
            return _declared(node, scope)
        case Sum(terms=terms, signs=signs):
            pairs = zip(signs, map(of, terms), strict=True)
            ends = [(a, b) if sign > 0 else (-b, -a) for sign, (a, b) in pairs]
            return sum(low for low, _ in ends), sum(high for _, high in ends)
        case Product(factors=factors):
            return reduce(_times, map(of, factors))
        case Power(base=base, exponent=Number(text=text)) if text in _SMALL_POWERS:
            return reduce(_times, [of(base)] * int(text))
        case Power(base=Symbol(is_e=True) as e) if scope.model.find(e) is None:
            return 0, _INFINITE
        case Call(function=Function(name=r"\exp")):
            return 0, _INFINITE
    return _ANYTHING


def _declared(symbol: Symbol, scope: Scope) -> Bounds:
    """What the domain of an input leaves of it, or of an element of it."""
    name = scope.model.find(symbol)
    if name is None or len(name.indices(symbol)) < len(name.axes):
        return _ANYTHING
    return range_within(p for p in name.domain if (name.python, p) in scope.points.obeyed)


def _times(a: Bounds, b: Bounds) -> Bounds:
    found = [0 if 0 in pair else pair[0] * pair[1] for pair in itertools.product(a, b)]
    return min(found), max(found)
