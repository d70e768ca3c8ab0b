"""axe-core finds nothing on any page; Lighthouse gives every page full marks but for speed."""

from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Browser

from checked_equations.pages.reading import page_files
from tests.lighthouse import lighthouse
from tests.site import ROOT, options_of
from tests.tools import npm_file

pytestmark = pytest.mark.browser

FILES = page_files(options_of(ROOT))
PAGES = {f.relative_to(ROOT / "docs").with_suffix(".html").as_posix() for f in FILES}
SOME = {"two-layer.html"}  # axe looks at more kinds of pages
fuzz = pytest.mark.fuzz  # the rest
SIZES = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 375, "height": 800}}
SCHEMES = ("light", "dark")

# axe takes a heading of a column that is a formula for empty: it reads no text out of MathML.
# Chromium does; test_screen_readers_get_the_mathml sees to it.
RULES = {"rules": [{"id": "empty-table-header", "selector": "th:not(:has(math))"}]}


@pytest.mark.parametrize(
    ("size", "scheme", "chosen"),
    [
        ("phone", "light", slice(0, None, 9)),
        ("desktop", "dark", slice(4, None, 9)),
        *(pytest.param(*each, slice(None), marks=fuzz) for each in product(SIZES, SCHEMES)),
    ],
)
def test_axe(
    browser: Browser, server: str, pages: list[str], size: str, scheme: Any, chosen: slice
) -> None:
    """What is folded is unfolded first."""
    axe = npm_file("axe-core/axe.min.js", "axe-core is")
    viewport: Any = SIZES[size]
    with browser.new_context(viewport=viewport, color_scheme=scheme) as context:
        for name in pages[chosen]:
            page = context.new_page()
            page.goto(f"{server}/{name}")
            page.add_script_tag(path=axe)
            unfold = "all => all.forEach(e => { e.removeAttribute('name'); e.open = true })"
            page.eval_on_selector_all("details", unfold)
            page.evaluate("rules => axe.configure(rules)", RULES)
            found = page.evaluate("axe.run({resultTypes: ['violations']})")
            violations = [
                (v["id"], node["html"][:200], node["failureSummary"])
                for v in found["violations"]
                for node in v["nodes"]
            ]
            assert violations == [], (name, len(violations))
            assert len(found["passes"]) > 20
            page.close()


@pytest.mark.parametrize(
    "name", [*sorted(SOME), *(pytest.param(name, marks=fuzz) for name in sorted(PAGES - SOME))]
)
def test_lighthouse(server: str, name: str) -> None:
    """What a page lacks is named; its speed is measured by `make bench`."""
    categories = ["accessibility", "best-practices", "seo"]
    found = lighthouse(f"{server}/{name}", categories)
    lacking = [
        (name, found["audits"][audit["id"]]["title"], found["audits"][audit["id"]].get("details"))
        for name, category in found["categories"].items()
        for audit in category["auditRefs"]
        if audit["weight"] and found["audits"][audit["id"]]["score"] not in (None, 1)
    ]
    assert lacking == []
    assert {c: found["categories"][c]["score"] for c in categories} == dict.fromkeys(categories, 1)
