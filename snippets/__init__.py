"""Derivations of backpropagation, one module each: forward pass, gradients, notation, example."""

from collections.abc import Mapping
from functools import cache
from inspect import signature
from typing import Any


class Values(dict[str, Any]):
    """The values of a derivation by name: a given one as it is, any other computed when asked for.

    A function's argument names say which values it needs. To see what a nudge does, give an
    intermediate value: everything after it follows.
    """

    def __init__(self, functions: Mapping[str, Any], given: Mapping[str, Any]) -> None:
        super().__init__(given)
        self.functions = functions

    def __missing__(self, name: str) -> Any:
        function = self.functions[name]
        value = function(*[self[argument] for argument in arguments(function)])
        self[name] = value
        return value


@cache
def arguments(function: Any) -> tuple[str, ...]:
    """The names of a function's arguments."""
    return tuple(signature(function).parameters)


def public_functions(module: Mapping[str, Any]) -> list[str]:
    """The names of the functions that a module itself defines, in order.

    Where a listing writes out what a module imports, `_own` names what is not imported.
    """
    own = module.get("_own", module)
    return [
        name
        for name, value in module.items()
        if name in own and not name.startswith("_") and _is_function_of(module, value)
    ]


def _is_function_of(module: Mapping[str, Any], value: Any) -> bool:
    """Whether a value is a function that the module itself defines."""
    is_function = callable(value) and not isinstance(value, type)
    return is_function and value.__module__ == module["__name__"]


def sizes(module: Mapping[str, Any]) -> dict[str, int]:
    """The values of symbols for the size of an axis, which inputs of the running example have."""
    notation, known = module["NOTATION"], {}
    for name, value in module["EXAMPLE"].items():
        if name in notation and hasattr(value, "shape"):
            axes = [axis.strip() for axis in notation[name][1].split(",")]
            known |= dict(zip(axes, value.shape, strict=False))
    of = {name: entry[1].removeprefix("size of ").strip() for name, entry in notation.items()}
    return {n: known[of[n]] for n in notation if notation[n][1] != of[n] and of[n] in known}


def print_values(module: Mapping[str, Any]) -> None:
    """Print every number of a module's running example."""
    values = Values(module, module["EXAMPLE"])
    values.update(sizes(module))
    for name in public_functions(module):
        if module["NOTATION"].get(name, ("", ""))[1].startswith("function"):
            continue
        if all(argument in values or argument in module for argument in arguments(module[name])):
            print(f"{name} = {values[name]}")
