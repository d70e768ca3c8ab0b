"""Central differences confirm what the complex step says, also where a loss is large."""

from pathlib import Path

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.loading.load import load_file
from checked_equations.equations.meaning.scope import Scope
from checked_equations.equations.models.points import Points
from checked_equations.equations.values.formula import Formula
from checked_equations.equations.verdict.verify import CENTRAL_TOLERANCE, verify

LOSS = '''"""A loss with a large constant part, and a part that the complex step does not see."""

import numpy as np


def L(w, x):
    return {constant} + np.sum(np.tanh(w * x)) + {unseen} * np.sum((w * x).real)


NOTATION = {{
    "w": ("w_i", "unit", "weights"),
    "x": ("x_i", "unit", "inputs"),
    "L": ("L", "scalar", "the loss"),
}}
FORWARD = [L]
EXAMPLE = {{"w": np.array([0.5, 0.3, 0.2]), "x": np.array([0.3, 0.4, 0.7])}}
'''
GRADIENT = r"\frac{\partial L}{\partial w_i} = x_i (1 - \tanh(w_i x_i)^2)"


def central(folder: Path, constant: str, unseen: str = "0") -> float:
    """By how much the central difference is off. Raises Problem."""
    file = folder / "loss.py"
    file.write_text(LOSS.format(constant=constant, unseen=unseen))
    scope = Scope(Points(load_file(file)))
    found = verify(Formula(scope.parse(GRADIENT), scope), None).residuals["central"]
    assert found is not None
    return found


@pytest.mark.parametrize("constant", ["0", "1e3", "1e6", "-1e8"])
def test_a_large_constant_part_changes_no_gradient(tmp_path: Path, constant: str) -> None:
    assert central(tmp_path, constant) < 1e-5


@pytest.mark.parametrize(
    ("constant", "unseen"),
    [
        ("0", "2e-4"),
        ("1e6", "2e-4"),
        ("1e8", "2e-4"),
        ("1e10", "2e-4"),
        ("0", "1e-6"),
        ("1e3", "1e-6"),
        # A step of 1e-3 rounds a derivative of order one by about 1e-7 here.
        ("1e6", "4e-6"),
        ("1e8", "4e-5"),
    ],
)
def test_what_the_complex_step_does_not_see_is_refused(
    tmp_path: Path, constant: str, unseen: str
) -> None:
    with pytest.raises(Problem, match=r"central difference gives|complex step that should find"):
        central(tmp_path, constant, unseen)


def test_a_loss_of_order_one_is_allowed_no_rounding(tmp_path: Path) -> None:
    assert central(tmp_path, "1") < CENTRAL_TOLERANCE / 1000


def test_a_loss_that_hides_its_slope_is_said_to_be_too_large(tmp_path: Path) -> None:
    with pytest.raises(Problem) as found:
        central(tmp_path, "1e13")
    assert "so large that rounding" in found.value.fix
