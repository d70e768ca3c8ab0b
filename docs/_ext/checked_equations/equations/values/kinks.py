"""Values with kinks, where a derivative may differ from the left to the right."""

import ast
import contextlib
import itertools
import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from ..errors import Problem
from ..latex.printer import to_latex
from ..meaning.conditions import is_extreme
from ..meaning.scope import Scope
from ..models.lasting import kept_per_model
from ..models.model import Model
from ..models.sources import Source, given, package_function, per_model, sources
from ..models.traced import LEAPING
from ..notation.tree import Condition, Function, Node, Norm, Number, Power, Symbol

# The step of the differences to one side, whose error is of the order WIDTH^2.
WIDTH = 1e-5
# Derivatives from the left and from the right agree to this share, or to it of SMALL.
TOLERANCE = 1e-6
SMALL = 1e-2
# What is left of the roundings of large values, which a small step magnifies.
ROUNDINGS = 16

# What has no kinks, and can be differentiated by complex steps. Whatever else is used might not.
_NAMES = """
exp expm1 log log1p sin cos tan sinh cosh tanh arctan square reciprocal
negative add subtract multiply divide sum prod mean cumsum cumprod
dot matmul inner outer einsum convolve correlate tensordot transpose T diag trace
array asarray stack concatenate hstack vstack column_stack ones ones_like eye arange copy
reshape ravel flatten squeeze expand_dims swapaxes moveaxis broadcast_to shape size ndim
zeros zeros_like full full_like empty empty_like identity linspace tile repeat roll flip diff
vstack atleast_1d atleast_2d kron inv solve det log2 log10 arcsinh float64
range len zip enumerate list tuple reversed float complex
"""
_SMOOTH = frozenset(_NAMES.split())
# What makes one of several things happen, by NumPy's names and Python's.
_BRANCHES = """
abs absolute fabs sign copysign heaviside clip max min amax amin maximum minimum fmax fmin nanmax
nanmin floor ceil rint round trunc fix floor_divide mod remainder fmod sort sorted argsort argmax
argmin median partition percentile quantile searchsorted digitize piecewise select interp
"""
_BRANCHING = frozenset(_BRANCHES.split())
# What says how many elements an array has, or takes them one by one.
_COUNTING = ("len", "shape", "size", "range", "enumerate", "arange")
# What makes arrays of the sizes that it is given, or takes so many elements.
_NAMES_OF_MAKING = """
resize range arange zeros ones empty full eye identity linspace repeat tile islice tri pad
"""
_MAKING = frozenset(_NAMES_OF_MAKING.split())
_SIZED = (str, bytes, list, tuple, np.ndarray)
# Arrays are made no larger than this for what cuts them by a number.
LARGEST = 200
# What whole numbers are computed with.
_WHOLE = (ast.BinOp, ast.UnaryOp, ast.Constant, ast.Name)
_COMPUTED = (ast.BinOp, ast.UnaryOp, ast.operator, ast.unaryop, ast.expr_context)
_SYNTAX: dict[type[ast.AST], str] = {
    ast.If: "an if",
    ast.IfExp: "an if",
    ast.While: "a while",
    ast.Match: "a match",
    ast.Try: "a try",
    ast.Compare: "a comparison",
    ast.BoolOp: "an and or an or",
    ast.Not: "a not",
    ast.FloorDiv: "//",
    ast.Mod: "%",
}


@kept_per_model
def kinks(model: Model, python: str) -> tuple[str, ...]:
    """What may give a value kinks, by what its source uses: `h uses np.maximum`."""
    found: list[str] = []
    for value in given(model, python):
        name = getattr(value, "__name__", type(value).__name__)
        if callable(value) and _may_kink(name, value, model):
            found.append(f"{python} uses {name}")
    for source in sources(model, python):
        if source.tree is None:
            found.append(f"{source.name} is not in its module's text")
            continue
        uses = [use.written for use in source.uses if _may_kink(use.name, use.value, model)]
        used = (*uses, *_syntax(source.tree, _steps_in(source, python, model)))
        found += [f"{source.name} uses {what}" for what in used]
    return tuple(dict.fromkeys(found))


def _may_kink(name: str, value: Any, model: Model) -> bool:
    """Whether something may have kinks; functions of the package are read themselves."""
    return name not in _SMOOTH and package_function(value, model) is None


def _syntax(tree: ast.AST, whole: frozenset[str]) -> Iterator[str]:
    """What may make branches; not a comparison of whole numbers."""
    for node in ast.walk(tree):
        test = getattr(node, "test", node)
        of_whole = isinstance(test, ast.Compare) and _names(test) and _names(test) <= whole
        if type(node) in _SYNTAX and not of_whole:
            yield _SYNTAX[type(node)]
        match node:
            case ast.BinOp(op=ast.Pow(), right=power) if not _is_whole(power):
                yield f"the power {ast.unparse(power)}"


@per_model
def counts(model: Model, python: str) -> bool:
    """Whether its source says how many elements there are, or takes some of them."""
    trees = [source.tree for source in sources(model, python) if source.tree is not None]
    return any(
        isinstance(node, ast.Slice) or getattr(node, "id", getattr(node, "attr", "")) in _COUNTING
        for tree in trees
        for node in ast.walk(tree)
    )


@kept_per_model
def cuts(model: Model, python: str) -> tuple[int, ...]:
    """The whole numbers by which its source may cut or count arrays, and how long its texts are."""
    found = set[int]()
    for source in sources(model, python):
        for node in ast.walk(source.tree) if source.tree is not None else ():
            match node:
                case ast.Slice(lower=low, upper=high):
                    found |= _whole([low, high], source)
                case ast.Subscript(slice=index):
                    found |= _whole([index], source)
                case ast.Call(func=called, args=given):
                    makes = getattr(called, "id", getattr(called, "attr", "")) in _MAKING
                    numbers = _whole(given, source)
                    found |= {number for number in numbers if makes or number <= LARGEST}
                    if isinstance(called, ast.Name):
                        found |= _lengths(given)
                case ast.BinOp(op=ast.RShift(), right=places):
                    found |= {2**number for number in _whole([places], source) if number < 8}
                case ast.Name(id=name):
                    value = source.function.__globals__.get(name)
                    found |= {len(value)} if isinstance(value, _SIZED) and np.ndim(value) else set()
                case ast.expr():
                    found |= {number for number in _whole([node], source) if number <= LARGEST}
    return tuple(sorted(found))


def _lengths(nodes: Iterable[ast.expr]) -> set[int]:
    """How long the texts among these are, and what number they may stand for."""
    values = (one.value for one in nodes if isinstance(one, ast.Constant))
    texts = [value for value in values if isinstance(value, str | bytes)]
    return (
        {len(text) for text in texts}
        | {ord(text) for text in texts if len(text) == 1}
        | {int(text) for text in texts if text.isdigit() and len(text) < 4}
    )


def _whole(nodes: Iterable[ast.expr | None], source: Source) -> set[int]:
    """Those that are whole numbers, or lists of them; also by names of the module."""
    values = source.function.__globals__
    found = set[int]()
    for node in itertools.chain.from_iterable(getattr(one, "elts", [one]) for one in nodes):
        parts = list(ast.walk(node)) if isinstance(node, _WHOLE) else []
        if parts and all(
            isinstance(part, _COMPUTED)
            or (isinstance(part, ast.Constant) and type(part.value) is int)
            or (isinstance(part, ast.Name) and type(values.get(part.id)) is int)
            for part in parts
        ):
            with contextlib.suppress(ArithmeticError):
                number = eval(compile(ast.Expression(node), "", "eval"), dict(values))
                found.add(abs(int(number)))
    return found


@kept_per_model
def numbers(model: Model, python: str) -> frozenset[float]:
    """The numbers that its source writes or names, without signs and zero."""
    found = set[float]()
    for source in sources(model, python):
        values = source.function.__globals__
        for node in ast.walk(source.tree) if source.tree is not None else ():
            number = getattr(node, "value", values.get(getattr(node, "id", "")))
            if isinstance(node, ast.Attribute):
                number = getattr(np, node.attr, None)  # such as np.pi
            if type(number) in (int, float) and number and math.isfinite(number):
                found.add(abs(float(number)))
    return frozenset(found)


@per_model
def has_tests(model: Model, python: str) -> bool:
    """Whether its source decides anything, be it by a step alone."""
    trees = (source.tree for source in sources(model, python) if source.tree is not None)
    return any(True for tree in trees for _ in _syntax(tree, frozenset()))


def _steps_in(source: Source, python: str, model: Model) -> frozenset[str]:
    """The arguments of a step function that are its step and the last one."""
    steps = model.walks.get(python)
    if steps is None or source.tree is None or source.function is not model.namespace.get(python):
        return frozenset()
    stored = (node for node in ast.walk(source.tree) if isinstance(node, ast.Name))
    changed = {node.id for node in stored if isinstance(node.ctx, ast.Store)}
    return frozenset({steps.letter, steps.size} - changed)


def _names(tree: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def _is_whole(power: ast.expr) -> bool:
    match power:
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return _is_whole(inner)
        case ast.Constant(value=int() | float() as number):
            return float(number).is_integer()
    return False


def branches(model: Model, python: str) -> list[str]:
    """What surely makes one of several things happen, by what its source uses."""
    found: list[str] = []
    for source in sources(model, python):
        uses = [use.written for use in source.uses if use.name in _BRANCHING]
        whole = _steps_in(source, python, model)
        syntax = _syntax(source.tree, whole) if source.tree is not None else ()
        found += [f"{source.name} uses {what}" for what in (*uses, *syntax)]
    return found


@kept_per_model
def has_branches(model: Model, python: str) -> bool:
    """Whether its source uses a logarithm, tangent or the like, smooth on each of its branches."""
    uses = [use.name for source in sources(model, python) for use in source.uses]
    uses.append(getattr(model.namespace.get(python), "__name__", ""))  # a function of NumPy's
    return any(name.startswith("log") or name in ("tan", *LEAPING) for name in uses)


@per_model
def upstream(model: Model, python: str) -> frozenset[str]:
    """A value with all that it is computed from."""
    return model.behind([python])


def kinks_in(node: Node, scope: Scope) -> list[str]:
    """What may give the values in a formula kinks, or makes it hold on one branch alone."""
    own = [part for part in scope.parts(node) if is_root(part) or compares(part, scope)]
    if own:
        return [to_latex(part) for part in own]
    behind = {name for python in named(node, scope) for name in upstream(scope.model, python)}
    return _all(scope.model, behind)


def is_root(node: Node) -> bool:
    r"""Whether it has branches: `\sqrt{x^2}` and `\log(x^2)` do not tell x from -x."""
    match node:
        case Function(name=r"\sqrt" | r"\log" | r"\ln"):
            return True
        case Power(base=Symbol() as base, exponent=_) if base.is_e:
            return False
        case Power(exponent=Number(text=text)):
            return "." in text
        case Power():
            return True
    return False


def compares(part: Node, scope: Scope) -> bool:
    r"""Whether different things happen by what it compares: cases, `\max`, the length `|x|`."""
    if isinstance(part, Condition):
        return not scope.compared(part)
    return isinstance(part, Norm) or is_extreme(part)


def kinks_between(node: Node, python: str, scope: Scope) -> list[str]:
    """What may give a formula kinks where a value is moved."""
    own = [to_latex(part) for part in scope.parts(node) if compares(part, scope)]
    tops = named(node, scope)
    functions = {name.python for name in scope.model.names if name.is_function} & tops
    behind = {name for top in tops for name in upstream(scope.model, top)}
    # Of a recurrence later steps move with the one that is moved.
    still = set() if python in scope.model.walks else {python}
    moved = {n for n in behind - still if python in upstream(scope.model, n)}
    return own + _all(scope.model, functions | moved)


def _all(model: Model, pythons: set[str]) -> list[str]:
    return list(dict.fromkeys(kink for name in sorted(pythons) for kink in kinks(model, name)))


def named(node: Node, scope: Scope) -> set[str]:
    """The Python names of all that a formula is made of."""
    parts = (part for part in scope.parts(node) if isinstance(part, Symbol | Function))
    return {name.python for name in map(scope.model.named, parts) if name is not None}


def check_smooth(
    function: Callable[[float], Any],
    derivative: Any,
    width: float,
    causes: list[str],
    what: str,
    offset: int,
) -> None:
    """Demand that differences to both sides are what the complex step gives. Raises Problem."""
    sides = [one_sided(function, step) for step in (-width, width)]
    elements = map(np.ravel, (*sides, derivative, function(0.0)))
    for left, right, slope, value in zip(*elements, strict=True):
        rounding = ROUNDINGS * np.spacing(abs(np.real(value))) / width
        _check_element(left, right, slope, rounding, causes, what, offset)


def _check_element(
    left: Any,
    right: Any,
    derivative: Any,
    rounding: float,
    causes: list[str],
    what: str,
    offset: int,
) -> None:
    allowed = max(TOLERANCE * max(abs(left), abs(right), SMALL), rounding)
    if not abs(left - right) <= allowed:
        raise Problem(
            f"{what} is {left + 0.0:.6g} from the left and {right + 0.0:.6g} from the right, on a "
            f"kink: {', '.join(causes)}",
            "a point that is on no kink",
            _way_out(what),
            offset,
        )
    if not abs(derivative - right) <= allowed:
        raise Problem(
            f"{what} is {right:.6g}, and the complex step that should find it gives "
            f"{derivative:.6g}: {', '.join(causes)}",
            "Python that works for complex numbers too",
            "write abs(x) as np.where(x > 0, x, -x), and do without what else drops the imaginary "
            "part",
            offset,
        )


def _way_out(what: str) -> str:
    """What to do about a kink, by what put the point on it."""
    if "running example" in what:
        return "choose another running example, or a forward pass that is smooth there"
    if "tried for" in what:  # just beside what the formula compares with
        return (
            "see whether the formula compares with something else than the kink, and is false "
            "between the two, or whether another value is meant"
        )
    if "within the domains" in what:
        return (
            "say it of values that are on no kink: a domain such as `0 or 1` leads onto one, where "
            "no derivative exists, be the formula true elsewhere or not"
        )
    return (
        "see whether another value is meant, such as z for what a rectifier makes of it: half of "
        "the time that lies on its kink"
    )


def one_sided(function: Callable[[float], Any], step: float) -> Any:
    """The derivative by a difference to one side; a negative step is to the left."""
    return (4 * function(step) - 3 * function(0.0) - function(2 * step)) / (2 * step)
