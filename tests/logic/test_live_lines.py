"""A reader's derivation: those of the site are accepted, a slip is found in its line."""

import random
from collections.abc import Iterator

import pytest

from checked_equations.equations.latex.printer import to_latex
from checked_equations.equations.notation.tree import Chain, Number, Partial, without_places
from checked_equations.equations.verdict.mutation import Original, mutants_of, outcome
from checked_equations.pages.directives.equation import Checked, Equation
from checked_equations.pages.registry import Registry
from tests.live_engine import Engine

pytestmark = pytest.mark.slow

Slip = tuple[str, str, list[str], int]  # goal, model, lines, and which of them is wrong
GOALS = {
    "chain-dL-dw1": "scalar_chain",
    "net-dE-dW5": "sigmoid_network",
    "net-dE-dW1": "sigmoid_network",
    "two-dL-dW1": "two_layer",
}
_ASKED = """
const derivation = (name, id, lines) =>
  live.derivation(live.models[name], id, lines).map(({ kind, open, repeats, wrong }) =>
    ({ kind, open: open?.map(live.latex), repeats, wrong }))
const hints = (name, id, line) => {
  const model = live.models[name]
  const tree = line === null ? undefined : live.readAny(line, model).chain.sides.at(-1)
  const text = part => typeof part === "string" ? part : live.latex(part)
  return live.hints(model, id, tree).map(hint => hint.map(text).join(""))
}
"""


@pytest.fixture(scope="module")
def engine(registry: Registry) -> Engine:
    return Engine(registry, registry.options.live, _ASKED)


def derivations(registry: Registry) -> Iterator[tuple[str, str, Checked]]:
    """Each checked form of each final gradient of a live model, with the gradient's id."""
    found = [
        (item, result)
        for item, result in registry.results.items()
        if isinstance(item, Equation) and isinstance(result, Checked)
        if result.binding.model.name in registry.options.live
    ]
    for goal, final in found:
        left = without_places(final.formula.chain.sides[0])
        if "final" not in goal.attributes.classes or not isinstance(left, Partial):
            continue
        for _, result in found:
            chain = result.formula.chain
            same = result.binding.model is final.binding.model
            if same and without_places(chain.sides[0]) == left and not has_decimals(chain):
                yield registry.ids[goal], result.binding.model.name, result


def has_decimals(chain: Chain) -> bool:
    parts = (part for side in chain.sides for part in side.walk())
    return any(isinstance(part, Number) and "." in part.text for part in parts)


def lines(chain: Chain) -> list[str]:
    return list(map(to_latex, chain.sides[1:]))


def test_each_derivation_of_the_site_is_accepted(registry: Registry, engine: Engine) -> None:
    seen = 0
    for goal, model, result in derivations(registry):
        own = lines(result.formula.chain)
        kinds = [line["kind"] for line in engine.call("derivation", model, goal, own)]
        assert kinds == ["right"] * len(own), (goal, own)
        seen += 1
    assert seen > 60


def slips(registry: Registry, step: int) -> list[Slip]:
    """Derivations with one refutable mutant, and the line that it is in; one of so many."""
    found = []
    for goal, model, result in derivations(registry):
        right = lines(result.formula.chain)
        latex = " = ".join(map(to_latex, result.formula.chain.sides))
        chain = result.formula.scope.parse(latex)
        formula = type(result.formula)(chain, result.formula.scope)
        original = Original(latex, formula, result.binding, continues=False)
        for mutant in mutants_of(original)[::step]:
            if outcome(mutant, original) != "refuted":
                continue
            wrong = lines(result.formula.scope.parse(mutant.latex))
            changed = [at for at, (a, b) in enumerate(zip(right, wrong, strict=True)) if a != b]
            if len(changed) == 1:  # none where the left side is another
                found.append((goal, model, wrong, changed[0]))
    return found


def first_wrong(engine: Engine, goal: str, model: str, wrong: list[str]) -> tuple[int, str]:
    """The first line that is not right, and what is said of it."""
    kinds = [line["kind"] for line in engine.call("derivation", model, goal, wrong)]
    at = next((at for at, kind in enumerate(kinds) if kind != "right"), -1)
    if kinds[at] == "wrong":
        assert kinds[at + 1 :] == ["waiting"] * (len(kinds) - at - 1)
    return at, kinds[at]


def assert_found(engine: Engine, tried: list[Slip]) -> None:
    """Each slip is found in its line; hardly one cannot be decided there."""
    said = []
    for goal, model, wrong, at in tried:
        found, kind = first_wrong(engine, goal, model, wrong)
        assert (found, kind in ("wrong", "undecided")) == (at, True), (goal, wrong)
        said.append(kind)
    assert said.count("undecided") <= 0.02 * len(said)


@pytest.mark.parametrize(
    ("count", "step"), [(40, 20), pytest.param(1_000, 1, marks=pytest.mark.fuzz)]
)
def test_a_slip_is_found_in_its_line(
    registry: Registry, engine: Engine, count: int, step: int
) -> None:
    assert_found(engine, random.Random(5).sample(slips(registry, step), count))


@pytest.mark.parametrize("goal", GOALS)
def test_what_is_asked_for_is_no_answer(registry: Registry, engine: Engine, goal: str) -> None:
    equation = registry.results[registry.equations[goal]]
    left = to_latex(equation.formula.chain.sides[0])
    first, second = engine.call("derivation", GOALS[goal], goal, [left, f"1 \\cdot ({left})"])
    assert (first["kind"], first["repeats"]) == ("right", 0)
    assert first["open"] == second["open"] == [left]


NET = ("sigmoid_network", "net-dE-dW5")


def test_the_end_holds_no_derivative(engine: Engine) -> None:
    for line, left in (
        (r"\delta_{o1} a_{h1}", [r"\delta_{o1}"]),
        (r"(a_{o1} - t_1) \sigma'(o_1) a_{h1}", [r"\sigma'"]),
        (
            r"(a_{o1} - t_1) \frac{\partial a_{o1}}{\partial W_5}",
            [r"\frac{\partial a_{o1}}{\partial W_{5}}"],
        ),
        ("(a_o1 - t1)*a_o1*(1 - a_o1)*a_h1", []),
        ("a_h1*(1 - a_o1)*a_o1*(a_o1 - t1)", []),
    ):
        (said,) = engine.call("derivation", *NET, [line])
        assert (said["kind"], said["open"]) == ("right", left), line
    # What the goal itself holds is no derivative that is left.
    (said,) = engine.call(
        "derivation",
        "two_layer",
        "two-dL-dW1",
        [r"x_j f'(h_k') \sum_i W_{ki}^{(2)} \frac{\partial L}{\partial \hat{y}_i} g'(y_i')"],
    )
    assert (said["kind"], said["open"]) == ("right", [])


def test_numbers_are_no_lines(engine: Engine) -> None:
    for line in ("0.0721571", "(0.741365 - 0.01) a_{o1} (1 - a_{o1}) a_{h1}"):
        said, after = engine.call("derivation", *NET, [line, r"\delta_{o1} a_{h1}"])
        assert said["kind"] in ("unread", "wrong")
        assert after["kind"] == "waiting"


@pytest.mark.parametrize("goal", GOALS)
def test_three_hints_until_it_is_done(registry: Registry, engine: Engine, goal: str) -> None:
    model = GOALS[goal]
    forms = [lines(result.formula.chain) for of, _, result in derivations(registry) if of == goal]
    for line in [None, *(line for form in forms for line in form)]:
        hints = engine.call("hints", model, goal, line)
        done = line and not engine.call("derivation", model, goal, [line])[0]["open"]
        assert len(set(hints)) == (0 if done else 3), (line, hints)


def test_hints_say_more_and_more(engine: Engine) -> None:
    assert engine.call("hints", *NET, None)[2].startswith("The page begins with ")
    line = r"(a_{o1} - t_1) \frac{\partial a_{o1}}{\partial o_1} a_{h1}"
    slope = r"\frac{\partial a_{o1}}{\partial o_{1}}"
    assert engine.call("hints", *NET, line) == [
        f"Look at {slope}.",
        r"Differentiate a_{o1} = \sigma(o_{1}) by o_{1}.",
        f"On the page: {slope} = a_{{o1}} (1 - a_{{o1}}).",
    ]


def test_rows_of_an_author_are_lines(engine: Engine) -> None:
    rows = r"\begin{aligned} &= h_1 \\ &= h_2 + h_1 \end{aligned}"
    assert engine.call("live.rowsOf", rows) == ["h_1", "h_2 + h_1"]
    assert engine.call("live.rowsOf", " = h_1 ") == ["h_1"]
    assert engine.call("live.rowsOf", " ") == []


def test_a_slope_of_another_loss_that_is_the_same(engine: Engine) -> None:
    line = r"\frac{\partial E_{\text{total}}}{\partial a_{o1}} a_{o1} (1 - a_{o1}) a_{h1}"
    last = engine.call("hints", *NET, line)[2]
    assert last.startswith("On the page: ")
    assert last.endswith(r" = \frac{\partial E_{1}}{\partial a_{o1}} = a_{o1} - t_{1}.")
