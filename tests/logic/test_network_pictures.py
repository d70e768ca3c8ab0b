"""Pictures of networks: what stands where, and what a page may ask for."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.loading.load import load_file
from checked_equations.equations.models.points import Points
from checked_equations.equations.shown.dependence import Edge, Element
from checked_equations.equations.shown.graph import Graph, graph_of, loss_of, read_element
from checked_equations.pages.check import Checker
from checked_equations.pages.columns import columns_of
from checked_equations.pages.directives.network import Shown, drawings
from checked_equations.pages.drawing import Drawing
from checked_equations.pages.lettering import SMALL, Lettering, symbol, words
from checked_equations.pages.render import PageRenderer
from checked_equations.pages.strokes import Rectangle
from checked_equations.pages.typeset import Typesetter
from tests.site import ROOT, TINY, changed, options_of, registry_of, site_models, tiny_site

pytestmark = pytest.mark.slow

FIELD = ROOT / "tests" / "data" / "field_models"
WHOLE = {
    "scalar_chain": "L",
    "sigmoid_network": "E_total",
    "sigmoid_network_with_biases": "E_total",
    "two_layer": "L",
    "two_layer_with_biases": "L",
    "bridge": "L",
    "sigmoid": "y",
    "matrices": "L",
    "layers": "L",
    "through_time": "L",
}
FIELDS = ["nielsen", "d2l_rnn_scalar", "mazur", "ufldl_units", "cs231n_sigmoid", "cs231n_sum"]


@cache
def graph(name: str) -> Graph:
    points = Points(site_models()[name] if name in WHOLE else load_file(FIELD / f"{name}.py"))
    loss = read_element(points, WHOLE[name]) if name in WHOLE else loss_of(points)
    return graph_of(points, loss)


def drawn(whole: Graph, of: Element | None = None, more: str = "") -> dict[str, Drawing]:
    """The drawings of a graph, with a letter and small numbers for symbols, and more behind."""
    elements = {end for edge in whole.edges for end in edge}
    labels: dict[object, Lettering] = {
        e: words(e.python[0], 19).then(words(re.sub(r"\D", "", str(e)) + more)) for e in elements
    }
    labels |= {(e.python, e.step): words(e.python[0], 19) for e in elements}
    values = {element: words("-0.123") for element in elements}
    return dict(drawings(Shown(whole, of), labels, values))


def drawings_of(name: str) -> Iterator[tuple[Element | None, str, Drawing]]:
    """The drawings of a whole network, and of the paths of some of its numbers."""
    tails = sorted({tail for tail, _ in graph(name).edges})
    for of in (None, *tails[::7]):
        for fit, drawing in drawn(graph(name), of).items():
            yield of, fit, drawing


def spots(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path)]


def along(path: str) -> Iterator[tuple[float, float]]:
    for (x, y), (to_x, to_y) in itertools.pairwise(spots(path)):
        for share in range(21):
            yield x + (to_x - x) * share / 20, y + (to_y - y) * share / 20


def joined(whole: Graph) -> set[Edge]:
    """The edges within units."""
    boxes = columns_of(whole, frozenset()).boxes
    return {edge for box in boxes for edge in itertools.pairwise(box.values)}


@pytest.mark.parametrize("name", [*WHOLE, *FIELDS])
def test_a_drawing_keeps_its_parts_apart(name: str) -> None:
    for _, fit, drawing in drawings_of(name):
        assert drawing.width <= (540 if fit == "wide" else 335)
        frames = [frame.outline for frame in drawing.frames]
        for one, other in itertools.combinations([*frames, *drawing.plates], 2):
            assert not one.meets(other)
        for x, y, width, height in (*frames, *drawing.plates):
            assert 0 <= x <= x + width <= drawing.width
            assert 0 <= y <= y + height <= drawing.height
        inner = [Rectangle(x + 2, y + 2, w - 4, h - 4) for x, y, w, h in frames]
        for arrow in drawing.arrows:
            if arrow.kind != "back":
                assert not any(f.holds(spot) for f in inner for spot in along(arrow.line))
        assert min(run.size for run in drawing.symbols + drawing.values + drawing.names) >= SMALL


@pytest.mark.parametrize("name", [*WHOLE, *FIELDS])
def test_all_edges_are_drawn_and_those_of_a_path_are_thick(name: str) -> None:
    whole = graph(name)
    for of, _, drawing in drawings_of(name):
        path = frozenset[Edge]() if of is None else whole.paths(of)
        kinds = [arrow.kind for arrow in drawing.arrows]
        assert kinds.count("path") == kinds.count("back") == len(path - joined(whole))
        biases = whole.biases if of is None else whole.biases & path
        edges = len((whole.flow | biases) - path - joined(whole))
        without = len(whole.flow - path - joined(whole))
        # Where nothing else finds room, biases are named with the weights.
        assert kinds.count("edge") in (edges, without)
        ends = {end for edge in path for end in edge}
        units = [b for b in columns_of(whole, frozenset()).boxes if ends & {*b.values}]
        assert sum(frame.on_path for frame in drawing.frames) == len(units)


def test_a_pre_activation_and_its_activation_share_a_unit() -> None:
    boxes = columns_of(graph("two_layer"), frozenset()).boxes
    shared = [tuple(map(str, box.values)) for box in boxes if len(box.values) == 2]
    assert sorted(shared) == [
        ("h_prime[1]", "h[1]"),
        ("h_prime[2]", "h[2]"),
        ("y_prime[1]", "y_hat[1]"),
        ("y_prime[2]", "y_hat[2]"),
    ]
    # Neither the loss, nor what has a weight of its own, nor what two values follow from.
    assert all(len(box.values) == 1 for box in columns_of(graph("sigmoid"), frozenset()).boxes)


def test_inputs_are_left_and_the_loss_is_right() -> None:
    columns = columns_of(graph("sigmoid_network"), frozenset()).columns
    named = [[str(box.values[0]) for box in column] for column in columns]
    assert named == [["i1", "i2"], ["h1", "h2"], ["o1", "o2"], ["E1", "E2"], ["E_total"]]
    assert [[str(s.values[0]) for s in box.sides] for box in columns[3]] == [["t1"], ["t2"]]


def test_every_weight_of_a_small_network_has_its_name_at_each_edge() -> None:
    for drawing in drawn(graph("two_layer")).values():
        names = [run.text for run in drawing.names]
        numbers = [f"{layer}{i}{j}" for layer, i, j in itertools.product((1, 2), repeat=3)]
        assert sorted(names) == sorted(["W"] * 8 + numbers)


def test_activations_stand_below_where_a_layer_is_else_too_wide() -> None:
    for more, is_below in (("", False), ("+n", True)):
        *_, narrow = drawn(graph("layers"), more=more).values()
        dividers = [spots(line) for frame in narrow.frames for line in frame.dividers]
        assert len(dividers) == 7
        for (x, y), (end_x, end_y) in dividers:
            assert (x == end_x, y == end_y) == (not is_below, is_below)
        assert narrow.width <= 335


def test_a_network_that_no_phone_shows_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "wide.py"
    text = changed(TINY, "[0.5, -1.5]", "[0.5] * 12")
    file.write_text(changed(text, "[[0.2, -0.7], [0.4, 0.9]]", "[[0.2, -0.7]] * 12"))
    points = Points(load_file(file))
    with pytest.raises(Problem, match="does not fit into 335 px"):
        drawn(graph_of(points, loss_of(points)))


# Lettering

SYMBOLS = {
    "<mi>W</mi>": [("𝑊", 19)],
    "<mi mathvariant='normal'>W</mi>": [("W", 19)],
    "<msub><mi>E</mi><mtext>total</mtext></msub>": [("𝐸", 19), ("total", 14)],
    "<msubsup><mi>h</mi><mn>1</mn><mo>′</mo></msubsup>": [("ℎ", 19), ("1", 14), ("′", 14)],
    "<mover><mi>y</mi><mo>ˆ</mo></mover>": [("𝑦", 19), ("ˆ", 19)],
}


@pytest.mark.parametrize("mathml", SYMBOLS)
def test_a_symbol_has_the_characters_of_the_formula(mathml: str) -> None:
    found = symbol(f"<math>{mathml}</math>")
    assert [(run.text, run.size) for run in found.runs] == SYMBOLS[mathml]
    assert found.width > 0


def test_what_stands_below_and_above_begins_behind_the_letter() -> None:
    both = symbol("<math><msubsup><mi>W</mi><mn>12</mn><mn>1</mn></msubsup></math>")
    letter, below, above = both.runs
    assert letter.x == 0
    assert 0 < below.x <= above.x <= both.width
    assert above.y < 0 < below.y


def test_a_symbol_with_more_than_letters_is_refused() -> None:
    with pytest.raises(Problem, match="a picture cannot show"):
        symbol("<math><mfrac><mi>a</mi><mi>b</mi></mfrac></math>")


# The directive

WRONG = {
    "no model": ('alt="A net"', "", "the model of a network"),
    "unknown model": ('model=tinny alt="A net"', "", "the model tinny does not exist"),
    "no alternative text": ("model=tiny", "", "without an alternative text"),
    "empty alternative text": ('model=tiny alt=" "', "", "without an alternative text"),
    "unknown option": ('model=tiny to=L alt="A net"', "", "the attribute to is unknown"),
    "unknown class": ('model=tiny .wide alt="A net"', "", "the attribute .wide is unknown"),
    "unknown weight": ('model=tiny of=U alt="A net"', "", "U is no input or forward value"),
    "a whole array": ('model=tiny of=W alt="A net"', "", "W is no single number of tiny"),
    "a function": ('model=tiny of=f alt="A net"', "", "f is no input or forward value"),
    "the loss": ('model=tiny of=L alt="A net"', "", "L does not reach L"),
    "unknown loss": ('model=tiny loss=M alt="A net"', "", "M is no input or forward value"),
    "not behind": ('model=tiny loss=s of=t alt="A net"', "", "t does not reach s"),
    "a typed decimal": ('model=tiny alt="A net"', "It is 0.5 here.", "decimal number 0.5"),
    "a decimal read aloud": ('model=tiny alt="A net of 0.5"', "", "0.5 is typed into an attribute"),
    "an unknown symbol": ('model=tiny alt="A net"', "Of $Q$.", "Q"),
    "a value": ('model=tiny alt="A net"', "Of {{tiny.L:.4f}}.", "a {{ in the caption"),
    "a relation": ('model=tiny alt="A net"', "Here L = 0.", "the sign ="),
}


def complaints(folder: Path, attributes: str, caption: str) -> list[str]:
    page = f"---\nmodel: tiny\n---\n\n```network {{{attributes}}}\n{caption}\n```\n"
    registry = registry_of(tiny_site(folder / "site", {"net": page}))
    found = map(str, registry.all_complaints())
    return [text for text in found if "nothing shows the snippet" not in text]


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_with_a_fence_is_said_at_its_line(tmp_path: Path, name: str) -> None:
    attributes, caption, says = WRONG[name]
    (complaint,) = complaints(tmp_path, attributes, caption)
    assert says in complaint
    assert re.match(r"docs/net\.md:[56]: ", complaint)


@pytest.mark.parametrize(
    ("attributes", "caption"),
    [
        ('model=tiny alt="A net"', ""),
        ('model=tiny .margin alt="A net"', "Of $W_{12}$ to $L$, and back."),
        ('model=tiny of=W[1,2] alt="A path"', "Words."),
        ('model=tiny loss=s of=h[1] alt="A path"', "Words."),
    ],
)
def test_what_is_right_is_accepted(tmp_path: Path, attributes: str, caption: str) -> None:
    assert complaints(tmp_path, attributes, caption) == []


# What a reader can try


def test_a_picture_names_its_numbers_where_its_model_is_live(tmp_path: Path) -> None:
    page = '---\nmodel: tiny\n---\n\n```network {model=tiny of=W[1,2] alt="A net"}\nA net.\n```\n'
    site = tiny_site(tmp_path / "site", {"net": page})
    htmls = []
    for live in ((), ("tiny",)):
        registry = Checker(replace(options_of(site), live=live, require_shown=False)).check()
        assert not list(registry.all_complaints())
        renderer = PageRenderer(registry, registry.pages["docs/net.md"], Typesetter(tmp_path))
        htmls.append("".join(piece.html for piece in renderer.pieces()))
    still, alive = htmls
    assert re.sub(r' data-(of|edge)="[^"]*"|<button.*</button>', "", alive) == still
    assert "data-" not in still.partition("<svg")[2]
    (button,) = re.findall("<button.*?</button>", alive)
    assert 'data-live="tiny" data-loss="L"' in button
    assert 'data-weights="W[1,1] W[1,2] W[2,1] W[2,2] v[1] v[2]"' in button
    assert 'data-first="W[1,2]"' in button
    named = set(re.findall('data-of="(.*?)"', alive))
    assert named == {"x[1]", "x[2]", "W[1,2]", "v[2]", "L", "t", "s"} | {
        f"{name}[{unit}]" for name in ("h_prime", "h") for unit in (1, 2)
    }
    assert 'data-edge="x[1] h_prime[2] W[1,2]"' in alive
