"""MkDocs hook: spare the search what `data-search-exclude` drops anyway, most of a page."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.pages import Page

from checked_equations.pages.extension import site_of

_whole: dict[str, str] = {}


@event_priority(100)  # before the search
def _before(context: Any, page: Page, config: Any, nav: Any) -> None:
    site = site_of(Path(config.config_file_path).parent)
    _whole[page.file.src_uri] = content = str(page.content)
    unsearched = site.unsearched.get(f"{site.options.docs_dir}/{page.file.src_uri}", ())
    page.content = without(content, unsearched)


def without(content: str, parts: Iterable[str]) -> str:
    """A text without these parts; nearly all of them stand in it in their order."""
    kept, start, others = [], 0, []
    for part in parts:
        found = content.find(part, start)
        if found < 0:
            others.append(part)
        else:
            kept.append(content[start:found])
            start = found + len(part)
    rest = "".join([*kept, content[start:]])
    for part in others:  # such as what a footnote holds
        rest = rest.replace(part, "")
    return rest


@event_priority(-100)  # behind it
def _after(context: Any, page: Page, config: Any, nav: Any) -> None:
    page.content = _whole.pop(page.file.src_uri)


on_page_context = CombinedEvent(_before, _after)
