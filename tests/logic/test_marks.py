"""Values of the running example as pages show them."""

import numpy as np
import pytest

from checked_equations.equations.notation.walks import Steps
from checked_equations.pages.marks import lacking, show


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.25, "0.25"),
        (-3.0, "−3"),
        (np.array([0.5, -0.25]), "[0.5, −0.25]"),
        (
            np.array([[0.5, -1.0], [0.25, 3.0]]),
            '<span class="array">'
            '<span><span style="--lacks: 1">0.5</span> <span style="--lacks: 0">−1</span></span>\n'
            '<span><span style="--lacks: 0">0.25</span> <span style="--lacks: 0">3</span></span>'
            "</span>",
        ),
    ],
)
def test_a_number_a_list_and_a_matrix(value: object, shown: str) -> None:
    assert show(value) == shown


def test_more_axes_are_lists_of_matrices() -> None:
    found = show(np.arange(8.0).reshape(2, 2, 2))
    assert found.startswith('[<span class="array">')
    assert found.count('class="array"') == 2


def test_each_step_is_one_piece_with_what_is_behind_it() -> None:
    assert show(Steps({1: 0.46, 2: np.array([0.25, -1.0])})) == (
        '{<span class="at-step">1:\N{NO-BREAK SPACE}0.46,</span> '
        '<span class="at-step">2:\N{NO-BREAK SPACE}[0.25, −1]}</span>'
    )


def test_digits_are_counted_from_the_point() -> None:
    assert lacking(["0.25", "1.5", "10", "0.125"]) == [1, 2, 3.5, 0]
    assert lacking(["1.2\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}10⁻⁵", "0.125"]) == [2, 0]
