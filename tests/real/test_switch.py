"""The switch between symbols and numbers in a real Chromium."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from checked_equations.pages.directives.equation import Checked
from checked_equations.pages.registry import Registry

pytestmark = pytest.mark.browser

SIZES: Any = {1440: {"width": 1440, "height": 900}, 375: {"width": 375, "height": 800}}
# Where everything stands that must not move.
PLACES = """() => [...document.querySelectorAll('.equation, .equation-row > *, h2, article > p')]
  .map(e => e.getBoundingClientRect().toJSON())"""

# Values that numbers lie over.
COVERED = """() => [...document.querySelectorAll('.equation-both ~ .equation-value')]
.filter(value => {
  const numbers = value.parentElement.querySelector('.in-numbers > math')
  return value.checkVisibility({visibilityProperty: true}) &&
    value.getBoundingClientRect().top < numbers.getBoundingClientRect().bottom - 3
}).map(value => value.innerText)"""


@pytest.fixture(scope="module")
def addresses(registry: Registry, looked_at: list[str]) -> dict[str, int]:
    """Of the pages those with equations in numbers, and how many each has."""
    found: dict[str, int] = {}
    for item, result in registry.of_type(Checked).items():
        address = registry.address(registry.page_of[item])
        found[address] = found.get(address, 0) + bool(result.numbers.latex)
    return {address: found[address] for address in looked_at if found.get(address)}


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(viewport=SIZES[1440]) as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        yield context


def visible(page: Page) -> tuple[int, int]:
    """How many equations are shown in symbols, of those with numbers, and how many in numbers."""
    return (
        page.locator(".in-symbols:visible").count(),
        page.locator(".in-numbers:visible").count(),
    )


def unfolded(page: Page, count: int) -> int:
    """How many of so many equations with numbers are in no folded part of the page."""
    return count - page.locator("details:not([open]) .equation-both").count()


def test_pages_with_numbers_have_a_switch(
    context: BrowserContext, server: str, looked_at: list[str], addresses: dict[str, int]
) -> None:
    page = context.new_page()
    for name in looked_at:
        page.goto(f"{server}/{name}")
        assert page.get_by_role("switch").count() == (name in addresses), name
        assert visible(page) == (unfolded(page, addresses.get(name, 0)), 0)


@pytest.mark.parametrize("width", SIZES)
def test_nothing_moves(
    context: BrowserContext, server: str, addresses: dict[str, int], width: int
) -> None:
    page = context.new_page()
    page.set_viewport_size(SIZES[width])
    for address, count in addresses.items():
        page.goto(f"{server}/{address}")
        page.evaluate("document.fonts.ready.then(() => scrollTo(0, 700))")
        before, place = page.evaluate(PLACES), page.evaluate("scrollY")
        page.get_by_role("switch").click()
        assert visible(page) == (0, unfolded(page, count))
        assert page.evaluate(PLACES) == before, address
        assert page.evaluate(COVERED) == [], address
        assert page.evaluate("scrollY") == place
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.get_by_role("switch").click()
        assert visible(page) == (unfolded(page, count), 0)


def test_by_keyboard_and_kept_from_page_to_page(
    context: BrowserContext, server: str, addresses: dict[str, int]
) -> None:
    first, second, *_ = addresses
    page = context.new_page()
    page.goto(f"{server}/{first}")
    switch = page.get_by_role("switch", name="Numbers")
    for _ in range(30):
        page.keyboard.press("Tab")
        if switch.evaluate("e => e === document.activeElement"):
            break
    page.keyboard.press("Space")
    assert switch.get_attribute("aria-checked") == "true"
    assert page.get_by_role("status").filter(has_text="shown in numbers").count() == 1
    assert visible(page) == (0, unfolded(page, addresses[first]))
    # On the next page before any script of the site has run.
    page.route("**/*.js", lambda route: route.abort())
    page.goto(f"{server}/{second}")
    assert visible(page) == (0, unfolded(page, addresses[second]))
    page.unroute("**/*.js")
    page.reload()
    switch = page.get_by_role("switch")
    assert switch.get_attribute("aria-checked") == "true"
    switch.focus()
    page.keyboard.press("Enter")
    page.goto(f"{server}/{first}")
    assert page.get_by_role("switch").get_attribute("aria-checked") == "false"
    assert visible(page) == (unfolded(page, addresses[first]), 0)


def test_what_is_hidden_is_not_read_aloud_reached_or_copied(
    context: BrowserContext, server: str, addresses: dict[str, int]
) -> None:
    page = context.new_page()
    tools = context.new_cdp_session(page)
    for address in addresses:
        page.goto(f"{server}/{address}")
        for state in ("in-symbols", "in-numbers"):
            tree = tools.send("Accessibility.getFullAXTree")["nodes"]
            roles = [node["role"]["value"] for node in tree if not node["ignored"]]
            assert roles.count("MathMLMath") == page.locator("math:visible").count()
            both = page.locator(".equation-both").first
            shown = both.locator(f".{state} > math").get_attribute("data-latex")
            assert shown is not None
            reached = (
                "all => all.map(e => { e.tabIndex = 0; e.focus(); return e.matches(':focus') })"
            )
            assert both.locator("> *").evaluate_all(reached) == [
                state == each for each in ("in-symbols", "in-numbers")
            ]
            both.evaluate("e => getSelection().selectAllChildren(e)")
            page.keyboard.press("Control+c")
            copied = page.evaluate("navigator.clipboard.readText()")
            assert copied == f"$$\n{shown}\n$$"
            row = page.locator(".equation-row:has(> .equation-both)").first
            row.hover()
            row.locator(".copy").click()
            assert page.evaluate("navigator.clipboard.readText()") == shown
            page.get_by_role("switch").click()
        page.evaluate("localStorage.clear()")


def test_without_scripts_there_are_symbols_alone(
    browser: Browser, server: str, addresses: dict[str, int]
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        for address, count in addresses.items():
            page.goto(f"{server}/{address}")
            assert page.locator("[role='switch']:visible").count() == 0
            assert page.locator(".in-symbols:visible").count() == unfolded(page, count)
            assert all(box.bounding_box() is None for box in page.locator(".in-numbers").all()[:5])
