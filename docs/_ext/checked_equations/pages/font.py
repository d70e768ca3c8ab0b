"""The font of formulas: STIX Two Math, cut down to the characters that formulas may hold."""

import base64
import hashlib
import importlib.metadata
import unicodedata
from functools import cache
from io import BytesIO
from pathlib import Path

from ..files import write_whole

_FONT = "ziamath"

# A variable of one letter is drawn as another character, in italics.
_GREEK = "αβγδεζηθικλμνξοπρςστυφχψω"
_ITALICS = {
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
CHARACTERS = frozenset({*_ASCII, *_ITALICS, *_SIGNS, *_CAPITALS, *_ALPHABETS, *_UNSEEN})


class FontError(ValueError):
    """STIX Two Math lacks one of CHARACTERS."""


def write_font(file: Path) -> None:
    """Write a stylesheet that holds the font, so that the font is there before anything is drawn.

    A file that is up to date and whole stays as it is: a server would rebuild for a new one.
    Raises FontError.
    """
    if _is_current(file):
        return
    font = base64.b64encode(_font()).decode()
    style = (
        "/* STIX Two Math, © The STIX Fonts Project Authors, SIL Open Font License 1.1 */\n"
        f'@font-face{{font-family:"STIX Two Math";src:url(data:font/woff2;base64,{font})}}\n'
    ).encode()
    write_whole(file, _stamp(style) + b"\n" + style)


def described(character: str) -> str:
    """A character as messages show it."""
    return f"{character!r} ({unicodedata.name(character, 'a character without a name')})"


def shipped(package: str, end: str) -> Path:
    """A file that a package ships, by the end of its path."""
    for file in importlib.metadata.files(package) or ():
        if file.as_posix().endswith(end):
            return Path(str(file.locate()))
    raise FileNotFoundError(f"{package} has no {end}: install requirements.txt again")


def _is_current(file: Path) -> bool:
    try:
        stamp, _, style = file.read_bytes().partition(b"\n")
    except OSError:
        return False
    return stamp == _stamp(style)


def _stamp(style: bytes) -> bytes:
    """The first line: it changes with the stylesheet, and with all that makes it."""
    return f"/* {hashlib.sha256(_version() + style).hexdigest()} */".encode()


@cache
def _version() -> bytes:
    versions = map(importlib.metadata.version, (_FONT, "fonttools", "brotli"))
    return " ".join(versions).encode() + Path(__file__).read_bytes()


def _font() -> bytes:
    """The font as WOFF 2."""
    # Slow to import, and mostly the font is already written.
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font = TTFont(shipped(_FONT, "/STIXTwoMath-Regular.ttf"), recalcTimestamp=False)
    unicodes = {*map(ord, CHARACTERS), *_ITALICS.values()}
    if missing := unicodes - set(font.getBestCmap()):
        raise FontError(
            f"STIX Two Math has no {described(chr(min(missing)))}: "
            f"remove it from CHARACTERS in {__name__}"
        )
    # A prime is always raised, and this is the shape for it. Not every browser would choose it.
    prime = "minute.ssty"
    options = Options(layout_features=[], hinting=False, glyph_names=True, name_IDs=["*"])
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=unicodes, glyphs=[prime])
    subsetter.subset(font)
    for table in font["cmap"].tables:
        table.cmap[ord("′")] = prime
    font.flavor = "woff2"
    written = BytesIO()
    font.save(written)
    return written.getvalue()
