r"""Points on both sides of where what roots and logarithms are taken of vanishes.

There a formula may leave the branch that it is true of, as `\sqrt{(w - 9)^2} = 9 - w` does.
"""

import contextlib
import itertools
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from ..latex.printer import to_latex
from ..meaning.free import free_indices
from ..models.model import Model
from ..models.points import Point, Points
from ..models.sources import arguments
from ..models.traced import POLE, ROOT, Kink, Trace, Traced, package_of, traced_inputs
from ..notation.tree import Call, Function, Node, Power, Symbol, bare
from ..notation.walks import parts_of
from ..values.evaluate import Evaluation
from ..values.formula import Formula
from ..values.kinks import has_branches, is_root, named, upstream
from .cells import Cells
from .looks import Margins

# So many elements of what has indices are followed at most.
_ELEMENTS = 4
# What was found before, by what is followed.
_FOUND: WeakKeyDictionary[Points, dict[str, list[Point]]] = WeakKeyDictionary()
_ROOT, _POLE = (Kink("the formula", 0, "the formula", 0, r, None) for r in (ROOT, POLE))

Look = Callable[[Point], Margins | None]


def around_roots(formula: Formula, behind: list[str]) -> list[Point]:
    """The points that a search from a random one finds, for a formula without other kinks."""
    points = formula.scope.points
    known = _FOUND.setdefault(points, {})
    found: dict[int, Point] = {}
    for key, inputs, look in _followed(formula, behind):
        if key not in known:
            # A page's own definitions are not the same on another.
            cells = Cells(look, points, inputs, roots=True)
            known[key] = cells.search(points.generic[:1])
        found |= {id(point): point for point in known[key] if _has_values(formula, behind, point)}
    return list(found.values())


def _has_values(formula: Formula, behind: list[str], point: Point) -> bool:
    """Whether snippets give values at a point, and some side has one: then all have to."""
    with np.errstate(divide="raise", over="raise", invalid="raise"):
        try:
            for python in behind:
                parts_of(point.values[python])  # of a recurrence each step
        except Exception:
            return False
        for case in formula.cases([point]):
            for side in formula.chain.sides:
                with contextlib.suppress(Exception):
                    formula.evaluation(case)(side)
                    return True
    return False


def _followed(formula: Formula, behind: list[str]) -> Iterator[tuple[str, frozenset[str], Look]]:
    """What roots are taken of, in snippets and in the formula, with the inputs that move it."""
    model = formula.scope.model
    for python in behind:
        if python not in model.example and has_branches(model, python):
            yield python, upstream(model, python), _snippet(formula, python)
    for part, axes in formula.parts_with_axes():
        taken, called = _taken_of(part), _called(part, model)
        argument = taken or (called and bare(called.arguments[0]))
        if argument is None or formula.numeric(argument):
            continue
        name = model.find(argument) if isinstance(argument, Symbol) else None
        if taken and name is not None and name.python in model.example:
            continue  # it vanishes where the domains of inputs end
        inputs = frozenset[str]().union(
            *(upstream(model, python) for python in named(argument, formula.scope))
        )
        key = f"{to_latex(called or argument)} {sorted(axes.items())} {sorted(inputs)}"
        look = _call(formula, called, axes) if called else _argument(formula, argument, axes)
        yield key, inputs, look


def _taken_of(part: Node) -> Node | None:
    match part:
        case Call(function=function, arguments=(argument, *_)) if is_root(function):
            return bare(argument)
        case Power(base=base) if is_root(part):
            return bare(base)
    return None


def _called(part: Node, model: Model) -> Call | None:
    """A call of a function of the module, of one number, that has branches."""
    match part:
        case Call(function=Function(name=base, primes=0), arguments=(_,)):
            name = model.named_function(base)
            if name is None or name.signature.is_of_arrays or name.python in model.example:
                return None
            return part if has_branches(model, name.python) else None
    return None


def _snippet(formula: Formula, python: str) -> Look:
    """What the function that computes a value takes roots of; what it starts from are floats."""
    model = formula.scope.model
    function = model.namespace[python]

    def look(point: Point) -> Margins | None:
        trace = Trace(package_of(model))
        try:
            with np.errstate(divide="raise", over="raise", invalid="raise"):
                given = {name: point.values[name] for name in arguments(function)}
                function(*traced_inputs(model, given, trace).values())
        except Exception:
            return None
        return trace.branches

    return look


def _call(formula: Formula, call: Call, axes: Mapping[str, str]) -> Look:
    """What a function of the module takes roots of, where the formula calls it."""
    model = formula.scope.model
    name = model.named_function(call.function.name)
    assert name is not None, "it is a function of the module"
    function = model.namespace[name.python]

    def look(point: Point) -> Margins | None:
        trace = Trace(package_of(model))
        try:
            with np.errstate(divide="raise", over="raise", invalid="raise"):
                for value in _elements(formula, call.arguments[0], axes, point):
                    function(Traced(np.real(value), trace))
        except Exception:
            return None
        return trace.branches

    return look


def _argument(formula: Formula, node: Node, axes: Mapping[str, str]) -> Look:
    def look(point: Point) -> Margins | None:
        try:
            with np.errstate(divide="raise", over="raise", invalid="raise"):
                taken = [float(np.real(v)) for v in _elements(formula, node, axes, point)]
        except Exception:
            return None
        if min(taken, default=0.0) < 0:
            return None
        return {_ROOT: taken, _POLE: [1 / one if one else np.inf for one in taken]}

    return look


def _elements(formula: Formula, node: Node, axes: Mapping[str, str], point: Point) -> list[Any]:
    """The value of a part of a formula, for the first choices of the indices in it."""
    letters = free_indices(node, formula.scope)
    ranges = [range(point.sizes[axes[letter]]) for letter in letters]
    values: list[Any] = []
    for choice in itertools.islice(itertools.product(*ranges), _ELEMENTS):
        indices = dict(zip(letters, choice, strict=True))
        how = Evaluation(formula.scope, point, indices, axes, shapes=formula.shapes)
        values += list(np.ravel(how(node)))
    return values
