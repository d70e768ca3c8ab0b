"""The index letters that decide which branches of a formula are taken, and how."""

from collections.abc import Iterator

from ..meaning.free import free_indices
from ..meaning.scope import Scope, is_sum
from ..notation.tree import Group, Indicator, Node, Number, Partial, Product, Sum, Symbol


def deciding(node: Node, scope: Scope) -> set[str]:
    """The free letters of all that may compare; where only others differ, the same happens."""
    if isinstance(node, Indicator) and scope.compared(node.condition):
        return set()
    if isinstance(node, Symbol | Number):
        return set()
    if not (isinstance(node, Group | Partial | Product | Sum) or is_sum(node)):
        return set(free_indices(node, scope))
    letters = set(scope.letters_of(node))
    return letters.union(*(deciding(part, scope) for part in _evaluated(node)))


def _evaluated(node: Node) -> Iterator[Node]:
    """The parts of a node that are computed; what a derivative is by has no part in it."""
    if not isinstance(node, Partial):
        yield from node.children()
    elif node.top is not None:
        yield node.top
