r"""Where a one-hot vector has its 1: `f_{y_i}` is f there, `\mathbb{1}[y_i = k]` the vector."""

from dataclasses import replace

from .errors import Problem
from .model import Model
from .parse import parse_mention
from .printer import to_latex
from .symbols import Name
from .tree import BigSum, Condition, Indicator, Node, Number, Product, Sum, Symbol
from .walks import Place

# What the index is called of the sum that picks an element.
_LETTERS = (r"\kappa", r"\iota", r"\upsilon")


def without_places_of_ones(node: Node, model: Model) -> Node | None:
    """What an indicator or an element says by such a place; None for what has none."""
    match node:
        case Indicator(condition=Condition(sides=(one, other), relations=(relation,))):
            for place, index in ((one, other), (other, one)):
                name = _place(place, model)
                if name is not None and isinstance(place, Symbol):
                    vector = _vector(name, place, model)
                    return _indicator(node, vector, index, relation, model)
        case Symbol(subscripts=subscripts):
            for subscript in subscripts:
                if "_" in subscript and (found := _named(subscript, model)) is not None:
                    return _element(node, subscript, found, model)
    return None


def _place(node: Node, model: Model) -> Name | None:
    name = model.find(node) if isinstance(node, Symbol) else None
    return name if name is not None and name.place_of else None


def _named(subscript: str, model: Model) -> tuple[Name, Place | None] | None:
    try:
        (node,) = parse_mention(subscript, model.vocabulary)
    except Problem:
        return None
    name = _place(node, model)
    return _vector(name, node, model) if name is not None and isinstance(node, Symbol) else None


def _vector(name: Name, symbol: Symbol, model: Model) -> tuple[Name, Place | None]:
    """The one-hot vector, and the step that its place is written with."""
    vector = next(vector for vector in model.names if vector.python == name.place_of)
    return vector, name.place(symbol)


def _at(found: tuple[Name, Place | None], index: str, node: Node) -> Symbol:
    vector, place = found
    assert isinstance(vector.symbol, Symbol), "a vector is no function"
    symbol = replace(vector.symbol, start=node.start, end=node.end)
    return vector.written(symbol, place, (index,))


def _element(node: Symbol, subscript: str, found: tuple[Name, Place | None], model: Model) -> Node:
    """The element of an array at the place of the 1, as a sum over all of them."""
    taken = {part.base for name in model.names if isinstance(part := name.symbol, Symbol)}
    letter = next(one for one in _LETTERS if one not in {*taken, *node.subscripts})
    subscripts = tuple(letter if one == subscript else one for one in node.subscripts)
    element = replace(node, subscripts=subscripts)
    name = model.find(element)
    if name is None:
        return node
    axes = dict(zip(name.indices(element), name.along(element), strict=True))
    vector, _ = found
    if axes.get(letter) != vector.axes[0]:
        raise Problem(
            f"the index {subscript} of {node.latex}, a place in {vector.axes[0]}",
            f"an index on {axes.get(letter, 'no axis')}",
            "correct the index",
            node.start,
        )
    factors = (_at(found, letter, node), element)
    where = {"start": node.start, "end": node.end}
    body = Product(factors=factors, **where)
    return BigSum(index=letter, first=None, last=None, body=body, **where)


def _indicator(
    node: Indicator, at: tuple[Name, Place | None], index: Node, relation: str, model: Model
) -> Node:
    """The element of the vector, 1 at its place, or what it lacks of 1."""
    is_index = isinstance(index, Number) or (
        isinstance(index, Symbol)
        and index.key == (index.base, "", 0, "", ())
        and model.find(index) is None
    )
    if not is_index or relation not in ("=", r"\ne"):
        raise Problem(
            f"{to_latex(node.condition)}, which compares the place of the 1 of {at[0].latex}",
            r"= or \ne between it and an index",
            "compare it with an index",
            node.start,
        )
    found = _at(at, to_latex(index), node)
    if relation == "=":
        return found
    where = {"start": node.start, "end": node.end}
    return Sum(terms=(Number(text="1", **where), found), signs=(1, -1), **where)
