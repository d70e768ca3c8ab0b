"""```source {of=module.name}: a class or a function in full, as it runs."""

from dataclasses import replace
from pathlib import Path

import pytest

from checked_equations.pages.check import Checker
from checked_equations.pages.registry import Registry
from tests.site import GOOD, options_of, tiny_site

CLASS = '''"""A class."""

from typing import final


@final
class Pair:
    """Two."""

    def __init__(self, first, second):
        self.both = (first, second)  # in the order in which they came


NOTATION = {}

FORWARD = []

EXAMPLE = {}
'''


def checked(folder: Path, attributes: str, longest: int = 0) -> Registry:
    page = f"---\ntitle: A\nmodel: tiny\n---\n\n```source {{{attributes}}}\n```\n"
    site = tiny_site(folder / "site", {"good": GOOD, "a": page}, {"pair": CLASS})
    return Checker(replace(options_of(site), longest_line=longest)).check()


def test_a_class_is_shown_whole(tmp_path: Path) -> None:
    registry = checked(tmp_path, "of=pair.Pair")
    assert registry.all_complaints() == []
    (item,) = registry.pages["docs/a.md"].items
    assert registry.results[item] == CLASS[CLASS.index("@final") : CLASS.index("\n\n\nNOTATION")]


@pytest.mark.parametrize(
    ("attributes", "wrong"),
    [
        ("of=pair.Triple", "snippets/pair.py defines no Triple"),
        ("of=pear.Pair", "no snippet module pear"),
        ("of=Pair", "the directive source with of=Pair; expected of=module.name"),
        ("of=pair.Pair.both", "the directive source"),
        ("of=pair.Pair .open", "the directive source"),
        ("of=pair.NOTATION", "defines no NOTATION"),
    ],
)
def test_what_is_no_definition_is_refused(tmp_path: Path, attributes: str, wrong: str) -> None:
    (complaint,) = map(str, checked(tmp_path, attributes).all_complaints())
    assert complaint.startswith("docs/a.md:6: ")
    assert wrong in complaint


def test_a_line_that_has_no_room_is_refused(tmp_path: Path) -> None:
    assert checked(tmp_path / "a", "of=pair.Pair", 70).all_complaints() == []
    (complaint,) = checked(tmp_path / "b", "of=pair.Pair", 60).all_complaints()
    assert "a line of pair.Pair has 70 characters" in str(complaint)
