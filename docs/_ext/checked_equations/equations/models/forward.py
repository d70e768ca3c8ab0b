"""Values by name and by step: a forward pass that computes what is asked for."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..errors import Elsewhere
from ..notation.walks import AS_SIZE, Range, Walk
from .in_place import changed_in_place


class Values(dict[str, Any]):
    """Values by name: a given one as it is, any other computed when it is asked for.

    A function's argument names say which values it needs. No snippet can change the arrays that
    others read: they are read-only.
    """

    def __init__(
        self, functions: Mapping[str, Any], given: Mapping[str, Any], walks: Mapping[str, Range]
    ) -> None:
        arrays = {name: v.copy() for name, v in given.items() if isinstance(v, np.ndarray)}
        # A value with steps is laid out when it is asked for: a derivative needs few of them.
        super().__init__({n: v for n, v in given.items() if n not in walks} | arrays)
        self.functions, self.given, self.walks = functions, given, walks
        for array in arrays.values():
            array.flags.writeable = False

    def _walk(self, name: str) -> Walk:
        """The values of a name by step, of which each one is computed when it is asked for."""
        steps = self.walks[name]
        known = {step: np.array(v)[()] for step, v in self.given.get(name, {}).items()}
        for value in known.values():
            if isinstance(value, np.ndarray):
                value.flags.writeable = False
        function: Any = self.functions.get(name)

        def compute(step: int) -> Any:
            return self._given(function, {steps.letter: step})

        return Walk(name, known, steps, self[steps.size], compute if function else None)

    def __missing__(self, name: str) -> Any:
        value = self._walk(name) if name in self.walks else self._given(self.functions[name], {})
        if isinstance(value, np.ndarray):
            value.flags.writeable = False
        self[name] = value
        return value

    def _given(self, function: Any, steps: Mapping[str, int]) -> Any:
        """What a function gives. Raises Elsewhere if that is nothing, or changes what it takes."""
        arguments = self._arguments(function, steps)
        try:
            value = function(*arguments)
        except ValueError as error:
            if problem := changed_in_place(error, function.__module__.split(".")[0]):
                raise problem from None
            raise
        if value is None:
            raise _at(
                function,
                f"{function.__name__} returns nothing",
                "a value",
                "write `return` before what it computes",
            )
        return value

    def _arguments(self, function: Any, steps: Mapping[str, int]) -> list[Any]:
        try:
            return [steps[a] if a in steps else self[a] for a in parameters(function)]
        except KeyError as error:
            raise self._unknown(function, error) from None

    def _unknown(self, function: Any, error: KeyError) -> Exception:
        """The complaint about an argument that nothing gives; any other error as it is."""
        (missing,) = error.args[:1] or ("",)
        if missing not in parameters(function) or missing in self.functions:
            return error
        return _at(
            function,
            f"{function.__name__} takes {missing}, which is neither an input in EXAMPLE nor a "
            "function of the module",
            "arguments that are called as inputs or functions",
            f"correct the argument, or give {missing} in EXAMPLE; or declare it in NOTATION, "
            f"{AS_SIZE}",
        )


def _at(function: Any, wrong: str, expected: str, fix: str) -> Elsewhere:
    """The complaint about a function, at its own line."""
    path = f"{function.__module__.replace('.', '/')}.py"
    return Elsewhere(wrong, expected, fix, path, function.__code__.co_firstlineno)


def parameters(function: Any) -> tuple[str, ...]:
    """The names of its arguments, which are those of the values that it needs."""
    code = function.__code__
    return tuple(code.co_varnames[: code.co_argcount])
