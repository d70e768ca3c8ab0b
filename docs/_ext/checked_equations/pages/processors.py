"""What Markdown runs of ours: pieces are put in place, and what became of the page is looked at."""

import re
from typing import Protocol
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from ..equations.errors import Complaint
from .reading import INCLUDE
from .registry import Page
from .render import Piece, error_box
from .shown import DOLLAR, TOKEN, as_token, without_signs


class Renderer(Protocol):
    """The site, as far as Markdown needs it."""

    def render(self, body: str, links_from_source: bool) -> tuple[Page | None, list[str | Piece]]:
        """A page, and its text cut into pieces."""

    def accept(self, html: str, pieces: list[Piece], page: Page) -> list[Complaint]:
        """What is wrong with the HTML of a page."""


def register(md: Markdown, site: Renderer) -> None:
    """Let Markdown run all that is here."""
    recognise = Recognise(md, site)
    stash = Stash(md, recognise)
    shown = Shown(md, site, recognise, stash)
    md.preprocessors.register(recognise, "checked_equations", 1000)
    # Behind Markdown's own `normalize_whitespace`, which is at 30.
    md.preprocessors.register(stash, "checked_equations_stash", 29)
    # Behind `backtick`, which is at 190, and before `escape`, at 180.
    md.inlinePatterns.register(Dollar(r"\\\$", md), "checked_equations_dollar", 185)
    md.treeprocessors.register(End(md, shown), "checked_equations_end", -1000)
    # Before Markdown's own `raw_html`, which is at 30 and puts the pieces in place.
    md.postprocessors.register(shown, "checked_equations_shown", 35)
    # Behind it.
    md.postprocessors.register(Unmark(md), "checked_equations_unmark", 5)


class Recognise(Preprocessor):
    """Sees the page as its author wrote it, and puts tokens in place of what is rendered."""

    def __init__(self, md: Markdown, site: Renderer) -> None:
        super().__init__(md)
        self.site = site
        # Zensical, known by what it registers, turns links from a page's file into links from its
        # address, even in HTML.
        self.links_from_source = "rendering_context" in md.preprocessors
        self.page: Page | None = None
        self.pieces: list[Piece] = []

    def run(self, lines: list[str]) -> list[str]:
        self.page, parts = self.site.render("\n".join(lines), self.links_from_source)
        self.pieces = [part for part in parts if isinstance(part, Piece)]
        numbers = iter(range(len(self.pieces)))
        text = [p if isinstance(p, str) else as_token(p, next(numbers)) for p in parts]
        # A second blank line would end a footnote.
        whole = re.sub(r"(?:[ \t]*\n){3,}(?=[ \t]*\ue000)", "\n\n", "".join(text))
        text_lines = re.sub(r"(?<=\ue001)(?:[ \t]*\n){3,}", "\n\n", whole).split("\n")
        # What cannot be included, of which the page complains, would stop Markdown.
        included = self.page.included if self.page else ()
        return [line for line in text_lines if line in included or not INCLUDE.match(line)]


class Stash(Preprocessor):
    """Exchanges the tokens for Markdown's own, which `normalize_whitespace` would remove."""

    def __init__(self, md: Markdown, recognise: Recognise) -> None:
        super().__init__(md)
        self.recognise = recognise
        self.tokens: dict[int, str] = {}  # by the place in Markdown's stash

    def run(self, lines: list[str]) -> list[str]:
        self.tokens = {}

        def store(token: re.Match[str]) -> str:
            self.tokens[self.md.htmlStash.html_counter] = token[0]
            return self.md.htmlStash.store(self.recognise.pieces[int(token[1])].html)

        return TOKEN.sub(store, "\n".join(lines)).split("\n")


class Dollar(InlineProcessor):
    r"""Shows \$ as a dollar sign."""

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[str, int, int]:
        return DOLLAR, m.start(), m.end()


class End(Treeprocessor):
    """Tells `Shown` that the whole page comes next: headings are rendered by themselves before."""

    def __init__(self, md: Markdown, shown: "Shown") -> None:
        super().__init__(md)
        self.shown = shown

    def run(self, root: Element) -> None:
        self.shown.whole = True


class Shown(Postprocessor):
    """Has the page looked at, with tokens in place of the pieces."""

    def __init__(self, md: Markdown, site: Renderer, recognise: Recognise, stash: Stash) -> None:
        super().__init__(md)
        self.site = site
        self.recognise = recognise
        self.stash = stash
        self.whole = False

    def run(self, text: str) -> str:
        page = self.recognise.page
        boxes: list[str] = []
        if self.whole and page is not None:
            found = self.site.accept(self.with_tokens(text), self.recognise.pieces, page)
            boxes = [error_box(complaint) for complaint in found]
        self.whole = False
        return "\n".join([*boxes, text])

    def with_tokens(self, text: str) -> str:
        """The page as Markdown makes it, but for the pieces."""
        stash = self.md.htmlStash
        blocks = stash.rawHtmlBlocks
        stash.rawHtmlBlocks = [self.stash.tokens.get(i, html) for i, html in enumerate(blocks)]
        try:
            return self.md.postprocessors["raw_html"].run(text)
        finally:
            stash.rawHtmlBlocks = blocks


class Unmark(Postprocessor):
    """Removes what told texts of ours from an author's."""

    def run(self, text: str) -> str:
        return without_signs(text)
