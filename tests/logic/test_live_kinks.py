"""Lines with absolute values, roots and logarithms: one that fails for other signs is not right."""

import pytest

from checked_equations.pages.registry import Registry
from tests.live import LIVE
from tests.live_engine import Engine

pytestmark = pytest.mark.slow

NETWORK, CHAIN, BIASES = "sigmoid_network", "scalar_chain", "sigmoid_network_with_biases"
W1, W5 = "net-dE-dW1", "net-dE-dW5"
_ASKED = """
const judge = (name, id, text) => live.judge(live.models[name], id, text)
const at = { start: 0, end: 0 }
const group = node => ({ kind: "Group", items: [node], ...at })
const one = { kind: "Number", text: "1", ...at }
const root = { kind: "Function", name: "\\\\sqrt", primes: 0, ...at }
const rootOf = node => ({ kind: "Call", function: root, arguments: [node], ...at })
const two = { ...one, text: "2" }
const square = node => ({ kind: "Power", base: group(node), exponent: two, ...at })
const elementsOf = ({ symbol, axes }, model) =>
  live.choices(Object.fromEntries(axes.entries()), model.sizes).map(place => {
    const numbers = Object.values(place).map(at => `${at + 1}`)
    return { ...symbol, subscripts: axes.length ? numbers : symbol.subscripts }
  })
// All values and differences that are nowhere negative, as far as is tried.
const neverNegative = name => {
  const model = live.models[name]
  const values = model.names
    .filter(({ kind }) => kind === "input" || kind === "forward")
    .flatMap(each => elementsOf(each, model))
  const differences = values.flatMap(a => values.filter(b => b !== a)
    .map(b => ({ kind: "Sum", terms: [a, b], signs: [1, -1], ...at })))
  return [...values, ...differences]
    .filter(node => live.areEqual(rootOf(square(node)), node, model)).map(live.latex)
}
// What is said of each equation with a root in all of its sides.
const withRoots = name => live.models[name].equations
  .filter(({ chain }) => !chain.sides.some(live.trees.hasDecimals))
  .map(({ id, chain }) => {
    const under = side => ({ kind: "Product", factors: [rootOf(one), side], ...at })
    const sides = chain.sides.map(under)
    return [id, live.verdict({ ...chain, sides }, live.models[name])]
  })
"""


@pytest.fixture(scope="module")
def engine(registry: Registry) -> Engine:
    return Engine(registry, registry.options.live, _ASKED)


PATHS = "((a_o1-t1)*a_o1*(1-a_o1)*W5 + (a_o2-t2)*a_o2*(1-a_o2)*{})*a_h1*(1-a_h1)*{}"
FALSE = [
    (NETWORK, W5, "abs(a_o1-t1)*a_o1*(1-a_o1)*a_h1"),
    (NETWORK, W5, "sqrt((a_o1-t1)**2)*a_o1*(1-a_o1)*a_h1"),
    (NETWORK, W5, "(a_o1-t1)**2/abs(a_o1-t1)*a_o1*(1-a_o1)*a_h1"),
    (NETWORK, W5, "(a_o1-t1)*abs(2-t1)/(2-t1)*a_o1*(1-a_o1)*a_h1"),
    (NETWORK, W5, r"\sqrt{a_{o1}^2 - 2 t_1 a_{o1} + t_1^2} a_{o1} (1 - a_{o1}) a_{h1}"),
    (NETWORK, W5, r"((a_{o1} - t_1)^2)^{0.5} a_{o1} (1 - a_{o1}) a_{h1}"),
    (NETWORK, W5, r"((a_{o1} - t_1)^2)^{\frac{1}{2}} a_{o1} (1 - a_{o1}) a_{h1}"),
    (NETWORK, W5, r"e^{\log((a_{o1} - t_1)^2) / 2} a_{o1} (1 - a_{o1}) a_{h1}"),
    (NETWORK, "net-dE-dW6", "|a_o1-t1| a_o1 (1-a_o1) a_h2"),
    (NETWORK, W1, PATHS.format("abs(W7)", "i1")),
    (NETWORK, W1, PATHS.format("W7", "abs(i1)")),
    (BIASES, "biases-dE-db-o1", "abs(a_o1-t1)*a_o1*(1-a_o1)"),
    (CHAIN, "chain-dL-dw1", "-abs(y_hat-y)*w2*x"),
    (CHAIN, "chain-dL-dw1", r"(\hat{y} - y) w_2 \frac{x^2}{|x|}"),
]
TRUE = [
    (NETWORK, W5, "(a_o1-t1)*abs(a_o1)*abs(1-a_o1)*a_h1"),
    (NETWORK, W5, "abs(a_o1-t1)**2/(a_o1-t1)*a_o1*(1-a_o1)*a_h1"),
    (NETWORK, W5, "abs(a_o1-t1)*abs(t1-a_o1)/(a_o1-t1)*a_o1*(1-a_o1)*a_h1"),
    (NETWORK, W5, r"(a_{o1} - t_1) \sqrt{a_{o1}^2} (1 - a_{o1}) a_{h1} + 0 \log(1 + W_5^2)"),
    (NETWORK, W1, PATHS.format("W7*abs(W7*i1)/abs(i1)/abs(W7)", "i1")),
    (CHAIN, "chain-dL-dw1", "(y_hat-y)*w2*x*abs(y_hat)/y_hat"),
    (CHAIN, "chain-dL-dw1", r"\frac{(\hat{y} - y)^3}{|y - \hat{y}|^2} w_2 x"),
]


@pytest.mark.parametrize(("model", "equation", "text"), FALSE)
def test_what_fails_for_other_signs_is_wrong(
    engine: Engine, model: str, equation: str, text: str
) -> None:
    assert engine.call("judge", model, equation, text)["kind"] == "wrong"


@pytest.mark.parametrize(("model", "equation", "text"), TRUE)
def test_what_holds_for_all_signs_is_right(
    engine: Engine, model: str, equation: str, text: str
) -> None:
    assert engine.call("judge", model, equation, text)["kind"] == "right"


def test_a_root_hides_no_small_difference(engine: Engine) -> None:
    text = r"(a_{o1} - t_1) a_{o1} (1 - a_{o1}) a_{h1} (\sqrt{4} - 1 + 0.0000000001)"
    assert engine.call("judge", NETWORK, W5, text)["kind"] == "undecided"


def test_a_size_is_named(engine: Engine) -> None:
    said = engine.call("judge", *FALSE[0])
    assert said["special"]
    edits = [[(e["from"], e["to"]) for e in c["edits"]] for c in said["candidates"]]
    assert (edits, said["more"]) == ([[(r"\sqrt{(a_{o1}-t_1)^2}", "(a_{o1}-t_1)")]], 0)


TOTAL, SUM, MEAN = (rf"E_{{\text{{{name}}}}}" for name in ("total", "sum", "mean"))
POSITIVE = {"a_{h1}", "a_{h2}", "a_{o1}", "a_{o2}", "E_{1}", "E_{2}", TOTAL}
POSITIVE |= {f"{TOTAL} - E_{{1}}", f"{TOTAL} - E_{{2}}"}
# The sum is twice the total, which is the mean.
MORE = {SUM, MEAN, f"{SUM} - {TOTAL}", f"{SUM} - {MEAN}", f"{TOTAL} - {MEAN}", f"{MEAN} - {TOTAL}"}
MORE |= {f"{loss} - E_{{{number}}}" for loss in (SUM, MEAN) for number in (1, 2)}
# What is nowhere negative indeed: squares, and what the sigmoid gives.
NEVER_NEGATIVE: dict[str, set[str]] = {
    "one_number": {"L"},
    "sigmoid": {"y", "v - x", "s - u"},
    CHAIN: {r"\hat{y}"},
    NETWORK: POSITIVE | MORE,
    BIASES: POSITIVE,
}


@pytest.mark.parametrize("model", LIVE)
def test_all_values_and_differences_take_both_signs(engine: Engine, model: str) -> None:
    assert set(engine.call("neverNegative", model)) == NEVER_NEGATIVE.get(model, set())


@pytest.mark.parametrize("model", LIVE)
def test_rounding_at_more_points_refutes_nothing(engine: Engine, model: str) -> None:
    said = engine.call("withRoots", model)
    assert len(said) > 5
    assert [one for one in said if one[1] != "true"] == []
