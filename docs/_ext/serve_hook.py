"""MkDocs hook: an error stops a build before it begins, and shows in place in a served site.

Without it the extension stops the build itself, at the first page.
"""

import logging
from pathlib import Path
from typing import Any, Literal

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
    """A server goes on after a warning; a build stops."""
    if SITE.serving:
        config.strict = False


def on_page_read_source(page: Any, config: Any) -> str | None:
    """A page that is not UTF-8 has no text. The site pass has said so; MkDocs would raise."""
    try:
        Path(page.file.abs_src_path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return ""
    return None


def on_pre_build(config: Any) -> None:
    """Stop before anything is removed; a server names every problem and goes on."""
    errors = SITE.registry().all_errors()
    if not SITE.serving:
        stop_on(errors)
    for error in errors:
        log.warning("%s", error)
