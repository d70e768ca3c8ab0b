"""Numbers of equations that someone typed: nothing would change them with their equation."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Between the word and the number, emphasis too.
_GAP = r"[\s*_]*"
_NUMBER = r"[^\W_](?:[\w.]{0,6}[^\W_])?"
_AND = r"\s*(?:[,;&/]|[\u2010-\u2014-]+|\b(?:and|or|to)\b)\s*"
_TYPED = re.compile(
    rf"(?i:\b(?:equations?|formula[se]?|eqn?s?)\b\.?){_GAP}(?i:(?:no|nr|number)\b\.?{_GAP})?"
    rf"[#(\[]?{_GAP}(?=\d)(?P<named>{_NUMBER})"
    rf"|(?<![\w)\]}}'])\([*_]*(?P<bare>{_NUMBER}(?:{_AND}{_NUMBER})*)[*_]*\)"
)
_POINT = re.compile(r"[ \t>]*(?:[-*+]|\d+[.)])[ \t]+")
_TEXT = re.compile(r"<text\b(?P<attributes>[^>]*)>(?P<words>.*?)</text>", re.DOTALL)
_OF = re.compile(r"\bdata-equation=[\"']([^\"']*)[\"']")


@dataclass(frozen=True)
class TypedNumber:
    """What may be the number of an equation, or several, and the id of it if that is said."""

    number: str
    line: int
    of: str | None = None
    where: str = "the text"
    is_drawn: bool = False
    is_named: bool = False  # "equation 3"; (3) alone may be something else
    begins: bool = False  # a paragraph, or a point of a list

    def __str__(self) -> str:
        several = re.search(_AND, self.number)
        return f"the number{'s' if several else ''} {self.number} in {self.where}"

    def is_like(self, forms: set[str]) -> bool:
        """Whether numbers of these forms are written so; none is 0, as in the interval (0, 1)."""
        parts = re.split(_AND, self.number)
        return all(form(part) in forms and part != "0" for part in parts)


def typed_in(
    text: str, line: int, of: str | None = None, where: str = "the text", is_drawn: bool = False
) -> Iterator[TypedNumber]:
    """The numbers in a text; `of` is the equation that it links to."""
    text = html.unescape(text)
    for found in _TYPED.finditer(text):
        yield TypedNumber(
            found["named"] or found["bare"],
            line + text.count("\n", 0, found.start()),
            of,
            where,
            is_drawn,
            found["named"] is not None,
            where == "the text" and _begins(text[: found.start()]),
        )


def _begins(before: str) -> bool:
    """Whether a paragraph or a point of a list begins behind this text."""
    above, _, here = before.rpartition("\n")
    last = above.rpartition("\n")[2]
    if _POINT.fullmatch(here):
        return True
    return not here.strip(" \t>") and (last.endswith("  ") or not last.strip(" \t>"))


def typed_in_picture(svg: str, line: int, picture: str) -> Iterator[TypedNumber]:
    """The numbers among the words of an SVG, each of the equation that its element names."""
    for text in _TEXT.finditer(svg):
        of = _OF.search(text["attributes"])
        words = re.sub(r"<[^>]*>", "", text["words"])
        yield from typed_in(words, line, of[1] if of else None, f"the picture {picture}", True)


def without_points(numbers: Sequence[TypedNumber]) -> list[TypedNumber]:
    """Numbers but those that count the points of a list, (1), (2) and so on."""
    points: list[TypedNumber] = []
    run: list[TypedNumber] = []
    for typed in numbers:
        if typed.begins and not typed.is_named:
            if typed.number == "1":
                run = []
            if typed.number == str(len(run) + 1):
                run.append(typed)
                points += run if len(run) > 1 else []
    return [typed for typed in numbers if typed not in points]


def form(number: str) -> str:
    """What numbers of one kind share: 4 and 12 are alike, so are 3b and 10a; 2024 is a year."""
    return re.sub("[a-z]$", "a", re.sub(r"\d{1,3}", "0", number))
