"""Which of the field's equations the checker verifies, each section against a model of its own.

A section is written into a note as it stands, formula by formula, and checked as `make check
ARGS=notes.md` checks one: what it defines holds from there on. Its model is a module of
tests/data/field_models.
"""

import itertools
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from checked_equations.pages.notes import check_notes
from checked_equations.pages.registry import Failed, Registry

MODELS = Path(__file__).with_name("data") / "field_models"


class Written(Protocol):
    """A displayed equation, and the section that it stands in."""

    @property
    def place(self) -> str: ...
    @property
    def section(self) -> str: ...
    @property
    def model(self) -> str: ...
    @property
    def latex(self) -> str: ...


@dataclass(frozen=True)
class Outcome:
    """What the check says of an equation; `why` is what it complains of."""

    verified: bool
    why: str = ""


def outcomes(equations: Sequence[Written]) -> Iterator[Outcome]:
    """The outcome of each equation, in order."""
    for (_, _, model), section in itertools.groupby(
        equations, key=lambda e: (e.place, e.section, e.model)
    ):
        formulas = [equation.latex for equation in section]
        if model:
            yield from checked(formulas, MODELS / f"{model}.py")
        else:
            yield from [Outcome(False, "no model")] * len(formulas)


def checked(formulas: Sequence[str], model: Path) -> Iterator[Outcome]:
    """The outcome of each formula of a note."""
    body, spans = "", []
    for latex in formulas:
        start = len(body)
        body += f"$$\n{latex.strip()}\n$$\n\n"
        spans.append((start, len(body)))
    with tempfile.TemporaryDirectory() as folder:
        note = Path(folder) / "notes.md"
        note.write_text(body, encoding="utf-8")
        registry = check_notes(note, str(model), debug=True)
    for start, end in spans:
        yield _outcome(registry, start, end)


def _outcome(registry: Registry, start: int, end: int) -> Outcome:
    """What was found of all that is stated between two places of the note."""
    found = [r for item, r in registry.results.items() if start <= item.place.start < end]
    wrong = [result.complaint.problem for result in found if isinstance(result, Failed)]
    if wrong:
        return Outcome(False, wrong[0].wrong)
    return Outcome(bool(found), "" if found else "nothing is stated")
