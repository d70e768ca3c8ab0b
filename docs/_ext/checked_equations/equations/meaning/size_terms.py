r"""Sizes as they follow from others: `2R-1`, where SIZES declares that an axis has so many."""

import contextlib
import math
import random
from collections.abc import Iterator, Mapping

from ..errors import Problem
from ..models.model import Model
from ..notation.sizes import Sizes
from ..notation.tree import Group, Node, Number, Product, Sum, Symbol

# So many sizes of the other axes are tried, up to the largest at which formulas are.
_TRIED, _LARGEST = 30, 30


def is_size(term: Node, axis: str, model: Model) -> bool:
    """Whether a term is the size of an axis, whatever sizes the others have."""
    return all(_value(term, sizes, model) == sizes.get(axis) for sizes in _several(model))


def _several(model: Model) -> Iterator[Mapping[str, int]]:
    """The sizes of the running example, and others that SIZES allows."""
    yield model.sizes
    rng = random.Random(1)
    for _ in range(_TRIED):
        free = {a: rng.randint(1, _LARGEST) for a in model.sizes if a not in model.size_rules}
        sizes = Sizes(free, model.size_rules)
        with contextlib.suppress(Problem):
            yield {axis: sizes[axis] for axis in model.sizes}


def _value(term: Node, sizes: Mapping[str, int], model: Model) -> int | None:
    """What a term is at some sizes; None where it is not made of sizes and whole numbers."""
    match term:
        case Number(text=text):
            return int(text) if text.isdigit() else None
        case Symbol():
            name = model.find(term)
            return None if name is None else sizes.get(name.size_of)
        case Group(items=(inner,)):
            return _value(inner, sizes, model)
        case Sum(terms=parts) | Product(factors=parts):
            values = [_value(part, sizes, model) for part in parts]
            known = [value for value in values if value is not None]
            if len(known) < len(values):
                return None
            if isinstance(term, Product):
                return math.prod(known)
            return sum(sign * value for sign, value in zip(term.signs, known, strict=True))
    return None
