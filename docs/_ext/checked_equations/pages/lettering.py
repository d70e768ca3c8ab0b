"""Symbols as text in a picture: what MathML says of them, set by the widths of the font."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple
from xml.etree import ElementTree

from ..equations.errors import Problem
from .font import ITALICS, PRIME, shipped_font

# In pixels: that of a symbol, and that of its indices and of numbers. None is smaller.
SIZE, SMALL = 19, 14
_LOWERED, _RAISED = 5, -8
_TALL = frozenset("bdfhklt")
_AFTER_COMMA = 3


class Run(NamedTuple):
    """Characters of one size, from a place on."""

    text: str
    x: float
    y: float
    size: int
    of: str = ""  # the first run of a symbol or a value says which number it stands for


@dataclass(frozen=True, order=True)
class Lettering:
    """A text of several sizes, its first baseline beginning at (0, 0)."""

    runs: tuple[Run, ...] = ()
    width: float = 0.0

    def at(self, x: float, y: float) -> "Lettering":
        """The same text, moved."""
        runs = tuple(run._replace(x=run.x + x, y=run.y + y) for run in self.runs)
        return replace(self, runs=runs)

    def of(self, number: str) -> "Lettering":
        """The same text, which stands for a number of the model."""
        first = tuple(run._replace(of=number) for run in self.runs[:1])
        return replace(self, runs=first + self.runs[1:])

    def then(self, other: "Lettering") -> "Lettering":
        """This text, and the other one behind it."""
        return Lettering(self.runs + other.at(self.width, 0).runs, self.width + other.width)


def words(text: str, size: int = SMALL) -> Lettering:
    """Upright characters in the font of formulas."""
    return Lettering((Run(text, 0.0, 0.0, size),), sum(map(_advance, text)) * size)


def listed(some: Iterable[Lettering]) -> Lettering:
    """Several texts with commas between them."""
    first, *others = some
    for other in others:
        comma = words(",", SIZE)
        first = first.then(replace(comma, width=comma.width + _AFTER_COMMA)).then(other)
    return first


def symbol(mathml: str) -> Lettering:
    """A symbol, from its MathML. Raises Problem where there is more than a picture can hold."""
    return _set(ElementTree.fromstring(mathml), SIZE)


def _set(element: ElementTree.Element, size: int) -> Lettering:
    match element.tag:
        case "mi" | "mn" | "mo" | "mtext":
            text = element.text or ""
            is_letter = element.tag == "mi" and "mathvariant" not in element.attrib
            return words(chr(ITALICS[text]) if is_letter and text in ITALICS else text, size)
        case "math" | "mrow":
            found = Lettering()
            for child in element:
                found = found.then(_set(child, size))
            return found
        case "msub" | "msup" | "msubsup":
            base, *scripts = element
            lowered = [] if element.tag == "msup" else [_set(scripts.pop(0), SMALL)]
            raised = [_set(script, SMALL) for script in scripts]
            return _scripts(_set(base, size), lowered, raised)
        case "mover":
            base, accent = element
            under, over = _set(base, size), _set(accent, size)
            text = base.text or ""
            y = -0.25 * size if text in _TALL or text.isupper() else 0
            runs = under.runs + over.at((under.width - over.width) / 2 + 1, y).runs
            return replace(under, runs=runs)
    raise Problem(
        "a symbol that a picture cannot show",
        "letters, words, accents, indices and layers",
        "declare it with a plainer symbol",
    )


def _scripts(base: Lettering, lowered: list[Lettering], raised: list[Lettering]) -> Lettering:
    """A symbol with what stands below and above behind it."""
    placed = [script.at(base.width, _LOWERED) for script in lowered]
    placed += [script.at(base.width + 1, _RAISED) for script in raised]
    width = base.width + max((script.width for script in placed), default=0.0)
    return Lettering(base.runs + tuple(run for s in placed for run in s.runs), width)


def _advance(character: str) -> float:
    """The width of a character, as a share of its size."""
    glyphs, widths, unit = _metrics()
    glyph = PRIME if character == "′" else glyphs[ord(character)]
    return float(widths[glyph][0]) / unit


@cache
def _metrics() -> tuple[dict[int, str], dict[str, tuple[int, int]], int]:
    font = shipped_font()
    return font.getBestCmap(), font["hmtx"].metrics, font["head"].unitsPerEm
