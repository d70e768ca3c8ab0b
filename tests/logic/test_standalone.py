"""Each listing of a whole module is a program that a reader can copy and run by itself."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.pages.directives.model import Listing
from checked_equations.pages.registry import Registry
from checked_equations.pages.standalone import standalone

MODULES = {
    "code": "",
    "code.rules": """\
import math
from code.small import half


class Rule:
    by = half(2)


def size(x, half=3):
    return math.sqrt(x) + half
""",
    "code.small": """\
from functools import cache


@cache
def half(x):
    return x / TWO


TWO = 2
""",
}
SIZE = """\
import math
def size(x, half=3):
    return math.sqrt(x) + half
print(size(9))
"""
RULE = """\
from functools import cache
TWO = 2
@cache
def half(x):
    return x / TWO
class Law:
    by = half(2)
print(Law.by)
"""


def written_out(text: str) -> str:
    return standalone(text, "code", MODULES.__getitem__)


@pytest.mark.slow
def test_every_listing_runs_by_itself(registry: Registry, tmp_path: Path) -> None:
    listings = [item for item in registry.results if isinstance(item, Listing)]
    assert len(listings) >= 8
    for item in listings:
        model = registry.results[item]
        text = item.view(model, registry)["text"]
        assert not re.search(r"^\s*(from|import) snippets", text, re.MULTILINE)
        (tmp_path / "copied.py").write_text(text, encoding="utf-8")
        alone = run(tmp_path, "-I", "copied.py")
        whole = run(registry.root, "-m", f"snippets.{model.name}")
        assert set(whole) <= set(alone), model.name
        assert whole


def run(folder: Path, *arguments: str) -> list[str]:
    command = [sys.executable, *arguments]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout.splitlines()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("from code.rules import size\n\nprint(size(9))\n", SIZE),
        ("from code.rules import Rule as Law\n\nprint(Law.by)\n", RULE),
    ],
)
def test_what_is_imported_is_written_out(text: str, shown: str) -> None:
    listing = written_out(text)
    assert [line for line in listing.splitlines() if line] == shown.splitlines()
    exec(compile(listing, "listing", "exec"), {"__name__": "listing"})


def test_each_definition_is_written_once() -> None:
    text = (
        "from code.rules import Rule\nfrom code.small import TWO, half\n\nassert half(TWO) == 1\n"
    )
    listing = written_out(text)
    assert listing.count("def half") == listing.count("TWO = 2") == 1
    exec(compile(listing, "listing", "exec"), {"__name__": "listing"})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("from code import rules\n", "rules of code, which is no function, class or value"),
        ("from code.small import half\n\n\ndef half(x):\n    return x\n", "half is another's name"),
        ("from code.rules import size\nfrom code.small import half as size\n", "size is another's"),
    ],
)
def test_what_cannot_be_written_out_is_refused(text: str, says: str) -> None:
    with pytest.raises(Problem, match=says):
        written_out(text)
