"""`[](#id)`: a link to an equation by its number, from any page."""

import re
from dataclasses import dataclass

from ...equations.errors import Problem
from ..prose import unescaped
from ..reader import Reader, Rule
from ..registry import Item, Page, Place, Registry


@dataclass(frozen=True, eq=False)
class Reference(Item):
    """A link to an equation; one to a heading of its page is left to Markdown."""

    target: str
    form = "inline"
    template = "reference.html"

    def check(self, page: Page, registry: Registry) -> Item | None:
        equation = registry.equations.get(self.target)
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
        return equation


def _read(reader: Reader, found: re.Match[str], place: Place) -> None:
    reader.prose.bare(unescaped(found["label"]), place.line, "a link's text")
    reader.add(Reference(place, found["label"].replace(r"\$", "$"), found["target"]))


RULE = Rule("reference", r"\[(?P<label>[^\]\n]*)\]\(\#(?P<target>[\w-]+)\)", _read)
