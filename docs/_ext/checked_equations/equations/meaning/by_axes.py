"""Products by axes and what is repeated, as in NumPy, where a module declares it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..errors import Problem
from ..latex.printer import to_latex
from ..models.model import BY_AXES
from ..notation.nodes import Repeated
from ..notation.sizes import UNIT_AXIS
from ..notation.tree import (
    Call,
    Chain,
    Elementwise,
    Group,
    Node,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    Transpose,
    Underbrace,
    bare,
    mapped,
)
from .blocks import with_blocks
from .by_size import shapes_in
from .scope import Scope
from .shapes import NUMBER, Shape, Shapes
from .wholes import times


def explicit(chain: Chain, scope: Scope) -> Chain:
    r"""The chain with `\odot` for what is meant so, and all that is repeated in full size.

    Raises Problem where two readings fit.
    """
    chain = with_blocks(chain, scope)
    repeats = any(name.each for name in scope.model.names)
    if scope.model.arrays != BY_AXES and not repeats:
        return chain
    shapes = shapes_in(Group(items=chain.sides, start=0, end=0), scope)
    if shapes is None:
        return chain
    reader = _Reader(scope, shapes)
    return replace(chain, sides=reader.alike(tuple(map(reader.read, chain.sides))))


@dataclass
class _Reader:
    """Reads the terms of a formula from the inside out."""

    scope: Scope
    shapes: Shapes

    @property
    def by_axes(self) -> bool:
        """Whether products go by axes, and numbers are added to each element."""
        return self.scope.model.arrays == BY_AXES

    def read(self, node: Node) -> Node:
        """The node with each part written out; what does not fit stays, for others to refuse."""
        if isinstance(node, Partial):
            return node if node.top is None else replace(node, top=self.read(node.top))
        node = mapped(node, self.read)
        try:
            match node:
                case Sum(terms=terms):
                    return replace(node, terms=self.alike(terms, self.by_axes))
                case Elementwise(factors=factors):
                    return replace(node, factors=self.alike(factors))
                case Product(factors=factors) if self.by_axes:
                    return self._product(node, factors)
                case Quotient(top=top, bottom=bottom) if self.by_axes:
                    return self._quotient(node, top, bottom)
        except _Unfit:
            pass
        return node

    def shape(self, node: Node) -> Shape:
        """The shape of a term. Raises _Unfit where it has none."""
        try:
            return self.shapes(node)
        except (Problem, AssertionError, KeyError):  # it is checked later whether it is computed
            raise _Unfit from None

    def each(self, node: Node) -> str:
        """Whether a term is the same in each row, or column, as NOTATION says of its symbols."""
        match node:
            case Symbol():
                name = self.scope.model.find(node)
                whole = name is not None and not name.indices(node)
                return name.each if name is not None and whole else ""
            case Group(items=(inner,)) | Underbrace(body=inner) | Quotient(top=inner):
                return self.each(inner)
            case Power(base=inner) | Call(arguments=(inner,)):
                return self.each(inner) if self.shape(node) == self.shape(inner) else ""
            case Repeated(shape=(_, columns), body=inner) if columns == UNIT_AXIS:
                return self.each(inner) or "number"
            case Sum(terms=parts) | Product(factors=parts) | Elementwise(factors=parts):
                found = {self.each(part) for part in parts if self.shape(part) != NUMBER}
                found -= {"number"}
                return found.pop() if len(found) == 1 else ""
        return ""

    def alike(self, nodes: tuple[Node, ...], with_numbers: bool = False) -> tuple[Node, ...]:
        """Terms of one shape, where some are repeated."""
        try:
            given = [(self.shape(node), self.each(node)) for node in nodes]
        except _Unfit:
            return nodes
        whole = {shape for shape, each in given if shape != NUMBER and not each}
        whole = whole or {shape for shape, _ in given if shape != NUMBER}
        if len(whole) != 1:
            return nodes
        (shape,) = whole
        pairs = zip(nodes, given, strict=True)
        return tuple(self._repeated(node, *one, shape, with_numbers) for node, one in pairs)

    def _repeated(
        self, node: Node, own: Shape, each: str, shape: Shape, with_numbers: bool
    ) -> Node:
        """A term in the shape of those beside it."""
        if own == shape or not (each or (own == NUMBER and with_numbers)):
            return node
        if own == NUMBER and shape[0] == shape[1]:
            raise Problem(
                f"{to_latex(node)} beside a square matrix: added to each element, or a multiple "
                "of the identity",
                "one meaning",
                "multiply the number by an array of ones, or by the identity, declared in NOTATION",
                node.start,
            )
        if own not in (NUMBER, (shape[1 if each == "row" else 0], UNIT_AXIS)):
            return node
        where = {"start": node.start, "end": node.end}
        body = Transpose(body=node, **where) if each == "row" else node
        return Repeated(body=body, shape=shape, **where)

    def _quotient(self, node: Quotient, top: Node, bottom: Node) -> Node:
        if self.shape(bottom) == NUMBER:
            return node
        where = {"start": bottom.start, "end": bottom.end}
        minus = Sum(terms=(Number(text="1", **where),), signs=(-1,), **where)
        inverse = Power(base=Group(items=(bottom,), **where), exponent=minus, **where)
        if self.shape(top) == NUMBER:
            return Product(factors=(top, inverse), start=node.start, end=node.end)
        factors = self.alike((top, inverse))
        return Elementwise(factors=factors, start=node.start, end=node.end)

    def _product(self, node: Product, factors: tuple[Node, ...]) -> Node:
        """The one way to multiply the factors that fits."""
        numbers = [factor for factor in factors if self.shape(factor) == NUMBER]
        arrays = [factor for factor in factors if self.shape(factor) != NUMBER]
        found = self._ways(arrays) if len(arrays) > 1 else {}
        if len(found) > 1:
            ways = list(found.values())[:2]
            raise Problem(
                f"{to_latex(node)}, which may be {to_latex(ways[0])}, or {to_latex(ways[1])}",
                "a product that fits in one way",
                r"write \odot and brackets, or declare the axes as two",
                node.start,
            )
        for way in found.values():
            if isinstance(way, Product) and not numbers:
                return replace(way, start=node.start, end=node.end)
            if not isinstance(way, Product):
                return replace(node, factors=(*numbers, way)) if numbers else way
        return node

    def _ways(self, factors: list[Node]) -> Mapping[Any, Node]:
        """The ways to multiply some factors, without those that come to the same."""
        if len(factors) == 1:
            return {(factors[0],): factors[0]}
        found: dict[Any, Node] = {}
        for at in range(1, len(factors)):
            after = self._ways(factors[at:]).items()
            for left_key, left in self._ways(factors[:at]).items():
                for right_key, right in after:
                    for way in self._joined(left, right):
                        kind = type(way)
                        parts = (*_parts(kind, left_key), *_parts(kind, right_key))
                        found.setdefault((kind, *parts), way)
        return found

    def _joined(self, left: Node, right: Node) -> Iterator[Node]:
        """The products of two factors by which they fit."""
        one, other = self.shape(left), self.shape(right)
        where = {"start": left.start, "end": right.end}
        each = self.each(left), self.each(right)
        if not any(each) and _fit(one, other):
            parts = _factors(Product, (left, right), self._in_brackets)
            yield Product(factors=parts, **where)
        factors = self.alike((left, right))
        if NUMBER not in (one, other) and self.shape(factors[0]) == self.shape(factors[1]):
            yield Elementwise(factors=_factors(Elementwise, factors, self._in_brackets), **where)

    def _in_brackets(self, node: Node) -> Node:
        if isinstance(bare(node), Product | Elementwise | Sum) and not isinstance(node, Group):
            return Group(items=(node,), start=node.start, end=node.end)
        return node


class _Unfit(Exception):
    """A term has no shape; what is wrong with it is said where the shapes are checked."""


def _fit(left: Shape, right: Shape) -> bool:
    try:
        times(left, right)
    except ValueError:
        return False
    return True


def _parts(kind: type[Node], key: tuple[Any, ...]) -> tuple[Any, ...]:
    """The factors of a way of this kind, for such products may be put into any brackets."""
    return key[1:] if key[0] is kind else (key,)


def _factors(
    kind: type[Product | Elementwise],
    nodes: Iterable[Node],
    in_brackets: Callable[[Node], Node],
) -> tuple[Node, ...]:
    found: list[Node] = []
    for node in nodes:
        found += node.factors if type(node) is kind else [in_brackets(node)]
    return tuple(found)
