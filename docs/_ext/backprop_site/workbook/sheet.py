"""One sheet of the workbook: cells with their looks, names, rules and charts."""

import re
from typing import Any

from openpyxl import Workbook
from openpyxl.chart import LineChart, Reference
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

INK, GREEN, BLUE, ORANGE, GREY = "1F3A5F", "00694D", "0060A0", "A63C00", "55606E"
_YELLOW, _PALE_RED, _PALE_GREEN, _PALE_GREY = "FFF4BF", "F4B6AE", "CDE9DC", "EEF1F5"
_DARK_RED = "7A120B"
_LINES = (BLUE, ORANGE, GREEN, "B0508A", "8A6D00", "333333")
_FRAME = Border(*[Side("thin", "B8C0CC")] * 4)
CENTRE = Alignment("center", "center", wrap_text=True)

# Formats of numbers
SHORT, LONG, FULL = "0.000000", "0.00000000", "0.000000000000"
POWER, RATE_FORMAT = "0.0E+00", "0.0#####"


def font(**style: Any) -> Font:
    """The workbook's font."""
    return Font(name="Calibri", **style)


def _fill(colour: str) -> PatternFill:
    # A conditional format takes its colour from bgColor, a cell from fgColor.
    return PatternFill("solid", fgColor=colour, bgColor=colour)


class Sheet:
    """A sheet, and beside each formula its value as made.

    A program that computes shows its own values. One that only shows a file, such as a mail
    program or Excel's protected view, has these. The verdicts have none: they are always computed.
    """

    def __init__(self, book: Workbook, title: str) -> None:
        self.title = title
        self.values: dict[str, float] = {}
        self.cells: Any = book.create_sheet(title)
        self.cells.sheet_view.showGridLines = False
        self.cells.page_setup.orientation = "landscape"
        self.cells.page_setup.paperSize = self.cells.PAPERSIZE_A4
        self.cells.sheet_properties.pageSetUpPr.fitToPage = True
        self.cells.page_setup.fitToHeight = 0

    # What stands in a cell

    def put(
        self,
        cell: str,
        content: str | float,
        number_format: str = "General",
        value: float | None = None,
    ) -> Any:
        """Fill a cell; `value` is what its formula gives as made."""
        target = self.cells[cell]
        target.value, target.number_format = content, number_format
        if value is not None:
            self.values[cell] = value
        return target

    def copy(self, cell: str, source: "Sheet", there: str, number_format: str) -> Any:
        """Show a cell of another sheet."""
        return self.put(cell, f"='{source.title}'!{there}", number_format, source.values[there])

    def put_bold(self, cell: str, content: str) -> None:
        self.put(cell, content).font = font(bold=True)

    def set_title(self, text: str, below: str) -> None:
        self.put("A1", text).font = font(bold=True, size=15, color=INK)
        self.put("A2", below).font = font(color=GREY)
        self.cells.row_dimensions[1].height = 24

    def heading(self, cell: str, text: str, colour: str = INK) -> None:
        target = self.put(cell, text)
        target.font, target.alignment = font(bold=True, color="FFFFFF"), CENTRE
        target.fill = _fill(colour)

    def setting(self, cell: str, text: str, value: float, name: str, number_format: str) -> None:
        """A yellow cell with a name, and to its left what it is."""
        self.put_yellow(cell, value, number_format).offset(column=-1).value = text
        self.name(name, cell)

    def put_yellow(self, cell: str, value: float, number_format: str) -> Any:
        """A number that a reader may change."""
        target = self.put(cell, value, number_format)
        target.fill, target.border = _fill(_YELLOW), _FRAME
        return target

    def verdict(self, cells: str, formula: str) -> None:
        """A wide cell: green when all is well, red when not, grey before anything is computed."""
        target = self.put(cells.split(":")[0], formula)
        target.font, target.fill = font(bold=True, size=12), _fill(_PALE_GREY)
        target.alignment = Alignment("left", "center", indent=1)
        self.cells.merge_cells(cells)
        self.cells.row_dimensions[target.row].height = 24
        fixed = f"${target.column_letter}${target.row}"
        self._colour(cells, f'LEFT({fixed},4)="All "', _PALE_GREEN, GREEN)
        self.redden(cells, f'LEFT({fixed},6)="Wrong:"')

    # What holds for many cells

    def name(self, name: str, cells: str) -> None:
        """Give cells a name that formulas of all sheets can use."""
        fixed = re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", cells)
        names = self.cells.parent.defined_names
        names[name] = DefinedName(name, attr_text=f"'{self.title}'!{fixed}")

    def numbers_only(self, cells: str, low: int, high: int, kind: str = "decimal") -> None:
        """Refuse what is typed outside of a range."""
        rule = DataValidation(kind, str(low), str(high), error=f"From {low} to {high}, please.")
        rule.operator, rule.showErrorMessage = "between", True
        rule.add(cells)
        self.cells.add_data_validation(rule)

    def redden(self, cells: str, when: str) -> None:
        """Show the cells in red where a condition holds."""
        self._colour(cells, when, _PALE_RED, _DARK_RED)

    def _colour(self, cells: str, when: str, fill: str, ink: str) -> None:
        rule = FormulaRule([when], fill=_fill(fill), font=Font(bold=True, color=ink))
        self.cells.conditional_formatting.add(cells, rule)

    def set_widths(self, *widths: float) -> None:
        for number, width in enumerate(widths, 1):
            self.cells.column_dimensions[get_column_letter(number)].width = width

    def freeze(self, head: int, pages: int = 1) -> None:
        """Keep headings in sight; printed, the table is `pages` wide."""
        self.cells.freeze_panes = f"B{head + 1}"
        self.cells.page_setup.fitToWidth = pages
        self.cells.print_title_rows = f"{head - 1}:{head}"
        self.cells.print_title_cols = "A:A"

    def line_chart(
        self, title: str, columns: tuple[int, int], rows: tuple[int, int], size: tuple[float, float]
    ) -> LineChart:
        """Columns against the step in A; the first of the rows names them."""
        chart = LineChart()
        chart.title, chart.x_axis.title, chart.y_axis.title = title, "step", "E_total"
        chart.x_axis.delete = chart.y_axis.delete = False  # else newer programs hide them
        chart.x_axis.tickLblSkip = chart.x_axis.tickMarkSkip = 5
        chart.x_axis.number_format, chart.y_axis.number_format = "0", "0.00"
        chart.width, chart.height = size
        (left, right), (head, last) = columns, rows
        chart.add_data(Reference(self.cells, left, head, right, last), titles_from_data=True)
        chart.set_categories(Reference(self.cells, 1, head + 1, 1, last))
        for number, series in enumerate(chart.series):
            line = series.graphicalProperties.line
            line.solidFill, line.width = _LINES[number], 22000
            line.dashStyle = ("solid", "dash")[number % 2]  # not told by colour alone
            series.marker.symbol, series.smooth = "none", False
        return chart
