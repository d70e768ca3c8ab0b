"""Two letters of steps at one symbol: refused, and what the message recommends is checked."""

from pathlib import Path

import pytest

from checked_equations.equations.errors import FalseStatement, Problem
from checked_equations.equations.loading.load import load_file
from checked_equations.equations.meaning.scope import Scope
from checked_equations.equations.models.points import Points
from checked_equations.equations.values.formula import Formula
from checked_equations.equations.verdict.verify import verify

STACKED = '''"""Two recurrent layers, one on the other."""

import numpy as np


def h1(U, V, h1, x, t):
    return np.tanh(U @ x[t] + V @ h1[t - 1])


def h2(A, B, h1, h2, t):
    return np.tanh(A @ h1[t] + B @ h2[t - 1])


STEPS = {"t": "1..T", "l": "1..L"}
NOTATION = {
    "T": ("T", "size of t", "how many steps"),
    "L": ("L", "size of l", "how many layers"),
    "U": ("U^{(1)}", "unit, unit", "weights"),
    "V": ("V^{(1)}", "unit, unit", "weights of the state"),
    "A": ("U^{(2)}", "unit, unit", "weights"),
    "B": ("V^{(2)}", "unit, unit", "weights of the state"),
    "x": ("x_t", "unit", "inputs"),
    "h1": ("h_t^{(1)}", "unit", "the state below"),
    "h2": ("h_t^{(2)}", "unit", "the state above"),
}
FORWARD = [h1, h2]
EXAMPLE = {
    "U": np.array([[0.1, 0.2], [0.5, 0.4]]),
    "V": np.array([[0.1, 0.3], [0.3, 0.4]]),
    "A": np.array([[0.1, 0.5], [0.3, 0.4]]),
    "B": np.array([[0.1, 0.2], [0.5, 0.4]]),
    "x": {1: np.array([1.0, 0.5]), 2: np.array([0.3, -1.0])},
    "h1": {0: np.array([0.1, -0.2])},
    "h2": {0: np.array([0.1, -0.2])},
    "L": 2,
}
'''
ABOVE = r"h_t^{(2)} = \tanh(U^{(2)} h_t^{(1)} + V^{(2)} h_{t-1}^{(2)})"


def scope(folder: Path, module: str) -> Scope:
    file = folder / "stacked.py"
    file.write_text(module)
    return Scope(Points(load_file(file)))


@pytest.mark.parametrize("notation", ["h_t^{(l)}", "h^{(l)}_t", "h_{t,l}"])
def test_a_symbol_has_one_step_letter(tmp_path: Path, notation: str) -> None:
    with pytest.raises(Problem, match="has 2 steps, t and l") as found:
        scope(tmp_path, STACKED.replace("h_t^{(1)}", notation))
    assert "h_t^{(1)}, h_t^{(2)}" in found.value.fix


def test_the_other_letter_is_written_as_numbers(tmp_path: Path) -> None:
    module = STACKED.replace(', "l": "1..L"', "").replace('    "L": 2,\n', "")
    module = module.replace('    "L": ("L", "size of l", "how many layers"),\n', "")
    stacked = scope(tmp_path, module)
    verify(Formula(stacked.parse(ABOVE), stacked), None)
    for old, new in (("V^{(2)}", "V^{(1)}"), ("h_t^{(1)}", "h_{t-1}^{(1)}"), ("t-1", "t")):
        with pytest.raises(FalseStatement):
            verify(Formula(stacked.parse(ABOVE.replace(old, new)), stacked), None)
