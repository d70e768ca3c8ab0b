"""Relations and sums, by the signs that stand for them."""

from typing import Any

from .tree import BigSum, Condition, Group, Node, Number, Series, Sum, Symbol
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
