"""What is seen at a point: on which side of each comparison, root and step it is, and how far off.

Two points show which comparisons have thresholds on one value, so that there is a middle between.
"""

import itertools
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from ..models.points import Point
from ..models.traced import POLE, ROOT, STEPS, Kink

# What is compared less what it is compared with, and what a root is taken of, where that happens.
Margins = dict[Kink, list[float]]

# What has two branches and is not compared.
BRANCHES = (ROOT, POLE)
# A step that is this close may be taken by rounding alone.
_BLURRED = 1e-9
# Thresholds on one value are as far apart at two points, up to this rounding.
_SAME = 1e-12


class Look(NamedTuple):
    """A point of a line, what multiple it is of the line's first point, and what is seen there."""

    multiple: float
    point: Point
    margins: Margins

    @property
    def outcomes(self) -> dict[Kink, list[int]]:
        return outcomes_of(self.margins)

    @property
    def is_tie(self) -> bool:
        """Whether something is compared with what it is equal to."""
        return any(0 in outcomes for outcomes in self.outcomes.values())

    @property
    def is_blurred(self) -> bool:
        """Whether several things are so close to a step that rounding decides which are beyond."""
        steps = (found for kink, found in self.margins.items() if kink.relation in STEPS)
        return sum(abs(margin) < _BLURRED for found in steps for margin in found) > 1


def outcomes_of(margins: Margins) -> dict[Kink, list[int]]:
    """On which side of each kink it is; 0 on it, where a root has no value or no derivative."""
    return {
        kink: [int(one >= 0 or -1) if is_branch else int(np.sign(one)) for one in found]
        for kink, found in margins.items()
        for is_branch in [kink.relation in BRANCHES]
    }


def together(margins: Margins) -> dict[tuple[Any, ...], float]:
    """What happens together, and how far at least anything is from what it is compared with.

    What happens in the same places of arrays happens together, as in the units of a layer.
    """
    length = max(map(len, margins.values()), default=0)
    outcomes = outcomes_of(margins)
    found: dict[tuple[Any, ...], float] = {}
    for place in range(length):
        cell = tuple((kink, signs[place % len(signs)]) for kink, signs in outcomes.items())
        apart = (abs(margin[place % len(margin)]) for margin in margins.values())
        found[cell] = max(found.get(cell, 0.0), min(filter(None, apart), default=np.inf))
    return found


def margin_of(look: Look | None, kink: Kink, place: int) -> float:
    """What is compared less what it is compared with, if it is there."""
    found = look.margins.get(kink, []) if look is not None else []
    return found[place] if place < len(found) else np.nan


def height_of(look: Look | None, kink: Kink, place: int) -> float:
    """How far off it is, infinitely where it is not."""
    margin = margin_of(look, kink, place)
    return np.inf if np.isnan(margin) else abs(margin)


def several(one: dict[Kink, list[int]], other: dict[Kink, list[int]]) -> bool:
    """Whether more than one outcome differs; on which step something is does so everywhere."""
    if one.keys() != other.keys():
        return True
    compared = [kink for kink in one if kink.relation not in STEPS]
    pairs = [pair for kink in compared for pair in itertools.zip_longest(one[kink], other[kink])]
    return len([1 for first, second in pairs if first != second]) > 1


class Middle(NamedTuple):
    """A place between two thresholds on one value, by how far it is off one of them."""

    kink: Kink
    place: int
    level: float
    width: float

    def off(self, look: Look | None) -> float:
        """How far off the middle it is."""
        return margin_of(look, self.kink, self.place) - self.level


def middles(looks: Sequence[Look]) -> list[Middle]:
    """What lies between thresholds on one value, or on values that differ by a constant.

    They are told by two points: how far it is off the first less how far off the next stays.
    """
    found: dict[tuple[Kink, int, str], Middle] = {}
    for one, other in itertools.pairwise(looks):
        for kink, place, thresholds in _thresholds(one.margins, other.margins):
            for low, high in itertools.pairwise(sorted(thresholds)):
                if high - low > _SAME * (1 + abs(low)):
                    middle = Middle(kink, place, (low + high) / 2, high - low)
                    found.setdefault((kink, place, f"{middle.level:.6g}"), middle)
    return list(found.values())


def _thresholds(one: Margins, other: Margins) -> list[tuple[Kink, int, set[float]]]:
    """The thresholds on each value that is compared, by how far they are off one of them."""
    groups: list[tuple[Kink, int, set[float]]] = []
    for kink, found in one.items():
        if kink.relation in (POLE, *STEPS) or len(found) != len(other.get(kink, [])):
            continue
        for place, (here, there) in enumerate(zip(found, other[kink], strict=True)):
            for first, at, thresholds in groups:
                gaps = [
                    (one[first][at] - sign * here, other[first][at] - sign * there)
                    for sign in (1, -1)
                ]
                same = [a for a, b in gaps if math.isclose(a, b, rel_tol=_SAME, abs_tol=_SAME)]
                if same:
                    thresholds.add(same[0])
                    break
            else:
                groups.append((kink, place, {0.0}))
    return groups
