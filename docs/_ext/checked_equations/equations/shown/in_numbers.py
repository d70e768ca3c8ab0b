"""A checked equation with the running example's numbers in place of the symbols on its right.

The numbers are put in twice: with all their digits, which is evaluated and has to be the value of
the snippet, and with the few that are shown.
"""

import itertools
import re
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from ..errors import FalseStatement, Problem
from ..latex.parse import parse_chain
from ..latex.printer import to_latex
from ..latex.rows import in_rows
from ..meaning.scope import Scope
from ..meaning.shapes import NUMBER
from ..notation.tree import BigSum, Chain, Condition, Entry, Series, Symbol, rewritten
from ..search.relations import INEQUALITIES
from ..values.figures import SIGNIFICANT
from ..values.formula import Case, Formula
from ..values.report import FLOOR, TOLERANCE, Binding, number, residual
from .insertion import DIGITS, NEARLY_ZERO, Inserting, Stays, in_digits

# So many elements are looked through for one to show.
_ELEMENTS = 100
# So many rows more may stay empty below the symbols.
_MORE_ROWS = 3
# With its power of ten, which a number that is nearly one gets or not by how it is rounded.
_NUMBER = re.compile(r"\d+(?:\.\d+)?(?: \\cdot 10\^\{-?\d+\})?")
# Between two factors, side by side.
_BESIDE = re.compile(r"(?<=[\d)}]) (?=[a-zA-Z(]|\\(?!cdot|times|right|[gln]e))")
# They have indices that are not those of a symbol.
_WITH_INDICES = BigSum | Series | Condition | Entry
# What is shown may be off by half a unit of its last digit.
_HALF = 0.5 * 10.0 ** (1 - DIGITS) * (1 + TOLERANCE)
# What is shown gives a value that is off by no larger share, or it is not shown.
_FAR = 0.01
_TOO_FEW = f"{DIGITS} digits are too few for it"


class InNumbers(NamedTuple):
    """An equation in numbers as LaTeX, or why it stays in symbols."""

    latex: str = ""
    why: str = ""


def in_numbers(formula: Formula, binding: Binding, text: str, below: int = 0) -> InNumbers:
    """The numbers of a checked equation, as its author wrote it. Raises Problem if they differ.

    Below its rows there is room for so many more.
    """
    try:
        return _Numbers(formula, binding, text, below).checked()
    except Stays as stays:
        return InNumbers(why=str(stays))


@dataclass
class _Numbers:
    """One equation, with numbers for one choice of its free indices."""

    formula: Formula
    binding: Binding
    text: str
    below: int

    def __post_init__(self) -> None:
        formula = self.formula
        if INEQUALITIES.keys() & set(formula.chain.relations):
            raise Stays("it has an inequality")
        if formula.decimal_sides:
            raise Stays("it has numbers already")
        if formula.shape != NUMBER:
            raise Stays("its sides are arrays")
        self.case = self._case()
        self.value = self._value(self.case)
        if 0 < abs(self.value) <= FLOOR:
            raise Stays(NEARLY_ZERO)
        self.evaluation = formula.evaluation(self.case)
        for side in formula.chain.sides:
            if residual(self.evaluation(side), self.value) > TOLERANCE:
                raise Stays("its terms cancel each other up to their rounding")
        self.written = parse_chain(self.text, formula.scope.model.vocabulary)

    def checked(self) -> InNumbers:
        """The equation in numbers. Raises Problem where they are not its own."""
        left = self._left()
        shown, exact = self._sides(DIGITS), self._sides(SIGNIFICANT)
        last = in_digits(self.value, DIGITS)
        # Sides that show the same are one.
        kept = [n for n, side in enumerate(shown) if side not in (*shown[n + 1 : n + 2], last)]
        shown = [*(shown[n] for n in kept), last]
        exact = [*(exact[n] for n in kept), in_digits(self.value, SIGNIFICANT)]
        if not kept and self._says_it(last):
            raise Stays("it has no symbol on its right")
        found = [self._found(side) for side in shown]
        relations = [
            "=" if residual(one, other) <= TOLERANCE else r"\approx"
            for one, other in itertools.pairwise([self.value, *found])
        ]
        first = "" if self.written.continues else left
        free = self.text.count(r"\\") + 1 + self.below
        latex = in_rows(first, relations, shown)
        if latex.count(r"\\") + 1 > free + _MORE_ROWS:
            raise Stays("it would take too many rows")
        check_numbers(self.formula, self.value, " = ".join([left, *exact]), latex)
        if any(residual(value, self.value) > _FAR for value in found):
            raise Stays(_TOO_FEW)
        return InNumbers(latex)

    def _case(self) -> Case:
        """The first element that stands for all: its indices differ, and it is not 0, 1 or -1."""
        cases = self.formula.cases([self.formula.scope.points.example])

        def oddity(case: Case) -> tuple[bool, bool]:
            indices = case.indices.values()
            return abs(self._value(case)) in (0, 1), len(set(indices)) < len(indices)

        return min(itertools.islice(cases, _ELEMENTS), key=oddity)

    def _value(self, case: Case) -> Any:
        """What the snippet computes for this element."""
        value = self.formula.bound(self.binding, case)
        if self.binding.element is not None:
            return value[self.binding.element]
        return self.formula.meant(value, case)

    def _sides(self, digits: int) -> list[str]:
        inserting = Inserting(self.formula, self.evaluation, digits)
        sides = (inserting.alone(side) for side in self.formula.chain.sides[1:])
        return [_BESIDE.sub(r" \\cdot ", to_latex(side)) for side in sides]

    def _left(self) -> str:
        """The left side as it is written, with numbers for its free indices."""
        side = (self.formula.chain if self.written.continues else self.written).sides[0]
        if self.case.letters and any(isinstance(part, _WITH_INDICES) for part in side.walk()):
            raise Stays("its left side has more indices than those of symbols")
        if self.written.continues:
            return to_latex(rewritten(side, self._named))
        latex = self.text[side.start : side.end]
        symbols = [part for part in side.walk() if isinstance(part, Symbol)]
        for symbol in sorted(symbols, key=lambda symbol: -symbol.start):
            name = self._named(symbol).latex
            if name != symbol.latex:
                begin, end = symbol.start - side.start, symbol.end - side.start
                latex = latex[:begin] + name + latex[end:]
        return latex

    def _named(self, symbol: Symbol) -> Symbol:
        """The symbol of the element that it is at, where its indices are free ones."""
        scope, letters = self.formula.scope, self.case.letters
        if not letters:
            return symbol
        name = scope.model.find(symbol)
        if name is not None and not name.is_shorthand and scope.alias(symbol) is None:
            evaluation = self.evaluation
            return name.element(symbol, evaluation.index(symbol), evaluation.step(symbol))
        counted = {**letters, **{letter: at + 1 for letter, at in self.case.indices.items()}}
        subscripts = (str(counted.get(subscript, subscript)) for subscript in symbol.subscripts)
        return replace(symbol, subscripts=tuple(subscripts))

    def _found(self, side: str) -> Any:
        """What the numbers that are shown give."""
        with np.errstate(all="ignore"):
            try:
                found = _evaluated(self.formula, side)
            except ArithmeticError:
                found = np.nan
        if np.iscomplexobj(found) or not np.isfinite(found):
            raise Stays(_TOO_FEW)
        return found

    def _says_it(self, last: str) -> bool:
        """Whether it ends with this number as it is."""
        return to_latex(self.written.sides[-1]) == last


def _evaluated(formula: Formula, latex: str) -> Any:
    """The value of a side in numbers."""
    (side,) = _read(latex, formula.scope).sides
    return Formula(Chain((side,), (), (latex,)), formula.scope).evaluation(
        Case(formula.scope.points.example, {})
    )(side)


def _read(latex: str, scope: Scope) -> Chain:
    try:
        return scope.parse(latex)
    except Problem:
        raise Stays("it cannot be read with numbers in it") from None


def check_numbers(formula: Formula, value: Any, exact: str, shown: str) -> None:
    """Demand that all sides have this value, and that what is shown are the same, rounded.

    The left side of `exact` names the element; `shown` has none where it goes on from a display.
    Raises Problem, or Stays where it cannot be read.
    """
    scope = formula.scope
    whole, rounded = _read(exact, scope), _read(shown, scope)
    formula = Formula(whole, scope)
    if formula.free or formula.steps:
        raise Stays("not all indices of its left side get numbers")
    evaluation = formula.evaluation(Case(scope.points.example, {}))
    for side in whole.sides:
        if residual(found := evaluation(side), value) > TOLERANCE:
            raise _not_in_numbers(exact, f"{to_latex(side)} is {number(found)}", number(value))
    sides = whole.sides[1:] if rounded.continues else whole.sides
    if len(sides) != len(rounded.sides):
        raise _not_in_numbers(shown, f"it has {len(rounded.sides)} sides", str(len(sides)))
    for one, other in zip(map(to_latex, sides), map(to_latex, rounded.sides), strict=True):
        if _NUMBER.split(one) != _NUMBER.split(other):
            raise _not_in_numbers(shown, other, one)
        for true, said in zip(_NUMBER.findall(one), _NUMBER.findall(other), strict=True):
            if not _rounds(_read_number(true), _read_number(said)):
                raise _not_in_numbers(shown, said, true)


def _read_number(latex: str) -> float:
    return float(latex.replace(r" \cdot 10^{", "e").rstrip("}"))


def _rounds(true: float, said: float) -> bool:
    size = 10.0 ** np.floor(np.log10(true)) if true else 0.0
    return abs(true - said) <= _HALF * float(size)


def _not_in_numbers(latex: str, wrong: str, expected: str) -> FalseStatement:
    return FalseStatement(
        f"in numbers, {latex}: {wrong}",
        f"{expected}, by the running example",
        "correct the formula; if it is right, report this as an error of the checker",
    )
