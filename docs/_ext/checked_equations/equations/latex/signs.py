"""Relations and sums, by the signs that stand for them; what a missing sign leaves open."""

import itertools
from collections.abc import Iterable
from typing import Any

from ..notation.tree import (
    BigSum,
    Condition,
    Group,
    Node,
    Number,
    Quotient,
    Series,
    Sum,
    Symbol,
    Underbrace,
)
from .unread import unreadable

_RELATIONS = {
    r"\coloneqq": ":=",
    r"\triangleq": "=",
    r"\equiv": "=",
    r"\doteq": "=",
    r"\leftarrow": r"\gets",
    r"\rightarrow": r"\to",
    r"\colon": ":",
    ">=": r"\ge",
    "<=": r"\le",
}


def relation_of(token: str) -> str:
    """A relation, with one sign for all that define."""
    text = "".join(token.split())
    return _RELATIONS.get(text, text)


def behind(sign: Any, node: Node) -> Node:
    r"""What stands behind a minus that follows another sign, as if both were in brackets.

    So `2 \cdot -1` is `2 \cdot (-1)`; behind any other sign it is as it is.
    """
    if len(sign) == 1 or sign[-1:] != "-":
        return node
    at = {"start": sign.end_pos - 1, "end": node.end}
    return Group(items=(Sum(terms=(node,), signs=(-1,), **at),), **at)


def in_brackets(node: Node) -> Node:
    """The node, in brackets if it is a sum."""
    if not isinstance(node, Sum):
        return node
    return Group(items=(node,), start=node.start, end=node.end)


def is_mixed(before: Node, node: Node) -> bool:
    r"""Whether two factors side by side look like a mixed number, `1 \frac{1}{2}`."""
    before, node = map(_unmarked, (before, node))
    return (
        _is_whole(before)
        and isinstance(node, Quotient)
        and _is_whole(node.top)
        and _is_whole(node.bottom)
    )


def _is_whole(node: Node) -> bool:
    return isinstance(node, Number) and node.text.isdigit()


def _unmarked(node: Node) -> Node:
    while isinstance(node, Underbrace):
        node = node.body
    return node


def check_mixed(items: Iterable[tuple[str, Node]]) -> None:
    """Demand a sign between a whole number and a fraction of such numbers. Raises Problem."""
    for (_, before), (operator, node) in itertools.pairwise(items):
        if operator == "" and is_mixed(before, node):
            raise unreadable(
                "a whole number in front of a fraction of whole numbers: their product, or a mixed "
                "number, which is their sum",
                r"write 2 \cdot \frac{1}{2} for the product, 2 + \frac{1}{2} for the sum",
                before.start,
            )


def sum_over(
    sign: str,
    index: str,
    bounds: tuple[Node | None, Node | None],
    where: Condition | None,
    body: Node,
    start: int,
    end: int,
) -> Node:
    """A sum to a size, or a series where the range is another one."""
    for bound in bounds:
        if isinstance(bound, Number) and not bound.text.isdigit():
            raise unreadable(
                f"the bound {bound.text} of a sum, neither a whole number nor a symbol",
                "write a whole number, or the symbol for the size of what the index runs over",
                bound.start,
            )
    first, last = bounds
    lowest = int(first.text) if isinstance(first, Number) else first
    highest = int(last.text) if isinstance(last, Number) else last
    at = {"start": start, "end": end}
    if (
        sign == r"\sum"
        and where is None
        and (lowest is None or isinstance(lowest, int))
        and (highest is None or isinstance(highest, int | Symbol))
    ):
        return BigSum(index=index, first=lowest, last=highest, body=body, **at)
    return Series(sign=sign, index=index, first=first, last=last, where=where, body=body, **at)


def takes_brackets(sign: str) -> bool:
    r"""Whether brackets behind it seem to hold all that it acts on, as those of `\max_j (…)` do."""
    return sign not in (r"\sum", r"\prod")
