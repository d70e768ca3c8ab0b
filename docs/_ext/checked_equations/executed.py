"""The code cells of executed notebooks as HTML."""

import html
import re
from collections.abc import Mapping
from typing import Any

from .errors import Problem
from .notebooks import placeholder, source
from .render import python_listing

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
    data = output["data"]
    if "text/latex" in data:
        raise CellProblem(number, "a displayed equation in its output", "a link to a checked one")
    if "text/html" in data:
        return f'<div class="cell-output" tabindex="0">{"".join(data["text/html"])}</div>'
    if any(kind.startswith("image/") for kind in data):
        raise CellProblem(
            number, "a picture without a text", 'show.picture(figure, "what it shows")'
        )
    return f'<pre class="cell-output" tabindex="0">{html.escape("".join(data["text/plain"]))}</pre>'


class CellProblem(Problem):
    """What is wrong with a code cell, known only when it ran."""

    def __init__(self, cell: int, wrong: str, expected: str) -> None:
        super().__init__(wrong, expected, "mend the cell")
        self.cell = cell


def failed_cell(notebook: Mapping[str, Any], traceback: str) -> int:
    """The number of the cell that an execution error speaks of: its message quotes the source."""
    numbers = [n for n, c in enumerate(notebook["cells"], start=1) if source(c) in traceback]
    return max(numbers, key=lambda n: len(source(notebook["cells"][n - 1])), default=0)
