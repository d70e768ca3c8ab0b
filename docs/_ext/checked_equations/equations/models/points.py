"""Points to check at: generic random inputs, and opaque functions without accidental identities."""

import contextlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from operator import mul
from typing import Any

import numpy as np

from ..errors import Problem
from ..notation.domains import (
    ADDS_UP,
    BETWEEN,
    BINARY,
    NOT_NEGATIVE,
    SIGN,
    Condition,
    Source,
    draw,
    obeys,
)
from ..notation.sizes import JOINED, UNIT_AXIS, Sizes
from ..notation.symbols import Name
from ..notation.walks import NoStep, Place, Steps, axis_of, axis_parts, each_step, parts_of
from .depths import with_depths
from .model import Model
from .opaque import opaque_pair

# At so many random points every formula is checked.
_GENERIC = 2
# And at so many more where values have kinks, so that each branch is taken somewhere.
_MORE = 14
# Where inputs are 0 or 1, or -1 or 1, many formulas hold by accident: more points, which try all
# combinations if there are no more than these; and several on other sizes.
_COMBINATIONS = 32
_BINARY_OTHER = 8
# How much larger than generic ones the inputs of distant points are: of the first all, then of so
# many more points two inputs in three, and one of these with another sign. So each input is far
# from zero on both sides, and so is the product of two, if their places in NOTATION are not as many
# apart, or a multiple of it.
_DISTANT, _FARTHER, _TURNS = 10, 100, 3
# The seeds of points that are scaled.
_SEEDS = (1, 2, 3, 4)
# At how many more points an inequality is tried, near zero and far from it.
_NEAR_POINTS = 50
_FAR_POINTS = 50
# And the points whose inputs are all the same, or multiples of 1/2 from -2 to 2: some agree.
_UNIFORM = (0.0, 1.0, -1.0, 1e-6)
_HUGE = (1e6, -1e6)
_WHOLE_POINTS = 40
# And on arrays of these sizes.
_SHORT_AND_LONG = (2, 30)
# And these, where a snippet counts.
MANY_SIZES = (*range(1, 13), 25)
# And of one element, where a size is named: a share is below one of two classes or more.
ONE = (1,)
# So many elements of an input a message shows.
_SHOWN = 6
# A sign may go with whether a size is odd.
ODD_AND_EVEN = (5, 6)


@dataclass
class Point:
    """A model with numbers for its inputs; values after a nudged one are recomputed."""

    model: Model
    inputs: dict[str, Any]
    sizes: dict[str, int]
    label: str
    is_example: bool = False
    exact: "Point | None" = None  # the same point in balls, once it is needed
    _nudged: dict[Any, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.values = self.model.values(self.inputs)

    @cached_property
    def written(self) -> dict[str, str]:
        """Its inputs as a message shows them."""
        return {
            name: np.array2string(np.asarray(value), precision=6, threshold=_SHOWN)
            for name, value in self.inputs.items()
            if not callable(value) and not isinstance(value, Steps)
        }

    def check_shape(self, name: Name, value: Any, step: int | None = None) -> None:
        """Demand a value, at a step if it has steps, with the sizes of its axes. Raises Problem."""
        shape, expected = np.shape(value), self.model.shape(name, self.sizes, step)
        if shape != expected:
            at = "" if step is None else f" at {name.step} = {step}"
            raise Problem(
                f"{name.python} has the shape {shape}{at} at {self.label}",
                ", ".join(map("{} ({})".format, expected, name.axes)),
                "compute it for any sizes, or declare in SIZES what is fixed, and what follows "
                "from other sizes",
            )

    def nudged(self, python: str, index: tuple[int, ...], step: Any, at: int | None = None) -> Any:
        """All values when one element of one value is moved by `step`.

        Of a recurrence it is the value `at` one of its steps: earlier ones stay, later ones follow.
        """
        if isinstance(step, float) and step == 0:
            return self.values
        key = (python, index, step, at)
        if key not in self._nudged:
            value = self.values[python]
            moved = np.array(value if at is None else value[at], dtype=np.asarray(step).dtype)
            moved[index] += step
            given = moved[()] if at is None else {**self.inputs.get(python, {}), at: moved[()]}
            self._nudged[key] = self.model.values({**self.inputs, python: given})
        return self._nudged[key]

    def step(self, place: Place, letters: Mapping[str, int]) -> int:
        """The number of a step, where letters have these values."""
        end = self.model.ends.get(place.letter)
        return place.at(letters) if end is None else self.sizes[end] + place.shift

    def size(self, axis: str, letters: Mapping[str, int]) -> int:
        """The size of an axis; that of `units[l]` goes with the value of the letter."""
        if axis in self.sizes:
            return self.sizes[axis]
        if axis.isdigit():  # a size itself
            return int(axis)
        if JOINED in axis:
            return sum(self.size(part, letters) for part in axis.split(JOINED))
        parts = axis_parts(axis)
        assert parts is not None, "any other axis has one size"
        number = self.step(parts[1], letters)
        if (known := f"{parts[0]}[{number}]") not in self.sizes:
            raise NoStep(
                f"no axis {known}, which is {axis} at {self.label}",
                "a step that there are units at",
                "correct the step",
            )
        return self.sizes[known]


class Points:
    """The points of one model, each made once; `obeyed` are the domains that inputs keep to."""

    def __init__(self, model: Model, obeyed: frozenset[Condition] = frozenset()) -> None:
        self.model = model
        self.obeyed = obeyed
        self._within: dict[frozenset[Condition], Points] = {}
        self._other_sizes: dict[frozenset[str], list[Point]] = {}
        self._made: dict[Any, Point] = {}  # by the source and the sizes

    def within(self, obeyed: frozenset[Condition]) -> "Points":
        """The points of the same model at which inputs keep to these domains alone."""
        if obeyed == self.obeyed:
            return self
        if obeyed not in self._within:
            self._within[obeyed] = Points(self.model, obeyed)
        return self._within[obeyed]

    @property
    def _binary(self) -> bool:
        """Whether inputs are switches or signs, or sometimes vanish."""
        return any(c.part in (BINARY, SIGN, NOT_NEGATIVE) for c in self.obeyed)

    @cached_property
    def example(self) -> Point:
        """The running example, with its own functions."""
        model = self.model
        return Point(model, model.example, model.sizes, "the running example", is_example=True)

    @cached_property
    def example_again(self) -> Point:
        """The running example computed once more, to see whether its values stay the same."""
        model = self.model
        return Point(model, model.example, model.sizes, "the running example, once more")

    @cached_property
    def generic(self) -> list[Point]:
        """Generic points of the running example's sizes."""
        count = _COMBINATIONS if self._binary else _GENERIC
        return [self._generic(Source(seed, points=count)) for seed in range(1, count + 1)]

    @property
    def enough(self) -> list[Point]:
        """The random points for checks that need only one, unless much is 0 there."""
        return self.generic if self._binary else self.generic[:1]

    @cached_property
    def more(self) -> list[Point]:
        """More random points, for values with kinks."""
        first = len(self.generic) + 1
        return [self._generic(Source(seed)) for seed in range(first, first + _MORE)]

    @cached_property
    def distant(self) -> list[Point]:
        """Random points far from zero."""
        parts = [frozenset(list(self.numbers)[first::_TURNS]) for first in range(_TURNS)]
        sources = [Source(1, _DISTANT)]
        for turn, turned in enumerate(parts):
            sources.append(Source(1, _FARTHER, turned=turned, near=parts[turn - 1]))
        return [self._generic(source) for source in sources]

    def of_other_sizes(self, kept: frozenset[str] = frozenset()) -> list[Point]:
        """Generic points on layers of other sizes: each differs from all sizes of the example.

        A transposed index becomes a shape error there, and a size as a number is false. The axes
        that are `kept` have the size that they have there.
        """
        if kept not in self._other_sizes:
            found = self.model.sizes_but(kept) if self.model.sizes else []
            seeds = range(1, (_BINARY_OTHER if self._binary else 1) + 1)
            points = [self._generic(Source(s), sizes) for sizes in found for s in seeds]
            self._other_sizes[kept] = points
        return self._other_sizes[kept]

    def of_sizes(self, sizes: Sequence[int] = _SHORT_AND_LONG) -> Iterator[Point]:
        """Points with all axes short, or all long, as far as SIZES leaves them free."""
        for size in sizes:
            model = self.model
            last = dict.fromkeys(model.steps, size)
            axes = with_depths(model.sizes, model.families, model.sizes, last)
            free = dict.fromkeys(axes.keys() - model.size_rules.keys(), size)
            with contextlib.suppress(Problem):
                found = Sizes(free, model.size_rules)
                yield self._generic(Source(1), {axis: found[axis] for axis in axes})

    def again(self, point: Point, count: int) -> list[Point]:
        """Other generic points of the same sizes."""
        return [self._generic(Source(1 + n), point.sizes) for n in range(1, count + 1)]

    def near(self) -> Iterator[Point]:
        """Points from close to zero up to generic ones: two values can be in order by accident."""
        for seed, scale in enumerate(np.geomspace(1e-3, 1, _NEAR_POINTS), start=1):
            yield self._generic(Source(seed, scale))

    def far(self) -> Iterator[Point]:
        """Points from generic ones to far from zero."""
        for seed, scale in enumerate(np.geomspace(1, 1e3, _FAR_POINTS), start=_NEAR_POINTS + 1):
            yield self._generic(Source(seed, scale))

    def scaled(self, scale: float) -> list[Point]:
        """Some random points of about this size, of various signs."""
        return [self._generic(Source(seed, scale)) for seed in _SEEDS]

    @cached_property
    def numbers(self) -> dict[str, tuple[str, ...]]:
        """The axes of each declared input that is a number or an array of them."""
        return {
            name.python: name.axes
            for name in self.model.names
            if name.python in self.model.example and not (name.is_function or name.size_of)
        }

    def with_input(self, python: str, *values: Any) -> list[Point]:
        """Generic points with other values for one input, if they keep to its domain."""
        generic = self.generic[0]
        parts = [condition.part for condition in self.obeyed if condition.python == python]
        return [
            Point(
                self.model,
                {**generic.inputs, python: value},
                generic.sizes,
                f"{generic.label} with another {python}",
            )
            for value in values
            if all(obeys(p, self.numbers[python], one) for p in parts for one in parts_of(value))
        ]

    def extremes(self) -> Iterator[Point]:
        """Points that are not generic: inputs vanish or agree, if their domains allow it."""
        whole = np.arange(-2.0, 2.5, 0.5)
        draws = [partial(np.random.default_rng(s + 1).choice, whole) for s in range(_WHOLE_POINTS)]
        for value in _UNIFORM:
            yield from self.filled(f"all inputs {value:g}", partial(np.full, fill_value=value))
        for number, draw_whole in enumerate(draws, start=1):
            yield from self.filled(f"point {number} of halves", draw_whole)

    def huge(self) -> Iterator[Point]:
        """Points whose inputs are all huge."""
        for value in _HUGE:
            yield from self.filled(f"all inputs {value:g}", partial(np.full, fill_value=value))

    def beyond(self, scale: float, behind: Collection[str]) -> Iterator[Point]:
        """Points with all inputs, or one alone, of this size or as small, on both sides of zero."""
        for size in (scale, 1 / scale):
            found = self.scaled(size)[:_GENERIC]
            yield from (point for point in found if self._keeps_to_domains(point.inputs))
        for python in filter(behind.__contains__, self.numbers):
            value = self.generic[0].inputs[python]
            factors = (scale, -scale, 1 / scale, -1 / scale)
            yield from self.with_input(
                python, *(each_step(value, partial(mul, f)) for f in factors)
            )

    def _keeps_to_domains(self, inputs: Mapping[str, Any]) -> bool:
        return all(
            obeys(c.part, self.numbers[c.python], one)
            for c in self.obeyed
            for one in parts_of(inputs[c.python])
        )

    def filled(
        self, label: str, fill: Callable[[tuple[int, ...]], Any], base: Point | None = None
    ) -> Iterator[Point]:
        """A random point with these values for its inputs, if they keep to the domains.

        Shares are all equal, and what is between 0 and 1 is in the middle.
        """
        generic = base or self.generic[0]
        values = {
            python: each_step(generic.inputs[python], lambda one: fill(np.shape(one))[()])
            for python in self.numbers
        }
        for condition in sorted(self.obeyed):
            python, part = condition
            if part == BETWEEN:
                values[python] = each_step(
                    values[python], lambda one: np.full(np.shape(one), 0.5)[()]
                )
            elif part.startswith(ADDS_UP) and Condition(python, BINARY) not in self.obeyed:
                axis = self.numbers[python].index(part.removeprefix(ADDS_UP))
                values[python] = each_step(values[python], partial(_equal_shares, axis=axis))
        if self._keeps_to_domains(values):
            yield Point(self.model, {**generic.inputs, **values}, generic.sizes, label)

    def _generic(self, source: Source, sizes: dict[str, int] | None = None) -> Point:
        """Random inputs within the domains that are obeyed."""
        own = None if sizes is None else tuple(sizes.items())
        key = source.seed, source.scale, source.points, source.turned, source.near, own
        if key not in self._made:
            self._made[key] = self._drawn_at(source, sizes)
        return self._made[key]

    def _drawn_at(self, source: Source, sizes: dict[str, int] | None) -> Point:
        model = self.model
        varied = [(axis, size) for axis, size in (sizes or {}).items() if axis != UNIT_AXIS]
        other = ", ".join(f"{axis} {size}" for axis, size in varied)
        size = f" with other sizes ({other})" if sizes else ""
        sizes = sizes or model.sizes
        declared = {name.python: name for name in model.names}
        inputs: dict[str, Any] = {}
        for python, value in model.example.items():
            name = declared.get(python)
            if callable(value):
                if python not in inputs:
                    opaque_pair(source.rng(python), python, name, self._length(sizes), inputs)
            elif name is None:
                inputs[python] = value
            elif name.size_of:
                inputs[python] = sizes[name.size_of]
            else:
                inputs[python] = self._drawn(source, name, value, sizes)
        size += "" if source.scale == 1 else f" of the size {source.scale:.3g}"
        within = " within the domains" if self.obeyed else ""
        return Point(model, inputs, sizes, f"random point {source.seed}{size}{within}")

    def _length(self, sizes: dict[str, int]) -> Callable[[str], int]:
        """The size of an axis of a function, which has no step of its own."""
        last = {end: sizes[letter] for end, letter in self.model.ends.items()}
        return lambda axis: sizes[axis_of(axis, last)]

    def _drawn(self, source: Source, name: Name, value: Any, sizes: dict[str, int]) -> Any:
        """A random value for an input, or one for each step.

        What a recurrence starts from is given at the same steps as in the example, any other input
        up to as many steps before the last one.
        """
        parts = {part for part in name.domain if (name.python, part) in self.obeyed}

        def drawn(seed: str, step: int | None = None) -> Any:
            return draw(source, seed, parts, name.axes, self.model.shape(name, sizes, step))

        if not isinstance(value, Steps):
            return drawn(name.python)
        last = max(value)
        if name.python not in self.model.namespace:
            last += sizes[name.step] - self.model.sizes[name.step]
        steps = range(min(value), last + 1)
        return Steps({step: drawn(f"{name.python}[{step}]", step) for step in steps})


def _equal_shares(value: Any, axis: int) -> Any:
    return np.full(np.shape(value), 1 / np.shape(value)[axis])
