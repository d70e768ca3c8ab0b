"""Scripts for the browser: the parser that the grammar makes with what uses it, and trials."""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from rjsmin import jsmin

from .tables import tables

# What evaluates trees, and needs none of the others but NODES.
NODES = "nodes.js"
EVALUATOR = ("duals.js", "vectors.js", "typing.js", "evaluate.js", "digits.js", "verdict.js")
# In this order: each file is a block of its own, and adds what others use to `live`.
SCRIPTS = (
    *(NODES, "parse.js", "names.js", "factors.js", "build.js", "layout.js"),
    *("meant.js", "typed.js", "read.js", "code.js"),
    *EVALUATOR,
    *("mutants.js", "normal.js", "slips.js", "explain.js", "number.js", "judge.js"),
    *("latex.js", "lines.js", "draw.js", "page.js", "answers.js", "field.js", "derive.js"),
)
# What is behind a button "Try it", and needs all of these.
TRIAL = ("graph.js", "picture.js", "try.js")
_FOLDER = Path(__file__).with_name("scripts")


@cache
def script() -> str:
    """The engine and its fields, minified. It makes one global name, `live`."""
    return _minified(f"const live = {{models: {{}}, grammar: {tables()}}}", *_blocks(SCRIPTS))


@cache
def trial() -> str:
    """What a browser loads besides for trials, minified."""
    return _minified(*_blocks(TRIAL))


def _minified(*parts: str) -> str:
    # Strict, or each function of a block would be a global name of the page too.
    return str(jsmin("\n".join(['"use strict"', *parts])))


@cache
def evaluator() -> str:
    """What evaluates trees alone, as it is written."""
    return "\n".join(["const live = {models: {}}", *_blocks((NODES, *EVALUATOR))])


def _blocks(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield "{\n" + (_FOLDER / name).read_text(encoding="utf-8") + "\n}"
