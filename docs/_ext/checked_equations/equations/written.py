"""Numbers as an author writes them: rounded, and right to the digits written."""

import numpy as np

from .evaluate import SCALED_BY
from .formula import Case, Formula
from .report import FLOOR, TOLERANCE
from .tree import Node, Number, Sum, bare

# A line of rounded numbers may be off by this share; a single number by half of its last digit.
WORKED_OUT = 0.01


def written_error(formula: Formula, node: Node) -> float:
    """By how much a side of decimals may be off: half a unit of each last digit that was rounded.

    A number that is an input or a forward value of the running example, up to its sign, is exact.
    """
    point = formula.scope.points.example
    known = [point.values[name] for name in (*point.inputs, *formula.scope.model.forward)]
    exact = {round(abs(float(v)), 12) for x in known if not callable(x) for v in np.ravel(x)}
    case = Case(point, {})
    base = formula.evaluation(case)(node)
    allowed = abs(base) * TOLERANCE + FLOOR
    for part in node.walk():
        if isinstance(part, Number) and "." in part.text and float(part.text) not in exact:
            half = 0.5 * 10.0 ** -len(part.text.split(".")[1])
            if float(part.text) == 0:
                allowed += half
                continue
            moved = formula.evaluation(case, scaled=part)(node)
            allowed += abs(moved - base) / (abs(float(part.text)) * SCALED_BY) * half
    if not _is_one_number(node):
        allowed = min(allowed, WORKED_OUT * abs(base))
    return float(allowed * (1 + 1e-6))


def _is_one_number(node: Node) -> bool:
    """A number, maybe with a sign."""
    node = bare(node)
    if isinstance(node, Sum) and len(node.terms) == 1:
        node = bare(node.terms[0])
    return isinstance(node, Number)
