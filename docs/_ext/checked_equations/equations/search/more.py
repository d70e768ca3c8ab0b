"""More points around those that were found: where a table has other entries, or less saturates."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from ..models.points import Point, Points
from ..notation.walks import each_step, parts_of
from ..values.kinks import LARGEST
from .moving import Moving

# Larger inputs may saturate what other inputs are multiplied by; of so many points twins are tried.
_LARGE, _TWINS = 4.0, 8
# A table has so many entries at least, on both sides of zero.
_ENTRIES = 12


def less_saturated(points: Iterable[Point], moving: Moving) -> Iterator[Point]:
    r"""The points with all small inputs still smaller: `\tanh(w x)` is one where x alone is large.

    There floats would not show that something is added behind `\tanh`.
    """
    twins = 0
    for point in points:
        vector = moving.vector(point)
        sizes = np.abs(vector)
        largest = np.max(sizes, initial=0.0)
        if twins < _TWINS and largest >= _LARGE and np.any(sizes < _LARGE):
            twins += 1
            smaller = np.where(sizes < _LARGE, vector / largest, vector)
            twin = moving.at(point, smaller, f"{point.label}, others closer to zero")
            yield from () if twin is None else (twin,)


def at_each_entry(points: Points, inputs: Iterable[str], numbers: Iterable[int]) -> Iterator[Point]:
    """Points at which each input alone lies between whole numbers, as far as any that is written.

    What is rounded may be looked up in a table, whose entries need have nothing in common.
    """
    last = max((number for number in numbers if number <= LARGEST), default=0)
    last = max(last, _ENTRIES)
    for python in inputs:
        value = points.generic[0].inputs[python]
        for entry in range(-last, last + 1):
            filled = partial(_filled, entry + 0.4)
            yield from points.with_input(python, each_step(value, filled))


def with_equal_elements(points: Points, found: Sequence[Point]) -> Iterator[Point]:
    """Points at which all elements of an array are the largest or smallest that was found."""
    for python in points.numbers:
        value = points.generic[0].inputs[python]
        parts = [part for point in found for part in parts_of(point.inputs[python])]
        elements = np.concatenate([np.ravel(part) for part in parts]) if parts else np.zeros(0)
        for element in {np.max(elements), np.min(elements)} if elements.size else ():
            yield from points.with_input(python, each_step(value, partial(_filled, element)))


def _filled(number: float, value: Any) -> Any:
    return np.full(np.shape(value), number)[()]
