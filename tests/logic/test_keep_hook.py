"""A build that fails leaves the site of the last one as it was."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from mkdocs.utils import clean_directory

from backprop_site import keep_hook


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """What the last build has made."""
    folder = tmp_path / "site"
    (folder / "assets").mkdir(parents=True)
    for name in ("index.html", "assets/a.css", ".nojekyll"):
        (folder / name).write_text(name, encoding="utf-8")
    return folder


def files(site: Path) -> set[str]:
    return {f.relative_to(site).as_posix() for f in site.rglob("*") if f.is_file()}


def begin(site: Path, dirty: bool = False) -> SimpleNamespace:
    """What MkDocs does before it reads the pages."""
    config = SimpleNamespace(site_dir=str(site))
    keep_hook.on_startup(command="build", dirty=dirty)
    keep_hook.on_pre_build(config)
    if not dirty:
        clean_directory(str(site))
    return config


LAST = {"index.html", "assets/a.css", ".nojekyll"}


def test_an_error_before_all_pages_are_made_changes_nothing(site: Path) -> None:
    begin(site)
    assert not (site / "index.html").exists()
    (site / "early.html").write_text("by a plugin", encoding="utf-8")
    keep_hook.on_build_error(ValueError())
    assert files(site) == LAST


def test_when_all_pages_are_made_the_old_ones_go(site: Path) -> None:
    keep_hook.on_env(None, begin(site), None)
    assert files(site) == {".nojekyll"}
    keep_hook.on_build_error(ValueError())
    assert files(site) == {".nojekyll"}


def test_a_build_that_was_killed_loses_nothing(site: Path) -> None:
    begin(site)
    (site / "index.html").write_text("half", encoding="utf-8")
    begin(site)
    keep_hook.on_build_error(ValueError())
    assert files(site) == LAST
    assert (site / "index.html").read_text(encoding="utf-8") == "index.html"


def test_what_is_not_cleaned_stays_in_place(site: Path) -> None:
    begin(site, dirty=True)
    assert files(site) == LAST


def test_the_first_build_has_nothing_to_keep(tmp_path: Path) -> None:
    keep_hook.on_env(None, begin(tmp_path / "site"), None)
    keep_hook.on_build_error(ValueError())
    assert not (tmp_path / "site").exists()
