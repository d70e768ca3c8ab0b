"""The free indices of a formula, and for which of them it is stated."""

from collections.abc import Mapping, Sequence

from ..errors import Problem
from ..latex.printer import to_latex
from ..notation.tree import Condition, Entry, Node, Symbol
from ..notation.walks import Place
from .scope import Scope, is_sum
from .stepwise import step_letters


def free_indices(node: Node, scope: Scope) -> list[str]:
    """The index letters that no sum binds, in order of appearance."""
    if isinstance(node, Symbol):
        name = scope.model.find(node)
        if name is None or scope.defined(node) is not None:
            return []
        pairs = zip(name.indices(node), name.axes, strict=False)
        letters = [s for s, _ in pairs if not s.isdigit()]
        return list(dict.fromkeys([*step_letters(node, scope), *letters]))
    found = [letter for child in node.children() for letter in free_indices(child, scope)]
    if is_sum(node):
        found = [letter for letter in found if letter != node.index] + scope.letters_of(node)
    elif isinstance(node, Condition):
        found += scope.letters_of(node)
    elif isinstance(node, Entry):
        found += [index for index in node.subscripts if not index.isdigit()]
    return list(dict.fromkeys(found))


def check_are_no_sizes(free: Sequence[str], side: Node, scope: Scope) -> None:
    """Demand that no free index is the symbol for a size: x_n may be the last. Raises Problem."""
    for name in scope.model.names:
        if name.size_of and name.latex in free and not _is_own_index(name.latex, scope):
            raise Problem(
                f"the index {name.latex}, which is also the symbol for the size of {name.size_of}: "
                "the last place, or any",
                "an index letter that stands for nothing else",
                "take another letter for any place; name the last one in the text only, or sum to "
                rf"it, \sum_{{i=1}}^{{{name.latex}}}",
                side.start,
            )


def _is_own_index(letter: str, scope: Scope) -> bool:
    """Whether NOTATION itself has this letter as an index."""
    symbols = (name.symbol for name in scope.model.names)
    return any(isinstance(s, Symbol) and letter in s.subscripts for s in symbols)


def stated_for(
    where: Condition, free: Sequence[str], axes: Mapping[str, str], scope: Scope
) -> tuple[Place, ...]:
    """The indices that a condition behind a formula compares. Raises Problem for anything else."""
    places = scope.compared(where)
    letters = [place.letter for place in places if place.letter in free]
    own = [axes[letter] for letter in letters]
    if where.relations == ("=",) and len(letters) == 1 and len(places) == 2:
        (other,) = (place.letter for place in places if place.letter != letters[0])
        if other in scope.letters_of(where) and other not in axes:
            return ()  # another name for the same index says nothing
    if not letters or len(set(own)) > 1 or len(letters) < len(scope.letters_of(where)):
        raise Problem(
            f"{to_latex(where)} behind a formula, which compares "
            + ("indices of different axes" if len(set(own)) > 1 else "more than its free indices"),
            "a condition on the indices of the left side, which run over one axis",
            r"correct an index; write conditions on values as cases, and steps as a range, "
            r"l = 1, \dots, L-1",
            where.start,
        )
    return places
