"""What the browser says of a reader's line: what is true is right, a slip is named."""

import random
import re
from collections.abc import Callable
from decimal import Decimal, localcontext
from typing import Any

import pytest

from checked_equations.pages.registry import Registry
from tests.live_engine import Engine

pytestmark = pytest.mark.slow

Verdict = dict[str, Any]
Judge = Callable[..., Verdict]
NETWORK = "sigmoid_network"
KINDS = {"right", "wrong", "unread", "undecided", "number"}


@pytest.fixture(scope="module")
def judge(registry: Registry) -> Judge:
    script = "const judge = (name, ...rest) => live.judge(live.models[name], ...rest)"
    engine = Engine(registry, registry.options.live, script)

    def judge(model: str, equation: str | None, text: str, **settings: Any) -> Verdict:
        found: Verdict = engine.call("judge", model, equation, text, settings)
        return found

    return judge


def changes(verdict: Verdict) -> list[list[tuple[str, str]]]:
    """What each candidate changes."""
    return [[(e["from"], e["to"]) for e in c["edits"]] for c in verdict["candidates"]]


RIGHT = r"(a_{o1} - t_1) a_{o1} (1 - a_{o1}) a_{h1}"


@pytest.mark.parametrize(
    ("text", "same"),
    [
        (RIGHT, "net-dE-dW5"),
        (r"a_{h1} \cdot (1 - a_{o1})\, a_{o1} [-t_1 + a_{o1}]", "net-dE-dW5"),
        (r"((a_{o1} - t_1) (a_{o1})) ((1 - a_{o1}) a_{h1})", "net-dE-dW5"),
        (r"-(t_1 - a_{o1}) a_{o1} (1 - a_{o1}) a_{h1}", None),
        ("(a_o1 - t1)*a_o1*(1 - a_o1)*a_h1", "net-dE-dW5"),
        (r"\delta_{o1} a_{h1}", "net-dE-dW5-delta"),
        (r"(a_{o1} - t_1) \sigma'(o_1) a_{h1}", None),
        (rf"\frac{{\partial E_{{\text{{total}}}}}}{{\partial W_5}} = {RIGHT}", "net-dE-dW5"),
        (rf"{RIGHT} = 0.07216", "net-dE-dW5"),
    ],
)
def test_what_is_true_is_right(judge: Judge, text: str, same: str | None) -> None:
    said = judge(NETWORK, "net-dE-dW5", text)
    assert (said["kind"], said.get("same")) == ("right", same), said
    if same:
        assert said["value"] == pytest.approx(0.07215707291213626, rel=1e-12)


@pytest.mark.parametrize(
    ("equation", "text", "expected"),
    [
        # An edit of the reader's own formula, whatever its form.
        ("net-dE-dW5", RIGHT.replace("a_{h1}", "a_{h2}"), [("a_{h2}", "a_{h1}")]),
        ("net-dE-dW5", "(a_o1 - t1)*a_o1*(1 - a_o1)*a_h2", [("a_{h2}", "a_{h1}")]),
        (
            "net-dE-dW5",
            RIGHT.replace("a_{o1} - t_1", "t_1 - a_{o1}"),
            [("t_1 - a_{o1}", "a_{o1} - t_1")],
        ),
        ("net-dE-dW5", RIGHT + " a_{o1}", [("a_{o1}", "")]),
        ("net-dE-dW5", RIGHT.replace("1 - a", "1 + a"), [("+", "-")]),
        # The same slip at two places.
        (
            "net-dE-dW4",
            r"\frac{\partial E_{\text{total}}}{\partial a_{h2}} a_{h1} (1 - a_{h1}) i_2",
            [("a_{h1}", "a_{h2}"), ("a_{h1}", "a_{h2}")],
        ),
        # What is lost cannot be found by editing what is left.
        ("net-dE-dW5", r"(a_{o1} - t_1) a_{h1}", [(r"\, a_{o1} (1 - a_{o1})", "")]),
        (
            "net-dE-da-h1",
            r"(a_{o1} - t_1) W_5 + (a_{o2} - t_2) W_7",
            [(r"\, a_{o1} (1 - a_{o1})", ""), (r"\, a_{o2} (1 - a_{o2})", "")],
        ),
    ],
)
def test_a_slip_is_named(
    judge: Judge, equation: str, text: str, expected: list[tuple[str, str]]
) -> None:
    said = judge(NETWORK, equation, text)
    assert said["kind"] == "wrong"
    assert (changes(said), said["more"]) == ([expected], 0)


def test_a_mended_line_is_right_and_a_place_is_where_it_says(judge: Judge) -> None:
    text = RIGHT.replace("a_{h1}", "a_{h2}")
    said = judge(NETWORK, "net-dE-dW5", text)
    (candidate,) = said["candidates"]
    start, end = candidate["place"]
    assert text[start:end] == candidate["from"] == "a_{h2}"
    assert judge(NETWORK, "net-dE-dW5", candidate["line"])["kind"] == "right"
    assert said["value"] == pytest.approx(0.07269074519194478, rel=1e-12)
    assert said["ratio"] == pytest.approx(said["value"] / said["expected"], rel=1e-12)


def test_another_quantity_is_said(judge: Judge) -> None:
    other = RIGHT.replace("a_{h1}", "a_{h2}")
    alone = judge(NETWORK, "net-dE-dW5", other)
    assert (alone["quantity"]["equation"], alone["holds"]) == ("net-dE-dW6", False)
    line = rf"\frac{{\partial E_{{\text{{total}}}}}}{{\partial W_6}} = {other}"
    whole = judge(NETWORK, "net-dE-dW5", line)
    assert (whole["quantity"]["equation"], whole["holds"]) == ("net-dE-dW6", True)


@pytest.mark.parametrize(
    ("model", "equation", "text", "through"),
    [
        (NETWORK, "net-dE-dW1", r"\delta_{o1} W_5 a_{h1} (1 - a_{h1}) i_1", "o_{1}"),
        (NETWORK, "net-dE-dW1", r"\delta_{o2} W_7 a_{h1} (1 - a_{h1}) i_1", "o_{2}"),
        (NETWORK, "net-dE-da-h1", r"(a_{o2} - t_2) a_{o2} (1 - a_{o2}) W_7", "o_{2}"),
        (NETWORK, "net-dE-dW1", r"\delta_{o1} W_5 a_{h1} i_1", None),
        (
            "two_layer",
            "two-W1-12",
            r"\frac{\partial L}{\partial \hat{y}_1} g'(y_1') W_{21}^{(2)} f'(h_2') x_1",
            "y_{1}'",
        ),
    ],
)
def test_a_path_alone(
    judge: Judge, model: str, equation: str, text: str, through: str | None
) -> None:
    said = judge(model, equation, text)
    assert said["kind"] == "wrong"
    assert (said["path"] or {}).get("through") == through


def test_a_path_that_has_lost_a_slope_too(judge: Judge) -> None:
    said = judge(NETWORK, "net-dE-dW1", r"(a_{o1} - t_1) a_{o1} (1 - a_{o1}) W_5 i_1")
    assert [c["operator"] for c in said["candidates"]] == ["path and factor"]


def test_what_holds_for_the_running_example_alone(judge: Judge) -> None:
    """There f is tanh, and the page says nothing of it."""
    tanh = r"\frac{\partial L}{\partial \hat{y}_1} g'(y_1') W_{21}^{(2)} (1 - h_2^2) x_1"
    tanh += r" + \frac{\partial L}{\partial \hat{y}_2} g'(y_2') W_{22}^{(2)} (1 - h_2^2) x_1"
    said = judge("two_layer", "two-W1-12", tanh)
    assert (said["kind"], said["special"]) == ("wrong", True)


@pytest.mark.parametrize(
    ("text", "column"),
    [(r"(a_{o1} - t_1", 14), (r"\delta_{o1} a_{h3}", 13), (r"a_{h1} \le 1", 7), ("", 1)],
)
def test_what_cannot_be_read(judge: Judge, text: str, column: int) -> None:
    said = judge(NETWORK, "net-dE-dW5", text)
    assert said["kind"] == "unread", said
    assert said["column"] == column, said


def test_what_has_no_value_is_not_called_wrong(judge: Judge) -> None:
    said = judge(NETWORK, "net-dE-dW5", r"\log(-1 - a_{h1}^2)")
    assert said["kind"] == "undecided"


def test_a_number_is_found(judge: Judge) -> None:
    """The README's own slip: the slope of the other hidden unit."""
    said = judge(NETWORK, "net-dE-dW4", "0.000449745")
    assert (said["kind"], said["right"], said["ambiguous"]) == ("number", False, False)
    assert changes(said) == [[("a_{h2}", "a_{h1}"), ("a_{h2}", "a_{h1}")]]
    assert said["candidates"][0]["value"] == pytest.approx(0.0004497449551090467, rel=1e-12)
    right = judge(NETWORK, "net-dE-dW4", "0.000449627")
    assert (right["right"], right["candidates"]) == (True, [])


def test_so_many_digits_tell_a_slip_from_what_is_right(judge: Judge) -> None:
    said = judge(NETWORK, "net-dE-dW4", "0.00045")
    assert (said["right"], said["ambiguous"], said["digits"]) == (True, True, 4)
    for right, text in ((True, "0.0004496"), (False, "0.0004497")):
        enough = judge(NETWORK, "net-dE-dW4", text)
        assert (enough["right"], enough["ambiguous"]) == (right, False)
        assert bool(enough["candidates"]) is not right


@pytest.mark.parametrize(
    ("model", "equation", "text", "through", "of", "lost"),
    [
        (NETWORK, "net-dE-dW1", "0.00071165", "o_{1}", "W_{1}", "W_7"),
        (NETWORK, "net-dE-dW1", "-0.00052339", "o_{2}", "W_{1}", "W_5"),
        (NETWORK, "net-dE-da-h1", "0.0569427", "o_{1}", "a_{h1}", "W_7"),
        (NETWORK, "net-dE-da-h1", "-0.0418794", "o_{2}", "a_{h1}", "W_5"),
        (NETWORK, None, "0.00071165", "o_{1}", "W_{1}", "W_7"),
        ("two_layer", "two-dL-dW1-delta", "-0.020845", "y_{1}'", "W_{12}^{(1)}", r"\hat{y}_2"),
    ],
)
def test_a_number_is_a_path_alone(
    judge: Judge,
    model: str,
    equation: str | None,
    text: str,
    through: str,
    of: str,
    lost: str,
) -> None:
    said = judge(model, equation, text)
    found = said["candidates"][0]
    assert (found["path"], said["more"]) == ({"through": through}, 0)
    assert found["of"].endswith(rf"\partial {of}}}")
    assert [lost in edit["from"] for edit in found["edits"]] == [True]


def test_a_path_in_a_sum_over_an_index(judge: Judge) -> None:
    """No formula of the page has the paths of this element side by side."""
    path = r"\delta_1^{(2)} W_{11}^{(2)} f'(h_1') x_1"
    value = judge("two_layer", "two-W1-12", path)["value"]
    (found,) = judge("two_layer", "two-dL-dW1-delta", f"{value:.6g}")["candidates"]
    assert (found["path"], found["edits"]) == ({"through": "y_{1}'"}, [])
    assert found["of"].endswith(r"\partial W_{11}^{(1)}}")


def test_of_few_digits_a_path_comes_first(judge: Judge) -> None:
    said = judge(NETWORK, "net-dE-dW1", "0.0007")
    assert said["more"] > 0
    assert [bool(each.get("path")) for each in said["candidates"]] == [True, False, False]


def test_of_all_gradients_a_path_comes_first(judge: Judge) -> None:
    """A slip in the gradient by W5, which stands in front, has the same value."""
    said = judge(NETWORK, None, "0.0569427")
    assert [each.get("path") for each in said["candidates"]] == [{"through": "o_{1}"}, None]
    assert said["candidates"][1]["of"].endswith("W_{5}}")


def test_a_path_with_the_readers_own_inputs(judge: Judge) -> None:
    own = {"i1": 0.3, "t1": 0.7}
    value = _of_dE_dW5(**own) * _over_a_h1(**own)
    for equation in ("net-dE-dW1", None):
        said = judge(NETWORK, equation, f"{value:.6g}", settings={"values": own})
        assert [each["path"] for each in said["candidates"]] == [{"through": "o_{1}"}]


def _over_a_h1(**inputs: float) -> float:
    """What leads on from the gradient by W5 to the path of W1 through o1."""
    from snippets import sigmoid_network as network

    given = {**network.EXAMPLE, **inputs}
    a_h1 = network.a_h1(network.h1(*(given[n] for n in ("i1", "i2", "W1", "W2"))))
    return float(given["W5"] * (1 - a_h1) * given["i1"])


@pytest.mark.parametrize(
    "text",
    [
        "0.00018826",  # the sum over both
        "-0.00071165",  # with another sign
        "0.000713",  # with another last digit
    ],
)
def test_what_is_no_path_alone(judge: Judge, text: str) -> None:
    said = judge(NETWORK, "net-dE-dW1", text)
    assert not any(each.get("path") for each in said["candidates"])


@pytest.mark.parametrize("equation", ["net-dE-dW5", None])
@pytest.mark.parametrize(
    ("text", "times"), [("0.144314", 2), ("0.0360785", 0.5), ("0.21647", None), ("0.1443", 2)]
)
def test_a_number_is_twice_or_half(
    judge: Judge, equation: str | None, text: str, times: float | None
) -> None:
    said = judge(NETWORK, equation, text)
    assert {each.get("times") for each in said["candidates"]} - {None} == {times} - {None}


@pytest.mark.parametrize(
    ("model", "equation", "text", "of"),
    [
        ("scalar_chain", "chain-dL-dw1", "-0.154", r"\frac{\partial L}{\partial z'}"),
        (
            "sigmoid_network",
            "net-dE-dW3",
            "0.0179932",
            r"\frac{\partial E_{\text{total}}}{\partial a_{h2}}",
        ),
        ("one_number", "one-dL-dw", "2.1", r"-\frac{\partial L}{\partial b}"),
    ],
)
def test_a_number_is_another_derivative(
    judge: Judge, model: str, equation: str, text: str, of: str
) -> None:
    (found,) = judge(model, equation, text)["candidates"]
    assert (found["times"], found["of"], found["edits"]) == (1, of, [])


def test_a_derivative_is_written_as_its_page_writes_it(judge: Judge) -> None:
    (upright,) = judge("one_number", "one-dL-dw", "-3.15")["matches"]
    assert upright["latex"] == r"\frac{\mathrm{d}L}{\mathrm{d}w}"
    (curly,) = judge("one_number", "one-dL-db", "-2.1")["matches"]
    assert curly["latex"] == r"\frac{\partial L}{\partial b}"


def test_a_number_of_the_wrong_sign(judge: Judge) -> None:
    (found,) = judge("one_number", "one-dL-dw", "3.15")["candidates"]
    assert found["times"] == -1


def test_a_missing_factor_is_no_other_derivative(judge: Judge) -> None:
    said = judge("scalar_chain", "chain-dL-dw1", "-0.232")
    assert changes(said) == [[("w_2", "")]]


@pytest.mark.parametrize(
    ("text", "right", "cut"),
    [
        ("0.0722", True, False),
        ("0.0721", True, True),
        ("0.07215", True, True),
        ("0.0720", False, False),
        ("0.0723", False, False),
        ("-0.0721", False, False),
        ("7.21e-2", True, True),
    ],
)
def test_a_number_that_was_cut_off(judge: Judge, text: str, right: bool, cut: bool) -> None:
    said = judge(NETWORK, "net-dE-dW5", text)
    assert (said["right"], said["isCut"]) == (right, cut)


def test_the_number_of_a_slip_may_be_cut_off(judge: Judge) -> None:
    for text in ("0.302339", "0.3023", "0.30233", "0.506875*0.596478"):
        said = judge(NETWORK, "net-dE-dW5", text)
        assert changes(said) == [[(r"\, a_{o1} (1 - a_{o1})", "")]]


@pytest.mark.parametrize(
    ("model", "equation", "text", "quantity"),
    [
        ("scalar_chain", "chain-dL-dw1", "x", "chain-dz-dw1"),
        ("scalar_chain", "chain-dL-dw1", "(y_hat - y)", "chain-dL-dz-prime"),
        ("one_number", "one-dL-dw", "1 + 0 x", None),
    ],
)
def test_no_symbol_is_exchanged_that_is_not_in_the_line(
    judge: Judge, model: str, equation: str, text: str, quantity: str | None
) -> None:
    said = judge(model, equation, text)
    assert said["kind"] == "wrong"
    assert {c["operator"] for c in said["candidates"]} <= {"deleted factor"}
    assert (said["quantity"] or {}).get("equation") == quantity


def test_a_part_of_a_line_is_another_derivative(judge: Judge) -> None:
    line = r"(\delta_{o1} W_5 + \delta_{o2} W_7) a_{h2} (1 - a_{h2}) i_1"
    slope = r"\frac{\partial E_{\text{total}}}{\partial a_{%s}}"
    said = judge(NETWORK, "net-dE-dW3", line)
    assert changes(said) == [[(slope % "h2", slope % "h1")]]
    assert said["candidates"][0]["direction"] == "slip"


def test_a_sum_for_a_product(judge: Judge) -> None:
    assert changes(judge("sigmoid", "rule-dy-dx", "2u + 3")) == [[("+", r"\cdot")]]
    assert changes(judge("sigmoid", "rule-dy-dx", "2u - 3")) == []


def test_a_line_of_python_may_return(judge: Judge) -> None:
    line = "return (y_hat - y) * w2 * x"
    assert judge("scalar_chain", "chain-dL-dw1", line)["kind"] == "right"
    said = judge("scalar_chain", "chain-dL-dw1", "return (y_hat - y)*w2*q")
    assert (said["kind"], said["column"]) == ("unread", 23)


def test_of_all_gradients_slips_in_other_forms_are_tried_too(judge: Judge) -> None:
    value = judge(NETWORK, "net-dE-dW5", r"\frac{\partial E_1}{\partial a_{o1}} a_{h1}")["value"]
    chosen, any_gradient = (judge(NETWORK, id, f"{value:.6g}") for id in ("net-dE-dW5", None))
    assert chosen["candidates"][0] in any_gradient["candidates"]


@pytest.mark.parametrize(
    "text", ["0.0721571", "0,0721571", ".0721571", "7.21571e-2", r"7.21571 \cdot 10^{-2}"]
)
def test_which_gradient_a_number_is(judge: Judge, text: str) -> None:
    said = judge(NETWORK, None, text)
    assert [match["equation"] for match in said["matches"]] == ["net-dE-dW5"]


@pytest.mark.parametrize(
    ("text", "right", "computed"),
    [
        ("(0.61-0.01)*0.61*(1-0.61)*0.51", True, True),
        ("(0.6065-0.01)*0.6065*(1-0.6065)*0.5069", True, True),
        ("1/13.9", True, True),
        ("0.6*0.6*0.4*0.5", True, True),
        (r"e^{-2.629}", True, True),
        ("(0.0721571)", True, True),
        (r"\frac{\partial E_{\text{total}}}{\partial W_5} \approx 0.0721571", True, None),
        (r"\frac{\partial E_{\text{total}}}{\partial W_5} = 0.6 \cdot 0.12", True, True),
        # Too far off, and further than the last line.
        ("(0.61-0.01)*0.61*(1-0.61)*0.6", False, True),
        ("1/13.1", False, True),
        ("0.6*0.6*0.4*0.6 = 0.0721571", False, True),
        (r"\frac{\partial E_{\text{total}}}{\partial W_5} \approx 0.0731571", False, None),
        (rf"{RIGHT} = 0.61 \cdot 0.61", False, True),
    ],
)
def test_rounded_numbers_are_no_form(
    judge: Judge, text: str, right: bool, computed: bool | None
) -> None:
    said = judge(NETWORK, "net-dE-dW5", text)
    assert (said["kind"], said["right"], said.get("isComputed")) == ("number", right, computed)


@pytest.mark.parametrize(
    "text", [r"2 \cdot 0.5 \cdot " + RIGHT, RIGHT + r"\cdot 1.0", RIGHT + "+ 0.5 - 0.5"]
)
def test_a_formula_with_decimals_is_a_form(judge: Judge, text: str) -> None:
    assert judge(NETWORK, "net-dE-dW5", text)["kind"] == "right"


def test_numbers_that_are_worked_out_with_the_readers_own_inputs(judge: Judge) -> None:
    own = {"i1": 0.3, "t1": 0.7}
    text = f"2.0 * {_of_dE_dW5(**own) / 2:.6f}"
    assert judge(NETWORK, "net-dE-dW5", text, settings={"values": own})["right"]
    assert not judge(NETWORK, "net-dE-dW5", text)["right"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (r"\log(-1.5)", "log has no value at any point"),
        (r"\frac{0.5}{0.0}", "a division by zero has no value at any point"),
        ("1.5^{9999}", "a power is too large"),
        ("9^9^9^9^9", "a power is too large"),
        ("exp(exp(exp(9))) * a_h1", "exp is too large"),
        (RIGHT + r"\frac{e^{\log W_5}}{W_5}", "log has no value for some inputs"),
    ],
)
def test_what_has_no_value_is_named(judge: Judge, text: str, why: str) -> None:
    said = judge(NETWORK, "net-dE-dW5", text)
    assert said == {"kind": "undecided", "why": why}


@pytest.mark.parametrize(
    ("text", "right", "named"),
    [
        ("0.09303", True, ["W_{21}^{(2)}"]),
        ("-0.0145", False, []),
        ("0.5", False, []),
    ],
)
def test_a_number_for_an_array_says_for_which_element(
    judge: Judge, text: str, right: bool, named: list[str]
) -> None:
    said = judge("two_layer", "two-dL-dW2-delta", text)
    left = r"\frac{\partial L}{\partial %s}"
    assert (said["kind"], said["right"]) == ("number", right)
    assert [match["latex"] for match in said["matches"]] == [left % name for name in named]
    if right:
        assert said["nearest"]["latex"] == said["matches"][0]["latex"]
    assert said["nearest"]["indices"].keys() == {"j", "k"}
    assert all(re.search(r"W_\{\d\d\}", candidate["of"]) for candidate in said["candidates"])


def test_slips_are_in_formulas_to_put_numbers_in(judge: Judge) -> None:
    """In the definition it would be another weight, which no reader computes with."""
    said = judge(NETWORK, "net-dE-dW5", "0.0726907")
    assert changes(said) == [[("a_{h1}", "a_{h2}")]]


def test_a_number_with_the_readers_own_inputs(judge: Judge) -> None:
    own = {"values": {"i1": 0.3, "t1": 0.7}}
    number = judge(NETWORK, "net-dE-dW5", "1.5", settings=own)
    assert not number["right"]
    value = _of_dE_dW5(i1=0.3, t1=0.7)
    assert judge(NETWORK, "net-dE-dW5", f"{value:.6g}", settings=own)["right"]
    assert not judge(NETWORK, "net-dE-dW5", f"{value:.6g}")["right"]


def _of_dE_dW5(**inputs: float) -> float:
    from snippets import sigmoid_network as network

    given = {**network.EXAMPLE, **inputs}
    a_h1 = network.a_h1(network.h1(*(given[n] for n in ("i1", "i2", "W1", "W2"))))
    a_h2 = network.a_h2(network.h2(*(given[n] for n in ("i1", "i2", "W3", "W4"))))
    a_o1 = network.a_o1(network.o1(a_h1, a_h2, given["W5"], given["W6"]))
    return float((a_o1 - given["t1"]) * a_o1 * (1 - a_o1) * a_h1)


def test_a_unit_that_is_almost_one_costs_no_digits(judge: Judge) -> None:
    """In a (1 - a) all but five digits are lost; a reader's formula may have lost them too."""
    own = {"values": {"i1": 50.0, "i2": 100.0}}
    right, in_formula = "1.9388899979410534e-12", "1.9388647388576e-12"
    assert float(right) == pytest.approx(_dE_dW1_in_full(50, 100), rel=1e-15)
    for text in (right, in_formula, "1.93889e-12"):
        said = judge(NETWORK, "net-dE-dW1", text, settings=own)
        assert (said["right"], said["candidates"]) == (True, []), text
        assert said["matches"][0]["value"] == pytest.approx(float(right), rel=1e-12)
    for text in ("1.9389e-13", "1.93887e-12", "1.939e-12"):
        said = judge(NETWORK, "net-dE-dW1", text, settings=own)
        assert said["right"] is (text == "1.939e-12")
    assert not judge(NETWORK, "net-dE-dW3", "0.0", settings={"values": {"i1": 30.0}})["right"]


def _dE_dW1_in_full(i1: int, i2: int) -> float:
    """A difference of losses with a hundred digits."""
    from snippets import sigmoid_network as network

    given = {name: Decimal(str(value)) for name, value in network.EXAMPLE.items()}

    def sigma(z: Decimal) -> Decimal:
        return 1 / (1 + (-z).exp())

    def loss(W1: Decimal) -> Decimal:
        a_h1 = sigma(W1 * i1 + given["W2"] * i2)
        a_h2 = sigma(given["W3"] * i1 + given["W4"] * i2)
        a_o1 = sigma(given["W5"] * a_h1 + given["W6"] * a_h2)
        a_o2 = sigma(given["W7"] * a_h1 + given["W8"] * a_h2)
        return ((given["t1"] - a_o1) ** 2 + (given["t2"] - a_o2) ** 2) / 2

    with localcontext(prec=100):
        step = Decimal("1e-30")
        return float((loss(given["W1"] + step) - loss(given["W1"] - step)) / (2 * step))


def test_a_line_is_held_against_the_readers_own_numbers(judge: Judge) -> None:
    own = {"i1": 0.3, "t1": 0.7}
    said = judge(NETWORK, "net-dE-dW5", RIGHT.replace("a_{h1}", "a_{h2}"), settings={"values": own})
    assert said["expected"] == pytest.approx(_of_dE_dW5(**own), rel=1e-12)
    assert changes(said) == [[("a_{h2}", "a_{h1}")]]
    said = judge(NETWORK, "net-dE-dW5", "2", settings={"values": own})
    assert said["nearest"]["value"] == pytest.approx(_of_dE_dW5(**own), rel=1e-12)


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("(a_o1 - t1)*a_o1*(1 - a_o1)*a_h1*abs(t1 + 5)/(t1 + 5)", "t_{1} + 5"),
        (RIGHT + r" \frac{\sqrt{(9 - t_1)^4}}{(9 - t_1)^2}", "9 - t_{1}"),
        (RIGHT + r" + ((W_1 + 3)^2)^{1/2} - W_1 - 3", "W_{1} + 3"),
        (RIGHT + r" + \log((i_1 + 8)^2) - 2 \log(i_1 + 8)", "i_{1} + 8"),
    ],
)
def test_what_was_tried_with_one_sign_alone_is_not_decided(
    judge: Judge, text: str, about: str
) -> None:
    said = judge(NETWORK, "net-dE-dW5", text)
    assert (said["kind"], said.get("about")) == ("undecided", about), said


@pytest.mark.parametrize(
    "text",
    [
        RIGHT + r"\frac{\sqrt{(a_{o1} - t_1)^2}^2}{(a_{o1} - t_1)^2}",  # of either sign
        RIGHT.replace("a_{h1}", r"\sqrt{a_{h1}}^2"),
        RIGHT + r" + (W_1 + 3)^2 - (W_1 + 3) (3 + W_1)",
    ],
)
def test_other_powers_and_roots_are_decided(judge: Judge, text: str) -> None:
    assert judge(NETWORK, "net-dE-dW5", text)["kind"] == "right"


def test_a_number_of_the_example_stands_for_a_symbol(judge: Judge) -> None:
    said = judge(NETWORK, "net-dE-dW1", r"\delta_{h1} \cdot 0.05")
    assert (said["special"], changes(said)) == (True, [[("0.05", "i_1")]])
    assert changes(judge(NETWORK, "net-dE-dW1", r"\delta_{h1} \cdot 0.06")) == []


_RIDE = {"values": {"x": 2.0, "w": 1.0, "b": 1.0, "y": 5.0}}  # dL/dw is -4


@pytest.mark.parametrize(
    ("text", "right"),
    [("-4", True), ("-2*2", True), ("(2*1 + 1 - 5)*2", True), ("-8/2", True), ("4", False)],
)
def test_a_whole_number_is_a_number(judge: Judge, text: str, right: bool) -> None:
    said = judge("one_number", "one-dL-dw", text, settings=_RIDE)
    assert (said["kind"], said["right"]) == ("number", right)
    alone = judge("one_number", None, "-4", settings=_RIDE)
    assert [match["latex"] for match in alone["matches"]] == [r"\frac{\mathrm{d}L}{\mathrm{d}w}"]


def test_a_short_whole_number_is_exact_and_a_long_one_rounded(judge: Judge) -> None:
    far = {"values": {"t1": 1e6}}
    value = _of_dE_dW5(t1=1e6)
    assert judge(NETWORK, "net-dE-dW5", f"{value:.0f}", settings=far)["right"]
    assert not judge(NETWORK, "net-dE-dW5", f"{value - 1:.0f}", settings=far)["right"]
    assert judge("one_number", "one-dL-dw", "-3")["right"] is False  # it is -3.15


def test_zero_is_right_where_a_factor_of_it_is(judge: Judge) -> None:
    assert judge(NETWORK, "net-dE-dW1", "0", settings={"values": {"i1": 0.0}})["right"]
    said = judge(NETWORK, "net-dE-dW1", "0")
    assert (said["right"], said["isZero"], said["candidates"]) == (False, True, [])


def test_a_whole_number_may_be_the_formula(judge: Judge) -> None:
    assert judge("scalar_chain", "chain-dz-db1", "1")["kind"] == "right"
    assert judge("scalar_chain", "chain-dz-db1", "1 - 5")["kind"] == "wrong"


@pytest.mark.parametrize(
    ("model", "text", "left"),
    [
        ("sigmoid_network_with_biases", "0.082167041", "W_{5}"),
        ("sigmoid_network_with_biases", "0.000438568", "W_{1}"),
        ("two_layer_with_biases", "-0.0941155", "W_{11}^{(1)}"),
    ],
)
def test_all_weights_are_among_the_gradients(
    judge: Judge, model: str, text: str, left: str
) -> None:
    assert [left in match["latex"] for match in judge(model, None, text)["matches"]] == [True]


@pytest.mark.parametrize(
    ("text", "rough"),
    [
        (r"-0.15 \cdot (-0.5) \cdot 1.5", True),
        (r"-0.15 \cdot (-0.5) \cdot 1.9", False),
        (r"-0.2 \cdot (-0.5) \cdot 1.5", True),
        (r"0.15 \cdot (-0.5) \cdot 1.5", False),
    ],
)
def test_numbers_with_too_few_digits(judge: Judge, text: str, rough: bool) -> None:
    said = judge("scalar_chain", "chain-dL-dw1", text)
    assert (said["right"], said["isRough"]) == (False, rough)


@pytest.mark.parametrize(
    "text",
    [
        r"\frac{\partial L}{\partial w_1} - (\hat{y} - y) w_2 x = 0",
        r"0 = (\hat{y} - y) w_2 x - \frac{\partial L}{\partial w_1}",
        r"2 \frac{\partial L}{\partial w_1} = 2 (\hat{y} - y) w_2 x",
        r"x w_2 = -0.75",
        "1 = 1",
    ],
)
def test_a_true_statement_of_something_else_is_no_mistake(judge: Judge, text: str) -> None:
    said = judge("scalar_chain", "chain-dL-dw1", text)
    assert (said["kind"], said.get("holds")) == ("wrong", True)
    false = judge("scalar_chain", "chain-dL-dw1", text + " + 1")
    assert not false.get("holds")


@pytest.mark.parametrize("large", ["10^8", "999999999999"])
def test_what_large_terms_leave_is_not_decided(judge: Judge, large: str) -> None:
    said = judge(NETWORK, "net-dE-dW5", f"{large} + {RIGHT} - {large}")
    assert said["kind"] == "undecided"
    wrong = judge(NETWORK, "net-dE-dW5", f"10^3 + {RIGHT} \\cdot 2 - 10^3")
    assert wrong["kind"] == "wrong"


def test_a_line_that_is_wrong_with_the_readers_numbers_is_not_right(judge: Judge) -> None:
    """Right at all points that are tried, and wrong where the reader looks."""
    own = {"values": {"W1": 8.5}}
    assert judge(NETWORK, "net-dE-dW5", RIGHT, settings=own)["kind"] == "right"
    part = "((W_1 - 8.5) (W_1 - 8.5) - 0.01)"
    window = RIGHT + rf" \frac{{\sqrt{{{part} {part}}}}}{{{part}}}"
    assert judge(NETWORK, "net-dE-dW5", window, settings=own)["kind"] == "wrong"
    assert judge(NETWORK, "net-dE-dW5", window)["kind"] != "wrong"


@pytest.mark.parametrize(
    ("equation", "text", "change"),
    [
        ("net-dE-dW5", r"(a_{o1} - t_1) a_{o1}^2 a_{h1}", ("1 - a_{o1}", "a_{o1}")),
        ("net-dE-dW5", r"(a_{o1} - t_1) a_{o1} a_{o1} a_{h1}", ("1 - a_{o1}", "a_{o1}")),
        ("net-dE-dW6", r"(a_{o1} - t_1) a_{o1} a_{o1} a_{h2}", ("1 - a_{o1}", "a_{o1}")),
    ],
)
def test_a_1_minus_that_was_left_out(
    judge: Judge, equation: str, text: str, change: tuple[str, str]
) -> None:
    said = judge(NETWORK, equation, text)
    assert [c["operator"] for c in said["candidates"]] == ["one minus"]
    assert changes(said) == [[change]]


def test_without_an_equation_only_a_number_is_judged(judge: Judge) -> None:
    assert judge(NETWORK, None, r"\delta_{o1} a_{h1}")["kind"] == "unread"


@pytest.mark.parametrize("count", [200, pytest.param(2_000, marks=pytest.mark.fuzz)])
def test_whatever_is_typed_is_answered(judge: Judge, count: int) -> None:
    """Lines with pieces lost, doubled and exchanged."""
    rng = random.Random(14)
    lines = [RIGHT, r"\delta_{o1} a_{h1} = 0.0721", "(a_o1 - t1)*a_o1*(1 - a_o1)*a_h1", "7.2e-2"]
    kinds = set()
    for _ in range(count):
        text = rng.choice(lines)
        for _ in range(rng.randrange(1, 4)):
            start, end = sorted(rng.choices(range(len(text) + 1), k=2))
            end = min(end, start + 6)
            piece = rng.choice(["", text[start:end] * 2, rng.choice(lines)[start:end]])
            text = text[:start] + piece + text[end:]
        kinds.add(judge(NETWORK, rng.choice(["net-dE-dW5", None]), text)["kind"])
    assert {"right", "wrong", "unread", "number"} <= kinds <= KINDS


LAYERS = "two_layer"
BACK = r"\sum_i \delta_i^{(2)} W_{ki}^{(2)}"


@pytest.mark.parametrize(
    ("text", "functions"),
    [
        (f"{BACK} (1 - h_k^2)", ["f"]),
        (f"{BACK} (1 - h_k)", []),
        (f"{BACK} (1 - h_k^3)", []),
        ("\\sum_i (\\hat{y}_i - y_i) \\hat{y}_i (1 - \\hat{y}_i) W_{ki}^{(2)} (1 - h_k^2)", "fgl"),
    ],
)
def test_what_is_right_for_the_functions_of_the_example(
    judge: Judge, text: str, functions: list[str] | str
) -> None:
    said = judge(LAYERS, "two-dL-dh-prime", text)
    expected = ["f", "g", r"\ell"] if functions == "fgl" else functions
    assert (said["kind"], said["functions"]) == ("wrong", expected)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (r"W_5 - 0.5 \cdot 0.0721571", True),
        (r"W_5 - 0.5 \cdot 0.0722", True),
        (r"W_5 - 0.5 \cdot 0.0721572", False),
        (r"W_5 - 0.5 \cdot 0.0731571", False),
        (r"W_5 - 0.4 \cdot 0.0721571", False),  # of so few digits a number is exact
        (r"W_5 + 0.5 \cdot 0.0721571", False),
    ],
)
def test_rounded_numbers_among_symbols(judge: Judge, text: str, right: bool) -> None:
    said = judge(NETWORK, "net-W5-new", text)
    assert (said["kind"] == "number" and said["right"] and said["isMixed"]) is right


def test_a_slip_that_rounding_hides_is_named(judge: Judge) -> None:
    said = judge(NETWORK, "net-dE-dW4", r"0.00450 i_2")
    assert (said["right"], said["ambiguous"]) == (True, True)


@pytest.mark.parametrize(
    ("text", "rough"),
    [
        (r"0.142 \cdot 0.507 = 0.0720", True),
        (r"0.142 \cdot 0.507 = 0.0730", False),
        (r"0.152 \cdot 0.507 = 0.0771", False),
    ],
)
def test_a_number_worked_out_of_rounded_ones(judge: Judge, text: str, rough: bool) -> None:
    said = judge(NETWORK, "net-dE-dW5", text)
    assert (said["kind"], said["right"], said["isRough"]) == ("number", False, rough)


@pytest.mark.parametrize(
    ("equation", "text", "operator", "change"),
    [
        (
            "net-dE-dW5",
            r"(a_{o1} - t_1) \sigma'(h_1) a_{h1}",
            "symbol",
            ("h_1", "o_{1}"),
        ),
        (
            "net-a-h1",
            "1/1 + e^{-h_1}",
            "brackets",
            (r"\frac{1}{1 + e^{-h_1}}", r"\frac{1}{1} + e^{-h_{1}}"),
        ),
        (
            "net-dE-dW5",
            r"(a_{o1} - t_1) a_{o1} \cdot 1 - a_{o1} a_{h1}",
            "brackets",
            ("(1 - a_{o1})", r"\cdot 1 - a_{o1}"),
        ),
        ("net-E1", r"\frac{1}{2} t_1 - a_{o1}^2", "brackets", ("(t_1 - a_{o1})", "t_1 - a_{o1}")),
    ],
)
def test_another_argument_and_lost_brackets(
    judge: Judge, equation: str, text: str, operator: str, change: tuple[str, str]
) -> None:
    [candidate] = judge(NETWORK, equation, text)["candidates"]
    edits = [(edit["from"], edit["to"]) for edit in candidate["edits"]]
    assert (candidate["operator"], edits) == (operator, [change])


def test_a_forgotten_half_is_no_exchanged_symbol(judge: Judge) -> None:
    said = judge(NETWORK, "net-E-total", "(a_o1 - t1)**2 + (a_o2 - t2)**2")
    [candidate] = said["candidates"]
    assert candidate["operator"] == "deleted factor"
    assert [edit["isBelow"] for edit in candidate["edits"]] == [True]


def test_a_symbol_of_another_layer_gives_a_number(judge: Judge) -> None:
    said = judge(NETWORK, "net-dE-dW5", "0.00711784")
    assert changes(said) == [[("a_{h1}", "i_1")]]
    assert changes(judge(NETWORK, "net-dE-dW5", "0.00712")) == []  # too few digits for so many


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (rf"{RIGHT} \cos(0.000001)", "undecided"),
        (rf"{RIGHT} \cdot 0.9999999999", "undecided"),
        (rf"{RIGHT} \cos(0.01)", "wrong"),
        (rf"{RIGHT} \cos(0)", "right"),
        (rf"{RIGHT} \cdot 3 \cdot \frac{{1}}{{3}}", "right"),
    ],
)
def test_factors_that_are_almost_one(judge: Judge, text: str, kind: str) -> None:
    assert judge(NETWORK, "net-dE-dW5", text)["kind"] == kind


@pytest.mark.parametrize(
    "text",
    [
        "dE_dW5 == (a_o1 - t1)*a_o1*(1 - a_o1)*a_h1",
        "(a_o1 - t1)*a_o1*(1 - a_o1)*a_h1  # of W5",
        "(a_o1 - t1)*a_o1*(1 - a_o1)*a_h1*np.e**0",
        "7.21571%",
        r"7.2157\%",
    ],
)
def test_what_code_and_calculators_add(judge: Judge, text: str) -> None:
    said = judge(NETWORK, "net-dE-dW5", text)
    assert said["kind"] == "right" or said["right"]


def test_percent_is_a_hundredth(judge: Judge) -> None:
    assert judge(NETWORK, "net-dE-dW5", "0.0721571%")["right"] is False


@pytest.mark.parametrize(
    ("equation", "text", "meant"),
    [
        ("two-dL-dW2-delta", r"\delta_a^{(2)} h_b", [r"\delta_{k}^{(2)}"]),
        ("two-dL-dW2-delta", r"\delta_j^{(2)} h_i", [r"\delta_{k}^{(2)}"]),
        ("two-dL-dh-prime", r"\sum_i \delta_i^{(2)} W_{ik}^{(2)} f'(h_k)", ["W_{ki}^{(2)}"]),
        (
            "two-dL-dW1-delta",
            "(W2 @ delta2) * f_prime(h_prime) * x",
            [r"\sum_k W_{jk}^{(2)} \delta_{k}^{(2)}"],
        ),
    ],
)
def test_letters_that_the_left_side_does_not_have(
    judge: Judge, equation: str, text: str, meant: list[str]
) -> None:
    said = judge(LAYERS, equation, text)
    assert (said["kind"], said["meant"]) == ("unread", meant)
