"""True lines in random forms, as readers write them: the browser never calls one wrong."""

import random
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from checked_equations.equations.latex.printer import to_latex
from checked_equations.equations.models.model import Model
from checked_equations.equations.notation.tree import (
    Call,
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
    bare,
    mapped,
)
from checked_equations.pages.directives.equation import Checked
from checked_equations.pages.registry import Registry
from tests.live_engine import Engine

# The longest line that a field takes.
LONGEST = 500
# What each activation is a sigmoid of.
SIGMOIDS = {"a_{h1}": "h_{1}", "a_{h2}": "h_{2}", "a_{o1}": "o_{1}", "a_{o2}": "o_{2}"}


def group(node: Node) -> Group:
    return Group(items=(node,), start=0, end=0)


def times(*factors: Node) -> Node:
    return Product(factors=factors, start=0, end=0) if len(factors) > 1 else factors[0]


def plus(terms: list[tuple[Node, int]]) -> Node:
    nodes, signs = zip(*terms, strict=True)
    return Sum(terms=nodes, signs=signs, start=0, end=0)


def one() -> Number:
    return Number(text="1", start=0, end=0)


class Rewriting:
    """Random changes of a tree that leave its value alone."""

    def __init__(self, rng: random.Random, model: Model) -> None:
        self.rng = rng
        symbols = [n.symbol for n in model.names if isinstance(n.symbol, Symbol) and not n.axes]
        self.by_latex = {symbol.latex: symbol for symbol in symbols}
        self.has_sigmoids = model.name.startswith("sigmoid_network")

    def __call__(self, node: Node) -> Node:
        if isinstance(node, Partial):
            return node
        node = mapped(node, self)
        changes: list[Callable[[], Node]] = []
        match node:
            case Product():
                ways = (self.shuffled, self.nested, self.distributed, self.turned)
                changes = [partial(way, node) for way in ways]
            case Sum():
                changes = [partial(self.reordered, node), partial(self.negated_twice, node)]
            case Symbol() if self.has_sigmoids and node.latex in SIGMOIDS:
                changes = [partial(self.sigmoid, node)]
            case Quotient():
                changes = [partial(self.expanded, node)]
        return self.rng.choice(changes)() if changes and self.rng.random() < 0.7 else node

    def shuffled(self, node: Product) -> Node:
        factors = list(node.factors)
        self.rng.shuffle(factors)
        # A fraction of the line would go on to its end behind a sum over an index.
        return times(
            *(f if isinstance(f, Symbol | Number | Group | Partial) else group(f) for f in factors)
        )

    def nested(self, node: Product) -> Node:
        at = self.rng.randrange(1, len(node.factors))
        return times(group(times(*node.factors[:at])), group(times(*node.factors[at:])))

    def distributed(self, node: Product) -> Node:
        """`a (b - c)` as `(a b - a c)`."""
        for at, factor in enumerate(node.factors):
            inner = bare(factor)
            if isinstance(inner, Sum):
                others = node.factors[:at] + node.factors[at + 1 :]
                terms = [
                    (times(*others, t if isinstance(t, Symbol | Number) else group(t)), sign)
                    for t, sign in zip(inner.terms, inner.signs, strict=True)
                ]
                return group(plus(terms))
        return node

    def turned(self, node: Product) -> Node:
        """Both signs of a difference and of the product turned: `-(b - a) c` for `(a - b) c`."""
        for at, factor in enumerate(node.factors):
            inner = bare(factor)
            if isinstance(inner, Sum) and len(inner.terms) == 2 and inner.signs == (1, -1):
                other = group(replace(inner, terms=inner.terms[::-1]))
                factors = (*node.factors[:at], other, *node.factors[at + 1 :])
                return group(plus([(times(*factors), -1)]))
        return node

    def reordered(self, node: Sum) -> Node:
        terms = list(zip(node.terms, node.signs, strict=True))
        self.rng.shuffle(terms)
        return plus(terms)

    def negated_twice(self, node: Sum) -> Node:
        return plus(
            [(group(plus([(t, -s) for t, s in zip(node.terms, node.signs, strict=True)])), -1)]
        )

    def sigmoid(self, node: Symbol) -> Node:
        """An activation as the function, or as what that is."""
        argument = self.by_latex[SIGMOIDS[node.latex]]
        if self.rng.random() < 0.5:
            return Call(
                function=Function(name=r"\sigma", start=0, end=0),
                arguments=(argument,),
                start=0,
                end=0,
            )
        power = Power(
            base=Symbol(base="e", start=0, end=0), exponent=plus([(argument, -1)]), start=0, end=0
        )
        return Quotient(top=one(), bottom=plus([(one(), 1), (power, 1)]), start=0, end=0)

    def expanded(self, node: Quotient) -> Node:
        """`a / b` as `a (1 / b)`."""
        return times(group(node.top), Quotient(top=one(), bottom=node.bottom, start=0, end=0))


_JUDGED = """
const known = () => Object.values(live.models).flatMap(model => model.equations.map(({id}) => id))
const judged = all => all.map(([model, id, text]) => live.judge(live.models[model], id, text))
"""


def gradients(registry: Registry, known: list[str]) -> list[tuple[str, Checked]]:
    """The equations of the live models for a derivative, in symbols."""
    return [
        (registry.ids[item], found)
        for item, found in registry.of_type(Checked).items()
        if registry.ids[item] in known
        and isinstance(found.formula.chain.sides[0], Partial)
        and set(found.formula.chain.relations) == {"="}
    ]


@pytest.mark.slow
@pytest.mark.parametrize("count", [200, pytest.param(1_000, marks=pytest.mark.fuzz)])
def test_true_lines_in_other_forms_are_right(registry: Registry, count: int) -> None:
    rng = random.Random(14)
    engine = Engine(registry, registry.options.live, _JUDGED)
    equations = gradients(registry, engine.call("known"))
    assert len(equations) > 100
    cases: list[tuple[str, str, str]] = []
    while len(cases) < count:
        name, found = rng.choice(equations)
        model = found.binding.model
        side = rng.choice(found.formula.chain.sides[1:])
        latex = to_latex(Rewriting(rng, model)(Rewriting(rng, model)(side)))
        if to_latex(side) != latex and len(latex) <= LONGEST:
            cases.append((model.name, name, latex))
    said = engine.call("judged", cases)
    others = [
        (case, verdict)
        for case, verdict in zip(cases, said, strict=True)
        if verdict["kind"] != "right"
    ]
    assert others == []
    rewritten = sum(verdict["same"] is None for verdict in said)
    assert rewritten > count / 3  # more than another order of factors and terms
