"""In the browser: LaTeX is read as Python reads it, and so is what people type."""

import itertools
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from checked_equations.equations.latex.parse import without_marks
from checked_equations.equations.latex.printer import to_latex
from checked_equations.equations.notation.vocabulary import Vocabulary
from checked_equations.equations.verdict.mutation import mutants_of
from checked_equations.pages.directives.refuted import Refuted
from checked_equations.pages.registry import Registry
from checked_equations.pages.survivors import originals
from tests.live_reader import chain_in_python, chains, small_vocabulary
from tests.logic.test_live_draw import KINDS
from tests.logic.test_printer import FUNCTIONS, SEEN, random_trees

DATA = Path(__file__).resolve().parents[1] / "data"
# A minus behind another sign, which the browser does not read.
MINUS = re.compile(r"([-+*]|\\(cdot|times)(?![a-zA-Z]))[\s~]*-")
COMPARED = {"=", r"\approx", "<", ">", r"\le", r"\leq", r"\ge", r"\geq", r"\ne", r"\neq", r"\gets"}

# Formulas whose reading hangs on one detail, and what looks like them.
WRITTEN = [
    *(DATA / "live_formulas.txt").read_text(encoding="utf-8").splitlines(),
    *("", " ", "t_1\n= 1", "t_1\n\n= 1", "(" * 30 + "t_1" + ")" * 30, "(" * 60 + "1" + ")" * 60),
]


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
        yield from itertools.chain.from_iterable(map(_nodes, tree.values()))
    elif isinstance(tree, list):
        yield from itertools.chain.from_iterable(map(_nodes, tree))


def _is_for_both(chain: Any) -> bool:
    """Whether the browser has to read a chain: it computes with all that is in it."""
    if chain is None or not {*chain["relations"]} <= COMPARED:
        return False
    series = [node for node in _nodes(chain) if node["kind"] == "Series"]
    if any(node["where"] or node["sign"] not in (r"\sum", r"\prod") for node in series):
        return False
    derivatives = [node for node in _nodes(chain) if node["kind"] == "Partial"]
    nested = any(n["kind"] == "Partial" for d in derivatives for n in _nodes(d["top"]))
    if any(n["kind"] == "Norm" and (n["single"] or n["subscripts"]) for n in _nodes(chain)):
        return False
    read = {*KINDS, "Chain", "Series", "Norm", "Transpose"}
    return not nested and {node["kind"] for node in _nodes(chain)} <= read


def _compare(formulas: list[str], vocabulary: Vocabulary) -> tuple[int, list[str]]:
    """How many formulas both read, and those that Python alone reads; all others are alike."""
    both, missed = 0, []
    for latex, found in zip(formulas, chains(formulas, vocabulary), strict=True):
        expected = chain_in_python(latex, vocabulary)
        assert found is None or found == expected, latex
        both += found is not None
        if found is None and expected is not None:
            missed.append(latex)
    return both, missed


def _owed(missed: list[str], vocabulary: Vocabulary) -> list[str]:
    """What the browser should have read."""
    return [
        latex
        for latex in missed
        if not MINUS.search(latex) and _is_for_both(chain_in_python(latex, vocabulary))
    ]


def test_formulas_that_hang_on_a_detail() -> None:
    both, missed = _compare(WRITTEN, small_vocabulary())
    assert _owed(missed, small_vocabulary()) == []
    assert both > 120
    assert len(missed) < 40


@pytest.mark.parametrize("count", [150, pytest.param(4_000, marks=pytest.mark.fuzz)])
def test_random_trees_are_read_alike(count: int) -> None:
    formulas = [latex for latex in map(to_latex, random_trees(SEEN, count)) if ":" not in latex]
    both, missed = _compare(formulas, FUNCTIONS)
    assert _owed(missed, FUNCTIONS) == []
    assert both > count / 10


PIECES = [
    *("{", "}", "(", ")", "[", "]", "_", "^", "=", "+", "-", "/", "*", "'", "&", r"\\", ",", "."),
    *("1", "2", "0.5", "x", "t_1", "W_5", "f", "d", "e", "T", r"\partial", r"\frac", r"\sum_j"),
    *(r"\hat", r"\cdot", r"\left", r"\right", r"\text{a}", r"\quad", r"\,", r"\exp", r"\sigma"),
    *(r"\approx", "~", " ", "\n", r"\begin{aligned}", r"\end{aligned}", r"\underbrace{", "}_{= 1}"),
    *(r"\sqrt", r"\eta", "|"),
]  # fmt: skip


@pytest.mark.parametrize("count", [300, pytest.param(8_000, marks=pytest.mark.fuzz)])
def test_formulas_with_pieces_elsewhere(count: int) -> None:
    """What Python refuses is refused, and what it reads is read alike."""
    rng, changed = random.Random(7), []
    for _ in range(count):
        latex = rng.choice(WRITTEN)
        for _ in range(rng.choice((1, 1, 2, 3))):
            place = rng.randrange(len(latex) + 1)
            latex = latex[:place] + rng.choice(("", *PIECES)) + latex[place + rng.randrange(2) :]
        changed.append(latex)
    both, missed = _compare(changed, small_vocabulary())
    assert both > count / 20
    assert len(_owed(missed, small_vocabulary())) <= count / 200  # alphabets over what is in braces


def _of_live_pages(registry: Registry, mutants: slice) -> Iterator[tuple[str, Vocabulary]]:
    """The formulas of the pages of live models: checked, refuted and some of the mutants."""
    for original in originals(registry).values():
        model = original.formula.scope.model
        if model.name in registry.options.live:
            yield original.latex, model.vocabulary
            for mutant in mutants_of(original)[mutants]:
                yield mutant.latex, model.vocabulary
    for item, found in registry.of_type(Refuted).items():
        model = found.formula.scope.model
        if model.name in registry.options.live:
            yield without_marks(item.text), model.vocabulary


def _compare_all(formulas: list[tuple[str, Vocabulary]]) -> tuple[int, list[str]]:
    both = 0
    missed: list[str] = []
    for vocabulary in dict.fromkeys(vocabulary for _, vocabulary in formulas):
        texts = [latex for latex, of in formulas if of == vocabulary]
        count, others = _compare(texts, vocabulary)
        both, missed = both + count, missed + others
    return both, missed


@pytest.mark.slow
def test_formulas_of_live_pages(registry: Registry) -> None:
    both, missed = _compare_all(list(_of_live_pages(registry, slice(0))))
    assert both > 250
    assert missed == []


@pytest.mark.slow
@pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.fuzz)])
def test_mutants_of_live_pages(registry: Registry, step: int) -> None:
    both, missed = _compare_all(list(_of_live_pages(registry, slice(0, None, step))))
    assert both > 13_000 / step
    assert missed == []
