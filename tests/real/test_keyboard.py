"""The pages by keyboard: what is closed, and what has room, is not in the way."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

PHONE: Any = {"width": 375, "height": 800}

FOCUSED = """() => {
  const e = document.activeElement
  const name = e.getAttribute("aria-label") ?? e.innerText.trim()
  const box = (e.labels?.[0] ?? e).getBoundingClientRect()
  const isIn = box.left >= 0 && box.right <= innerWidth && box.bottom <= innerHeight
  const seen = box.width > 4 && isIn && getComputedStyle(e).visibility === "visible"
  return [e.id || name, seen]
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport=PHONE, reduced_motion="reduce") as context:
        yield context.new_page()


def tab(page: Page) -> str:
    """The next stop, which can be seen."""
    page.keyboard.press("Tab")
    name, seen = page.evaluate(FOCUSED)
    assert seen, name
    return str(name)


def test_the_header_of_a_phone_comes_before_the_text(page: Page, server: str) -> None:
    page.goto(f"{server}/two-paths.html")
    stops = [tab(page) for _ in range(20)]
    assert stops[:5] == ["Skip to content", "Navigation", "Numbers", "Light or dark", "Search"]
    assert not any(stop.startswith("__") for stop in stops[5:])


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_navigation_and_search_open_and_close(page: Page, server: str, key: str) -> None:
    page.goto(f"{server}/two-paths.html")
    drawer, query = page.locator("#__drawer"), page.locator(".md-search__input")
    navigation, search = (page.get_by_role("button", name=n) for n in ("Navigation", "Search"))
    navigation.focus()
    page.keyboard.press(key)
    assert navigation.get_attribute("aria-expanded") == "true"
    assert [tab(page), tab(page)] == ["Home", "__nav_2"]
    page.keyboard.press(key)
    assert tab(page) == "One number and its slope"
    page.keyboard.press("Escape")
    assert not drawer.is_checked()
    assert navigation.evaluate("e => e === document.activeElement")
    search.focus()
    page.keyboard.press(key)
    assert query.evaluate("e => e === document.activeElement")
    page.keyboard.type("softmax")
    page.get_by_role("search").get_by_role("link").first.wait_for()
    page.keyboard.press("Escape")
    assert search.evaluate("e => e === document.activeElement")
    # Who leaves the navigation closes it.
    page.locator(".md-header__button[for='__drawer']").click()
    page.locator("h1 > .headerlink").focus()
    assert not drawer.is_checked()


def test_what_has_room_is_no_stop(page: Page, server: str) -> None:
    page.goto(f"{server}/two-paths.html")
    page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")
    for width in (240, 375):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("new Promise(done => setTimeout(done, 200))")
        boxes = page.locator("[data-scrolls]:visible")
        wide = boxes.evaluate_all("all => all.map(e => e.scrollWidth > e.clientWidth)")
        assert boxes.evaluate_all("all => all.map(e => e.tabIndex === 0)") == wide
        assert any(wide) == (width == 240)


@pytest.mark.parametrize("width", [1440, 375])
def test_no_table_moves_for_the_theme_s_script(page: Page, server: str, width: int) -> None:
    places = """() => [...document.querySelectorAll("article table, article h2, article > p")]
      .map(e => e.getBoundingClientRect().toJSON())"""
    page.set_viewport_size({"width": width, "height": 800})
    for name in ("how-every-equation-is-checked", "notation", "training"):
        page.route("**/bundle.*.js", lambda route: route.abort())
        page.goto(f"{server}/{name}.html")
        before = page.evaluate(f"document.fonts.ready.then({places})")
        page.unroute("**/bundle.*.js")
        page.goto(f"{server}/{name}.html")
        assert page.locator(".md-typeset__scrollwrap").count() > 0
        assert page.evaluate(f"document.fonts.ready.then({places})") == before
