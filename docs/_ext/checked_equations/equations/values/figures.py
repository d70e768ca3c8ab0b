"""Single numbers out of a model: computed twice, and written with the digits asked for."""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from ..errors import Problem
from ..models.lasting import of_model
from ..models.points import Point, Points
from ..notation.walks import Walk
from .report import REAL

# A float has no more digits than this.
SIGNIFICANT = 17

_FORMAT = re.compile(r"[+,]?(\.\d+[efg%]|d)$")


def element(text: str | None) -> tuple[int, ...] | None:
    """`2,1`, counted from 1, as an index counted from 0."""
    if text is None:
        return None
    index = tuple(int(i) - 1 for i in text.split(","))
    if min(index) < 0:
        raise Problem(f"the element [{text}]", "indices counted from 1", "correct the indices")
    return index


def computed(
    points: Points, name: str, index: tuple[int, ...] | None, changes: Mapping[str, Any], text: str
) -> float:
    """A number of the running example, with some inputs or values changed.

    It is computed twice, from scratch. Raises Problem where the two differ, or it is no number;
    `text` is how the author asks for it.
    """
    about = (name, index, sorted(changes.items()))
    return of_model(
        "value", points.model, [name], about, lambda: _computed(points, name, index, changes, text)
    )


def _computed(
    points: Points, name: str, index: tuple[int, ...] | None, changes: Mapping[str, Any], text: str
) -> float:
    if changes:
        given = {**points.model.example, **changes}
        both = [Point(points.model, given, points.model.sizes, text) for _ in range(2)]
    else:
        both = [points.example, points.example_again]
    number, again = (_number(point, name, index, text) for point in both)
    if number != again and not (np.isnan(number) and np.isnan(again)):
        raise Problem(
            f"{text} is {number} and, computed again, {again}",
            "the same value each time",
            "let it depend on its arguments alone",
        )
    return number


def _number(point: Point, name: str, index: tuple[int, ...] | None, text: str) -> float:
    # Values that are not finite are printed where the format says so: they can be the point.
    with np.errstate(all="ignore"):
        try:
            number = point.values[name]
            if isinstance(number, Walk) and index:
                # The first index is the step.
                number, index = number[index[0] + 1], index[1:] or None
            number = number if index is None else np.asarray(number)[index]
        except Problem:
            raise
        except (Exception, SystemExit) as error:
            raise Problem(
                f"{text} raises {type(error).__name__}: {error}",
                "a value, its indices counted from 1",
                "correct it",
            ) from None
    if np.ndim(number) or np.asarray(number).dtype.kind not in REAL:
        raise Problem(
            f"{text} is not a single number",
            "one real number",
            "name one element, as in [2,1]; of a recurrence the first number is the step",
        )
    return float(number)


def check_format(style: str, text: str) -> None:
    """Demand a format: how many digits to write, or that the value is not finite."""
    if style not in ("nan", "inf") and not _FORMAT.match(style):
        raise Problem(
            f"the value {text}: {style} is no format"
            if style
            else f"the value {text} has no format",
            "a format such as :.4f, .4e, .4g, .4% or d",
            "correct the format" if style else "add the format",
        )


def formatted(value: float, style: str, text: str) -> str:
    """A number with its digits. Raises Problem where the format does not fit the value."""
    if style in ("nan", "inf"):
        if str(abs(value)) != style:
            raise Problem(f"{text} is {value}", style, "give the digits of a finite value")
        return "not a number" if style == "nan" else ("−∞" if value < 0 else "∞")
    if not np.isfinite(value):
        raise Problem(f"{text} is {value}", "a finite value", "write :nan or :inf if that is meant")
    if style.endswith("d") and value != int(value):
        raise Problem(f"{text} is {value}, no whole number", "a format such as :.4f", "correct it")
    shown = format(int(value) if style.endswith("d") else value + 0.0, style)  # no -0.00 for zero
    if len(re.sub(r"e.*|\D", "", shown).lstrip("0")) > SIGNIFICANT:
        raise Problem(
            f"{text} prints {shown}", f"at most {SIGNIFICANT} significant digits", "print fewer"
        )
    return pretty(shown)


def pretty(number: str) -> str:
    """1.9e-04 as 1.9 × 10⁻⁴, with a real minus sign and spaces that no line break parts."""
    mantissa, _, exponent = number.partition("e")
    if exponent:
        raised = str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
        number = f"{mantissa}\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}10{raised}"
    return number.replace("-", "−")
