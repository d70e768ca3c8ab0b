"""What stands between signs of its own: angles, bars, braces, roots."""

import re
from abc import abstractmethod
from dataclasses import replace
from typing import Any, TypedDict

import lark

from ..notation.nodes import Over
from ..notation.tree import (
    Application,
    Call,
    Elementwise,
    Function,
    Group,
    Node,
    Norm,
    Symbol,
    Underbrace,
)
from .claims import claims
from .composed import Bar
from .ranges import TO_THE_END, Ranges
from .signs import in_brackets
from .unread import unreadable

# What stands directly within brackets, and what is a whole term, whatever leaves room beside it.
_ROOM = r"(?:\s|~|\\[,;:! ]|\\(?:display|text)style(?![a-zA-Z]))*"
_SIZE = r"(?:\\(?:right|[bB]igg?r?)\s*)?"
_OPENED = re.compile(rf"[(\[]{_ROOM}$")
_CLOSED = re.compile(rf"{_ROOM}{_SIZE}[)\]]")
_BEFORE_TERM = re.compile(rf"(?:[(\[=+-]|^){_ROOM}$")
_BEHIND_TERM = re.compile(rf"{_ROOM}(?:{_SIZE}[)\]]|[=+,-]|$)")


class Span(TypedDict):
    """Where a node stands in its LaTeX."""

    start: int
    end: int


class Enclosed(Ranges):
    """Builds their nodes. Each method is called by the name of its rule."""

    raised: int  # in how many superscripts
    braces: list[int]  # where each \underbrace stands
    bars: list[Bar]  # those with values, which no brackets around them hold
    within: list[Bar]  # those of the expression that was built last

    @abstractmethod
    def _symbol(self, children: list[Any], span: Span) -> Node: ...

    def _inner(self, children: list[Any], span: Span) -> Node:
        r"""`\langle a, b \rangle`, the sum of the products of all elements."""
        factors = tuple(in_brackets(self.build(children[place])) for place in (1, 3))
        body = Elementwise(factors=factors, start=factors[0].start, end=factors[1].end)
        return Over(sign=r"\sum", below=(), body=body, **span)

    def _angle(self, children: list[Any], span: Span) -> Node:
        if not self.raised:
            raise unreadable(
                r"\langle outside a superscript",
                "write a product of vectors as a^T b, an average as a sum",
                span["start"],
            )
        return Group(items=(self.build(children[1]),), **span)

    def _norm(self, children: list[Any], span: Span) -> Node:
        return Norm(body=self.build(children[1]), **span)

    def _absolute(self, children: list[Any], span: Span) -> Node:
        return Norm(body=self.build(children[1]), single=True, **span)

    def _braced(self, children: list[Any], span: Span) -> Node:
        terms = children[0].children
        if len(terms) == 1 and terms[0].children[0].data not in TO_THE_END:
            node = self.build(children[0])
            self.bars += self.within  # braces hold nothing that is seen
            if len(terms[0].children) == 1 or isinstance(node, Call | Application):
                return replace(node, **span)
        if self._group_nothing(len(terms) > 1, span):
            return replace(self.build(children[0]), **span)
        raise unreadable(
            "braces around several things, which group them and cannot be seen",
            "write brackets, or leave the braces out",
            span["start"],
        )

    def _group_nothing(self, several: bool, span: Span) -> bool:
        """Whether braces hold all that brackets do, or a whole term."""
        before, behind = self.latex[: span["start"]], self.latex[span["end"] :]
        if _OPENED.search(before) and _CLOSED.match(behind):
            return True
        return not several and bool(_BEFORE_TERM.search(before) and _BEHIND_TERM.match(behind))

    def _root(self, children: list[Any], span: Span) -> Node:
        sign, inside = children
        end = (sign.start_pos or 0) + len(sign)
        function = Function(name=str(sign), start=span["start"], end=end)
        return Call(function=function, arguments=(self.piece(inside),), **span)

    def _other_root(self, children: list[Any], span: Span) -> Node:
        raise unreadable(
            "a root that is not the square root",
            r"write a power, such as x^{\frac{1}{3}}",
            span["start"],
        )

    def _underbrace(self, children: list[Any], span: Span) -> Node:
        self.braces.append(span["start"])
        _, body, claim = children
        if isinstance(claim, lark.Token):
            where = Span(start=claim.start_pos or 0, end=claim.end_pos or 0)
            node = self._symbol([claim], where)
        else:
            node = self.build(claim.children[0])
        words = isinstance(node, Symbol) and len(node.base) > 1 and node.base[0] != "\\"
        if words and isinstance(node, Symbol) and claims(node.base):
            raise unreadable(
                f"the words {node.base} under a brace, which claim something",
                "write the claim as a formula, which is checked",
                node.start,
            )
        return Underbrace(body=self.build(body), claim=None if words else node, **span)
