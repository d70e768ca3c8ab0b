"""Recurrences over layers and time: what STEPS declares, indices such as `l-1`, values by step."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np

from ..errors import Problem
from .sizes import rule_line

# The shape of a symbol that stands for the size of an axis.
SIZE_OF = "size of "
# What messages say of it.
AS_SIZE = f"with the shape `{SIZE_OF}AXIS` if it is the size of an axis"


class NoStep(Problem):
    """Something asks for a step at which a name has no value."""


@dataclass(frozen=True)
class Range:
    """The steps of one letter, `l` from 1 to L; `size` is the Python name of the last one."""

    letter: str
    first: int
    last: str
    size: str


@dataclass(frozen=True)
class Place:
    """A step as a formula writes it, `l-1`, `L` or `3`: a letter, or none, and what is added."""

    letter: str
    shift: int

    def __str__(self) -> str:
        if not self.letter:
            return str(self.shift)
        return f"{self.letter}{self.shift:+d}" if self.shift else self.letter

    def moved(self, shift: int) -> "Place":
        return replace(self, shift=self.shift + shift)

    def at(self, steps: Mapping[str, int]) -> int:
        return (steps[self.letter] if self.letter else 0) + self.shift


# A last step may have a subscript: n_l.
_END = r"[a-zA-Z]'*(?:_[a-zA-Z0-9])?"
_PLACE = re.compile(rf"({_END})([+-]\d+)?|(-?\d+)")


@lru_cache(maxsize=4096)
def read_place(text: str) -> Place | None:
    """A step that is written down; None where it is no letter, number, or shifted letter."""
    found = _PLACE.fullmatch(text)
    return found and Place(found[1] or "", int(found[2] or found[3] or 0))


_BRACKETS = re.compile(r"(\(|\[|<|\\langle ?|)(.*?)(\)|\]|>| ?\\rangle|)")


@lru_cache(maxsize=4096)
def layer_parts(layer: str) -> tuple[str, str, str]:
    """A superscript as the bracket that opens it, what is inside, and the one that closes it."""
    found = _BRACKETS.fullmatch(layer)
    return (found[1], found[2], found[3]) if found else ("", layer, "")


_OF_STEP = re.compile(r"([^\[\]]+)\[([^\[\]]+)\]")


@lru_cache(maxsize=4096)
def axis_parts(axis: str) -> tuple[str, Place] | None:
    """`units[l-1]`, an axis whose size depends on the step, as its name and the step."""
    found = _OF_STEP.fullmatch(axis)
    place = read_place(found[2].replace(" ", "")) if found else None
    return (found[1], place) if found and place else None


def read_axis(text: str) -> str:
    """An axis as all others write it: without blanks beside it, or within its step."""
    axis = text.strip()
    parts = axis_parts(axis)
    return f"{parts[0]}[{parts[1]}]" if parts else axis


def family_of(axis: str) -> str:
    """The name of an axis, whatever its step."""
    parts = axis_parts(axis)
    return parts[0] if parts else axis


def steps_of(family: str, axes: Iterable[str]) -> list[int]:
    """The steps at which an axis has a size, in order."""
    parts = map(axis_parts, axes)
    return sorted(part[1].shift for part in parts if part and part[0] == family)


def axis_at(axis: str, letter: str, place: Place) -> str:
    """The axis where the step `letter` is that of `place`: `units[l-1]` at `l+1` is `units[l]`."""
    parts = axis_parts(axis)
    if parts is None or parts[1].letter != letter:
        return axis
    return f"{parts[0]}[{place.moved(parts[1].shift)}]"


def axis_of(axis: str, steps: Mapping[str, int]) -> str:
    """The axis with a number for its step, as sizes know it."""
    parts = axis_parts(axis)
    return f"{parts[0]}[{parts[1].at(steps)}]" if parts else axis


class Steps(dict[int, Any]):
    """What is given of a name: its values by step."""


def each_step(value: Any, change: Callable[[Any], Any]) -> Any:
    """The value changed, or each of its steps."""
    if isinstance(value, Steps):
        return Steps({step: change(one) for step, one in value.items()})
    return change(value)


def parts_of(value: Any) -> list[Any]:
    """The value, or those of all its steps."""
    if isinstance(value, Walk):
        value = value.by_step()
    return list(value.values()) if isinstance(value, Steps) else [value]


@dataclass(eq=False)
class Walk:
    """The values of one name by step: a given one as it is, any other computed when asked for."""

    python: str
    known: dict[int, Any]
    range: Range
    last: int
    compute: Callable[[int], Any] | None = None
    running: set[int] = field(default_factory=set)

    def _whole(self, *_: Any, **__: Any) -> Any:
        python, letter = self.python, self.range.letter
        raise TypeError(f"{python} has a value for each step, {python}[{letter}]")

    # Or Python would try steps from 0 on, and NumPy would take it for a number.
    __iter__ = __contains__ = __array__ = _whole

    def __getitem__(self, step: int) -> Any:
        if step not in self.known:
            self.known[step] = self._computed(step)
        return self.known[step]

    def _computed(self, step: int) -> Any:
        # A recurrence may begin one step before the first.
        is_step = isinstance(step, int | np.integer)
        within = is_step and self.range.first - 1 <= step <= self.last
        if self.compute is None or not within:
            fix = "correct the step, or give its value in EXAMPLE"
            if self.compute is not None and is_step and step > self.last:
                fix = f"correct the step, or say by an equation what {self.python} is at "
                fix += f"{self.range.last}: nothing is computed behind it"
            raise NoStep(
                f"{self.python} has no step {self.range.letter} = {step}",
                f"a step up to {self.range.last} = {self.last} that {self.python} has a value at",
                fix,
            )
        if step in self.running:
            raise Problem(
                f"{self.python} at {self.range.letter} = {step} follows from itself",
                "a step that follows from other steps",
                "correct the steps that the function reads",
            )
        self.running.add(step)
        try:
            value = self._before_first() if step < self.range.first else self.compute(step)
        finally:
            self.running.discard(step)
        if isinstance(value, np.ndarray):
            value.flags.writeable = False
        return value

    def _before_first(self) -> Any:
        """What a recurrence begins with, if that is a number: 1/(1 - b^0) of Adam is none."""
        assert self.compute is not None, "without it there is nothing to compute"
        step = self.range.first - 1
        try:
            with np.errstate(all="ignore"):
                value = self.compute(step)
            if np.asarray(value).dtype == object or np.isfinite(value).all():
                return value
        except ArithmeticError:
            pass
        raise NoStep(
            f"{self.python} has no finite value at {self.range.letter} = {step}",
            f"a step from {self.range.first} on",
            "correct the step, or the function",
        )

    def has(self, step: int) -> bool:
        """Whether there is a value at a step, or something fails that says so when it is read."""
        try:
            self[step]
        except NoStep:
            return False
        except (Exception, SystemExit):
            return True
        return True

    def steps(self) -> list[int]:
        """All steps that there is a value at."""
        asked = {*self.known, *range(self.range.first - 1, self.last + 1)}
        return sorted(step for step in asked if self.has(step))

    def by_step(self) -> Steps:
        """All its values."""
        return Steps({step: self[step] for step in self.steps()})


_RANGE = re.compile(rf"\s*(-?\d+)\s*\.\.\s*({_END})\s*")


def read_steps(namespace: Mapping[str, Any], text: str) -> dict[str, Range]:
    """What STEPS declares, by letter. Raises Problem, its `offset` being a line.

    A number of that name is the module's own.
    """
    written = namespace.get("STEPS", {})
    if isinstance(written, int | float):
        return {}
    if not isinstance(written, dict):
        raise Problem(
            f"STEPS is {written!r}",
            "a step letter with its range",
            'write {"l": "1..L"}',
            rule_line(text, declared="STEPS"),
        )
    return {letter: _range(letter, part, namespace, text) for letter, part in written.items()}


def _range(letter: Any, written: Any, namespace: Mapping[str, Any], text: str) -> Range:
    line = rule_line(text, letter, "STEPS")
    found = _RANGE.fullmatch(written) if isinstance(written, str) else None
    if not isinstance(letter, str) or not re.fullmatch("[a-zA-Z]", letter) or found is None:
        raise Problem(
            f"STEPS says {written!r} of {letter!r}",
            "a letter, and a range from a number to the symbol of the last step",
            'write {"l": "1..L"}',
            line,
        )
    shape = f"{SIZE_OF}{letter}"
    notation = namespace["NOTATION"].items()
    sizes = [n for n, entry in notation if entry[0] == found[2] and entry[1] == shape]
    if not sizes:
        raise Problem(
            f"STEPS ends at {found[2]}, which NOTATION does not declare",
            f"a symbol {found[2]} with the shape {shape!r}",
            f'write "{found[2]}": ("{found[2]}", "{shape}", "…")',
            line,
        )
    if letter in namespace["NOTATION"] or letter in namespace["EXAMPLE"]:
        raise Problem(
            f"{letter} is a step letter, and the name of a value too",
            "one meaning for each name",
            "rename one of them",
            line,
        )
    return Range(letter, int(found[1]), found[2], sizes[0])


def given_steps(python: str, value: Any, computed: bool, steps: Range) -> Steps:
    """What EXAMPLE gives of a name that has a value for each step. Raises Problem."""
    fix = f"write a dictionary, {{{steps.first}: …, {steps.first + 1}: …}}"
    if isinstance(value, list | tuple):
        if not value or any(v is not None for v in value[: max(steps.first, 0)]):
            raise Problem(
                f"{python} is a list that begins with step 0, and {steps.letter} begins with "
                f"{steps.first}",
                "the value of each step by its number",
                fix,
            )
        value = {step: one for step, one in enumerate(value) if one is not None}
    whole = isinstance(value, dict) and value and all(type(key) is int for key in value)
    if not whole or sorted(value) != list(range(min(value), max(value) + 1)):
        raise Problem(
            f"{python} is {value!r}, and its symbol has the step {steps.letter}",
            "the value of each step by its number, without a gap",
            fix,
        )
    if computed and max(value) >= steps.first:
        raise Problem(
            f"{python} is given at {steps.letter} = {max(value)}, and computed from "
            f"{steps.letter} = {steps.first} on",
            f"given values for steps before {steps.first}",
            "remove it from EXAMPLE",
        )
    return Steps(value)
