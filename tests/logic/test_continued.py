"""Lines of numbers in a display and in what continues it: each follows from the one before."""

from pathlib import Path

import pytest

from tests.site import GOOD, registry_of, tiny_site

pytestmark = pytest.mark.slow

TRUE = [
    ["= 0.0647", "= 0.0647"],
    ["= 0.0647", r"\approx 0.065"],
    [r"= \frac{1}{2} (0.6097 - 0.25)^2", "= 0.0647"],
    ["= 0.0647", r"= \frac{1}{2} (t - \hat{s})^2", "= 0.0647"],
]

FALSE = {
    # the continuations, of which the last is wrong, and what is said of it
    ("= 0.0647", "= 0.065"): "two roundings of one value",
    ("= 0.0647", r"= \frac{1}{2} (t - \hat{s})^2", "= 0.065"): "two roundings of one value",
    ("= 0.065", "= 0.0647"): "to the digits written",
    (r"= \frac{1}{2} (0.61 - 0.25)^2", "= 0.0647"): "to the digits written",
    ("> -1", "= 0.0647"): "which has an inequality in it",
}


def complaints(folder: Path, lines: list[str]) -> list[str]:
    """What is said of a page with these continuations of the loss."""
    page = GOOD.partition("```math {#good-dL-ds")
    more = [f"```math {{#more-{n} continues=#good-L}}\n{t}\n```\n\n" for n, t in enumerate(lines)]
    site = tiny_site(folder / "site", {"good": "".join([page[0], *more, *page[1:]])})
    return [str(complaint) for complaint in registry_of(site).all_complaints()]


@pytest.mark.parametrize("lines", TRUE)
def test_numbers_that_follow(tmp_path: Path, lines: list[str]) -> None:
    assert complaints(tmp_path, lines) == []


@pytest.mark.parametrize("lines", FALSE)
def test_numbers_that_do_not(tmp_path: Path, lines: tuple[str, ...]) -> None:
    (found,) = complaints(tmp_path, list(lines))
    assert FALSE[lines] in found
    assert complaints(tmp_path / "without", list(lines[:-1])) == []
