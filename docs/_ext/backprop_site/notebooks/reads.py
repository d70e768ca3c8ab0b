"""What a notebook reads while it runs. Loaded into the notebook's kernel before its first cell.

Seen are the files of the project that Python opens for reading, the folders that it lists, and
the places where it looks for a module. Each is written down together with its state at that
moment: a file that is edited while the notebook runs differs from what was written down.

Not seen are a bare test whether a file exists, environment variables, and what code that is not
Python opens by itself. Other programs, network connections and databases cannot be followed; that
one was used is written down, and the outcome of such a run is never used again.
"""

import hashlib
import json
import os
import sys
import threading
from collections.abc import Iterable
from importlib.util import source_from_cache
from typing import Any, Literal, NamedTuple

Kind = Literal["file", "folder", "module", "untraceable"]

_UNTRACEABLE = (
    *("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.startfile"),
    *("socket.connect", "sqlite3.connect"),
)


class Read(NamedTuple):
    """One thing that was read, its path within the project, and its state then."""

    kind: Kind
    path: str
    state: str


def state(kind: Kind, path: str) -> str:
    """A digest of what a reader would find there now; the name of the error if it finds none."""
    folder, _, module = path.rpartition(os.sep)
    try:
        if kind == "file":
            with open(path, "rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        if kind == "folder":
            found = [name for name in os.listdir(path) if name != "__pycache__"]
        else:
            found = [name for name in os.listdir(folder) if name.partition(".")[0] == module]
    except (OSError, ValueError) as error:
        return type(error).__name__
    return hashlib.sha256("\0".join(sorted(found)).encode(errors="surrogateescape")).hexdigest()


class Watch:
    """An audit hook and, first in `sys.meta_path`, a finder that finds nothing but takes notes."""

    def __init__(self, root: str, log: str) -> None:
        self._root = os.path.realpath(root)
        # An environment inside the project; its versions are known by other means.
        self._environment = os.path.realpath(sys.prefix)
        if not self._environment.startswith(self._root + os.sep):
            self._environment = ""
        self._log = os.open(log, os.O_WRONLY | os.O_APPEND)
        self._noted: set[tuple[Kind, str]] = set()
        self._own = threading.local()  # `busy` while a thread takes a note, which also opens files

    def audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if not flags & (os.O_WRONLY | os.O_TRUNC):
                self._note("file", path)
        elif event in ("os.listdir", "os.scandir"):
            # Whoever imports lists folders to find one module, which `find_spec` notes.
            caller = sys._getframe(1).f_globals.get("__name__", "")
            if not caller.startswith(("importlib.", "_frozen_importlib")):
                self._note("folder", arguments[0] or ".")
        elif event in _UNTRACEABLE:
            self._write(Read("untraceable", event, ""))

    def find_spec(self, name: str, path: Iterable[str] | None, target: Any = None) -> None:
        for folder in sys.path if path is None else path:
            self._note("module", os.path.join(folder, name.rpartition(".")[2]))

    def _note(self, kind: Kind, path: Any) -> None:
        if isinstance(path, int) or getattr(self._own, "busy", False):
            return
        self._own.busy = True
        try:
            inside = self._inside(os.fsdecode(path))
            if inside is not None and (kind, inside) not in self._noted:
                self._noted.add((kind, inside))
                self._write(Read(kind, inside, state(kind, os.path.join(self._root, inside))))
        except (OSError, ValueError):
            pass  # no path at all; whoever uses it gets the error
        finally:
            self._own.busy = False

    def _inside(self, path: str) -> str | None:
        """The path within the project; the source's for compiled Python. None if it is outside."""
        if path.endswith(".pyc") and os.path.basename(os.path.dirname(path)) == "__pycache__":
            path = source_from_cache(path)
        # A link may lead into the project, and one in the project may lead out of it.
        for found in (os.path.abspath(path), os.path.realpath(path)):
            if self._environment and found.startswith(self._environment + os.sep):
                return None
            if (found + os.sep).startswith(self._root + os.sep):
                return os.path.relpath(found, self._root)
        return None

    def _write(self, read: Read) -> None:
        os.write(self._log, json.dumps(read).encode() + b"\n")


def watch(root: str, log: str) -> None:
    """Append to the file `log` what is read under the folder `root` from now on."""
    found = Watch(root, log)
    sys.addaudithook(found.audit)
    sys.meta_path.insert(0, found)
