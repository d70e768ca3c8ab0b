r"""The shapes that a term is made of, as a page shows them: `(N \times n) (n \times h)`."""

from ..errors import Problem
from ..meaning.shapes import NUMBER, Shapes
from ..notation.sizes import UNIT_AXIS
from ..notation.tree import Elementwise, Node, Product, Sum, bare
from ..notation.walks import axis_parts
from .formula import Formula


def shapes_of(formula: Formula) -> str:
    """The shapes of all sides of a formula. Raises Problem where it has no whole array."""
    if formula.shapes is None:
        raise Problem(
            "an equation of numbers, whose shapes are asked for",
            "whole arrays, without index letters",
            "remove .shapes",
        )
    sides = (shapes_latex(side, formula.shapes) for side in formula.chain.sides)
    return " = ".join(dict.fromkeys(sides))


def shapes_latex(node: Node, shapes: Shapes) -> str:
    """The shape of each array in a term, or in the terms of a sum, as LaTeX."""
    match bare(node):
        case Sum(terms=terms, signs=signs):
            written = [_term(term, shapes) for term in terms]
            pairs = zip(signs, written, strict=True)
            latex = " ".join(f"{'+' if sign > 0 else '-'} {term}" for sign, term in pairs)
            return latex.removeprefix("+ ")
        case term:
            return _term(term, shapes)


def _term(term: Node, shapes: Shapes) -> str:
    match term:
        case Product(factors=factors):
            arrays = [factor for factor in factors if shapes(factor) != NUMBER]
            return " ".join(_array(factor, shapes) for factor in arrays or factors[:1])
        case Elementwise(factors=factors):
            return r" \odot ".join(_term(factor, shapes) for factor in factors)
    return _array(term, shapes)


def _array(node: Node, shapes: Shapes) -> str:
    rows, columns = (_size(axis, shapes) for axis in shapes(node))
    return rf"({rows} \times {columns})"


def _size(axis: str, shapes: Shapes) -> str:
    """The symbol for the size of an axis, or else its name; `n[l-1]` has its step below it."""
    declared = [name.latex for name in shapes.scope.model.names if name.size_of == axis]
    if axis == UNIT_AXIS or declared:
        return (*declared, axis)[0]
    family, step = axis_parts(axis) or (axis, None)
    name = family if step and len(family) == 1 else rf"\text{{{family}}}"
    return f"{name}_{{{step}}}" if step else name
