"""One script for the browser: the parser that the grammar makes, and what uses it."""

from functools import cache
from pathlib import Path

from rjsmin import jsmin

from .tables import tables

# In this order: each file is a block of its own, and adds what others use to `live`.
SCRIPTS = (
    *("parse.js", "names.js", "factors.js", "build.js", "layout.js", "read.js", "code.js"),
    *("duals.js", "typing.js", "evaluate.js", "digits.js", "verdict.js"),
    *("mutants.js", "normal.js", "slips.js", "explain.js", "number.js", "judge.js"),
    *("latex.js", "draw.js", "page.js", "answers.js", "field.js"),
)
_FOLDER = Path(__file__).with_name("scripts")


@cache
def script() -> str:
    """All of it, minified. It makes one global name, `live`."""
    parts = [f"const live = {{models: {{}}, grammar: {tables()}}}"]
    for name in SCRIPTS:
        file = _FOLDER / name
        if file.exists():
            parts.append("{\n" + file.read_text(encoding="utf-8") + "\n}")
    return str(jsmin("\n".join(parts)))
