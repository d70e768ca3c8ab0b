"""The steps at which a formula speaks of something: all its symbols have a value there."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..errors import Problem
from ..models.points import Point
from ..notation.nodes import DOTTED
from ..notation.tree import BigSum, Node, Series, Symbol
from ..notation.walks import Place
from .conditions import all_hold, number_of
from .scope import Scope, is_sum, place_of


@dataclass(frozen=True)
class Span:
    """A step letter of a formula, and from where to where it runs: `l` from 1 to `L-1`."""

    letter: str
    first: int
    last: Place

    def __str__(self) -> str:
        return f"{self.letter} = {self.first}, …, {self.last}"


def written_steps(node: Node, scope: Scope) -> Iterator[tuple[str, Place]]:
    """The Python names with steps in a formula, each with a step that it is written with."""
    for part in node.walk():
        name = scope.model.find(part) if isinstance(part, Symbol) else None
        if name is not None and isinstance(part, Symbol) and scope.defined(part) is None:
            place = name.place(part)
            if place is not None:
                yield name.python, place


def step_letters(symbol: Symbol, scope: Scope) -> list[str]:
    """The letters of a symbol that stand for steps; those of last steps are none."""
    if not scope.model.steps:
        return []
    places = [place for _, place in written_steps(symbol, scope)]
    return [p.letter for p in places if p.letter and p.letter not in scope.model.ends]


def steps_at(
    node: Node, letters: list[str], axes: Mapping[str, str], scope: Scope, point: Point
) -> Iterator[dict[str, int]]:
    """All values of the free step letters, as STEPS declares, at which all of a formula exists."""
    declared = [scope.model.steps[axes[letter]] for letter in letters]
    ranges = [range(own.first, point.sizes[own.letter] + 1) for own in declared]
    for choice in itertools.product(*ranges):
        steps = dict(zip(letters, choice, strict=True))
        if _exists(node, steps, axes, scope, point):
            yield steps


def _exists(
    node: Node, steps: dict[str, int], axes: Mapping[str, str], scope: Scope, point: Point
) -> bool:
    if is_sum(node) and axes[node.index] in scope.model.steps:
        values = index_values(node, steps, axes, scope, point)
        # What is written with dots has a first part.
        return (len(values) > 0 or getattr(node, "sign", "") not in DOTTED) and all(
            _exists(node.body, {**steps, node.index: step}, axes, scope, point) for step in values
        )
    if isinstance(node, Symbol):
        # What a page defines has no free index.
        return all(
            point.values[python].has(point.step(place, steps))
            for python, place in written_steps(node, scope)
        )
    return all(_exists(child, steps, axes, scope, point) for child in node.children())


def index_values(
    node: BigSum | Series,
    letters: Mapping[str, int],
    axes: Mapping[str, str],
    scope: Scope,
    point: Point,
) -> Sequence[int]:
    """The steps that a sum runs over, or the elements, counted from 0; none if it ends before."""
    axis = axes[node.index]
    if axis in scope.model.steps:
        start, end = scope.bounds(node, axis)
        values = range(point.step(start, letters), point.step(end, letters) + 1)
    else:
        size = point.size(axis, letters)
        first, last = (
            default if bound is None else number_of(bound, letters, axes, point)
            for bound, default in ((place_of(node.first), 1), (place_of(node.last), size))
        )
        values = range(first - 1, last)
        if values and (first < 1 or last > size):
            raise Problem(
                f"the sum over {node.index} runs from {first} to {last} at {point.label}",
                f"indices from 1 to {size} ({axis})",
                "correct the bounds",
                node.start,
            )
    where = node.where if isinstance(node, Series) else None
    if where is None:
        return values
    asked = scope.compared(where)
    return [
        value
        for value in values
        if all_hold(
            where.relations,
            [number_of(p, {**letters, node.index: value}, axes, point) for p in asked],
        )
    ]


def check_index(
    axes: Sequence[str],
    symbol: Symbol,
    index: tuple[int, ...],
    letters: Mapping[str, int],
    point: Point,
) -> None:
    """Demand an element that there is at the step of its symbol. Raises Problem."""
    for at, axis in zip(index, axes, strict=True):
        size = point.size(axis, letters)
        if at >= size:
            raise Problem(
                f"the index {at + 1} of {symbol.latex}",
                f"1 to {size} ({axis}) at {point.label}",
                "correct the index",
                symbol.start,
            )


def spans(
    letters: list[str], found: list[tuple[Point, list[dict[str, int]]]], axes: Mapping[str, str]
) -> tuple[Span, ...]:
    """From where to where each letter runs, the same at each point. Raises Problem."""
    spans: list[Span] = []
    for letter in letters:
        reached = {
            point.label: (sorted({steps[letter] for steps in some}), point.sizes[axes[letter]])
            for point, some in found
        }
        for label, (steps, _) in reached.items():
            if not steps or steps != list(range(steps[0], steps[-1] + 1)):
                raise Problem(
                    f"there is {'a gap in the steps' if steps else 'no step'} {letter} at which "
                    f"all of it exists, at {label}",
                    f"indices that exist together from one {letter} to another",
                    "correct the indices, or a bound of a sum",
                )
        first = {steps[0] for steps, _ in reached.values()}
        model = found[0][0].model
        symbol = model.steps[axes[letter]].last
        last = {Place(symbol, steps[-1] - end) for steps, end in reached.values()}
        if len(first) > 1 or len(last) > 1:
            raise Problem(
                f"the steps {letter} at which all of it exists are not the same for each {symbol}",
                f"steps from a number to {symbol}, or to so many before it",
                "correct the indices",
            )
        spans.append(Span(letter, first.pop(), last.pop()))
    return tuple(spans)
