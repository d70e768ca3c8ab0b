"""Pages as Markdown publishes them, with the extensions of the real site, in this process."""

import html
import re
from collections.abc import Mapping
from pathlib import Path

from checked_equations.equations.errors import Complaint
from checked_equations.pages.made import Maker
from tests.site import ROOT, registry_of, tiny_site


def published(folder: Path, bodies: Mapping[str, str]) -> dict[str, tuple[str, list[Complaint]]]:
    """HTML and complaints of pages of the model `tiny`, by their names."""
    pages: dict[str, str | bytes] = {
        name: f"---\ntitle: {name}\nmodel: tiny\n---\n{body}" for name, body in bodies.items()
    }
    registry = registry_of(tiny_site(folder, pages))
    maker = Maker(registry, ROOT / "mkdocs.yml")
    return {name: made(maker, f"docs/{name}.md") for name in bodies}


def made(maker: Maker, path: str) -> tuple[str, list[Complaint]]:
    """The HTML of a page, and what is said of it, by the pass or when it is made."""
    page = maker.registry.pages[path]
    text, found = maker.make(page)
    return text, [*page.complaints, *found]


def visible(html_of_page: str) -> str:
    """What a reader sees outside code."""
    hidden = r"<!--.*?-->|<(code|pre|style|script)\b.*?</\1>|<[^>]*>"
    return html.unescape(re.sub(hidden, " ", html_of_page, flags=re.DOTALL))
