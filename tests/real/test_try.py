"""'Try it' in a real Chromium: what follows from a moved number is what Python computes."""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from checked_equations.equations.models.forward import parameters
from checked_equations.equations.models.model import Model
from snippets import sigmoid_network as network
from snippets import training
from tests.reader_fields import LOOKS
from tests.real.test_accessibility import RULES
from tests.site import site_models
from tests.tools import npm_file

pytestmark = pytest.mark.browser

# Each live model with a picture: its page, its loss, and some of its numbers.
PICTURES = {
    "scalar_chain": ("scalar-chain", "L", ["x", "w1", "b1", "w2", "y"]),
    "sigmoid_network": ("sigmoid-network", "E_total", ["i2", "W1", "W5", "t1"]),
    "sigmoid_network_with_biases": ("biases", "E_total", ["W3", "b_h1", "b_o2"]),
    "two_layer": ("two-layer", "L", ["x[1]", "W1[1,2]", "W2[2,1]", "y[2]"]),
    "two_layer_with_biases": ("two-layer-biases", "L", ["W1[2,1]", "b1[2]", "b2[1]"]),
}
STATE = """of => {
  const trial = live.trials.get(of)
  return {
    inputs: trial.inputs,
    values: trial.values,
    slopes: Object.fromEntries(trial.slopes.by),
    losses: trial.run.map(({ loss }) => loss),
    paths: trial.graph.names.includes(trial.chosen) ? trial.graph.paths(trial.chosen).map(path =>
      path.map(edge => trial.slopes.along.get(edge.join(" ")))) : [],
    link: trial.link.href,
    chosen: trial.chosen,
    rate: trial.rate,
  }
}"""


class Trial:
    """An opened picture, as a reader uses it."""

    def __init__(self, page: Page, address: str, which: int = 0) -> None:
        self.page = page
        page.goto(address)
        self.figure = page.locator("figure.network:has(.try)").nth(which)
        self.opener = self.figure.locator(".try")
        self.opener.click()
        self.figure.locator(".trial").wait_for()

    @property
    def list(self) -> Locator:
        return self.figure.get_by_label("Number", exact=True)

    @property
    def field(self) -> Locator:
        return self.figure.get_by_label(re.compile("^Value of .*, typed$"))

    @property
    def slider(self) -> Locator:
        return self.figure.get_by_role("slider")

    @property
    def said(self) -> str:
        return self.figure.locator(".trial-said").inner_text()

    @property
    def state(self) -> Any:
        return self.opener.evaluate(STATE)

    def move(self, number: str, to: float | str) -> None:
        self.list.select_option(number)
        self.field.fill(str(to))
        self.field.press("Enter")

    def press(self, name: str) -> None:
        self.figure.get_by_role("button", name=name, exact=True).click()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page on which no script fails."""
    failed: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: failed.append(str(error)))
    yield page
    assert failed == []


@pytest.fixture
def trial(page: Page, server: str) -> Trial:
    return Trial(page, f"{server}/sigmoid-network.html")


def forward(model: Model, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """All forward values, by the functions of the snippets."""
    values = {**model.example, **inputs}
    for python in model.forward:
        function = model.namespace[python]
        values[python] = function(*(values[name] for name in parameters(function)))
    return values


def element(values: Mapping[str, Any], name: str) -> Any:
    python, _, place = name.partition("[")
    index = tuple(int(i) - 1 for i in place.rstrip("]").split(",")) if place else ()
    return np.asarray(values[python])[index]


def slope(model: Model, inputs: Mapping[str, Any], loss: str, name: str) -> float:
    """The derivative of the loss by one number, by a complex step."""
    python, _, place = name.partition("[")
    index = tuple(int(i) - 1 for i in place.rstrip("]").split(",")) if place else ()
    moved = np.array(inputs[python], dtype=complex)
    moved[index] += 1e-30j
    return float(np.imag(forward(model, {**inputs, python: moved[()]})[loss]) / 1e-30)


def arrays(inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: np.array(value) if isinstance(value, list) else value
        for name, value in inputs.items()
    }


@pytest.mark.parametrize("name", PICTURES)
def test_all_that_follows_is_what_python_computes(page: Page, server: str, name: str) -> None:
    address, loss, numbers = PICTURES[name]
    model, trial = site_models()[name], Trial(page, f"{server}/{address}.html")
    for place, number in enumerate(numbers, start=1):
        trial.move(number, 0.1 + place / 7)
        state = trial.state
        inputs = arrays(state["inputs"])
        assert element(inputs, number) == 0.1 + place / 7
        expected = forward(model, inputs)
        for python in model.forward:
            np.testing.assert_allclose(state["values"][python], expected[python], rtol=1e-12)
        exact = slope(model, inputs, loss, number)
        assert state["slopes"][number] == pytest.approx(exact, rel=1e-9)
        assert state["paths"]
        total = sum(math.prod(path) for path in state["paths"])
        assert total == pytest.approx(exact, rel=1e-9)
        shown = trial.figure.locator(".trial-paths > p").inner_text()
        assert trial.figure.locator(".trial-paths li").count() == len(state["paths"])
        assert f"{exact:.6g}".rstrip("0").replace("-", "−").split("e")[0] in shown


def test_the_picture_the_slopes_and_the_deltas_follow_a_weight(trial: Trial) -> None:
    trial.move("W5", 0.63)
    state = trial.state
    a_h1 = network.a_h1(network.h1(0.05, 0.1, 0.15, 0.2))
    a_h2 = network.a_h2(network.h2(0.05, 0.1, 0.25, 0.3))
    a_o1 = network.a_o1(network.o1(a_h1, a_h2, 0.63, 0.45))
    assert state["values"]["a_o1"] == pytest.approx(a_o1, rel=1e-12)
    assert state["slopes"]["W5"] == pytest.approx(network.dE_dW5(a_o1, 0.01, a_h1), rel=1e-12)
    delta = network.delta_o1(a_o1, 0.01)
    assert state["slopes"]["o1"] == pytest.approx(delta, rel=1e-12)
    for drawing in ("wide", "narrow"):
        shown = trial.figure.locator(f"svg.{drawing} .values [data-of=a_o1]").text_content()
        assert shown == f"{a_o1:.3g}"
    trial.figure.get_by_text("All numbers and slopes").click()
    row = trial.figure.locator("tr", has_text=f"{delta:.6g}")
    assert row.locator("math").nth(1).text_content() == "δo1"
    lit = trial.figure.locator("svg.wide .lit").evaluate_all("all => all.map(e => e.dataset.edge)")
    assert sorted(lit) == ["E1 E_total", "a_h1 o1 W5", "a_o1 E1"]


def test_a_nudge_is_predicted(trial: Trial) -> None:
    before = trial.state
    trial.move("W5", 0.4)
    trial.slider.evaluate(
        "e => { e.value = 0.47; e.dispatchEvent(new Event('input', { bubbles: true })) }"
    )
    after = trial.state
    predicted = before["slopes"]["W5"] * (after["inputs"]["W5"] - 0.4)
    real = after["losses"][0] - before["losses"][0]
    assert predicted == pytest.approx(real, rel=0.05)
    assert predicted != pytest.approx(real, rel=0.001)
    said = trial.figure.get_by_text("It moved by").inner_text()
    assert f"The slope before, {before['slopes']['W5']:.6g}, times this distance predicts" in said
    assert f"{predicted:.6g}" in said
    assert f"{real:.6g}" in said


def test_training_is_that_of_the_snippet_and_goes_back(trial: Trial) -> None:
    start = trial.state
    trial.press("10 steps")
    after = trial.state
    losses = training.train(training.README, training.X, training.T, 0.5, 10)
    np.testing.assert_allclose(after["losses"], losses, rtol=1e-12)
    trained = training.trained(training.README, training.X, training.T, 0.5, 10)
    assert after["inputs"]["W5"] == pytest.approx(trained.W2[0, 0], rel=1e-12)
    assert after["inputs"]["i1"] == 0.05
    trial.figure.get_by_text("The loss after each step").click()
    items = trial.figure.locator("details li").all_inner_texts()
    assert items == [f"{loss:.6g}" for loss in losses]
    assert f"After 10 steps the loss is {losses[-1]:.6g}." in trial.said
    for _ in range(12):  # more often than there are steps
        trial.press("Back")
    assert trial.state == start


def test_reset_is_exact(trial: Trial) -> None:
    start = trial.state
    for number, to in (("W5", 1.7), ("t1", -3), ("eta", 4)):
        trial.move(number, to)
        trial.press("Step")
    trial.list.select_option(start["chosen"])
    assert trial.state != start
    trial.press("Reset")
    assert trial.state == start


def test_a_number_that_was_trained_is_short(trial: Trial) -> None:
    trial.move("W5", -0.4)
    trial.press("Step")
    value = trial.state["inputs"]["W5"]
    shown = f"{value:.6g}".replace("-", "−")
    assert trial.field.input_value() == shown != str(value)
    assert trial.slider.get_attribute("aria-valuetext") == shown
    assert trial.slider.get_attribute("aria-label") == "Value of W5"


def test_a_network_without_weights_is_reset_too(page: Page, server: str) -> None:
    trial = Trial(page, f"{server}/chain-rule-and-sigmoid.html")
    start = trial.state
    trial.move(start["chosen"], 3)
    assert trial.state != start
    trial.press("Reset")
    assert trial.state == start


def test_a_bias_is_trained_too(page: Page, server: str) -> None:
    trial = Trial(page, f"{server}/biases.html")
    before = trial.state
    trial.press("Step")
    after = trial.state
    for name in ("b_h1", "b_o2", "W1"):
        expected = before["inputs"][name] - 0.5 * before["slopes"][name]
        assert after["inputs"][name] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("where", ["server", "folder"])
def test_a_link_holds_the_state(
    page: Page, context: BrowserContext, server: str, site: Any, where: str
) -> None:
    home = server if where == "server" else site.as_uri()
    trial = Trial(page, f"{home}/sigmoid-network.html", which=1)
    trial.move("eta", 2)
    trial.move("W3", -1.25e-3)
    trial.press("10 steps")
    state = trial.state
    # An anchor of the page takes nothing away.
    page.locator("a.equation-number").first.click()
    assert trial.state == state
    trial.figure.get_by_role("link", name="Link to these numbers").click()
    assert page.url == state["link"]
    assert trial.state == state
    other = context.new_page()
    other.goto(state["link"])
    opened = other.locator(".try").nth(1)
    other.locator(".trial").wait_for()
    assert opened.evaluate(STATE) == state
    assert other.locator(".trial").count() == 1


@pytest.mark.parametrize(
    "fragment",
    [
        "",
        "abc",
        "0",
        "0_0_0_0.5",
        "0_0_0_0.5_0.05_0.1_0.15_0.2_0.25_0.3_0.4_0.45_0.5_0.55_0.01",
        "0_0_0_0.5_0.05_0.1_0.15_0.2_0.25_0.3_0.4_0.45_0.5_0.55_0.01_0.99_1",
        "0_0_0_0.5_0.05_0.1_0.15_0.2_0.25_0.3_0.4_0.45_0.5_0.55_0.01_1e999",
        "0_0_0_0.5_0.05_0.1_0.15_0.2_0.25_0.3_0.4_0.45_0.5_0.55_0.01_NaN",
        "0_0_0_0.5_0.05_0.1_0.15_0.2_0.25_0.3_0.4_0.45_0.5_0.55_0.01_0x1",
        "0_0_0_0.5_0.05_0.1_0.15_0.2_0.25_0.3_0.4_0.45_0.5_0.55_0.01_<img src=x onerror=alert(1)>",
        "0_1.5_0_0.5_0.05_0.1_0.15_0.2_0.25_0.3_0.4_0.45_0.5_0.55_0.01_0.99",
        "0_1e6_0_0.5_0.05_0.1_0.15_0.2_0.25_0.3_0.4_0.45_0.5_0.55_0.01_0.99",
        "0_0_99_0.5_0.05_0.1_0.15_0.2_0.25_0.3_0.4_0.45_0.5_0.55_0.01_0.99",
        "9_0_-1_0.5_0.05_0.1_0.15_0.2_0.25_0.3_0.4_0.45_0.5_0.55_0.01_0.99",
        "0_0_0_0.5_0.05_0.1_0.15_0.2_0.25_0.3_0.4_0.45_0.5_0.55_0.01_1e300",
        "__proto___0",
    ],
)
def test_a_link_that_does_not_fit_changes_nothing(page: Page, server: str, fragment: str) -> None:
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    page.goto(f"{server}/sigmoid-network.html#try={fragment}")
    page.locator(".trial").wait_for()
    said = page.locator(".trial-said").inner_text()
    assert said == "The numbers of this link do not fit this network. None was taken."
    assert page.locator(".try").first.evaluate(STATE)["losses"] == [pytest.approx(0.242520)]
    assert page.locator("img[src=x]").count() == 0


@pytest.mark.parametrize(
    "typed", ["", "abc", "0,5,1", "1/0", "1e999", "Infinity", "0x10", "--1", "1 2"]
)
def test_an_invalid_entry_changes_nothing(trial: Trial, typed: str) -> None:
    trial.move("W5", 0.5)
    before = trial.state
    trial.move("W5", typed)
    assert "Nothing has changed." in trial.said
    assert typed in trial.said
    assert ("Type a number such as" in trial.said) == (not typed)
    assert trial.field.get_attribute("aria-invalid") == "true"
    assert trial.state == before
    trial.move("W5", "−.25")
    assert trial.state["inputs"]["W5"] == -0.25
    assert trial.field.get_attribute("aria-invalid") is None
    trial.move("W5", "0,75")  # on some keyboards there is no point
    assert trial.state["inputs"]["W5"] == 0.75
    trial.move("W5", "-3/4")
    assert trial.state["inputs"]["W5"] == -0.75


def test_a_number_without_a_loss_changes_nothing(trial: Trial) -> None:
    before = trial.state
    trial.move("t1", "1e200")
    assert trial.said == "With 1e200 the loss is no finite number. Nothing has changed."
    assert trial.state["losses"] == before["losses"]
    trial.move("eta", "1e300")
    trial.press("Step")
    state = trial.state
    assert all(map(math.isfinite, state["losses"]))


def test_by_keyboard_alone(page: Page, server: str) -> None:
    page.goto(f"{server}/sigmoid-network.html")
    opener = page.locator(".try").first
    opener.focus()
    page.keyboard.press("Enter")
    page.locator(".trial").wait_for()
    assert opener.evaluate("e => e === document.activeElement")
    assert opener.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Tab")
    page.keyboard.type("W5")
    assert opener.evaluate(STATE)["chosen"] == "W5"
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert opener.evaluate(STATE)["inputs"]["W5"] == pytest.approx(0.41)
    assert page.locator(".trial-said").inner_text() == "W5 is 0.41, the loss 0.243242."
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("0.5")
    page.keyboard.press("Enter")
    assert opener.evaluate(STATE)["inputs"]["W5"] == 0.5
    page.keyboard.press("Tab")  # Back
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert len(opener.evaluate(STATE)["losses"]) == 2
    opener.focus()
    page.keyboard.press("Enter")
    assert opener.get_attribute("aria-expanded") == "false"
    assert page.locator(".trial").is_hidden()


def test_formulas_within_a_meaning_are_drawn(page: Page, server: str) -> None:
    trial = Trial(page, f"{server}/biases.html")
    labels = trial.list.locator("option").all_text_contents()
    assert "bo1new: bo1 after one step of descent" in labels
    assert not any(set("_$\\") & set(label) for label in labels)
    trial.list.select_option("b_o1_new")
    about = trial.figure.locator(".trial > p:has(code)")
    assert ": bo1 after one step of descent (" in (about.text_content() or "")
    assert about.locator("math").count() == 2
    trial = Trial(page, f"{server}/two-layer.html")
    assert any(
        label.endswith(": the target of output 2")
        for label in trial.list.locator("option").all_text_contents()
    )


def test_what_is_tapped_is_chosen_and_lit_everywhere(trial: Trial) -> None:
    page = trial.page
    trial.figure.locator("svg.wide .names [data-of=W7]").click()
    assert trial.state["chosen"] == "W7"
    lit = page.locator(".symbol-lit")
    assert {"msub", "span"} == set(lit.evaluate_all("all => all.map(e => e.localName)"))
    assert set(lit.all_text_contents()) == {"W7"}
    formula = page.locator("#net-h1 math").first
    formula.locator("[data-symbol=i2]").click()
    assert trial.state["chosen"] == "i2"
    card = page.locator(".trial-card")
    assert "= 0.1: the second input (a number; in Python i2)" in card.inner_text()
    page.locator("#net-h1 .highlight [data-symbol=W1]").first.click()
    assert trial.state["chosen"] == "W1"
    page.locator("[data-symbol=delta_o1]:visible").first.click()
    assert "the slope of the loss at the sum of output 1" in card.inner_text()
    assert "0.142357" in card.inner_text()
    page.keyboard.press("Escape")
    assert card.is_hidden()
    assert set(lit.all_text_contents()) == {"δo1", "delta_o1"}


@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        *LOOKS,
        pytest.param(768, "light", marks=pytest.mark.fuzz),
        pytest.param(768, "dark", marks=pytest.mark.fuzz),
    ],
)
def test_axe_finds_nothing_in_what_is_open(
    browser: Browser, server: str, width: int, scheme: Any
) -> None:
    axe = npm_file("axe-core/axe.min.js", "axe-core is")
    size: Any = {"width": width, "height": 800}
    with browser.new_context(viewport=size, color_scheme=scheme) as context:
        trial = Trial(context.new_page(), f"{server}/two-layer.html")
        trial.press("Step")
        for folded in trial.figure.locator("details").all():
            folded.locator("summary").click()
        trial.page.add_script_tag(path=axe)
        trial.page.evaluate("rules => axe.configure(rules)", RULES)
        found = trial.page.evaluate("axe.run('figure.network', {resultTypes: ['violations']})")
        assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []
        assert trial.page.evaluate("document.documentElement.scrollWidth") <= width


def test_each_target_is_as_large_as_a_finger(browser: Browser, server: str) -> None:
    size: Any = {"width": 375, "height": 667}
    with browser.new_context(viewport=size, has_touch=True, is_mobile=True) as context:
        trial = Trial(context.new_page(), f"{server}/two-layer.html")
        trial.press("Step")
        targets = trial.figure.locator(":is(a, button, input, select, summary):visible").all()
        boxes = {target.evaluate("e => e.outerHTML"): target.bounding_box() for target in targets}
        assert len(boxes) == 11
        small = [
            of for of, box in boxes.items() if not box or min(box["width"], box["height"]) < 44
        ]
        assert small == []


# What is chosen may take several lines, which no box of a list measures: a paragraph as wide does,
# without the room of the arrow.
CUT = """list => [...list.options].map(option => option.textContent).filter(words => {
  const { font, paddingLeft } = getComputedStyle(list)
  const lines = document.createElement("p")
  lines.textContent = words
  lines.style.cssText = `font: ${font}; line-height: normal; margin: 0; position: absolute`
  lines.style.width = `${list.clientWidth - 2 * parseFloat(paddingLeft) - 22}px`
  document.body.append(lines)
  return lines.offsetHeight > list.clientHeight
})"""


@pytest.mark.parametrize("width", [320, 375, 1440])
def test_no_words_of_the_list_are_cut(browser: Browser, server: str, width: int) -> None:
    size: Any = {"width": width, "height": 667}
    with browser.new_context(viewport=size) as context:
        trial = Trial(context.new_page(), f"{server}/two-layer.html")
        assert trial.list.evaluate("e => getComputedStyle(e).whiteSpace") == "normal"
        assert trial.list.evaluate(CUT) == []


def test_nothing_is_loaded_or_changed_before_it_is_asked_for(page: Page, server: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{server}/sigmoid-network.html")
    page.wait_for_load_state("networkidle")
    assert not any("/live" in url for url in asked)
    text = "e => e.innerHTML"
    figure = page.locator("figure.network").first
    drawing = figure.locator("svg.wide")
    before = drawing.evaluate(text)
    figure.locator(".try").click()
    figure.locator(".trial").wait_for()
    page.get_by_role("slider").first.fill("2")
    assert drawing.evaluate(text) != before
    figure.locator(".try").click()
    assert drawing.evaluate(text).replace(' class=""', "") == before.replace(' class=""', "")


def test_without_scripts_and_on_paper_there_is_none_of_it(
    browser: Browser, page: Page, server: str
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        bare = context.new_page()
        bare.goto(f"{server}/sigmoid-network.html")
        assert bare.locator(".try:visible").count() == 0
    trial = Trial(page, f"{server}/sigmoid-network.html")
    page.emulate_media(media="print")
    assert page.locator(":is(.try, .trial, .trial-bar):visible").count() == 0
    page.emulate_media(media="screen")
    assert trial.figure.locator(".trial").is_visible()
