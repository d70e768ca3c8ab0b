r"""Lengths: `|x|` of a number, `\|x\|` of a vector, `\|W\|_F` of a matrix."""

from collections.abc import Callable
from typing import Any

import numpy as np

from ..errors import Problem
from ..notation.sizes import UNIT_AXIS
from ..notation.tree import Norm
from .printer import to_latex

# By the subscript: of vectors, and of matrices.
_OF_VECTORS = ((), ("1",), ("2",), ("F",))
_OF_MATRICES = (("F",),)


def check_norm(node: Norm, shape: tuple[str, str], said: str) -> None:
    """Demand a norm that has one meaning for what stands in it. Raises Problem."""
    is_number = set(shape) == {UNIT_AXIS}
    is_vector = UNIT_AXIS in shape
    if node.single and not is_number:
        raise Problem(
            f"bars around {said}: its length, the size of each element, or a determinant",
            "bars around a number",
            rf"write \|{to_latex(node.body)}\| for the length, |x_i| with index letters for the "
            "elements",
            node.start,
        )
    known = _OF_VECTORS if is_vector else _OF_MATRICES
    if node.subscripts not in known or (node.single and node.subscripts):
        raise Problem(
            f"{to_latex(node)} of {said}"
            + (
                ""
                if is_vector
                else ": of a matrix, the root of the sum of squares, or another norm"
            ),
            r"\|x\|, \|x\|_2 and \|x\|_1 of vectors, \|W\|_F of matrices",
            "write one of them, or a sum over its elements",
            node.start,
        )


def norm(node: Norm, value: Any, is_positive: Callable[[Any], Any]) -> Any:
    """The value of a norm; the sign of each element decides where it is not a root of squares."""
    # Balls know their own roots; their module takes a moment to load.
    enclosed = any(hasattr(element, "root_of_squares") for element in np.ravel(value))
    if node.single or node.subscripts == ("1",):
        if enclosed:
            return np.sum(np.abs(value))
        return np.sum(np.where(is_positive(np.real(value)), value, -value))
    squares = np.sum(value * value)
    return squares.root_of_squares() if enclosed else np.sqrt(squares)
