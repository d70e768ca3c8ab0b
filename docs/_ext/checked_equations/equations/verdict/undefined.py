"""Which part of a formula has no value at a point, and what of: a root of what is negative, say."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from ..errors import FalseStatement
from ..latex.printer import to_latex
from ..meaning.free import free_indices
from ..models.points import Point
from ..models.raised import free_inputs
from ..notation.tree import Call, Node, Power, Quotient, Underbrace, bare
from ..search.relations import INEQUALITIES
from ..values.formula import Case, Formula
from ..values.kinks import named
from ..values.report import number
from .written import speaks_of_the_example

# So many elements of what a sum runs over are tried at most.
_ELEMENTS = 50


def says_something_of(formula: Formula, point: Point) -> bool:
    """Whether it claims something at a point; one side beside numbers speaks of the example."""
    alone = len(formula.chain.sides) - len(formula.decimal_sides) == 1
    braces = (part for part in formula.everything.walk() if isinstance(part, Underbrace))
    return (
        point.is_example
        or not alone
        or not INEQUALITIES.keys().isdisjoint(formula.chain.relations)
        or any(b.claim is not None and not speaks_of_the_example(formula, b) for b in braces)
    )


def without_value(formula: Formula, case: Case, error: ArithmeticError) -> FalseStatement:
    """The complaint about a formula that has no finite value."""
    found = next(_without_value(formula, case), None)
    what, fix, start = str(error), "correct it", formula.chain.sides[0].start
    if found is not None:
        part, operand, value = found
        what, start = f"{to_latex(part)} has no finite value", part.start
        if operand is not None:
            what += f" where {to_latex(operand)} is {number(value)}"
        if inputs := _with_domains(formula, operand or part):
            fix = f"{fix}, or declare in NOTATION a domain of {inputs} that prevents it"
    return FalseStatement(
        f"the formula cannot be evaluated: {what}, at {case}",
        "finite values for any inputs",
        fix,
        start,
    )


def _without_value(formula: Formula, case: Case) -> Iterator[tuple[Node, Node | None, Any]]:
    """The parts whose own parts have a value, each with what it is taken of and the value there."""
    for part, axes in reversed(list(formula.parts_with_axes())):
        letters = [s for s in free_indices(part, formula.scope) if s not in case.letters]
        ranges = [range(case.point.size(axes[s], case.steps)) for s in letters if s in axes]
        for choice in itertools.islice(itertools.product(*ranges), _ELEMENTS):
            evaluation = formula.evaluation(case)
            indices = {**evaluation.indices, **dict(zip(letters, choice, strict=False))}
            how = replace(evaluation, indices=indices, axes=axes)
            try:
                how(part)
            except ArithmeticError:
                operand = _taken_of(part)
                yield part, operand, None if operand is None else how(operand)
            except Exception:  # it has no meaning by itself
                break


def _taken_of(part: Node) -> Node | None:
    match part:
        case Quotient(bottom=bottom):
            return bare(bottom)
        case Power(base=base, exponent=exponent):
            return bare(exponent) if getattr(base, "is_e", False) else bare(base)
        case Call(arguments=(argument, *_)):
            return bare(argument)
    return None


def _with_domains(formula: Formula, operand: Node) -> str:
    """The inputs that decide what an operand is: neither sizes, nor what it is the same for."""
    inputs = free_inputs(formula.scope.model, named(operand, formula.scope))
    return "" if _is_constant(formula, operand) else ", ".join(name.latex for name in inputs)


def _is_constant(formula: Formula, operand: Node) -> bool:
    try:
        cases = formula.cases(formula.scope.points.generic)
        values = [formula.evaluation(case)(operand) for case in cases]
    except Exception:  # it has no meaning by itself
        return False
    return all(np.array_equal(value, values[0]) for value in values)
