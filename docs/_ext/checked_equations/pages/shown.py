"""What Markdown made of a page, held to the rules: it and the scanner may read a page otherwise."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from ..equations.errors import Problem
from .beside import OTHER, relation, shown_characters, typed_on
from .prose import LATEX, decimals
from .reader import SEEN, VOID
from .registry import Page
from .render import Piece

# While Markdown works, these stand for what is not its own: \ue000N\ue001 for the HTML of a piece,
# \ue002N\ue001…\ue003 around one that is text, and \ue004 for the sign of \$.
SIGNS = "\ue000-\ue004"
DOLLAR = "\ue004"
TOKEN = re.compile("\ue000(\\d+)\ue001")
_TEXT = re.compile("\ue002(\\d+)\ue001(.*?)\ue003", re.DOTALL)
_OURS = re.compile("[\ue000\ue002](\\d+)\ue001")
_ITEM = re.compile("\ue000(\\d+)\ue001|\ue002(\\d+)\ue001.*?\ue003", re.DOTALL)
_ID = re.compile(r'<[^<>]*\sid="([^"]*)"')
_SIGN = re.compile(r"(?<=[$}])[.,;:?)]+$")  # the punctuation that a piece took up

_CODE = frozenset(("code", "pre", "kbd", "samp"))
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
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_FORBIDDEN = {
    "a $": r"\$",
    "a fence": r"`{3,}|~{3,}",
    "double braces": r"\{\{|\}\}",
    "LaTeX": LATEX.pattern,
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

    prose: list[str] = field(default_factory=list)  # what is shown, without code
    blocks: list[list[str]] = field(default_factory=lambda: [[]])  # all that each block shows
    aloud: list[str] = field(default_factory=list)
    ids: Counter[str] = field(default_factory=Counter)
    seen: Counter[int] = field(default_factory=Counter)
    misplaced: dict[int, str] = field(default_factory=dict)
    inside: list[str] = field(default_factory=list)
    has_mathml: bool = False  # that is no piece's

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            self.note(f"{name}={value or ''}", "in an attribute")
            if name == "id":
                self.ids[value or ""] += 1
            if SEEN.match(name) or "{{" in (value or ""):
                self.aloud.append(value or "")
        self.has_mathml |= tag == "math"
        self.separate(tag)
        if tag in ("sub", "sup"):
            self.blocks[-1].append("^")
        if tag not in VOID:
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.separate(tag)
        if tag in self.inside:
            while self.inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        around = set(self.inside)
        unshown = around & _UNSHOWN
        if unshown and "svg" not in around:
            self.note(data, f"in <{unshown.pop()}>")
            if not around & {"script", "style"}:
                self.aloud.append(data)
        elif around & _CODE:
            self.note(data, "in code")
            self.prose.append(" ")
            self.blocks[-1].append(data)
        elif "style" not in unshown:
            self.note(data)
            if around & _HEADINGS:  # values are text, and may stand there
                self.misplaced |= dict.fromkeys(map(int, TOKEN.findall(data)), "in a heading")
            self.prose.append(data)
            self.blocks[-1].append(data)

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
            self.blocks.append([])
        elif tag in ("br", "img"):
            self.prose.append("\n")
            self.blocks[-1].append("\n")

    def note(self, text: str, where: str = "") -> None:
        """Count the pieces in a text; `where` says why none may stand there."""
        numbers = [int(number) for number in _OURS.findall(text)]
        self.seen.update(numbers)
        if where:
            self.misplaced |= dict.fromkeys(numbers, where)


def faults(
    html: str, pieces: Sequence[Piece], page: Page, decimals_in_prose: bool
) -> Iterator[tuple[Problem, int]]:
    """What is wrong with the HTML of a page, and with which line of the page."""
    walk = _Walk()
    walk.feed(html)
    walk.close()
    for number, where in walk.misplaced.items():
        yield _misplaced(f"stands {where}", page, pieces[number])
    for number, piece in enumerate(pieces):
        if walk.seen[number] != 1:
            how = "does not appear" if not walk.seen[number] else "appears more than once"
            yield _misplaced(how, page, piece)
        for name in _ID.findall(piece.html) if piece.kind == "block" else ():
            if name in walk.ids:
                problem = Problem(
                    f"something else on the finished page has the id {name} of an equation",
                    "each id once on a page, those of headings among them",
                    "rename one of them",
                )
                yield problem, page.line(piece.start)
    if walk.has_mathml:
        yield _shown("MathML", "<math", page)
    prose, aloud = "".join(walk.prose), "\n".join(walk.aloud)
    blocks = [shown_characters("".join(block)) for block in walk.blocks]
    for block in blocks:
        yield from _beside(block, pieces, page)
    for what, pattern in _FORBIDDEN.items():
        for text in (prose, aloud):
            for found in re.finditer(pattern, text):
                yield _shown(what, _around(text, found), page)
    if not decimals_in_prose:
        for text in (*blocks, aloud):
            for decimal in decimals(_TEXT.sub("\n", text)):
                yield _shown(f"the decimal number {decimal}", decimal, page)


def _beside(block: str, pieces: Sequence[Piece], page: Page) -> Iterator[tuple[Problem, int]]:
    """What the text of a block makes of the pieces in it."""
    for found in _ITEM.finditer(block):
        piece = pieces[int(found[1] or found[2])]
        if piece.kind == "block":
            continue
        source = page.body[piece.start : piece.end]
        sign = _SIGN.search(source)
        before = _ITEM.sub(OTHER, block[: found.start()])
        behind = (sign[0] if sign else "") + _ITEM.sub(OTHER, block[found.end() :])
        name, line = " ".join(source.split())[:60], page.line(piece.start)
        if text := typed_on(before, behind):
            shown = text.replace(OTHER, "another piece")
            yield (
                Problem(
                    f"{shown} is typed on to {name}, so that the page shows another statement",
                    "a space or punctuation beside what is checked",
                    "put it into the formula, or leave a space",
                ),
                line,
            )
        elif not source.startswith("[") and (text := relation(before, behind)):
            yield (
                Problem(
                    f"the sign {text} beside {name}, outside of any formula, is not checked",
                    "one formula that says it all, or words",
                    "put it inside the $…$",
                ),
                line,
            )


def _misplaced(how: str, page: Page, piece: Piece) -> tuple[Problem, int]:
    text = " ".join(page.body[piece.start : piece.end].split())
    problem = Problem(
        f"on the finished page {text[:60]} {how}",
        "each formula, value and reference once, in running text",
        _FIX,
    )
    return problem, page.line(piece.start)


def _shown(what: str, text: str, page: Page) -> tuple[Problem, int]:
    problem = Problem(
        f"the finished page shows {what}, which the checker took for hidden or for code: "
        f"{' '.join(text.split())[:60]}",
        "a page that Markdown reads as the checker does",
        rf"for the sign write \$; else {_FIX}" if what == "a $" else _FIX,
    )
    words = [text.strip(), *sorted(text.split(), key=len, reverse=True), what]
    place = next((at for word in words if (at := page.body.find(word)) >= 0), 0)
    return problem, page.line(place)


def _around(text: str, found: re.Match[str]) -> str:
    """The line of a match, near it."""
    start = text.rfind("\n", 0, found.start()) + 1
    end = text.find("\n", found.end())
    line_end = end if end >= 0 else len(text)
    return text[max(start, found.start() - 20) : min(line_end, found.end() + 40)]
