"""`[](#id)`: a link to an equation by its number, from any page; `[text](page.md#id)` too."""

import posixpath
import re
from dataclasses import dataclass

from ...equations.errors import Problem
from ..prose import unescaped
from ..reader import Reader, Rule
from ..registry import Item, Page, Place, Registry


@dataclass(frozen=True, eq=False)
class Reference(Item):
    """A link to an equation; one to a heading is left to Markdown."""

    target: str
    path: str  # to the page of the equation; '' where its id is all that is written
    title: str
    form = "inline"
    template = "reference.html"

    def check(self, page: Page, registry: Registry) -> Item | None:
        equation = registry.equations.get(self.target)
        if equation is None and not self.text:
            raise Problem(
                f"a link without a text to #{self.target}, which no equation has",
                "the id of an equation, whose number the link shows, or a text",
                f"correct the id, or write [text]({self.path}#{self.target})",
            )
        if equation is None and self.path:
            return None
        if equation is None and self.target not in page.anchors:
            raise Problem(
                f"a reference to #{self.target}, which no equation and no heading of this page has",
                "the id of an equation",
                "correct the id",
            )
        if equation is not None and not self.text and self.target not in registry.numbers:
            raise Problem(
                f"a reference by number to {self.target}, which has none",
                "a text",
                "write [text](#…)",
            )
        if equation is not None and self.path:
            written = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), self.path))
            there = registry.page_of[equation].path
            if written != there:
                raise Problem(
                    f"a link to {self.target} on {written}, where it is not",
                    f"{there}, or the id alone",
                    f"write [text](#{self.target})",
                )
        return equation


class Definition(Reference):
    """The target of links, `[name]: page.md#id`, which Markdown makes; not that of an equation."""

    def check(self, page: Page, registry: Registry) -> Item | None:
        if self.target in registry.equations:
            raise Problem(
                f"the definition of a link to the equation {self.target}",
                f"[text](#{self.target})",
                "write the link in one place: the build knows the page",
            )
        return None


def _read(reader: Reader, found: re.Match[str], place: Place) -> None:
    label = unescaped(found["label"])
    reader.prose.bare(label, place.line, "a link's text", found["target"])
    title = unescaped(found["link_title"] or "")
    reader.prose.bare(title, place.line, "a title")
    text = found["label"].replace(r"\$", "$") if found["label"].strip() else ""
    reader.add(Reference(place, text, found["target"], found["path"], title))


_LINE_END = r"\n(?![ \t]*\n)"  # within a paragraph
# The text of a link to another page can have formulas in it, if that is no equation's.
RULE = Rule(
    "reference",
    rf"\[(?=(?:[^\]\n$`{{]|{_LINE_END})*\]|(?:[^\]\n]|{_LINE_END})*\]\(\#)"
    rf"(?P<label>(?:[^\]\n]|{_LINE_END})*)\]"
    r"\((?P<path>(?!\w+:)[^)\s#<>]*)\#(?P<target>[^)\s\"]+)"
    r"(?:[ ]+\"(?P<link_title>[^\"\n]*)\")?[ ]*\)",
    _read,
)
