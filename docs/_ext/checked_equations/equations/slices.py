r"""Rows and columns of matrices: `W_{i,:}` and `W_{:,j}`."""

from .model import Model
from .nodes import BESIDE, STACKED
from .tree import Node, Series, Symbol


def as_line(symbol: Symbol, letter: str, model: Model) -> Node | None:
    """A row or a column by its elements; None for any other symbol."""
    name = model.find(symbol)
    indices = name.indices(symbol) if name is not None else ()
    if name is None or len(indices) != 2 or indices.count(":") != 1:
        return None
    element = tuple(letter if index == ":" else index for index in indices)
    return Series(
        sign=STACKED if indices[0] == ":" else BESIDE,
        index=letter,
        first=None,
        last=None,
        where=None,
        body=name.written(symbol, name.place(symbol), element),
        start=symbol.start,
        end=symbol.end,
    )
