r"""Sums over units with names: `\sum_o out_o` is over out_{o1}, out_{o2} and so on."""

import itertools
from dataclasses import replace
from functools import partial

from ..errors import Problem
from ..latex.printer import to_latex
from ..notation.tree import BigSum, Group, Node, Sum, Symbol, mapped, rewritten
from .model import Model


def with_named_units(node: Node, model: Model) -> Node:
    """The tree with such sums written out. Raises Problem where symbols have other units."""
    node = mapped(node, lambda part: with_named_units(part, model))
    if not isinstance(node, BigSum) or node.first is not None or node.last is not None:
        return node
    letter = node.index
    symbols = [part for part in node.body.walk() if _needs_a_unit(part, letter, model)]
    if not symbols:
        return node
    known = {part: _units(part, letter, model) for part in symbols if isinstance(part, Symbol)}
    counts = set(known.values())
    if len(counts) > 1 or counts <= {0, 1}:
        if not any(counts):
            return node
        said = ", ".join(f"{to_latex(part)} has {count}" for part, count in known.items())
        raise Problem(
            f"a sum over {letter}, which names units {letter}1, {letter}2 and so on: {said}",
            "as many units for each symbol, and two at least",
            "write the sum out, or declare what is missing in NOTATION",
            node.start,
        )
    where = {"start": node.start, "end": node.end}
    terms = tuple(
        rewritten(node.body, partial(_with_unit, letter=letter, unit=unit, model=model))
        for unit in range(1, counts.pop() + 1)
    )
    return Group(items=(Sum(terms=terms, signs=(1,) * len(terms), **where),), **where)


def _needs_a_unit(part: Node, letter: str, model: Model) -> bool:
    return isinstance(part, Symbol) and letter in part.subscripts and model.find(part) is None


def _with_unit(symbol: Symbol, letter: str, unit: int, model: Model) -> Symbol:
    if not _needs_a_unit(symbol, letter, model):
        return symbol
    exchanged = (f"{letter}{unit}" if one == letter else one for one in symbol.subscripts)
    return replace(symbol, subscripts=tuple(exchanged))


def _units(symbol: Symbol, letter: str, model: Model) -> int:
    """How many units there are, from the first on, of which the symbol is declared."""
    for unit in itertools.count(1):
        if model.find(_with_unit(symbol, letter, unit, model)) is None:
            return unit - 1
    raise AssertionError("units end")
