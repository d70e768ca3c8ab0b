"""A Markdown extension: displayed and inline LaTeX is checked against Python, then typeset.

The adapter between Markdown and the site pass. It knows no algebra.
"""

import hashlib
import importlib.metadata
import re
import threading
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor

from .errors import PageError
from .pages import Item, Page
from .registry import Registry
from .render import PageRenderer, Piece, cannot_be_typeset
from .site_pass import fingerprint, read_pages, site_pass
from .social import write_card
from .typeset import TypesetError, Typesetter, write_font

try:  # MkDocs prints a BuildError as one message; other generators show the exception itself.
    from mkdocs.exceptions import BuildError as _Stop
except ImportError:
    _Stop = Exception  # type: ignore[assignment,misc]

ROOT = Path(__file__).resolve().parents[3]


class CheckFailed(_Stop):
    """The build stops: at least one page has something on it that could not be verified."""


class Site:
    """The registry of the present state of all pages and snippets, renewed when one changes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.serving = False
        self.typesetter = Typesetter(root / ".cache" / "typeset")
        self._lock = threading.Lock()
        self._fingerprint = ""
        self._registry: Registry | None = None

    def registry(self) -> Registry:
        with self._lock:
            now = fingerprint(self.root)
            if self._registry is None or now != self._fingerprint:
                pages = read_pages(self.root)
                formulas = [
                    (page, item)
                    for page in pages
                    for item in page.items
                    if item.kind in ("math", "inline")
                ]
                self.typesetter.ahead((item.text, item.kind == "math") for _, item in formulas)
                self._registry, self._fingerprint = site_pass(self.root, pages), now
                for page, item in formulas:
                    self.typeset(page, item)
                _write_workbook(self.root, self._registry)
                write_card(self._registry)
            return self._registry

    def typeset(self, page: Page, item: Item) -> None:
        """Have a formula ready, or say what is wrong with it before a build removes anything."""
        try:
            self.typesetter(item.text, item.kind == "math")
        except TypesetError as error:
            if item.error is None:
                page.fail(cannot_be_typeset(item, error), item)

    def render(self, body: str) -> list[str | Piece]:
        """A page's text with its formulas replaced. Raises CheckFailed unless serving."""
        registry = self.registry()
        page = _recognise(registry, body)
        if not self.serving:
            stop_on(registry.all_errors())
        pieces = PageRenderer(registry, page, self.typesetter).pieces()
        if not self.serving:
            stop_on(page.errors)
        return _cut(page.body, pieces)


def stop_on(errors: list[PageError]) -> None:
    """Raise CheckFailed with one line for each error, if there is any."""
    if errors:
        raise CheckFailed("\n".join(["The site is not published:", *map(str, errors)]))


def _recognise(registry: Registry, body: str) -> Page:
    key = _key(body)
    for page in registry.pages.values():
        if _key(page.body) == key:
            return page
    unread = [p for p in registry.pages.values() if not p.readable]
    stop_on([e for p in unread for e in p.errors])
    raise CheckFailed("a page that the site pass has not read: " + body.strip()[:80])


def _key(text: str) -> str:
    return text.expandtabs(4).strip()


def _cut(body: str, pieces: list[Piece]) -> list[str | Piece]:
    """The text between the pieces, and the pieces."""
    parts: list[str | Piece] = []
    position = 0
    for piece in sorted(pieces, key=lambda p: (p.start, p.end)):
        parts += [body[position : piece.start], piece]
        position = piece.end
    return [*parts, body[position:]]


SITE = Site(ROOT)


class _Recognise(Preprocessor):
    """Sees the page as its author wrote it, and puts tokens in place of what is rendered."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.rendered: list[str] = []

    def run(self, lines: list[str]) -> list[str]:
        self.rendered = []
        text = [self.token(part) for part in SITE.render("\n".join(lines))]
        return "".join(text).split("\n")

    def token(self, part: str | Piece) -> str:
        if isinstance(part, str):
            return part
        if part.kind == "text":
            return part.html
        self.rendered.append(part.html)
        token = f"\ue000{len(self.rendered) - 1}\ue001"
        return token if part.kind == "inline" else f"\n\n{part.indent}{token}\n\n"


class _Stash(Preprocessor):
    """Exchanges the tokens for Markdown's own, which would not survive its first clean-up."""

    def __init__(self, md: Markdown, recognised: _Recognise) -> None:
        super().__init__(md)
        self.recognised = recognised

    def run(self, lines: list[str]) -> list[str]:
        def store(token: re.Match[str]) -> str:
            return self.md.htmlStash.store(self.recognised.rendered[int(token[1])])

        return re.sub("\ue000(\\d+)\ue001", store, "\n".join(lines)).split("\n")


@cache
def _write_font_once() -> None:
    """Before MkDocs looks for files to copy: it loads its extensions first."""
    try:
        write_font(ROOT / "docs" / "assets" / "font" / "math.css")
    except TypesetError as error:
        raise CheckFailed(f"docs/_ext/checked_equations/typeset.py: {error}") from None


def _write_workbook(root: Path, registry: Registry) -> None:
    """The spreadsheet begins with the numbers of the running example. It is kept if up to date."""
    network = registry.models.get("sigmoid_network")
    if network is None:
        return
    source = (Path(__file__).parents[1] / "workbook.py").read_bytes()
    version = importlib.metadata.version("openpyxl")
    stamp = hashlib.sha256(f"{version} {network.example}".encode() + source).hexdigest()
    file = root / "docs" / "assets" / "backpropagation.xlsx"
    if not _holds(file, stamp):
        from workbook import write_workbook  # slow to import, and mostly there is nothing to write

        write_workbook(file, network.example, stamp)


def _holds(file: Path, stamp: str) -> bool:
    try:
        with zipfile.ZipFile(file) as parts:
            return parts.testzip() is None and stamp.encode() in parts.read("docProps/core.xml")
    except (OSError, KeyError, zipfile.BadZipFile):
        return False


class CheckedEquations(Extension):
    def extendMarkdown(self, md: Markdown) -> None:
        """Recognise the page first of all; stash after `normalize_whitespace`, which is at 30."""
        _write_font_once()
        SITE.registry()  # writes the spreadsheet and the card, for the same reason
        recognise = _Recognise(md)
        md.preprocessors.register(recognise, "checked_equations", 1000)
        md.preprocessors.register(_Stash(md, recognise), "checked_equations_stash", 29)


def makeExtension(**settings: Any) -> CheckedEquations:
    """What Python-Markdown calls to load the extension."""
    return CheckedEquations(**settings)
