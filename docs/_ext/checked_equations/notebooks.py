"""Notebooks as pages: their Markdown, with a placeholder for each code cell."""

import ast
import json
from collections.abc import Mapping, Sequence
from typing import Any

from .errors import Problem


def body_of(notebook: Mapping[str, Any]) -> tuple[str, list[int]]:
    """Its Markdown cells and a placeholder for each code cell; and the line each begins on."""
    lines: list[str] = []
    starts = []
    for number, cell in enumerate(notebook["cells"], start=1):
        starts.append(len(lines) + 1)
        text = source(cell) if cell["cell_type"] == "markdown" else placeholder(number)
        lines += [*text.split("\n"), ""]
    return "\n".join(lines), starts


def placeholder(number: int) -> str:
    """What stands on the page until the cell was executed."""
    return f'<div class="notebook-cell" data-cell="{number}"></div>'


def source(cell: Mapping[str, Any]) -> str:
    """A cell's text; a file may hold it as one string or as lines."""
    return "".join(cell["source"]).rstrip("\n")


def check_source(cell: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Module and name of each snippet that a cell's code imports or calls. Raises Problem."""
    if cell.get("outputs") or cell.get("execution_count") is not None:
        raise Problem("a stored output", "outputs that the build makes", "clear all outputs")
    if cell["cell_type"] != "code":
        return set()
    try:
        tree = ast.parse(source(cell))
    except SyntaxError as error:
        raise Problem(f"no Python: {error.msg}", "plain Python", "mend the cell") from None
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {(node.module.split(".")[-1], alias.name) for alias in node.names}
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found.add((node.value.id, node.attr))
    return found


def read(text: str) -> dict[str, Any]:
    """A notebook's JSON. Raises Problem."""
    try:
        notebook = json.loads(text)
        assert isinstance(notebook["cells"], Sequence)
        assert isinstance(notebook["metadata"], dict)
    except (ValueError, KeyError, TypeError, AssertionError) as error:
        raise Problem(f"no notebook: {error}", "the JSON of a notebook", "save it anew") from None
    return dict(notebook)
