r"""Rows and columns of matrices: `W_{i,:}` and `W_{:,j}`, and `Z^{[l](i)}` where it is declared."""

import re
from dataclasses import replace

from ..notation.nodes import BESIDE, STACKED
from ..notation.tree import Node, Series, Symbol
from .model import Model

# What the index is called that runs along a row or column.
_LETTERS = (r"\iota", r"\kappa", r"\upsilon")


_LINE = re.compile(r"(.*)\(([a-zA-Z0-9])\)")


def of_line(symbol: Symbol) -> tuple[Symbol, str] | None:
    """The matrix and the index of `Z^{[l](i)}`; None for any other symbol."""
    found = _LINE.fullmatch(symbol.layer)
    return (replace(symbol, layer=found[1]), found[2]) if found and not symbol.subscripts else None


def declared_line(symbol: Symbol, model: Model) -> Node | None:
    """A row or column that NOTATION declares to be written so; None for any other symbol."""
    if (parted := of_line(symbol)) is None or (matrix := model.find(parted[0])) is None:
        return None
    line = next((name for name in model.names if name.line_of == matrix.python), None)
    if line is None:
        return None
    indices = (":", parted[1]) if line.shape.startswith("column") else (parted[1], ":")
    written = matrix.written(parted[0], matrix.place(parted[0]), indices)
    letter = next(one for one in _LETTERS if model.find(Symbol(base=one, start=0, end=0)) is None)
    return as_line(written, letter, model)


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
