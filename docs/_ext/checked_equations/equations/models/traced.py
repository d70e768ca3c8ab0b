"""Numbers that note how they are compared, and know what they were computed from.

A snippet runs on arrays of them, so that whatever it does with its arguments can be seen.
"""

import operator
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from types import FrameType
from typing import Any, NamedTuple

import numpy as np

from ..errors import Problem
from ..notation.walks import each_step
from .model import Model
from .outcomes import Listener, Test

# How a comparison reads, and what it is called.
_SIGNS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!="}
# What has steps: what it gives is not known beforehand.
STEPS = ("floor", "ceil", "rint", "trunc")
# Where between two whole numbers a step is, if it is not at them.
_STEPS_AT = {"rint": 0.5}
# The relation to a constant, and that of numbers which are equal at single points only.
ABOVE, EQUAL = "above", "=="
# The relations to zero of what a root or a logarithm is taken of, where it has two branches, and of
# one over it, where it leaps from one end of the numbers to the other.
ROOT, POLE = "root", "pole"
# That of a sum to the constant that was added: where it is zero, a number that is written leads.
LEVEL = "level"
# Functions that have one value and all derivatives for any number, by NumPy's names.
_NAMES = """
exp exp2 expm1 sin cos sinh cosh tanh square reciprocal logaddexp logaddexp2
degrees radians rad2deg deg2rad conjugate positive negative
"""
_SMOOTH = frozenset(_NAMES.split())
# Functions that leap where what they are taken of does.
LEAPING = ("arctan", "arcsinh")
# Functions that have it up to where something vanishes.
_UP_TO_A_ROOT: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(("sqrt", "cbrt", "log", "log2", "log10"), lambda number: number),
    "hypot": np.hypot,
    "log1p": lambda number: 1 + number,
    "tan": np.cos,
    **dict.fromkeys(("arcsin", "arccos", "arctanh"), lambda number: 1 - number * number),
    "arccosh": lambda number: number - 1,
}


class Kink(NamedTuple):
    """A place where different things happen: by which relation, and to which constant if any."""

    file: str
    line: int
    function: str
    instruction: int
    relation: str
    constant: float | None

    @property
    def place(self) -> str:
        return f"{self.function} ({self.file}:{self.line})" if self.line else self.function

    @property
    def is_test(self) -> bool:
        """Whether it is a test of a snippet, whose relation is how it is written."""
        return self.relation not in (*_SIGNS.values(), *STEPS, ABOVE, ROOT, POLE)

    def unreached(self, outcome: Any) -> str:
        """What never happens where only this does."""
        if self.relation in STEPS:
            return f"{self.relation} gives anything but {outcome:g}"
        if self.relation == ABOVE:
            other = "another" if self.constant is None else f"{self.constant:g}"
            return f"a value is {'below' if outcome else 'above'} {other}"
        if self.relation == EQUAL and self.constant is not None:
            return f"a value is equal to {self.constant:g}"
        never = f"{self.relation} {'does not hold' if outcome else 'holds'}"
        return never if self.is_test else f"{never} between two values"


@dataclass
class Trace:
    """What happened while snippets of a package ran on traced numbers."""

    package: str
    sides: dict[Kink, set[Any]] = field(default_factory=dict)
    # The inputs that were compared as they are: what is known of them decides.
    inputs: dict[Kink, set[str]] = field(default_factory=dict)
    # What is compared less what it is compared with, and what roots are taken of.
    margins: dict[Kink, list[float]] = field(default_factory=dict)
    # The sums with constants, if these are asked for.
    levels: dict[Kink, list[float]] | None = None
    # Where a number was taken out, so that nothing is known of what became of it.
    escapes: list[str] = field(default_factory=list)
    # Which part of the formula itself compares.
    part: int = 0
    # How often values were compared.
    compared: int = 0

    def numbers(self, value: Any, python: str = "") -> Any:
        """The same value made of traced numbers, which come from the input of that name."""
        if np.asarray(value).dtype.kind not in "f":
            return value
        return np.frompyfunc(lambda n: Traced(np.float64(n), self, python=python), 1, 1)(value)

    def compares(self, number: "Traced", sign: str, other: Any, outcome: bool) -> None:
        """Note how a number and another are ordered."""
        self.compared += 1
        constant = None if isinstance(other, Traced) else float(other)
        if constant is not None and not np.isfinite(constant):
            return  # no finite number is beyond it
        if sign in ("==", "!="):
            relation, outcome = EQUAL, outcome == (sign == "==")
        elif constant is not None:
            relation, outcome = ABOVE, outcome == (">" in sign)
        elif sign in ("<", ">"):
            # Sorting asks first whether it is below, and if not, whether it is above.
            relation, outcome = ABOVE, outcome == (sign == ">")
        else:
            relation = sign
        self._notes(number, relation, constant, outcome)
        if isinstance(other, Traced):
            self._notes(other, relation, constant, outcome)
        self._differs(relation, constant, number.value - _value(other))

    def hears(self, test: Test, outcome: bool) -> None:
        """Note how a test of a snippet comes out."""
        kink = Kink(*test, None)
        self.sides.setdefault(kink, set()).add(outcome)
        self.inputs.setdefault(kink, set())

    @property
    def listener(self) -> Listener:
        """Who hears how the tests of snippets come out."""
        return Listener(self.hears, lambda: self.compared, [0])

    @property
    def branches(self) -> dict[Kink, list[float]]:
        """The margins of what has branches without a comparison."""
        return {k: found for k, found in self.margins.items() if k.relation in (ROOT, POLE)}

    def vanishes(self, value: Any) -> None:
        """Note what has another branch beyond where it is zero, or leaps."""
        self._differs(ROOT, None, value)
        self.leaps(value)

    def leaps(self, value: Any) -> None:
        """Note one over a value: where that is zero, the value leaps."""
        self._differs(POLE, None, 1 / value if value else np.inf)

    def adds(self, constant: Any, value: Any) -> None:
        """Note what is left of a sum with a constant."""
        if self.levels is not None and constant and np.isreal(constant):
            kink = Kink(*self._place(), LEVEL, float(np.real(constant)))
            self.levels.setdefault(kink, []).append(float(value))

    def _differs(self, relation: str, constant: float | None, margin: Any) -> None:
        kink = Kink(*self._place(), relation, constant)
        self.margins.setdefault(kink, []).append(float(margin))

    def steps(self, number: "Traced", name: str, outcome: float) -> None:
        """Note what a function gives that is constant between its steps, and the closest of them.

        How far off that is has one sign above it and the other below, by turns, and no leap.
        """
        self._notes(number, name, None, outcome)
        shifted = number.value - _STEPS_AT.get(name, 0.0)
        closest = np.rint(shifted)
        self._differs(name, None, (shifted - closest) * (1 - 2 * (closest % 2)))

    def _notes(self, number: "Traced", relation: str, constant: float | None, outcome: Any) -> None:
        kink = Kink(*self._place(), relation, constant)
        self.sides.setdefault(kink, set()).add(outcome)
        self.inputs.setdefault(kink, set()).add(number.python)

    def unknown(self, what: str) -> Problem:
        """The complaint about something that might have branches."""
        file, line, function, _ = self._place()
        return Problem(
            f"{function} ({file}:{line}) uses {what}, and it is not seen whether all of its "
            "branches are checked",
            "functions without branches, or comparisons",
            "write it with np.where and a comparison, or with exp, log, sin, cos, tanh, sqrt "
            "and the like",
        )

    def escapes_by(self, what: str) -> None:
        """Note that a number was taken out."""
        file, line, function, _ = self._place()
        self.escapes.append(f"{function} ({file}:{line}) takes a number out of its array by {what}")

    def _place(self) -> tuple[str, int, str, int]:
        """The innermost line of the package that runs; a formula's own has no line."""
        frame: FrameType | None = sys._getframe(2)
        inside = f"{self.package}."
        while frame is not None:
            module = frame.f_globals.get("__name__", "")
            if module == self.package or module.startswith(inside):
                code = frame.f_code
                file = os.path.basename(code.co_filename)
                return file, frame.f_lineno, code.co_name, frame.f_lasti
            frame = frame.f_back
        return "the formula", 0, "the formula", self.part


class Traced:
    """A number; `python` is the input that it is an element of, if it is one."""

    __slots__ = ("causes", "python", "trace", "value")

    def __init__(
        self, value: Any, trace: Trace, causes: tuple["Traced", ...] = (), python: str = ""
    ) -> None:
        self.value = np.float64(value)
        self.trace = trace
        self.causes = causes
        self.python = python

    def __hash__(self) -> int:
        self.trace.escapes_by("a set, a dictionary or a cache")
        return hash(float(self.value))

    @property
    def real(self) -> "Traced":
        return self

    def before(self) -> Iterator["Traced"]:
        """All that it was computed from, each once."""
        rest, seen = list(self.causes), set[int]()
        while rest:
            number = rest.pop()
            if id(number) not in seen:
                seen.add(id(number))
                yield number
                rest += number.causes

    def conjugate(self) -> "Traced":
        return self

    def alike(self, number: Any) -> "Traced":
        """The same number, traced."""
        return number if isinstance(number, Traced) else Traced(number, self.trace)

    def __neg__(self) -> "Traced":
        return self._follows(-self.value)

    def __pos__(self) -> "Traced":
        return self

    def __abs__(self) -> "Traced":
        self.trace.compares(self, ">=", 0.0, bool(self.value >= 0))
        return self._follows(abs(self.value))

    def __bool__(self) -> bool:
        self.trace.compares(self, "!=", 0.0, bool(self.value != 0))
        return bool(self.value != 0)

    def __float__(self) -> float:
        self.trace.escapes_by("float() or a function that is not NumPy's")
        return float(self.value)

    def __str__(self) -> str:
        self.trace.escapes_by("str()")
        return str(self.value)

    def __int__(self) -> int:
        return int(self._step("trunc").value)

    def __round__(self, digits: int = 0) -> "Traced":
        shifted: Traced = operator.mul(self, 10.0**digits)
        rounded: Traced = operator.truediv(shifted._step("rint"), 10.0**digits)
        return rounded

    def __floor__(self) -> "Traced":
        return self._step("floor")

    def __ceil__(self) -> "Traced":
        return self._step("ceil")

    def __trunc__(self) -> "Traced":
        return self._step("trunc")

    def __floordiv__(self, other: Any) -> Any:
        return (self / other)._step("floor")

    def __mod__(self, other: Any) -> Any:
        return self - other * (self // other)

    def _follows(self, value: Any, *others: Any) -> "Traced":
        if isinstance(value, complex | np.complexfloating):
            raise self.trace.unknown("complex numbers")
        causes = (self, *(other for other in others if isinstance(other, Traced)))
        return Traced(value, self.trace, causes)

    def _step(self, name: str) -> "Traced":
        value = getattr(np, name)(self.value)
        self.trace.steps(self, name, float(value))
        return self._follows(value)

    def __getattr__(self, name: str) -> Callable[..., "Traced"]:
        """NumPy asks the elements of an array of objects for the method `exp`, and so on."""
        if name.startswith("__"):  # what it asks any object for, again and again
            raise AttributeError(f"a traced number has no {name}")
        if name == "fabs":
            return self.__abs__
        if name in STEPS:
            return partial(self._step, name)
        function = getattr(np, name, None)
        if not isinstance(function, np.ufunc):
            raise AttributeError(f"a traced number has no {name}")

        def method(*others: Any) -> Traced:
            values = [self.value, *map(_value, others)]
            if name in _UP_TO_A_ROOT:
                self.trace.vanishes(_UP_TO_A_ROOT[name](*values))
            elif name in LEAPING:
                self.trace.leaps(self.value)
            elif name not in _SMOOTH:
                raise self.trace.unknown(f"np.{name}")
            return self._follows(function(*values), *others)

        return method


def _value(number: Any) -> Any:
    return number.value if isinstance(number, Traced) else number


_SUMS = (operator.add, operator.sub)


def _calculates(operation: Callable[[Any, Any], Any], *, swapped: bool) -> Callable[..., Any]:
    def method(self: Traced, other: Any) -> Any:
        # Arrays are left to NumPy, which takes each element.
        if isinstance(other, np.ndarray):
            return NotImplemented
        pair = (_value(other), self.value) if swapped else (self.value, _value(other))
        if operation is operator.pow and not (np.isreal(pair[1]) and float(pair[1]).is_integer()):
            self.trace.vanishes(pair[0])
        value = operation(*pair)
        if self.trace.levels is not None and operation in _SUMS and not isinstance(other, Traced):
            self.trace.adds(other, value)
        return self._follows(value, other)

    return method


def _compares(name: str) -> Callable[..., Any]:
    def method(self: Traced, other: Any) -> Any:
        if not isinstance(other, Traced | np.generic | int | float):
            return NotImplemented
        outcome = bool(getattr(operator, name)(self.value, _value(other)))
        self.trace.compares(self, _SIGNS[name], other, outcome)
        return outcome

    return method


for _name in ("add", "sub", "mul", "truediv", "pow"):
    setattr(Traced, f"__{_name}__", _calculates(getattr(operator, _name), swapped=False))
    setattr(Traced, f"__r{_name}__", _calculates(getattr(operator, _name), swapped=True))
for _name in _SIGNS:
    setattr(Traced, f"__{_name}__", _compares(_name))


def traced_inputs(model: Model, inputs: dict[str, Any], trace: Trace) -> dict[str, Any]:
    """Inputs made of traced numbers; functions and whole numbers stay."""
    return {
        python: value
        if callable(value)
        else each_step(value, partial(trace.numbers, python=python))
        for python, value in inputs.items()
    }


def package_of(model: Model) -> str:
    """The package that the snippets of a model are in."""
    return str(model.namespace["__name__"]).split(".")[0]
