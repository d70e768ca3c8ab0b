"""`[0.291]{published="who"}`: a figure that someone else published."""

import re
from dataclasses import dataclass

from ...equations.errors import Problem
from ..prose import unescaped
from ..reader import Reader, Rule
from ..registry import Item, Page, Place, Registry
from .value import printed


@dataclass(frozen=True, eq=False)
class Published(Item):
    """A quoted figure; the build compares it with what `computed` names."""

    source: str
    computed: str | None
    form = "inline"
    template = "published.html"

    def check(self, page: Page, registry: Registry) -> None:
        if not self.source.strip():
            raise Problem(
                "a published figure without its source", 'published="where"', "name the source"
            )
        if self.computed is None:
            return
        if ":" in self.computed:
            raise Problem(
                f"computed={self.computed} with a format",
                "the digits of the figure, which are known",
                "remove the format",
            )
        places = len(self.text.partition(".")[2])
        here = printed(f"{self.computed}:.{places}f", page, registry)
        if here != self.text:
            raise Problem(
                f"the published figure {self.text} is not what {self.computed} computes",
                here,
                "correct it, or remove `computed` and say in the text that they differ",
            )


def _read(reader: Reader, found: re.Match[str], place: Place) -> None:
    reader.prose.unmarked(unescaped(found["figure"]), place.line, "a published figure")
    reader.prose.unmarked(found["published_by"], place.line, "the source of a figure")
    figure = found["figure"].replace(r"\$", "$")
    reader.add(Published(place, figure, found["published_by"], found["computed"]))


RULE = Rule(
    "published",
    r'\[(?P<figure>[^\]\n]+)\]\{published="(?P<published_by>[^"]*)"'
    r'(?:[ ]computed="(?P<computed>[^"]*)")?\}',
    _read,
)
