"""Norms and transposes in the browser: printed and read as in Python, judged by their shapes."""

import json

import pytest

from checked_equations.equations.latex.parse import parse_chain
from checked_equations.equations.latex.printer import to_latex
from checked_equations.equations.notation.tree import Norm, Transpose
from checked_equations.live.bundle import script
from checked_equations.live.model_data import Data, model_data
from checked_equations.pages.registry import Registry
from tests.live import Browser
from tests.live_reader import chain_in_python, chains, small_vocabulary
from tests.logic.test_live_draw import KINDS
from tests.logic.test_printer import FUNCTIONS, SEEN, random_trees

MODEL = "one_number"
NORMS = [
    r"\|x\| = t_1",
    r"\| x_1' + 2 x_2''^\top x_3 \| = 1",
    r"\left\| x \right\| = \Vert x \Vert + \lVert x \rVert",
    r"\| x \| \| x \| = \|x\|^2",
    r"\| \| x \| x \| = 1",
    r"\left\| t_1 \left\| x \right\| \right\| = 1",
    r"\|x\| + \|x\| \cdot \|2 x\| = 1",
    r"\| x = 1",
    r"\| \| = 1",
    r"x \| = 1",
    r"\|x\| x \| = 1",
    r"x^\top x = x^T x",
    r"x^{\top} V^{(1)} = x^{T} V^{(1)}",
    r"V^{(1)T} x = V^{(1)\top} x",
    r"(V^{(1)} x)^T = {V^{(1)}}^T",
    r"f(x)^\top = f(t_1)^2",
    r"t_1^T = t_1^\top",
    r"x^{T}{}^{T} = 1",
    r"\frac{x}{2}^\top = 1",
    r"x^{2T} = 1",
    r"t_1^{x^\top x} = t_1^{W_5^\top}",
    r"x^\top{}^2 = 1",
]


def test_norms_and_transposes_are_read_alike() -> None:
    found = chains(NORMS, small_vocabulary())
    expected = [chain_in_python(latex, small_vocabulary()) for latex in NORMS]
    for latex, here, there in zip(NORMS, found, expected, strict=True):
        assert here == there, latex
    assert sum(chain is not None for chain in found) > 10


def test_norms_and_transposes_are_printed_alike() -> None:
    known = {*KINDS, "Norm", "Transpose"}
    trees = [
        tree
        for tree in random_trees(SEEN, 3_000)
        if any(isinstance(part, Norm | Transpose) for part in tree.walk())
        if all(type(part).__name__ in known for part in tree.walk())
        if not any(isinstance(p, Norm) and (p.single or p.subscripts) for p in tree.walk())
    ]
    printed = [latex for latex in map(to_latex, trees) if ":" not in latex]
    assert len(printed) > 20
    browser = Browser({}, script())
    for latex, chain in zip(printed, chains(printed, FUNCTIONS), strict=True):
        if chain is not None:
            (side,) = chain["sides"]
            assert browser.ask(f"live.latex({json.dumps(side)})") == latex


@pytest.fixture(scope="module")
def data(registry: Registry) -> Data:
    return model_data(registry, registry.models[MODEL])


TRUE = [
    r"u = \frac{v}{\|v\|}",
    r"u = \frac{1}{\|v\|} v",
    r"u^\top = \frac{v^\top}{\|v\|}",
    r"g^\top u = u^\top g",
    r"g^\top g = \|g\|^2 = g_1^2 + g_2^2",
    r"\|2 g - 3 g\| = \|g\|",
    r"g + u = u + g",
    r"g^\top (u + v) = g^\top u + g^\top v",
    r"\| h \| = \sqrt{h^2}",
]
REFUTED = [
    r"u = \frac{v}{\|u\|}",
    r"g^\top u = \|g\|",
    r"g^\top g = \|g\|",
    r"g = u",
    r"\|g + u\| = \|g\| + \|u\|",
    r"\| h \| = h",
]
# No shapes of numbers, columns and rows fit these.
UNDECIDED = [
    r"g u = g_1 u_1",
    r"g g^\top = \|g\|^2",
    r"u_1 = \frac{v}{\|v\|}",
    r"u^\top = \frac{v}{\|v\|}",
    r"g + 1 = 1 + g",
    r"\frac{g}{u} = 1",
    r"e^g = e^g",
    r"g^2 = \|g\|^2",
    r"\sqrt{g} = \sqrt{g}",
    r"\frac{\partial u}{\partial w} = 0",
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("formulas", "verdict"), [(TRUE, "true"), (REFUTED, "refuted"), (UNDECIDED, "undecided")]
)
def test_what_is_said_of_vectors(
    registry: Registry, data: Data, formulas: list[str], verdict: str
) -> None:
    vocabulary = registry.models[MODEL].vocabulary
    found = Browser({MODEL: data}).verdicts(
        MODEL, [parse_chain(latex, vocabulary) for latex in formulas]
    )
    assert dict(zip(formulas, found, strict=True)) == dict.fromkeys(formulas, verdict)


@pytest.mark.slow
@pytest.mark.parametrize("text", [r"\|g\|", r"g^\top u", "u", r"\|h\|"])
def test_a_reader_writes_elements(data: Data, text: str) -> None:
    browser = Browser({MODEL: data}, script())
    said = browser.ask(f"live.judge(live.models.{MODEL}, 'one-dL-dw', {json.dumps(text)})")
    assert (said["kind"], ": write one element" in said["wrong"]) == ("unread", True)
