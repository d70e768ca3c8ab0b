"""The Python behind a value, read off its source: the function and all of its package it uses."""

import ast
import builtins
import types
from collections import ChainMap
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Any, TypeVar

from .code import parsed
from .model import Model

Key = TypeVar("Key", bound=Hashable)
Result = TypeVar("Result")


def per_model(
    function: Callable[[Model, Key], Result],
) -> Callable[[Model, Key], Result]:
    """Remember what a function finds, as long as the model lives."""

    @wraps(function)
    def remembered(model: Model, key: Key) -> Result:
        found = model.remembered
        if (function, key) not in found:
            found[function, key] = function(model, key)
        result: Result = found[function, key]
        return result

    return remembered


@dataclass(frozen=True)
class Use:
    """Something that a function names: as it is written, its own name, and what it is if known."""

    written: str
    name: str
    value: Any


@dataclass(frozen=True)
class Source:
    """A function that runs, and its text as a tree; None where the text cannot be found."""

    function: types.FunctionType
    tree: ast.AST | None
    uses: tuple[Use, ...]

    @property
    def name(self) -> str:
        return self.function.__name__.replace("<lambda>", "a lambda")


def given(model: Model, python: str) -> list[Any]:
    """What computes a value, and what it is given in the running example, such as an activation."""
    own = model.namespace.get(python, model.example.get(python))
    return [own, *(model.example.get(argument) for argument in arguments(own))]


def sources(model: Model, python: str) -> list[Source]:
    """All functions of the package that run when a value is computed from its arguments."""
    return list(reached(given(model, python), model))


def arguments(function: Any) -> tuple[str, ...]:
    """The names of a function's arguments; none for what is no function in Python."""
    code = getattr(function, "__code__", None)
    return code.co_varnames[: code.co_argcount] if code else ()


def reached(start: Iterable[Any], model: Model) -> Iterator[Source]:
    """The functions of the package among these, and all of it that they use."""
    new, seen = list(start), set[types.FunctionType]()
    while new:
        function = package_function(new.pop(0), model)
        if function is not None and function not in seen:
            seen.add(function)
            source = _source(model, function)
            yield source
            new += [use.value for use in source.uses]


def package_function(value: Any, model: Model) -> types.FunctionType | None:
    """The function of the package inside a value: of a cache, a partial call, an object."""
    for _ in range(10):
        if isinstance(value, types.FunctionType):
            package = str(model.namespace["__name__"]).split(".")[0]
            return value if _module(value).split(".")[0] == package else None
        names = ("__wrapped__", "__func__", "func", "pyfunc")
        inner = (getattr(value, name, None) for name in names)
        value = next((v for v in inner if v is not None), vars(type(value)).get("__call__"))
    return None


def _module(function: types.FunctionType) -> str:
    """Where it stands; a wrapper calls itself after what it wraps."""
    return str(function.__globals__.get("__name__", ""))


def locals_of(tree: ast.AST) -> set[str]:
    """The names that a function gives values to, its arguments among them."""
    return {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)} | {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


@per_model
def _source(model: Model, function: types.FunctionType) -> Source:
    tree = _tree(function)
    return Source(function, tree, tuple(_uses(function, tree)) if tree else ())


def _tree(function: types.FunctionType) -> ast.AST | None:
    loader: Any = function.__globals__.get("__loader__")
    try:
        functions = _functions(loader.get_source(_module(function)))
    except (AttributeError, ImportError, SyntaxError, TypeError):
        return None
    found = functions.get((function.__name__ == "<lambda>", function.__code__.co_firstlineno))
    return ast.Module(body=found, type_ignores=[]) if found else None


@lru_cache(maxsize=256)
def _functions(text: str) -> dict[tuple[bool, int], list[Any]]:
    """All functions of a module, by whether they are lambdas and by their first line.

    Several in one line cannot be told apart: all of them are read.
    """
    found: dict[tuple[bool, int], list[Any]] = {}
    for node in ast.walk(parsed(text)):
        if isinstance(node, ast.Lambda | ast.FunctionDef):
            decorators = getattr(node, "decorator_list", [])
            first = min(part.lineno for part in (node, *decorators))
            found.setdefault((isinstance(node, ast.Lambda), first), []).append(node)
    return found


def _uses(function: types.FunctionType, tree: ast.AST) -> Iterator[Use]:
    inside = locals_of(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Name | ast.Attribute) or not isinstance(node.ctx, ast.Load):
            continue
        value = _resolved(node, function, inside)
        if callable(value):
            name = getattr(value, "__name__", type(value).__name__)
            yield Use(ast.unparse(node), name, value)
        elif value is None and isinstance(node, ast.Attribute):
            yield Use(node.attr, node.attr, None)


def _resolved(node: ast.AST, function: types.FunctionType, inside: set[str]) -> Any:
    """What a name stands for when the module is loaded, or None."""
    if isinstance(node, ast.Attribute):
        return getattr(_resolved(node.value, function, inside), node.attr, None)
    if not isinstance(node, ast.Name) or node.id in inside:
        return None
    cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    closed = {name: cell.cell_contents for name, cell in cells}
    return ChainMap(closed, function.__globals__, vars(builtins)).get(node.id)
