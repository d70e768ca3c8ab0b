"""The shapes of whole arrays in a formula: do sums, products and sides fit, by their axes?"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..errors import Problem
from ..latex.printer import to_latex
from ..models.model import NUMERATOR
from ..notation.nodes import BESIDE, DOTTED, STACKED, Blocks, Matrix, Repeated, Total
from ..notation.signatures import DIAGONAL, SCALAR, TRACE
from ..notation.sizes import UNIT_AXIS
from ..notation.symbols import Name
from ..notation.tree import (
    BigSum,
    Call,
    Cases,
    Chain,
    Elementwise,
    Entry,
    Function,
    Group,
    Indicator,
    Node,
    Norm,
    Number,
    Outer,
    Partial,
    Power,
    Product,
    Quotient,
    Series,
    Sum,
    Symbol,
    Transpose,
    Underbrace,
    bare,
)
from ..notation.walks import axis_parts
from .chained import linked, variable
from .conditions import is_extreme
from .scope import Scope
from .step_powers import check_power
from .wholes import (
    check_total,
    shape_of_dots,
    shape_of_matrix_function,
    shape_of_whole,
    times,
    transposed,
)

# The axes of rows and columns; a vector is a column, with one column.
Shape = tuple[str, str]
NUMBER: Shape = (UNIT_AXIS, UNIT_AXIS)


_BY_COMPONENTS = "write it by components, with index letters"
_OVER = {r"\prod": "write the matrices one by one, or step by step: no product over them is read"}
# So many characters of a term a message shows.
_SHOWN = 60


def has_arrays(node: Node, scope: Scope) -> bool:
    """Whether a formula holds an array without index letters, or what takes or gives one."""
    for part in scope.parts(node):
        match part:
            case Transpose() | Elementwise() | Matrix() | Blocks() | Total():
                return True
            case Series(sign=sign) if sign in (STACKED, BESIDE):
                return True
            case Symbol() if is_whole(part, scope):
                return True
            case Function(name=base):
                name = scope.model.named_function(base)
                if base in (DIAGONAL, TRACE) or (name is not None and name.signature.gives):
                    return True
    return False


def is_whole(symbol: Symbol, scope: Scope) -> bool:
    """Whether a symbol stands for an array, without index letters."""
    if scope.defined(symbol) is not None:
        return False
    name = scope.model.find(symbol)
    return name is not None and bool(name.axes) and not name.indices(symbol)


@dataclass
class Shapes:
    """The shape of each term of a formula. Raises Problem where terms do not fit together."""

    scope: Scope
    _known: dict[Node, Shape] = field(default_factory=dict)

    def __call__(self, node: Node) -> Shape:
        if node not in self._known:
            self._known[node] = self._shape(node)
        return self._known[node]

    def of_sides(self, chain: Chain) -> Shape:
        """The one shape of all sides; 0 may stand for an array of zeros. Raises Problem."""
        sides = [side for side in chain.sides if not _is_zero(side)]
        shape = self._alike(sides, "sides")
        if shape != NUMBER:
            for relation, side in zip(chain.relations, chain.sides[1:], strict=True):
                if relation not in ("=", r"\approx"):  # of which the check says what it is for
                    raise Problem(
                        f"{relation} between arrays, {self._said(sides[0])}",
                        "= between arrays",
                        "write it by components, with index letters",
                        side.start,
                    )
        return shape

    def _shape(self, node: Node) -> Shape:
        match node:
            case Symbol():
                return self._symbol(node)
            case Sum(terms=terms):
                return self._alike(terms, "terms")
            case Product(factors=factors):
                return self._product(factors)
            case Elementwise(factors=factors):
                return self._elementwise(factors)
            case Transpose(body=body):
                return transposed(node, self(body))
            case Quotient(top=top, bottom=bottom):
                self._demand_number(bottom, "a division by", r"multiply by a power -1 with \odot")
                return self(top)
            case Power():
                return self._power(node)
            case Call():
                return self._call(node)
            case Partial(top=Node() as top):
                return self._partial(node, top, variable(node, self.scope))
            case Norm() | Outer() | Entry() | Indicator() | Group(items=(_, _, *_)):
                return shape_of_whole(node, self, self._said)
            case Cases(values=values, conditions=conditions):
                for side in (side for asked in conditions for side in asked.sides):
                    self._demand_number(side, "a condition of cases on", _BY_COMPONENTS)
                return self._alike(values, "values")
            case Series(sign=sign) if sign in DOTTED:
                return shape_of_dots(node, self, self._said, self.scope)
            case Series(sign=sign, body=inner) if sign != r"\sum":
                self._demand_number(inner, f"{sign} over", _OVER.get(sign, _BY_COMPONENTS))
                return NUMBER
            case BigSum(body=inner, index=index) | Series(body=inner, index=index):
                self._demand_one_shape(inner, index)
                return self(inner)
            case Group(items=(inner,)):
                return self(inner)
            case Total(body=inner):
                check_total(node, self(inner))
                return NUMBER
            case Repeated(shape=shape) | Blocks(shape=shape):
                return shape
            case Underbrace(body=body, claim=claim):
                if claim is not None and not _is_zero(claim):
                    self._alike([body, claim], "values")
                return self(body)
        return NUMBER  # or something without a value, of which the evaluation complains

    def _demand_one_shape(self, summed: Node, index: str) -> None:
        """A sum over steps has terms of one shape."""
        parts = map(axis_parts, self(summed))
        if any(part and part[1].letter == index for part in parts):
            raise Problem(
                f"the sum over {index} of {self._said(summed)}, whose shape depends on {index}",
                "terms of one shape",
                "correct the sum, or write it by components",
                summed.start,
            )

    def _symbol(self, symbol: Symbol) -> Shape:
        definition = self.scope.defined(symbol)
        if definition is not None:
            return self(definition)
        if not is_whole(symbol, self.scope):
            return NUMBER
        return matrix_axes(self.scope.name(symbol), symbol)

    def _alike(self, nodes: Sequence[Node], what: str) -> Shape:
        """The one shape of terms or sides."""
        for node in nodes[1:]:
            if self(node) != self(nodes[0]):
                raise Problem(
                    f"{self._said(node)}, but {self._said(nodes[0])}",
                    f"{what} of one shape",
                    self._difference(nodes[0], node, what),
                    node.start,
                )
        return self(nodes[0]) if nodes else NUMBER

    def _difference(self, one: Node, other: Node, what: str) -> str:
        """The likely cause of two shapes where one is needed."""
        first, second = self(one), self(other)
        if NUMBER in (first, second):
            if what == "sides" and any(isinstance(node, Group) for node in (one, other)):
                return r"write a vector by all its entries, \begin{bmatrix} … \end{bmatrix}"
            if what == "sides" and any(_has_indices(node) for node in (one, other)):
                return "write both sides with index letters, or none of them"
            if what == "sides":
                return "see whether a transpose or a sum is missing, or one too many"
            return (
                "multiply the number by an array of ones, or write all by components; ARRAYS = "
                '"by axes" in the module says that numbers are added to each element'
            )
        if first == second[::-1]:
            return "a transpose is missing, or is one too many"
        for node, small, large in ((one, first, second), (other, second, first)):
            missing = {*large} - {*small}
            is_vector = UNIT_AXIS in small and UNIT_AXIS not in large
            if what == "terms" and is_vector and len(missing) == 1:
                return (
                    f"a vector of ones is missing, which repeats {_shown(node)} along "
                    f"{', '.join(missing)}: write their product; or declare the vector as one "
                    "`in each row` or `in each column`"
                )
        return "see which factor has the wrong axes"

    def _elementwise(self, factors: Sequence[Node]) -> Shape:
        for factor in factors:
            if self(factor) == NUMBER:
                raise Problem(
                    rf"\odot beside {_shown(factor)}, which is a number",
                    r"arrays of one shape on both sides of \odot",
                    "leave it out between numbers, and between a number and an array",
                    factor.start,
                )
        return self._alike(factors, r"factors of \odot")

    def _product(self, factors: Sequence[Node]) -> Shape:
        shape = self(factors[0])
        for place, factor in enumerate(factors[1:], start=1):
            try:
                shape = times(shape, self(factor))
            except ValueError:
                raise self._misfit(factors[:place], shape, factor) from None
        return shape

    def _misfit(self, before: Sequence[Node], left: Shape, factor: Node) -> Problem:
        """The complaint about a product whose inner axes differ, with what would fit."""
        before = [node for node in before if self(node) != NUMBER]
        first = before[0] if len(before) == 1 else Product(factors=tuple(before), start=0, end=0)
        right = self(factor)
        causes = [_transposed(first)] if len(before) == 1 and left[0] == right[0] else []
        if left[1].partition("[")[0] == right[0].partition("[")[0]:  # of n[l] and of n[l+1]
            causes.append("one of them is meant with another superscript")
        if left[1] == right[1]:
            causes.append(_transposed(factor))
        if right[1] == left[0]:
            causes.append(f"the order of factors is wrong: {_shown(factor)} {_shown(first)} fits")
        if left == right:
            causes.append(r"\odot is meant instead of a product, or ARRAYS is by axes")
        for symbol in (first, factor):
            name = self.scope.model.find(symbol) if isinstance(symbol, Symbol) else None
            if name is not None and isinstance(name.symbol, Symbol) and name.symbol.subscripts:
                causes.append(f"index letters are missing, as in {name.latex}")
                break
        if any(isinstance(bare(node), Partial) for node in (first, factor)):
            causes.append(f"LAYOUT is not {self.scope.model.layout}")
        return Problem(
            f"the product of {self._said(first, left)}, with {self._said(factor)}",
            f"behind {_shown(first)} a factor whose first axis is {left[1]}",
            ", or ".join(causes) or "see which factor has the wrong axes",
            factor.start,
        )

    def _power(self, node: Power) -> Shape:
        base = bare(node.base)
        if isinstance(base, Symbol) and base.is_e and self.scope.model.find(base) is None:
            return self(node.exponent)  # element by element, as \exp
        self._demand_number(node.exponent, "the exponent", r"write \exp(…), or by components")
        check_power(node, self(node.base), self._said(node.base), self.scope.model)
        return self(node.base)

    def _call(self, node: Call) -> Shape:
        name = self.scope.model.named_function(node.function.name)
        if name is not None and name.is_chain_rule:
            outer, inner = linked(node)
            assert outer.top is not None, "an operator that acts on nothing is refused"
            return self._partial(node, outer.top, variable(inner, self.scope))
        shapes = [self(argument) for argument in node.arguments]
        if is_extreme(node):
            for argument in node.arguments:
                self._demand_number(argument, f"{node.function.name} of", _BY_COMPONENTS)
            return NUMBER
        if node.function.name in (DIAGONAL, TRACE):
            return shape_of_matrix_function(node, shapes[0], self._said(node.arguments[0]))
        if name is None or not name.signature.is_of_arrays:
            return shapes[0]
        if all(shape == NUMBER for shape in shapes) and not name.signature.gives:
            return NUMBER  # of numbers, one for each element; the evaluation counts them
        if len(shapes) != len(name.signature.takes):
            raise Problem(
                f"{name.latex} with {len(shapes)} arguments, numbers or arrays",
                f"what NOTATION says it takes, {name.signature}",
                "name whole arrays",
                node.start,
            )
        for argument, shape, axis in zip(node.arguments, shapes, name.signature.takes, strict=True):
            self._demand_argument(name, argument, shape, axis)
        if not name.signature.gives:
            return NUMBER
        gives, (rows, columns) = name.signature.gives, shapes[0]
        if name.signature.each:
            return (rows, gives) if name.signature.each == "row" else (gives, columns)
        vectors = [shape for shape in shapes if shape != NUMBER]
        by_row = bool(vectors) and all(rows == UNIT_AXIS for rows, _ in vectors)
        return (UNIT_AXIS, gives) if by_row else (gives, UNIT_AXIS)

    def _demand_argument(self, name: Name, argument: Node, shape: Shape, axis: str) -> None:
        if name.signature.each:
            fits = shape[1 if name.signature.each == "row" else 0] == axis
        else:
            fits = (
                shape == NUMBER
                if axis == SCALAR
                else shape in ((axis, UNIT_AXIS), (UNIT_AXIS, axis))
            )
        if not fits:
            raise Problem(
                f"{name.latex} of {self._said(argument)}",
                f"what NOTATION says it takes, {name.signature}",
                "correct the argument, or what NOTATION declares",
                argument.start,
            )

    def _partial(self, node: Partial | Call, top: Node, bottom: Symbol) -> Shape:
        above, below = self(top), self(bottom)
        if below == NUMBER:
            return above
        if above == NUMBER:
            return below
        if UNIT_AXIS not in above or UNIT_AXIS not in below:
            raise Problem(
                f"the derivative of {self._said(top)}, by {self._said(bottom)}, which has more "
                "than two axes",
                "a derivative of a number, by a number, or of a vector by a vector",
                "write it by components, with index letters",
                node.start,
            )
        if above.index(UNIT_AXIS) != below.index(UNIT_AXIS):
            raise Problem(
                f"the derivative of {self._said(top)}, by {self._said(bottom)}: of a row by a "
                "column, or a column by a row, which some books write for one layout of a Jacobian",
                f"two columns, or two rows; their layout is LAYOUT, {self.scope.model.layout}",
                r"write \frac{\partial y}{\partial x}, and its transpose where that is meant",
                node.start,
            )
        (rows,), (columns,) = ([a for a in axes if a != UNIT_AXIS] for axes in (above, below))
        return (rows, columns) if self.scope.model.layout == NUMERATOR else (columns, rows)

    def _demand_number(self, node: Node, where: str, fix: str) -> None:
        if self(node) != NUMBER:
            raise Problem(f"{where} {self._said(node)}", "a number there", fix, node.start)

    def _said(self, node: Node, shape: Shape | None = None) -> str:
        """A term with its shape: `W^T, input×hidden (3×2)`."""
        shape = shape or self(node)
        if shape == NUMBER:
            return f"{_shown(node)}, a number"
        sizes = {UNIT_AXIS: 1, **self.scope.model.sizes}
        if not sizes.keys() >= set(shape):
            return f"{_shown(node)}, {'×'.join(shape)}"  # the sizes depend on a step
        return f"{_shown(node)}, {'×'.join(shape)} ({'×'.join(str(sizes[a]) for a in shape)})"


def matrix_axes(name: Name, symbol: Symbol) -> Shape:
    """The axes of a whole array as rows and columns. Raises Problem for one with more axes."""
    match name.along(symbol):
        case (axis,):
            return axis, UNIT_AXIS
        case (rows, columns):
            return rows, columns
    raise Problem(
        f"{symbol.latex} without its indices, an array with {len(name.axes)} axes",
        f"{len(name.axes)} index letters; vectors and matrices may stand without",
        "write the indices",
        symbol.start,
    )


def _transposed(node: Node) -> str:
    many = "one too many" if isinstance(bare(node), Transpose) else "missing"
    return f"a transpose is {many} in {_shown(node)}"


def _has_indices(node: Node) -> bool:
    return any(isinstance(part, Symbol) and part.subscripts for part in node.walk())


def _is_zero(node: Node) -> bool:
    return isinstance(node, Number) and node.text == "0"


def _shown(node: Node) -> str:
    latex = to_latex(node)
    return latex if len(latex) <= _SHOWN else latex[: _SHOWN - 1] + "…"
