"""A parsed chain with all that can be said about it before any number: axes, indices, cases."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from .domains import Condition
from .errors import Problem
from .evaluate import Evaluation
from .kinks import kinks_in
from .meant import unknown, unsummed
from .points import Point
from .printer import to_latex
from .scope import Scope, index_axes
from .shapes import NUMBER, Shape, Shapes, has_arrays
from .tree import (
    Application,
    BigSum,
    Call,
    Chain,
    Entry,
    Function,
    Group,
    Indicator,
    Node,
    Norm,
    Number,
    Outer,
    Partial,
    Series,
    Space,
    Symbol,
)

# What a formula may hold, beside what is only read.
RELATIONS = ("=", r"\approx", "<", ">", r"\le", r"\leq", r"\ge", r"\geq", r"\ne", r"\neq")

UNCOMPUTED = (Application, Entry, Indicator, Norm, Outer, Series, Space)


@dataclass(frozen=True)
class Case:
    """A point, and a value for each free index of a formula."""

    point: Point
    indices: dict[str, int]

    def __str__(self) -> str:
        return self.point.label + "".join(f", {k} = {v + 1}" for k, v in self.indices.items())


@dataclass
class Formula:
    """A parsed chain in its scope."""

    chain: Chain
    scope: Scope

    @cached_property
    def everything(self) -> Group:
        return Group(items=self.chain.sides, start=0, end=0)

    @cached_property
    def axes(self) -> dict[str, str]:
        return index_axes(self.everything, self.scope)

    @cached_property
    def free(self) -> list[str]:
        """The free indices of the left side, in the order in which they appear.

        In `0 < y_j` the number is only a bound, and what is bounded has them.
        """
        sides = self.chain.sides
        bounded = self.chain.relations[:1] not in ((), ("=",)) and self.numeric(sides[0])
        left, *others = sides[1:] if bounded else sides
        free = free_indices(left, self.scope)
        for side in others:
            for letter in free_indices(side, self.scope):
                if letter not in free:
                    raise unsummed(letter, free, side)
        return free

    @cached_property
    def written(self) -> dict[str, set[int]]:
        """The numbers that the formula writes for indices, by the axis that they are on."""
        return self._written(self.everything)

    def _written(self, node: Node) -> dict[str, set[int]]:
        found: dict[str, set[int]] = {}
        for part in self.scope.parts(node):
            name = self.scope.model.find(part) if isinstance(part, Symbol) else None
            if isinstance(part, Symbol) and name is not None:
                for subscript, axis in zip(part.subscripts, name.axes, strict=False):
                    if subscript.isdigit():
                        found.setdefault(axis, set()).add(int(subscript))
        return found

    @cached_property
    def kept(self) -> frozenset[str]:
        """The axes that a side writes out: they have the size that they have in the example."""
        return frozenset[str]().union(*self.kept_by)

    @cached_property
    def kept_by(self) -> list[frozenset[str]]:
        """For each side, the axes that it writes out, by a number for each index or for a bound.

        It may be true for as many elements only as they have in the running example, unless it
        names the size of the axis, or sums over all that there are.
        """
        return [frozenset(self._kept(side)) for side in self.chain.sides]

    def _kept(self, side: Node) -> set[str]:
        model = self.scope.model
        found = {a for a, numbers in self._written(side).items() if len(numbers) == model.sizes[a]}
        free = set[str]()
        for part, axes in self._parts_with_axes(side, self.axes):
            match part:
                case Symbol():
                    name = model.find(part)
                    if name is not None and name.size_of:
                        free.add(name.size_of)
                case BigSum(index=index) if index in axes:
                    (found if isinstance(part.last, int) else free).add(axes[index])
                case Call(function=Function(name=base), arguments=arguments):
                    function = model.named_function(base)
                    if function is not None and len(arguments) > 1:
                        found.update(set(function.signature.takes) & model.sizes.keys())
        return found - free

    def applies(self, side: int, point: Point) -> bool:
        """Whether a side has a meaning at a point: what it writes out is all that there is."""
        sizes = self.scope.model.sizes
        return all(point.sizes[axis] == sizes[axis] for axis in self.kept_by[side])

    def parts_with_axes(self) -> Iterator[tuple[Node, dict[str, str]]]:
        """All parts of the formula, each with the axes of the indices there."""
        return self._parts_with_axes(self.everything, self.axes)

    def _parts_with_axes(
        self, node: Node, axes: dict[str, str]
    ) -> Iterator[tuple[Node, dict[str, str]]]:
        """All parts, each with the axes of the indices there: a definition has its own indices."""
        for part in node.walk():
            yield part, axes
            definition = self.scope.defined(part) if isinstance(part, Symbol) else None
            if definition is not None:
                yield from self._parts_with_axes(definition, index_axes(definition, self.scope))

    def sizeable(self, points: Iterable[Point]) -> list[Point]:
        """Those of points with any sizes that have all elements that the formula writes out."""
        return [
            point
            for point in (() if self.kept else points)
            if all(point.sizes[axis] >= max(numbers) for axis, numbers in self.written.items())
        ]

    def numeric(self, side: Node) -> bool:
        """Numbers only."""
        return not any(
            (
                isinstance(part, Function | Partial)
                and (not isinstance(part, Function) or part.name[0] != "\\")
            )
            or (isinstance(part, Symbol) and not part.is_e)
            for part in side.walk()
        )

    @cached_property
    def decimal_sides(self) -> frozenset[int]:
        """The sides, by number, that are only numbers, in a chain with decimal numbers.

        They speak of the running example.
        """
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
        return Shapes(self.scope) if has_arrays(self.everything, self.scope) else None

    @cached_property
    def shape(self) -> Shape:
        """The shape of its sides. Raises Problem where they have not one."""
        return NUMBER if self.shapes is None else self.shapes.of_sides(self.chain)

    def is_number(self, node: Node) -> bool:
        """Whether a term is a number at each choice of the free indices, and no array."""
        return self.shapes is None or self.shapes(node) == NUMBER

    def sizes(self, point: Point) -> tuple[int, ...]:
        """The numbers of rows and columns of its sides, () where they are numbers."""
        if self.shape == NUMBER:
            return ()
        return tuple(point.sizes.get(axis, 1) for axis in self.shape)

    def meant(self, value: Any, case: Case) -> Any:
        """What a case speaks of in a snippet's value, in the shape of the sides."""
        element = value[tuple(case.indices.values())] if case.indices else value
        return element if self.shape == NUMBER else np.reshape(element, self.sizes(case.point))

    def check_shape(self) -> None:
        """Typing: relations, axes, free indices, bounds of sums, symbols without values."""
        self._check_is_computed()
        for part in self.everything.walk():
            if isinstance(part, Symbol) and not part.is_e and not self.scope.knows(part):
                raise unknown(part, self.everything, self.scope.model)
            if isinstance(part, Symbol) and part.latex in self.axes:
                raise Problem(
                    f"{part.latex} is an index here, and the symbol of a value too",
                    "one meaning for each letter of a formula",
                    "rename the index",
                    part.start,
                )
            if isinstance(part, BigSum) and part.index in self.axes:
                self._check_bounds(part, self.axes[part.index])
            elif isinstance(part, BigSum):
                raise Problem(
                    f"the sum over {part.index}, which is no index of anything in it",
                    "an index of a summed symbol",
                    "correct the index",
                    part.start,
                )
        _ = self.free
        _ = self.shape

    def _check_is_computed(self) -> None:
        """Demand relations and operations that the checker computes, not only reads."""
        for place, relation in enumerate(self.chain.relations, start=-len(self.chain.relations)):
            if relation not in RELATIONS:
                raise Problem(
                    f"the relation {relation} is read, but not checked",
                    "equations and inequalities",
                    "state what can be checked: name a new value by a prime or a superscript, say "
                    "sizes in the text",
                    self.chain.sides[place].start,
                )
        for part in self.everything.walk():
            if isinstance(part, UNCOMPUTED):
                raise Problem(
                    f"{to_latex(part)} is read, but not computed",
                    "numbers and arrays, sums, products, calls and derivatives",
                    "write it for one element, with its indices",
                    part.start,
                )

    def _check_bounds(self, node: BigSum, axis: str) -> None:
        """A sum runs from 1 to the size of what its index runs over, a number or its symbol."""
        model, size = self.scope.model, self.scope.model.sizes[axis]
        last = node.last
        if isinstance(last, Symbol):
            name = model.find(last)
            size_of = name.size_of if name is not None else ""
            if size_of != axis:
                known = [n.latex for n in model.names if n.size_of == axis]
                raise Problem(
                    f"the bound {last.latex} of a sum over {axis} is "
                    + (f"the size of {size_of}" if size_of else "declared as no size"),
                    f"{known[0] if known else size}, the size of {axis}",
                    "correct the bound, leave it out, or declare it in NOTATION with the shape "
                    f"`size of {axis}`",
                    last.start,
                )
        if isinstance(last, int) and axis not in self.kept:
            raise Problem(
                f"the bound {last} of a sum over {axis}, whose size the side names elsewhere, or "
                "leaves open in another sum",
                f"the symbol for the size of {axis}, or the number in each sum",
                "write one for the other",
                node.start,
            )
        if node.first not in (None, 1) or (isinstance(last, int) and last != size):
            shown = last.latex if isinstance(last, Symbol) else size if last is None else last
            first = 1 if node.first is None else node.first
            raise Problem(
                f"the sum over {node.index} runs from {first} to {shown}",
                f"1 to {size}, the size of {axis}",
                "correct the bounds, or leave them out",
                node.start,
            )

    @cached_property
    def varied(self) -> list[Point]:
        """The points with random inputs that the formula is checked at."""
        points = self.scope.points
        other = points.of_other_sizes(self.kept)
        if sum(not kept for kept in self.kept_by) > 1 and self.kept:
            other = [*other, *points.of_other_sizes()]
        more = points.more if self.kinked else []
        return [*points.generic, *more, *other]

    @cached_property
    def kinked(self) -> bool:
        """Whether its values may have kinks: then a point shows one branch of each."""
        return bool(kinks_in(self.everything, self.scope))

    @property
    def points(self) -> list[Point]:
        """The points that the formula is checked at; the running example is the last."""
        return [*self.varied, self.scope.points.example]

    @property
    def enough(self) -> list[Point]:
        """The points for checks that need only one."""
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

    def within(self, obeyed: frozenset[Condition]) -> "Formula":
        """The same formula at points that keep to these domains."""
        points = self.scope.points.within(obeyed)
        return Formula(self.chain, replace(self.scope, points=points))

    def cases(self, points: Iterable[Point]) -> Iterator[Case]:
        """Each point with each choice of the free indices."""
        for point in points:
            ranges = [range(point.sizes[self.axes[letter]]) for letter in self.free]
            for choice in itertools.product(*ranges):
                yield Case(point, dict(zip(self.free, choice, strict=True)))

    def evaluation(self, case: Case, kind: type[Evaluation] = Evaluation, **how: Any) -> Evaluation:
        """What evaluates the sides of this formula in a case."""
        indices = dict(case.indices)
        return kind(self.scope, case.point, indices, self.axes, shapes=self.shapes, **how)

    def text(self, side: int) -> str:
        """The LaTeX of a side, shortened for a message."""
        shown = self.chain.texts[side]
        return shown if len(shown) <= 60 else shown[:57] + "…"


def free_indices(node: Node, scope: Scope) -> list[str]:
    """The index letters that no sum binds, in order of appearance."""
    if isinstance(node, Symbol):
        name = scope.model.find(node)
        if name is None or scope.defined(node) is not None:
            return []
        letters = [s for s, _ in zip(node.subscripts, name.axes, strict=False) if not s.isdigit()]
        return list(dict.fromkeys(letters))
    found = [letter for child in node.children() for letter in free_indices(child, scope)]
    bound = node.index if isinstance(node, BigSum) else None
    return [letter for letter in dict.fromkeys(found) if letter != bound]
