"""Mutants in the place of their equations: the checker must refuse all that are not true."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from ..errors import FalseStatement, Pointless, Problem
from ..notation.tree import Chain
from ..values.formula import Formula
from ..values.report import Binding
from .mutants import OPERATORS, Mutant, mutants
from .verify import verify

Outcome = Literal["refuted", "typing", "senseless", "unparsable", "survived"]
OUTCOMES: dict[Outcome, str] = {
    "refuted": "evaluated and refuted",
    "typing": "refused, as a symbol or a shape does not fit",
    "senseless": "true, refused as a step without sense",
    "unparsable": "cannot be read",
    "survived": "true, and listed with the reason",
}
_SEED = 1986


@dataclass(frozen=True)
class Original:
    """A checked equation that mutants are made of; `latex` may go on from an earlier left side."""

    latex: str
    formula: Formula
    binding: Binding
    continues: bool


def mutants_of(original: Original, *operators: str) -> list[Mutant]:
    """The mutants of an equation by these operators, or by all; of a continuation its own."""
    chain = original.formula.chain
    if original.continues:
        chain = Chain(chain.sides[1:], chain.relations, chain.texts[1:], continues=True)
    return mutants(original.latex, chain, original.formula.scope.model, operators or OPERATORS)


def outcome(mutant: Mutant, original: Original) -> Outcome:
    """What the checker makes of a mutant in the place of its equation."""
    scope, first = original.formula.scope, original.formula.chain
    try:
        chain = scope.parse(mutant.latex)
    except Problem:
        return "unparsable"
    if chain.continues:
        chain = chain.after(first)
    try:
        verify(Formula(chain, scope), original.binding)
    except FalseStatement:
        return "refuted"
    except Pointless:
        return "senseless"
    except Problem:
        return "typing"
    return "survived"


@dataclass(frozen=True)
class Judged:
    """A mutant in the place of an equation, and what the checker made of it."""

    equation: str
    mutant: Mutant
    outcome: Outcome

    @property
    def key(self) -> tuple[str, str]:
        """What a list of survivors knows it by."""
        return self.equation, self.mutant.latex


def judged(originals: Mapping[str, Original], size: int) -> Iterator[Judged]:
    """The outcomes of `size` mutants, the same ones in every run."""
    for name, mutant in _drawn(originals, size):
        yield Judged(name, mutant, outcome(mutant, originals[name]))


def _drawn(originals: Mapping[str, Original], size: int) -> Iterator[tuple[str, Mutant]]:
    """One mutant of each equation in turn, each time of the kind that was drawn least so far."""
    rng = random.Random(_SEED)
    order = sorted(originals)
    rng.shuffle(order)
    pools: dict[tuple[str, str], list[Mutant]] = {}
    texts: dict[str, set[str]] = {name: set() for name in order}
    drawn: Counter[str] = Counter()

    def pool(name: str, operator: str) -> list[Mutant]:
        # Made when first needed: a small sample does not need all.
        if (name, operator) not in pools:
            made = mutants_of(originals[name], operator)
            pools[name, operator] = [m for m in made if m.latex not in texts[name]]
            texts[name].update(mutant.latex for mutant in made)
        return pools[name, operator]

    while order:
        for name in list(order):
            if drawn.total() == size:
                return
            rarest = sorted(OPERATORS, key=lambda operator: (drawn[operator], operator))
            operator = next((operator for operator in rarest if pool(name, operator)), None)
            if operator is None:
                order.remove(name)
                continue
            drawn[operator] += 1
            some = pool(name, operator)
            yield name, some.pop(rng.randrange(len(some)))
