"""The values of a derivation over time or layers, each of them by step."""

from collections.abc import Mapping
from typing import Any

from snippets import Values, arguments, public_functions


class Walk(dict[int, Any]):
    """The values of one name by step: a given one as it is, any other computed when asked for."""

    def __init__(self, name: str, letter: str, values: Values) -> None:
        super().__init__(values.get(name, {}))
        self.name, self.letter, self.all = name, letter, values

    def __missing__(self, step: int) -> Any:
        function = self.all.functions[self.name]
        names = arguments(function)
        self[step] = function(*[step if n == self.letter else self.all[n] for n in names])
        return self[step]


def values_by_step(module: Mapping[str, Any], given: Mapping[str, Any]) -> Values:
    """The values of a module with one step letter; what is given says how many steps there are."""
    letter, _, last = _steps(module)
    given_steps = [step for value in given.values() if isinstance(value, dict) for step in value]
    values = Values(module, {**given, last: max(given_steps)})
    for name in public_functions(module):
        if letter in arguments(module[name]):
            values[name] = Walk(name, letter, values)
    return values


def print_steps(module: Mapping[str, Any]) -> None:
    """Print every number of a module's running example."""
    _, first, last = _steps(module)
    values = values_by_step(module, module["EXAMPLE"])
    for name in public_functions(module):
        value = values[name]
        if isinstance(value, Walk):
            value = {step: value[step] for step in range(first, values[last] + 1)}
        print(f"{name} = {value}")


def _steps(module: Mapping[str, Any]) -> tuple[str, int, str]:
    """The step letter, the first step, and the Python name of the last one."""
    ((letter, written),) = module["STEPS"].items()
    first, end = written.split("..")
    (last,) = (name for name, entry in module["NOTATION"].items() if entry[0] == end)
    return letter, int(first), last
