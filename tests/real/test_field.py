"""A reader's own line in a real Chromium: what is said of it, and how the field behaves."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request

from checked_equations.equations.models.forward import parameters
from snippets import sigmoid_network
from tests.reader_fields import LOOKS, MARKUP, PAGE, RIGHT, SIZES, field_of, said
from tests.tools import npm_file

pytestmark = pytest.mark.browser

EQUATION = "net-dE-dW5"
SLIP = "(a_{o1} - t_1) a_{o1} (1 - a_{o1}) a_{h2}"


def opened(page: Page, equation: str = EQUATION) -> Locator:
    """The field of an equation, opened."""
    page.locator(f"#{equation} > button.field").click()
    form = page.locator(f"#{equation} > form")
    form.wait_for()
    return form


def check(form: Locator, text: str) -> str:
    """What is said of a text."""
    field_of(form).fill(text)
    form.get_by_role("button", name="Check").click()
    return said(form)


def asked(form: Locator, name: str) -> str:
    form.get_by_role("status").get_by_role("button", name=name).click()
    return said(form)


def focused(locator: Locator) -> bool:
    return bool(locator.evaluate("e => e === document.activeElement"))


def test_what_is_said_of_lines(page: Page, server: str) -> None:
    form = opened(page)
    assert check(form, RIGHT) == "✓ Right: equation (22). Here 0.0721571."
    other = r"(a_{o1}-t_1) a_{o1} a_{h1} - (a_{o1}-t_1) a_{o1}^2 a_{h1}"
    assert check(form, other) == "✓ Right: equation (22) in another form. Here 0.0721571."
    first = "Not equal: 0.0726907, should be 0.0721571, 0.74 % too large. One change mends it."
    assert check(form, SLIP) == f"{first} Where?"
    assert asked(form, "Where?") == f"{first} The last factor. What?"
    assert form.locator(".own-preview .wrong").text_content() == "ah2"
    assert asked(form, "What?").startswith(f"{first} ah2 → ah1, the activation of hidden unit 1.")
    assert "ah2" not in check(form, SLIP)  # it is not spoilt before it is asked for
    unread = check(form, "(a_o1 - t1)*a_o1*(1 - a_o3)")
    assert unread.startswith(
        "Cannot read column 23: a_o3 is no name of this page. Did you mean ao1"
    )
    undecided = check(form, r"\ln(-a_{o1}^2)")
    assert undecided == "Cannot be decided: ln has no value at any point. Not counted as wrong."
    size = check(form, RIGHT.replace("(a_o1 - t1)", "abs(a_o1 - t1)"))
    assert size.startswith("Equal in the running example, 0.0721571, but not in general. One")
    assert check(form, "1/13.9").endswith("It is a number, and no form of equation (22).")
    assert "No single slip explains it" in check(form, "h_1 + E_2")
    assert check(form, "dE_dW5").startswith("True, but it says the left side again.")
    assert check(form, "(a_o1−t1)·a_o1·(1−a_o1)·a_h1").startswith("✓ Right: equation (22).")
    assert check(form, " ") == "Type a line or a number first."
    page.goto(f"{server}/two-paths.html")
    form = opened(page, "net-dE-dW1")
    path = check(form, "(a_o1 - t1)*a_o1*(1 - a_o1)*W5*a_h1*(1 - a_h1)*i1")
    assert "3.8 times too large. This is the path through o1 alone. What is missing?" in path
    number = check(form, "0.00071165")
    assert "it is 0.000188256. This is the path through o1 alone. What is missing?" in number
    assert asked(form, "What is missing?").endswith("W7 is missing.")
    slip = opened(page, "net-dE-dW4")
    assert check(slip, "0.000449745") == (
        "Not equal: with the numbers of this page it is 0.000449627. "
        "One slip gives your number. Which?"
    )
    asked(slip, "Which?")
    assert "ah1 → ah2" in asked(slip, "What?")
    assert check(slip, "0.000449627").startswith("✓ Right: ")
    assert "Give four significant digits." in check(slip, "0.00045")


def test_nothing_is_loaded_before_it_is_asked_for(page: Page) -> None:
    asked_for: list[str] = []
    page.on("request", lambda request: asked_for.append(request.url.rpartition("/")[2]))
    page.reload()
    page.wait_for_load_state("networkidle")
    assert "equations.js" in asked_for
    assert not [
        name for name in asked_for if name in ("live.js", "live-lines.js", "sigmoid_network.js")
    ]
    asked_for.clear()
    opened(page)
    opened(page, "net-dE-dW6")
    assert asked_for == ["live.js", "live-lines.js", "sigmoid_network.js"]


def test_a_page_that_is_only_read_gets_a_few_bytes(site: Path) -> None:
    buttons = {
        file.name: re.findall('<button class="field".*?</button>', file.read_text(encoding="utf-8"))
        for file in site.rglob("*.html")
    }
    assert len(buttons[PAGE]) == 4
    assert max(sum(map(len, each)) for each in buttons.values()) < 1000
    assert (site / "assets/checked_equations/live.js").is_file()


def test_what_cannot_be_loaded_is_said_and_tried_again(page: Page) -> None:
    def abort(route: Any, request: Request) -> None:
        route.abort()

    page.route("**/live.js", abort)
    button = page.locator(f"#{EQUATION} > button.field")
    button.click()
    page.get_by_text("it could not be loaded").wait_for()
    assert page.locator("form.own-line").count() == 0
    page.unroute("**/live.js")
    assert check(opened(page), RIGHT).startswith("✓ Right")
    assert button.text_content() == "Check a line of your own"


def test_from_a_folder(context: BrowserContext, site: Path) -> None:
    page = context.new_page()
    page.goto((site / PAGE).as_uri())
    assert check(opened(page), RIGHT).startswith("✓ Right")
    assert check(opened(page, "net-dE-dW7"), RIGHT).startswith("Not equal")


def test_by_keyboard_alone(page: Page) -> None:
    button = page.locator(f"#{EQUATION} > button.field")
    button.focus()
    page.keyboard.press("Enter")
    field = field_of(page)
    field.wait_for()
    assert focused(field)
    assert button.get_attribute("aria-expanded") == "true"
    page.keyboard.type(SLIP)
    assert page.get_by_role("status").last.text_content() == ""  # no verdict while typing
    page.keyboard.press("Enter")
    assert focused(field)
    form = page.locator("form.own-line")
    page.keyboard.press("Tab")
    assert focused(form.get_by_role("button", name="Check"))
    page.keyboard.press("Tab")  # the row of chips is one stop
    chips = form.get_by_role("toolbar").get_by_role("button")
    assert focused(chips.first)
    for key, chip in (
        ("ArrowLeft", chips.first),
        ("ArrowRight", chips.nth(1)),
        ("End", chips.last),
        ("ArrowLeft", chips.nth(-2)),
        ("Home", chips.first),
        ("ArrowRight", chips.nth(1)),
        ("Shift+Tab", form.get_by_role("button", name="Check")),
        ("Tab", chips.nth(1)),
        ("Tab", form.get_by_role("button", name="Where?")),
    ):
        page.keyboard.press(key)
        assert focused(chip), key
    page.keyboard.press("Enter")
    assert focused(form.get_by_role("button", name="What?"))
    page.keyboard.press("Enter")
    assert focused(form.get_by_role("status"))
    button.focus()
    page.keyboard.press("Space")
    assert not form.is_visible()
    assert button.get_attribute("aria-expanded") == "false"
    page.keyboard.press("Space")
    assert focused(field)


def test_chips_of_arrays_go_on_with_what_is_typed(page: Page, server: str) -> None:
    page.goto(f"{server}/two-layer.html")
    form = opened(page, "two-dL-dW2-delta")
    field_of(form).fill("h_j ")
    form.get_by_role("button", name="δk(2)").click()
    form.get_by_role("button", name="Check").click()
    assert said(form).startswith("✓ Right: equation (14).")


def test_chips_and_undo(page: Page) -> None:
    form = opened(page)
    field = field_of(form)
    chips = form.get_by_role("toolbar", name="Insert")

    def tap(*names: str) -> None:
        for name in names:
            chips.get_by_role("button", name=re.compile(rf"^{name}\b|^{name}$")).click()

    tap("ao1", "−", "t1")
    assert field.input_value() == "a_{o1} - t_{1}"
    assert focused(field)
    tap("undo", "undo")
    assert field.input_value() == "a_{o1}"
    field.fill("a_o1*")
    tap("ah1", "×")
    assert field.input_value() == "a_o1*a_h1 * "  # as in code, where code was typed
    field.fill("a_{o1} + W_5")
    field.evaluate("e => e.setSelectionRange(9, 12)")
    tap("ah1")
    assert field.input_value() == "a_{o1} + a_{h1}"
    field.press("Control+z")
    assert field.input_value() == "a_{o1} + W_5"
    chips.get_by_role("button", name="undo").focus()
    page.keyboard.press("Enter")
    assert focused(chips.get_by_role("button", name="undo"))


def test_nothing_is_lost_and_nothing_becomes_markup(page: Page) -> None:
    form = opened(page)
    field = field_of(form)
    for text in (MARKUP, rf"\text{{{MARKUP}}}", "W_5" * 200):
        field.fill(text)
        page.reload()
        form = opened(page)
        field = field_of(form)
        assert field.input_value() == text[:500]
        assert check(form, text[:500]).startswith("Cannot read")
        assert form.locator("img, script, mtext :not(mtext)").count() == 0
    page.evaluate("localStorage.setItem('own line net-dE-dW6', '<img src=x onerror=alert(3)>')")
    other = opened(page, "net-dE-dW6")
    assert "<img" in field_of(other).input_value()
    assert other.locator("img").count() == 0


SELECTED = "e => [document.activeElement === e, e.value.slice(e.selectionStart, e.selectionEnd)]"

# How far to the right in a field the letter at a place is drawn.
LEFT_OF = """(e, place) => {
  const pen = document.createElement("canvas").getContext("2d")
  const { font, paddingLeft } = getComputedStyle(e)
  pen.font = font
  return parseFloat(paddingLeft) + pen.measureText(e.value.slice(0, place)).width - e.scrollLeft
}"""


@pytest.mark.parametrize(
    ("text", "selected"),
    [
        ("  (a_o1 - t1)*a_o1*(1 - a_o1)*(1 - a_o1)*a_o3*a_h1", "a_o3"),
        (
            r"(a_{o1} - t_1) a_{o1} \cdot (1 - a_{o1}) \cdot E_{\text{all}} a_{h1}",
            r"E_{\text{all}}",
        ),
        (r"(a_{o1} - t_1) \foo a_{h1}", r"\foo"),
        ("a_o1 * (", ""),
        ("2*€", "€"),
    ],
)
def test_what_cannot_be_read_is_selected_in_sight(page: Page, text: str, selected: str) -> None:
    form = opened(page)
    field = field_of(form)
    assert check(form, text).startswith("Cannot read column ")
    assert field.evaluate(SELECTED) == [True, selected]
    left = field.evaluate(LEFT_OF, text.rindex(selected))
    assert 0 <= left <= field.evaluate("e => e.clientWidth")


def test_what_is_marked_comes_into_sight(browser: Browser, server: str) -> None:
    inside = """e => {
      const [mark, box] = [e.querySelector(".wrong"), e].map(each => each.getBoundingClientRect())
      return mark.left >= box.left && mark.right <= box.right
    }"""
    with browser.new_context(viewport=SIZES[375]) as context:
        page = context.new_page()
        page.goto(f"{server}/{PAGE}")
        form = opened(page)
        preview = form.locator(".own-preview")
        others, ones = r"\cdot (a_{o1} - t_1) a_{o1} (1 - a_{o1})", r" \cdot 1" * 9
        for line in (f"1 {others} {ones} a_{{h2}}", f"a_{{h2}} {others} {ones}"):
            check(form, line)
            for name in ("Where?", "What?"):
                asked(form, name)
                assert preview.evaluate("e => e.scrollWidth > e.clientWidth + 100")
                assert preview.evaluate(inside), (line, name)


def test_above_the_keyboard_of_a_phone(browser: Browser, server: str) -> None:
    """The answer comes into sight, and what was typed stays there."""
    with browser.new_context(viewport={"width": 375, "height": 360}) as context:
        page = context.new_page()
        page.goto(f"{server}/{PAGE}")
        form = opened(page)
        field = field_of(form)
        field.fill(SLIP)
        field.evaluate("e => e.scrollIntoView({ block: 'end' })")
        field.press("Enter")
        for name in ("Where?", "What?"):
            asked = form.get_by_role("button", name=name)
            assert asked.evaluate("e => e.getBoundingClientRect().bottom <= innerHeight")
            asked.click()
        bottom = "e => e.getBoundingClientRect().bottom"
        assert form.get_by_role("status").evaluate(bottom) <= 361
        assert form.locator(".own-preview").evaluate("e => e.getBoundingClientRect().top") > 40


SHIFTS = """() => new Promise(done => new PerformanceObserver(list => done(list.getEntries()
  .filter(e => !e.hadRecentInput).reduce((sum, e) => sum + e.value, 0)))
  .observe({type: 'layout-shift', buffered: true}) || setTimeout(done, 300, 0))"""


def test_nothing_jumps(page: Page) -> None:
    page.evaluate("document.fonts.ready.then(() => null)")
    form = opened(page)
    field = field_of(form)
    form.get_by_role("status").scroll_into_view_if_needed()
    places = [form.locator(".own-row"), form.locator(".own-chips"), form.get_by_role("status")]

    def tops() -> list[float]:
        return [float(place.evaluate("e => e.getBoundingClientRect().top")) for place in places]

    before = tops()
    for text in (r"\frac{a_{o1}}{t_1}", "(", "0.07", SLIP):
        field.fill(text)
        assert tops() == before, text
    check(form, SLIP)
    asked(form, "Where?")
    assert tops() == before
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert form.get_by_role("textbox").evaluate("e => e.offsetHeight") == 44
    assert form.get_by_role("textbox").evaluate("e => getComputedStyle(e).fontSize") == "16px"
    assert page.evaluate(SHIFTS) <= 0.01


def test_without_scripts_and_on_paper_there_is_no_field(browser: Browser, server: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        for name in (PAGE, "check-my-work.html"):
            page.goto(f"{server}/{name}")
            assert page.locator("button.field").count() > 0
            assert page.locator("button.field:visible, .own-lines:visible").count() == 0
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{server}/{PAGE}")
        form = opened(page)
        page.emulate_media(media="print")
        assert not form.is_visible()
        assert page.locator("button.field:visible").count() == 0


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe(browser: Browser, server: str, width: int, scheme: Any) -> None:
    axe = npm_file("axe-core/axe.min.js", "axe-core is")
    with browser.new_context(viewport=SIZES[width], color_scheme=scheme) as context:
        page = context.new_page()
        page.goto(f"{server}/check-my-work.html")
        page.locator(".own-lines > button").click()
        form = page.locator(".own-lines > form")
        form.wait_for()
        form.locator("summary").click()
        form.get_by_role("combobox").select_option(label="∂E_total/∂W5 (22)")
        check(form, SLIP)
        asked(form, "Where?")
        page.add_script_tag(path=axe)
        found = page.evaluate("axe.run('.own-lines')")
        violations = [
            (v["id"], node["html"][:200], node["failureSummary"])
            for v in found["violations"]
            for node in v["nodes"]
        ]
        assert violations == []
        assert len(found["passes"]) > 10


def test_each_open_field_has_a_name_of_its_own(page: Page) -> None:
    names = ["Check a line of your own, equation (22)", "Check a line of your own, equation (26)"]
    for equation, name in zip((EQUATION, "net-dE-dW6"), names, strict=True):
        assert opened(page, equation).get_attribute("aria-label") == name


def test_each_target_is_as_large_as_a_finger(browser: Browser, server: str) -> None:
    with browser.new_context(viewport=SIZES[375], has_touch=True, is_mobile=True) as context:
        page = context.new_page()
        page.goto(f"{server}/check-my-work.html")
        page.locator(".own-lines > button").click()
        form = page.locator(".own-lines > form")
        form.locator("summary").click()
        form.get_by_role("combobox").select_option(label="∂E_total/∂W5 (22)")
        assert check(form, SLIP).endswith("Where?")
        targets = page.locator(".own-lines :is(button, input, select, summary):visible").all()
        boxes = {target.evaluate("e => e.outerHTML"): target.bounding_box() for target in targets}
        assert len(boxes) > 25
        small = [
            of for of, box in boxes.items() if not box or min(box["width"], box["height"]) < 44
        ]
        assert small == []


def of_python(**inputs: float) -> dict[str, float]:
    """The values that the snippets compute with these inputs."""
    values: dict[str, Any] = {**sigmoid_network.EXAMPLE, **inputs}
    gradients = ["dE_da_h1", "dE_dW5", "dE_dW1"]
    functions: list[Any] = [getattr(sigmoid_network, name) for name in gradients]
    for function in (*sigmoid_network.FORWARD, *functions):
        given = parameters(function)
        values[function.__name__] = function(*(values[name] for name in given))
    return values


def test_any_gradient_with_numbers_of_your_own(context: BrowserContext, server: str) -> None:
    page = context.new_page()
    page.goto(f"{server}/check-my-work.html")
    page.locator(".own-lines > button").click()
    form = page.locator(".own-lines > form")
    form.wait_for()
    assert not form.get_by_role("toolbar").is_visible()  # a number needs no symbols
    choose = "Choose the gradient that your line is for, or type a number with a decimal point."
    for text in ("1", "W_5"):
        assert check(form, text) == choose
    field = field_of(form)
    form.get_by_role("combobox").select_option(label="∂E_total/∂W5 (22)")
    assert field.input_value() == "W_5"  # it need not be typed again
    form.get_by_role("combobox").select_option(label="any gradient")
    field.fill("0.0721571")
    form.get_by_role("button", name="Check").click()
    form.get_by_text("✓ Right: ").wait_for()
    form.get_by_role("combobox").select_option(label="∂E_total/∂W5 (22)")
    assert check(form, RIGHT).startswith("✓ Right: equation (22)")
    form.locator("summary").click()
    form.get_by_label("W7").fill("zero")
    assert check(form, "0.0721571") == "W7 needs a number such as 0.41 or −2, and zero is none."
    assert form.get_by_label("W7").get_attribute("aria-invalid") == "true"
    form.get_by_label("W7").fill("1/")
    assert form.get_by_label("W7").get_attribute("aria-invalid") == "true"
    form.get_by_label("W7").fill("1/2")
    assert form.get_by_label("W7").get_attribute("aria-invalid") == "false"  # without a check
    form.get_by_label("W7").fill("")  # the page's own number
    assert check(form, "0.0721571").startswith("✓ Right: ")
    assert form.get_by_label("W7").get_attribute("aria-invalid") == "false"
    assert form.locator(".own-answer:not(.stale)").count() == 1
    form.get_by_label("W7").fill("0,0")
    assert form.locator(".own-answer.stale").count() == 1  # it was about other numbers
    form.get_by_label("i1").fill("1")
    page.reload()
    page.locator(".own-lines > button").click()
    form.wait_for()
    assert form.get_by_role("combobox").evaluate("e => e.selectedOptions[0].text").startswith("∂E")
    assert form.get_by_label("W7").is_visible()  # what differs from the example is not hidden
    values = of_python(i1=1.0, W7=0.0)
    for name in ("dE_dW5", "dE_dW1"):
        label = f"∂E_total/∂{name[-2:]} ("
        number = form.get_by_role("option", name=label).get_attribute("value")
        form.get_by_role("combobox").select_option(number)
        assert check(form, f"{values[name]:.7g}").startswith("✓ Right: "), name
        assert check(form, f"{1.01 * values[name]:.7g}").startswith(
            "Not equal: with your numbers it is"
        ), name
    form.get_by_role("combobox").select_option(label="∂E_total/∂W5 (22)")
    form.get_by_label("i1").fill("-3/4")
    form.get_by_label("i2").fill("1/0")
    assert check(form, "0.1") == "i2 needs a number such as 0.41 or −2, and 1/0 is none."
    form.get_by_label("i2").fill(" 1 / 5 ")
    right = of_python(i1=-3 / 4, i2=1 / 5, W7=0.0)["dE_dW5"]
    assert check(form, f"{right:.7g}").startswith("✓ Right: ")
    page.reload()
    page.locator(".own-lines > button").click()
    form.get_by_role("button", name="The page's numbers").click()
    assert form.get_by_label("i1").input_value() == "0.05"
    assert check(form, RIGHT) == "✓ Right: equation (22). Here 0.0721571."
    page.reload()
    page.locator(".own-lines > button").click()
    form.wait_for()
    assert not form.get_by_label("i1").is_visible()  # nothing of the reader's is kept
