"""lark's tree to ours: functions applied, decorations merged, subscripts split."""

import re
from dataclasses import replace
from typing import Any, TypedDict

import lark

from .errors import Problem
from .tree import (
    BigSum,
    Call,
    Chain,
    Function,
    Group,
    Node,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    Underbrace,
    layer_of,
    shifted_letter,
)
from .vocabulary import Vocabulary


class Span(TypedDict):
    """Where a node stands in its LaTeX."""

    start: int
    end: int


def unreadable(wrong: str, fix: str, offset: int) -> Problem:
    """The complaint about LaTeX that the checker does not read."""
    return Problem(wrong, "LaTeX that the checker reads", fix, offset)


# A pair of brackets is about three levels. Evaluation needs a few frames of Python for each.
_DEEPEST = 120


class Builder:
    """Turns lark's tree into ours: applies functions, merges decorations, splits subscripts."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.depth = 0
        self.braces: list[int] = []  # where each \underbrace stands

    def chain(self, tree: lark.Tree[lark.Token], latex: str) -> Chain:
        sides = tuple(self.build(c.children[0]) for c in tree.children if isinstance(c, lark.Tree))
        relations = tuple(str(c) for c in tree.children if isinstance(c, lark.Token))
        texts = tuple(" ".join(latex[s.start : s.end].split()) for s in sides)
        return Chain(sides, relations, texts, tree.data == "continuation")

    def mention(self, tree: lark.Tree[lark.Token]) -> tuple[Node, ...]:
        return tuple(self.build(c) for c in tree.children if isinstance(c, lark.Tree))

    def build(self, tree: Any) -> Node:
        span = Span(start=tree.meta.start_pos, end=tree.meta.end_pos)
        if self.depth == _DEEPEST:
            raise unreadable(
                "the formula is nested too deeply", "give a part of it a name", span["start"]
            )
        self.depth += 1
        node: Node = getattr(self, f"_{tree.data}")(tree.children, span)
        self.depth -= 1
        return node

    def _expr(self, children: list[Any], span: Span) -> Node:
        terms: list[Node] = []
        signs: list[int] = []
        sign = 1
        for child in children:
            if isinstance(child, lark.Token):
                sign = 1 if child == "+" else -1
            else:
                terms.append(self.build(child))
                signs.append(sign)
        if signs == [1]:
            return terms[0]
        return Sum(terms=tuple(terms), signs=tuple(signs), **span)

    def _term(self, children: list[Any], span: Span) -> Node:
        items: list[tuple[str, Node]] = []
        operator = ""
        for child in children:
            if isinstance(child, lark.Token):
                operator = "/" if child == "/" else "*"
            else:
                items.append((operator, self.build(child)))
                operator = ""
        return self._product(self._apply(items), span)

    def _apply(self, items: list[tuple[str, Node]]) -> list[tuple[str, Node]]:
        """Let a function or a derivative operator take what stands directly to its right."""
        applied: list[tuple[str, Node]] = []
        rest = list(items)
        while rest:
            operator, node = rest.pop(0)
            following = rest[0][1] if rest and rest[0][0] == "" else None
            power = following.exponent if isinstance(following, Power) else None
            inner = following.base if isinstance(following, Power) else following
            if isinstance(node, Function) and isinstance(inner, Group):
                end = inner.end
                call: Node = Call(function=node, arguments=inner.items, start=node.start, end=end)
                if power is not None and following is not None:
                    call = Power(base=call, exponent=power, start=node.start, end=following.end)
                rest.pop(0)
                node = call
            elif isinstance(node, Function) and following is not None and node.name in _NAMED:
                rest.pop(0)
                if rest and rest[0][0] in ("", "/") and not isinstance(rest[0][1], Function):
                    raise unreadable(
                        f"it is not clear how far {node.name} reaches",
                        "put parentheses around what it acts on",
                        node.start,
                    )
                node = Call(
                    function=node, arguments=(following,), start=node.start, end=following.end
                )
            elif isinstance(node, Partial) and node.top is None and following is not None:
                rest.pop(0)
                if isinstance(following, Function) and _is_group(rest):
                    ((_, following),) = self._apply([("", following), ("", rest.pop(0)[1])])
                elif not isinstance(following, Group) and rest:
                    raise unreadable(
                        "it is not clear how far the derivative operator reaches",
                        "put brackets around what it acts on",
                        node.start,
                    )
                node = replace(node, top=following, end=following.end)
            applied.append((operator, node))
        return applied

    def _product(self, items: list[tuple[str, Node]], span: Span) -> Node:
        factors: list[Node] = []
        previous = ""
        for operator, node in items:
            if previous == "/" and operator == "":
                raise unreadable(
                    "a factor directly behind a quotient written with `/`",
                    r"use \frac, or parentheses",
                    node.start,
                )
            if operator == "/":
                top = factors.pop()
                node = Quotient(top=top, bottom=node, start=top.start, end=node.end)
            elif operator == "" and factors and _begins_with_digit(node):
                raise unreadable(
                    "a number directly behind a factor", r"write \cdot between them", node.start
                )
            factors.append(node)
            previous = operator
        return factors[0] if len(factors) == 1 else Product(factors=tuple(factors), **span)

    def _big_sum(self, children: list[Any], span: Span) -> Node:
        _, where, *bound, body = children
        index, *first = where.children
        for number in first:
            if number.type == "NUMBER" and not number.isdigit():
                raise unreadable(
                    f"the bound {number} of a sum", "write a whole number", number.start_pos
                )
        start = "".join(first)
        return BigSum(
            index=str(index),
            first=int(start) if start.isdigit() else start or None,
            last=self._bound(*bound[0].children) if bound else None,
            body=self.build(body),
            **span,
        )

    def _bound(self, written: Any) -> int | str | Symbol:
        """What stands above a sum: a token without braces, or what is within them."""
        if isinstance(written, lark.Token):
            span = Span(start=written.start_pos or 0, end=written.end_pos or 0)
            if written.type == "NUMBER" and len(written) > 1:
                raise unreadable(
                    "an unbraced bound of several digits, of which TeX takes only the first",
                    "put braces around it",
                    span["start"],
                )
            node = (self._number if written.type == "NUMBER" else self._symbol)([written], span)
        else:
            node = self.build(written)
        match node:
            case Symbol():
                return node
            case Number(text=text) if text.isdigit():
                return int(text)
        if shifted := shifted_letter(node):
            return shifted
        raise unreadable(
            "a bound of a sum that is neither a whole number nor a symbol",
            "write the number, or the symbol for the size of what the index runs over",
            node.start,
        )

    def _number(self, children: list[Any], span: Span) -> Node:
        return Number(text=str(children[0]), **span)

    def _symbol(self, children: list[Any], span: Span) -> Node:
        base = str(children[0])
        if base.startswith(r"\text{"):
            base = base[len(r"\text{") : -1].strip()
            if not base:
                raise unreadable(r"an empty \text", "write words, or leave it out", span["start"])
        if base in self.vocabulary.functions:
            return Function(name=base, **span)
        return Symbol(base=base, **span)

    def _function(self, children: list[Any], span: Span) -> Node:
        return Function(name=str(children[0]), **span)

    def _hat(self, children: list[Any], span: Span) -> Node:
        inner = children[1]
        if isinstance(inner, lark.Token):
            return Symbol(base=str(inner), hat=True, **span)
        node = self.build(inner)
        if not isinstance(node, Symbol) or node.hat:
            raise unreadable(
                "a hat over something that is not one symbol", "put it over one", span["start"]
            )
        return replace(node, hat=True, **span)

    def _decorated(self, children: list[Any], span: Span) -> Node:
        node = self.build(children[0])
        for suffix in children[1:]:
            end = suffix.meta.end_pos
            if suffix.data == "prime":
                node = self._prime(node, len(suffix.children[0]), end)
            elif suffix.data == "subscript":
                node = self._subscript(node, suffix, end)
            else:
                node = self._superscript(node, suffix, end)
        return node

    def _prime(self, node: Node, count: int, end: int) -> Node:
        if not isinstance(node, Symbol | Function) or node.primes:
            raise unreadable("a prime that belongs to no symbol", "put it behind a symbol", end - 1)
        return replace(node, primes=count, end=end)

    def _subscript(self, node: Node, suffix: Any, end: int) -> Node:
        if not isinstance(node, Symbol) or node.subscripts:
            raise unreadable(
                "a subscript that belongs to no symbol, or a second one",
                "write one subscript directly behind its symbol",
                suffix.meta.start_pos,
            )
        subscripts: list[str] = []
        for token in suffix.children:
            if isinstance(token, lark.Tree):
                subscripts.append("".join(map(str, token.children)))
                if "." in subscripts[-1]:
                    raise unreadable(
                        f"the index {subscripts[-1]}", "write whole numbers", token.meta.start_pos
                    )
            elif token.type == "TEXT":
                words = str(token)[len(r"\text{") : -1]
                if not words.strip():
                    raise unreadable(
                        r"an empty \text", "write words, or leave it out", token.start_pos
                    )
                subscripts.append(words)
            elif token.type != "COMMA":
                if "." in token:
                    raise unreadable(
                        f"the subscript {token}", "write whole numbers or letters", token.start_pos
                    )
                subscripts.extend(token)
        if not subscripts:
            raise unreadable(
                "a subscript of nothing", "write an index, or no subscript", suffix.meta.start_pos
            )
        last = suffix.children[-1]
        if (
            isinstance(last, lark.Token)
            and last.type == "NUMBER"
            and len(last) > 1
            and last.end_pos == end
        ):
            raise unreadable(
                "an unbraced subscript of several digits, of which TeX takes only the first",
                "put braces around it",
                suffix.meta.start_pos,
            )
        return replace(node, subscripts=tuple(subscripts), end=end)

    def _superscript(self, node: Node, suffix: Any, end: int) -> Node:
        (child,) = suffix.children
        if isinstance(child, lark.Token):
            if len(child) > 1:
                raise unreadable(
                    "an unbraced superscript of several digits, of which TeX takes only the first",
                    "put braces around it",
                    suffix.meta.start_pos,
                )
            span = Span(start=child.start_pos or 0, end=child.end_pos or 0)
            exponent: Node = (
                Number(text=str(child), **span)
                if child.type == "NUMBER"
                else self._symbol([child], span)
            )
        else:
            exponent = self.build(child)
        layer = layer_of(exponent)
        if layer and isinstance(node, Symbol):
            if node.layer:
                raise unreadable("a second layer on one symbol", "keep one", suffix.meta.start_pos)
            return replace(node, layer=layer, end=end)
        if isinstance(node, Quotient | Partial):
            raise unreadable(
                "a power of a fraction without brackets",
                "put brackets around the fraction",
                suffix.meta.start_pos,
            )
        if isinstance(node, Power):
            raise unreadable("a power of a power", "use parentheses", suffix.meta.start_pos)
        return Power(base=node, exponent=exponent, start=node.start, end=end)

    def _inline_partial(self, children: list[Any], span: Span) -> Node:
        _, top, _, _, bottom = children
        return Partial(top=self.build(top), bottom=self.build(bottom), **span)

    def _group(self, children: list[Any], span: Span) -> Node:
        items = tuple(self.build(c) for c in children if isinstance(c, lark.Tree))
        return Group(items=items, **span)

    def _braced(self, children: list[Any], span: Span) -> Node:
        terms = children[0].children
        if len(terms) > 1 or len(terms[0].children) > 1 or terms[0].children[0].data == "big_sum":
            raise unreadable(
                "braces around several things, which group them and cannot be seen",
                "write brackets, or leave the braces out",
                span["start"],
            )
        return replace(self.build(children[0]), **span)

    def _fraction(self, children: list[Any], span: Span) -> Node:
        _, top, bottom = children
        return Quotient(top=self.build(top), bottom=self.build(bottom), **span)

    def _root(self, children: list[Any], span: Span) -> Node:
        sign, inside = children
        end = (sign.start_pos or 0) + len(sign)
        function = Function(name=str(sign), start=span["start"], end=end)
        return Call(function=function, arguments=(self.build(inside),), **span)

    def _other_root(self, children: list[Any], span: Span) -> Node:
        raise unreadable(
            "a root that is not the square root",
            r"write a power, such as x^{\frac{1}{3}}",
            span["start"],
        )

    def _partial(self, children: list[Any], span: Span) -> Node:
        _, _, *tops, _, bottom = children
        top: Node | None = None
        if tops:
            inner = Span(start=tops[0].meta.start_pos, end=tops[-1].meta.end_pos)
            top = self._product(self._apply([("", self.build(t)) for t in tops]), inner)
        return Partial(top=top, bottom=self.build(bottom), **span)

    def _underbrace(self, children: list[Any], span: Span) -> Node:
        self.braces.append(span["start"])
        _, body, claim = children
        node = self.build(claim.children[0])
        words = isinstance(node, Symbol) and len(node.base) > 1 and node.base[0] != "\\"
        if words and isinstance(node, Symbol) and re.search(r"[\d=<>]", node.base):
            raise unreadable(
                f"the words {node.base} under a brace, which claim something",
                "write the claim as a formula, which is checked",
                node.start,
            )
        return Underbrace(body=self.build(body), claim=None if words else node, **span)


_NAMED = (r"\exp", r"\log", r"\ln", r"\sin", r"\cos", r"\tanh")


def _is_group(rest: list[tuple[str, Node]]) -> bool:
    return bool(rest) and rest[0][0] == "" and isinstance(rest[0][1], Group)


def _begins_with_digit(node: Node) -> bool:
    """Whether it would be drawn as one number with a number in front of it."""
    match node:
        case Number():
            return True
        case Power(base=inner) | Underbrace(body=inner) | Product(factors=(inner, *_)):
            return _begins_with_digit(inner)
    return False
