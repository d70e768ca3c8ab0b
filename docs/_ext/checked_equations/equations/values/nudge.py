"""What a gradient means: raise its variable by a little, and see what happens."""

from dataclasses import dataclass, replace

import numpy as np

from ..errors import Problem
from ..notation.tree import Partial, Symbol, bare
from .formula import Formula
from .report import Binding

STEP = 1e-3
# The change that a gradient predicts, and the one that happens, differ by at most this share.
AGREEMENT = 0.05


@dataclass(frozen=True)
class Nudge:
    """Raise `symbol` by `step`: the predicted and the real change of `result`."""

    symbol: str
    result: str
    step: float
    predicted: float
    changed: float


def nudge(formula: Formula, binding: Binding) -> Nudge:
    """Nudge the variable of a gradient. Raises Problem unless the gradient predicts the change."""
    left = formula.chain.sides[0]
    if not isinstance(left, Partial) or left.top is None:
        raise Problem(
            "a final gradient whose left side is no derivative",
            r"\frac{\partial L}{\partial w} = …",
            "remove .final, or write the derivative on the left",
            left.start,
        )
    top, bottom = bare(left.top), bare(left.bottom)
    if not isinstance(top, Symbol) or not isinstance(bottom, Symbol):
        raise Problem(
            "a final gradient of an expression",
            "the derivative of one symbol by another",
            "give the expression a name",
            left.start,
        )
    result, variable = formula.scope.name(top), formula.scope.name(bottom)
    point = formula.scope.points.example
    case = next(formula.cases([point]))
    evaluation = formula.evaluation(case)
    # Of a whole array the first element.
    index = evaluation.index(bottom) or (0,) * len(variable.axes)
    at = evaluation.step(bottom)
    gradient = formula.bound(binding, case)
    element = binding.element or (0,) * np.ndim(gradient)
    predicted = float(np.asarray(gradient)[element]) * STEP
    last = evaluation.step(top)
    before = evaluation.read(result, (), last)
    if np.ndim(before):
        raise Problem(
            f"a final gradient of {top.latex}, which is an array",
            "the gradient of a scalar",
            "remove .final",
            left.start,
        )
    after = replace(evaluation, values=point.nudged(variable.python, index, STEP, at))
    changed = float(after.read(result, (), last) - before)
    if abs(changed - predicted) > AGREEMENT * abs(predicted):
        raise Problem(
            f"a nudge of {STEP} changes {top.latex} by {changed:.4g}, not by {predicted:.4g}",
            f"what the gradient predicts, to {AGREEMENT:.0%}",
            "see whether the gradient is the one on the left",
        )
    return Nudge(variable.element(bottom, index, at).latex, top.latex, STEP, predicted, changed)
