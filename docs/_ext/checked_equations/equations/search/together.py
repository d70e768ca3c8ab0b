r"""Points where several things happen at once that each need numbers of their own.

`\mathbb{1}[w = 3] \mathbb{1}[30 < x < 31]` is not zero where each input has its own value, and
`e^{-(w - 50)^2}` near one place alone. How what is compared follows the inputs is measured, and all
inputs are moved to where it is on the levels that are sought.
"""

import contextlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from ..models.points import Point
from ..models.traced import EQUAL, LEVEL, STEPS, Kink
from .looks import BRANCHES, Margins
from .moving import Moving

# What is compared, in one place of an array, by how far it is off what it is compared with.
Key = tuple[Kink, int]
# So large a number is far from zero.
_FAR = 4.0
# How far beside a threshold it looks, as a share of it, and how far beside a level.
_NEAR, _BESIDE = 1e-3, 0.01
# A step that shows how what is compared follows an input, and one for what follows it in steps.
_STEP, _LEAP = 2.0**-20, 1.5
# At most so many numbers are moved, from so many points, to so many places each, by so many steps,
# and so many looks are taken in all.
_MOVED, _STARTS, _PLACES, _STEPS, _LOOKS = 40, 4, 30, 12, 1200
# Rows that are so alike belong to one value, and what moves by less does not.
_ALIKE, _STILL = 1e-5, 1e-9
# What a step leaves, as a share, where it followed straight lines.
_STRAIGHT = 1e-6
# What is equal is tried with inputs that are multiples of this.
_GRID = 2.0**-10
_LABEL = ", tried where several things happen at once"


class _Value(NamedTuple):
    """A value that is compared: how far off it is, and where something happens to it.

    `narrow` is where it is equal to something, or between two thresholds; `beside` is just above
    the last threshold and just below the first.
    """

    key: Key
    narrow: list[float]
    beside: list[float]


def is_far(kink: Kink) -> bool:
    """Whether something is compared with a number that is far from zero."""
    return abs(kink.constant or 0.0) >= _FAR


class Together:
    """The search; `look` says what is compared at a point, if it has values there."""

    def __init__(self, look: Callable[[Point], Margins | None], moving: Moving) -> None:
        self._look = look
        self._moving = moving
        self._seen = set[Key]()
        self._left = _LOOKS

    def search(self, starts: Iterable[Point]) -> list[Point]:
        """Points that are found from these, and from those found on the way that show more."""
        bases, found = list(starts), list[Point]()
        followed = 0
        for base in bases:
            margins = self._margins(base)
            if followed < _STARTS and margins is not None and not self._seen >= margins.keys():
                self._seen |= margins.keys()
                followed += 1
                more = list(self._from(base, margins))
                found += more
                bases += more
        return found

    def _from(self, base: Point, margins: Mapping[Key, float]) -> Iterator[Point]:
        if len(margins) < 2 and not any(kink.relation == LEVEL for kink, _ in margins):
            return
        start = self._moving.vector(base)
        if not 0 < len(start) <= _MOVED:
            return
        slopes = self._slopes(base, start, margins)
        values = _values(margins, slopes)
        aims = itertools.takewhile(lambda _: self._left > 0, _places(values))
        points = (self._moved(base, start, slopes, places) for places in aims)
        yield from itertools.islice(filter(None, points), _PLACES)

    def _margins(self, point: Point | None) -> dict[Key, float] | None:
        self._left -= 1
        found = self._look(point) if point is not None and self._left >= 0 else None
        if found is None:
            return None
        return {
            (kink, place): margin
            for kink, margins in found.items()
            if kink.relation not in (*BRANCHES, *STEPS)
            for place, margin in enumerate(margins)
            if np.isfinite(margin)
        }

    def _at(self, base: Point, vector: Any) -> Point | None:
        return self._moving.at(base, vector, f"{base.label.removesuffix(_LABEL)}{_LABEL}")

    def _slopes(self, base: Point, at: Any, keys: Iterable[Key]) -> dict[Key, Any]:
        """How fast what is compared follows each number."""
        here = self._margins(self._at(base, at)) or {}
        margins = {key: here.get(key, 0.0) for key in keys}
        steps = np.maximum(np.abs(at), 1.0)
        rows = self._differences(base, at, margins, _STEP * steps)
        still = {key for key, row in rows.items() if not np.any(np.abs(row) > _STILL)}
        if any(kink.relation == EQUAL for kink, _ in still):
            leaps = self._differences(base, at, margins, _LEAP * steps)
            rows |= {key: leaps[key] for key in still}
        return rows

    def _differences(
        self, base: Point, at: Any, margins: Mapping[Key, float], steps: Any
    ) -> dict[Key, Any]:
        columns = []
        for place, step in enumerate(steps):
            moved = at.copy()
            moved[place] += step
            after = self._margins(self._at(base, moved)) or margins
            columns.append([(after.get(k, m) - m) / step for k, m in margins.items()])
        return dict(zip(margins, np.transpose(columns), strict=True))

    def _moved(
        self, base: Point, at: Any, slopes: dict[Key, Any], places: Mapping[Key, float]
    ) -> Point | None:
        """The point where what is compared is as far off as it shall be, by Newton's method."""

        def off(point: Point | None) -> Any:
            margins = self._margins(point)
            if margins is None or not places.keys() <= margins.keys():
                return None
            return np.array([place - margins[key] for key, place in places.items()])

        point: Point | None = base
        columns = list[int]()
        before = np.inf
        for _ in range(_STEPS):
            left = off(point)
            if left is None or not np.any(left):
                return point if left is not None else None
            if np.max(np.abs(left)) > _STRAIGHT * before:
                slopes = self._slopes(base, at, places)
            before = np.max(np.abs(left))
            rows = np.array([slopes[key] for key in places])
            columns, step = _step(rows, left, columns)
            if step is None:
                return None
            at = at + step
            point = self._at(base, at)
        rounded = self._at(base, np.round(at / _GRID) * _GRID)
        left = off(rounded)
        if left is not None and not np.any(left):
            return rounded
        return point if before < _STILL else None


def _values(margins: Mapping[Key, float], slopes: Mapping[Key, Any]) -> list[_Value]:
    """The values that are compared: what moves alike differs by a constant."""
    groups: list[tuple[Key, Any, list[tuple[Key, float]]]] = []
    for key, margin in margins.items():
        row = slopes[key]
        largest = np.max(np.abs(row))
        if largest <= _STILL:
            continue
        for first, other, members in groups:
            signs = [s for s in (1, -1) if np.max(np.abs(row - s * other)) <= _ALIKE * largest]
            if signs:
                members.append((key, margins[first] - signs[0] * margin))
                break
        else:
            groups.append((key, row, [(key, 0.0)]))
    return [_value(key, members) for key, _, members in groups]


def _value(key: Key, members: list[tuple[Key, float]]) -> _Value:
    # One comparison in several places, as at several steps, is one still.
    compared = [at for _, at in {(kink, at) for (kink, _), at in members if kink.relation != LEVEL}]
    thresholds = sorted(set(compared))
    apart = [(a, b) for a, b in itertools.pairwise(thresholds) if b - a > _STILL * (1 + abs(a))]
    narrow = [at for (kink, _), at in members if kink.relation in (EQUAL, LEVEL)]
    # What is neither above nor below it is equal to it.
    narrow += [at for at in thresholds if compared.count(at) > 1]
    narrow += [(a + b) / 2 for a, b in sorted(apart, key=lambda pair: pair[1] - pair[0])]
    narrow += [at + _BESIDE for (kink, _), at in members if kink.relation == LEVEL]
    near = _NEAR * max(1.0, *(abs(kink.constant or 0.0) for (kink, _), _ in members))
    beside = [thresholds[-1] + near, thresholds[0] - near] if thresholds else []
    return _Value(key, list(dict.fromkeys(narrow)), beside)


def _places(values: list[_Value]) -> Iterator[dict[Key, float]]:
    """Where the values shall be: as many in narrow places as can be, others beside thresholds."""
    narrow = [value for value in values if value.narrow]
    wide = [value for value in values if not value.narrow]
    for count in range(len(narrow), 0, -1):
        for several in itertools.combinations(narrow, count):
            for places in _products(several, [value.narrow for value in several]):
                yield places
                if count == min(len(narrow), 2):
                    for other in wide:
                        yield from (places | {other.key: beside} for beside in other.beside)
    # Several thresholds far from zero may leave little between them; beside one others stay small.
    far = [value for value in wide if is_far(value.key[0])]
    yield from _products(far, [value.beside for value in far]) if len(far) > 1 else ()
    yield from ({value.key: beside} for value in far for beside in value.beside)


def _products(
    values: Iterable[_Value], places: Iterable[list[float]]
) -> Iterator[dict[Key, float]]:
    keys = [value.key for value in values]
    yield from (dict(zip(keys, chosen, strict=True)) for chosen in itertools.product(*places))


def _step(rows: Any, off: Any, columns: list[int]) -> tuple[list[int], Any]:
    """Which numbers to move, those that were moved before if that leads on, and by how much."""
    for chosen in filter(None, (columns, _columns(rows))):
        with contextlib.suppress(np.linalg.LinAlgError):
            step = np.zeros(rows.shape[1])
            step[chosen] = np.linalg.solve(rows[:, chosen], off)
            return chosen, step
    return columns, None


def _columns(rows: Any) -> list[int]:
    """A number to move for each row, which the row follows by about one to one; none if one cannot.

    What follows one to one comes out without rounding.
    """
    rest, found = rows.astype(float), dict[int, int]()
    for _ in rows:
        with np.errstate(divide="ignore"):
            far = np.abs(np.log(np.abs(np.where(np.abs(rest) > _STILL, rest, 0.0))))
        row, column = (int(place) for place in np.unravel_index(np.argmin(far), far.shape))
        if not np.isfinite(far[row, column]):
            return []
        found[row] = column
        rest = rest - np.outer(rest[:, column] / rest[row, column], rest[row])
        rest[row] = 0.0
    return [found[row] for row in range(len(rows))]
