"""Numbers on a page: values in prose, and what a nudge of a variable does."""

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from .errors import Problem
from .formula import Formula, cached_point
from .latex import Partial, Symbol, bare
from .model import Model
from .points import Point
from .verify import REAL, Binding

NUDGE = 1e-3
# More digits than that a number does not have.
SIGNIFICANT = 17

VALUE = re.compile(
    r"(?P<module>\w+)\.(?P<name>\w+)(?:\[(?P<element>\d+(?:\s*,\s*\d+)*)\])?"
    r"(?:\((?P<changes>[^()]*)\))?\s*(?::\s*(?P<format>[^:]*))?$"
)
_FORMAT = re.compile(r"[+,]?(\.\d+)?[efgd%]?$")


@dataclass
class Nudge:
    """What a gradient means: raise `symbol` by `step`; predicted and real change of `result`."""

    symbol: str
    result: str
    step: float
    predicted: float
    changed: float


def element(text: str | None) -> tuple[int, ...] | None:
    """`2,1`, counted from 1, as an index counted from 0."""
    if text is None:
        return None
    index = tuple(int(i) - 1 for i in text.split(","))
    if min(index) < 0:
        raise Problem(f"the element [{text}]", "indices counted from 1", "correct the indices")
    return index


def nudge(formula: Formula, binding: Binding) -> Nudge:
    """Raise the variable of a gradient by a little and see what happens."""
    left = formula.chain.sides[0]
    if not isinstance(left, Partial) or left.top is None:
        raise Problem(
            "a final gradient whose left side is no derivative",
            r"\frac{\partial L}{\partial w} = …",
            "remove .final, or write the derivative on the left",
            left.start,
        )
    top, bottom = bare(left.top), bare(left.bottom)
    assert isinstance(bottom, Symbol)
    if not isinstance(top, Symbol):
        raise Problem("a final gradient of an expression", "of one value", "name it", left.start)
    result, variable = formula.scope.name(top), formula.scope.name(bottom)
    point = cached_point(formula.scope.model, 0, other_sizes=False)
    index = (
        tuple(int(s) - 1 if s.isdigit() else 0 for s in bottom.subscripts) if variable.axes else ()
    )
    gradient = binding.value(point)
    gradient = gradient[binding.element] if binding.element else gradient
    predicted = float(np.asarray(gradient)[(0,) * np.ndim(gradient)]) * NUDGE
    before = point.values[result.python]
    changed = float(point.nudged(variable.python, index, NUDGE)[result.python] - before)
    if abs(changed - predicted) > 0.05 * abs(predicted):
        raise Problem(
            f"a nudge of {NUDGE} changes {top.latex} by {changed:.4g}, not by {predicted:.4g}",
            "what the gradient predicts, to 5 %",
            "see whether the gradient is the one on the left",
        )
    element = Symbol(
        start=0,
        end=0,
        base=bottom.base,
        hat=bottom.hat,
        primes=bottom.primes,
        layer=bottom.layer,
        subscripts=tuple(str(i + 1) for i in index) if variable.axes else bottom.subscripts,
    )
    return Nudge(element.latex, top.latex, NUDGE, predicted, changed)


def value(text: str, models: Mapping[str, Model], count: Callable[[], Mapping[str, int]]) -> str:
    """What `{{text}}` prints. Raises Problem where that is not one number with a format."""
    found = VALUE.match(text)
    if not found:
        raise Problem(
            f"the value {{{{{text}}}}} cannot be read",
            "{{module.name:.4f}}, {{module.name[2,1]:.4f}} or {{module.name(x=2):.4f}}",
            "correct it",
        )
    if found["module"] == "build":
        facts = count()
        if found["name"] not in facts:
            raise Problem(
                f"the build knows no {found['name']}", "one of " + ", ".join(facts), "correct it"
            )
        return str(facts[found["name"]])
    model = models.get(found["module"])
    if model is None or not (found["name"] in model.example or found["name"] in model.namespace):
        raise Problem(
            f"the value {found['module']}.{found['name']} does not exist",
            "a function or an input of a snippet module",
            "correct the name",
        )
    style = (found["format"] or "").strip()
    if not style or not (style in ("nan", "inf") or _FORMAT.match(style)):
        raise Problem(
            f"the value {text} without its digits", "a format such as :.4f", "add the format"
        )
    number, again = (_compute(model, found, text) for _ in range(2))
    if number != again and not (np.isnan(number) and np.isnan(again)):
        raise Problem(
            f"{text} is {number} and, computed again, {again}",
            "the same value each time",
            "let it depend on its arguments alone",
        )
    return _format(number, style, text)


def confirm(figure: str, text: str, models: Mapping[str, Model]) -> None:
    """Refuse a published figure that is not what `text` computes, to the digits published."""
    places = len(figure.partition(".")[2])
    here = value(f"{text}:.{places}f", models, dict)
    if here != figure:
        raise Problem(
            f"the published figure {figure} is not what {text} computes",
            here,
            "correct it, or remove `computed` and say in the text that they differ",
        )


def _compute(model: Model, found: re.Match[str], text: str) -> float:
    given = dict(model.example)
    for change in found["changes"].split(",") if found["changes"] else []:
        key, _, number = change.partition("=")
        key = key.strip()
        if key not in given and key not in model.namespace:
            raise Problem(f"{key} in {text}", f"a name of {model.name}", "correct it")
        try:
            given[key] = ast.literal_eval(number.strip())
        except (ValueError, SyntaxError):
            raise Problem(f"{change} in {text}", "name=number", "correct it") from None
    point = Point(model, given, model.sizes, "")
    index = element(found["element"])
    # Values that are not finite are printed where the format says so: they can be the point.
    with np.errstate(all="ignore"):
        try:
            number = point.values[found["name"]]
            number = number if index is None else np.asarray(number)[index]
        except (Exception, SystemExit) as error:
            raise Problem(
                f"{text} raises {type(error).__name__}: {error}",
                "a value, its indices counted from 1",
                "correct it",
            ) from None
    if np.ndim(number) or np.asarray(number).dtype.kind not in REAL:
        raise Problem(
            f"{text} is no single number", "one real number", "name one element, as in [2,1]"
        )
    return float(number)


def _format(value: float, style: str, text: str) -> str:
    if style in ("nan", "inf"):
        if str(abs(value)) != style:
            raise Problem(f"{text} is {value}", style, "give the digits of a finite value")
        return "not a number" if style == "nan" else ("−∞" if value < 0 else "∞")
    if not np.isfinite(value):
        raise Problem(f"{text} is {value}", "a finite value", "write :nan or :inf if that is meant")
    if style.endswith("d") and value != int(value):
        raise Problem(f"{text} is {value}, no whole number", "a format such as :.4f", "correct it")
    shown = format(int(value) if style.endswith("d") else value, style)
    if len(re.sub(r"e.*|\D", "", shown).lstrip("0")) > SIGNIFICANT:
        raise Problem(
            f"{text} prints {shown}", f"at most {SIGNIFICANT} significant digits", "print fewer"
        )
    return pretty(shown)


def pretty(number: str) -> str:
    """1.9e-04 as 1.9 × 10⁻⁴, with a real minus sign."""
    mantissa, _, exponent = number.partition("e")
    if exponent:
        raised = str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
        number = f"{mantissa} × 10{raised}"
    return number.replace("-", "−")
