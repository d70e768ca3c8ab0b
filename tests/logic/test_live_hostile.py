"""What nobody should be told: too few digits that are right, hints that are false, terms unseen."""

from collections.abc import Callable
from typing import Any

import pytest

from checked_equations.pages.registry import Registry
from tests.live_engine import Engine

pytestmark = pytest.mark.slow

NETWORK = "sigmoid_network"
W5 = "net-dE-dW5"
RIGHT = r"(a_{o1} - t_1) a_{o1} (1 - a_{o1}) a_{h1}"
_ASKED = """
const judge = (name, id, text) => live.judge(live.models[name], id, text)
const derivation = (name, id, lines) =>
  live.derivation(live.models[name], id, lines).map(({ kind, open }) => [kind, open?.length])
const hints = (name, id, line) => {
  const model = live.models[name]
  const text = part => typeof part === "string" ? part : live.latex(part)
  const tree = live.readAny(line, model).chain.sides.at(-1)
  return live.hints(model, id, tree).map(hint => hint.map(text).join(""))
}
"""

Ask = Callable[[str, str, str], dict[str, Any]]


@pytest.fixture(scope="module")
def engine(registry: Registry) -> Engine:
    return Engine(registry, registry.options.live, _ASKED)


@pytest.fixture(scope="module")
def judge(engine: Engine) -> Ask:
    return lambda *asked: engine.call("judge", *asked)


@pytest.mark.parametrize("text", ["0.", "0.0", "0e5", "0e300", "-0.00", "0.000e-9"])
def test_zero_is_no_rounding_of_what_is_not_zero(judge: Ask, text: str) -> None:
    said = judge(NETWORK, W5, text)
    assert (said["kind"], said["right"]) == ("number", False)
    assert all(candidate["value"] == 0 for candidate in said["candidates"])


@pytest.mark.parametrize("text", ["1e999", "-1e999", "1e-999", "1.5e308e1", "7·10^400"])
def test_a_number_that_cannot_be_held_is_not_right(judge: Ask, text: str) -> None:
    assert judge(NETWORK, W5, text)["kind"] == "unread"


@pytest.mark.parametrize(
    "text", ["7*10**-2", "= 0.07", r"\approx 0.07", "≈ .07", "+0.07", "$0.07$", "$= 0.07$"]
)
def test_a_number_is_asked_for_more_digits_however_it_is_written(judge: Ask, text: str) -> None:
    said, bare = judge(NETWORK, W5, text), judge(NETWORK, W5, "0.07")
    assert said == bare
    assert said["ambiguous"]


@pytest.mark.parametrize(
    "text",
    [
        RIGHT + "+ 10^{-14}",
        RIGHT + "+ e^{-200}",
        RIGHT + "- 0.000000000000001",
        RIGHT + "(1 + 10^{-13})",
        RIGHT + r"\cdot 1.0000000000001",
        # What vanishes, or is 1, to the last digit.
        RIGHT + "+ e^{-1000 W_5^2}",
        RIGHT + r"+ \exp(-1000 W_5^2) W_6",
        RIGHT + r"+ (a_{o1} / 2)^{9999}",
        RIGHT + r"+ 10^{-200} \cdot 10^{-200}",
        RIGHT + r"+ \frac{10^{-200}}{10^{200}}",
        RIGHT + r"\, \sigma(1000)",
        RIGHT + r"\tanh(100 W_5^2)",
        RIGHT + r"\frac{1}{1 + e^{-1000 W_5^2}}",
    ],
)
def test_what_is_too_small_to_be_seen_is_not_right(judge: Ask, text: str) -> None:
    assert judge(NETWORK, W5, text)["kind"] == "undecided"


@pytest.mark.parametrize(
    "text",
    [
        RIGHT + "+ 0",
        RIGHT + "+ W_1 - W_1",
        RIGHT + "+ (W_1 - W_1) i_1",
        RIGHT + r"+ \frac{0}{5}",
        RIGHT + r"\cdot 2 \cdot 0.5",
        RIGHT + r"+ \log(1)",
        RIGHT + r"\cdot 1^2",
        RIGHT + r"\cos(0) e^0 W_1^0 \sqrt{1}",
        RIGHT + "+ (W_1 - W_1)^2",
        RIGHT + "+ 0 e^{-1000 W_5^2}",
        RIGHT + r"\frac{\sigma(9 W_5)}{\sigma(9 W_5)}",
        f"${RIGHT}$",
        f"$= {RIGHT}$",
        "(1/(1+e^(-(o_1))) - t_1) a_o1 (1 - a_o1) a_h1",
        "(a_o1 - t_1) (1/(1+e^(-(W_5 a_h1 + (W_6 a_h2))))) (1 - a_o1) a_h1",
    ],
)
def test_what_is_true_is_right(judge: Ask, text: str) -> None:
    assert judge(NETWORK, W5, text)["kind"] == "right"


def test_sums_within_sums_end(judge: Ask) -> None:
    letters = "abcdijklmnopqrstuvwz"
    text = "".join(rf"\sum_{i} " for i in letters) + "".join(f"x_{i}" for i in letters)
    assert "too much to compute in its sums" in judge("two_layer", "two-loss", text)["wrong"]
    assert judge("two_layer", "two-loss", r"\sum_i \sum_j x_i x_j")["kind"] == "wrong"


@pytest.mark.parametrize(
    "text",
    [
        "W_{1k}^{(2)} h_1 + W_{2k}^{(2)} h_2 + W_{3k}^{(2)} h_3",
        "h_9",
        r"\sum_j W_{jk}^{(2)} h_7",
        "W_{0k}^{(2)} h_0",
    ],
)
def test_an_element_that_is_not_there_cannot_be_read(judge: Ask, text: str) -> None:
    said = judge("two_layer", "two-y-prime", text)
    assert said["kind"] == "unread"
    assert "the index" in said["wrong"]


def test_a_decimal_among_symbols_is_a_step(engine: Engine) -> None:
    lines = [r"2 \cdot 0.5 " + RIGHT, RIGHT]
    assert engine.call("derivation", NETWORK, W5, lines) == [["right", 0], ["right", 0]]


@pytest.mark.parametrize("line", [r"\frac{\partial L}{\partial b_1} x", r"\frac{dL}{dz'} w_2 x"])
def test_no_hint_gives_a_rounded_number(engine: Engine, line: str) -> None:
    hints = engine.call("hints", "scalar_chain", "chain-dL-dw1", line)
    assert r"\hat{y} - y" in hints[-1]
    assert "0." not in hints[-1]


def test_a_hint_keeps_the_indices_of_the_page(engine: Engine) -> None:
    line = r"\sum_i \frac{\partial L}{\partial y_i'} W_{ki}^{(2)} f'(h_k') x_j"
    hints = engine.call("hints", "two_layer", "two-dL-dW1-delta", line)
    assert r"\frac{\partial L}{\partial y_{k}'} = \delta_{k}^{(2)}" in hints[-1]
    hints = engine.call(
        "hints",
        "two_layer",
        "two-dL-dW1-delta",
        r"\sum_i \frac{\partial \hat{y}_i}{\partial y_i'} \frac{\partial L}{\partial \hat{y}_i}"
        r" W_{ki}^{(2)} f'(h_k') x_j",
    )
    assert r"\hat{y}_{i}, where \hat{y}_{k} = g(y_{k}'), by y_{i}'" in hints[1]
