"""The axes that a formula writes out: it may be true only of as many elements as they have."""

from collections.abc import Iterator, Mapping, Sequence

from ..models.model import Model
from ..notation.nodes import Matrix
from ..notation.tree import BigSum, Call, Function, Node, Number, Power, Series, Symbol
from ..notation.walks import family_of
from .entries import entry_indices, letter_axes
from .scope import Scope, place_of


def numbers_written(node: Node, scope: Scope) -> dict[str, set[int]]:
    """The numbers that stand for indices, by the axis that they are on."""
    found: dict[str, set[int]] = {}
    for part in scope.parts(node):
        name = scope.model.find(part) if isinstance(part, Symbol) else None
        if isinstance(part, Symbol) and name is not None:
            for index, axis in zip(name.indices(part), name.along(part), strict=False):
                if index.isdigit():
                    found.setdefault(axis, set()).add(int(index))
    for _, index, axis in entry_indices(node, scope):
        if index.isdigit():
            found.setdefault(axis, set()).add(int(index))
    return found


def kept_by(sides: Sequence[Node], axes: Mapping[str, str], scope: Scope) -> list[frozenset[str]]:
    """For each side, the axes and steps of which it writes out all.

    Those are left out whose size it names, or that it sums over without a number; and for all
    sides one that a single side both writes out and names the size of.
    """
    written = [_written_out(side, axes, scope) for side in sides]
    if any(isinstance(part, Matrix) for side in sides for part in scope.parts(side)):
        return [frozenset[str]().union(*_arrays(sides, scope), *written)] * len(sides)
    named = [sizes_named(side, scope) for side in sides]
    mixed = {axis for out, size in zip(written, named, strict=True) for axis in out & size}
    return [
        out - mixed - _summed(side, axes, scope) for out, side in zip(written, sides, strict=True)
    ]


def _arrays(sides: Sequence[Node], scope: Scope) -> Iterator[set[str]]:
    """The axes of all arrays, whose sizes a matrix written out speaks of."""
    for part in (part for side in sides for part in scope.parts(side)):
        name = scope.model.find(part) if isinstance(part, Symbol) else None
        if name is not None and isinstance(part, Symbol):
            yield set(name.along(part))


def _written_out(side: Node, axes: Mapping[str, str], scope: Scope) -> frozenset[str]:
    """The axes and steps of which a side writes out all, by numbers, bounds or arguments."""
    model = scope.model
    found = {
        axis
        for axis, numbers in numbers_written(side, scope).items()
        if len(numbers) in _sizes_of(axis, model)
    }
    steps: dict[str, set[int]] = {letter: set() for letter in model.steps}
    for part, here in parts_with_axes(side, axes, scope):
        match part:
            case Symbol():
                name = model.find(part)
                place = None if name is None else name.place(part)
                if name is not None and place is not None and not place.letter:
                    steps[name.step].add(place.shift)
            case BigSum(index=index) | Series(index=index) if index in here:
                axis, last = here[index], place_of(part.last)
                if part.last is None or last is None or last.letter:
                    continue
                if axis in steps:
                    first = place_of(part.first)
                    begin = (
                        model.steps[axis].first if first is None or first.letter else first.shift
                    )
                    steps[axis].update(range(begin, last.shift + 1))
                else:
                    found.add(axis)
            case Call(function=Function(name=base), arguments=arguments):
                function = model.named_function(base)
                if function is not None and len(arguments) > 1:
                    found.update(set(function.signature.takes) & model.sizes.keys())
    for letter, numbers in steps.items():
        if numbers.issuperset(range(model.steps[letter].first, model.sizes[letter] + 1)):
            found.add(letter)
    return frozenset(found)


def _sizes_of(axis: str, model: Model) -> set[int]:
    """The size of an axis in the running example, or those at all steps of `units[l]`."""
    if axis in model.sizes:
        return {model.sizes[axis]}
    return {size for known, size in model.sizes.items() if family_of(known) == family_of(axis)}


def sizes_named(side: Node, scope: Scope) -> frozenset[str]:
    """The axes whose size a side names, and the steps whose end it does."""
    found = set[str]()
    for part in scope.parts(side):
        name = scope.model.find(part) if isinstance(part, Symbol) else None
        if isinstance(part, Symbol) and name is not None:
            place = name.place(part)
            if name.size_of or (place is not None and place.letter in scope.model.ends):
                found.add(name.size_of or name.step)
    return frozenset(found)


def _summed(side: Node, axes: Mapping[str, str], scope: Scope) -> frozenset[str]:
    """The axes that a side sums over without a number for the bound."""
    return frozenset(
        here[part.index]
        for part, here in parts_with_axes(side, axes, scope)
        if isinstance(part, BigSum | Series)
        and here.get(part.index, "") not in ("", *scope.model.steps)
        and not isinstance(part.last, int | Number)
    )


def multiplies_as_often_as_a_size(node: Node, scope: Scope) -> bool:
    r"""Whether it holds a power such as `w^n`, or a `\prod`: its sign may go with the size."""
    for part in scope.parts(node):
        if isinstance(part, Series) and part.sign.startswith(r"\prod"):
            return True
        if isinstance(part, Power):
            symbols = (one for one in part.exponent.walk() if isinstance(one, Symbol))
            if any(name.size_of for name in map(scope.model.find, symbols) if name is not None):
                return True
    return False


def parts_with_axes(
    node: Node, axes: Mapping[str, str], scope: Scope
) -> Iterator[tuple[Node, Mapping[str, str]]]:
    """All parts, each with the axes of the indices there: a definition has its own indices."""
    for part in node.walk():
        yield part, axes
        definition = scope.defined(part) if isinstance(part, Symbol) else None
        if definition is not None:
            yield from parts_with_axes(definition, letter_axes(definition, scope), scope)
