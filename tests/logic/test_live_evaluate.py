"""What the browser says of formulas, one by one: derivatives, indices, numbers, near misses."""

import itertools
import json
import math
import random

import numpy as np
import pytest

from checked_equations.equations.latex.parse import parse_chain
from checked_equations.equations.notation.tree import (
    Call,
    Chain,
    Function,
    Group,
    Node,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
)
from checked_equations.live.model_data import Data, model_data
from checked_equations.live.plain import plain
from checked_equations.pages.registry import Registry
from tests.live import LIVE, Browser


@pytest.fixture(scope="module")
def data(registry: Registry) -> dict[str, Data]:
    return {name: model_data(registry, registry.models[name]) for name in LIVE}


@pytest.fixture(scope="module")
def browser(data: dict[str, Data]) -> Browser:
    return Browser(data)


def chains(registry: Registry, model: str, *latex: str) -> list[Chain]:
    vocabulary = registry.models[model].vocabulary
    return [parse_chain(text, vocabulary) for text in latex]


TRUE = {
    # z is an input of this model, and u = 3x, v = x + 1, s = u v are forward values.
    "sigmoid": [
        r"\frac{\partial}{\partial z}[z^3 - 2z] = 3z^2 - 2",
        r"\frac{\partial}{\partial z}\left[\frac{1}{z}\right] = -\frac{1}{z^2}",
        r"\frac{\partial}{\partial z}\left[\frac{z}{1 + z^2}\right] = \frac{1 - z^2}{(1 + z^2)^2}",
        r"\frac{\partial}{\partial z}[e^{2z}] = 2 e^{2z}",
        r"\frac{\partial}{\partial z}[2^z] = 2^z \log 2",
        r"\frac{\partial}{\partial z}[(1 + z^2)^z] = (1 + z^2)^z "
        r"\left(\log(1 + z^2) + \frac{2 z^2}{1 + z^2}\right)",
        r"\frac{\partial}{\partial z}[\exp(-z^2)] = -2z \exp(-z^2)",
        r"\frac{\partial}{\partial z}[\log(1 + z^2)] = \frac{2z}{1 + z^2}",
        r"\frac{\partial}{\partial z}[\ln(2 + \sin(z))] = \frac{\cos(z)}{2 + \sin(z)}",
        r"\frac{\partial}{\partial z}[\cos(z)] = -\sin(z)",
        r"\frac{\partial}{\partial z}[\tanh(z)] = 1 - \tanh(z)^2",
        r"\frac{\partial}{\partial z}[\tan(z)] = \frac{1}{\cos(z)^2}",
        r"\frac{\partial}{\partial z}[\sinh(2z)] = e^{2z} + e^{-2z}",
        r"\frac{\partial}{\partial z}[\cosh(z)] = \frac{e^z - e^{-z}}{2}",
        r"\frac{\partial}{\partial z}\left[\sqrt{1 + z^2}\right] = \frac{z}{\sqrt{1 + z^2}}",
        r"\frac{\partial}{\partial z}[p(q(z))] = p'(q(z))\, q'(z)",
        r"\frac{\partial}{\partial z}[\sigma(2z)] = 2 \sigma'(2z)",
        r"\sigma'(z) = \sigma(z)\, \sigma(-z)",
        # A slope of a slope.
        r"\frac{\partial}{\partial z}[\sigma'(2z)] = 2 \sigma'(2z) (1 - 2 \sigma(2z))",
        r"\frac{\partial}{\partial z}[p'(z^2) q(z)] = \frac{\partial}{\partial z}[q(z) p'(z z)]",
        r"\frac{\partial}{\partial z}[x] = 0",
        # All that follows from x moves with it, and nothing before it.
        r"\frac{\partial s}{\partial x} = 6x + 3",
        r"\frac{\partial x}{\partial u} = 0",
        r"\frac{\partial s}{\partial u} = x + 1",
        r"\underbrace{u}_{= 3x} + 1 = 3x + 1",
    ],
    "two_layer": [
        r"y_k' = \sum_j W_{jk}^{(2)} h_j",
        r"y_i' = \sum_{k=1}^{2} W_{ki}^{(2)} h_k",
        r"\frac{\partial y_i'}{\partial h_k} = W_{ki}^{(2)}",
        r"\frac{\partial \hat{y}_1}{\partial h_2} = g'(y_1')\, W_{21}^{(2)}",
        r"\frac{\partial \hat{y}_1}{\partial y_2'} = 0",
        r"\sum_i \frac{\partial L}{\partial \hat{y}_i} g'(y_i') W_{ki}^{(2)}"
        r" = \frac{\partial L}{\partial h_k}",
        r"L = \ell(y_1, y_2, \hat{y}_1, \hat{y}_2)",
        r"\delta_k^{(2)} = \frac{\partial L}{\partial y_k'}",
        r"h_1' \approx 0.4 \cdot 1.5 - 0.15 = 0.45",
        # Slopes of what is made of slopes.
        r"\frac{\partial \delta_1^{(2)}}{\partial y_2'}"
        r" = \frac{\partial \delta_2^{(2)}}{\partial y_1'}",
        r"\frac{\partial \delta_1^{(2)}}{\partial h_1}"
        r" = \sum_i \frac{\partial \delta_1^{(2)}}{\partial y_i'} W_{1i}^{(2)}",
    ],
    "scalar_chain": [
        r"\frac{\partial w_1^{\text{new}}}{\partial w_1}"
        r" = 1 - \eta\, \hat{y} (1 - \hat{y}) w_2^2 x^2",
        r"\frac{\partial w_1^{\text{new}}}{\partial z'} = -\eta\, \hat{y} (1 - \hat{y}) w_2 x",
    ],
}
FALSE = {
    "sigmoid": [
        r"\frac{\partial}{\partial z}[z^3] = 3z",
        r"\frac{\partial}{\partial z}[\cos(z)] = \sin(z)",
        r"\frac{\partial}{\partial z}[p(q(z))] = p'(q(z))\, q(z)",
        r"\frac{\partial}{\partial z}[p(q(z))] = p'(z)\, q'(z)",
        r"p(z) = q(z)",
        r"\frac{\partial}{\partial z}[p'(z)] = -p(z)",  # true of the sine of the example
        r"\frac{\partial}{\partial z}[\sigma'(2z)] = \sigma'(2z) (1 - 2 \sigma(2z))",
        r"\sigma'(z) = \sigma(z)\, \sigma(z)",
        r"z = z + 0.00000001",
        r"\frac{\partial s}{\partial x} = 3x + 3",
        r"\underbrace{u}_{= 2x} + 1 = 3x + 1",
        r"u = \frac{3}{x}",
    ],
    "two_layer": [
        r"y_k' = \sum_j W_{jk}^{(2)} h_j'",
        r"y_1' = W_{11}^{(2)} h_1 + W_{12}^{(2)} h_2",
        r"h_1 = h_2",
        r"\frac{\partial L}{\partial h_k} = \frac{\partial L}{\partial \hat{y}_1} g'(y_1')"
        r" W_{k1}^{(2)}",
        # True of the running example alone, where the loss is half the sum of squares.
        r"L = E",
        r"f(h_k') = g(h_k')",
        r"h_1' \approx 0.4 \cdot 1.5 - 0.15 = 0.46",
        r"\frac{\partial \delta_1^{(2)}}{\partial y_2'} = 0",
        r"\frac{\partial \delta_1^{(2)}}{\partial h_1}"
        r" = \frac{\partial \delta_1^{(2)}}{\partial y_1'} W_{11}^{(2)}",
        r"\underbrace{h_1'}_{=0.46} + 1 = h_1' + 1",
    ],
    "scalar_chain": [
        r"\frac{\partial w_1^{\text{new}}}{\partial w_1} = 1 - \eta (\hat{y} - y) w_2 x"
    ],
}
UNREAD = {
    "sigmoid": [
        r"\frac{\partial}{\partial x}\left[\frac{\partial s}{\partial x}\right] = 6",
        r"\frac{\partial s}{\partial (2x)} = 3",
        r"z = w",
        r"z < z + 1",
        r"z",
        r"p = q",
        r"p(z, x) = q(z)",
        r"\sin'(z) = \cos(z)",
        r"z \approx z",
    ],
    "two_layer": [
        r"h_k' = \sum_j W_{jk}^{(1)} x_k",  # two axes for one letter
        r"h_k = h_j",  # nothing gives j a value
        r"h_k = \sum_k h_k",
        r"h_k = \sum_i h_k",
        r"h_3 = h_3",
        r"y_k' = \sum_{j=1}^{3} W_{jk}^{(2)} h_j",
        r"\frac{\partial L}{\partial h} = h_1",
        r"\frac{\partial L}{\partial E} = 1",
        r"L = \ell(y_1, \hat{y}_1)",
        r"L = \ell(\hat{y}, h)",
    ],
}
# One side has a value, and the other has none.
ONE_SIDED = [
    (r"\log(-z^2) = 1", "log"),
    # An infinite bottom would make this 0.
    (r"\frac{1}{\frac{1}{x - x}} = x - x", "a division by zero"),
    (r"u = \log(-1 - u^2)", "log"),
    (r"u = \sqrt{-1 - u^2} + \log(1 + u^2)", "sqrt"),
    (r"u = (-1 - u^2)^{0.5}", "a power"),
]
UNDECIDED = {
    "sigmoid": [
        (r"\frac{z}{x - x} = \frac{z}{x - x}", "a division by zero has no value at any point"),
        (r"e^{\log z} = z", "log has no value for some inputs"),
        (r"z + 9^{9^{9^9}} = z + 9^{9^{9^9}}", "a power is too large"),
        (r"z + e^{e^{e^{9}}} = z + e^{e^{e^{9}}}", "a power is too large"),
        (r"z = z + 0.0000000001", "the difference is as small as rounding"),
    ],
}


@pytest.mark.parametrize("model", TRUE)
def test_what_is_true(registry: Registry, browser: Browser, model: str) -> None:
    found = browser.verdicts(model, chains(registry, model, *TRUE[model]))
    assert dict(zip(TRUE[model], found, strict=True)) == dict.fromkeys(TRUE[model], "true")


@pytest.mark.parametrize("model", FALSE)
def test_near_misses_are_refuted(registry: Registry, browser: Browser, model: str) -> None:
    found = browser.verdicts(model, chains(registry, model, *FALSE[model]))
    assert dict(zip(FALSE[model], found, strict=True)) == dict.fromkeys(FALSE[model], "refuted")


@pytest.mark.parametrize("model", UNREAD)
def test_what_has_no_meaning_is_unread(registry: Registry, browser: Browser, model: str) -> None:
    found = browser.verdicts(model, chains(registry, model, *UNREAD[model]))
    assert dict(zip(UNREAD[model], found, strict=True)) == dict.fromkeys(UNREAD[model], "unread")


@pytest.mark.parametrize("model", UNDECIDED)
def test_what_has_no_value_is_undecided(registry: Registry, browser: Browser, model: str) -> None:
    latex, why = zip(*UNDECIDED[model], strict=True)
    pairs = chains(registry, model, *latex)
    assert browser.verdicts(model, pairs) == ["undecided"] * len(latex)
    assert browser.compared(model, pairs) == [(None, said) for said in why]


def test_what_has_nowhere_a_value_is_no_value(registry: Registry, browser: Browser) -> None:
    """As an equation it is refuted; a reader's line is not called wrong for it."""
    latex, names = zip(*ONE_SIDED, strict=True)
    pairs = chains(registry, "sigmoid", *latex)
    assert browser.verdicts("sigmoid", pairs) == ["refuted"] * len(ONE_SIDED)
    said = [(None, f"{name} has no value at any point") for name in names]
    assert browser.compared("sigmoid", pairs) == said


def test_what_has_no_value_within_a_sum_is_named(registry: Registry, browser: Browser) -> None:
    pairs = chains(registry, "two_layer", r"L = \sum_k \log(-1 - h_k^2)")
    assert browser.compared("two_layer", pairs) == [(None, "log has no value at any point")]


def test_what_is_left_of_roundings_refutes_nothing(registry: Registry, browser: Browser) -> None:
    latex = r"9 (z + u)^2 - 9 z^2 - 18 z u - 9 u^2 = 0", r"\frac{1}{49} \cdot 49 z - z = 0"
    assert not {"refuted"} & set(browser.verdicts("sigmoid", chains(registry, "sigmoid", *latex)))
    false = r"9 (z + u)^2 - 9 z^2 - 18 z u - 9 u^2 = 0.0000000001 z"
    assert browser.verdicts("sigmoid", chains(registry, "sigmoid", false)) == ["refuted"]


Z = Symbol(base="z", start=0, end=0)


def random_tree(rng: random.Random, depth: int) -> Node:
    """A formula of z in which all operations occur."""
    if depth == 0:
        return rng.choice([Z, Z, Number(text=str(rng.randint(1, 3)), start=0, end=0)])
    first, second = (random_tree(rng, depth - 1) for _ in range(2))
    square = Power(base=group(first), exponent=Number(text="2", start=0, end=0), start=0, end=0)
    above_one = group(added(Number(text="1", start=0, end=0), square))
    match rng.randrange(7):
        case 0:
            return added(first, group(second), rng.choice([1, -1]))
        case 1:
            return Product(factors=(group(first), group(second)), start=0, end=0)
        case 2:
            return Quotient(top=first, bottom=above_one, start=0, end=0)
        case 3:
            return square
        case 4:
            return Power(base=above_one, exponent=second, start=0, end=0)
        case 5:
            name = rng.choice([r"\log", r"\ln", r"\sqrt"])
            return called(name, above_one)
    names = ["exp", "sin", "cos", "tan", "sinh", "cosh", "tanh"]
    return called(rf"\{rng.choice(names)}", first)


def group(node: Node) -> Node:
    return Group(items=(node,), start=0, end=0)


def added(first: Node, second: Node, sign: int = 1) -> Node:
    return Sum(terms=(first, second), signs=(1, sign), start=0, end=0)


def called(name: str, argument: Node) -> Node:
    return Call(function=Function(name=name, start=0, end=0), arguments=(argument,), start=0, end=0)


def oracle(node: Node, z: complex) -> complex:
    """The value of such a formula, by complex numbers."""
    match node:
        case Symbol():
            return z
        case Number(text=text):
            return float(text)
        case Group(items=(inner,)):
            return oracle(inner, z)
        case Sum(terms=terms, signs=signs):
            return sum(s * oracle(term, z) for s, term in zip(signs, terms, strict=True))
        case Product(factors=(first, second)):
            return oracle(first, z) * oracle(second, z)
        case Quotient(top=top, bottom=bottom):
            return oracle(top, z) / oracle(bottom, z)
        case Power(base=base, exponent=exponent):
            power: complex = oracle(exponent, z)
            return oracle(base, z) ** (2 if power == 2 else power)
        case Call(function=function, arguments=(argument,)):
            name = {r"\ln": "log"}.get(function.name, function.name[1:])
            return complex(getattr(np, name)(np.complex128(oracle(argument, z))))
    raise AssertionError(node)


def test_slopes_are_those_of_complex_steps(browser: Browser) -> None:
    """300 random formulas, differentiated here by another way of counting."""
    rng = random.Random(7)
    trees = [random_tree(rng, 3) for _ in range(300)]
    asked = [
        [json.dumps(plain(tree)), json.dumps(plain(Partial(top=tree, bottom=Z, start=0, end=0)))]
        for tree in trees
    ]
    pairs = ", ".join(f"[{value}, {slope}]" for value, slope in asked)
    setting = "live.setting(live.models.sigmoid, {values: {z: -0.7}})"
    found = browser.ask(f"[{pairs}].map(pair => pair.map(tree => live.evaluate(tree, {setting})))")
    compared = 0
    with np.errstate(over="ignore", invalid="ignore"):
        for tree, (value, slope) in zip(trees, found, strict=True):
            try:
                expected = complex(oracle(tree, complex(-0.7, 1e-30)))
            except OverflowError:
                continue
            if not abs(expected.real) < 1e6:
                continue
            assert value == pytest.approx(expected.real, rel=1e-11, abs=1e-13)
            assert slope == pytest.approx(expected.imag / 1e-30, rel=1e-9, abs=1e-12)
            compared += 1
    assert compared > 250


def test_own_inputs_give_all_values(registry: Registry, browser: Browser) -> None:
    """Computed here once more, by hand: a chain of two steps with binary cross-entropy."""
    w1, x = 0.7, -1.2
    z_prime = (x * w1 + 0.3) * -0.5 + 1.05
    y_hat = 1 / (1 + math.exp(-z_prime))
    found = browser.ask(f"live.run(live.models.scalar_chain, {json.dumps({'w1': w1, 'x': x})})")
    assert found["w1"] == w1
    assert found["z_prime"] == pytest.approx(z_prime, rel=1e-14)
    loss = -(0.8 * math.log(y_hat) + 0.2 * math.log(1 - y_hat))
    assert found["L"] == pytest.approx(loss, rel=1e-14)
    assert found["w1_new"] == pytest.approx(w1 - 2 * (y_hat - 0.8) * -0.5 * x, rel=1e-14)


def test_free_indices_have_their_axes(registry: Registry, browser: Browser) -> None:
    (chain,) = chains(registry, "two_layer", r"W_{jk}^{(1)} x_j = \sum_k W_{jk}^{(2)} h_1")
    models = "live.models.two_layer"
    trees = [json.dumps(side) for side in _plain(chain)]
    assert browser.ask(f"live.free({trees[0]}, {models})") == {"j": "input", "k": "hidden"}
    assert browser.ask(f"live.free({trees[1]}, {models})") == {"j": "hidden"}


def _plain(chain: Chain) -> list[Data]:
    return [plain(side) for side in chain.sides]


@pytest.mark.parametrize("model", LIVE)
def test_points_are_generic(data: dict[str, Data], registry: Registry, model: str) -> None:
    """Of the example's sizes they differ in all inputs; of others, each may keep what it has."""
    known, points = data[model], data[model]["points"]
    alike = [point for point in (known["example"], *points) if point["sizes"] == known["sizes"]]
    assert len(alike) == 3
    for name in (n for n in known["names"] if n["kind"] == "input"):
        numbers = {json.dumps(point["values"][name["python"]]) for point in alike}
        assert len(numbers) == len(alike), name["python"]
    free = [axis for axis in known["sizes"] if axis not in registry.models[model].size_rules]
    kept = {
        tuple(point["sizes"][axis] == known["sizes"][axis] for axis in free) for point in points
    }
    assert kept == set(itertools.product([True, False], repeat=len(free)))
    for point in points:
        others = [point["sizes"][a] for a in free if point["sizes"][a] != known["sizes"][a]]
        assert len(set(others)) == len(others)
        assert not set(others) & set(known["sizes"].values())
