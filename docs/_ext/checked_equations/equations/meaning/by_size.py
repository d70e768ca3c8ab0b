"""The shapes of a formula with a matrix written out, which counts its rows and columns."""

from dataclasses import dataclass

from ..errors import Problem
from ..latex.printer import to_latex
from ..notation.nodes import Matrix
from ..notation.signatures import Signature
from ..notation.tree import Call, Node
from .scope import Scope
from .shapes import NUMBER, Shape, Shapes, has_arrays


def shapes_in(node: Node, scope: Scope) -> Shapes | None:
    """The shapes of the terms of a formula; None where it has no whole arrays."""
    if not has_arrays(node, scope):
        return None
    is_written_out = any(isinstance(part, Matrix) for part in scope.parts(node))
    return ShapesBySize(scope) if is_written_out else Shapes(scope)


@dataclass
class ShapesBySize(Shapes):
    """Shapes in which an axis is its size in the running example, as a matrix has no other."""

    def __call__(self, node: Node) -> Shape:
        if isinstance(node, Matrix):
            return self._written_out(node)
        if isinstance(node, Call):
            self._check_takes_numbers(node)
        rows, columns = super().__call__(node)
        return self._size(rows), self._size(columns)

    def _size(self, axis: str) -> str:
        """A size as an axis; an axis of one element, or with another size at each step, stays."""
        size = self.scope.model.sizes.get(axis, 1)
        return axis if size == 1 else str(size)

    def _written_out(self, matrix: Matrix) -> Shape:
        for row in matrix.rows:
            for cell in row.cells:
                if self(cell) != NUMBER:
                    raise Problem(
                        f"{to_latex(cell)} within a matrix, which is an array itself",
                        "a number for each entry",
                        "write its elements, with their indices",
                        cell.start,
                    )
        return str(len(matrix.rows)), str(len(matrix.rows[0].cells))

    def _check_takes_numbers(self, node: Call) -> None:
        """A function of an axis of NOTATION takes none that is only a size."""
        name = self.scope.model.named_function(node.function.name)
        signature = Signature() if name is None else name.signature
        if signature.is_of_arrays and any(self(argument) != NUMBER for argument in node.arguments):
            raise Problem(
                f"{to_latex(node)}, a function of arrays, beside a matrix written out",
                "functions of numbers there",
                "name its value, and use the name; or give the matrix a name",
                node.start,
            )
