"""A formula evaluated with traced numbers, which note what its parts compare, and where that is."""

from collections.abc import Callable
from typing import Any

import numpy as np

from ..latex.printer import to_latex
from ..models.traced import Kink, Trace, Traced
from ..notation.symbols import Name
from ..notation.tree import Cases, Node, Partial, Symbol
from ..values.evaluate import Evaluation
from ..values.formula import Formula


class TracedEvaluation(Evaluation):
    """Runs all that a formula calls; what a derivative is has no part in it."""

    def derivative(self, function: Callable[[Any], Any], at: Any) -> Any:
        return np.ones(np.shape(function(Traced(0.0, Trace("")))))[()]

    def slope(
        self, node: Partial, name: Name, bottom: Symbol, index: tuple[int, ...], step: int | None
    ) -> Any:
        """Anything: what is differentiated compares what it does where nothing moves."""
        assert node.top is not None, "an operator that acts on nothing is refused"
        return np.ones(np.shape(self(node.top)))[()]

    def moves(self, value: Any) -> bool:
        return False

    def compares(self, node: Node, values: list[Any]) -> list[Any]:
        """The values, which note that this part of the formula compares them."""
        for value in values:
            for number in np.ravel(value):
                if isinstance(number, Traced):
                    number.trace.part = hash(node)
        return values


def place_of(kink: Kink, formula: Formula) -> tuple[str, int]:
    """Where it is, in words and in the formula: a part of it, maybe in one case only."""
    part = part_of(kink, formula)
    if part is None:
        return kink.place, formula.chain.sides[0].start
    where = [
        to_latex(condition)
        for node in formula.everything.walk()
        if isinstance(node, Cases)
        for value, condition in zip(node.values, node.conditions, strict=False)
        if part in value.walk()
    ]
    return " where ".join([to_latex(part), *where[-1:]]), part.start


def part_of(kink: Kink, formula: Formula) -> Node | None:
    """The part of the formula itself that compares."""
    parts = () if kink.line else formula.everything.walk()
    return next((part for part in parts if hash(part) == kink.instruction), None)
