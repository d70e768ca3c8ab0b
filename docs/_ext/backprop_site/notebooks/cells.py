"""The code cells of a notebook that has run, as HTML."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from markupsafe import Markup

from checked_equations.equations.errors import Problem
from checked_equations.pages.notebooks import code_cells, placeholder, source
from checked_equations.pages.render import hanging, python_listing
from checked_equations.pages.shown import sign_shown

# One output of a cell as Jupyter's format has it.
Output = Mapping[str, Any]

# What a reader would take for a displayed formula, which nothing has checked.
_DISPLAY = re.compile(r"\$\$|\\\[|\\begin\{|<math\b")
# Formulas and values as pages have them, which nothing sets or computes here.
_RAW = re.compile(r"\$[^$\n]+\$|\{\{|\\(?:[a-zA-Z]+\{|[a-zA-Z]{3}|[\[(])")
# What of HTML nobody sees; drawings come with their texts in comments.
_HIDDEN = re.compile(r"<!--.*?-->|<style\b.*?</style>", re.DOTALL)
# All but the tab and the end of a line: terminals make colours of them, or overwrite a line.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class CellProblem(Problem):
    """What is wrong with a code cell, known only when it has run."""

    def __init__(
        self, cell: int, wrong: str, expected: str, fix: str = "change the cell", line: int = 1
    ) -> None:
        super().__init__(" ".join(wrong.split()), expected, fix)
        self.cell = cell
        self.line = line


def cells_as_html(
    notebook: Mapping[str, Any], outputs: Sequence[Sequence[Output]]
) -> dict[int, Markup]:
    """The HTML of each code cell, by its number. Raises CellProblem."""
    section = Markup('<section class="notebook-cell" data-search-exclude>{}{}</section>')
    return {
        number: section.format(
            python_listing(source(cell)),
            Markup("").join(_output(output, number) for output in _merged(given)),
        )
        for (number, cell), given in zip(code_cells(notebook), outputs, strict=True)
    }


def put_in_place(page: str, cells: Mapping[int, str]) -> str:
    """The page with its code cells instead of their placeholders. Raises CellProblem."""
    parts = []
    for number, cell in cells.items():
        before, found, page = page.partition(placeholder(number))
        if not found:
            raise CellProblem(
                number,
                "the cell is lost on its page",
                "Markdown that leaves the cells that follow it alone",
                "close every tag and comment in the Markdown before this cell",
            )
        parts += [before, cell]
    return "".join([*parts, page])


def _merged(outputs: Sequence[Output]) -> Iterator[Output]:
    """A kernel sends what is printed in pieces whose number depends on the machine's load."""
    for name, group in groupby(outputs, key=lambda output: output.get("name")):
        if name is None:
            yield from group
        else:
            text = "".join("".join(output["text"]) for output in group)
            yield {"output_type": "stream", "name": name, "text": text}


def _output(output: Output, number: int) -> Markup:
    if output["output_type"] == "error":
        wrong = f"{output['ename']}: {output['evalue']}"
        raise CellProblem(number, wrong, "a cell that shows no error")
    if output["output_type"] == "stream":
        if output["name"] != "stdout":
            wrong = f"a warning in its output: {output['text']}"
            raise CellProblem(number, wrong, "a cell that runs without a warning")
        return _text(output["text"], number)
    data = output["data"]
    _check_kinds(set(data), number)
    if "text/html" not in data:
        return _text("".join(data["text/plain"]), number)
    shown = "".join(data["text/html"])
    if _DISPLAY.search(shown):
        raise _displayed(number)
    _check_text(shown, number)
    if sign := sign_shown(shown):
        raise CellProblem(
            number,
            f"the sign {sign} in the HTML of its output, where nothing checks what it says",
            "words and numbers",
            "say it in words, print it as text, or put the formula into a Markdown cell",
        )
    # The HTML of a cell is the site's own, as its Python is.
    return Markup('<div class="cell-output" data-scrolls>{}</div>').format(Markup(shown))


def _text(text: str, number: int) -> Markup:
    pre = Markup('<pre class="cell-output" data-scrolls>{}</pre>')
    escaped = html.escape(text)
    _check_text(escaped, number)
    return pre.format(Markup(hanging(escaped)))


def _check_text(text: str, number: int) -> None:
    """Hold HTML to what an output can show."""
    if found := _CONTROL.search(text):
        raise CellProblem(
            number,
            f"the control character {found[0]!r} in its output",
            "text without colours and carriage returns, which a page would not show",
            "print it without them",
        )
    if found := _RAW.search(html.unescape(_HIDDEN.sub("", text))):
        raise CellProblem(
            number,
            f"raw LaTeX or a value, {found[0][:40]}, in its output",
            "words and numbers",
            "print it without LaTeX and braces, or put the formula into a Markdown cell",
        )


def _check_kinds(kinds: set[str], number: int) -> None:
    """Text and HTML are shown. What else a browser could show, nothing has checked."""
    others = sorted(kinds - {"text/html", "text/plain"})
    if any(kind.startswith("image/") for kind in others):
        raise CellProblem(
            number,
            "a picture without a text",
            "a picture with a text for those who cannot see it",
            'show.picture(axes, "what it shows")',
        )
    if {"text/latex", "text/markdown"} & kinds:
        raise _displayed(number)
    if others:
        wrong = f"an output of the kind {others[0]}"
        raise CellProblem(number, wrong, "text, a table or a picture")


def _displayed(number: int) -> CellProblem:
    return CellProblem(
        number,
        "a displayed equation in its output",
        "only equations that the build has checked",
        "link to the page that has the equation",
    )
