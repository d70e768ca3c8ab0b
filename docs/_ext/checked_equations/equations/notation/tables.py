"""The tables of a snippet module, NOTATION, FORWARD and EXAMPLE: their form, and their lines."""

import ast
import re
import types
from collections.abc import Mapping
from typing import Any

import numpy as np

from ..errors import Problem

_KINDS: dict[str, tuple[tuple[type, ...], str]] = {
    "NOTATION": ((dict,), "a dict with a line for each symbol"),
    "FORWARD": ((list, tuple), "a list of functions"),
    "EXAMPLE": ((dict,), "a dict with a value for each input"),
}
# What Python makes of "\beta", "\theta" and the like without an r in front.
_ESCAPED = re.compile(r"[\a\b\t\v\f\r]|\n(?=[a-z])")


def line_of(tree: ast.Module, table: str, key: str = "") -> int:
    """The line of a key of a table; that of the table where it cannot be told, or without a key."""
    line = 1
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name == table:
                line = node.lineno
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value) if (
                name == table
            ):
                line = node.lineno
            case _:
                continue
        keys = value.keys if isinstance(value, ast.Dict) else ()
        lines = [k.lineno for k in keys if isinstance(k, ast.Constant) and k.value == key]
        line = lines[-1] if lines else line
    return line


def check_tables(tree: ast.Module, namespace: Mapping[str, Any]) -> None:
    """Demand all three tables. Raises Problem, its `offset` being a line."""
    for table, (kinds, words) in _KINDS.items():
        if table not in namespace:
            raise Problem(
                f"no {table}",
                "NOTATION, FORWARD and EXAMPLE",
                f"declare {table}; begin the name of a module that is no model with _",
                1,
            )
        if not isinstance(namespace[table], kinds):
            raise Problem(
                f"{table} is of the type {type(namespace[table]).__name__}",
                words,
                f"write {table} so",
                line_of(tree, table),
            )


def check_entries(tree: ast.Module, namespace: Mapping[str, Any]) -> None:
    """Demand that what stands in the tables is of the right kind. Raises Problem."""
    _check_keys(tree)
    for python, entry in namespace["NOTATION"].items():
        _check_entry(python, entry, line_of(tree, "NOTATION", python))
    for place, function in enumerate(namespace["FORWARD"]):
        _check_function(function, namespace, line_of(tree, "FORWARD"))
        if function in namespace["FORWARD"][:place]:
            raise Problem(
                f"FORWARD has {function.__name__} twice",
                "each forward function once",
                "remove one",
                line_of(tree, "FORWARD"),
            )
    for python, value in namespace["EXAMPLE"].items():
        if python in namespace["NOTATION"]:
            shape = namespace["NOTATION"][python][1]
            line = line_of(tree, "EXAMPLE", python)
            if isinstance(value, dict | list) and ("STEPS" in namespace or "[" in shape):
                # A value for each step, which is read where the steps are.
                for one in value.values() if isinstance(value, dict) else value:
                    if one is not None:  # for a step before the first
                        _check_numbers(python, one, line)
                continue
            _check_value(python, value, shape, line)


def _check_keys(tree: ast.Module) -> None:
    """Demand each key once in what a module declares: Python drops all lines but the last."""
    tables = (n.value for n in tree.body if isinstance(n, ast.Assign | ast.AnnAssign) and n.value)
    for table in (part for value in tables for part in ast.walk(value)):
        known: set[Any] = set()
        for key in table.keys if isinstance(table, ast.Dict) else ():
            if isinstance(key, ast.Constant) and key.value in known:
                raise Problem(
                    f"the key {key.value!r} stands in one table twice, and Python drops the first",
                    "each key once",
                    "remove one of the lines, or correct its key",
                    key.lineno,
                )
            known |= {key.value} if isinstance(key, ast.Constant) else set()


def _check_entry(python: str, entry: Any, line: int) -> None:
    if (
        not isinstance(entry, tuple)
        or len(entry) not in (3, 4)
        or not all(isinstance(part, str) for part in entry)
    ):
        raise Problem(
            f"the notation of {python} is {entry!r}",
            "symbol, shape and meaning, and the domain of an input if it has one: three or four "
            "strings",
            "write these",
            line,
        )
    for part in entry:
        if found := _ESCAPED.search(part):
            raise Problem(
                f"the notation of {python} has the character {found[0]!r} in {part!r}, which "
                "Python makes of a backslash and a letter",
                'LaTeX in a raw string, r"…"',
                "write an r before the quotation mark",
                line,
            )


def _check_function(function: Any, namespace: Mapping[str, Any], line: int) -> None:
    name = getattr(function, "__name__", "")
    if not isinstance(function, types.FunctionType) or namespace.get(name) is not function:
        shown = name or repr(function)
        raise Problem(
            f"FORWARD has {shown} in it, which is no function of the module",
            "the forward functions themselves, such as FORWARD = [z, L]",
            "name a function of the module"
            + (", without quotation marks" if isinstance(function, str) else ""),
            line,
        )


def _check_value(python: str, value: Any, shape: str, line: int) -> None:
    is_function = shape.startswith("function")
    if callable(value) != is_function:
        raise Problem(
            f"{python} is {'a function' if callable(value) else repr(value)} in EXAMPLE, and has "
            f"the shape {shape} in NOTATION",
            "a function" if is_function else "a number or an array of numbers",
            "make them agree",
            line,
        )
    if is_function:
        return
    if isinstance(value, list | tuple):
        raise Problem(
            f"{python} is {value!r} in EXAMPLE, a {type(value).__name__}",
            "a number or a NumPy array",
            f"write np.array({list(value)!r})",
            line,
        )
    _check_numbers(python, value, line)


def _check_numbers(python: str, value: Any, line: int) -> None:
    """Demand a finite number, or a plain array of at least one."""
    is_plain = type(value) is np.ndarray or np.isscalar(value)
    numbers = np.asarray(value if is_plain else [])
    if numbers.dtype.kind not in "biuf" or not numbers.size or not np.isfinite(numbers).all():
        raise Problem(
            f"{python} is {' '.join(repr(value).split())[:80]} in EXAMPLE",
            "a finite real number, or a plain NumPy array of at least one",
            "correct the value; an array is made by np.array",
            line,
        )
