"""The sheets for a reader: Start here and Learning rates, each with its chart."""

from collections.abc import Iterator, Mapping

from openpyxl.styles import Alignment

from .layout import AT, FIRST, HEAD, LAST, TRAINING, differ, on_training, rate_column, top
from .network import (
    DIFFERENCES,
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
from .sheet import CENTRE, LONG, RATE_FORMAT, Sheet, font
from .training import put_steps


def fill_start_here(sheet: Sheet, training: Sheet, example: Mapping[str, float]) -> None:
    """The verdict, what may be changed, the loss, and what the other sheets are for."""
    sheet.set_title(
        "Backpropagation in a spreadsheet that checks itself",
        "The network of the README 'Backpropagation through Excel': two inputs, two hidden "
        "units, two outputs, sigmoids, no biases.",
    )
    sheet.set_widths(26, 14, 3, 26, 14)
    sheet.verdict("A4:E4", "=check")
    sheet.put_bold("A6", "Change any yellow cell")
    sheet.setting("B7", "learning rate η", example["eta"], "learning_rate", RATE_FORMAT)
    for row, name in enumerate((*INPUTS, *TARGETS), 8):
        text = f"{'input' if name in INPUTS else 'target'} {name}"
        sheet.setting(f"B{row}", text, example[name], NAMES[name], "0.00####")
    for row, name in enumerate(WEIGHTS, 7):
        text = f"weight {name} at the start"
        sheet.setting(f"E{row}", text, example[name], NAMES[name], "0.00####")
    sheet.numbers_only("B7", *RATE)
    sheet.numbers_only("B8:B9", *INPUT)
    sheet.numbers_only("B10:B11", *TARGET)
    sheet.numbers_only("E7:E14", *WEIGHT)
    for row, text, step in ((13, "loss at the start", 0), (14, f"after {STEPS} steps", STEPS)):
        sheet.put(f"A{row}", text)
        loss = sheet.copy(f"B{row}", training, f"{AT['E_total']}{FIRST + step}", LONG)
        loss.font = font(bold=True)
    for row, (head, text) in enumerate(_explanation(), 17):
        sheet.put_bold(f"A{row}", head)
        sheet.put(f"B{row}", text)
        sheet.cells.merge_cells(f"B{row}:L{row}")
        for cell in (f"A{row}", f"B{row}"):
            sheet.cells[cell].alignment = Alignment(vertical="top", wrap_text=True)
        sheet.cells.row_dimensions[row].height = 18 * (1 + len(text) // 120)
    column = list(AT).index("E_total") + 2
    chart = training.line_chart("Loss", (column, column), (HEAD, LAST), (15, 6.8))
    chart.legend = None
    sheet.cells.add_chart(chart, "G4")


def fill_learning_rates(sheet: Sheet, runs: Sheet) -> None:
    """The losses of the six runs side by side, and whether their first gradients are right."""
    sheet.set_title(
        "Learning rates",
        "The loss after each step, for six learning rates from the same start. "
        "Write other rates into the yellow cells.",
    )
    sheet.set_widths(15, *[12] * len(RATES))
    sheet.put("A3", "first gradients")
    put_steps(sheet, FIRST)
    theirs = on_training(DIFFERENCES, last=FIRST)
    first_loss = f"{TRAINING}!{AT['E_total']}{FIRST}"
    for number, rate in enumerate(RATES):
        letter, first = rate_column(number), top(number)
        sheet.put_yellow(f"{letter}{HEAD}", rate, f'"η = "{RATE_FORMAT}')
        ours = f"'{runs.title}'!{AT[GRADIENTS[0]]}{first}:{AT[GRADIENTS[-1]]}{first}"
        wrong = f"SUMPRODUCT(--({differ(ours, theirs, first_loss)}))"
        sheet.put(f"{letter}3", f'=IFERROR(IF({wrong}=0,"agree","wrong"),"error")')
        for row in (3, HEAD):
            sheet.cells[f"{letter}{row}"].alignment = CENTRE
        for step in range(STEPS + 1):
            sheet.copy(f"{letter}{FIRST + step}", runs, f"{AT['E_total']}{first + step}", LONG)
    last = rate_column(len(RATES) - 1)
    sheet.redden(f"B3:{last}3", 'B3<>"agree"')
    sheet.numbers_only(f"B{HEAD}:{last}{HEAD}", *RATE)
    sheet.name("rates", f"B{HEAD}:{last}{HEAD}")
    columns = (2, 1 + len(RATES))
    chart = sheet.line_chart("Loss at six learning rates", columns, (HEAD, LAST), (20, 11))
    sheet.cells.add_chart(chart, "I4")
    sheet.freeze(HEAD)


def _explanation() -> Iterator[tuple[str, str]]:
    """The text of the first sheet."""
    spoilt, right, slip = (f"{AT[name]}{FIRST}" for name in ("dE_dW3", "a_h2", "a_h1"))
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
