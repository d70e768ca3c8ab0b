"""From the registry to HTML. The markup is in templates/, and is escaped there."""

import importlib.metadata
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from ..equations.errors import Complaint, Consequence, Problem
from ..equations.values.by_step import by_step
from ..equations.values.figures import pretty
from ..files import Store
from .compiled import Compiled
from .directives.equation import Checked
from .directives.inline import Mentioned, Stated
from .directives.reference import Reference
from .listing import without_docstring
from .marks import mark_rows, mark_text, percent, show
from .placing import row_classes
from .registry import Failed, Item, Page, Registry
from .typeset import TypesetError, Typesetter

_SIGNS = frozenset(".,;:?)")  # they must not begin a line
_TITLE = re.compile(r"\s*# .*")
_BLANKS = re.compile(r'<span class="w">(\s+)</span>')  # they need no element


@dataclass(frozen=True)
class Piece:
    """HTML for a stretch of a page's body, or plain text for it where `kind` is "text"."""

    start: int
    end: int
    html: str
    kind: Literal["block", "inline", "text"] = "block"
    indent: str = ""
    unsearched: str = ""  # the part of it that no search has to read


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {
        "by_step": lambda found: by_step(found.formula, found.report.value),
        "listing": python_listing,
        "mark_rows": mark_rows,
        "mark_text": mark_text,
        "percent": percent,
        "pretty": pretty,
        "show": show,
        "without_docstring": without_docstring,
    }
    return environment


def keep_templates(folder: Path) -> None:
    """Keep compiled templates in this folder from now on."""
    sources = sorted(Path(__file__).parent.glob("*.py"))  # filters, and how they are called
    version = b"".join(file.read_bytes() for file in sources)
    _environment().bytecode_cache = Compiled(folder, version)


def fill(template: str, **values: Any) -> str:
    """A template of templates/ with its values."""
    return _environment().get_template(template).render(**values)


class PageRenderer:
    """Renders one page."""

    def __init__(
        self,
        registry: Registry,
        page: Page,
        typesetter: Typesetter,
        links_from_source: bool = False,
    ) -> None:
        self.registry = registry
        self.page = page
        self.typesetter = typesetter
        self.links_from_source = links_from_source
        self.tools: dict[str, Callable[..., Any]] = {
            "typeset": self.typeset,
            "prose": self.prose,
            "link": self.link,
            "elsewhere": self.elsewhere,
            "row_classes": row_classes,
            "id_of": lambda item: registry.ids[item],
            "number_of": lambda item: registry.numbers[registry.ids[item]],
        }

    def pieces(self) -> list[Piece]:
        """Everything on the page that is replaced, in order."""
        found = [piece for item in self.page.items if (piece := self.piece(item))]
        if self.has_numbers():
            found.append(switch(self.page.body))
        in_place = {
            result.complaint
            for item in self.page.items
            if isinstance(result := self.registry.results[item], Failed)
        }
        on_top = [c for c in self.registry.all_complaints() if self.belongs_here(c)]
        head = [error_box(c) for c in on_top if c not in in_place]
        if head:
            found.insert(0, Piece(0, 0, "\n".join(head)))
        return sorted(found, key=lambda piece: (piece.start, piece.end))

    def has_numbers(self) -> bool:
        """Whether an equation of the page can be shown in numbers."""
        results = map(self.registry.results.get, self.page.items)
        return any(isinstance(found, Checked) and found.numbers.latex for found in results)

    def belongs_here(self, complaint: Complaint) -> bool:
        return complaint in self.page.complaints or complaint in self.registry.complaints

    def piece(self, item: Item) -> Piece | None:
        """What is shown for an item; None where Markdown knows what to do."""
        found = self.registry.results[item]
        place = item.place
        if isinstance(found, Failed):
            if item.form == "inline" and isinstance(found.complaint.problem, Consequence):
                return None  # the cause has a box of its own
            return Piece(place.start, place.end, error_box(found.complaint), "block", place.indent)
        if isinstance(item, Reference) and found is None:
            return None
        html = ""
        with self.registry.watching(self.page, item):
            view = item.view(found, self.registry)
            html = fill(item.template, item=item, found=found, **self.tools, **view)
        if isinstance(self.registry.results[item], Failed):
            return self.piece(item)
        unsearched = "" if item.searched else html
        sign = ""
        if isinstance(found, Stated | Mentioned):
            sign = punctuation(self.page.body, place.end)
            html = unbroken(html, sign)
        end = place.end + len(sign)
        return Piece(place.start, end, html, item.form, place.indent, unsearched)

    def typeset(self, latex: str, display: bool = False) -> Markup:
        return Markup(self.typesetter(latex, display))

    def prose(self, text: str) -> Markup:
        """Text of an attribute, its `$…$` typeset."""
        before, *rest = re.split(r"\$([^$]+)\$", text)
        parts = [Markup.escape(before)]
        for latex, after in zip(rest[::2], rest[1::2], strict=True):
            sign = punctuation(after)
            parts.append(Markup(unbroken(self.typeset(latex), sign)))
            parts.append(Markup.escape(after[len(sign) :]))
        return Markup().join(parts)

    def link(self, equation: Item, text: str = "", title: str = "") -> Markup:
        """A link to an equation, by its number unless a text is given."""
        page = self.registry.page_of[equation]
        target = ""
        if page is not self.page:
            target = self.registry.address(page, self.page, from_source=self.links_from_source)
        name = self.registry.ids[equation]
        return Markup('<a class="equation-reference" href="{}#{}"{}>{}</a>').format(
            target,
            name,
            Markup(' title="{}"').format(title) if title else "",
            text or f"({self.registry.numbers[name]})",
        )

    def elsewhere(self, equation: Item) -> str:
        """The title of the page of an equation, for a reader who is sent to another one."""
        page = self.registry.page_of[equation]
        return "" if page is self.page else page.title


def switch(body: str) -> Piece:
    """The control between symbols and numbers, under the title of a page."""
    title = _TITLE.match(body)
    place = title.end() if title else 0
    html = fill("switch.html")
    return Piece(place, place, html, unsearched=html)


def _version() -> bytes:
    return importlib.metadata.version("pygments").encode() + Path(__file__).read_bytes()


listings = Store(_version)


def python_listing(source: str) -> Markup:
    """Python source with the classes of the theme's highlighting."""
    return Markup(listings.get(source, lambda: _highlighted(source)))


def _highlighted(source: str) -> str:
    formatter = HtmlFormatter(cssclass="highlight", wrapcode=True)
    listing = str(highlight(source, PythonLexer(), formatter))
    # When a page opens, the theme measures each `pre > code`; a slow phone takes seconds for it.
    head, code, tail = re.split("<span></span><code>|</code>", listing)
    code = _BLANKS.sub(r"\1", code)
    return f"{head}<span><code>{hanging(code)}</code></span>{tail}"


def hanging(code: str) -> str:
    """Code whose lines, where they have to wrap, go on further to the right than they begin."""
    return "".join(
        f'<span class="line" style="--indent: {_indent(line)}ch">{line}\n</span>'
        for line in code.rstrip("\n").split("\n")
    )


def _indent(line: str) -> int:
    text = re.sub(r"<[^>]*>", "", line)
    return len(text) - len(text.lstrip(" "))


def punctuation(text: str, start: int = 0) -> str:
    """The signs that stand there and may not begin a line."""
    end = start
    while text[end : end + 1] in _SIGNS and end < len(text):
        end += 1
    return text[start:end]


def unbroken(formula: str, sign: str) -> str:
    """A formula and the punctuation behind it, on one line."""
    return f'<span class="unbroken">{formula}{sign}</span>' if sign else formula


def cannot_be_typeset(latex: str, error: TypesetError) -> Problem:
    """The problem with a formula that MathJax or a browser cannot handle."""
    return Problem(
        f"{' '.join(latex.split())[:60]} cannot be typeset: {error}",
        "TeX that MathJax knows, and that every browser draws alike",
        "write it in another way",
    )


def error_box(complaint: Complaint) -> str:
    """A complaint shown in place, for `mkdocs serve`."""
    return fill("error.html", complaint=complaint)


def cut(body: str, pieces: list[Piece]) -> list[str | Piece]:
    """The text between the pieces, and the pieces."""
    parts: list[str | Piece] = []
    position = 0
    for piece in pieces:
        parts += [body[position : piece.start], piece]
        position = piece.end
    return [*parts, body[position:]]
