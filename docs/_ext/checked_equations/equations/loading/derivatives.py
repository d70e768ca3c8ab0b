"""Derivatives in Python, `f_prime` of `f`: a wrong one is named itself, not what uses it."""

import contextlib
import io
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from ..errors import Elsewhere, Problem
from ..models.code import parsed
from ..models.model import Model
from ..models.sources import sources
from ..notation.symbols import Name
from ..notation.tables import line_of
from ..values.kinks import SMALL, WIDTH, one_sided

# Differences give a slope to this share, and to this share of the value itself. What is off by
# less is found in the equations.
_SLOPE, _VALUE = 1e-5, 1e-9
# Where a function of a module is looked at.
_PLACES = (0.3, -0.3, 0.7, -0.7, 1.1, -1.1, 1.6, -1.6)


def check_given(model: Model) -> None:
    """Demand that each f_prime in EXAMPLE is the derivative of f where the snippets call it.

    Raises Problem, its `offset` being a line.
    """
    for name in model.names:
        python = f"{name.python}_prime"
        if name.is_function and {name.python, python} <= model.example.keys():
            for arguments, value in _calls(model, python):
                off = _off(model.example[name.python], name, arguments, value)
                if off:
                    raise Problem(
                        f"{python} in EXAMPLE is not the derivative of {name.python}: {off}",
                        "the derivative of the function",
                        f"correct {python} or {name.python}",
                        line_of(parsed(model.text), "EXAMPLE", python),
                    )


@lru_cache(maxsize=1024)
def check_derivatives(model: Model, snippet: str) -> None:
    """Demand right derivatives of the model's functions in all that a snippet runs.

    Raises Elsewhere, at the function that is wrong.
    """
    named = [n for n in model.names if n.is_function and n.python not in model.example]
    behind = sorted(model.behind([snippet]))
    functions = dict.fromkeys(s.function for python in behind for s in sources(model, python))
    for name in named:
        like = re.compile(_LIKE.format(name.python.strip("_")))
        for function in functions:
            off = like.fullmatch(function.__name__) and _off_somewhere(model, name, function)
            if off:
                module = str(function.__globals__["__name__"])
                raise Elsewhere(
                    f"{function.__name__} is not the derivative of {name.python}: {off}",
                    "the derivative of the function",
                    f"correct {function.__name__} or {name.python}",
                    f"{module.replace('.', '/')}.py",
                    function.__code__.co_firstlineno,
                )


# How the derivative of a function may be called: `sigma_prime`, `_dsigma`, `sigma_derivative`.
_LIKE = r"_*(?:d_?{0}(?:_d\w+)?|{0}_(?:prime|deriv\w*|grad\w*|slope))"


def _off_somewhere(model: Model, name: Name, derivative: Callable[..., Any]) -> str:
    """Where a function of one number differs from a derivative, by the argument or the value."""
    function = model.namespace[name.python]
    by_argument = [_off(function, name, (at,), _quietly(derivative, at)) for at in _PLACES]
    by_value = [
        _off(function, name, (at,), _quietly(derivative, _quietly(function, at))) for at in _PLACES
    ]
    return next(filter(None, by_argument), "") if any(by_value) else ""


def _calls(model: Model, python: str) -> list[tuple[tuple[Any, ...], Any]]:
    """The arguments that the snippets call a function of EXAMPLE with, and what it returns."""
    calls: list[tuple[tuple[Any, ...], Any]] = []

    def recorded(*arguments: Any) -> Any:
        value = model.example[python](*arguments)
        calls.append((arguments, value))
        return value

    values = model.values({**model.example, python: recorded})
    for name in model.snippets:
        if python in model.behind([name]):
            _quietly(values.__getitem__, name)
    return calls


def _quietly(function: Callable[..., Any], *arguments: Any) -> Any:
    """What a function returns; NaN where it fails, for which it has a message of its own."""
    with contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
        try:
            return function(*arguments)
        except (Exception, SystemExit):
            return np.nan


def _off(function: Callable[..., Any], name: Name, arguments: tuple[Any, ...], value: Any) -> str:
    """Where the value of a derivative is not the slope of the function by its last argument, or ''.

    Nothing is said where the function has a kink, or one of them no value.
    """
    *others, last = arguments
    at = np.array(last, dtype=float)
    for index in np.ndindex(at.shape):

        def moved(step: float, index: tuple[int, ...] = index) -> Any:
            if not name.signature.is_of_arrays:
                return function(*others, at[index] + step)
            there = at.copy()
            there[index] += step
            return function(*others, there[()])

        here, left, right, found = (
            _number(x)
            for x in (
                _quietly(moved, 0.0),
                _quietly(one_sided, moved, -WIDTH),
                _quietly(one_sided, moved, WIDTH),
                _quietly(lambda index=index: np.broadcast_to(value, at.shape)[index]),
            )
        )
        allowed = _SLOPE * max(abs(left), abs(right), SMALL) + _VALUE * abs(here)
        if abs(left - right) <= allowed < abs(found - right):
            return f"at {at[index]:.6g} it gives {found:.6g}, and the slope there is {right:.6g}"
    return ""


def _number(value: Any) -> float:
    """A value as a number; NaN for anything else."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return np.nan
