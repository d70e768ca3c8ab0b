"""What notebooks gave when they last ran, kept until something that they depend on changes."""

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from markupsafe import Markup

from checked_equations.files import write_whole
from checked_equations.pages import notebooks

from . import reads, run
from .cells import Output, cells_as_html
from .reads import state

# What decides how a notebook is run and what is noted. Its HTML is made anew by each build.
_MAKERS = (notebooks, reads, run, sys.modules[__name__])


def cells_of(file: Path, root: Path) -> dict[int, Markup]:
    """The HTML of a notebook's code cells, by number; they run if they must. Raises Problem."""
    raw = file.read_bytes()
    notebook = notebooks.read(raw)
    entry, key = _entry(file, root), _key(raw)
    outputs = _kept(entry, key, root)
    if outputs is not None:
        return cells_as_html(notebook, outputs)
    found = run.run(file, notebook, root)
    cells = cells_as_html(notebook, found.outputs)
    # Only what can be shown is kept: a warning may come with the first run alone.
    untraceable = sorted({noted.path for noted in found.reads if noted.kind == "untraceable"})
    if untraceable:
        name, uses = file.relative_to(root).as_posix(), ", ".join(untraceable)
        run.log.info("%s will run again in the next build: nothing can trace %s", name, uses)
    else:
        _keep(entry, key, found)
    return cells


def forget_deleted(root: Path) -> None:
    """Remove the entries of notebooks that no longer exist."""
    for entry in _folder(root).glob("*.json"):
        if not (root / unquote(entry.stem)).exists():
            entry.unlink(missing_ok=True)


def _folder(root: Path) -> Path:
    return root / ".cache" / "notebooks"


def _entry(file: Path, root: Path) -> Path:
    return _folder(root) / f"{quote(file.relative_to(root).as_posix(), safe='')}.json"


def _key(notebook: bytes) -> str:
    """A digest of what is known before a notebook runs; what it reads is in its entry."""
    makers = [Path(str(module.__file__)).read_bytes() for module in _MAKERS]
    digest = hashlib.sha256()
    for part in (notebook, *makers, *map(str.encode, versions())):
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


@cache
def versions() -> list[str]:
    """Python's version, and the name and version of all that is installed beside it."""
    # The names of these folders hold both; to read what is in them takes a hundred times as long.
    kinds = (".dist-info", ".egg-info")
    folders = [Path(folder) for folder in sys.path if os.path.isdir(folder)]
    installed = {f.name for folder in folders for f in folder.iterdir() if f.suffix in kinds}
    return [sys.version, *sorted(installed)]


def _kept(entry: Path, key: str, root: Path) -> Sequence[Sequence[Output]] | None:
    """What is kept, unless it is missing, damaged or out of date."""
    try:
        stored = json.loads(entry.read_text("utf-8"))
        body = stored["body"]
        if stored["checksum"] != _checksum(body) or body["key"] != key:
            return None
    except (OSError, ValueError, TypeError, KeyError):
        return None
    if any(state(kind, str(root / path)) != before for kind, path, before in body["reads"]):
        return None
    outputs: Sequence[Sequence[Output]] = body["outputs"]
    return outputs


def _keep(entry: Path, key: str, found: run.Run) -> None:
    """Replace an entry at once, so that another build finds the old one or the new one."""
    body = {"key": key, "reads": found.reads, "outputs": found.outputs}
    text = json.dumps({"checksum": _checksum(body), "body": body})
    with contextlib.suppress(OSError):  # it cannot be written, or another build reads it: Windows
        write_whole(entry, text.encode())


def _checksum(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
