"""Typed items, what stops a pass, where pages are published, and the parser's cache."""

import json
import pickle
import re
from pathlib import Path
from typing import Any

import pytest
from mkdocs.structure.files import File

from checked_equations.__main__ import main
from checked_equations.equations.errors import Problem
from checked_equations.equations.latex import grammar
from checked_equations.pages.check import Checker
from checked_equations.pages.directives.value import Value
from checked_equations.pages.memo import Memo
from checked_equations.pages.options import Options
from checked_equations.pages.reading import read_pages
from checked_equations.pages.registry import Page, Place, Registry
from tests.site import GOOD, options_of, registry_of, tiny_site


def value(start: int, end: int) -> Value:
    return Value(Place(start, end, 1, 1), "tiny.L:.4f")


@pytest.mark.parametrize(("start", "end"), [(3, 6), (4, 5), (2, 4), (5, 8), (0, 9), (5, 6)])
def test_items_that_overlap_are_refused(start: int, end: int) -> None:
    page = Page("docs/a.md", {}, "0123456789", 1)
    page.add(value(3, 6))
    with pytest.raises(Problem, match="it overlaps what begins in line 1"):
        page.add(value(start, end))
    assert len(page.items) == 1


def test_items_may_touch() -> None:
    page = Page("docs/a.md", {}, "0123456789", 1)
    for start, end in ((3, 6), (0, 3), (6, 9)):
        page.add(value(start, end))
    assert len(page.items) == 3


@pytest.mark.slow
def test_a_pass_changes_nothing_that_an_author_wrote(registry: Registry) -> None:
    checked = 0
    for page in read_pages(registry.options, Memo()):
        after = registry.pages[page.path]
        assert [type(item) for item in page.items] == [type(item) for item in after.items]
        for item, other in zip(page.items, after.items, strict=True):
            assert (item.place, item.text) == (other.place, other.text)
            if hasattr(item, "attributes"):
                checked += 1
                assert item.attributes == getattr(other, "attributes", None)
    assert checked > len(registry.equations)


def test_an_error_in_the_checker_is_a_message_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(formula: Any, binding: Any) -> None:
        raise KeyError("lost")

    monkeypatch.setattr("checked_equations.pages.derivation.verify", fails)
    options = options_of(tiny_site(tmp_path / "site", {"good": GOOD}))
    complaints = [str(c) for c in Checker(options).check().all_complaints()]
    assert len(complaints) == GOOD.count("snippet=")
    assert complaints[0] == (
        "docs/good.md:8: internal error: KeyError: 'lost'; expected a checker that does not "
        "fail; fix: rerun with `python -m checked_equations --debug` and report what it shows"
    )
    with pytest.raises(KeyError, match="lost"):
        Checker(options, debug=True).check()
    monkeypatch.setattr("sys.argv", ["checked-equations", "--debug", "--root", str(options.root)])
    with pytest.raises(KeyError, match="lost"):
        main()


NOTEBOOK = {
    "title": (7, "title of the front matter is 7; expected a text"),
    "model": (["tiny"], "model of the front matter is ['tiny']; expected a text"),
    "hide": ("toc", "hide of the front matter is 'toc'; expected a list"),
    "symbols": ("x", "symbols of the front matter is 'x'; expected symbols, each with its meaning"),
}


@pytest.mark.parametrize("key", NOTEBOOK)
def test_a_notebooks_metadata_is_its_front_matter(tmp_path: Path, key: str) -> None:
    value, says = NOTEBOOK[key]
    site = tiny_site(tmp_path / "site", {"good": GOOD})
    cell = {"cell_type": "markdown", "metadata": {}, "source": ["# A"]}
    metadata = {"title": "A", "kernelspec": {}, key: value}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "cells": [cell], "metadata": metadata}
    (site / "docs" / "a.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    (complaint,) = registry_of(site).all_complaints()
    assert str(complaint).startswith(f"docs/a.ipynb:1: {says}")


def test_a_folder_is_no_page_whatever_its_name(tmp_path: Path) -> None:
    site = tiny_site(tmp_path / "site", {"good": GOOD})
    (site / "docs" / "old.md").mkdir()
    assert list(registry_of(site).pages) == ["docs/good.md"]


# A page and a link from another one, as MkDocs makes them.

SOURCES = [
    "index.md",
    "a.md",
    "b/index.md",
    "b/c.md",
    "b/d/e.md",
    "README.md",
    "b/README.md",
    "f g#.md",
]


def published(name: str, directories: bool) -> File:
    return File(name, "docs", "site", directories)


def registry_with(*names: str, directories: bool) -> tuple[Registry, list[Page]]:
    pages = [Page(f"docs/{name}", {}, "", 1) for name in names]
    options = Options(Path(), use_directory_urls=directories)
    return Registry(options, {}, {page.path: page for page in pages}, Memo()), pages


ADDRESSES = {
    # by itself: with files, with directories
    "index.md": ("index.html", ""),
    "a.md": ("a.html", "a/"),
    "b/index.md": ("b/index.html", "b/"),
    "b/c.md": ("b/c.html", "b/c/"),
    "b/d/e.md": ("b/d/e.html", "b/d/e/"),
}
LINKS = {
    # from, to: with files, with directories
    ("index.md", "a.md"): ("a.html", "a/"),
    ("a.md", "index.md"): ("index.html", "../"),
    ("a.md", "b/c.md"): ("b/c.html", "../b/c/"),
    ("b/c.md", "a.md"): ("../a.html", "../../a/"),
    ("b/c.md", "index.md"): ("../index.html", "../../"),
    ("b/c.md", "b/index.md"): ("index.html", "../"),
    ("b/index.md", "b/c.md"): ("c.html", "c/"),
    ("b/c.md", "b/d/e.md"): ("d/e.html", "../d/e/"),
    ("index.md", "index.md"): ("index.html", "./"),
}


@pytest.mark.parametrize("directories", [False, True])
@pytest.mark.parametrize("name", ADDRESSES)
def test_addresses(name: str, directories: bool) -> None:
    registry, (page,) = registry_with(name, directories=directories)
    assert registry.address(page) == ADDRESSES[name][directories]


@pytest.mark.parametrize("directories", [False, True])
@pytest.mark.parametrize(("here", "there"), LINKS)
def test_links(here: str, there: str, directories: bool) -> None:
    registry, (one, other) = registry_with(here, there, directories=directories)
    assert registry.address(other, one) == LINKS[here, there][directories]


@pytest.mark.parametrize("directories", [False, True])
@pytest.mark.parametrize("here", SOURCES)
def test_addresses_and_links_are_those_of_mkdocs(here: str, directories: bool) -> None:
    for there in SOURCES:
        registry, (one, other) = registry_with(here, there, directories=directories)
        target = published(there, directories)
        assert registry.address(other) == target.url.removeprefix("./"), there
        assert registry.address(other, one) == target.url_relative_to(published(here, directories))


FROM_SOURCES = {
    # from the file, to: with files, with directories
    ("index.md", "a.md"): ("a.html", "a/"),
    ("a.md", "b/c.md"): ("b/c.html", "b/c/"),
    ("b/c.md", "a.md"): ("../a.html", "../a/"),
    ("b/c.md", "index.md"): ("../index.html", "../"),
}


@pytest.mark.parametrize("directories", [False, True])
@pytest.mark.parametrize(("here", "there"), FROM_SOURCES)
def test_links_from_the_file_of_a_page(here: str, there: str, directories: bool) -> None:
    """For a generator that moves a page's links with the page."""
    registry, (one, other) = registry_with(here, there, directories=directories)
    link = registry.address(other, one, from_source=True)
    assert link == FROM_SOURCES[here, there][directories]


# The parser's tables, which a process leaves to the next one; those of a small grammar.

SMALL = 'chain: LETTER ("=" LETTER)+\nmention: LETTER\nLETTER: /[a-z]/\n%ignore " "\n'


def parsed(file: Path) -> int:
    """Parse with tables that are read or made now."""
    grammar.parser.cache_clear()
    return len(grammar.parser(file).parse("a = b", start="chain").children)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "small.lark").write_text(SMALL, encoding="utf-8")
    monkeypatch.setattr(grammar, "GRAMMAR", tmp_path / "small.lark")
    return tmp_path


@pytest.fixture
def tables(folder: Path) -> Path:
    """A file with good tables; lark knows them by its name too."""
    file = folder / "new" / "latex.tables"
    assert parsed(file) == 2
    return file


def test_tables_are_kept(tables: Path) -> None:
    made = tables.read_bytes()
    assert parsed(tables) == 2
    assert tables.read_bytes() == made


@pytest.mark.parametrize("damage", ["empty", "cut off", "garbage", "other content"])
def test_damaged_tables_are_made_anew(tables: Path, damage: str) -> None:
    made = tables.read_bytes()
    damaged = {
        "empty": b"",
        "cut off": made[: len(made) // 2],
        "garbage": b"\x00garbage",
        "other content": made.partition(b"\n")[0] + b"\n" + pickle.dumps({"a": 1}),
    }[damage]
    tables.write_bytes(damaged)
    assert parsed(tables) == 2
    made_anew = tables.read_bytes()
    assert made_anew != damaged
    assert parsed(tables) == 2
    assert tables.read_bytes() == made_anew


def test_tables_that_cannot_be_kept_do_no_harm(folder: Path) -> None:
    file = folder / "cache" / "latex.tables"
    file.parent.write_text("a file where the folder should be", encoding="utf-8")
    assert parsed(file) == 2
    file.parent.unlink()
    file.mkdir(parents=True)
    assert parsed(file) == 2


# Files of an unusual kind.


def test_pages_behind_links_are_read(tmp_path: Path) -> None:
    site = tiny_site(tmp_path / "site", {"good": GOOD})
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "far.md").write_text("It is 0.5.\n", encoding="utf-8")
    (site / "docs" / "linked").symlink_to(tmp_path / "elsewhere")
    (site / "docs" / "linked" / "again").symlink_to(site / "docs")  # a way back
    (complaint,) = registry_of(site).all_complaints()
    assert str(complaint).startswith("docs/linked/far.md:1: the decimal number 0.5")


def test_a_page_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    site = tiny_site(tmp_path / "site", {"good": GOOD})
    (site / "docs" / "lost.md").symlink_to("nowhere.md")
    (complaint,) = registry_of(site).all_complaints()
    assert re.match(r"docs/lost\.md:1: \S+lost\.md cannot be used: No such file", str(complaint))
