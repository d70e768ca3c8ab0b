"""The exhibits of the museum for programs: what its page shows, as JSON beside it."""

import json
import re
from typing import Any

from checked_equations.files import write_changed
from checked_equations.pages.directives.refuted import FalseFormula, Refuted
from checked_equations.pages.registry import Page, Registry

_PAGE = "docs/museum.md"
_KIND = re.compile(r"^## (.+)$", re.MULTILINE)


def write(registry: Registry) -> None:
    """Write the exhibits into the docs folder, unless they are there."""
    page = registry.pages.get(_PAGE)
    if page is None:
        return
    file = registry.docs / "assets" / "museum.json"
    content = (json.dumps(exhibits(registry, page), ensure_ascii=False, indent=1) + "\n").encode()
    write_changed(file, content)


def exhibits(registry: Registry, page: Page) -> list[dict[str, Any]]:
    """The false formulas of a page, in order; a second-level heading is the kind of those below."""
    return [
        {
            "id": registry.ids[item],
            "kind": _KIND.findall(page.body, 0, item.place.start)[-1],
            "source": item.source,
            "url": item.url,
            "mended": item.mended,
            "wrong": item.unmarked,
            "right": " ".join(found.correct.text.split()),
            "why": item.why,
            "relative_difference": found.refutation.generic,
            "relative_difference_in_the_example": found.refutation.example,
        }
        for item in page.items
        if isinstance(item, FalseFormula) and isinstance(found := registry.results[item], Refuted)
    ]
