"""```summary {page=…}: the results of this page, or of another one, once more."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...equations.errors import Problem
from ...equations.models.model import Model
from ...equations.notation.symbols import Name
from ...equations.notation.tree import Function
from ...equations.values.formula import Formula
from ..attributes import Attributes
from ..options import Options
from ..registry import Failed, Item, Page, Place, Registry
from ..registry import Formula as Typeset
from .equation import Checked, Equation, Several, follows, several


@dataclass(frozen=True)
class Results:
    """The results of a page, in their order; away from it, with the lines of their letters."""

    equations: Sequence[Equation]
    model: Model
    letters: Sequence[Name]


@dataclass(frozen=True, eq=False)
class Summary(Item):
    """The equations of a page that are marked `.final` or `.result`, one below the other."""

    attributes: Attributes
    template = "summary.html"
    searched = False

    def check(self, page: Page, registry: Registry) -> Results:
        of = self.page(page, registry)
        results = [item for item in of.items if isinstance(item, Equation) and item.kind == "final"]
        if not results:
            raise Problem(
                f"a summary of {of.path}, which has no result",
                "an equation with the class .final or .result",
                "mark the results, or remove the summary",
            )
        formulas: list[Formula] = []
        for item in results:
            found = registry.results[item]
            if isinstance(found, Failed):
                raise follows(registry.ids[item])
            if isinstance(found, Several):
                raise several(registry.ids[item])
            if item.continued or not isinstance(found, Checked):
                raise Problem(
                    f"a summary with {registry.ids[item]}, "
                    + ("which continues another display" if item.continued else "which is exempt"),
                    "results that are checked and can be read by themselves",
                    "write the left side of that equation once more, or take its class away",
                )
            formulas.append(found.formula)
        model = registry.derivation(of).model
        letters = [n for n in model.names if any(_speaks_of(f, n) for f in formulas)]
        return Results(results, model, [] if of is page else letters)

    def page(self, page: Page, registry: Registry) -> Page:
        """The page whose results are meant. Raises Problem where there is none."""
        attributes = self.attributes
        if attributes == Attributes():
            return page
        path = f"{registry.options.docs_dir}/{attributes.options.get('page')}"
        expected = "page=… with a Markdown file below docs, or no attributes for the page itself"
        attributes.only("summary", "page", expected, path in registry.pages)
        return registry.pages[path]

    def formulas(self, found: Any, registry: Registry) -> Iterable[Typeset]:
        for item in found.equations:
            yield item.text, True
        for name in found.letters:
            yield name.latex, False
            for latex in name.formulas:
                yield latex, False

    def model(self, found: Any) -> Model | None:
        return found.model if isinstance(found, Results) else None

    def view(self, found: Any, registry: Registry) -> Mapping[str, Any]:
        return {"equations": found.equations, "letters": found.letters}


def _speaks_of(formula: Formula, name: Name) -> bool:
    """Whether a formula has what this line of the notation stands for."""
    if name.python in formula.names:
        return True
    functions = (part for part in formula.everything.walk() if isinstance(part, Function))
    return isinstance(name.symbol, Function) and name.symbol.name in {f.name for f in functions}


def parse(place: Place, text: str, attributes: Attributes, options: Options) -> Summary:
    """The directive as an item."""
    return Summary(place, text, attributes)
