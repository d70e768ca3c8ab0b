"""Comparisons of sizes with numbers or with each other: other sizes might come out differently."""

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..errors import Problem
from ..meaning.conditions import HOLDS, is_extreme
from ..models.points import Point
from ..notation.sizes import Sizes
from ..notation.tree import (
    BigSum,
    Call,
    Condition,
    Function,
    Node,
    Norm,
    Number,
    Partial,
    Power,
    Series,
    Sum,
    Symbol,
    bare,
)
from ..notation.walks import NoStep
from ..search.relations import INEQUALITIES
from ..values.evaluate import Evaluation
from ..values.formula import Formula
from .reached import of_all_sizes, untold

# Sizes that show how a comparison may come out, besides those around the numbers written.
_SIZES = (*range(1, 10), 1000)
# So many combinations of sizes are looked at.
_COMBINATIONS = 5000
_ROOTS = (r"\sqrt", r"\log", r"\ln")
_ZERO = Number(text="0", start=0, end=0)


class _Comparison(NamedTuple):
    """Two values that follow from sizes alone, and what matters of the two."""

    node: Node
    sides: tuple[Node, Node]
    axes: Mapping[str, str]
    outcome: Callable[[Any, Any], Any]


def check_ordered(formula: Formula) -> None:
    """Demand that what compares sizes comes out in all ways at those tried. Raises Problem."""
    for comparison in _comparisons(formula):
        named = [_axes_of(side, comparison.axes, formula) for side in comparison.sides]
        varied = frozenset().union(*(axes or () for axes in named))
        steps: Sequence[str] = ()
        if _follows_from_sizes(comparison, formula):
            if not _is_stated(comparison, formula):
                what = "compares what follows from sizes and steps alone"
                raise untold(comparison.node, what, formula)
            varied, steps = frozenset(formula.scope.model.sizes), formula.steps
        elif None in named or not any(named):
            continue
        seen = (point.sizes for point in of_all_sizes(formula))
        tried = _outcomes(comparison, formula, seen, steps)
        possible = _outcomes(comparison, formula, _possible(comparison, varied, formula), steps)
        if possible - tried:
            what = "comes out otherwise at other sizes"
            raise untold(comparison.node, what, formula)


def _follows_from_sizes(comparison: _Comparison, formula: Formula) -> bool:
    """Whether it compares what is computed from sizes and steps, and that no input moves."""
    model, scope = formula.scope.model, formula.scope
    parts = [part for side in comparison.sides for part in side.walk()]
    if any(isinstance(part, Function) and part.name[0] != "\\" for part in parts):
        return False
    names = [model.find(part) for part in parts if isinstance(part, Symbol)]
    computed = [name.python for name in names if name is not None and not name.size_of]
    behind = model.behind(computed)
    sizes = {name.python for name in model.names if name.size_of} | model.steps.keys()
    moved = behind & scope.points.numbers.keys()
    return bool(behind & sizes) and None not in names and not moved


def _is_stated(comparison: _Comparison, formula: Formula) -> bool:
    """Whether it is what the formula states, of steps so far below the last tried that it shows."""
    parts = [part for side in comparison.sides for part in side.walk()]
    is_plain = not any(isinstance(part, Call | Power) for part in parts)
    largest = math.prod(max(float(p.text), 1) for p in parts if isinstance(p, Number))
    is_side = any(side is comparison.sides[0] for side in formula.chain.sides)
    return is_plain and largest < _SIZES[-1] and is_side and not formula.free


def _comparisons(formula: Formula) -> Iterator[_Comparison]:
    """All that may compare sizes: relations, the largest of some, absolute values, roots."""
    chain = formula.chain
    pairs = itertools.pairwise(chain.sides)
    for relation, pair in zip(chain.relations, pairs, strict=True):
        if relation in INEQUALITIES:
            at = {"start": pair[1].start, "end": pair[1].end}
            stated = Condition(sides=pair, relations=(relation,), **at)
            yield _Comparison(stated, pair, formula.axes, INEQUALITIES[relation])
    for part, axes in formula.parts_with_axes():
        if isinstance(part, Condition) and not formula.scope.compared(part):
            for relation, pair in zip(part.relations, itertools.pairwise(part.sides), strict=True):
                yield _Comparison(part, pair, axes, HOLDS[relation])
        elif isinstance(part, Call) and is_extreme(part):
            for pair in itertools.combinations(part.arguments, 2):
                yield _Comparison(part, pair, axes, _sign)
        elif isinstance(part, Norm):
            yield _Comparison(part, (part.body, _ZERO), axes, _sign)
        for inner in _below_root(part):
            yield _Comparison(part, (inner, _ZERO), axes, _sign)


def _sign(left: Any, right: Any) -> Any:
    """Which one is larger; where they are equal it does not matter which is taken."""
    return np.sign(left - right) or None


def _below_root(node: Node) -> Iterator[Node]:
    r"""The sums whose sign is lost in it, as in `\sqrt{(n - 5)^2}`."""
    match node:
        case Call(function=Function(name=name), arguments=(inside,)) if name in _ROOTS:
            pass
        case Power(base=inside, exponent=exponent) if not _is_whole(exponent):
            pass
        case _:
            return
    yield from (p for p in bare(inside).walk() if isinstance(p, Sum) and p is not bare(inside))


def _is_whole(exponent: Node) -> bool:
    return isinstance(exponent, Number) and exponent.text.isdigit()


def _axes_of(node: Node, axes: Mapping[str, str], formula: Formula) -> frozenset[str] | None:
    """The axes whose sizes it follows from alone; None where it follows from anything else."""
    found = set[str]()
    for part in node.walk():
        match part:
            case Symbol():
                name = formula.scope.model.find(part)
                if name is None or not name.size_of:
                    return None
                found.add(name.size_of)
            case BigSum(index=index) | Series(index=index):
                found.add(axes[index])
            case Partial():
                return None
            case Function(name=name) if not name.startswith("\\"):
                return None
    return frozenset(found)


def _possible(
    comparison: _Comparison, varied: frozenset[str], formula: Formula
) -> Iterator[dict[str, int]]:
    """Sizes that a model may have, small ones and those around the numbers written."""
    model = formula.scope.model
    numbers = {
        round(float(part.text))
        for side in comparison.sides
        for part in side.walk()
        if isinstance(part, Number)
    }
    sizes = sorted({*_SIZES, *(n + more for n in numbers for more in (-1, 0, 1))})
    # A size that follows from others moves with them.
    ruled = bool(varied & model.size_rules.keys())
    free = sorted((model.sizes.keys() if ruled else varied) - model.size_rules.keys())
    lowest = {axis: model.steps[axis].first if axis in model.steps else 1 for axis in free}
    ranges = [[size for size in sizes if size >= max(lowest[axis], 1)] for axis in free]
    for choice in itertools.islice(itertools.product(*ranges), _COMBINATIONS):
        chosen = {**model.sizes, **dict(zip(free, choice, strict=True))}
        kept = {axis: size for axis, size in chosen.items() if axis not in model.size_rules}
        found = Sizes(kept, model.size_rules)
        try:
            yield {axis: found[axis] for axis in model.sizes}
        except Problem:  # SIZES allows no such sizes
            continue


def _outcomes(
    comparison: _Comparison,
    formula: Formula,
    sizes: Iterator[dict[str, int]],
    letters: Sequence[str],
) -> set[Any]:
    """How a comparison comes out at these sizes and all steps, wherever it has a value."""
    axes = [comparison.axes[letter] for letter in letters]
    begins = [formula.scope.model.steps[axis].first for axis in axes]
    scope, found = formula.scope, set[Any]()
    names = [name for name in scope.model.names if name.size_of]
    for some in sizes:
        inputs = {**scope.model.example, **{name.python: some[name.size_of] for name in names}}
        point = Point(scope.model, inputs, some, "other sizes")
        ranges = (range(a, some[axis] + 1) for a, axis in zip(begins, axes, strict=True))
        for steps in itertools.product(*ranges):
            indices = dict(zip(letters, steps, strict=True))
            how = Evaluation(scope, point, indices, comparison.axes)
            try:
                with np.errstate(all="raise", under="ignore"):
                    outcome = comparison.outcome(*map(how, comparison.sides))
            except (ArithmeticError, NoStep):
                continue
            except Problem:
                if not letters:
                    raise
                return {None}  # so many steps it cannot compute
            if outcome is not None:
                found.add(bool(outcome > 0))
    return found
