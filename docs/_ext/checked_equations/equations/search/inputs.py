"""What a formula depends on: inputs that are free, or keep to as few domains as it needs."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from ..errors import FalseStatement, Pointless, Problem
from ..loading.alone import check_alone
from ..models.points import Point
from ..notation.domains import Condition, said
from ..notation.tree import Partial, Symbol, bare
from ..values.formula import Formula
from ..values.kinks import named
from ..values.report import Binding, Report
from .relations import INEQUALITIES

# So many inputs a message names.
_NAMED = 6


class Domains(NamedTuple):
    """What the inputs of a formula obey: `tied` holds what its own derivatives would break."""

    loose: frozenset[Condition]
    tied: frozenset[Condition]


def check_declared(formula: Formula, binding: Binding | None) -> None:
    """Raise Problem for an input without a symbol, which no point would vary, or for chance."""
    model = formula.scope.model
    check_alone(model, runs(formula, binding))
    for python in sorted(_inputs(formula, binding) - model.declared):
        raise Problem(
            f"{binding or formula.text(0)} depends on {python}, which is not in NOTATION",
            "a symbol for each input, so that the checks vary it",
            f"declare {python} in NOTATION of {model.path}",
        )


def runs(formula: Formula, binding: Binding | None) -> frozenset[str]:
    """The values and functions that are computed for it."""
    return _values(formula, binding) | named(formula.everything, formula.scope)


def domains_of(formula: Formula, binding: Binding | None) -> Domains:
    """The domains of the inputs that a formula depends on."""
    inputs, moved = _inputs(formula, binding), _moved(formula)
    found = {
        Condition(name.python, part)
        for name in formula.scope.model.names
        if name.python in inputs
        for part in name.domain
    }
    tied = frozenset(c for c in found if c.ties and c.python in moved)
    return Domains(frozenset(found - tied), tied)


def check_freely_first(
    formula: Formula, binding: Binding | None, check: Callable[[Formula], Report]
) -> Report:
    """The report of a check; if it fails with free inputs, of one within their domains.

    A derivative moves one element alone, so what ties elements together cannot help it.
    """
    try:
        return check(formula)
    except Pointless:
        raise
    except Problem:
        domains = domains_of(formula, binding)
        if not domains.loose | domains.tied:
            raise
    report, pointless = None, None
    try:
        report = check(formula.within(domains.loose))
    except Pointless as problem:  # with fewer it may have a point
        pointless = problem
    except Problem:
        if domains.tied and _holds(check, formula.within(domains.loose | domains.tied)):
            raise _broken(formula, domains.tied) from None
        raise
    needed = domains.loose
    # That an inequality was not refuted elsewhere is no proof that it holds there.
    tried = () if INEQUALITIES.keys() & set(formula.chain.relations) else sorted(needed)
    for condition in tried:
        fewer = needed - {condition}
        with contextlib.suppress(Problem):
            # Without any it is known to fail.
            if fewer:
                report, needed = check(formula.within(fewer)), fewer
    if report is None:
        assert pointless is not None, "without a report it had no point"
        raise pointless
    report.where = _statements(formula, needed)
    return report


def _holds(check: Callable[[Formula], Report], formula: Formula) -> bool:
    try:
        check(formula)
    except Problem:
        return False
    return True


def _broken(formula: Formula, tied: frozenset[Condition]) -> Problem:
    """The complaint about a derivative that would need ties between the elements that it moves."""
    ties = " and ".join(f"{latex} {words}" for latex, words in _statements(formula, tied))
    moved = _moved(formula)
    return Problem(
        f"it holds only where {ties}, and a partial derivative moves one element alone",
        "a derivative that is right for free elements",
        "differentiate by what the elements follow from, or write what holds for free elements",
        min(moved[condition.python].start for condition in tied),
    )


@contextlib.contextmanager
def explaining(
    formula: Formula, binding: Binding | None, hint: Callable[[], str]
) -> Iterator[None]:
    """Say of what fails whether sizes are the cause, what it depends on, and a hint."""
    try:
        yield
    except Pointless:
        raise
    except Problem as problem:
        for point in formula.varied:
            _check_shapes(point, _values(formula, binding))
        model = formula.scope.model
        problem.behind = frozenset(f"{model.path}:{n}" for n in _values(formula, binding))
        if isinstance(problem, FalseStatement):
            problem.more = hint
        raise


def varied_freely(formula: Formula, binding: Binding | None) -> str:
    """A hint at inputs that may have a domain."""
    numbers = [n.python for n in formula.scope.model.names if not (n.is_function or n.size_of)]
    inputs = _inputs(formula, binding)
    kept = {condition.python for condition in formula.scope.points.obeyed}
    free = [python for python in numbers if python in inputs and python not in kept]
    if not free:
        return ""
    hint = f"; {_listed(free)} varied freely: if one has a domain, declare it in NOTATION"
    example = formula.scope.model.example
    ones = [p for p in free if isinstance(example[p], np.ndarray) and np.all(example[p] == 1)]
    if ones:
        hint += f". Where {ones[0]} is always of ones it is no input: the module computes it, by "
        hint += f"`def {ones[0]}(…): return np.ones(…)`, first in FORWARD"
    return hint


def _check_shapes(point: Point, names: frozenset[str]) -> None:
    """Raise Problem for a value that has not the sizes of its axes."""
    model = point.model
    for name in model.names:
        if name.python in names and name.python in model.forward:
            for step in point.values[name.python].steps() if name.step else [None]:
                try:
                    with np.errstate(divide="raise", over="raise", invalid="raise"):
                        value = point.values[name.python]
                        value = value if step is None else value[step]
                except (Exception, SystemExit):  # it has a message of its own
                    continue
                point.check_shape(name, value, step)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMED]) + (" and others" if len(names) > _NAMED else "")


def _inputs(formula: Formula, binding: Binding | None) -> frozenset[str]:
    return _values(formula, binding) & formula.scope.model.example.keys()


def _values(formula: Formula, binding: Binding | None) -> frozenset[str]:
    bound = [binding.snippet] if binding else []
    return formula.scope.model.behind([*formula.names, *bound])


def _moved(formula: Formula) -> dict[str, Partial]:
    """What its derivatives move, each with the first that does."""
    found: dict[str, Partial] = {}
    for part in formula.scope.parts(formula.everything):
        if isinstance(part, Partial):
            bottom = bare(part.bottom)
            name = formula.scope.model.find(bottom) if isinstance(bottom, Symbol) else None
            if name is not None:
                found.setdefault(name.python, part)
    return found


def _statements(formula: Formula, conditions: frozenset[Condition]) -> tuple[tuple[str, str], ...]:
    """Each condition as a symbol and what is said of it, in the order of the notation."""
    return tuple(
        (name.latex, said(part))
        for name in formula.scope.model.names
        for part in name.domain
        if (name.python, part) in conditions
    )
