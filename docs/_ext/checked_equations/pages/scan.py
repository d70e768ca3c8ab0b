"""A page's body to the items on it: fences, and between them running text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown.extensions.toc import slugify

from ..equations.errors import Problem
from .attributes import misspelt, read_attributes
from .beside import OTHER
from .directives import FENCES
from .numbers import typed_in
from .options import Options
from .reader import CODE, Reader
from .registry import Item, Page, Place, Registry, Stage
from .running import NO_TEXT, RULES, RUNNING, UNSEEN

_FENCE = re.compile(r"(?P<indent>[ \t]*)(?P<ticks>`{3,}|~{3,})[ \t]*(?P<info>.*?)[ \t]*$")
_HIDDEN_FENCE = re.compile(
    r"^[ \t]*(?:>|[-*+][ \t]|\d+\.[ \t])[> \t]*(?:`{3,}|~{3,})[ \t]*[^`\s][^`\n]*$", re.MULTILINE
)
_INFO = re.compile(r"(?P<language>[\w-]+)[ \t]*(?P<attributes>\{.*\})?$")
_HOLDERS = re.compile(r"[ \t]*(?:[-*+] |\d+\. |!!! |\?\?\?\+? |=== |\[\^[^\]]+\]:|: )")
# A formula, the caption of a picture, what introduces a field; other fences hold nothing.
_HOLDING = ("math", "network", "field")
_NO_PASTE = "; Python is embedded by reference, never pasted"
_BLOCK = re.compile(r"^[ \t]*///", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6}[ \t]+(.*?)[ \t]*#*$|^(\S.*)\n(?:=+|-+)[ \t]*$", re.MULTILINE)
_HEADING_LINE = re.compile(
    r"^[ \t>]*(?:(?:[-*+]|\d+\.)[ \t]+)?#.*|^.+(?=\n[ \t>]*(?:=+|-+)[ \t]*$)", re.MULTILINE
)
_ID = re.compile(r"""\{[^}\n]*#([^\s}]+)[^}\n]*\}|<[a-zA-Z][^<>]*\bid=["']?([^\s"'<>]+)""")
_LABEL = re.compile(r"^ {0,3}\[([^\]^\n]+)\]:", re.MULTILINE)
_ATTRIBUTE_LIST = re.compile(r"\{:?[ ]*[^}\n]*\}")


def scan(page: Page, options: Options) -> None:
    """Find everything on a page that is to be checked, and what its rules forbid."""
    _Scan(page, options).run()


@dataclass(frozen=True, eq=False)
class Unparsed(Item):
    """A directive whose attributes cannot be read."""

    problem: Problem
    stage = Stage.IN_ORDER

    def check(self, page: Page, registry: Registry) -> None:
        raise self.problem


@dataclass(frozen=True)
class Fence:
    """A fence: its place, its opening line, the text in it without indentation."""

    start: int
    end: int
    line: int
    indent: str
    ticks: str
    info: str
    text: str


class _Scan(Reader):
    def run(self) -> None:
        if sign := re.search("[\ue000-\ue004]", self.page.body):
            self.refuse(
                self.page.line(sign.start()),
                f"the character U+{ord(sign[0]):04X}, which the build uses itself",
                "characters that have a meaning",
                "remove it",
            )
        for key in ("title", "description"):
            line = self.page.meta_lines.get(key, 1)
            self.prose.bare(str(self.page.meta.get(key, "")), line, f"the {key}")
        self.labels = set(_LABEL.findall(self.page.body))  # of links
        start = 0
        for fence in self.fences():
            self.running_text(start, fence.start)
            start = fence.end
            self.fence(fence)
        self.running_text(start, len(self.page.body))
        self.tags.end()

    # Fences

    def fences(self) -> Iterator[Fence]:
        offset = start = 0
        opening: re.Match[str] | None = None
        lines: list[str] = []
        for line in self.page.body.split("\n"):
            found = _FENCE.match(line)
            if opening is None:
                if found and not ("`" in found["info"] and found["ticks"][0] == "`"):
                    opening, start, lines = found, offset, []
            elif (
                found
                and (found["ticks"], found["info"]) == (opening["ticks"], "")
                and _depth(line) == _depth(opening["indent"])
            ):
                yield Fence(
                    start,
                    offset + len(line),
                    self.page.line(start),
                    opening["indent"],
                    opening["ticks"],
                    opening["info"],
                    "\n".join(lines),
                )
                opening = None
            else:
                if line.strip() and _depth(line) < _depth(opening["indent"]):
                    self.refuse(
                        self.page.line(offset),
                        f"a line in the fence {opening['ticks']}{opening['info']} that begins left "
                        "of it, which ends it for Markdown",
                        "lines indented as the fence is",
                        "indent the line, or close the fence above it",
                    )
                lines.append(line.removeprefix(opening["indent"]))
            offset += len(line) + 1
        if opening is not None:
            self.refuse(
                self.page.line(start),
                f"the fence {opening['ticks']}{opening['info']} is never closed",
                f"a line {opening['ticks']} at its end",
                "close the fence",
            )

    def fence(self, fence: Fence) -> None:
        info = _INFO.match(fence.info)
        language = info["language"] if info else fence.info.split(" ")[0]
        self.check_place(fence)
        directive = FENCES.get(language) if info else None
        if directive is None:
            if info is not None and self.is_listing(language):
                if info["attributes"]:
                    self.refuse(
                        fence.line,
                        f"attributes of the listing {fence.ticks}{fence.info}",
                        f"{fence.ticks}{language} alone",
                        "remove them",
                    )
                self.prose.text(fence.text, fence.line + 1, "a fence")
                return
            self.refuse(
                fence.line,
                f"the fence {fence.ticks}{fence.info} is not understood",
                "one of " + ", ".join(sorted({*FENCES, *(self.options.fences or ())})),
                misspelt(fence.info, FENCES)
                or "correct its name or its attributes"
                + ("" if self.options.fences is None else _NO_PASTE),
            )
            return
        if self.page.cells:
            self.refuse(
                fence.line,
                f"{fence.ticks}{language} in a notebook",
                "displayed equations on pages, where they are checked",
                "put it on a page and link to it",
            )
            return
        written = (info["attributes"] if info else None) or ""
        self.prose.attributes(written, fence.line)
        place = Place(fence.start, fence.end, fence.line, fence.line + 1, fence.indent)
        try:
            if fence.text.strip() and language not in _HOLDING:
                raise Problem(
                    f"{fence.ticks}{language} holds {' '.join(fence.text.split())[:60]}",
                    "nothing: the build writes what it shows, and the text would be lost",
                    "write it in front of the fence",
                )
            self.add(directive(place, fence.text, read_attributes(written[1:-1]), self.options))
        except Problem as problem:
            self.add(Unparsed(place, fence.text, problem))

    def is_listing(self, language: str) -> bool:
        if self.options.fences is not None:
            return language in self.options.fences
        from pygments.lexers import get_lexer_by_name  # slow to import, and mostly not needed
        from pygments.util import ClassNotFound

        try:
            get_lexer_by_name(language)
        except ClassNotFound:
            return language == "mermaid"  # drawn by the theme
        return True

    def check_place(self, fence: Fence) -> None:
        """An indented fence belongs to a list or a note; else Markdown makes a listing of it."""
        depth = _depth(fence.indent)
        if depth < 4:
            return
        for line in reversed(self.page.body[: fence.start].split("\n")):
            if line.strip() and _depth(line) < depth:
                if _HOLDERS.match(line) and depth - _depth(line) < 8:
                    return
                break
        self.refuse(
            fence.line,
            "an indented fence that belongs to nothing, which would be shown as it is typed",
            "a fence that begins its line, or stands four spaces in, in a list or a note",
            "remove the indentation, or what is too much of it",
        )

    # Running text

    def running_text(self, start: int, end: int) -> None:
        """What stands between two fences."""
        text = self.page.body[start:end]
        self.anchors(text, start)
        for hidden in _HIDDEN_FENCE.finditer(text):
            self.refuse(
                self.page.line(start + hidden.end()),
                "a fence in a quotation or behind a list's mark, where it is not checked",
                "a fence that begins its line",
                "put it on a line of its own",
            )
        for block in _BLOCK.finditer(text):
            self.refuse(
                self.page.line(start + block.start()),
                "a block of ///, which the checker does not read",
                "!!! or ???",
                "write it as a note",
            )
        headings = [heading.span() for heading in _HEADING_LINE.finditer(text)]
        plain = 0
        words: list[str] = []
        for found in RUNNING.finditer(text):
            self.words(text[plain : found.start()], self.page.line(start + plain))
            rule = RULES[str(found.lastgroup)]
            words += [text[plain : found.start()], "" if rule.name in UNSEEN else OTHER]
            words.append("\n" * found[0].count("\n"))
            plain = found.end()
            line = self.page.line(start + found.start())
            if rule.name in NO_TEXT and any(a <= found.start() < b for a, b in headings):
                self.refuse(
                    line,
                    f"{' '.join(found[0].split())} in a heading, of which tables of contents, the "
                    "search and addresses show the words alone",
                    "a heading of words and values",
                    "say it in words, and write it below",
                )
                continue
            rule.apply(self, found, Place(start + found.start(), start + found.end(), line, line))
        self.words(text[plain:], self.page.line(start + plain))
        words.append(text[plain:])
        shown = "".join(words)
        for label in self.labels:
            shown = shown.replace(f"[{label}]", OTHER)
        self.page.typed_numbers += typed_in(shown, self.page.line(start))

    def words(self, text: str, line: int) -> None:
        if "script" in self.tags.around:  # which is refused itself
            return
        if self.tags.around & CODE:
            self.prose.text(text, line, "code")
        else:
            self.prose.running(text, line)
        for attributes in _ATTRIBUTE_LIST.finditer(text):
            where = line + text.count("\n", 0, attributes.start())
            self.still("", attributes[0], where)
            self.aloud(attributes[0], where)

    def anchors(self, text: str, start: int) -> None:
        """What a link on this page can lead to."""
        for heading in _HEADING.finditer(text):
            title = heading[1] if heading[1] is not None else heading[2]
            line = self.page.line(start + heading.start())
            self.page.anchors[slugify(title, "-")] = f"that of the heading in line {line}"
        for found in _ID.finditer(text):
            line = self.page.line(start + found.start())
            self.page.anchors[found[1] or found[2]] = f"written out in line {line}"


def _depth(line: str) -> int:
    """How far a line is indented."""
    wide = line.expandtabs(4)
    return len(wide) - len(wide.lstrip())
