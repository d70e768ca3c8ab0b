"""A line of the notation: a symbol, and the Python value that it stands for."""

import itertools
import re
from collections.abc import Container
from dataclasses import dataclass, replace
from functools import cached_property

from .signatures import OF_DERIVATIVES, Signature, read_signature
from .tree import Function, Symbol
from .walks import SIZE_OF, Place, axis_at, axis_parts, layer_parts, read_place

# The shape of Kronecker's delta.
IDENTITY = "identity"
# The shape of a symbol for where a one-hot array has its 1.
PLACE_OF = "place of "
# The shapes of symbols for the rows or columns of a matrix.
LINES_OF = ("row of ", "column of ")
# Behind the axis of a vector that is the same in each row or column of a matrix.
_EACH = re.compile(r"\s+in each (row|column)$")
_CALLED = re.compile(r"(.*\S)\s*(\((?:[^()]|\([^()]*\))*\))\s*")


def with_arguments(latex: str, shape: str) -> tuple[str, str]:
    """A notation as the symbol, and of a value what stands behind it in brackets if anything."""
    found = None if shape.startswith("function") else _CALLED.fullmatch(latex)
    return (found[1], found[2]) if found else (latex, "")


def without_each(shape: str) -> str:
    """The shape of what stands in each row or column, as that of the vector."""
    return _EACH.sub("", shape)


def steps_in(arguments: str, steps: Container[str]) -> list[str]:
    """The step letters in the arguments of a value: `i`, of what stands behind `J(x^{(i)})`.

    The value has that step, and is not written with it.
    """
    plain = re.sub(r"\\[a-zA-Z]+\s*\{[^{}]*\}", "", arguments)  # \mathbf{t} is no step
    letters = re.findall(r"(?<![a-zA-Z\\])[a-zA-Z](?![a-zA-Z])", plain)
    return [letter for letter in dict.fromkeys(letters) if letter in steps]


@dataclass(frozen=True)
class Name:
    """One line of the notation: a LaTeX symbol and the Python value that it stands for."""

    python: str
    latex: str
    shape: str
    meaning: str
    axes: tuple[str, ...]
    symbol: Symbol | Function
    line: int  # in its module
    domain: tuple[str, ...] = ()  # what all values of an input obey
    step: str = ""  # the letter of the steps that it has a value for each of
    arguments: str = ""  # of a value, what its notation has in brackets behind the symbol
    steps_by_arguments: bool = False  # whether its step stands there, `J(x^{(i)})`, and not beside

    @cached_property
    def is_function(self) -> bool:
        return self.shape.startswith("function")

    @cached_property
    def each(self) -> str:
        """Of a vector that is added to each row or each column of a matrix, which; else ''."""
        found = None if self.is_function else _EACH.search(self.shape)
        return found[1] if found else ""

    @property
    def is_identity(self) -> bool:
        """Whether it is 1 where its two indices are equal, and else 0, on any axis."""
        return self.shape == IDENTITY

    @property
    def is_chain_rule(self) -> bool:
        """Whether it multiplies two derivatives by the chain rule."""
        return self.shape == OF_DERIVATIVES

    @cached_property
    def size_of(self) -> str:
        """The axis whose size it is, or ''; that is one number."""
        return "" if self.size_at else self._size_of

    @cached_property
    def size_at(self) -> str:
        """The axis whose size it is at each step, `units[l]`, or ''."""
        return self._size_of if axis_parts(self._size_of) else ""

    @cached_property
    def _size_of(self) -> str:
        return self.shape.removeprefix(SIZE_OF).strip() if self.shape.startswith(SIZE_OF) else ""

    @property
    def is_shorthand(self) -> bool:
        """Whether formulas write it for something else, and it has no value in Python."""
        return (
            self.is_identity
            or self.is_chain_rule
            or bool(self.size_at or self.place_of or self.line_of)
        )

    @property
    def line_of(self) -> str:
        """The Python name of the matrix whose rows or columns it stands for, or ''."""
        return self.shape.partition(" of ")[2] if self.shape.startswith(LINES_OF) else ""

    @property
    def place_of(self) -> str:
        """The Python name of the array whose place with a 1 it is, or ''."""
        return self.shape.removeprefix(PLACE_OF) if self.shape.startswith(PLACE_OF) else ""

    @cached_property
    def _step_index(self) -> int | None:
        """Where its step stands among its subscripts; None if it stands in the superscript."""
        subscripts = self.symbol.subscripts if isinstance(self.symbol, Symbol) else ()
        return subscripts.index(self.step) if self.step in subscripts else None

    @property
    def layered(self) -> bool:
        """Whether its step stands in the superscript."""
        return bool(self.step) and self._step_index is None

    @cached_property
    def labels(self) -> tuple[str, ...]:
        r"""The first subscripts of an array or of what has steps, if its notation has words there.

        They are part of its name: `hx` of `W_{\text{hx}}`, and `o` of `b_{\text{o},j}`.
        """
        subscripts = self.symbol.subscripts if isinstance(self.symbol, Symbol) else ()
        worded = (s for s in subscripts if self.axes or self.step)
        return tuple(itertools.takewhile(self._is_label, worded))

    def _is_label(self, subscript: str) -> bool:
        """Whether a subscript of the notation is a number or words, be it one letter in text."""
        below = self.latex.partition("_")[2]
        worded = f"text{{{subscript}}}" in below
        return worded or subscript.isdigit() or (len(subscript) > 1 and subscript.isalnum())

    def place(self, symbol: Symbol) -> Place | None:
        """The step that a symbol for this name is written with."""
        if not self.step:
            return None
        at = self._step_index
        return read_place(layer_parts(symbol.layer)[1] if at is None else symbol.subscripts[at])

    def indices(self, symbol: Symbol) -> tuple[str, ...]:
        """The subscripts of a symbol for this name that stand for its axes."""
        subscripts = symbol.subscripts
        if self.step and (at := self._step_index) is not None:
            subscripts = subscripts[:at] + subscripts[at + 1 :]
        return subscripts[len(self.labels) :] if self.labels else subscripts

    def along(self, symbol: Symbol) -> tuple[str, ...]:
        """Its axes, at the step that a symbol for it is written with."""
        place = self.place(symbol)
        return tuple(axis_at(axis, self.step, place) for axis in self.axes) if place else self.axes

    def written(self, symbol: Symbol, place: Place | None, indices: tuple[str, ...]) -> Symbol:
        """A symbol for this name, at another step and with other indices."""
        indices = (*self.labels, *indices)
        if place is None:
            return replace(symbol, subscripts=indices)
        at = self._step_index
        if at is not None:
            return replace(symbol, subscripts=(*indices[:at], str(place), *indices[at:]))
        opening, _, closing = layer_parts(symbol.layer)
        return replace(symbol, subscripts=indices, layer=f"{opening}{place}{closing}")

    def element(self, symbol: Symbol, index: tuple[int, ...], step: int | None) -> Symbol:
        """The symbol for one element, with numbers, which count from 1."""
        place = None if step is None else Place("", step)
        numbers = tuple(str(i + 1) for i in index)
        return self.written(symbol, place, numbers or self.indices(symbol))

    @cached_property
    def signature(self) -> Signature:
        """Of a function, what it takes and gives."""
        return read_signature(self.shape)

    @property
    def formulas(self) -> list[str]:
        """The formulas in its meaning."""
        return re.findall(r"\$([^$]*)\$", self.meaning)
