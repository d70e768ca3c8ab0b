"""The browser evaluates the live models as Python does: the same values, slopes and verdicts."""

import random
from collections import Counter

import numpy as np
import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.models.model import Model
from checked_equations.equations.models.points import Point, Points
from checked_equations.equations.notation.tree import Chain
from checked_equations.equations.values.formula import Formula
from checked_equations.equations.verdict.mutants import Mutant
from checked_equations.equations.verdict.mutation import Original, Outcome, mutants_of, outcome
from checked_equations.live.agreement import compare
from checked_equations.live.bundle import script
from checked_equations.live.model_data import Data, model_data
from checked_equations.pages.directives.refuted import Refuted
from checked_equations.pages.registry import Registry
from checked_equations.pages.survivors import originals
from tests.live import LIVE, Browser

# What the browser says where Python says this. A step without sense is true by value.
EXPECTED: dict[Outcome, tuple[str, ...]] = {
    "refuted": ("refuted",),
    "survived": ("true",),
    "senseless": ("true",),
    "typing": ("unread", "refuted", "undecided"),
}
SETTINGS = 1000
SAMPLE = 12  # of the mutants of each model
FEW = 30


@pytest.fixture(scope="module")
def data(registry: Registry) -> dict[str, Data]:
    return {name: model_data(registry, registry.models[name]) for name in LIVE}


@pytest.fixture(scope="module")
def browser(data: dict[str, Data]) -> Browser:
    return Browser(data)


def equations_of(registry: Registry, model: str) -> list[Original]:
    """The checked equations of a model."""
    return [
        original
        for original in originals(registry).values()
        if original.binding.model.name == model and is_equation(original.formula)
    ]


def is_equation(formula: Formula) -> bool:
    """Whether it is no inequality: a few points prove none, and the browser says so."""
    return {"=", r"\approx", r"\gets"}.issuperset(formula.chain.relations)


@pytest.mark.parametrize("model", LIVE)
def test_every_equation_is_true(registry: Registry, browser: Browser, model: str) -> None:
    equations = equations_of(registry, model)
    found = browser.verdicts(model, [original.formula.chain for original in equations])
    assert equations
    assert {o.latex: v for o, v in zip(equations, found, strict=True) if v != "true"} == {}


def test_every_refuted_formula_is_refuted(registry: Registry, browser: Browser) -> None:
    count = 0
    for model in LIVE:
        refuted = [
            found.formula.chain
            for found in registry.results.values()
            if isinstance(found, Refuted)
            and found.formula.scope.model.name == model
            and is_equation(found.formula)
        ]
        count += len(refuted)
        assert set(browser.verdicts(model, refuted)) <= {"refuted"}
    assert count >= 40


def test_of_an_inequality_the_browser_says_nothing(registry: Registry, browser: Browser) -> None:
    found = [
        original
        for original in originals(registry).values()
        if original.binding.model.name in LIVE and not is_equation(original.formula)
    ]
    assert [original.latex for original in found] == [r"g^\top u \le \|g\|"]
    for original in found:
        chains = [chain for m in mutants_of(original) if (chain := read(m, original)) is not None]
        model = original.binding.model.name
        inequalities = [chain for chain in chains if r"\le" in chain.relations]
        said = browser.verdicts(model, [original.formula.chain, *inequalities])
        assert said == ["unread"] * (1 + len(inequalities))


def read(mutant: Mutant, original: Original) -> Chain | None:
    """The chain of a mutant as it stands in the place of its equation."""
    try:
        chain = original.formula.scope.parse(mutant.latex)
    except Problem:
        return None
    return chain.after(original.formula.chain) if chain.continues else chain


def disagreements(
    browser: Browser, model: str, mutants: list[tuple[Mutant, Original]]
) -> list[tuple[str, Outcome, str]]:
    """Each mutant of which Python and the browser say something else."""
    chains = [(chain, m, o) for m, o in mutants if (chain := read(m, o)) is not None]
    pairs = [(original.formula.chain, chain) for chain, _, original in chains]
    found = browser.verdicts_in_place(model, pairs)
    said = [(m.latex, outcome(m, o), v) for (_, m, o), v in zip(chains, found, strict=True)]
    return [(latex, ours, theirs) for latex, ours, theirs in said if theirs not in EXPECTED[ours]]


@pytest.mark.parametrize("model", LIVE)
def test_a_sample_of_mutants_is_judged_alike(
    registry: Registry, browser: Browser, model: str
) -> None:
    rng = random.Random(model)
    equations = rng.sample(equations_of(registry, model), 5)
    mutants = [(mutant, original) for original in equations for mutant in mutants_of(original)]
    assert disagreements(browser, model, rng.sample(mutants, SAMPLE)) == []


@pytest.mark.fuzz
@pytest.mark.parametrize("model", LIVE)
def test_every_mutant_is_judged_alike(registry: Registry, browser: Browser, model: str) -> None:
    equations = equations_of(registry, model)
    mutants = [(mutant, original) for original in equations for mutant in mutants_of(original)]
    assert disagreements(browser, model, mutants) == []


@pytest.mark.slow
@pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.fuzz)])
@pytest.mark.parametrize("model", LIVE)
def test_what_the_browser_reads_by_itself_is_judged_alike(
    registry: Registry, data: dict[str, Data], model: str, step: int
) -> None:
    """As the tree that Python made of it."""
    browser = Browser(data, script())
    mutants = [
        (mutant.latex, chain)
        for original in equations_of(registry, model)
        if not original.continues
        for mutant in mutants_of(original)[::step]
        if (chain := read(mutant, original)) is not None
    ]
    read_here = browser.verdicts_of_texts(model, [latex for latex, _ in mutants])
    expected = browser.verdicts(model, [chain for _, chain in mutants])
    pairs = Counter(zip(read_here, expected, strict=True))
    different = {pair for pair in pairs if pair[0] not in ("unread", pair[1])}
    assert different == set()
    assert [pair for pair in pairs if pair[0] == "unread" != pair[1]] == []


def settings(model: Model, count: int, seed: str) -> list[Point]:
    """Random settings of all sizes, with open functions and with those of the running example."""
    rng = np.random.default_rng([*seed.encode()])
    points = Points(model)
    bases = [points.example, *points.generic, *points.of_other_sizes()]
    found = []
    for number in range(count):
        base = bases[number % len(bases)]
        inputs = {
            name: value if callable(value) else rng.uniform(-1, 1, np.shape(value))[()]
            for name, value in base.inputs.items()
        }
        found.append(Point(model, inputs, base.sizes, f"setting {number}"))
    return found


@pytest.mark.parametrize("model", LIVE)
def test_values_and_slopes_agree(registry: Registry, data: dict[str, Data], model: str) -> None:
    known = registry.models[model]
    compare(known, data[model], settings(known, FEW, model))


@pytest.mark.fuzz
@pytest.mark.parametrize("model", LIVE)
def test_values_and_slopes_agree_in_many_settings(
    registry: Registry, data: dict[str, Data], model: str
) -> None:
    known = registry.models[model]
    compare(known, data[model], settings(known, SETTINGS, f"many {model}"))


@pytest.mark.slow
@pytest.mark.parametrize("model", LIVE)
def test_a_change_of_a_thousandth_is_noticed(
    registry: Registry, data: dict[str, Data], model: str
) -> None:
    """What is compared is compared: with another formula for any value, the two differ."""
    known = registry.models[model]
    for entry in data[model]["program"]:
        scaled = {"kind": "Number", "start": 0, "end": 0, "text": "1.001"}
        tree = {"kind": "Product", "start": 0, "end": 0, "factors": [scaled, entry["tree"]]}
        others = [e if e is not entry else {**e, "tree": tree} for e in data[model]["program"]]
        with pytest.raises(Problem, match="in the browser and"):
            compare(known, {**data[model], "program": others}, settings(known, 2, model))
