"""The cells that comparisons and roots divide the inputs into, and a point in each of them.

From points that are known lines lead on: all inputs are scaled, or one, or one element of it.
"""

import itertools
import operator
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import numpy as np

from ..models.points import Point, Points
from ..models.traced import POLE, ROOT, STEPS, Kink
from ..notation.domains import BETWEEN, BINARY, SIGN, obeys, tied
from ..notation.walks import Steps, each_step, parts_of
from .looks import (
    BRANCHES,
    Look,
    Margins,
    Middle,
    height_of,
    margin_of,
    middles,
    several,
    together,
)

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
# Where rounding alone may take a step, inputs are multiples of this.
_GRID = 2.0**-10
# A value just beyond what it is compared with may look equal to it: a point in the same cell is
# sought that is so far off.
_DEEP = 1e-3
# Where a comparison has equal sides is sought so often, while all others stay, by so many looks.
_TIES, _TIE_LOOKS = 3, 24


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
        # Of cells that only points at their borders are known in, the best one.
        self._shallow: dict[Any, tuple[float, Point]] = {}
        # Those at which what is compared is equal, and how often that was sought while the outcomes
        # of all other comparisons were these.
        self.ties: list[Point] = []
        self._sought = Counter[Any]()
        # Whether there is anything between two thresholds.
        self.narrow = False

    def knows(self, margins: Margins) -> None:
        """From now on all that happens together is known."""
        self.known |= together(margins).keys()

    def search(self, starts: Iterable[Point]) -> list[Point]:
        """Points in other cells than those known, as far as lines lead there."""
        bases = list(starts)
        for base in bases:
            self.knows(self._look(base) or {})
        self._follow_all(bases)
        shallow = (point for cell, (_, point) in self._shallow.items() if cell not in self.known)
        self.found += {id(point): point for point in shallow}.values()
        return self.found[:_POINTS]

    def between(self, starts: Iterable[Point]) -> list[Point]:
        """Points between two thresholds on one value, each with other outcomes of all else."""
        bases = [Look(1.0, base, margins) for base in starts if (margins := self._look(base))]
        known = set[Any]()
        found: list[Point] = []
        between = middles(bases)
        self.narrow = bool(between)
        for base, middle in itertools.product(bases, between):
            rest = frozenset((k, *signs) for k, signs in base.outcomes.items() if k != middle.kink)
            if (middle, rest) not in known and len(found) < _POINTS and self._left > 0:
                known.add((middle, rest))
                lines = self._lines(base.point)
                found += itertools.islice(
                    filter(None, (self._enter(l, middle, base) for l in lines)), 1
                )
        self._left = _LOOKS
        return found

    def _enter(
        self, line: Callable[[float], Point | None], middle: Middle, base: Look
    ) -> Point | None:
        """A point on a line that lies between two thresholds."""
        for number, multiple in enumerate(self._multiples[1:], start=1):
            look = self._at(line, multiple)
            if number == _FEW and look is not None and middle.off(look) == middle.off(base):
                return None  # it does not depend on what is moved
            if look is not None and middle.off(look) * middle.off(base) < 0:
                multiple, lowest = self._zero(line, middle, base, look)
                return line(multiple) if lowest < middle.width / 2 else None
        return None

    def _follow_all(self, bases: list[Point]) -> None:
        """Follow lines through points, and through those found on the way."""
        for base in bases:
            for line in self._lines(base):
                before = len(self.found)
                self._follow(line)
                bases += self.found[before:]
                if self._left <= 0 or len(self.found) >= _POINTS:
                    return

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

    def _at(self, line: Callable[[float], Point | None], multiple: float) -> Look | None:
        """Look at a point of a line. It is kept if something new happens together there."""
        self._left -= 1
        with np.errstate(all="ignore"):
            point = line(multiple)
        margins = self._look(point) if point is not None and self._left >= 0 else None
        if point is None or margins is None:
            return None
        look = Look(multiple, point, margins)
        if not look.is_blurred or self._on_grid(point) is point:
            self._keep(look)
        return look

    def _keep(self, look: Look) -> None:
        """Keep a point if something new happens together there, well within its cell if that is."""
        cells = together(look.margins)
        new = {cell: apart for cell, apart in cells.items() if cell not in self.known}
        if look.is_tie:
            if new:
                self.ties.append(look.point)
                self.known |= new.keys()
            return
        for cell, apart in new.items():
            if apart > self._shallow.get(cell, (0.0,))[0]:
                self._shallow[cell] = apart, look.point
        if deep := {cell for cell, apart in new.items() if apart >= _DEEP}:
            self.known |= deep
            self.found.append(look.point)

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
        self, line: Callable[[float], Point | None], one: Look, other: Look, times: int
    ) -> None:
        """Look between two points, as long as several outcomes differ: there may be others."""
        if times and several(one.outcomes, other.outcomes):
            middle = self._at(line, (one.multiple + other.multiple) / 2)
            if middle is not None:
                self._halve(line, one, middle, times - 1)
                self._halve(line, middle, other, times - 1)

    def _tie(self, line: Callable[[float], Point | None], one: Look, other: Look) -> None:
        """Where what is compared changes its order between two points, look where it is equal.

        So for what leaps there.
        """
        outcomes = one.outcomes
        for kink, found in one.margins.items():
            if kink.relation == ROOT:
                continue
            rest = frozenset((k, *signs) for k, signs in outcomes.items() if k != kink)
            for place in range(len(found)):
                ends = [margin_of(look, kink, place) for look in (one, other)]
                if ends[0] * ends[1] < 0 and self._sought[kink, rest] < _TIES:
                    self._sought[kink, rest] += 1
                    self._equal(line, kink, place, one, other)

    def _equal(
        self,
        line: Callable[[float], Point | None],
        kink: Kink,
        place: int,
        one: Look,
        other: Look,
    ) -> None:
        """Look where what is compared is equal, and beside it where it leaps."""
        multiple, lowest = self._zero(line, Middle(kink, place, 0.0, 0.0), one, other)
        if kink.relation == POLE or kink.relation in STEPS:
            self._beside(line, kink, place, multiple, lowest)
        if kink.relation in STEPS:
            # What leaps to may go with each step, as rounding to an even number does.
            exact = self._on_grid(line(multiple))
            if exact is not None and self._look(exact) is not None:
                self.ties.append(exact)

    def _zero(
        self, line: Callable[[float], Point | None], sought: Middle, one: Look, other: Look
    ) -> tuple[float, float]:
        """A multiple close to where something is on a level, and how far off it is there.

        It looks where a straight line would be on it, and in the middle, by turns.
        """
        for step in range(_TIE_LOOKS):
            low, high = sought.off(one), sought.off(other)
            share = 0.5 if step % 3 == 2 else low / (low - high)
            multiple = one.multiple + share * (other.multiple - one.multiple)
            if multiple in (one.multiple, other.multiple):
                continue  # as close as floats are on this side
            look = self._at(line, multiple)
            off = sought.off(look)
            if look is None or np.isnan(off):
                return multiple, sought.width  # it may be there, or so close that it has no value
            if abs(off) <= sought.width / 4:
                return multiple, abs(off)
            one, other = (look, other) if off * low > 0 else (one, look)
        closest = min((one, other), key=lambda look: abs(sought.off(look)))
        return closest.multiple, abs(sought.off(closest))

    def _dip(
        self,
        line: Callable[[float], Point | None],
        looks: tuple[Look, Look, Look],
        kink: Kink,
        place: int,
    ) -> None:
        """Where something comes close to zero between two points, look where it is closest."""
        height = partial(height_of, kink=kink, place=place)
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
            if self._left <= 0 or (kink.relation not in BRANCHES and len(self.found) > known):
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
        if kink.relation in BRANCHES and self._beside(line, kink, place, best, lowest):
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
        heights = [height_of(look, kink, place) for look in near]
        # Far out, something may come closer and closer to zero.
        vanishes = _GROWS * lowest < min(heights) and max(heights) < np.inf
        if vanishes:
            self.found += [look.point for look in near if look is not None]
        return vanishes


_LABEL = ", tried for another side of what is compared or has a root"
