"""```questions {page=…}: questions for a test on a page, with answers that the build refutes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...equations.errors import Problem
from ...equations.latex.rows import alone_in_rows
from ...equations.models.model import Model
from ...equations.shown.question_bank import questions
from ...equations.shown.questions import Question, Statement
from ..attributes import Attributes
from ..options import Options
from ..registry import Failed, Item, Page, Place, Registry
from ..registry import Formula as Typeset
from .equation import Equation, checked_in, follows

# How wide an answer may be on a phone, in em: it is small, and indented.
_ROOM = 19.0


@dataclass(frozen=True)
class Bank:
    """The questions on a page."""

    page: Page
    model: Model
    questions: tuple[Question, ...]


@dataclass(frozen=True, eq=False)
class Questions(Item):
    """The questions on a page, each with its answers folded."""

    attributes: Attributes
    template = "questions.html"
    searched = False

    def check(self, page: Page, registry: Registry) -> Bank:
        path = f"{registry.options.docs_dir}/{self.attributes.options.get('page')}"
        expected = "page=… with a Markdown file below docs"
        self.attributes.only("questions", "page", expected, path in registry.pages)
        of = registry.pages[path]
        for item in of.items:
            if isinstance(registry.results.get(item), Failed) and isinstance(item, Equation):
                raise follows(registry.ids.get(item, "an equation"))
        own = list(_statements(of.items, registry))
        seed = f"{registry.options.questions_seed} {path}"
        found = questions(seed, own, _statements(registry.results, registry)) if own else ()
        if not found:
            raise Problem(
                f"questions on {path}, of which none can be made",
                "a page with checked equations, some of them results",
                "name another page, or remove this",
            )
        return Bank(of, own[0].binding.model, found)

    def formulas(self, found: Any, registry: Registry) -> Iterable[Typeset]:
        for question in found.questions:
            yield from ((latex, False) for latex in (*question.mentioned, *question.given))
            if question.kind != "number":
                yield from ((_displayed(answer.text), True) for answer in question.answers)

    def model(self, found: Any) -> Model | None:
        return found.model if isinstance(found, Bank) else None

    def view(self, found: Any, registry: Registry) -> Mapping[str, Any]:
        needed = dict.fromkeys(latex for question in found.questions for latex in question.given)
        given = ", ".join(f"${latex}$" for latex in needed)
        return {
            "given": f"{given}." if given else "",
            "equations": registry.equations,
            "in_rows": _displayed,
        }


def _displayed(latex: str) -> str:
    """A formula among the answers."""
    return alone_in_rows(latex, _ROOM)


def _statements(items: Iterable[Item], registry: Registry) -> Iterator[Statement]:
    """The checked equations among some items."""
    for item in items:
        if isinstance(item, Equation) and item in registry.results:
            for part in checked_in(registry.results[item]):
                is_result = item.kind == "final"
                yield Statement(registry.ids[item], part.formula, part.binding, is_result)


def parse(place: Place, text: str, attributes: Attributes, options: Options) -> Questions:
    """The directive as an item."""
    return Questions(place, text, attributes)
