"""A parsed chain with all that can be said about it before any number: axes, indices, points."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .errors import Problem
from .evaluate import Evaluation, Scope, index_axes
from .latex import BigSum, Chain, Function, Group, Node, Number, Partial, Symbol
from .model import Model
from .points import Point, example_point, generic_point

GENERIC_POINTS = (1, 2)


@dataclass
class Formula:
    """A parsed chain with all that can be said about it without numbers."""

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
        """The free indices of the left side, in the order in which they appear."""
        left, *others = self.chain.sides
        free = free_indices(left, self.scope)
        for side in others:
            for letter in free_indices(side, self.scope):
                if letter not in free:
                    raise Problem(
                        f"the index {letter} is not on the left and not summed over",
                        "the free indices of the left side: " + (", ".join(free) or "none"),
                        rf"sum over it with \sum_{letter}, or correct it",
                        side.start,
                    )
        return free

    @cached_property
    def written_out(self) -> bool:
        """A number stands where an index could: then only the example's sizes make sense."""
        return any(
            s.isdigit()
            for part in self.everything.walk()
            if isinstance(part, Symbol) and (name := self.scope.model.find(part)) and name.axes
            for s in part.subscripts
        ) or any(isinstance(p, BigSum) and p.last is not None for p in self.everything.walk())

    def numeric(self, side: Node) -> bool:
        """Numbers only."""
        return not any(
            (
                isinstance(part, Function | Partial)
                and (not isinstance(part, Function) or part.name[0] != "\\")
            )
            or (isinstance(part, Symbol) and part.latex != "e")
            for part in side.walk()
        )

    def with_decimals(self, side: Node) -> bool:
        """Numbers only, in a chain with decimal numbers: a statement about the running example."""
        return self.numeric(side) and any(
            isinstance(part, Number) and "." in part.text
            for other in self.chain.sides
            if self.numeric(other)
            for part in other.walk()
        )

    @cached_property
    def differentiated(self) -> list[int]:
        """The sides between symbols in which something is differentiated, by number."""
        return [
            number
            for number, side in enumerate(self.chain.sides)
            if not self.with_decimals(side)
            and any(
                isinstance(part, Partial) or (isinstance(part, Function) and part.primes)
                for part in side.walk()
            )
        ]

    def check_shape(self) -> None:
        """Typing: axes, free indices, bounds of sums, symbols without values."""
        for part in self.everything.walk():
            if isinstance(part, Symbol) and part.latex != "e" and not self.scope.defined(part):
                self.scope.name(part)
            if isinstance(part, BigSum) and part.index in self.axes:
                size = self.scope.model.sizes[self.axes[part.index]]
                if part.first not in (None, 1) or part.last not in (None, size):
                    raise Problem(
                        f"the sum over {part.index} has the bounds {part.first} and {part.last}",
                        f"1 and {size} ({self.axes[part.index]})",
                        "correct the bounds, or leave them out",
                        part.start,
                    )
            elif isinstance(part, BigSum):
                raise Problem(
                    f"the sum over {part.index}, which is no index of anything in it",
                    "an index of a summed symbol",
                    "correct the index",
                    part.start,
                )
        _ = self.free

    def evaluation(self, point: Point, indices: dict[str, int], **how: Any) -> Evaluation:
        """What evaluates sides of this formula at a point."""
        return Evaluation(self.scope, point, dict(indices), self.axes, **how)

    def points(self) -> Iterator[Point]:
        model = self.scope.model
        for seed in GENERIC_POINTS:
            yield cached_point(model, seed, other_sizes=False)
        if model.sizes and not self.written_out:
            yield cached_point(model, GENERIC_POINTS[0], other_sizes=True)
        yield cached_point(model, 0, other_sizes=False)

    def index_choices(self, point: Point) -> Iterator[dict[str, int]]:
        ranges = [range(point.sizes[self.axes[letter]]) for letter in self.free]
        for choice in itertools.product(*ranges):
            yield dict(zip(self.free, choice, strict=True))


def cached_point(model: Model, seed: int, other_sizes: bool) -> Point:
    """A point, made once for each load of a model; seed 0 is the running example."""
    points: dict[tuple[int, bool], Point] = model.__dict__.setdefault("_points", {})
    key = (seed, other_sizes)
    if key not in points:
        points[key] = generic_point(model, seed, other_sizes) if seed else example_point(model)
    return points[key]


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
