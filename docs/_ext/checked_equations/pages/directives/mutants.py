"""```mutants {sample=…}: how many formulas with one mistake this build tried, and refused."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...equations.errors import Consequence, Problem
from ...equations.verdict.mutants import OPERATORS
from ...equations.verdict.mutation import OUTCOMES, Judged, judged
from ..attributes import Attributes
from ..derivation import key_of
from ..options import Options
from ..registry import Item, Page, Place, Registry
from ..survivors import complain, display_of, originals, unlisted


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
        survivors = unlisted(sample, registry.options)
        complain(survivors, registry)
        if survivors:
            raise Consequence(
                f"{len(survivors)} of these mutants pass the check",
                "mutants that are refused, or listed",
                "see their equations",
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
            "equations": len(set(map(display_of, found))),
        }


def parse(place: Place, text: str, attributes: Attributes, options: Options) -> Mutants:
    """The directive as an item."""
    return Mutants(place, text, attributes)
