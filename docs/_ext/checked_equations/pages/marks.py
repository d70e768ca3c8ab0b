"""What the build says of an equation, in plain words and numbers."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from markupsafe import Markup

from ..equations.notation.walks import Steps, Walk
from ..equations.values.figures import pretty
from ..equations.values.report import Report, digits


def mark_text(report: Report) -> str:
    """What the build found, in one sentence without its full stop."""
    equal = report.sides - report.decimals
    words = []
    if equal > 1 and report.inequalities:
        words.append("the sides of each = agree")
    elif equal > 1:
        words.append("both sides agree" if equal == 2 else f"all {equal} sides agree")
    if report.decimals:
        words.append("the numbers are right to the digits written")
    if report.inequalities:
        words.append(f"{_inequalities(report)} at {report.decided} points")
    words.append("the Python agrees")
    calculus = report.residuals["calculus"]
    if calculus is not None:
        words.append(f"a numerical derivative agrees to {digits(calculus)} digits")
    steps = " and ".join(map(str, report.spans)).replace("-", "−")
    return (f"for {steps} " if steps else "") + ", ".join(words)


def mark_rows(report: Report) -> list[tuple[str, str, str]]:
    """What was compared, the finding, and the largest relative difference."""
    rows = [("python", "equals the formula", _residual(report.residuals["python"]))]
    if report.residuals["sides"] is not None:
        which = "the sides of each =" if report.inequalities else "every side"
        equal = (which, "equal at every point, for every index")
        rows.insert(0, (*equal, _residual(report.residuals["sides"])))
    if report.decimals:
        rows.append(("numbers", "right on the running example", "to the digits written"))
    if report.inequalities:
        what, holds = _inequalities(report).rsplit(" ", 1)
        how = "decided with error bounds; a search for a worse point found none"
        rows.append((what, f"{holds} at {report.decided} points", how))
    for what, link, outcome in (
        ("complex step of the forward pass", "calculus", "equals the Python"),
        ("central differences", "central", "confirm it"),
    ):
        found = report.residuals[link]
        none = ("does not apply", report.why.get("calculus", ""))
        rows.append((what, *(none if found is None else (outcome, _residual(found)))))
    return rows


def _inequalities(report: Report) -> str:
    number = report.inequalities
    return "the inequality holds" if number == 1 else f"the {number} inequalities hold"


def _residual(found: float | None) -> str:
    return "0" if not found else pretty(f"{found:.0e}")


def percent(off: float) -> str:
    """A relative difference, 0.026 %, which no line break parts."""
    style = ".0f" if off >= 0.1 else ".2g"
    return f"{pretty(format(100 * off, style))}\N{NO-BREAK SPACE}%"


def show(value: Any) -> Markup:
    """A value of the running example, six digits; a matrix as a grid."""
    if isinstance(value, Walk):
        value = value.by_step()
    if isinstance(value, Steps):
        ends = [","] * (len(value) - 1) + ["}"]
        one = Markup('<span class="at-step">{}:\N{NO-BREAK SPACE}{}{}</span>')
        steps = zip(value, map(show, value.values()), ends, strict=True)
        return Markup("{") + Markup(" ").join(one.format(*step) for step in steps)
    if np.ndim(value) == 0:
        return Markup.escape(pretty(f"{float(value):.6g}"))
    if np.ndim(value) == 2:
        return _grid([[show(v) for v in row] for row in value])
    return Markup("[{}]").format(Markup(", ").join(map(show, value)))


def _grid(rows: list[list[Markup]]) -> Markup:
    """The numbers of a matrix, those of a column with their points below each other."""
    columns = [lacking(column) for column in zip(*rows, strict=True)]
    cell = Markup('<span style="--lacks: {:g}">{}</span>')
    lines = (
        Markup(" ").join(cell.format(lacks, text) for lacks, text in zip(lacked, row, strict=True))
        for lacked, row in zip(zip(*columns, strict=True), rows, strict=True)
    )
    return Markup('<span class="array">{}</span>').format(
        Markup("\n").join(Markup("<span>{}</span>").format(line) for line in lines)
    )


def lacking(numbers: Sequence[str]) -> list[float]:
    """By how many digits each number ends before the longest, counted from the point.

    The point is as wide as half a digit.
    """
    widths = [_behind_the_units(number) for number in numbers]
    return [max(widths) - width for width in widths]


def _behind_the_units(number: str) -> float:
    decimals = re.search(r"\.(\d*)", number)
    return len(decimals[1]) + 0.5 if decimals else 0
