"""What reads a page's body, as the rules for running text see it."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from ..equations.errors import Problem
from .options import Options
from .prose import Prose
from .registry import Item, Page, Place

_READ_ALOUD = re.compile(r"""\b(?:alt|title|aria-label)=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


class Reader:
    """Collects the items and the complaints of one page."""

    def __init__(self, page: Page, options: Options) -> None:
        self.page = page
        self.options = options
        self.prose = Prose(page, options)

    def refuse(self, line: int, wrong: str, expected: str, fix: str) -> None:
        self.page.complain(Problem(wrong, expected, fix), line)

    def add(self, item: Item) -> None:
        try:
            self.page.add(item)
        except Problem as problem:
            self.page.complain(problem, item.place.line)


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
    """What a screen reader says of HTML or SVG: alternative texts and titles."""
    return " ".join(a or b or c for a, b, c in _READ_ALOUD.findall(markup))
