r"""Products and matrices with dots: what goes on between their first part and their last."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..notation.nodes import BESIDE, DOWNWARDS, STACKED, UPWARDS, Dots, Matrix
from ..notation.tree import (
    Entry,
    Node,
    Number,
    Product,
    Series,
    Sum,
    Symbol,
    mapped,
    without_places,
)
from ..notation.walks import Place, layer_parts, read_place


@dataclass(frozen=True)
class _Pattern:
    """Parts that differ in an index alone: what they are for a letter, from where to where."""

    general: Node
    letter: str
    first: Place
    last: Place
    rises: bool

    def at(self, place: Place) -> Node:
        return without_places(part_at(self.general, self.letter, place))

    def over(self, sign: str, start: int, end: int) -> Series:
        """All the parts, from the lowest place to the highest."""
        low, high = (self.first, self.last) if self.rises else (self.last, self.first)
        return Series(
            sign=sign,
            index=self.letter,
            first=_written(low, start, end),
            last=_written(high, start, end),
            where=None,
            body=self.general,
            start=start,
            end=end,
        )


@dataclass(frozen=True)
class Ellipses:
    """Reads dots, with one of these letters for each index; `ends` are the letters of last ones."""

    letters: list[str]
    ends: frozenset[str]

    def read(self, node: Node) -> Node | None:
        """What a product or matrix with dots is; None where its parts show no pattern."""
        match node:
            case Product(factors=factors) if _has_dots(factors):
                return self._product(node)
            case Matrix(rows=rows) if any(_has_dots(row.cells) for row in rows):
                return self._matrix(node)
        return None

    def _product(self, node: Product) -> Node | None:
        factors = node.factors
        at = next(place for place, factor in enumerate(factors) if isinstance(factor, Dots))
        for length in range(1, min(at, len(factors) - at - 1) + 1):
            # One part or two stand in front of the dots.
            for begin in (at - 2 * length, at - length):
                parts = [factors[p : p + length] for p in range(max(begin, 0), at, length)]
                before = factors[begin - length : begin] if begin >= length else ()
                end = at + 1 + length
                pattern = self._pattern(parts, factors[at + 1 : end], before)
                if begin >= 0 and pattern is not None:
                    self.letters.remove(pattern.letter)
                    sign = UPWARDS if pattern.rises else DOWNWARDS
                    whole = pattern.over(sign, factors[begin].start, factors[end - 1].end)
                    rest = (*factors[:begin], whole, *factors[end:])
                    return whole if len(rest) == 1 else replace(node, factors=rest)
        return None

    def _matrix(self, node: Matrix) -> Node | None:
        rows = [row.cells for row in node.rows]
        if len(rows[0]) == 1:
            return self._line(STACKED, [cell for (cell,) in rows], node)
        letters = list(self.letters)
        lines: list[Node] = []
        any_entry: Node | None = None
        for cells in rows:
            between = [cell for cell in cells if not isinstance(cell, Dots)]
            is_any = len(between) == 1 and not any_entry and cells[-2:-1] == (between[0],)
            any_entry = between[0] if is_any else any_entry
            self.letters[:] = letters  # the same for the index of each row
            line = cells[0] if is_any or not between else self._line(BESIDE, cells, node)
            if line is None:
                return None
            lines.append(line)
        whole = lines[0] if len(lines) == 1 else self._line(STACKED, lines, node)
        return whole if any_entry is None or self._is_any_of(whole, any_entry) else None

    def _is_any_of(self, matrix: Node | None, entry: Node) -> bool:
        """Whether what stands among dots is any entry, `x_{ij}` with a letter for each index."""
        if not isinstance(matrix, Series) or not isinstance(matrix.body, Series):
            return False
        general, ours = matrix.body.body, {matrix.index, matrix.body.index}
        known = {*_slots(general)} - ours | self.ends
        letters = [s for s in dict.fromkeys(_slots(entry)) if s not in known]
        return (
            len(letters) == 2
            and all(letter.isalpha() and len(letter) == 1 for letter in letters)
            and any(
                _with_letters(general, dict(zip(order, letters, strict=True)))
                == without_places(entry)
                for order in itertools.permutations(ours)
            )
        )

    def _line(self, sign: str, cells: Sequence[Node], node: Matrix) -> Node | None:
        """The entries below each other, or side by side."""
        at = len(cells) - 2
        if at not in (1, 2) or not isinstance(cells[at], Dots):
            return None
        pattern = self._pattern([(cell,) for cell in cells[:at]], cells[at + 1 :])
        if pattern is None or not pattern.rises:
            return None
        self.letters.remove(pattern.letter)
        return pattern.over(sign, node.start, node.end)

    def _pattern(
        self,
        parts: Sequence[Sequence[Node]],
        end: Sequence[Node],
        before: Sequence[Node] = (),
    ) -> _Pattern | None:
        """What all parts and the last have in common; None also where what is in front has it."""
        first, last = _row(parts[0]), _row(end)
        found = self._between(first, last)
        if found is None or (before and self._between(_row(before), last) is not None):
            return None
        by = 1 if found.rises else -1
        expected = [found.at(found.first.moved(by * number)) for number in range(len(parts))]
        return found if [without_places(_row(part)) for part in parts] == expected else None

    def _between(self, first: Node, last: Node) -> _Pattern | None:
        """The pattern of a first part and a last one."""
        if not self.letters:
            return None
        ours, theirs = _slots(first), _slots(last)
        pairs = [
            (read_place(a), read_place(b)) for a, b in zip(ours, theirs, strict=False) if a != b
        ]
        places = [(a, b) for a, b in pairs if a is not None and b is not None]
        if len(ours) != len(theirs) or not places or len(places) < len(pairs):
            return None
        low, high = places[0]
        if any(b != high.moved(a.shift - low.shift) or a.letter != low.letter for a, b in places):
            return None
        letter, rises = self.letters[0], self._rises(low, high)
        if rises is None:
            return None
        here = iter(theirs)

        def named(slot: str) -> str:
            place = read_place(slot)
            if next(here) == slot or place is None:
                return slot
            return str(Place(letter, place.shift - low.shift))

        found = _Pattern(_with_slots(first, named), letter, low, high, rises)
        return found if found.at(high) == without_places(last) else None

    def _rises(self, low: Place, high: Place) -> bool | None:
        """Whether an index goes up from one place to another; None where nobody knows."""
        if low.letter == high.letter:
            return None if low == high else low.shift < high.shift
        if (low.letter in self.ends) == (high.letter in self.ends):
            return None
        return high.letter in self.ends


def _with_letters(node: Node, letters: Mapping[str, str]) -> Node:
    return without_places(_with_slots(node, lambda slot: letters.get(slot, slot)))


def part_at(general: Node, letter: str, place: Place) -> Node:
    """What a part with an index is at a place."""

    def moved(slot: str) -> str:
        here = read_place(slot)
        return str(place.moved(here.shift)) if here and here.letter == letter else slot

    return _with_slots(general, moved)


def _has_dots(nodes: Sequence[Node]) -> bool:
    return any(isinstance(node, Dots) for node in nodes)


def _row(factors: Sequence[Node]) -> Node:
    """Factors as one part."""
    if len(factors) == 1:
        return factors[0]
    return Product(factors=tuple(factors), start=factors[0].start, end=factors[-1].end)


def _slots(node: Node) -> list[str]:
    """All that may be an index or a step, in order."""
    found: list[str] = []

    def noted(slot: str) -> str:
        found.append(slot)
        return slot

    _with_slots(node, noted)
    return found


def _with_slots(node: Node, change: Callable[[str], str]) -> Node:
    """The tree with each index and each step exchanged."""

    def changed(symbol: Symbol) -> Symbol:
        opening, inside, closing = layer_parts(symbol.layer)
        layer = f"{opening}{change(inside)}{closing}" if inside else symbol.layer
        return replace(symbol, subscripts=tuple(map(change, symbol.subscripts)), layer=layer)

    if isinstance(node, Symbol):
        return changed(node)
    node = mapped(node, lambda part: _with_slots(part, change))
    if isinstance(node, Entry):
        return replace(node, subscripts=tuple(map(change, node.subscripts)))
    return node


def _written(place: Place, start: int, end: int) -> Node:
    """A place as the bound of a sum is written."""
    number = Number(text=str(abs(place.shift)), start=start, end=end)
    if not place.letter:
        return number
    letter = Symbol(base=place.letter, start=start, end=end)
    if not place.shift:
        return letter
    signs = (1, 1 if place.shift > 0 else -1)
    return Sum(terms=(letter, number), signs=signs, start=start, end=end)
