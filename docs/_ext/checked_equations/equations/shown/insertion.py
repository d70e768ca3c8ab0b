"""A side of a formula with numbers in place of its symbols."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import numpy as np

from ..meaning.stepwise import index_values
from ..notation.tree import (
    BigSum,
    Call,
    Condition,
    Group,
    Indicator,
    Node,
    Norm,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Series,
    Sum,
    Symbol,
    Underbrace,
    mapped,
)
from ..values.evaluate import Evaluation
from ..values.formula import Formula
from ..values.report import FLOOR

# So many significant digits are shown.
DIGITS = 4
# A sum or product over an index is written out up to so many terms.
_TERMS = 4
# Beyond these sizes a number is written with a power of ten; whole numbers up to the last.
_SMALL, _LARGE, _WHOLE = 1e-4, 1e4, 1e9
# A number that is off by a smaller share comes out of floats, and needs no more digits.
_EXACT = 1e-12
NEARLY_ZERO = "it has a number that cannot be told from a rounding of zero"


class Stays(Exception):
    """Why an equation is not shown in numbers."""


def in_digits(value: Any, digits: int) -> str:
    """A number with so many significant digits, as LaTeX.

    With more than are shown it has no power of ten, which would be computed with a rounding.
    """
    text = _unsigned(abs(value), digits)
    return f"-{text}" if value < 0 else text


def _unsigned(value: Any, digits: int) -> str:
    if value == int(value) and value < _WHOLE:
        return str(int(value))
    rounded = f"{value:.{digits - 1}e}"
    # Zeros at its end say that it was rounded.
    shortest = "" if abs(float(rounded) - value) > _EXACT * value else "0"
    mantissa, exponent = rounded.split("e")
    if _SMALL <= float(rounded) < _LARGE or digits > DIGITS:
        return _without(shortest, format(Decimal(rounded), "f"))
    return rf"{_without(shortest, mantissa)} \times 10^{{{int(exponent)}}}"


def _without(zeros: str, decimal: str) -> str:
    """A decimal number without zeros at its end."""
    return decimal.rstrip(zeros).rstrip(".") if zeros and "." in decimal else decimal


@dataclass(frozen=True)
class Inserting:
    """Puts numbers with so many digits into a side; sums are written out."""

    formula: Formula
    evaluation: Evaluation
    digits: int

    def alone(self, node: Node) -> Node:
        """A node in numbers where nothing stands beside it: a negative one needs no brackets."""
        match self(node):
            case Group(items=(Sum(terms=(Number(),)) as negative,)):
                return negative
            case found:
                return found

    def __call__(self, node: Node) -> Node:
        """A node in numbers. Raises Stays."""
        match node:
            case Number():
                return node
            case Symbol():
                if node.is_e and self.formula.scope.model.find(node) is None:
                    return node
                return self._value(node)
            case Partial():
                return self._value(node)
            case Underbrace(body=body):
                return self(body)
            case Group(items=(inner,)):
                found = self(inner)
                return found if _is_number(found) else replace(node, items=(self.alone(inner),))
            case Sum():
                return _sum(zip(node.signs, map(self, node.terms), strict=True))
            case Product():
                return _product(map(self, node.factors))
            case Quotient():
                return Quotient(
                    top=self.alone(node.top), bottom=self.alone(node.bottom), **_NOWHERE
                )
            case Power():
                base, exponent = self(node.base), self.alone(node.exponent)
                return Power(base=_held(base), exponent=exponent, **_NOWHERE)
            case Call():
                return replace(node, arguments=tuple(map(self.alone, node.arguments)))
            case Norm(single=True) | Condition():
                return mapped(node, self.alone)
            case Indicator(condition=condition):
                if self.formula.scope.compared(condition):
                    return self._value(node)
                return mapped(node, self)
            case BigSum() | Series(sign=r"\sum"):
                return _sum((1, term) for term in self._terms(node))
            case Series(sign=r"\prod"):
                return _product(self._terms(node))
        raise Stays("it has more than sums, products, powers and functions of numbers")

    def _value(self, node: Node) -> Node:
        """The number that a part of the formula is."""
        value = self.evaluation(node)
        if np.ndim(value):
            raise Stays("it has whole arrays")
        if 0 < abs(value) <= FLOOR:
            raise Stays(NEARLY_ZERO)
        found = Number(text=_unsigned(abs(value), self.digits), **_NOWHERE)
        if value >= 0:
            return found
        return Group(items=(Sum(terms=(found,), signs=(-1,), **_NOWHERE),), **_NOWHERE)

    def _terms(self, node: BigSum | Series) -> list[Node]:
        """What a sum or product over an index is made of."""
        at = self.evaluation
        values = index_values(node, at.indices, at.axes, at.scope, at.point)
        if not 0 < len(values) <= _TERMS:
            raise Stays(f"it has a sum or product of {len(values)} terms")
        return [
            replace(self, evaluation=replace(at, indices={**at.indices, node.index: value}))(
                node.body
            )
            for value in values
        ]


_NOWHERE = {"start": 0, "end": 0}


def _is_number(node: Node) -> bool:
    """Whether it is a number, in brackets if it is negative."""
    match node:
        case Number() | Group(items=(Sum(terms=(Number(),)),)):
            return True
    return False


def _held(base: Node) -> Node:
    """The base of a power, in brackets where it is shown with a power of ten."""
    if not isinstance(base, Number):
        return base
    is_plain = base.text.replace(".", "").isdigit()
    shown = _unsigned(float(base.text), DIGITS) if is_plain else base.text
    return Group(items=(base,), **_NOWHERE) if r"\times" in shown else base


def _sum(signed: Iterator[tuple[int, Node]]) -> Node:
    """A sum; what is added to it as a sum becomes terms of its own."""
    terms: list[tuple[int, Node]] = []
    for sign, term in signed:
        if sign > 0 and isinstance(term, Sum):
            terms += zip(term.signs, term.terms, strict=True)
        else:
            terms.append((sign, term))
    if terms[0][0] > 0 and len(terms) == 1:
        return terms[0][1]
    signs, nodes = zip(*terms, strict=True)
    return Sum(terms=nodes, signs=signs, **_NOWHERE)


def _product(found: Iterator[Node] | list[Node]) -> Node:
    """A product; a product among its factors becomes factors of its own."""
    factors: list[Node] = []
    for factor in found:
        factors += factor.factors if isinstance(factor, Product) else (factor,)
    return factors[0] if len(factors) == 1 else Product(factors=tuple(factors), **_NOWHERE)
