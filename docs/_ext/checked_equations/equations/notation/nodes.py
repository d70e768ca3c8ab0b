"""Nodes of the tree for what the field writes beyond arithmetic."""

from dataclasses import dataclass

from .tree import BigSum, Elementwise, Node, Outer, Partial, Product, Series, Sum

# Signs of a Series that is written with dots: a product whose factors stand in the order of their
# index, or in the opposite one; and a matrix of what stands below each other, or side by side.
UPWARDS, DOWNWARDS = r"\prod\uparrow", r"\prod\downarrow"
STACKED, BESIDE = r"\vdots", r"\hdots"
DOTTED = (UPWARDS, DOWNWARDS, STACKED, BESIDE)


@dataclass(frozen=True, kw_only=True, eq=False)
class Interval(Node):
    r"""`[0, 1)`, behind `\in`; `closed` says of each end whether it belongs to it."""

    low: Node
    high: Node
    closed: tuple[bool, bool]


@dataclass(frozen=True, kw_only=True, eq=False)
class Listed(Node):
    r"""`\{0, 1\}`: the set of these, behind `\in`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Composed(Node):
    r"""`f \circ g`: functions applied one after another, the last one first."""

    functions: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Primed(Node):
    """Brackets with a prime, until the arguments behind it are read: it is in no finished tree."""

    body: Node
    count: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Nabla(Node):
    r"""`\nabla` alone, until what it acts on is read: it is in no finished tree."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Gradient(Partial):
    r"""`\nabla_w`, until what it acts on is read: it is in no finished tree."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Dots(Node):
    r"""`\dots`, `\cdots` and the like: what goes on between its neighbours."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Row(Node):
    cells: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Matrix(Node):
    r"""A matrix written out, `\begin{bmatrix} a & b \\ c & d \end{bmatrix}`."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Blocks(Node):
    """A matrix written out whose entries are arrays, with its axes."""

    rows: tuple[Row, ...]
    shape: tuple[str, str]


@dataclass(frozen=True, kw_only=True, eq=False)
class Total(Node):
    r"""`\sum x` without an index: all elements of an array, added up."""

    body: Node


@dataclass(frozen=True, kw_only=True, eq=False)
class Repeated(Node):
    """A number in each element of an array of this shape, or a vector in each row or column."""

    body: Node
    shape: tuple[str, str]


@dataclass(frozen=True, kw_only=True, eq=False)
class Chosen(BigSum):
    """What is written with the place of the 1 of a one-hot vector: a sum, where it picks one."""

    written: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Over(Node):
    r"""`\max_\theta L`, `\mathbb{E}_{x \sim p}[f(x)]`, `\sum_{i \in S} x_i`: over what is below."""

    sign: str
    below: tuple[Node, ...]
    body: Node


def last_of(node: Node) -> Node:
    """What stands at the end of sums and products, in no brackets."""
    match node:
        case Sum(terms=(*_, last)) | Elementwise(factors=(*_, last)) | Outer(factors=(*_, last)):
            return last_of(last)
        case BigSum(body=last) | Series(body=last) | Over(body=last):
            return last_of(last)
        case Partial(top=BigSum() | Series() | Over() as last) | Product(factors=(*_, last)):
            return last_of(last)
    return node
