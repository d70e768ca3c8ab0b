"""LaTeX to HTML by MathJax 3, run inside Python: CHTML with assistive MathML, and its CSS."""

import contextlib
import hashlib
import importlib.metadata
import json
import os
import re
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_SCRIPT = Path(__file__).with_suffix(".js")
_PACKAGE = "sphinx-mathjax-offline"
_COMPONENTS = (
    "loader.js",
    "core.js",
    "adaptors/liteDOM.js",
    "input/tex-base.js",
    "input/tex/extensions/ams.js",
    "input/tex/extensions/newcommand.js",
    "input/tex/extensions/configmacros.js",
    "input/tex/extensions/html.js",
    "output/chtml.js",
    "output/chtml/fonts/tex.js",
    "a11y/assistive-mml.js",
)
_RULE = re.compile(r"(?P<selector>[^{}]+)\{(?P<body>[^{}]*)\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_FONT = re.compile(r'url\("\./(MathJax_[\w-]+)\.woff"\)\s*format\("woff"\)')
_OWN_RULES = (
    # MathJax's fonts are smaller than the text around them by this factor.
    "mjx-container.MathJax{font-size:115%}",
    # What screen readers read is not seen, and takes no more room than what is.
    "mjx-container mjx-assistive-mml{box-sizing:border-box;height:100%;max-width:100%}",
)


class TypesetError(ValueError):
    """MathJax rejected the LaTeX; the message is MathJax's."""


@dataclass(frozen=True)
class Typeset:
    """One formula: its HTML, and the CSS rules that it needs beside those that all need."""

    html: str
    rules: tuple[str, ...]


class Typesetter:
    """Typesets formulas; each is kept in a cache that is keyed by everything it depends on."""

    def __init__(self, cache: Path) -> None:
        self.cache = cache
        self.known: dict[tuple[str, bool], Typeset] = {}

    def __call__(self, latex: str, display: bool) -> Typeset:
        """Typeset one formula. Raises TypesetError with MathJax's complaint."""
        key = (latex, display)
        if key not in self.known:
            text = json.dumps([_version(), latex, display])
            file = self.cache / f"{hashlib.sha256(text.encode()).hexdigest()}.json"
            self.known[key] = _read(file) or _write(file, _typeset(latex, display))
        return self.known[key]

    def ahead(self, formulas: Iterable[tuple[str, bool]]) -> None:
        """Begin with what will be wanted, while others are busy: MathJax waits for no one's lock.

        A formula that MathJax rejects is reported when it is asked for.
        """
        todo = [formula for formula in dict.fromkeys(formulas) if formula not in self.known]

        def run() -> None:
            for latex, display in todo:
                with contextlib.suppress(TypesetError):
                    self(latex, display)

        threading.Thread(target=run, daemon=True).start()

    @staticmethod
    def stylesheet(formulas: Iterable[Typeset]) -> str:
        """The rules that some formulas need together, each once."""
        return "\n".join(dict.fromkeys(rule for formula in formulas for rule in formula.rules))


def _read(file: Path) -> Typeset | None:
    """A cached formula; None where there is none, or not a whole one."""
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
        return Typeset(stored["html"], tuple(stored["rules"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(file: Path, formula: Typeset) -> Typeset:
    text = json.dumps({"html": formula.html, "rules": formula.rules})
    with contextlib.suppress(OSError):  # then it is typeset again the next time
        file.parent.mkdir(parents=True, exist_ok=True)
        _replace(file, text.encode())
    return formula


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
            self.v8.eval(_mathjax(component).read_text(encoding="utf-8") + ";0")
        self.v8.eval(_SCRIPT.read_text(encoding="utf-8") + ";0")
        self.sheet = str(self.v8.eval("chtml.clearCache(); stylesheet()"))
        self.common = _rules(self.sheet)

    def typeset(self, latex: str, display: bool) -> Typeset:
        found: dict[str, Any] = json.loads(str(self.v8.call("typeset", latex, display)))
        if "error" in found:
            raise TypesetError(found["error"])
        rules = tuple(rule for rule in _rules(found["css"]) if rule not in self.common)
        return Typeset(found["html"], rules)


# MathJax has a thread of its own. V8 would tie itself to an event loop of the caller's thread,
# and a call from another thread would wait for that loop forever.
_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mathjax")


@cache
def _engine() -> _Engine:
    """MathJax, started when a formula is not in the cache; for `_thread` alone."""
    return _Engine()


def _typeset(latex: str, display: bool) -> Typeset:
    return _thread.submit(lambda: _engine().typeset(latex, display)).result()


def _rules(css: str) -> list[str]:
    """The rules of a stylesheet, each on one line; fonts left out."""
    return [
        " ".join(f"{found['selector'].strip()} {{{found['body'].strip()}}}".split())
        for found in _RULE.finditer(_COMMENT.sub("", css))
        if "@font-face" not in found["selector"]
    ]


@cache
def _version() -> str:
    """What a typeset formula depends on beside its LaTeX."""
    own = _SCRIPT.read_bytes() + Path(__file__).read_bytes()
    return f"{importlib.metadata.version(_PACKAGE)} {hashlib.sha256(own).hexdigest()}"


def _mathjax(path: str) -> Path:
    """One of MathJax's own files, as the package ships them."""
    for file in importlib.metadata.files(_PACKAGE) or ():
        if file.as_posix().endswith(f"/mathjax/{path}"):
            return Path(str(file.locate()))
    raise FileNotFoundError(f"{_PACKAGE} has no {path}: install requirements.txt again")


def write_fonts(folder: Path) -> None:
    """Write mathjax.css, the rules that every formula needs, and the fonts, as woff2.

    Nothing is written where the folder is up to date, so that a server does not rebuild for it.
    """
    stamp = folder / ".version"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == _version():
        return
    from fontTools.ttLib import TTFont  # not needed where the fonts are written

    folder.mkdir(parents=True, exist_ok=True)
    engine = _thread.submit(_engine).result()
    sheet = _COMMENT.sub("", engine.sheet)
    for name in sorted(set(_FONT.findall(sheet))):
        font = TTFont(_mathjax(f"output/chtml/fonts/woff-v2/{name}.woff"))
        font.flavor = "woff2"
        font.save(folder / f"{name}.woff2")
    sheet = _FONT.sub(r'url("\1.woff2") format("woff2")', sheet)
    fonts = re.findall(r"@font-face\s*\{[^}]*\}", sheet)
    lines = [" ".join(rule.split()) for rule in fonts] + engine.common + [*_OWN_RULES]
    _replace(folder / "mathjax.css", ("\n".join(lines) + "\n").encode())
    _replace(stamp, _version().encode())
