"""Files to pages: encoding, front matter, included pictures, notebooks."""

import contextlib
import os
import re
from dataclasses import replace
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from ..equations.errors import Problem
from . import notebooks
from .memo import Memo
from .options import Options, SafeLoader
from .pictures import not_utf8, read_picture
from .registry import Page, unforeseen
from .scan import scan

# What MkDocs makes pages of. It leaves out what begins with a dot; so do we.
MARKDOWN = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")

_METADATA = re.compile(r" {0,3}[A-Za-z0-9_-]+:\s")  # what MkDocs takes for it at a page's start
_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*\n", re.DOTALL)
INCLUDE = re.compile(r"^[ \t]*;*-+8<-+.*$", re.MULTILINE)
_PICTURE = re.compile(r"""[ \t]*--8<--[ \t]+"([^"\n]+\.svg)"[ \t]*$""")


def page_files(options: Options) -> list[Path]:
    """The files that become pages."""
    kinds = (*MARKDOWN, ".ipynb") if options.notebooks else MARKDOWN
    return [file for file in _files(options) if file.suffix in kinds]


def _files(options: Options) -> list[Path]:
    """Every file under docs, behind links too; what begins with a dot is none of the site's."""
    excluded = [options.docs / folder for folder in options.exclude]
    found: list[Path] = []
    seen: set[str] = set()  # folders, for a link can lead back to where it stands
    for name, folders, files in os.walk(options.docs, followlinks=True):
        folder = Path(name)
        folders[:] = [f for f in folders if f[0] != "." and (folder / f) not in excluded]
        if os.path.realpath(name) in seen:
            folders.clear()
            continue
        seen.add(os.path.realpath(name))
        found += [folder / f for f in files if f[0] != "."]
    return sorted(found)


def state(options: Options) -> dict[Path, tuple[int, int]]:
    """Size and time of every file that the outcome of a pass may depend on."""
    snippets = options.root / options.snippets
    files = [*_files(options), *(f for f in snippets.rglob("*") if "__pycache__" not in f.parts)]
    found = {}
    for file in files:
        with contextlib.suppress(OSError):  # an editor keeps links to nowhere beside open files
            status = file.stat()
            found[file] = (status.st_size, status.st_mtime_ns)
    return found


def read_pages(options: Options, memo: Memo) -> list[Page]:
    """Every page, with all that is to be checked on it; what has not changed is not read again."""
    pages = []
    for file in page_files(options):
        read = partial(_read_page, options, file)
        page = memo(("page", file, _contents(options, file)), read)
        pages.append(replace(page, complaints=list(page.complaints)))
    return pages


def _contents(options: Options, file: Path) -> tuple[bytes | None, ...]:
    """All that is read for a page: its file, and the pictures that it includes."""
    text = _bytes(file)
    lines = (text or b"").decode(errors="replace").splitlines()
    pictures = [found[1] for found in map(_PICTURE.match, lines) if found]
    return text, *(_bytes(options.root / picture) for picture in pictures)


def _bytes(file: Path) -> bytes | None:
    """What is in a file; None where it cannot be read."""
    try:
        return file.read_bytes()
    except OSError:
        return None


def _read_page(options: Options, file: Path) -> Page:
    try:
        return read_page(options, file)
    except (OSError, RecursionError) as error:
        page = Page(file.relative_to(options.root).as_posix(), {}, "", 1, readable=False)
        page.complain(unforeseen(error), 1)
        return page


def read_page(options: Options, file: Path) -> Page:
    """Read one page and find everything on it that is to be checked."""
    path = file.relative_to(options.root).as_posix()
    raw = file.read_bytes()
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        page = Page(path, {}, raw.decode("utf-8", errors="replace"), 1, readable=False)
        page.complain(not_utf8(error, "page"), raw.count(b"\n", 0, error.start) + 1)
        return page
    if file.suffix == ".ipynb":
        return _read_notebook(options, path, text)
    found = _FRONT_MATTER.match(text)
    head, body = (found[0], text[found.end() :]) if found else ("", text)
    page = Page(path, {}, body, head.count("\n") + 1)
    if found:
        _front_matter(page, found[1], options)
    elif body.startswith("---"):
        problem = Problem("front matter that is never closed", "a second line ---", "close it")
        page.complain(problem, 1)
    elif _METADATA.match(body):
        problem = Problem(
            "a first line that MkDocs takes for metadata, so that it would not be shown",
            "front matter between two lines ---, or a heading",
            "begin with one of them",
        )
        page.complain(problem, 1)
    scan(page, options)
    for include in INCLUDE.finditer(body):
        _include(page, options, include)
    return page


def _include(page: Page, options: Options, include: re.Match[str]) -> None:
    """What is put into a page is a picture, whose words are read like the page's."""
    line = page.line(include.start())
    picture = _PICTURE.match(include[0])
    if (
        not picture
        or not (options.root / picture[1]).is_file()
        or not (options.root / picture[1]).is_relative_to(options.docs)
    ):
        problem = Problem(
            f"{include[0].strip()} includes no picture that exists",
            f'--8<-- "{options.docs_dir}/….svg", named from the folder of mkdocs.yml',
            "correct its name; a snippet is shown by its equation or by ```model",
        )
        page.complain(problem, line)
        return
    page.included.add(include[0])
    read_picture(page, options, options.root / picture[1], line)


def _read_notebook(options: Options, path: str, text: str) -> Page:
    """A notebook as a page. Its front matter is its metadata."""
    page = Page(path, {}, "", 1)
    try:
        notebook = notebooks.read(text)
    except Problem as problem:
        page.complain(problem, 1)
        return page
    _take(page, notebook["metadata"])
    page.body, page.cells = notebooks.body_of(notebook)
    scan(page, options)
    for line, cell in zip(page.cells, notebook["cells"], strict=True):
        try:
            page.snippets_used |= notebooks.check_source(cell)
        except Problem as problem:
            page.complain(problem, line)
    return page


# What MkDocs and its themes take the front matter's keys to be: other kinds end in tracebacks.
_KINDS = {
    **dict.fromkeys(("title", "description", "model", "template"), (str, "a text")),
    **dict.fromkeys(("hide", "tags"), (list, "a list")),
    "symbols": (dict, "symbols, each with its meaning"),
}


def _front_matter(page: Page, text: str, options: Options) -> None:
    try:
        meta: Any = yaml.load(text, Loader=SafeLoader)
        line = 1
    except (yaml.YAMLError, ValueError) as error:
        meta, mark = " ".join(str(error).split()), getattr(error, "problem_mark", None)
        line = min(mark.line + 2, page.first_line - 2) if mark else 1
    if not isinstance(meta, dict):
        page.readable = False
        wrong = f"the front matter cannot be read: {meta}" if meta else "the front matter is empty"
        problem = Problem(wrong, "`key: value` lines", "correct it")
        page.complain(problem, line)
        return
    for number, found in enumerate(text.split("\n"), start=2):
        page.meta_lines.setdefault(found.partition(":")[0], number)
    _take(page, meta, options.front_matter)


def _take(page: Page, meta: dict[Any, Any], allowed: tuple[str, ...] | None = None) -> None:
    """Take up what a front matter, or a notebook's metadata, says; `allowed` None is any key."""
    for key, value in meta.items():
        line = page.meta_lines.get(str(key), 1)
        kind, words = _KINDS.get(key, (object, ""))
        if allowed is not None and key not in allowed:
            near = get_close_matches(str(key).lower(), allowed, 1)
            problem = Problem(
                f"the key {key} of the front matter is unknown",
                "one of " + ", ".join(allowed),
                f"write {near[0]}" if near else "correct or remove it",
            )
            page.complain(problem, line)
        elif not isinstance(value, kind):
            problem = Problem(
                f"{key} of the front matter is {value!r}", words, "correct it, or remove the line"
            )
            page.complain(problem, line)
        else:
            page.meta[key] = value
