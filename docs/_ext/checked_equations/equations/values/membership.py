r"""`W \in \mathbb{R}^{m \times n}`: the sizes of an array, held against its declared axes."""

from collections.abc import Sequence
from dataclasses import replace

from ..errors import Problem
from ..latex.printer import to_latex
from ..meaning.scope import Scope
from ..meaning.shapes import NUMBER, Shapes
from ..models.model import Model
from ..notation.sizes import UNIT_AXIS
from ..notation.tree import Node, Number, Space, Symbol
from .formula import Formula

IN = r"\in"
_EXPECTED = (
    r"an array and its sizes, W \in \mathbb{R}^{m \times n}, or a number and numbers, q \in (0, 1) "
    r"or b \in \{0, 1\}"
)


def check_membership(formula: Formula) -> None:
    r"""Demand the sizes that an array has, as symbols or as numbers. Raises Problem."""
    chain, scope = formula.chain, formula.scope
    if IN in chain.relations[:-1]:
        raise Problem(
            rf"a relation behind {IN}",
            _EXPECTED,
            "write it by itself",
            chain.sides[chain.relations.index(IN) + 2].start,
        )
    name, space = chain.sides[-2:]
    if not isinstance(space, Space):
        raise Problem(
            f"{IN} with {to_latex(space)} behind it, which is not checked",
            _EXPECTED,
            "say in words what it belongs to; the range of an index is written "
            r"j = 1, \dots, 3, and the domain of an input in NOTATION",
            space.start,
        )
    axes, sizes = _axes(name, scope), space.sizes
    if len(axes) == 1 and [to_latex(size) for size in sizes[1:]] == ["1"]:
        sizes = sizes[:1]  # a vector is a column
    if not _fit(sizes, axes, scope.model):
        known = r" \times ".join(_written(axis, scope.model) for axis in axes)
        raise Problem(
            f"{to_latex(name)} has the axes {' × '.join(axes)}, and not the sizes "
            f"{' × '.join(map(to_latex, space.sizes))}",
            rf"\mathbb{{R}}^{{{known}}}",
            "swap the sizes"
            if _fit(sizes[::-1], axes, scope.model)
            else "correct the sizes; a symbol for the size of an axis has a line in NOTATION, "
            "with the shape `size of AXIS`",
            space.start,
        )


def without_membership(formula: Formula) -> Formula | None:
    r"""What is said in front of `\in`, if there is a relation."""
    chain = formula.chain
    if len(chain.sides) < 3:
        return None
    rest = replace(
        chain, sides=chain.sides[:-1], relations=chain.relations[:-1], texts=chain.texts[:-1]
    )
    return Formula(rest, formula.scope)


def _axes(node: Node, scope: Scope) -> tuple[str, ...]:
    """The axes of a whole array, or of a term that is one. Raises Problem for anything else."""
    name = scope.model.find(node) if isinstance(node, Symbol) else None
    if isinstance(node, Symbol) and name is not None and name.axes and not name.indices(node):
        return name.along(node)
    if not isinstance(node, Symbol) and (shape := Shapes(scope)(node)) != NUMBER:
        return shape[:1] if shape[1] == UNIT_AXIS else shape
    raise Problem(
        f"{to_latex(node)} in front of {IN}, which is no array of NOTATION without its indices",
        _EXPECTED,
        "name an array by itself, or say it in words",
        node.start,
    )


def _fit(sizes: Sequence[Node], axes: Sequence[str], model: Model) -> bool:
    """Whether these are the sizes of axes, by their symbols or numbers of the running example."""
    return len(sizes) == len(axes) and all(
        _fits(size, axis, model) for size, axis in zip(sizes, axes, strict=True)
    )


def _fits(size: Node, axis: str, model: Model) -> bool:
    if isinstance(size, Number):
        return size.text == ("1" if axis == UNIT_AXIS else str(model.sizes.get(axis)))
    name = model.find(size) if isinstance(size, Symbol) else None
    return name is not None and name.size_of == axis


def _written(axis: str, model: Model) -> str:
    named = [name.latex for name in model.names if name.size_of == axis]
    return "1" if axis == UNIT_AXIS else [*named, str(model.sizes.get(axis, axis))][0]
