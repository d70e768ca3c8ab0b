"""What a formula may name: the model's symbols, and a page's own definitions and other names."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any, TypeGuard

from ..errors import Problem
from ..latex.parse import parse_chain
from ..latex.printer import to_latex
from ..models.lookup import Reading
from ..models.model import Model
from ..models.named_units import with_named_units
from ..models.points import Points
from ..notation.symbols import Name
from ..notation.tree import BigSum, Chain, Condition, Node, Series, Symbol, is_arithmetic, rewritten
from ..notation.walks import Place, read_place
from .application import without_subscripts
from .dotted import without_dots
from .meant import undeclared
from .reindexed import with_plain_steps
from .shorthands import in_full
from .step_letters import told_apart
from .totals import with_indices
from .updates import as_equation


@dataclass(frozen=True)
class Alias:
    r"""A second name for a value: `W_3 = W_{12}^{(1)}`, or with any index, `h_k' = z_k^{(1)}`."""

    name: Symbol
    value: Symbol

    def meant(self, symbol: Symbol) -> Symbol | None:
        """The value that a symbol names, in the symbol's place; None where it is another symbol."""
        if symbol.stem != self.name.stem or len(symbol.subscripts) != len(self.name.subscripts):
            return None
        if not index_letters(self.name):
            if symbol.subscripts != self.name.subscripts:
                return None
            return replace(self.value, start=symbol.start, end=symbol.end)
        index = dict(zip(self.name.subscripts, symbol.subscripts, strict=True))
        subscripts = tuple(index.get(s, s) for s in self.value.subscripts)
        return replace(self.value, subscripts=subscripts, start=symbol.start, end=symbol.end)


def index_letters(name: Symbol) -> tuple[str, ...]:
    """The indices of a new name; none where words or a number in its subscript make it one name."""
    fixed = any(len(s) > 1 or s.isdigit() for s in name.subscripts)
    return () if fixed else name.subscripts


@dataclass(frozen=True)
class Scope:
    """The names that a formula may use, and the points at which it is evaluated."""

    points: Points
    definitions: Mapping[tuple[Any, ...], Node] = field(default_factory=dict)
    aliases: Sequence[Alias] = ()

    @cached_property
    def model(self) -> Model:
        return self.points.model

    def parse(self, latex: str) -> Chain:
        """Read `A = B = C`, with the model's names in place of other names for the same values."""
        return self.in_own_names(parse_chain(latex, self.model.vocabulary))

    def in_own_names(self, chain: Chain) -> Chain:
        """Replace shorthands, subscripts of functions, dots, and names that only a page has."""
        units = (with_named_units(side, self.model) for side in chain.sides)
        full = tuple(in_full(side, self.model) for side in units)
        if self.model.steps:
            full = tuple(with_plain_steps(side, self.model) for side in full)
            full = told_apart(full, self.model)
        sides = tuple(without_subscripts(side, self.model, self.knows) for side in full)
        if self.aliases:
            sides = tuple(rewritten(side, self.meant) for side in sides)
        whole = without_dots(replace(chain, sides=sides), self.model)
        return as_equation(with_indices(whole, self.model, self.knows), self.model)

    def alias(self, symbol: Symbol) -> Alias | None:
        """The page's statement that a symbol is another name for something."""
        return next((a for a in self.aliases if a.meant(symbol) is not None), None)

    def meant(self, symbol: Symbol) -> Symbol:
        """The model's symbol for a page's own name; any other symbol as it is."""
        alias = self.alias(symbol)
        return (alias and alias.meant(symbol)) or symbol

    def defined(self, symbol: Symbol) -> Node | None:
        """What the page defines a symbol to be."""
        return self.definitions.get(symbol.key) if self.definitions else None

    def knows(self, symbol: Symbol) -> bool:
        """Whether the page defines a symbol, or the model declares it."""
        return self.defined(symbol) is not None or self.model.find(symbol) is not None

    def parts(self, node: Node) -> Iterator[Node]:
        """All that a formula is made of, by way of the page's definitions too."""
        for part in node.walk():
            yield part
            definition = self.defined(part) if isinstance(part, Symbol) else None
            if definition is not None:
                yield from self.parts(definition)

    def compared(self, condition: Condition) -> tuple[Place, ...]:
        """The indices that a condition compares; none where it compares values. Raises Problem."""
        places = [place_of(side) for side in condition.sides]
        if not any(place and self._is_index(place.letter) for place in places):
            return ()
        found = tuple(place for place in places if place is not None and self._is_counted(place))
        if len(found) < len(places):
            (index, *_) = (p.letter for p in places if p and self._is_index(p.letter))
            raise Problem(
                f"the index {index} compared with a value in {to_latex(condition)}",
                "indices compared with indices, or values with values",
                "write what is true of an index by indices; a class that an example has is a "
                "one-hot target, 1 at its index",
                condition.start,
            )
        return found

    def letters_of(self, node: Node) -> list[str]:
        """The indices and steps in a condition, or in the bounds of a sum."""
        places: Iterable[Place | None] = ()
        if isinstance(node, Condition):
            places = self.compared(node)
        elif is_sum(node):
            places = map(place_of, (node.first, node.last))
        return [place.letter for place in places if place and self._is_index(place.letter)]

    def _is_index(self, letter: str) -> bool:
        """Whether a letter by itself stands for an index or a step: it is declared as no value."""
        plain = letter.rstrip("'")
        symbol = Symbol(base=plain, primes=len(letter) - len(plain), start=0, end=0)
        return letter != "" and not self.knows(symbol)

    def _is_counted(self, place: Place) -> bool:
        """Whether it is an index, a number, or the size of an axis."""
        if not place.letter or self._is_index(place.letter):
            return True
        name = self.model.find(Symbol(base=place.letter, start=0, end=0))
        return name is not None and bool(name.size_of)

    def bounds(self, node: BigSum | Series, letter: str) -> tuple[Place, Place]:
        """The first and the last step of a sum over steps. Raises Problem."""
        steps = self.model.steps[letter]
        first = Place("", steps.first) if node.first is None else _step_of(node.first)
        end = Place(steps.last, 0) if node.last is None else _step_of(node.last)
        if first is None or end is None:
            raise Problem(
                f"the bounds of the sum over {node.index}",
                f"steps, such as {steps.first} and {steps.last}",
                "correct the bounds, or leave them out",
                node.start,
            )
        for bound in (first, end):
            written = Symbol(base=bound.letter, start=0, end=0)
            if bound.letter not in self.model.ends and self.model.find(written):
                raise Problem(
                    f"the index {bound.letter} in the bounds of the sum over {node.index}, which "
                    "is the symbol of a value",
                    f"steps, such as {steps.first} and {steps.last}",
                    "correct the bounds",
                    node.start,
                )
        return first, end

    def name(self, symbol: Symbol) -> Name:
        """The declared name of a symbol. Raises Problem where there is none."""
        return self.reading(symbol).name

    def reading(self, symbol: Symbol) -> Reading:
        """What a declared symbol stands for. Raises Problem where it is not declared."""
        found = self.model.lookup.reading(symbol)
        if found is None:
            raise undeclared(symbol, self.model)
        return found


def is_sum(node: Node) -> TypeGuard[BigSum | Series]:
    r"""Whether it is a sum, a product, or what else runs over an index: `\sum_{s=t}^{T}`."""
    return isinstance(node, BigSum | Series)


@lru_cache(maxsize=4096)
def place_of(bound: Node | int | None) -> Place | None:
    """The step that a sum begins or ends at, if its bound is one."""
    written = to_latex(bound) if isinstance(bound, Node) else str(bound)
    return read_place(written.replace(" ", ""))


def _step_of(bound: Node | int) -> Place | None:
    r"""The step that a sum over steps begins or ends at, be its letter one such as `n_l`."""
    written = to_latex(bound) if isinstance(bound, Node) else str(bound)
    return read_place(re.sub(r"_\{(\w)\}", r"_\1", written.replace(" ", "")))


def index_axes(node: Node, scope: Scope, known: Mapping[str, str] | None = None) -> dict[str, str]:
    """The axis that each index letter runs over. Raises Problem for two axes at once."""
    axes = dict(known or {})
    model = scope.model
    for part in node.walk():
        if not isinstance(part, Symbol) or not (part.subscripts or (part.layer and model.steps)):
            continue
        if scope.defined(part) is not None:
            continue
        name = model.find(part)
        if name is None:
            if part.is_e:
                continue
            raise undeclared(part, model)
        place = name.place(part)
        if place is not None and place.letter:
            if model.ends.get(place.letter, name.step) != name.step:
                raise Problem(
                    f"{part.latex} at the step {place}, which ends the steps "
                    f"{model.ends[place.letter]}",
                    f"a step {name.step} of {name.latex}",
                    "correct the step",
                    part.start,
                )
            if place.letter not in model.ends:
                run_over(place.letter, name.step, part, axes)
        for subscript, axis in zip(name.indices(part), name.along(part), strict=False):
            if not subscript.isdigit():
                run_over(subscript, axis, part, axes)
            elif not 1 <= int(subscript) <= model.sizes.get(axis, int(subscript)):
                raise Problem(
                    f"the index {subscript} of {part.latex}",
                    f"1 to {model.sizes[axis]} ({axis})",
                    "correct the index",
                    part.start,
                )
    # From the inside out: the bound of an inner sum may be the index of an outer one.
    for part in reversed(node.walk()):
        if isinstance(part, BigSum) and isinstance(part.last, Symbol):
            size = scope.model.find(part.last)
            if size is not None and size.size_of:
                axes.setdefault(part.index, size.size_of)
        if model.steps and is_sum(part) and axes.get(part.index) in model.steps:
            for bound in scope.bounds(part, axes[part.index]):
                if bound.letter and bound.letter not in model.ends:
                    run_over(bound.letter, axes[part.index], part, axes)
        if isinstance(part, Condition) or is_sum(part):
            _run_alike(part, axes, scope)
    return axes


def _run_alike(part: Condition | BigSum | Series, axes: dict[str, str], scope: Scope) -> None:
    """Note that the indices of a condition run over one axis, or an index and its bounds."""
    letters = scope.letters_of(part)
    if not isinstance(part, Condition):
        letters = [part.index, *letters]
    axis = next((axes[letter] for letter in letters if letter in axes), None)
    for letter in letters if axis else ():
        if not isinstance(part, BigSum) or letter in axes:  # else it may be no index
            run_over(letter, axis or "", part, axes)
    if isinstance(part, Condition) and letters and axis is None:
        raise Problem(
            f"{' and '.join(dict.fromkeys(letters))} in {to_latex(part)}, indices of no symbol in "
            "the formula, so that what they run over is not known",
            f"a symbol with an index of them beside it, such as x_{letters[0]}",
            "write what the condition is multiplied by, correct an index, or declare in NOTATION "
            "what is a value and no index",
            part.start,
        )


def run_over(letter: str, axis: str, part: Node, axes: dict[str, str]) -> None:
    """Note that an index letter runs over an axis. Raises Problem if it does over another."""
    if is_arithmetic(letter):
        raise Problem(
            f"the index {letter} of {_bounded(part)}, which is an element of {axis}",
            "arithmetic with steps only, which STEPS declares",
            "write one letter",
            part.start,
        )
    if axes.setdefault(letter, axis) != axis:
        raise Problem(
            f"the index {letter} runs over {axes[letter]} elsewhere and over {axis} in "
            f"{_bounded(part)}",
            "one axis for each index",
            "swap or rename the index",
            part.start,
        )


def _bounded(part: Node) -> str:
    """What has an index, in a message."""
    return to_latex(part) if isinstance(part, Symbol | Condition) else "the bound of a sum"
