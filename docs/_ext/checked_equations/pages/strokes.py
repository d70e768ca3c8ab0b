"""What pictures are made of: lines with heads, rectangles, and where they meet."""

import math
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from ..equations.shown.dependence import Edge

# How long the head of each kind of arrow is.
_HEADS = {"edge": 8.0, "path": 11.0, "back": 7.0}
_BACK = 8  # from an edge to the arrow that leads back along it

Spot = tuple[float, float]


class Rectangle(NamedTuple):
    """A box around something."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: "Rectangle") -> bool:
        """Whether the two overlap."""
        return (
            abs(2 * (self.x - other.x) + self.width - other.width) < self.width + other.width
            and abs(2 * (self.y - other.y) + self.height - other.height)
            < self.height + other.height
        )

    def holds(self, spot: Spot) -> bool:
        """Whether a spot lies in it."""
        x, y = spot
        return self.x < x < self.x + self.width and self.y < y < self.y + self.height


class Arrow(NamedTuple):
    """An edge: its line and its head as paths of SVG, and how it is to look."""

    line: str
    head: str
    kind: str  # "edge", "path" or "back"
    edge: Edge


class Frame(NamedTuple):
    """A unit: its outline, where it is divided, and whether the path leads through it."""

    outline: Rectangle
    dividers: tuple[str, ...]  # lines as paths of SVG
    on_path: bool


def between(one: Spot, other: Spot, share: float) -> Spot:
    """The spot at a share of the way from one to the other."""
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share


def crosses(route: list[Spot], spot: Rectangle) -> bool:
    """Whether an edge leads through a rectangle."""
    return any(_meets(one, other, spot) for one, other in pairwise(route))


def _meets(one: Spot, other: Spot, spot: Rectangle) -> bool:
    """Whether some share of a straight line lies between all four sides of a rectangle."""
    first, last = 0.0, 1.0
    for begin, end, low, size in zip(one, other, spot[:2], spot[2:], strict=True):
        if begin == end:
            if not low < begin < low + size:
                return False
            continue
        shares = sorted(((low - begin) / (end - begin), (low + size - begin) / (end - begin)))
        first, last = max(first, shares[0]), min(last, shares[1])
    return first < last


def arrow(route: list[Spot], kind: str, edge: Edge) -> Arrow:
    """A line with a head at its end."""
    head = _HEADS[kind]
    (x, y), (before_x, before_y) = route[-1], route[-2]
    length = math.hypot(x - before_x, y - before_y) or 1.0
    dx, dy = (x - before_x) / length, (y - before_y) / length
    neck = x - dx * head, y - dy * head
    side = head * 0.42
    corners = [
        (x, y),
        (neck[0] - dy * side, neck[1] + dx * side),
        (neck[0] + dy * side, neck[1] - dx * side),
    ]
    return Arrow(path([*route[:-1], neck]), f"{path(corners)}Z", kind, edge)


def back(route: list[Spot], edge: Edge) -> Arrow:
    """An arrow beside an edge, from its end to its beginning."""
    moved = []
    for one, other in pairwise(route):
        length = math.hypot(other[0] - one[0], other[1] - one[1]) or 1.0
        dx, dy = (other[0] - one[0]) / length, (other[1] - one[1]) / length
        cut = min(3.0, length / 4)
        moved += [
            (one[0] - dy * _BACK + dx * cut, one[1] + dx * _BACK + dy * cut),
            (other[0] - dy * _BACK - dx * cut, other[1] + dx * _BACK - dy * cut),
        ]
    return arrow(moved[::-1], "back", edge)


def path(spots: Iterable[Spot]) -> str:
    """Straight lines from spot to spot, as a path of SVG."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in spots)
