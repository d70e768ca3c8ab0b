"""What an author may have meant by what is read in another way, for messages to say."""

import re
from difflib import SequenceMatcher

from .errors import Problem
from .model import Model
from .tree import Function, Group, Node, Number, Product, Symbol, bare, counted
from .words import COMMANDS


def undeclared(symbol: Symbol, model: Model) -> Problem:
    """The complaint about a symbol that the notation does not declare, by itself."""
    array = model.by_stem.get(symbol.stem)
    if array is not None:
        return Problem(
            f"{symbol.latex} has {counted(len(symbol.subscripts))}",
            f"{counted(len(array.axes))}, as in {array.latex}",
            "write one letter or number for each index",
            symbol.start,
        )
    if symbol.latex in model.index_letters:
        return Problem(
            f"the index {symbol.latex} stands where a value is needed",
            "indices below the symbols of values alone",
            "say in words what is true of an index; what it runs over is written "
            rf"${symbol.latex} = 1, \dots, 3$",
            symbol.start,
        )
    near = max(model.names, key=lambda n: _likeness(n.latex, symbol.latex), default=None)
    return Problem(
        f"unknown symbol {symbol.latex}",
        f"a symbol of the model {model.name}" + (f", such as {near.latex}" if near else ""),
        f"correct it, or declare it in NOTATION of {model.path}",
        symbol.start,
    )


def _likeness(a: str, b: str) -> tuple[float, float]:
    """How similar two symbols are: by their letters first, then by the whole LaTeX."""
    letters, others = (re.sub(r"\\(?:hat|text)|[{}]", "", latex) for latex in (a, b))
    return SequenceMatcher(a=letters, b=others).ratio(), SequenceMatcher(a=a, b=b).ratio()


def unknown(symbol: Symbol, whole: Node, model: Model) -> Problem:
    """The complaint about a symbol in a formula that the notation does not declare."""
    problem = undeclared(symbol, model)
    word = _word(symbol, whole)
    if symbol.base == "d":
        problem.fix = (
            r"write a derivative as \frac{\partial L}{\partial w} or "
            r"\frac{\mathrm{d} L}{\mathrm{d} w}; no integral is read"
        )
    elif word in COMMANDS:
        problem.wrong += f" in {word}, whose letters are read as a product"
        problem.fix = rf"write \{word}"
    elif len(symbol.base) > 1 and symbol.base[0] != "\\":
        problem.fix += "; words that are no symbol stand outside of the formula"
    return problem


def _word(symbol: Symbol, whole: Node) -> str:
    """The letters without a space between them, among which a symbol stands."""
    letters = {
        part.start: part.name if isinstance(part, Function) else part.base
        for part in whole.walk()
        if isinstance(part, Symbol | Function) and part.end - part.start == 1
    }
    start = end = symbol.start
    while start - 1 in letters:
        start -= 1
    while end in letters:
        end += 1
    return "".join(letters[place] for place in range(start, end))


def doubts(side: Node, text: str) -> str:
    """What else to do about a side of an equation that does not hold."""
    side = bare(side)
    power = re.search(r"(?<![\d.a-zA-Z])(\d[\d.]*)[eE]([-+]?\d+)", text)
    if power:
        return (
            f"; {power[0]} is read as a product with the number e: write "
            rf"{power[1]} \cdot 10^{{{power[2].lstrip('+')}}}"
        )
    if isinstance(side, Number):
        return (
            "; a number without a decimal point is held against all inputs: to speak of the "
            f"running example, write {side.text}.0"
        )
    match side:
        case Product(factors=(Symbol(latex=latex), Group(items=(Symbol(),)))):
            return f"; {latex} beside brackets is read as a product: leave out what it depends on"
    return ""
