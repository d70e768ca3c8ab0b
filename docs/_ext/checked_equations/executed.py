"""The code cells of executed notebooks as HTML."""

import html
import re
import traceback
from collections.abc import Mapping
from typing import Any

from .errors import Problem
from .notebooks import placeholder, source
from .render import python_listing

# What a reader would take for a displayed formula, which nothing has checked.
_DISPLAY = re.compile(r"\$\$|\\\[|\\begin\{|<math\b")
_CELL = re.compile(r"<!--cell (\d+)-->(.*?)<!--/cell-->", re.DOTALL)


def executed_cells(notebook: Mapping[str, Any]) -> str:
    """The code cells of an executed notebook, each between two comments. Raises Problem."""
    return "".join(
        f"<!--cell {number}-->{_cell(cell, number)}<!--/cell-->"
        for number, cell in enumerate(notebook["cells"], start=1)
        if cell["cell_type"] == "code"
    )


def put_in_place(page: str, executed: str) -> str:
    """The page with its code cells instead of their placeholders."""
    for number, cell in _CELL.findall(executed):
        page = page.replace(placeholder(int(number)), cell)
    return page


def _cell(cell: Mapping[str, Any], number: int) -> str:
    listing = python_listing(source(cell))
    outputs = "".join(_output(output, number) for output in cell["outputs"])
    return f'<section class="notebook-cell" data-search-exclude>{listing}{outputs}</section>'


def _output(output: Mapping[str, Any], number: int) -> str:
    if output["output_type"] == "stream":
        text = "".join(output["text"])
        if output["name"] != "stdout":
            raise CellProblem(number, f"a warning in its output: {text.strip()}", "a silent run")
        return f'<pre class="cell-output" tabindex="0">{html.escape(text)}</pre>'
    if output["output_type"] == "error":
        wrong = f"{output['ename']}: {output['evalue']}"
        raise CellProblem(number, wrong, "a cell that runs", "mend the cell, remove its tag")
    data = output["data"]
    _check_kinds(set(data), number)
    if "text/html" in data:
        text = "".join(data["text/html"])
        if _DISPLAY.search(text):
            raise _displayed(number)
        return f'<div class="cell-output" tabindex="0">{text}</div>'
    return f'<pre class="cell-output" tabindex="0">{html.escape("".join(data["text/plain"]))}</pre>'


def _check_kinds(kinds: set[str], number: int) -> None:
    """Text and HTML are shown; a browser would show of the others what nothing has checked."""
    others = sorted(kinds - {"text/html", "text/plain"})
    if any(kind.startswith("image/") for kind in others):
        raise CellProblem(
            number, "a picture without a text", 'show.picture(figure, "what it shows")'
        )
    if {"text/latex", "text/markdown"} & kinds:
        raise _displayed(number)
    if others:
        raise CellProblem(number, f"an output of the kind {others[0]}", "text, a table, a picture")


def _displayed(number: int) -> "CellProblem":
    return CellProblem(number, "a displayed equation in its output", "a link to a checked one")


class CellProblem(Problem):
    """What is wrong with a code cell, known only when it ran."""

    def __init__(
        self, cell: int, wrong: str, expected: str, mend: str = "mend what the cell shows"
    ) -> None:
        super().__init__(wrong, expected, mend)
        self.cell = cell


def failed_cell(error: BaseException) -> int:
    """The number of the cell that nbconvert was running when the error was raised."""
    frames = (frame for frame, _ in traceback.walk_tb(error.__traceback__))
    indices = [f.f_locals["index"] for f in frames if f.f_code.co_name == "preprocess_cell"]
    return int(indices[-1]) + 1 if indices else 0
