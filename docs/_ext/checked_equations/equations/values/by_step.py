"""The values of a formula that speaks of several steps, each with what it is the value of."""

from collections.abc import Iterator
from typing import Any

from ..latex.printer import to_latex
from ..notation.tree import Node, Partial, Symbol, rewritten
from ..notation.walks import Steps
from .formula import Formula


def by_step(formula: Formula, value: Any) -> list[tuple[str, Any]]:
    """LaTeX and value for each step of the running example; nothing where there are no steps."""
    if not isinstance(value, Steps):
        return []
    return list(zip(_names(formula), value.values(), strict=True))


def _names(formula: Formula) -> Iterator[str]:
    """A symbol that it is said to be, or else its left side, at each step."""
    point, model = formula.scope.points.example, formula.scope.model
    said = formula.chain.sides[:-1]
    side = next((side for side in said if isinstance(side, Symbol)), said[0])
    for letters in formula.steps_at(point):

        def numbered(symbol: Symbol, letters: dict[str, int] = letters) -> Symbol:
            name = model.find(symbol)
            place = None if name is None else name.place(symbol)
            if name is None or place is None:
                return symbol
            return name.element(symbol, (), point.step(place, letters))

        yield _in_a_line(rewritten(side, numbered))


def _in_a_line(side: Node) -> str:
    """LaTeX without the height of a fraction."""
    if isinstance(side, Partial) and side.top is not None:
        return rf"\partial {to_latex(side.top)}/\partial {to_latex(side.bottom)}"
    return to_latex(side)
