"""Points on both sides of each comparison, clip, maximum and the like behind a formula."""

import contextlib
import operator
from collections.abc import Iterator
from functools import cached_property, partial
from typing import Any

import numpy as np

from ..errors import Problem
from ..meaning.conditions import NoCase
from ..meaning.kept import sizes_named
from ..models.outcomes import heard_by
from ..models.points import MANY_SIZES, Point
from ..models.raised import own_refusal
from ..models.traced import ABOVE, EQUAL, STEPS, Kink, Trace, package_of, traced_inputs
from ..notation.domains import SORTED, excludes, leaves_out
from ..notation.domains import Condition as Domain
from ..notation.tree import Condition, Partial
from ..notation.walks import Walk, each_step, parts_of
from ..values.bounded import is_ordered
from ..values.formula import Case, Formula
from ..values.kinks import branches, compares, cuts, has_tests, is_root, kinks, named, upstream
from ..values.report import Binding
from .beyond import leads_far
from .cells import Cells
from .deciding import deciding
from .looks import Margins
from .more import at_each_entry, less_saturated
from .moving import Moving
from .noting import TracedEvaluation, part_of, place_of
from .roots import around_roots
from .searched import searched
from .together import Together, is_far

# So large and so small inputs are tried, until all sides are reached.
_SCALES = [1.5 ** (sign * power) for power in range(1, 35) for sign in (1, -1)]
# By how much an input is off a threshold, in units and in shares of it.
_APART = 0.7
# From so many points the search for other cells starts, and from so many of other sizes.
_STARTS, _OTHER_SIZES = 2, 2


def both_sides(formula: Formula, binding: Binding | None) -> list[Point]:
    """More points, on the sides that no varied point is on. Raises Problem if there are none."""
    return searched(formula, binding, _Sides(formula, binding).points)


def _off(constant: float, apart: float, value: Any) -> Any:
    """Values that are a constant, but for so large a share of what they were."""
    return constant + apart * np.abs(value)


class _Sides:
    """The search for points on all sides of what a formula and its snippet compute."""

    def __init__(self, formula: Formula, binding: Binding | None) -> None:
        self.formula = formula
        self.model = formula.scope.model
        self.values = sorted(formula.names | ({binding.snippet} if binding else set()))
        self.trace = Trace(package_of(self.model))
        # The first point for each way in which tests of sizes come out.
        self.by_size: dict[Any, Point] = {}

    @cached_property
    def behind(self) -> list[str]:
        """All values and functions that it depends on."""
        tops = {*self.values, *named(self.formula.everything, self.formula.scope)}
        return sorted(set().union(*(upstream(self.model, python) for python in tops)))

    def points(self) -> list[Point]:
        behind = self.behind
        if not (self.compared or any(kinks(self.model, python) for python in behind)):
            if any(has_tests(self.model, python) for python in behind):
                self.listen()
            self.check_both()
            # What a function of the module takes is no value of the model.
            found = around_roots(self.formula, sorted(self.model.behind(self.values)))
            return found + self.together(self.formula.scope.points.generic[:1])
        try:
            for point in self.formula.varied:
                self.follow(point)
            found = [point for group in self.aimed() for point in self.useful(group)]
            if self.cells.known:
                found += self.cells.between([*self.formula.varied, *found])
                found += self.cells.search(self.formula.scope.points.generic[:_STARTS])
                found += filter(self.has_values, self.cells.ties)
                found += self.together([*self.formula.scope.points.generic[:1], *found])
            found += [point for start in self.of_other_sizes() for point in self.around(start)]
            found += [point for point in self.more(found) if self.is_usable(point)]
        except Problem:
            raise
        except Exception as error:
            if (problem := own_refusal(error, self.model)) is not None:
                raise problem from None
            self.check_seen(behind, f"a snippet raises {type(error).__name__}: {error}")
            return []
        if self.trace.escapes:
            self.check_seen(behind, self.trace.escapes[0])
        self.check_both()
        return found

    @cached_property
    def is_far(self) -> bool:
        """Whether numbers are written that lead away from the usual points."""
        return leads_far(self.formula, self.behind)

    def together(self, starts: list[Point]) -> list[Point]:
        """Points where several things happen at once, or what is added to numbers vanishes."""
        kinks = self.trace.sides
        is_narrow = self.cells.narrow or any(k.relation == EQUAL or is_far(k) for k in kinks)
        if not (self.is_far or is_narrow):
            return []
        moving = Moving(self.formula.scope.points, self.behind)
        # What has no kinks need not run on arrays of objects.
        with contextlib.suppress(*() if kinks else (Exception,)):
            return list(filter(self.has_values, Together(self.levels, moving).search(starts)))
        return []

    def of_other_sizes(self) -> list[Point]:
        """Points of other sizes, at which what is said of sizes comes out otherwise."""
        usual = self.formula.scope.points.generic[0].sizes
        others = [point for point in self.by_size.values() if point.sizes != usual]
        return others[:_OTHER_SIZES]

    def around(self, start: Point) -> list[Point]:
        """What lies on other sides where arrays have these sizes."""
        cells = Cells(self.run, self.formula.scope.points, self.behind)
        return [*cells.search([start]), *self.together([start])]

    def more(self, found: list[Point]) -> Iterator[Point]:
        """Points that differ from those found where a threshold is far away, or numbers leap."""
        points = self.formula.scope.points
        if self.is_far:
            yield from less_saturated(found, Moving(points, self.behind))
        leaps = [kink for kink in self.trace.sides if kink.relation in STEPS]
        numbers = (number for python in self.behind for number in cuts(self.model, python))
        named = set[str]().union(*(self.trace.inputs[kink] for kink in leaps))
        inputs = self.behind if "" in named else sorted(named)
        if leaps:
            yield from at_each_entry(points, filter(points.numbers.__contains__, inputs), numbers)

    def is_usable(self, point: Point) -> bool:
        """Whether there are finite values at a point."""
        with contextlib.suppress(Exception):
            return self.run(point) is not None and self.has_values(point)
        return False

    def check_both(self) -> None:
        """Demand that nothing comes out one way only. Raises Problem."""
        for kink in (*self.missing(), *self.never_equal()):
            (outcome,) = self.trace.sides[kink]
            place, start = place_of(kink, self.formula)
            raise Problem(
                f"at no point {kink.unreached(outcome)} in {place}, so that the formula is "
                "not checked for that side",
                "tests that come out both ways for some inputs and sizes"
                if kink.is_test
                else "values that reach both sides of each comparison, clip, maximum and the like",
                "leave out what never happens, or declare the sizes and domains where it does"
                if kink.is_test
                else "leave out what never happens, compare z for what a rectifier makes of it, "
                "which is never below 0, declare the domain of the input if it decides, "
                "compare with what inputs between 1e-6 and 1e6 reach without overflow, or write < "
                "and > for ==",
                start,
            )

    def check_seen(self, behind: list[str], why: str) -> None:
        """Raise Problem for what might have branches that no trace shows."""
        surely = [found for python in behind for found in branches(self.model, python)]
        maybe = [found for python in behind for found in kinks(self.model, python)]
        for branch in (*surely, *maybe):
            raise Problem(
                f"it is not seen whether both sides are checked where {branch}: {why}",
                "snippets that also work on arrays of objects",
                "use NumPy's functions of single elements, such as np.exp for math.exp, and write "
                "out those that do not work on arrays of objects, such as np.logaddexp; no "
                "float(), dtype or SciPy",
                self.formula.chain.sides[0].start,
            )

    def has_values(self, point: Point) -> bool:
        """Whether a formula has values where something is equal to what it is compared with.

        A derivative may have none on a kink.
        """
        if not self.formula.differentiated and not self.calls:
            return True
        try:
            with np.errstate(divide="raise", over="raise", invalid="raise"):
                for case in self.formula.cases([point]):
                    for place, side in enumerate(self.formula.chain.sides):
                        if place not in self.formula.decimal_sides:
                            self.formula.evaluation(case, guarded=True)(side)
        except Exception:
            return False
        return True

    def missing(self) -> list[Kink]:
        """The kinks that one side only is known of, although the domains allow both."""
        return [
            kink
            for kink, outcomes in self.trace.sides.items()
            if len(outcomes) == 1 and kink.relation != EQUAL and not self.is_decided(kink)
        ]

    def never_equal(self) -> list[Kink]:
        """What is nowhere equal to what it is compared with, although the domains allow it."""
        sides = self.trace.sides
        return [
            kink
            for kink in sides
            if kink.relation == EQUAL and sides[kink] == {False} and not self.is_decided(kink)
        ]

    def is_decided(self, kink: Kink) -> bool:
        """Whether the domains of the inputs that are compared leave one outcome only."""
        part = part_of(kink, self.formula)
        if part is not None and is_ordered(part, self.formula.scope):
            return True
        obeyed = self.formula.scope.points.obeyed
        (outcome,) = self.trace.sides[kink]
        constant, inputs = kink.constant, self.trace.inputs[kink]
        if constant is None:
            # Elements of one input, which are compared in one order.
            return len(inputs) == 1 and any(Domain(one, SORTED) in obeyed for one in inputs)

        def decides(part: str) -> bool:
            if kink.relation == EQUAL:
                return leaves_out(part, constant)
            return kink.relation == ABOVE and excludes(part, constant, above=not outcome)

        return all(any(c.python == python and decides(c.part) for c in obeyed) for python in inputs)

    @cached_property
    def cells(self) -> Cells:
        """The search for what happens together nowhere that was tried before."""
        return Cells(self.run, self.formula.scope.points, self.behind)

    def listen(self) -> None:
        """Note how tests come out that compare steps alone, at any step."""
        for point in self.formula.varied:
            values = Point(self.model, point.inputs, point.sizes, point.label).values
            with heard_by(self.trace.listener):
                for python in self.values:
                    if isinstance(walk := values[python], Walk):
                        walk.steps()

    def run(self, point: Point) -> Margins | None:
        """Follow all values at a point. Returns None where they are not finite."""
        trace = self.traced(point)
        return None if trace is None else trace.margins

    def levels(self, point: Point) -> Margins | None:
        """The same with all sums with constants, if numbers are written that lead somewhere."""
        trace = self.traced(point, {} if self.is_far else None)
        return None if trace is None else trace.margins | (trace.levels or {})

    def traced(self, point: Point, levels: Margins | None = None) -> Trace | None:
        """What happens at a point. Returns None where values are not finite."""
        trace = Trace(self.trace.package, levels=levels)
        traced = Point(
            self.model, traced_inputs(self.model, point.inputs, trace), point.sizes, point.label
        )
        try:
            with (
                np.errstate(divide="raise", over="raise", invalid="raise"),
                heard_by(trace.listener),
            ):
                for python in self.values:
                    parts_of(traced.values[python])  # of a recurrence each step
                if self.calls or levels is not None:
                    for case in self.different(traced):
                        self.evaluate(case)
        except ArithmeticError:
            return None
        except NoCase:
            # On a kink a derivative needs no case; `check_borders` sees whether it has a value.
            if self.formula.differentiated and any(0 in found for found in trace.margins.values()):
                return None
            raise
        self.trace.escapes += trace.escapes
        tests = {(kink, *sides) for kink, sides in trace.sides.items() if kink.is_test}
        said = tuple(point.sizes.values()) if self.compares_sizes else ()
        self.by_size.setdefault((frozenset(tests), said), point)
        for kink, outcomes in trace.sides.items():
            self.trace.sides.setdefault(kink, set()).update(outcomes)
            self.trace.inputs.setdefault(kink, set()).update(trace.inputs[kink])
        return trace

    def follow(self, point: Point) -> bool:
        """Follow all values at a point that is tried. Returns False where they are not finite."""
        margins = self.run(point)
        if margins is not None:
            self.cells.knows(margins)
        return margins is not None

    @cached_property
    def compared(self) -> bool:
        """Whether the formula itself compares values."""
        scope = self.formula.scope
        return any(compares(part, scope) for part in scope.parts(self.formula.everything))

    @cached_property
    def compares_sizes(self) -> bool:
        """Whether the formula itself compares sizes."""
        scope = self.formula.scope
        parts = scope.parts(self.formula.everything)
        return any(isinstance(p, Condition) and sizes_named(p, scope) for p in parts)

    @cached_property
    def calls(self) -> bool:
        """Whether the formula itself compares, has roots or calls functions of the package.

        Inputs are without kinks.
        """
        if self.compared or any(map(is_root, self.formula.scope.parts(self.formula.everything))):
            return True
        functions = {name.python for name in self.model.names if name.is_function}
        tops = named(self.formula.everything, self.formula.scope)
        return bool(functions & tops - self.model.example.keys())

    @cached_property
    def deciding(self) -> set[str]:
        """The letters that decide what the formula itself compares."""
        return deciding(self.formula.everything, self.formula.scope)

    def different(self, point: Point) -> Iterator[Case]:
        """The cases at a point in which the formula itself may compare something else."""
        for case in self.formula.cases([point]):
            if all(place == 0 or letter in self.deciding for letter, place in case.indices.items()):
                yield case

    def evaluate(self, case: Case) -> None:
        formula = self.formula
        evaluation = formula.evaluation(case, TracedEvaluation)
        for place, side in enumerate(formula.chain.sides):
            if place not in formula.decimal_sides:
                evaluation(side)

    def useful(self, group: list[Point]) -> list[Point]:
        """The points of a group with finite values, if it is on a side that none before was on."""
        before = {kink: len(outcomes) for kink, outcomes in self.trace.sides.items()}
        usable = [point for point in group if self.follow(point)]
        for kink, outcomes in self.trace.sides.items():
            if len(outcomes) > before.get(kink, 1):
                for point in usable:
                    point.label += f", tried for the other side in {kink.function}"
                return usable
        return []

    def aimed(self) -> Iterator[list[Point]]:
        """Groups to try while a side is missing: all inputs are scaled, then one is moved alone."""
        points = self.formula.scope.points
        yield from self.equalities()
        for size in MANY_SIZES:
            if not self.missing():
                return
            yield self.formula.sizeable(points.of_sizes([size]))
        for scale in _SCALES:
            if not self.missing():
                return
            # Beyond what just reaches a threshold all elements of an array do.
            yield [*points.scaled(scale), *points.scaled(scale**2)]
        behind = self.behind
        for name in self.model.names:
            if name.python in behind and name.python in points.numbers:
                yield from self.moved(name.python)

    def moved(self, python: str) -> Iterator[list[Point]]:
        """Groups in which one input is scaled, or just off the constants of what is missing."""
        points = self.formula.scope.points
        generic = points.generic[0].inputs[python]
        for scale in _SCALES:
            if self.missing():
                factors = (partial(operator.mul, sign * scale) for sign in (1, -1))
                yield points.with_input(python, *(each_step(generic, f) for f in factors))
        # A test of all elements, or of several values, depends on what these are compared with.
        kinks = self.trace.sides if self.missing() else ()
        for constant in {kink.constant for kink in kinks if kink.constant is not None}:
            apart = _APART * max(1.0, abs(constant))
            moves = (partial(_off, constant, sign * apart) for sign in (1, -1))
            yield points.with_input(python, *(each_step(generic, move) for move in moves))

    def equalities(self) -> Iterator[list[Point]]:
        """Inputs that equal what they are compared with, as switches do, if nothing moves them."""
        points = self.formula.scope.points
        moved = set[str]()
        for part in self.formula.scope.parts(self.formula.everything):
            if isinstance(part, Partial):
                moved |= named(part.bottom, self.formula.scope)
        for kink, outcomes in list(self.trace.sides.items()):
            if kink.relation == EQUAL and len(outcomes) == 1 and kink.constant is not None:
                for python in sorted(self.trace.inputs[kink] - {"", *moved}):
                    equal = partial(_off, kink.constant, 0.0)
                    generic = points.generic[0].inputs[python]
                    yield points.with_input(python, each_step(generic, equal))
