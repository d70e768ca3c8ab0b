"""What the browser has to know about a model, as plain data."""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from itertools import chain, combinations, islice
from typing import Any

import numpy as np

from ..equations.errors import Problem
from ..equations.models.model import Model
from ..equations.models.opaque import Waves, WavesOfArrays
from ..equations.models.points import Point, Points
from ..equations.notation.domains import Condition
from ..equations.notation.symbols import Name
from ..equations.notation.tree import Chain
from ..pages.directives.equation import Checked, Equation
from ..pages.registry import Registry
from .definitions import Definition, Definitions, function_of
from .plain import plain

Data = dict[str, Any]

# Functions of NumPy that the running examples have.
_NAMED = {np.exp: "exp", np.log: "log", np.sin: "sin", np.cos: "cos", np.tanh: "tanh"}

# Of the points near zero and far from it these: from a thirtieth of the usual size to four times
# it. Of numbers much larger, rounding would leave little.
_SCALED = (25, 62, 4)


def model_data(registry: Registry, model: Model) -> Data:
    """All that is evaluated, drawn and said of a model. Raises Problem."""
    _check_names(model)
    definitions = Definitions(registry)
    derived = {
        name.python: definitions.derived(model, name.python)
        for name in model.names
        if _kind(name, model) == "derived"
    }
    given = [*inputs_of(model), *(python for python, found in derived.items() if not found)]
    return {
        "name": model.name,
        "vocabulary": _vocabulary(model),
        "names": [_name(name, _kind(name, model)) for name in model.names],
        "sizes": model.sizes,
        "program": [_entry(python, definitions.forward(model, python)) for python in model.forward],
        "derived": [_entry(python, found) for python, found in derived.items() if found],
        "functions": {
            name.python: _function(model, name, definitions)
            for name in model.names
            if name.is_function
        },
        "example": _example(model, derived),
        "points": [point_data(point, model, given) for point in points_of(model)],
        "scaled": [point_data(point, model, inputs_of(model)) for point in scaled_of(model)],
        "equations": [_equation(*found, registry) for found in definitions.of(model)],
    }


def _entry(python: str, definition: Definition) -> Data:
    return {"python": python, "letters": definition.letters, "tree": plain(definition.tree)}


def _function(model: Model, name: Name, definitions: Definitions) -> Data:
    """A function of the running example: one that has a name, or a checked equation."""
    function = function_of(model, name)
    if function in _NAMED:
        return {"named": _NAMED[function]}
    body = definitions.body(model, name)
    return {
        "parameters": [_name(parameter, "input") for parameter in body.parameters],
        "tree": plain(body.tree),
    }


def _equation(item: Equation, checked: Checked, registry: Registry) -> Data:
    name = registry.ids[item]
    return {
        "id": name,
        "page": registry.page_of[item].path,
        "number": registry.numbers.get(name),
        "latex": checked.text,
        "chain": plain_chain(checked.formula.chain),
        "continues": item.continued,
        "final": "final" in item.attributes.classes,
        "step": item.kind == "step",
        "gradient": checked.binding.snippet,
    }


def plain_chain(chain: Chain) -> Data:
    """A chain as objects, lists and numbers; without its texts, which its places give."""
    return {
        "kind": "Chain",
        "sides": [plain(side) for side in chain.sides],
        "relations": list(chain.relations),
        "continues": chain.continues,
    }


def _check_names(model: Model) -> None:
    for name in model.names:
        of_steps = name.step or name.size_of or name.is_shorthand
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


def _example(model: Model, derived: Iterable[str]) -> Data:
    point = Points(model).example
    names = [*inputs_of(model), *model.forward, *derived]
    return {"label": point.label, "sizes": model.sizes, "values": _values(point, names)}


def points_of(model: Model) -> Iterator[Point]:
    """Points that keep to all domains: of the running example's sizes, and of others.

    What a formula writes out keeps the size that it has there, whatever it writes out.
    """
    points = Points(model, _domains(model))
    yield from points.generic
    free = [axis for axis in model.sizes if axis not in model.size_rules]
    for count in range(len(free)):
        for kept in combinations(free, count):
            yield from points.of_other_sizes(frozenset(kept))


def scaled_of(model: Model) -> list[Point]:
    """Points near zero and far from it: the browser takes one input at a time from them."""
    points = Points(model, _domains(model))
    return list(islice(chain(points.near(), points.far()), *_SCALED))


def _domains(model: Model) -> frozenset[Condition]:
    return frozenset(Condition(n.python, part) for n in model.names for part in n.domain)


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
