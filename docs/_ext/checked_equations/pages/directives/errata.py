"""```errata {fault=…}: the refuted formulas of a fault on other pages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..attributes import Attributes
from ..options import Options
from ..registry import Item, Page, Place, Registry
from .refuted import FalseFormula, Refuted


@dataclass(frozen=True, eq=False)
class Errata(Item):
    """The refuted formulas of a fault that stand on other pages, in the order of their source."""

    attributes: Attributes
    template = "errata.html"
    searched = False

    def check(self, page: Page, registry: Registry) -> str:
        fault = self.attributes.options.get("fault", "")
        faults = registry.options.faults
        expected = "fault=… with one of " + ", ".join(faults)
        self.attributes.only("errata", "fault", expected, fault in faults)
        return fault

    def view(self, found: Any, registry: Registry) -> Mapping[str, Any]:
        pages = list(registry.pages.values())

        def order(item: FalseFormula) -> tuple[int, int]:
            line = re.search(r"lines? (\d+)", item.source)
            return pages.index(registry.page_of[item]), int(line[1]) if line else 0

        refuted = registry.of_type(Refuted)
        entries = [
            (item, refuted[item])
            for item in sorted((i for i in refuted if isinstance(i, FalseFormula)), key=order)
            if item.attributes.options["fault"] == found
            and registry.page_of[item] is not registry.page_of[self]
        ]
        return {"entries": entries, "fault": registry.options.faults[found].text}


def parse(place: Place, text: str, attributes: Attributes, options: Options) -> Errata:
    """The directive as an item."""
    return Errata(place, text, attributes)
