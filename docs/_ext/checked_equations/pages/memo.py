"""Results that stay true between two passes of one process."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from ..equations.errors import Problem

Value = TypeVar("Value")


class Memo:
    """Keeps what was computed for a key that holds all that it depends on, Problems included.

    What a whole pass does not ask for is forgotten with the next one.
    """

    def __init__(self) -> None:
        self._before: dict[Hashable, Any] = {}
        self._now: dict[Hashable, Any] = {}

    def next_pass(self) -> None:
        self._before, self._now = self._now, {}

    def __call__(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """The value for a key. Raises the Problem that computing it raised."""
        if key not in self._now:
            self._now[key] = self._before[key] if key in self._before else _outcome(compute)
        found = self._now[key]
        if isinstance(found, Problem):
            raise found.with_traceback(None)
        value: Value = found
        return value


def _outcome(compute: Callable[[], Value]) -> Value | Problem:
    try:
        return compute()
    except Problem as problem:
        return problem
