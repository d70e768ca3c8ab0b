"""In the browser: what people type is read, as LaTeX or as Python, or its place is named."""

import math
import random
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest

from checked_equations.live.model_data import model_data
from checked_equations.pages.registry import Registry
from tests.live_reader import read, small_model, without_places

# What is typed, and the LaTeX that it means.
TYPED = [
    ("a_h1 · W_5", r"a_{h1} \cdot W_5"),
    ("a_h1 × W_5 − t_1", r"a_{h1} \times W_5 - t_1"),
    ("a_h1*W_5", "a_{h1}*W_5"),
    ("δ_o1 a_h1", r"\delta_{o1} a_{h1}"),
    ("delta_o1 a_h1", r"\delta_{o1} a_{h1}"),
    (r"\delta_o1 a_h1", r"\delta_{o1} a_{h1}"),
    (r"\delta _ {o1} a _ {h1}", r"\delta_{o1} a_{h1}"),
    ("δ_o1**2", r"\delta_{o1}^2"),
    ("δₒ₁ aₕ₁ V_jk⁽¹⁾", r"\delta_{o1} a_{h1} V_{jk}^{(1)}"),
    ("½(t₁ − W₅)", r"\frac{1}{2} (t_1 - W_5)"),
    (r"\dfrac{\partial E}{\partial W_5}", r"\frac{\partial E_{\text{total}}}{\partial W_5}"),
    (r"\frac{dE}{d a_h1}", r"\frac{\partial E_{\text{total}}}{\partial a_{h1}}"),
    ("W5*δo1", r"W_5 * \delta_{o1}"),
    ("ah1 t1", "a_{h1} t_1"),
    (r"\delta_{o_1} a_{h_{1}}", r"\delta_{o1} a_{h1}"),
    ("𝛿_o1 𝑡_1", r"\delta_{o1} t_1"),
    ("sigma_prime(t1)*W5", r"\sigma'(t_1) W_5"),
    ("σ(t_1)", r"\sigma(t_1)"),
    ("sigma(t_1) − η", r"\sigma(t_1) - \eta"),
    ("2eta", r"2\eta"),
    ("E_total ≈ 1/2", r"E_{\text{total}} \approx 1/2"),
    ("∂E_total/∂W_5", r"\partial E_{\text{total}} / \partial W_5"),
    (r"\frac{∂E_total}{∂W₅}", r"\frac{\partial E_{\text{total}}}{\partial W_5}"),
    ("(t_1 − a_o1)²/2", "(t_1 - a_{o1})^2/2"),
    ("f′(t_1) f’(t_1)", "f'(t_1) f'(t_1)"),
    ("V_12^(1) x_1", "V_{12}^{(1)} x_1"),
    ("V_jk^(1) x_j", "V_{jk}^{(1)} x_j"),
    ("t_1^(2) + e^(-t_1)", "t_1^2 + e^{-t_1}"),
    ("∑_j x_j", r"\sum_j x_j"),
    ("exp(t_1) + log(2)", r"\exp(t_1) + \log(2)"),
    ("a_h1\u00a0W_5\u200b", "a_{h1} W_5"),
    ("t_1 = 3.", "t_1 = 3"),
    ("ŷ − y\u0302", r"\hat{y} - \hat{y}"),
    ("W_5^{new} + W_5^new", r"W_5^{\text{new}} + W_5^{\text{new}}"),
    ("σ²(t_1 (W_5)) a_h1", r"\sigma(t_1 (W_5))^2 a_{h1}"),
    (r"\sigma^2(t_1) + \tanh^{2}(t_1)", r"\sigma(t_1)^2 + \tanh(t_1)^2"),
    ("|t_1 - W_5| + abs(W_5)", r"\sqrt{(t_1 - W_5)^2} + \sqrt{(W_5)^2}"),
    (r"\left| t_1 \right| a_{h1}", r"\sqrt{(t_1)^2} a_{h1}"),
    # What Python calls a number, a function or a derivative, between what it would not read.
    ("W5 a_h1 (1 - a_o1)", "W_5 a_{h1} (1 - a_{o1})"),
    ("sigma'(t1)*W5_new", r"\sigma'(t_1) W_5^{\text{new}}"),
    (r"\frac{W5}{y_hat}", r"\frac{W_5}{\hat{y}}"),
    (r"\delta_{o1} a_{h1}", r"\delta_{o1} a_{h1}"),
    ("dE/dW5", r"\frac{\partial E_{\text{total}}}{\partial W_5}"),
    ("∂E/∂W_5 a_h1", r"\frac{\partial E_{\text{total}}}{\partial W_5} a_{h1}"),
    ("dE_total/da_h1 t1", r"\frac{\partial E_{\text{total}}}{\partial a_{h1}} t_1"),
    ("t1 = dE_da_o1", r"t_1 = \frac{\partial E_{\text{total}}}{\partial a_{o1}}"),
    ("$a_{h1} W_5$", "a_{h1} W_5"),
    (r" $$\frac{1}{2}$$ ", r"\frac{1}{2}"),
    (r"\(a_{h1} W_5\)", "a_{h1} W_5"),
    (r"\[ a_{h1} W_5 \]", "a_{h1} W_5"),
    # As Python.
    ("t1", "t_1"),
    ("a_h1 * W5", "a_{h1} W_5"),
    ("delta_o1*a_h1/W5", r"\delta_{o1} a_{h1}/W_5"),
    ("(t1 - a_o1)**2/2", r"\frac{(t_1 - a_{o1})^2}{2}"),
    ("-t1**2", "-t_1^2"),
    ("(t1 - a_o1)^2/2", r"\frac{(t_1 - a_{o1})^2}{2}"),
    ("(t1 − a_o1)·a_h1×W5", "(t_1 - a_{o1}) a_{h1} W_5"),
    ("2**-t1", "2^{-t_1}"),
    ("np.exp(-t1)*math.sqrt(W5)", r"\exp(-t_1) \sqrt{W_5}"),
    ("sigma(t1) - f_prime(W5)", r"\sigma(t_1) - f'(W_5)"),
    ("V[0, 1] * x[1]", "V_{12}^{(1)} x_2"),
    ("V[0][1]", "V_{12}^{(1)}"),
    ("x[0]", "x_1"),
    ("y_hat + 1e-3 + .5", r"\hat{y} + 0.001 + 0.5"),
    ("dE_dW5 = 1", r"\frac{\partial E_{\text{total}}}{\partial W_5} = 1"),
    ("dE_dV[1, 2]", r"\frac{\partial E_{\text{total}}}{\partial V_{23}^{(1)}}"),
    ("V[j, k] * x[j]", "V_{jk}^{(1)} x_j"),
    ("dE_dV[j, 0]", r"\frac{\partial E_{\text{total}}}{\partial V_{j1}^{(1)}}"),
    ("np.abs(t1 - W5)**2", r"\sqrt{(t_1 - W_5)^2}^2"),
]  # fmt: skip


def _without_texts(chain: Any) -> Any:
    return {**without_places(chain), "texts": []}


@pytest.mark.parametrize(("text", "latex"), TYPED)
def test_what_people_type(text: str, latex: str) -> None:
    """It has the tree of its LaTeX; and the LaTeX that comes with it has the same."""
    (found,) = read("readAny", [text], small_model())
    assert "chain" in found, found
    again, meant = read("chain", [found["latex"], latex], small_model()["vocabulary"])
    assert found["chain"] == again
    assert _without_texts(again) == _without_texts(meant)


@pytest.mark.slow
def test_names_of_live_models(registry: Registry) -> None:
    """Each is read as it is written and as Python has it, and so are the gradients of the pages."""
    for model in registry.options.live:
        data = model_data(registry, registry.models[model])
        for name in data["names"]:
            symbol, axes = name["symbol"], name["axes"]
            (found,) = read("read", [name["latex"]], data)
            if axes and not symbol["subscripts"]:
                assert "one element" in found["wrong"]  # the notation of an array without indices
            elif name["kind"] == "function":
                assert "needs its argument" in found["wrong"]
            else:
                assert without_places(found["chain"]["sides"]) == [without_places(symbol)]
            if symbol["kind"] == "Function":
                continue
            first = f"[{', '.join('0' * len(axes))}]" if axes else ""
            (found,) = read("readAny", [name["python"] + first], data)
            element = {**symbol, "subscripts": ["1"] * len(axes)} if axes else symbol
            assert without_places(found["chain"]["sides"]) == [without_places(element)]
        finals = [equation for equation in data["equations"] if equation["final"]]
        for equation in finals:
            left = equation["chain"]["sides"][0]
            if left["kind"] == "Partial" and not read("free", [left], data)[0]:
                (found,) = read("readAny", [equation["gradient"]], data)
                assert without_places(found["chain"]["sides"]) == [without_places(left)]


# What other books write, and what this page may mean by it.
MEANT = [
    ("sigmoid_network", ("E", "L", "C", "J", r"\mathcal{L}", "E_{tot}"), [r"E_{\text{total}}"]),
    ("sigmoid_network", ("w_5", r"\theta_5"), ["W_5"]),
    ("sigmoid_network", ("a_1", "out_{o1}"), ["a_{h1}", "a_{o1}"]),
    ("sigmoid_network", ("z_2", "net_{h2}"), ["h_2", "o_2"]),
    ("sigmoid_network", ("T_1", "target_{o1}"), ["t_1"]),
    ("sigmoid_network", ("y_1",), ["a_{o1}", "t_1"]),
    ("sigmoid_network", (r"\hat{y}_1",), ["a_{o1}"]),
    ("sigmoid_network", ("x_2", "l_2"), ["i_2"]),
    ("sigmoid_network", (r"\alpha",), [r"\eta"]),
    ("sigmoid_network", ("o_l", "O_1"), ["o_1"]),
    ("sigmoid_network", (r"\phi'(o_1)", "s(o_1)"), [r"\sigma"]),
    ("sigmoid_network", ("b_1", "w", r"\max(o_1)"), []),
    ("sigmoid_network_with_biases", ("b_1",), ["b_{h1}", "b_{o1}"]),
    ("scalar_chain", ("a", "o"), [r"\hat{y}"]),
    ("scalar_chain", ("t",), ["y"]),
    ("scalar_chain", ("w",), ["w_1", "w_2"]),
    ("scalar_chain", ("C", r"\mathcal{L}"), ["L"]),
    ("two_layer", ("z_k",), ["h_k'", "y_k'"]),
    ("two_layer", ("t_k",), ["y_k"]),
    ("two_layer", ("C", "J"), ["L"]),
    ("two_layer", (r"\delta_k",), [r"\delta_k^{(2)}", r"\delta_k^{(1)}"]),
    ("one_number", ("t",), ["y"]),
    ("one_number", ("W", r"\omega"), ["w"]),
]


@pytest.mark.slow
def test_what_other_books_write_is_never_read_but_named(registry: Registry) -> None:
    for model, texts, meant in MEANT:
        data = model_data(registry, registry.models[model])
        for text, found in zip(texts, read("readAny", list(texts), data), strict=True):
            assert (model, text, found.get("meant")) == (model, text, meant)


NUMBER, TERMS = "write a number for its letter", "write the terms of the sum one by one"
# What a page does without, what is said of it, and what may be meant.
STRANGE = [
    *(
        ("scalar_chain", text, "δ is not used on this page", [])
        for text in ("delta_o1", r"\delta_{o1}", "δ_o1", "δ_{o1} w_2", "delta_o1*w2", "delta")
    ),
    ("scalar_chain", "alpha w_2", "α is not used on this page", [r"\eta"]),
    ("scalar_chain", "np.exp(alpha)", "α is not used on this page", [r"\eta"]),
    # A letter that the page has, on another symbol.
    ("sigmoid_network", r"\delta_{o3}", r"\delta_{o3} is no symbol of this page", None),
    *(
        ("sigmoid_network", text, rf"E_{{k}} is no symbol of this page: {what}", ["E_1", "E_2"])
        for text, what in (
            (r"\sum_k \frac{\partial E_k}{\partial a_{h1}}", TERMS),
            (r"\frac{\partial E_k}{\partial a_{h1}}", NUMBER),
            ("E_k", NUMBER),
        )
    ),
    (
        "sigmoid_network",
        r"\sum_k a_{ok}",
        f"a_{{ok}} is no symbol of this page: {TERMS}",
        ["a_{o1}", "a_{o2}"],
    ),
    ("sigmoid_network", "E_n'", "E_{n}' is no symbol of this page", None),
    ("two_layer", r"\sum_k E_k", "E_{k} is no symbol of this page", None),
]


@pytest.mark.slow
@pytest.mark.parametrize(("model", "text", "wrong", "meant"), STRANGE)
def test_what_is_said_of_what_a_page_does_without(
    registry: Registry, model: str, text: str, wrong: str, meant: list[str] | None
) -> None:
    (found,) = read("readAny", [text], model_data(registry, registry.models[model]))
    assert found["wrong"] == wrong
    assert meant is None or found["meant"] == meant


# What cannot be read, the column that is named, and the symbols that may be meant.
UNREAD = [
    ("a_{h1} + a_h_1", 10, ["a_{h1}"]),
    ("a_{h1} · a_{h2}", 10, ["a_{h1}"]),
    ("δ_{01}", 1, [r"\delta_{o1}"]),
    ("e^-t_1", 3, []),
    ("W_5 \\sigma", 5, []),
    (r"\frac{\partial F}{\partial W_5}", 16, ["f"]),
    ("a_{h1} / W_5 a_{o1}", 14, []),  # which is a name of the page
    ("t_1 − W_55", 7, ["W_5"]),
    ("t_1 + q", 7, []),
    ("2y", 2, [r"\hat{y}"]),
    ("t_1 V_{1}^{(1)}", 5, ["V_{jk}^{(1)}"]),
    ("W_5 t_9", 5, ["t_1"]),
    ("t_1 + ", 7, []),
    ("(t_1 + W_5", 11, []),
    ("t_1 + W_5)", 10, []),
    ("t_1 - - W_5", 7, []),
    (r"\frac{t_1}", 11, []),
    ("t_1 | 2", 5, []),
    ("{t_1", 1, []),
    ("", 1, []),
    ("x_1 + 2e-1", 7, []),
    ("a_h1 * * W5", 8, []),
    ("a_h1 * W55", 8, ["W_5"]),
    ("a_h1 ** ", 9, []),
    ("a_h1*(t1 - a_o1)**2 W5", 21, []),
    ("a_h1*(t1**2 a_o1)", 13, []),
    ("f'(t1)**2*W5", 2, []),
    ("w_5", 1, ["W_5"]),
    ("T_1 + 1", 1, ["t_1"]),
    ("|t_1", 1, []),
    ("W_5^{old}", 6, ["W_5", r"W_5^{\text{new}}"]),
    ("dE/dW", 2, [r"E_{\text{total}}"]),
    ("softmax(t_1)", 1, []),
    # Whole arrays: what to write instead.
    ("V @ x", 3, [r"\sum_j V_{jk}^{(1)} x_{j}"]),
    ("np.outer(x, V)", 4, [r"\sum_j x_{j} V_{jk}^{(1)}"]),
    ("W5 * V.T", 7, ["V_{jk}^{(1)}"]),
    (r"V^{(1)} x", 1, [r"\sum_j V_{jk}^{(1)} x_{j}"]),
    (r"(t_1) x^T V^{(1)}", 7, [r"\sum_j x_{j} V_{jk}^{(1)}"]),
    (r"V^{(1)T} t_1", 1, ["V_{jk}^{(1)}"]),
    (r"\frac{\partial E_{\text{total}}}{\partial x}", 43, ["x_{j}"]),
    ("t_1 $ 2", 5, []),
    ("V[0, 3]", 6, []),
    ("V[0]", 1, []),
    ("W5 * V", 6, []),
    ("np.foo(t1)", 4, []),
    ("x[t1]", 3, []),
    ("x" * 501, 501, []),
    ("t_1 𝑥", 5, ["x_{j}"]),
    ("ünder", 1, []),
]


@pytest.mark.parametrize(("text", "column", "meant"), UNREAD)
def test_what_cannot_be_read_is_named(text: str, column: int, meant: list[str]) -> None:
    (found,) = read("readAny", [text], small_model())
    assert found.get("column") == column, found
    assert found["meant"] == meant
    assert len(found["wrong"].split()) > 3


@pytest.mark.parametrize(
    "text",
    [
        *("h[0]", "1 if t1 else 2", "t1 @ W5", "t1 // W5", "t1 % 2", "t1 == W5", "lambda t1: t1"),
        *("t1.real", "'t1'", "sigma", "sigma(t1", "np.exp", "t1, W5", "1e99", "W5 t1"),
        *(
            "__import__('os')",
            "t1;W5",
            "[t1]",
            "V[-1, 0]",
            "V[0:1, 0]",
            "V[0.0, 0]",
            "= t1",
            "t1 =",
        ),
    ],
)
def test_what_is_no_formula_in_python(text: str) -> None:
    (found,) = read("readCode", [text], small_model())
    assert "column" in found, found


# Random formulas in Python, against Python itself.

NUMBERS: dict[str, Any] = {
    **{"t1": 0.7, "a_h1": 1.3, "a_o1": 0.4, "W5": 2.1, "E_total": 0.9, "delta_o1": 0.3},
    **{"eta": 0.6, "y_hat": 1.1, "x": np.array([0.8, 1.7])},
    "V": np.array([[0.2, 1.9, 0.5], [1.4, 0.35, 1.05]]),
}
FUNCTIONS = {"sigma": lambda z: 1 / (1 + math.exp(-z)), "f": math.cos, "f_prime": math.sin}
CALLED = (*FUNCTIONS, "exp", "np.sqrt", "math.tanh", "np.log", "math.cos")


def _python(rng: random.Random, depth: int) -> str:
    def below() -> str:
        return _python(rng, depth - 1)

    if depth == 0:
        name = rng.choice([*NUMBERS])
        places = [rng.randrange(size) for size in np.shape(NUMBERS[name])]
        element = name + (f"[{', '.join(map(str, places))}]" if places else "")
        return rng.choice((element, element, str(rng.randrange(10)), "0.25", ".5", "3.", "2e-1"))
    match rng.randrange(8):
        case 0:
            return f"-{below()}"
        case 1:
            return f"({below()})"
        case 2:
            return f"{rng.choice(CALLED)}({below()})"
        case 3:
            return f"{below()} ** {rng.choice(('2', '-1', '0.5', below()))}"
    return f"{below()}{rng.choice((' + ', ' - ', '*', ' * ', '/', ' / '))}{below()}"


def _value(node: Any) -> Any:
    """The value of a tree, by Python."""
    match node:
        case {"kind": "Number", "text": text}:
            return float(text)
        case {"kind": "Symbol"}:
            return _symbols()[_key(node)]
        case {"kind": "Sum", "terms": terms, "signs": signs}:
            return math.fsum(s * _value(t) for s, t in zip(signs, terms, strict=True))
        case {"kind": "Product", "factors": factors}:
            return math.prod(map(_value, factors))
        case {"kind": "Quotient", "top": top, "bottom": bottom}:
            return _value(top) / _value(bottom)
        case {"kind": "Power", "base": base, "exponent": exponent}:
            return _value(base) ** _value(exponent)
        case {"kind": "Group", "items": [inside]}:
            return _value(inside)
        case {"kind": "Call", "function": function, "arguments": [argument]}:
            name = function["name"].removeprefix("\\") + "_prime" * function["primes"]
            return (FUNCTIONS.get(name) or getattr(math, name))(_value(argument))
    raise AssertionError(node)


def _key(symbol: Any) -> tuple[Any, ...]:
    return symbol["base"], symbol["accent"], symbol["layer"], *symbol["subscripts"]


@cache
def _symbols() -> dict[tuple[Any, ...], float]:
    found: dict[tuple[Any, ...], float] = {}
    for name in small_model()["names"]:
        if name["python"] in NUMBERS:
            for place, number in np.ndenumerate(NUMBERS[name["python"]]):
                indices = [str(i + 1) for i in place]
                symbol = {**name["symbol"], **({"subscripts": indices} if indices else {})}
                found[_key(symbol)] = float(number)
    return found


def _eval(text: str) -> float | None:
    """Python's value; None where it is none, or so large that roundings are."""
    names = {**NUMBERS, **FUNCTIONS, "np": np, "math": math, "exp": math.exp}
    try:
        with np.errstate(all="raise"):
            value = eval(text, {"__builtins__": {}}, names)  # what this test has written
    except (ArithmeticError, ValueError, TypeError):  # of complex numbers
        return None
    return float(value) if not isinstance(value, complex) and abs(value) < 1e12 else None


@pytest.mark.parametrize("count", [150, pytest.param(5_000, marks=pytest.mark.fuzz)])
def test_random_formulas_in_python(count: int) -> None:
    """What is read, as code and through its LaTeX, has the value that Python computes."""
    rng = random.Random(5)
    texts = [_python(rng, rng.randrange(5)) for _ in range(count)]
    values = [_eval(text) for text in texts]
    assert sum(value is not None for value in values) > count / 2
    for name in ("readCode", "readAny"):
        for text, value, found in zip(texts, values, read(name, texts, small_model()), strict=True):
            assert "column" not in found, (text, found)
            if value is not None:
                (side,) = found["sides"] if name == "readCode" else found["chain"]["sides"]
                assert _value(side) == pytest.approx(value, rel=1e-9, abs=1e-12), text


# Anything at all: it is read, or refused in words.

PIECES = [
    *("a_{h1}", "t_1", "W5", "x", "V", "\\", "{", "}", "(", ")", "[", "]", "^", "_", "=", "+", "-"),
    *("*", "**", "/", r"\frac", r"\partial", r"\sum_j", r"\left", r"\right", "&", r"\\", ",", "."),
    *(r"\begin{aligned}", r"\end{aligned}", r"\text{", "'", "σ", "∂", "²", "0", "12", "0.5"),
    *("|", "⁻", r"\underbrace{", "}_{a}", r"\sqrt", r"\hat", r"\exp", " ", "\n", "\0"),
    *("é", "𝑥", "\u2028", "~", r"\,", "d", "np."),
]  # fmt: skip


def _texts(count: int) -> Iterator[str]:
    rng = random.Random(11)
    seeds = [text for pair in TYPED for text in pair]
    for number in range(count):
        if number % 2:
            yield "".join(rng.choices(PIECES, k=rng.randrange(1, 40)))
            continue
        text = rng.choice(seeds)
        for _ in range(rng.randrange(1, 4)):
            place = rng.randrange(len(text) + 1)
            text = text[:place] + rng.choice(("", rng.choice(PIECES))) + text[place + 1 :]
        yield text
    yield from (
        "σV" * 250,
        "}{" * 250,
        "(" * 250,
        "{" * 400,
        "-" * 500,
        "a^{" * 160,
        "_" * 300,
        "(1" * 200 + ")" * 50,
    )
    yield from (r"\frac{" * 80, "t_1+" * 125, "sigma(" * 80, "2**" * 160, "x" * 5000, "[" * 10**6)


@pytest.mark.parametrize("count", [150, pytest.param(10_000, marks=pytest.mark.fuzz)])
def test_anything_is_read_or_refused(count: int) -> None:
    texts = list(_texts(count))
    outcomes = [read(name, texts, small_model()) for name in ("read", "readCode", "readAny")]
    for found in outcomes:
        refused = [each for each in found if "column" in each]
        assert len(refused) > count / 4
        assert all(re.search(r"\w", each["wrong"]) for each in refused)
        for text, each in zip(texts, found, strict=True):
            assert "column" not in each or 1 <= each["column"] <= len(text.encode("utf-16")) / 2 + 1
    assert sum("column" not in each for each in outcomes[2]) >= count / 50
