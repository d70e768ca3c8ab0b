"""The steps at which a formula speaks of something: all its symbols have a value there."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .errors import Problem
from .points import Point
from .scope import Scope, is_sum, place_of
from .symbols import Name
from .tree import BigSum, Node, Series, Symbol
from .walks import Place


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


def step_letters(node: Node, scope: Scope) -> list[str]:
    """The letters in a formula that stand for steps; those of last steps are none."""
    if not scope.model.steps:
        return []
    if isinstance(node, Symbol):
        return _letters([place for _, place in written_steps(node, scope)], scope)
    found = [letter for child in node.children() for letter in step_letters(child, scope)]
    if is_sum(node) and node.index in found:
        found += bound_letters(node, scope)
    return found


def bound_letters(node: BigSum | Series, scope: Scope) -> list[str]:
    """The step letters that a sum over steps begins or ends at."""
    return _letters([place_of(bound) for bound in (node.first, node.last)], scope)


def ends_of(node: Node) -> Iterator[Node]:
    """All that the bounds of a sum are made of."""
    assert is_sum(node)
    for bound in (node.first, node.last):
        if isinstance(bound, Node):
            yield from bound.walk()


def _letters(places: list[Place | None], scope: Scope) -> list[str]:
    ends = scope.model.ends
    return [place.letter for place in places if place and place.letter and place.letter not in ends]


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
        return all(
            _exists(node.body, {**steps, node.index: step}, axes, scope, point)
            for step in sum_range(node, steps, axes, scope, point)
        )
    if isinstance(node, Symbol):
        # What a page defines has no free index.
        return all(
            point.values[python].has(point.step(place, steps))
            for python, place in written_steps(node, scope)
        )
    return all(_exists(child, steps, axes, scope, point) for child in node.children())


def sum_range(
    node: BigSum | Series,
    steps: Mapping[str, int],
    axes: Mapping[str, str],
    scope: Scope,
    point: Point,
) -> range:
    """The steps that a sum runs over; none where its last step is before its first."""
    first, last = scope.bounds(node, axes[node.index])
    return range(point.step(first, steps), point.step(last, steps) + 1)


def check_index(
    name: Name, symbol: Symbol, index: tuple[int, ...], letters: Mapping[str, int], point: Point
) -> None:
    """Demand an element that there is at the step of its symbol. Raises Problem."""
    for at, axis in zip(index, name.along(symbol), strict=True):
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
