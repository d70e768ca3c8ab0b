"""What a reader is told of a line, from what is typed to the words."""

from typing import Any

import pytest

from checked_equations.pages.registry import Registry
from tests.live_engine import Engine
from tests.logic.test_live_draw import DOCUMENT

pytestmark = pytest.mark.slow

NETWORK, CHAIN, LAYERS, RIDE = "sigmoid_network", "scalar_chain", "two_layer", "one_number"
_SAID = f"""
{DOCUMENT}
const plain = part => part.textContent ?? part
const said = (name, id, text) => {{
  const model = live.models[name]
  const equation = model.equations.find(each => each.id === id) ?? null
  const verdict = live.judge(model, id, text)
  const tree = live.attempt(() => live.readAny(text, model), null)?.chain
  const steps = live.answer(verdict, {{ model, equation, tree, expected: NaN }})
  return steps.map(({{ say }}) => say.map(plain).join(""))
}}
"""


@pytest.fixture(scope="module")
def engine(registry: Registry) -> Engine:
    return Engine(registry, registry.options.live, _SAID)


A_FACTOR = "A factor is missing."
# The model, the equation, what is typed, what the first sentence says at its end, and the hints.
LINES: list[tuple[str, str, str, str, list[str]]] = [
    (
        *(CHAIN, "chain-dL-dw1", "(-y/ŷ + (1-y)/(1-ŷ))*ŷ*w2*x"),
        *("One slip explains it.", [A_FACTOR, "(1−yˆ) is missing."]),
    ),
    (NETWORK, "net-dE-da-h2", "delta_o1*W5 + delta_o2*W7", "Your line is ∂Etotal∂ah1.", []),
    (LAYERS, "two-dL-dW2-delta", r"(y_k - \hat y_k) g'(y_k') h_j", "right but for its sign.", []),
    (
        *(NETWORK, "net-dE-dW1", "(delta_o1*W5 + delta_o2*W7)*i1"),
        *("One slip explains it.", [A_FACTOR, "ah1(1−ah1) is missing."]),
    ),
    (
        *(NETWORK, "net-dE-dW5", "(t1-a_o1)*a_h1", "Two slips explain it."),
        [
            "A factor is missing, and the sign is wrong.",
            "ao1(1−ao1) is missing; and the sign is wrong.",
        ],
    ),
    (
        *(NETWORK, "net-dE-dW1"),
        "((t1-a_o1)*a_o1*(1-a_o1)*W5 + (t2-a_o2)*a_o2*(1-a_o2)*W7)*a_h1*(1-a_h1)*i_1",
        *("One change mends it.", ["A sign.", "A minus is missing."]),
    ),
    (
        *(LAYERS, "two-dL-dW1-delta", r"x_j \sum_l \delta_l^{(2)} W_{kl}^{(2)}"),
        *("One slip explains it.", [A_FACTOR, "f′(hk′) is missing."]),
    ),
    (
        *(CHAIN, "chain-dL-dw1", "1-y"),
        *("No single slip explains it; try a shorter line.", []),
    ),
    (
        *(NETWORK, "net-dE-dW5", "(a_o1-t1)*(1-a_o1**2)*a_h1", "One slip explains it."),
        ["The slope of another function.", "(1−ao12) → ao1(1−ao1)."],
    ),
    (
        *(NETWORK, "net-dE-dW5", "0.5*(a_o1-t1)**2*a_o1*(1-a_o1)*a_h1", "One slip explains it."),
        ["Something is not differentiated.", "E1 → ∂E1∂ao1."],
    ),
    (
        *(NETWORK, "net-dE-da-h1", "delta_o1*W7 + delta_o2*W5", "One change mends it."),
        ["Two symbols are swapped.", "W7 → W5; W5 → W7."],
    ),
    (
        *(CHAIN, "chain-dL-dw1", "(y_hat-1)*w2*x", "One change mends it."),
        ["The first factor, its second term.", "1 → y, the target."],
    ),
    (
        *(RIDE, "one-dL-dw", "(y_hat-y)/x", "One change mends it."),
        ["The whole of it.", "(yˆ−y)/x → (yˆ−y)x."],
    ),
    (
        *("sigmoid", "rule-ds-dx", "3u+v", "One change mends it."),
        [
            "Two symbols are swapped.",
            "u → v, the number on the second path; v → u, the number in the middle.",
        ],
    ),
    (
        *(NETWORK, "net-dE-dW5", "0.5*(a_o1-t1)*a_o1*(1-a_o1)*a_h1", "One change mends it."),
        ["A factor too many.", "0.5 does not belong there."],
    ),
    (
        *(NETWORK, "net-dE-dW5", "(a_o1-t1)*a_o1*(1-a_o1)*a_h1/2", "One change mends it."),
        ["The last factor, its denominator.", "A division by 2 does not belong there."],
    ),
]


@pytest.mark.parametrize(("model", "equation", "text", "end", "hints"), LINES)
def test_of_a_wrong_line(
    engine: Engine, model: str, equation: str, text: str, end: str, hints: list[str]
) -> None:
    first, *others = engine.call("said", model, equation, text)
    assert first.endswith(end), first
    assert others == hints


# The equation, or none, what is typed, and the answer or its end.
NUMBERS: list[tuple[str, str | None, str, str]] = [
    (NETWORK, "net-dE-da-h1", "0", "It is zero only where its terms cancel."),
    (NETWORK, "net-E-total", "0", "It is zero only where its terms cancel."),
    (NETWORK, "net-dE-dW5", "0", "It is zero only where a factor of it is."),
    (
        *(LAYERS, "two-dL-dW2-delta", "0.0455488"),
        "no element has this value. The sign is wrong for ∂L∂W11(2).",
    ),
    (LAYERS, "two-dL-dW2-delta", "0.00768", "✓ Right: ∂L∂W12(2) is 0.00767607."),
    (NETWORK, "net-dE-dW5", "0.0721570", "is 0.07215707, which rounds to 0.0721571."),
    (NETWORK, "net-dE-dW5", "7.2157", "This is a hundred times ∂Etotal∂W5."),
    (NETWORK, "net-dE-dW5", "0.07217", "may come from rounding: compute with more digits."),
    (NETWORK, "net-dE-dW5", "0.07227", "No single slip gives it."),
    (NETWORK, "net-dE-dW5", "0.1443142", "This is twice ∂Etotal∂W5."),
    (NETWORK, "net-dE-da-h1", "0.015", "✓ Right: ∂Etotal∂ah1 is 0.0150633."),
    (NETWORK, "net-dE-dW4", "0.00045", "It fits ∂Etotal∂W4, and a slip as well."),
    (NETWORK, "net-dE-dW5", "0.363921", "It is W5new, W5 after one step of descent."),
    (NETWORK, None, "0.0275", "It is h1, the weighted sum of hidden unit 1."),
    (NETWORK, "net-dE-dW5", "0.606478", "It is ao1, the activation of output 1."),
    (RIDE, "one-dL-dw", "-2.1", "One slip gives your number."),
    (NETWORK, None, "dE/dW5 = 0.0721571", "✓ Right: ∂Etotal∂W5 is 0.0721571."),
    (NETWORK, None, "dE/dW6 = 0.0721571", "Not equal: with the numbers of this page it is"),
    (NETWORK, None, "0.0569427 - 0.0418794", "∂Etotal∂ah1 is 0.0150633."),
    (NETWORK, None, "7.21571 x 10^-2", "✓ Right: ∂Etotal∂W5 is 0.0721571."),
    (NETWORK, None, "0.0721571 (W5)", "Cannot read column 1: this is no decimal number."),
]


@pytest.mark.parametrize(("model", "equation", "text", "words"), NUMBERS)
def test_of_a_number(
    engine: Engine, model: str, equation: str | None, text: str, words: str
) -> None:
    first = engine.call("said", model, equation, text)[0]
    assert words in first, first


RIGHT = "✓ Right: equation (22)"
# What is typed for ∂E/∂W₅, and the answer or its beginning.
TYPED: list[tuple[str, str]] = [
    ("(ao1-t1)*ao1*(1-ao1)*ah1", RIGHT),
    ("(t1-a_o1)*-1*a_o1(1-a_o1)*a_h1", RIGHT),
    ("δo1*ah1", "✓ Right: equation (25)"),
    (r"\delta_{o_1} a_{h_1}", "✓ Right: equation (25)"),
    ("𝛿_{o1} 𝑎_{h1}", "✓ Right: equation (25)"),
    ("delta_o1*sigmoid(h1)", RIGHT),
    (r"\partial E/\partial o_1 \cdot a_{h1}", RIGHT),
    ("(a_o1-t1) a_o1 (1-a_o1) a_h1 /", "Cannot read column 31: the formula ends too early"),
    ("a_o1 a_h1 +", "Cannot read column 12: the formula ends too early"),
    ("i_1 sum([delta_o1*W5])", "Cannot read column 5: a sum of Python is not read"),
    ("a1*(1-a1)", "Cannot read column 1: a1 is no name of this page."),
    ("W9", "Cannot read column 1: W9 is no name of this page."),
    ("a_o3", "Cannot read column 1: a_o3 is no name of this page. Did you mean ao1 or ao2?"),
    ("y_hat", "Cannot read column 1: y_hat is no name of this page."),
    ("a_o1[0]", "Cannot read column 6: a_o1 is one number, and has no elements."),
    ("[[1, 2], [3, 4]]", "Cannot read column 1: an array stands here: write one element."),
    (r"\tanh'(h_1)", r"Cannot read column 1: \tanh' is not read: write out the derivative."),
    ("abc", "Cannot read column 1: abc is no name of this page; as a product it needs spaces."),
]


@pytest.mark.parametrize(("text", "words"), TYPED)
def test_of_what_is_typed(engine: Engine, text: str, words: str) -> None:
    assert engine.call("said", NETWORK, "net-dE-dW5", text)[0].startswith(words)


def test_names_of_derivatives_in_python(engine: Engine) -> None:
    text = "dL_dy_hat[k]*g_prime(y_prime[k])*h[j]"
    assert engine.call("said", LAYERS, "two-dL-dW2-delta", text)[0].startswith("✓ Right")


def test_of_what_is_not_computed(engine: Engine) -> None:
    told: list[Any] = engine.call("said", LAYERS, "two-dL-dW2-delta", "delta2[k]*x[j]")
    assert told[0].startswith("Cannot read it: the index j runs over input here, and over hidden")
    told = engine.call("said", LAYERS, "two-dL-dW2-delta", r"\prod_l h_l")
    assert told == [r"Cannot read column 1: \prod is not computed here."]


def test_of_a_number_with_a_factor_too_many(engine: Engine) -> None:
    told = engine.call("said", CHAIN, "chain-dL-dw1", "0.0264835")
    assert told[1:] == ["A factor too many.", "σ′(z′) does not belong there."]
    # So few digits agree with many by chance.
    assert engine.call("said", CHAIN, "chain-dL-dw1", "0.02648")[0].endswith(
        "single slip gives it."
    )
