"""V8 inside this process."""

import atexit
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py_mini_racer import MiniRacer


def start(scripts: Iterable[str]) -> "MiniRacer":
    """V8 after these scripts.

    V8 attaches itself to the event loop that runs in the thread which starts it, such as that of
    Jupyter, and calls from other threads would then wait for that loop forever. In a new thread
    no loop runs, and V8 makes its own.
    """
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(_start, scripts).result()


def _start(scripts: Iterable[str]) -> "MiniRacer":
    # not needed where all that it makes is kept
    from py_mini_racer import DEFAULT_V8_FLAGS, MiniRacer, init_mini_racer

    # With keys, V8 crashes in threads that the one which first started it did not make.
    flags = [*DEFAULT_V8_FLAGS, "--no-memory-protection-keys"]
    init_mini_racer(flags=flags, ignore_duplicate_init=True)
    v8 = MiniRacer()
    # Closed while threads still run: later, the end of the process would sometimes wait forever.
    atexit.register(v8.close)
    for script in scripts:
        v8.eval(script + "\n;0")
    return v8
