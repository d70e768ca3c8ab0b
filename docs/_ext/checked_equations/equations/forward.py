"""Values by name and by step: a forward pass that computes what is asked for."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from .walks import Range, Walk


class Values(dict[str, Any]):
    """Values by name: a given one as it is, any other computed when it is asked for.

    A function's argument names say which values it needs. No snippet can change the arrays that
    others read: they are read-only.
    """

    def __init__(
        self, functions: Mapping[str, Any], given: Mapping[str, Any], walks: Mapping[str, Range]
    ) -> None:
        arrays = {name: v.copy() for name, v in given.items() if isinstance(v, np.ndarray)}
        super().__init__({**given, **arrays})
        self.functions = functions
        for array in arrays.values():
            array.flags.writeable = False
        for name, steps in walks.items():
            self[name] = self._walk(name, given.get(name, {}), steps)

    def _walk(self, name: str, given: Mapping[int, Any], steps: Range) -> Walk:
        """The values of a name by step, of which each one is computed when it is asked for."""
        known = {step: np.array(v)[()] for step, v in given.items()}
        for value in known.values():
            if isinstance(value, np.ndarray):
                value.flags.writeable = False
        function: Any = self.functions.get(name)

        def compute(step: int) -> Any:
            arguments = parameters(function)
            return function(*[step if a == steps.letter else self[a] for a in arguments])

        return Walk(name, known, steps, self[steps.size], compute if function else None)

    def __missing__(self, name: str) -> Any:
        function = self.functions[name]
        value = function(*[self[argument] for argument in parameters(function)])
        if isinstance(value, np.ndarray):
            value.flags.writeable = False
        self[name] = value
        return value


def parameters(function: Any) -> tuple[str, ...]:
    """The names of its arguments, which are those of the values that it needs."""
    code = function.__code__
    return tuple(code.co_varnames[: code.co_argcount])
