"""LaTeX to MathML by MathJax 3, run in V8 inside this process, with a cache of what it made."""

import atexit
import html
import importlib.metadata
import json
import re
import threading
from collections.abc import Iterable
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from .. import v8
from ..files import keep, kept
from . import font
from .font import CHARACTERS, described, shipped

if TYPE_CHECKING:
    from py_mini_racer import MiniRacer

_SCRIPT = Path(__file__).with_suffix(".js")
_MATHJAX = "sphinx-mathjax-offline"
_COMPONENTS = (
    "loader.js",
    "core.js",
    "adaptors/liteDOM.js",
    "input/tex-base.js",
    "input/tex/extensions/ams.js",
    "input/tex/extensions/boldsymbol.js",
    "input/tex/extensions/newcommand.js",
    "input/tex/extensions/configmacros.js",
    "input/tex/extensions/html.js",
)
# How many formulas the cache keeps that are not in use now: those of another branch or draft.
_UNUSED = 1000

Formula = tuple[str, bool]  # LaTeX, and whether it is displayed


class TypesetError(ValueError):
    """The LaTeX cannot be typeset; the message says why, mostly in MathJax's words."""


class Typesetter:
    """Typesets formulas, and keeps them for later processes in a file of the folder `cache`."""

    def __init__(self, cache: Path) -> None:
        self._file = cache / "formulas.json"
        self._lock = threading.Lock()
        self._used: dict[Formula, str | TypesetError] = {}

    def __call__(self, latex: str, display: bool = False) -> str:
        """One formula as MathML. Raises TypesetError."""
        self.learn([(latex, display)])
        found = self._used[latex, display]
        if isinstance(found, TypesetError):
            raise TypesetError(*found.args)
        return found

    def learn(self, formulas: Iterable[Formula]) -> None:
        """Prepare many formulas at once, which writes the cache only once.

        A formula that cannot be typeset is reported when it is asked for.
        """
        with self._lock:
            new = [f for f in dict.fromkeys(formulas) if f not in self._used]
            self._used |= {f: self._unused.pop(f) for f in new if f in self._unused}
            if missing := [f for f in new if f not in self._used]:
                self._used |= zip(missing, _typeset(missing), strict=True)
                self._save()

    @cached_property
    def _unused(self) -> dict[Formula, str]:
        """What the cache holds and nobody has asked for yet, the latest last."""
        content = kept(self._file, _version())
        if content is None:
            return {}
        return {(latex, display): mathml for latex, display, mathml in json.loads(content)}

    def _save(self) -> None:
        formulas = dict(list(self._unused.items())[-_UNUSED:])
        formulas |= {f: found for f, found in self._used.items() if isinstance(found, str)}
        content = json.dumps([[*formula, mathml] for formula, mathml in formulas.items()])
        keep(self._file, _version(), content.encode())


@cache
def _version() -> bytes:
    """What MathML depends on beside its LaTeX."""
    versions = map(importlib.metadata.version, (_MATHJAX, "mini-racer"))
    own = (Path(file).read_bytes() for file in (__file__, _SCRIPT, font.__file__))
    return " ".join(versions).encode() + b"".join(own)


def _typeset(formulas: list[Formula]) -> list[str | TypesetError]:
    made: list[dict[str, str]] = _mathjax().call("typesetAll", formulas)
    return [TypesetError(m["error"]) if "error" in m else _drawable(m["html"]) for m in made]


def _drawable(formula: str) -> str | TypesetError:
    """The formula, if the font has all that it is made of."""
    missing = set(html.unescape(re.sub("<[^>]*>", "", formula))) - CHARACTERS
    if missing:
        return TypesetError(
            f"the font of formulas is cut down and lacks {described(min(missing))}; "
            f"do without it, or add it to CHARACTERS in {font.__name__}"
        )
    return formula


@cache
def _mathjax() -> "MiniRacer":
    """V8 with MathJax, started when a formula is not in the cache."""
    sources = [shipped(_MATHJAX, f"/mathjax/{component}") for component in _COMPONENTS]
    scripts = [source.read_text(encoding="utf-8") for source in (*sources, _SCRIPT)]
    return v8.start(["globalThis.MathJax = {loader: {load: []}};", *scripts])


# Once it is closed: later, what ends it would not find its own module any more.
atexit.register(_mathjax.cache_clear)
