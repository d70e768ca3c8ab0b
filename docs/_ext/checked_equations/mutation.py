"""Mutants in the place of their equations: the checker must refuse all that are not true."""

import csv
import itertools
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from .errors import Problem, Refuted, Senseless
from .formula import Formula
from .latex import Chain
from .mutants import Mutant, mutants
from .registry import Equation, Registry
from .verify import verify

Outcome = Literal["refuted", "typing", "senseless", "unparsable", "survived"]
OUTCOMES: dict[Outcome, str] = {
    "refuted": "evaluated and refuted",
    "typing": "rejected by typing",
    "senseless": "equal by value, refused as a step",
    "unparsable": "cannot be read",
    "survived": "true, and listed with the reason",
}
LIST = Path("docs", "data", "mutation-survivors.csv")
_SEED = 1986


def mutants_of(equation: Equation) -> list[Mutant]:
    """The mutants of a checked equation; of a continuation those of its own text."""
    assert equation.formula is not None
    chain = equation.formula.chain
    if "continues" in equation.item.options:
        chain = Chain(chain.sides[1:], chain.relations, chain.texts[1:], continues=True)
    return mutants(equation.latex, chain, equation.formula.scope.model)


def outcome(mutant: Mutant, equation: Equation) -> Outcome:
    """What the checker makes of a mutant in the place of its equation."""
    assert equation.formula is not None
    scope, first = equation.formula.scope, equation.formula.chain
    try:
        chain = scope.parse(mutant.latex)
    except Problem:
        return "unparsable"
    if chain.continues:
        sides, texts = (first.sides[0], *chain.sides), (first.texts[0], *chain.texts)
        chain = Chain(sides, chain.relations, texts)
    try:
        verify(Formula(chain, scope), equation.binding)
    except Refuted:
        return "refuted"
    except Senseless:
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
        """What the list of survivors knows it by."""
        return self.equation, self.mutant.operator, self.mutant.latex


def listed(root: Path) -> dict[tuple[str, str, str], str]:
    """The survivors that someone has looked at, with the reason why each is a true statement."""
    file = root / LIST
    if not file.is_file():
        return {}
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        return {(r["equation"], r["operator"], r["mutant"]): r["reason"] for r in rows}


def judged_sample(registry: Registry, size: int) -> list[Judged]:
    """The outcomes of `size` mutants, the same in every build. Raises Problem for a false one."""
    drawn = itertools.islice(_draw(registry.checked), size)
    sample = [Judged(e.id, mutant, outcome(mutant, e)) for e, mutant in drawn]
    if not sample:
        raise Problem("no checked equation to make mutants of", "equations", "write one")
    known = listed(registry.root)
    for judged in sample:
        if judged.outcome == "survived" and judged.key not in known:
            raise Problem(
                f"a mutant of {judged.equation} passes the check: {judged.mutant.latex}",
                f"a mutant that is refused, or listed in {LIST.as_posix()}",
                "mend the checker, or list it with the reason why it is true",
            )
    return sample


def _draw(equations: list[Equation]) -> Iterator[tuple[Equation, Mutant]]:
    """One mutant of each equation in turn, each time of the kind that was drawn least so far."""
    rng = random.Random(_SEED)
    order = sorted(equations, key=lambda e: e.id)
    rng.shuffle(order)
    pools: dict[str, dict[str, list[Mutant]]] = {}
    drawn: Counter[str] = Counter()
    left = True
    while left:
        left = False
        for equation in order:
            pool = pools.get(equation.id)
            if pool is None:  # made when first needed: a small sample does not need all
                pool = pools[equation.id] = {}
                for mutant in mutants_of(equation):
                    pool.setdefault(mutant.operator, []).append(mutant)
            if not pool:
                continue
            left = True
            operator = min(pool, key=lambda o: (drawn[o], o))
            drawn[operator] += 1
            yield equation, pool[operator].pop(rng.randrange(len(pool[operator])))
            if not pool[operator]:
                del pool[operator]
