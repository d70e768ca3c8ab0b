"""How many single slips the browser names, and what it makes of mistakes that were published."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from checked_equations.equations.mutation import mutants_of, outcome
from checked_equations.equations.tree import Partial
from checked_equations.pages.directives.refuted import Refuted
from checked_equations.pages.registry import Registry
from checked_equations.pages.survivors import originals
from tests.live_engine import engine

# Of the mutants of all gradients, in tests that are no campaign.
SAMPLE = 40
UNIQUE, AMONG_THREE = 0.88, 0.98

# `named` says how a mutant is named that a reader types: a mend has to lead back to the very
# equation, and a slip has to make the line of a side that the equation has.
_NAMED = """
const keys = sides => sides.map(side => live.normal(side))
const lineOf = (latex, model) => keys(live.read(latex, model).chain.sides)
const hits = ({direction, line, equation}, {right, typed, model}) => {
  if (direction === "mend") return String(lineOf(line, model)) === String(right)
  const at = typed.findIndex((key, i) => key !== right[i])
  const {sides} = model.equations.find(({id}) => id === equation).chain
  return lineOf(line, model)[0] === typed[at] && keys(sides).includes(right[at])
}
const named = (name, id, latex) => {
  const model = live.models[name]
  const said = live.judge(model, id, latex)
  if (said.kind !== "wrong") return said.kind
  const {chain, continues} = model.equations.find(equation => equation.id === id)
  const right = keys(continues ? chain.sides.slice(1) : chain.sides)
  const typed = keys(live.readAny(latex, model).chain.sides)
  const at = said.candidates.findIndex(candidate => hits(candidate, {right, typed, model}))
  if (at < 0) return "unnamed"
  return said.candidates.length === 1 && !said.more ? "unique" : "among"
}
const all = cases => cases.map(each => named(...each))
const ids = Object.values(live.models).flatMap(({equations}) => equations.map(({id}) => id))
const judged = (name, id, latex) => live.judge(live.models[name], id, latex)
"""


def called(v8: Any, call: str) -> Any:
    return json.loads(v8.eval(f"JSON.stringify({call})"))


def slips(registry: Registry, ids: list[str], step: int) -> Iterator[tuple[str, str, str]]:
    """The mutants of the live gradients that the check refutes: model, equation, LaTeX."""
    made = [
        (name, original, mutant)
        for name, original in originals(registry).items()
        if name in ids
        and isinstance(original.formula.chain.sides[0], Partial)
        and set(original.formula.chain.relations) == {"="}
        for mutant in mutants_of(original)
    ]
    for name, original, mutant in made[::step]:
        if outcome(mutant, original) == "refuted":
            yield original.formula.scope.model.name, name, mutant.latex


@pytest.mark.parametrize(
    "step",
    [pytest.param(SAMPLE, marks=pytest.mark.slow), pytest.param(1, marks=pytest.mark.fuzz)],
)
def test_single_slips_are_named(registry: Registry, step: int) -> None:
    v8 = engine(registry, registry.options.live, _NAMED)
    cases = list(slips(registry, called(v8, "ids"), step))
    assert len(cases) > 5_000 / step
    found = Counter(called(v8, f"all({json.dumps(cases)})"))
    print(dict(found))
    assert found["right"] == 0
    assert found["unique"] > UNIQUE * len(cases)
    assert found["unique"] + found["among"] > AMONG_THREE * len(cases)


# Mistakes of the museum in the symbols of a live model: where they stand there, the equation here,
# the line, and what the browser says is the slip (of several edits the first).
MUSEUM = [
    ("museum-lecture-slope", "net-da-h1-dh1", r"1 - a_{h1}", (r"a_{h1}", "")),
    ("museum-bot-academy", "net-delta-o1", r"a_{o1} - t_1", (r"\, a_{o1} (1 - a_{o1})", "")),
    (
        "museum-sciml-h",
        "net-dE-da-h1",
        r"\frac{\partial E_1}{\partial a_{o1}} W_5 + \frac{\partial E_2}{\partial a_{o2}} W_7",
        (r"\, a_{o1} (1 - a_{o1})", ""),
    ),
]


@pytest.fixture(scope="module")
def v8(registry: Registry) -> Any:
    return engine(registry, registry.options.live, _NAMED)


# Lines of the pages with several slips at once, which no single one explains.
SEVERAL = 7


def test_refuted_formulas_of_the_pages(registry: Registry, v8: Any) -> None:
    found = [
        (item, refuted)
        for item, refuted in registry.of_type(Refuted).items()
        if item.of in called(v8, "ids")
    ]
    assert len(found) > 35
    said = {
        registry.ids[item]: called(
            v8, f"judged({json.dumps(refuted.formula.scope.model.name)}, {json.dumps(item.of)}, {json.dumps(item.unmarked)})"
        )
        for item, refuted in found
    }
    assert {verdict["kind"] for verdict in said.values()} == {"wrong"}
    assert sum(not verdict["candidates"] for verdict in said.values()) <= SEVERAL
