"""Python's garbage collector, kept off what is to stay."""

import contextlib
import gc
from collections.abc import Iterator

_frozen = False  # to ask the collector itself takes the longer, the more there is


@contextlib.contextmanager
def without_collector() -> Iterator[None]:
    """Keep the collector off what is made: nearly all of it stays.

    What the first pass leaves is not searched later either, nor at the end of the process.
    """
    global _frozen
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if not _frozen:
            _frozen = True
            gc.freeze()
        if enabled:
            gc.enable()
