"""The tree of a formula: names, numbers and operations, with their places in the LaTeX."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from functools import cache, cached_property
from typing import Any, TypeVar, dataclass_transform

Kind = TypeVar("Kind")


# A tree is compared and looked up again and again: equality and hash are Node's, the hash kept.
@dataclass_transform(frozen_default=True, kw_only_default=True)
def _node(kind: type[Kind]) -> type[Kind]:
    return dataclass(frozen=True, kw_only=True, eq=False)(kind)


@_node
class Node:
    """A piece of a formula; `start` and `end` are its place in the LaTeX."""

    start: int
    end: int

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._values == other._values

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, field.name) for field in fields(self))

    @cached_property
    def _hash(self) -> int:
        return hash((type(self), self._values))

    def __getstate__(self) -> dict[str, Any]:
        """What is pickled: the fields, without what follows from them."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def children(self) -> Iterator["Node"]:
        kind: Any = type(self)
        for name in _field_names(kind):
            value = getattr(self, name)
            for item in value if isinstance(value, tuple) else (value,):
                if isinstance(item, Node):
                    yield item

    def walk(self) -> tuple["Node", ...]:
        """The node and all that it is made of, from left to right."""
        return self, *self._below

    @cached_property
    def _below(self) -> tuple["Node", ...]:
        return tuple(part for child in self.children() for part in child.walk())


@cache
def _field_names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.name not in ("start", "end"))


@_node
class Number(Node):
    text: str


@_node
class Symbol(Node):
    r"""`\hat{y}_k'`: base y, hat, one prime, subscripts (k,); `W_{21}^{(2)}`: layer (2)."""

    base: str
    hat: bool = False
    primes: int = 0
    layer: str = ""
    subscripts: tuple[str, ...] = ()

    @cached_property
    def stem(self) -> tuple[str, bool, int, str]:
        """The name without its subscripts."""
        return self.base, self.hat, self.primes, self.layer

    @cached_property
    def key(self) -> tuple[Any, ...]:
        """The whole name, whatever its place in the LaTeX."""
        return self.base, self.hat, self.primes, self.layer, self.subscripts

    @property
    def is_e(self) -> bool:
        """Euler's number, unless the model has another e."""
        return self.base == "e" and self.key == ("e", False, 0, "", ())

    @property
    def latex(self) -> str:
        base = _written(self.base, _NAME)
        name = rf"\hat{{{base}}}" if self.hat else base
        if self.subscripts:
            comma = "," if any(map(_SHIFTED.fullmatch, self.subscripts)) else ""
            name += "_{" + comma.join(_written(s, _INDEX) for s in self.subscripts) + "}"
        name += "'" * self.primes  # TeX refuses a prime behind a superscript
        return name + ("^{" + _written(self.layer, _LAYER) + "}" if self.layer else "")


_NAME = re.compile(r"[a-zA-Z]|\\.+")
_SHIFTED = re.compile(r"[a-zA-Z][+-]\d+")
_INDEX = re.compile(r"[a-zA-Z0-9]|[a-zA-Z][+-]\d+")
_LAYER = re.compile(r"\(([a-zA-Z]|\d+(\.\d+)?|[a-zA-Z][+-]\d+)\)")


def _written(name: str, plain: re.Pattern[str]) -> str:
    r"""A part of a symbol's name, in \text{…} unless it can be read back without it."""
    return name if plain.fullmatch(name) else rf"\text{{{name}}}"


@_node
class Function(Node):
    r"""A function by itself: \exp, or a declared one such as `f`, with primes for derivatives."""

    name: str
    primes: int = 0


@_node
class Sum(Node):
    """Terms with their signs, +1 or -1."""

    terms: tuple[Node, ...]
    signs: tuple[int, ...]


@_node
class Product(Node):
    factors: tuple[Node, ...]


@_node
class Elementwise(Node):
    r"""`a \odot b`: arrays of one shape, multiplied element by element."""

    factors: tuple[Node, ...]


@_node
class Transpose(Node):
    r"""`W^T` or `W^\top`, where W is declared as an array."""

    body: Node


@_node
class Quotient(Node):
    top: Node
    bottom: Node


@_node
class Power(Node):
    base: Node
    exponent: Node


@_node
class Call(Node):
    function: Function
    arguments: tuple[Node, ...]


@_node
class Partial(Node):
    r"""\partial top / \partial bottom; `top` is None in an operator that acts on nothing."""

    top: Node | None
    bottom: Node


@_node
class BigSum(Node):
    """The sum of `body` over an index; `last` is its last value where the author wrote one.

    That is a number, or the symbol for the size of what the index runs over. A bound in steps is
    a letter that may be shifted, such as `t+1`.
    """

    index: str
    first: int | str | None
    last: int | str | Symbol | None
    body: Node


@_node
class Group(Node):
    items: tuple[Node, ...]


@_node
class Underbrace(Node):
    """`claim` is what the brace says the body equals, None where it is only words."""

    body: Node
    claim: Node | None


@dataclass(frozen=True)
class Chain:
    r"""side REL side REL …, with the text of each side.

    A continuation has a relation in front of its first side. `marks` are the places of what
    stands in \wrong{…}, which means nothing but its colour.
    """

    sides: tuple[Node, ...]
    relations: tuple[str, ...]
    texts: tuple[str, ...]
    continues: bool = False
    marks: tuple[tuple[int, int], ...] = ()

    def after(self, earlier: "Chain") -> "Chain":
        """A continuation with the left side that it goes on from."""
        sides = (without_places(earlier.sides[0]), *self.sides)
        return Chain(sides, self.relations, (earlier.texts[0], *self.texts), marks=self.marks)


def mapped(node: Node, change: Callable[[Node], Node]) -> Node:
    """The node with each of its parts exchanged for what `change` makes of it."""
    kind: Any = type(node)
    changes: dict[str, Any] = {}
    for name in _field_names(kind):
        value = getattr(node, name)
        if isinstance(value, Node):
            changes[name] = change(value)
        elif isinstance(value, tuple):
            changes[name] = tuple(change(v) if isinstance(v, Node) else v for v in value)
    return replace(node, **changes) if changes else node


def without_places(node: Node) -> Node:
    """The tree with all places 0: it was read from other LaTeX than what it stands beside."""
    return replace(mapped(node, without_places), start=0, end=0)


def rewritten(node: Node, change: Callable[[Symbol], Node]) -> Node:
    """The tree with each symbol exchanged for what `change` makes of it."""
    if isinstance(node, Symbol):
        return change(node)
    return mapped(node, lambda part: rewritten(part, change))


def bare(node: Node) -> Node:
    """The node without parentheses around it."""
    while isinstance(node, Group) and len(node.items) == 1:
        (node,) = node.items
    return node


def is_root(node: Node) -> bool:
    r"""Whether it is a `\sqrt{…}`, which groups what it holds without brackets."""
    return isinstance(node, Call) and node.function.name == r"\sqrt"


def shifted_letter(node: Node) -> str:
    """`l+1` or `T-1` as an index writes it; '' for anything else."""
    match node:
        case Sum(terms=(Symbol() as symbol, Number(text=text)), signs=(1, sign)):
            if symbol.latex == symbol.base and len(symbol.base) == 1 and text.isdigit():
                return f"{symbol.base}{'+' if sign > 0 else '-'}{text}"
    return ""


def layer_of(exponent: Node) -> str:
    r"""The layer that a superscript names: `(2)`, or the words of \text{new}; '' for a power."""
    if isinstance(exponent, Group) and len(exponent.items) == 1:
        inner = exponent.items[0]
        if isinstance(inner, Number):
            return f"({inner.text})"
        if isinstance(inner, Symbol) and inner.latex == inner.base and len(inner.base) == 1:
            return f"({inner.base})"
        if shifted := shifted_letter(inner):
            return f"({shifted})"
    if isinstance(exponent, Symbol) and len(exponent.base) > 1 and exponent.base[0] != "\\":
        return exponent.base
    return ""
