"""The indices behind brackets, `(W x)_i` and `f(z)_c`, and the axes of all index letters."""

from collections.abc import Iterator

from ..errors import Problem
from ..notation.tree import Entry, Node
from .by_size import shapes_in
from .scope import Scope, index_axes, run_over
from .shapes import Shapes
from .wholes import axes_along


def letter_axes(node: Node, scope: Scope) -> dict[str, str]:
    """The axis that each index letter runs over. Raises Problem for two axes at once."""
    axes: dict[str, str] = {}
    for part, index, axis in entry_indices(node, scope):
        if not index.isdigit():
            run_over(index, axis, part, axes)
        elif not 1 <= int(index) <= scope.model.sizes.get(axis, int(index)):
            raise Problem(
                f"the index {index} behind brackets",
                f"1 to {scope.model.sizes[axis]} ({axis})",
                "correct the index",
                part.end - 1,
            )
    return index_axes(node, scope, axes)


def entry_indices(node: Node, scope: Scope) -> Iterator[tuple[Entry, str, str]]:
    """Each index behind brackets, with the axis that it is on. Raises Problem."""
    entries = [part for part in node.walk() if isinstance(part, Entry)]
    shapes = (entries and shapes_in(node, scope)) or Shapes(scope)
    for part in entries:
        shapes(part)
        for index, axis in zip(part.subscripts, axes_along(shapes(part.body)), strict=True):
            if index == ":":
                raise Problem(
                    f"the index {index} behind brackets",
                    "a letter or a number for each axis",
                    "give what is in the brackets a name, for rows and columns are those of "
                    "symbols, W_{:,j}",
                    part.end - 1,
                )
            if axis.isdigit() and not index.isdigit():
                raise Problem(
                    f"the index {index} behind brackets, beside a matrix written out",
                    "a number there",
                    "write all elements, or give the matrix a name",
                    part.end - 1,
                )
            yield part, index, axis
