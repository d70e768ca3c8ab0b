"""The workbook as a file: its sheets together, with the values that their formulas have."""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from openpyxl import Workbook

from checked_equations.files import write_whole

from .gradient_check import fill_gradient_check
from .layout import TRAINING
from .network import NUDGE, descent, scale
from .overview import fill_learning_rates, fill_start_here
from .sheet import Sheet
from .training import fill_nudged_losses, fill_six_runs, fill_training

_FORMULA_CELL = re.compile(r'(<c r="(?P<cell>\w+)"[^>]*><f>[^<]*</f>)<v ?/?>(?:</v>)?')


def write_workbook(file: Path, example: Mapping[str, float], stamp: str = "") -> None:
    """Write the spreadsheet with the starting values of `example`; the stamp is kept in it.

    Equal sources make equal bytes: the file holds no dates.
    """
    book = Workbook()
    book.remove(book.active)
    book.properties.identifier = stamp
    book.properties.title = "Backpropagation in a spreadsheet that checks itself"
    book.properties.creator = "Backprop, derived and checked"
    titles = ("Start here", TRAINING, "Gradient check", "Learning rates", "Six runs")
    sheets = [Sheet(book, title) for title in (*titles, "Nudged losses")]
    start, training, check, rates, runs, nudges = sheets
    steps = list(descent(example, example["eta"]))
    epsilon = NUDGE / scale(example)
    # A sheet comes after those whose values it shows.
    fill_nudged_losses(nudges, steps, epsilon)
    fill_training(training, nudges, steps, epsilon)
    fill_gradient_check(check, training, nudges, scale(example))
    fill_six_runs(runs, rates, example)
    fill_learning_rates(rates, runs)
    fill_start_here(start, training, example)
    write_whole(file, _saved(book, sheets))


def _saved(book: Workbook, sheets: Iterable[Sheet]) -> bytes:
    """The file as openpyxl makes it, but with the values of formulas and without dates."""
    by_part = {f"xl/worksheets/sheet{n}.xml": sheet for n, sheet in enumerate(sheets, 1)}
    made, fixed = io.BytesIO(), io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in source.namelist():
            text = source.read(name).decode("utf-8")
            if name in by_part:
                text = _with_values(text, by_part[name].values)
            elif name == "docProps/core.xml":
                text = re.sub(r"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>", "", text)
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            target.writestr(entry, text, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


def _with_values(text: str, values: Mapping[str, float]) -> str:
    def cell(found: re.Match[str]) -> str:
        value = values.get(found["cell"])
        return found[1] if value is None else f"{found[1]}<v>{value!r}</v>"

    return _FORMULA_CELL.sub(cell, text)
