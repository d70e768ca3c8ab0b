"""The domain of an input: its words, whether a value is in it, and random values that are."""

import itertools
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.random import Generator

from ..errors import Problem

POSITIVE = "positive"
BETWEEN = "between 0 and 1"  # without 0 and 1
NOT_NEGATIVE = "not negative"
BINARY = "0 or 1"
SIGN = "-1 or 1"
SYMMETRIC = "symmetric"
SORTED = "sorted"  # no element smaller than the one before it
NONZERO = "nonzero"  # as all free values are
ADDS_UP = "adds up to one along "  # and the name of an axis

_WORDS = {
    POSITIVE: "is positive",
    BETWEEN: "is between 0 and 1",
    NOT_NEGATIVE: "is not negative",
    BINARY: "is 0 or 1",
    SIGN: "is -1 or 1",
    SYMMETRIC: "is symmetric",
    SORTED: "is sorted",
    NONZERO: "is not zero",
}
# What cannot stand together, and why.
_TOGETHER = {
    (BINARY, BETWEEN): "no number is both",
    (BINARY, POSITIVE): "only 1 is both",
    (BINARY, NONZERO): "only 1 is both",
    (NOT_NEGATIVE, POSITIVE): "what is positive is not negative",
    (NOT_NEGATIVE, BETWEEN): "what is between 0 and 1 is not negative",
    (NOT_NEGATIVE, BINARY): "what is 0 or 1 is not negative",
    (NOT_NEGATIVE, NONZERO): "what is both is positive",
    (SIGN, POSITIVE): "only 1 is both",
    (SIGN, NOT_NEGATIVE): "only 1 is both",
    (SIGN, BETWEEN): "no number is both",
    (SIGN, BINARY): "only 1 is both",
    (SIGN, NONZERO): "what is -1 or 1 is not zero",
}
# Between which numbers what is in a domain lies.
_RANGES = {
    POSITIVE: (0, np.inf),
    NOT_NEGATIVE: (0, np.inf),
    BETWEEN: (0, 1),
    BINARY: (0, 1),
    SIGN: (-1, 1),
}
# A sum of rounded numbers is one up to this.
_ROUNDING = 1e-9

Axes = tuple[str, ...]


class Condition(NamedTuple):
    """One part of the domain of one input."""

    python: str
    part: str

    @property
    def ties(self) -> bool:
        """Whether no element can move alone."""
        return self.part == SYMMETRIC or self.part.startswith(ADDS_UP)


def said(part: str) -> str:
    """A part of a domain, as a sentence says it of a symbol."""
    return _WORDS.get(part, part)


def read_domain(text: str, axes: Axes) -> tuple[str, ...]:
    """The parts of a domain, which is a list with commas. Raises Problem."""
    parts = tuple(dict.fromkeys(" ".join(part.split()) for part in text.split(",")))
    for part in parts:
        _check_part(part, axes)
    sums = [part for part in parts if part.startswith(ADDS_UP)]
    twice = dict.fromkeys(itertools.pairwise(sums), "only one axis is read")
    signs = {(SIGN, part): "few numbers of signs do so" for part in sums}
    for pair, why in (_TOGETHER | twice | signs).items():
        if set(pair) <= set(parts):
            raise Problem(
                f"the domain {pair[0]}, {pair[1]}: {why}",
                "parts that leave something to vary",
                "keep one of the two",
            )
    return parts


def _check_part(part: str, axes: Axes) -> None:
    along = part.removeprefix(ADDS_UP)
    if part not in _WORDS and along == part:
        raise Problem(
            f"the domain {part!r} is unknown",
            ", ".join(_WORDS) + f" or {ADDS_UP}AXIS",
            "write one of these, or several with commas between them",
        )
    needed, has = "", True
    if part == SYMMETRIC:
        needed, has = "one axis twice, and no other so", len(_twins(axes)) == 2
    elif part == SORTED:
        needed, has = "one axis", len(axes) == 1
    elif along != part:
        needed, has = f"the axis {along} once", axes.count(along) == 1
    if not has:
        raise Problem(
            f"the domain {part!r} of a value with the axes {', '.join(axes) or 'none'}",
            needed,
            "correct the domain or the shape",
        )


def _twins(axes: Axes) -> list[int]:
    """The places of axes that a shape has more than once."""
    return [place for place, axis in enumerate(axes) if axes.count(axis) > 1]


_OBEYS: dict[str, Callable[[Any, Axes], Any]] = {
    POSITIVE: lambda value, axes: value > 0,
    BETWEEN: lambda value, axes: (value > 0) & (value < 1),
    NOT_NEGATIVE: lambda value, axes: value >= 0,
    BINARY: lambda value, axes: (value == 0) | (value == 1),
    SIGN: lambda value, axes: np.abs(value) == 1,
    SYMMETRIC: lambda value, axes: value == np.swapaxes(value, *_twins(axes)),
    SORTED: lambda value, axes: np.diff(value) >= 0,
    NONZERO: lambda value, axes: value != 0,
}


def obeys(part: str, axes: Axes, value: Any) -> bool:
    """Whether a value is in this part of its domain."""
    value = np.asarray(value)
    if part in _OBEYS:
        return bool(np.all(_OBEYS[part](value, axes)))
    total = np.sum(value, axis=axes.index(part.removeprefix(ADDS_UP)))
    return bool(np.all(np.abs(total - 1) <= _ROUNDING))


def leaves_out(part: str, constant: float) -> bool:
    """Whether no element of what is in this part of a domain is equal to a constant."""
    return part in (*_RANGES, NONZERO) and not obeys(part, (), constant)


def range_within(parts: Iterable[str]) -> tuple[float, float]:
    """Between which numbers what is in a domain lies: shares of one are not above it."""
    parts = tuple(parts)
    ranges = [_RANGES.get(part, (-np.inf, np.inf)) for part in parts]
    low = max((low for low, _ in ranges), default=-np.inf)
    are_shares = low >= 0 and any(part.startswith(ADDS_UP) for part in parts)
    return low, min([high for _, high in ranges] + [1] * are_shares, default=np.inf)


def excludes(part: str, constant: float, *, above: bool) -> bool:
    """Whether nothing in this part of a domain is above a constant, or nothing is below it."""
    low, high = _RANGES.get(part, (-np.inf, np.inf))
    return high <= constant if above else low >= constant


@dataclass
class Source:
    """The random numbers of one point, of about this size; each input has a seed of its own.

    So no other name matters to it. Of the seeds 1 and 2, the second has all signs the other way
    round: with two points alone each input is once positive and once negative. So many `points`
    together count through all combinations of what is 0 or 1, or -1 or 1; what has more of them is
    drawn.
    """

    seed: int
    scale: float = 1.0
    points: int = 1
    turned: frozenset[str] = frozenset()  # the inputs whose signs are the other way round
    near: frozenset[str] = frozenset()  # those that have the size of generic ones

    def __post_init__(self) -> None:
        self._room = self.points
        self._number = self.seed - 1

    def rng(self, python: str) -> Generator:
        """What the values of an input are drawn with."""
        return np.random.default_rng([self.seed, *python.encode()])

    def sizes(self, python: str, shape: tuple[int, ...]) -> Any:
        """A positive number for each element of an input."""
        scale = 1.0 if python.split("[")[0] in self.near else self.scale
        return scale * _sizes(self.seed, python, shape)

    def signs(self, python: str, shape: tuple[int, ...]) -> Any:
        """A sign for each element of an input."""
        signs = _signs(0 if self.seed <= 2 else self.seed, python, shape)
        return -signs if (self.seed == 2) is not (python.split("[")[0] in self.turned) else signs

    def digits(self, python: str, base: int, places: int) -> Any:
        """So many digits, each below `base`."""
        if base**places > self._room:
            return self.rng(python).integers(0, base, places)
        self._room //= base**places
        self._number, own = divmod(self._number, base**places)
        return own // base ** np.arange(places) % base


# Models share names and sizes; a generator takes long to make.
@lru_cache(maxsize=4096)
def _sizes(seed: int, python: str, shape: tuple[int, ...]) -> Any:
    return Source(seed).rng(python).uniform(0.25, 1.75, shape)


@lru_cache(maxsize=4096)
def _signs(seed: int, python: str, shape: tuple[int, ...]) -> Any:
    rng = np.random.default_rng([0, seed, *python.encode()])
    return 2.0 * rng.integers(0, 2, shape) - 1


def draw(
    source: Source, python: str, parts: Collection[str], axes: Axes, shape: tuple[int, ...]
) -> Any:
    """A random value in its domain: otherwise no zeros, no ones, no equal values, signs mixed."""
    sums = [axes.index(p.removeprefix(ADDS_UP)) for p in parts if p.startswith(ADDS_UP)]
    if {BINARY, SIGN} & set(parts):
        value = _binary(source, python, sums, shape)
        value = 2 * value - 1 if SIGN in parts else value
    else:
        value = source.sizes(python, shape)
        sign = source.signs(python, shape)
        if BETWEEN in parts:
            value = value**sign / (1 + value**sign)
        elif not {POSITIVE, NOT_NEGATIVE} & set(parts):
            value = value * sign
        elif sums:
            value = value**sign  # or their shares would not depend on the scale
        if NOT_NEGATIVE in parts and source.seed % 2 == 0:
            value = np.where(_zeros(value, sign, sums, is_sorted=SORTED in parts), 0.0, value)[()]
    return tied(value, parts, axes)


def tied(value: Any, parts: Collection[str], axes: Axes) -> Any:
    """The value with its elements tied to each other, as its domain wants them."""
    sums = [axes.index(p.removeprefix(ADDS_UP)) for p in parts if p.startswith(ADDS_UP)]
    if SYMMETRIC in parts:
        first, second = _twins(axes)
        places = np.indices(np.shape(value))
        mirrored = np.swapaxes(value, first, second)
        value = np.where(places[first] <= places[second], value, mirrored)
    for axis in sums if not {BINARY, SIGN} & set(parts) else ():
        total = np.sum(value, axis=axis, keepdims=True)
        if {BETWEEN, POSITIVE, NOT_NEGATIVE} & set(parts):
            value = value / total
        else:
            value = value + (1 - total) / np.shape(value)[axis]
    return np.sort(value) if SORTED in parts else value


def _zeros(value: Any, sign: Any, sums: list[int], *, is_sorted: bool) -> Any:
    """Which elements of what is not negative vanish: half of them, but never all of a sum."""
    if is_sorted:
        return value == np.min(value)
    zeros = np.asarray(sign < 0)
    for axis in sums:
        np.moveaxis(zeros, axis, 0)[0] = False
    return zeros


def _binary(source: Source, python: str, sums: list[int], shape: tuple[int, ...]) -> Any:
    """Zeros and ones; with a single one along the axis where they add up to one."""
    if not sums:
        digits = source.digits(python, 2, int(np.prod(shape)))
        return digits.reshape(shape).astype(float)[()]
    (axis,) = sums
    size, others = shape[axis], shape[:axis] + shape[axis + 1 :]
    hot = source.digits(python, size, int(np.prod(others))).reshape(others)
    return np.moveaxis(np.eye(size)[hot], -1, axis)
