"""A false formula with its correction: the build refutes it, and stops if it is true."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ...equations.errors import Problem
from ...equations.latex.parse import parse_chain, without_marks
from ...equations.meaning.scope import Scope
from ...equations.models.model import Model
from ...equations.values.formula import Formula
from ...equations.verdict.refute import Refutation, refute
from ..derivation import Derivation, key_of
from ..mentions import check_mention
from ..options import Fault, Options
from ..registry import Finding, Page, Registry, Stage
from ..registry import Formula as Typeset
from .equation import Checked, Display, Equation, Exempt, Several, follows, several

MENDED = ("yes", "no", "unknown")


@dataclass(frozen=True)
class Refuted(Finding):
    """A false formula, and by how much it is off."""

    fact = "refuted"

    formula: Formula
    refutation: Refutation
    correct: Equation


class FalseFormula(Display):
    """A false formula with its correction: the build stops if it is true."""

    stage = Stage.REFUTED
    template = "false.html"
    searched = False

    @property
    def is_question(self) -> bool:
        return "question" in self.attributes.classes

    @property
    def why(self) -> str:
        return self.attributes.options["why"]

    @property
    def source(self) -> str:
        return self.attributes.options.get("source", "")

    @property
    def url(self) -> str:
        """The address of its source, or ''."""
        return self.attributes.options.get("url", "")

    @property
    def mended(self) -> str:
        """Whether its source has been mended since: yes, no, unknown, or '' where none says so."""
        return self.attributes.options.get("mended", "")

    @property
    def of(self) -> str:
        """The id of its correction."""
        return self.attributes.options.get("of", "").removeprefix("#")

    @property
    def unmarked(self) -> str:
        r"""Its LaTeX without \wrong."""
        return " ".join(without_marks(self.text).split())

    def fault(self, options: Options) -> Fault:
        return options.faults[self.attributes.options["fault"]]

    def check(self, page: Page, registry: Registry) -> Refuted:
        self.check_attributes(registry.options)
        correct = registry.equations.get(self.of)
        found = None if correct is None else registry.results.get(correct)
        if not isinstance(correct, Equation) or isinstance(found, Exempt):
            raise Problem(
                f"#{self.of} is no checked equation", "the id of the correction", "correct `of`"
            )
        if isinstance(found, Several):
            raise several(self.of)
        if not isinstance(found, Checked):
            raise follows(self.of)
        model = found.binding.model
        talked_about = registry.talked_about(page)
        derivation = Derivation(registry.points(model), registry.memo, talked_about)
        for text in _inline_formulas(self.why + self.source):
            try:
                check_mention(text, derivation)
            except Problem as problem:
                raise Problem(problem.wrong, problem.expected, problem.fix) from None
        chain = parse_chain(self.text, model.vocabulary)
        if chain.continues or len(chain.sides) < 2:
            raise Problem("a refuted display without two sides", "A = B", "write both sides", 0)
        scope = Scope(registry.points(model))
        formula = Formula(scope.in_own_names(chain), scope)
        key = (*key_of(formula), found.binding, "refuted")
        refutation = registry.memo(key, lambda: refute(formula, found.binding))
        return Refuted(formula, refutation, correct)

    def check_attributes(self, options: Options) -> None:
        """Raise Problem where something is missing or unknown."""
        given = self.attributes.options
        fault = options.faults.get(given.get("fault", ""))
        needed = ["of", "fault", "why"]
        if fault is None or fault.sourced:
            needed.insert(2, "source")
        for name in needed:
            if not given.get(name, "").strip():
                raise Problem(
                    f"a refuted equation without {name}",
                    'of=#id fault=… source="where it stands" why="what is wrong"',
                    f"add {name}",
                )
        if fault is None:
            raise Problem(
                f"the fault {given['fault']}", "one of " + ", ".join(options.faults), "correct it"
            )
        if "url" in given and not (self.source and self.url.startswith("https://")):
            raise Problem(
                f"a refuted equation with url={self.url}",
                'source="where it stands" url="https://…"',
                "write both, or remove url",
            )
        if "mended" in given and self.mended not in MENDED:
            raise Problem(f"mended={self.mended}", "one of " + ", ".join(MENDED), "correct it")

    def model(self, found: Any) -> Model | None:
        return found.formula.scope.model if isinstance(found, Refuted) else None

    def formulas(self, found: Any, registry: Registry) -> Iterable[Typeset]:
        yield self.text, True
        if self.is_question:
            yield self.unmarked, True
        for text in _inline_formulas(self.attributes.options.get("why", "") + self.source):
            yield text, False

    def view(self, found: Any, registry: Registry) -> Mapping[str, Any]:
        return {"fault": self.fault(registry.options).text}


def _inline_formulas(text: str) -> list[str]:
    return re.findall(r"\$([^$]+)\$", text)
