"""What is right near the usual points and wrong far from zero is refused; rounding is none."""

from pathlib import Path

import pytest

from checked_equations.equations.errors import FalseStatement
from tests.logic.test_sides import check, unit

pytestmark = pytest.mark.slow

# Smooth, and z as far as any float can tell near zero.
FAR = [
    "z + 1 + np.tanh(20 * (z - 60))",
    "z + np.exp(z - 60)",
    "z + 1e-18 * z**8",
    "z + 1 / (1 + np.exp(60 - z))",
    "z + np.log1p(np.exp(z - 50))",
]
# What floats cannot tell from other things there.
ROUNDED = {
    "1 - np.tanh(z) ** 2": r"c = 1 - \tanh(z)^2",
    "1 / np.cosh(z) ** 2": r"c = 1 - \tanh(z)^2",
    "np.exp(-z) / (1 + np.exp(-z)) ** 2": r"c = \frac{1}{1 + e^{-z}} (1 - \frac{1}{1 + e^{-z}})",
    "(z + 1) ** 2 - z**2 - 1": "c = 2 z",
    "np.log(1 + np.exp(z))": r"c = \log(1 + e^z)",
    "np.sin(z) ** 2": r"c = 1 - \cos(z)^2",
    "np.exp(z) * np.exp(-z) * z": "c = z",
}


@pytest.mark.parametrize("body", FAR)
def test_what_parts_far_from_zero(tmp_path: Path, body: str) -> None:
    model = unit(tmp_path, body)
    with pytest.raises(FalseStatement, match=r"c is .* z is"):
        check(model, "c = z")
    with pytest.raises(FalseStatement):
        check(model, "z = w x", "c")


@pytest.mark.parametrize("sign", ["", "-"])
def test_an_input_is_far_from_zero_on_both_sides(tmp_path: Path, sign: str) -> None:
    model = unit(tmp_path, "z")
    for latex in (rf"z = w x + e^{{{sign}w - 40}}", rf"z = w x + \log(1 + e^{{{sign}x - 40}})"):
        with pytest.raises(FalseStatement):
            check(model, latex, "z")


@pytest.mark.parametrize("body", ROUNDED)
def test_what_only_rounding_parts(tmp_path: Path, body: str) -> None:
    check(unit(tmp_path, body), ROUNDED[body], "c")


@pytest.mark.parametrize("sign", ["", "-"])
def test_a_product_is_far_from_zero_on_both_sides(tmp_path: Path, sign: str) -> None:
    model = unit(tmp_path, "z")
    for latex in (
        rf"\log(1 + e^{{{sign}w x + 40}}) = {sign}w x + 40",
        rf"z = w x + e^{{{sign}w x - 40}}",
        rf"z \tanh({sign}w x + 30) = w x",
    ):
        with pytest.raises(FalseStatement):
            check(model, latex)


# What is lost beside other numbers, in the formula or in the snippet.
LOST = {
    r"c = \frac{1}{z + 10^{-14}}": "1 / z",
    r"c = \frac{1}{z}": "1 / (z + 1e-14)",
    r"c = \frac{1}{z + 10^{-13}}": "1 / (z + 1e-14)",
    r"c = \frac{1}{z^2}": "1 / (z * z + 1e-20)",
    r"c = z + 10^{-30}": "z",
    r"c = z (1 + 10^{-13})": "z",
    r"c + w = z + w + 10^{-17}": "z",
    r"\sum_i v_i = \sum_i v_i + 10^{-17}": "z",
    r"\frac{z}{10^{12} w} = \frac{z}{10^{12} w + 10^{-3}}": "z",
    r"\tanh(10^{10} z^2) = 1": "z",
    r"\frac{z}{w} = \frac{z}{w + 10^{-14}}": "z",
}
SMALL = {
    r"c = \frac{1}{z + 10^{-14}}": "1 / (z + 1e-14)",
    r"\frac{\partial c}{\partial z} = -\frac{1}{(z + 10^{-14})^2}": "1 / (z + 1e-14)",
    r"c = \sqrt{z^2 + 10^{-20}}": "np.sqrt(z * z + 1e-20)",
    r"c + 10^{-14} = z + 0.1 + 10^{-14}": "z + 0.1",
    r"10^{-14} c = \frac{z}{10^{14}}": "z",
    r"c = \frac{10^{10} z}{10^{10} + 10^7 - 10^7}": "z",
}


@pytest.mark.parametrize("latex", LOST)
def test_a_number_that_is_lost_at_the_usual_points(tmp_path: Path, latex: str) -> None:
    with pytest.raises(FalseStatement, match=r"is .* is "):
        check(unit(tmp_path, LOST[latex]), latex)


@pytest.mark.parametrize("latex", SMALL)
def test_small_numbers_that_are_right(tmp_path: Path, latex: str) -> None:
    check(unit(tmp_path, SMALL[latex]), latex)
