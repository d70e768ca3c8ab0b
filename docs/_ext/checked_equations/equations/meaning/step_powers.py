r"""Powers that count steps, `W^{T-t}`: a matrix or number multiplied by itself as often."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..errors import FalseStatement, Problem
from ..latex.printer import to_latex
from ..models.model import BY_AXES, Model
from ..models.points import Point
from ..notation.linear import letters, linear_of
from ..notation.sizes import UNIT_AXIS
from ..notation.tree import Node, Power, bare
from ..notation.walks import Place


def counted_steps(exponent: Node, model: Model) -> dict[str, int]:
    """The letters of the difference of two steps, with their signs; none of anything else."""
    form = linear_of(exponent)
    found = letters(form) if form is not None else {}
    known = {name.latex for name in model.names} - model.ends.keys()
    if not model.steps or sum(found.values()) != 0 or found.keys() & known:
        return {}
    return found


def is_count(exponent: Node, axes: Mapping[str, str], model: Model) -> bool:
    """Whether all its letters are steps."""
    found = counted_steps(exponent, model)
    return bool(found) and all(
        letter in model.ends or axes.get(letter) in model.steps for letter in found
    )


def check_power(node: Power, shape: tuple[str, str], said: str, model: Model) -> None:
    """Demand that it is clear what the power of an array is. Raises Problem."""
    rows, columns = shape
    counts = model.arrays != BY_AXES and bool(counted_steps(node.exponent, model))
    if rows == columns != UNIT_AXIS and not counts:
        base = to_latex(bare(node.base))
        raise Problem(
            f"a power of {said}: each element's power, or the matrix multiplied by itself",
            "one meaning",
            rf"write a square as {base} \odot {base} or {base} {base}; name another power, or an "
            "inverse, in NOTATION",
            node.start,
        )
    if rows != columns and counts:
        raise Problem(
            f"a power of {said}, as often as there are steps",
            "a square matrix, which is multiplied by itself",
            "see whether a factor is missing, or write it by components",
            node.start,
        )


def power(node: Power, base: Any, point: Point, indices: Mapping[str, int]) -> Any:
    """The value of such a power. Raises Problem."""
    form = linear_of(node.exponent)
    assert form is not None, "it counts steps"
    times = form.get("", 0)
    for letter, count in letters(form).items():
        if letter not in point.model.ends and letter not in indices:
            raise Problem(
                f"the step {letter} in {to_latex(node)}, which is not on the left and not summed "
                "over",
                "a step of the left side, of a sum, or the last one",
                "correct the exponent",
                node.exponent.start,
            )
        times += count * point.step(Place(letter, 0), indices)
    if times < 0:
        raise FalseStatement(
            f"{to_latex(node)} is the power {times} at {point.label}",
            "a matrix multiplied by itself as often as there are steps",
            "correct the exponent, or say for which steps it holds",
            node.start,
        )
    if isinstance(base, np.ndarray):
        return np.linalg.matrix_power(base, times)
    return base**times
