"""Numbers as an author writes them: rounded, and right to the digits written."""

import itertools
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from ..errors import FalseStatement, Problem
from ..latex.printer import to_latex
from ..notation.nodes import Matrix
from ..notation.tree import Node, Number, Sum, Underbrace, bare
from ..notation.walks import parts_of
from ..search.relations import INEQUALITIES
from ..values.evaluate import SCALED_BY
from ..values.formula import Case, Formula
from ..values.report import FLOOR, TOLERANCE, furthest, number, residual

# A line of rounded numbers may be off by this share; a single number by half of its last digit.
WORKED_OUT = 0.01
# A tie, such as 2.675, comes out of floats with an error of this share. It may go up or down.
TIE = 1e-12


def written_error(formula: Formula, node: Node) -> Any:
    """By how much a side of decimals may be off: half a unit of each last digit that was rounded.

    Where numbers are worked out, one that is an input or a forward value behind the formula, up to
    its sign, is exact. Each entry of a matrix is a side of its own.
    """
    matrix = bare(node)
    if isinstance(matrix, Matrix):
        rows = [row.cells for row in matrix.rows]
        return np.array([[written_error(formula, cell) for cell in cells] for cells in rows])
    point = formula.scope.points.example
    case = Case(point, {})
    base = formula.evaluation(case)(node)
    if single := _one_number(node):
        return float(_half_of_the_last_digit(single) + abs(base) * TIE + FLOOR)
    model = formula.scope.model
    given = {*point.inputs, *model.forward} & model.behind(sorted(formula.names))
    known = [one for name in given for one in parts_of(point.values[name])]
    exact = {round(abs(float(v)), 12) for x in known if not callable(x) for v in np.ravel(x)}
    allowed = abs(base) * TOLERANCE + FLOOR
    for part in node.walk():
        if isinstance(part, Number) and "." in part.text and float(part.text) not in exact:
            half = _half_of_the_last_digit(part)
            if float(part.text) == 0:
                allowed += half
                continue
            moved = formula.evaluation(case, scaled=part)(node)
            allowed += abs(moved - base) / (abs(float(part.text)) * SCALED_BY) * half
    return np.minimum(allowed, WORKED_OUT * abs(base) + FLOOR) * (1 + 1e-6)


def _half_of_the_last_digit(number: Number) -> float:
    """By how much a number may be off that was rounded; a whole number is exact."""
    _, point, digits = number.text.partition(".")
    return 0.5 * 10.0 ** -len(digits) if point else 0.0


def speaks_of_the_example(formula: Formula, brace: Underbrace) -> bool:
    """Whether a brace claims numbers, where one has a decimal point."""
    assert brace.claim is not None, "words claim nothing"
    numbers = (part.text for part in brace.claim.walk() if isinstance(part, Number))
    return formula.numeric(brace.claim) and any("." in text for text in numbers)


def check_claim_at(case: Case, formula: Formula, brace: Underbrace, body: Any, claim: Any) -> None:
    """Demand that what a brace claims of any inputs is so."""
    assert brace.claim is not None, "words claim nothing"
    if residual(body, claim) <= TOLERANCE:
        return
    _, where, held, claimed = furthest(body, claim)
    fix = "correct the body or the claim of the brace"
    if formula.numeric(brace.body):
        turned = replace(brace, body=brace.claim, claim=brace.body)
        fix += f"; a number of the running example stands below its symbol, {to_latex(turned)}"
    raise FalseStatement(
        f"the brace claims {number(claimed)} for what is {number(held)}{where} at {case}",
        "the value that the brace claims",
        fix,
        brace.start,
    )


def check_claim(formula: Formula, brace: Underbrace, body: complex, claim: complex) -> None:
    """Demand that what a brace claims in numbers is right to the digits written."""
    assert brace.claim is not None, "words claim nothing"
    allowed = 0.0 if _one_number(brace.body) else written_error(formula, brace.claim)
    if np.any(abs(body - claim) > allowed):
        raise FalseStatement(
            f"the brace claims {number(claim)} for what is {number(body)} on the running example",
            "the value of what the brace holds, to the digits written",
            "correct the body or the claim of the brace",
            brace.start,
        )


def check_digits(formula: Formula, side: int, other: int, values: Mapping[int, Any]) -> None:
    """Demand that a side of numbers is what another side is, to the digits written."""
    node = formula.chain.sides[side]
    off = abs(values[other] - values[side]) - written_error(formula, node)
    if np.any(off > 0):
        first, second = (np.broadcast_to(values[p], np.shape(off)) for p in (side, other))
        worst = np.unravel_index(np.argmax(off), np.shape(off))
        place = f" in element ({', '.join(str(i + 1) for i in worst)})" if worst else ""
        raise FalseStatement(
            f"{formula.text(side)} is {number(first[worst])}, where {formula.text(other)} is "
            f"{number(second[worst])}{place} on the running example",
            "agreement to the digits written",
            "correct the number",
            node.start,
        )


def check_continued(formula: Formula) -> None:
    """Demand of a display with all that continues it that numbers follow from those before."""
    case = Case(formula.scope.points.example, {})
    places = sorted(formula.decimal_sides)
    values = {place: formula.evaluation(case)(formula.chain.sides[place]) for place in places}
    for other, side in itertools.pairwise(places):
        if side == other + 1 and formula.chain.relations[other] not in INEQUALITIES:
            check_digits(formula, side, other, values)
    check_rounding(formula)


def check_rounding(formula: Formula) -> None:
    r"""Demand \approx before a number that rounds the number before it once more."""
    before: Any = None
    for place, side in enumerate(formula.chain.sides):
        relation = formula.chain.relations[place - 1] if place else "="
        if relation in INEQUALITIES:
            before = None
        if place not in formula.decimal_sides or not all(map(_one_number, _entries(side))):
            continue
        value = formula.evaluation(Case(formula.scope.points.example, {}))(side)
        if relation == "=" and before is not None and np.any(before != value):
            raise Problem(
                f"= between {number(before)} and {number(value)}, two roundings of one value",
                r"\approx before a number that is rounded once more",
                r"write \approx, or the same digits",
                side.start,
            )
        before = value


def _entries(node: Node) -> list[Node]:
    """The entries of a matrix written out; what is none by itself."""
    matrix = bare(node)
    return [c for row in matrix.rows for c in row.cells] if isinstance(matrix, Matrix) else [node]


def _one_number(node: Node) -> Number | None:
    """The number that a side is, maybe with a sign; None if it is something else."""
    node = bare(node)
    if isinstance(node, Sum) and len(node.terms) == 1:
        node = bare(node.terms[0])
    return node if isinstance(node, Number) else None
