"""The computation graph of a model, element by element: read off derivatives, not off the source.

An edge leads from u to v where ∂v/∂u does not vanish, v being computed from its arguments at once.
A weight belongs to the edge where ∂²v/∂u∂w does not vanish either.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..errors import Problem
from ..models.forward import parameters
from ..models.lasting import of_model
from ..models.model import Model
from ..models.points import Point, Points
from ..notation.domains import Condition
from ..notation.symbols import Name
from ..notation.tree import Symbol, subscripts_latex
from ..notation.walks import Place, Walk
from .dependence import Edge, Element, dependence, elements_of

# What is larger than this is no picture for a page, and takes long.
_MOST = 300
# An input is a weight or a bias if its meaning says so before it says of what, or where.
_PARAMETER = re.compile(r"\b(?:weights?|bias(?:es)?)\b", re.IGNORECASE)
_OF_WHAT = re.compile(r"\b(?:of|from|to|for|in|into|at|by|that|which|between|with|behind)\b|[,:;(]")
_ELEMENT = re.compile(r"(?P<name>\w+)(?:\[(?P<index>\d+(?:,\d+)*)\])?")

Weights = Mapping[Edge, frozenset[Element]]


@dataclass(frozen=True)
class Graph:
    """All that `loss` follows from; an edge leads from a weight too, to what it acts in."""

    model: Model
    loss: Element
    edges: frozenset[Edge]
    weights: Weights

    @cached_property
    def parameters(self) -> frozenset[Element]:
        """The weights and biases."""
        known = _parameters(self.model)
        return frozenset(tail for tail, _ in self.edges if tail.python in known)

    @cached_property
    def flow(self) -> frozenset[Edge]:
        """The edges that no weight or bias begins."""
        return frozenset(edge for edge in self.edges if edge[0] not in self.parameters)

    @cached_property
    def biases(self) -> frozenset[Edge]:
        """The edges from a parameter to a value in which it acts on no other edge."""
        acting = {(weight, head) for (_, head), some in self.weights.items() for weight in some}
        return self.edges - self.flow - acting

    def paths(self, of: Element) -> frozenset[Edge]:
        """The edges on which an input or a value reaches the loss; a weight begins on its own."""
        if not any(of == tail for tail, _ in self.edges):
            raise Problem(
                f"{of} does not reach {self.loss}",
                f"one of {', '.join(map(str, sorted({tail for tail, _ in self.edges})))}",
                "correct the name, or its numbers, which count from 1",
            )
        first = {edge for edge in self.flow | self.biases if edge[0] == of}
        first |= {edge for edge, weights in self.weights.items() if of in weights}
        found, new = set[Edge](), first
        while new:
            found |= new
            heads = {head for _, head in new}
            new = {edge for edge in self.flow if edge[0] in heads} - found
        return frozenset(found)


def latex_of(model: Model, element: Element) -> str:
    """The symbol of an element, with numbers for indices and step. Raises Problem."""
    name, symbol = _named(model, element)
    symbol = name.element(symbol, element.place, element.step)
    if element.step is None or not element.place or name.layered:
        return symbol.latex
    # A step and an index side by side would look like one number.
    together = subscripts_latex(symbol.subscripts)
    return symbol.latex.replace(f"_{{{together}}}", f"_{{{','.join(symbol.subscripts)}}}", 1)


def latex_of_whole(model: Model, element: Element) -> str:
    """The symbol of the whole array at the element's step, with the letters of the notation."""
    name, symbol = _named(model, element)
    place = None if element.step is None else Place("", element.step)
    return name.written(symbol, place, name.indices(symbol)).latex


def _named(model: Model, element: Element) -> tuple[Name, Symbol]:
    name = _declared(model).get(element.python)
    if name is None or not isinstance(name.symbol, Symbol):
        raise Problem(
            f"{element.python} has no line in NOTATION",
            "a symbol for each value of the forward pass that is drawn",
            "declare it",
        )
    return name, name.symbol


def read_element(points: Points, text: str) -> Element:
    """`W2[1,2]`, as values are named: of what has steps the first number is the step."""
    model, found = points.model, _ELEMENT.fullmatch(text.replace(" ", ""))
    names = dict.fromkeys([*points.numbers, *model.forward])
    if found is None or found["name"] not in names:
        raise Problem(
            f"{text} is no input or forward value of {model.name}",
            f"one of {', '.join(names)}",
            "correct the name, or its numbers in brackets",
        )
    value = points.example.values[found["name"]]
    numbers = [int(number) for number in found["index"].split(",")] if found["index"] else []
    step = numbers.pop(0) if isinstance(value, Walk) and numbers else None
    element = Element(found["name"], step, tuple(number - 1 for number in numbers))
    elements = list(elements_of(element.python, value))
    if element not in elements:
        raise Problem(
            f"{text} is no single number of {model.name}",
            f"one of {', '.join(map(str, elements))}",
            "name one element; of a recurrence the first number is the step",
        )
    return element


def number(point: Point, element: Element) -> float:
    """Its value at a point."""
    value = point.values[element.python]
    return float(np.asarray(value if element.step is None else value[element.step])[element.place])


def loss_of(points: Points) -> Element:
    """The one number at the end of the forward pass. Raises Problem where there are several."""
    model = points.model
    used = {name for value in model.forward for name in parameters(model.namespace[value])}
    ends = [name for name in model.forward if name not in used]
    if len(ends) != 1:
        said = " and ".join(ends) if ends else "nothing"
        raise Problem(
            f"the forward pass of {model.name} ends in {said}",
            "one loss",
            "say which is meant, loss=…",
        )
    return read_element(points, ends[0])


def graph_of(points: Points, loss: Element) -> Graph:
    """The graph of all that a loss follows from. Raises Problem."""
    model = points.model
    edges, weights = of_model("graph", model, [loss.python], loss, lambda: _followed(points, loss))
    return Graph(model, loss, edges, weights)


def _followed(points: Points, loss: Element) -> tuple[frozenset[Edge], Weights]:
    model = points.model
    total = sum(len(list(elements_of(n, points.example.values[n]))) for n in _behind(points, loss))
    if total > _MOST:
        raise Problem(
            f"{loss} follows from {total} numbers", f"at most {_MOST}", "draw a smaller example"
        )
    domains = {
        Condition(name.python, part)
        for name in model.names
        if name.python in model.example
        for part in name.domain
    }
    within = points.within(frozenset(domains))
    places = [*within.generic, *within.more]
    edges, weights = set[Edge](), dict[Edge, frozenset[Element]]()
    new, seen = [loss], set[Element]()
    while new:
        head = new.pop()
        if head in seen or head.python not in model.forward:
            continue
        if head.step is not None and head.step in model.example.get(head.python, {}):
            continue  # what a recurrence starts from
        function = dependence(places, head, _parameters(model))
        # All elements of an array come from the same call.
        for other in elements_of(head.python, points.example.values[head.python]):
            if other.step == head.step:
                seen.add(other)
                edges |= {(tail, other) for tail in function.before(other)}
                weights |= {(u, other): some for u, some in function.on_edges(other).items()}
        new += [tail for tail, _ in edges if tail not in seen]
    if not any(head == loss for _, head in edges):
        raise Problem(f"{loss} follows from nothing", "a loss of some inputs", "name another one")
    # Elements that nothing uses do not reach the loss.
    reached, before = {loss}, {loss}
    while before:
        before = {tail for tail, head in edges if head in before} - reached
        reached |= before
    kept = frozenset(edge for edge in edges if edge[1] in reached)
    return kept, {edge: some for edge, some in weights.items() if edge in kept}


def _behind(points: Points, loss: Element) -> list[str]:
    model = points.model
    return sorted(model.behind([loss.python]) & {*points.numbers, *model.forward})


def _declared(model: Model) -> dict[str, Name]:
    return {name.python: name for name in model.names}


def _parameters(model: Model) -> frozenset[str]:
    """The inputs whose meaning calls them weights or biases."""
    return frozenset(
        name.python
        for name in model.names
        if name.python in model.example
        and name.python not in model.namespace
        and _PARAMETER.search(_OF_WHAT.split(name.meaning, maxsplit=1)[0])
    )
