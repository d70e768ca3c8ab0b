"""However long a line is: so much work at most, and it is said when not all slips were tried."""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from checked_equations.pages.registry import Registry
from tests.live_engine import Engine

pytestmark = pytest.mark.slow

LONGEST = 500
# So many values and comparisons at most for one line, on any machine.
VALUES, COMPARISONS = 43_000, 300

# Values are counted where slips are tried, comparisons where formulas are compared at all points.
_COUNTED = """
let values = 0, comparisons = 0
const { trial, areEqual } = live
live.trial = (tree, setting, indices) => {
  const weight = live.weight(tree, Math.max(1, ...Object.values(setting.sizes)))
  const valueOf = trial(tree, setting, indices)
  return other => {
    values += weight
    return valueOf(other)
  }
}
live.areEqual = (...pair) => {
  comparisons += 1
  return areEqual(...pair)
}
const said = (name, id, text) => {
  const model = live.models[name]
  const equation = model.equations.find(each => each.id === id)
  live.slipsOf(live.target(equation, model)) // once for all lines
  values = comparisons = 0
  const { kind, untried, candidates } = live.judge(model, id, text)
  const found = { untried: Boolean(untried), isNamed: Boolean(candidates?.length) }
  return { kind, ...found, values, comparisons }
}
const sidesOf = model => model.equations.flatMap(equation =>
  equation.chain.sides.map(side => ({ equation, side, target: live.target(equation, model) })))
const slipsIn = ({ equation: { latex, chain }, side, target: { model } }) =>
  [...live.slips(live.withoutSizes(latex), chain, side, model, chain.sides)]
const work = name => sidesOf(live.models[name]).map(one => {
  const most = Math.max(1, ...Object.values(one.target.setting.sizes))
  return slipsIn(one).length * live.weight(one.side, most)
})
// Values with what is remembered, and afresh: all pairs that differ, and how many there are.
const remembered = (name, step) => {
  const sides = sidesOf(live.models[name]).filter((_, at) => at % step === 0)
  const pairs = sides.flatMap(one => {
    const { setting, indices } = one.target
    const valueOf = trial(one.side, setting, indices)
    return slipsIn(one).map(({ tree }) => [valueOf(tree), live.valueOf(tree, setting, indices)])
  })
  const differences = pairs.filter(([a, b]) => !Object.is(a, b))
  return [differences, pairs.length, pairs.filter(([a]) => !isNaN(a)).length]
}
"""

ASKED = {"sigmoid_network": "net-dE-dW1", "two_layer": "two-dL-dW1", "scalar_chain": "chain-dL-dw1"}
_SYMBOLS = {
    "sigmoid_network": r"W_1 W_5 a_{h1} a_{h2} (a_{o1}-t_1) \sigma'(o_1) i_1 \delta_{o2} 2",
    "two_layer": r"x_j h_k W_{jk}^{(1)} f'(h_k') f'(h_1') 2 \frac{\partial\,L}{\partial\,h_k}"
    r" (\sum_i\delta_i^{(2)}W_{ki}^{(2)})"
    r" (\sum_i\sum_m\sum_n\sum_p\,x_n\,h_p\delta_i^{(2)}W_{mi}^{(2)})",
    "scalar_chain": r"x y z w_1 w_2 \hat{y} (1-y) \frac{1}{y} 1 e^{-z}",
}
SYMBOLS = {name: symbols.split() for name, symbols in _SYMBOLS.items()}
FORMS = ("{} + {}", "{} - {}", "{} {}", "({}) {}", "({}) {}", "-({} + {})", r"\frac{{{}}}{{{}}}")


@pytest.fixture(scope="module")
def engine(registry: Registry) -> Engine:
    return Engine(registry, registry.options.live, _COUNTED)


def lines(count: int) -> Iterator[tuple[str, str]]:
    """Models, and lines as long as the field takes, each of one form or of all."""
    rng = random.Random(14)
    for _ in range(count):
        name = rng.choice(list(ASKED))
        forms = rng.choice([FORMS, *((form,) for form in FORMS[:5])])
        symbols = rng.sample(SYMBOLS[name], rng.randint(1, 5))
        text = longer = rng.choice(symbols)
        while len(longer) <= LONGEST:
            text, longer = longer, rng.choice(forms).format(longer, rng.choice(symbols))
        yield name, text


@pytest.mark.parametrize("count", [60, pytest.param(1_000, marks=pytest.mark.fuzz)])
def test_the_work_on_a_line_is_bounded(engine: Engine, count: int) -> None:
    said: list[dict[str, Any]] = []
    for name, text in lines(count):
        found = engine.call("said", name, ASKED[name], text)
        assert found["values"] <= VALUES, (found, text)
        assert found["comparisons"] <= COMPARISONS, (found, text)
        said.append(found)
    assert {found["kind"] for found in said} >= {"wrong", "unread"}
    assert {found["untried"] for found in said} == {True, False}
    assert not any(found["untried"] and found["isNamed"] for found in said)


@pytest.mark.parametrize("name", ASKED)
def test_all_slips_of_the_pages_are_tried(engine: Engine, name: str) -> None:
    assert 1_000 < max(engine.call("work", name)) < 40_000 / 2


@pytest.mark.parametrize("name", ASKED)
def test_what_is_remembered_changes_no_value(engine: Engine, name: str) -> None:
    differences, count, values = engine.call("remembered", name, 3)
    assert differences == []
    assert count > 400
    assert values > count / 2


def test_a_slip_in_a_line_that_is_long_is_named(engine: Engine) -> None:
    paths = "(a_{o1} - t_1) a_{o1} (1 - a_{o1}) W_5 + (a_{o2} - t_2) a_{o2} (1 - a_{o2}) W_7"
    nothing = "".join(f" + W_{i} - W_{i} + i_1 W_{i} - W_{i} i_1" for i in (1, 2, 3, 4, 6, 8))
    line = f"({paths}) a_{{h1}} (1 - a_{{h1}}) i_2 {nothing}"
    assert 250 < len(line) < LONGEST
    found = engine.call("said", "sigmoid_network", "net-dE-dW1", line)
    assert (found["kind"], found["isNamed"]) == ("wrong", True)


def test_what_takes_too_long_to_compute_is_refused(engine: Engine) -> None:
    heavy = r"(\sum_i\sum_m\sum_n\sum_p x_n h_p\delta_i^{(2)}W_{mi}^{(2)})"
    kinds = [
        engine.call("said", "two_layer", ASKED["two_layer"], " + ".join([heavy] * count))["kind"]
        for count in (2, 8)
    ]
    assert kinds == ["wrong", "unread"]
