"""What Markdown made of a page, held to the rules: it and the scanner may read a page otherwise."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from ..equations.errors import Problem
from .beside import OTHER, problem_beside, shown_characters
from .places import place_of
from .prose import LATEX, decimals
from .reader import CODE, SEEN, VOID, is_run, runs
from .registry import Page
from .render import Piece
from .signs import drawn_relation, problem_with, typed_signs

# While Markdown works, these stand for what is not its own: \ue000N\ue001 for the HTML of a piece,
# \ue002N\ue001…\ue003 around one that is text, and \ue004 for the sign of \$.
DOLLAR = "\ue004"
TOKEN = re.compile("\ue000(\\d+)\ue001")
_TEXT = re.compile("\ue002(\\d+)\ue001(.*?)\ue003", re.DOTALL)
_OURS = re.compile("[\ue000\ue002](\\d+)\ue001")
_ITEM = re.compile("\ue000(\\d+)\ue001|\ue002(\\d+)\ue001.*?\ue003", re.DOTALL)
_TOC = re.compile(r'<div class="toc">.*?</div>', re.DOTALL)
_DATA = re.compile(r"(?:^|[\s,(\"'])data:\S", re.IGNORECASE)
_ID = re.compile(r'\sid="([^"]*)"')  # in the HTML of a piece, where texts have no quotes
_SIGN = re.compile(r"(?<=[$}])[.,;:?)]+$")  # the punctuation that a piece took up

# Browsers show none of their text, or take no markup in it.
_UNSHOWN = frozenset(("script", "style", "textarea", "template", "title", "noscript", "iframe"))
# The text of any other element goes on in that around it.
_BLOCKS = frozenset(
    (
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "caption",
            "center",
            "dd",
            "details",
        ),
        *("dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "iframe"),
        *("legend", "li", "main", "menu", "nav", "ol", "option", "p", "pre", "script", "search"),
        *("section", "select", "style", "summary", "svg", "table", "tbody", "td", "template"),
        *("textarea", "tfoot", "th", "thead", "title", "tr", "ul", "video"),
    )
)
_BLOCK = f"\n{OTHER}\n"
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_FORBIDDEN = {
    "a $": re.compile(r"\$"),
    "a fence": re.compile("`{3,}|~{3,}"),
    "double braces": re.compile(r"\{\{|\}\}"),
    "LaTeX": LATEX,
}

_FIX = (
    "see what Markdown makes of the text around it: indentation, tags and comments left open, "
    "backticks"
)


def as_token(piece: Piece, number: int) -> str:
    """What stands for a piece while Markdown works."""
    if piece.kind == "text":
        return f"\ue002{number}\ue001{piece.html}\ue003"
    token = f"\ue000{number}\ue001"
    return token if piece.kind == "inline" else f"\n\n{piece.indent}{token}\n\n"


def without_signs(html: str) -> str:
    """HTML as it is published: texts without their marks."""
    return _TEXT.sub(r"\2", html).replace(DOLLAR, "$")


@dataclass
class _Walk(HTMLParser):
    """Reads HTML with the tokens of pieces in it; what is wrong with a place, it notes."""

    prose: list[str] = field(default_factory=list)  # what is shown, without code and pictures
    drawn: list[str] = field(default_factory=list)  # in pictures, with _BLOCK between two texts
    shown: list[str] = field(default_factory=list)  # what is shown, with _BLOCK between two blocks
    aloud: list[str] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)  # and the elements that have them
    seen: Counter[int] = field(default_factory=Counter)
    misplaced: dict[int, str] = field(default_factory=dict)
    inside: list[str] = field(default_factory=list)
    embedded: list[str] = field(default_factory=list)  # attributes with a file in them
    run: list[str] = field(default_factory=list)  # elements and attributes that browsers run
    has_mathml: bool = False  # that is no piece's

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            self.note(f"{name}={value or ''}", "in an attribute")
            if name == "id":
                self.ids[value or ""] = tag
            if is_run(tag, name, value or ""):
                self.run.append(f"the attribute {name}")
            if _DATA.search(value or "") and not SEEN.match(name):
                self.embedded.append(f"<{tag} {name}>")
            if SEEN.match(name) or "{{" in (value or ""):
                self.aloud.append(value or "")
        if is_run(tag):
            self.run.append(f"<{tag}>")
        self.has_mathml |= tag == "math"
        self.separate(tag)
        if tag in ("sub", "sup"):
            self.shown.append("^")
        if tag not in VOID:
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.separate(tag)
        if tag in self.inside:
            while self.inside.pop() != tag:
                pass

    def updatepos(self, i: int, j: int) -> int:
        """Count no lines: they are those of the HTML."""
        return j

    def handle_data(self, data: str) -> None:
        if data.isspace():
            self.prose.append(data)
            self.shown.append(data)
            return
        around = set(self.inside)
        if "style" in around and _DATA.search(data):
            self.embedded.append("<style>")
        unshown = around & _UNSHOWN
        if unshown and "svg" not in around:
            self.note(data, f"in <{unshown.pop()}>")
            if not around & {"script", "style"}:
                self.aloud.append(data)
        elif around & CODE:
            self.note(data, "in code")
            self.prose.append(" ")
            self.shown.append(data)
        elif "style" not in unshown:
            self.note(data)
            if around & _HEADINGS:  # values are text, and may stand there
                self.misplaced |= dict.fromkeys(map(int, TOKEN.findall(data)), "in a heading")
            (self.drawn if "svg" in around else self.prose).append(data)
            self.shown.append(data)

    def handle_comment(self, data: str) -> None:
        self.note(data, "in a comment")

    def handle_decl(self, decl: str) -> None:
        self.note(decl, "in a declaration")

    def unknown_decl(self, data: str) -> None:
        self.handle_decl(data)

    def handle_pi(self, data: str) -> None:
        self.handle_decl(data)

    def separate(self, tag: str) -> None:
        """Texts of two blocks are no one text."""
        in_picture = "svg" in self.inside and tag not in ("a", "tspan")
        if tag in _BLOCKS or in_picture:
            self.prose.append("\n")
            self.drawn.append(_BLOCK)
            self.shown.append(_BLOCK)
        elif tag in ("br", "img"):
            self.prose.append("\n")
            self.shown.append("\n")

    def note(self, text: str, where: str = "") -> None:
        """Count the pieces in a text; `where` says why none may stand there."""
        if "\ue001" in text:
            numbers = [int(number) for number in _OURS.findall(text)]
            self.seen.update(numbers)
            if where:
                self.misplaced |= dict.fromkeys(numbers, where)


def faults(
    html: str, pieces: Sequence[Piece], page: Page, decimals_in_prose: bool
) -> Iterator[tuple[Problem, int]]:
    """What is wrong with the HTML of a page, and with which line of the page."""
    values = [piece.html for piece in pieces if piece.kind == "text"]
    walk = _Walk()
    walk.feed(_TOC.sub(lambda toc: _without(values, toc[0]), html))
    walk.close()
    for number, where in walk.misplaced.items():
        yield _misplaced(f"stands {where}", page, pieces[number])
    taken = {name: page.anchors.get(name, f"that of <{tag}>") for name, tag in walk.ids.items()}
    for number, piece in enumerate(pieces):
        if walk.seen[number] != 1:
            how = "does not appear" if not walk.seen[number] else "appears more than once"
            yield _misplaced(how, page, piece)
        for name in _ID.findall(piece.html) if piece.kind == "block" else ():
            shows = page.body[piece.start : piece.end].strip().partition("\n")[0]
            if name in taken:
                yield _twice(name, shows, taken[name]), page.line(piece.start)
            taken[name] = f"in what {shows} of line {page.line(piece.start)} shows"
    for name in walk.run:
        yield runs(name), 1
    if walk.has_mathml:
        yield _shown("MathML", "<math", (0, 5), page)
    for name in walk.embedded:
        problem = Problem(
            f"{name} on the finished page holds a file, data:…, in which nothing is checked",
            "a file under docs",
            "save it there and name it in the link",
        )
        yield problem, 1
    prose, drawn, aloud = "".join(walk.prose), "".join(walk.drawn), "\n".join(walk.aloud)
    shown = shown_characters("".join(walk.shown))
    for block in shown.split(_BLOCK):
        if "\ue001" in block:
            yield from _beside(block, pieces, page)
    yield from _typed_signs((prose, aloud), drawn, page)
    for what, pattern in _FORBIDDEN.items():
        for text in (prose, drawn, aloud):
            for found in pattern.finditer(text):
                yield _shown(what, text, found.span(), page)
    if not decimals_in_prose:
        for text in (shown, aloud):
            words = _TEXT.sub(OTHER, text)
            for found in decimals(words):
                yield _shown(f"the decimal number {found[0]}", words, found.span(), page)


def sign_shown(html: str) -> str:
    """A sign of mathematics that is typed into HTML which is no page, or ''."""
    walk = _Walk()
    walk.feed(html)
    walk.close()
    for text in ("".join(walk.prose), "\n".join(walk.aloud)):
        for found in typed_signs(shown_characters(text)):
            return found[0]
    return next((sign for sign, _ in _related("".join(walk.drawn))), "")


def _typed_signs(texts: Sequence[str], drawn: str, page: Page) -> Iterator[tuple[Problem, int]]:
    for text in texts:
        words = shown_characters(_ITEM.sub(OTHER, text))
        for found in typed_signs(words):
            place = place_of(page.body, words, *found.span())
            near = f"where the finished page shows {_around(words, found.span())}"
            near = near.replace(OTHER, "…")
            yield problem_with(found[0], near), 1 if place is None else page.line(place)
    for sign, text in _related(drawn):
        place = place_of(page.body, text, 0, len(text))
        where = "into a picture" + (" somewhere on this page" if place is None else "")
        yield problem_with(sign, where), 1 if place is None else page.line(place)


def _related(drawn: str) -> Iterator[tuple[str, str]]:
    """The signs that relate something within a text of a picture, and each with the text."""
    for text in shown_characters(drawn).split(_BLOCK):
        if sign := drawn_relation(text):
            yield sign, text


def _without(values: list[str], toc: str) -> str:
    """A table of contents without the values in it, which nothing tells from what is typed."""
    for value in values:
        toc = toc.replace(value, OTHER)
    return toc


def _beside(block: str, pieces: Sequence[Piece], page: Page) -> Iterator[tuple[Problem, int]]:
    """What the text of a block makes of the pieces in it."""
    words = _ITEM.sub(OTHER, block)
    shorter = 0  # are the words so far
    for found in _ITEM.finditer(block):
        start = found.start() - shorter
        shorter += len(found[0]) - 1
        piece = pieces[int(found[1] or found[2])]
        if piece.kind == "block":
            continue
        source = page.body[piece.start : piece.end]
        sign = _SIGN.search(source)
        behind = (sign[0] if sign else "") + words[start + 1 :]
        name = " ".join(source.split())[:60]
        if problem := problem_beside(name, words[:start], behind, not source.startswith("[")):
            yield problem, page.line(piece.start)


def _twice(name: str, shows: str, other: str) -> Problem:
    """The problem with an id of a piece that something else on its page has as well."""
    return Problem(
        f"the finished page has the id {name} in what {shows} shows, and it is {other}",
        "each id once on a page, those of headings among them",
        "rename one of them",
    )


def _misplaced(how: str, page: Page, piece: Piece) -> tuple[Problem, int]:
    text = " ".join(page.body[piece.start : piece.end].split())
    in_code = "to show it as it is typed, put it between backticks; else "
    problem = Problem(
        f"on the finished page {text[:60]} {how}",
        "each formula, value and reference once, in running text",
        (in_code if how == "stands in code" else "") + _FIX,
    )
    return problem, page.line(piece.start)


def _shown(what: str, text: str, span: tuple[int, int], page: Page) -> tuple[Problem, int]:
    """What is wrong with a stretch of a text that is shown."""
    place = place_of(page.body, text, *span)
    problem = Problem(
        f"the finished page shows {what}, which the checker took for hidden or for code: "
        f"{_around(text, span)}{'' if place is not None else '; somewhere on this page'}",
        "a page that Markdown reads as the checker does",
        rf"for the sign write \$; else {_FIX}" if what == "a $" else _FIX,
    )
    return problem, 1 if place is None else page.line(place)


def _around(text: str, span: tuple[int, int]) -> str:
    """The line of a match, near it."""
    start = text.rfind("\n", 0, span[0]) + 1
    line_end = text.find("\n", span[1]) if "\n" in text[span[1] :] else len(text)
    near = text[max(start, span[0] - 20) : min(line_end, span[1] + 40)]
    return " ".join(without_signs(near).split())[:60]
