"""Files that one process leaves for the next: written in one step, and read only if whole."""

import contextlib
import hashlib
import os
import pickle
import threading
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any


def write_whole(file: Path, content: bytes) -> None:
    """Write a file in one step: another process finds what was there before, or all of this."""
    file.parent.mkdir(parents=True, exist_ok=True)
    # A hidden file: a build in another process must not publish it.
    draft = file.with_name(f".{file.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        draft.write_bytes(content)
        os.replace(draft, file)
    finally:
        draft.unlink(missing_ok=True)


def write_changed(file: Path, content: bytes) -> None:
    """Write a file unless this is there: who watches it sees no change where there is none."""
    if not file.is_file() or file.read_bytes() != content:
        write_whole(file, content)


def keep(file: Path, version: bytes, content: bytes) -> None:
    """Keep what can be made anew; where it cannot be written, the next process takes longer."""
    with contextlib.suppress(OSError):
        write_whole(file, _seal(version, content) + b"\n" + content)


def kept(file: Path, version: bytes) -> bytes | None:
    """What was kept for this version; None if it is missing, damaged or of another version."""
    try:
        seal, _, content = file.read_bytes().partition(b"\n")
    except OSError:
        return None
    return content if seal == _seal(version, content) else None


def _seal(version: bytes, content: bytes) -> bytes:
    return hashlib.sha256(version + content).hexdigest().encode()


class Store:
    """Values by key, each made once; a file keeps those that a process used for later ones.

    `version` is all that the values depend on beside their keys.
    """

    def __init__(self, version: Callable[[], bytes]) -> None:
        self.version = version
        self.file: Path | None = None
        self._used: dict[Hashable, Any] = {}
        self._earlier: dict[Hashable, bytes] = {}  # unpickled when asked for: most are not
        self._is_new = False

    def keep_in(self, file: Path) -> None:
        """Keep the values in this file from now on."""
        if file != self.file:
            self.file = file
            content = kept(file, self._version())
            self._earlier |= pickle.loads(content) if content else {}

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """The value of a key; where making it raises, nothing is kept."""
        if key not in self._used:
            if key in self._earlier:
                self._used[key] = pickle.loads(self._earlier[key])
            else:
                self._used[key] = make()
                self._is_new = True
        return self._used[key]

    def save(self) -> None:
        """Write what is new."""
        if self.file is not None and self._is_new:
            values = {key: pickle.dumps(value) for key, value in self._used.items()}
            keep(self.file, self._version(), pickle.dumps(values))
            self._is_new = False

    def _version(self) -> bytes:
        """All that can be read of a file depends on, this module's way to write it too."""
        return self.version() + Path(__file__).read_bytes()
