"""The README's network as formulas of a spreadsheet, and the values that they have."""

import math
import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import CodeType

STEPS = 46  # the README's sheet trains as long
RATES = (0.1, 0.2, 0.5, 0.8, 1.0, 2.0)

INPUTS = ("i1", "i2")
TARGETS = ("t1", "t2")
WEIGHTS = tuple(f"W{n}" for n in range(1, 9))
GRADIENTS = tuple(f"dE_d{weight}" for weight in WEIGHTS)
DIFFERENCES = tuple(f"difference_{weight}" for weight in WEIGHTS)

# Every formula of the network once, in the README's names; `filled` puts cells in their place.
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
NUDGE, TOLERANCE, ROUNDING = 1e-5, 1e-6, 5e-11


def filled(formula: str, cells: Mapping[str, str]) -> str:
    """A formula with cells in place of names."""
    return re.sub(r"\b[A-Za-z]\w*", lambda found: cells.get(found[0], found[0]), formula)


def in_one(name: str) -> str:
    """The whole forward pass up to `name` as one formula of inputs, targets and weights."""
    parts = set(re.findall(r"\w+", FORWARD[name])) & set(FORWARD)
    return filled(FORWARD[name], {part: f"({in_one(part)})" for part in parts})


def computed(formulas: Mapping[str, str], given: Mapping[str, float]) -> dict[str, float]:
    """The given values, and those of the formulas in their order."""
    values = dict(given)
    for name, formula in formulas.items():
        values[name] = eval(_code(formula), {"EXP": math.exp, "MIN": min}, values)
    return values


@cache
def _code(formula: str) -> CodeType:
    return compile(formula.replace("^", "**"), "formula", "eval")


def descent(example: Mapping[str, float], rate: float) -> Iterator[dict[str, float]]:
    """All values of a run, step by step."""
    given = {name: example[name] for name in NAMES}
    for _ in range(STEPS + 1):
        values = computed(FORWARD | BACKWARD, given)
        yield values
        given |= {w: given[w] - rate * values[f"dE_d{w}"] for w in WEIGHTS}


def scale(example: Mapping[str, float]) -> float:
    """By how much a nudge is made smaller where an input is large."""
    return max(1.0, *(abs(example[name]) for name in INPUTS))
