"""```account {src=….csv}: a list of formulas with a verdict on each."""

import csv
import io
import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...equations.errors import FalseStatement, Problem
from ...equations.latex.parse import parse_mention
from ...equations.latex.printer import to_latex
from ...equations.meaning.scope import Scope
from ...equations.models.model import Model
from ...equations.notation.tree import Node, Partial, Symbol
from ...equations.values.formula import Formula
from ...equations.verdict.verify import verify
from ..attributes import Attributes
from ..derivation import key_of
from ..options import Options
from ..prose import unfit
from ..registry import Item, Page, Place, Registry
from .equation import Checked, Equation, checked_in
from .refuted import FalseFormula, Refuted

COLUMNS = ("document", "line", "as_written", "verdict", "refuted_id", "equation_id", "note")
VERDICTS = ("correct", "slip", "wrong", "garbled", "not-a-formula")

Row = dict[str, str]


@dataclass(frozen=True, eq=False)
class Account(Item):
    """The whole list under its summary, or the rows with one verdict alone."""

    attributes: Attributes
    template = "account.html"

    def check(self, page: Page, registry: Registry) -> list[Row]:
        source = self.attributes.options.get("src", "")
        file = registry.docs / source
        if not set(self.attributes.options) <= {"src", "verdict"} or not _is_inside(file, registry):
            raise Problem(
                "the account names no data file that exists", "src=….csv", "name an existing file"
            )
        if self.verdict is not None and self.verdict not in VERDICTS:
            raise Problem(f"the verdict {self.verdict}", _one_of(VERDICTS), "correct it")
        try:
            table = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig")))
            rows = list(table)
        except (ValueError, csv.Error) as error:
            raise Problem(f"{source}: {error}", "a table in UTF-8", "save it as UTF-8") from None
        if sorted(table.fieldnames or ()) != sorted(COLUMNS):
            raise Problem(
                f"{source} does not begin with the names of its columns",
                ",".join(COLUMNS),
                "write them into its first line",
            )
        if not rows:
            raise Problem(f"{source} has no rows", "a row for each formula", "write the list")
        for number, row in enumerate(rows, start=2):
            _check_row(row, f"row {number} of {source}", registry)
        return rows

    @property
    def verdict(self) -> str | None:
        return self.attributes.options.get("verdict")

    def view(self, found: Any, registry: Registry) -> Mapping[str, Any]:
        rows = [row for row in found if self.verdict in (None, row["verdict"])]
        by_document = [
            (document, list(some))
            for document, some in itertools.groupby(rows, lambda row: row["document"])
        ]
        summary = None if self.verdict else summarised(found)
        return {
            "documents": by_document,
            "summary": summary,
            "columns": ("document", *VERDICTS, "all"),
            "equations": registry.equations,
        }


def summarised(rows: list[Row]) -> dict[str, list[int]]:
    """How many formulas of each document, and of all, got which verdict; their sum at the end."""
    count = Counter((row["document"], row["verdict"]) for row in rows)
    numbers = {
        document: [count[document, verdict] for verdict in VERDICTS]
        for document in dict.fromkeys(row["document"] for row in rows)
    }
    numbers["all"] = [sum(column) for column in zip(*numbers.values(), strict=True)]
    return {document: [*row, sum(row)] for document, row in numbers.items()}


def _check_row(row: Row, where: str, registry: Registry) -> None:
    if None in row or None in row.values():
        raise Problem(
            f"{where} does not fit its columns",
            ",".join(COLUMNS),
            "correct the row; a text with a comma is put between quotation marks",
        )
    if row["verdict"] not in VERDICTS:
        raise Problem(
            f"{where} has the verdict {row['verdict']}", _one_of(VERDICTS), "correct the verdict"
        )
    for column in ("document", "as_written"):
        if not row[column].strip():
            raise Problem(f"{where} has no {column}", "a formula of a document", "complete the row")
    for column in ("document", "line", "note"):
        if problem := unfit(row[column], f"the {column} of {where}", registry.options):
            raise problem
    if bool(row["equation_id"]) == (row["verdict"] == "not-a-formula"):
        wrong = f"{where} names {row['equation_id'] or 'no equation'} for {row['as_written']}"
        raise Problem(
            f"{wrong}, of which the verdict is {row['verdict']}",
            "the equation of this site that says it right, and none for what is not a formula",
            "correct the verdict or equation_id",
        )
    if row["refuted_id"] and row["verdict"] in ("correct", "not-a-formula"):
        raise Problem(
            f"{where} has the verdict {row['verdict']}, and refuted_id names {row['refuted_id']}",
            "a refuted equation for what is false alone",
            "correct the verdict, or remove refuted_id",
        )
    for column, kind in (("refuted_id", FalseFormula), ("equation_id", Equation)):
        if row[column] and not isinstance(registry.equations.get(row[column]), kind):
            raise Problem(
                f"{where} names {row[column]} as {column}",
                "the id of a refuted formula" if kind is FalseFormula else "the id of an equation",
                "correct the id",
            )
    if row["equation_id"]:
        found = checked_in(registry.results[registry.equations[row["equation_id"]]])
        if found and row["verdict"] == "correct":
            _check_left_side(row, where, found)
            _check_truth(row, where, found[0].formula.scope, registry)
        elif found and row["refuted_id"]:
            _check_refuted(row, where, found, registry)


def _check_left_side(row: Row, where: str, found: Sequence[Checked]) -> None:
    """Demand the left side of its equation, where that of a correct formula can be read."""
    left = _left_side(row["as_written"], found[0].binding.model)
    right = [to_latex(part.formula.chain.sides[0]) for part in found]
    if left is not None and to_latex(left) not in right:
        raise Problem(
            f"{where} has a correct formula for {to_latex(left)} and names "
            f"{row['equation_id']}, an equation for {' and '.join(right)}",
            "the equation with the same left side",
            "correct equation_id or the verdict",
        )


def _check_truth(row: Row, where: str, scope: Scope, registry: Registry) -> None:
    """Demand that a formula is true which is called correct, where all of it can be read."""
    if _left_side(row["as_written"], scope.model) is None:
        return
    try:
        formula = Formula(scope.parse(row["as_written"]), scope)
        registry.memo((*key_of(formula), None), lambda: verify(formula, None))
    except FalseStatement as problem:
        raise Problem(
            f"{where} calls {row['as_written']} correct: {problem.wrong}",
            "a true formula, or another verdict",
            "correct as_written or the verdict",
        ) from None
    except Problem:  # it is not written as the checker reads it
        return


def _check_refuted(row: Row, where: str, found: Sequence[Checked], registry: Registry) -> None:
    """Demand that what is shown false is of the quantity that the equation says right."""
    refuted = registry.results[registry.equations[row["refuted_id"]]]
    right = checked_in(registry.results[refuted.correct]) if isinstance(refuted, Refuted) else ()
    bindings = [part.binding for part in found]
    if right and not any(part.binding in bindings for part in right):
        raise Problem(
            f"{where} has the refuted equation {row['refuted_id']}, which is false for "
            f"{right[0].binding}, and names {row['equation_id']}, an equation for {bindings[0]}",
            "both of one quantity",
            "correct refuted_id or equation_id",
        )


def _left_side(latex: str, model: Model) -> Node | None:
    """What a formula is said to be of, if that is a symbol of the model or a derivative."""
    left, relation, _ = latex.partition("=")
    try:
        nodes = parse_mention(left, model.vocabulary)
    except Problem:
        return None
    if not relation or len(nodes) != 1 or not isinstance(nodes[0], Symbol | Partial):
        return None
    symbols = [part for part in nodes[0].walk() if isinstance(part, Symbol)]
    return nodes[0] if all(map(model.find, symbols)) else None


def _is_inside(file: Path, registry: Registry) -> bool:
    return file.is_file() and file.resolve().is_relative_to(registry.docs.resolve())


def _one_of(names: tuple[str, ...]) -> str:
    return "one of " + ", ".join(names)


def parse(place: Place, text: str, attributes: Attributes, options: Options) -> Account:
    """The directive as an item."""
    return Account(place, text, attributes)
