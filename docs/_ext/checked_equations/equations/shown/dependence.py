"""What each element of a value is computed from, and which weights act on the way: by nudges.

A derivative that vanishes is zero at all of many points, up to rounding.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from ..errors import Problem
from ..models.forward import parameters
from ..models.points import Point
from ..notation.walks import Walk

# The step of the differences, and by which share a weight is raised to see whether they change.
_STEP = 1e-4
_RAISED = 0.5
# What is smaller, beside the values that it is a difference of, is rounding.
_ZERO = 1e-8


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


def elements_of(python: str, value: Any) -> Iterator[Element]:
    """All numbers of a value."""
    steps = value.by_step() if isinstance(value, Walk) else {None: value}
    for step, one in steps.items():
        for place in np.ndindex(np.shape(one)):
            yield Element(python, step, place)


@dataclass(frozen=True, eq=False)
class _Call:
    """The call that computes a value at a point, whose arguments can be changed one by one."""

    point: Point
    head: Element

    @cached_property
    def arguments(self) -> dict[str, Any]:
        """All arguments, by name."""
        model, python = self.point.model, self.head.python
        steps = model.walks.get(python)
        letters = {} if steps is None else {steps.letter: self.head.step}
        names = parameters(model.namespace[python])
        return {n: letters[n] if n in letters else self.point.values[n] for n in names}

    @cached_property
    def elements(self) -> list[Element]:
        """The numbers among them that are inputs or earlier values."""
        model = self.point.model
        counts = {*model.steps, *(name.python for name in model.names if name.size_of)}
        return [
            element
            for name, value in self.arguments.items()
            if name not in counts and not callable(value)
            for element in elements_of(name, value)
        ]

    def number(self, element: Element) -> float:
        """One of them."""
        value = self.arguments[element.python]
        value = value if element.step is None else value[element.step]
        return float(np.asarray(value)[element.place])

    def __call__(self, changes: Mapping[Element, float]) -> Any:
        """What it computes from these numbers in place of its own. Raises Problem."""
        python, arguments = self.head.python, dict(self.arguments)
        function = self.point.model.namespace[python]
        for name in {element.python for element in changes}:
            own = {e: n for e, n in changes.items() if e.python == name}
            arguments[name] = _changed(arguments[name], own)
        try:
            with np.errstate(all="ignore"):
                return np.asarray(function(*arguments.values()), dtype=float)
        except Problem:
            raise
        except (Exception, SystemExit) as error:
            raise Problem(
                f"{python} raises {type(error).__name__} near {self.point.label}: {error}",
                "a function that computes real numbers there",
                f"correct {python}, or declare the domains of its inputs",
            ) from None

    def slope(self, by: Element, changes: Mapping[Element, float]) -> Any:
        """The derivative of all that it computes by one number."""
        at = changes.get(by, self.number(by))
        high, low = (self({**changes, by: at + step}) for step in (_STEP, -_STEP))
        return (high - low) / (2 * _STEP)

    @cached_property
    def allowed(self) -> Any:
        """What rounding may leave of a derivative that vanishes."""
        return _ZERO * (1 + np.abs(self({})))


def _changed(value: Any, changes: Mapping[Element, float]) -> Any:
    """An argument with other numbers in some places."""
    if not isinstance(value, Walk):
        changed = np.array(value, dtype=float)
        for element, number in changes.items():
            changed[element.place] = number
        return changed[()]
    known = {step: value[step] for step in value.steps()}
    for step in known.keys() & {element.step for element in changes}:
        some = {element: n for element, n in changes.items() if element.step == step}
        known[step] = _changed(known[step], some)
    return Walk(value.python, known, value.range, value.last)


def dependence(points: Sequence[Point], head: Element, weights: frozenset[str]) -> "Dependence":
    """What a value, at its step, is computed from. Raises Problem where it has no value."""
    calls = [call for point in points if np.all(np.isfinite((call := _Call(point, head))({})))]
    if not calls:
        raise Problem(
            f"{head.python} is not finite at any of {len(points)} random points",
            "a forward pass of finite numbers",
            f"declare the domains of the inputs of {head.python}",
        )
    return Dependence(calls, weights)


@dataclass
class Dependence:
    """The calls of one value at many points, and the names of all weights and biases."""

    calls: list[_Call]
    weights: frozenset[str]
    slopes: dict[tuple[_Call, Element], Any] = field(default_factory=dict)

    def _any(self, derivative: Callable[[_Call], Any]) -> Any:
        """For each element of the value, whether a derivative does not vanish."""
        return np.any([np.abs(derivative(call)) > call.allowed for call in self.calls], axis=0)

    @cached_property
    def moving(self) -> dict[Element, Any]:
        """Which elements of the value move with each number among the arguments."""

        def moved(u: Element) -> Any:
            return self._any(lambda call: call.slope(u, {}))

        return {u: moved(u) for u in self.calls[0].elements}

    def before(self, head: Element) -> frozenset[Element]:
        """What one element is computed from."""
        return frozenset(u for u, moves in self.moving.items() if moves[head.place])

    @cached_property
    def given(self) -> list[Element]:
        """The weights and biases among the arguments."""
        return [u for u, moves in self.moving.items() if u.python in self.weights and moves.any()]

    def _alone(self, w: Element, call: _Call) -> dict[Element, float]:
        """One weight with its own number, all others zero."""
        return {**dict.fromkeys(self.given, 0.0), w: call.number(w)}

    def _idle(self, w: Element) -> Any:
        """Which elements a weight moves, but not while all others are zero."""
        return self.moving[w] & ~self._any(lambda call: call.slope(w, self._alone(w, call)))

    @cached_property
    def acting(self) -> dict[Edge, Any]:
        """For each weight and what it may act on, of which elements ∂²/∂u∂w does not vanish.

        Within a function that is not linear, such as tanh(w x + v y + b), each slope goes with
        every weight. So all others are zero, unless a weight does nothing at all then.
        """
        units = [u for u, m in self.moving.items() if u.python not in self.weights and m.any()]
        idle = {w: self._idle(w) for w in self.given}
        pairs = [(w, u) for w in self.given for u in units]
        return {(w, u): self._acts(w, u, idle[w]) for w, u in pairs}

    def _acts(self, w: Element, u: Element, idle: Any) -> Any:
        """Of which elements the slope by u goes with a weight."""

        def alone(call: _Call) -> Any:
            return call.slope(u, self._alone(w, call)) - self._without_weights(call, u)

        def among(call: _Call) -> Any:
            return call.slope(u, {w: call.number(w) * (1 + _RAISED)}) - call.slope(u, {})

        acts = self._any(alone)
        if idle.any():
            acts = np.where(idle, self._any(among), acts)
        return acts & self.moving[u] & self.moving[w]

    def _without_weights(self, call: _Call, u: Element) -> Any:
        """The slope by u where all weights are zero."""
        if (call, u) not in self.slopes:
            self.slopes[call, u] = call.slope(u, dict.fromkeys(self.given, 0.0))
        return self.slopes[call, u]

    def on_edges(self, head: Element) -> dict[Element, frozenset[Element]]:
        """The weights on the edge to one element from each that it is computed from."""
        found: dict[Element, set[Element]] = {}
        for (w, u), acts in self.acting.items():
            if acts[head.place]:
                found.setdefault(u, set()).add(w)
        return {u: frozenset(some) for u, some in found.items()}
