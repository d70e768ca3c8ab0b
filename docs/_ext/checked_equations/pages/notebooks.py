"""Notebooks as pages: their Markdown, with a placeholder for each code cell."""

import ast
import json
from collections.abc import Iterator, Mapping
from typing import Any

from ..equations.errors import Problem


def body_of(notebook: Mapping[str, Any]) -> tuple[str, list[int]]:
    """Its Markdown cells and a placeholder for each code cell; and the line each begins on."""
    lines: list[str] = []
    starts = []
    for number, cell in enumerate(notebook["cells"], start=1):
        starts.append(len(lines) + 1)
        text = source(cell) if cell["cell_type"] == "markdown" else placeholder(number)
        lines += [*text.split("\n"), ""]
    return "\n".join(lines), starts


def code_cells(notebook: Mapping[str, Any]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The code cells, each with its number among all cells."""
    for number, cell in enumerate(notebook["cells"], start=1):
        if cell["cell_type"] == "code":
            yield number, cell


def placeholder(number: int) -> str:
    """What stands on the page in place of a code cell until the cell has run."""
    return f'<div class="notebook-cell" data-cell="{number}"></div>'


def source(cell: Mapping[str, Any]) -> str:
    """A cell's text; a file may hold it as one string or as lines."""
    return "".join(cell["source"]).rstrip("\n")


def check_source(cell: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Module and name of each snippet that a cell's code imports or calls. Raises Problem."""
    if cell.get("outputs") or cell.get("execution_count") is not None:
        raise Problem("a stored output", "outputs that the build makes", "clear all outputs")
    if cell["cell_type"] == "markdown":
        if cell.get("attachments") or "](attachment:" in source(cell):
            raise Problem(
                "a picture kept in the cell (attachment:…), which no page shows",
                "a file under docs",
                "save the picture there and name it in the link",
            )
        return set()
    if cell["cell_type"] != "code":
        raise Problem(
            f"a cell of the type {cell['cell_type']!r}",
            "cells of the types 'markdown' and 'code'; no others are shown",
            "change its type or delete it",
        )
    try:
        tree = ast.parse(source(cell), "cell")
    except (SyntaxError, ValueError) as error:
        raise Problem(f"not Python: {error}", "plain Python", "correct the cell") from None
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {(node.module.split(".")[-1], alias.name) for alias in node.names}
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found.add((node.value.id, node.attr))
    return found


def read(text: str | bytes) -> dict[str, Any]:
    """A notebook's JSON. Raises Problem."""
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _not_a_notebook(str(error)) from None
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise _not_a_notebook("it has no list of cells")
    if not isinstance(notebook.get("metadata"), dict):
        raise _not_a_notebook("it has no metadata")
    for number, cell in enumerate(notebook["cells"], start=1):
        if not isinstance(cell, dict) or not isinstance(cell.get("cell_type"), str):
            raise _not_a_notebook(f"cell {number} has no type")
        if not _is_text(cell.get("source")):
            raise _not_a_notebook(f"cell {number} has no source")
    if not isinstance(notebook.get("nbformat"), int):
        raise _not_a_notebook("it has no nbformat")
    return notebook


def _is_text(source: Any) -> bool:
    lines = source if isinstance(source, list) else [source]
    return all(isinstance(line, str) for line in lines)


def _not_a_notebook(why: str) -> Problem:
    return Problem(
        f"not a notebook: {why}", "the JSON of a Jupyter notebook", "save it again from Jupyter"
    )
