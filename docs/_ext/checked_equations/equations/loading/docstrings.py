"""What docstrings say of shapes, `Shape: hidden, output.` or `A scalar.`, is held to the values."""

import contextlib
import io
import re
from typing import Any

import numpy as np

from ..errors import Problem
from ..models.model import Snippet
from ..models.points import Point, Points

_SHAPE = re.compile(r"\bShape\b:?\s*\(?(?P<axes>[^().:]*)")
_SCALAR = re.compile(r"\bA scalar\b")
# LaTeX, which on a page is checked, and in a listing is not.
_FORMULA = re.compile(r"\$[^$\n]+\$|\\[a-zA-Z]+")


def wrong_docstrings(points: Points) -> list[tuple[Snippet, Problem]]:
    """The snippets whose docstrings say of their shapes what is not so, or hold LaTeX."""
    found = []
    for snippet in points.model.snippets.values():
        docstring = snippet.function.__doc__ or ""
        if formula := _FORMULA.search(docstring):
            found.append((snippet, _unchecked(snippet.name, formula[0])))
        said = _said(docstring)
        if said is not None and (problem := _wrong(snippet.name, said, points)):
            found.append((snippet, problem))
    return found


def _said(docstring: str) -> list[str] | None:
    """The axes that a docstring names, none for a scalar; None where it says nothing of them."""
    if found := _SHAPE.search(docstring):
        axes = [" ".join(axis.split()) for axis in found["axes"].split(",")]
        return [axis for axis in axes if axis not in ("", "scalar")]
    return [] if _SCALAR.search(docstring) else None


def _wrong(name: str, said: list[str], points: Points) -> Problem | None:
    model = points.model
    line = next((n for n in model.names if n.python == name), None)
    if line and not line.is_function and list(line.axes) != said:
        return _problem(name, said, f"and NOTATION {', '.join(line.axes) or 'a scalar'}")
    if odd := [axis for axis in said if axis not in model.sizes and not axis.isdigit()]:
        known = ", ".join(model.sizes) or "none"
        return _problem(name, said, f"and the model has no axis {odd[0]}, only: {known}")
    here = _shape(name, points.example)
    if here is None:
        return None
    if here != _sizes(said, points.example):
        return _problem(name, said, f"and its value the shape {here} in the running example")
    in_numbers = any(map(str.isdigit, said))
    for point in () if in_numbers else points.of_other_sizes():
        shape = _shape(name, point)
        # What is written for the sizes of the running example alone keeps them.
        if shape is not None and any(
            found not in (size, kept)
            for found, size, kept in zip(shape, _sizes(said, point), here, strict=False)
        ):
            return _problem(name, said, f"and its value the shape {shape} at {point.label}")
    return None


def _sizes(axes: list[str], point: Point) -> tuple[int, ...]:
    return tuple(point.sizes[axis] if axis in point.sizes else int(axis) for axis in axes)


def _shape(name: str, point: Point) -> Any:
    """The shape of a value; None where it has none, for which there are other messages."""
    with np.errstate(all="ignore"), contextlib.redirect_stdout(io.StringIO()):
        try:
            return np.shape(point.values[name])
        except (Exception, SystemExit):
            return None


def _unchecked(name: str, formula: str) -> Problem:
    return Problem(
        f"the docstring of {name} holds the formula {formula}, which nothing checks",
        "words",
        "write it on a page, as the equation that the snippet is bound to",
    )


def _problem(name: str, said: list[str], found: str) -> Problem:
    words = f"the shape {', '.join(said)}" if said else "a scalar"
    return Problem(
        f"the docstring of {name} says {words}, {found}",
        "words that are true of the value",
        "correct the docstring or the function",
    )
