"""The built site in a real Chromium: three widths, light and dark; every page in `make fuzz`."""

import csv
import re
from collections.abc import Collection, Iterator
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from checked_equations.pages.directives.refuted import FalseFormula
from checked_equations.pages.registry import Page as Checked
from checked_equations.pages.registry import Registry
from tests.site import ROOT

WIDTHS = (1440, 768, 375)
DESKTOP: Any = {"width": 1280, "height": 720}
PHONE: Any = {"width": 375, "height": 800}
SMALL: Any = {"width": 280, "height": 650}

pytestmark = pytest.mark.browser


def displays(registry: Registry, page: Checked) -> list[str]:
    """The ids of all that a page displays, true or false, in order."""
    items = registry.equations.items()
    found = [(item.place.start, name) for name, item in items if registry.page_of[item] is page]
    return [name for _, name in sorted(found)]


def of(addresses: Collection[str], registry: Registry) -> list[tuple[str, Checked]]:
    """Those of the checked pages that have one of the addresses."""
    named = ((registry.address(page), page) for page in registry.pages.values())
    return [(address, page) for address, page in named if address in addresses]


Tab = tuple[Page, list[str]]


def open_page(context: BrowserContext, address: str) -> Tab:
    """Open a page; the list collects whatever it complains about or asks from elsewhere."""
    page = context.new_page()
    complaints: list[str] = []
    home = "/".join(address.split("/")[:3])

    def note_request(url: str) -> None:
        if not url.startswith((home, "data:", "blob:")):
            complaints.append(f"elsewhere: {url}")

    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(f"failed: {request.url}"))
    page.on("request", lambda request: note_request(request.url))
    page.on("response", lambda r: complaints.append(f"{r.status}: {r.url}") if not r.ok else None)
    page.goto(address, wait_until="load")
    page.evaluate("document.fonts.ready.then(() => null)")
    return page, complaints


# What is wrong with the layout of a page, in words. A formula may be wider than its box: the box
# then scrolls all of it. Nothing may be cut off above, below or left, where no one can scroll.
LAYOUT = r"""() => {
  const wrong = [];
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const box = e => e.getBoundingClientRect();
  const demand = (truth, what, e) => truth || wrong.push(
    `${what}: ${e.closest('[id]')?.id}, ${e.dataset.latex ?? e.className}`);
  const root = document.documentElement;
  demand(root.scrollWidth <= root.clientWidth, 'the page scrolls sideways', root);
  for (const formula of all('math').filter(e => e.checkVisibility()))
    demand(box(formula).width > 3, 'an empty formula', formula);
  for (const math of all('.equation-math').filter(e => e.checkVisibility())) {
    const card = math.closest('.equation, .erratum');
    const signs = all('mi, mn, mo, mtext', math).map(box).filter(sign => sign.width);
    const [left, top] = ['left', 'top'].map(side => Math.min(...signs.map(sign => sign[side])));
    const [right, bottom] = ['right', 'bottom'].map(s => Math.max(...signs.map(sign => sign[s])));
    const row = math.parentElement;
    const beside = ':scope > :is(.equation-number, .equation-reference, .equation-mark)';
    const rest = all(beside, row);
    const behind = rest.reduce((sum, e) => sum + box(e).width, 0);
    const {paddingLeft, paddingRight} = getComputedStyle(row);
    const inner = row.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight) - behind;
    demand(box(row).right <= innerWidth && box(row).left >= 0, 'a row leaves the page', row);
    demand(box(math).width >= inner - 40, 'a box is narrower than its row allows', math);
    for (const sign of rest)
      demand(box(sign).left >= Math.min(right, box(math).right) || box(sign).bottom > bottom + 8,
        'a sign stands on its formula', sign);
    const mark = rest.at(-1);
    if (mark && card && !card.matches('.final')) // a summary has its frame around it
      demand(box(mark).right >= box(card).right - 1, 'a mark is not at the edge of the text', row);
    demand(math.scrollHeight <= math.clientHeight, 'a formula is cut off below', math);
    demand(math.scrollWidth >= Math.floor(right - left), 'a formula does not scroll', math);
    demand(left >= box(math).left - 1, 'a formula is cut off on the left', math);
    demand(top >= box(math).top - 1, 'a formula is cut off above', math);
    demand(bottom <= box(math).bottom + 1, 'a formula is cut off below', math);
    demand(bottom - top > 7, 'a formula without height', math);
  }
  // In numbers, too, which lie over what stands beside the value.
  for (const row of all('.equation-row:has(.in-numbers)').filter(e => e.checkVisibility())) {
    const signs = all('.in-numbers :is(mi, mn, mo)', row).map(box).filter(sign => sign.width);
    for (const beside of all(':scope > :is(.equation-number, .equation-mark)', row).map(box))
      demand(!signs.some(sign => sign.right > beside.left + 1 && sign.left < beside.right - 1
        && sign.bottom > beside.top + 4 && sign.top < beside.bottom - 4),
        'a sign stands on the numbers', row);
  }
  if (innerWidth >= 1024)
    for (const code of all('.equation > .highlight').filter(e => e.checkVisibility()))
      demand(Math.abs(box(code).top - box(code.parentElement).top) < 12, 'code slips', code);
  const prose = document.querySelector('article').cloneNode(true);
  prose.querySelectorAll('code, style, script, math').forEach(e => e.remove());
  const raw = prose.textContent.match(/\\[a-zA-Z]{2,}|\$[^$]*\$|\{\{|wzxhzdk|[\ue000\ue001]/g);
  return wrong.concat(raw ?? []);
}"""


@pytest.fixture(scope="module")
def tabs(browser: Browser, server: str, looked_at: list[str]) -> Iterator[dict[str, Tab]]:
    """The pages, served and opened once."""
    with browser.new_context(color_scheme="light", viewport=DESKTOP) as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        yield {name: open_page(context, f"{server}/{name}") for name in looked_at}


@pytest.fixture
def opened(tabs: dict[str, Tab]) -> Iterator[dict[str, Page]]:
    """The pages on a desktop, by address, for tests that do not care where they are scrolled."""
    yield {name: page for name, (page, _) in tabs.items()}
    for page, _ in tabs.values():
        page.set_viewport_size(DESKTOP)
        page.emulate_media(media="screen", color_scheme="light")


def assert_whole(tab: Tab, name: str, registry: Registry, scheme: str = "default") -> None:
    """Every equation is there and has its room; nothing complains, nothing is asked elsewhere."""
    page, complaints = tab
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(LAYOUT) == [], (name, width)
    assert complaints == [], name
    typeset = ".equation:has(math[data-latex])"
    shown = page.eval_on_selector_all(typeset, "all => all.map(e => e.id)")
    expected = [p for p in registry.pages.values() if registry.address(p) == name]
    assert shown == [identity for p in expected for identity in displays(registry, p)]
    assert page.evaluate("document.body.dataset.mdColorScheme") == scheme, name


@pytest.mark.usefixtures("opened")
def test_every_page(tabs: dict[str, Tab], registry: Registry) -> None:
    for name, tab in tabs.items():
        assert_whole(tab, name, registry)


@pytest.mark.parametrize(
    ("scheme", "place", "scripts", "chosen"),
    [
        # With the test above, each two of the three are combined.
        ("dark", "folder", True, slice(0, None, 6)),
        ("light", "folder", False, slice(2, None, 6)),
        ("dark", "server", False, slice(4, None, 6)),
        *(
            pytest.param(*each, slice(None), marks=pytest.mark.fuzz)
            for each in product(("light", "dark"), ("server", "folder"), (True, False))
            if each != ("light", "server", True)
        ),
    ],
)
def test_every_page_elsewhere(
    browser: Browser,
    server: str,
    site: Path,
    pages: list[str],
    registry: Registry,
    scheme: Any,
    place: str,
    scripts: bool,
    chosen: slice,
) -> None:
    """In the dark, opened from a folder, without scripts."""
    home = server if place == "server" else site.as_uri()
    with browser.new_context(color_scheme=scheme, java_script_enabled=scripts) as context:
        for name in pages[chosen]:
            if place == "folder" and name == "404.html":
                continue  # only a server shows it; its links begin at the server's root
            tab = open_page(context, f"{home}/{name}")
            dark = scheme == "dark" and scripts
            assert_whole(tab, name, registry, "slate" if dark else "default")
            tab[0].close()


def test_deep_links_land_and_stay(
    browser: Browser, server: str, registry: Registry, looked_at: list[str]
) -> None:
    """Opened half-way or at its end, a page shows the equation and does not move afterwards."""
    with browser.new_context(viewport=PHONE) as context:
        for address, checked in of(looked_at, registry):
            ids = displays(registry, checked)
            for identity in {*ids[len(ids) // 2 :][:1], *ids[-1:]}:
                page, _ = open_page(context, f"{server}/{address}#{identity}")
                where = f"document.getElementById('{identity}').getBoundingClientRect().top"
                first = page.evaluate(where)
                page.wait_for_timeout(300)
                assert page.evaluate(where) == pytest.approx(first, abs=1), identity
                header = page.evaluate("document.querySelector('.md-header').offsetHeight")
                assert header <= first < 800, (identity, first)
                page.close()


def a_card(registry: Registry, refuted: bool) -> tuple[str, str, str]:
    """The address, id and LaTeX of a displayed equation."""
    name, item = next(
        (name, item)
        for name, item in registry.equations.items()
        if isinstance(item, FalseFormula) == refuted and getattr(item, "kind", "") != "step"
    )
    return registry.address(registry.page_of[item]), name, item.text.strip()


def test_what_has_moved_to_another_page_is_found_there(browser: Browser, server: str) -> None:
    with (ROOT / "docs/data/moved.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    page = browser.new_page()
    for row in rows[:: len(rows) // 3]:
        page.goto("about:blank")
        page.goto(f"{server}/{row['page']}#{row['id']}")
        page.locator(f"#{row['id']} math").first.wait_for()
        assert row["page"] not in page.url
    page.close()


@pytest.mark.parametrize("refuted", [False, True], ids=["checked", "refuted"])
def test_equation_links_show(
    browser: Browser, server: str, registry: Registry, refuted: bool
) -> None:
    """The mouse over a card and the keyboard's focus show its link; a finger always sees it."""
    address, identity, _ = a_card(registry, refuted)
    opacity = "e => getComputedStyle(e).opacity"
    with browser.new_context() as context:
        page, _ = open_page(context, f"{server}/{address}")
        link = page.locator(f"[id='{identity}'] .equation-number").first
        assert link.evaluate(opacity) == ("0" if refuted else "1")
        page.locator(f"[id='{identity}']").hover()
        assert link.evaluate(opacity) == "1"
        page.mouse.move(0, 0)
        link.focus()
        assert link.evaluate(opacity) == "1"
        assert link.evaluate("e => getComputedStyle(e).textDecorationLine") == "underline"
    with browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True) as context:
        page, _ = open_page(context, f"{server}/{address}")
        assert page.locator(f"[id='{identity}'] .equation-number").first.evaluate(opacity) == "1"


@pytest.mark.parametrize(("touch", "size"), [(False, 24), (True, 44)], ids=["mouse", "finger"])
def test_the_words_of_a_check_open_over_the_page(
    browser: Browser, server: str, registry: Registry, touch: bool, size: int
) -> None:
    """Nothing moves for them; by keyboard too; the mark is large enough for what points at it."""
    address, identity, _ = a_card(registry, refuted=False)
    viewport: Any = PHONE if touch else DESKTOP
    with browser.new_context(viewport=viewport, has_touch=touch, is_mobile=touch) as context:
        page, _ = open_page(context, f"{server}/{address}#{identity}")
        mark = page.locator(f"[id='{identity}'] .equation-mark > summary")
        panel = page.locator(f"[id='{identity}'] .equation-panel")
        box = mark.bounding_box()
        assert box is not None
        assert box["width"] >= size
        assert box["height"] >= size
        height = "document.documentElement.scrollHeight"
        before = page.evaluate(height)
        assert not panel.is_visible()
        mark.focus()
        page.keyboard.press("Enter")
        assert panel.is_visible()
        assert "Checked in this build" in panel.inner_text()
        assert page.evaluate(height) == before
        page.keyboard.press("Escape")
        assert not panel.is_visible()
        assert mark.evaluate("e => e === document.activeElement")


def test_a_check_says_how_to_cite_the_equation(
    browser: Browser, server: str, registry: Registry
) -> None:
    """By site, page, number and address; once, however often it is opened."""
    address, identity, _ = a_card(registry, refuted=False)
    with browser.new_context() as context:
        page, _ = open_page(context, f"{server}/{address}")
        mark = page.locator(f"[id='{identity}'] .equation-mark > summary")
        for _ in range(3):
            mark.click()
        number = page.locator(f"[id='{identity}'] .equation-number").inner_text()
        line = page.locator(f"[id='{identity}'] .equation-panel").get_by_text("To cite it")
        canonical = page.locator("link[rel=canonical]").get_attribute("href")
        title = page.locator("meta[property='og:title']").get_attribute("content")
        assert line.inner_text() == (
            f"To cite it: Backprop, derived and checked, “{title}”, equation {number}. "
            f"{canonical}#{identity}"
        )
        line.locator("a").click()
        assert page.url == f"{server}/{address}#{identity}"


def test_each_handout_is_one_sheet(browser: Browser, server: str) -> None:
    with browser.new_context() as context:
        page, _ = open_page(context, f"{server}/handouts.html")
        sheets = page.locator(".sheet").count()
        pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b", pdf)) == sheets > 10


def test_the_first_screen(browser: Browser, server: str) -> None:
    """It fits a small phone; whatever is chosen, the answer is said, without scripts at once."""
    small: Any = {"width": 375, "height": 667}
    for scripts in (True, False):
        with browser.new_context(viewport=small, java_script_enabled=scripts) as context:
            page, _ = open_page(context, f"{server}/index.html")
            start = page.locator(".start").bounding_box()
            assert start is not None
            assert start["y"] + start["height"] <= small["height"]
            answer = page.locator(".quiz .answer")
            assert answer.is_visible() is not scripts
            assert page.locator(".quiz button").first.is_visible() is scripts
            if scripts:
                page.get_by_role("button", name="Cannot tell").click()
                assert answer.is_visible()


COPY_ALL = """selector => {
  const range = document.createRange();
  range.selectNode(document.querySelector(selector));
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


@pytest.mark.parametrize("place", ["server", "folder"])
def test_copying_gives_latex(
    browser: Browser, server: str, site: Path, registry: Registry, place: str
) -> None:
    """A selection and the button of a card; a false formula has no button."""
    address, identity, latex = a_card(registry, refuted=False)
    home = server if place == "server" else site.as_uri()
    with browser.new_context() as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page, complaints = open_page(context, f"{home}/{address}")
        clipboard = "navigator.clipboard.readText()"
        page.locator(f"[id='{identity}']").hover()
        page.locator(f"[id='{identity}'] > .equation-row > .copy").click()
        assert page.evaluate(clipboard) == latex
        assert (
            page.locator(f"[id='{identity}'] > .equation-row > .copy[aria-label='Copied']").count()
            == 1
        )
        page.evaluate(COPY_ALL, f"[id='{identity}'] .equation-math")
        page.keyboard.press("Control+c")
        assert page.evaluate(clipboard) == f"$$\n{latex}\n$$"
        assert (
            page.locator(".equation:is(.refuted, .question) > .equation-row > .copy").count() == 0
        )
        buttons = page.locator(".equation-row > .copy").count()
        assert buttons == sum(
            registry.address(registry.page_of[item]) == address
            for item in registry.equations.values()
            if not isinstance(item, FalseFormula)
        )
        assert complaints == []


def test_copying_a_paragraph_gives_its_latex(opened: dict[str, Page], registry: Registry) -> None:
    """Every paragraph with formulas is copied as its author wrote them."""
    paragraph = "article > p:has(.inline-math)"
    for address, checked in of(opened, registry):
        page = opened[address]
        if page.locator(paragraph).count():
            page.bring_to_front()
            page.evaluate(COPY_ALL, paragraph)
            page.keyboard.press("Control+c")
            copied = page.evaluate("navigator.clipboard.readText()")
            formulas = re.findall(r"\$([^$]+)\$", copied)
            latex = "all => all.map(e => e.dataset.latex)"
            shown = page.eval_on_selector_all(f":nth-match({paragraph}, 1) [data-latex]", latex)
            assert formulas == shown
            assert set(formulas) <= {i.text.strip() for i in checked.items}
            assert not re.search(r"[\ue000-\uf8ff]", copied)


def test_a_part_of_a_formula_is_copied_whole(
    browser: Browser, server: str, registry: Registry
) -> None:
    """As with the mouse: from within one formula to within the next."""
    address, identity, latex = a_card(registry, refuted=False)
    with browser.new_context() as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page, _ = open_page(context, f"{server}/{address}")
        page.evaluate(
            """identity => {
              const glyphs = document.getElementById(identity).querySelectorAll('mi');
              const row = document.getElementById(identity).querySelector('.equation-row');
              getSelection().setBaseAndExtent(glyphs[1], 0, row.nextElementSibling, 1);
            }""",
            identity,
        )
        page.keyboard.press("Control+c")
        assert page.evaluate("navigator.clipboard.readText()").startswith(f"$$\n{latex}\n$$")


def test_screen_readers_get_the_mathml(opened: dict[str, Page]) -> None:
    """Each formula that is shown is in the accessibility tree, and so is what it is made of."""
    for name, page in opened.items():
        tools = page.context.new_cdp_session(page)
        tree = tools.send("Accessibility.getFullAXTree")["nodes"]
        roles = [n["role"]["value"] for n in tree if not n["ignored"]]
        for role, element in [("MathMLMath", "math"), ("MathMLFraction", "mfrac")]:
            shown = page.locator(f"{element}:visible").count()
            assert roles.count(role) == shown, (name, element)
        tools.detach()


def test_long_equations_scroll_within_themselves(opened: dict[str, Page]) -> None:
    """On a phone none does; on a smaller one the keyboard reaches and scrolls those that do."""
    scrolled = 0
    wide = "e => e.scrollWidth > e.clientWidth + 1"
    for page in opened.values():
        boxes = page.locator(".equation-math:visible")
        page.set_viewport_size(PHONE)
        assert boxes.evaluate_all(f"all => all.filter({wide}).map(e => e.textContent)") == []
        page.set_viewport_size(SMALL)
        places = boxes.evaluate_all(f"all => all.flatMap((e, place) => ({wide})(e) ? [place] : [])")
        for box in map(boxes.nth, places):
            scrolled += 1
            box.focus()
            assert box.evaluate("e => e === document.activeElement")
            # Two of the four layers are the shadows that stay at the edges.
            layers = box.evaluate("e => getComputedStyle(e).backgroundAttachment.split(', ')")
            assert sorted(layers) == ["local", "local", "scroll", "scroll"]
            box.evaluate("e => e.scrollTo({left: 1e6, behavior: 'instant'})")
            end = "e => e.querySelector('math').getBoundingClientRect().right"
            edge = "e => e.getBoundingClientRect().right"
            assert box.evaluate(end) <= box.evaluate(edge) + 1
    assert scrolled > 0


def test_formulas_are_drawn_with_their_font(opened: dict[str, Page]) -> None:
    for name, page in opened.items():
        tools = page.context.new_cdp_session(page)
        for domain in ("DOM", "CSS"):
            tools.send(f"{domain}.enable")
        root = tools.send("DOM.getDocument")["root"]["nodeId"]
        # What is folded is not drawn.
        drawn = "math :is(mi, mn, mo, mtext):not(details:not([open]) *)"
        wanted = {"nodeId": root, "selector": drawn}
        signs = tools.send("DOM.querySelectorAll", wanted)["nodeIds"]
        fonts = {
            (font["familyName"], font["isCustomFont"])
            for sign in signs[:300]
            for font in tools.send("CSS.getPlatformFontsForNode", {"nodeId": sign})["fonts"]
        }
        assert fonts == ({("STIX Two Math", True)} if signs else set()), name
        tools.detach()


def test_braces_are_drawn_whole(
    browser: Browser, server: str, site: Path, looked_at: list[str]
) -> None:
    """Chromium left parts of them out, wherever a tile of the screen began."""
    seen, scale = 0, 2
    with_braces = [n for n in looked_at if "⏟" in (site / n).read_text(encoding="utf-8")]
    screen: Any = {"viewport": {"width": 720, "height": 900}, "device_scale_factor": scale}
    with browser.new_context(**screen) as context:
        for name in with_braces:
            page, _ = open_page(context, f"{server}/{name}")
            braces = page.locator("munder > mo:visible").filter(has_text="⏟").all()
            colors: Any
            for colors in ("none", "active"):
                page.emulate_media(forced_colors=colors)
                for brace in braces:
                    brace.scroll_into_view_if_needed()
                    # The brace is as wide as what it is under; its box, as a short one.
                    place = brace.evaluate(
                        """brace => {
                          const [over, box] = [brace.previousElementSibling, brace]
                            .map(e => e.getBoundingClientRect());
                          return [over.left + 3, over.right - 3, box.top, box.bottom + 1];
                        }"""
                    )
                    left, right, top, bottom = (int(scale * edge) for edge in place)
                    picture = Image.open(BytesIO(page.screenshot())).convert("L")
                    drawn = np.asarray(picture, float)[top:bottom, left:right]
                    assert np.ptp(drawn, axis=0).min() > 50, (name, colors, left, top)
                    seen += 1
            page.close()
    assert seen >= len(with_braces)


PRINTED = """() => {
  const those = (selector, wanted) =>
    [...document.querySelectorAll(selector)].filter(wanted).map(e => e.className);
  const seen = selector => those(selector, e => e.checkVisibility());
  return {
    extra: seen(`.md-header, .md-footer, .md-sidebar, .md-top, .md-search, .md-dialog__inner,
      .headerlink, .copy`),
    lost: those('.equation > :is(.equation-row, .highlight), .equation-value',
      e => !e.checkVisibility() && !e.closest('details:not([open])')), // a folded answer stays so
    holes: those('.in-numbers, details:is(.success, .equation-answer):not([open])',
      e => e.getClientRects().length),
    cut: those('.equation-math', e => getComputedStyle(e).overflowX !== 'visible'),
    paper: getComputedStyle(document.body).backgroundColor,
  };
}"""


def test_print(opened: dict[str, Page]) -> None:
    """On paper: equations, values and snippets on white; nothing to click or to navigate with."""
    paper = {"extra": [], "lost": [], "holes": [], "cut": [], "paper": "rgb(255, 255, 255)"}
    for page in opened.values():
        scheme: Any
        for scheme, name in {"light": "default", "dark": "slate"}.items():
            page.emulate_media(media="print", color_scheme=scheme)
            page.wait_for_function(f"document.body.dataset.mdColorScheme === '{name}'")
            assert page.evaluate(PRINTED) == paper


def test_the_notation_fits_a_phone(opened: dict[str, Page]) -> None:
    """With all its columns, of which no page of this site has the last."""
    for page in opened.values():
        page.set_viewport_size(PHONE)
        too_wide = page.evaluate(
            """() => {
              const domain = '<td data-head="domain">positive, adds up to one along hidden</td>';
              for (const row of document.querySelectorAll('.notation tbody tr'))
                row.insertAdjacentHTML('beforeend', domain);
              const boxes = document.querySelectorAll(".notation, .notation > *");
              const wide = [...boxes].filter(box => box.scrollWidth > box.clientWidth).length;
              for (const cell of document.querySelectorAll('[data-head="domain"]')) cell.remove();
              return wide;
            }"""
        )
        assert too_wide == 0


def test_networks_are_legible_at_every_width(opened: dict[str, Page]) -> None:
    """One drawing of each is shown, and no text in it is smaller than 14 px."""
    pictures = 0
    for name, page in opened.items():
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found = page.evaluate(
                """() => [...document.querySelectorAll("figure.network")].map(figure => {
                  const shown = [...figure.querySelectorAll("svg")].filter(s => s.clientWidth);
                  const sizes = shown.flatMap(svg => [...svg.querySelectorAll("tspan")].map(
                    run => parseFloat(getComputedStyle(run).fontSize) * svg.getScreenCTM().a));
                  return [shown.length, Math.min(...sizes)];
                })"""
            )
            assert all(shown == 1 and size >= 14 for shown, size in found), (name, width, found)
            pictures += len(found)
    assert pictures > 0


def test_tables_and_code_fit_a_phone(opened: dict[str, Page]) -> None:
    """No table scrolls sideways, and a line of code that wraps goes on further to the right."""
    for name, page in opened.items():
        page.set_viewport_size(PHONE)
        outside = page.evaluate(
            """() => [...document.querySelectorAll(".md-content table")]
                .filter(table => table.checkVisibility())
                .filter(table => table.getBoundingClientRect().right > innerWidth)
                .map(table => table.innerText.slice(0, 60))"""
        )
        assert outside == [], name
        to_the_left = page.evaluate(
            """() => [...document.querySelectorAll(".highlight .line")]
                .filter(line => line.checkVisibility() && line.textContent.trim())
                .filter(line => {
                  const style = getComputedStyle(line)
                  return parseFloat(style.paddingLeft) + parseFloat(style.textIndent) !== 0
                    || parseFloat(style.textIndent) >= 0
                })
                .map(line => line.textContent)"""
        )
        assert to_the_left == [], name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_reader_chooses_light_or_dark(browser: Browser, server: str, scheme: Any) -> None:
    """The choice holds on the next page; back at the system's own, the system is followed again."""
    names = {"light": "default", "dark": "slate"}
    other: Any = "dark" if scheme == "light" else "light"
    drawn = "document.body.dataset.mdColorScheme"
    with browser.new_context(color_scheme=scheme) as context:
        page, complaints = open_page(context, f"{server}/index.html")
        assert page.evaluate(drawn) == names[scheme]
        page.get_by_role("button", name="Light or dark").click()
        assert page.evaluate(drawn) == names[other]
        page.wait_for_load_state("networkidle")  # leaving earlier would cut off a request
        page.goto(f"{server}/notation.html")
        assert page.evaluate(drawn) == names[other]
        page.get_by_role("button", name="Light or dark").click()
        assert page.evaluate(drawn) == names[scheme]
        page.emulate_media(color_scheme=other)
        page.wait_for_function(f"{drawn} === '{names[other]}'")
        assert complaints == []


def test_equation_links(opened: dict[str, Page], registry: Registry) -> None:
    """Each equation's own link and each link to one lead to it. The last test: these unfold."""
    for address, checked in of(opened, registry):
        page = opened[address]
        page.bring_to_front()  # elsewhere no frame may come
        own = page.eval_on_selector_all(
            ".equation > .equation-row > .equation-number",
            "all => all.map(a => [a.closest('.equation').id, a.hash.slice(1)])",
        )
        assert own == [[identity, identity] for identity in displays(registry, checked)]
        leading = ".equation-number, .equation-reference[href^='#']"
        misses = page.eval_on_selector_all(
            leading,
            """async all => {
              const missed = [];
              for (const link of all.filter(a => a.checkVisibility())) {
                link.click();
                await new Promise(requestAnimationFrame);
                const target = document.querySelector(':target');
                const {top, bottom} = target?.getBoundingClientRect() ?? {};
                const header = document.querySelector('.md-header').offsetHeight;
                if (target?.id !== link.hash.slice(1) || !(top >= header && top < innerHeight)
                    && !(scrollY + innerHeight >= document.body.scrollHeight - 1))
                  missed.push([link.hash, top, bottom]);
              }
              return missed;
            }""",
        )
        assert misses == [], checked.path
