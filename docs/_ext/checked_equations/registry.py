"""What one site pass found, for the command, the pages and the tests."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import Consequence, PageError, Problem
from .formula import Formula
from .model import Model
from .pages import Item, Page
from .values import Nudge
from .verify import Binding, Refutation, Report

if TYPE_CHECKING:  # mutants are made of registered equations
    from .mutation import Judged

# The account of the sources' formulas, and what it may say of one.
COLUMNS = ("document", "line", "as_written", "verdict", "refuted_id", "equation_id", "note")
VERDICTS = ("correct", "slip", "wrong", "garbled", "not-a-formula")


@dataclass
class Equation:
    """One displayed formula and what the check found."""

    page: Page
    item: Item
    model: Model | None = None
    formula: Formula | None = None
    binding: Binding | None = None
    number: str = ""
    report: Report | None = None
    refutation: Refutation | None = None
    nudge: Nudge | None = None
    seconds: float = 0.0

    @property
    def id(self) -> str:
        return self.item.id

    @property
    def refuted(self) -> bool:
        return "refuted" in self.item.classes

    @property
    def exempt(self) -> str | None:
        return self.item.options.get("exempt")

    @property
    def latex(self) -> str:
        return self.item.text


@dataclass
class Registry:
    """All that one site pass found."""

    root: Path
    models: dict[str, Model]
    pages: dict[str, Page]
    equations: dict[str, Equation] = field(default_factory=dict)
    inline: int = 0
    exempt_inline: list[tuple[Page, Item]] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    values: dict[int, str] = field(default_factory=dict)
    accounts: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    mutants: dict[str, "list[Judged]"] = field(default_factory=dict)
    errors: list[PageError] = field(default_factory=list)

    def missing(self, module: str, wrong: str) -> Problem:
        """The complaint about a name of a model; a broken one has an error of its own."""
        if module in self.broken:
            return Consequence(
                f"snippets/{module}.py has an error", "a module that works", "mend it"
            )
        known = ", ".join(sorted(self.models))
        return Problem(wrong, f"one of {known}", "correct the name, or write its module")

    @property
    def checked(self) -> list[Equation]:
        return [e for e in self.equations.values() if e.report is not None]

    @property
    def refuted(self) -> list[Equation]:
        return [e for e in self.equations.values() if e.refutation is not None]

    @property
    def exempt(self) -> list[Equation]:
        return [e for e in self.equations.values() if e.exempt is not None]

    def all_errors(self) -> list[PageError]:
        """All that is wrong, each once; what only follows from an error is not repeated."""
        found = self.errors + [e for page in self.pages.values() for e in page.errors]
        causes = [e for e in found if not isinstance(e.problem, Consequence)] or found
        unique = {str(e): e for e in causes}.values()
        return sorted(unique, key=lambda e: (e.path, e.line, str(e)))

    def facts(self) -> dict[str, int]:
        """The numbers of this build that a page may print as {{build.…}}."""
        return {
            "equations": len(self.checked),
            "refuted": len(self.refuted),
            "exempt": len(self.exempt) + len(self.exempt_inline),
            "inline": self.inline,
            "snippets": sum(len(m.snippets) for m in self.models.values()),
            "bound": len(
                {(e.binding.model.name, e.binding.snippet) for e in self.checked if e.binding}
            ),
            "models": len(self.models),
        }
