"""The sizes of axes: what SIZES declares of them, and others than those of the running example."""

import ast
import contextlib
import itertools
import random
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import numpy as np

from ..errors import Problem

# A size, or how it follows from the others.
Rule = int | Callable[[Mapping[str, int]], int]

# The axis of a row, or of a column, that is an array with two axes: its size is 1.
UNIT_AXIS = "1"
# Between the axes of arrays that stand below each other, or side by side.
JOINED = " + "

_SMALLEST = 3
# Among so many choices the best is taken, where sizes follow from others.
_CHOICES = 500


class Sizes(dict[str, int]):
    """Sizes by axis: a free one as it is, one with a rule computed when it is asked for."""

    def __init__(self, free: Mapping[str, int], rules: Mapping[str, Rule]) -> None:
        super().__init__(free)
        self.rules = rules
        self.asked: list[str] = []

    def __missing__(self, axis: str) -> int:
        if axis not in self.rules:
            raise Problem(
                f"SIZES asks for the size of {axis}, which no input has, nor SIZES itself",
                "the name of an axis whose size is known: "
                + (", ".join(dict.fromkeys([*self, *self.rules])) or "none"),
                "correct the name",
            )
        if axis in self.asked:
            raise Problem(
                "in SIZES " + " follows from ".join([*self.asked, axis]),
                "sizes that follow from others",
                "give one of them as a number, or leave it out",
            )
        self.asked.append(axis)
        rule = self.rules[axis]
        try:
            size: Any = rule(self) if callable(rule) else rule
        except Problem:
            raise
        except (Exception, SystemExit) as error:
            raise Problem(
                f"SIZES for {axis} raises {type(error).__name__}: {error}",
                "a whole number for any sizes of the other axes",
                "correct it",
            ) from None
        self.asked.remove(axis)
        if isinstance(size, bool) or not isinstance(size, int | np.integer) or size < 1:
            raise Problem(
                f"SIZES gives {size!r} for {axis}",
                "a whole number from 1 on",
                "correct it; // divides without a remainder",
            )
        self[axis] = int(size)
        return self[axis]


def read_rules(namespace: Mapping[str, Any], text: str) -> dict[str, Rule]:
    """What SIZES declares. Raises Problem, its `offset` being a line."""
    rules = namespace.get("SIZES", {})
    if not isinstance(rules, dict):
        raise Problem(
            f"SIZES is {rules!r}",
            "a size, or a function of the other sizes, for some axes",
            'write {"axis": …}',
            rule_line(text),
        )
    return rules


def with_rules(
    sizes: Mapping[str, int], rules: Mapping[str, Rule], axes: Collection[str], text: str
) -> dict[str, int]:
    """The sizes that inputs of the running example have, and those that follow from them.

    Raises Problem where they disagree; its `offset` is the line in `text`.
    """
    for axis in rules:
        try:
            if axis not in axes:
                raise Problem(
                    f"SIZES names {axis!r}, which is the axis of no value",
                    "one of " + ", ".join(axes),
                    "correct the name",
                )
            free = {other: size for other, size in sizes.items() if other not in rules}
            size = Sizes(free, rules)[axis]
            if sizes.get(axis, size) != size:
                raise Problem(
                    f"SIZES gives {size} for {axis}, which has the size {sizes[axis]} in EXAMPLE",
                    "the size that it has there",
                    "correct one of them",
                )
        except Problem as problem:
            problem.offset = rule_line(text, axis)
            raise
        sizes = {**sizes, axis: size}
    return dict(sizes)


def rule_line(text: str, axis: str = "", declared: str = "SIZES") -> int:
    """The line of an axis in SIZES, or that of SIZES itself; or of another declaration."""
    line = 1
    for node in ast.parse(text).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if any(isinstance(t, ast.Name) and t.id == declared for t in targets):
            keys = [n for n in ast.walk(node) if isinstance(n, ast.Constant) and n.value == axis]
            line = min((key.lineno for key in keys), default=node.lineno)
    return line


def other_sizes(
    example: Mapping[str, int], rules: Mapping[str, Rule], kept: Collection[str] = ()
) -> dict[str, int]:
    """Sizes that no axis has in the running example, all different, as far as rules allow it.

    The longest axis becomes the shortest, so that no two keep their difference: `K - 1` is not N.
    None lies in the middle of two others: `2 K` is not `N + I`.
    The axes that are `kept` stay as they are. Raises Problem where the rules allow no other sizes.
    """
    rules = {**rules, **{axis: example[axis] for axis in kept}}
    free = sorted((axis for axis in example if axis not in rules), key=lambda a: -example[a])
    # Larger ones, so that each index that is written as a number exists.
    smallest = max(_SMALLEST, 1 + max(example.values(), default=0))
    pool = range(smallest, smallest + 5 * len(example) + 10)
    choices = [[smallest + step for step in itertools.islice(_uneven(), len(free))]]
    if any(map(callable, rules.values())):
        rng = random.Random(1)
        choices += [rng.sample(pool, len(free)) for _ in range(_CHOICES)]
    possible = []
    refused = []
    for choice in choices:
        sizes = Sizes(dict(zip(free, choice, strict=True)), rules)
        try:
            possible.append({axis: sizes[axis] for axis in example})
        except Problem as problem:
            refused.append(problem.wrong)
    if not possible:
        raise Problem(
            f"SIZES allows the running example alone: with other sizes, {refused[0]}",
            "sizes that follow from others",
            "give as a number what is fixed, and as a function what follows from the rest",
        )
    return min(possible, key=lambda sizes: _likeness(sizes, example, rules))


def sizes_beside(
    example: Mapping[str, int], rules: Mapping[str, Rule], kept: Collection[str]
) -> list[dict[str, int]]:
    """Other sizes beside axes that are kept, as they are or as their rules have to give them.

    The first leave no axis shorter than in the running example, where they can; the second may.
    """
    fixed = {axis: example[axis] for axis in kept if not callable(rules.get(axis))}
    free = [axis for axis in example if axis not in rules and axis not in fixed]
    rng = random.Random(2)
    pool = range(1, max(_SMALLEST, 1 + max(example.values())) + len(example))
    possible = []
    for _ in range(_CHOICES):
        sizes = Sizes({axis: rng.choice(pool) for axis in free}, {**rules, **fixed})
        with contextlib.suppress(Problem):
            found = {axis: sizes[axis] for axis in example}
            if all(found[axis] == example[axis] for axis in kept):
                possible.append(found)
    others = [axis for axis in example if axis not in kept]

    def likeness(sizes: dict[str, int]) -> tuple[int, tuple[int, int, int]]:
        return sum(sizes[a] == example[a] for a in others), _likeness(sizes, example, rules)

    longer = [sizes for sizes in possible if all(sizes[a] >= example[a] for a in others)]
    best = [min(some, key=likeness) for some in (longer, possible) if some]
    return [sizes for n, sizes in enumerate(best) if sizes != example and sizes not in best[:n]]


def _uneven() -> Iterator[int]:
    """0, 1, 3, 4, 9, …: numbers without a 2 to base 3, of which none is halfway."""
    return (n for n in itertools.count() if "2" not in np.base_repr(n, 3))


def _likeness(
    sizes: Mapping[str, int], example: Mapping[str, int], rules: Mapping[str, Rule]
) -> tuple[int, int, int]:
    """How far sizes are from telling each axis from any other: the less the better, then small."""
    derived = [size for axis, size in sizes.items() if callable(rules.get(axis))]
    known = sum(size in example.values() for size in derived)
    equal = len(sizes) - len(set(sizes.values()))
    return derived.count(1), known + equal, sum(sizes.values())
