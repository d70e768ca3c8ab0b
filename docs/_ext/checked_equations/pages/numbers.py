"""Numbers of equations that someone typed: nothing would change them with their equation."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Between the word and the number, emphasis and tags too.
_GAP = r"(?:\s|&nbsp;|[*_]|<[^<>]*>)*"
_TYPED = re.compile(
    rf"(?i:\b(?:equations?|formula[se]?|eqn?s?)\b\.?){_GAP}(?i:(?:no|nr|number)\b\.?{_GAP})?"
    r"\(?(?P<named>\d[\w.]{0,7}(?<!\.))"
    r"|(?<![\w)\]}'])\(\**(?P<bare>[\w.]{1,8})\**\)"
)
_TEXT = re.compile(r"<text\b(?P<attributes>[^>]*)>(?P<words>.*?)</text>", re.DOTALL)
_OF = re.compile(r"\bdata-equation=[\"']([^\"']*)[\"']")


@dataclass(frozen=True)
class TypedNumber:
    """What may be the number of an equation, and the id of that equation if it is said."""

    number: str
    line: int
    of: str | None = None
    picture: str = ""


def typed_in(text: str, line: int, of: str | None = None) -> Iterator[TypedNumber]:
    """The numbers in running text, or in the text of a link to an equation."""
    for found in _TYPED.finditer(text):
        number = found["named"] or found["bare"]
        yield TypedNumber(number, line + text.count("\n", 0, found.start()), of)


def typed_in_picture(svg: str, line: int, picture: str) -> Iterator[TypedNumber]:
    """The numbers among the words of an SVG, each of the equation that its element names."""
    for text in _TEXT.finditer(svg):
        of = _OF.search(text["attributes"])
        for found in _TYPED.finditer(re.sub(r"<[^>]*>", "", text["words"])):
            number = found["named"] or found["bare"]
            yield TypedNumber(number, line, of[1] if of else None, picture)


def form(number: str) -> str:
    """What numbers of one kind share: 4 and 12 are alike, so are 3b and 10a; 2024 is a year."""
    return re.sub("[a-z]$", "a", re.sub(r"\d{1,3}", "0", number))
