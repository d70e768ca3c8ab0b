"""The axes that a formula writes out: it may be true only of as many elements as they have."""

from collections.abc import Iterator, Mapping

from .entries import entry_indices, letter_axes
from .scope import Scope
from .tree import BigSum, Call, Function, Node, Number, Series, Symbol
from .walks import axis_parts


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


def kept_axes(side: Node, axes: Mapping[str, str], scope: Scope) -> frozenset[str]:
    """The axes of which a side writes out all elements, or all that a sum has.

    Those are left out whose size it names, or that it sums over without a number.
    """
    model = scope.model
    found = {
        axis
        for axis, numbers in numbers_written(side, scope).items()
        # One whose size depends on the step keeps it, whichever element is written.
        if axis_parts(axis) or len(numbers) == model.sizes[axis]
    }
    free = set[str]()
    for part, here in parts_with_axes(side, axes, scope):
        match part:
            case Symbol():
                name = model.find(part)
                if name is not None and name.size_of:
                    free.add(name.size_of)
                elif name is not None and (place := name.place(part)) is not None:
                    if not place.letter:
                        found.add(name.step)
                    elif place.letter in model.ends:
                        free.add(name.step)
            case BigSum(index=index) | Series(index=index) if index in here:
                if isinstance(part.last, int | Number):
                    found.add(here[index])
                elif here[index] not in model.steps:
                    free.add(here[index])
            case Call(function=Function(name=base), arguments=arguments):
                function = model.named_function(base)
                if function is not None and len(arguments) > 1:
                    found.update(set(function.signature.takes) & model.sizes.keys())
    return frozenset(found - free)


def parts_with_axes(
    node: Node, axes: Mapping[str, str], scope: Scope
) -> Iterator[tuple[Node, Mapping[str, str]]]:
    """All parts, each with the axes of the indices there: a definition has its own indices."""
    for part in node.walk():
        yield part, axes
        definition = scope.defined(part) if isinstance(part, Symbol) else None
        if definition is not None:
            yield from parts_with_axes(definition, letter_axes(definition, scope), scope)
