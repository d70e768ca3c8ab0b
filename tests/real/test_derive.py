"""A reader's derivation in a real Chromium: typed line by line, mended, kept, copied, printed."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from tests.reader_fields import LOOKS, MARKUP, PAGE, RIGHT, SIZES, field_of, said
from tests.tools import npm_file

pytestmark = pytest.mark.browser

LINES = [
    r"\frac{\partial E_1}{\partial W_5}",
    r"\frac{\partial E_1}{\partial a_{o1}} \frac{\partial a_{o1}}{\partial o_1} a_{h1}",
    r"(a_{o1} - t_1) \sigma'(o_1) a_{h1}",
]
SLIP = "(a_o1 - t1)*a_o1*(1 - a_o1)*a_h2"


def opened(page: Page) -> Locator:
    page.locator("button.derive").click()
    form = page.locator("button.derive + form")
    form.wait_for()
    return form


def typed(form: Locator, text: str) -> str:
    """What is said of a text."""
    field_of(form).fill(text)
    field_of(form).press("Enter")
    return said(form)


def kinds(form: Locator) -> list[str | None]:
    """What is said of each line of the list."""
    return [line.get_attribute("data-said") for line in form.locator(".derived > li").all()]


def test_a_derivation_by_keyboard(page: Page) -> None:
    page.locator("button.derive").focus()
    page.keyboard.press("Enter")
    form = page.locator("button.derive + form")
    form.wait_for()
    for number, line in enumerate(LINES, start=1):
        page.keyboard.insert_text(line)
        page.keyboard.press("Enter")
        assert said(form).startswith("✓ Right. Left to be found: ")
        assert kinds(form) == ["right"] * number
        assert field_of(form).input_value() == ""
    page.keyboard.insert_text(RIGHT)
    page.keyboard.press("Enter")
    assert said(form) == "✓ Right, and done: nothing is left to be found."
    assert form.locator(".derived > li").last.get_by_text("the end").count() == 1
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    cut = "all => all.filter(e => e.scrollWidth > e.clientWidth).length"
    assert form.locator(".derived > li > div").evaluate_all(cut) == 0


def test_the_first_wrong_line_is_marked_and_mended(page: Page) -> None:
    form = opened(page)
    typed(form, LINES[0])
    typed(form, RIGHT)
    form.get_by_role("button", name="Edit line 1").click()
    wrong = typed(form, r"\frac{\partial E_2}{\partial W_5}")
    assert wrong.startswith("Not equal: 0, should be 0.0721571")
    assert kinds(form) == ["wrong", "waiting"]
    assert field_of(form).input_value() == r"\frac{\partial E_2}{\partial W_5}"
    typed(form, LINES[1])
    assert kinds(form) == ["right", "right"]
    slip = typed(form, SLIP)
    assert "0.74 % too large. One change mends it." in slip
    assert kinds(form) == ["right", "right", "wrong"]
    assert "ah2" not in slip
    form.get_by_role("button", name="Remove line 3").click()
    assert kinds(form) == ["right", "right"]
    assert typed(form, "a_o1 * (").startswith("Cannot read column")
    assert kinds(form) == ["right", "right"]  # what cannot be read is no line
    typed(form, r"\begin{aligned} &= a_{o3} \end{aligned}")
    selected = "e => e.value.slice(e.selectionStart, e.selectionEnd)"
    assert field_of(form).evaluate(selected) == "a_{o3}"
    start = r"\frac{\partial E_{\text{total}}}{\partial W_5}"
    form.get_by_role("button", name="Start again").click()
    assert kinds(form) == []
    assert field_of(form).evaluate("e => e.getBoundingClientRect().top") > 0
    form.get_by_role("button", name="Put back").click()
    assert kinds(form) == ["right", "right"]
    form.get_by_role("button", name="Start again").click()
    assert "no step" in typed(form, start)


def test_a_long_line_shows_that_it_scrolls(browser: Browser, server: str) -> None:
    with browser.new_context(viewport=SIZES[375]) as context:
        page = context.new_page()
        page.goto(f"{server}/{PAGE}")
        form = opened(page)
        typed(form, RIGHT)
        typed(form, RIGHT + "*1" * 20)
        short, long = form.locator(".derived > li > div").all()
        assert long.evaluate("e => e.scrollWidth - e.clientWidth") > 100
        shadows = "e => getComputedStyle(e).backgroundImage.split('linear-gradient').length - 1"
        assert long.evaluate(shadows) == 4
        long.and_(page.locator("[tabindex='0']")).wait_for()  # in reach of the keyboard
        assert short.get_attribute("tabindex") is None
        # The sign stands beside its line.
        for line in (short, long):
            sign, formula = line.locator(".unbroken"), line.locator("math")
            assert (sign.text_content() or "").startswith("= ")
            height = "e => e.getBoundingClientRect().height"
            assert sign.evaluate("e => e.getClientRects().length") == 1
            assert sign.evaluate(height) < formula.evaluate(height) + 10


def test_a_line_that_is_edited_is_marked(page: Page) -> None:
    form = opened(page)
    typed(form, r"\begin{aligned} &= " + r" \\ &= ".join(LINES) + r" \end{aligned}")
    marked = form.locator(".derived > [aria-current='true']")
    assert marked.count() == 0
    assert field_of(form).get_attribute("aria-label") == "Your line 4: LaTeX or code"
    assert typed(form, " ") == "Type the next line first."
    form.get_by_role("button", name="Edit line 2").click()
    assert said(form) == "Line 2 is in the field."
    assert marked.get_by_role("button", name="Edit line 2").count() == marked.count() == 1
    border = "e => parseFloat(getComputedStyle(e).borderLeftWidth)"
    assert marked.evaluate(border) == 3
    assert field_of(form).get_attribute("aria-label") == "Your line 2: LaTeX or code"
    assert field_of(form).get_attribute("placeholder") == "line 2: LaTeX or code"
    inside = (
        "e => e.getBoundingClientRect().top > 0 && e.getBoundingClientRect().bottom < innerHeight"
    )
    assert field_of(form).evaluate(inside)
    assert typed(form, "") == "Type line 2 first, or remove it."
    assert typed(form, LINES[1]).startswith("✓ Right")
    assert marked.count() == 0
    form.get_by_role("button", name="Edit line 1").click()
    typed(form, SLIP)
    assert marked.get_by_role("button", name="Edit line 1").count() == 1  # it is to be mended
    form.get_by_role("button", name="Remove line 1").click()
    assert marked.count() == 0
    assert field_of(form).get_attribute("aria-label") == "Your line 3: LaTeX or code"


def test_hints_say_more_and_more(page: Page) -> None:
    form = opened(page)

    def more() -> str:
        form.get_by_role("status").get_by_role("button", name="More").click()
        return said(form)

    form.get_by_role("button", name="Hint").click()
    assert said(form).startswith("Which values lie on the way from")
    assert "Multiply the slopes" in more()
    assert "The page begins with" in more()
    hint = form.get_by_role("button", name="Hint")
    hint.click()
    assert "Multiply the slopes" not in said(form)
    field_of(form).fill("W_5")
    hint.click()  # says the next one too, whatever is typed meanwhile
    assert "Multiply the slopes" in said(form)
    assert form.locator(".own-answer.stale").count() == 0
    hint.click()
    assert "The page begins with" in said(form)
    typed(form, RIGHT)
    form.get_by_role("button", name="Hint").click()
    assert said(form) == "It is done."
    typed(form, r"2 \delta_{o1} a_{h1}")
    form.get_by_role("button", name="Hint").click()
    assert said(form) == "It was done with line 1: remove line 2, or mend it."


def test_lines_are_kept_copied_and_printed(page: Page) -> None:
    form = opened(page)
    assert typed(form, rf"\begin{{aligned}} &= {LINES[0]} \\ &= {LINES[1]} \end{{aligned}}")
    page.reload()
    form = opened(page)
    assert kinds(form) == ["right", "right"]
    assert field_of(form).input_value() == ""
    form.get_by_role("button", name="Copy as LaTeX").click()
    form.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("\\begin{aligned}\n\\frac{\\partial E_{\\text{total}}}")
    assert copied.count("&=") == 2
    assert copied.count("\\\\\n") == 1
    page.emulate_media(media="print")
    assert form.locator(".derived > li:visible").count() == 2
    assert form.locator("input:visible, button:visible").count() == 0


def test_what_was_kept_is_only_text(page: Page) -> None:
    for kept in (f'["{MARKUP}"]', '{"lines": 1}', "[1, null, []]", "nonsense"):
        page.evaluate("kept => localStorage.setItem('derivation net-dE-dW5', kept)", kept)
        page.reload()
        form = opened(page)
        assert kinds(form) == (["unread"] if MARKUP in kept else [])
        assert form.locator("img").count() == 0


def test_from_a_folder(context: BrowserContext, site: Path) -> None:
    page = context.new_page()
    for name, line in (
        ("scalar-chain.html", r"(\hat{y} - y) w_2 x"),
        ("two-paths.html", r"((a_{o1} - t_1) a_{o1} (1 - a_{o1}) W_5 + (a_{o2} - t_2) a_{o2}"
                           r" (1 - a_{o2}) W_7) a_{h1} (1 - a_{h1}) i_1"),
        ("two-layer.html", r"x_j f'(h_k') \sum_i W_{ki}^{(2)} g'(y_i')"
                           r" \frac{\partial L}{\partial \hat{y}_i}"),
    ):  # fmt: skip
        page.goto((site / name).as_uri())
        assert typed(opened(page), line).startswith("✓ Right, and done"), name


def test_without_scripts_only_the_task_is_there(browser: Browser, server: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{server}/{PAGE}")
        assert page.locator("#derive-it-yourself").is_visible()
        assert page.locator("button.derive:visible").count() == 0


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe(browser: Browser, server: str, width: int, scheme: Any) -> None:
    axe = npm_file("axe-core/axe.min.js", "axe-core is")
    with browser.new_context(viewport=SIZES[width], color_scheme=scheme) as context:
        page = context.new_page()
        page.goto(f"{server}/{PAGE}")
        form = opened(page)
        for line in (LINES[0], SLIP):
            typed(form, line)
        page.add_script_tag(path=axe)
        found = page.evaluate("axe.run('button.derive + form')")
        assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found["violations"]] == []
        assert len(found["passes"]) > 10
