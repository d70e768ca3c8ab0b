"""What a formula may hold: not all that is read is computed."""

import itertools
from collections.abc import Mapping

from ..errors import Problem
from ..latex.printer import to_latex
from ..notation.nodes import Dots, Interval, Listed, Over
from ..notation.tree import (
    Application,
    BigSum,
    Call,
    Chain,
    Condition,
    Function,
    Group,
    Node,
    Number,
    Partial,
    Product,
    Series,
    Space,
    Symbol,
    is_slice,
)
from .meant import NAMED_ANEW
from .scope import Scope, is_sum, place_of
from .size_terms import is_size

RELATIONS = ("=", r"\approx", "<", ">", r"\le", r"\leq", r"\ge", r"\geq", r"\ne", r"\neq")

UNCOMPUTED = (Application, Dots, Interval, Listed, Over, Space)
# What to write instead, where it is not the formula of one element.
_INSTEAD = {
    Application: "declare it as a function in NOTATION, leave the arguments of a value out, or "
    "write it for one element, with its indices",
    Dots: r"write a sum or a product over an index, or all terms; x_1 + x_2 + \dots + x_n is a sum "
    "over all x if n is declared as how many there are",
    Over: "write a sum over an index, or compute it in the module and declare it in NOTATION",
}


def check_is_computed(chain: Chain, everything: Node, scope: Scope) -> None:
    """Demand relations and operations that are computed. Raises Problem."""
    for place, relation in enumerate(chain.relations, start=-len(chain.relations)):
        if relation == r"\gets":
            raise Problem(
                f"{relation}, which gives {to_latex(chain.sides[place - 1])} another value",
                "an equation for the new value, which has a name of its own",
                NAMED_ANEW,
                chain.sides[place].start,
            )
        if relation not in RELATIONS:
            raise Problem(
                f"the relation {relation} is read, but not checked",
                "equations and inequalities",
                "state what can be checked: name a new value by a prime or a superscript, say "
                "sizes in the text",
                chain.sides[place].start,
            )
    for part in everything.walk():
        if not _is_computed(part):
            raise Problem(
                f"{to_latex(part)} is read, but not computed",
                "numbers and arrays, sums, products, calls and derivatives",
                _INSTEAD.get(type(part), "write it for one element, with its indices"),
                part.start,
            )
    _check_arguments(everything, scope)


def _check_arguments(everything: Node, scope: Scope) -> None:
    """Demand no factor that may be an argument: `E(c)` of a value E. Raises Problem."""
    for part in everything.walk():
        factors = part.factors if isinstance(part, Product) else ()
        for factor, following in itertools.pairwise(factors):
            if _is_argument(following, scope) and _is_value(factor, scope):
                raise Problem(
                    f"{to_latex(factor)} {to_latex(following)} is a product, or a value at an "
                    "argument",
                    "one meaning",
                    "leave the brackets out for a product; an argument is declared in NOTATION",
                    following.start,
                )


def _is_argument(node: Node, scope: Scope) -> bool:
    """Whether it is a symbol or a number in brackets, and not the size of an axis."""
    match node:
        case Group(items=(Symbol() as symbol,)):
            name = scope.model.find(symbol)
            return name is None or not name.size_of
    return isinstance(node, Group) and isinstance(node.items[0], Number)


def _is_value(node: Node, scope: Scope) -> bool:
    """Whether it follows from others: a derivative, or what the forward pass computes."""
    match node:
        case Partial(top=Node()):
            return True
        case Call(function=Function(primes=primes)):
            return primes > 0
        case Symbol():
            name = scope.model.find(node)
            return name is not None and name.python in scope.model.forward
    return False


def _is_computed(part: Node) -> bool:
    match part:
        case Symbol(subscripts=subscripts):
            return not any(map(is_slice, subscripts))
        case Call(arguments=arguments):
            return not any(isinstance(argument, Condition) for argument in arguments)
    return not isinstance(part, UNCOMPUTED)


def check_bound_apart(everything: Node, free: set[str]) -> None:
    """Demand that no sum takes an index that has a value there already. Raises Problem."""
    stack = [(everything, free)]
    while stack:
        node, taken = stack.pop()
        if is_sum(node):
            if node.index in taken:
                sign = node.sign if isinstance(node, Series) else r"\sum"
                raise Problem(
                    f"{sign} runs over the index {node.index}, which stands for one value around "
                    "it already",
                    "an index of its own for each sum",
                    f"rename the index of {sign}, where it is that one",
                    node.start,
                )
            taken = {*taken, node.index}
        stack += [(child, taken) for child in node.children()]


def check_bounds(
    node: BigSum | Series, axes: Mapping[str, str], scope: Scope, kept: frozenset[str]
) -> None:
    """A sum runs up to the size of what its index runs over, or to what another index says."""
    model, axis = scope.model, axes[node.index]
    size = model.sizes.get(axis, f"the size of {axis}")
    for bound in (b for b in (node.first, node.last) if b is not None):
        named = model.find(bound) if isinstance(bound, Symbol) and bound is node.last else None
        if named is not None and named.size_of == axis:
            continue
        if isinstance(bound, Node) and bound is node.last and is_size(bound, axis, model):
            continue
        place = place_of(bound)
        start = bound.start if isinstance(bound, Node) else node.start
        if place is None:
            raise Problem(
                f"the bound {to_latex(bound) if isinstance(bound, Node) else bound} of a sum over "
                f"{axis}",
                f"a number, another index or the size of {axis}, plus or minus a number"
                + (", or that size as SIZES gives it" if axis in model.size_rules else ""),
                "correct the bound, or leave it out",
                start,
            )
        letter = Symbol(base=place.letter, start=0, end=0)
        if place.letter and (scope.knows(letter) or place.letter not in axes):
            name = model.find(letter)
            size_of = name.size_of if name is not None else ""
            if size_of != axis:
                known = [n.latex for n in model.names if n.size_of == axis]
                raise Problem(
                    f"the bound {letter.latex} of a sum over {axis} is "
                    + (f"the size of {size_of}" if size_of else "declared as no size"),
                    f"{known[0] if known else size}, the size of {axis}",
                    "correct the bound, leave it out, or declare it in NOTATION with the shape "
                    f"`size of {axis}`",
                    start,
                )
    first, last = (None if b is None else place_of(b) for b in (node.first, node.last))
    if last is not None and not last.letter and axis not in kept:
        raise Problem(
            f"the bound {last} of a sum over {axis}, whose size the side names elsewhere, or "
            "leaves open in another sum",
            f"the symbol for the size of {axis}, or the number in each sum",
            "write one for the other",
            node.start,
        )
    below = first is not None and not first.letter and first.shift < 1
    if below or (last is not None and not last.letter and last.shift != size):
        raise Problem(
            f"the sum over {node.index} runs from {first or 1} to {last or size}",
            f"1 to {size}, the size of {axis}",
            f"{'count from 1' if below else 'correct the bounds'}, or leave them out",
            node.start,
        )
