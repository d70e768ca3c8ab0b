"""The tree of a formula: names, numbers and operations, with their places in the LaTeX."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
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
        return tuple(self.__getstate__().values())

    @cached_property
    def _hash(self) -> int:
        return hash((type(self), self._values))

    def __getstate__(self) -> dict[str, Any]:
        """What is pickled: the fields, without what follows from them."""
        kind: Any = type(self)
        return {name: getattr(self, name) for name in ("start", "end", *_field_names(kind))}

    def children(self) -> Iterator["Node"]:
        for value in self._values[2:]:  # behind the places
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
    r"""`\hat{y}_k'`: base y, accent hat, one prime, subscripts (k,); `W_{21}^{(2)}`: layer (2).

    A subscript may be arithmetic without blanks, `t-1`, or have one itself, `y_i`. A layer is as
    it is written, in its brackets or without: `(l+1)`, `[l]`, `l`.
    """

    base: str
    accent: str = ""
    primes: int = 0
    layer: str = ""
    subscripts: tuple[str, ...] = ()

    @cached_property
    def stem(self) -> tuple[str, str, int, str]:
        """The name without its subscripts."""
        return self.base, self.accent, self.primes, self.layer

    @cached_property
    def key(self) -> tuple[Any, ...]:
        """The whole name, whatever its place in the LaTeX."""
        return self.base, self.accent, self.primes, self.layer, self.subscripts

    @property
    def is_e(self) -> bool:
        """Euler's number, unless the model has another e."""
        return self.base == "e" and self.key == ("e", "", 0, "", ())

    @cached_property
    def latex(self) -> str:
        base = _written(self.base, _NAME)
        name = rf"\{self.accent}{{{base}}}" if self.accent else base
        if self.subscripts:
            name += f"_{{{subscripts_latex(self.subscripts)}}}"
        name += "'" * self.primes  # TeX refuses a prime behind a superscript
        return name + ("^{" + layer_latex(self.layer) + "}" if self.layer else "")


_NAME = re.compile(r"[a-zA-Z]|.*\\.+")
_NESTED = r"[a-zA-Z]_([a-zA-Z0-9]|\{[a-zA-Z0-9]+\})"
_LETTERED = rf"\d*({_NESTED}|[a-zA-Z]'*|\\[a-zA-Z]+)"
_MORE = rf"([-+]({_LETTERED}|\d+))"
_SLICE = rf"({_LETTERED}{_MORE}*|\d+)?:({_LETTERED}{_MORE}*|\d+)?"
_INDEX = re.compile(
    rf"{_SLICE}|[a-zA-Z]'*|\d|\\[a-zA-Z]+(\{{.+\}})?|{_NESTED}|({_LETTERED}|\d+){_MORE}+"
)
# Arithmetic without a letter, such as x^{(2-1)}, is a power's.
_STEP = rf"({_NESTED}|[a-zA-Z]|\d+(\.\d+)?|{_LETTERED}{_MORE}+)"
_BRACKETED = re.compile(rf"(\({_STEP}\)|\[{_STEP}\]|\\langle {_STEP}\\rangle)+")
_ALONE = re.compile(rf"{_STEP}|[-+*]")


def is_index(text: str) -> bool:
    """Whether it is an index, with or without arithmetic: `j`, `j'`, `t-1`, `y_i`."""
    return _INDEX.fullmatch(text) is not None


def is_arithmetic(text: str) -> bool:
    """Whether it is an index that is more than a letter, a number or a word."""
    signed = text[0] != "\\" or re.search("[-+]", text)
    return bool(is_index(text) and not text.replace("'", "").isalnum() and signed) > (":" in text)


def is_slice(text: str) -> bool:
    """Whether it is a range of indices, `:` or `1:t`."""
    return ":" in text and is_index(text)


def is_bracketed(text: str) -> bool:
    """Whether it is a superscript that may name a layer in brackets: `(l+1)`, `[l](i)`."""
    return _BRACKETED.fullmatch(text) is not None


def is_step(text: str) -> bool:
    """Whether it is a superscript that may name a layer without brackets: `l+1`, `+`."""
    return _ALONE.fullmatch(text) is not None


def subscripts_latex(subscripts: tuple[str, ...]) -> str:
    """Subscripts as they are read back, with commas where one is more than a character."""
    separator = "" if all(len(s) == 1 and s.isascii() and s.isalnum() for s in subscripts) else ","
    return separator.join(_written(s.strip(), _INDEX) for s in subscripts)


def layer_latex(layer: str) -> str:
    """A layer as it is read back."""
    return layer if is_bracketed(layer) or is_step(layer) else rf"\text{{{layer}}}"


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
class Outer(Node):
    r"""`a \otimes b`, of vectors the outer product."""

    factors: tuple[Node, ...]


@_node
class Norm(Node):
    r"""`\|x\|`, with its subscript: `\|W\|_F`; `|x|` has single bars."""

    body: Node
    single: bool = False
    subscripts: tuple[str, ...] = ()


@_node
class Entry(Node):
    """`f(z)_c` or `(W x)_i`: an element of what stands in front."""

    body: Node
    subscripts: tuple[str, ...]


@_node
class Application(Node):
    r"""`h_\theta(x)`: a function with a sub- or superscript, which is its symbol's."""

    function: Symbol
    arguments: tuple[Node, ...]


@_node
class Condition(Node):
    """`0 < x < 1` or `i = j`: what holds at some points, or for some indices, and not at others."""

    sides: tuple[Node, ...]
    relations: tuple[str, ...]


@_node
class Indicator(Node):
    r"""`\mathbb{1}[i = j]`: one where the condition holds, else zero."""

    condition: Condition


@_node
class Cases(Node):
    """A value for each condition, and one more for where none holds, if there is one."""

    values: tuple[Node, ...]
    conditions: tuple[Condition, ...]


@_node
class Space(Node):
    r"""`\mathbb{R}^{n \times m}`, behind `\in`: what has these sizes."""

    sizes: tuple[Node, ...]


@_node
class Series(Node):
    r"""A sum, product, maximum or minimum over an index in a range: `\sum_{t=1}^{T-1}`, `\prod_j`.

    `where` is what the index has to obey besides, `\sum_{j \ne i}`. Sums of all are BigSum.
    """

    sign: str
    index: str
    first: Node | None
    last: Node | None
    where: Condition | None
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

    That is a number, or the symbol for the size of what the index runs over.
    """

    index: str
    first: int | None
    last: int | Symbol | None
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
    stands in \wrong{…}, which means nothing but its colour. `where` is what its indices obey.
    """

    sides: tuple[Node, ...]
    relations: tuple[str, ...]
    texts: tuple[str, ...]
    continues: bool = False
    marks: tuple[tuple[int, int], ...] = ()
    where: Condition | None = None

    def after(self, earlier: "Chain") -> "Chain":
        """A continuation with the left side that it goes on from."""
        sides = (without_places(earlier.sides[0]), *self.sides)
        texts = (earlier.texts[0], *self.texts)
        where = self.where or earlier.where
        return Chain(sides, self.relations, texts, marks=self.marks, where=where)

    def followed_by(self, continuation: "Chain") -> "Chain":
        """One chain of this one and of what goes on from it."""
        sides = (*map(without_places, self.sides), *continuation.sides)
        relations = (*self.relations, *continuation.relations)
        where = continuation.where or self.where
        return Chain(sides, relations, (*self.texts, *continuation.texts), where=where)


def counted(indices: int) -> str:
    """So many indices, in words."""
    return {0: "no index", 1: "one index"}.get(indices, f"{indices} indices")


def mapped(node: Node, change: Callable[[Node], Node], **changes: Any) -> Node:
    """The node with other values, and each part exchanged for what `change` makes of it."""
    kind: Any = type(node)
    for name in _field_names(kind):
        value = getattr(node, name)
        if isinstance(value, Node):
            changes[name] = change(value)
        elif isinstance(value, tuple):
            changes[name] = tuple(change(v) if isinstance(v, Node) else v for v in value)
    if not changes:
        return node
    made: Node = object.__new__(kind)  # `replace` takes long
    made.__dict__.update(node.__getstate__(), **changes)
    return made


def without_places(node: Node) -> Node:
    """The tree with all places 0: it was read from other LaTeX than what it stands beside."""
    return mapped(node, without_places, start=0, end=0)


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
