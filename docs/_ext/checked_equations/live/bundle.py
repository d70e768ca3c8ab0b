"""One script for the browser: the parser that the grammar makes, and what uses it."""

import json
from functools import cache
from pathlib import Path

import lark
import larkjs.__main__
from rjsmin import jsmin

from ..equations.grammar import GRAMMAR

# In this order: each file is a block of its own, and adds what others use to `live`.
SCRIPTS = (
    "read.js",
    "code.js",
    "duals.js",
    "typing.js",
    "evaluate.js",
    "verdict.js",
    "mutants.js",
    "judge.js",
    "latex.js",
    "draw.js",
    "graph.js",
    "picture.js",
    "try.js",
)
_FOLDER = Path(__file__).with_name("scripts")
# Options of lark that its JavaScript, which is older, does not know.
_NEWER = ("cache_grammar", "strict", "ordered_sets")


@cache
def parser() -> str:
    """The parser of latex.lark in JavaScript, as `live.parser`."""
    made = lark.Lark(
        GRAMMAR.read_text(encoding="utf-8"),
        parser="lalr",
        start=["chain", "mention"],
        propagate_positions=True,
        maybe_placeholders=False,
    )
    data, memo = made.memo_serialize([lark.lexer.TerminalDef, lark.grammar.Rule])
    for option in _NEWER:
        data["options"].pop(option, None)
    runtime = (Path(larkjs.__main__.__file__).parent / "lark.js").read_text(encoding="utf-8")
    tables = f"const DATA = {json.dumps(data)}\nconst MEMO = {json.dumps(memo)}\n"
    # It is written for Node.
    return f"live.parser = (module => {{\n{runtime}\n{tables}return get_parser()\n}})({{}})\n"


@cache
def script() -> str:
    """All of it, minified. It makes one global name, `live`."""
    parts = ["const live = {models: {}}", parser()]
    for name in SCRIPTS:
        file = _FOLDER / name
        if file.exists():
            parts.append("{\n" + file.read_text(encoding="utf-8") + "\n}")
    return str(jsmin("\n".join(parts)))
