"""The shapes of what is made of whole arrays: norms, outer products, elements, comparisons."""

from collections.abc import Callable, Sequence

from ..errors import Problem
from ..latex.ellipses import part_at
from ..latex.norms import check_norm
from ..latex.printer import to_latex
from ..notation.nodes import BESIDE, DOWNWARDS, STACKED, UPWARDS, Dots
from ..notation.signatures import DIAGONAL, TRACE
from ..notation.sizes import UNIT_AXIS
from ..notation.tree import (
    Call,
    Entry,
    Group,
    Indicator,
    Node,
    Norm,
    Outer,
    Series,
    Symbol,
    Transpose,
    counted,
)
from ..notation.walks import Place
from .scope import Scope, index_axes, place_of

Shape = tuple[str, str]
_NUMBER: Shape = (UNIT_AXIS, UNIT_AXIS)


def shape_of_whole(
    node: Norm | Outer | Entry | Indicator | Group,
    shape: Callable[[Node], Shape],
    said: Callable[[Node], str],
) -> Shape:
    """The shape of one of these, by those of its parts. Raises Problem where they do not fit."""
    match node:
        case Norm(body=body):
            check_norm(node, shape(body), said(body))
        case Outer(factors=factors):
            return _outer(factors, shape, said)
        case Entry(body=body, subscripts=subscripts):
            axes = axes_along(shape(body))
            if len(axes) != len(subscripts):
                raise Problem(
                    f"{counted(len(subscripts))} behind {said(body)}",
                    counted(len(axes)),
                    "write one for each axis" if axes else "leave it out, or name a whole array",
                    node.start,
                )
        case Indicator(condition=condition):
            shapes = {shape(side) for side in condition.sides} - {_NUMBER}
            if len(shapes) > 1:
                raise Problem(
                    f"a comparison of {' with '.join(map(said, condition.sides))}",
                    "arrays of one shape, or numbers",
                    "see whether a transpose is missing, or write it with index letters",
                    node.start,
                )
            return next(iter(shapes), _NUMBER)
        case Group(items=items) if not any(isinstance(item, Dots) for item in items):
            entries = r" \\ ".join(map(to_latex, items))
            raise Problem(
                f"{to_latex(node)}, a list, beside whole arrays",
                "a column or a row",
                rf"write \begin{{bmatrix}} {entries} \end{{bmatrix}} for a column",
                node.start,
            )
    return _NUMBER


def check_total(node: Node, shape: Shape) -> None:
    """Demand that a sum without an index is one of the elements of an array. Raises Problem."""
    if shape == _NUMBER:
        raise Problem(
            f"{to_latex(node)}, a sum without an index, of a number",
            "an array, or an index letter that is not on the left",
            r"write what it runs over, \sum_i",
            node.start,
        )


def axes_along(shape: Shape) -> tuple[str, ...]:
    """The axes that an element of an array has indices for."""
    return tuple(axis for axis in shape if axis != UNIT_AXIS)


def transposed(node: Transpose, shape: Shape) -> Shape:
    """The shape of a transpose. Raises Problem for that of an element, which may be another one."""
    if shape == _NUMBER and isinstance(node.body, Symbol | Entry) and node.body.subscripts:
        raise Problem(
            f"{to_latex(node)}, the transpose of an element",
            "the transpose of an array",
            r"write an element of a transpose as (A^\top)_{ij}, or exchange the indices",
            node.start,
        )
    return shape[1], shape[0]


def times(left: Shape, right: Shape) -> Shape:
    """The shape of a product, in which a number multiplies anything. Raises ValueError."""
    if _NUMBER in (left, right):
        return right if left == _NUMBER else left
    if left[1] != right[0]:
        raise ValueError("the inner axes differ")
    return left[0], right[1]


def shape_of_dots(
    node: Series, shape: Callable[[Node], Shape], said: Callable[[Node], str], scope: Scope
) -> Shape:
    """The shape of a product or a matrix that is written with dots. Raises Problem."""
    rows, columns = shape(node.body)
    if node.sign in (UPWARDS, DOWNWARDS):
        return _shape_of_product(node, shape, said)
    behind = {
        index: axis
        for part in node.body.walk()
        if isinstance(part, Entry)
        for index, axis in zip(part.subscripts, axes_along(shape(part.body)), strict=False)
        if not index.isdigit()
    }
    axis = index_axes(node.body, scope, behind)[node.index]
    _check_all(node, axis, scope)
    if node.sign == STACKED and rows == UNIT_AXIS:
        return axis, columns
    if node.sign == BESIDE and columns == UNIT_AXIS:
        return rows, axis
    raise Problem(
        f"{said(node.body)}, {'below' if node.sign == STACKED else 'beside'} others in a matrix",
        "a number or a row" if node.sign == STACKED else "a number or a column",
        "transpose the entries, or write the elements, with their indices",
        node.start,
    )


def _check_all(node: Series, axis: str, scope: Scope) -> None:
    """Demand that a matrix with dots has all elements of an axis, or all steps. Raises Problem."""
    if node.first is None or node.last is None:  # a whole row or column
        return
    steps = scope.model.steps.get(axis)
    last = place_of(node.last)
    begins = place_of(node.first) == Place("", steps.first if steps else 1)
    ends = last is not None and (not last.shift if last.letter else steps is None)
    if not (begins and ends):
        places = [place for place in (place_of(node.first), last) if place is not None]
        entries = (to_latex(part_at(node.body, node.index, place)) for place in places)
        shown = r" \dots ".join(entries)
        raise Problem(
            f"{shown} in a matrix, from {to_latex(node.first)} to {to_latex(node.last)}",
            f"all of {axis}, from the first to the last",
            "write dots between the first entry and the last one",
            node.start,
        )


def _shape_of_product(
    node: Series, shape: Callable[[Node], Shape], said: Callable[[Node], str]
) -> Shape:
    if shape(node.body) == _NUMBER:
        return _NUMBER
    rises = node.sign == UPWARDS
    following = part_at(node.body, node.index, Place(node.index, 1 if rises else -1))
    try:
        times(shape(node.body), shape(following))
    except ValueError:
        raise Problem(
            f"the product of {said(node.body)}, with {said(following)}",
            "factors whose inner axes are the same",
            "see whether the factors are in the opposite order, or a transpose is missing",
            node.start,
        ) from None
    places = filter(None, map(place_of, (node.first, node.last)))
    low, high = (shape(part_at(node.body, node.index, place)) for place in places)
    return (low[0], high[1]) if rises else (high[0], low[1])


def _outer(
    factors: Sequence[Node], shape: Callable[[Node], Shape], said: Callable[[Node], str]
) -> Shape:
    for factor in factors:
        if len(axes_along(shape(factor))) != 1:
            raise Problem(
                rf"\otimes beside {said(factor)}"
                + (", which is a Kronecker product" if axes_along(shape(factor)) else ""),
                r"two vectors, whose outer product it is",
                r"write a b^\top, \odot for a product element by element, or what each element is",
                factor.start,
            )
    if len(factors) > 2:
        raise Problem(
            rf"{len(factors)} factors of \otimes, an array with as many axes",
            "two vectors",
            "write what each element is, with its indices",
            factors[2].start,
        )
    (rows,), (columns,) = (axes_along(shape(factor)) for factor in factors)
    return rows, columns


def shape_of_matrix_function(node: Call, shape: Shape, said: str) -> Shape:
    """The shape of diag(v) or tr(A). Raises Problem for anything else in the brackets."""
    rows, columns = shape
    if node.function.name == DIAGONAL and shape != _NUMBER and UNIT_AXIS in shape:
        axis = columns if rows == UNIT_AXIS else rows
        return axis, axis
    if node.function.name == TRACE and rows == columns != UNIT_AXIS:
        return _NUMBER
    raise Problem(
        f"{node.function.name} of {said}",
        "a vector" if node.function.name == DIAGONAL else "a matrix with one axis twice",
        "correct what it is applied to",
        node.start,
    )
