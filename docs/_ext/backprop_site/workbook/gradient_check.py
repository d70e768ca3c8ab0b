"""The sheet Gradient check: one step looked at closely, and the verdict on all of them."""

from .layout import (
    AT,
    FIRST,
    LAST,
    differ,
    label,
    losses_differ,
    moved_wrongly,
    nudged,
    on_training,
)
from .network import (
    DIFFERENCES,
    GRADIENTS,
    INPUTS,
    NAMES,
    NUDGE,
    ROUNDING,
    STEPS,
    TARGETS,
    TOLERANCE,
    WEIGHTS,
)
from .sheet import CENTRE, FULL, POWER, Sheet

ALL_WELL = (
    f"All {8 * (STEPS + 1)} gradients, {STEPS + 1} losses and {8 * STEPS} updates "
    "agree with a second calculation"
)
# What the verdict names beside the gradients.
OTHERS = ("E_total", "updates", "given")

_HEAD, _TOP = 11, 12
_BOTTOM = _TOP + len(GRADIENTS) + len(OTHERS) - 1
_LOSSES = _TOP + len(GRADIENTS)  # the row of E_total, updates and given follow it
_HEADINGS = (
    "gradient",
    "by its formula",
    "loss at W + ε",
    "loss at W − ε",
    "central difference",
    "they differ by",
    "at this step",
    f"wrong at how many of all {STEPS + 1} steps",
)


def fill_gradient_check(sheet: Sheet, training: Sheet, nudges: Sheet, scale: float) -> None:
    """Each gradient beside its central difference, and in how many steps something is wrong."""
    sheet.set_title(
        "Gradient check",
        "Nudge one weight up and down and run the network forward both times: the rise of the "
        "loss, divided by the rise of the weight, is the gradient. No derivation is needed.",
    )
    named = [*map(label, GRADIENTS), *OTHERS]
    wrong = [f'IF(H{row}=0,""," {name}")' for row, name in enumerate(named, _TOP)]
    all_well = f"COUNTIF(H{_TOP}:H{_BOTTOM},0)={len(named)}"
    sheet.verdict("A4:H4", f'=IF({all_well},"{ALL_WELL}","Wrong:"&{"&".join(wrong)})')
    sheet.name("check", "A4")
    _put_settings(sheet, scale)
    sheet.set_widths(*[20] * 8)
    for letter, text in zip("ABCDEFGH", _HEADINGS, strict=True):
        sheet.heading(f"{letter}{_HEAD}", text)
    sheet.cells.row_dimensions[_HEAD].height = 32
    for number in range(len(GRADIENTS)):
        _put_gradient(sheet, training, nudges, number)
    _put_others(sheet, training)
    for row in range(_TOP, _BOTTOM + 1):
        for letter in "AGH":
            sheet.cells[f"{letter}{row}"].alignment = CENTRE
    sheet.redden(f"G{_TOP}:G{_LOSSES}", f'G{_TOP}<>"agrees"')
    sheet.redden(f"H{_TOP}:H{_BOTTOM}", f"H{_TOP}<>0")
    sheet.cells.freeze_panes = f"B{_TOP}"


def _put_settings(sheet: Sheet, scale: float) -> None:
    """What may be changed, and what follows from it for these inputs."""
    sheet.setting("B6", "step to look at", 0, "check_step", "0")
    sheet.setting("B7", "nudge ε", NUDGE, "nudge", POWER)
    sheet.setting("B8", "tolerance, relative", TOLERANCE, "tolerance", POWER)
    sheet.setting("B9", "and for rounding", ROUNDING, "rounding", POWER)
    largest = "MAX(1,ABS(input_1),ABS(input_2))"
    for row, name, text, formula, value, number_format in (
        (6, "scale", "largest input, or 1", largest, scale, "0.0##"),
        (7, "epsilon", "ε for these inputs", "nudge/scale", NUDGE / scale, POWER),
        (9, "noise", "rounding for these", "rounding*scale", ROUNDING * scale, POWER),
    ):
        sheet.put(f"D{row}", text)
        sheet.put(f"E{row}", f"={formula}", number_format, value)
        sheet.name(name, f"E{row}")
    sheet.numbers_only("B6", 0, STEPS, "whole")
    sheet.numbers_only("B7:B9", 0, 1)


def _put_gradient(sheet: Sheet, training: Sheet, nudges: Sheet, number: int) -> None:
    """One gradient, its two nudged losses and what they say."""
    row, gradient, difference = _TOP + number, GRADIENTS[number], DIFFERENCES[number]
    up, down = nudged(number)
    sheet.put_bold(f"A{row}", label(gradient))
    for letter, source, column in (
        ("B", training, AT[gradient]),
        ("C", nudges, up),
        ("D", nudges, down),
        ("E", training, AT[difference]),
    ):
        cells = f"'{source.title}'!{column}{FIRST}:{column}{LAST}"
        value = source.values[f"{column}{FIRST}"]
        sheet.put(f"{letter}{row}", f"=INDEX({cells},check_step+1)", FULL, value)
    _compare(sheet, row, differ(f"B{row}", f"E{row}", f"B{_LOSSES}"))
    ours, theirs = on_training((gradient,)), on_training((difference,))
    _count(sheet, row, differ(ours, theirs, on_training(("E_total",))))


def _put_others(sheet: Sheet, training: Sheet) -> None:
    """The losses against one formula each, the updates, and what is given, in three rows."""
    updates, given = _LOSSES + 1, _LOSSES + 2
    for row, name in enumerate(OTHERS, _LOSSES):
        sheet.put_bold(f"A{row}", name)
    for letter, name in (("B", "E_total"), ("E", "again_E_total")):
        formula = f"=INDEX({on_training((name,))},check_step+1)"
        sheet.put(f"{letter}{_LOSSES}", formula, FULL, training.values[f"{AT[name]}{FIRST}"])
    _compare(sheet, _LOSSES, losses_differ(f"B{_LOSSES}", f"E{_LOSSES}"))
    losses = on_training(("E_total",)), on_training(("again_E_total",))
    _count(sheet, _LOSSES, losses_differ(*losses))
    sheet.put(f"B{updates}", "each weight: the one above − η · its gradient")
    before, after = (FIRST, LAST - 1), (FIRST + 1, LAST)
    moves = (
        on_training(WEIGHTS, *after),
        on_training(WEIGHTS, *before),
        on_training(GRADIENTS, *before),
    )
    _count(sheet, updates, moved_wrongly(*moves))
    sheet.put(f"B{given}", "inputs, targets and first weights: as on Start here")
    unlike = [f"({on_training((name,))}<>{NAMES[name]})" for name in (*INPUTS, *TARGETS)]
    first = [f"({on_training((name,), last=FIRST)}<>{NAMES[name]})" for name in WEIGHTS]
    _count(sheet, given, "+".join(unlike), "+".join(first))


def _compare(sheet: Sheet, row: int, wrong: str) -> None:
    """How far B and E of a row are apart, and whether that is too far."""
    value = sheet.values[f"B{row}"] - sheet.values[f"E{row}"]
    sheet.put(f"F{row}", f"=B{row}-E{row}", POWER, value)
    sheet.put(f"G{row}", f'=IFERROR(IF({wrong},"wrong","agrees"),"error")')


def _count(sheet: Sheet, row: int, *conditions: str) -> None:
    """In how many places a condition holds."""
    count = "+".join(f"SUMPRODUCT(--({condition}))" for condition in conditions)
    sheet.put(f"H{row}", f'=IFERROR({count},"error")', "0")
