"""Is a chain `A = B = C` true, does the Python agree, does calculus agree? And by how much not."""

import contextlib
import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .errors import Problem, Refuted
from .formula import GENERIC_POINTS, Formula, cached_point
from .latex import (
    Node,
    Number,
    Sum,
    Wrong,
    bare,
)
from .lints import PartialSizes, lint
from .model import Model
from .points import Point, generic_point

# NumPy's letters for whole and real numbers; True is none, and a complex one has no place here.
REAL = "iuf"
# Complex steps are exact to rounding; what is left are a few roundings in each side.
TOLERANCE = 1e-9
# Two exact zeros may come out as roundings of terms of order one.
FLOOR = 1e-15
# A five-point central difference is good to about 1e-11; it only has to confirm.
CENTRAL_TOLERANCE = 1e-7
# A line of rounded numbers may be off by this share; a single number by half of its last digit.
WORKED_OUT = 0.01
# An inequality is tried at so many points.
WIDE_POINTS = 200
# A formula is refuted only if it is off by far more than any rounding.
REFUTED = 1e-6


def residual(a: Any, b: Any) -> float:
    """|a - b| relative to the larger; 0 for values that are equal but for the rounding of 0."""
    difference = abs(complex(a) - complex(b))
    smaller, larger = sorted((abs(complex(a)), abs(complex(b))))
    if difference == 0 or (difference <= FLOOR and (smaller == 0 or larger > FLOOR)):
        return 0.0
    return float(difference / larger)


def digits(value: float) -> int:
    """To how many digits two numbers with this residual agree."""
    return 15 if value < 1e-15 else int(min(15, np.floor(-np.log10(value))))


@dataclass(frozen=True)
class Binding:
    """The snippet, or one element of it, that an equation is held against."""

    model: Model
    snippet: str
    element: tuple[int, ...] | None

    def value(self, point: Point) -> Any:
        try:
            value = point.values[self.snippet]
        except (Exception, SystemExit) as error:
            raise Problem(
                f"the snippet {self} raises {type(error).__name__}: {error}",
                "a value at every generic point",
                f"mend it in {self.model.path}",
            ) from None
        if np.asarray(value).dtype.kind not in REAL:
            raise Problem(
                f"the snippet {self} returns {type(value).__name__}",
                "a real number or an array of them",
                f"mend it in {self.model.path}",
            )
        if not np.all(np.isfinite(value)):
            raise Problem(
                f"the snippet {self} is not finite at {point.label}",
                "finite values at generic points",
                f"mend it in {self.model.path}",
            )
        return value

    def __str__(self) -> str:
        element = "" if self.element is None else str([i + 1 for i in self.element])
        return f"{self.model.name}.{self.snippet}{element.replace(' ', '')}"


@dataclass
class Report:
    """What a check found: the largest residual of each link, or why there is none."""

    sides: int
    decimals: int  # how many of the sides are numbers with a decimal point
    residuals: dict[str, float | None] = field(
        default_factory=lambda: {"sides": 0.0, "python": None, "calculus": None, "central": None}
    )
    why: dict[str, str] = field(default_factory=dict)
    value: Any = None
    cases: int = 0

    def saw(self, link: str, found: float) -> None:
        self.residuals[link] = max(self.residuals[link] or 0.0, found)


@contextlib.contextmanager
def strictly(what: str) -> Iterator[None]:
    """Numbers that are not finite raise, and whoever prints is told not to."""
    printed = io.StringIO()
    try:
        with (
            np.errstate(divide="raise", over="raise", invalid="raise"),
            contextlib.redirect_stdout(printed),
        ):
            yield
    except Problem:
        raise
    except (Exception, SystemExit) as error:
        kind = Refuted if isinstance(error, ArithmeticError) else Problem
        raise kind(
            f"{what} cannot be evaluated: {type(error).__name__}: {error}",
            "finite values at generic points",
            "correct the formula, or choose a running example inside its domain",
        ) from None
    if printed.getvalue():
        raise Problem(
            f"a snippet prints {printed.getvalue().strip()[:40]!r}",
            "silence",
            "return values, print under `if __name__ == '__main__':` only",
        )


def verify(formula: Formula, binding: Binding | None) -> Report:
    """Check a chain at every point, for every index. Raises Problem where a link does not hold."""
    if len(formula.chain.sides) < 2 and not formula.chain.continues:
        raise Problem(
            "a display without `=`",
            "a statement that can be checked",
            "write an equation, or put a mere expression into the text as inline math",
            0,
        )
    formula.check_shape()
    sides = formula.chain.sides
    report = Report(len(sides), sum(map(formula.with_decimals, sides)))
    tiny = PartialSizes()
    with strictly("the formula"):
        for point in formula.points():
            _check_point(formula, binding, point, report, tiny)
        _check_relations(formula)
        lint(formula, tiny)
    if binding is not None:
        report.value = binding.value(cached_point(formula.scope.model, 0, other_sizes=False))
        if binding.element is not None:
            report.value = report.value[binding.element]
    if report.sides - report.decimals < 2:
        report.residuals["sides"] = None
        report.why["sides"] = "one side only; the numbers are right to the digits written"
    if report.residuals["calculus"] is None:
        report.why["calculus"] = "no derivative in it"
    if binding is None:
        report.why["python"] = "no snippet is bound to it"
    return report


def _check_point(
    formula: Formula,
    binding: Binding | None,
    point: Point,
    report: Report,
    tiny: PartialSizes,
) -> None:
    expected: Any = binding.value(point) if binding else None
    if binding is not None:
        _check_snippet_shape(formula, binding, point, expected)
        if binding.element is not None:
            expected = expected[binding.element]
    example = point is cached_point(formula.scope.model, 0, other_sizes=False)
    for indices in formula.index_choices(point):
        where = point.label + "".join(f", {k} = {v + 1}" for k, v in indices.items())
        values = _side_values(formula, point, indices, tiny, example, where)
        if not values:
            continue
        first = next(iter(values.values()))
        report.cases += 1
        for start, side in _equal_sides(formula):
            if start in values and side in values:
                _compare_sides(formula, start, side, values, where, point, report)
        if expected is None:
            _confirm(formula, point, indices, first, report, where)
            continue
        element = expected[tuple(indices.values())] if indices else expected
        found = residual(first, element)
        report.saw("python", found)
        if found > TOLERANCE:
            raise Refuted(
                f"the equation is true but not what its snippet {binding} computes: "
                f"{_number(first)} against {_number(element)} at {where}",
                "the same value",
                "bind it to the right snippet, or correct one of them",
            )
        for side in _differentiated(formula):
            report.saw("calculus", residual(values[side], element))
        _confirm(formula, point, indices, element, report, where)


def _equal_sides(formula: Formula) -> Iterator[tuple[int, int]]:
    """Each side that equals an earlier one, with the first side of its run of equal ones."""
    start = 0
    for side, relation in enumerate(formula.chain.relations, start=1):
        if relation in INEQUALITIES:
            start = side
        else:
            yield start, side


def _differentiated(formula: Formula) -> list[int]:
    """The sides that hold a derivative and equal the first one."""
    equal = {0, *(side for start, side in _equal_sides(formula) if start == 0)}
    return [side for side in formula.differentiated if side in equal]


def _side_values(
    formula: Formula,
    point: Point,
    indices: dict[str, int],
    tiny: PartialSizes,
    example: bool,
    where: str,
) -> dict[int, Any]:
    """The value of each side that says something at this point."""
    values: dict[int, Any] = {}
    for number, side in enumerate(formula.chain.sides):
        if formula.with_decimals(side):
            if example:
                values[number] = formula.evaluation(point, {})(side)
            continue
        evaluation = formula.evaluation(point, indices)
        values[number] = evaluation(side)
        if not np.isfinite(values[number]):
            raise Refuted(
                f"a side is {values[number]} at {where}", "a finite value", "correct it", side.start
            )
        tiny.saw(evaluation.partials)
        for brace, body, claim in evaluation.claims:
            if residual(body, claim) > TOLERANCE:
                raise Refuted(
                    f"the brace claims {_number(claim)} for what is {_number(body)} at {where}",
                    "the value that the brace claims",
                    "correct the body or the claim of the brace",
                    brace.start,
                )
    return values


def _compare_sides(
    formula: Formula,
    start: int,
    side: int,
    values: dict[int, Any],
    where: str,
    point: Point,
    report: Report,
) -> None:
    node = formula.chain.sides[side]
    first, value = values[start], values[side]
    if formula.with_decimals(node):
        # What is worked out from a line of numbers is right by that line, not by the first one.
        before = side - 1 if formula.with_decimals(formula.chain.sides[side - 1]) else start
        for other in dict.fromkeys((start, before)):
            if abs(values[other] - value) > _written_error(formula, node, point):
                raise Refuted(
                    f"{_text(formula, side)} is {_number(value)}, where {_text(formula, other)} is "
                    f"{_number(values[other])} on the running example",
                    "agreement to the digits written",
                    "correct the number",
                    node.start,
                )
        return
    if formula.chain.relations[side - 1] == r"\approx":
        raise Problem(
            r"\approx without a decimal number behind it",
            "a number that the running example confirms",
            "write =, or a number",
            node.start,
        )
    found = residual(first, value)
    report.saw("sides", found)
    if found > TOLERANCE:
        raise Refuted(
            f"sides {start + 1} and {side + 1} differ: {_text(formula, start)} is {_number(first)}"
            f", {_text(formula, side)} is {_number(value)} at {where}{_inputs(point)}",
            "equal values",
            "correct one of the sides",
            node.start,
        )


INEQUALITIES = {
    "<": np.less,
    ">": np.greater,
    r"\le": np.less_equal,
    r"\leq": np.less_equal,
    r"\ge": np.greater_equal,
    r"\geq": np.greater_equal,
    r"\ne": np.not_equal,
    r"\neq": np.not_equal,
}


def _check_relations(formula: Formula) -> None:
    """Check the inequalities of a chain, neighbour by neighbour, at every point."""
    for position, relation in enumerate(formula.chain.relations):
        compare = INEQUALITIES.get(relation)
        if compare is None:
            continue
        left, right = formula.chain.sides[position : position + 2]
        for point in itertools.chain(formula.points(), _wide_points(formula.scope.model)):
            for indices in formula.index_choices(point):
                # Far out an exponential may overflow: infinity too is larger than any number.
                with np.errstate(over="ignore"):
                    a, b = (formula.evaluation(point, indices)(s) for s in (left, right))
                if not compare(np.real(a), np.real(b)):
                    raise Problem(
                        f"{_text(formula, position)} {relation} "
                        f"{_text(formula, position + 1)} is false at "
                        f"{point.label}: {_number(a)} and {_number(b)}",
                        "a relation that holds everywhere",
                        "correct it",
                        left.start,
                    )


def _wide_points(model: Model) -> Iterator[Point]:
    """Points near zero, far from it, and between: two values can be in order by accident."""
    for seed, scale in enumerate(np.geomspace(1e-3, 1e3, WIDE_POINTS), start=1):
        yield generic_point(model, seed, other_sizes=False, scale=scale)


def _check_snippet_shape(formula: Formula, binding: Binding, point: Point, value: Any) -> None:
    shape = np.shape(value)
    if binding.element is not None:
        if formula.free or len(shape) != len(binding.element):
            raise Problem(
                f"the element {binding} of a value with the shape {shape}, "
                f"where the left side has the free indices {', '.join(formula.free) or 'none'}",
                "one index for each axis, and no free index on the left",
                "correct the indices behind the snippet",
            )
        if any(not 0 <= i < size for i, size in zip(binding.element, shape, strict=True)):
            raise Problem(
                f"the element {binding} of a value with the shape {shape}",
                "indices that exist, counted from 1",
                "correct the indices behind the snippet",
            )
        return
    expected = tuple(point.sizes[formula.axes[letter]] for letter in formula.free)
    if shape != expected:
        raise Problem(
            f"the snippet {binding} has the shape {shape} at {point.label}",
            f"{expected} for the free indices {', '.join(formula.free) or 'none'} of the left side",
            "correct the snippet, or bind one element of it",
        )


def _confirm(
    formula: Formula,
    point: Point,
    indices: dict[str, int],
    expected: Any,
    report: Report,
    where: str,
) -> None:
    """Differentiate once more, by central differences; one point is enough."""
    if point is not cached_point(formula.scope.model, GENERIC_POINTS[0], other_sizes=False):
        return
    for side in map(formula.chain.sides.__getitem__, _differentiated(formula)):
        value = formula.evaluation(point, indices, central=True)(side)
        # Differences of a loss of order one carry its rounding, whatever their own size.
        found = abs(value - expected) / max(abs(expected), 1e-3)
        report.saw("central", float(found))
        if found > CENTRAL_TOLERANCE:
            raise Refuted(
                f"a central difference gives {_number(value)}, the snippet {_number(expected)} "
                f"at {where}",
                "agreement of both numerical derivatives",
                "see whether the forward model can be differentiated there (no abs, no comparison)",
                side.start,
            )


def _written_error(formula: Formula, node: Node, point: Point) -> float:
    """By how much a side of decimals may be off: half a unit of each last digit that was rounded.

    A number that is an input or a forward value of the running example, up to its sign, is exact.
    """
    known = [point.values[name] for name in (*point.inputs, *formula.scope.model.forward)]
    exact = {round(abs(float(v)), 12) for x in known if not callable(x) for v in np.ravel(x)}
    base = formula.evaluation(point, {})(node)
    allowed = abs(base) * TOLERANCE + FLOOR
    for part in node.walk():
        if isinstance(part, Number) and "." in part.text and float(part.text) not in exact:
            half = 0.5 * 10.0 ** -len(part.text.split(".")[1])
            if float(part.text) == 0:
                allowed += half
                continue
            moved = formula.evaluation(point, {}, scaled=part)(node)
            allowed += abs(moved - base) / (abs(float(part.text)) * 1e-3) * half
    if not _is_one_number(node):
        allowed = min(allowed, WORKED_OUT * abs(base))
    return float(allowed * (1 + 1e-6))


def _is_one_number(node: Node) -> bool:
    """A number, maybe with a sign."""
    node = bare(node)
    if isinstance(node, Sum) and len(node.terms) == 1:
        node = bare(node.terms[0])
    return isinstance(node, Number)


@dataclass(frozen=True)
class Refutation:
    """By how much a false formula is off, relative to its own size."""

    generic: float
    example: float


def refute(formula: Formula, correct: Binding) -> Refutation:
    """Demand that a formula is false, and speaks of what `correct` computes. Raises Problem."""
    chain = formula.chain
    if any(relation != "=" for relation in chain.relations) or any(
        map(formula.with_decimals, chain.sides)
    ):
        raise Problem(
            "a refuted formula with another relation than =, or with decimal numbers",
            "an equation between symbols",
            "write it with = and symbols",
            0,
        )
    formula.check_shape()
    off = {"generic": 0.0, "example": 0.0}
    with strictly("the refuted formula"):
        for point in formula.points():
            example = point is cached_point(formula.scope.model, 0, other_sizes=False)
            right = correct.value(point)
            for indices in formula.index_choices(point):
                first, *others = (formula.evaluation(point, indices)(s) for s in chain.sides)
                kind = "example" if example else "generic"
                off[kind] = max(off[kind], *(residual(first, other) for other in others))
                _check_subject(formula, correct, [first, *others], right, indices)
    if off["generic"] < REFUTED:
        raise Problem(
            "a refuted formula that is true"
            if off["generic"] <= TOLERANCE
            else f"a refuted formula that is off by {off['generic']:.1e} only, maybe by rounding",
            "a false formula",
            "write it as the source has it, or make it an ordinary equation",
            0,
        )
    return Refutation(**off)


def _check_subject(
    formula: Formula, correct: Binding, values: list[Any], right: Any, indices: dict[str, int]
) -> None:
    r"""A side without \wrong in it has to be what the correction computes, or there is none."""
    place = correct.element if correct.element is not None else tuple(indices.values())
    # With numbers for indices on the left it speaks of one of the elements.
    meant = np.atleast_1d(np.asarray(right)[place]).ravel()
    unmarked = [
        value
        for side, value in zip(formula.chain.sides, values, strict=True)
        if not any(isinstance(part, Wrong) for part in side.walk())
    ]
    if unmarked and all(residual(a, b) > TOLERANCE for a in unmarked for b in meant):
        raise Problem(
            rf"no side without \wrong is what its correction {correct} computes",
            "a false formula for the value of its correction",
            r"correct `of`, or mark with \wrong what is false on the left too",
            0,
        )


def _text(formula: Formula, side: int) -> str:
    shown = formula.chain.texts[side]
    return shown if len(shown) <= 60 else shown[:57] + "…"


def _number(value: Any) -> str:
    return f"{complex(value).real:.12g}"


def _inputs(point: Point) -> str:
    shown = [
        f"{name} = {value:.6g}" for name, value in point.inputs.items() if isinstance(value, float)
    ]
    return f" ({', '.join(shown[:8])})" if shown else ""
