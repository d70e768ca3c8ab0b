r"""Dots and colons: `x_1 + x_2 + \dots + x_n` is the sum over all, if n is how many there are."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ..latex.ellipses import Ellipses
from ..models.model import Model
from ..models.slices import as_line
from ..notation.nodes import Dots
from ..notation.tree import BigSum, Chain, Node, Sum, Symbol, mapped, rewritten, without_places

_MAYBE = re.compile(r"dots|:|\.\s*\.")
# What the index of such a sum is called.
_LETTERS = "kijmpqrsuvw"


def without_dots(chain: Chain, model: Model) -> Chain:
    """The chain with a sum or the like over an index for all dots that can be nothing else."""
    if not any(_MAYBE.search(text) for text in chain.texts):
        return chain
    taken = set(_letters(chain.sides))
    free = [c for c in _LETTERS if not (c in taken or model.find(Symbol(base=c, start=0, end=0)))]
    dotted = _Dotted(free, model)
    return replace(chain, sides=tuple(map(dotted.summed, chain.sides)))


def _letters(sides: Iterable[Node]) -> Iterator[str]:
    """All that a formula has as a letter or below one."""
    for part in (part for side in sides for part in side.walk()):
        if isinstance(part, Symbol):
            yield from (part.base, part.layer, *part.subscripts)


@dataclass
class _Dotted:
    """Reads dots, each with another one of these letters for its index."""

    letters: list[str]
    model: Model

    def summed(self, node: Node) -> Node:
        """The tree with a sum or the like over an index for all dots that fit one pattern."""
        ends = frozenset({*self.model.ends, *(n.latex for n in self.model.names if n.size_of)})
        if (whole := Ellipses(self.letters, ends).read(node)) is not None:
            return self.summed(whole)
        if isinstance(node, Symbol) and ":" in node.subscripts and self.letters:
            line = as_line(node, self.letters[0], self.model)
            if line is not None:
                self.letters.pop(0)
            return line or node
        if not isinstance(node, Sum):
            return mapped(node, self.summed)
        place = next((p for p, term in enumerate(node.terms) if isinstance(term, Dots)), 0)
        found = self._first_and_sum(node, place) if place and node.terms[place + 1 :] else None
        if found is None:
            return mapped(node, self.summed)
        first, total = found
        terms = (*node.terms[:first], total, *node.terms[place + 2 :])
        signs = (*node.signs[: first + 1], *node.signs[place + 2 :])
        return self.summed(total if signs == (1,) else replace(node, terms=terms, signs=signs))

    def _first_and_sum(self, node: Sum, place: int) -> tuple[int, BigSum] | None:
        """Which term a sum with dots begins with, and what it is; None where terms do not fit."""
        if not self.letters:
            return None
        letter, last = self.letters[0], node.terms[place + 1]
        terms = tuple(map(without_places, node.terms))
        for end, bound, most in self._ends(last):
            general = _with_index(last, end, letter)
            each = tuple(
                without_places(_with_index(general, letter, str(n + 1))) for n in range(most)
            )
            for first in range(place - 1, -1, -1):
                stray = first > 0 and terms[first - 1] in each  # x_1 + x_1 + … + x_n
                one_sign = len({*node.signs[first : place + 2]}) == 1
                if terms[first:place] == each[: place - first] and one_sign and not stray:
                    self.letters.remove(letter)
                    where = {"start": node.terms[first].start, "end": last.end}
                    return first, BigSum(index=letter, first=1, last=bound, body=general, **where)
        return None

    def _ends(self, last: Node) -> Iterator[tuple[str, int | Symbol, int]]:
        """The subscripts of a last term that a sum may end at: sizes, and numbers.

        Each with how many terms there can be before the dots.
        """
        sizes = {name.latex: name for name in self.model.names if name.size_of}
        symbols = (part for part in last.walk() if isinstance(part, Symbol))
        for subscript in dict.fromkeys(s for symbol in symbols for s in symbol.subscripts):
            size = sizes.get(subscript)
            if size is not None and isinstance(size.symbol, Symbol):
                here = replace(size.symbol, start=last.start, end=last.end)
                yield subscript, here, self.model.sizes[size.size_of]
            elif subscript.isdigit():
                yield subscript, int(subscript), int(subscript) - 1


def _with_index(term: Node, old: str, new: str) -> Node:
    """A term with another index."""

    def moved(symbol: Symbol) -> Symbol:
        below = tuple(new if s == old else s for s in symbol.subscripts)
        return replace(symbol, subscripts=below)

    return rewritten(term, moved)
