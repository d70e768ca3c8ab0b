r"""Sums without an index, `\sum (t - o)^2`: over all that stands for one value nowhere else."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from ..errors import Problem
from ..latex.printer import to_latex
from ..models.model import Model
from ..notation.nodes import Over, Total
from ..notation.tree import BigSum, Chain, Entry, Node, Series, Symbol, mapped

IsKnown = Callable[[Symbol], bool]


def with_indices(chain: Chain, model: Model, knows: IsKnown) -> Chain:
    """The chain with what such sums run over. Raises Problem where nothing says it."""
    if not any(_is_open(part) for side in chain.sides for part in side.walk()):
        return chain
    outside = {letter for side in chain.sides for letter in _letters(side, model, knows, False)}
    return replace(chain, sides=tuple(_summed(side, outside, model, knows) for side in chain.sides))


def _is_open(node: Node) -> bool:
    return isinstance(node, Over) and not node.below


def _summed(node: Node, outside: set[str], model: Model, knows: IsKnown) -> Node:
    if isinstance(node, BigSum | Series):
        outside = outside | {node.index}
    if not isinstance(node, Over) or not _is_open(node):
        return mapped(node, lambda part: _summed(part, outside, model, knows))
    letters = dict.fromkeys(_letters(node.body, model, knows, True))
    over = [letter for letter in letters if letter not in outside]
    body = _summed(node.body, outside | {*over}, model, knows)
    where = {"start": node.start, "end": node.end}
    if not over and letters:
        raise Problem(
            f"{to_latex(node)}, a sum without an index, of what has only "
            f"{', '.join(letters)}, which stands for one value outside of it",
            "an index that the sum runs over",
            rf"write it below the sum, \sum_{next(iter(letters))}, or correct the indices",
            node.start,
        )
    if not over:
        return Total(body=body, **where)
    for letter in reversed(over):
        body = BigSum(index=letter, first=None, last=None, body=body, **where)
    return body


def _letters(node: Node, model: Model, knows: IsKnown, within: bool) -> Iterator[str]:
    """The letters for indices and steps which no sum binds; those of open sums only `within`."""
    if _is_open(node) and not within:
        return
    found: list[str] = []
    if isinstance(node, Symbol) and (name := model.find(node)) is not None:
        place = name.place(node)
        found = [*name.indices(node)]
        if place is not None and place.letter not in model.ends:
            found.append(place.letter)
    elif isinstance(node, Entry):
        found = [*node.subscripts]
    yield from (
        one for one in found if one.isalpha() and not knows(Symbol(base=one, start=0, end=0))
    )
    bound = node.index if isinstance(node, BigSum | Series) else None
    for part in node.children():
        yield from (one for one in _letters(part, model, knows, within) if one != bound)
