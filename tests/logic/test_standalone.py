"""Each listing of a whole module is a program that a reader can copy and run by itself."""

import re
import runpy
import subprocess
import sys
from contextlib import redirect_stdout
from io import StringIO
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


MARK = "-- the next listing"
EACH = f"""
import runpy, sys
for file in sys.argv[1:]:
    print({MARK!r})
    runpy.run_path(file, run_name="__main__")
"""


@pytest.mark.slow
def test_every_listing_runs_by_itself(registry: Registry, tmp_path: Path) -> None:
    """In a Python that finds nothing of this project, it prints what its module prints."""
    listings = [item for item in registry.results if isinstance(item, Listing)]
    assert len(listings) >= 8
    copies, whole = [], []
    for number, item in enumerate(listings):
        model = registry.results[item]
        text = item.view(model, registry)["text"]
        assert not re.search(r"^\s*(from|import) snippets", text, re.MULTILINE)
        copies.append(tmp_path / f"{number}.py")
        copies[-1].write_text(text, encoding="utf-8")
        with redirect_stdout(StringIO()) as printed:
            module = registry.root / "snippets" / f"{model.name}.py"
            runpy.run_path(str(module), run_name="__main__")
        whole.append(printed.getvalue().splitlines())
    command = [sys.executable, "-I", "-c", EACH, *map(str, copies)]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    _, *alone = result.stdout.split(f"{MARK}\n")
    for item, printed_whole, printed_alone in zip(listings, whole, alone, strict=True):
        assert printed_whole
        assert set(printed_whole) <= set(printed_alone.splitlines()), registry.results[item].name


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
