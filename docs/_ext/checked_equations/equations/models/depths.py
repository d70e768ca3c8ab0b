"""What has steps in a module, how many steps there are, and other numbers of them to check at."""

import types
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ..errors import Problem
from ..notation.sizes import Rule, other_sizes
from ..notation.symbols import Name
from ..notation.walks import Range, axis_parts, family_of, given_steps, steps_of
from .forward import parameters


def read_walks(
    names: Sequence[Name],
    namespace: Mapping[str, Any],
    example: dict[str, Any],
    steps: Mapping[str, Range],
) -> dict[str, Range]:
    """The range of each name that has steps; the example gets its last steps. Raises Problem."""
    walks: dict[str, Range] = {}
    for python, function in namespace.items():
        if isinstance(function, types.FunctionType):
            letters = [letter for letter in parameters(function) if letter in steps]
            if len(letters) > 1:
                raise Problem(
                    f"{python} has {len(letters)} steps, {' and '.join(letters)}",
                    "one step letter at most",
                    "give the other one another name, or compute it at all steps at once",
                    function.__code__.co_firstlineno,
                )
            for letter in letters:
                walks[python] = steps[letter]
    for name in names:
        _check_step(name, walks, namespace)
        if name.step:
            walks[name.python] = own = steps[name.step]
            if name.python in example:
                computed = name.python in namespace
                try:
                    given = given_steps(name.python, example[name.python], computed, own)
                except Problem as problem:
                    problem.offset = name.line
                    raise
                example[name.python] = given
    for own in steps.values():
        inputs = (n for n in names if n.step == own.letter and n.python not in namespace)
        ends = [max(example[name.python]) for name in inputs if name.python in example]
        last = example.setdefault(own.size, max(ends, default=own.first - 1))
        if last != max([last, *ends]) or last < own.first:
            raise Problem(
                f"the last step {own.last} is {last} in EXAMPLE, and its inputs have values up to "
                f"{own.letter} = {max(ends)}"
                if ends
                else f"nothing in EXAMPLE tells the last step {own.last}",
                f"an input that is given for each step {own.letter}, or the number of the last one",
                f"correct the inputs, or give the last step as {own.size!r} in EXAMPLE",
                next(name.line for name in names if name.python == own.size),
            )
    return walks


def _check_step(name: Name, walks: Mapping[str, Range], namespace: Mapping[str, Any]) -> None:
    """A function has the step that its symbol has."""
    own = walks[name.python].letter if name.python in walks else ""
    if not name.is_function and name.python in namespace and own != name.step:
        raise Problem(
            f"the function {name.python} has {_said(own)}, and its symbol {name.latex} "
            f"{_said(name.step)}",
            "the same step letter in both",
            "correct the notation, or the arguments of the function",
            name.line,
        )


def _said(letter: str) -> str:
    return f"the step {letter}" if letter else "no step"


def families_of(names: Sequence[Name], steps: Mapping[str, Range]) -> dict[str, Range]:
    """The steps that the sizes of `units[l]` go with, by `units`. Raises Problem."""
    letters = {own.last: own for own in steps.values()} | dict(steps)
    found: dict[str, Range] = {}
    for name in names:
        for axis in name.axes:
            if axis in steps:
                raise Problem(
                    f"{axis} is a step letter, and an axis of {name.python} too",
                    "axes whose names are no step letters",
                    "rename the axis, or leave it out: a step in the symbol is no axis",
                    name.line,
                )
            parts = axis_parts(axis)
            if parts is None:
                continue
            family, place = parts
            own = letters.get(place.letter)
            is_own = place.letter in ("", name.step) or place.letter not in steps
            if (place.letter and own is None) or not is_own:
                raise Problem(
                    f"the axis {axis} of {name.python} has a size for each {place.letter}",
                    f"a step of {name.python}, a last step, or a number",
                    "correct the axis, or declare its letter in STEPS",
                    name.line,
                )
            if own is not None and found.setdefault(family, own) != own:
                raise Problem(
                    f"the axis {axis} of {name.python} goes with {own.letter}, and elsewhere with "
                    f"{found[family].letter}",
                    "steps of one letter",
                    "rename the axis",
                    name.line,
                )
    for name in names:
        for axis in name.axes:
            if steps and axis_parts(axis) and family_of(axis) not in found:
                raise Problem(
                    f"the axis {axis} of {name.python} has a number, and no other a step letter",
                    "an axis that has a size for each step of something",
                    "rename the axis",
                    name.line,
                )
    return found


def other_depths(
    example: Mapping[str, int],
    rules: Mapping[str, Rule],
    kept: Collection[str],
    families: Mapping[str, Range],
    steps: Mapping[str, Range],
) -> dict[str, int]:
    """Other last steps, and other sizes at as many steps. Raises Problem."""
    letters = {letter: example[letter] for letter in steps}
    written = {parts[0] for axis in kept if (parts := axis_parts(axis))}
    members = {axis for axis in example if (parts := axis_parts(axis)) and parts[0] in written}
    depths = {families[family].letter for family in written}
    held = (example.keys() & kept) | members | depths
    first = other_sizes({**letters, **example}, rules, held)
    last = {letter: first[letter] for letter in letters}
    grown = {**with_depths(example, families, example, last), **last}
    return other_sizes(grown, {**rules, **last}, held - letters.keys())


def with_depths(
    sizes: Mapping[str, int],
    families: Mapping[str, Range],
    before: Mapping[str, int],
    last: Mapping[str, int],
) -> dict[str, int]:
    """The sizes with as many members of each family of axes as other last steps ask for."""
    found = {axis: size for axis, size in sizes.items() if axis_parts(axis) is None}
    for family, own in families.items():
        known = steps_of(family, sizes)
        end = known[-1] + last[own.letter] - before[own.letter]
        for number in range(known[0], end + 1):
            found[f"{family}[{number}]"] = sizes.get(f"{family}[{number}]", 1)
    return found
