"""How far a product, a maximum or a function of a sum reaches: what it is the same for."""

import re
from collections.abc import Collection

from ..notation.tree import (
    BigSum,
    Elementwise,
    Node,
    Outer,
    Product,
    Quotient,
    Series,
    Symbol,
    is_index,
)
from .unread import unreadable

# Its value is the same whether it holds the factors behind it or not.
_SUM = r"\sum"


def check_range(sign: str, letters: Collection[str], body: Node) -> None:
    r"""Demand that a `\prod` or `\max` holds no factor that may stand behind it. Raises Problem.

    A sum may hold any: a factor that is the same in each term can be taken out of it.
    """
    if sign != _SUM and (factor := stray(body, letters)):
        raise unreadable(
            f"it is not clear whether {sign} holds the factor without {' or '.join(letters)} "
            "behind it",
            f"write the factor in front of {sign}, or put brackets around all that it holds",
            factor.start,
        )


def check_function(name: str, argument: Node) -> None:
    r"""Demand that `\log \sum_j` shows whether it takes a factor without j. Raises Problem."""
    letters = []
    while isinstance(argument, BigSum | Series):
        letters.append(argument.index)
        argument = argument.body
    if letters and (factor := stray(argument, letters)):
        raise unreadable(
            f"it is not clear how far {name} reaches",
            "put parentheses around what it acts on",
            factor.start,
        )


def stray(body: Node, letters: Collection[str]) -> Node | None:
    """A factor behind the first that has none of these indices; None if there is none."""
    _, *others = _factors(body)
    has_one = (any(_has_index(factor, letter) for letter in letters) for factor in others)
    return next((f for f, has in zip(others, has_one, strict=True) if not has), None)


def _factors(node: Node) -> tuple[Node, ...]:
    """What is multiplied in a row, and divided by with a slash; a fraction is one thing."""
    match node:
        case Product() | Elementwise() | Outer():
            return tuple(part for factor in node.factors for part in _factors(factor))
        case Quotient(top=top, bottom=bottom) if top.start == node.start < node.end:
            return (*_factors(top), bottom)
    return (node,)


def _has_index(node: Node, letter: str) -> bool:
    """Whether an index stands in it that no sum in it is over."""
    if isinstance(node, BigSum | Series) and node.index == letter:
        return False
    written = [*filter(is_index, getattr(node, "subscripts", ()))]
    if isinstance(node, Symbol):
        written += [node.base, node.layer]
    if any(letter in re.findall(r"\\?[a-zA-Z]+'*", part) for part in written):
        return True
    return any(_has_index(child, letter) for child in node.children())
