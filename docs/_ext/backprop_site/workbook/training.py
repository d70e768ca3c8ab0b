"""The sheets of runs: Training, Six runs and Nudged losses, one row a step."""

from collections.abc import Iterable, Mapping, Sequence

from .layout import (
    AT,
    CHECKED_RUN,
    FIRST,
    HEAD,
    LAST,
    RUN,
    TRAINING,
    Groups,
    cells,
    columns,
    differ,
    label,
    losses_differ,
    moved_wrongly,
    nudged,
    rate_column,
    top,
)
from .network import (
    BACKWARD,
    DIFFERENCES,
    ERRORS,
    FORWARD,
    GRADIENTS,
    NAMES,
    RATES,
    STEPS,
    WEIGHTS,
    computed,
    descent,
    filled,
    in_one,
)
from .sheet import CENTRE, LONG, ORANGE, SHORT, Sheet

Steps = Sequence[Mapping[str, float]]


def fill_training(sheet: Sheet, nudges: Sheet, steps: Steps, epsilon: float) -> None:
    """The run, and a second calculation of its gradients and losses."""
    sheet.set_title(TRAINING, "One row a step. To test the check, spoil a gradient.")
    for first, last in (("W1", "W8"), (GRADIENTS[0], GRADIENTS[-1])):
        sheet.verdict(f"{AT[first]}1:{AT[last]}1", "=check")
    _put_headings(sheet, CHECKED_RUN)
    _put_run(sheet, FIRST, "learning_rate", steps)
    for number, name in enumerate(DIFFERENCES):
        for row in range(FIRST, LAST + 1):
            up, down = (f"{letter}{row}" for letter in nudged(number))
            rise = nudges.values[up] - nudges.values[down]
            formula = f"=('{nudges.title}'!{up}-'{nudges.title}'!{down})/(2*epsilon)"
            sheet.put(f"{AT[name]}{row}", formula, LONG, rise / (2 * epsilon))
    for row, values in enumerate(steps, FIRST):
        given = {name: f"{AT[name]}{row}" for name in NAMES}
        formula = f"={filled(in_one('E_total'), given)}"
        sheet.put(f"{AT['again_E_total']}{row}", formula, LONG, values["E_total"])
    sheet.name("gradients", cells(GRADIENTS))
    sheet.name("differences", cells(DIFFERENCES))
    sheet.name("losses", cells(("E_total",)))
    sheet.name("weights", cells(WEIGHTS))
    _redden_what_is_wrong(sheet)
    sheet.freeze(HEAD, pages=4)


def _redden_what_is_wrong(sheet: Sheet) -> None:
    gradient, difference = f"{AT[GRADIENTS[0]]}{FIRST}", f"{AT[DIFFERENCES[0]]}{FIRST}"
    loss, again = f"${AT['E_total']}{FIRST}", f"{AT['again_E_total']}{FIRST}"
    after, weight = f"{AT['W1']}{FIRST + 1}", f"{AT['W1']}{FIRST}"
    for place, wrong in (
        (cells(GRADIENTS), differ(gradient, difference, loss)),
        (cells(("E_total",)), losses_differ(loss, again)),
        (cells(WEIGHTS, FIRST + 1), moved_wrongly(after, weight, gradient)),
    ):
        sheet.redden(place, f"IFERROR({wrong},TRUE)")


def fill_six_runs(sheet: Sheet, rates: Sheet, example: Mapping[str, float]) -> None:
    """The formulas of Training for each rate on Learning rates."""
    text = "Workings of Learning rates: the formulas of Training, once for each rate."
    sheet.set_title("Six runs", text)
    _put_headings(sheet, RUN)
    for number, rate in enumerate(RATES):
        cell = f"'{rates.title}'!{rate_column(number)}${HEAD}"
        _put_run(sheet, top(number), cell, descent(example, rate))
    sheet.freeze(HEAD, pages=3)


def fill_nudged_losses(sheet: Sheet, steps: Steps, epsilon: float) -> None:
    """Each step's loss with one weight nudged, up and down."""
    loss = in_one("E_total")
    sheet.set_title(
        "Nudged losses",
        "Workings of the gradient check. Each cell is a whole forward pass from the inputs, "
        "targets and weights of its step on Training, with one weight nudged.",
    )
    put_steps(sheet, FIRST)
    for number, weight in enumerate(WEIGHTS):
        for letter, sign, by in zip(nudged(number), "+-", (epsilon, -epsilon), strict=True):
            sheet.heading(f"{letter}{HEAD}", f"{weight} {sign} ε", ORANGE)
            sheet.cells.column_dimensions[letter].width = 13
            for row, values in enumerate(steps, FIRST):
                given = {name: f"{TRAINING}!{AT[name]}{row}" for name in NAMES}
                given[weight] = f"({given[weight]}{sign}epsilon)"
                start = {name: values[name] for name in NAMES}
                start[weight] += by
                value = computed(FORWARD, start)["E_total"]
                sheet.put(f"{letter}{row}", f"={filled(loss, given)}", "0.0000000000", value)
    sheet.freeze(HEAD)


def put_steps(sheet: Sheet, first: int) -> None:
    """The column of step numbers, under its heading."""
    sheet.heading(f"A{HEAD}", "step")
    for step in range(STEPS + 1):
        sheet.put(f"A{first + step}", step, "0").alignment = CENTRE


def _put_headings(sheet: Sheet, groups: Groups) -> None:
    for title, colour, names in groups:
        first, last = AT[names[0]], AT[names[-1]]
        sheet.heading(f"{first}{HEAD - 1}", title, colour)
        sheet.cells.merge_cells(f"{first}{HEAD - 1}:{last}{HEAD - 1}")
        for name in names:
            sheet.heading(f"{AT[name]}{HEAD}", label(name), colour)
            sheet.cells.column_dimensions[AT[name]].width = 12.5


def _put_run(sheet: Sheet, first: int, rate: str, steps: Iterable[Mapping[str, float]]) -> None:
    """One row a step: inputs and targets by name, weights from the row above."""
    put_steps(sheet, first)
    for row, values in enumerate(steps, first):
        here = {name: f"{letter}{row}" for name, letter in columns(RUN).items()}
        for name, cell in here.items():
            if name in FORWARD or name in BACKWARD:
                formula = filled((FORWARD | BACKWARD)[name], here)
            elif name in WEIGHTS and row > first:
                formula = f"{AT[name]}{row - 1}-{rate}*{AT[f'dE_d{name}']}{row - 1}"
            else:
                formula = NAMES[name]
            number_format = LONG if name in ERRORS or name in BACKWARD else SHORT
            sheet.put(cell, f"={formula}", number_format, values[name])
