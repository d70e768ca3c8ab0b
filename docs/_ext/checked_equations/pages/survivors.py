"""Mutants that the checker accepts: each is true and listed with the reason, or a complaint."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..equations.errors import Complaint, Problem
from ..equations.verdict.mutation import Judged, Original, Outcome, mutants_of, outcome
from .directives.equation import Equation, checked_in
from .options import Options
from .registry import Registry

Key = tuple[str, str]
COLUMNS = ("equation", "operator", "mutant", "reason")
PLACEHOLDER = "say here why it is true"


@dataclass(frozen=True)
class Row:
    """A line of the list: a mutant that someone has looked at, and why it is a true statement."""

    line: int
    key: Key
    reason: str


def originals(registry: Registry) -> dict[str, Original]:
    """The checked equations of the site, by id, as their mutants need them.

    Those of a display with several statements have a number behind the id: `id.1`, `id.2`.
    """
    return {
        registry.ids[item] + (f".{number}" if parts[1:] else ""): Original(
            part.text, part.formula, part.binding, bool(item.continued)
        )
        for item, found in registry.results.items()
        if isinstance(item, Equation)
        for parts in [checked_in(found)]
        for number, part in enumerate(parts, start=1)
    }


def display_of(judged: Judged) -> str:
    """The id of the display that a mutant is of."""
    return judged.equation.partition(".")[0]


def listed(options: Options) -> list[Row]:
    """The list of survivors. Raises Problem where it cannot be read."""
    if not options.survivors:
        return []
    try:
        with (options.docs / options.survivors).open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines, strict=True)
            if tuple(rows.fieldnames or ()) != COLUMNS:
                raise ValueError("its first line does not name its columns")
            return [
                Row(rows.line_num, (r["equation"], r["mutant"]), r["reason"] or "") for r in rows
            ]
    except (OSError, ValueError, csv.Error) as error:
        raise Problem(
            f"{options.survivors} cannot be read: {type(error).__name__}: {error}",
            "a table in UTF-8 with the columns " + ", ".join(COLUMNS),
            "correct the file, or the option `survivors`",
        ) from None


def every_mutant(equations: dict[str, Original]) -> Iterator[Judged]:
    """All mutants of these equations, and what the checker makes of each."""
    for name, original in equations.items():
        for mutant in mutants_of(original):
            yield Judged(name, mutant, outcome(mutant, original))


def unlisted(found: Iterable[Judged], options: Options) -> dict[Judged, Problem]:
    """The survivors that no line of the list names; none where the list itself has an error."""
    try:
        known = {row.key for row in listed(options)}
    except Problem:
        return {}
    return {
        judged: _unlisted(judged, options)
        for judged in found
        if judged.outcome == "survived" and judged.key not in known
    }


def _unlisted(judged: Judged, options: Options) -> Problem:
    row = _csv(judged.equation, judged.mutant.operator, judged.mutant.latex, PLACEHOLDER)
    if options.survivors:
        add = f"add to {_path(options)}, with the reason: {row}"
    else:
        add = (
            f"name a file in the option `survivors`, begin it with the line {_csv(*COLUMNS)}"
            f" and add, with the reason: {row}"
        )
    return Problem(
        f"a mutant of {judged.equation} passes the check: {judged.mutant.latex}",
        "a mutant that is refused, or is true and listed with the reason",
        f"if it is false, the checker has a hole; if it is true, {add}",
    )


def complain(survivors: dict[Judged, Problem], registry: Registry) -> None:
    """Complain of survivors at their equations, which themselves are right and stay shown."""
    for judged, problem in survivors.items():
        item = registry.equations[display_of(judged)]
        registry.page_of[item].complain(problem, item.place.line)


def complaints_of_the_list(
    registry: Registry, outcomes: Mapping[Key, Outcome] | None = None
) -> list[Complaint]:
    """What is wrong with the list; with the outcomes of all mutants, which lines are stale too."""
    path = _path(registry.options)
    try:
        rows = listed(registry.options)
    except Problem as problem:
        return [Complaint(path, 1, problem)]
    equations = originals(registry)
    if registry.all_complaints():  # an equation that has an error is not among the checked ones
        rows = [row for row in rows if row.key[0] in equations]

    def wrong_with(row: Row) -> str:
        name, latex = row.key
        if row.reason.strip() in ("", PLACEHOLDER):
            return f"the listed mutant of {name} has no reason"
        if name not in equations:
            return f"{name} is no checked equation"
        if outcomes is not None and row.key not in outcomes:
            return f"no such mutant of {name} is made: {latex}"
        if outcomes is not None and outcomes[row.key] != "survived":
            return f"the listed mutant of {name} is refused: {latex}"
        return ""

    first = {row.key: row for row in reversed(rows)}
    wrong = {row: wrong_with(row) for row in rows} | {
        row: f"the same mutant as in line {first[row.key].line}"
        for row in rows
        if first[row.key] is not row
    }
    return [
        Complaint(
            path,
            row.line,
            Problem(
                text,
                "a mutant that passes the check, once, with the reason why it is true",
                "complete the line, or remove it; `python -m checked_equations --mutants` prints "
                "each line that is missing",
            ),
        )
        for row, text in wrong.items()
        if text
    ]


def _path(options: Options) -> str:
    return f"{options.docs_dir}/{options.survivors}"


def _csv(*row: str) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(row)
    return text.getvalue()
