"""The values of what runs over an index, of what compares, and of what is made of arrays."""

import operator
from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import reduce
from typing import Any

import numpy as np

from ..latex.norms import norm
from ..latex.printer import to_latex
from ..meaning.arrays import element
from ..meaning.conditions import EXTREMES, all_hold, chosen, extreme, number_of
from ..meaning.scope import Scope
from ..meaning.shapes import NUMBER, Shapes
from ..meaning.stepwise import index_values
from ..models.points import Point
from ..notation.nodes import BESIDE, DOWNWARDS, STACKED, UPWARDS, Matrix
from ..notation.tree import BigSum, Cases, Condition, Entry, Indicator, Node, Norm, Outer, Series
from ..notation.walks import NoStep

COMPOUND = BigSum | Cases | Entry | Indicator | Matrix | Norm | Outer | Series


class Compound(ABC):
    """What is the same for all ways to evaluate a formula; `self(node)` is the value of a part."""

    scope: Scope
    point: Point
    indices: dict[str, int]
    axes: Mapping[str, str]
    shapes: Shapes | None

    @abstractmethod
    def __call__(self, node: Node) -> Any:
        """The value of a part."""

    def compares(self, node: Node, values: list[Any]) -> list[Any]:
        """The values that a part of the formula compares."""
        return values

    def compound(self, node: COMPOUND) -> Any:
        """The value of one of these."""
        match node:
            case BigSum() | Series():
                return self._over_index(node)
            case Indicator(condition=condition):
                return 1.0 * self.holds(condition)
            case Cases():
                held = [bool(self.holds(condition)) for condition in node.conditions]
                return self(chosen(node, held, f"at {self.point.label}"))
            case Norm(body=body):
                return norm(node, self(body), lambda value: self.compares(node, [value])[0] > 0)
            case Matrix(rows=rows):
                cells = np.array([[self(cell) for cell in row.cells] for row in rows])
                return cells[0, 0] if cells.size == 1 else cells
            case Outer(factors=(first, second)):
                return np.outer(self(first), self(second))
            case Entry(body=body, subscripts=subscripts):
                assert self.shapes is not None, "what has an index is an array"
                return element(self(body), self.shapes(body), self.at(subscripts))
        raise AssertionError(node)

    def at(self, indices: tuple[str, ...]) -> tuple[int, ...]:
        """The place that indices stand for, counted from 0."""
        return tuple([int(s) - 1 if s.isdigit() else self.indices[s] for s in indices])

    def holds(self, condition: Condition) -> Any:
        """Whether a condition holds; for each element where it compares arrays."""
        places = self.scope.compared(condition)
        values: list[Any] = [
            number_of(place, self.indices, self.axes, self.point) for place in places
        ]
        if not places:
            values = self.compares(condition, [np.real(self(side)) for side in condition.sides])
        return all_hold(condition.relations, values)

    def extreme(self, node: Node, sign: str, terms: list[Any]) -> Any:
        """The largest of some values, or the smallest. Raises FalseStatement for none."""
        compared = self.compares(node, [np.real(term) for term in terms])
        return terms[extreme(sign, compared, node, self.point.label)]

    def _over_index(self, node: BigSum | Series) -> Any:
        outer = self.indices.get(node.index)
        terms: list[Any] = []
        for value in index_values(node, self.indices, self.axes, self.scope, self.point):
            self.indices[node.index] = value
            terms.append(self(node.body))
        if outer is None:
            self.indices.pop(node.index, None)
        else:
            self.indices[node.index] = outer
        sign = node.sign if isinstance(node, Series) else r"\sum"
        if sign in EXTREMES:
            return self.extreme(node, sign, terms)
        if sign in (STACKED, BESIDE):
            cells = [np.atleast_2d(term) for term in terms]
            return np.concatenate(cells, axis=0 if sign == STACKED else 1)
        if sign in (UPWARDS, DOWNWARDS):
            return self._in_order(node, terms if sign == UPWARDS else terms[::-1])
        if sign == r"\prod":
            return reduce(operator.mul, terms, 1.0)
        return reduce(operator.add, terms, 0.0)

    def _in_order(self, node: BigSum | Series, factors: list[Any]) -> Any:
        """The product of what is written with dots, which are not for nothing."""
        if not factors:
            raise NoStep(
                f"{to_latex(node)} with no factor at {self.point.label}",
                "a first factor and a last one",
                "correct the steps",
                node.start,
            )
        of_numbers = self.shapes is None or self.shapes(node.body) == NUMBER
        return reduce(operator.mul if of_numbers else operator.matmul, factors)
