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
    with pytest.raises(FalseStatement, match=r"away from the usual points c is .* and z is"):
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
