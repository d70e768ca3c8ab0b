"""The spreadsheet as a file; test_workbook_recalculated.py has what it computes."""

import os
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from backprop_site import workbook
from backprop_site.workbook.book import write_workbook
from backprop_site.workbook.network import (
    GRADIENTS,
    INPUT,
    INPUTS,
    NAMES,
    RATE,
    RATES,
    STEPS,
    TARGET,
    TARGETS,
    WEIGHT,
    WEIGHTS,
)
from checked_equations.equations.loading.load import Library
from checked_equations.pages.memo import Memo
from checked_equations.pages.options import Options
from checked_equations.pages.registry import Registry
from snippets import sigmoid_network

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE: dict[str, float] = sigmoid_network.EXAMPLE


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workbook") / "made.xlsx"
    write_workbook(path, EXAMPLE)
    return path


def cells(book: Any, name: str) -> Any:
    ((sheet, address),) = book.defined_names[name].destinations
    return book[sheet][address.replace("$", "")]


def test_verdicts_are_never_stored(made: Path) -> None:
    book = openpyxl.load_workbook(made, data_only=True)
    shown = [c.value for s in book for r in s.iter_rows() for c in r if isinstance(c.value, str)]
    assert "Gradient check" in shown
    assert not [text for text in shown if re.match(r"All \d+|Wrong:|agrees?$|wrong$", text)]


def test_plain_file(made: Path) -> None:
    """No macros, no links to elsewhere, only functions that every spreadsheet program has."""
    with zipfile.ZipFile(made) as archive:
        names = archive.namelist()
        texts = {name: archive.read(name).decode("utf-8") for name in names}
    assert not [n for n in names if re.search(r"vba|macro|externalLink|activeX|ctrlProps", n)]
    assert not [n for n, text in texts.items() if 'TargetMode="External"' in text]
    assert "macroEnabled" not in texts["[Content_Types].xml"]
    book = openpyxl.load_workbook(made)
    formulas = [c.value for s in book for r in s.iter_rows() for c in r if c.data_type == "f"]
    assert set(re.findall(r"\b([A-Z]+)\(", " ".join(formulas))) <= {
        "ABS",
        "COUNTIF",
        "EXP",
        "IF",
        "IFERROR",
        "INDEX",
        "MAX",
        "MIN",
        "SUMPRODUCT",
    }
    assert not [f for f in formulas if "[" in f]
    assert max(map(len, formulas)) < 8192  # what a cell holds


def test_names_headings_and_formulas(made: Path) -> None:
    book = openpyxl.load_workbook(made)
    typed = {"learning_rate": "eta"} | {cell: name for name, cell in NAMES.items()}
    for name, source in typed.items():
        assert cells(book, name).value == EXAMPLE[source]
    others = {"check", "check_step", "nudge", "tolerance", "rounding", "rates", "losses"}
    others |= {"gradients", "differences", "weights", "scale", "epsilon", "noise"}
    assert set(book.defined_names) == set(typed) | others
    for title in ("Training", "Learning rates", "Six runs", "Nudged losses"):
        assert book[title].freeze_panes == "B5"
        assert book[title]["A4"].value == "step"
    for name in ("gradients", "differences"):
        kinds = [[cell.data_type for cell in row] for row in cells(book, name)]
        assert kinds == [["f"] * len(GRADIENTS)] * (STEPS + 1)
    charts = {sheet.title: len(sheet._charts) for sheet in book if sheet._charts}
    assert charts == {"Start here": 1, "Learning rates": 1}


def test_first_gradients_of_six_runs(made: Path) -> None:
    """Each is compared with Training's first difference, as the rounding of its loss allows."""
    sheet = openpyxl.load_workbook(made)["Learning rates"]
    formulas = [cell.value for cell in sheet[3][1 : 1 + len(RATES)]]
    found = [set(re.findall(r"'?(\w[\w ]*)'?!", formula)) for formula in formulas]
    assert found == [{"Training", "Six runs"}] * len(RATES)
    assert all("noise*(1+Training!X5)" in formula for formula in formulas)


def test_what_may_be_typed(made: Path) -> None:
    """Each yellow cell refuses what lies outside of its range, and shows what it is given."""
    book = openpyxl.load_workbook(made)
    ranges = {"learning_rate": RATE, "rates": RATE, "check_step": (0, STEPS)}
    ranges |= {NAMES[name]: INPUT for name in INPUTS}
    ranges |= {NAMES[name]: TARGET for name in TARGETS}
    ranges |= {NAMES[name]: WEIGHT for name in WEIGHTS}
    for name, (low, high) in ranges.items():
        ((sheet, address),) = book.defined_names[name].destinations
        first = address.replace("$", "").split(":")[0]
        (rule,) = [r for r in book[sheet].data_validations.dataValidation if first in r.sqref]
        assert (rule.formula1, rule.formula2) == (str(low), str(high)), name
        assert rule.showErrorMessage
    assert cells(book, "learning_rate").number_format == "0.0#####"


def test_the_page_says_what_may_be_typed() -> None:
    text = " ".join((ROOT / "docs" / "spreadsheet.md").read_text(encoding="utf-8").split())
    limits = (*INPUT, *TARGET, *WEIGHT, RATE[1])
    said = "inputs from {} to {}, targets from {} to {}, weights that start from {} to {}, "
    said += "and learning rates up to {}."
    assert said.format(*limits).replace("-", "−") in text


def test_printing(made: Path) -> None:
    """Landscape, headings and steps on every page."""
    for sheet in openpyxl.load_workbook(made):
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        if sheet.freeze_panes == "B5":
            assert sheet.print_title_rows == "$3:$4"
            assert sheet.print_title_cols == "$A:$A"


def test_same_bytes(made: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.xlsx"
    write_workbook(again, EXAMPLE)
    assert again.read_bytes() == made.read_bytes()
    write_workbook(again, EXAMPLE | {"W3": 0.26})
    assert again.read_bytes() != made.read_bytes()


def sheets(path: Path) -> dict[str, bytes]:
    """The parts of the file without its stamp."""
    with zipfile.ZipFile(path) as parts:
        return {name: parts.read(name) for name in parts.namelist() if name != "docProps/core.xml"}


def test_a_build_writes_it_where_it_is_not_up_to_date(made: Path, tmp_path: Path) -> None:
    model = Library(ROOT, "snippets").load()[0]["sigmoid_network"]
    registry = Registry(Options(tmp_path), {model.name: model}, {}, Memo())
    written = tmp_path / "docs" / "assets" / "backpropagation.xlsx"
    workbook.write(registry)
    assert sheets(written) == sheets(made)
    whole = written.read_bytes()
    os.utime(written, (1, 1))
    workbook.write(registry)
    assert written.stat().st_mtime == 1
    written.write_bytes(whole[:-100])
    workbook.write(registry)
    assert written.read_bytes() == whole
    model.example["W3"] = 0.26
    workbook.write(registry)
    assert cells(openpyxl.load_workbook(written), "start_W3").value == 0.26
    assert list(written.parent.iterdir()) == [written]


def test_a_site_without_its_model_has_none(tmp_path: Path) -> None:
    workbook.write(Registry(Options(tmp_path), {}, {}, Memo()))
    assert list(tmp_path.iterdir()) == []
