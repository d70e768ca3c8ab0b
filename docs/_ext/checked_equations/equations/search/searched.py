"""Where a search for more points led: kept for later processes, which check at them all the same.

Such a search takes most of the time of a formula with kinks or roots, and finds the same each time.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from ..models.lasting import of_model
from ..models.points import Point, Points
from ..values.formula import Formula
from ..values.report import Binding
from .inputs import runs

Found = TypeVar("Found")


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
    found: list[Point] = []

    def made() -> list[_Kept | None]:
        found.extend(search())
        return [_kept(point, points) for point in found]

    kept = of_formula("search", formula, binding, "", made)
    again = [_again(one, points) for one in kept if one is not None]
    # A point with functions of its own cannot be made again.
    return found or (again if len(again) == len(kept) else search())


def of_formula(
    kind: str, formula: Formula, binding: Binding | None, about: Any, find: Callable[[], Found]
) -> Found:
    """What is found about a formula, now or in an earlier process. Raises what finding it does."""
    said = (described(formula, binding), about)
    return of_model(kind, formula.scope.model, runs(formula, binding), said, find)


def described(formula: Formula, binding: Binding | None) -> tuple[Any, ...]:
    """What all that is found about a formula depends on, beside its model; see its `repr`."""
    scope = formula.scope
    return (
        formula.chain,
        sorted(scope.definitions.items(), key=lambda entry: str(entry[0])),
        scope.aliases,
        sorted(map(repr, scope.points.obeyed)),
        str(binding),
    )


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
