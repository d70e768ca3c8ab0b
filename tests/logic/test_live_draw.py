"""In the browser: trees are printed as they are here, and what is drawn reads back as the tree."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest

from checked_equations import v8
from checked_equations.equations.latex.printer import chain_to_latex, to_latex
from checked_equations.equations.notation.tree import Node
from checked_equations.live import bundle
from checked_equations.live.plain import plain
from checked_equations.pages.directives.equation import Checked
from checked_equations.pages.readback import check_drawn
from checked_equations.pages.registry import Registry
from checked_equations.pages.typeset import Typesetter
from tests.logic.test_printer import FUNCTIONS, SEEN, random_trees

if TYPE_CHECKING:
    from py_mini_racer import MiniRacer

# As much of a browser as a drawing needs, and what shows what was drawn.
DOCUMENT = """
class Element {
  constructor(kind) { Object.assign(this, { localName: kind, attributes: {}, childNodes: [] }) }
  setAttribute(name, value) { this.attributes[name] = `${value}` }
  append(...children) {
    for (const child of children) {
      if (child.parent) child.parent.childNodes = child.parent.childNodes.filter(c => c !== child)
      if (child.localName) child.parent = this
      this.childNodes.push(child)
    }
  }
  removeAttribute(name) { delete this.attributes[name] }
  querySelectorAll() { // of what is wrong
    const below = this.childNodes.filter(child => child.localName)
    return below.flatMap(e => [...(e.attributes.class ? [e] : []), ...e.querySelectorAll()])
  }
  get textContent() { return this.childNodes.map(c => c.textContent ?? c).join("") }
  get markup() {
    const escaped = text => text.replace(/&/g, "&amp;").replace(/</g, "&lt;")
      .replace(/"/g, "&quot;")
    const attributes = Object.entries(this.attributes).map(([n, v]) => ` ${n}="${escaped(v)}"`)
    const inside = this.childNodes.map(child => child.markup ?? escaped(child))
    return `<${this.localName}${attributes.join("")}>${inside.join("")}</${this.localName}>`
  }
}
const document = { createElementNS: (_, kind) => new Element(kind) }
const printAll = trees => trees.map(live.latex)
const drawAll = (all, marks) => all.map(latex => live.draw(latex, { marks })?.markup ?? null)
"""
# The kinds of nodes that the browser knows.
KINDS = frozenset(
    (
        *("Number", "Symbol", "Function", "Sum", "Product", "Quotient", "Power", "Call"),
        *("Partial", "BigSum", "Group", "Underbrace"),
    )
)


@cache
def browser() -> "MiniRacer":
    folder = Path(bundle.__file__).parent / "scripts"
    own = [
        (folder / name).read_text(encoding="utf-8") for name in ("names.js", "latex.js", "draw.js")
    ]
    blocks = "\n".join(f"{{\n{script}\n}}" for script in own)
    return v8.start(["const live = { models: {} }", DOCUMENT, blocks])


def drawn(formulas: list[str], *marks: tuple[int, int]) -> list[str | None]:
    found: list[str | None] = browser().call("drawAll", formulas, marks)
    return found


def is_known(node: Node) -> bool:
    return all(type(part).__name__ in KINDS for part in node.walk())


def known(count: int) -> list[Node]:
    """Random trees of what the browser knows, in letters that the font of formulas has."""
    trees = (tree for tree in random_trees(SEEN, count) if is_known(tree))
    return [tree for tree in trees if "é" not in to_latex(tree) and ":" not in to_latex(tree)]


def printed(trees: list[Any]) -> list[str]:
    found: list[str] = browser().call("printAll", trees)
    return found


@pytest.mark.parametrize("count", [150, pytest.param(4_000, marks=pytest.mark.fuzz)])
def test_random_trees_are_printed_alike(count: int) -> None:
    trees = known(count)
    assert len(trees) > count / 10
    assert printed([plain(tree) for tree in trees]) == list(map(to_latex, trees))


@pytest.mark.parametrize("count", [150, pytest.param(4_000, marks=pytest.mark.fuzz)])
def test_random_trees_read_back_from_what_is_drawn(count: int) -> None:
    formulas = list(map(to_latex, known(count)))
    pairs = [
        (latex, mathml) for latex, mathml in zip(formulas, drawn(formulas), strict=True) if mathml
    ]
    assert len(pairs) > len(formulas) / 3  # others hold letters that no live model has
    for latex, mathml in pairs:
        check_drawn(latex, mathml, FUNCTIONS)


# Formulas as the build draws them: the same elements with the same space.
ALIKE = [
    r"\frac{\partial E_{\text{total}}}{\partial W_5} = (a_{o1} - t_1)\, a_{o1} (1 - a_{o1})",
    r"a_{h1} = \sigma(h_1) = \frac{1}{1 + e^{-h_1}}",
    r"E_1 = \frac{1}{2} (t_1 - a_{o1})^2",
    r"\hat{y}' f'(z^{(1)}) W_{jk}^{(2)} \sum_{k=1}^{n} x_k",
    r"-2 \cdot 3 - \sqrt{x} \left(\frac{1}{x}\right)^2 - (-1) \times b / 2",
    r"\frac{\partial}{\partial x}(y) \underbrace{a+b}_{=0} \underbrace{\frac ab}_{\text{words}}",
    r"x_{i,10} \left(1 - \sigma(o_1)\right) x + \sum_k \delta_k \Bigl( \frac12 \biggr)",
    r"L = -\bigl(t \cdot y + (1 - t)^{-1}\bigr)",
    r"z_1' + \frac12 x^23 \approx W_5^{\text{new}}",
]


@pytest.fixture(scope="module")
def typesetter(tmp_path_factory: pytest.TempPathFactory) -> Typesetter:
    return Typesetter(tmp_path_factory.mktemp("typeset"))


def test_formulas_are_drawn_as_the_build_draws_them(typesetter: Typesetter) -> None:
    for latex, mathml in zip(ALIKE, drawn(ALIKE), strict=True):
        assert mathml is not None, latex
        assert ElementTree.canonicalize(mathml) == ElementTree.canonicalize(typesetter(latex, True))


# The models whose formulas come alive, as long as the site's settings do not say so.
LIVE = (
    *("sigmoid_network", "sigmoid_network_with_biases", "scalar_chain"),
    *("two_layer", "two_layer_with_biases", "one_number", "sigmoid"),
)


def test_equations_of_live_models(registry: Registry) -> None:
    """Their chains are printed as Python prints them, and drawn so that they read back."""
    found = [each for each in registry.of_type(Checked).values() if each.binding.model.name in LIVE]
    chains = {
        chain_to_latex(f.formula.chain): f
        for f in found
        if all(map(is_known, f.formula.chain.sides))
    }
    assert len(chains) > 0.9 * len({chain_to_latex(f.formula.chain) for f in found})
    trees = [
        {
            "kind": "Chain",
            "sides": list(map(plain, f.formula.chain.sides)),
            "relations": list(f.formula.chain.relations),
            "continues": f.formula.chain.continues,
        }
        for f in chains.values()
    ]
    assert printed(trees) == list(chains)
    for (latex, each), mathml in zip(chains.items(), drawn(list(chains)), strict=True):
        assert mathml is not None, latex
        check_drawn(latex, mathml, each.binding.model.vocabulary)


@pytest.mark.parametrize(
    "latex",
    [
        *(r"\frac", r"\frac{1}", r"{a", r"a}", r"\left( a", r"a_", r"a^b^c", r"a_b_c", r"\text{a"),
        *(r"\unknown", r"\mathbf{W}", r"\begin{aligned} a \end{aligned}", "#", "é", r"\right)"),
        r"\href{javascript:alert(1)}{x}",
    ],
)
def test_what_is_not_known_is_not_drawn(latex: str) -> None:
    assert drawn([latex]) == [None]


@pytest.mark.parametrize(
    "latex", [r"\text{<b>&\"'</b>} < \mathrm{<script>}", "<img src=x onerror=alert(1)>"]
)
def test_what_is_typed_is_text(latex: str) -> None:
    (mathml,) = drawn([latex])
    assert mathml is not None
    tags = {element.tag for element in ElementTree.fromstring(mathml).iter()}
    assert tags <= {"math", "mi", "mn", "mo", "mtext", "mspace"}


@pytest.mark.parametrize(
    ("latex", "mark"),
    [
        ("(a - b) c d", "c"),
        ("(a - b) c d", "(a - b)"),
        ("a_{h1} b", "1"),
        (r"\frac{a}{b + c} d", "b + c"),
        (r"\frac{a}{b} d", r"\frac{a}{b}"),
        (r"\left(a - \frac{1}{b}\right) d", r"\frac{1}{b}"),
    ],
)
def test_a_place_is_marked(latex: str, mark: str) -> None:
    start = latex.index(mark)
    (mathml,) = drawn([latex], (start, start + len(mark)))
    assert mathml is not None
    root = ElementTree.fromstring(mathml)
    (marked,) = (e for e in root.iter() if e.get("class") == "wrong")
    (alone,) = drawn([mark])
    assert alone is not None
    texts = ["".join(e.itertext()) for e in (marked, ElementTree.fromstring(alone))]
    assert texts[0] == texts[1]
    (unmarked,) = drawn([latex])
    assert unmarked is not None
    assert "".join(root.itertext()) == "".join(ElementTree.fromstring(unmarked).itertext())
