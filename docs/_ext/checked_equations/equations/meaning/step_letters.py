r"""A letter for a step and an index: in `\sum_i J(x^{(i)}) + \sum_i b_i` they are two."""

import string
from dataclasses import replace

from ..models.model import Model
from ..notation.tree import BigSum, Condition, Entry, Node, Series, Symbol, mapped, rewritten


def told_apart(sides: tuple[Node, ...], model: Model) -> tuple[Node, ...]:
    """The sides, with another letter for each index of a sum that is a step letter elsewhere."""
    parts = [part for side in sides for part in side.walk()]
    if not any(_is_of_elements(part, model) for part in parts):
        return sides
    used = {*model.steps, *(part.index for part in parts if isinstance(part, BigSum | Series))}
    for part in parts:
        if isinstance(part, Symbol | Entry):
            used.update("".join(part.subscripts))
        if isinstance(part, Symbol):
            used.update((part.base, *part.layer))
    known = {name.symbol.base for name in model.names if isinstance(name.symbol, Symbol)}
    free = sorted({*string.ascii_lowercase} - used - known, reverse=True)
    around = _free_steps(sides[0], model)
    return tuple(_renamed(side, free, model, around) for side in sides)


def _free_steps(node: Node, model: Model) -> frozenset[str]:
    """The letters of steps outside of sums over them."""
    found = frozenset[str]().union(*(_free_steps(part, model) for part in node.children()))
    if isinstance(node, BigSum | Series):
        return found - {node.index}
    name = model.find(node) if isinstance(node, Symbol) else None
    place = name.place(node) if name is not None and isinstance(node, Symbol) else None
    return found | {place.letter} if place is not None else found


def _is_of_elements(node: Node, model: Model) -> bool:
    """Whether it is a sum whose index is a step letter, and stands in it for elements alone."""
    if not isinstance(node, BigSum | Series) or node.index not in model.steps:
        return False
    parts = node.body.walk()
    if any(isinstance(part, Entry) and node.index in part.subscripts for part in parts):
        return False
    found = [(n, part) for part in parts if isinstance(part, Symbol) and (n := model.find(part))]
    places = [place.letter for name, part in found if (place := name.place(part))]
    return node.index not in places and any(node.index in n.indices(part) for n, part in found)


def _renamed(node: Node, free: list[str], model: Model, around: frozenset[str]) -> Node:
    """The tree with other letters; one that stands for a value already stays, and is refused."""
    within = around | {node.index} if isinstance(node, BigSum | Series) else around
    node = mapped(node, lambda part: _renamed(part, free, model, within))
    if not isinstance(node, BigSum | Series) or node.index in around or not free:
        return node
    if not _is_of_elements(node, model):
        return node
    old, new = node.index, free.pop()

    def change(symbol: Symbol) -> Symbol:
        if symbol.key == (old, "", 0, "", ()):
            return replace(symbol, base=new)
        subscripts = tuple(new if index == old else index for index in symbol.subscripts)
        return replace(symbol, subscripts=subscripts)

    renamed = replace(node, index=new, body=rewritten(node.body, change))
    if isinstance(renamed, Series) and renamed.where is not None:
        where = rewritten(renamed.where, change)
        assert isinstance(where, Condition), "only symbols are exchanged"
        return replace(renamed, where=where)
    return renamed
