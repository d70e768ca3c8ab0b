"""Scripts for the browser: the engine, and what else lines of a reader and trials need."""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import minify

from .tables import tables

# What evaluates trees, and needs none of the others but NODES.
NODES = "nodes.js"
EVALUATOR = ("duals.js", "vectors.js", "typing.js", "evaluate.js", "digits.js", "verdict.js")
# In this order: each file is a block of its own, and adds what others use to `live`.
ENGINE = (NODES, "names.js", *EVALUATOR, "latex.js", "draw.js", "page.js")
# What reads and judges what a reader writes, and needs the engine.
LINES = (
    *("parse.js", "factors.js", "build.js", "layout.js", "meant.js", "typed.js", "read.js"),
    *("code.js", "mutants.js", "normal.js", "slips.js", "lacking.js", "explain.js"),
    *("number.js", "judge.js", "lines.js", "answers.js", "field.js", "derive.js"),
)
# What is behind a button "Try it", and needs the engine.
TRIAL = ("graph.js", "picture.js", "try.js")
_FOLDER = Path(__file__).with_name("scripts")


@cache
def engine() -> str:
    """What a browser loads first, minified. It makes one global name, `live`."""
    return _minified("const live = {models: {}}", *_blocks(ENGINE))


@cache
def lines() -> str:
    """What a browser loads besides for fields and derivations, minified: with the parser."""
    return _minified(f"live.grammar = {tables()}", *_blocks(LINES))


@cache
def trial() -> str:
    """What a browser loads besides for trials, minified."""
    return _minified(*_blocks(TRIAL))


def script() -> str:
    """All that reads, evaluates and judges, in one."""
    return f"{engine()}\n{lines()}"


def _minified(*parts: str) -> str:
    # Strict, or each function of a block would be a global name of the page too.
    return str(minify.string("application/javascript", "\n".join(['"use strict"', *parts])))


@cache
def evaluator() -> str:
    """What evaluates trees alone, as it is written."""
    return "\n".join(["const live = {models: {}}", *_blocks((NODES, *EVALUATOR))])


def _blocks(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield "{\n" + (_FOLDER / name).read_text(encoding="utf-8") + "\n}"
