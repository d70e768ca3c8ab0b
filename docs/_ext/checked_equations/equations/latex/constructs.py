"""Matrices written out, dots, alphabets, fractions without braces, higher derivatives."""

import re
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Any

import lark

from ..notation.nodes import Dots, Matrix, Row
from ..notation.tree import (
    Function,
    Node,
    Number,
    Partial,
    Power,
    Quotient,
)
from .fonts import as_symbol, in_font
from .matrices import check_is_one_entry, is_bare
from .unread import unreadable


class Constructs(ABC):
    """Builds their nodes. Each method is called by the name of its rule."""

    latex: str
    dotted: bool = False  # whether there were dots

    @abstractmethod
    def build(self, tree: Any) -> Node: ...

    def piece(self, child: Any) -> Node:
        """What stands in braces, or a single letter or digit without them. Raises Problem."""
        if not isinstance(child, lark.Token):
            return self.build(child)
        start = child.start_pos or 0
        if child.type == "NUMBER":
            if len(child) > 1:
                raise unreadable(
                    f"{child} without braces, of which TeX takes only the first digit",
                    "put braces around it",
                    start,
                )
            return Number(text=str(child), start=start, end=start + 1)
        return self.build(as_symbol(child))

    def _digits(self, children: list[Any], span: Any) -> Node:
        r"""`\frac12`."""
        top, bottom = re.findall(r"\d", children[0])
        end = span["end"]
        return Quotient(
            top=Number(text=top, start=end - 2, end=end - 1),
            bottom=Number(text=bottom, start=end - 1, end=end),
            **span,
        )

    def _dots(self, children: list[Any], span: Any) -> Node:
        self.dotted = True
        return Dots(**span)

    def _matrix(self, children: list[Any], span: Any) -> Node:
        rows = [c for c in children if isinstance(c, lark.Tree)]
        if len(rows) > 1 and len(rows[-1].children) == 1 and not rows[-1].children[0].children:
            rows.pop()  # the last row may end with \\, too
        if is_bare(self.latex[span["start"] :]) and not self._in_brackets(span):
            raise unreadable(
                "a matrix without brackets, which groups its entries and cannot be seen",
                r"write \begin{bmatrix} … \end{bmatrix}",
                span["start"],
            )
        made = tuple(self._row_of(row, span["start"]) for row in rows)
        for cell in (cell for row in made for cell in row.cells):
            check_is_one_entry(self.latex[cell.start : cell.end], cell.start)
        for row in made[1:]:
            if len(row.cells) != len(made[0].cells):
                raise unreadable(
                    f"rows of {len(made[0].cells)} and of {len(row.cells)} entries in one matrix",
                    "write as many entries in each row",
                    row.start,
                )
        return Matrix(rows=made, **span)

    def _row_of(self, row: Any, start: int) -> Row:
        cells = [c for c in row.children if isinstance(c, lark.Tree)]
        for cell in cells:
            if not cell.children:
                raise unreadable(
                    "a matrix with an empty entry",
                    r"write each entry, 0 where it is zero, or dots, \cdots or \vdots",
                    getattr(row.meta, "start_pos", start),
                )
        built = tuple(self.build(cell.children[0]) for cell in cells)
        return Row(cells=built, start=built[0].start, end=built[-1].end)

    def _in_brackets(self, span: Any) -> bool:
        before, behind = self.latex[: span["start"]], self.latex[span["end"] :]
        return bool(
            re.search(r"[(\[{]\s*$", before)
            and re.match(r"\s*(\\[a-zA-Z]+\s*)?([)\]]|\\\})", behind)
        )

    def bracketed(self, items: tuple[Node, ...], span: Any) -> Matrix | None:
        """The matrix whose brackets these are."""
        if isinstance(items[0], Matrix) and is_bare(self.latex[items[0].start :]):
            return replace(items[0], **span)
        return None

    def _alphabet(self, children: list[Any], span: Any) -> Node:
        r"""`\mathbf{W_{ij}}`, in which each letter is bold."""
        sign, inner = children
        return self.build(in_font(sign, inner))

    def _higher(self, children: list[Any], span: Any) -> Node:
        r"""`\frac{\partial^2 f}{\partial x \partial y}`, which is differentiated by y first."""
        _, _, order, *rest = children
        below = next(i for i, c in enumerate(rest) if isinstance(c, lark.Token))
        bottoms = [self.build(c) for c in rest[below:] if isinstance(c, lark.Tree)]
        return self.nested(str(order), rest[:below], bottoms, span)

    def _higher_over(self, children: list[Any], span: Any) -> Node:
        return self._higher([None, *without_bar(children)], span)

    def nested(self, order: str, tops: list[Any], bottoms: list[Node], span: Any) -> Node:
        """A derivative of a derivative, as often as the order says. Raises Problem."""
        steps = [step for bottom in bottoms for step in _by(bottom)]
        if not tops or order != str(len(steps)) or len(steps) < 2:
            raise unreadable(
                f"a derivative of order {order} by {len(steps)} symbols"
                if tops
                else "a higher derivative of nothing",
                r"write \frac{\partial^2 L}{\partial w^2} or "
                r"\frac{\partial^2 L}{\partial w \partial v}",
                span["start"],
            )
        node: Node = self._row(tops)
        for step in reversed(steps):
            node = Partial(top=node, bottom=step, **span)
        return node

    @abstractmethod
    def _row(self, trees: list[Any]) -> Node: ...


def without_bar(children: list[Any]) -> list[Any]:
    r"""The parts of a fraction, without the \over between them."""
    return [c for c in children if not (isinstance(c, lark.Token) and c.type == "OVER_BAR")]


_WIDE = r"(?:\\[ ;:]|~|\\q?quad(?![a-zA-Z]))"
_WIDE_BEHIND, _WIDE_BEFORE = re.compile(rf"\s*{_WIDE}"), re.compile(rf"{_WIDE}(?:\s|\\[,!])*$")


def check_dots(items: list[tuple[str, Node]], latex: str) -> None:
    """Demand factors on both sides of dots in a product. Raises Problem."""
    for place, (operator, node) in enumerate(items):
        if not isinstance(node, Dots) or len(items) == 1:
            continue
        wide = _WIDE_BEFORE.search(latex[: node.start]) and _WIDE_BEHIND.match(latex, node.end)
        if operator == "" and wide:
            raise unreadable(
                "dots between spaces: a product that goes on, or what stands side by side",
                r"write a_1 \cdots a_n for a product, and & between the entries of a matrix",
                node.start,
            )
        before = items[place - 1][1] if place else None
        behind = items[place + 1] if place + 1 < len(items) else ("", None)
        reaches = isinstance(before, Function) or getattr(before, "top", before) is None
        beside = before is None or behind[1] is None or (reaches and operator == "")
        if beside or "/" in (operator, behind[0]) or isinstance(behind[1], Dots):
            raise unreadable(
                "dots in a product without a factor on each side",
                r"write the first factors and the last one, a_1 \cdots a_n",
                node.start,
            )


def _by(bottom: Node) -> list[Node]:
    """What a derivative is taken by, once for each time."""
    match bottom:
        case Power(base=base, exponent=Number(text=text)) if text.isdigit() and 1 < int(text) < 9:
            return [base] * int(text)
    return [bottom]
