"""A page's text to the things on it that are checked, each with its place."""

import bisect
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from markdown.extensions.toc import slugify

from . import notebooks
from .errors import PageError, Problem

# Fences that hold no mathematics and are left to the Markdown extensions.
_PLAIN_FENCES = {"console", "text", "markdown", "yaml", "bash", "toml"}
DIRECTIVES = {"math", "notation", "model", "errata", "account", "mutants"}

_FENCE = re.compile(r"(?P<indent>[ \t]*)(?P<ticks>`{3,}|~{3,})[ \t]*(?P<info>.*?)[ \t]*$")
_HIDDEN_FENCE = re.compile(
    r"^[ \t]*(?:>|[-*+][ \t]|\d+\.[ \t])[> \t]*(?:`{3}|~{3})[ \t]*\w", re.MULTILINE
)
_INFO = re.compile(r"(?P<language>[\w-]+)[ \t]*(?P<attributes>\{.*\})?$")
_ATTRIBUTE = re.compile(
    r"""\#(?P<id>[a-zA-Z][\w-]*)(?=\s|$)
      | \.(?P<class>[a-z]+)(?=\s|$)
      | (?P<key>[a-z]+)=(?:"(?P<quoted>[^"]*)"|(?P<plain>[^\s"{}]+))(?=\s|$)
      | (?P<space>\s+)""",
    re.VERBOSE,
)
_INLINE = re.compile(
    r"""(?P<comment><!--(?!>).*?-->)
      | (?P<open><!--)
      | (?P<escaped>\\[$`])
      | (?P<code>(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`))
      | (?P<display>\$\$|\\\[|\\\(|\\begin\{|<(?i:math)\b)
        (?:(?:(?!\n[ \t]*\n).)*?(?:\$\$|\\\]|\\\)|\\end\{\w+\*?\}|</math>))?
      | \$(?=\S)(?P<math>(?:[^$\n]|\n(?![ \t]*\n))+?)(?<=\S)\$(?:\{exempt="(?P<exempt>[^"]*)"\})?
      | (?P<dollar>\$)
      | \{\{(?P<value>[^{}]*)\}\}
      | (?P<braces>\{\{|\}\})[^{}\n]*\}?
      | \[(?P<figure>[^\]\n]+)\]\{published="(?P<published>[^"]*)"
        (?:[ ]computed="(?P<computed>[^"]*)")?\}
      | \[(?P<label>[^\]\n]*)\]\(\#(?P<target>[\w-]+)\)
      | (?P<address>\]\([^)\n]*\)|<https?://[^>]*>)
      | (?P<tag></?[a-zA-Z][^<>]*>)""",
    re.VERBOSE | re.DOTALL,
)
# 0.73, .73, 7e-3 and 0,73; but neither 1.2.3 nor 10,000. An underscore in front is emphasis.
_DECIMAL = re.compile(
    r"(?:(?<![^\W_])(?<!\.)\d+|(?<![^\W_])(?<![.:]))\.\d+(?!\.?\d)"
    r"|(?<![^\W_])\d+e[-+]?\d+(?![^\W_])"
    r"|(?<![^\W_])(?<![.,])0,\d+"
)
_READ_ALOUD = re.compile(r"""\b(?:alt|title|aria-label)=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_TITLE = re.compile(r"""(?<=\s)(?:"([^"]*)"|'([^']*)')\)$""")
_KEYS = ("title", "description", "model", "symbols", "hide")
_METADATA = re.compile(r" {0,3}[A-Za-z0-9_-]+:\s")  # what MkDocs takes for it at a page's start
_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*\n", re.DOTALL)
_BLOCK = re.compile(r"^[ \t]*///", re.MULTILINE)
_INCLUDE = re.compile(r"^.*?-+8<-+.*$", re.MULTILINE)
_PICTURE = re.compile(r"""[ \t]*--8<--[ \t]+"([^"\n]+\.svg)"[ \t]*$""")
_SVG_TEXT = re.compile(r"<style.*?</style>|<!--.*?-->|<[^>]*>", re.DOTALL)
_HEADING = re.compile(r"^#{1,6}[ \t]+(.*?)[ \t]*#*$|^(\S.*)\n(?:=+|-+)[ \t]*$", re.MULTILINE)
_HEADING_ID = re.compile(r"\{[^}]*#([\w-]+)[^}]*\}\s*$")


@dataclass
class Item:
    """Something on a page that the build replaces; `start` and `end` are its place in the body."""

    start: int
    end: int
    line: int
    kind: str
    text: str
    indent: str = ""
    id: str = ""
    classes: frozenset[str] = frozenset()
    options: dict[str, str] = field(default_factory=dict)
    error: PageError | None = None


@dataclass
class Page:
    """A Markdown file or a notebook: its front matter, its body and what was found in it."""

    path: str
    meta: dict[str, Any]
    body: str
    first_line: int
    items: list[Item] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)
    meta_lines: dict[str, int] = field(default_factory=dict)
    errors: list[PageError] = field(default_factory=list)
    readable: bool = True  # whether it is UTF-8, and its front matter YAML
    # of a notebook: on which line of the body each cell begins, and what its code uses
    cells: list[int] = field(default_factory=list)
    snippets_used: set[tuple[str, str]] = field(default_factory=set)

    @property
    def address(self) -> str:
        """Where the page is published, relative to docs/."""
        return str(Path(self.path).relative_to("docs").with_suffix(".html").as_posix())

    def line(self, offset: int) -> int:
        return self.first_line + self.body.count("\n", 0, offset)

    def place(self, line: int) -> tuple[str, int]:
        """Path and line for a message: lines of a notebook are counted from their cell on."""
        if not self.cells:
            return self.path, line
        cell = max(bisect.bisect(self.cells, line), 1)
        return f"{self.path}, cell {cell}", line - self.cells[cell - 1] + 1

    def fail(self, problem: Problem, item: Item | None = None, line: int | None = None) -> None:
        """Note a problem; a formula's own offset makes the line exact."""
        where = line if line is not None else item.line if item else 1
        if item is not None and problem.offset is not None:
            where += item.text.count("\n", 0, problem.offset) + (item.kind in DIRECTIVES)
        error = PageError(*self.place(where), problem)
        self.errors.append(error)
        if item is not None and item.error is None:
            item.error = error


def read_page(root: Path, file: Path) -> Page:
    """Read one page and find everything on it that is to be checked."""
    path = file.relative_to(root).as_posix()
    raw = file.read_bytes()
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        shown = raw.decode("utf-8", errors="replace")
        page = Page(path, {}, shown, 1, readable=False)
        line = raw.count(b"\n", 0, error.start) + 1
        page.fail(
            Problem(
                f"the byte 0x{raw[error.start]:02x} is not UTF-8",
                "a page in UTF-8",
                "save the page in UTF-8",
            ),
            line=line,
        )
        return page
    if file.suffix == ".ipynb":
        return _read_notebook(path, text)
    found = _FRONT_MATTER.match(text)
    head, body = (found[0], text[found.end() :]) if found else ("", text)
    page = Page(path, {}, body, head.count("\n") + 1)
    if found:
        _front_matter(page, found[1])
    elif body.startswith("---"):
        problem = Problem("front matter without an end", "a second line ---", "close it")
        page.fail(problem, line=1)
    elif _METADATA.match(body):
        page.fail(
            Problem(
                "a first line that MkDocs takes for metadata, so that it would not be shown",
                "front matter between two lines ---, or a heading",
                "begin with one of them",
            ),
            line=1,
        )
    _find(page)
    for include in _INCLUDE.finditer(body):
        _include(page, root, include)
    return page


def _include(page: Page, root: Path, include: re.Match[str]) -> None:
    """What is put into a page is a picture, whose words are read like the page's."""
    line = page.line(include.start())
    picture = _PICTURE.match(include[0])
    if not picture or not (root / picture[1]).is_file():
        problem = Problem(
            f"{include[0].strip()} includes no picture that exists",
            '--8<-- "docs/….svg", named from the folder of mkdocs.yml',
            "correct its name; a snippet is shown by its equation or by ```model",
        )
        page.fail(problem, line=line)
        return
    svg = (root / picture[1]).read_text(encoding="utf-8")
    read_aloud = " ".join(found[1] or found[2] or "" for found in _READ_ALOUD.finditer(svg))
    words = f"{_SVG_TEXT.sub(' ', svg)} {read_aloud}"
    _decimals(page, " ".join(words.split()), line, f"the picture {picture[1]}")
    _no_markup(page, words, line, f"the picture {picture[1]}")


def _read_notebook(path: str, text: str) -> Page:
    """A notebook as a page. Its front matter is its metadata."""
    page = Page(path, {}, "", 1)
    try:
        notebook = notebooks.read(text)
    except Problem as problem:
        page.fail(problem)
        return page
    page.meta = notebook["metadata"]
    page.body, page.cells = notebooks.body_of(notebook)
    _find(page)
    for line, cell in zip(page.cells, notebook["cells"], strict=True):
        try:
            page.snippets_used |= notebooks.check_source(cell)
        except Problem as problem:
            page.fail(problem, line=line)
    return page


def _front_matter(page: Page, text: str) -> None:
    try:
        meta = yaml.safe_load(text)
    except yaml.YAMLError as error:
        meta, mark = " ".join(str(error).split()), getattr(error, "problem_mark", None)
        line = min(mark.line + 2, page.first_line - 2) if mark else 1
    else:
        line = 1
    if not isinstance(meta, dict):
        page.readable = False
        page.fail(
            Problem(f"the front matter cannot be read: {meta}", "`key: value` lines", "correct it"),
            line=line,
        )
        return
    page.meta = meta
    for number, found in enumerate(text.split("\n"), start=2):
        page.meta_lines.setdefault(found.partition(":")[0], number)
    for key in meta:
        if key not in _KEYS:
            page.fail(
                Problem(
                    f"the key {key} of the front matter is unknown",
                    "one of " + ", ".join(_KEYS),
                    "correct or remove it",
                ),
                line=page.meta_lines.get(str(key), 1),
            )


def _find(page: Page) -> None:
    for key in ("title", "description"):
        line = page.meta_lines.get(key, 1)
        _decimals(page, str(page.meta.get(key, "")), line, f"the {key}")
        _no_markup(page, str(page.meta.get(key, "")), line, f"the {key}")
    prose_start = 0
    for start, end, opening, text in _fences(page):
        _prose(page, prose_start, start)
        prose_start = end
        _fence(page, start, end, opening, text)
    _prose(page, prose_start, len(page.body))


def _fences(page: Page) -> Iterator[tuple[int, int, re.Match[str], str]]:
    """Each fence: start, end, its opening line, the text in it without indentation."""
    offset = 0
    opening: re.Match[str] | None = None
    start = 0
    lines: list[str] = []
    for line in page.body.split("\n"):
        found = _FENCE.match(line)
        if opening is None:
            if found and not ("`" in found["info"] and found["ticks"][0] == "`"):
                opening, start, lines = found, offset, []
        elif found and not found["info"] and found["ticks"].startswith(opening["ticks"]):
            yield start, offset + len(line), opening, "\n".join(lines)
            opening = None
        else:
            lines.append(line.removeprefix(opening["indent"]))
        offset += len(line) + 1
    if opening is not None:
        page.fail(
            Problem(
                f"the fence {opening['ticks']}{opening['info']} is never closed",
                f"a line {opening['ticks']} behind it",
                "close the fence",
            ),
            line=page.line(start),
        )


def _fence(page: Page, start: int, end: int, opening: re.Match[str], text: str) -> None:
    info = _INFO.match(opening["info"])
    language = info["language"] if info else opening["info"].split(" ")[0]
    item = Item(start, end, page.line(start), language, text, opening["indent"])
    _place(page, item)
    if language in _PLAIN_FENCES and info is not None:
        _decimals(page, text, item.line + 1, "a fence")
        return
    if language in DIRECTIVES and page.cells:
        problem = Problem(
            f"```{language} in a notebook",
            "displayed equations on pages, where they are checked",
            "put it on a page and link to it",
        )
        page.fail(problem, line=item.line)
        return
    if language not in DIRECTIVES or info is None:
        page.items.append(item)
        page.fail(
            Problem(
                f"the fence ```{opening['info']} is not understood",
                "one of " + ", ".join(sorted(DIRECTIVES | _PLAIN_FENCES)),
                "correct its name or its attributes; Python is embedded by reference, never pasted",
            ),
            item,
        )
        return
    page.items.append(item)
    _decimals(page, info["attributes"] or "", item.line, "an attribute")
    _no_values(page, info["attributes"] or "", item.line, "an attribute")
    try:
        _attributes(item, (info["attributes"] or "{}")[1:-1])
    except Problem as problem:
        page.fail(problem, item)


_HOLDERS = re.compile(r"[ \t]*(?:[-*+] |\d+[.)] |!!! |\?\?\?\+? |=== |\[\^|: )")


def _place(page: Page, item: Item) -> None:
    """An indented fence belongs to a list or a note; else Markdown makes a listing of it."""
    depth = len(item.indent.expandtabs(4))
    if depth < 4:
        return
    for line in reversed(page.body[: item.start].split("\n")):
        if line.strip() and len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip()) < depth:
            if _HOLDERS.match(line):
                return
            break
    problem = Problem(
        "an indented fence that belongs to nothing, which would be shown as it is typed",
        "a fence that begins its line, or stands in a list or a note",
        "remove the indentation",
    )
    page.fail(problem, line=item.line)


def _attributes(item: Item, text: str) -> None:
    position = 0
    classes: list[str] = []
    while position < len(text):
        found = _ATTRIBUTE.match(text, position)
        if not found:
            raise Problem(
                f"the attributes cannot be read from {text[position:]!r} on",
                '#id, .class or key="value"',
                "correct them",
            )
        position = found.end()
        if found["id"]:
            if item.id:
                raise Problem("a second id", "one #id", "remove one")
            item.id = found["id"]
        elif found["class"]:
            if found["class"] in classes:
                raise Problem(f"the class .{found['class']} twice", "each once", "remove one")
            classes.append(found["class"])
        elif found["key"]:
            if found["key"] in item.options:
                raise Problem(f"the attribute {found['key']} twice", "each once", "remove one")
            quoted = found["quoted"]
            item.options[found["key"]] = found["plain"] if quoted is None else quoted
    item.classes = frozenset(classes)


def _prose(page: Page, start: int, end: int) -> None:
    """Find inline formulas, values, references and typed decimals between two fences."""
    text = page.body[start:end]
    for heading in _HEADING.finditer(text):
        title = heading[1] if heading[1] is not None else heading[2]
        explicit = _HEADING_ID.search(title)
        page.anchors.add(explicit.group(1) if explicit else slugify(title, "-"))
    for hidden in _HIDDEN_FENCE.finditer(text):
        page.fail(
            Problem(
                "a fence in a quotation or behind a list's mark, where it is not checked",
                "a fence that begins its line",
                "put it on a line of its own",
            ),
            line=page.line(start + hidden.end()),
        )
    for block in _BLOCK.finditer(text):
        problem = Problem(
            "a block of ///, which this site does not read", "!!! or ???", "write it as a note"
        )
        page.fail(problem, line=page.line(start + block.start()))
    plain_from = 0
    for found in _INLINE.finditer(text):
        _decimals(page, text[plain_from : found.start()], page.line(start + plain_from), "prose")
        plain_from = found.end()
        _inline(page, found, start)
    _decimals(page, text[plain_from:], page.line(start + plain_from), "prose")


def _inline(page: Page, found: re.Match[str], start: int) -> None:
    line = page.line(start + found.start())
    item = Item(start + found.start(), start + found.end(), line, "", found.group())
    if found["math"] is not None:
        item.kind, item.text = "inline", found["math"]
        if found["exempt"] is not None:
            item.options["exempt"] = found["exempt"]
    elif found["value"] is not None:
        item.kind, item.text = "value", found["value"].strip()
    elif found["figure"] is not None:
        item.kind, item.text = "published", found["figure"]
        _no_markup(page, found["figure"], line, "a published figure")
        item.options["source"] = found["published"]
        if found["computed"] is not None:
            item.options["computed"] = found["computed"]
        if not found["published"].strip():
            page.fail(
                Problem(
                    "a published figure without its source", 'published="where"', "name the source"
                ),
                item,
            )
    elif found["target"] is not None:
        item.kind, item.text = "reference", found["label"]
        item.options["target"] = found["target"]
        _decimals(page, found["label"], line, "a link's text")
        _no_markup(page, found["label"], line, "a link's text")
    elif found["open"] is not None:
        page.fail(
            Problem(
                "a comment that is not closed before the next fence, or has nothing in it",
                "<!-- words -->",
                "close the comment, or remove the fence that it hides",
            ),
            line=line,
        )
        return
    elif found["display"] is not None:
        page.fail(
            Problem(
                f"a bare {found['display']}",
                "displayed formulas in a ```math fence, inline ones in $…$",
                "put the formula into a fence with an id and a snippet",
            ),
            line=line,
        )
        return
    elif found["braces"] is not None:
        page.fail(
            Problem(
                f"a {found['braces']} without its partner",
                "values in {{…}}",
                "close the value, or put the braces into inline code",
            ),
            line=line,
        )
        return
    elif found["dollar"] is not None:
        page.fail(
            Problem(
                "a $ without its partner",
                "inline math in $…$",
                r"close the formula, or write \$ for the sign",
            ),
            line=line,
        )
        return
    else:
        if found["code"] is not None:
            _decimals(page, found["code"], line, "inline code")
        elif found["tag"] is not None:
            for spoken in _READ_ALOUD.finditer(found["tag"]):
                words = spoken[1] or spoken[2] or spoken[3] or ""
                _decimals(page, words, line, "an alternative text")
                _no_markup(page, words, line, "an alternative text")
        elif found["address"] is not None and (title := _TITLE.search(found["address"])):
            _decimals(page, title[1] or title[2] or "", line, "a title")
            _no_markup(page, title[1] or title[2] or "", line, "a title")
        return
    page.items.append(item)


def _decimals(page: Page, text: str, line: int, where: str) -> None:
    for found in _DECIMAL.finditer(html.unescape(text)):
        page.fail(
            Problem(
                f"the decimal number {found.group()} is typed into {where}",
                "numbers that the build computes",
                'write {{module.name:.4f}}, or [figure]{published="source"} for a quoted one'
                if where == "prose"
                else "leave it out here, and print it in the text",
            ),
            line=line + text.count("\n", 0, found.start()),
        )


def _no_values(page: Page, text: str, line: int, where: str) -> None:
    if "{{" in text:
        page.fail(
            Problem(f"a {{{{ in {where}, where it is not computed", "words", "leave it out here"),
            line=line,
        )


def _no_markup(page: Page, text: str, line: int, where: str) -> None:
    """Neither values nor formulas, where the page would show them as they are typed."""
    _no_values(page, text, line, where)
    if "$" in text:
        problem = Problem(f"a $ in {where}, where no formula is set", "words", "leave it out here")
        page.fail(problem, line=line)
