"""Is a chain `A = B = C` true, does the Python agree, and does calculus agree?"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np

from ..errors import FalseStatement, Problem, WrongFunction
from ..loading.alone import check_state
from ..loading.derivatives import check_derivatives
from ..meaning.arrays import largest
from ..meaning.meant import doubts
from ..meaning.shapes import NUMBER
from ..models.points import Point
from ..notation.sizes import UNIT_AXIS
from ..notation.tree import Partial
from ..search.borders import check_borders
from ..search.distant import check_distant
from ..search.exactly import apart
from ..search.inputs import check_declared, check_freely_first, explaining, runs, varied_freely
from ..search.relations import check_inequalities, equal_sides
from ..search.sides import both_sides
from ..values.evaluate import SMALL, WIDTHS
from ..values.formula import Case, Formula
from ..values.membership import IN, check_membership, without_membership
from ..values.report import TOLERANCE, Binding, Report, furthest, number, strictly
from .lints import PartialSizes, lint
from .multiples import multiple
from .ordered import check_ordered
from .reached import check_reached, check_stated
from .sets import in_set
from .transposes import turned
from .undefined import says_something_of, without_value
from .written import (
    check_claim,
    check_claim_at,
    check_digits,
    check_rounding,
    speaks_of_the_example,
)

# A five-point central difference is good to about 1e-11; it only has to confirm.
CENTRAL_TOLERANCE = 1e-7
# So many units of the rounding of a large loss are allowed for besides, and never more than this.
_UNITS = 4
_MOST = 1e-5


def verify(formula: Formula, binding: Binding | None) -> Report:
    """Check a chain at every point, for every index. Raises Problem where a link does not hold."""
    if len(formula.chain.sides) < 2:
        raise Problem(
            "a formula without a relation",
            "a statement that can be checked",
            "write an equation, or put a mere expression into the text as inline math",
            0,
        )
    if IN in formula.chain.relations:
        if binding is not None:
            raise Problem(
                f"{IN} in what is bound to the snippet {binding}, which computes a value",
                "an equation for a snippet",
                "write to what something belongs in the text, as inline math",
                0,
            )
        if (report := in_set(formula, lambda relation: verify(relation, None))) is not None:
            return report
        check_membership(formula)
        rest = without_membership(formula)
        return verify(rest, binding) if rest is not None else Report(sides=0, decimals=0)
    formula.check_shape()
    check_declared(formula, binding)
    report = check_freely_first(formula, binding, lambda varied: _verified(varied, binding))
    check_state(formula.scope.model, runs(formula, binding))
    return report


def _verified(formula: Formula, binding: Binding | None) -> Report:
    """The check of a formula at its own points."""
    check = _Check(formula, binding)
    hint = partial(_hint, formula, binding)
    with strictly("the formula"):
        check.report.spans = formula.spans
        check_stated(formula)
    with explaining(formula, binding, hint), strictly("the formula"):
        try:
            for case in formula.cases(formula.varied):
                check.case(case)
        except _NotTheSnippet as problem:
            assert binding is not None, "it has a snippet"
            raise _blamed(problem, formula, binding) from None
        on_other_sides = both_sides(formula, binding)
        for case in formula.cases(on_other_sides):
            check.case(case)
        for case in formula.cases(check_borders(formula)):
            check.case(case)
        check_distant(formula, binding)
        check.report.decided = check_inequalities(formula, on_other_sides)
    with strictly("the formula"):
        for case in formula.cases([formula.scope.points.example]):
            check.case(case)
        check_rounding(formula)
        check_reached(formula)
        check_ordered(formula)
        lint(formula, check.sizes, on_other_sides)
    return check.finished()


class _NotTheSnippet(FalseStatement):
    """The sides are not what the bound snippet computes."""


@dataclass
class _Check:
    """The check of one formula, case by case."""

    formula: Formula
    binding: Binding | None
    sizes: PartialSizes = field(default_factory=PartialSizes)

    def __post_init__(self) -> None:
        sides = self.formula.chain.sides
        self.equal = list(equal_sides(self.formula))
        joined = {side for pair in self.equal for side in pair}
        self.report = Report(
            sides=len(joined),
            decimals=len(joined & self.formula.decimal_sides),
            inequalities=len(sides) - 1 - len(self.equal),
        )
        # The sides that hold a derivative and equal the first one.
        first_run = {0, *(side for start, side in self.equal if start == 0)}
        self.differentiated = [s for s in self.formula.differentiated if s in first_run]
        self._computed: tuple[Point, dict[str, int], Any] | None = None

    def case(self, case: Case) -> None:
        """Compare the sides with each other, with the snippet and with calculus."""
        python = self.python(case)
        values = self.side_values(case)
        if not values:
            return
        self.report.cases += math.prod(self.formula.sizes(case))
        for start, side in self.equal:
            first = next((place for place in values if start <= place < side), None)
            if first is not None and side in values:
                self.compare(first, side, values, case)
        place, first = next(iter(values.items()))
        if self.binding is None:
            self.confirm(case, first)
            return
        found = apart(self.formula, case, (place, first), (self.binding, python))
        self.report.saw("python", found)
        if found > TOLERANCE:
            check_derivatives(self.binding.model, self.binding.snippet)
            _, where, a, b = furthest(first, python)
            raise _NotTheSnippet(
                f"the sides are not what the snippet {self.binding} computes: "
                f"{number(a)} against {number(b)}{where} at {case}",
                "the same value",
                "correct the formula or the function, or name the right one as its snippet",
            )
        for side in (s for s in self.differentiated if s in values):
            found = apart(self.formula, case, (side, values[side]), (self.binding, python))
            self.report.saw("calculus", found)
        self.confirm(case, python)

    def python(self, case: Case) -> Any:
        """What the bound snippet gives in this case, or None where none is bound."""
        if self.binding is None:
            return None
        at = self._computed
        if at is None or at[0] is not case.point or at[1] is not case.steps:
            value = self.formula.bound(self.binding, case)
            _check_snippet_shape(self.formula, self.binding, case, value)
            at = self._computed = case.point, case.steps, value
        if self.binding.element is not None:
            return at[2][self.binding.element]
        return self.formula.meant(at[2], case)

    def side_values(self, case: Case) -> dict[int, Any]:
        """The value of each side that applies.

        Decimals do to the running example only, and what is written out does to its sizes.
        """
        formula = self.formula
        values: dict[int, Any] = {}
        for place, side in enumerate(formula.chain.sides):
            if place in formula.decimal_sides:
                if case.point.is_example:
                    evaluation = formula.evaluation(Case(case.point, {}))
                    values[place] = evaluation(side)
                    for brace, body, claim in evaluation.claims:
                        check_claim(formula, brace, body, claim)
                continue
            if not formula.applies(place, case.point):
                continue
            evaluation = formula.evaluation(case, guarded=formula.kinked)
            try:
                values[place] = evaluation(side)
            except ArithmeticError as error:
                if self.binding is not None or says_something_of(formula, case.point):
                    raise without_value(formula, case, error) from None
                continue
            if not np.isfinite(largest(abs(values[place]))):
                raise FalseStatement(
                    f"a side is {number(values[place])} at {case}",
                    "a finite value",
                    "correct it",
                    side.start,
                )
            self.sizes.saw(evaluation.partials)
            for brace, body, claim in evaluation.claims:
                if not speaks_of_the_example(formula, brace):
                    check_claim_at(case, formula, brace, body, claim)
                elif case.point.is_example:
                    check_claim(formula, brace, body, claim)
        return values

    def compare(self, start: int, side: int, values: dict[int, Any], case: Case) -> None:
        """Two sides of a run of equal ones."""
        formula, chain = self.formula, self.formula.chain
        node = chain.sides[side]
        first, value = values[start], values[side]
        if side in formula.decimal_sides:
            # What follows from a line of numbers is right by that line, not by the first one.
            before = side - 1 if side - 1 in formula.decimal_sides else start
            for other in dict.fromkeys((start, before)):
                check_digits(formula, side, other, values)
            return
        if chain.relations[side - 1] == r"\approx":
            raise Problem(
                rf"\approx before {formula.text(side)}, which is no decimal number, so that it is "
                "held against all inputs",
                "a decimal number, which the running example confirms",
                "write =, or a number with a decimal point, such as 1.0 for 1",
                node.start,
            )
        found = apart(formula, case, (start, first), (side, value))
        self.report.saw("sides", found)
        if found > TOLERANCE:
            _, place, a, b = furthest(first, value)
            raise FalseStatement(
                f"sides {start + 1} and {side + 1} differ: {formula.text(start)} is {number(a)}, "
                f"{formula.text(side)} is {number(b)}{place} at {case}{_inputs(case.point)}",
                "equal values",
                "correct one of the sides" + doubts(chain.sides[start]) + doubts(node),
                node.start,
            )

    def confirm(self, case: Case, expected: Any) -> None:
        """Differentiate once more, by central differences; few points are enough."""
        if not any(case.point is point for point in self.formula.enough):
            return
        for side in map(self.formula.chain.sides.__getitem__, self.differentiated):
            allowed = math.inf
            for width in WIDTHS:
                evaluation = self.formula.evaluation(case, central=width)
                value = evaluation(side)
                # Differences carry the rounding of what is differentiated, whatever their own size.
                rounding = _UNITS * evaluation.rounding
                # A narrower step is rounded more, and allowed no more.
                allowed = min(allowed, CENTRAL_TOLERANCE + min(rounding, _MOST))
                found = float(largest(abs(value - expected) / np.maximum(abs(expected), SMALL)))
                if found <= allowed:
                    break
            else:
                _, place, a, b = furthest(value, expected)
                large = f"; it is so large that rounding leaves {rounding:.0e} of its slope open"
                raise FalseStatement(
                    f"a central difference gives {number(a)} against {number(b)}{place} at {case}",
                    "agreement of both numerical derivatives",
                    "see whether the forward pass can be differentiated there (no abs, no "
                    f"comparison){large if rounding > _MOST else ''}",
                    side.start,
                )
            self.report.saw("central", found)

    def finished(self) -> Report:
        """The report, with the reason for each link that does not apply."""
        report = self.report
        if self.binding is None:
            report.why["python"] = "no snippet is bound to it"
        else:
            report.value = self.formula.example_of(self.binding)
        if report.sides - report.decimals < 2:
            report.residuals["sides"] = None
            report.why["sides"] = (
                "one side only; the numbers are right to the digits written"
                if report.sides
                else "no two sides are said to be equal"
            )
        if report.residuals["calculus"] is None:
            report.why["calculus"] = "no derivative in it"
        return report


def _holds(formula: Formula, binding: Binding | None, points: Iterable[Point]) -> bool:
    """Whether equal sides agree at these points, and the snippet if one is bound."""
    check = _Check(formula, binding)
    try:
        with strictly("the formula"):
            for case in formula.cases(points):
                check.case(case)
    except Problem:
        return False
    return True


def _hint(formula: Formula, binding: Binding | None) -> str:
    """What else to do about a formula that is false."""
    for start, side in equal_sides(formula):
        if factor := multiple(formula, start, side):
            return f"; side {side + 1} is always {factor} times side {start + 1}"
    for matrix, other in turned(formula):
        if _holds(other, binding, formula.varied):
            return f"; it holds with {matrix} transposed once more, or once less"
    at_example = _holds(formula, binding, [formula.scope.points.example])
    return varied_freely(formula, binding) if at_example else ""


def _blamed(problem: Problem, formula: Formula, binding: Binding) -> Problem:
    """The complaint about a formula that is not what its snippet computes, at what is wrong."""
    model, snippet = binding.model, binding.model.snippets[binding.snippet]
    others = [Binding(model, name, None) for name in model.snippets if name not in model.forward]
    if binding.element is not None:
        shape = np.shape(binding.value(formula.scope.points.example))
        others += [replace(binding, element=element) for element in np.ndindex(shape)]
    right = next((other for other in others if _holds(formula, other, formula.varied)), None)
    if right is not None:
        problem.fix = (
            f"name {right} as its snippet, or correct {snippet.name} in {model.path}:{snippet.line}"
        )
    elif _is_derived(formula) and _holds(formula, None, formula.varied):
        return WrongFunction(
            f"{snippet.name} is wrong, for its equation agrees with the numerical derivative; "
            f"{problem.wrong}",
            f"correct {snippet.name}, or name the right function as the equation's snippet",
            snippet.name,
            model.path,
            snippet.line,
        )
    return problem


def _is_derived(formula: Formula) -> bool:
    """Whether a derivative and another side are said to be equal to what the snippet computes."""
    sides = {0, *(side for start, side in equal_sides(formula) if start == 0)}
    return len(sides) > 1 and any(
        isinstance(part, Partial) for side in sides for part in formula.chain.sides[side].walk()
    )


def _check_snippet_shape(formula: Formula, binding: Binding, case: Case, value: Any) -> None:
    shape, point = np.shape(value), case.point
    free = ", ".join(formula.free) or "none"
    if binding.element is None:
        indices = tuple(point.size(formula.axes[letter], case.steps) for letter in formula.free)
        array = formula.sizes(case)
        expected = indices + array
        # A vector may have one axis alone in Python.
        axes = formula.shape if array else ()
        flat = indices + tuple(
            size for axis, size in zip(axes, array, strict=True) if axis != UNIT_AXIS
        )
        if shape not in (expected, flat):
            raise Problem(
                f"the snippet {binding} has the shape {shape} at {point.label}",
                f"{expected} for the free indices {free} of the left side"
                if not array
                else f"{expected} for {' × '.join(formula.shape)}, the shape of the left side",
                "correct the snippet, name one element of it, as in snippet=module.function[1], "
                "or declare in SIZES what is fixed",
            )
        return
    if formula.free or formula.shape != NUMBER or len(shape) != len(binding.element):
        raise Problem(
            f"the element {binding} of a value with the shape {shape}, "
            f"where the left side has the free indices {free}"
            + (" and is an array" if formula.shape != NUMBER else ""),
            "one index for each axis, and no free index on the left",
            "correct the indices behind the snippet",
        )
    if any(not 0 <= i < size for i, size in zip(binding.element, shape, strict=True)):
        raise Problem(
            f"the element {binding} of a value with the shape {shape}",
            "indices that exist, counted from 1",
            "correct the indices behind the snippet",
        )


def _inputs(point: Point) -> str:
    shown = [
        f"{name} = {value:.6g}" for name, value in point.inputs.items() if isinstance(value, float)
    ]
    return f" ({', '.join(shown[:8])})" if shown else ""
