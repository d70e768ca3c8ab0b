"""Comparisons of indices with numbers, and empty ranges: what is tried has to tell them apart."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..errors import Problem
from ..latex.printer import to_latex
from ..meaning.conditions import HOLDS, all_hold, number_of
from ..meaning.entries import letter_axes
from ..meaning.scope import Scope, is_sum
from ..meaning.stepwise import index_values
from ..models.points import Point
from ..notation.tree import BigSum, Condition, Node, Series, Symbol
from ..notation.walks import Place
from ..values.formula import Formula


def check_reached(formula: Formula) -> None:
    """Demand that indices are on both sides of each number they are compared with, and ranges.

    Raises Problem where a comparison comes out one way only, or a range is always empty.
    """
    parts = formula.scope.parts(formula.everything)
    if not any(map(_restricts, parts)):
        return
    seen = _Seen(formula.scope)
    for case in formula.cases(of_all_sizes(formula)):
        for place, side in enumerate(formula.chain.sides):
            if place not in formula.decimal_sides and formula.applies(place, case.point):
                seen.visit(side, case.letters, formula.axes, case.point)
    for (node, _), outcomes in seen.outcomes.items():
        if isinstance(node, Condition) and len(outcomes) == 1:
            when = "always" if True in outcomes else "never"
            raise untold(node, f"is {when} true", formula)
        if is_sum(node) and outcomes == {False}:
            raise untold(node, "has no term", formula)


def check_stated(formula: Formula) -> None:
    """Demand indices for which the condition behind a formula holds. Raises Problem."""
    where = formula.chain.where
    if where is not None and next(formula.cases(formula.points), None) is None:
        raise Problem(
            f"{to_latex(where)} holds for no indices",
            "indices that the formula is stated for",
            "correct the condition",
            where.start,
        )


def _restricts(part: Node) -> bool:
    """Whether something holds for some indices only."""
    from_another = isinstance(part, BigSum) and part.first not in (None, 1)
    return from_another or isinstance(part, Condition | Series)


def of_all_sizes(formula: Formula) -> list[Point]:
    """One of the points that a formula is checked at for each choice of sizes."""
    return list({tuple(point.sizes.items()): point for point in formula.points}.values())


def untold(node: Node, what: str, formula: Formula) -> Problem:
    """The complaint about a comparison that another number of elements or steps would change."""
    points = of_all_sizes(formula)
    sizes = [", ".join(f"{axis} {size}" for axis, size in p.sizes.items()) for p in points]
    return Problem(
        f"{to_latex(node)} {what} (sizes that are tried: {'; '.join(sizes)})",
        "comparisons that these sizes tell apart",
        "leave out what compares sizes, steps or indices with a number, or with another size; "
        "say in words what is true of some sizes only",
        node.start,
    )


@dataclass
class _Seen:
    """How the comparisons of indices come out, each by its place, and whether sums have terms."""

    scope: Scope
    outcomes: dict[tuple[Node, int], set[bool]] = field(default_factory=dict)

    def saw(self, node: Node, place: int, outcome: Any) -> None:
        self.outcomes.setdefault((node, place), set()).add(bool(outcome))

    def visit(
        self, node: Node, letters: Mapping[str, int], axes: Mapping[str, str], point: Point
    ) -> None:
        """Go through all that a formula is made of, for each value of its indices."""
        if is_sum(node):
            self._over(node, letters, axes, point)
            return
        if isinstance(node, Condition):
            self._compare(node, letters, axes, point)
        definition = self.scope.defined(node) if isinstance(node, Symbol) else None
        if definition is not None:
            self.visit(definition, {}, letter_axes(definition, self.scope), point)
        for child in node.children():
            self.visit(child, letters, axes, point)

    def _over(
        self,
        node: BigSum | Series,
        letters: Mapping[str, int],
        axes: Mapping[str, str],
        point: Point,
    ) -> None:
        where = node.where if isinstance(node, Series) else None
        every = replace(node, where=None) if isinstance(node, Series) else node
        values = index_values(every, letters, axes, self.scope, point)
        self.saw(node, 0, values)
        for value in values:
            inner = {**letters, node.index: value}
            if where is None or self._compare(where, inner, axes, point):
                self.visit(node.body, inner, axes, point)

    def _compare(
        self,
        node: Condition,
        letters: Mapping[str, int],
        axes: Mapping[str, str],
        point: Point,
    ) -> bool:
        """Note how its comparisons come out; whether all hold."""
        places = self.scope.compared(node)
        if not places:
            return False
        values = [number_of(place, letters, axes, point) for place in places]
        pairs = zip(itertools.pairwise(places), itertools.pairwise(values), strict=True)
        for at, (pair, (a, b)) in enumerate(pairs):
            if not self._is_plain(pair, axes):
                self.saw(node, at, HOLDS[node.relations[at]](a, b))
        return bool(all_hold(node.relations, values))

    def _is_plain(self, pair: tuple[Place, Place], axes: Mapping[str, str]) -> bool:
        """Whether two indices are compared, or one with its first or last value."""
        model = self.scope.model
        indices = [place for place in pair if place.letter in axes]
        if not indices or any(place.shift for place in indices):
            return False
        axis = axes[indices[0].letter]
        first = model.steps[axis].first if axis in model.steps else 1
        ends = [Place(name.latex, 0) for name in model.names if name.size_of == axis]
        return all(place in (*indices, Place("", first), *ends) for place in pair)
