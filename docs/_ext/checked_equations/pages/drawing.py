"""A network as shapes with coordinates: rows or columns of units, edges, names beside them."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, pairwise

from ..equations.shown.dependence import Edge, Element
from .columns import Box, Columns, Line
from .lettering import SMALL, Lettering, Run, listed
from .strokes import Arrow, Frame, Rectangle, Spot, arrow, back, between, crosses, path

# In pixels, of which none is ever scaled up.
_MARGIN = 4
_CELL = 34  # how wide and high a unit with a short symbol is
_VALUE = 16  # how much higher it is with its value
_INNER = 12  # beside a symbol
_SIDE = 22  # from a small input to its unit
_GAP = 32  # from column to column
_NAMED_GAP = 74  # where names of weights stand on the edges, from row to row
_BESIDE, _LONGER = 36, 20  # from column to column the name and so much, or more without values
_ACROSS, _BELOW = 22, 34  # between units side by side, and one below the other
_PORT = 13  # between two edges at a unit
_NAME = 22  # the height of a name on an edge
# By how much a drawing is spread until all names find a place, and where they may stand.
_SPREADS = (1.0, 1.15, 1.3, 1.5, 1.75, 2.1)
_ALONG = (0.5, 0.4, 0.6, 0.32, 0.68, 0.25, 0.75, 0.2, 0.8)


@dataclass
class Drawing:
    """All shapes of a picture, in pixels."""

    width: float
    height: float
    arrows: list[Arrow] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    symbols: list[Run] = field(default_factory=list)
    values: list[Run] = field(default_factory=list)  # their x is the middle
    plates: list[Rectangle] = field(default_factory=list)  # below names
    names: list[Run] = field(default_factory=list)


@dataclass(frozen=True)
class View:
    """What a picture is to show: symbols, values if any, and names of weights.

    Names stand on their edges, or, those `over` them, once for each gap between two columns.
    """

    columns: Columns
    symbols: Mapping[Element, Lettering]
    values: Mapping[Element, Lettering] = field(default_factory=dict)
    names: Mapping[Edge, tuple[Lettering, ...]] = field(default_factory=dict)
    over: Mapping[Edge, tuple[Lettering, ...]] = field(default_factory=dict)
    path: frozenset[Edge] = frozenset()
    stacked: bool = False  # an activation stands below its pre-activation


def drawn(views: Iterable[View], upright: bool, limit: float) -> Drawing | None:
    """The first view that finds room within a width; None where none does.

    `upright` has the inputs above and the loss below, else they are left and right.
    """
    for view in views:
        for spread in _SPREADS:
            plan = _Plan(view, upright, spread)
            if plan.width > limit:
                break
            if (names := plan.placed_names()) is not None:
                return plan.drawing(names)
    return None


@dataclass
class _Plan:
    """Where all of a view is."""

    view: View
    upright: bool
    spread: float

    def __post_init__(self) -> None:
        self.at: dict[Box, Spot] = {}
        self.gaps: list[float] = []
        self.bends: dict[Box, list[Spot]] = {}  # where a line enters a column, and leaves it
        aside = {
            box: place for column in self.view.columns.columns for box, place in self._aside(column)
        }
        first = min(place - self._reach(box, box.before) for box, place in aside.items())
        last = max(place + self._reach(box, box.after) for box, place in aside.items())
        shift = _MARGIN + self._band - first
        main = float(_MARGIN)
        for number, column in enumerate(self.view.columns.columns):
            if number:
                gap = self._gap(number)
                self.gaps.append(main + gap / 2)
                main += gap
            thick = max(self._size(part)[self.upright] for box in column for part in _parts(box))
            for box in column:
                place = aside[box] + shift
                self._put(box, main + thick / 2, place)
                if not box.values:
                    ends = (place, main), (place, main + thick)
                    self.bends[box] = [end if self.upright else end[::-1] for end in ends]
            main += thick
        self._main, self._across = main + _MARGIN, last + shift + _MARGIN

    @property
    def width(self) -> float:
        return self._across if self.upright else self._main

    def _put(self, box: Box, main: float, aside: float) -> None:
        """Place a box, and what stands beside it."""
        self.at[box] = (aside, main) if self.upright else (main, aside)
        for sides, sign in ((box.before[::-1], -1), (box.after, 1)):
            end = aside + sign * self._length(box) / 2
            for side in sides:
                place = end + sign * (_SIDE + self._length(side) / 2)
                # What stands beside a unit stands at its first value.
                first = self._row if self.upright else self._cell(box.values[0])
                main_of_side = main + (first - self._size(box)[self.upright]) / 2
                self.at[side] = (place, main_of_side) if self.upright else (main_of_side, place)
                end = place + sign * self._length(side) / 2

    def _length(self, box: Box) -> float:
        """How long a box is along its column."""
        return self._size(box)[not self.upright]

    def _reach(self, box: Box, sides: list[Box]) -> float:
        """How far a box reaches from its middle, with what stands on one side of it."""
        return self._length(box) / 2 + sum(self._length(side) + _SIDE for side in sides)

    def _aside(self, column: list[Box]) -> list[tuple[Box, float]]:
        """How far each box of a column is from the middle; as many boxes are as far apart."""
        apart = 0.0
        for other in self.view.columns.columns:
            if len(other) == len(column):
                for one, following in pairwise(other):
                    near = self._reach(one, one.after) + self._reach(following, following.before)
                    apart = max(apart, near + self._across_gap)
        middle = (len(column) - 1) / 2
        return [(box, (number - middle) * apart) for number, box in enumerate(column)]

    @property
    def _across_gap(self) -> float:
        return _ACROSS * self.spread if self.upright else _BELOW * self.spread

    @cached_property
    def _band(self) -> float:
        """The room for names above the gaps, or left of them."""
        widths = [sum(n.width for n in names) for names in self.view.over.values()]
        return (max(widths) + 12 if self.upright else _NAME) if widths else 0.0

    def _gap(self, number: int) -> float:
        """The room in front of a column."""
        column = self.view.columns.columns[number]
        ends = [line for line in self.view.columns.lines if line.boxes[1] in column]
        named = [name for line in ends for name in self.view.names.get(line.edge, ())]
        named += [name for line in ends for name in self.view.over.get(line.edge, ())]
        if not named:
            return _GAP
        widest = max(name.width for name in named)
        beside = _BESIDE + (0 if self.view.values else _LONGER)
        return (_NAMED_GAP if self.upright else widest + beside) * self.spread

    def _size(self, box: Box) -> Spot:
        if not box.values:
            return 0.0, 0.0
        if not box.is_framed:
            return self.view.symbols[box.values[0]].width + 4, _NAME
        widths = list(map(self._cell, box.values))
        if self.view.stacked:
            return max(widths), self._row * len(widths)
        return sum(widths), self._row

    @property
    def _row(self) -> float:
        """How high one value is."""
        return _CELL + (_VALUE if self.view.values else 0)

    def _cell(self, value: Element) -> float:
        """How wide one value is."""
        widths = [self.view.symbols[value].width]
        if self.view.values:
            widths.append(self.view.values[value].width)
        return max(_CELL, max(widths) + _INNER)

    def _outline(self, box: Box) -> Rectangle:
        (x, y), (width, height) = self.at[box], self._size(box)
        return Rectangle(x - width / 2, y - height / 2, width, height)

    @cached_property
    def routes(self) -> dict[Edge, list[Spot]]:
        """The spots that each edge leads through."""
        found = {line.edge: self._short(line) for line in self.view.columns.short}
        for line in self.view.columns.lines:
            first, *bends, last = line.boxes
            start, end = self._port(line, first, ahead=True), self._port(line, last, ahead=False)
            between = [spot for bend in bends for spot in self.bends[bend]]
            found[line.edge] = [start, *between, end]
        return found

    def _port(self, line: Line, box: Box, ahead: bool) -> Spot:
        """Where an edge begins or ends at a unit: side by side, in the order of the others."""
        others = []
        for other in self.view.columns.lines:
            if ahead and other.boxes[0] is box:
                others.append((self.at[other.boxes[1]][not self.upright], other.edge))
            elif not ahead and other.boxes[-1] is box:
                others.append((self.at[other.boxes[-2]][not self.upright], other.edge))
        others.sort()
        number = [edge for _, edge in others].index(line.edge)
        outline = self._outline(box)
        length = outline.width if self.upright else outline.height
        step = min(_PORT, (length - 14) / len(others))
        shift = (number - (len(others) - 1) / 2) * step
        x, y = self.at[box]
        if self.upright:
            return x + shift, y + (outline.height / 2) * (1 if ahead else -1)
        return x + (outline.width / 2) * (1 if ahead else -1), y + shift

    def _short(self, line: Line) -> list[Spot]:
        """From a small input to its unit, at whose side it stands."""
        small, unit = map(self._outline, line.boxes)
        if self.upright:
            y = self.at[line.boxes[0]][1]
            if small.x < unit.x:
                return [(small.x + small.width, y), (unit.x, y)]
            return [(small.x, y), (unit.x + unit.width, y)]
        first = self.at[line.boxes[0]][0]
        begins = small.y + small.height if small.y < unit.y else small.y
        ends = unit.y if small.y < unit.y else unit.y + unit.height
        return [(first, begins), (first, ends)]

    def placed_names(self) -> list[tuple[Rectangle, Lettering]] | None:
        """Names on their edges, where they meet nothing else; None where one finds no room."""
        taken = [self._outline(box) for box in self.view.columns.boxes if box.values]
        found = []
        for edge, names in self.view.names.items():
            name = listed(names)
            others = [route for other, route in self.routes.items() if other != edge]
            spot = self._spot(name, self.routes[edge], taken, others)
            if spot is None:
                return None
            taken.append(spot)
            found.append((spot, name.at(spot.x + 3, spot.y + 15)))
        return found

    @staticmethod
    def _spot(
        name: Lettering, route: list[Spot], taken: list[Rectangle], others: list[list[Spot]]
    ) -> Rectangle | None:
        width = name.width + 6
        for share in _ALONG:
            x, y = between(route[0], route[1], share)
            spot = Rectangle(x - width / 2, y - _NAME / 2, width, _NAME)
            if not any(map(spot.meets, taken)) and not any(crosses(r, spot) for r in others):
                return spot
        return None

    def drawing(self, names: list[tuple[Rectangle, Lettering]]) -> Drawing:
        """All of it as shapes."""
        width, height = self._main, self._across
        if self.upright:
            width, height = height, width
        found = Drawing(math.ceil(width), math.ceil(height))
        for edge, route in sorted(self.routes.items(), key=lambda item: item[0] in self.view.path):
            on_path = edge in self.view.path
            found.arrows.append(arrow(route, "path" if on_path else "edge", edge))
            if on_path:
                found.arrows.append(back(route, edge))
        ends = {end for edge in self.view.path for end in edge}
        for box in self.view.columns.boxes:
            if box.values:
                self._show(box, found, bool(ends & {*box.values}))
        for plate, name in names:
            found.plates.append(plate)
            found.names += name.runs
        found.names += self._over()
        return found

    def _show(self, box: Box, found: Drawing, on_path: bool) -> None:
        cells = self._cells(box)
        for value, cell in zip(box.values, cells, strict=True):
            symbol = self.view.symbols[value]
            base = cell.y + (23 if box.is_framed else 15)
            found.symbols += symbol.at(cell.x + (cell.width - symbol.width) / 2, base).runs
            if self.view.values and box.is_framed:
                number = self.view.values[value]
                found.values += number.at(cell.x + cell.width / 2, base + 19).runs
        if box.is_framed:
            dividers = tuple(map(self._divider, cells[1:]))
            found.frames.append(Frame(self._outline(box), dividers, on_path))

    def _cells(self, box: Box) -> list[Rectangle]:
        """The outline of each value of a box."""
        x, y, width, height = self._outline(box)
        if len(box.values) == 1:
            return [Rectangle(x, y, width, height)]
        if self.view.stacked:
            tops = [y + number * self._row for number in range(len(box.values))]
            return [Rectangle(x, top, width, self._row) for top in tops]
        widths = list(map(self._cell, box.values))
        lefts = accumulate(widths[:-1], initial=x)
        return [Rectangle(left, y, w, height) for left, w in zip(lefts, widths, strict=True)]

    def _divider(self, cell: Rectangle) -> str:
        """The line between a cell and the one before, as a path of SVG."""
        x, y, width, height = cell
        return path([(x, y), (x + width, y) if self.view.stacked else (x, y + height)])

    def _over(self) -> list[Run]:
        """The names of whole arrays, each once for the gap in which its weights act."""
        found: list[Run] = []
        for number, main in enumerate(self.gaps, start=1):
            column = self.view.columns.columns[number]
            lines = [line for line in self.view.columns.lines if line.boxes[1] in column]
            some = {name for line in lines for name in self.view.over.get(line.edge, ())}
            if some:
                name = listed(sorted(some))
                x, y = (_MARGIN, main + 6) if self.upright else (main - name.width / 2, SMALL + 3)
                found += name.at(x, y).runs
        return found


def _parts(box: Box) -> list[Box]:
    return [box, *box.sides]
