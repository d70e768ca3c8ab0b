"""How many single slips the browser names, and what it makes of mistakes that were published."""

from collections import Counter
from collections.abc import Iterator

import pytest

from checked_equations.equations.notation.tree import Partial
from checked_equations.equations.verdict.mutation import Outcome, mutants_of, outcome
from checked_equations.pages.directives.refuted import FalseFormula, Refuted
from checked_equations.pages.registry import Registry
from checked_equations.pages.survivors import originals
from tests.live_engine import Engine

pytestmark = pytest.mark.slow

# Of the mutants of all gradients, in tests that are no campaign.
SAMPLE = 40
UNIQUE, AMONG_THREE = 0.88, 0.98
# What the check finds to be equal, if it does not take it for a step.
TRUE: set[Outcome] = {"survived", "senseless"}

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
const ids = () => Object.values(live.models).flatMap(({equations}) => equations.map(({id}) => id))
const judged = (name, id, latex) => live.judge(live.models[name], id, latex)
"""


@pytest.fixture(scope="module")
def engine(registry: Registry) -> Engine:
    return Engine(registry, registry.options.live, _NAMED)


Slip = tuple[str, str, str]  # model, equation, LaTeX


def slips(registry: Registry, ids: list[str], step: int) -> Iterator[tuple[Slip, Outcome]]:
    """The mutants of the live gradients, with what the check makes of them."""
    made = [
        (name, original, mutant)
        for name, original in originals(registry).items()
        if name in ids
        and isinstance(original.formula.chain.sides[0], Partial)
        and set(original.formula.chain.relations) == {"="}
        for mutant in mutants_of(original)
    ]
    for name, original, mutant in made[::step]:
        slip = (original.formula.scope.model.name, name, mutant.latex)
        yield slip, outcome(mutant, original)


@pytest.mark.parametrize("step", [SAMPLE, pytest.param(12, marks=pytest.mark.fuzz)])
def test_single_slips_are_named(registry: Registry, engine: Engine, step: int) -> None:
    found = list(slips(registry, engine.call("ids"), step))
    said = engine.call("all", [slip for slip, _ in found])
    pairs = Counter(zip((outcome for _, outcome in found), said, strict=True))
    print(dict(pairs))
    named = {kind: count for (outcome, kind), count in pairs.items() if outcome == "refuted"}
    total = sum(named.values())
    assert total > 5_000 / step
    assert named["unique"] > UNIQUE * total
    assert named["unique"] + named["among"] > AMONG_THREE * total
    # What is true is never called wrong, and nothing else is called right.
    assert {"right"} >= {kind for outcome, kind in pairs if outcome in TRUE}
    assert {outcome for outcome, kind in pairs if kind == "right"} <= TRUE


NETWORK, CHAIN, BIASES = "sigmoid_network", "scalar_chain", "sigmoid_network_with_biases"
LAYERS, LAYER_BIASES = "two_layer", "two_layer_with_biases"
# Exhibits of the museum in the symbols of a live model: the exhibit, the model, what is asked for,
# the line, and what the one candidate changes.
MUSEUM = [
    (
        "museum-sciml-h",
        NETWORK,
        "net-dE-da-h1",
        r"\frac{\partial E_1}{\partial a_{o1}} W_5 + \frac{\partial E_2}{\partial a_{o2}} W_7",
        [(r"\, a_{o1} (1 - a_{o1})", ""), (r"\, a_{o2} (1 - a_{o2})", "")],
    ),
    (
        "museum-sciml-h",
        LAYERS,
        "two-dL-dW1",
        r"\sum_i \frac{\partial L}{\partial \hat{y}_i} W_{ki}^{(2)} f'(h_k') x_j",
        [(r"\, g'(y_i')", "")],
    ),
    (
        "museum-own-network",
        NETWORK,
        "net-dE-da-h1",
        r"(a_{o1} - t_1) W_5 + (a_{o2} - t_2) W_7",
        [(r"\, a_{o1} (1 - a_{o1})", ""), (r"\, a_{o2} (1 - a_{o2})", "")],
    ),
    (
        "museum-grokking-slope",
        NETWORK,
        "net-delta-h1",
        r"\delta_{o1} W_5 + \delta_{o2} W_7",
        [(r"\, a_{h1} (1 - a_{h1})", "")],
    ),
    (
        "museum-grokking-slope",
        LAYERS,
        "two-dL-dh-prime",
        r"\sum_i \delta_i^{(2)} W_{ki}^{(2)}",
        [(r"\, f'(h_k')", "")],
    ),
    (
        "museum-bot-academy",
        NETWORK,
        "net-delta-o1",
        r"a_{o1} - t_1",
        [(r"\, a_{o1} (1 - a_{o1})", "")],
    ),
    ("museum-lecture-slope", NETWORK, "net-da-h1-dh1", r"1 - a_{h1}", [(r"a_{h1}", "")]),
    (
        "museum-raschka-figure",
        LAYERS,
        "two-dL-dh-prime",
        r"\left( \sum_i \delta_i^{(2)} W_{ki}^{(2)} \right) f'(h_k)",
        [("h_k", "h_{k}'")],
    ),
    ("museum-questions-tanh", LAYERS, "two-tanh-prime", r"-\tanh(h_k')^2", [("1", "")]),
    ("museum-ufldl-relu", NETWORK, "net-a-h1", r"\sigma(i_1)", [("i_1", "h_{1}")]),
    (
        "museum-roelants-step",
        NETWORK,
        "net-dE-dW1-factors",
        r"\frac{\partial E_{\text{total}}}{\partial a_{h1}} \frac{\partial a_{h1}}{\partial h_1} "
        r"\frac{\partial h_2}{\partial W_1}",
        [("h_2", "h_{1}")],
    ),
    (
        "museum-coursera-bias",
        BIASES,
        "biases-dE-db-o1",
        r"\frac{\partial E_{\text{total}}}{\partial b_{o1}} = (a_{o1} - t_1) a_{o1} (1 - a_{o1}) "
        "a_{h1}",
        [("a_{h1}", "")],
    ),
    (
        "museum-cs231n-path",
        NETWORK,
        "net-dE-dW1",
        r"\frac{\partial E_{\text{total}}}{\partial o_1} W_5 a_{h1} (1 - a_{h1}) i_1",
        [(r"+ (a_{o2} - t_2)\, a_{o2} (1 - a_{o2})\, W_7", "")],
    ),
    (
        "museum-nd4j-softmax",
        NETWORK,
        "net-dE-da-h1-delta",
        r"\delta_{o1} W_5",
        [(r"+ \delta_{o2} W_7", "")],
    ),
    (
        "museum-dl4j-sign",
        NETWORK,
        "net-delta-o1",
        r"(t_1 - a_{o1}) a_{o1} (1 - a_{o1})",
        [("t_1 - a_{o1}", "a_{o1} - t_1")],
    ),
    (
        "museum-logistic-sign",
        CHAIN,
        "chain-dL-dz-prime",
        r"y - \hat{y}",
        [(r"y - \hat{y}", r"\hat{y} - y")],
    ),
    (
        "museum-pytorch-m",
        NETWORK,
        "net-dE-da-h1",
        r"2 (\delta_{o1} W_5 + \delta_{o2} W_7)",
        [("2", "")],
    ),
    (
        "museum-mml-factor",
        NETWORK,
        "net-dE1-da-o1",
        r"\frac{1}{2} (a_{o1} - t_1)",
        [(r"\frac{1}{2}", "")],
    ),
    (
        "museum-data-science",
        NETWORK,
        "net-dE-da-h1-delta",
        r"\delta_{o1} W_5^{\text{new}} + \delta_{o2} W_7",
        [(r"W_5^{\text{new}}", "W_{5}")],
    ),
    ("museum-autograd-tanh", NETWORK, "net-a-o1", r"\frac{1}{1 + e^{o_1}}", [("-", "")]),
    (
        "museum-fastbook-tanh",
        NETWORK,
        "net-a-o1",
        r"\frac{1 + e^{-o_1}}{1}",
        [(r"\frac{1 + e^{-o_1}}{1}", r"\frac{1}{1 + e^{-o_1}}")],
    ),
]
# What has no meaning, as one index counts two things: what is meant.
MEANINGLESS = [
    (
        "museum-pytorch-jacobian",
        LAYERS,
        "two-dL-dh-prime",
        r"\left( \sum_i \delta_i^{(2)} W_{ik}^{(2)} \right) f'(h_k')",
        "W_{ki}^{(2)}",
    ),
    (
        "museum-sml-bias",
        LAYER_BIASES,
        "bias-y-prime",
        r"\sum_j W_{jk}^{(2)} h_j + b_k^{(1)}",
        "b_{k}^{(2)}",
    ),
]
# Two slips at once, or none of these kinds.
UNNAMED = [
    ("museum-sciml-V", NETWORK, "net-dE-dW5", r"\frac{\partial E_1}{\partial a_{o1}} h_1"),
    ("museum-nnet-tanh", LAYERS, "two-tanh-prime", r"\tanh(h_k')"),
]
# So many formulas on the pages have several slips, which no single one explains.
SEVERAL = 7


@pytest.mark.parametrize(("exhibit", "model", "equation", "latex", "expected"), MUSEUM)
def test_mistakes_of_the_museum_are_named(
    engine: Engine,
    exhibit: str,
    model: str,
    equation: str,
    latex: str,
    expected: list[tuple[str, str]],
) -> None:
    said = engine.call("judged", model, equation, latex)
    edits = [[(e["from"], e["to"]) for e in c["edits"]] for c in said["candidates"]]
    assert (said["kind"], edits, said["more"]) == ("wrong", [expected], 0)


@pytest.mark.parametrize(("exhibit", "model", "equation", "latex", "meant"), MEANINGLESS)
def test_an_index_that_counts_two_things(
    engine: Engine, exhibit: str, model: str, equation: str, latex: str, meant: str
) -> None:
    said = engine.call("judged", model, equation, latex)
    assert (said["kind"], said["meant"]) == ("unread", [meant])


@pytest.mark.parametrize(("exhibit", "model", "equation", "latex"), UNNAMED)
def test_what_no_single_slip_explains(
    engine: Engine, exhibit: str, model: str, equation: str, latex: str
) -> None:
    said = engine.call("judged", model, equation, latex)
    assert (said["kind"], said["candidates"], said["more"]) == ("wrong", [], 0)


def test_the_exhibits_are_in_the_museum(registry: Registry) -> None:
    exhibits = {registry.ids[item] for item in registry.of_type(Refuted)}
    assert {exhibit for exhibit, *_ in (*MUSEUM, *MEANINGLESS, *UNNAMED)} <= exhibits


def test_refuted_formulas_of_the_pages_are_wrong(registry: Registry, engine: Engine) -> None:
    ids = engine.call("ids")
    said = {
        registry.ids[item]: engine.call(
            "judged", refuted.formula.scope.model.name, item.of, item.unmarked
        )
        for item, refuted in registry.of_type(Refuted).items()
        if isinstance(item, FalseFormula) and item.of in ids
    }
    assert len(said) > 35
    assert {verdict["kind"] for verdict in said.values()} == {"wrong"}
    assert sum(not verdict["candidates"] for verdict in said.values()) <= SEVERAL
