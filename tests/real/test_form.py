"""The form of the pages, in Chromium: the grid, the sizes of letters, and numbers on a phone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

PHONE: Any = {"width": 375, "height": 800}
OF_THE_GRID = ("two-layer.html", "scalar-chain.html")
# In px: how wide the window is; from where to where the text goes; where the margin ends.
GRID = [
    (1440, 336, 912, 1352),
    (1312, 272, 848, 1288),
    (1220, 248, 792, 1196),
    (1100, 62, 606, 1038),
    (1024, 24, 568, 1000),
    (768, 44, 724, 724),
    (375, 18, 357, 357),
]

EDGES = """() => {
  const edges = (selector, side) => [...new Set([...document.querySelectorAll(selector)]
    .filter(e => e.checkVisibility()).map(e => Math.round(e.getBoundingClientRect()[side])))]
  const rows = ".equation:not(.refuted) > .equation-row >"
  return {
    text: edges("article > p", "left"),
    marks: edges(`${rows} .equation-mark > summary`, "right"),
    numbers: edges(`${rows} .equation-number`, "right"),
    code: edges(".equation > .highlight", "right"),
  }
}"""

# The smallest letters that are not within a formula or a picture, nor above or below the line.
SMALLEST = """() => {
  const sizes = []
  const others = "math, svg, sub, sup, script, style, noscript"
  const hidden = ".md-skip, .md-search, .footnote-backref"
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) {
    const parent = texts.currentNode.parentElement
    if (texts.currentNode.data.trim() && parent.checkVisibility() &&
        !parent.closest(`${others}, ${hidden}`))
      sizes.push(parseFloat(getComputedStyle(parent).fontSize))
  }
  return Math.min(...sizes)
}"""

SCROLL = """() => [...document.querySelectorAll(".in-numbers")]
  .filter(e => e.checkVisibility() && e.scrollWidth > e.clientWidth)
  .map(e => [e.scrollWidth - e.clientWidth, e.querySelector("math").dataset.latex])"""

CUT = """() => [...document.querySelectorAll("pre > span > code")]
  .filter(e => e.checkVisibility() && e.scrollWidth > e.clientWidth).map(e => e.textContent)"""

# Lines of a listing that wrap, of those that are no longer than a line may be.
WRAPPED = """() => [...document.querySelectorAll(".highlight:not(.notebook-cell *) .line")]
  .filter(e => e.checkVisibility() && e.textContent.trimEnd().length <= 44 &&
    e.getBoundingClientRect().height > 30).map(e => e.textContent)"""


@pytest.fixture(scope="module")
def shown(browser: Browser, server: str, looked_at: list[str]) -> Iterator[dict[str, Page]]:
    """The pages, opened once."""
    with browser.new_context(viewport=PHONE) as context:
        pages = {name: context.new_page() for name in dict.fromkeys([*looked_at, *OF_THE_GRID])}
        for name, page in pages.items():
            page.goto(f"{server}/{name}")
            page.evaluate("document.fonts.ready.then(() => null)")
        yield pages


def resize(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})


@pytest.mark.parametrize(("width", "left", "right", "end"), GRID)
def test_the_grid(shown: dict[str, Page], width: int, left: int, right: int, end: int) -> None:
    for name in OF_THE_GRID:
        resize(shown[name], width)
        found = shown[name].evaluate(EDGES)
        assert found["text"] == [left], name
        assert found["marks"] == [right], name
        assert found["code"] == [end], name
        assert len(found["numbers"]) == 1, (name, found["numbers"])


def test_numbers_have_room(shown: dict[str, Page], site: Path) -> None:
    names = [name for name in shown if "in-numbers" in (site / name).read_text(encoding="utf-8")]
    assert names
    for name in names:
        for width in (375, 500, 1024, 1220):
            resize(shown[name], width)
            assert shown[name].evaluate(SCROLL) == [], (name, width)


def test_code_is_neither_cut_nor_wrapped(shown: dict[str, Page]) -> None:
    for name, page in shown.items():
        resize(page, 375)
        assert page.evaluate(CUT) == [], name
        assert page.evaluate(WRAPPED) == [], name


def test_a_title_in_the_header_takes_two_lines(shown: dict[str, Page]) -> None:
    lines = """() => [...document.querySelectorAll(".md-header__topic > .md-ellipsis")]
      .map(e => Math.round(e.getBoundingClientRect().height / 15))"""
    for name, page in shown.items():
        resize(page, 375)
        assert max(page.evaluate(lines)) <= 2, name


def test_no_letter_is_too_small(shown: dict[str, Page]) -> None:
    """The last test of these pages: it unfolds them."""
    for name, page in shown.items():
        page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")
        for width in (1440, 375):
            resize(page, width)
            assert page.evaluate(SMALLEST) >= 12.5, (name, width)


TARGETS = """() => [...document.querySelectorAll("summary, .highlight > .copy")]
  .filter(e => e.checkVisibility() && !e.closest("nav")).map(e => e.getBoundingClientRect())
  .map(({ width, height }) => Math.round(Math.min(width, height)))"""


def test_what_is_tapped_is_as_large_as_a_finger(browser: Browser, server: str) -> None:
    with browser.new_context(
        viewport={"width": 375, "height": 812}, has_touch=True, is_mobile=True
    ) as context:
        page = context.new_page()
        for name in ("two-layer", "question-bank"):
            page.goto(f"{server}/{name}.html")
            page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")
            sizes = page.evaluate(TARGETS)
            assert len(sizes) > 4, name
            assert min(sizes) >= 44, (name, sizes)
            assert page.evaluate("document.documentElement.scrollWidth") == 375, name


AT_THE_FIRST_LINE = """new MutationObserver((_, observer) => {
  if (!document.querySelector("article > p")) return
  observer.disconnect()
  window.loaded = [...document.fonts].filter(face => face.status === "loaded")
    .map(({ family, weight, style }) => [family, weight, style].join(" ").replaceAll('"', ""))
}).observe(document, { childList: true, subtree: true })"""
MOVED = """new Promise(resolve => {
  const sum = list => list.getEntries().reduce((sum, { value }) => sum + value, 0)
  new PerformanceObserver(list => resolve(sum(list)))
    .observe({ type: "layout-shift", buffered: true })
  setTimeout(() => resolve(0), 300)
})"""


def test_the_fonts_are_there_before_the_first_line(browser: Browser, server: str) -> None:
    """Nothing is laid out with another font, and moves when the right one comes."""
    with browser.new_context(viewport={"width": 412, "height": 823}) as context:
        page = context.new_page()
        page.add_init_script(AT_THE_FIRST_LINE)
        page.goto(f"{server}/two-paths.html")
        assert sorted(page.evaluate("loaded")) == [
            "STIX Two Math normal normal",
            "Source Serif 4 400 italic",
            "Source Serif 4 400 normal",
            "Source Serif 4 600 normal",
        ]
        assert page.evaluate(MOVED) <= 0.01
