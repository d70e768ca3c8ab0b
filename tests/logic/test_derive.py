"""What a page may name as the goal of a reader's derivation."""

from pathlib import Path

import pytest

from checked_equations.pages.check import Checker
from checked_equations.pages.options import Fault, Options
from tests.site import GOOD, tiny_site

GOAL = "good-dL-ds"
EXPECTED = "expected goal=… with the id of a checked equation that begins with a derivative"


def complaints(folder: Path, fence: str, live: tuple[str, ...] = ("tiny",)) -> list[str]:
    site = tiny_site(folder, {"a": f"---\nmodel: tiny\n---\n{fence}", "good": GOOD})
    options = Options(site, live=live, faults={"practice": Fault("Made up", sourced=False)})
    return [str(c) for c in Checker(options).check().all_complaints()]


@pytest.mark.parametrize("goal", [GOAL, f"#{GOAL}"])
def test_a_derivative_of_a_live_model(tmp_path: Path, goal: str) -> None:
    assert complaints(tmp_path, f"```derive {{goal={goal}}}\n```\n") == []


@pytest.mark.parametrize(
    ("fence", "says"),
    [
        ("{goal=nowhere}", EXPECTED),
        ("", EXPECTED),
        (f"{{goal={GOAL} of=tiny}}", EXPECTED),
        ("{goal=good-h}", f"a derivation of #good-h; {EXPECTED}"),
    ],
)
def test_what_is_no_goal(tmp_path: Path, fence: str, says: str) -> None:
    (message,) = complaints(tmp_path, f"```derive {fence}\n```\n")
    assert says in message


def test_a_model_that_is_not_live(tmp_path: Path) -> None:
    (message,) = complaints(tmp_path, f"```derive {{goal={GOAL}}}\n```\n", live=())
    assert f"#{GOAL}, an equation of tiny, which no browser evaluates" in message


def test_it_holds_nothing(tmp_path: Path) -> None:
    (message,) = complaints(tmp_path, f"```derive {{goal={GOAL}}}\nFrom here.\n```\n")
    assert message.startswith("docs/a.md:4: ```derive holds From here.")
