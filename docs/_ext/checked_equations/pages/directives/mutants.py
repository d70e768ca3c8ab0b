"""```mutants {sample=…}: how many formulas with one mistake this build tried, and refused."""

import csv
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...equations.errors import Problem
from ...equations.mutants import OPERATORS
from ...equations.mutation import OUTCOMES, Judged, Original, judged
from ..attributes import Attributes
from ..derivation import key_of
from ..options import Options
from ..registry import Item, Page, Place, Registry
from .equation import Checked, Equation

Key = tuple[str, str, str]


def originals(registry: Registry) -> dict[str, Original]:
    """The checked equations of the site, by id, as their mutants need them."""
    return {
        registry.ids[item]: Original(item.text, found.formula, found.binding, bool(item.continued))
        for item, found in registry.of_type(Checked).items()
        if isinstance(item, Equation)
    }


def listed(options: Options) -> dict[Key, str]:
    """The survivors that someone has looked at, with the reason why each is a true statement.

    Raises Problem where the list cannot be read.
    """
    file = options.docs / options.survivors
    if not options.survivors:
        return {}
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            if rows.fieldnames != ["equation", "operator", "mutant", "reason"]:
                raise ValueError("its first line does not name its columns")
            return {(r["equation"], r["operator"], r["mutant"]): r["reason"] for r in rows}
    except (OSError, ValueError, csv.Error) as error:
        raise Problem(
            f"{options.survivors} cannot be read: {type(error).__name__}: {error}",
            "a table in UTF-8 with the columns equation, operator, mutant, reason",
            "correct the file, or the option `survivors`",
        ) from None


@dataclass(frozen=True, eq=False)
class Mutants(Item):
    """A sample of mutants, the same in every build."""

    attributes: Attributes
    template = "mutants.html"
    searched = False

    def check(self, page: Page, registry: Registry) -> list[Judged]:
        size = self.attributes.options.get("sample", "")
        self.attributes.only(
            "mutants",
            "sample",
            "sample=… with how many mutants to try",
            bool(re.fullmatch(r"[1-9]\d*", size)),
        )
        made_of = originals(registry)
        key = tuple((name, key_of(o.formula), o.binding) for name, o in made_of.items())
        sample = registry.memo((key, size), lambda: list(judged(made_of, int(size))))
        if not sample:
            raise Problem("no checked equation to make mutants of", "equations", "write one")
        options = registry.options
        known = listed(options)
        for mutant in sample:
            if mutant.outcome == "survived" and mutant.key not in known:
                survivors = f"{options.docs_dir}/{options.survivors}"
                raise Problem(
                    f"a mutant of {mutant.equation} passes the check: {mutant.mutant.latex}",
                    "a mutant that is refused"
                    + (f", or listed in {survivors}" if options.survivors else ""),
                    "see whether it is false; if it is true, list it with the reason"
                    + ("" if options.survivors else " in a file that the option `survivors` names"),
                )
        return sample

    def view(self, found: Any, registry: Registry) -> Mapping[str, Any]:
        total = Counter(mutant.outcome for mutant in found)
        return {
            "count": Counter((m.mutant.operator, m.outcome) for m in found),
            "shown": [outcome for outcome in OUTCOMES if total[outcome]],
            "shares": {words: total[o] / len(found) for o, words in OUTCOMES.items()},
            "outcomes": OUTCOMES,
            "operators": list(OPERATORS),
            "equations": len({mutant.equation for mutant in found}),
        }


def parse(place: Place, text: str, attributes: Attributes, options: Options) -> Mutants:
    """The directive as an item."""
    return Mutants(place, text, attributes)
