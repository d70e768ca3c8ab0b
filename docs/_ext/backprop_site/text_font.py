"""The face of the text: Source Serif 4, cut down to the characters that its pages use."""

from typing import Any

from checked_equations.pages.font import (
    as_woff2,
    font_face,
    shipped,
    version_with,
    write_style,
)
from checked_equations.pages.registry import Registry

_PACKAGE = "fontpkg-source-serif-4"
_FACES = (("", "normal", 400), ("-Italic", "italic", 400), ("", "normal", 600))
_OPTICAL_SIZE = 14  # in points: text of 19 px
CHARACTERS = "".join(map(chr, range(0x20, 0x7F))) + "\N{NO-BREAK SPACE}§¶·×äöüßçèé–—‘’“”…−→←δεσ∂"


def write(registry: Registry) -> None:
    """Write a stylesheet that holds the face, beside that of the formulas."""
    file = registry.docs / "assets" / "text.css"
    write_style(file, version_with(_PACKAGE, __file__), _style)


def _style() -> str:
    licence = "/* Source Serif 4, © Adobe, SIL Open Font License 1.1 */\n"
    return licence + "".join(
        font_face(
            "Source Serif 4", _face(slant, weight), f"font-style:{style};font-weight:{weight};"
        )
        for slant, style, weight in _FACES
    )


def _face(slant: str, weight: int) -> bytes:
    """One style and weight as WOFF 2."""
    # Slow to import, and mostly the faces are already written.
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    file = shipped(_PACKAGE, f"/SourceSerif4{slant}[opsz,wght].ttf")
    font: Any = TTFont(file, recalcTimestamp=False)
    features = ["kern", "liga", "tnum"]
    subsetter = Subsetter(Options(layout_features=features, hinting=False))
    subsetter.populate(text=CHARACTERS)
    subsetter.subset(font)
    return as_woff2(instantiateVariableFont(font, {"wght": weight, "opsz": _OPTICAL_SIZE}))
