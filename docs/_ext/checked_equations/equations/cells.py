"""The cells that comparisons and roots divide the inputs into, and a point in each of them.

From points that are known lines lead on: all inputs are scaled, or one, or one element of it.
"""

import itertools
import operator
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from .domains import BETWEEN, BINARY, SIGN, obeys, tied
from .points import Point, Points
from .traced import POLE, ROOT, STEPS, Kink
from .walks import Steps, each_step, parts_of

# What is compared less what it is compared with, and what a root is taken of, where that happens.
Margins = dict[Kink, list[float]]

# On each line it looks at these multiples of a point, between two of them so often at most, and so
# often in all.
_MULTIPLES, _BETWEEN, _LOOKS = [4.0**power for power in range(-6, 11)], 30, 500
# And so often for roots alone.
_ROOT_MULTIPLES, _ROOT_LOOKS = [8.0**power for power in range(-1, 8)], 400
# So few looks show whether anything depends on what is moved.
_FEW = 4
# So many points it finds at most.
_POINTS = 60
# Larger arrays are only moved as a whole.
_ELEMENTS = 6
# What vanishes is so many times larger so far away from there, on both sides.
_GROWS, _APART = 10, 1e-3
# After so many looks it is given up if it is not that small.
_DOUBT = 12
_GOLDEN = (5**0.5 - 1) / 2
# What has two branches and is not compared.
_BRANCHES = (ROOT, POLE)
# A step that is this close may be taken by rounding alone, unless inputs are multiples of this.
_BLURRED, _GRID = 1e-9, 2.0**-10
# Where a comparison has equal sides is sought so often, while all others stay, by so many looks.
_TIES, _TIE_LOOKS = 3, 24


class _Look(NamedTuple):
    """A point of a line, what multiple it is of the line's first point, and what is seen there."""

    multiple: float
    point: Point
    margins: Margins

    @property
    def outcomes(self) -> dict[Kink, list[int]]:
        return _outcomes(self.margins)

    @property
    def is_tie(self) -> bool:
        """Whether something is compared with what it is equal to."""
        return any(0 in outcomes for outcomes in self.outcomes.values())

    @property
    def is_blurred(self) -> bool:
        """Whether several things are so close to a step that rounding decides which are beyond."""
        steps = (found for kink, found in self.margins.items() if kink.relation in STEPS)
        return sum(abs(margin) < _BLURRED for found in steps for margin in found) > 1


def _outcomes(margins: Margins) -> dict[Kink, list[int]]:
    """On which side of each kink it is; 0 on it, where a root has no value or no derivative."""
    return {
        kink: [int(one >= 0 or -1) if is_branch else int(np.sign(one)) for one in found]
        for kink, found in margins.items()
        for is_branch in [kink.relation in _BRANCHES]
    }


class Cells:
    """A search for points with outcomes that no other has together; `look` says what is seen."""

    def __init__(
        self,
        look: Callable[[Point], Margins | None],
        points: Points,
        inputs: Iterable[str],
        *,
        roots: bool = False,
    ) -> None:
        self._look = look
        sizes = sorted(_ROOT_MULTIPLES if roots else _MULTIPLES, key=lambda m: abs(np.log(m)))
        self._multiples = [sign * size for size in sizes for sign in (1, -1)]
        if not roots:
            self._multiples.append(0.0)
        self._obeyed = points.obeyed
        self._axes = {p: points.numbers[p] for p in sorted(inputs) if p in points.numbers}
        for python, part in points.obeyed:
            if part in (BINARY, SIGN):
                self._axes.pop(python, None)
        self._left = _ROOT_LOOKS if roots else _LOOKS
        # What happens together at points that were looked at.
        self.known = set[Any]()
        self.found: list[Point] = []
        # Those at which what is compared is equal, and how often that was sought while the outcomes
        # of all other comparisons were these.
        self.ties: list[Point] = []
        self._sought = Counter[Any]()

    def knows(self, margins: Margins) -> bool:
        """Whether all that happens together has happened before; from now on it has.

        What happens in the same places of arrays happens together, as in the units of a layer.
        """
        length = max(map(len, margins.values()), default=0)
        outcomes = _outcomes(margins)
        together = {
            tuple((kink, found[place % len(found)]) for kink, found in outcomes.items())
            for place in range(length)
        }
        is_known = together <= self.known
        self.known |= together
        return is_known

    def search(self, starts: Iterable[Point]) -> list[Point]:
        """Points in other cells than those known, as far as lines lead there."""
        bases = list(starts)
        for base in bases:
            self.knows(self._look(base) or {})
        for base in bases:
            for line in self._lines(base):
                before = len(self.found)
                self._follow(line)
                bases += self.found[before:]
                if self._left <= 0 or len(self.found) >= _POINTS:
                    return self.found[:_POINTS]
        return self.found

    def _lines(self, base: Point) -> Iterator[Callable[[float], Point | None]]:
        """The lines through a point: what a multiple leads to, if the domains allow it."""
        every = [(python, slice(None)) for python in self._axes]
        parts: list[list[tuple[str, Any]]] = [[one] for one in every]
        if len(every) > 1:
            parts.append(list(every))
        for python in self._axes:
            if 1 < np.size(base.inputs[python]) <= _ELEMENTS:
                parts += [[(python, index)] for index in np.ndindex(base.inputs[python].shape)]
        for moved in parts:
            yield partial(self._scaled, base, moved)

    def _scaled(self, base: Point, moved: list[tuple[str, Any]], multiple: float) -> Point | None:
        inputs = dict(base.inputs)
        for python, index in moved:
            parts = [condition.part for condition in self._obeyed if condition.python == python]
            if isinstance(inputs[python], Steps):
                if parts:
                    return None  # what has values by step and a domain stays where it is
                inputs[python] = each_step(inputs[python], partial(operator.mul, multiple))
                continue
            value = np.array(inputs[python], dtype=float)
            place = index if np.ndim(value) else ()
            if BETWEEN in parts:
                odds = value[place] / (1 - value[place]) * multiple
                value[place] = odds / (1 + odds)
            else:
                value[place] *= multiple
            value = tied(value[()], parts, self._axes[python])
            if not all(obeys(part, self._axes[python], value) for part in parts):
                return None
            inputs[python] = value
        label = f"{base.label.removesuffix(_LABEL)}{_LABEL}"
        return Point(base.model, inputs, base.sizes, label)

    def _on_grid(self, point: Point | None) -> Point | None:
        """The closest point whose sums are exact, if the domains allow it; itself if it is one."""
        if point is None:
            return None
        inputs, moved = dict(point.inputs), False
        for python, axes in self._axes.items():
            inputs[python] = each_step(inputs[python], lambda one: np.round(one / _GRID) * _GRID)
            pairs = zip(parts_of(inputs[python]), parts_of(point.inputs[python]), strict=True)
            moved |= not all(np.array_equal(one, other) for one, other in pairs)
            for kept, part in self._obeyed:
                if kept == python and not all(
                    obeys(part, axes, one) for one in parts_of(inputs[python])
                ):
                    return None
        return Point(point.model, inputs, point.sizes, point.label) if moved else point

    def _at(self, line: Callable[[float], Point | None], multiple: float) -> _Look | None:
        """Look at a point of a line. It is kept if something new happens together there."""
        self._left -= 1
        with np.errstate(all="ignore"):
            point = line(multiple)
        margins = self._look(point) if point is not None and self._left >= 0 else None
        if point is None or margins is None:
            return None
        look = _Look(multiple, point, margins)
        is_exact = not look.is_blurred or self._on_grid(point) is point
        if is_exact and not self.knows(margins):
            (self.ties if look.is_tie else self.found).append(point)
        return look

    def _follow(self, line: Callable[[float], Point | None]) -> None:
        first, rest = self._multiples[:_FEW], self._multiples[_FEW:]
        looks = [self._at(line, multiple) for multiple in first]
        seen = [None if look is None else look.margins for look in looks]
        if all(margins == seen[0] for margins in seen):
            return  # nothing depends on what is moved
        looks += [self._at(line, multiple) for multiple in rest]
        known = sorted((look for look in looks if look is not None), key=lambda look: look.multiple)
        pairs = itertools.pairwise(known)
        for one, other in sorted(pairs, key=lambda pair: abs(pair[0].multiple + pair[1].multiple)):
            self._tie(line, one, other)
            self._halve(line, one, other, _BETWEEN)
        for three in zip(known, known[1:], known[2:], strict=False):
            for kink, found in three[1].margins.items():
                for place in range(len(found)):
                    self._dip(line, three, kink, place)

    def _halve(
        self, line: Callable[[float], Point | None], one: _Look, other: _Look, times: int
    ) -> None:
        """Look between two points, as long as several outcomes differ: there may be others."""
        if times and _several(one.outcomes, other.outcomes):
            middle = self._at(line, (one.multiple + other.multiple) / 2)
            if middle is not None:
                self._halve(line, one, middle, times - 1)
                self._halve(line, middle, other, times - 1)

    def _tie(self, line: Callable[[float], Point | None], one: _Look, other: _Look) -> None:
        """Where what is compared changes its order between two points, look where it is equal.

        So for what leaps there.
        """
        outcomes = one.outcomes
        for kink, found in one.margins.items():
            if kink.relation == ROOT:
                continue
            rest = frozenset((k, *signs) for k, signs in outcomes.items() if k != kink)
            for place in range(len(found)):
                ends = [_margin(look, kink, place) for look in (one, other)]
                if ends[0] * ends[1] < 0 and self._sought[kink, rest] < _TIES:
                    self._sought[kink, rest] += 1
                    self._equal(line, kink, place, one, other)

    def _equal(
        self,
        line: Callable[[float], Point | None],
        kink: Kink,
        place: int,
        one: _Look,
        other: _Look,
    ) -> None:
        """Look where a straight line would be zero, and in the middle, by turns."""
        for step in range(_TIE_LOOKS):
            low, high = _margin(one, kink, place), _margin(other, kink, place)
            share = 0.5 if step % 3 == 2 else low / (low - high)
            multiple = one.multiple + share * (other.multiple - one.multiple)
            look = self._at(line, multiple)
            margin = _margin(look, kink, place)
            if look is None or not margin * low or np.isnan(margin):
                lowest = 0.0  # there it is, or so close that it has no value
                break
            one, other = (look, other) if margin * low > 0 else (one, look)
        else:
            closest = min((one, other), key=lambda look: abs(_margin(look, kink, place)))
            multiple, lowest = closest.multiple, abs(_margin(closest, kink, place))
        if kink.relation == POLE or kink.relation in STEPS:
            self._beside(line, kink, place, multiple, lowest)
        if kink.relation in STEPS:
            # What leaps to may go with each step, as rounding to an even number does.
            exact = self._on_grid(line(multiple))
            if exact is not None and self._look(exact) is not None:
                self.ties.append(exact)

    def _dip(
        self,
        line: Callable[[float], Point | None],
        looks: tuple[_Look, _Look, _Look],
        kink: Kink,
        place: int,
    ) -> None:
        """Where something comes close to zero between two points, look where it is closest."""
        height = partial(_height, kink=kink, place=place)
        left, middle, right = looks
        heights = [height(look) for look in looks]
        signs = {look.margins[kink][place] > 0 for look in looks if height(look) < np.inf}
        edge = min(heights[0], heights[2])
        if not heights[1] < edge < np.inf or len(signs) > 1:
            return
        low, high, best, lowest = left.multiple, right.multiple, middle.multiple, heights[1]
        known = len(self.found)
        for step in range(_BETWEEN):
            if step == _DOUBT and lowest > edge / _GROWS:
                return
            if self._left <= 0 or (kink.relation not in _BRANCHES and len(self.found) > known):
                return
            wide = best - low > high - best
            multiple = best + (1 - _GOLDEN) * ((low if wide else high) - best)
            look = self._at(line, multiple)
            if look is None:  # so close to zero that rounding puts it beyond
                best, lowest = multiple, 0.0
                break
            if height(look) < lowest:
                low, high = (low, best) if wide else (best, high)
                best, lowest = multiple, height(look)
            elif wide:
                low = multiple
            else:
                high = multiple
        if kink.relation in _BRANCHES and self._beside(line, kink, place, best, lowest):
            self.found += [left.point, right.point]

    def _beside(
        self,
        line: Callable[[float], Point | None],
        kink: Kink,
        place: int,
        multiple: float,
        lowest: float,
    ) -> bool:
        """Whether something vanishes at a multiple; then the points on both sides are kept."""
        near = [self._at(line, multiple * (1 + apart)) for apart in (-_APART, _APART)]
        heights = [_height(look, kink, place) for look in near]
        # Far out, something may come closer and closer to zero.
        vanishes = _GROWS * lowest < min(heights) and max(heights) < np.inf
        if vanishes:
            self.found += [look.point for look in near if look is not None]
        return vanishes


def _margin(look: _Look | None, kink: Kink, place: int) -> float:
    """What is compared less what it is compared with, if it is there."""
    found = look.margins.get(kink, []) if look is not None else []
    return found[place] if place < len(found) else np.nan


def _height(look: _Look | None, kink: Kink, place: int) -> float:
    """How far off it is, infinitely where it is not."""
    margin = _margin(look, kink, place)
    return np.inf if np.isnan(margin) else abs(margin)


_LABEL = ", tried for another side of what is compared or has a root"


def _several(one: dict[Kink, list[int]], other: dict[Kink, list[int]]) -> bool:
    """Whether more than one outcome differs; on which step something is does so everywhere."""
    if one.keys() != other.keys():
        return True
    compared = [kink for kink in one if kink.relation not in STEPS]
    pairs = [pair for kink in compared for pair in itertools.zip_longest(one[kink], other[kink])]
    return len([1 for first, second in pairs if first != second]) > 1
