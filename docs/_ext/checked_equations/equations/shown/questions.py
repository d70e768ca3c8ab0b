"""Questions for a test, made of checked statements: which formula, and where is the slip."""

import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import islice
from typing import Literal, TypeVar

from ..latex.printer import to_latex
from ..models.model import Model
from ..notation.symbols import Name
from ..notation.tree import Node, Partial, Product, Sum, Symbol, without_places
from ..values.formula import Formula
from ..values.report import Binding
from .slips import Claim

# So many wrong answers stand beside the right one, and at least so many.
_WRONG, _FEWEST = 4, 3
# Of a derivation so many lines are shown, the last ones, and at least so many.
_LINES, _SHORTEST = 6, 3

Some = TypeVar("Some")
Kind = Literal["formula", "slip", "number"]


@dataclass(frozen=True)
class Statement:
    """A checked equation by its id; whether it is a result."""

    name: str
    formula: Formula
    binding: Binding
    is_result: bool = False


@dataclass(frozen=True)
class Answer:
    """One answer: a formula, or a number; in words what is wrong with it."""

    text: str
    is_right: bool
    words: str = ""


@dataclass(frozen=True)
class Question:
    """A question with its answers. Its text has formulas in `$…$`."""

    kind: Kind
    snippet: str  # that computes what it is about
    text: str
    given: tuple[str, ...]  # the equations that define what the question speaks of
    answers: tuple[Answer, ...]
    statement: str  # the id of the equation that it is made of
    tolerance: float = 0.0  # of a number

    @property
    def mentioned(self) -> list[str]:
        """The formulas in its words."""
        texts = (self.text, *(answer.words for answer in self.answers))
        return [latex for text in texts for latex in re.findall(r"\$([^$]+)\$", text)]


class Source:
    """The statements of a page, of which the same seed makes the same questions.

    `defined` is what these speak of, each by a statement of the site; see `definitions`.
    """

    def __init__(
        self, seed: str, statements: Sequence[Statement], defined: Mapping[str, str]
    ) -> None:
        self.seed = seed
        self.statements = statements
        self.model = statements[0].binding.model
        self.defined = defined

    def seed_of(self, kind: Kind, name: str = "") -> str:
        """The seed of one question: others do not change when an equation is added."""
        return f"{self.seed} {kind} {name}"

    def shuffled(self, kind: Kind, some: Iterable[Some]) -> list[Some]:
        """These in the order in which questions are made of them."""
        found = list(some)
        random.Random(self.seed_of(kind)).shuffle(found)
        return found

    def question(
        self,
        kind: Kind,
        of: Statement,
        text: str,
        answers: Iterable[Answer],
        names: Set[str],
        tolerance: float = 0.0,
    ) -> Question:
        """A question that speaks of these names, with what defines them."""
        own = of.binding.snippet
        # To compute a value of the forward pass, one has to know how.
        hidden = "" if kind == "number" and own in self.model.forward else own
        given = self._given({own, *names}, hidden)
        return Question(kind, own, text, given, tuple(answers), of.name, tolerance)

    def _given(self, names: Set[str], hidden: str) -> tuple[str, ...]:
        """What defines these names, but for one that is asked for: first the forward pass."""
        behind = self.model.behind(names)
        wanted = [name for name in self.model.forward if name in behind]
        wanted += [n for n in self.defined if n in names and n not in wanted]
        return tuple(self.defined[n] for n in wanted if n in self.defined and n != hidden)


def in_words(left: Node, model: Model) -> str:
    """What is asked for, with the meaning that the notation has for a symbol."""
    found = [name.meaning for name in model.names if _is_declared(left, name, model)]
    meaning = re.split("[;:] ", found[0])[0] if found else ""
    return f"${to_latex(left)}$" + (meaning and f", {meaning},")


def definitions(model: Model, statements: Iterable[Statement]) -> dict[str, str]:
    """The first statement about each declared symbol, whose function another model may have lent.

    What is no part of the forward pass is said to be what, and not how to compute it.
    """
    names = {name.python: name for name in model.names if name.python in model.namespace}
    defined: dict[str, str] = {}
    for statement in statements:
        binding, sides = statement.binding, statement.formula.chain.sides
        name = names.get(binding.snippet)
        lent = binding.model.namespace.get(binding.snippet)
        if name is None or lent is not model.namespace[name.python]:
            continue
        if any(_is_declared(side, name, model) for side in sides[:2]):
            shown = sides if name.python in model.forward else sides[:2]
            defined.setdefault(name.python, " = ".join(map(to_latex, shown)))
    return defined


def _is_declared(side: Node, name: Name, model: Model) -> bool:
    """Whether a side is a symbol as the notation has it, or the whole array; no element of it."""
    declared = name.symbol
    if not isinstance(side, Symbol) or not isinstance(declared, Symbol):
        return False
    return (
        model.find(side) == name
        and name.place(side) == name.place(declared)
        and name.indices(side) in ((), name.indices(declared))
    )


def formulas(source: Source, count: int) -> Iterator[Question]:
    """Which of these is the gradient? The wrong ones have one mistake each."""
    results = (statement for statement in source.statements if statement.is_result)
    made = (_which(of, source) for of in source.shuffled("formula", results))
    yield from islice(filter(None, made), count)


def _which(of: Statement, source: Source) -> Question | None:
    seed = source.seed_of("formula", of.name)
    rng = random.Random(seed)
    left, *rights = of.formula.chain.sides
    full = [side for side in rights if _is_worth_asking(side, of.formula)]
    if not full:
        return None
    claim = Claim(left, rng.choice(full), of.formula.scope, of.binding)
    slips = claim.slips(seed, _WRONG) if claim.holds else []
    slips = [slip for n, slip in enumerate(slips) if n < _FEWEST or not slip.is_far]
    if len(slips) < _FEWEST:
        return None
    answers = [Answer(slip.latex, False, slip.words) for slip in slips]
    answers.insert(rng.randrange(len(answers) + 1), Answer(claim.right_latex, True))
    text = f"Which of these is {in_words(left, source.model)}".rstrip(",") + "?"
    return source.question("formula", of, text, answers, claim.formula.names)


def _is_worth_asking(side: Node, formula: Formula) -> bool:
    """Whether there is something to get wrong: symbols, more than one, not derivatives alone."""
    return (
        not formula.numeric(side)
        and any(isinstance(part, Product | Sum) for part in side.walk())
        and not all(isinstance(part, Partial) for part in side.children())
    )


def derivations(source: Source, count: int) -> Iterator[Question]:
    """Where is the slip? One line of a derivation is not equal to what it should be."""
    by_binding: dict[Binding, list[Statement]] = {}
    for statement in source.statements:
        by_binding.setdefault(statement.binding, []).append(statement)
    made = (_where(chain, source) for chain in source.shuffled("slip", by_binding.values()))
    yield from islice(filter(None, made), count)


def _where(chain: Sequence[Statement], source: Source) -> Question | None:
    seed = source.seed_of("slip", chain[-1].name)
    claims = _lines(chain)
    if len(claims) < _SHORTEST:
        return None
    places = list(range(len(claims)))
    random.Random(seed).shuffle(places)
    for place in places:
        for slip in claims[place].slips(seed, 1):
            answers = [Answer(claim.right_latex, False) for claim in claims]
            answers[place] = Answer(slip.latex, True, slip.words)
            names = frozenset[str]().union(*(claim.formula.names for claim in claims))
            what = in_words(claims[0].left, source.model).rstrip(",")
            text = f"Each line should be {what}. One is not. Which?"
            return source.question("slip", chain[-1], text, answers, names)
    return None


def _lines(chain: Sequence[Statement]) -> list[Claim]:
    """All that stands for the first left side, each once, in symbols, and true by itself."""
    scope, binding = chain[-1].formula.scope, chain[-1].binding
    sides = [without_places(side) for one in chain for side in one.formula.chain.sides]
    left, *others = dict.fromkeys(sides)
    shown = [side for side in others if not chain[-1].formula.numeric(side)][-_LINES:]
    claims = [Claim(left, side, scope, binding) for side in shown]
    return [claim for claim in claims if len(claims) >= _SHORTEST and claim.holds]
