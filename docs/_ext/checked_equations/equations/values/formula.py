"""A parsed chain with all that can be said about it before any number: axes, indices, cases."""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeGuard

import numpy as np

from ..errors import Problem
from ..meaning.by_axes import explicit
from ..meaning.by_size import shapes_in
from ..meaning.computed import check_bound_apart, check_bounds, check_is_computed
from ..meaning.conditions import all_hold, number_of
from ..meaning.entries import letter_axes
from ..meaning.free import check_are_no_sizes, free_indices, stated_for
from ..meaning.kept import kept_by, multiplies_as_often_as_a_size, numbers_written, parts_with_axes
from ..meaning.meant import unknown, unsummed
from ..meaning.scope import Scope, is_sum
from ..meaning.shapes import NUMBER, Shape, Shapes
from ..meaning.step_powers import is_count
from ..meaning.stepwise import Span, spans, steps_at, written_steps
from ..models.points import ODD_AND_EVEN, Point
from ..notation.domains import Condition as Domain
from ..notation.tree import (
    BigSum,
    Chain,
    Condition,
    Function,
    Group,
    Node,
    Number,
    Partial,
    Power,
    Series,
    Symbol,
)
from ..notation.walks import Place, Range, Steps
from .evaluate import Evaluation
from .kinks import kinks_in
from .report import Binding

# What only makes brackets larger, and may stand outside of what is quoted.
_SIZED = re.compile(r"\\(left|right)(?![a-zA-Z]) ?")


@dataclass(frozen=True)
class Case:
    """A point, and a value for each free index of a formula."""

    point: Point
    indices: dict[str, int]
    steps: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        shown = self.steps | {letter: place + 1 for letter, place in self.indices.items()}
        return self.point.label + "".join(f", {k} = {v}" for k, v in shown.items())

    @property
    def letters(self) -> dict[str, int]:
        """The value of each index and each step."""
        return {**self.steps, **self.indices}


@dataclass
class Formula:
    """A parsed chain in its scope."""

    chain: Chain
    scope: Scope

    def __post_init__(self) -> None:
        self.chain = explicit(self.chain, self.scope)

    @cached_property
    def everything(self) -> Group:
        return Group(items=self.chain.sides, start=0, end=0)

    @cached_property
    def axes(self) -> dict[str, str]:
        return letter_axes(self.everything, self.scope)

    @cached_property
    def free(self) -> list[str]:
        """The free indices of the left side, in the order in which they appear."""
        return [letter for letter in self._letters if self.axes[letter] not in self._ranges]

    @cached_property
    def steps(self) -> list[str]:
        """The free letters of the left side that stand for steps."""
        return [letter for letter in self._letters if self.axes[letter] in self._ranges]

    @property
    def _ranges(self) -> Mapping[str, Range]:
        return self.scope.model.steps

    @property
    def _claims(self) -> tuple[Node, ...]:
        """The sides, from that on which says what the formula is about.

        In `0 < y_j` the number is only a bound, and what is bounded has the free indices.
        """
        sides = self.chain.sides
        bounded = self.chain.relations[:1] not in ((), ("=",)) and self.numeric(sides[0])
        return sides[1:] if bounded else sides

    @cached_property
    def _letters(self) -> list[str]:
        free = free_indices(self._claims[0], self.scope)
        for side in self._claims:
            letters = free_indices(side, self.scope)
            check_are_no_sizes(letters, side, self.scope)
            for letter in letters:
                if letter not in free:
                    raise unsummed(letter, free, side)
        return free

    @cached_property
    def written(self) -> dict[str, set[int]]:
        """The numbers that the formula writes for indices, by the axis that they are on."""
        return numbers_written(self.everything, self.scope)

    @cached_property
    def kept(self) -> frozenset[str]:
        """The axes that a side writes out: they have the size that they have in the example."""
        return frozenset[str]().union(*self.kept_by)

    @cached_property
    def kept_by(self) -> list[frozenset[str]]:
        """For each side, the axes that it writes out, by a number for each index or for a bound.

        Unless it names their size, or sums over all, it may be true of so many elements only.
        """
        return kept_by(self.chain.sides, self.axes, self.scope)

    def applies(self, side: int, point: Point) -> bool:
        """Whether a side has a meaning at a point: what it writes out is all that there is."""
        sizes = self.scope.model.sizes
        return all(
            point.sizes[axis] == sizes[axis] if axis in sizes else point.sizes == sizes
            for axis in self.kept_by[side]
        )

    def parts_with_axes(self) -> Iterator[tuple[Node, Mapping[str, str]]]:
        """All parts of the formula, each with the axes of the indices there."""
        return parts_with_axes(self.everything, self.axes, self.scope)

    def sizeable(self, points: Iterable[Point]) -> list[Point]:
        """Those of points with any sizes that have all elements that the formula writes."""
        return [] if self.kept else list(filter(self._has_elements, points))

    def _has_elements(self, point: Point) -> bool:
        last = {axis: max(numbers) for axis, numbers in self.written.items()}
        return all(point.sizes.get(axis, n) >= n for axis, n in last.items())

    def numeric(self, side: Node) -> bool:
        """Numbers only."""
        return not any(
            isinstance(part, Partial)
            or (isinstance(part, Function) and part.name[0] != "\\")
            or (isinstance(part, Symbol) and not part.is_e)
            for part in side.walk()
        )

    @cached_property
    def decimal_sides(self) -> frozenset[int]:
        """The sides of numbers only, if one has a decimal: they speak of the running example."""
        numeric = [n for n, side in enumerate(self.chain.sides) if self.numeric(side)]
        decimal = any(
            isinstance(part, Number) and "." in part.text
            for n in numeric
            for part in self.chain.sides[n].walk()
        )
        return frozenset(numeric if decimal else ())

    @cached_property
    def differentiated(self) -> list[int]:
        """The sides that contain a derivative, by number; not those of numbers only."""
        return [
            number
            for number, side in enumerate(self.chain.sides)
            if number not in self.decimal_sides
            and any(
                isinstance(part, Partial) or (isinstance(part, Function) and part.primes)
                for part in side.walk()
            )
        ]

    @cached_property
    def shapes(self) -> Shapes | None:
        """The shapes of its terms; None where it has no whole arrays."""
        return shapes_in(self.everything, self.scope)

    @cached_property
    def shape(self) -> Shape:
        """The shape of its sides. Raises Problem where they have not one."""
        return NUMBER if self.shapes is None else self.shapes.of_sides(self.chain)

    def is_number(self, node: Node) -> bool:
        """Whether a term is a number at each choice of the free indices, and no array."""
        return self.shapes is None or self.shapes(node) == NUMBER

    def sizes(self, case: Case) -> tuple[int, ...]:
        """The numbers of rows and columns of its sides, () where they are numbers."""
        if self.shape == NUMBER:
            return ()
        return tuple(case.point.size(axis, case.letters) for axis in self.shape)

    def meant(self, value: Any, case: Case) -> Any:
        """What a case speaks of in a snippet's value, in the shape of the sides."""
        element = value[tuple(case.indices.values())] if case.indices else value
        return element if self.shape == NUMBER else np.reshape(element, self.sizes(case))

    def check_shape(self) -> None:
        """Typing: relations, axes, free indices, bounds of sums, symbols without values."""
        check_is_computed(self.chain, self.everything, self.scope)
        parts = self.everything.walk()
        counted = {id(one) for part in parts for one in self._counted(part)}
        for part in parts:
            if id(part) in counted:
                continue
            if isinstance(part, Symbol) and not part.is_e and not self.scope.knows(part):
                raise unknown(part, self.everything, self.scope.model)
            if isinstance(part, Symbol) and part.latex in self.axes:
                raise Problem(
                    f"{part.latex} is an index here, and the symbol of a value too",
                    "one meaning for each letter of a formula",
                    "rename the index",
                    part.start,
                )
            if self._is_over_steps(part):
                continue
            if is_sum(part) and part.index in self.axes:
                check_bounds(part, self.axes, self.scope, self.kept)
            elif is_sum(part):
                sign = part.sign if isinstance(part, Series) else "the sum"
                raise Problem(
                    f"{sign} over {part.index}, which is no index of anything in it",
                    "an index of a symbol behind it",
                    "correct the index; nothing is computed over all values of a symbol",
                    part.start,
                )
        check_bound_apart(self.everything, {*self.free, *self.steps})
        _ = self.shape

    def _counted(self, part: Node) -> Iterator[Node]:
        """What stands for steps and indices in it: in bounds, and in conditions on indices."""
        if isinstance(part, Condition) and self.scope.compared(part):
            yield from part.walk()
        elif isinstance(part, Power) and is_count(part.exponent, self.axes, self.scope.model):
            yield from part.exponent.walk()
        elif is_sum(part) and (isinstance(part, Series) or self._bounded_by_index(part)):
            for bound in (part.first, part.last):
                yield from bound.walk() if isinstance(bound, Node) else ()

    def _bounded_by_index(self, part: BigSum) -> bool:
        """Whether its last value is a step or another index."""
        if not isinstance(part.last, Symbol) or self._is_over_steps(part):
            return self._is_over_steps(part)
        return part.last.latex in self.axes and not self.scope.knows(part.last)

    def _is_over_steps(self, part: Node) -> TypeGuard[BigSum | Series]:
        return is_sum(part) and self.axes.get(part.index) in self._ranges

    @cached_property
    def varied(self) -> list[Point]:
        """The points with random inputs that the formula is checked at."""
        points = self.scope.points
        other = [p for p in points.of_other_sizes(self.kept) if self._has_elements(p)]
        if sum(not kept for kept in self.kept_by) > 1 and self.kept:
            other = [*other, *points.of_other_sizes()]
        if multiplies_as_often_as_a_size(self.everything, self.scope):
            other = [*other, *self.sizeable(points.of_sizes(ODD_AND_EVEN))]
        more = points.more if self.kinked else []
        return [*points.generic, *more, *other]

    @cached_property
    def kinked(self) -> bool:
        """Whether its values may have kinks: then a point shows one branch of each."""
        return bool(kinks_in(self.everything, self.scope))

    @property
    def points(self) -> list[Point]:
        """All points that it is checked at; the running example is the last."""
        return [*self.varied, self.scope.points.example]

    @property
    def enough(self) -> list[Point]:
        """Points for checks that need only one."""
        return self.scope.points.enough

    @cached_property
    def names(self) -> frozenset[str]:
        """The Python names of all symbols in it, and in the definitions that it uses."""
        found = set[str]()
        rest: list[Node] = [self.everything]
        while rest:
            for part in rest.pop().walk():
                if isinstance(part, Symbol):
                    definition = self.scope.defined(part)
                    if definition is not None:
                        rest.append(definition)
                    elif name := self.scope.model.find(part):
                        found.add(name.python)
        return frozenset(found)

    def within(self, obeyed: frozenset[Domain]) -> "Formula":
        """The same formula at points that keep to these domains."""
        points = self.scope.points.within(obeyed)
        return Formula(self.chain, replace(self.scope, points=points))

    def cases(self, points: Iterable[Point]) -> Iterator[Case]:
        """Each point with each choice of the free indices."""
        for point in points:
            for steps in self.steps_at(point):
                ranges = [range(point.size(self.axes[letter], steps)) for letter in self.free]
                for choice in itertools.product(*ranges):
                    case = Case(point, dict(zip(self.free, choice, strict=True)), steps)
                    if self._speaks_of(case):
                        yield case

    def _speaks_of(self, case: Case) -> bool:
        """Whether the formula is stated for the indices of a case."""
        where = self.chain.where
        if where is None:
            return True
        numbers = [number_of(p, case.letters, self.axes, case.point) for p in self._asked]
        return not numbers or bool(all_hold(where.relations, numbers))

    @cached_property
    def _asked(self) -> tuple[Place, ...]:
        """The indices that the condition behind the formula compares. Raises Problem."""
        assert self.chain.where is not None, "there is one"
        return stated_for(self.chain.where, self.free, self.axes, self.scope)

    def steps_at(self, point: Point) -> Iterable[dict[str, int]]:
        """The choices of the free steps at which all that is written exists."""
        if not self.steps:
            return ({},)
        return steps_at(self.everything, self.steps, self.axes, self.scope, point)

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The steps that it holds for. Raises Problem where there are none."""
        if not self.steps:
            return ()
        found = [(point, list(self.steps_at(point))) for point in self.points]
        return spans(self.steps, found, self.axes)

    def bound(self, binding: Binding, case: Case) -> Any:
        """What the bound snippet gives in a case, at all indices. Raises Problem."""
        return binding.value(case.point, self.step_of_left(binding, case))

    def example_of(self, binding: Binding) -> Any:
        """What it is bound to in the running example; by step, if it speaks of several."""
        point = self.scope.points.example
        steps = [self.step_of_left(binding, Case(point, {}, some)) for some in self.steps_at(point)]
        if not self.steps:
            return binding.at(point, *steps)
        return Steps({step: binding.at(point, step) for step in steps if step is not None})

    def step_of_left(self, binding: Binding, case: Case) -> int | None:
        """The step of the left side, as the bound snippet counts; None if the snippet has none.

        Where the left side has several, as in the derivative of one step by another, it is the
        free letter. Raises Problem where it is not clear.
        """
        walk = self.scope.model.walks.get(binding.snippet)
        if walk is None:
            if not self.steps:
                return None
            raise Problem(
                f"the snippet {binding} has no steps, where the left side has {self.steps[0]}",
                f"a function with the argument {self.steps[0]}",
                "bind it to the right snippet, or give it the step",
            )
        places = {place for _, place in written_steps(self._claims[0], self.scope)}
        if len(places) > 1:
            places = {Place(letter, 0) for letter in self.steps}
        if len(places) != 1:
            raise Problem(
                f"the snippet {binding} has a value for each step {walk.letter}, and the left side "
                "speaks of several steps or of none",
                "a left side with one step, or with one free step letter",
                "bind it to a snippet without steps, or write the step",
            )
        return case.point.step(places.pop(), case.steps)

    def evaluation(self, case: Case, kind: type[Evaluation] = Evaluation, **how: Any) -> Evaluation:
        """What evaluates the sides of this formula in a case."""
        indices = case.letters
        return kind(self.scope, case.point, indices, self.axes, shapes=self.shapes, **how)

    def text(self, side: int) -> str:
        """The LaTeX of a side, shortened for a message."""
        shown = _SIZED.sub("", self.chain.texts[side])
        return shown if len(shown) <= 60 else shown[:57] + "…"
