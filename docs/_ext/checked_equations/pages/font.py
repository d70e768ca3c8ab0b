"""The font of formulas: STIX Two Math, cut down to the characters that formulas may hold."""

import base64
import hashlib
import importlib.metadata
import unicodedata
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from ..files import write_whole

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

_FONT = "ziamath"

# A variable of one letter is drawn as another character, in italics.
_GREEK = "αβγδεζηθικλμνξοπρςστυφχψω"
ITALICS = {
    **{chr(ord("A") + i): 0x1D434 + i for i in range(26)},
    **{chr(ord("a") + i): 0x1D44E + i for i in range(26)},
    **{chr(ord("Α") + i): 0x1D6E2 + i for i in range(25) if i != 17},
    **{letter: 0x1D6FC + i for i, letter in enumerate(_GREEK)},
    **{"h": 0x210E, "∂": 0x1D715, "ϵ": 0x1D716, "ϑ": 0x1D717, "ϕ": 0x1D719},
}
_SIGNS = "−±×⋅∗∘∙⊙⊗⊤⊺=≠≈≡≜∼∝<>≤≥≪≫∈∉→←↦⇒⇔⟹∇∑∏∫√∞…⋯⋮⋱∣∥‖⟨⟩⏟ℓ′ˆ˜¯˙¨"
_CAPITALS = "𝒜ℬ𝒞𝒟ℰℱ𝒢ℋℐ𝒥𝒦ℒℳ𝒩𝒪𝒫𝒬ℛ𝒮𝒯𝒰𝒱𝒲𝒳𝒴𝒵𝔸𝔹ℂ𝔻𝔼𝔽𝔾ℍ𝕀𝕁𝕂𝕃𝕄ℕ𝕆ℙℚℝ𝕊𝕋𝕌𝕍𝕎𝕏𝕐ℤ"
# Bold, bold and slanted, and sans serif: capitals, small letters, and what else there is.
_FIRST = {0x1D400: 52, 0x1D468: 52, 0x1D5A0: 52, 0x1D736: 25, 0x1D7CE: 10, 0x1D7D9: 1}
_ALPHABETS = [chr(first + i) for first, count in _FIRST.items() for i in range(count)]
_UNSEEN = "\N{NO-BREAK SPACE}\N{FUNCTION APPLICATION}"
_ASCII = map(chr, range(ord(" "), ord("~") + 1))
CHARACTERS = frozenset({*_ASCII, *ITALICS, *_SIGNS, *_CAPITALS, *_ALPHABETS, *_UNSEEN})
# A prime is always raised, and this is the shape for it. Not every browser would choose it.
PRIME = "minute.ssty"


class FontError(ValueError):
    """STIX Two Math lacks one of CHARACTERS."""


def write_font(file: Path) -> None:
    """Write a stylesheet that holds the font, so that the font is there before anything is drawn.

    Raises FontError.
    """
    write_style(file, _version(), _style)


def write_style(file: Path, version: bytes, style: Callable[[], str]) -> None:
    """Write a stylesheet with what `style` makes; `version` is all that it is made from.

    A file that is up to date and whole stays as it is: a server would rebuild for a new one.
    """
    if _is_current(file, version):
        return
    made = style().encode()
    write_whole(file, _stamp(version, made) + b"\n" + made)


def font_face(family: str, font: bytes, descriptors: str = "") -> str:
    """The rule that names a font, which it holds."""
    held = f"src:url(data:font/woff2;base64,{base64.b64encode(font).decode()})"
    return f'@font-face{{font-family:"{family}";{descriptors}{held}}}\n'


def described(character: str) -> str:
    """A character as messages show it."""
    return f"{character!r} ({unicodedata.name(character, 'a character without a name')})"


def shipped(package: str, end: str) -> Path:
    """A file that a package ships, by the end of its path."""
    for file in importlib.metadata.files(package) or ():
        if file.as_posix().endswith(end):
            return Path(str(file.locate()))
    raise FileNotFoundError(f"{package} has no {end}: install requirements.txt again")


def _is_current(file: Path, version: bytes) -> bool:
    try:
        stamp, _, style = file.read_bytes().partition(b"\n")
    except OSError:
        return False
    return stamp == _stamp(version, style)


def _stamp(version: bytes, style: bytes) -> bytes:
    """The first line: it changes with the stylesheet, and with all that makes it."""
    return f"/* {hashlib.sha256(version + style).hexdigest()} */".encode()


def version_with(package: str, module: str) -> bytes:
    """All that a stylesheet depends on which a module makes from a package's font."""
    versions = map(importlib.metadata.version, (package, "fonttools", "brotli"))
    return " ".join(versions).encode() + Path(module).read_bytes()


@cache
def _version() -> bytes:
    return version_with(_FONT, __file__)


def _style() -> str:
    licence = "/* STIX Two Math, © The STIX Fonts Project Authors, SIL Open Font License 1.1 */\n"
    return licence + font_face("STIX Two Math", _font())


def _font() -> bytes:
    """The font as WOFF 2."""
    # Slow to import, and mostly the font is already written.
    from fontTools.subset import Options, Subsetter

    font = shipped_font()
    unicodes = {*map(ord, CHARACTERS), *ITALICS.values()}
    if missing := unicodes - set(font.getBestCmap()):
        raise FontError(
            f"STIX Two Math has no {described(chr(min(missing)))}: "
            f"remove it from CHARACTERS in {__name__}"
        )
    options = Options(layout_features=[], hinting=False, glyph_names=True, name_IDs=["*"])
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=unicodes, glyphs=[PRIME])
    subsetter.subset(font)
    for table in font["cmap"].tables:
        table.cmap[ord("′")] = PRIME
    return as_woff2(font)


def shipped_font() -> "TTFont":
    """STIX Two Math, whole."""
    from fontTools.ttLib import TTFont  # slow to import, and mostly not needed

    return TTFont(shipped(_FONT, "/STIXTwoMath-Regular.ttf"), recalcTimestamp=False)


def as_woff2(font: "TTFont") -> bytes:
    """A font as browsers load it."""
    font.flavor = "woff2"
    written = BytesIO()
    font.save(written)
    return written.getvalue()
