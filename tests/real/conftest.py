"""The pages to look at; and the network's at two widths, for what readers type into its fields."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.reader_fields import PAGE, SIZES


@pytest.fixture(scope="session", params=["some", pytest.param("all", marks=pytest.mark.fuzz)])
def looked_at(request: pytest.FixtureRequest, pages: list[str]) -> list[str]:
    """The addresses of every third page, or of all."""
    return pages if request.param == "all" else pages[::3]


@pytest.fixture(params=SIZES)
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
