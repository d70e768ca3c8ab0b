"""Where the values of a run stand on a sheet, and when cells of it contradict each other."""

import re
from collections.abc import Sequence

from openpyxl.utils import get_column_letter

from .network import (
    DIFFERENCES,
    ERRORS,
    GRADIENTS,
    HIDDEN,
    INPUTS,
    OUTPUT,
    STEPS,
    TARGETS,
    WEIGHTS,
)
from .sheet import BLUE, GREEN, GREY, INK, ORANGE

# The columns of a run, in groups: heading, colour, names.
Groups = Sequence[tuple[str, str, Sequence[str]]]
RUN: Groups = (
    ("inputs", INK, INPUTS),
    ("targets", INK, TARGETS),
    ("weights", INK, WEIGHTS),
    ("hidden layer", GREEN, tuple(HIDDEN)),
    ("output layer", BLUE, tuple(OUTPUT)),
    ("errors", ORANGE, tuple(ERRORS)),
    ("gradients", INK, GRADIENTS),
)
CHECKED_RUN: Groups = (
    *RUN,
    ("their central differences", GREY, DIFFERENCES),
    ("in one", GREY, ("again_E_total",)),
)

TRAINING = "Training"
HEAD, FIRST = 4, 5  # the row of the headings, and of step 0
LAST = FIRST + STEPS


def columns(groups: Groups) -> dict[str, str]:
    """The letter of each name's column in a run; the step stands in A."""
    names = [name for _, _, group in groups for name in group]
    return {name: get_column_letter(number) for number, name in enumerate(names, 2)}


AT = columns(CHECKED_RUN)


def label(name: str) -> str:
    """How a name is written in a heading: `dE_dW1` as ∂E/∂W1."""
    return re.sub(r"^(dE_d|difference_)", "∂E/∂", name).removeprefix("again_")


def nudged(number: int) -> tuple[str, str]:
    """The columns of Nudged losses with the weight up and down."""
    return get_column_letter(2 + 2 * number), get_column_letter(3 + 2 * number)


def top(number: int) -> int:
    """The first row of one of the six runs."""
    return FIRST + number * (STEPS + 2)


def rate_column(number: int) -> str:
    """The column of Learning rates for one of the six runs."""
    letter: str = get_column_letter(2 + number)
    return letter


def cells(names: Sequence[str], first: int = FIRST, last: int = LAST) -> str:
    """The cells of neighbouring columns of a run."""
    return f"{AT[names[0]]}{first}:{AT[names[-1]]}{last}"


def on_training(names: Sequence[str], first: int = FIRST, last: int = LAST) -> str:
    """The same, as formulas of other sheets name them."""
    return f"{TRAINING}!{cells(names, first, last)}"


def differ(gradient: str, difference: str, loss: str) -> str:
    """The condition under which a gradient and its central difference disagree."""
    return f"ABS({gradient}-{difference})>tolerance*ABS({difference})+noise*(1+{loss})"


def losses_differ(loss: str, again: str) -> str:
    """The same for a loss and the one that a single formula gives."""
    return f"ABS({loss}-{again})>1E-12*ABS({again})+1E-15"


def moved_wrongly(after: str, weight: str, gradient: str) -> str:
    """The condition under which a weight is not where its gradient should have moved it."""
    move = f"learning_rate*{gradient}"
    return f"ABS({after}-({weight}-{move}))>1E-12*(ABS({weight})+ABS({move}))"
