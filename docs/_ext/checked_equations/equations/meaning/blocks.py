r"""Matrices of arrays: `\begin{bmatrix} h \\ x \end{bmatrix}` is h on top of x."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from ..errors import Problem
from ..latex.printer import to_latex
from ..models.model import Model
from ..notation.nodes import Blocks, Matrix, Row
from ..notation.sizes import JOINED, UNIT_AXIS
from ..notation.tree import Chain, Node, mapped
from .scope import Scope
from .shapes import NUMBER, Shapes, has_arrays


def with_blocks(chain: Chain, scope: Scope) -> Chain:
    """The chain with each matrix that has arrays in it read as their blocks. Raises Problem."""
    if not any(isinstance(part, Matrix) for side in chain.sides for part in side.walk()):
        return chain
    return replace(chain, sides=tuple(_read(side, scope) for side in chain.sides))


def _read(node: Node, scope: Scope) -> Node:
    node = mapped(node, partial(_read, scope=scope))
    if not isinstance(node, Matrix) or not any(has_arrays(row, scope) for row in node.rows):
        return node
    shapes = Shapes(scope)
    if all(shapes(cell) == NUMBER for row in node.rows for cell in row.cells):
        return node
    where = {"start": node.start, "end": node.end}
    return Blocks(rows=node.rows, shape=_shape(node.rows, shapes, scope.model), **where)


def _shape(rows: Sequence[Row], shapes: Shapes, model: Model) -> tuple[str, str]:
    heights = [[shapes(cell)[0] for cell in row.cells] for row in rows]
    widths = [[shapes(row.cells[at])[1] for row in rows] for at in range(len(rows[0].cells))]
    for row, height in zip(rows, heights, strict=True):
        _check_alike(row.cells, height, "beside each other", "rows")
    for at, width in enumerate(widths):
        _check_alike([row.cells[at] for row in rows], width, "below each other", "columns")
    return (
        _joined([height[0] for height in heights], model),
        _joined([width[0] for width in widths], model),
    )


def _check_alike(cells: Sequence[Node], axes: Sequence[str], how: str, which: str) -> None:
    for cell, axis in zip(cells, axes, strict=True):
        if axis != axes[0]:
            raise Problem(
                f"{to_latex(cells[0])} and {to_latex(cell)} {how} in a matrix, with "
                f"{_said(axes[0])} and {_said(axis)} {which}",
                f"as many {which}",
                "see whether a transpose is missing, or they stand the other way",
                cell.start,
            )


def _said(axis: str) -> str:
    return "one" if axis == UNIT_AXIS else axis


def _joined(axes: Sequence[str], model: Model) -> str:
    """The axis that is as long as these together at all sizes, or one of its own."""
    if len(axes) == 1:
        return axes[0]
    whole = [
        axis
        for axis in model.size_rules
        if all(
            {axis, *axes} <= {UNIT_AXIS, *sizes}
            and sizes.get(axis) == sum(sizes.get(part, 1) for part in axes)
            for sizes in (model.sizes, model.other_sizes)
        )
    ]
    return whole[0] if len(whole) == 1 else JOINED.join(axes)
