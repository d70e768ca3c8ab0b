"""Which line of NOTATION a symbol of a formula stands for."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

from ..notation.symbols import Name
from ..notation.tree import Symbol
from ..notation.walks import Place, layer_parts

_BOLD = re.compile(r"\\(?:mathbf|boldsymbol)\{(.+)\}")


class Reading(NamedTuple):
    """What a symbol stands for: a name, with the indices, their axes and the step written there."""

    name: Name
    indices: tuple[str, ...]
    axes: tuple[str, ...]
    place: Place | None


def has_word(subscripts: Sequence[str]) -> bool:
    r"""Whether one of them is a word, and so no index: `out` of `e_{\text{out}}`."""
    return any(len(subscript) > 1 and subscript.isalpha() for subscript in subscripts)


@dataclass(eq=False)
class Lookup:
    """The lines of a notation, by their symbols."""

    names: Sequence[Name]
    _found: dict[Any, Reading | None] = field(default_factory=dict)

    def find(self, symbol: Symbol) -> Name | None:
        """The name that a symbol stands for."""
        found = self.reading(symbol)
        return None if found is None else found.name

    def reading(self, symbol: Symbol) -> Reading | None:
        """What a symbol stands for. Formulas ask again and again."""
        key = symbol.key
        if key not in self._found:
            name = next(self.readings(symbol), None)
            if name is None and symbol.subscripts:
                name = self._element(symbol)
            self._found[key] = None if name is None else _read(name, symbol)
        return self._found[key]

    def readings(self, symbol: Symbol) -> Iterator[Name]:
        """Each name that a symbol could stand for, by how many of its subscripts are labels."""
        for count in range(len(symbol.subscripts), -1, -1):
            if found := self._labelled(symbol, symbol.subscripts[:count]):
                yield found

    def _labelled(self, symbol: Symbol, labels: tuple[str, ...]) -> Name | None:
        """The name with these labels that a symbol stands for."""
        if self._by_walk and (walked := self._walked(symbol, labels)):
            return walked
        own = self._by_symbol.get((symbol.stem, symbol.subscripts))
        name = self._by_stem.get((symbol.stem, labels))
        if name is None or (own is not None and not symbol.subscripts):
            return own  # beside the losses L_i the number L is no array
        indices = symbol.subscripts[len(labels) :]
        return name if len(indices) in (0, len(name.axes)) and not has_word(indices) else own

    def _walked(self, symbol: Symbol, labels: tuple[str, ...]) -> Name | None:
        """The name with steps that a symbol stands for, whatever its step."""
        for stem in (symbol.stem, (*symbol.stem[:3], layer_parts(symbol.layer)[::2])):
            name = self._by_walk.get((*stem, labels))
            own = len(labels) + (0 if name is None or name.layered else 1)
            if name is None or len(symbol.subscripts) - own not in (0, len(name.axes)):
                continue
            if name.place(symbol):
                return name
        return None

    def _element(self, symbol: Symbol) -> Name | None:
        r"""The array in bold type that a symbol names an element of: `z_i`, of `\mathbf{z}`."""
        bold = self.bold.get(symbol.base)
        name = self.find(replace(symbol, base=bold)) if bold else None
        return name if name is not None and name.indices(symbol) else None

    @cached_property
    def _by_walk(self) -> dict[Any, Name]:
        """Names with steps by what does not change with the step."""
        found: dict[Any, Name] = {}
        for name in self.names:
            if name.step and isinstance(name.symbol, Symbol):
                *stem, layer = name.symbol.stem
                walk = layer_parts(layer)[::2] if name.layered else layer
                found[*stem, walk, name.labels] = name
        return found

    @cached_property
    def arrays(self) -> dict[Any, Name]:
        """The arrays without steps and labels, by their symbols without indices."""
        return {stem: name for (stem, labels), name in self._by_stem.items() if not labels}

    @cached_property
    def _by_stem(self) -> dict[Any, Name]:
        named = (n for n in self.names if n.axes and not n.step)
        return {(n.symbol.stem, n.labels): n for n in named if isinstance(n.symbol, Symbol)}

    @cached_property
    def _by_symbol(self) -> dict[Any, Name]:
        return {
            (n.symbol.stem, n.symbol.subscripts): n
            for n in self.names
            if isinstance(n.symbol, Symbol) and not n.axes and not n.step
        }

    @cached_property
    def identities(self) -> frozenset[Any]:
        """The deltas, by their symbols without indices."""
        deltas = (name.symbol for name in self.names if name.is_identity)
        return frozenset(symbol.stem for symbol in deltas if isinstance(symbol, Symbol))

    @cached_property
    def has_shorthands(self) -> bool:
        return bool(self.identities) or any(
            name.arguments or (name.is_shorthand and not name.is_chain_rule) for name in self.names
        )

    @cached_property
    def bold(self) -> dict[str, str]:
        """The bases in bold type, by the plain letters, where those are no names themselves."""
        bases = {name.symbol.base for name in self.names if isinstance(name.symbol, Symbol)}
        bold = [(base, found[1]) for base in bases if (found := _BOLD.fullmatch(base))]
        count = Counter([*bases, *(plain for _, plain in bold)])
        return {plain: base for base, plain in bold if count[plain] == 1}


def _read(name: Name, symbol: Symbol) -> Reading:
    indices = name.indices(symbol) if name.axes else ()
    return Reading(name, indices, name.along(symbol), name.place(symbol))
