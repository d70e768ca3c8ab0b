r"""Where a one-hot vector has its 1: `f_{y_i}` is f there, `\mathbb{1}[y_i = k]` the vector."""

from collections.abc import Callable
from dataclasses import replace

from ..errors import Problem
from ..latex.parse import parse_mention
from ..latex.printer import to_latex
from ..models.model import Model
from ..notation.nodes import Chosen
from ..notation.symbols import Name
from ..notation.tree import (
    Application,
    Condition,
    Entry,
    Indicator,
    Node,
    Number,
    Partial,
    Product,
    Sum,
    Symbol,
)
from ..notation.walks import Place

# Behind a place as the index of the sum that picks an element: no index is written so.
_MARK = " "


def without_places_of_ones(node: Node, model: Model, full: Callable[[Node], Node]) -> Node | None:
    """What an indicator or an element says by such a place; None for what has none.

    `full` is what makes the rest of it.
    """
    match node:
        case Indicator(condition=Condition(sides=(one, other), relations=(relation,))):
            for place, index in ((one, other), (other, one)):
                name = _place(place, model)
                if name is not None and isinstance(place, Symbol):
                    vector = _vector(name, place, model)
                    return _indicator(node, vector, index, relation, model)
        case Symbol(subscripts=subscripts):
            if (chosen := _place_in(subscripts, model)) is not None:
                return _element(node, *chosen, model)
        case Application(function=Symbol(subscripts=subscripts) as function):
            if (chosen := _place_in(subscripts, model)) is not None:
                subscript, found = chosen
                called = replace(
                    node,
                    function=replace(function, subscripts=_exchanged(subscripts, subscript)),
                    arguments=tuple(map(full, node.arguments)),
                )
                return _chosen(called, subscript + _MARK, found, node)
        case Entry(subscripts=subscripts):
            if (chosen := _place_in(subscripts, model)) is not None:
                subscript, found = chosen
                exchanged = _exchanged(subscripts, subscript)
                entry = replace(node, body=full(node.body), subscripts=exchanged)
                return _chosen(entry, subscript + _MARK, found, node)
        case Partial(top=top, bottom=Symbol(subscripts=subscripts) as bottom):
            if (chosen := _place_in(subscripts, model)) is not None:
                subscript, found = chosen
                _check_is_on(bottom, subscript, found, model)
                # What is differentiated may have the place too.
                letter = subscript + 2 * _MARK
                exchanged = tuple(letter if one == subscript else one for one in subscripts)
                slope = replace(
                    node, top=top and full(top), bottom=replace(bottom, subscripts=exchanged)
                )
                return _chosen(slope, letter, found, node)
    return None


def _place_in(
    subscripts: tuple[str, ...], model: Model
) -> tuple[str, tuple[Name, Place | None]] | None:
    """The first subscript that is the place of a 1, with what it is a place in."""
    for subscript in subscripts:
        if not subscript.isdigit() and subscript[-1] != _MARK:
            found = _named(subscript, model)
            if found is not None:
                return subscript, found
    return None


def _place(node: Node, model: Model) -> Name | None:
    name = model.find(node) if isinstance(node, Symbol) else None
    return name if name is not None and name.place_of else None


def _named(subscript: str, model: Model) -> tuple[Name, Place | None] | None:
    if not any(name.place_of for name in model.names):
        return None
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


def _exchanged(subscripts: tuple[str, ...], place: str) -> tuple[str, ...]:
    return tuple(place + _MARK if one == place else one for one in subscripts)


def _chosen(body: Node, letter: str, found: tuple[Name, Place | None], node: Node) -> Chosen:
    """What has an index where the vector has its 1, as a sum over all of them."""
    where = {"start": node.start, "end": node.end}
    product = Product(factors=(_at(found, letter, node), body), **where)
    written = to_latex(node)
    return Chosen(index=letter, first=None, last=None, body=product, written=written, **where)


def _element(
    symbol: Symbol, subscript: str, found: tuple[Name, Place | None], model: Model
) -> Node:
    """The element of an array at the place of the 1."""
    element = replace(symbol, subscripts=_exchanged(symbol.subscripts, subscript))
    if symbol.stem in model.lookup.identities and len(symbol.subscripts) == 2:
        (other,) = [one for one in symbol.subscripts if one != subscript] or [subscript]
        return _at(found, other, symbol)
    if model.find(element) is None:
        return symbol
    _check_is_on(symbol, subscript, found, model)
    return _chosen(element, subscript + _MARK, found, symbol)


def _check_is_on(
    symbol: Symbol, subscript: str, found: tuple[Name, Place | None], model: Model
) -> None:
    """Demand that the place is one on the axis where it stands. Raises Problem."""
    name, (vector, _) = model.find(symbol), found
    if name is None:
        return
    indices = name.indices(symbol)
    axes = dict(zip(indices, name.along(symbol), strict=len(indices) == len(name.axes)))
    if axes.get(subscript) != vector.axes[0]:
        raise Problem(
            f"the index {subscript} of {symbol.latex}, a place in {vector.axes[0]}",
            f"an index on {axes.get(subscript, 'no axis')}",
            "correct the index",
            symbol.start,
        )


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
