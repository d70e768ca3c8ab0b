"""What a formula is held against, and what a check found."""

import contextlib
import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..errors import Problem, as_false
from ..meaning.stepwise import Span
from ..models.forward import parameters
from ..models.model import Model
from ..models.points import Point
from ..models.raised import inputs_at, place

# NumPy's letters for whole and real numbers; booleans and complex numbers are not accepted.
REAL = "iuf"
# Complex steps are exact to rounding; what is left are a few roundings in each side.
TOLERANCE = 1e-9
# Two exact zeros may come out as roundings of terms of order one.
FLOOR = 1e-15
# So many elements of an array a message shows.
_FIRST = 4


def residual(a: Any, b: Any) -> float:
    """|a - b| relative to the larger; 0 for values that are equal up to the rounding of zeros.

    Of arrays it is that of the elements that differ most.
    """
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        return furthest(a, b)[0]
    return _residual(a, b)


def _residual(a: Any, b: Any, scale: float = 0.0) -> float:
    """The residual of two numbers, which stand among others as large as `scale`."""
    a, b = complex(a), complex(b)
    difference = abs(a - b)
    smaller, larger = sorted((abs(a), abs(b)))
    if difference <= FLOOR * scale or (difference <= FLOOR and (smaller == 0 or larger > FLOOR)):
        return 0.0
    return float(difference / larger)


def furthest(a: Any, b: Any) -> tuple[float, str, Any, Any]:
    """The elements of two values that differ most: by how much, where, and what they are.

    A number may stand beside an array of zeros; its place is said in no words.
    """
    if not (isinstance(a, np.ndarray) or isinstance(b, np.ndarray)):
        return _residual(a, b, float(min(abs(a), abs(b)))), "", a, b
    scale = float(min(np.max(np.abs(a)), np.max(np.abs(b))))
    first, second = np.broadcast_arrays(a, b)
    residuals = [_residual(*pair, scale) for pair in zip(first.flat, second.flat, strict=True)]
    worst = int(np.argmax(residuals))
    index = np.unravel_index(worst, first.shape)
    place = f" in element ({', '.join(str(i + 1) for i in index)})" if index else ""
    return residuals[worst], place, first.flat[worst], second.flat[worst]


def digits(value: float) -> int:
    """To how many digits two numbers with this residual agree."""
    return 15 if value < 1e-15 else int(min(15, np.floor(-np.log10(value))))


def number(value: Any) -> str:
    """A value as messages show it."""
    if isinstance(value, np.ndarray):
        return f"[{', '.join(map(number, value.flat[:_FIRST]))}{', …' * (value.size > _FIRST)}]"
    return f"{complex(value).real:.12g}"


@dataclass(frozen=True)
class Binding:
    """The snippet, or one element of it, that an equation is held against."""

    model: Model
    snippet: str
    element: tuple[int, ...] | None

    def value(self, point: Point, step: int | None = None) -> Any:
        """What the whole snippet returns, or at a step. Raises Problem unless real and finite."""
        try:
            value = self.computed(point, step)
        except Problem:
            self._check_is_value(point)
            raise
        except (Exception, SystemExit) as error:
            problem = self._problem(
                f"raises {type(error).__name__}: {error}{place(error, self.model)}"
                + inputs_at(point, self.snippet),
                "a value for any inputs",
            )
            raise as_false(problem, error) from None
        if np.asarray(value).dtype.kind not in REAL:
            raise self._problem(
                f"returns {type(value).__name__}", "a real number or an array of them"
            )
        if not np.isfinite(value).all():
            raise self._problem(f"is not finite at {point.label}", "finite values for any inputs")
        return value

    def computed(self, point: Point, step: int | None) -> Any:
        """What the whole snippet returns, or at a step, whatever it is."""
        value = point.values[self.snippet]
        return value if step is None else value[step]

    def at(self, point: Point, step: int | None = None) -> Any:
        """The value, or the one element, that is meant."""
        value = self.value(point, step)
        return value if self.element is None else value[self.element]

    def _check_is_value(self, point: Point) -> None:
        """Raise Problem for a function of NOTATION, which is called with anything."""
        called = next((n for n in self.model.names if n.python == self.snippet), None)
        known = {*point.inputs, *point.values.functions}
        if called is None or not called.is_function:
            return
        if not known >= set(parameters(point.values.functions[self.snippet])):
            raise Problem(
                f"the snippet {self} is a function, {called.latex}, and no value: it is not known "
                "what it is called with",
                "the function that computes the left side",
                f"name the one that calls {self.snippet}",
            )

    def _problem(self, wrong: str, expected: str) -> Problem:
        return Problem(f"the snippet {self} {wrong}", expected, f"correct it in {self.model.path}")

    def __str__(self) -> str:
        element = "" if self.element is None else str([i + 1 for i in self.element])
        return f"{self.model.name}.{self.snippet}{element.replace(' ', '')}"


@dataclass
class Report:
    """What a check found: the largest residual of each link, or why there is none."""

    sides: int  # how many of them are said to equal another
    decimals: int  # how many of the sides are numbers with a decimal point
    inequalities: int = 0
    residuals: dict[str, float | None] = field(
        default_factory=lambda: {"sides": 0.0, "python": None, "calculus": None, "central": None}
    )
    why: dict[str, str] = field(default_factory=dict)
    value: Any = None
    cases: int = 0
    decided: int = 0  # the points at which all inequalities were decided
    where: tuple[tuple[str, str], ...] = ()  # symbols with the domains that it holds in only
    spans: tuple[Span, ...] = ()  # the steps that it holds for

    def saw(self, link: str, found: float) -> None:
        self.residuals[link] = max(self.residuals[link] or 0.0, found)


@contextlib.contextmanager
def strictly(what: str) -> Iterator[None]:
    """Turn non-finite arithmetic and printing into Problems."""
    printed = io.StringIO()
    try:
        with (
            np.errstate(divide="raise", over="raise", invalid="raise"),
            contextlib.redirect_stdout(printed),
            warnings.catch_warnings(),
        ):
            # What drops the imaginary part has no derivative by complex steps.
            warnings.simplefilter("error", np.exceptions.ComplexWarning)
            yield
    except Problem:
        raise
    except (Exception, SystemExit) as error:
        problem = Problem(
            f"{what} cannot be evaluated: {type(error).__name__}: {error}",
            "finite values for any inputs",
            "correct the formula",
        )
        raise as_false(problem, error) from None
    if printed.getvalue():
        raise Problem(
            f"a snippet prints {printed.getvalue().strip()[:40]!r}",
            "a snippet that prints nothing",
            "return values; print under `if __name__ == '__main__':` only",
        )
