"""The numbers that inputs consist of, in a row, and points at which they are others."""

from collections.abc import Iterable
from functools import partial
from typing import Any

import numpy as np

from ..models.points import Point, Points
from ..notation.domains import BINARY, SIGN, obeys, tied
from ..notation.walks import each_step, parts_of


class Moving:
    """All numbers that can be moved of some inputs: not those with two values alone."""

    def __init__(self, points: Points, inputs: Iterable[str]) -> None:
        self.obeyed = points.obeyed
        self.axes = {
            python: axes
            for python, axes in points.numbers.items()
            if python in inputs and not {BINARY, SIGN} & set(self.parts(python))
        }

    def parts(self, python: str) -> list[str]:
        """The domain that an input keeps to."""
        return [condition.part for condition in self.obeyed if condition.python == python]

    def vector(self, point: Point) -> Any:
        """All that can be moved, in a row."""
        values = (one for python in self.axes for one in parts_of(point.inputs[python]))
        return np.concatenate([np.zeros(0), *map(np.ravel, values)])

    def at(self, point: Point, vector: Any, label: str) -> Point | None:
        """The point with other numbers for its inputs; None if they are not in the domains."""
        inputs, start = dict(point.inputs), 0

        def taken(value: Any) -> Any:
            nonlocal start
            start += np.size(value)
            return vector[start - np.size(value) : start].reshape(np.shape(value))[()]

        for python, axes in self.axes.items():
            parts = self.parts(python)
            with np.errstate(all="ignore"):
                tie = partial(tied, parts=parts, axes=axes)
                inputs[python] = each_step(each_step(inputs[python], taken), tie)
            values = parts_of(inputs[python])
            if not all(obeys(part, axes, value) for part in parts for value in values):
                return None
        return Point(point.model, inputs, point.sizes, label)
