"""Square matrices, of which no shape says whether a transpose is missing."""

from collections.abc import Iterator
from dataclasses import replace

from ..meaning.shapes import NUMBER, is_whole
from ..notation.tree import Node, Symbol, Transpose, rewritten
from ..values.formula import Formula


def turned(formula: Formula) -> Iterator[tuple[str, Formula]]:
    """Each square matrix in a formula by its LaTeX, with the formula where it is transposed."""
    for place, side in enumerate(formula.chain.sides):
        for part in side.walk():
            if isinstance(part, Symbol) and _is_square(part, formula):
                sides = list(formula.chain.sides)
                sides[place] = _with_transpose(side, part)
                yield part.latex, Formula(replace(formula.chain, sides=tuple(sides)), formula.scope)


def _with_transpose(side: Node, symbol: Symbol) -> Node:
    at = {"start": symbol.start, "end": symbol.end}
    return rewritten(side, lambda s: Transpose(body=s, **at) if s.start == symbol.start else s)


def _is_square(symbol: Symbol, formula: Formula) -> bool:
    if formula.shapes is None or not is_whole(symbol, formula.scope):
        return False
    rows, columns = shape = formula.shapes(symbol)
    return rows == columns and shape != NUMBER
