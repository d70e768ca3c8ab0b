"""Where a search for more points led: kept for later processes, which check at them all the same.

Such a search takes most of the time of a formula with kinks or roots, and finds the same each time.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..files import Store
from .formula import Formula
from .points import Point, Points
from .report import Binding


def version() -> bytes:
    """What a search depends on beside its formula and what the model runs."""
    here = sorted(Path(__file__).parent.glob("*.py"))
    return np.__version__.encode() + b"".join(file.read_bytes() for file in here)


_searches = Store(version)
keep_in, save = _searches.keep_in, _searches.save


class _Kept(NamedTuple):
    """A point without its functions, which are those of the generic point with this number."""

    inputs: dict[str, Any]
    functions: int
    sizes: dict[str, int]
    label: str


def searched(
    formula: Formula, binding: Binding | None, search: Callable[[], list[Point]]
) -> list[Point]:
    """The points that a search finds, now or in an earlier process. Raises what it raises."""
    points = formula.scope.points
    if not points.model.digest:
        return search()
    found: list[Point] = []

    def made() -> list[_Kept | None]:
        found.extend(search())
        return [_kept(point, points) for point in found]

    kept: list[_Kept | None] = _searches.get(_key(formula, binding), made)
    again = [_again(one, points) for one in kept if one is not None]
    # A point with functions of its own cannot be made again.
    return found or (again if len(again) == len(kept) else search())


def _key(formula: Formula, binding: Binding | None) -> bytes:
    """All that decides what the search finds, but for the checker itself."""
    scope = formula.scope
    said = (
        scope.model.name,
        scope.model.digest,
        formula.chain,
        sorted(scope.definitions.items(), key=lambda entry: str(entry[0])),
        scope.aliases,
        sorted(map(repr, scope.points.obeyed)),
        str(binding),
    )
    return hashlib.sha256(repr(said).encode()).digest()


def _kept(point: Point, points: Points) -> _Kept | None:
    inputs = {name: value for name, value in point.inputs.items() if not callable(value)}
    functions = point.inputs.keys() - inputs.keys()
    for number, base in enumerate(points.generic):
        if all(point.inputs[name] is base.inputs[name] for name in functions):
            return _Kept(inputs, number, point.sizes, point.label)
    return None


def _again(kept: _Kept, points: Points) -> Point:
    base = points.generic[kept.functions].inputs
    inputs = {name: kept.inputs.get(name, value) for name, value in base.items()}
    return Point(points.model, inputs, kept.sizes, kept.label)
