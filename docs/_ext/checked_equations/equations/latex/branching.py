"""Conditions, the cases that they tell apart, and sums over what obeys them, as they are read."""

from collections.abc import Sequence

import lark

from ..notation.nodes import last_of
from ..notation.tree import Cases, Condition, Node, Symbol
from .reach import check_range
from .signs import relation_of, sum_over
from .unread import unreadable

# What a condition may ask.
ASKED = ("=", "<", ">", r"\le", r"\ge", r"\ne")
# Two ways to write one sign.
_SAME = {r"\leq": r"\le", r"\geq": r"\ge", r"\neq": r"\ne"}


def condition(
    sides: tuple[Node, ...], tokens: Sequence[lark.Token], start: int, end: int
) -> Condition:
    """Sides with the relations between them."""
    relations = tuple(_SAME.get(sign, sign) for sign in map(relation_of, tokens))
    return Condition(sides=sides, relations=relations, start=start, end=end)


def asked(found: Condition) -> Condition:
    """A condition that values obey or not. Raises Problem for a relation that compares nothing."""
    for relation, side in zip(found.relations, found.sides[1:], strict=True):
        if relation not in ASKED:
            raise unreadable(
                f"{relation} in a condition", r"write =, \ne, <, >, \le or \ge", side.start
            )
    return found


def cases(
    values: Sequence[Node],
    conditions: Sequence[Condition],
    otherwise: Sequence[bool],
    start: int,
    end: int,
) -> Cases:
    """The cases of some rows, each with a condition or for all else. Raises Problem."""
    if any(otherwise[:-1]):
        raise unreadable(
            "a case for all else that is not the last one",
            "write it last, and once",
            values[otherwise.index(True)].start,
        )
    if not conditions:
        raise unreadable("cases without a condition", "write the value by itself", start)
    return Cases(values=tuple(values), conditions=tuple(conditions), start=start, end=end)


def check_nothing_follows(terms: Sequence[Node]) -> None:
    """Demand that cases stand at the end, for nothing closes them. Raises Problem."""
    for term in terms[:-1]:
        if isinstance(last := last_of(term), Cases):
            raise unreadable(
                "a term behind cases, which nothing closes: it would seem to belong to the last",
                "write the cases last, or put brackets around them",
                last.start,
            )


def over_indices(
    sign: str,
    letters: Sequence[str],
    bounds: tuple[Node | None, Node | None],
    where: Condition | None,
    body: Node,
    start: int,
    end: int,
) -> Node:
    r"""`\sum_{i,j}`, `\prod_{k=1}^{n}` or `\sum_{j \ne i}`. Raises Problem for what is unclear."""
    index = where.sides[0] if where is not None else None
    if isinstance(index, Symbol):
        own = index.latex
        if any(letter != own for letter in letters):
            raise unreadable(
                f"a condition on {own} in a sum over {', '.join(letters)}",
                "write one sum for each index, with a condition on its own index",
                start,
            )
        letters = [own]
    if not letters or (len(letters) > 1 and bounds != (None, None)):
        raise unreadable(
            "a sum with bounds over several indices at once",
            r"write one sum for each index, \sum_i \sum_j",
            start,
        )
    check_range(sign, letters, body)
    for letter in reversed(letters):
        body = sum_over(sign, letter, bounds, where, body, start, end)
    return body
