"""What Markdown makes of all pages, held to the rules: what a build would find, without one."""

import html
from pathlib import Path
from typing import Any

from markdown import Markdown

from ..equations.errors import Complaint, Problem
from .options import read_configuration
from .processors import register
from .registry import Page, Registry
from .render import PageRenderer, Piece, cut, listings
from .shown import faults
from .typeset import Typesetter

# What MkDocs loads without being told.
_LOADED = ("toc", "tables", "fenced_code")
_OWN = "checked_equations"


class Untypeset(Typesetter):
    """Sets a formula as its LaTeX in an attribute: no rule looks into it."""

    def __call__(self, latex: str, display: bool = False) -> str:
        return f'<math data-latex="{html.escape(latex)}"></math>'


class Maker:
    """Does with pages what the extension does, but that no error stops it."""

    def __init__(self, registry: Registry, configuration: Path) -> None:
        self.registry = registry
        self.found: list[Complaint] = []
        self.page: Page | None = None
        settings: dict[str, Any] = {name: {} for name in _LOADED}
        for entry in read_configuration(configuration).get("markdown_extensions") or ():
            settings |= entry if isinstance(entry, dict) else {entry: {}}
        settings.pop(_OWN, None)
        if "pymdownx.snippets" in settings:
            settings["pymdownx.snippets"]["base_path"] = [str(registry.root)]
        self.md = Markdown(extensions=list(settings), extension_configs=settings)
        register(self.md, self)

    def make(self, page: Page) -> tuple[str, list[Complaint]]:
        """The HTML of a page, and what is wrong with it."""
        self.page, self.found = page, []
        return self.md.reset().convert(page.body), self.found

    def render(self, body: str, links_from_source: bool) -> tuple[Page | None, list[str | Piece]]:
        assert self.page is not None, "it is being made"
        typesetter = Untypeset(self.registry.options.cache)
        pieces = PageRenderer(self.registry, self.page, typesetter).pieces()
        return self.page, cut(self.page.body, pieces)

    def accept(self, html: str, pieces: list[Piece], page: Page) -> list[Complaint]:
        found = faults(html, pieces, page, self.registry.options.decimals_in_prose)
        complaints = (page.complaint(*fault) for fault in found)
        self.found = list({str(complaint): complaint for complaint in complaints}.values())
        return []


def found_when_made(registry: Registry, configuration: Path) -> list[Complaint]:
    """What is wrong with the pages of a pass that found nothing wrong."""
    listings.keep_in(registry.options.cache / "listings")
    try:
        maker = Maker(registry, configuration)
    except (Problem, ImportError):  # extensions that are not there have a message of their own
        return []
    return [complaint for page in registry.pages.values() for complaint in maker.make(page)[1]]
