"""LaTeX to a tree. The grammar is `latex.lark`; the tree knows names and terms, no values."""

import contextlib
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypedDict

import lark

from .errors import Problem

Start = Literal["chain", "mention"]


class Span(TypedDict):
    """Where a node stands in its LaTeX."""

    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Node:
    """A piece of a formula; `start` and `end` are its place in the LaTeX."""

    start: int
    end: int

    def children(self) -> Iterator["Node"]:
        kind: Any = type(self)
        for name in _field_names(kind):
            value = getattr(self, name)
            for item in value if isinstance(value, tuple) else (value,):
                if isinstance(item, Node):
                    yield item

    def walk(self) -> Iterator["Node"]:
        yield self
        for child in self.children():
            yield from child.walk()


@cache
def _field_names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.name not in ("start", "end"))


@dataclass(frozen=True, kw_only=True)
class Number(Node):
    text: str


@dataclass(frozen=True, kw_only=True)
class Symbol(Node):
    r"""`\hat{y}_k'`: base y, hat, one prime, subscripts (k,); `W_{21}^{(2)}`: layer (2)."""

    base: str
    hat: bool = False
    primes: int = 0
    layer: str = ""
    subscripts: tuple[str, ...] = ()

    @property
    def stem(self) -> tuple[str, bool, int, str]:
        """The name without its subscripts."""
        return self.base, self.hat, self.primes, self.layer

    @property
    def latex(self) -> str:
        base = (
            rf"\text{{{self.base}}}" if len(self.base) > 1 and self.base[0] != "\\" else self.base
        )
        name = rf"\hat{{{base}}}" if self.hat else base
        if self.subscripts:
            name += (
                "_{"
                + "".join(s if len(s) == 1 else rf"\text{{{s}}}" for s in self.subscripts)
                + "}"
            )
        if self.layer:
            name += "^{" + (self.layer if self.layer[0] == "(" else rf"\text{{{self.layer}}}") + "}"
        return name + "'" * self.primes


@dataclass(frozen=True, kw_only=True)
class Function(Node):
    r"""A function by itself: \exp, or a declared one such as `f`, with primes for derivatives."""

    name: str
    primes: int = 0


@dataclass(frozen=True, kw_only=True)
class Sum(Node):
    """Terms with their signs, +1 or -1."""

    terms: tuple[Node, ...]
    signs: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Product(Node):
    factors: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Quotient(Node):
    top: Node
    bottom: Node


@dataclass(frozen=True, kw_only=True)
class Power(Node):
    base: Node
    exponent: Node


@dataclass(frozen=True, kw_only=True)
class Call(Node):
    function: Function
    arguments: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Partial(Node):
    r"""\partial top / \partial bottom; `top` is None in an operator that acts on nothing."""

    top: Node | None
    bottom: Node


@dataclass(frozen=True, kw_only=True)
class BigSum(Node):
    """The sum of `body` over an index; `last` is its last value where the author wrote one."""

    index: str
    first: int | None
    last: int | None
    body: Node


@dataclass(frozen=True, kw_only=True)
class Group(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Underbrace(Node):
    """`claim` is what the brace says the body equals, None where it is only words."""

    body: Node
    claim: Node | None


@dataclass(frozen=True, kw_only=True)
class Wrong(Node):
    r"""\wrong{…}: marked as the differing part, evaluated as its body."""

    body: Node


@dataclass(frozen=True)
class Chain:
    """side REL side REL …, with the text of each side.

    A continuation has a relation in front of its first side.
    """

    sides: tuple[Node, ...]
    relations: tuple[str, ...]
    texts: tuple[str, ...]
    continues: bool = False


def rewritten(node: Node, change: Callable[[Symbol], Node]) -> Node:
    """The tree with each symbol exchanged for what `change` makes of it."""
    if isinstance(node, Symbol):
        return change(node)
    kind: Any = type(node)
    changes: dict[str, Any] = {}
    for name in _field_names(kind):
        value = getattr(node, name)
        if isinstance(value, Node):
            changes[name] = rewritten(value, change)
        elif isinstance(value, tuple):
            changes[name] = tuple(
                rewritten(item, change) if isinstance(item, Node) else item for item in value
            )
    return replace(node, **changes) if changes else node


def bare(node: Node) -> Node:
    """The node without parentheses or marks around it."""
    while (isinstance(node, Group) and len(node.items) == 1) or isinstance(node, Wrong):
        node = node.items[0] if isinstance(node, Group) else node.body
    return node


def refuse(wrong: str, mend: str, offset: int) -> Problem:
    """The complaint about LaTeX outside of the subset."""
    return Problem(wrong, "LaTeX of the checked subset", mend, offset)


GRAMMAR = Path(__file__).with_suffix(".lark")
_TABLES = Path(__file__).resolve().parents[3] / ".cache" / "latex.parser"


@cache
def _parser() -> lark.Lark:
    """The parser. lark keeps its tables in a file and knows by a digest when they are stale."""
    with contextlib.suppress(OSError):  # without the file it only takes longer
        _TABLES.parent.mkdir(exist_ok=True)
    return lark.Lark(
        GRAMMAR.read_text(encoding="utf-8"),
        parser="lalr",
        start=["chain", "mention"],
        propagate_positions=True,
        maybe_placeholders=False,
        strict=True,
        cache=str(_TABLES),
    )


def parse_chain(latex: str, functions: Collection[str]) -> Chain:
    """Read `A = B = C`; `functions` are the bases of declared functions.

    Raises Problem with the offset of the first thing that cannot be read.
    """
    _check_rows(latex)
    return _Builder(functions).chain(_parse(latex, "chain"), latex)


def parse_mention(latex: str, functions: Collection[str]) -> tuple[Node, ...]:
    r"""Read symbols or expressions that claim nothing: `W_{jk}`, `x \to z`."""
    return _Builder(functions).mention(_parse(latex, "mention"))


def _parse(latex: str, start: Start) -> lark.Tree[lark.Token]:
    try:
        return _parser().parse(latex, start=start)
    except lark.exceptions.UnexpectedInput as error:
        offset = len(latex) if error.pos_in_stream in (None, -1) else int(error.pos_in_stream or 0)
        found = re.compile(r"\\[a-zA-Z]+|\\?.|$", re.DOTALL).match(latex, offset)
        shown = found.group() if found and found.group() else "end of the formula"
        ended = isinstance(error, lark.exceptions.UnexpectedToken) and error.token.type == "$END"
        if ended:
            offset, shown = len(latex), "end of the formula"
        raise refuse(
            f"the LaTeX cannot be read at column {offset - latex.rfind(chr(10), 0, offset)}: "
            f"unexpected {shown}",
            "write it with the constructs listed in CONTRIBUTING.md, or close what is open",
            offset,
        ) from None


_ROW_END = re.compile(r"\\\\")
_ROW_START = re.compile(r"\s*&?\s*(\\q?quad)?\s*(=|\+|-|\\approx|\\cdot|\\times|\\end\{)")


def _check_rows(latex: str) -> None:
    for end in _ROW_END.finditer(latex):
        if not _ROW_START.match(latex, end.end()):
            raise refuse(
                "a row does not begin with a relation or an operator",
                r"begin each new row with `&=`, `&\quad +` or the like; separate formulas get "
                "displays of their own",
                end.start(),
            )


class _Builder:
    """Turns lark's tree into ours: applies functions, merges decorations, splits subscripts."""

    def __init__(self, functions: Collection[str]) -> None:
        self.functions = functions

    def chain(self, tree: lark.Tree[lark.Token], latex: str) -> Chain:
        sides = tuple(self.build(c.children[0]) for c in tree.children if isinstance(c, lark.Tree))
        relations = tuple(str(c) for c in tree.children if isinstance(c, lark.Token))
        texts = tuple(" ".join(latex[s.start : s.end].split()) for s in sides)
        return Chain(sides, relations, texts, tree.data == "continuation")

    def mention(self, tree: lark.Tree[lark.Token]) -> tuple[Node, ...]:
        return tuple(self.build(c) for c in tree.children if isinstance(c, lark.Tree))

    def build(self, tree: Any) -> Node:
        span = Span(start=tree.meta.start_pos, end=tree.meta.end_pos)
        node: Node = getattr(self, f"_{tree.data}")(tree.children, span)
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
                if rest and rest[0][0] == "" and not isinstance(rest[0][1], Function):
                    raise refuse(
                        f"it is not clear how far {node.name} reaches",
                        "put parentheses around what it acts on",
                        node.start,
                    )
                node = Call(
                    function=node, arguments=(following,), start=node.start, end=following.end
                )
            elif isinstance(node, Partial) and node.top is None and following is not None:
                rest.pop(0)
                if isinstance(following, Function) and rest and isinstance(rest[0][1], Group):
                    ((_, following),) = self._apply([("", following), ("", rest.pop(0)[1])])
                elif not isinstance(following, Group) and rest:
                    raise refuse(
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
                raise refuse(
                    "a factor directly behind a quotient written with `/`",
                    r"use \frac, or parentheses",
                    node.start,
                )
            if operator == "/":
                top = factors.pop()
                node = Quotient(top=top, bottom=node, start=top.start, end=node.end)
            elif operator == "" and factors and isinstance(node, Number):
                raise refuse(
                    "a number directly behind a factor", r"write \cdot between them", node.start
                )
            factors.append(node)
            previous = operator
        return factors[0] if len(factors) == 1 else Product(factors=tuple(factors), **span)

    def _big_sum(self, children: list[Any], span: Span) -> Node:
        _, where, *bound, body = children
        index, *first = where.children
        return BigSum(
            index=str(index),
            first=int(first[0]) if first else None,
            last=int(bound[0].children[0]) if bound else None,
            body=self.build(body),
            **span,
        )

    def _number(self, children: list[Any], span: Span) -> Node:
        return Number(text=str(children[0]), **span)

    def _symbol(self, children: list[Any], span: Span) -> Node:
        base = str(children[0])
        if base.startswith(r"\text{"):
            base = base[len(r"\text{") : -1].strip()
        if base in self.functions:
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
            raise refuse(
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
            raise refuse("a prime that belongs to no symbol", "put it behind a symbol", end - 1)
        return replace(node, primes=count, end=end)

    def _subscript(self, node: Node, suffix: Any, end: int) -> Node:
        if not isinstance(node, Symbol) or node.subscripts:
            raise refuse(
                "a subscript that belongs to no symbol, or a second one",
                "write one subscript directly behind its symbol",
                suffix.meta.start_pos,
            )
        subscripts: list[str] = []
        for token in suffix.children:
            if token.type == "TEXT":
                subscripts.append(str(token)[len(r"\text{") : -1])
            elif token.type != "COMMA":
                subscripts.extend(token)
        last = suffix.children[-1]
        if last.type == "NUMBER" and len(last) > 1 and last.end_pos == end:
            raise refuse(
                "an unbraced subscript of several digits, of which TeX takes only the first",
                "put braces around it",
                suffix.meta.start_pos,
            )
        return replace(node, subscripts=tuple(subscripts), end=end)

    def _superscript(self, node: Node, suffix: Any, end: int) -> Node:
        (child,) = suffix.children
        if isinstance(child, lark.Token):
            if len(child) > 1:
                raise refuse(
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
        layer = _layer(exponent)
        if layer and isinstance(node, Symbol):
            if node.layer:
                raise refuse("a second layer on one symbol", "keep one", suffix.meta.start_pos)
            return replace(node, layer=layer, end=end)
        if isinstance(node, Power):
            raise refuse("a power of a power", "use parentheses", suffix.meta.start_pos)
        return Power(base=node, exponent=exponent, start=node.start, end=end)

    def _inline_partial(self, children: list[Any], span: Span) -> Node:
        _, top, _, _, bottom = children
        return Partial(top=self.build(top), bottom=self.build(bottom), **span)

    def _group(self, children: list[Any], span: Span) -> Node:
        items = tuple(self.build(c) for c in children if isinstance(c, lark.Tree))
        return Group(items=items, **span)

    def _braced(self, children: list[Any], span: Span) -> Node:
        return replace(self.build(children[0]), **span)

    def _fraction(self, children: list[Any], span: Span) -> Node:
        _, top, bottom = children
        return Quotient(top=self.build(top), bottom=self.build(bottom), **span)

    def _partial(self, children: list[Any], span: Span) -> Node:
        _, _, *tops, _, bottom = children
        top: Node | None = None
        if tops:
            inner = Span(start=tops[0].meta.start_pos, end=tops[-1].meta.end_pos)
            top = self._product(self._apply([("", self.build(t)) for t in tops]), inner)
        return Partial(top=top, bottom=self.build(bottom), **span)

    def _underbrace(self, children: list[Any], span: Span) -> Node:
        _, body, claim = children
        node = self.build(claim.children[0])
        words = isinstance(node, Symbol) and len(node.base) > 1 and node.base[0] != "\\"
        if words and isinstance(node, Symbol) and re.search(r"[\d=<>]", node.base):
            raise refuse(
                f"the words {node.base} under a brace, which claim something",
                "write the claim as a formula, which is checked",
                node.start,
            )
        return Underbrace(body=self.build(body), claim=None if words else node, **span)

    def _wrong(self, children: list[Any], span: Span) -> Node:
        return Wrong(body=self.build(children[1]), **span)


_NAMED = (r"\exp", r"\log", r"\ln", r"\sin", r"\cos", r"\tanh")


def _layer(exponent: Node) -> str:
    r"""The layer that a superscript names: `(2)`, or the words of \text{new}; '' for a power."""
    if isinstance(exponent, Group) and len(exponent.items) == 1:
        inner = exponent.items[0]
        if isinstance(inner, Number):
            return f"({inner.text})"
        if isinstance(inner, Symbol) and inner.latex == inner.base and len(inner.base) == 1:
            return f"({inner.base})"
    if isinstance(exponent, Symbol) and len(exponent.base) > 1 and exponent.base[0] != "\\":
        return exponent.base
    return ""
