"""Pages as Markdown publishes them, with the extensions of the real site, in this process."""

import html
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from markdown import Markdown

from checked_equations.equations.errors import Complaint
from checked_equations.pages.options import read_configuration
from checked_equations.pages.processors import register
from checked_equations.pages.registry import Page, Registry
from checked_equations.pages.render import PageRenderer, Piece
from checked_equations.pages.shown import faults
from checked_equations.pages.typeset import Typesetter
from tests.site import ROOT, registry_of, tiny_site


class Typeset(Typesetter):
    """Sets a formula as its LaTeX in an attribute."""

    def __call__(self, latex: str, display: bool = False) -> str:
        return f'<math data-latex="{html.escape(latex)}"></math>'


class Publisher:
    """What an extension does with the pages of one pass, but that no error stops it."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.complaints: list[Complaint] = []
        self.page: Page | None = None
        configured = read_configuration(ROOT / "mkdocs.yml")["markdown_extensions"]
        settings: dict[str, Any] = {}
        for entry in configured:
            settings |= entry if isinstance(entry, dict) else {entry: {}}
        del settings["checked_equations"]
        settings["pymdownx.snippets"]["base_path"] = [str(registry.root)]
        self.md = Markdown(extensions=list(settings), extension_configs=settings)
        register(self.md, self)

    def publish(self, page: Page) -> tuple[str, list[Complaint]]:
        """The HTML of a page, and what is said of it, by the pass or when it is made."""
        self.page, self.complaints = page, list(page.complaints)
        return self.md.reset().convert(page.body), self.complaints

    def render(self, body: str, links_from_source: bool) -> tuple[Page | None, list[str | Piece]]:
        assert self.page is not None
        pieces = PageRenderer(self.registry, self.page, Typeset(self.registry.options.cache))
        parts: list[str | Piece] = []
        position = 0
        for piece in pieces.pieces():
            parts += [self.page.body[position : piece.start], piece]
            position = piece.end
        return self.page, [*parts, self.page.body[position:]]

    def accept(self, html: str, pieces: list[Piece], page: Page) -> list[Complaint]:
        found = faults(html, pieces, page, self.registry.options.decimals_in_prose)
        self.complaints += [page.complaint(*fault) for fault in found]
        return []


def published(folder: Path, bodies: Mapping[str, str]) -> dict[str, tuple[str, list[Complaint]]]:
    """HTML and complaints of pages of the model `tiny`, by their names."""
    pages: dict[str, str | bytes] = {
        name: f"---\ntitle: {name}\nmodel: tiny\n---\n{body}" for name, body in bodies.items()
    }
    registry = registry_of(tiny_site(folder, pages))
    publisher = Publisher(registry)
    return {name: publisher.publish(registry.pages[f"docs/{name}.md"]) for name in bodies}


def visible(html_of_page: str) -> str:
    """What a reader sees outside code."""
    hidden = r"<!--.*?-->|<(code|pre|style|script)\b.*?</\1>|<[^>]*>"
    return html.unescape(re.sub(hidden, " ", html_of_page, flags=re.DOTALL))
