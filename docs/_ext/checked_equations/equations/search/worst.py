"""The search for a point at which an inequality fails, downhill from where its sides are close."""

import heapq
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from ..models.points import Point
from ..notation.domains import leaves_out
from ..notation.walks import parts_of
from ..values.balls import Undecided
from ..values.formula import Case
from ..values.report import number
from .enclosures import Inequality
from .moving import Moving

# From so many of the closest points it starts, and from as many of those with moderate inputs.
_STARTS = 2
_MODERATE = 3.0
# On long layers there is too much to move.
_MOVED = 16
# So often it looks at the sides at most, from each start, and so often it starts once more from the
# best point found.
_LOOKS, _ALONG = 300, 2
# The first step and the last one, as shares of what is moved.
_FIRST, _LAST = 0.1, 1e-7
# Closer sides floats do not tell apart.
_CLOSEST = 1e-14
# No input is moved farther than this, or than the largest one is.
_FARTHEST = 1e6
# What is found is also tried with inputs that are multiples of this.
_ROUND = 2.0**-10
# Sides touch that are so much closer than after such a step; of their size, floats tell a part.
_ASIDE, _CLOSER, _TOLD = 1e-3, 1e-6, 1e-9
# So near to what a domain leaves out they meet there, and so nowhere in it.
_EDGE = 1e-5
_LABEL = "the worst point near "


def worst_points(inequality: Inequality, tried: Sequence[Point]) -> Iterator[Point]:
    """The points at which the sides are closest that a search from the points tried finds."""
    landscape = Landscape(inequality)
    by_sizes: dict[tuple[int, ...], dict[bytes, Point]] = {}
    for point in tried:
        vector = landscape.vector(point)
        if vector.size <= _MOVED or point.sizes == point.model.sizes:
            by_sizes.setdefault(tuple(point.sizes.values()), {})[vector.tobytes()] = point
    for points in by_sizes.values():
        yield from _worst_of(landscape, list(points.values()))


def check_touching(inequality: Inequality, point: Point) -> None:
    """Raise Undecided where the sides of a strict inequality seem to meet beside a point."""
    landscape = Landscape(inequality)
    if landscape.touches(point):
        side = inequality.sides(next(landscape.cases(point)))[1]
        raise Undecided(
            f"{inequality} cannot be decided at {point.label}: both sides seem to come to "
            f"{number(side)}",
            "sides that differ everywhere",
            r"write \le or \ge, or say in words where they are equal",
            inequality.formula.chain.sides[inequality.place + 1].start,
        )


def _worst_of(landscape: "Landscape", tried: Sequence[Point]) -> Iterator[Point]:
    """The same from points of the same sizes."""
    gaps = [(gap, n) for n, point in enumerate(tried) if np.isfinite(gap := landscape.gap(point))]
    moderate = [(gap, n) for gap, n in gaps if landscape.size(tried[n]) <= _MODERATE]
    starts = {n for group in (gaps, moderate) for _, n in heapq.nsmallest(_STARTS, group)}
    found = sorted((landscape.lowest(tried[start]) for start in starts), key=landscape.gap)
    # Where the search got stuck in a narrow valley, the line between two points leads along it.
    for _ in range(_ALONG):
        best = landscape.vector(found[0]) if found else 0.0
        lines = (best - landscape.vector(other) for other in found[1:])
        if (along := next(filter(np.any, lines), None)) is not None:
            found.insert(0, landscape.lowest(found[0], along))
    for point in found:
        yield point
        rounded = np.round(landscape.vector(point) / _ROUND) * _ROUND
        yield from landscape.moved(point, rounded)


class Landscape(Moving):
    """By how much an inequality holds, depending on the numbers that its inputs consist of."""

    def __init__(self, inequality: Inequality) -> None:
        self.inequality = inequality
        scope = inequality.formula.scope
        super().__init__(scope.points, scope.model.behind(inequality.formula.names))

    def cases(self, point: Point) -> Iterator[Case]:
        """The point with each choice of the free indices."""
        return self.inequality.formula.cases([point])

    def gap(self, point: Point) -> float:
        """By how much it holds at a point, in floats; infinity where a side has no value."""
        try:
            with np.errstate(all="ignore"):
                gap = min(map(self.inequality.gap, self.cases(point)))
        except Exception:
            return np.inf
        return gap if np.isfinite(gap) else np.inf

    def difference(self, point: Point) -> float:
        """What the left side is more than the right one, in floats, for the first free indices."""
        try:
            with np.errstate(all="ignore"):
                return self.inequality.difference(next(self.cases(point)))
        except Exception:
            return np.nan

    def size(self, point: Point) -> float:
        """The largest of it."""
        return float(np.max(np.abs(self.vector(point)), initial=0.0))

    def moved(self, point: Point, vector: Any) -> list[Point]:
        """The point with other numbers for its inputs; none if they are not in the domains."""
        if np.max(np.abs(vector), initial=0.0) > max(_FARTHEST, self.size(point)):
            return []
        found = self.at(point, vector, f"{_LABEL}{point.label.removeprefix(_LABEL)}")
        return [] if found is None else [found]

    def touches(self, point: Point) -> bool:
        r"""Whether the sides seem to meet beside a point, whichever input moves: `\sin(x) < 1`."""
        if self.is_at_an_edge(point):
            return False
        at, gap = self.vector(point), self.gap(point)
        with np.errstate(all="ignore"):  # far out a term may be infinite, and the side is not
            told = _TOLD * max(map(abs, self.inequality.sides(next(self.cases(point)))))
        steps = _ASIDE * np.diag(np.maximum(np.abs(at), _FIRST))
        asides = [self.moved(point, at + step) for step in (*steps, *-steps)]
        gaps = [self.gap(aside) for (aside,) in filter(None, asides)]
        moved = [other for other in gaps if other != gap]
        return all(asides) and min(moved, default=0.0) > max(gap / _CLOSER, told)

    def is_at_an_edge(self, point: Point) -> bool:
        """Whether some input is next to what its domain leaves out: zero, or one."""
        return any(
            leaves_out(condition.part, left_out) and bool(np.any(np.abs(value - left_out) < _EDGE))
            for condition in self.obeyed
            for left_out in (0.0, 1.0)
            for value in parts_of(point.inputs[condition.python])
        )

    def lowest(self, start: Point, along: Any = 0.0) -> Point:
        """A point where the gap is least nearby, by Rosenbrock's method of turning directions.

        A step that leads down is doubled next time, and one that does not is halved.
        """
        best, lowest, looks = start, self.gap(start), 0
        steps = _FIRST * np.maximum(np.abs(self.vector(start)), _FIRST)

        def descends(vector: Any) -> bool:
            nonlocal best, lowest, looks
            looks += 1
            for point in self.moved(start, vector):
                gap = self.gap(point)
                if gap < lowest:
                    best, lowest = point, gap
                    return True
            return False

        directions = _turned(along, len(steps))
        while lowest > _CLOSEST and looks < _LOOKS and steps.size:
            before = self.vector(best)
            if np.max(np.abs(steps)) <= _LAST * max(np.max(np.abs(before)), _FIRST):
                break
            for place, direction in enumerate(directions):
                at, step = self.vector(best), steps[place] * direction
                if descends(at + step):
                    steps[place] *= 2
                elif descends(at - step):
                    steps[place] *= -2
                else:
                    steps[place] /= 2
            if np.any(moved := self.vector(best) - before):
                directions = _turned(moved, len(steps))
        return best


def _turned(first: Any, size: int) -> Any:
    """Directions at right angles to each other, of which the first leads on, if it is one."""
    if not np.any(first):
        return np.eye(size)
    return np.linalg.qr(np.column_stack([first, np.eye(size)]))[0].T
