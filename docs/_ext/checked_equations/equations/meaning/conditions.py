"""What conditions compare, values or indices, and whether they hold."""

import itertools
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ..errors import FalseStatement
from ..latex.printer import to_latex
from ..models.points import Point
from ..notation.tree import Call, Cases, Function, Node, Series
from ..notation.walks import Place

HOLDS: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
    r"\le": operator.le,
    r"\ge": operator.ge,
    r"\ne": operator.ne,
}


# What takes one of several values.
EXTREMES: dict[str, Callable[..., int]] = {r"\max": max, r"\min": min}


def all_hold(relations: Sequence[str], values: Sequence[Any]) -> Any:
    """Whether each value stands in its relation to the next; by element, of arrays."""
    pairs = itertools.pairwise(values)
    held = [HOLDS[sign](a, b) for sign, (a, b) in zip(relations, pairs, strict=True)]
    return np.logical_and.reduce(held) if len(held) > 1 else held[0]


def number_of(
    place: Place, letters: Mapping[str, int], axes: Mapping[str, str], point: Point
) -> int:
    """A step, or an element counted from 1, where the letters have these values."""
    steps = point.model.steps
    counted = {a: value + (axes.get(a) not in steps) for a, value in letters.items()}
    sizes = {n.latex: point.sizes[n.size_of] for n in point.model.names if n.size_of}
    return place.at({**counted, **sizes})


class NoCase(FalseStatement):
    """None of some cases holds at a point."""


def chosen(node: Cases, held: Sequence[bool], where: str) -> Node:
    """The value of the only case that holds. Raises NoCase where none does."""
    holding = [asked for asked, holds in zip(node.conditions, held, strict=True) if holds]
    if len(holding) == 1:
        return node.values[list(held).index(True)]
    if not holding and len(node.values) > len(node.conditions):
        return node.values[-1]
    if not holding:
        raise NoCase(
            f"none of the cases holds {where}: {', '.join(map(to_latex, node.conditions))}",
            "one case that holds at each point",
            r"correct the conditions, with \le or \ge if equality is missing, or declare the "
            r"domain that leaves it out, such as nonzero; \text{otherwise} stands for all else",
            node.start,
        )
    raise FalseStatement(
        f"{' and '.join(map(to_latex, holding))} hold both {where}",
        "one case that holds at each point",
        r"correct the conditions; \text{otherwise} stands for all else",
        holding[-1].start,
    )


def is_extreme(node: Node) -> bool:
    r"""Whether it takes one of several values: `\max(0, z)` or `\max_j z_j`."""
    match node:
        case Series(sign=sign):
            return sign in EXTREMES
        case Call(function=Function(name=name, primes=0), arguments=(_, _, *_)):
            return name in EXTREMES
    return False


def extreme(sign: str, values: Sequence[Any], node: Node, where: str) -> int:
    """The place of the largest value, or of the smallest. Raises FalseStatement for no values."""
    if not values:
        raise FalseStatement(
            f"{to_latex(node)} is that of no values at {where}",
            "one value at least",
            "correct what its index runs over",
            node.start,
        )
    return EXTREMES[sign](range(len(values)), key=values.__getitem__)
