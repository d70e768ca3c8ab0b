"""Slips that a learner makes: false right sides of a true statement, each refuted and in words."""

import itertools
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np

from ..errors import Problem
from ..latex.printer import to_latex
from ..meaning.scope import Scope
from ..models.points import Point
from ..notation.tree import (
    Elementwise,
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
    without_places,
)
from ..search.searched import of_formula
from ..values.formula import Formula
from ..values.report import Binding, residual
from ..verdict.mutants import Mutant
from ..verdict.mutation import Original, Outcome, mutants_of, outcome
from ..verdict.refute import REFUTED

# What people get wrong; a constant or a fraction upside down gives itself away.
_OPERATORS = (
    "symbol",
    "index",
    "deleted factor",
    "deleted term",
    "sign",
    "matrix",
    "prime",
    "layer",
    "hat",
)


@dataclass(frozen=True)
class Slip:
    """A false right side, by which operator it was made, and in words what is wrong with it."""

    operator: str
    side: Node
    words: str
    is_far: bool = False  # whether a learner would hardly write it

    @property
    def latex(self) -> str:
        return to_latex(self.side)


@dataclass(frozen=True)
class Claim:
    """`left = right` in the scope of a page, for the value of a snippet."""

    left: Node
    right: Node
    scope: Scope
    binding: Binding

    @cached_property
    def formula(self) -> Formula:
        return self._with(self.right)

    def _with(self, right: Node) -> Formula:
        return Formula(self.scope.parse(self.latex(right)), self.scope)

    @property
    def right_latex(self) -> str:
        return to_latex(self.right)

    def latex(self, right: Node) -> str:
        return f"{to_latex(self.left)} = {to_latex(right)}"

    @cached_property
    def _original(self) -> Original:
        # Like a continuation: the mistakes are in what stands behind the first `=`.
        return Original(self.latex(self.right), self.formula, self.binding, continues=True)

    def outcome(self, right: Node) -> Outcome:
        """What the checker says of another right side."""
        return outcome(Mutant("", self.latex(right)), self._original)

    @cached_property
    def holds(self) -> bool:
        return self.outcome(self.right) == "survived"

    def slips(self, seed: str, count: int) -> list[Slip]:
        """So many slips of different kinds, plausible ones first; fewer where there are no more.

        Each is refuted by the checker, no two of them have the same value, and none is just 0.
        """
        find = partial(self._refuted, seed, count)
        return of_formula("slips", self.formula, self.binding, (seed, count), find)

    def _refuted(self, seed: str, count: int) -> list[Slip]:
        found: list[Slip] = []
        kinds: Counter[str] = Counter()
        values = [self._values(self.right), [0.0]]
        rest = self._made()
        random.Random(seed).shuffle(rest)
        while rest and len(found) < count:
            slip = min(rest, key=lambda slip: (slip.is_far, kinds[slip.operator]))
            rest.remove(slip)
            if self.outcome(slip.side) != "refuted":
                continue
            own = self._values(slip.side)
            if all(_apart(own, others) for others in values):
                kinds[slip.operator] += 1
                values.append(own)
                found.append(slip)
        return found

    def _made(self) -> list[Slip]:
        """All slips, whether they are false or not."""
        slips: dict[Node, Slip] = {}
        for mutant in mutants_of(self._original, *_OPERATORS):
            try:
                side = bare(without_places(self.scope.parse(mutant.latex).sides[1]))
            except Problem:
                continue
            was, now = _difference(self._right, side)
            if not _gives_itself_away(was, now) and not any(map(_is_one, side.walk())):
                far = _is_far(was, now) or _size(side) < _size(self._right) / 2
                slips.setdefault(side, Slip(mutant.operator, side, _words(was, now), far))
        return list(slips.values())

    @cached_property
    def _right(self) -> Node:
        """The right side as the checker reads what is printed of it."""
        return without_places(self.formula.chain.sides[1])

    def value(self, right: Node, point: Point) -> Any:
        """What a right side without free indices is at a point."""
        formula = self._with(right)
        (case,) = formula.cases([point])
        return formula.evaluation(case)(formula.chain.sides[1])

    def _values(self, right: Node) -> list[Any]:
        """The values of a right side at random points."""
        formula = self._with(right)
        with np.errstate(all="ignore"):
            cases = formula.cases(self.scope.points.enough)
            return [formula.evaluation(case)(formula.chain.sides[1]) for case in cases]


def _apart(some: Sequence[Any], others: Sequence[Any]) -> bool:
    """Whether two right sides differ somewhere, in their value or their shape."""
    return any(
        np.shape(a) != np.shape(b) or residual(a, b) > REFUTED
        for a, b in zip(some, itertools.cycle(others), strict=False)
    )


def _difference(right: Node, wrong: Node) -> tuple[Node, Node]:
    """The smallest parts of two trees that hold all in which they differ."""
    right, wrong = bare(right), bare(wrong)
    ours, theirs = list(right.children()), list(wrong.children())
    differ = [pair for pair in zip(ours, theirs, strict=False) if pair[0] != pair[1]]
    if len(differ) == 1 and _with_children(right, theirs) == wrong:
        return _difference(*differ[0])
    return right, wrong


def _with_children(node: Node, children: Sequence[Node]) -> Node | None:
    """The node with other children; None where it has not so many."""
    rest = list(children)
    if len(list(node.children())) != len(rest):
        return None
    return mapped(node, lambda _: rest.pop(0))


def _is_far(was: Node, now: Node) -> bool:
    """Whether a symbol is exchanged for one of another letter."""
    return isinstance(was, Symbol) and isinstance(now, Symbol) and was.base != now.base


def _size(side: Node) -> int:
    """How many symbols and numbers there are in it."""
    return sum(isinstance(part, Symbol | Number) for part in side.walk())


def _gives_itself_away(was: Node, now: Node) -> bool:
    """Whether nobody would write it: half of a difference by itself, or a leading minus."""
    if not isinstance(was, Sum):
        return False
    if not isinstance(now, Sum):
        return not isinstance(now, Product | Partial)
    return len(now.terms) == 1 or now.signs[0] < was.signs[0]


def _is_one(part: Node) -> bool:
    """Whether it is a fraction that nobody leaves: 1 over 1, or any other part over itself."""
    return isinstance(part, Quotient) and bare(part.top) == bare(part.bottom)


def _words(was: Node, now: Node) -> str:
    """What is wrong, with formulas in `$…$`."""
    for kind, ours, theirs in (
        ("factor", _factors(was), _factors(now)),
        ("term", _terms(was), _terms(now)),
    ):
        lost = [part for at, part in enumerate(ours) if [*ours[:at], *ours[at + 1 :]] == theirs]
        if lost:
            return f"the {kind} ${to_latex(lost[0])}$ is missing"
    if isinstance(now, Number) and now.text == "1" and isinstance(was, Power | Sum):
        return f"the factor ${to_latex(was)}$ is missing"
    if isinstance(now, Sum) and _terms(now) == [was]:
        return "the sign is wrong"
    if isinstance(now, Sum) and _terms(now) == _terms(was):
        signs = was.signs if isinstance(was, Sum) else (1,)
        turned = [t for t, a, b in zip(now.terms, signs, now.signs, strict=True) if a != b]
        return f"the sign of ${to_latex(turned[0])}$ is wrong"
    return f"${to_latex(now)}$ stands where ${to_latex(was)}$ belongs"


def _factors(node: Node) -> list[Node]:
    factors = node.factors if isinstance(node, Product | Elementwise) else (node,)
    return [bare(factor) for factor in factors]


def _terms(node: Node) -> list[Node]:
    return [bare(term) for term in (node.terms if isinstance(node, Sum) else (node,))]
