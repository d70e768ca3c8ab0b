"""The inequalities of a chain, neighbour by neighbour, at many points."""

import itertools

import numpy as np

from .errors import Problem
from .formula import Formula
from .report import number

INEQUALITIES = {
    "<": np.less,
    ">": np.greater,
    r"\le": np.less_equal,
    r"\leq": np.less_equal,
    r"\ge": np.greater_equal,
    r"\geq": np.greater_equal,
    r"\ne": np.not_equal,
    r"\neq": np.not_equal,
}


def check_inequalities(formula: Formula) -> None:
    """Raise Problem where an inequality does not hold."""
    for place, relation in enumerate(formula.chain.relations):
        compare = INEQUALITIES.get(relation)
        if compare is None:
            continue
        sides = formula.chain.sides[place : place + 2]
        for case in formula.cases(itertools.chain(formula.points, formula.scope.points.wide())):
            # Far out an exponential may overflow: infinity too is larger than any number.
            with np.errstate(over="ignore"):
                left, right = map(formula.evaluation(case), sides)
            if not compare(np.real(left), np.real(right)):
                raise Problem(
                    f"{formula.text(place)} {relation} {formula.text(place + 1)} is false at "
                    f"{case}: {number(left)} and {number(right)}",
                    "a relation that holds everywhere",
                    "correct it",
                    sides[1].start,
                )
