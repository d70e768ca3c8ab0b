"""The spreadsheet: the README's network as live formulas that check themselves."""

import io
import math
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any

from openpyxl import Workbook
from openpyxl.chart import LineChart, Reference
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

STEPS = 46  # the README's sheet trains as long
RATES = (0.1, 0.2, 0.5, 0.8, 1.0, 2.0)

INPUTS = ("i1", "i2")
TARGETS = ("t1", "t2")
WEIGHTS = tuple(f"W{n}" for n in range(1, 9))
GRADIENTS = tuple(f"dE_d{weight}" for weight in WEIGHTS)
DIFFERENCES = tuple(f"difference_{weight}" for weight in WEIGHTS)

# Every formula of the network once, in the README's names; `_filled` puts cells in their place.
# A spreadsheet reads -x^2 as (-x)^2: no minus stands before a power. Its EXP overflows above 709.
HIDDEN = {
    "h1": "W1*i1+W2*i2",
    "h2": "W3*i1+W4*i2",
    "a_h1": "1/(1+EXP(MIN(700,-h1)))",
    "a_h2": "1/(1+EXP(MIN(700,-h2)))",
}
OUTPUT = {
    "o1": "W5*a_h1+W6*a_h2",
    "o2": "W7*a_h1+W8*a_h2",
    "a_o1": "1/(1+EXP(MIN(700,-o1)))",
    "a_o2": "1/(1+EXP(MIN(700,-o2)))",
}
ERRORS = {
    "E1": "(t1-a_o1)^2/2",
    "E2": "(t2-a_o2)^2/2",
    "E_total": "E1+E2",
}
FORWARD = HIDDEN | OUTPUT | ERRORS
_TO_HIDDEN_1 = "((a_o1-t1)*a_o1*(1-a_o1)*W5+(a_o2-t2)*a_o2*(1-a_o2)*W7)*a_h1*(1-a_h1)"
_TO_HIDDEN_2 = "((a_o1-t1)*a_o1*(1-a_o1)*W6+(a_o2-t2)*a_o2*(1-a_o2)*W8)*a_h2*(1-a_h2)"
BACKWARD = {
    "dE_dW1": f"{_TO_HIDDEN_1}*i1",
    "dE_dW2": f"{_TO_HIDDEN_1}*i2",
    "dE_dW3": f"{_TO_HIDDEN_2}*i1",
    "dE_dW4": f"{_TO_HIDDEN_2}*i2",
    "dE_dW5": "(a_o1-t1)*a_o1*(1-a_o1)*a_h1",
    "dE_dW6": "(a_o1-t1)*a_o1*(1-a_o1)*a_h2",
    "dE_dW7": "(a_o2-t2)*a_o2*(1-a_o2)*a_h1",
    "dE_dW8": "(a_o2-t2)*a_o2*(1-a_o2)*a_h2",
}

# The workbook's names for what is typed in: W1 and i1 would be addresses of cells.
NAMES = {
    "i1": "input_1",
    "i2": "input_2",
    "t1": "target_1",
    "t2": "target_2",
    **{weight: f"start_{weight}" for weight in WEIGHTS},
}

# What may be typed into the yellow cells.
RATE, INPUT, TARGET, WEIGHT = (0, 1000), (-100, 100), (0, 1), (-10, 10)

# A central difference at the nudge divided by the largest input is off by less than the tolerance
# times the gradient, plus the rounding times the largest input and 1 + E_total. Tried on random
# networks within these ranges, also while they train: the worst is a quarter of what is allowed.
_NUDGE, _TOLERANCE, _ROUNDING = 1e-5, 1e-6, 5e-11

_INK, _GREEN, _BLUE, _ORANGE, _GREY = "1F3A5F", "00694D", "0060A0", "A63C00", "55606E"
_YELLOW, _PALE_RED, _PALE_GREEN, _PALE_GREY = "FFF4BF", "F4B6AE", "CDE9DC", "EEF1F5"
_DARK_RED = "7A120B"
_LINES = (_BLUE, _ORANGE, _GREEN, "B0508A", "8A6D00", "333333")
_FRAME = Border(*[Side("thin", "B8C0CC")] * 4)
_CENTRE = Alignment("center", "center", wrap_text=True)

# The columns of a run, in groups: heading, colour, names.
_Groups = Sequence[tuple[str, str, Sequence[str]]]
_RUN: _Groups = (
    ("inputs", _INK, INPUTS),
    ("targets", _INK, TARGETS),
    ("weights", _INK, WEIGHTS),
    ("hidden layer", _GREEN, tuple(HIDDEN)),
    ("output layer", _BLUE, tuple(OUTPUT)),
    ("errors", _ORANGE, tuple(ERRORS)),
    ("gradients", _INK, GRADIENTS),
)
_CHECKED_RUN: _Groups = (
    *_RUN,
    ("their central differences", _GREY, DIFFERENCES),
    ("in one", _GREY, ("again_E_total",)),
)

_HEAD, _FIRST = 4, 5  # the row of the headings, and of step 0
_LAST = _FIRST + STEPS
_SHORT, _LONG, _POWER, _RATE = "0.000000", "0.00000000", "0.0E+00", "0.0#####"

ALL_WELL = (
    f"All {8 * (STEPS + 1)} gradients, {STEPS + 1} losses and {8 * STEPS} updates "
    "agree with a second calculation"
)
# What the verdict names beside the gradients.
OTHERS = ("E_total", "updates", "given")

_FORMULA_CELL = re.compile(r'(<c r="(?P<cell>\w+)"[^>]*><f>[^<]*</f>)<v ?/?>(?:</v>)?')


def write_workbook(path: Path, example: Mapping[str, float], stamp: str = "") -> None:
    """Write the spreadsheet with the starting values of `example`; the stamp is kept in it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_Book(example).data(stamp))


def label(name: str) -> str:
    """How a name is written in a heading: `dE_dW1` as ∂E/∂W1."""
    return re.sub(r"^(dE_d|difference_)", "∂E/∂", name).removeprefix("again_")


def columns(groups: _Groups) -> dict[str, str]:
    """The letter of each name's column in a run; the step stands in A."""
    names = [name for _, _, group in groups for name in group]
    return {name: get_column_letter(number) for number, name in enumerate(names, 2)}


AT = columns(_CHECKED_RUN)


def _filled(formula: str, cells: Mapping[str, str]) -> str:
    """A formula with cells in place of names."""
    return re.sub(r"\b[A-Za-z]\w*", lambda found: cells.get(found[0], found[0]), formula)


def _in_one(name: str) -> str:
    """The whole forward pass up to `name` as one formula of inputs, targets and weights."""
    parts = set(re.findall(r"\w+", FORWARD[name])) & set(FORWARD)
    return _filled(FORWARD[name], {part: f"({_in_one(part)})" for part in parts})


@cache
def _code(formula: str) -> CodeType:
    return compile(formula.replace("^", "**"), "formula", "eval")


def _computed(formulas: Mapping[str, str], given: Mapping[str, float]) -> dict[str, float]:
    """The given values, and those of the formulas in their order."""
    values = dict(given)
    for name, formula in formulas.items():
        values[name] = eval(_code(formula), {"EXP": math.exp, "MIN": min}, values)
    return values


def _descent(example: Mapping[str, float], rate: float) -> Iterator[dict[str, float]]:
    """All values of a run, step by step."""
    given = {name: example[name] for name in NAMES}
    for _ in range(STEPS + 1):
        values = _computed(FORWARD | BACKWARD, given)
        yield values
        given |= {w: given[w] - rate * values[f"dE_d{w}"] for w in WEIGHTS}


def _nudged(number: int) -> tuple[str, str]:
    """The columns of Nudged losses with the weight up and down."""
    return get_column_letter(2 + 2 * number), get_column_letter(3 + 2 * number)


def _top(number: int) -> int:
    """The first row of one of the six runs."""
    return _FIRST + number * (STEPS + 2)


def _differ(gradient: str, difference: str, loss: str) -> str:
    """The condition under which a gradient and its central difference disagree."""
    return f"ABS({gradient}-{difference})>tolerance*ABS({difference})+noise*(1+{loss})"


def _losses_differ(loss: str, again: str) -> str:
    """The same for a loss and the one that a single formula gives."""
    return f"ABS({loss}-{again})>1E-12*ABS({again})+1E-15"


def _moved_wrongly(after: str, weight: str, gradient: str) -> str:
    """The condition under which a weight is not where its gradient should have moved it."""
    move = f"learning_rate*{gradient}"
    return f"ABS({after}-({weight}-{move}))>1E-12*(ABS({weight})+ABS({move}))"


def _block(names: Sequence[str], first: int = _FIRST, last: int = _LAST) -> str:
    """The cells of these columns on Training."""
    return f"Training!{AT[names[0]]}{first}:{AT[names[-1]]}{last}"


def _font(**style: Any) -> Font:
    return Font(name="Calibri", **style)


def _fill(colour: str) -> PatternFill:
    # A conditional format takes its colour from bgColor, a cell from fgColor.
    return PatternFill("solid", fgColor=colour, bgColor=colour)


class _Book:
    """The workbook, and beside each formula its value as made.

    A program that computes shows its own values. One that only shows a file, such as a mail
    program or Excel's protected view, has these. The verdicts have none: they are always computed.
    """

    def __init__(self, example: Mapping[str, float]) -> None:
        self.example = example
        self.steps = list(_descent(example, example["eta"]))
        self.scale = max(1.0, *(abs(example[name]) for name in INPUTS))
        self.epsilon = _NUDGE / self.scale
        self.values: dict[tuple[str, str], float] = {}
        self.book = Workbook()
        self.book.remove(self.book.active)
        self.start = self._sheet("Start here")
        self.training = self._sheet("Training")
        self.check = self._sheet("Gradient check")
        self.rates = self._sheet("Learning rates")
        self.runs = self._sheet("Six runs")
        self.nudges = self._sheet("Nudged losses")
        self._nudged_losses()
        self._training()
        self._gradient_check()
        self._six_runs()
        self._learning_rates()
        self._start_here()

    def data(self, stamp: str) -> bytes:
        """The file, which depends on nothing but its sources: it holds no dates."""
        self.book.properties.identifier = stamp
        self.book.properties.title = "Backpropagation in a spreadsheet that checks itself"
        self.book.properties.creator = "Backprop, derived and checked"
        made, fixed = io.BytesIO(), io.BytesIO()
        self.book.save(made)
        titles = {f"xl/worksheets/sheet{n}.xml": s.title for n, s in enumerate(self.book, 1)}
        with zipfile.ZipFile(made) as source, zipfile.ZipFile(fixed, "w") as target:
            for name in source.namelist():
                text = source.read(name).decode("utf-8")
                if name in titles:
                    text = self._with_values(titles[name], text)
                elif name == "docProps/core.xml":
                    text = re.sub(r"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>", "", text)
                entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                target.writestr(entry, text, zipfile.ZIP_DEFLATED)
        return fixed.getvalue()

    def _with_values(self, sheet: str, text: str) -> str:
        def cell(found: re.Match[str]) -> str:
            value = self.values.get((sheet, found["cell"]))
            return found[1] if value is None else f"{found[1]}<v>{value!r}</v>"

        return _FORMULA_CELL.sub(cell, text)

    # The sheets

    def _start_here(self) -> None:
        sheet = self.start
        self._title(
            sheet,
            "Backpropagation in a spreadsheet that checks itself",
            "The network of the README 'Backpropagation through Excel': two inputs, two hidden "
            "units, two outputs, sigmoids, no biases.",
        )
        self._widths(sheet, 26, 14, 3, 26, 14)
        self._verdict(sheet, "A4:E4", "=check")
        self._put(sheet, "A6", "Change any yellow cell").font = _font(bold=True)
        self._setting(sheet, "B7", "learning rate η", self.example["eta"], "learning_rate", _RATE)
        for row, name in enumerate((*INPUTS, *TARGETS), 8):
            text = f"{'input' if name in INPUTS else 'target'} {name}"
            self._setting(sheet, f"B{row}", text, self.example[name], NAMES[name], "0.00####")
        for row, name in enumerate(WEIGHTS, 7):
            text = f"weight {name} at the start"
            self._setting(sheet, f"E{row}", text, self.example[name], NAMES[name], "0.00####")
        for cells, (low, high) in (
            *(("B7", RATE), ("B8:B9", INPUT)),
            *(("B10:B11", TARGET), ("E7:E14", WEIGHT)),
        ):
            self._numbers_only(sheet, cells, low, high)
        for row, text, step in ((13, "loss at the start", 0), (14, f"after {STEPS} steps", STEPS)):
            self._put(sheet, f"A{row}", text)
            self._copy(sheet, f"B{row}", self.training, f"{AT['E_total']}{_FIRST + step}", _LONG)
            sheet[f"B{row}"].font = _font(bold=True)
        for row, (head, text) in enumerate(_explanation(), 17):
            self._put(sheet, f"A{row}", head).font = _font(bold=True)
            self._put(sheet, f"B{row}", text)
            sheet.merge_cells(f"B{row}:L{row}")
            for cell in (f"A{row}", f"B{row}"):
                sheet[cell].alignment = Alignment(vertical="top", wrap_text=True)
            sheet.row_dimensions[row].height = 18 * (1 + len(text) // 120)
        column = list(AT).index("E_total") + 2
        chart = self._chart(self.training, "Loss", column, column, (15, 6.8))
        chart.legend = None
        sheet.add_chart(chart, "G4")

    def _training(self) -> None:
        sheet = self.training
        self._title(sheet, "Training", "One row a step. To test the check, spoil a gradient.")
        for first, last in (("W1", "W8"), (GRADIENTS[0], GRADIENTS[-1])):
            self._verdict(sheet, f"{AT[first]}1:{AT[last]}1", "=check")
        self._run_headings(sheet, _CHECKED_RUN)
        self._run(sheet, _FIRST, "learning_rate", self.steps)
        for number, name in enumerate(DIFFERENCES):
            for row in range(_FIRST, _LAST + 1):
                up, down = (f"{letter}{row}" for letter in _nudged(number))
                title = self.nudges.title
                rise = self.values[title, up] - self.values[title, down]
                formula = f"=('{title}'!{up}-'{title}'!{down})/(2*epsilon)"
                self._put(sheet, f"{AT[name]}{row}", formula, _LONG, rise / (2 * self.epsilon))
        for row, values in enumerate(self.steps, _FIRST):
            cells = {name: f"{AT[name]}{row}" for name in NAMES}
            formula = f"={_filled(_in_one('E_total'), cells)}"
            self._put(sheet, f"{AT['again_E_total']}{row}", formula, _LONG, values["E_total"])
        names = {"gradients": GRADIENTS, "differences": DIFFERENCES, "losses": ("E_total",)}
        for name, group in (names | {"weights": WEIGHTS}).items():
            self._name(name, sheet, _block(group).partition("!")[2])
        self._colour_what_is_wrong(sheet)
        self._table(sheet, pages=4)

    def _colour_what_is_wrong(self, sheet: Any) -> None:
        gradient, difference = f"{AT[GRADIENTS[0]]}{_FIRST}", f"{AT[DIFFERENCES[0]]}{_FIRST}"
        loss, again = f"${AT['E_total']}{_FIRST}", f"{AT['again_E_total']}{_FIRST}"
        after, weight = f"{AT['W1']}{_FIRST + 1}", f"{AT['W1']}{_FIRST}"
        for cells, wrong in (
            (_block(GRADIENTS), _differ(gradient, difference, loss)),
            (_block(("E_total",)), _losses_differ(loss, again)),
            (_block(WEIGHTS, _FIRST + 1), _moved_wrongly(after, weight, gradient)),
        ):
            place = cells.partition("!")[2]
            self._colour(sheet, place, f"IFERROR({wrong},TRUE)", _PALE_RED, _DARK_RED)

    def _gradient_check(self) -> None:
        sheet, first, last = self.check, 12, 12 + 8 + len(OTHERS) - 1
        self._title(
            sheet,
            "Gradient check",
            "Nudge one weight up and down and run the network forward both times: the rise of the "
            "loss, divided by the rise of the weight, is the gradient. No derivation is needed.",
        )
        named = [*map(label, GRADIENTS), *OTHERS]
        wrong = [f'IF(H{row}=0,""," {name}")' for row, name in enumerate(named, first)]
        all_well = f"COUNTIF(H{first}:H{last},0)={len(named)}"
        verdict = f'IF({all_well},"{ALL_WELL}","Wrong:"&{"&".join(wrong)})'
        self._verdict(sheet, "A4:H4", f"={verdict}")
        self._name("check", sheet, "A4")
        self._setting(sheet, "B6", "step to look at", 0, "check_step", "0")
        self._setting(sheet, "B7", "nudge ε", _NUDGE, "nudge", _POWER)
        self._setting(sheet, "B8", "tolerance, relative", _TOLERANCE, "tolerance", _POWER)
        self._setting(sheet, "B9", "and for rounding", _ROUNDING, "rounding", _POWER)
        largest = "MAX(1,ABS(input_1),ABS(input_2))"
        for row, name, text, formula, value, number_format in (
            (6, "scale", "largest input, or 1", largest, self.scale, "0.0##"),
            (7, "epsilon", "ε for these inputs", "nudge/scale", self.epsilon, _POWER),
            (9, "noise", "rounding for these", "rounding*scale", _ROUNDING * self.scale, _POWER),
        ):
            self._put(sheet, f"D{row}", text)
            self._put(sheet, f"E{row}", f"={formula}", number_format, value)
            self._name(name, sheet, f"E{row}")
        self._numbers_only(sheet, "B6", 0, STEPS, "whole")
        self._numbers_only(sheet, "B7:B9", 0, 1)
        self._widths(sheet, *[20] * 8)
        headings = (
            "gradient",
            "by its formula",
            "loss at W + ε",
            "loss at W − ε",
            "central difference",
            "they differ by",
            "at this step",
            f"wrong at how many of all {STEPS + 1} steps",
        )
        for letter, text in zip("ABCDEFGH", headings, strict=True):
            self._heading(sheet, f"{letter}{first - 1}", text)
        sheet.row_dimensions[first - 1].height = 32
        for number, row in enumerate(range(first, first + 8)):
            gradient, difference = AT[GRADIENTS[number]], AT[DIFFERENCES[number]]
            up, down = _nudged(number)
            self._put(sheet, f"A{row}", label(GRADIENTS[number])).font = _font(bold=True)
            for letter, source, column in (
                ("B", self.training, gradient),
                ("C", self.nudges, up),
                ("D", self.nudges, down),
                ("E", self.training, difference),
            ):
                cells = f"'{source.title}'!{column}{_FIRST}:{column}{_LAST}"
                value = self.values[source.title, f"{column}{_FIRST}"]
                formula = f"=INDEX({cells},check_step+1)"
                self._put(sheet, f"{letter}{row}", formula, "0.000000000000", value)
            value = self.values[sheet.title, f"B{row}"] - self.values[sheet.title, f"E{row}"]
            self._put(sheet, f"F{row}", f"=B{row}-E{row}", _POWER, value)
            here = _differ(f"B{row}", f"E{row}", f"B{first + 8}")
            self._put(sheet, f"G{row}", f'=IFERROR(IF({here},"wrong","agrees"),"error")')
            ours, theirs = _block((GRADIENTS[number],)), _block((DIFFERENCES[number],))
            self._count(sheet, row, _differ(ours, theirs, _block(("E_total",))))
        self._other_checks(sheet, first + 8)
        for row in range(first, last + 1):
            for letter in "AGH":
                sheet[f"{letter}{row}"].alignment = _CENTRE
        self._colour(sheet, f"G{first}:G{first + 8}", f'G{first}<>"agrees"', _PALE_RED, _DARK_RED)
        self._colour(sheet, f"H{first}:H{last}", f"H{first}<>0", _PALE_RED, _DARK_RED)
        sheet.freeze_panes = f"B{first}"

    def _other_checks(self, sheet: Any, row: int) -> None:
        """The losses against one formula each, the updates, and what is given, in three rows."""
        for number, name in enumerate(OTHERS):
            self._put(sheet, f"A{row + number}", name).font = _font(bold=True)
        for letter, name in (("B", "E_total"), ("E", "again_E_total")):
            value = self.values[self.training.title, f"{AT[name]}{_FIRST}"]
            formula = f"=INDEX({_block((name,))},check_step+1)"
            self._put(sheet, f"{letter}{row}", formula, "0.000000000000", value)
        self._put(sheet, f"F{row}", f"=B{row}-E{row}", _POWER, 0.0)
        here = _losses_differ(f"B{row}", f"E{row}")
        self._put(sheet, f"G{row}", f'=IFERROR(IF({here},"wrong","agrees"),"error")')
        self._count(sheet, row, _losses_differ(_block(("E_total",)), _block(("again_E_total",))))
        self._put(sheet, f"B{row + 1}", "each weight: the one above − η · its gradient")
        before, after = (_FIRST, _LAST - 1), (_FIRST + 1, _LAST)
        moves = (_block(WEIGHTS, *after), _block(WEIGHTS, *before), _block(GRADIENTS, *before))
        self._count(sheet, row + 1, _moved_wrongly(*moves))
        self._put(sheet, f"B{row + 2}", "inputs, targets and first weights: as on Start here")
        unlike = [f"({_block((name,))}<>{NAMES[name]})" for name in (*INPUTS, *TARGETS)]
        first = [f"({_block((name,), last=_FIRST)}<>{NAMES[name]})" for name in WEIGHTS]
        self._count(sheet, row + 2, "+".join(unlike), "+".join(first))

    def _count(self, sheet: Any, row: int, *conditions: str) -> None:
        """In how many places a condition holds."""
        count = "+".join(f"SUMPRODUCT(--({condition}))" for condition in conditions)
        self._put(sheet, f"H{row}", f'=IFERROR({count},"error")', "0")

    def _learning_rates(self) -> None:
        sheet = self.rates
        self._title(
            sheet,
            "Learning rates",
            "The loss after each step, for six learning rates from the same start. "
            "Write other rates into the yellow cells.",
        )
        self._widths(sheet, 15, *[12] * len(RATES))
        self._put(sheet, "A3", "first gradients")
        self._steps(sheet, _FIRST)
        theirs = _block(DIFFERENCES, last=_FIRST)
        loss = f"Training!{AT['E_total']}{_FIRST}"
        for number, rate in enumerate(RATES):
            letter, top = get_column_letter(2 + number), _top(number)
            self._yellow(self._put(sheet, f"{letter}{_HEAD}", rate, f'"η = "{_RATE}'))
            ours = f"'{self.runs.title}'!{AT[GRADIENTS[0]]}{top}:{AT[GRADIENTS[-1]]}{top}"
            wrong = f"SUMPRODUCT(--({_differ(ours, theirs, loss)}))"
            self._put(sheet, f"{letter}3", f'=IFERROR(IF({wrong}=0,"agree","wrong"),"error")')
            for row in (3, _HEAD):
                sheet[f"{letter}{row}"].alignment = _CENTRE
            for step in range(STEPS + 1):
                loss = f"{AT['E_total']}{top + step}"
                self._copy(sheet, f"{letter}{_FIRST + step}", self.runs, loss, _LONG)
        last = get_column_letter(1 + len(RATES))
        self._colour(sheet, f"B3:{last}3", 'B3<>"agree"', _PALE_RED, _DARK_RED)
        self._numbers_only(sheet, f"B{_HEAD}:{last}{_HEAD}", *RATE)
        self._name("rates", sheet, f"B{_HEAD}:{last}{_HEAD}")
        chart = self._chart(sheet, "Loss at six learning rates", 2, 1 + len(RATES), (20, 11))
        sheet.add_chart(chart, "I4")
        self._table(sheet)

    def _six_runs(self) -> None:
        sheet = self.runs
        text = "Workings of Learning rates: the formulas of Training, once for each rate."
        self._title(sheet, "Six runs", text)
        self._run_headings(sheet, _RUN)
        for number, rate in enumerate(RATES):
            cell = f"'{self.rates.title}'!{get_column_letter(2 + number)}${_HEAD}"
            self._run(sheet, _top(number), cell, list(_descent(self.example, rate)))
        self._table(sheet, pages=3)

    def _nudged_losses(self) -> None:
        sheet, loss = self.nudges, _in_one("E_total")
        self._title(
            sheet,
            "Nudged losses",
            "Workings of the gradient check. Each cell is a whole forward pass from the inputs, "
            "targets and weights of its step on Training, with one weight nudged.",
        )
        self._steps(sheet, _FIRST)
        for number, weight in enumerate(WEIGHTS):
            epsilons = (self.epsilon, -self.epsilon)
            for letter, sign, by in zip(_nudged(number), "+-", epsilons, strict=True):
                self._heading(sheet, f"{letter}{_HEAD}", f"{weight} {sign} ε", _ORANGE)
                sheet.column_dimensions[letter].width = 13
                for row, values in enumerate(self.steps, _FIRST):
                    cells = {name: f"Training!{AT[name]}{row}" for name in NAMES}
                    cells[weight] = f"({cells[weight]}{sign}epsilon)"
                    given = {name: values[name] for name in NAMES}
                    given[weight] += by
                    value = _computed(FORWARD, given)["E_total"]
                    formula = f"={_filled(loss, cells)}"
                    self._put(sheet, f"{letter}{row}", formula, "0.0000000000", value)
        self._table(sheet)

    # Their parts

    def _sheet(self, title: str) -> Any:
        sheet = self.book.create_sheet(title)
        sheet.sheet_view.showGridLines = False
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_setup.fitToHeight = 0
        return sheet

    def _table(self, sheet: Any, pages: int = 1) -> None:
        """Headings stay in sight; printed, the table is `pages` wide."""
        sheet.freeze_panes = f"B{_FIRST}"
        sheet.page_setup.fitToWidth = pages
        sheet.print_title_rows = f"{_HEAD - 1}:{_HEAD}"
        sheet.print_title_cols = "A:A"

    def _put(
        self,
        sheet: Any,
        cell: str,
        content: str | float,
        number_format: str = "General",
        value: float | None = None,
    ) -> Any:
        """Fill a cell; `value` is what its formula gives as made."""
        target = sheet[cell]
        target.value, target.number_format = content, number_format
        if value is not None:
            self.values[sheet.title, cell] = value
        return target

    def _copy(self, sheet: Any, cell: str, source: Any, there: str, number_format: str) -> None:
        value = self.values[source.title, there]
        self._put(sheet, cell, f"='{source.title}'!{there}", number_format, value)

    def _name(self, name: str, sheet: Any, cells: str) -> None:
        fixed = re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", cells)
        self.book.defined_names[name] = DefinedName(name, attr_text=f"'{sheet.title}'!{fixed}")

    def _setting(
        self, sheet: Any, cell: str, text: str, value: float, name: str, number_format: str
    ) -> None:
        """A yellow cell with a name, and to its left what it is."""
        target = self._put(sheet, cell, value, number_format)
        self._yellow(target)
        target.offset(column=-1).value = text
        self._name(name, sheet, cell)

    def _yellow(self, cell: Any) -> None:
        cell.fill, cell.border = _fill(_YELLOW), _FRAME

    def _numbers_only(
        self, sheet: Any, cells: str, low: int, high: int, kind: str = "decimal"
    ) -> None:
        rule = DataValidation(kind, str(low), str(high), error=f"From {low} to {high}, please.")
        rule.operator, rule.showErrorMessage = "between", True
        rule.add(cells)
        sheet.add_data_validation(rule)

    def _title(self, sheet: Any, text: str, below: str) -> None:
        self._put(sheet, "A1", text).font = _font(bold=True, size=15, color=_INK)
        self._put(sheet, "A2", below).font = _font(color=_GREY)
        sheet.row_dimensions[1].height = 24

    def _widths(self, sheet: Any, *widths: float) -> None:
        for number, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(number)].width = width

    def _heading(self, sheet: Any, cell: str, text: str, colour: str = _INK) -> None:
        target = self._put(sheet, cell, text)
        target.font, target.alignment = _font(bold=True, color="FFFFFF"), _CENTRE
        target.fill = _fill(colour)

    def _verdict(self, sheet: Any, cells: str, formula: str) -> None:
        """A wide cell: green when all is well, red when not, grey before anything is computed."""
        first = cells.split(":")[0]
        target = self._put(sheet, first, formula)
        target.font, target.fill = _font(bold=True, size=12), _fill(_PALE_GREY)
        target.alignment = Alignment("left", "center", indent=1)
        sheet.merge_cells(cells)
        sheet.row_dimensions[target.row].height = 24
        fixed = f"${target.column_letter}${target.row}"
        self._colour(sheet, cells, f'LEFT({fixed},4)="All "', _PALE_GREEN, _GREEN)
        self._colour(sheet, cells, f'LEFT({fixed},6)="Wrong:"', _PALE_RED, _DARK_RED)

    def _colour(self, sheet: Any, cells: str, when: str, fill: str, ink: str) -> None:
        rule = FormulaRule([when], fill=_fill(fill), font=Font(bold=True, color=ink))
        sheet.conditional_formatting.add(cells, rule)

    def _steps(self, sheet: Any, first: int) -> None:
        """The column of step numbers, under its heading."""
        self._heading(sheet, f"A{_HEAD}", "step")
        for step in range(STEPS + 1):
            self._put(sheet, f"A{first + step}", step, "0").alignment = _CENTRE

    def _run_headings(self, sheet: Any, groups: _Groups) -> None:
        for title, colour, names in groups:
            first, last = AT[names[0]], AT[names[-1]]
            self._heading(sheet, f"{first}{_HEAD - 1}", title, colour)
            sheet.merge_cells(f"{first}{_HEAD - 1}:{last}{_HEAD - 1}")
            for name in names:
                self._heading(sheet, f"{AT[name]}{_HEAD}", label(name), colour)
                sheet.column_dimensions[AT[name]].width = 12.5

    def _run(self, sheet: Any, first: int, rate: str, steps: Iterable[Mapping[str, float]]) -> None:
        """One row a step: inputs and targets by name, weights from the row above."""
        self._steps(sheet, first)
        for row, values in enumerate(steps, first):
            cells = {name: f"{letter}{row}" for name, letter in columns(_RUN).items()}
            for name, cell in cells.items():
                number_format = _LONG if name in ERRORS or name in BACKWARD else _SHORT
                if name in FORWARD or name in BACKWARD:
                    formula = _filled((FORWARD | BACKWARD)[name], cells)
                elif name in WEIGHTS and row > first:
                    formula = f"{AT[name]}{row - 1}-{rate}*{AT[f'dE_d{name}']}{row - 1}"
                else:
                    formula = NAMES[name]
                self._put(sheet, cell, f"={formula}", number_format, values[name])

    def _chart(
        self, source: Any, title: str, first: int, last: int, size: tuple[float, float]
    ) -> LineChart:
        """The columns `first` to `last` against the step, named by their headings."""
        chart = LineChart()
        chart.title, chart.x_axis.title, chart.y_axis.title = title, "step", "E_total"
        chart.x_axis.delete = chart.y_axis.delete = False  # else newer programs hide them
        chart.x_axis.tickLblSkip = chart.x_axis.tickMarkSkip = 5
        chart.x_axis.number_format, chart.y_axis.number_format = "0", "0.00"
        chart.width, chart.height = size
        data = Reference(source, min_col=first, max_col=last, min_row=_HEAD, max_row=_LAST)
        chart.add_data(data, titles_from_data=True)
        chart.set_categories(Reference(source, min_col=1, min_row=_FIRST, max_row=_LAST))
        for number, series in enumerate(chart.series):
            line = series.graphicalProperties.line
            line.solidFill, line.width = _LINES[number], 22000
            line.dashStyle = ("solid", "dash")[number % 2]  # not told by colour alone
            series.marker.symbol, series.smooth = "none", False
        return chart


def _explanation() -> Iterator[tuple[str, str]]:
    """The text of the first sheet."""
    spoilt, right, slip = (f"{AT[name]}{_FIRST}" for name in ("dE_dW3", "a_h2", "a_h1"))
    yield (
        "Training",
        f"The network, one row a step: step 0 is the start, and {STEPS} steps of gradient descent "
        "follow. Each weight is the one above, minus the learning rate times the gradient above. "
        "On the right stands the central difference of each gradient.",
    )
    yield (
        "Gradient check",
        "The same comparison for one step of your choice, with the nudged losses that it is made "
        "of. Below it, the other checks: each loss against one formula of inputs and weights, "
        "each update, and what is given. The check cell speaks for all steps.",
    )
    yield "Learning rates", "The losses of six learning rates side by side, and their chart."
    yield "Six runs, Nudged losses", "The workings of these sheets. Nothing needs changing there."
    yield (
        "Why a check",
        "A network with a wrong gradient usually trains all the same: its loss falls, and nobody "
        "looks. The central difference needs no derivation, so it cannot repeat the mistake.",
    )
    yield (
        "Try it",
        f"In {spoilt} of Training, the gradient of W3, write {slip}*(1-{slip}) where "
        f"{right}*(1-{right}) stands: a common slip. The loss hardly moves, but the check cell "
        "turns red and names the gradient. Undo, and it is green again.",
    )
    yield (
        "Its limits",
        "Of the six runs only the first gradients are checked. A slip of 0.026 % in a gradient "
        "below a quarter of a millionth drowns in rounding; large inputs raise this limit in "
        f"proportion. The check is made for inputs from {INPUT[0]} to {INPUT[1]}, targets from "
        f"{TARGET[0]} to {TARGET[1]}, weights from {WEIGHT[0]} to {WEIGHT[1]}.",
    )
