"""Operations on whole arrays: each is a matrix, and a vector is one with a single column."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from ..errors import Problem
from ..models.model import NUMERATOR, Model
from ..notation.signatures import SCALAR, Signature
from ..notation.sizes import UNIT_AXIS
from ..notation.symbols import Name
from .shapes import NUMBER, Shape
from .wholes import times


def as_matrix(value: Any) -> Any:
    """A whole array as Python has it; what has one axis there becomes a column."""
    array = np.asarray(value)
    return array[:, np.newaxis] if array.ndim == 1 else array


def largest(value: Any) -> Any:
    """The largest element of an array; a number as it is."""
    return value.max() if isinstance(value, np.ndarray) else value


def product(factors: Iterable[tuple[Any, Shape]]) -> Any:
    """The product of numbers and matrices; one of a row and a column is a number."""
    (value, shape), *others = factors
    for factor, its in others:
        joined = times(shape, its)
        if NUMBER in (shape, its):
            value = value * factor
        else:
            value = value @ factor
            value = value[0, 0] if joined == NUMBER else value
        shape = joined
    return value


def each(function: Callable[[Any], Any], value: Any) -> Any:
    """A function of a number, of each element of an array."""
    if not isinstance(value, np.ndarray):
        return function(value)
    return np.array([function(element) for element in value.flat]).reshape(value.shape)[()]


def element(value: Any, shape: Shape, index: tuple[int, ...]) -> Any:
    """The element of a matrix; a vector has one index."""
    rest = iter(index)
    return value[tuple(0 if axis == UNIT_AXIS else next(rest) for axis in shape)]


def gathered(numbers: Iterable[Any], signature: Signature, sizes: Iterable[int]) -> list[Any]:
    """Numbers that a formula lists, as the arrays and numbers that a function takes."""
    rest = iter(numbers)
    return [
        next(rest) if axis == SCALAR else np.array([next(rest) for _ in range(size)])
        for axis, size in zip(signature.takes, sizes, strict=True)
    ]


def of_vectors(
    function: Callable[[list[Any]], Any], signature: Signature, arguments: list[Any]
) -> Any:
    """A function of vectors as Python has them, with one axis; or of each row or column."""
    if not signature.each:
        return function([np.ravel(a) if isinstance(a, np.ndarray) else a for a in arguments])
    (matrix,) = arguments
    # One at a time: none can depend on another one.
    axis = 0 if signature.each == "row" else 1
    parts = np.split(matrix, matrix.shape[axis], axis)
    return np.concatenate([function([part]) for part in parts], axis)


def with_shape(value: Any, sizes: tuple[int, ...], name: Name, offset: int) -> Any:
    """What a function gives, as a matrix of these sizes. Raises Problem for another size."""
    if np.size(value) != np.prod(sizes):
        raise Problem(
            f"{name.latex} gives an array with the shape {np.shape(value)}",
            f"{sizes}, as NOTATION says of it: {name.shape}",
            "correct one of them",
            offset,
        )
    return np.reshape(value, sizes)


def laid_out(slopes: list[Any], whole: Any, model: Model) -> Any:
    """The derivatives by each element of an array, of a number or of a vector.

    A gradient has the shape of the array, a Jacobian is laid out as the model says.
    """
    if not isinstance(slopes[0], np.ndarray):
        return np.array(slopes).reshape(whole.shape)
    rows = np.array([slope.ravel() for slope in slopes])
    return rows.T if model.layout == NUMERATOR else rows
