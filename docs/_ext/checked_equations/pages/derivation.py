"""The formulas of one page from top to bottom: a definition holds from its place on."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

from ..equations.errors import Problem
from ..equations.latex.parse import parse_chain
from ..equations.meaning.scope import Alias, Scope
from ..equations.models.model import Model
from ..equations.models.points import Points
from ..equations.notation.tree import Chain, Node, Symbol
from ..equations.values.formula import Formula
from ..equations.values.report import Binding, Report
from ..equations.verdict.verify import verify
from .memo import Memo


@dataclass
class Derivation:
    """What the formulas of a page may name so far, and which of the names have been used."""

    points: Points
    memo: Memo
    talked_about: set[str]  # symbols that the page only mentions
    definitions: dict[tuple[Any, ...], Node] = field(default_factory=dict)
    aliases: list[Alias] = field(default_factory=list)
    defined_by: dict[tuple[Any, ...], Any] = field(default_factory=dict)  # the item that does
    used: set[tuple[Any, ...]] = field(default_factory=set)
    goes_on_from: str = ""  # the id of the last display, or of what it continues
    whole: Chain | None = None  # the last display, with what continues it
    axes: list[dict[str, str]] = field(default_factory=list)  # index letters of the displays

    @property
    def model(self) -> Model:
        return self.points.model

    def scope(self) -> Scope:
        return Scope(self.points, dict(self.definitions), tuple(self.aliases))

    def names(self, symbol: Symbol) -> bool:
        """Whether a symbol is declared, defined on the page, or talked about."""
        scope = self.scope()
        meant = scope.meant(symbol)
        return (
            symbol.latex in self.talked_about
            or scope.defined(meant) is not None
            or scope.model.find(meant) is not None
        )

    def parse(self, latex: str) -> Chain:
        r"""Read a chain of the page. Raises Problem, for a \wrong too."""
        chain, scope = parse_chain(latex, self.model.vocabulary), self.scope()
        for start, _ in chain.marks:
            raise Problem(
                r"\wrong in a formula that is not refuted",
                "the mark in refuted formulas alone",
                r"remove \wrong, or refute the formula",
                start,
            )
        for side in chain.sides:
            for part in side.walk():
                alias = scope.alias(part) if isinstance(part, Symbol) else None
                if alias is not None:
                    self.used.add(alias.name.key)
        return self.memo(("own names", *_key(chain, scope)), lambda: scope.in_own_names(chain))

    def verified(self, formula: Formula, binding: Binding | None) -> Report:
        """The report on a formula; one that has not changed is not verified again."""
        return self.memo((*key_of(formula), binding), lambda: verify(formula, binding))

    def note_use(self, formula: Formula) -> None:
        """The page's definitions that a formula uses are not idle."""
        self.used.update(p.key for p in formula.everything.walk() if isinstance(p, Symbol))


def key_of(formula: Formula) -> tuple[Hashable, ...]:
    """All that a formula's truth depends on."""
    return _key(formula.chain, formula.scope)


def _key(chain: Chain, scope: Scope) -> tuple[Hashable, ...]:
    return (
        scope.model,
        chain,
        tuple(sorted(scope.definitions.items(), key=lambda entry: str(entry[0]))),
        tuple(scope.aliases),
    )
