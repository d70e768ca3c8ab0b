"""What reads a page's body, as the rules for running text see it."""

import re
from collections.abc import Callable
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
_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>}]+))""")


class Reader:
    """Collects the items and the complaints of one page."""

    def __init__(self, page: Page, options: Options) -> None:
        self.page = page
        self.options = options
        self.prose = Prose(page, options)
        self.tags = Tags(self)

    def refuse(self, line: int, wrong: str, expected: str, fix: str) -> None:
        self.page.complain(Problem(wrong, expected, fix), line)

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


def read_aloud(markup: str) -> str:
    """What attributes of HTML, SVG or a list {: …} say to someone, such as titles."""
    found = _ATTRIBUTE.findall(markup)
    return " ".join(a or b or c for name, a, b, c in found if SEEN.match(name.lower()))
