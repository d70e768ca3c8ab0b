"""Does an element of an array follow from another one? What each is computed from tells."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from ..models.lasting import kept_per_model
from ..models.model import Model
from ..models.points import Point, Points
from ..models.traced import Trace, Traced, package_of, traced_inputs
from ..notation.domains import Condition
from ..notation.walks import parts_of
from .carried import carried

# Numbers that come about everywhere, and tell nothing.
_COMMON = ("0", "-0", "1", "-1")
# At so many more points of the same sizes a recurrence in closed form shows too.
_CONFIRMED = 3


@kept_per_model
def entangled(model: Model, python: str) -> str:
    """Why elements of a forward value may depend on each other, or ''.

    However a recurrence is written, a later state is computed from a number that equals an earlier
    one. What merely equals an input, or a value before whose elements are free, is none.
    """
    everything = {
        Condition(name.python, part)
        for name in model.names
        if name.python in model.example
        for part in name.domain
    }
    points = Points(model, frozenset(everything))
    for point in (points.generic[0], *points.of_other_sizes()[:1]):
        trace = Trace(package_of(model))
        inputs = traced_inputs(model, point.inputs, trace)
        traced = Point(model, inputs, point.sizes, point.label)
        try:
            with np.errstate(all="ignore"):
                # Of a recurrence each step follows from earlier ones, but not from itself.
                arrays = [list(_numbers(v)) for v in parts_of(traced.values[python])]
                known = {_key(number) for number in _free(model, python, traced)}
        except (Exception, SystemExit) as error:
            return f"{python} cannot be followed, {type(error).__name__}: {error}"
        for escape in trace.escapes:
            return f"{python} cannot be followed, for {escape}"
        for elements in arrays:
            if reason := _followed(elements, known | set(_COMMON)):
                return f"at {point.label} {reason} of {python}"
        # With kinks a few elements may stand in this order by chance.
        alike = [point, *points.again(point, _CONFIRMED)]
        with np.errstate(all="ignore"):
            reasons = [carried(one, python) for one in alike if python not in model.walks]
        if reasons and all(reasons):
            return f"at {point.label}, of the elements of {python}, {reasons[0]}"
    return ""


def _free(model: Model, python: str, point: Point) -> Iterator[Any]:
    """The elements of the inputs and of earlier values that do not follow from each other."""
    for other in sorted(model.behind([python]) - {python}):
        is_before = python not in model.behind([other]) and other in model.forward
        if other in model.example or (is_before and not entangled(model, other)):
            for value in parts_of(point.inputs.get(other, point.values[other])):
                yield from _numbers(value)


def _numbers(value: Any) -> Iterator[Any]:
    return iter(() if callable(value) else np.asarray(value, dtype=object).ravel())


def _followed(elements: list[Any], known: set[str]) -> str:
    """Which element is computed from a number that equals another one; '' if none is."""
    places = {_key(element): place for place, element in enumerate(elements, start=1)}
    keys: dict[int, str] = {}  # of each number that one of them is computed from, by its id
    for place, element in enumerate(elements, start=1):
        for number in element.before() if isinstance(element, Traced) else ():
            key = keys.get(id(number)) or keys.setdefault(id(number), _key(number))
            if key in places and key != _key(element) and key not in known:
                return f"element {place} is computed from what equals element {places[key]}"
    return ""


def _key(number: Any) -> str:
    """The number up to rounding."""
    return f"{float(number.value if isinstance(number, Traced) else number):.12g}"
