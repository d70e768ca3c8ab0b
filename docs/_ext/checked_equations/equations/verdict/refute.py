"""Is a formula false, does it speak of what its correction computes, and by how much is it off?"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import Problem
from ..meaning.shapes import NUMBER
from ..search.exactly import apart
from ..search.inputs import check_declared, domains_of
from ..values.formula import Case, Formula
from ..values.report import TOLERANCE, Binding, residual, strictly

# A formula is refuted only if it is off by far more than any rounding.
REFUTED = 1e-6


@dataclass(frozen=True)
class Refutation:
    """By how much a false formula is off, relative to its own size."""

    generic: float
    example: float


def refute(formula: Formula, correct: Binding) -> Refutation:
    """Demand that a formula is false, and speaks of what `correct` computes. Raises Problem."""
    chain = formula.chain
    if formula.decimal_sides or any(relation != "=" for relation in chain.relations):
        raise Problem(
            "a refuted formula with a relation other than =, or with decimal numbers",
            "an equation between symbols",
            "write it with = and symbols",
            0,
        )
    formula.check_shape()
    check_declared(formula, correct)
    # What is true of the values that the inputs can take is not false.
    obeyed = domains_of(formula, correct).loose
    formula = formula.within(obeyed)
    generic = example = 0.0
    with strictly("the refuted formula"):
        _ = formula.spans
        for case in formula.cases(formula.points):
            right = formula.bound(correct, case)
            # Of a kink in the running example only the size of the error depends.
            guarded = formula.kinked and not case.point.is_example
            first, *others = map(formula.evaluation(case, guarded=guarded), chain.sides)
            off = max(apart(formula, case, (0, first), side) for side in enumerate(others, start=1))
            if case.point.is_example:
                example = max(example, off)
            else:
                generic = max(generic, off)
            _check_subject(formula, correct, [first, *others], right, case)
    if generic < REFUTED:
        raise Problem(
            "a refuted formula that is true"
            + (" within the domains of its inputs" if obeyed else "")
            if generic <= TOLERANCE
            else f"a refuted formula that is off by {generic:.1e} only, maybe by rounding",
            "a false formula",
            "write it as the source has it, or make it an ordinary equation",
            0,
        )
    return Refutation(generic, example)


def _check_subject(
    formula: Formula, correct: Binding, values: list[Any], right: Any, case: Case
) -> None:
    r"""A side without \wrong in it has to be what the correction computes, or there is none."""
    place = correct.element if correct.element is not None else tuple(case.indices.values())
    if formula.shape != NUMBER:
        size = int(np.prod(formula.sizes(case)))
        fits = correct.element is None and np.size(right[place]) == size
        meant = [formula.meant(right, case)] if fits else []
    else:
        # With numbers for indices on the left it speaks of one of the elements.
        meant = list(np.ravel(np.asarray(right)[place]))
    unmarked = [
        value
        for side, value in zip(formula.chain.sides, values, strict=True)
        if not any(side.start < end and start < side.end for start, end in formula.chain.marks)
    ]
    if unmarked and all(residual(a, b) > TOLERANCE for a in unmarked for b in meant):
        raise Problem(
            rf"no side without \wrong is what its correction {correct} computes",
            "a false formula for the value of its correction",
            r"correct `of`, or mark with \wrong what is false on the left too",
            0,
        )
