"""Questions that ask for a number: the running example with other inputs, and what slips give."""

import math
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from operator import itemgetter
from typing import Any

import numpy as np

from ..models.model import Model
from ..models.points import Point
from ..notation.tree import Symbol
from ..values.figures import computed
from .questions import Answer, Question, Source, Statement, in_words
from .slips import Claim

# A student gives so many significant digits, and the last one may be off by one.
_DIGITS = 5
# Two answers are apart by so many of these units at least.
_APART = 3
_WRONG = 4
_CHANGED = 2
_FACTORS = (0.4, 0.6, 0.8, 1.2, 1.4, 1.6)


def numbers(source: Source, count: int) -> Iterator[Question]:
    """Compute it: a gradient, a value on the way to the loss, or a weight after one step."""
    asked = (statement for statement in source.statements if _is_asked(statement, source.model))
    by_snippet = {of.binding.snippet: of for of in source.shuffled("number", asked)}
    made = (_compute(of, source) for of in _in_turn(by_snippet.values(), source.model))
    yield from islice(filter(None, made), count)


def _is_asked(of: Statement, model: Model) -> bool:
    """Whether it has one number, which follows from single numbers."""
    wanted = of.is_result or _kind(of, model) != "gradient"
    from_numbers = all(isinstance(value, float) for value in _inputs(of, model).values())
    return wanted and from_numbers and not of.formula.free and _is_number(of, model)


def _is_number(of: Statement, model: Model) -> bool:
    """Whether its snippet gives one number, not an array or one for each step."""
    snippet, points = of.binding.snippet, of.formula.scope.points
    return snippet not in model.walks and np.ndim(points.example.values[snippet]) == 0


def _kind(of: Statement, model: Model) -> str:
    left = of.formula.chain.sides[0]
    if of.binding.snippet in model.forward:
        return "forward"
    return "update" if isinstance(left, Symbol) and "new" in left.layer else "gradient"


def _in_turn(asked: Iterable[Statement], model: Model) -> list[Statement]:
    """One of each kind, then the second of each, and so on."""
    kinds: Counter[str] = Counter()
    turns: list[tuple[int, Statement]] = []
    for of in asked:
        kind = _kind(of, model)
        turns.append((kinds[kind], of))
        kinds[kind] += 1
    return [of for _, of in sorted(turns, key=itemgetter(0))]


def _inputs(of: Statement, model: Model) -> dict[str, Any]:
    """The inputs behind a statement, in the order of the notation."""
    behind = model.behind({of.binding.snippet, *of.formula.names})
    names = [name.python for name in model.names if not name.is_function]
    return {name: model.example[name] for name in names if name in behind & model.example.keys()}


def _compute(of: Statement, source: Source) -> Question | None:
    """The question, or None where no slip leads to another number."""
    seed = source.seed_of("number", of.name)
    model, chain, scope = source.model, of.formula.chain, of.formula.scope
    inputs = _inputs(of, model)
    changes = _changed(inputs, model, random.Random(seed))
    asked = f"the question for {of.name}"
    right = computed(scope.points, of.binding.snippet, of.binding.element, changes, asked)
    if not math.isfinite(right) or right == 0:
        return None
    unit = 10.0 ** (math.floor(math.log10(abs(right))) - _DIGITS + 1)
    (*_, side) = (side for side in chain.sides if not of.formula.numeric(side))
    claim = Claim(chain.sides[0], side, scope, of.binding)
    point = Point(model, {**model.example, **changes}, model.sizes, asked)
    answers = [Answer(_written(right), True)]
    for slip in claim.slips(seed, 2 * _WRONG) if claim.holds else []:
        wrong = float(np.real(claim.value(slip.side, point)))
        apart = all(abs(wrong - float(other.text)) > _APART * unit for other in answers)
        if not slip.is_far and math.isfinite(wrong) and apart:
            answers.append(Answer(_written(wrong), False, slip.words))
    if len(answers) == 1:
        return None
    symbols = {name.python: name.latex for name in model.names}
    listed = ", ".join(f"${symbols[name]} = {v:g}$" for name, v in {**inputs, **changes}.items())
    text = (
        f"Let {listed}. Compute {in_words(chain.sides[0], model)} to {_DIGITS} significant "
        "digits, without rounding in between."
    )
    return source.question("number", of, text, answers[: _WRONG + 1], of.formula.names, unit)


def _changed(inputs: Mapping[str, Any], model: Model, rng: random.Random) -> dict[str, float]:
    """Other values for some inputs, of the same sign and about the same size."""
    free = [name for name, v in inputs.items() if _may_change(name, v, model)]
    changes: dict[str, float] = {}
    for name in sorted(rng.sample(free, min(_CHANGED, len(free)))):
        was = inputs[name]
        new = [round(was * factor, 2) for factor in _FACTORS]
        # A share stays a share.
        new = [v for v in new if v not in (0, was) and (abs(v) < 1) == (abs(was) < 1)]
        if new:
            changes[name] = rng.choice(new)
    return changes


def _may_change(name: str, value: Any, model: Model) -> bool:
    """Whether an input is any number: no count, and without a domain."""
    declared = next(one for one in model.names if one.python == name)
    return isinstance(value, float) and not declared.domain


def _written(value: float) -> str:
    """A number with three digits more than are asked for."""
    return f"{value:.{_DIGITS + 3}g}"
