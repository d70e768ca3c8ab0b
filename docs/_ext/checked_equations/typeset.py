"""LaTeX to MathML by MathJax 3, run inside Python, and the font that browsers draw it with."""

import base64
import contextlib
import hashlib
import html
import importlib.metadata
import json
import os
import re
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from io import BytesIO
from pathlib import Path

_SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
_MATHJAX, _FONT = "sphinx-mathjax-offline", "ziamath"
_COMPONENTS = (
    "loader.js",
    "core.js",
    "adaptors/liteDOM.js",
    "input/tex-base.js",
    "input/tex/extensions/ams.js",
    "input/tex/extensions/newcommand.js",
    "input/tex/extensions/configmacros.js",
    "input/tex/extensions/html.js",
)
# What the font is cut down to. A variable of one letter is drawn as another character, in italics.
_GREEK = "αβγδεζηθικλμνξοπρςστυφχψω"
_ITALICS = {
    **{chr(ord("A") + i): 0x1D434 + i for i in range(26)},
    **{chr(ord("a") + i): 0x1D44E + i for i in range(26)},
    **{chr(ord("Α") + i): 0x1D6E2 + i for i in range(25) if i != 17},
    **{letter: 0x1D6FC + i for i, letter in enumerate(_GREEK)},
    **{"h": 0x210E, "∂": 0x1D715, "ϵ": 0x1D716, "ϑ": 0x1D717, "ϕ": 0x1D719},
}
_SIGNS = "−±×⋅∘⊙⊗⊤=≠≈≡∼∝<>≤≥≪≫∈∉→←↦⇒⇔∇∑∏∫√∞…⋯⋮∣∥‖⟨⟩⏟ℓ′ˆ"
_CAPITALS = "𝒜ℬ𝒞𝒟ℰℱ𝒢ℋℐ𝒥𝒦ℒℳ𝒩𝒪𝒫𝒬ℛ𝒮𝒯𝒰𝒱𝒲𝒳𝒴𝒵𝔸𝔹ℂ𝔻𝔼𝔽𝔾ℍ𝕀𝕁𝕂𝕃𝕄ℕ𝕆ℙℚℝ𝕊𝕋𝕌𝕍𝕎𝕏𝕐ℤ"
_UNSEEN = "\N{NO-BREAK SPACE}\N{FUNCTION APPLICATION}"
_ASCII = map(chr, range(ord(" "), ord("~") + 1))
CHARACTERS = frozenset({*_ASCII, *_ITALICS, *_SIGNS, *_CAPITALS, *_UNSEEN})

Formula = tuple[str, bool]  # LaTeX, and whether it is displayed


class TypesetError(ValueError):
    """The LaTeX cannot be typeset; the message says why, mostly in MathJax's words."""


class Typesetter:
    """Typesets formulas; each is kept in a cache that is keyed by everything it depends on."""

    def __init__(self, cache: Path) -> None:
        self.cache = cache
        self.known: dict[Formula, str | TypesetError] = {}

    def __call__(self, latex: str, display: bool = False) -> str:
        """One formula as MathML. Raises TypesetError."""
        key = (latex, display)
        if key not in self.known:
            self._learn([key])
        found = self.known[key]
        if isinstance(found, TypesetError):
            raise TypesetError(*found.args)
        return found

    def _learn(self, formulas: list[Formula]) -> None:
        """Look formulas up in the cache, and let MathJax make the others."""
        found = {f: kept for f in formulas if (kept := _read(self._file(*f)))}
        missing = [f for f in formulas if f not in found]
        made = zip(missing, _typeset(missing), strict=True) if missing else ()
        for formula, mathml in made:
            if isinstance(mathml, str):
                _write(self._file(*formula), mathml)
            self.known[formula] = mathml
        self.known |= found

    def _file(self, latex: str, display: bool) -> Path:
        text = json.dumps([_version(), latex, display])
        return self.cache / f"{hashlib.sha256(text.encode()).hexdigest()}.html"

    def ahead(self, formulas: Iterable[Formula]) -> None:
        """Begin with what will be wanted, while others are busy: MathJax waits for no one's lock.

        A formula that cannot be typeset is reported when it is asked for.
        """
        todo = [formula for formula in dict.fromkeys(formulas) if formula not in self.known]
        threading.Thread(target=self._learn, args=[todo], daemon=True).start()


def _read(file: Path) -> str | None:
    """A cached formula; None where there is none, or not a whole one."""
    try:
        found = file.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None
    return found if found.startswith("<math") and found.endswith("</math>") else None


def _write(file: Path, formula: str) -> None:
    with contextlib.suppress(OSError):  # then it is typeset again the next time
        file.parent.mkdir(parents=True, exist_ok=True)
        _replace(file, formula.encode())


def _replace(file: Path, content: bytes) -> None:
    """Write in one step: whoever reads meanwhile sees the old file or the new one."""
    draft = file.with_name(f"{file.name}.{os.getpid()}.{threading.get_ident()}")
    draft.write_bytes(content)
    os.replace(draft, file)


class _Engine:
    """MathJax in one long-lived V8."""

    def __init__(self) -> None:
        # Not needed where all formulas are cached.
        from py_mini_racer import MiniRacer, init_mini_racer

        # Its default, one thread, compiles twice as slowly.
        init_mini_racer(flags=(), ignore_duplicate_init=True)
        self.v8 = MiniRacer()
        self.v8.eval("globalThis.MathJax = {loader: {load: []}};")
        for component in _COMPONENTS:
            source = _shipped(_MATHJAX, f"/mathjax/{component}").read_text(encoding="utf-8")
            self.v8.eval(source + ";0")
        self.v8.eval(_SCRIPT + ";0")

    def typeset(self, formulas: list[Formula]) -> list[str | TypesetError]:
        """All in one call: coming back from V8 can mean a wait for Python's lock."""
        made: list[dict[str, str]] = json.loads(str(self.v8.call("typesetAll", formulas)))
        return [TypesetError(m["error"]) if "error" in m else _drawable(m["html"]) for m in made]


# MathJax has a thread of its own. V8 would tie itself to an event loop of the caller's thread,
# and a call from another thread would wait for that loop forever.
_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mathjax")


@cache
def _engine() -> _Engine:
    """MathJax, started when a formula is not in the cache; for `_thread` alone."""
    return _Engine()


def _typeset(formulas: list[Formula]) -> list[str | TypesetError]:
    return _thread.submit(lambda: _engine().typeset(formulas)).result()


def _drawable(formula: str) -> str | TypesetError:
    """The formula, if the font has all that it is made of."""
    missing = set(html.unescape(re.sub("<[^>]*>", "", formula))) - CHARACTERS
    if missing:
        return TypesetError(
            f"CHARACTERS of {Path(__file__).name} lack {min(missing)!r}, which can be added there"
        )
    return formula


@cache
def _version() -> str:
    """What a typeset formula and its font depend on beside its LaTeX."""
    own = hashlib.sha256(_SCRIPT.encode() + Path(__file__).read_bytes()).hexdigest()
    return " ".join([*map(importlib.metadata.version, (_MATHJAX, _FONT, "fonttools")), own])


def _shipped(package: str, end: str) -> Path:
    """A file that a package ships, by the end of its path."""
    for file in importlib.metadata.files(package) or ():
        if file.as_posix().endswith(end):
            return Path(str(file.locate()))
    raise FileNotFoundError(f"{package} has no {end}: install requirements.txt again")


def write_font(file: Path) -> None:
    """Write a stylesheet that holds the font of formulas: it is there before anything is drawn.

    Nothing is written where it is up to date, so that a server does not rebuild for it.
    """
    stamp = f"/* {_version()} */\n"
    if file.is_file() and file.read_text(encoding="utf-8").startswith(stamp):
        return
    font = base64.b64encode(_font()).decode()
    credit = "/* STIX Two Math, © The STIX Fonts Project Authors, SIL Open Font License 1.1 */\n"
    rule = f'@font-face{{font-family:"STIX Two Math";src:url(data:font/woff2;base64,{font})}}\n'
    file.parent.mkdir(parents=True, exist_ok=True)
    _replace(file, (stamp + credit + rule).encode())


def _font() -> bytes:
    """STIX Two Math, as WOFF 2, cut down to what formulas here are made of."""
    from fontTools.subset import Options, Subsetter  # not needed where the font is written
    from fontTools.ttLib import TTFont

    font = TTFont(_shipped(_FONT, "/STIXTwoMath-Regular.ttf"))
    # A prime is always raised, and this is the shape for it. Not every browser would take it.
    prime = "minute.ssty"
    options = Options(layout_features=[], hinting=False, glyph_names=True, name_IDs=["*"])
    subsetter = Subsetter(options)
    unicodes = {*map(ord, CHARACTERS), *_ITALICS.values()}
    if missing := unicodes - set(font.getBestCmap()):
        raise TypesetError(f"STIX Two Math has no {chr(min(missing))!r}: remove it from CHARACTERS")
    subsetter.populate(unicodes=unicodes, glyphs=[prime])
    subsetter.subset(font)
    for table in font["cmap"].tables:
        table.cmap[ord("′")] = prime
    font.flavor = "woff2"
    written = BytesIO()
    font.save(written)
    return written.getvalue()
