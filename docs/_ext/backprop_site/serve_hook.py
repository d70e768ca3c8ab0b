"""MkDocs hook: count warnings in builds, and keep a server alive when a page cannot be read."""

import logging
from pathlib import Path
from typing import Any, Literal

from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler

from checked_equations.pages.extension import site_of
from checked_equations.pages.registry import Page as Checked

_serving = False


def on_startup(*, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Let MkDocs count its warnings: with --quiet a dead link would be published."""
    global _serving
    _serving = command == "serve"
    mkdocs = logging.getLogger("mkdocs")
    mkdocs.setLevel(min(mkdocs.level, logging.WARNING))


def on_config(config: Any) -> None:
    """Do not count warnings while serving.

    A build stops on one, such as that of a dead link; the server would not answer until the page
    is corrected.
    """
    if _serving:
        mkdocs = logging.getLogger("mkdocs")
        for counter in [h for h in mkdocs.handlers if isinstance(h, CountHandler)]:
            mkdocs.removeHandler(counter)


def _checked(page: Page, config: Any) -> Checked | None:
    """The page as the checker has read it."""
    registry = site_of(Path(config.config_file_path).parent).registry()
    return registry.pages.get(f"{registry.options.docs_dir}/{page.file.src_uri}")


def on_page_read_source(page: Page, config: Any) -> str | None:
    """The text of a page that MkDocs cannot read; the checker says why on the page."""
    checked = _checked(page, config)
    return checked.body if checked is not None and not checked.readable else None


def on_page_markdown(markdown: str, page: Page, config: Any, files: Any) -> None:
    """Drop the front matter that the checker refuses: themes would fail on it."""
    checked = _checked(page, config)
    if checked is not None:
        page.meta = {key: page.meta[key] for key in checked.meta if key in page.meta}
