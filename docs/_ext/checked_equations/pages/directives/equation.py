"""A displayed equation: checked against its snippet and against calculus, or exempt."""

import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Self

from ...equations.errors import Consequence, Problem
from ...equations.latex.printer import to_latex
from ...equations.models.model import Snippet
from ...equations.search.relations import INEQUALITIES
from ...equations.search.searched import of_formula
from ...equations.shown.in_numbers import InNumbers, in_numbers
from ...equations.values.factors import shapes_of
from ...equations.values.figures import element
from ...equations.values.formula import Formula
from ...equations.values.nudge import Nudge, nudge
from ...equations.values.report import Binding, Report
from ...equations.verdict.written import check_continued
from ..attributes import Attributes
from ..derivation import Derivation, key_of
from ..registry import Failed, Finding, Item, Page, Registry, Stage
from ..registry import Formula as Typeset
from ..side_by_side import check_ranges, side_by_side

_BINDING = re.compile(r"(?P<module>\w+)\.(?P<name>\w+)(?:\[(?P<element>\d+(?:,\d+)*)\])?$")


@dataclass(frozen=True, eq=False)
class Display(Item):
    """A displayed formula; without an id of its own it gets one from its page and place."""

    own_id: str
    attributes: Attributes

    @classmethod
    def register(cls, page: Page, items: Sequence[Self], registry: Registry) -> None:
        super().register(page, items, registry)
        for item in items:
            with registry.watching(page, item):
                item.claim_id(page, registry)

    def claim_id(self, page: Page, registry: Registry) -> None:
        """Take the id. Raises Problem where it is taken."""
        twin = registry.equations.get(self.own_id)
        if twin is not None:
            raise Problem(
                f"the id {self.own_id} is taken by {registry.page_of[twin].path}:{twin.place.line}",
                "each id once on the whole site",
                "choose another id",
            )
        if self.own_id in page.anchors:
            raise Problem(
                f"the id {self.own_id} is {page.anchors[self.own_id]} of this page, too",
                "an id of its own",
                "rename it",
            )
        slug = re.sub(r"\W+", "-", page.path)
        name = self.own_id or f"equation-{slug}-{self.place.line}"
        registry.equations[name] = self
        registry.ids[self] = name


@dataclass(frozen=True)
class Checked(Finding):
    """An equation that holds, with its snippet; `nudge` is what a final gradient means.

    `numbers` is the equation with those of the running example.
    """

    fact = "equations"

    formula: Formula
    binding: Binding
    report: Report
    nudge: Nudge | None
    seconds: float
    numbers: InNumbers
    text: str  # its LaTeX, in its place, without what stands beside it
    shapes: str = ""  # those of its terms as LaTeX, where its author asks for them

    @property
    def snippet(self) -> Snippet:
        return self.binding.model.snippets[self.binding.snippet]

    @property
    def name(self) -> str:
        """What computes it, as a reader knows it."""
        place = [i + 1 for i in self.binding.element or ()]
        return f"{self.binding.snippet}{place or ''}"

    @property
    def first_side(self) -> str:
        """Of an inequality, what the snippet computes, as LaTeX."""
        return to_latex(self.formula.chain.sides[0]) if self.report.inequalities else ""


@dataclass(frozen=True)
class Several(Finding):
    """A display of several statements that hold, each with a snippet of its own."""

    fact = "equations"

    parts: tuple[Checked, ...]


def checked_in(found: Any) -> tuple[Checked, ...]:
    """The equations in what was found of a display."""
    match found:
        case Checked():
            return (found,)
        case Several(parts=parts):
            return parts
    return ()


@dataclass(frozen=True)
class Exempt(Finding):
    """A formula that is not checked."""

    fact = "exempt"

    reason: str


class Equation(Display):
    """A displayed equation, checked against its snippet and against calculus."""

    stage = Stage.IN_ORDER
    template = "equation.html"
    searched = False

    @classmethod
    def register(cls, page: Page, items: Sequence[Self], registry: Registry) -> None:
        super().register(page, items, registry)
        _number(page, [item for item in items if item in registry.ids], registry)

    @property
    def continued(self) -> str:
        """The id of the equation that it goes on from, or ''."""
        return self.attributes.options.get("continues", "").removeprefix("#")

    @property
    def kind(self) -> str:
        """How it is shown: as an intermediate step, as a result, or plainly."""
        kinds = self.attributes.classes & {"final", "result", "step"}
        return "step" if kinds == {"step"} else "final" if kinds else ""

    def check(self, page: Page, registry: Registry) -> Checked | Several | Exempt:
        reason = self.attributes.options.get("exempt")
        if reason is not None:
            if not reason.strip():
                raise Problem("an exemption without a reason", 'exempt="reason"', "say why")
            if page in registry.derivations:
                registry.derivations[page].goes_on_from = registry.ids[self]
            return Exempt(reason)
        derivation = registry.derivation(page)
        texts, ranges = side_by_side(self.text, derivation.model.vocabulary)
        snippets = self.snippets(texts)
        pairs = zip(texts, snippets, strict=True)
        parts = tuple(self.checked(text, snippet, page, registry) for text, snippet in pairs)
        spans = tuple(span for part in parts for span in part.report.spans)
        check_ranges(ranges, spans, derivation)
        if len(parts) == 1:
            return parts[0]
        derivation.whole = None
        return Several(parts)

    def snippets(self, texts: Sequence[str]) -> Sequence[str | None]:
        """The snippet of each statement. Raises Problem unless each has one."""
        given = self.attributes.options.get("snippet")
        if len(texts) == 1:
            return [given]
        second = len(texts[1]) - len(texts[1].lstrip())
        if self.continued:
            raise Problem(
                "a continuation of several statements",
                "one chain of sides that goes on",
                "write the other statements in displays of their own",
                second,
            )
        names = (given or "").split()
        if len(names) != len(texts):
            shown = "; ".join(" ".join(text.split()) for text in texts)
            raise Problem(
                f"{len(texts)} statements, {shown}, with {len(names) or 'no'} "
                f"snippet{'s' if names[1:] else ''}",
                'one for each in their order, as in snippet="module.z module.a"',
                "name the function that computes each, or write a statement elsewhere",
                second,
            )
        return names

    def checked(self, text: str, snippet: str | None, page: Page, registry: Registry) -> Checked:
        """The check of one statement. Raises Problem."""
        start = time.perf_counter()
        derivation = registry.derivation(page)
        chain = whole = derivation.parse(text)
        if self.continued:
            earlier = self.goes_on_from(derivation, page, registry)
            if not chain.continues:
                raise Problem(
                    "a continuation that does not begin with a relation",
                    "`= …`",
                    "begin with =",
                    0,
                )
            if derivation.whole is not None:
                whole = derivation.whole.followed_by(chain)
            chain = chain.after(registry.results[earlier].formula.chain)
            snippet = snippet or str(registry.results[earlier].binding)
        elif chain.continues:
            raise Problem(
                "a display that begins with a relation",
                "`continues=#id`, or a left side",
                "name the equation that it continues",
                0,
            )
        derivation.goes_on_from = self.continued or registry.ids[self]
        formula = Formula(chain, derivation.scope())
        if len(chain.sides) < 2:
            derivation.verified(formula, None)  # says what is missing
        derivation.note_use(formula)
        binding = _binding(snippet, registry.ids[self], derivation, registry)
        report = derivation.verified(formula, binding)
        if self.continued:
            check_continued(Formula(whole, derivation.scope()))
        derivation.whole = whole
        derivation.axes.append(formula.axes)
        meaning = None
        if "final" in self.attributes.classes:
            key = (*key_of(formula), binding, "nudge")
            meaning = registry.memo(key, lambda: nudge(formula, binding))
        below = int(self.kind != "step")  # the row of its value
        insert = partial(in_numbers, formula, binding, text, below)
        numbers = of_formula("numbers", formula, binding, (text, below), insert)
        shapes = shapes_of(formula) if "shapes" in self.attributes.classes else ""
        seconds = time.perf_counter() - start
        return Checked(formula, binding, report, meaning, seconds, numbers, text, shapes)

    def goes_on_from(self, derivation: Derivation, page: Page, registry: Registry) -> Item:
        """The checked equation that it continues. Raises Problem where it is none of this page."""
        earlier = registry.equations.get(self.continued)
        found = None if earlier is None else registry.results.get(earlier)
        if isinstance(found, Failed):
            raise follows(self.continued)
        if isinstance(found, Several):
            raise several(self.continued)
        if (
            earlier is None
            or registry.page_of[earlier] is not page
            or not isinstance(found, Checked)
        ):
            raise Problem(
                f"it continues {self.continued}, which is no earlier checked equation of this page",
                "the id of an earlier equation",
                "correct `continues`",
            )
        if self.continued != derivation.goes_on_from:
            raise Problem(
                f"it continues {self.continued}, and another display stands between",
                f"the last display, which is {derivation.goes_on_from} or continues it",
                "move it, or write its left side",
            )
        if derivation.whole and INEQUALITIES.keys() & set(derivation.whole.relations):
            raise Problem(
                f"it continues {self.continued}, which has an inequality in it",
                "a chain of equal sides to go on from",
                "write the left side once more",
            )
        return earlier

    def formulas(self, found: Any, registry: Registry) -> Iterable[Typeset]:
        yield self.text, True
        if isinstance(found, Checked) and found.numbers.latex:
            yield found.numbers.latex, True
        for part in checked_in(found):
            yield from ((latex, False) for latex in (part.shapes, part.first_side) if latex)
            for latex, _ in part.report.where:
                yield latex, False
            if part.nudge is not None:
                yield part.nudge.symbol, False
                yield part.nudge.result, False

    def shows(self, found: Any) -> Iterable[tuple[str, str]]:
        for part in checked_in(found):
            yield part.binding.model.name, part.binding.snippet

    def view(self, found: Any, registry: Registry) -> Mapping[str, Any]:
        parts = checked_in(found)
        # Several statements in one display stay in symbols.
        numbers = found.numbers.latex if isinstance(found, Checked) else ""
        # Under a final gradient of a live model a reader checks a line of their own.
        models = (part.binding.model.name for part in parts if part.nudge is not None)
        field = next((model for model in models if model in registry.options.live), "")
        return {"checked": parts, "numbers": numbers, "field": field}


def _number(page: Page, equations: Sequence[Equation], registry: Registry) -> None:
    """Number a page: the source's numbers where it has them, a letter after them where not."""
    given = {item: item.attributes.options.get("number") for item in equations}
    by_source = any(number is not None for number in given.values())
    last, letters = "", 0
    taken: set[str] = set()
    for count, (item, number) in enumerate(given.items(), start=1):
        if number is not None:
            last, letters = number, 0
        elif by_source:
            letters += 1
            number = last + _letters(letters)
        else:
            number = str(count)
        registry.numbers[registry.ids[item]] = number
        if number in taken:
            twice = Problem(
                f"the number {number} is used twice", "each number once", "correct `number`"
            )
            registry.fail(page, item, twice)
        taken.add(number)


def _letters(count: int) -> str:
    """1 is a, 26 is z, 27 is aa."""
    word = ""
    while count:
        count, rest = divmod(count - 1, 26)
        word = chr(ord("a") + rest) + word
    return word


def _binding(text: str | None, name: str, derivation: Derivation, registry: Registry) -> Binding:
    if text is None:
        raise Problem(
            f"the equation {name} has no snippet",
            "snippet=module.function",
            "name the function that computes it",
        )
    found = _BINDING.match(text)
    if not found:
        raise Problem(
            f"the snippet {text}",
            "module.function or module.function[1,2]; for several statements one for each, with "
            "spaces between",
            "correct it",
        )
    model = registry.models.get(found["module"])
    if model is None:
        raise registry.missing(
            found["module"], f"the snippet module {found['module']} does not exist"
        )
    if found["name"] not in model.snippets:
        raise Problem(
            f"the snippet {text} does not exist",
            f"one of the functions of {model.path}: " + ", ".join(model.snippets),
            "correct the name, or write the function",
        )
    binding = Binding(model, found["name"], element(found["element"]))
    if model is not derivation.model:
        raise Problem(
            f"the snippet {binding} is not one of the page's model {derivation.model.name}",
            f"a function of {derivation.model.path}",
            "name a function of that module, which may call others",
        )
    return binding


def follows(cause: str) -> Consequence:
    """The problem of what needs an equation that has one of its own."""
    return Consequence(f"{cause} has an error", "a checked equation", "correct that one first")


def several(name: str) -> Problem:
    """The problem of what needs one statement, and names a display of several."""
    return Problem(
        f"#{name} holds several statements",
        "the id of a display with one statement",
        "give that statement a display of its own",
    )
