"""A display of a page with several statements, and with the range of an index beside them."""

from pathlib import Path

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.pages.directives.equation import Checked, Several
from checked_equations.pages.readback import check_drawn
from checked_equations.pages.registry import Registry
from checked_equations.pages.survivors import every_mutant, originals
from checked_equations.pages.typeset import Typesetter
from tests.logic.test_rendering import html_of
from tests.site import GOOD, changed, registry_of, tiny_site

pytestmark = pytest.mark.slow

STEP = '''"""Layers, each with a step of its own."""

import numpy as np


def z(w, a, b, l):
    return w[l] * a[l - 1] + b[l]


def a(z, l):
    return np.tanh(z[l])


def E(a, t, L):
    return (a[L] - t) ** 2 / 2


def d(w, d, z, a, t, l, L):
    if l == L:
        return (a[L] - t) * (1 - np.tanh(z[l]) ** 2)
    return w[l + 1] * d[l + 1] * (1 - np.tanh(z[l]) ** 2)


STEPS = {"l": "1..L"}
NOTATION = {
    "L": ("L", "size of l", "how many layers"),
    "w": ("w_l", "scalar", "weights"),
    "b": ("b_l", "scalar", "biases"),
    "z": ("z_l", "scalar", "what enters"),
    "a": ("a_l", "scalar", "what leaves"),
    "t": ("t", "scalar", "the target"),
    "E": ("E", "scalar", "the loss"),
    "d": (r"\\delta_l", "scalar", "the errors"),
}
FORWARD = [z, a, E]
EXAMPLE = {
    "w": {1: 0.5, 2: -0.7, 3: 0.4},
    "b": {1: 0.1, 2: -0.2, 3: 0.3},
    "a": {0: 0.6},
    "t": 0.9,
}


if __name__ == "__main__":
    print("one = 1")
'''
PAIR = r"h_j' = \sum_i x_i W_{ij}, \qquad h_j = f(h_j')"
ROWS = r"\begin{aligned} h_j' &= \sum_i x_i W_{ij} \\ h_j &= f(h_j') \end{aligned}"
BOTH = 'snippet="tiny.h_prime tiny.h"'
LOSS = r"E = \frac{1}{2} (a_L - t)^2"


def found_on(folder: Path, latex: str, attributes: str, model: str = "tiny") -> Registry:
    """What is found of a page that begins with a display with this LaTeX."""
    head = f"---\ntitle: A\nmodel: {model}\n---\n\n# A\n\n"
    page = f"{head}```math {{#both {attributes}}}\n{latex}\n```\n"
    return registry_of(tiny_site(folder / "site", {"a": page, "good": GOOD}, {"step": STEP}))


def complaints_of(registry: Registry) -> list[str]:
    return [str(c) for c in registry.all_complaints() if c.path == "docs/a.md"]


def wrong_with(folder: Path, latex: str, attributes: str, model: str = "tiny") -> str:
    """The first complaint about it, or ''."""
    return next(iter(complaints_of(found_on(folder, latex, attributes, model))), "")


@pytest.mark.parametrize("latex", [PAIR, ROWS])
def test_each_statement_has_a_snippet_and_all_have_one_number(tmp_path: Path, latex: str) -> None:
    registry = found_on(tmp_path, latex, BOTH)
    assert complaints_of(registry) == []
    item = registry.equations["both"]
    found = registry.results[item]
    assert isinstance(found, Several)
    assert [str(part.binding) for part in found.parts] == ["tiny.h_prime", "tiny.h"]
    assert registry.numbers["both"] == "1"
    assert registry.counts(registry.page_of[item])["equations"] == 1
    html = html_of(registry, registry.pages["docs/a.md"])
    assert html.count("Checked in this build: ") == 2
    assert html.count("<summary") == 1
    assert "h_prime = " in html


@pytest.mark.parametrize(
    ("attributes", "says"),
    [
        ("snippet=tiny.h_prime", "with 1 snippet;"),
        ("", "with no snippet;"),
        ('snippet="tiny.h_prime tiny.h tiny.s"', "with 3 snippets;"),
        ('snippet="tiny.h tiny.h_prime"', "not what the snippet tiny.h computes"),
        ('snippet="tiny.h_prime tiny.s"', "tiny.s"),
        ('snippet="tiny.h_prime, tiny.h"', "one for each, with spaces between"),
        (f"continues=#good-h {BOTH}", "a continuation of several statements"),
    ],
)
def test_snippets_that_do_not_fit_are_refused(tmp_path: Path, attributes: str, says: str) -> None:
    assert says in wrong_with(tmp_path, PAIR, attributes)


@pytest.mark.parametrize(
    ("latex", "line"),
    [
        ("\\begin{aligned}\nh_j' &= \\sum_i x_i W_{ji} \\\\\nh_j &= f(h_j')\n\\end{aligned}", 10),
        ("\\begin{aligned}\nh_j' &= \\sum_i x_i W_{ij} \\\\\nh_j &= f'(h_j')\n\\end{aligned}", 11),
    ],
)
def test_a_false_statement_is_found_where_it_stands(tmp_path: Path, latex: str, line: int) -> None:
    assert wrong_with(tmp_path, latex, BOTH).startswith(f"docs/a.md:{line}: ")


def test_every_statement_has_mutants(tmp_path: Path) -> None:
    made = originals(found_on(tmp_path, ROWS, BOTH))
    own = {name: original for name, original in made.items() if name.startswith("both")}
    alone = {n: o for n, o in made.items() if n in ("good-h-prime", "good-h")}
    mutants, expected = list(every_mutant(own)), list(every_mutant(alone))
    assert list(own) == ["both.1", "both.2"]
    assert [m.mutant.latex for m in mutants] == [m.mutant.latex for m in expected]
    assert [m.outcome for m in mutants] == [m.outcome for m in expected]


def test_what_needs_one_statement_is_told_that_there_are_several(tmp_path: Path) -> None:
    display = f"```math {{#both {BOTH} .result}}\n{PAIR}\n```\n\n"
    page = changed(GOOD, "```math {#good-s ", f"{display}```math {{#good-s ")
    for number, display in enumerate(
        (
            "```math {#more continues=#both}\n= h_j\n```\n\n",
            '```math {#no .refuted of=#both fault=practice why="It is"}\nh_j = h_j\'\n```\n\n',
            "```summary\n```\n\n",
        )
    ):
        text = changed(page, "```math {#good-s ", f"{display}```math {{#good-s ")
        site = tiny_site(tmp_path / str(number), {"good": text})
        (complaint,) = registry_of(site).all_complaints()
        assert "#both holds several statements" in str(complaint)


# Ranges.

FORWARDS = r"z_l = w_l a_{l-1} + b_l, \qquad a_l = \tanh(z_l), \qquad l = 1, \dots, L"
BACKWARDS = r"\delta_l = w_{l+1} \delta_{l+1} (1 - a_l^2), \qquad l = L-1, \dots, 1"


def test_a_range_beside_equations_is_the_one_that_they_hold_for(tmp_path: Path) -> None:
    assert wrong_with(tmp_path, FORWARDS, 'snippet="step.z step.a"', "step") == ""
    worded = changed(BACKWARDS, "\\qquad", "\\qquad \\text{for }")
    assert wrong_with(tmp_path / "w", worded, "snippet=step.d .step", "step") == ""
    registry = found_on(tmp_path / "b", BACKWARDS, "snippet=step.d .step", "step")
    assert complaints_of(registry) == []
    found = registry.results[registry.equations["both"]]
    assert isinstance(found, Checked)
    (original,) = (o for name, o in originals(registry).items() if name == "both")
    outcomes = [judged.outcome for judged in every_mutant({"both": original})]
    assert "refuted" in outcomes
    assert "survived" not in outcomes


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("L-1, \\dots, 1", "L, \\dots, 1", "of an equation that holds for l = 1, …, L-1"),
        ("L-1, \\dots, 1", "L-1, \\dots, 2", "of an equation that holds for l = 1, …, L-1"),
        ("l = L-1", "m = L-1", "says what m runs over, which is no index so far"),
        ("l = L-1, \\dots, 1", "t = 3", "says not what an index runs over"),
        ("l = L-1, \\dots, 1", "a_0 = 1", "2 statements"),
        ("\\qquad l = L-1", "\\text{for } m = L-1", "says what m runs over"),
        ("\\qquad l = L-1, \\dots", "\\text{for } l = L, \\dots", "that holds for l = 1, …, L-1"),
        ("\\qquad l = L-1", "\\text{for } l_1 = L-1", "a condition beside a formula"),
    ],
)
def test_a_wrong_range_is_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    latex = changed(BACKWARDS, old, new)
    assert says in wrong_with(tmp_path, latex, "snippet=step.d .step", "step")


def test_the_range_of_an_axis_ends_at_its_size(tmp_path: Path) -> None:
    for last, says in ((2, ""), (3, "the index range j = 1, \\dots, 3")):
        latex = rf"h_j = f(h_j'), \qquad j = 1, \dots, {last}"
        found = wrong_with(tmp_path / str(last), latex, "snippet=tiny.h")
        assert bool(found) == bool(says)
        assert says in found


@pytest.mark.slow
@pytest.mark.parametrize("latex", [PAIR, ROWS, FORWARDS, BACKWARDS])
def test_what_is_drawn_reads_as_what_is_checked(tmp_path: Path, latex: str) -> None:
    registry = found_on(tmp_path, latex, 'snippet="step.z step.a"', "step")
    vocabulary = registry.vocabulary(registry.equations["both"])
    typesetter = Typesetter(tmp_path)
    check_drawn(latex, typesetter(latex, True), vocabulary)
    others = (LOSS, BACKWARDS.replace("L-1,", "L,"), FORWARDS.replace(r"\dots, L", r"\dots, l"))
    for other in others:
        with pytest.raises(Problem, match="is drawn as something else"):
            check_drawn(other, typesetter(latex, True), vocabulary)
