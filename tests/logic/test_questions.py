"""Questions for a test: one right answer, and wrong ones that are refuted."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from checked_equations.equations.errors import FalseStatement
from checked_equations.equations.models import lasting
from checked_equations.equations.notation.tree import Symbol, bare, without_places
from checked_equations.equations.shown import question_bank
from checked_equations.equations.shown.question_numbers import numbers
from checked_equations.equations.shown.questions import (
    Question,
    Source,
    Statement,
    definitions,
    derivations,
    formulas,
    in_words,
)
from checked_equations.equations.shown.slips import Claim
from checked_equations.equations.values.formula import Formula
from checked_equations.equations.verdict.verify import verify
from checked_equations.files import Store
from checked_equations.pages.directives.equation import Checked, Equation
from checked_equations.pages.directives.questions import Bank
from checked_equations.pages.registry import Failed, Registry
from snippets import Values
from tests.site import GOOD, registry_of, replaced, tiny_site

pytestmark = pytest.mark.slow

DIGITS = 5


def checked(registry: Registry, name: str) -> Checked:
    found = registry.results[registry.equations[name]]
    assert isinstance(found, Checked)
    return found


def banks(registry: Registry) -> list[Bank]:
    return list(registry.of_type(Bank).values())


def asked(registry: Registry) -> list[Question]:
    return [question for bank in banks(registry) for question in bank.questions]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    page = "---\nmodel: tiny\n---\n\n```questions {page=good.md}\n```\n"
    site = tiny_site(tmp_path_factory.mktemp("tiny") / "site", {"good": GOOD, "a": page})
    return registry_of(site)


def claim_of(registry: Registry, name: str) -> Claim:
    found = checked(registry, name)
    chain = found.formula.chain
    return Claim(chain.sides[0], chain.sides[-1], found.formula.scope, found.binding)


def refuses(claim: Claim, latex: str) -> bool:
    """Whether the checker calls it false that the left side is this."""
    left = claim.latex(claim.right).partition(" = ")[0]
    try:
        verify(Formula(claim.scope.parse(f"{left} = {latex}"), claim.scope), claim.binding)
    except FalseStatement:
        return True
    return False


@pytest.mark.parametrize("name", ["good-s", "good-L", "good-dL-dW", "good-dL-dv", "good-dL-ds"])
def test_slips_are_refuted_and_differ(tiny: Registry, name: str) -> None:
    claim = claim_of(tiny, name)
    assert claim.holds
    slips = claim.slips("1", 6)
    assert len(slips) >= 3
    assert all(refuses(claim, slip.latex) for slip in slips)
    sides = [bare(without_places(claim.right)), *(bare(slip.side) for slip in slips)]
    assert len(set(sides)) == len(sides)
    assert claim.slips("1", 6) == slips
    assert [slip.latex for slip in slips] != [slip.latex for slip in claim.slips("2", 6)]


def said(tiny: Registry, name: str) -> dict[str, str]:
    return {slip.latex: slip.words for slip in claim_of(tiny, name).slips("1", 99)}


def test_a_slip_is_told_in_words(tiny: Registry) -> None:
    words = said(tiny, "good-dL-dW")
    assert words[r"(\hat{s} - t) v_{j} f'(h_{j}')"] == "the factor $x_{i}$ is missing"
    assert words[r"(\hat{s} - t) v_{j} x_{i}"] == "the factor $f'(h_{j}')$ is missing"
    assert words[r"(\hat{s} - t) v_{j} f(h_{j}') x_{i}"] == "$f$ stands where $f'$ belongs"
    assert words[r"(\hat{s} + t) v_{j} f'(h_{j}') x_{i}"] == "the sign of $t$ is wrong"
    assert words[r"(\hat{s} - t) h_{j} f'(h_{j}') x_{i}"] == "$h_{j}$ stands where $v_{j}$ belongs"
    assert said(tiny, "good-s")["h_{1} v_{1}"] == "the term $h_{2} v_{2}$ is missing"


def test_what_gives_itself_away_is_left_out(tiny: Registry) -> None:
    """A leading minus, half of a difference, and what is always 0."""
    assert not {"-t", "t", r"\hat{s}", r"-\hat{s} - t"} & said(tiny, "good-dL-ds").keys()
    for latex in said(tiny, "good-dL-dW"):
        assert not re.match(r"\((-|\\hat\{s\}\))", latex), latex
        assert not re.search(r"(t|\\hat\{s\}) - \1", latex), latex


def test_one_over_one_is_no_slip(tiny: Registry) -> None:
    told = said(tiny, "good-L")
    assert told[r"\frac{1}{2} (\hat{s} + t)^{2}"] == "the sign of $t$ is wrong"
    assert r"(\hat{s} - t)^{2}" in told
    assert not any(r"\frac{1}{1}" in latex for latex in told)


def test_a_lost_bias_or_path_is_a_slip(tmp_path: Path) -> None:
    page = "---\nmodel: line\n---\n\n```math {#z snippet=line.z}\nz = w x + b\n```\n"
    module = """
def z(w, x, b):
    return w * x + b


NOTATION = {
    "w": ("w", "scalar", "the weight"),
    "x": ("x", "scalar", "the input"),
    "b": ("b", "scalar", "the bias"),
    "z": ("z", "scalar", "the sum"),
}
FORWARD = [z]
EXAMPLE = {"w": 0.5, "x": 1.5, "b": 0.25}
"""
    registry = registry_of(
        tiny_site(tmp_path / "site", {"good": GOOD, "a": page}, {"line": module})
    )
    assert not registry.all_complaints()
    told = said(registry, "z")
    assert told["w x"] == "the term $b$ is missing"
    assert told["w x - b"] == "the sign of $b$ is wrong"
    assert not {"b", "-w x + b"} & told.keys()
    found = checked(registry, "z")
    source = Source("1", [Statement("z", found.formula, found.binding)], {})
    (question,) = numbers(source, 9)
    check_number(registry, question)
    assert question.text.endswith(
        "Compute $z$, the sum, to 5 significant digits, without rounding in between."
    )


def test_a_slip_of_another_letter_comes_last(tiny: Registry) -> None:
    slips = claim_of(tiny, "good-dL-dW").slips("1", 99)
    far = [slip.is_far for slip in slips]
    assert any(far)
    assert far == sorted(far)


def test_a_false_statement_is_no_source_of_questions(tiny: Registry) -> None:
    claim = claim_of(tiny, "good-dL-dv")
    wrong = replace(claim, right=claim.slips("1", 1)[0].side)
    assert not wrong.holds
    statement = Statement("wrong", wrong.formula, wrong.binding, is_result=True)
    assert not list(formulas(Source("1", [statement], {}), 9))
    assert not list(numbers(Source("1", [statement], {}), 9))


def test_a_symbol_is_asked_for_with_its_meaning(tiny: Registry) -> None:
    left = claim_of(tiny, "good-s").left
    model = tiny.models["tiny"]
    assert in_words(left, model) == r"$\hat{s}$, the result,"
    names = [replace(n, meaning="the result: what leaves; here one") for n in model.names]
    assert in_words(left, replace(model, names=names)) == r"$\hat{s}$, the result,"
    declared = claim_of(tiny, "good-h").left
    assert in_words(declared, model) == "$h_{j}$, what leaves unit j,"
    assert isinstance(declared, Symbol)
    assert in_words(replace(declared, subscripts=("1",)), model) == "$h_{1}$"
    assert in_words(claim_of(tiny, "good-dL-dv").left, model).endswith("v_{j}}$")


def test_a_page_is_asked_about(tiny: Registry) -> None:
    assert not tiny.all_complaints()
    questions = asked(tiny)
    assert {question.kind for question in questions} == {"formula"}
    assert [question.snippet for question in questions].count("dL_dW") == 1
    by_snippet = {question.snippet: question for question in questions}
    assert by_snippet["dL_dW"].text == r"Which of these is $\frac{\partial L}{\partial W_{ij}}$?"
    # The forward pass in its order, and nothing of what is asked for.
    assert [text.split(" ")[0] for text in by_snippet["dL_dW"].given] == [
        "h_{j}'",
        "h_{j}",
        r"\hat{s}",
        "L",
    ]


def test_questions_are_made_anew_when_what_they_speak_of_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = "---\nmodel: tiny\n---\n\n```questions {page=good.md}\n```\n"
    site = tiny_site(tmp_path / "site", {"good": GOOD, "a": page})
    monkeypatch.setattr(lasting, "_findings", Store(lasting.version))  # no earlier process knows it
    made: list[Source] = []

    def making(source: Source) -> tuple[Question, ...]:
        made.append(source)
        return make(source)

    make = question_bank._made
    monkeypatch.setattr(question_bank, "_made", making)
    first = asked(registry_of(site))
    count = len(made)
    assert count == 1
    assert asked(registry_of(site)) == first
    assert len(made) == count
    replaced(site / "docs" / "good.md", "h_j = f(h_j')", "h_j = 1 f(h_j')")
    given = {latex for question in asked(registry_of(site)) for latex in question.given}
    assert len(made) == count + 1
    assert "h_{j} = 1 f(h_{j}')" in given
    replaced(site / "snippets" / "tiny.py", "return s - t", "return -(t - s)")
    registry_of(site)
    assert len(made) == count + 2


@pytest.mark.parametrize("at", range(4))
def test_a_wrong_key_would_be_found(tiny: Registry, at: int) -> None:
    """The checks below: with another answer marked as right, or two of them the same."""
    question = next(q for q in asked(tiny) if q.snippet == "dL_dW")
    check(tiny, [question])
    answers = list(question.answers)
    if answers[at].is_right:
        answers[at] = answers[at - 1]
    else:
        answers = [replace(a, is_right=n == at) for n, a in enumerate(answers)]
    with pytest.raises(AssertionError):
        check(tiny, [replace(question, answers=tuple(answers))])


def test_an_error_on_the_page_has_no_second_message(tmp_path: Path) -> None:
    bad = GOOD.replace(r"= (\hat{s} - t) h_j", r"= (\hat{s} + t) h_j")
    page = "---\nmodel: tiny\n---\n\n```questions {page=good.md}\n```\n"
    registry = registry_of(tiny_site(tmp_path / "site", {"good": bad, "a": page}))
    (complaint,) = registry.all_complaints()
    assert complaint.path == "docs/good.md"
    assert any(isinstance(found, Failed) for found in registry.results.values())


# The questions of the whole site.


def parts_of(registry: Registry, question: Question) -> Claim:
    """The claim that a question is about, from the page itself."""
    found = checked(registry, question.statement)
    lefts = [
        result.formula.chain.sides[0]
        for item, result in registry.of_type(Checked).items()
        if result.binding == found.binding
        and registry.page_of[item] is registry.page_of[registry.equations[question.statement]]
    ]
    sides = found.formula.chain.sides
    left = lefts[0] if question.kind == "slip" else sides[0]
    return Claim(left, sides[-1], found.formula.scope, found.binding)


def check_choice(registry: Registry, question: Question) -> None:
    """Of formulas one is true, of lines one is false; no two are the same or have one value."""
    claim = parts_of(registry, question)
    refused = [refuses(claim, answer.text) for answer in question.answers]
    is_odd = [answer.is_right for answer in question.answers]
    assert is_odd.count(True) == 1
    assert refused == (is_odd if question.kind == "slip" else [not odd for odd in is_odd])
    left = claim.latex(claim.right).partition(" = ")[0]
    chains = [claim.scope.parse(f"{left} = {answer.text}") for answer in question.answers]
    trees = {bare(without_places(chain.sides[1])) for chain in chains}
    assert len(trees) == len(question.answers)
    if question.kind == "formula":
        forms = [Formula(chain, claim.scope) for chain in chains]
        values = [np.ravel(values_of(formula)) for formula in forms]
        for at, one in enumerate(values):
            for other in values[at + 1 :]:
                assert one.shape != other.shape or np.max(np.abs(one - other)) > 1e-9
        assert all(answer.words for answer in question.answers if not answer.is_right)
    else:
        assert all(bool(answer.words) is answer.is_right for answer in question.answers)


def values_of(formula: Formula) -> list[Any]:
    cases = formula.cases(formula.scope.points.generic)
    found = [formula.evaluation(case)(formula.chain.sides[1]) for case in cases]
    return [number for value in found for number in np.ravel(value)]


def check_number(registry: Registry, question: Question) -> None:
    """The right number comes from the snippets, and no wrong one is near it."""
    bound = checked(registry, question.statement).binding
    inputs = inputs_in(question, registry)
    example = bound.model.example
    assert inputs.items() <= {**example, **inputs}.items()
    assert any(example[name] != value for name, value in inputs.items())
    values = Values(bound.model.namespace, {**example, **inputs})
    right, *wrong = question.answers
    assert right.is_right
    assert not any(answer.is_right for answer in wrong)
    assert float(right.text) == pytest.approx(float(values[bound.snippet]), rel=1e-7)
    assert 1e-5 <= question.tolerance / abs(float(right.text)) * 1.000001 <= 1.000002e-4
    taken = [float(answer.text) for answer in question.answers]
    for at, one in enumerate(taken):
        assert all(abs(one - other) > 2 * question.tolerance for other in taken[at + 1 :])
    assert wrong
    assert all(answer.words for answer in wrong)


def inputs_in(question: Question, registry: Registry) -> dict[str, float]:
    """The inputs that the text of a question gives, by their Python names."""
    model = checked(registry, question.statement).binding.model
    python = {name.latex: name.python for name in model.names}
    given = re.findall(r"\$([^$]+) = ([-\d.]+)\$", question.text)
    return {python[latex]: float(number) for latex, number in given}


def check(registry: Registry, questions: list[Question]) -> None:
    for question in questions:
        (check_number if question.kind == "number" else check_choice)(registry, question)


def test_there_are_enough_of_each_kind(registry: Registry) -> None:
    kinds = Counter(question.kind for question in asked(registry))
    assert kinds.total() >= 60
    assert min(kinds[kind] for kind in ("formula", "slip", "number")) >= 15
    assert len({(q.statement, q.kind) for q in asked(registry)}) == kinds.total()


def test_each_question_has_one_right_answer(registry: Registry) -> None:
    check(registry, asked(registry))


def test_the_right_answer_stands_anywhere(registry: Registry) -> None:
    for kind in ("formula", "slip"):
        places = Counter(
            [answer.is_right for answer in question.answers].index(True)
            for question in asked(registry)
            if question.kind == kind
        )
        assert len(places) >= 3
        assert max(places.values()) <= 0.6 * places.total()


def test_gradients_are_what_a_nudge_says(registry: Registry) -> None:
    """Central differences of the snippets' loss, at the inputs that the question gives."""
    count = 0
    for question in asked(registry):
        found = re.fullmatch(r"d(\w+)_d(\w+)", question.snippet)
        model = checked(registry, question.statement).binding.model
        inputs = inputs_in(question, registry)
        top = {"E": "E_total"}.get(found[1], found[1]) if found else ""
        if question.kind != "number" or not found or found[2] not in inputs:
            continue

        def loss(by: float, top: str, model: Any, of: str, inputs: dict[str, Any]) -> float:
            given = {**model.example, **inputs, of: inputs[of] + by}
            return float(Values(model.namespace, given)[top])

        up, down = (loss(by, top, model, found[2], inputs) for by in (1e-5, -1e-5))
        slope = (up - down) / 2e-5
        assert slope == pytest.approx(float(question.answers[0].text), rel=1e-6), question
        count += 1
    assert count >= 8


def sources(registry: Registry, seed: str) -> Iterator[Source]:
    """Some pages as sources of questions."""
    everything = {
        item: Statement(
            registry.ids[item], found.formula, found.binding, getattr(item, "kind", "") == "final"
        )
        for item, found in registry.of_type(Checked).items()
    }
    for path in ("scalar-chain", "two-paths", "two-layer", "through-time"):
        items = registry.pages[f"docs/{path}.md"].items
        own = [everything[i] for i in items if isinstance(i, Equation) and i in everything]
        defined = definitions(own[0].binding.model, everything.values())
        yield Source(f"{seed} {path}", own, defined)


def test_another_seed_makes_other_questions_that_are_as_good(registry: Registry) -> None:
    made: dict[str, list[Question]] = {}
    for seed in ("7", "8", "7 "):
        made[seed] = [
            question
            for source in sources(registry, seed.strip())
            for kind in (formulas, derivations, numbers)
            for question in kind(source, 3)
        ]
    assert made["7"] == made["7 "]
    assert made["7"] != made["8"]
    check(registry, made["8"])
    assert len(made["8"]) >= 20


def test_words_are_those_of_a_slip(registry: Registry) -> None:
    told = [answer.words for q in asked(registry) for answer in q.answers if answer.words]
    lost, sign = r"the (factor|term) \$.+\$ is missing", r"the sign( of \$.+\$)? is wrong"
    form = re.compile(rf"{lost}|{sign}|\$.+\$ stands where \$.+\$ belongs")
    assert all(form.fullmatch(words) for words in told)
