"""The computation graph of a model, element by element: read off derivatives, not off the source.

An edge leads from u to v where ∂v/∂u does not vanish, v being computed from its arguments at once.
A weight belongs to the edge where ∂²v/∂u∂w does not vanish either.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from .domains import Condition
from .errors import Problem
from .forward import parameters
from .model import Model
from .points import Point, Points
from .symbols import Name
from .tree import Symbol, subscripts_latex
from .walks import Place, Walk

# A derivative is found by a complex step, and is zero up to rounding where it is smaller than this.
_STEP = 1e-30
_ZERO = 1e-10
# By this share a weight is raised, to see whether a derivative changes with it.
_RAISED = 0.5
# What is larger than this is no picture for a page, and takes long.
_MOST = 300
# An input is a weight or a bias if its meaning says so before it says of what, or where.
_PARAMETER = re.compile(r"\b(?:weights?|bias(?:es)?)\b", re.IGNORECASE)
_OF_WHAT = re.compile(r"\b(?:of|from|to|for|in|into|at|by|that|which|between|with|behind)\b|[,:;(]")
_ELEMENT = re.compile(r"(?P<name>\w+)(?:\[(?P<index>\d+(?:,\d+)*)\])?")


class Element(NamedTuple):
    """One number of a model: a name, its step if it has steps, its place counted from 0."""

    python: str
    step: int | None = None
    place: tuple[int, ...] = ()

    def __str__(self) -> str:
        numbers = [] if self.step is None else [self.step]
        numbers += [i + 1 for i in self.place]
        return f"{self.python}[{','.join(map(str, numbers))}]" if numbers else self.python


Edge = tuple[Element, Element]


@dataclass(frozen=True)
class Graph:
    """All that `loss` follows from; an edge leads from a weight too, to what it acts in."""

    model: Model
    loss: Element
    edges: frozenset[Edge]
    weights: Mapping[Edge, frozenset[Element]]

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
    elements = list(_elements(element.python, value))
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
    total = sum(len(list(_elements(n, points.example.values[n]))) for n in _behind(points, loss))
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
        calls = [_Call(point, head.python, head.step) for point in places]
        function = _Functions(model, calls)
        # All elements of an array come from the same call.
        for other in _elements(head.python, points.example.values[head.python]):
            if other.step == head.step:
                seen.add(other)
                tails = function.before(other)
                edges |= {(tail, other) for tail in tails}
                weights |= {(u, other): w for u, w in function.weights(other, tails).items()}
        new += [tail for tail, _ in edges if tail not in seen]
    return _behind_loss(Graph(model, loss, frozenset(edges), weights))


def _behind_loss(graph: Graph) -> Graph:
    """The graph without what does not reach the loss: elements that nothing uses."""
    reached, new = {graph.loss}, {graph.loss}
    while new:
        new = {tail for tail, head in graph.edges if head in new} - reached
        reached |= new
    edges = frozenset(edge for edge in graph.edges if edge[1] in reached)
    weights = {edge: some for edge, some in graph.weights.items() if edge in edges}
    return Graph(graph.model, graph.loss, edges, weights)


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


def _elements(python: str, value: Any) -> Iterator[Element]:
    """All numbers of a value."""
    steps = value.by_step() if isinstance(value, Walk) else {None: value}
    for step, one in steps.items():
        for index in np.ndindex(np.shape(one)):
            yield Element(python, step, index)


@dataclass(frozen=True)
class _Call:
    """The call that computes a value at a point, whose arguments can be changed one by one."""

    point: Point
    python: str
    step: int | None

    @cached_property
    def arguments(self) -> dict[str, Any]:
        """All arguments, by name."""
        model = self.point.model
        steps = model.walks.get(self.python)
        given = {} if steps is None else {steps.letter: self.step}
        names = parameters(model.namespace[self.python])
        return {name: given[name] if name in given else self.point.values[name] for name in names}

    @cached_property
    def elements(self) -> list[Element]:
        """Those of its arguments that are inputs and values."""
        names = {*self.arguments} & {*_declared(self.point.model)}
        sizes = {name.python for name in self.point.model.names if name.size_of}
        return [
            element
            for name, value in self.arguments.items()
            if name in names - sizes and not callable(value)
            for element in _elements(name, value)
        ]

    def number(self, element: Element) -> Any:
        value = self.arguments[element.python]
        value = value if element.step is None else value[element.step]
        return np.asarray(value)[element.place]

    def __call__(self, changes: Mapping[Element, Any]) -> Any:
        """What it computes from these numbers in place of its own."""
        arguments = {
            name: _changed(value, {e: n for e, n in changes.items() if e.python == name})
            for name, value in self.arguments.items()
        }
        with np.errstate(all="ignore"):
            return np.asarray(self.point.model.namespace[self.python](*arguments.values()))

    def slope(self, by: Element, changes: Mapping[Element, Any]) -> Any:
        """The derivative of all that it computes by one number."""
        at = changes.get(by, self.number(by))
        return np.imag(self({**changes, by: np.complex128(at + _STEP * 1j)})) / _STEP


def _changed(value: Any, changes: Mapping[Element, Any]) -> Any:
    """An argument with other numbers in some places."""
    if not changes:
        return value
    if isinstance(value, Walk):
        known = dict(value.by_step())
        for step in known:
            some = {e._replace(step=None): n for e, n in changes.items() if e.step == step}
            known[step] = _changed(known[step], some)
        return Walk(value.python, known, value.range, value.last)
    changed = np.array(value, dtype=complex)
    for element, number in changes.items():
        changed[element.place] = number
    # Without complex numbers all stays real, and may be used where they are not understood.
    return changed[()] if np.iscomplexobj([*changes.values()]) else np.real(changed)[()]


@dataclass
class _Functions:
    """One value at many points: a derivative vanishes where it is zero at all of them."""

    model: Model
    calls: list[_Call]

    @cached_property
    def slopes(self) -> dict[Element, Any]:
        """Whether each element of the value moves with each element of the arguments."""
        return {u: self._any(lambda c, u=u: c.slope(u, {})) for u in self.calls[0].elements}

    def _any(self, found: Any) -> Any:
        return np.any([np.abs(found(call)) > _ZERO for call in self.calls], axis=0)

    def before(self, head: Element) -> frozenset[Element]:
        """What one element is computed from."""
        return frozenset(u for u, moves in self.slopes.items() if moves[head.place])

    @cached_property
    def _given(self) -> list[Element]:
        """The weights and biases among the arguments."""
        known = _parameters(self.model)
        return [u for u, moves in self.slopes.items() if u.python in known and np.any(moves)]

    @cached_property
    def _acting(self) -> dict[Edge, tuple[Any, Any]]:
        """Whether each element's slope by u goes with w: while all other weights are zero, too."""
        units = [u for u, m in self.slopes.items() if u not in self._given and np.any(m)]
        return {
            (w, u): (self._any(self._alone(w, u)), self._any(self._among(w, u)))
            for w in self._given
            for u in units
        }

    def _alone(self, w: Element, u: Element) -> Any:
        def change(call: _Call) -> Any:
            return call.slope(u, self._without(w, call)) - call.slope(u, self._zeros)

        return change

    @cached_property
    def _zeros(self) -> dict[Element, Any]:
        return dict.fromkeys(self._given, 0.0)

    def _without(self, w: Element, call: _Call) -> dict[Element, Any]:
        """One weight with its own number, all others zero."""
        return {**self._zeros, w: call.number(w)}

    @staticmethod
    def _among(w: Element, u: Element) -> Any:
        def change(call: _Call) -> Any:
            return call.slope(u, {w: call.number(w) * (1 + _RAISED)}) - call.slope(u, {})

        return change

    def weights(
        self, head: Element, tails: frozenset[Element]
    ) -> dict[Element, frozenset[Element]]:
        """The weights on the edge from each element that another is computed from.

        Within a function that is not linear, such as tanh(w x + v y + b), each slope goes with
        every weight. So the others are zero, unless a weight does nothing at all then.
        """
        found: dict[Element, set[Element]] = {}
        for w in self._given:
            acting = {u: both for (v, u), both in self._acting.items() if v == w and u in tails}
            alone = {u for u, (alone, _) in acting.items() if alone[head.place]}
            among = {u for u, (_, among) in acting.items() if among[head.place]}
            idle = not self._any(lambda c, w=w: c.slope(w, self._without(w, c)))[head.place]
            for u in among if idle else alone:
                found.setdefault(u, set()).add(w)
        return {u: frozenset(some) for u, some in found.items()}
