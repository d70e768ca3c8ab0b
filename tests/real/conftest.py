"""The pages to look at; and the network's on a phone, for what readers type into its fields."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.reader_fields import PAGE, SIZES

LONG = ("builds", "browser", "another_site", "try", "notebooks", "workbook_recalculated")

# The start, derivations of numbers, in steps and over time, a notebook, a table, what is missing.
KINDS = {
    "404.html",
    "index.html",
    "notebooks/gradient-checking.html",
    "sigmoid-network.html",
    "through-time.html",
    "two-layer-steps.html",
    "what-the-sources-got-wrong.html",
}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first: at the end no worker waits for another's long file."""
    long = {f"test_{name}.py": place for place, name in enumerate(LONG)}
    here = Path(__file__).parent
    items.sort(
        key=lambda item: long.get(item.path.name, len(LONG)) if item.path.parent == here else -1
    )


# All pages at once are more than a browser has memory for.
PARTS = 4


@pytest.fixture(
    scope="session",
    params=[None, *(pytest.param(part, marks=pytest.mark.fuzz) for part in range(PARTS))],
    ids=lambda part: "of each kind" if part is None else f"part {part + 1} of {PARTS}",
)
def looked_at(request: pytest.FixtureRequest, pages: list[str]) -> list[str]:
    """The addresses of a page of each kind, or of a part of all."""
    assert set(pages) >= KINDS
    return sorted(KINDS) if request.param is None else pages[request.param :: PARTS]


@pytest.fixture(params=[375, pytest.param(1440, marks=pytest.mark.fuzz)])
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    size = SIZES[request.param]
    with browser.new_context(
        viewport=size, permissions=["clipboard-read", "clipboard-write"]
    ) as context:
        yield context


@pytest.fixture
def page(context: BrowserContext, server: str) -> Iterator[Page]:
    """The page of the network; any error of a script fails the test."""
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("dialog", lambda dialog: errors.append(dialog.message))
    page.goto(f"{server}/{PAGE}")
    yield page
    assert errors == []
