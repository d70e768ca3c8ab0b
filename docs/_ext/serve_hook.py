"""MkDocs hook: an error stops a build before it begins, and shows in place in a served site.

Without it the extension stops the build itself, at the first page.
"""

import logging
from typing import Any, Literal

from mkdocs.utils import CountHandler

from checked_equations.extension import SITE, stop_on

# Not one of MkDocs' own loggers: a warning there would leave the server stuck.
log = logging.getLogger("checked_equations")


def on_startup(*, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Tell the extension whether the site is served, and never miss a warning.

    With --quiet MkDocs would neither show nor count them: a dead link would be published.
    """
    SITE.serving = command == "serve"
    mkdocs = logging.getLogger("mkdocs")
    mkdocs.setLevel(min(mkdocs.level, logging.WARNING))


def on_config(config: Any) -> None:
    """A server goes on after a warning, such as one of a dead link; a build stops.

    By now MkDocs has begun to count them, and it would stop answering until the page is mended.
    """
    if SITE.serving:
        mkdocs = logging.getLogger("mkdocs")
        for counter in [h for h in mkdocs.handlers if isinstance(h, CountHandler)]:
            mkdocs.removeHandler(counter)


def on_page_read_source(page: Any, config: Any) -> str | None:
    """What the site pass could read of a page that MkDocs cannot; why not, it has said."""
    read = SITE.registry().pages.get(f"docs/{page.file.src_uri}")
    return read.body if read is not None and not read.readable else None


def on_pre_build(config: Any) -> None:
    """Stop before anything is removed; a server names every problem and goes on."""
    errors = SITE.registry().all_errors()
    if not SITE.serving:
        stop_on(errors)
    for error in errors:
        log.warning("%s", error)
