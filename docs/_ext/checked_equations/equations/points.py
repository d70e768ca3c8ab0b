"""Points to check at: generic random inputs, and opaque functions without accidental identities."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.random import Generator

from .model import Model, Name

# The generic points that every formula is checked at.
SEEDS = (1, 2)
# More of them for values with kinks, so that each branch is taken somewhere.
_MORE_SEEDS = range(3, 17)
# A formula without written-out indices is also checked on layers of different sizes, so that a
# transposed index becomes a shape error and not a coincidence.
_OTHER_SIZES = (3, 4, 2, 5, 6)
# At how many more points an inequality is tried.
_WIDE_POINTS = 200


@dataclass
class Point:
    """A model with numbers for its inputs; values after a nudged one are recomputed."""

    model: Model
    inputs: dict[str, Any]
    sizes: dict[str, int]
    label: str
    is_example: bool = False
    _nudged: dict[Any, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.values = self.model.values(self.inputs)

    def nudged(self, python: str, index: tuple[int, ...], step: complex) -> Any:
        """All values when one element of one value is moved by `step`."""
        key = (python, index, step)
        if key not in self._nudged:
            moved = np.array(
                self.values[python], dtype=complex if isinstance(step, complex) else float
            )
            moved[index] += step
            self._nudged[key] = self.model.values({**self.inputs, python: moved[()]})
        return self._nudged[key]


class Points:
    """The points of one model, each made once."""

    def __init__(self, model: Model) -> None:
        self.model = model

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
        """Generic points, one for each of SEEDS, of the running example's sizes."""
        return [self._generic(seed) for seed in SEEDS]

    @cached_property
    def more(self) -> list[Point]:
        """More generic points, for values with kinks."""
        return [self._generic(seed) for seed in _MORE_SEEDS]

    @cached_property
    def of_other_sizes(self) -> Point:
        """The first generic point once more, on layers of other sizes."""
        return self._generic(SEEDS[0], other_sizes=True)

    def wide(self) -> Iterator[Point]:
        """Points near zero, far from it, and between: two values can be in order by accident."""
        for seed, scale in enumerate(np.geomspace(1e-3, 1e3, _WIDE_POINTS), start=1):
            yield self._generic(seed, scale=scale)

    def _generic(self, seed: int, other_sizes: bool = False, scale: float = 1.0) -> Point:
        """Random inputs of about this size: no zeros, no ones, no equal values, signs mixed."""
        model = self.model
        rng = np.random.default_rng([seed, *model.name.encode()])
        sizes = dict(model.sizes)
        if other_sizes:
            sizes = dict(zip(sizes, _OTHER_SIZES, strict=False))
        declared = {name.python: name for name in model.names}
        inputs: dict[str, Any] = {}
        for python, value in model.example.items():
            name = declared.get(python)
            if callable(value):
                if python not in inputs:
                    _opaque_pair(rng, python, name, sizes, inputs)
            elif name is None:
                inputs[python] = value
            else:
                inputs[python] = scale * _random(rng, tuple(sizes[axis] for axis in name.axes))
        size = " on layers of " + "-".join(map(str, sizes.values())) if other_sizes else ""
        return Point(model, inputs, sizes, f"generic point {seed}{size}")


def _random(rng: Generator, shape: tuple[int, ...]) -> Any:
    return rng.uniform(0.25, 1.75, shape) * rng.choice([-1.0, 1.0], shape)


def _opaque_pair(
    rng: Generator, python: str, name: Name | None, sizes: dict[str, int], inputs: dict[str, Any]
) -> None:
    """Put a random analytic function and its exact derivative in place of a function input."""
    arguments = name.shape.removeprefix("function").removeprefix(" of ") if name else ""
    if arguments:
        shapes: list[tuple[int, ...]] = [
            () if axis.strip() == "scalar" else (sizes[axis.strip()],)
            for axis in arguments.split(",")
        ]
        function, derivative = _opaque_of_arrays(rng, shapes)
    else:
        function, derivative = _opaque(rng)
    inputs[python] = function
    inputs[f"{python}_prime"] = derivative


def _opaque(rng: Generator) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """f(u) = c u + sum_i a_i sin(b_i u + p_i), and f'."""
    a, b, p = rng.uniform(0.3, 0.9, 3), rng.uniform(0.4, 1.3, 3), rng.uniform(0.2, 2.8, 3)
    c = rng.uniform(0.2, 0.6)

    def function(u: Any) -> Any:
        return c * u + sum(a[i] * np.sin(b[i] * u + p[i]) for i in range(3))

    def derivative(u: Any) -> Any:
        return c + sum(a[i] * b[i] * np.cos(b[i] * u + p[i]) for i in range(3))

    return function, derivative


def _opaque_of_arrays(
    rng: Generator, shapes: list[tuple[int, ...]]
) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """l(u, v) = sum_m a_m sin(b_m . u + c_m . v + p_m), and its gradient in the last argument."""
    a, p = rng.uniform(0.3, 0.9, 3), rng.uniform(0.2, 2.8, 3)
    weights = [[_random(rng, shape) for shape in shapes] for _ in range(3)]

    def phase(m: int, values: tuple[Any, ...]) -> Any:
        return p[m] + sum(np.sum(w * v) for w, v in zip(weights[m], values, strict=True))

    def function(*values: Any) -> Any:
        return sum(a[m] * np.sin(phase(m, values)) for m in range(3))

    def derivative(*values: Any) -> Any:
        return sum(a[m] * weights[m][-1] * np.cos(phase(m, values)) for m in range(3))

    return function, derivative
