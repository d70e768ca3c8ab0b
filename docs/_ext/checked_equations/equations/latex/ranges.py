"""Sums, and what else is taken over a range: its sets, intervals and conditions; cases."""

import re
from dataclasses import replace
from typing import Any

import lark

from ..notation.nodes import Interval, Listed, Over
from ..notation.tree import (
    Condition,
    Elementwise,
    Entry,
    Group,
    Indicator,
    Node,
    Outer,
    Power,
    Product,
    Symbol,
    Transpose,
)
from . import differentials
from .branching import ASKED, asked, cases, condition, over_indices
from .constructs import Constructs
from .fonts import as_symbol
from .names import primes_in
from .signs import relation_of, takes_brackets
from .unread import unreadable

# The rules of what takes all to the end of its term.
TO_THE_END = ("big", "big_from", "over", "over_all", "under", "cases")
EXTREMES = (r"\max", r"\min")


class Ranges(Constructs):
    """Builds their nodes. Each method is called by the name of its rule."""

    has_sets: bool = False  # or conditions, which stand where they can alone

    def _group(self, children: list[Any], span: Any) -> Node:
        items = tuple(self.build(c) for c in children if isinstance(c, lark.Tree))
        self.has_sets |= any(isinstance(item, Condition) for item in items)
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
        for part in parts:
            if isinstance(part, Condition):
                compared = zip(part.sides[1:], part.relations, strict=True)
                allowed += [side for side, relation in compared if relation == r"\in"]
        sets = [found for node in allowed for found in _sets_in(node)]
        for part in parts:
            if isinstance(part, Interval | Listed) and not any(part is one for one in sets):
                raise unreadable(
                    "an interval or a set that nothing belongs to",
                    r"write ( ) or [ ] around what belongs together; a set stands behind \in",
                    part.start,
                )
            inside = part.items if isinstance(part, Group) else ()
            if stated := next((i for i in inside if isinstance(i, Condition)), None):
                raise unreadable(
                    f"the relation {stated.relations[0]} in brackets that hold no arguments",
                    r"write the statement by itself, \mathbb{1}[j = k] for the number that is 1 "
                    r"where it holds, or a function such as \delta_{jk}",
                    part.start,
                )

    def _big(self, children: list[Any], span: Any) -> Node:
        sign, below, *bound, body = children
        last = self.piece(bound[0].children[0]) if bound else None
        return self._ranged(str(sign), below, last, body, span)

    def _big_from(self, children: list[Any], span: Any) -> Node:
        r"""`\sum^n_{i=1}`, with the bound first."""
        sign, bound, below, body = children
        return self._big([sign, below, bound, body], span)

    def _over(self, children: list[Any], span: Any) -> Node:
        sign, below, body = children
        return self._taken_over(_sign(sign), _parts(below), body, span)

    def _over_all(self, children: list[Any], span: Any) -> Node:
        r"""`\sum x_i`, without an index."""
        return Over(sign=r"\sum", below=(), body=self._body(children[1]), **span)

    def _under(self, children: list[Any], span: Any) -> Node:
        r"""`\underset{w}{\max} f(w)`."""
        _, below, token, body = children
        sign = _sign(token)
        if sign in EXTREMES:
            return self._ranged(sign, below, None, body, span)
        return self._taken_over(sign, _parts(below), body, span)

    def _ranged(self, sign: str, below: Any, last: Node | None, body: Any, span: Any) -> Node:
        r"""Over indices, `\sum_{i=1}^{n}` or `\sum_{j \ne i}`, or over a set, `\sum_{i \in S}`."""
        letters: list[str] = []
        first: Node | None = None
        where: Condition | None = None
        others: list[Any] = []
        parts = _parts(below)
        for part in parts:
            stated = self._compared(part) if part.data == "condition" else None
            indices = _indices_in(part if stated is None else part.children[0])
            relations = () if stated is None else stated.relations
            if indices and stated is None:
                letters += indices
            elif stated and indices and relations == ("=",) and first is None:
                letters += indices
                first = stated.sides[1]
            elif stated and len(indices) == 1 and _is_order(relations) and where is None:
                index = _letter(indices[0], stated.start, stated.sides[0].end)
                where = replace(stated, sides=(index, stated.sides[1]))
            elif (
                stated and (inner := _index_between(part, stated)) and len(parts) == 1 and not last
            ):
                letters, (first, _, end) = [inner], stated.sides
                if relations[1] == "<":
                    index = _letter(inner, stated.start, stated.sides[1].end)
                    where = replace(stated, sides=(index, end), relations=("<",))
                else:
                    last = end
            else:
                others.append(part)
        if not others:
            self._check_reach(sign, node := self._body(body))
            return over_indices(sign, letters, (first, last), where, node, **span)
        is_set = len(others) == 1 and relations == (r"\in",) and first is where is None
        if last is not None or not (is_set or sign in EXTREMES):
            raise unreadable(
                f"{sign} over what is neither an index nor in a set",
                r"write the range of a sum as \sum_i, \sum_{i=1}^{n}, \sum_{i,j}, \sum_{j \ne i} "
                r"or \sum_{i \in S}",
                others[0].meta.start_pos,
            )
        return self._taken_over(sign, parts, body, span)

    def _taken_over(self, sign: str, parts: list[Any], tree: Any, span: Any) -> Node:
        self._check_reach(sign, body := self._body(tree))
        return Over(sign=sign, below=tuple(map(self.build, parts)), body=body, **span)

    def _check_reach(self, sign: str, body: Node) -> None:
        """Demand that it shows how far a sign reaches that is no sum's. Raises Problem."""
        if takes_brackets(sign) and begins_with_brackets(body):
            raise unreadable(
                f"it is not clear how far {sign} reaches",
                "put brackets around all that it acts on",
                body.start,
            )

    def _body(self, tree: Any) -> Node:
        """What is summed, which braces may hold as a whole."""
        if len(tree.children) == 1 and getattr(tree.children[0], "data", "") == "braced":
            (inside,) = tree.children[0].children
            if len(inside.children) == 1:  # one term: a sum in braces would group unseen
                return self.build(inside)
        return self.build(tree)

    def _condition(self, children: list[Any], span: Any) -> Node:
        tokens = [c for c in children if isinstance(c, lark.Token)]
        first, *others = (self.build(c) for c in children if isinstance(c, lark.Tree))
        behind = (
            self.belongs(side) if relation_of(token) == r"\in" else side
            for token, side in zip(tokens, others, strict=True)
        )
        return condition((first, *behind), tokens, **span)

    def _compared(self, tree: Any) -> Condition:
        """The condition of a tree that is one."""
        node = self.build(tree)
        assert isinstance(node, Condition)
        return node

    def _indicator(self, children: list[Any], span: Any) -> Node:
        return Indicator(condition=self.asked_of(children[1]), **span)

    def asked_of(self, tree: Any) -> Condition:
        """The condition of a tree, one that can be decided."""
        return asked(self._compared(tree))

    def _cases(self, children: list[Any], span: Any) -> Node:
        rows = [row.children for row in children if isinstance(row, lark.Tree)]
        trees = [c for row in rows for c in row[1:] if isinstance(c, lark.Tree)]
        otherwise = ["OTHERWISE" in (getattr(c, "type", "") for c in row) for row in rows]
        values = [self.build(row[0]) for row in rows]
        conditions = [asked(self._compared(tree)) for tree in trees]
        return cases(values, conditions, otherwise, **span)


def as_brackets(node: Node) -> Node:
    """A set of one, where it is a factor or a term, as the brackets that it is drawn as."""
    match node:
        case Listed(items=(item,)):
            return Group(items=(item,), start=node.start, end=node.end)
        case Power(base=Listed(items=(_,)) as base):
            return replace(node, base=as_brackets(base))
    return node


def _parts(below: Any) -> list[Any]:
    """The trees of what stands below a sign, with commas between."""
    parts = [c for c in below.children if getattr(c, "type", "") != "COMMA"]
    return [as_symbol(part) if isinstance(part, lark.Token) else part for part in parts]


def _is_order(relations: tuple[str, ...]) -> bool:
    r"""Whether it is one of `<` and the like, or `\ne`."""
    return len(relations) == 1 and relations[0] in ASKED and relations[0] != "="


def _index_between(tree: Any, stated: Condition) -> str:
    r"""The index of `1 \le j \le n` or `1 \le j < n`; '' for any other condition."""
    _, *others = (c for c in tree.children if isinstance(c, lark.Tree))
    if len(others) != 2 or stated.relations not in ((r"\le", r"\le"), (r"\le", "<")):
        return ""
    indices = _indices_in(others[0])
    return indices[0] if len(indices) == 1 else ""


def _indices_in(tree: Any) -> list[str]:
    """Index letters side by side, `ij` or `k'`; none of anything else."""
    symbols = [tree] if tree.data == "symbol" else differentials.factors(tree)
    letters = list(map(_index_in, symbols))
    return letters if all(letters) else []


def _index_in(tree: Any) -> str:
    """A letter, with its primes; '' for anything else."""
    if tree.data == "decorated" and all(suffix.data == "prime" for suffix in tree.children[1:]):
        marks = (primes_in(suffix.children[0]) for suffix in tree.children[1:])
        letter = _index_in(tree.children[0])
        return letter and letter + "'" * sum(marks)
    plain = tree.data == "symbol" and tree.children[0].type == "LETTER"
    return str(tree.children[0]) if plain else ""


def _letter(index: str, start: int, end: int) -> Symbol:
    """An index as a symbol, which a condition compares."""
    letter = index.rstrip("'")
    return Symbol(base=letter, primes=len(index) - len(letter), start=start, end=end)


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
