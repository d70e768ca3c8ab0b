"""What the search finds: sentences and numbers of the pages, no formulas, listings or marks."""

import importlib
import json
import re
from pathlib import Path

import pytest
from material.plugins.search.plugin import Parser


@pytest.fixture(scope="module")
def indexed(site: Path) -> str:
    index = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
    return " ".join(f"{entry['title']} {entry['text']}" for entry in index["docs"])


@pytest.mark.parametrize(
    "sentence",
    [
        "a second step without an activation adds a weight and a bias, but no ability",
        "This is the step that gives backpropagation its name",
        "The prediction moves from 0.6457 to",
    ],
)
def test_prose_is_found(indexed: str, sentence: str) -> None:
    assert sentence in " ".join(indexed.split())


@pytest.mark.parametrize(
    "noise",
    [
        "def sigma",
        "def dL_dw1",
        "A scalar. Source",
        "largest relative difference",
        "∂L∂",
        "a numerical derivative agrees to 15",
    ],
)
def test_equation_cards_are_not(indexed: str, noise: str) -> None:
    assert noise not in indexed


def test_false_formulas_are_not_searchable(indexed: str) -> None:
    """Neither the formula nor its verdict; prose may speak of it."""
    assert "Refuted in this build" not in indexed
    assert "Wrong in the source: " not in indexed


def test_what_is_cut_out_before_is_what_it_leaves_out(site: Path) -> None:
    hook = importlib.import_module("search_hook")
    pages = [f.read_text(encoding="utf-8") for f in sorted(site.rglob("*.html"))]
    contents = [c for p in pages for c in re.findall(r"<article.*?</article>", p, re.DOTALL)]
    assert sum("data-search-exclude" in content for content in contents) > 10
    for content in contents:
        rest = hook.searched(content)
        assert "data-search-exclude" not in rest
        assert _entries(rest) == _entries(content)


def test_only_what_is_whole_is_cut_out() -> None:
    hook = importlib.import_module("search_hook")
    for kept in [
        "a<div data-search-excluded>b</div>",
        "<div data-search-exclude><div>a</div>b</div>",
    ]:
        assert hook.searched(kept) == kept
    assert hook.searched("a<div data-search-exclude>b</div>c") == "ac"


def _entries(content: str) -> list[tuple[str, str]]:
    parser = Parser()
    parser.feed(content)
    parser.close()
    return [("".join(section.title), "".join(section.text)) for section in parser.data]
