"""`$…$`: a statement that is checked, a definition, a range of an index, or a mere mention."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ...equations.errors import Problem
from ...equations.latex.names import letter_of
from ...equations.latex.parse import parse_symbol
from ...equations.latex.printer import to_latex
from ...equations.meaning.scope import Alias, index_letters
from ...equations.meaning.stepwise import Span
from ...equations.notation.tree import Chain, Symbol
from ...equations.notation.vocabulary import Vocabulary
from ...equations.values.formula import Formula
from ..derivation import Derivation
from ..mentions import check_mention
from ..ranges import is_range, reads_as_range, states_size
from ..reader import Reader, Rule
from ..registry import Finding, Item, Page, Place, Registry, Stage
from ..registry import Formula as Typeset
from .equation import Exempt

_RELATION = re.compile(
    r"=|<|>|\\(approx|leq?|geq?|neq?|in|equiv|triangleq|coloneqq|doteq|gets|leftarrow)(?![a-zA-Z])"
)

_TALKED_ABOUT = (
    "; a symbol that the page only mentions has a line in `symbols:` of the front matter"
)


@dataclass(frozen=True)
class Stated(Finding):
    """A formula in running text that was checked."""

    fact = "inline"
    spans: tuple[Span, ...] = ()  # the steps that it holds for
    axes: Mapping[str, str] = field(default_factory=dict)  # what its indices run over


@dataclass(frozen=True)
class Mentioned(Finding):
    """A formula that claims nothing."""


@dataclass(frozen=True, eq=False)
class InlineFormula(Item):
    """A formula in running text."""

    exempt: str | None
    beside: tuple["InlineFormula", ...] = ()  # what stands in the same display, and is checked
    earlier: "InlineFormula | None" = None  # the display whose left side it may go on from
    stage = Stage.IN_ORDER
    form = "inline"
    template = "inline.html"
    searched = False

    def check(self, page: Page, registry: Registry) -> Stated | Mentioned | Exempt:
        if self.exempt is not None:
            if not self.exempt.strip():
                raise Problem("an exemption without a reason", '{exempt="reason"}', "say why", 0)
            return Exempt(self.exempt)
        if not (_RELATION.search(self.text) or reads_as_range(self.text)):
            self.mention(page, registry)
            return Mentioned()
        derivation = registry.derivation(page)
        found = [registry.results.get(item) for item in self.beside]
        beside = [f for f in found if isinstance(f, Stated)]
        spans = tuple(span for f in beside for span in f.spans)
        known = replace(derivation, axes=[*derivation.axes, *(dict(f.axes) for f in beside)])
        if is_range(self.text, known, spans):
            return Stated()
        chain = derivation.parse(self.text)
        if chain.continues and self.earlier is not None:
            chain = chain.after(derivation.parse(self.earlier.text))
        if len(chain.sides) == 1 and not chain.continues:  # a brace or a sum has the relation
            self.mention(page, registry)
            Formula(chain, derivation.scope()).check_shape()
            return Mentioned()
        if chain.continues:
            raise Problem(
                "a formula that begins with a relation",
                "both sides in one formula",
                "write its left side",
                0,
            )
        scope = derivation.scope()
        if states_size(chain, scope):
            return Stated()
        left = chain.sides[0]
        if (
            isinstance(left, Symbol)
            and scope.model.find(left) is None
            and scope.defined(left) is None
            and chain.relations[0] == "="
        ):
            rest = Chain(chain.sides[1:], chain.relations[1:], chain.texts[1:])
            formula = Formula(rest, scope)
            derivation.note_use(formula)
            self.check_name(left, chain, derivation, registry)
            self.define(left, formula, derivation)
        else:
            formula = Formula(chain, scope)
            derivation.note_use(formula)
            return Stated(derivation.verified(formula, None).spans, formula.axes)
        return Stated()

    def check_name(
        self, left: Symbol, chain: Chain, derivation: Derivation, registry: Registry
    ) -> None:
        """Demand a new name that is no misspelt symbol of the model. Raises Problem.

        The same letter may be decorated in another way where another model of the site does so.
        """
        model = derivation.model
        if left.latex in derivation.talked_about:
            raise Problem(
                f"{self.text} defines {left.latex}, which `symbols:` says is only talked about",
                "a name of one kind",
                "remove it from `symbols:` in the front matter, or choose another letter",
                0,
            )
        symbols = [n.symbol for n in model.names if isinstance(n.symbol, Symbol)]
        alike = [s for s in symbols if letter_of(s.base) == letter_of(left.base)]
        if left.latex == letter_of(left.base):
            alike = [s for s in alike if not s.subscripts]
        is_alias = len(chain.sides) == 2 and isinstance(chain.sides[1], Symbol)
        other_notation = any(m.find(left) for m in registry.models.values() if m is not model)
        if alike and not (is_alias and other_notation):
            raise Problem(
                f"{self.text} defines {left.latex}, which looks like the model's {alike[0].latex}",
                "a declared symbol, or a name that cannot be taken for one",
                f"declare it in NOTATION of {model.path}, or choose another letter",
                0,
            )

    def define(self, left: Symbol, formula: Formula, derivation: Derivation) -> None:
        """A new name for something that the model computes. Raises Problem."""
        rest, model = formula.chain, derivation.model
        value, *others = rest.sides
        arrays = [n.symbol for n in model.names if isinstance(n.symbol, Symbol) and n.axes]
        constant = left.latex in ("e", r"\pi") or any(map(formula.numeric, rest.sides))
        if constant or any(left.stem == symbol.stem for symbol in arrays):
            raise Problem(
                f"{self.text} defines {left.latex}, and checks nothing",
                "a new name for something that the model computes",
                "correct the symbol, write a number as {{…}}, or declare it in NOTATION, with the "
                "shape `size of AXIS` if it is the size of an axis",
                0,
            )
        is_alias = isinstance(value, Symbol) and not others
        free = [*formula.steps, *formula.free]
        # A step can be exchanged where it stands alone.
        whole = isinstance(value, Symbol) and set(free) <= set(value.subscripts)
        if is_alias and not (whole and sorted(index_letters(left)) == sorted(free)):
            raise Problem(
                f"{self.text} makes {left.latex} another name for something with other indices",
                "the same index letters on both sides, each once on the left",
                r"write the indices that are missing, or words in place of an index, \text{…}",
                0,
            )
        taken = [a.name.stem for a in derivation.aliases] + [k[:4] for k in derivation.definitions]
        if index_letters(left) and left.stem in taken:
            raise Problem(
                f"{self.text} names each element of what has an element with a name already",
                "one statement for all of them",
                "remove the other, or choose another letter",
                0,
            )
        if free and not is_alias:
            raise Problem(
                f"{self.text} defines {left.latex} by something with a free index",
                "one value, or another name for one symbol",
                "write it out where it is used",
                0,
            )
        if not others:
            formula.check_shape()
            # Evaluating it once shows that it has a value.
            twice = Chain(rest.sides * 2, ("=",), rest.texts * 2)
            formula = Formula(twice, formula.scope)
        derivation.verified(formula, None)
        if isinstance(value, Symbol) and not others:
            derivation.aliases.append(Alias(left, value))
        else:
            derivation.definitions[left.key] = value
        derivation.defined_by[left.key] = self
        derivation.used.discard(left.key)

    def mention(self, page: Page, registry: Registry) -> None:
        """Symbols that are known, and no numbers. Raises Problem."""
        alone = parse_symbol(self.text, Vocabulary())
        if "model" not in page.meta and alone and to_latex(alone) in registry.talked_about(page):
            return
        check_mention(self.text, registry.derivation(page), _TALKED_ABOUT)
        if re.search(r"\d\.\d", self.text) and not registry.options.decimals_in_prose:
            raise Problem(
                "a decimal number in a formula that claims nothing",
                "an equation that can be checked, or {{…}}",
                "write what the number is",
                0,
            )

    def formulas(self, found: Any, registry: Registry) -> Iterable[Typeset]:
        yield self.text, False


def _read(reader: Reader, found: re.Match[str], place: Place) -> None:
    reader.prose.bare(found["exempt"] or "", place.line, "the reason of an exemption")
    reader.add(InlineFormula(place, found["math"], found["exempt"]))


RULE = Rule(
    "inline",
    r"\$(?=\S)(?P<math>(?:[^$\n]|\n(?![ \t]*\n))+?)(?<=\S)\$"
    r'(?:\{exempt="(?P<exempt>[^"]*)"\})?',
    _read,
)
