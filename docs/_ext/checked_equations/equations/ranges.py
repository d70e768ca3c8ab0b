"""Sums, and what else is taken over a range: its sets, intervals and conditions."""

import re
from dataclasses import replace
from typing import Any

import lark

from .constructs import Constructs
from .fonts import as_symbol
from .nodes import Interval, Listed, Over, Related
from .signs import relation_of, sum_over
from .tree import (
    Elementwise,
    Entry,
    Group,
    Node,
    Outer,
    Power,
    Product,
    Series,
    Transpose,
)
from .unread import unreadable

BIG = ("big_sum", "big_sum_from", "over", "under")


class Ranges(Constructs):
    """Builds their nodes. Each method is called by the name of its rule."""

    has_sets: bool = False  # or conditions, which stand where they can alone

    def _group(self, children: list[Any], span: Any) -> Node:
        items = tuple(self.build(c) for c in children if isinstance(c, lark.Tree))
        self.has_sets |= any(isinstance(item, Related) for item in items)
        return self.bracketed(items, span) or Group(items=items, **span)

    def _interval(self, children: list[Any], span: Any) -> Node:
        self.has_sets = True
        items = tuple(self.build(c) for c in children if isinstance(c, lark.Tree))
        if len(items) != 2:
            raise unreadable(
                "brackets of two kinds in one pair",
                r"write ( ) or [ ]; an interval has two ends, x \in [0, 1)",
                span["start"],
            )
        return self._as_interval(items, span)

    def _as_interval(self, items: tuple[Node, ...], span: Any) -> Interval:
        closed = (self.latex[span["start"]] == "[", self.latex[span["end"] - 1] == "]")
        return Interval(low=items[0], high=items[1], closed=closed, **span)

    def _listed(self, children: list[Any], span: Any) -> Node:
        items = tuple(self.build(c) for c in children if isinstance(c, lark.Tree))
        self.has_sets = True
        return self.bracketed(items, span) or Listed(items=items, **span)

    def belongs(self, node: Node) -> Node:
        r"""What stands behind `\in` or `f:`, where a pair in brackets is an interval."""
        match node:
            case Group(items=(_, _) as ends):
                return self._as_interval(ends, {"start": node.start, "end": node.end})
            case Power(base=base):
                return replace(node, base=self.belongs(base))
            case Product(factors=factors):
                return replace(node, factors=tuple(map(self.belongs, factors)))
        return node

    def check_places(self, sides: tuple[Node, ...], relations: tuple[str, ...]) -> None:
        r"""Demand sets behind `\in` and in maps, conditions in a call alone. Raises Problem."""
        if not self.has_sets:
            return
        linked = zip(sides[len(sides) - len(relations) :], relations, strict=True)
        allowed = [side for side, relation in linked if relation in (r"\in", ":", r"\to")]
        parts = [part for side in sides for part in side.walk()]
        allowed += [p.right for p in parts if isinstance(p, Related) and p.relation == r"\in"]
        sets = [found for node in allowed for found in _sets_in(node)]
        for part in parts:
            if isinstance(part, Interval | Listed) and not any(part is one for one in sets):
                raise unreadable(
                    "an interval or a set that nothing belongs to",
                    r"write ( ) or [ ] around what belongs together; a set stands behind \in",
                    part.start,
                )
            inside = part.items if isinstance(part, Group) else ()
            if condition := next((i for i in inside if isinstance(i, Related)), None):
                raise unreadable(
                    f"the relation {condition.relation} in brackets that hold no arguments",
                    r"write the statement by itself, \mathbb{1}[j = k] for the number that is 1 "
                    r"where it holds, or a function such as \delta_{jk}",
                    part.start,
                )

    def _big_sum(self, children: list[Any], span: Any) -> Node:
        sign, where, *bound, body = children
        sign = str(sign)
        last = self.piece(bound[0].children[0]) if bound else None
        if where.data == "sum_but":
            index, *start, _, but = where.children
            again = start[-1] if start else index
            if again != index or len(start) > 3:
                raise unreadable(
                    f"a condition on {again} below a sum over {index}",
                    rf"write one on {index}, \sum_{{i=1, i \ne j}}^{{n}}",
                    again.start_pos,
                )
            return Series(
                sign=sign,
                index=str(index),
                first=self.build(start[0]) if start else None,
                last=last,
                but=str(but),
                body=self._body(body),
                **span,
            )
        letters = [str(c) for c in where.children if getattr(c, "type", "") == "LETTER"]
        firsts = [c for c in where.children if isinstance(c, lark.Tree)]
        if not letters or (len(letters) > 1 and (firsts or bound)):
            raise unreadable(
                "a sum with bounds over several indices at once",
                r"write one sum for each index, \sum_i \sum_j",
                span["start"],
            )
        first = self.build(firsts[0]) if firsts else None
        node = self._body(body)
        for letter in reversed(letters):
            node = sum_over(sign, letter, first, last, node, **span)
        return node

    def _big_sum_from(self, children: list[Any], span: Any) -> Node:
        r"""`\sum^n_{i=1}`, with the bound first."""
        sign, bound, where, body = children
        return self._big_sum([sign, where, bound, body], span)

    def _body(self, tree: Any) -> Node:
        """What is summed, which braces may hold as a whole."""
        if len(tree.children) == 1 and getattr(tree.children[0], "data", "") == "braced":
            (inside,) = tree.children[0].children
            if len(inside.children) == 1:  # one term: a sum in braces would group unseen
                return self.build(inside)
        return self.build(tree)

    def _related(self, children: list[Any], span: Any) -> Node:
        left, relation, right = children
        sign, end = relation_of(relation), self.build(right)
        end = self.belongs(end) if sign == r"\in" else end
        return Related(left=self.build(left), relation=sign, right=end, **span)

    def _within(self, children: list[Any], span: Any) -> Node:
        *left, relation, right = children
        return self._related([self._member(left, span), relation, right], span)

    def _member(self, parts: list[Any], span: Any) -> Any:
        """The tree of `x_i` or `(x, y)`, in front of the sign for "in"."""
        first, *others = parts
        if not isinstance(first, lark.Token):
            return lark.Tree("group", [first, *(c for c in others if c != ",")], first.meta)
        return lark.Tree("decorated", [as_symbol(first), *others], as_symbol(first).meta)

    def _over(self, children: list[Any], span: Any) -> Node:
        sign, below, body = children
        if below.data == "within":
            return self._taken_over(sign, (self.build(below),), body, span)
        inside = tuple(
            self.build(as_symbol(c) if isinstance(c, lark.Token) else c)
            for c in below.children
            if getattr(c, "type", "") != "COMMA"
        )
        return self._taken_over(sign, inside, body, span)

    def _under(self, children: list[Any], span: Any) -> Node:
        r"""`\underset{w}{\max} f(w)`."""
        _, *below, sign, body = children
        inside = tuple(self.build(c) for c in below if isinstance(c, lark.Tree))
        return self._taken_over(sign, inside, body, span)

    def _taken_over(self, token: Any, below: tuple[Node, ...], tree: Any, span: Any) -> Node:
        body = self.build(tree)
        if begins_with_brackets(body):
            raise unreadable(
                f"it is not clear how far {token} reaches",
                "put brackets around all that it acts on",
                body.start,
            )
        return Over(sign=_sign(token), below=below, body=body, **span)


def _sets_in(node: Node) -> list[Node]:
    """The sets that a power or a product of sets is made of."""
    match node:
        case Power(base=base):
            return _sets_in(base)
        case Product(factors=factors):
            return [found for factor in factors for found in _sets_in(factor)]
    return [node]


def begins_with_brackets(node: Node) -> bool:
    """Whether it is several factors, the first of them in brackets."""
    inner = node
    while True:
        match inner:
            case Product() | Elementwise() | Outer():
                inner = inner.factors[0]
            case Power(base=part) | Entry(body=part) | Transpose(body=part):
                inner = part
            case _:
                return isinstance(inner, Group) and isinstance(node, Product | Elementwise | Outer)


def _sign(token: str) -> str:
    text = "".join(token.split())
    if text.startswith(r"\mathbb"):
        return r"\mathbb{E}"
    kind = re.search(r"max|min", text)
    return rf"\arg{kind[0]}" if kind and "arg" in text else text
