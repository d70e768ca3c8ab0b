"""The computation graph against automatic differentiation, which finds its edges by itself.

HIPS autograd differentiates the very functions of a model, with its own NumPy put in place of
NumPy, at points of its own; no derivative of the checker is used.
"""

import random
import types
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.loading.load import load_file
from checked_equations.equations.models.model import Model
from checked_equations.equations.models.points import Points
from checked_equations.equations.notation.walks import Walk
from checked_equations.equations.shown.dependence import Edge, Element
from checked_equations.equations.shown.graph import (
    Graph,
    graph_of,
    latex_of,
    latex_of_whole,
    loss_of,
    read_element,
)
from checked_equations.pages.directives.network import Network
from checked_equations.pages.registry import Registry
from tests.site import ROOT, site_models

# It says so where a derivative vanishes, which is the question here.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:Output seems independent of input"),
]

FIELD = ROOT / "tests" / "data" / "field_models"

RECURRENT = '''"""A layer that sees itself."""

import numpy as np


def h(U, V, x, h, b, t):
    return np.tanh(U @ x[t] + V @ h[t - 1] + b)


def E(h, y, T):
    return np.sum((h[T] - y) ** 2) / 2


STEPS = {"t": "1..T"}
NOTATION = {
    "T": ("T", "size of t", "how many steps"),
    "U": ("U", "unit, input", "weights of the inputs"),
    "V": ("V", "unit, unit", "weights of the states"),
    "b": ("b", "unit", "the biases"),
    "x": ("x_t", "input", "the input of a step"),
    "h": ("h_t", "unit", "the state after a step"),
    "y": ("y", "unit", "the target"),
    "E": ("E", "scalar", "the loss"),
}
FORWARD = [h, E]
EXAMPLE = {
    "U": np.array([[0.5, -0.2, 0.1], [0.3, 0.7, -0.4]]),
    "V": np.array([[0.1, 0.6], [-0.3, 0.2]]),
    "b": np.array([0.3, -0.1]),
    "x": {t: np.array([1.0, 0.5 - t, -0.5 * t]) for t in (1, 2)},
    "h": {0: np.array([0.1, -0.2])},
    "y": np.array([0.5, 0.4]),
}
'''


class Found(NamedTuple):
    """Edges, and the weights that belong to each."""

    edges: frozenset[Edge]
    weights: frozenset[tuple[Edge, Element]]


def found_by(graph: Graph) -> Found:
    some = ((edge, weight) for edge, weights in graph.weights.items() for weight in weights)
    return Found(graph.edges, frozenset(some))


def differences(one: Found, other: Found) -> list[object]:
    return [*(one.edges ^ other.edges), *(one.weights ^ other.weights)]


# autograd


def rebound(function: Any, known: dict[Any, Any]) -> Any:
    """A function with all that it uses, computing with autograd's NumPy."""
    if function is np:
        return anp
    if isinstance(function, types.ModuleType) and function.__name__.startswith("snippets"):
        inside = {n: rebound(v, known) for n, v in vars(function).items() if callable(v)}
        return types.SimpleNamespace(**inside)
    if isinstance(function, np.ufunc):
        return getattr(anp, function.__name__)
    if not isinstance(function, types.FunctionType) or "numpy" in function.__module__:
        return function
    if function not in known:
        names = dict(function.__globals__)
        known[function] = types.FunctionType(
            function.__code__, names, function.__name__, function.__defaults__, function.__closure__
        )
        for name in function.__code__.co_names:
            if name in names:
                names[name] = rebound(names[name], known)
    return known[function]


def own_point(model: Model, seed: int) -> Mapping[str, Any]:
    """Numbers of this test's own for all inputs, and what follows from them."""
    rng = np.random.default_rng(seed)

    def other(value: Any) -> Any:
        if isinstance(value, dict):
            return type(value)({step: other(one) for step, one in value.items()})
        if isinstance(value, float | np.ndarray):
            return rng.uniform(0.2, 0.9, np.shape(value))[()]
        return value

    return model.values({name: other(value) for name, value in model.example.items()})


def steps_of(value: Any) -> dict[int | None, Any]:
    return {s: value[s] for s in value.steps()} if isinstance(value, Walk) else {None: value}


def calls(model: Model, values: Mapping[str, Any]) -> Iterator[tuple[str, int | None, Any, Any]]:
    """Each value of the forward pass: its name and step, its function and all arguments."""
    known: dict[Any, Any] = {}
    for python in model.forward:
        function = rebound(model.namespace[python], known)
        names = function.__code__.co_varnames[: function.__code__.co_argcount]
        given = model.example.get(python, {}) if python in model.walks else {}
        for step in steps_of(values[python]):
            if step not in given:
                own = {} if step is None else {model.walks[python].letter: step}
                arguments = {name: own.get(name, values.get(name)) for name in names}
                for name in names:
                    if name not in own:
                        value = values[name]
                        value = dict(value.by_step()) if isinstance(value, Walk) else value
                        arguments[name] = rebound(value, known)
                yield python, step, function, arguments


def slots(arguments: Mapping[str, Any], model: Model) -> Iterator[tuple[str, int | None]]:
    """The arguments that are numbers, and their steps."""
    sizes = {name.python for name in model.names if name.size_of}
    declared = {name.python for name in model.names} - sizes
    for name, value in arguments.items():
        if name in declared and not callable(value):
            yield from ((name, step) for step in (value if isinstance(value, dict) else [None]))


def at(arguments: Mapping[str, Any], slot: tuple[str, int | None]) -> Any:
    value = arguments[slot[0]]
    return np.asarray(value if slot[1] is None else value[slot[1]], dtype=float)


def put(arguments: Mapping[str, Any], slot: tuple[str, int | None], number: Any) -> dict[str, Any]:
    name, step = slot
    changed = number if step is None else {**arguments[name], step: number}
    return {**arguments, name: changed}


def by_autograd(model: Model, loss: Element, weights: set[str], zero_others: bool = False) -> Found:
    """Edges by first and weights by second derivatives, where they lead to the loss.

    With `zero_others` all weights are zero but for the array that a derivative is by.
    """
    edges: set[Edge] = set()
    acting: set[tuple[Edge, Element]] = set()
    for seed in range(3):
        values = own_point(model, seed)
        for python, step, function, arguments in calls(model, values):
            for slot in slots(arguments, model):
                here = at(arguments, slot)

                def of(
                    number: Any, slot: Any = slot, arguments: Any = arguments, f: Any = function
                ) -> Any:
                    return f(*put(arguments, slot, number).values())

                slope = np.asarray(autograd.jacobian(of)(here))
                rank = slope.ndim - here.ndim
                for place in places(slope):
                    head = Element(python, step, place[:rank])
                    edges.add((Element(*slot, place[rank:]), head))
            acting |= second(function, arguments, (python, step), weights, model, zero_others)
    edges = reaching(edges, loss)
    return Found(frozenset(edges), frozenset((e, w) for e, w in acting if e in edges))


def places(derivatives: Any) -> list[tuple[int, ...]]:
    """Where they do not vanish."""
    return [p for p in np.ndindex(derivatives.shape) if abs(derivatives[p]) > 1e-9]


def second(
    function: Callable[..., Any],
    arguments: Mapping[str, Any],
    head: tuple[str, int | None],
    weights: set[str],
    model: Model,
    zero_others: bool,
) -> set[tuple[Edge, Element]]:
    found: set[tuple[Edge, Element]] = set()
    every = list(slots(arguments, model))
    for w in (slot for slot in every if slot[0] in weights):
        base = dict(arguments)
        for other in every:
            if zero_others and other[0] in weights and other != w:
                base[other[0]] = np.zeros_like(at(arguments, other))
        for u in (slot for slot in every if slot[0] not in weights):
            weight, tail = at(base, w), at(base, u)
            for place in np.ndindex(weight.shape):
                mask = np.zeros(weight.shape)
                mask[place] = 1.0
                kept = weight * mask if zero_others else weight

                def slope(number: Any, w: Any = w, u: Any = u, base: Any = base) -> Any:
                    inner = put(base, w, number)
                    return autograd.jacobian(lambda one: function(*put(inner, u, one).values()))(
                        at(base, u)
                    )

                bent = autograd.jacobian(slope)(kept)
                bent = np.asarray(bent)[(..., *place)] if weight.ndim else np.asarray(bent)
                rank = bent.ndim - tail.ndim
                for spot in places(bent):
                    edge = (Element(*u, spot[rank:]), Element(*head, spot[:rank]))
                    found.add((edge, Element(*w, place)))
    return found


def reaching(edges: set[Edge], loss: Element) -> set[Edge]:
    """The edges from which a walk leads to the loss."""
    good, more = {loss}, True
    while more:
        new = {tail for tail, head in edges if head in good} - good
        good, more = good | new, bool(new)
    return {edge for edge in edges if edge[1] in good}


def walks(edges: frozenset[Edge], first: Element, loss: Element) -> Iterator[list[Edge]]:
    """All walks to the loss, one by one."""
    if first == loss:
        yield []
    for edge in edges:
        if edge[0] == first:
            for rest in walks(edges, edge[1], loss):
                yield [edge, *rest]


def on_walks(found: Found, of: Element, loss: Element) -> set[Edge]:
    """What a picture of one weight marks: its own edge, and all walks on from where it acts."""
    marked: set[Edge] = set()
    for start in (edge for edge in found.edges if edge[0] == of):
        own = {e for e, weight in found.weights if weight == of and e[1] == start[1]}
        marked |= own or {start}
        for walk in walks(found.edges, start[1], loss):
            marked |= set(walk)
    return marked


# Models

WEIGHTS = {
    "scalar_chain": {"w1", "w2", "b1", "b2"},
    "sigmoid_network": {f"W{i}" for i in range(1, 9)},
    "sigmoid_network_with_biases": {f"W{i}" for i in range(1, 9)}
    | {"b_h1", "b_h2", "b_o1", "b_o2"},
    "two_layer": {"W1", "W2"},
    "two_layer_with_biases": {"W1", "W2", "b1", "b2"},
    "bridge": {"W1", "W2"},
    "sigmoid": set(),
    "matrices": {"W", "b"},
    "layers": {"W", "b"},
    "through_time": {"u", "w"},
    "engine": set(),
}
ENDS = {
    "sigmoid_network": "E_total",
    "sigmoid": "y",
    "matrices": "L",
    "layers": "L",
    "through_time": "L",
}


def test_every_model_that_a_page_draws_is_compared(registry: Registry) -> None:
    drawn = {
        item.attributes.options["model"] for item in registry.results if isinstance(item, Network)
    }
    assert len(drawn) > 5
    assert drawn <= WEIGHTS.keys()


def both(model: Model, weights: set[str], zero_others: bool = False) -> tuple[Graph, Found]:
    points = Points(model)
    loss = read_element(points, ENDS[model.name]) if model.name in ENDS else loss_of(points)
    return graph_of(points, loss), by_autograd(model, loss, weights, zero_others)


@pytest.mark.parametrize("name", WEIGHTS)
def test_edges_weights_and_paths_are_those_that_autograd_finds(name: str) -> None:
    graph, found = both(site_models()[name], WEIGHTS[name])
    assert graph.edges
    assert differences(found_by(graph), found) == []
    assert {element.python for element in graph.parameters} == WEIGHTS[name]
    for of in {tail for tail, _ in graph.edges}:
        assert graph.paths(of) == on_walks(found, of, graph.loss)


def test_a_recurrence_has_its_activation_in_the_same_function(tmp_path: Path) -> None:
    file = tmp_path / "recurrent.py"
    file.write_text(RECURRENT)
    graph, found = both(load_file(file), {"U", "V", "b"}, zero_others=True)
    assert differences(found_by(graph), found) == []
    assert graph.biases == {
        (Element("b", None, (i,)), Element("h", t, (i,))) for i in range(2) for t in (1, 2)
    }
    v12 = Element("V", None, (0, 1))
    assert graph.paths(v12) == on_walks(found, v12, graph.loss)


def test_layers_are_steps_too() -> None:
    graph, found = both(load_file(FIELD / "nielsen.py"), {"w", "b"})
    assert differences(found_by(graph), found) == []


@pytest.fixture(scope="module")
def small() -> tuple[Found, Found]:
    graph, found = both(site_models()["two_layer_with_biases"], WEIGHTS["two_layer_with_biases"])
    return found_by(graph), found


def test_a_missing_edge_is_a_difference(small: tuple[Found, Found]) -> None:
    graph, found = small
    for edge in graph.edges:
        assert differences(graph._replace(edges=graph.edges - {edge}), found) == [edge]


def test_an_edge_too_many_is_a_difference(small: tuple[Found, Found]) -> None:
    graph, found = small
    extra = (Element("h_prime", None, (0,)), Element("h", None, (1,)))
    assert differences(graph._replace(edges=graph.edges | {extra}), found) == [extra]


def test_a_wrong_weight_is_a_difference(small: tuple[Found, Found]) -> None:
    graph, found = small
    for edge, weight in graph.weights:
        swapped = weight._replace(place=weight.place[::-1])
        if swapped != weight:
            others = graph.weights - {(edge, weight)} | {(edge, swapped)}
            assert len(differences(graph._replace(weights=others), found)) == 2


def random_network(seed: int) -> tuple[str, set[str]]:
    """A module of scalars: sums of some earlier values, with weights or without, and tanh."""
    rng = random.Random(seed)
    values, weights, text, notation = ["x1", "x2"], [], [], []
    unused = set(values)
    for number in range(1, rng.randint(3, 6)):
        name = f"h{number}"
        terms, arguments = [], []
        for tail in rng.sample(values, rng.randint(1, min(3, len(values)))):
            unused.discard(tail)
            arguments.append(tail)
            kind = rng.choice(["weight", "weight", "plain", "square"])
            if kind == "weight":
                weight = f"w{number}{tail}"
                weights.append(weight)
                arguments.append(weight)
                terms.append(f"{weight} * {tail}")
            else:
                terms.append(tail if kind == "plain" else f"{tail} ** 2")
        if rng.random() < 0.5:
            weights.append(f"b{number}")
            arguments.append(f"b{number}")
            terms.append(f"b{number}")
        text.append((name, arguments, " + ".join(terms)))
        if rng.random() < 0.5:
            text.append((f"a{number}", [name], f"np.tanh({name})"))
            name = f"a{number}"
        values.append(name)
        unused.add(name)
    ends = sorted(unused - {"x1", "x2"})
    text.append(("L", [*ends, "y"], " + ".join(f"({end} - y) ** 2" for end in ends)))
    for name in ["x1", "x2", "y", *(name for name, _, _ in text)]:
        notation.append(f'    "{name}": (r"\\text{{{name}}}", "scalar", "a number"),')
    for weight in weights:
        what = "a bias" if weight[0] == "b" else "a weight"
        notation.append(f'    "{weight}": (r"\\text{{{weight}}}", "scalar", "{what}"),')
    functions = [f"def {n}({', '.join(a)}):\n    return {body}\n" for n, a, body in text]
    inputs = ["x1", "x2", "y", *weights]
    example = [f'    "{name}": {0.3 + 0.1 * i:.1f},' for i, name in enumerate(inputs)]
    module = ['"""A network."""', "import numpy as np", *functions]
    module += ["NOTATION = {", *notation, "}"]
    module += [f"FORWARD = [{', '.join(n for n, _, _ in text)}]", "EXAMPLE = {", *example, "}"]
    return "\n".join(module), set(weights)


@pytest.mark.parametrize("seed", range(8))
def test_random_networks_have_the_graph_that_autograd_finds(tmp_path: Path, seed: int) -> None:
    text, weights = random_network(seed)
    file = tmp_path / "network.py"
    file.write_text(text)
    graph, found = both(load_file(file), weights)
    assert differences(found_by(graph), found) == []
    for of in {tail for tail, _ in graph.edges}:
        assert graph.paths(of) == on_walks(found, of, graph.loss)


# What is asked for


def problem(asked: Callable[[], object]) -> Problem:
    with pytest.raises(Problem) as caught:
        asked()
    return caught.value


def test_elements_are_named_as_values_are() -> None:
    points = Points(site_models()["two_layer"])
    assert read_element(points, "W2[1, 2]") == Element("W2", None, (0, 1))
    assert str(Element("W2", None, (0, 1))) == "W2[1,2]"
    for text in ("W2", "W2[1]", "W2[0,1]", "W2[3,1]"):
        assert "no single number" in problem(partial(read_element, points, text)).wrong
    for text in ("W3", "f", "W2[1,2", "dL_dW2[1,2]"):
        assert "no input or forward" in problem(partial(read_element, points, text)).wrong


def test_an_input_that_the_loss_does_not_follow_from_has_no_path() -> None:
    points = Points(site_models()["scalar_chain"])
    graph = graph_of(points, loss_of(points))
    wrong = problem(lambda: graph.paths(read_element(points, "eta")))
    assert wrong.wrong == "eta does not reach L"
    assert "w1" in wrong.expected


def test_which_of_several_losses_is_meant_is_not_guessed() -> None:
    wrong = problem(lambda: loss_of(Points(site_models()["sigmoid_network"]))).wrong
    assert "E_total and E_sum and E_mean" in wrong


def test_a_large_network_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "large.py"
    file.write_text(RECURRENT.replace("(1, 2)", "range(1, 100)"))
    points = Points(load_file(file))
    assert "numbers" in problem(lambda: graph_of(points, loss_of(points))).wrong


def test_a_meaning_calls_an_input_a_weight_in_front_of_what_it_is_of(tmp_path: Path) -> None:
    file = tmp_path / "recurrent.py"
    text = RECURRENT.replace("the input of a step", "the input that the weights act on")
    file.write_text(text)
    points = Points(load_file(file))
    graph = graph_of(points, loss_of(points))
    assert {element.python for element in graph.parameters} == {"U", "V", "b"}


def test_a_step_and_an_index_side_by_side_are_parted(tmp_path: Path) -> None:
    file = tmp_path / "recurrent.py"
    file.write_text(RECURRENT)
    model = load_file(file)
    assert latex_of(model, Element("h", 1, (1,))) == "h_{1,2}"
    assert latex_of(model, Element("U", None, (0, 2))) == "U_{13}"
    two_layer = site_models()["two_layer"]
    assert latex_of(two_layer, Element("W1", None, (0, 1))) == "W_{12}^{(1)}"
    assert latex_of_whole(two_layer, Element("W1", None, (0, 1))) == "W_{jk}^{(1)}"


def of_one_function(folder: Path, body: str) -> Graph:
    """The graph of a module whose loss is this function of x."""
    file = folder / "one.py"
    file.write_text(
        '"""One."""\nimport numpy as np\n\n\ndef L(x):\n    return '
        + body
        + '\n\n\nNOTATION = {"x": ("x", "scalar", "x"), "L": ("L", "scalar", "L")}\n'
        'FORWARD = [L]\nEXAMPLE = {"x": 200.5}\n'
    )
    points = Points(load_file(file))
    return graph_of(points, loss_of(points))


@pytest.mark.parametrize("body", ["abs(x)", "float(x) ** 2", "np.maximum(x, 0)", "1e6 + x"])
def test_an_edge_is_found_whatever_the_python(tmp_path: Path, body: str) -> None:
    graph = of_one_function(tmp_path, body)
    assert graph.edges == {(Element("x"), Element("L"))}


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("0 * x", "L follows from nothing"),
        ("x - x + 3", "L follows from nothing"),
        ("np.log(x - 100)", "L is not finite at any of"),
        ("[1, 2][int(abs(x)) - 199]", "L raises IndexError"),
    ],
)
def test_a_graph_that_cannot_be_found_is_refused(tmp_path: Path, body: str, says: str) -> None:
    assert says in problem(lambda: of_one_function(tmp_path, body)).wrong
