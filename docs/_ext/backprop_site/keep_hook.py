"""MkDocs hook: the site of the last build stays until all pages of the next one are made.

MkDocs cleans the folder before it reads the pages, and then any error leaves nothing there.
"""

import shutil
from pathlib import Path
from typing import Any

from mkdocs.plugins import event_priority
from mkdocs.utils import clean_directory

_ASIDE = ".last"  # in the site's folder; MkDocs leaves alone what begins with a dot

_dirty = False
_site: Path | None = None


def on_startup(*, command: str, dirty: bool) -> None:
    """Note whether MkDocs is going to clean the folder at all."""
    global _dirty
    _dirty = dirty


def on_pre_build(config: Any) -> None:
    """Put the site aside."""
    global _site
    _site = Path(config.site_dir)
    _put_back(_site)  # of a build that was killed
    if not _dirty and _site.is_dir():
        files = [file for file in _site.iterdir() if not file.name.startswith(".")]
        _move(files, _site / _ASIDE)


@event_priority(-100)  # behind all else that may fail
def on_env(env: Any, config: Any, files: Any) -> None:
    """All pages are made: from here on, MkDocs writes."""
    shutil.rmtree(Path(config.site_dir, _ASIDE), ignore_errors=True)


def on_build_error(error: Exception) -> None:
    """Leave the site as it was."""
    if _site is not None:
        _put_back(_site)


def _put_back(site: Path) -> None:
    aside = site / _ASIDE
    if aside.is_dir():
        clean_directory(str(site))
        _move(list(aside.iterdir()), site)
        aside.rmdir()


def _move(files: list[Path], folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for file in files:
        file.rename(folder / file.name)
