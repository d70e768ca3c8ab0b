"""In the browser: the same mutants as in Python, each with the tree that its LaTeX is read as."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.verdict.mutation import Original, mutants_of
from checked_equations.live.model_data import plain_chain
from checked_equations.live.plain import plain
from checked_equations.pages.registry import Registry
from checked_equations.pages.survivors import originals
from tests.live_engine import Engine

pytestmark = pytest.mark.slow

# In quick tests one equation of so many.
SAMPLE = 10
# What the browser does not read, and Python makes mutants of too.
UNREAD = {"Norm", "Transpose", "Elementwise", "Cases", "Condition"}

# Python leaves out what reads the same.
_MADE = """
const unspaced = latex => latex.replace(/\\s/g, "")
const made = cases => cases.map(([name, latex, chain]) => {
  const blank = live.withoutSizes(latex)
  const found = [...live.mutants(latex, chain, live.models[name])]
    .map(mutant => ({...mutant, latex: live.edited(blank, [mutant])}))
    .filter(mutant => unspaced(mutant.latex) !== unspaced(blank))
  const distinct = live.distinct(found, ({latex}) => unspaced(latex))
  return distinct.map(({operator, latex, to, node, tree}) => {
    const sides = chain.sides.map(side => live.exchanged(side, new Map([[node, tree]])))
    return {operator, latex, to, sides: sides.map(side => live.normal(side))}
  })
})
const normal = chains => chains.map(sides => sides.map(side => live.normal(side)))
"""


class Case(NamedTuple):
    """An equation, its own chain, and its mutants in the browser."""

    original: Original
    chain: dict[str, Any]
    mutants: list[dict[str, Any]]


@pytest.fixture(scope="module")
def cases(registry: Registry) -> list[Case]:
    """All equations of the live models that the browser reads."""
    live = registry.options.live
    found = [o for o in originals(registry).values() if o.formula.scope.model.name in live]
    chains = [own_chain(original) for original in found]
    asked = [
        (original, chain)
        for original, chain in zip(found, chains, strict=True)
        if not kinds([chain]) & UNREAD
    ]
    assert len(asked) > 0.95 * len(found)
    sent = [(o.formula.scope.model.name, o.latex, chain) for o, chain in asked]
    made = Engine(registry, live, _MADE).call("made", sent)
    return [Case(*pair, mutants) for pair, mutants in zip(asked, made, strict=True)]


def own_chain(original: Original) -> dict[str, Any]:
    """Its chain; of a continuation its own."""
    chain = plain_chain(original.formula.chain)
    if original.continues:
        chain = {**chain, "sides": chain["sides"][1:]}
    return chain


def kinds(values: Iterable[Any]) -> set[str]:
    """The kinds of all nodes in plain trees."""
    found: set[str] = set()
    for value in values:
        if isinstance(value, dict):
            found |= {value["kind"], *kinds(value.values())}
        elif isinstance(value, list):
            found |= kinds(value)
    return found


@pytest.mark.parametrize("step", [SAMPLE, pytest.param(2, marks=pytest.mark.slow)])
def test_the_same_mutants_are_made(cases: list[Case], step: int) -> None:
    count = 0
    for case in cases[::step]:
        expected = [(m.operator, m.latex) for m in mutants_of(case.original)]
        assert [(m["operator"], m["latex"]) for m in case.mutants] == expected, case.original.latex
        count += len(expected)
    assert count > 9_000 / step


def test_a_mutant_says_what_is_put_in(cases: list[Case]) -> None:
    for case in cases:
        for mutant in case.mutants:
            assert squeezed(mutant["to"]) in squeezed(mutant["latex"])


def squeezed(latex: str) -> str:
    return "".join(latex.split())


@pytest.mark.parametrize(
    "step",
    [pytest.param(SAMPLE, marks=pytest.mark.slow), pytest.param(4, marks=pytest.mark.fuzz)],
)
def test_the_tree_of_a_mutant_is_what_its_latex_is_read_as(
    cases: list[Case], registry: Registry, step: int
) -> None:
    claimed, read = [], []
    for case in cases[::step]:
        for mutant in case.mutants:
            try:
                chain = case.original.formula.scope.parse(mutant["latex"])
            except Problem:
                continue
            claimed.append(mutant["sides"])
            read.append([plain(side) for side in chain.sides])
    engine = Engine(registry, [], _MADE)
    assert len(read) > 0.9 * sum(len(case.mutants) for case in cases[::step])
    assert engine.call("normal", read) == claimed
