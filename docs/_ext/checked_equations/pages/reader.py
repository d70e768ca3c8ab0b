"""What reads a page's body, as the rules for running text see it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..equations.errors import Problem
from .options import Options
from .prose import Prose
from .registry import Item, Page, Place

# Elements that hold nothing.
VOID = frozenset(
    (
        *("area", "base", "br", "col", "embed", "hr", "img", "input"),
        *("link", "meta", "param", "source", "track", "wbr"),
    )
)
# Attributes whose text someone sees or hears.
SEEN = re.compile(
    r"(?:alt|title|aria-[a-z]+|placeholder|label|summary|value|content|srcdoc|data-toc-label)$"
)
_NAMES = {"alt": "an alternative text", "title": "a title"}
_ATTRIBUTE = re.compile(
    r"""(?P<name>[\w:-]+)\s*=\s*(?:"(?P<a>[^"]*)"|'(?P<b>[^']*)'|(?P<c>[^\s"'>}]+))"""
)
# Elements whose text is shown as code is.
CODE = frozenset(("code", "pre", "kbd", "samp"))


class Reader:
    """Collects the items and the complaints of one page."""

    def __init__(self, page: Page, options: Options) -> None:
        self.page = page
        self.options = options
        self.prose = Prose(page, options)
        self.tags = Tags(self)

    def refuse(self, line: int, wrong: str, expected: str, fix: str) -> None:
        self.page.complain(Problem(wrong, expected, fix), line)

    def aloud(self, markup: str, line: int) -> None:
        """Hold what attributes say to someone to the rules, each under its name."""
        for found in seen_attributes(markup):
            where = _NAMES.get(found["name"].lower(), f"the attribute {found['name']}")
            self.prose.bare(value_of(found), line + markup.count("\n", 0, found.start()), where)

    def still(self, tag: str, markup: str, line: int) -> None:
        """Refuse a tag, or a list of attributes, that has something run."""
        if is_run(tag):
            self.page.complain(runs(f"<{tag}>"), line)
        for found in _ATTRIBUTE.finditer(markup):
            if is_run(tag, found["name"], value_of(found)):
                where = line + markup.count("\n", 0, found.start())
                self.page.complain(runs(f"the attribute {found['name']}"), where)

    def add(self, item: Item) -> None:
        try:
            self.page.add(item)
        except Problem as problem:
            self.page.complain(problem, item.place.line)


class Tags:
    """Demands that the tags of a page are closed, in their order."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.open: list[tuple[str, int]] = []

    def take(self, found: re.Match[str], line: int) -> None:
        """Take up the next tag."""
        name = found["element"].lower()
        if not found["closing"]:
            # HTML closes nothing with />, but for what stands in a picture.
            closed = found["empty"] and any(outer == "svg" for outer, _ in self.open)
            if name not in VOID and not closed:
                self.open.append((name, line))
        elif self.open and self.open[-1][0] == name:
            self.open.pop()
        else:
            last = f"</{self.open[-1][0]}> first" if self.open else "no closing tag"
            self.reader.refuse(
                line, f"</{name}>, which closes nothing here", last, "close each tag in its order"
            )

    @property
    def around(self) -> set[str]:
        """The elements in which stands what comes next."""
        return {name for name, _ in self.open}

    def end(self) -> None:
        """The page ends."""
        for name, line in self.open:
            self.reader.refuse(
                line,
                f"<{name}> is never closed, and holds the rest of the page",
                f"</{name}>",
                "close it",
            )


Apply = Callable[[Reader, re.Match[str], Place], None]


@dataclass(frozen=True)
class Rule:
    """A pattern in running text, and what is done where it matches."""

    name: str
    pattern: str
    apply: Apply


def refused(wrong: str, expected: str, fix: str) -> Apply:
    """A rule's action: what matches may not stand there; `wrong` may quote a named group."""

    def apply(reader: Reader, found: re.Match[str], place: Place) -> None:
        shown = wrong
        for name, text in found.groupdict().items():
            shown = shown.replace(f"{{{name}}}", text or "")
        reader.refuse(place.line, shown, expected, fix)

    return apply


def seen_attributes(markup: str) -> Iterator[re.Match[str]]:
    """The attributes of HTML, SVG or a list {: …} that say something to someone."""
    return (a for a in _ATTRIBUTE.finditer(markup) if SEEN.match(a["name"].lower()))


def is_run(tag: str, name: str = "", value: str = "") -> bool:
    """Whether a browser runs what an element holds, or what an attribute says."""
    if not name:
        return tag.lower() == "script"
    is_address = value.lstrip().lower().startswith("javascript:") and not SEEN.match(name)
    return name.lower().startswith("on") or is_address


def runs(what: str) -> Problem:
    """The problem with a program on a page."""
    return Problem(
        f"{what} on a page, which runs a program that may write what nothing checks",
        "a page that runs nothing of its own",
        "remove it; what all pages run is named by extra_javascript in mkdocs.yml",
    )


def value_of(attribute: re.Match[str]) -> str:
    """What an attribute says."""
    return attribute["a"] or attribute["b"] or attribute["c"] or ""


def read_aloud(markup: str) -> str:
    """What the attributes of HTML or SVG say to someone, such as titles."""
    return " ".join(map(value_of, seen_attributes(markup)))
