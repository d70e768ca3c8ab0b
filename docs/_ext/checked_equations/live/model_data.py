"""What the browser has to know about a model, as plain data."""

from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from itertools import combinations
from typing import Any

import numpy as np

from ..equations.domains import Condition
from ..equations.errors import Problem
from ..equations.formula import Formula
from ..equations.model import Model
from ..equations.opaque import Waves, WavesOfArrays
from ..equations.points import Point, Points
from ..equations.symbols import Name
from ..equations.tree import (
    BigSum,
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
    Underbrace,
    bare,
    mapped,
)
from ..pages.directives.equation import Checked, Equation, checked_in
from ..pages.registry import Registry
from .plain import plain

Data = dict[str, Any]

COMPUTED = (
    Number,
    Symbol,
    Function,
    Sum,
    Product,
    Quotient,
    Power,
    Call,
    Partial,
    BigSum,
    Group,
    Underbrace,
)

# Functions of NumPy that the running examples have.
_NAMED = {np.exp: "exp", np.log: "log", np.sin: "sin", np.cos: "cos", np.tanh: "tanh"}


def model_data(registry: Registry, model: Model) -> Data:
    """All that is evaluated, drawn and said of a model. Raises Problem."""
    _check_names(model)
    equations = Equations(registry)
    derived = _derived(model)
    entries = [e for name in derived if (e := equations.derived(model, name)) is not None]
    computed = {*model.forward, *(entry["python"] for entry in entries)}
    example = _example(model, derived)
    given = [name for name in example["values"] if name not in computed]
    return {
        "name": model.name,
        "vocabulary": _vocabulary(model),
        "names": [_name(name, _kind(name, model)) for name in model.names],
        "sizes": model.sizes,
        "program": [equations.program(model, python) for python in model.forward],
        "derived": entries,
        "functions": {
            name.python: equations.function(model, name) for name in model.names if name.is_function
        },
        "example": example,
        "points": [point_data(point, model, given) for point in points_of(model)],
        "equations": list(equations.of(model)),
    }


class Equations:
    """The checked equations of the pages, by what they are bound to."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.checked = [
            (item, part)
            for item, found in registry.results.items()
            if isinstance(item, Equation)
            for part in checked_in(found)
        ]

    def program(self, model: Model, python: str) -> Data:
        """The defining equation of a forward value. Raises Problem unless there is just one."""
        found = list(self._defining(model.namespace[python]))
        if len(found) != 1:
            names = ", ".join(self.registry.ids[item] for item, _ in found)
            raise Problem(
                f"the forward value {python} of the live model {model.name} has "
                + (
                    f"{len(found)} defining equations, {names}" if found else "no defining equation"
                ),
                f"one equation with its symbol on the left and snippet={model.name}.{python}",
                "mark what is no definition as .step" if found else "write it on a page",
            )
        ((_, checked),) = found
        return _entry(python, checked, checked.formula.chain.sides[1])

    def derived(self, model: Model, name: Name) -> Data | None:
        """An equation that computes another value of the notation; if there is one, without ∂."""
        python = name.python
        snippet = model.namespace.get(python)
        found = [
            (any(isinstance(part, Partial) for part in side.walk()), checked, side)
            for _, checked in self._defining(snippet)
            for side in checked.formula.chain.sides[1:]
            if is_computed(side) and checked.formula.shapes is None
        ]
        if not found:
            return None
        _, checked, side = min(found, key=lambda entry: entry[0])
        return _entry(python, checked, side)

    def function(self, model: Model, name: Name) -> Data:
        """A function of the running example: a checked equation, or one that has a name."""
        function = model.example.get(name.python) or model.namespace[name.python]
        if function in _NAMED:
            return {"named": _NAMED[function]}
        for _, checked in self.checked:
            if checked.snippet.function is function and checked.binding.element is None:
                own = checked.binding.model
                sides = checked.formula.chain.sides
                parameters = [n for p in _parameters(function) if (n := _named(own, p))]
                return {
                    "parameters": [_name(n, "input") for n in parameters],
                    "tree": plain(sides[1]),
                }
        raise Problem(
            f"the function {name.latex} of the live model {model.name}, which no equation defines",
            "one of NumPy's functions, or a checked equation for it",
            "write it on a page",
        )

    def _defining(self, function: Any) -> Iterator[tuple[Equation, Checked]]:
        """The equations that say what a function computes: its symbol, and what it is."""
        for item, checked in self.checked:
            chain, binding = checked.formula.chain, checked.binding
            left = _left(checked)
            if (
                checked.snippet.function is function
                and binding.element is None
                and item.kind != "step"
                and not item.continued
                and isinstance(left, Symbol)
                and 1 not in checked.formula.decimal_sides
                and chain.relations[0] == "="
            ):
                yield item, checked

    def of(self, model: Model) -> Iterator[Data]:
        """The equations that are bound to a model."""
        registry = self.registry
        for item, checked in self.checked:
            if checked.binding.model is not model or not _is_live(checked.formula):
                continue
            chain = checked.formula.chain
            yield {
                "id": registry.ids[item],
                "page": registry.page_of[item].path,
                "number": registry.numbers.get(registry.ids[item]),
                "latex": checked.text,
                "chain": plain_chain(chain),
                "continues": item.continued,
                "final": "final" in item.attributes.classes,
                "step": item.kind == "step",
                "gradient": checked.binding.snippet,
            }


def _is_live(formula: Formula) -> bool:
    """Whether the browser can evaluate a formula."""
    equal = {"=", r"\approx"}.issuperset(formula.chain.relations)
    return equal and formula.shapes is None and is_computed(formula.everything)


def is_computed(node: Node) -> bool:
    """Whether the browser computes all kinds of nodes in it."""
    return all(isinstance(part, COMPUTED) for part in node.walk())


def plain_chain(chain: Chain) -> Data:
    """A chain as objects, lists and numbers."""
    return {
        "kind": "Chain",
        "sides": [plain(side) for side in chain.sides],
        "relations": list(chain.relations),
        "texts": list(chain.texts),
        "continues": chain.continues,
    }


def _entry(python: str, checked: Checked, side: Node) -> Data:
    letters = list(checked.formula.free)
    return {"python": python, "letters": letters, "tree": plain(_gathered(side))}


def _gathered(side: Node) -> Node:
    r"""A tree for any sizes: `\ell(y, \hat{y})` for `\ell(y_1, y_2, \hat{y}_1, \hat{y}_2)`."""
    if isinstance(side, Call) and len(side.arguments) > 1:
        symbols = [a for a in map(bare, side.arguments) if isinstance(a, Symbol)]
        stems = {symbol.stem: symbol for symbol in reversed(symbols)}
        if len(symbols) == len(side.arguments) and all(s.subscripts for s in symbols):
            whole = [replace(symbol, subscripts=()) for symbol in reversed(stems.values())]
            return replace(side, arguments=tuple(whole))
    return mapped(side, _gathered)


def _left(checked: Checked) -> Node:
    return checked.formula.chain.sides[0]


def _parameters(function: Any) -> tuple[str, ...]:
    code = function.__code__
    return tuple(code.co_varnames[: code.co_argcount])


def _named(model: Model, python: str) -> Name | None:
    return next((name for name in model.names if name.python == python), None)


def _check_names(model: Model) -> None:
    for name in model.names:
        of_steps = name.step or name.size_of or name.is_identity
        if of_steps or name.labels or name.arguments or name.signature.gives:
            raise Problem(
                f"the notation {name.latex} of the live model {model.name}",
                "numbers, arrays with an index for each axis, and functions",
                "leave the model out of the option `live`",
            )


def _kind(name: Name, model: Model) -> str:
    if name.is_function:
        return "function"
    if name.python in model.example:
        return "input"
    return "forward" if name.python in model.forward else "derived"


def _derived(model: Model) -> list[Name]:
    return [name for name in model.names if _kind(name, model) == "derived"]


def _name(name: Name, kind: str) -> Data:
    found: Data = {
        "python": name.python,
        "latex": name.latex,
        "meaning": name.meaning,
        "symbol": plain(name.symbol),
        "axes": list(name.axes),
        "kind": kind,
    }
    if name.is_function and name.signature.is_of_arrays:
        found["takes"] = list(name.signature.takes)
    return found


def _vocabulary(model: Model) -> Data:
    vocabulary = model.vocabulary
    sets = [f.name for f in fields(vocabulary) if f.name != "declaring"]
    return {name: sorted(getattr(vocabulary, name)) for name in sets}


def _number(value: Any) -> Any:
    return np.asarray(value, dtype=float).tolist()


def _values(point: Point, names: Iterable[str]) -> Data:
    return {name: _number(point.values[name]) for name in names}


def inputs_of(model: Model) -> list[str]:
    """The Python names of the inputs that are numbers or arrays of them."""
    return [name.python for name in model.names if _kind(name, model) == "input"]


def _example(model: Model, derived: list[Name]) -> Data:
    point = Points(model).example
    names = [*inputs_of(model), *model.forward, *(name.python for name in derived)]
    return {"label": point.label, "sizes": model.sizes, "values": _values(point, names)}


def points_of(model: Model) -> Iterator[Point]:
    """Points that keep to all domains: of the running example's sizes, and of others.

    What a formula writes out keeps the size that it has there, whatever it writes out.
    """
    obeyed = frozenset(Condition(n.python, part) for n in model.names for part in n.domain)
    points = Points(model, obeyed)
    yield from points.generic
    free = [axis for axis in model.sizes if axis not in model.size_rules]
    for count in range(len(free)):
        for kept in combinations(free, count):
            yield from points.of_other_sizes(frozenset(kept))


def point_data(point: Point, model: Model, given: Iterable[str]) -> Data:
    """A point with its given values, and its open functions by their coefficients."""
    return {
        "label": point.label,
        "sizes": point.sizes,
        "values": _values(point, given),
        "functions": {
            name.python: _open(point.inputs[name.python])
            for name in model.names
            if isinstance(point.inputs.get(name.python), Waves | WavesOfArrays)
        },
    }


def _open(function: Any) -> Data:
    match function:
        case Waves(a=a, b=b, p=p, c=c):
            return {"kind": "waves", "a": _number(a), "b": _number(b), "p": _number(p), "c": c}
        case WavesOfArrays(a=a, p=p, weights=weights):
            of = [[_number(w) for w in row] for row in weights]
            return {"kind": "waves of arrays", "a": _number(a), "p": _number(p), "weights": of}
    raise AssertionError(function)
