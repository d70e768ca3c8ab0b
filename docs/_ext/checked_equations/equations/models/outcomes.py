"""Which ways the tests of snippets come out: what `if`, `while`, `and`, `match`, `except` decide.

Comparisons of values are noted by the values themselves (`traced.py`). A size is a plain number
and notes nothing, so each module is compiled with a call around each of its tests.

Nor does a plain 0 that `np.maximum(0, z)` gives instead of an element of an array of objects, which
NumPy cannot take `np.exp` of either. So what picks such a number makes it one of their kind.
"""

import ast
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

import numpy as np

from ..errors import Problem

# What the calls are named in a module.
_NOTE, _BEFORE, _TURN, _RANGE = "__outcome__", "__compared__", "__turn__", "__range__"
_PICK = "__picked__"
# What gives one of its arguments, or of their elements, by NumPy's names and Python's.
_PICKING = ("maximum", "minimum", "fmax", "fmin", "where", "clip", "max", "min")
# So often a loop is run at most: some inputs are large, and it may go with them.
TURNS = 10_000
# What holds no other code.
_SIGNS = (ast.Name, ast.expr_context, ast.operator, ast.unaryop, ast.cmpop)
# Of what was written longer than this, a message shows the beginning.
_SHOWN = 50


class Test(NamedTuple):
    """A test: where it stands, and how it is written."""

    file: str
    line: int
    function: str
    column: int
    written: str


class Listener(NamedTuple):
    """Who hears of outcomes; `compared` is how many comparisons of values it knows of itself.

    `before` is how many it knew of just before the comparison that was last made.
    """

    hears: Callable[[Test, bool], None]
    compared: Callable[[], int]
    before: list[int]


_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Tell a listener how each test comes out meanwhile."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def run(text: str, file: str, namespace: dict[str, Any]) -> None:
    """Run a module whose tests tell how they come out."""
    tree = ast.fix_missing_locations(_Calls(file).visit(ast.parse(text, file)))
    namespace |= {_NOTE: _note, _BEFORE: _compared, _TURN: _turn, _RANGE: _range, _PICK: _picked}
    exec(compile(tree, file, "exec"), namespace)


def _compared(operand: Any) -> Any:
    """The second operand of a comparison, before which so many comparisons of values were seen."""
    listener = _listener.get()
    if listener is not None:
        listener.before[:] = [listener.compared()]
    return operand


def _note(test: tuple[Any, ...], is_comparison: bool, value: Any) -> Any:
    """The value of a test, whose outcome is noted; that of a comparison unless it notes itself."""
    listener = _listener.get()
    if listener is None or (is_comparison and listener.compared() > listener.before[0]):
        return value
    # A comparison of arrays has several outcomes.
    outcomes = np.unique(np.asarray(value, dtype=bool)) if is_comparison else [bool(value)]
    for outcome in outcomes:
        listener.hears(Test(*test), bool(outcome))
    return value


def _picked(function: Callable[..., Any], *given: Any, **named: Any) -> Any:
    """What a function picks, with plain numbers made such as the objects that it picks from."""
    found = function(*given, **named)
    kind = next((k for one in given if (k := _kind(one)) is not None), None)
    if kind is None:
        return found
    if not isinstance(found, np.ndarray):
        return kind(found)
    return np.frompyfunc(kind, 1, 1)(found) if found.dtype == object else found


def _kind(value: Any) -> Callable[[Any], Any] | None:
    """What makes numbers such as a value, or as its first element, if these are no plain ones."""
    elements = value.flat if isinstance(value, np.ndarray) and value.dtype == object else (value,)
    kinds = (getattr(element, "alike", None) for element in elements)
    return next((kind for kind in kinds if kind is not None), None)


def _turn(place: tuple[str, int, str], turns: list[None]) -> bool:
    """Count another turn of a loop. Raises Problem where it has had too many."""
    turns.append(None)
    if len(turns) > TURNS:
        raise _endless(*place)
    return True


def _range(place: tuple[str, int, str], *ends: Any) -> range:
    """What a loop runs over. Raises Problem where that is too much."""
    found = range(*ends)
    if found[TURNS:]:
        raise _endless(*place)
    return found


def _endless(file: str, line: int, function: str) -> Problem:
    return Problem(
        f"a loop in {function} ({file}:{line}) has more than {TURNS} turns where inputs are large",
        "loops whose length does not go with how large an input is",
        "write what it computes without the loop, such as w % 1 for what is subtracted again and "
        "again, or declare the domain of the input that decides",
    )


class _Calls(ast.NodeTransformer):
    """Puts the calls into a module."""

    def __init__(self, file: str) -> None:
        self.file = os.path.basename(file)
        self.functions = ["the module"]
        self.tests: set[ast.AST] = set()

    def visit(self, node: ast.AST) -> Any:
        if _is_guard(node):
            return node
        # Most of a tree are names and signs, which hold nothing.
        if isinstance(node, _SIGNS) and node not in self.tests:
            return node
        self.tests.update(_tests_of(node))
        is_function = isinstance(node, ast.FunctionDef | ast.Lambda)
        if is_function:
            self.functions.append(getattr(node, "name", "a lambda"))
        text = ast.unparse(node) if node in self.tests else ""
        made = super().visit(node)
        if is_function:
            self.functions.pop()
        # A comparison is noted wherever it is.
        if text and not isinstance(node, ast.Compare | ast.Constant):
            return self.call(node, text, ast.Constant(False), made)
        return made

    def visit_Compare(self, node: ast.Compare) -> Any:
        text = ast.unparse(node)
        made: Any = self.generic_visit(node)
        # Whether something is None does not depend on numbers.
        if any(isinstance(one, ast.Constant) and one.value is None for one in node.comparators):
            return made
        # Behind its operands, which may compare values themselves, as np.argmax does.
        made.comparators[0] = ast.Call(_name(_BEFORE), [made.comparators[0]], [])
        return self.call(node, text, ast.Constant(True), made)

    def visit_While(self, node: ast.While) -> list[ast.stmt]:
        made: Any = self.generic_visit(node)
        name = f"__turns_{node.lineno}_{node.col_offset}"
        count = ast.Call(_name(_TURN), [self.place(node), _name(name)], [])
        made.test = ast.BoolOp(ast.And(), [made.test, count])
        fresh = ast.Assign([ast.Name(name, ast.Store())], ast.List([], ast.Load()))
        return [ast.copy_location(one, node) for one in (fresh, made)]

    def visit_Call(self, node: ast.Call) -> Any:
        made: Any = self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == "range":
            return ast.copy_location(
                ast.Call(_name(_RANGE), [self.place(node), *made.args], made.keywords), node
            )
        if getattr(node.func, "id", getattr(node.func, "attr", "")) in _PICKING:
            return ast.copy_location(
                ast.Call(_name(_PICK), [made.func, *made.args], made.keywords), node
            )
        return made

    def place(self, node: ast.expr | ast.stmt) -> ast.Tuple:
        parts = (self.file, node.lineno, self.functions[-1])
        return ast.Tuple([ast.Constant(part) for part in parts], ast.Load())

    def visit_Try(self, node: ast.Try) -> ast.AST:
        for handler in node.handlers:
            text = ast.unparse(handler).strip().split(":")[0]
            self.both(text, handler, node.body, handler.body)
        return self.generic_visit(node)

    def visit_Match(self, node: ast.Match) -> list[Any]:
        before: list[ast.stmt] = []
        for case in node.cases:
            self.both(ast.unparse(case).strip().split(":")[0], case.pattern, before, case.body)
        return [*before, self.generic_visit(node)]

    def both(self, text: str, place: Any, before: list[ast.stmt], inside: list[ast.stmt]) -> None:
        """Note that something does not happen, until what is inside of it happens."""
        if isinstance(inside[0], ast.Raise):
            return
        for block, outcome in ((before, False), (inside, True)):
            call = self.call(place, text, ast.Constant(False), ast.Constant(outcome))
            block.insert(0, ast.copy_location(ast.Expr(call), place))

    def call(self, node: Any, text: str, before: ast.expr, value: Any) -> ast.expr:
        test = Test(self.file, node.lineno, self.functions[-1], node.col_offset, text[:_SHOWN])
        place = ast.Tuple([ast.Constant(part) for part in test], ast.Load())
        return ast.copy_location(ast.Call(_name(_NOTE), [place, before, value], []), node)


def _name(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())


def _is_guard(node: ast.AST) -> bool:
    """Whether it only refuses wrong arguments, which never has to happen."""
    match node:
        case ast.If(body=[ast.Raise()], orelse=[]) | ast.Assert():
            return True
    return False


def _tests_of(node: ast.AST) -> list[ast.expr]:
    """What decides, in a piece of code, which other pieces run."""
    match node:
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            return [test]
        case ast.BoolOp(values=[*decisive, _]):
            return decisive
        case ast.comprehension(ifs=tests):
            return tests
    return []
