"""The picture for links to the site: drawn once, and again where it is damaged or out of date."""

import os
from pathlib import Path

import pytest

from backprop_site import card
from checked_equations.equations.loading.load import Library
from checked_equations.pages.memo import Memo
from checked_equations.pages.options import Options
from checked_equations.pages.registry import Page, Registry

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    model = Library(ROOT, "snippets").load()[0]["scalar_chain"]
    home = Page("docs/index.md", {"title": "A title", "model": model.name}, "", 1)
    return Registry(Options(tmp_path), {model.name: model}, {home.path: home}, Memo())


@pytest.mark.slow
def test_it_is_written_where_it_is_not_up_to_date(registry: Registry) -> None:
    file = registry.docs / "assets" / "social" / "card.png"
    card.write(registry)
    whole = file.read_bytes()
    os.utime(file, (1, 1))
    card.write(registry)
    assert file.stat().st_mtime == 1
    middle = len(whole) // 2
    for damaged in (whole[:-100], whole[:middle] + b"\0" + whole[middle + 1 :], b""):
        assert damaged != whole
        file.write_bytes(damaged)
        card.write(registry)
        assert file.read_bytes() == whole
    registry.pages["docs/index.md"].meta["title"] = "Another title"
    card.write(registry)
    assert file.read_bytes() != whole
    assert list(file.parent.iterdir()) == [file]


def test_a_site_without_a_home_page_has_none(registry: Registry, tmp_path: Path) -> None:
    registry.pages.clear()
    card.write(registry)
    assert list(tmp_path.iterdir()) == []
