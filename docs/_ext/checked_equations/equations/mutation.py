"""Mutants in the place of their equations: the checker must refuse all that are not true."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from .errors import FalseStatement, Pointless, Problem
from .formula import Formula
from .mutants import Mutant, mutants
from .report import Binding
from .tree import Chain
from .verify import verify

Outcome = Literal["refuted", "typing", "senseless", "unparsable", "survived"]
OUTCOMES: dict[Outcome, str] = {
    "refuted": "evaluated and refuted",
    "typing": "rejected by typing",
    "senseless": "equal by value, refused as a step",
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


def mutants_of(original: Original) -> list[Mutant]:
    """The mutants of an equation; of a continuation those of its own text."""
    chain = original.formula.chain
    if original.continues:
        chain = Chain(chain.sides[1:], chain.relations, chain.texts[1:], continues=True)
    return mutants(original.latex, chain, original.formula.scope.model)


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
    def key(self) -> tuple[str, str, str]:
        """What a list of survivors knows it by."""
        return self.equation, self.mutant.operator, self.mutant.latex


def judged(originals: Mapping[str, Original], size: int) -> Iterator[Judged]:
    """The outcomes of `size` mutants, the same ones in every run."""
    for name, mutant in _drawn(originals, size):
        yield Judged(name, mutant, outcome(mutant, originals[name]))


def _drawn(originals: Mapping[str, Original], size: int) -> Iterator[tuple[str, Mutant]]:
    """One mutant of each equation in turn, each time of the kind that was drawn least so far."""
    rng = random.Random(_SEED)
    order = sorted(originals)
    rng.shuffle(order)
    pools: dict[str, dict[str, list[Mutant]]] = {}
    drawn: Counter[str] = Counter()
    while order:
        for name in list(order):
            if drawn.total() == size:
                return
            pool = pools.get(name)
            if pool is None:  # made when first needed: a small sample does not need all
                pool = pools[name] = {}
                for mutant in mutants_of(originals[name]):
                    pool.setdefault(mutant.operator, []).append(mutant)
            if not pool:
                order.remove(name)
                continue
            operator = min(pool, key=lambda o: (drawn[o], o))
            drawn[operator] += 1
            yield name, pool[operator].pop(rng.randrange(len(pool[operator])))
            if not pool[operator]:
                del pool[operator]
