"""What an author may have meant by what is read in another way, for messages to say."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher

from ..errors import Problem
from ..latex.printer import to_latex
from ..latex.unread import ONE_CONDITION, UNDER_A_BRACE
from ..models.lookup import has_word
from ..models.model import Model
from ..notation.tree import (
    BigSum,
    Condition,
    Function,
    Group,
    Node,
    Number,
    Product,
    Sum,
    Symbol,
    Underbrace,
    bare,
    counted,
)
from ..notation.vocabulary import COMMANDS

# What to write for the value that an update gives.
NAMED_ANEW = (
    r"write W^{\text{new}} = …, and give it a line in NOTATION and a function of the module that "
    'computes it; or let UPDATES = {"W": "W_new"} in the module say that this is the new W'
)


def undeclared(symbol: Symbol, model: Model) -> Problem:
    """The complaint about a symbol that the notation does not declare, by itself."""
    marks = (*symbol.subscripts, *([symbol.layer] if symbol.layer else ()))
    kronecker = ""
    if symbol.base == r"\delta" and len(symbol.subscripts) == 2:
        kronecker = rf"; Kronecker's delta is \mathbb{{1}}[{' = '.join(symbol.subscripts)}] too"
    if of := _of_another_step(symbol, marks, model):
        return Problem(
            f"{symbol.latex}, which is {of} at a step that NOTATION does not declare",
            f"{of}, or a value with a name of its own",
            f"{NAMED_ANEW}; for many steps declare STEPS",
            symbol.start,
        )
    array = model.lookup.arrays.get(symbol.stem)
    if array is not None and not has_word(symbol.subscripts):
        return Problem(
            f"{symbol.latex} has {counted(len(symbol.subscripts))}",
            f"{counted(len(array.axes))}, as in {array.latex}",
            "write one letter or number for each index" + kronecker,
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
    is_new = symbol.primes == 1 or re.search("new|next", symbol.layer)
    of_known = is_new and model.find(replace(symbol, primes=0, layer="")) is not None
    return Problem(
        f"unknown symbol {symbol.latex}",
        f"a symbol of the model {model.name}" + (f", such as {near.latex}" if near else ""),
        f"correct it, or declare it in NOTATION of {model.path}"
        + ("; a new value is computed by a function of the module" if of_known else kronecker),
        symbol.start,
    )


def _of_another_step(symbol: Symbol, marks: tuple[str, ...], model: Model) -> str:
    """The declared value that `W_{t+1}` or `W^{(t+1)}` is a later one of, or ''."""
    plain = replace(symbol, subscripts=(), layer="")
    is_shifted = len(marks) == 1 and re.fullmatch(r"\(?[a-z][-+]\d\)?", marks[0])
    known = is_shifted and not model.steps and model.find(plain) is not None
    return plain.latex if known else ""


def _likeness(a: str, b: str) -> tuple[float, float]:
    """How similar two symbols are: by their letters first, then by the whole LaTeX."""
    letters, others = (re.sub(r"\\(?:hat|text)|[{}]", "", latex) for latex in (a, b))
    return SequenceMatcher(a=letters, b=others).ratio(), SequenceMatcher(a=a, b=b).ratio()


def _step_as_number(symbol: Symbol) -> Problem:
    """The complaint about `c_t = b^t c_0`, where a step letter stands alone."""
    letter = symbol.latex
    return Problem(
        f"the step letter {letter} as a number",
        "a step letter in subscripts, superscripts, bounds and conditions",
        f"give the number of the step a symbol such as k_{letter}, and compute it in FORWARD: "
        f"`def k({letter}): return {letter}`",
        symbol.start,
    )


def unknown(symbol: Symbol, whole: Node, model: Model) -> Problem:
    """The complaint about a symbol in a formula that the notation does not declare."""
    if symbol.latex in model.steps:
        return _step_as_number(symbol)
    is_word = len(symbol.base) > 1 and symbol.base[0] != "\\"
    if is_word and (within := _word_within(symbol, whole)):
        return within
    problem = undeclared(symbol, model)
    if _before_brackets(symbol, whole):
        problem.wrong += ", a factor in front of brackets or a function of what they hold"
    word = _word(symbol, whole)
    if symbol.base == "d":
        problem.fix = (
            r"write a derivative as \frac{\partial L}{\partial w} or "
            r"\frac{\mathrm{d} L}{\mathrm{d} w}; no integral is read"
        )
    elif word in COMMANDS:
        problem.wrong += f" in {word}, whose letters are read as a product"
        problem.fix = rf"write \{word}"
    elif is_word:
        problem.fix += "; words that are no symbol stand outside of the formula"
    elif axis := _sized(symbol, whole, model):
        problem.fix += (
            f'; the size of {axis} has the line "{symbol.base}": ("{symbol.base}", '
            f'"size of {axis}", "…")'
        )
    return problem


def _word_within(symbol: Symbol, whole: Node) -> Problem | None:
    """The complaint about a word in a condition, or beside a formula under a brace."""
    for part in whole.walk():
        claim = part.claim if isinstance(part, Underbrace) else None
        if isinstance(part, Condition) and any(inner is symbol for inner in part.walk()):
            return Problem(
                f"the word {symbol.base} in the condition {to_latex(part)}",
                "values, or indices, with relations between them",
                f"write {ONE_CONDITION}"
                if {"or", "and"} & set(symbol.base.split())
                else "leave it out; words in front of a condition are if, for, when and where",
                symbol.start,
            )
        if claim is not None and any(inner is symbol for inner in claim.walk()):
            return Problem(
                f"the word {symbol.base} within {to_latex(claim)}, which stands under a brace",
                UNDER_A_BRACE,
                r"write all words in one \text{…}, or the formula without them",
                symbol.start,
            )
    return None


def _before_brackets(symbol: Symbol, whole: Node) -> bool:
    products = (part.factors for part in whole.walk() if isinstance(part, Product))
    pairs = (pair for factors in products for pair in itertools.pairwise(factors))
    return any(left is symbol and isinstance(right, Group) for left, right in pairs)


def _sized(symbol: Symbol, whole: Node, model: Model) -> str:
    """The axis whose size a symbol may be: it is above a sum, or a capital letter beside one."""
    for part in whole.walk():
        above = (
            part.last.latex if isinstance(part, BigSum) and isinstance(part.last, Symbol) else ""
        )
        if isinstance(part, BigSum) and (symbol.latex == above or symbol.latex.isupper()):
            for name in model.names:
                letters = name.indices(name.symbol) if isinstance(name.symbol, Symbol) else ()
                if name.axes and part.index in letters:
                    return name.axes[letters.index(part.index)]
    return ""


def unsummed(letter: str, free: list[str], side: Node) -> Problem:
    """The complaint about an index that is neither on the left nor summed over."""
    problem = Problem(
        f"the index {letter} is not on the left and not summed over",
        "the free indices of the left side: " + (", ".join(free) or "none"),
        rf"sum over it with \sum_{letter}, begin with the side that has it, x_{letter} \le m for "
        rf"m \ge x_{letter}, or correct it",
        side.start,
    )
    if left_out := next(_behind_sums(letter, side), None):
        sign, term = left_out
        problem.wrong += f": the sum over {letter} ends before {sign} {to_latex(term)}"
        problem.fix = (
            rf"put all that is summed into brackets, \sum_{letter} (…), or correct the index"
        )
        problem.offset = term.start
    return problem


def _behind_sums(letter: str, side: Node) -> Iterator[tuple[str, Node]]:
    """The terms with an index behind a term that sums over it, each with its sign."""
    for part in side.walk():
        summed = False
        for sign, term in zip(part.signs, part.terms, strict=True) if isinstance(part, Sum) else ():
            inside = list(term.walk())
            sums = any(isinstance(p, BigSum) and p.index == letter for p in inside)
            has = any(isinstance(p, Symbol) and letter in p.subscripts for p in inside)
            if summed and has and not sums:
                yield ("-" if sign < 0 else "+"), term
            summed = summed or sums


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


def doubts(side: Node) -> str:
    """What else to do about a side of an equation that does not hold."""
    side = bare(side)
    numbers = [part for part in side.walk() if isinstance(part, Number)]
    if numbers and not any(isinstance(part, Symbol | Function) for part in side.walk()):
        return (
            "; a number without a decimal point is held against all inputs: to speak of the "
            f"running example, write {numbers[0].text}.0"
        )
    match side:
        case Product(factors=(Symbol(latex=latex), Group(items=(Symbol(),)))):
            return f"; {latex} beside brackets is read as a product: leave out what it depends on"
    return ""
