"""What the search finds: sentences and numbers of the pages, no formulas, listings or marks."""

import json
import re
from pathlib import Path

import pytest
from material.plugins.search.plugin import Parser


@pytest.fixture(scope="module")
def entries(site: Path) -> list[dict[str, str]]:
    index = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
    return list(index["docs"])


@pytest.fixture(scope="module")
def indexed(entries: list[dict[str, str]]) -> str:
    return " ".join(f"{entry['title']} {entry['text']}" for entry in entries)


@pytest.mark.parametrize(
    "sentence",
    [
        "with no activation between them, two steps can do no more than one",
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
        "0.6065 ⋅",
        "Equations are shown",
    ],
)
def test_equation_cards_are_not(indexed: str, noise: str) -> None:
    assert noise not in indexed


def test_false_formulas_are_not_searchable(indexed: str) -> None:
    """Neither the formula nor its verdict; prose may speak of it."""
    assert "its sides differ" not in indexed
    assert "Mended since" not in indexed


def test_the_index_is_that_of_whole_pages(entries: list[dict[str, str]], site: Path) -> None:
    """Although most of a page is cut out before the search reads it."""
    found: dict[str, list[str]] = {}
    for entry in entries:
        found.setdefault(entry["location"].partition("#")[0], []).append(entry["text"])
    assert len(found) > 10
    for page, texts in found.items():
        html = (site / page).read_text(encoding="utf-8")
        (content,) = re.findall(r"<article.*?</article>", html, re.DOTALL)
        parser = Parser()
        parser.feed(content)
        whole = ["".join(section.text).strip() for section in parser.data]
        assert list(filter(None, texts)) == list(filter(None, whole)), page
