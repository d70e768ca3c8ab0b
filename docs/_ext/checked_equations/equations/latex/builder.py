"""lark's tree to ours: functions applied, decorations merged, subscripts split."""

from dataclasses import replace
from typing import Any

import lark

from ..notation.nodes import Dots, Gradient, Nabla, Primed
from ..notation.tree import (
    Chain,
    Entry,
    Function,
    Group,
    Node,
    Norm,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Space,
    Sum,
    Symbol,
    without_places,
)
from ..notation.vocabulary import STANDARD, WELL_KNOWN, Vocabulary
from . import differentials
from .branching import check_nothing_follows
from .claims import leads_over
from .composed import Bar, at_value, check_bars
from .constructs import check_dots, without_bar
from .enclosed import Enclosed, Span
from .names import accent_of, name_of, primes_in, subscripts_of
from .products import applied, composed, product, stacked
from .ranges import as_brackets
from .respelled import WHOLE
from .signs import behind, check_mixed, relation_of
from .superscripts import raised, written
from .unread import unreadable
from .words import joined

# A pair of brackets is about three levels. Evaluation needs a few frames of Python for each.
_DEEPEST = 120


class Builder(Enclosed):
    """Turns lark's tree into ours: applies functions, merges decorations, splits subscripts."""

    def __init__(self, vocabulary: Vocabulary, latex: str) -> None:
        self.vocabulary = vocabulary
        self.latex = latex
        self.depth = 0
        self.raised = 0  # in how many superscripts
        self.braces: list[int] = []  # where each \underbrace stands
        self.bars: list[Bar] = []  # those with values, which no brackets around them hold

    def chain(self, tree: lark.Tree[lark.Token], latex: str) -> Chain:
        trees = [c for c in tree.children if isinstance(c, lark.Tree)]
        built = [self.build(c.children[0]) for c in trees if c.data == "side"]
        wheres = [self.asked_of(c.children[1]) for c in trees if c.data == "where"]
        tokens = [c for c in tree.children if isinstance(c, lark.Token)]
        if len(wheres) > 1:
            raise unreadable(
                "a condition in front of an equation, and another one behind it",
                "write one condition",
                wheres[1].start,
            )
        if wheres and trees[0].data == "where":
            tokens.pop(0)  # the colon behind it
        relations = list(map(relation_of, tokens))
        for place, relation in enumerate(reversed(relations), start=1):
            if relation in (r"\in", ":", r"\to"):
                built[-place] = self.belongs(built[-place])
        sides = tuple(built)
        for side in sides if relations else ():
            self._check_names(side)
        self.check_places(sides, tuple(relations))
        if relations and relations[0] in (":=", r"\gets"):
            # A value that is set anew from its old one is no equation.
            again = without_places(sides[0]) in map(without_places, sides[-1].walk())
            relations[0] = r"\gets" if again else "="
        texts = tuple(" ".join(latex[s.start : s.end].split()) for s in sides)
        continues = tree.data == "continuation"
        return Chain(sides, tuple(relations), texts, continues, where=next(iter(wheres), None))

    def _check_names(self, side: Node) -> None:
        """Demand that a side is no words, which would become a name. Raises Problem."""
        plain = isinstance(side, Symbol) and side.base not in self.vocabulary.declared
        if plain and isinstance(side, Symbol) and side.base[0] != "\\" and leads_over(side.base):
            raise unreadable(
                f"the words {side.base} where a side of a relation stands",
                "write words outside of the formula, and each statement by itself",
                side.start,
            )

    def mention(self, tree: lark.Tree[lark.Token]) -> tuple[Node, ...]:
        nodes = [self.build(c) for c in tree.children if isinstance(c, lark.Tree)]
        self.check_places(tuple(nodes), ())
        return tuple(node for node in nodes if not isinstance(node, Dots))

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
        sign, outside, self.bars = "+", self.bars, []
        for child in children:
            if isinstance(child, lark.Token):
                sign = child
            else:
                terms.append(behind(sign, self.build(child)))
                signs.append(-1 if sign[0] == "-" else 1)
        check_bars(self.bars, terms, self.latex)
        self.within, self.bars = self.bars, outside
        if signs == [1]:
            return terms[0]
        terms = list(map(as_brackets, terms))
        check_nothing_follows(terms)
        return Sum(terms=tuple(terms), signs=tuple(signs), **span)

    def _term(self, children: list[Any], span: Span) -> Node:
        items: list[tuple[str, Node]] = []
        signs: dict[int, str] = {}  # in front of factors, by where these begin
        operator = sign = ""
        if places := differentials.inline(children, self.vocabulary):
            begin, slash, end = places
            where = Span(start=children[begin].meta.start_pos, end=children[end - 1].meta.end_pos)
            tops, bottoms = children[begin + 1 : slash], children[slash + 2 : end]
            partial = self._derivative(tops, bottoms, where)
            children = [*children[:begin], partial, *children[end:]]
        children = joined(children, self.vocabulary)
        differentials.check_none_is_left(children, self.vocabulary)
        for child in children:
            if isinstance(child, lark.Token):
                operator = _OPERATORS.get(child.type) or ("star" if child[0] == "*" else "*")
                operator = "circ" if child == r"\circ" else operator
                sign = child
            else:
                node = child if isinstance(child, Node) else self.build(child)
                items.append((operator, node))
                signs[node.start] = sign
                operator = sign = ""
        self.bars = check_bars(self.bars, [node for _, node in items], self.latex)
        if self.dotted:
            check_dots(items, self.latex)
        check_mixed(items)
        if len(items) > 1:
            items = [(operator, as_brackets(node)) for operator, node in items]
            items = stacked(items, self.latex, self.vocabulary)
        items = [
            (operator, behind(signs.get(node.start, ""), node))
            for operator, node in applied(composed(items), self.vocabulary)
        ]
        return product(items, self.vocabulary, span["start"], span["end"])

    def _number(self, children: list[Any], span: Span) -> Node:
        return Number(text=str(children[0]), **span)

    def _symbol(self, children: list[Any], span: Span) -> Node:
        base = name_of(children[0])
        declared = base in self.vocabulary.declared
        known = base in WELL_KNOWN or (base[0] == "\\" and base[1:] in STANDARD)
        if base in self.vocabulary.functions or (known and not declared):
            return Function(name=base, **span)
        return Symbol(base=base, **span)

    def _function(self, children: list[Any], span: Span) -> Node:
        return Function(name=str(children[0]), **span)

    def _accent(self, children: list[Any], span: Span) -> Node:
        sign, inner = children
        if isinstance(inner, lark.Token):
            return Symbol(base=name_of(inner), accent=accent_of(sign), **span)
        node = self.build(inner)
        if not isinstance(node, Symbol) or node.accent:
            raise unreadable(
                f"a {accent_of(sign)} over something that is not one symbol",
                "put it over one",
                span["start"],
            )
        return replace(node, accent=accent_of(sign), **span)

    def _decorated(self, children: list[Any], span: Span) -> Node:
        node = self.build(children[0])
        for suffix in children[1:]:
            end = suffix.meta.end_pos
            if suffix.data == "prime":
                node = self._prime(node, primes_in(suffix.children[0]), end)
            elif suffix.data == "angled":
                node = self._angled(node, suffix, end)
            elif suffix.data == "subscript":
                node = self._subscript(node, suffix, end)
            elif suffix.data == "at":
                where = self.asked_of(suffix.children[1])
                if suffix.children[0][0] != WHOLE:
                    self.bars.append(Bar(node.start, end, without_places(where.sides[0])))
                node = at_value(node, where, end)
            elif suffix.data == "marked":
                raised_, mark = suffix.children
                layer = lark.Tree("superscript", [raised_], suffix.meta)
                node = self._superscript(self._prime(node, primes_in(mark), end), layer, end)
            else:
                node = self._superscript(node, suffix, end)
        return node

    def _prime(self, node: Node, count: int, end: int) -> Node:
        if isinstance(node, Group) and len(node.items) == 1:
            (inner,) = node.items
            layered = isinstance(inner, Symbol) and inner.layer != ""
            if isinstance(inner, Function | Symbol) and (layered or isinstance(inner, Function)):
                return self._prime(replace(inner, start=node.start), count, end)
            return Primed(body=node, count=count, start=node.start, end=end)
        if not isinstance(node, Symbol | Function) or node.primes:
            raise unreadable("a prime that belongs to no symbol", "put it behind a symbol", end - 1)
        return replace(node, primes=count, end=end)

    def _subscript(self, node: Node, suffix: Any, end: int) -> Node:
        subscripts = subscripts_of(suffix, self.vocabulary)
        if isinstance(node, Function):
            return Symbol(
                base=node.name, primes=node.primes, subscripts=subscripts, start=node.start, end=end
            )
        if isinstance(node, Symbol | Norm) and not node.subscripts:
            return replace(node, subscripts=subscripts, end=end)
        if isinstance(node, Power) and isinstance(node.base, Symbol) and not node.base.subscripts:
            return replace(node, base=replace(node.base, subscripts=subscripts), end=end)
        if isinstance(node, Group):
            return Entry(body=node, subscripts=subscripts, start=node.start, end=end)
        raise unreadable(
            "a subscript that belongs to no symbol, or a second one",
            "write one subscript directly behind its symbol, with all its indices in braces",
            suffix.meta.start_pos,
        )

    def _superscript(self, node: Node, suffix: Any, end: int) -> Node:
        (child,) = suffix.children
        if isinstance(node, Symbol) and node.base == r"\mathbb{R}":
            return Space(sizes=self._sizes(child), start=node.start, end=end)
        exponent: Node | None = None
        if not isinstance(child, lark.Token):
            text = self.latex[child.meta.start_pos : child.meta.end_pos]
            exponent = self._exponent(child)
        else:
            text = str(child)
            if child.type == "NUMBER" and len(text) > 1:
                raise unreadable(
                    "an unbraced superscript of several digits, of which TeX takes only the first",
                    "put braces around it",
                    suffix.meta.start_pos,
                )
            span = Span(start=child.start_pos or 0, end=child.end_pos or 0)
            if child.type == "NUMBER":
                exponent = self._number([child], span)
            elif child.type not in ("SIGN", "TIMES"):
                exponent = self._symbol([child], span)
        return raised(node, exponent, written(text), self.vocabulary, end)

    def _angled(self, node: Node, suffix: Any, end: int) -> Node:
        r"""`x^{<t>}`, which is `x^{\langle t \rangle}`."""
        opening, inside, closing = suffix.children
        if (opening, closing) != ("<", ">"):
            raise unreadable(
                "a relation in a superscript", "write the power, or a layer", opening.start_pos
            )
        text = self.latex[inside.meta.start_pos : inside.meta.end_pos]
        return raised(node, None, rf"\langle {written(text)}\rangle", self.vocabulary, end)

    def _sizes(self, written: Any) -> tuple[Node, ...]:
        r"""The sizes of `\mathbb{R}^n` or `\mathbb{R}^{n \times m}`."""
        terms = [written] if isinstance(written, lark.Token) else written.children
        if len(terms) > 1:
            return (self.build(written),)
        (term,) = terms
        if isinstance(term, lark.Token):
            kind, where = (
                self._number if term.type == "NUMBER" else self._symbol,
                Span(start=term.start_pos or 0, end=term.end_pos or 0),
            )
            return (kind([term], where),)
        if any(c.type == "TIMES_MINUS" for c in term.children if isinstance(c, lark.Token)):
            return (self.build(written),)
        return tuple(self.build(c) for c in term.children if isinstance(c, lark.Tree))

    def _exponent(self, tree: Any) -> Node:
        self.raised += 1
        node = self.build(tree)
        self.raised -= 1
        return node

    def _inline_partial(self, children: list[Any], span: Span) -> Node:
        _, *tops, _, _, bottom = children
        return Partial(top=self._row(tops), bottom=self.build(bottom), **span)

    def _fraction(self, children: list[Any], span: Span) -> Node:
        _, top, bottom = children
        tops, bottoms = differentials.factors(top), differentials.factors(bottom)
        firsts = [*tops[:1], *bottoms[:1]]
        both = len(bottoms) > 1 and len(firsts) == 2
        if both and all(differentials.is_d(first, self.vocabulary) for first in firsts):
            return self._derivative(tops[1:], bottoms[1:], span)
        order = differentials.order(tops[0], self.vocabulary) if tops else ""
        if order and bottoms and differentials.is_d(bottoms[0], self.vocabulary):
            rows = differentials.split(bottoms, self.vocabulary)
            return self.nested(order, tops[1:], list(map(self._row, rows)), span)
        return Quotient(top=self.piece(top), bottom=self.piece(bottom), **span)

    def _derivative(self, tops: list[Any], bottoms: list[Any], span: Span) -> Node:
        bottom = self._row(bottoms)
        if len(joined(bottoms, self.vocabulary)) > 1:
            raise unreadable(
                "a derivative by several things at once",
                "write one symbol below, and its name in \\text if it has several letters",
                bottom.start,
            )
        return Partial(top=self._row(tops) if tops else None, bottom=bottom, **span)

    def _row(self, trees: list[Any]) -> Node:
        span = Span(start=trees[0].meta.start_pos, end=trees[-1].meta.end_pos)
        return self._term(trees, span)

    def _partial(self, children: list[Any], span: Span) -> Node:
        trees = children[2:]
        below = next(i for i, c in enumerate(trees) if isinstance(c, lark.Token))
        return self._derivative(trees[:below], trees[below + 1 :], span)

    def _partial_over(self, children: list[Any], span: Span) -> Node:
        r"""`{\partial L \over \partial w}`."""
        return self._partial([None, *without_bar(children)], span)

    def _fraction_over(self, children: list[Any], span: Span) -> Node:
        top, sign, bottom = children
        return self._fraction([sign, top, bottom], span)

    def _divided(self, children: list[Any], span: Span) -> Node:
        r"""`\frac{\partial f}{n \cdot \partial x}`, the derivative divided by n."""
        trees = children[2:]
        signs = [i for i, c in enumerate(trees) if isinstance(c, lark.Token)]
        tops, divisor, bottoms = trees[: signs[0] - 1], trees[signs[0] - 1], trees[signs[1] + 1 :]
        bottom = self.build(divisor)
        where = Span(start=bottom.start, end=bottom.end)
        share = Quotient(top=Number(text="1", **where), bottom=bottom, **where)
        return Product(factors=(share, self._derivative(tops, bottoms, span)), **span)

    def _gradient(self, children: list[Any], span: Span) -> Node:
        return Nabla(**span)

    def _operator(self, children: list[Any], span: Span) -> Node:
        sign, bottom = children
        kind = Gradient if sign.type == "NABLA" else Partial
        if isinstance(bottom, lark.Token):
            where = Span(start=bottom.start_pos or 0, end=bottom.end_pos or 0)
            return kind(top=None, bottom=self._symbol([bottom], where), **span)
        return kind(top=None, bottom=self.build(bottom), **span)


_OPERATORS = {"SLASH": "/", "ELEMENTWISE": "odot", "OUTER": "otimes"}
