"""MkDocs hook: the search reads a page without what it would leave out, which is most of a page."""

import re
from typing import Any

from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.pages import Page

_EXCLUDED = re.compile(
    r"<(?P<tag>section|details|div|span)\b[^>]* data-search-exclude(?=[\s>=])[^>]*>"
    r"(?P<inside>.*?)</(?P=tag)>",
    re.DOTALL,
)


def searched(content: str) -> str:
    """A page without what is marked to be left out."""
    return _EXCLUDED.sub(_cut, content)


def _cut(found: re.Match[str]) -> str:
    """Nothing; what has another of its kind inside is left to the search."""
    return found[0] if re.search(rf"<{found['tag']}\b", found["inside"]) else ""


@event_priority(100)
def _before(context: Any, page: Page, config: Any, nav: Any) -> None:
    content = page.content or ""
    page.meta["whole"] = content
    page.content = searched(content)


@event_priority(-100)
def _after(context: Any, page: Page, config: Any, nav: Any) -> None:
    page.content = page.meta.pop("whole")


on_page_context = CombinedEvent(_before, _after)
