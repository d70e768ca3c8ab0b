"""Random analytic functions in place of those that a model leaves open, with exact derivatives."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import Generator

from ..notation.signatures import SCALAR, Signature
from ..notation.symbols import Name

Shapes = list[tuple[int, ...]]


@dataclass(frozen=True, eq=False)
class Waves:
    """f(u) = c u + sum_i a_i sin(b_i u + p_i)."""

    a: list[float]
    b: list[float]
    p: list[float]
    c: float

    def __call__(self, u: Any) -> Any:
        value = self.c * u
        for a, b, p in zip(self.a, self.b, self.p, strict=True):
            value = value + a * np.sin(b * u + p)
        return value

    def slope(self, u: Any) -> Any:
        """f'(u)."""
        slope: Any = self.c
        for a, b, p in zip(self.a, self.b, self.p, strict=True):
            slope = slope + a * b * np.cos(b * u + p)
        return slope


@dataclass(frozen=True, eq=False)
class WavesOfArrays:
    """l(u, v) = sum_m a_m sin(b_m . u + c_m . v + p_m); weights[m] are b_m and c_m."""

    a: Any
    p: Any
    weights: list[list[Any]]

    def __call__(self, *values: Any) -> Any:
        return sum(self.a[m] * np.sin(self._phase(m, values)) for m in range(3))

    def slope(self, *values: Any) -> Any:
        """The gradient in the last argument."""
        return sum(
            self.a[m] * self.weights[m][-1] * np.cos(self._phase(m, values)) for m in range(3)
        )

    def _phase(self, m: int, values: tuple[Any, ...]) -> Any:
        return self.p[m] + sum(np.sum(w * v) for w, v in zip(self.weights[m], values, strict=True))


@dataclass(frozen=True, eq=False)
class WavesToArrays:
    """Functions of arrays, one for each element."""

    functions: list[WavesOfArrays]

    def __call__(self, *values: Any) -> Any:
        return np.array([function(*values) for function in self.functions])

    def slope(self, *values: Any) -> Any:
        """Their gradients, one in each row."""
        return np.array([function.slope(*values) for function in self.functions])


def waves(rng: Generator) -> Waves:
    """A random function of a number."""
    a, b, p = rng.uniform(0.3, 0.9, 3), rng.uniform(0.4, 1.3, 3), rng.uniform(0.2, 2.8, 3)
    # Python's own numbers: a snippet calls it with one number again and again.
    return Waves(a.tolist(), b.tolist(), p.tolist(), rng.uniform(0.2, 0.6))


def waves_of_arrays(rng: Generator, shapes: Shapes) -> WavesOfArrays:
    """A random function of arrays of these shapes."""
    a, p = rng.uniform(0.3, 0.9, 3), rng.uniform(0.2, 2.8, 3)
    return WavesOfArrays(a, p, [[_random(rng, shape) for shape in shapes] for _ in range(3)])


def waves_to_arrays(rng: Generator, shapes: Shapes, size: int) -> WavesToArrays:
    """As many random functions of arrays as what they give together has elements."""
    return WavesToArrays([waves_of_arrays(rng, shapes) for _ in range(size)])


def _random(rng: Generator, shape: tuple[int, ...]) -> Any:
    return rng.uniform(0.25, 1.75, shape) * rng.choice([-1.0, 1.0], shape)


def opaque_pair(
    rng: Generator,
    python: str,
    name: Name | None,
    size: Callable[[str], int],
    inputs: dict[str, Any],
) -> None:
    """Put a random analytic function and its exact derivative in place of a function input."""
    signature = name.signature if name else Signature()
    function: Waves | WavesOfArrays | WavesToArrays
    if signature.is_of_arrays:
        shapes: list[tuple[int, ...]] = [
            () if axis == SCALAR else (size(axis),) for axis in signature.takes
        ]
        function = (
            waves_to_arrays(rng, shapes, size(signature.gives))
            if signature.gives
            else waves_of_arrays(rng, shapes)
        )
    else:
        function = waves(rng)
    inputs[python] = function
    inputs[f"{python}_prime"] = function.slope
