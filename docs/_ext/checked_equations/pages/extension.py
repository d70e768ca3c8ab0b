"""The Markdown extension: the adapter between Markdown and the pass over the site.

All pages are read, checked and rendered when MkDocs loads the extension, before it removes or
copies anything. Markdown later hands over the bare text of one page after another: each is
recognised by its text, and what was rendered for it is put in place.
"""

import gc
import importlib
import logging
import sys
import threading
from collections.abc import Mapping
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any

import click
from filelock import FileLock, Timeout
from markdown import Extension, Markdown

from ..equations.errors import Complaint, Problem
from ..equations.latex import parse
from ..memory import without_collector
from .check import Checker
from .directives.equation import Exempt
from .font import FontError
from .made import found_when_made
from .options import CONFIGURATION, Options, read_options
from .processors import register
from .readback import check_drawn, drawn, shapes
from .reading import state
from .registry import Failed, Item, Page, Registry, unforeseen
from .render import (
    PageRenderer,
    Piece,
    cannot_be_typeset,
    cut,
    error_box,
    keep_templates,
    listings,
)
from .shown import faults
from .styles import write_assets
from .typeset import TypesetError, Typesetter

try:  # MkDocs prints a BuildError as one message; other generators show the exception itself.
    from mkdocs.exceptions import BuildError as _Stop
except ImportError:
    _Stop = Exception  # type: ignore[assignment,misc]

log = logging.getLogger(__name__.partition(".")[0])

# Another build in the same folder is waited for, this many seconds.
_PATIENCE = 600


class CheckFailed(_Stop):
    """The build stops: something could not be verified."""


def stop_on(complaints: list[Complaint]) -> None:
    """Raise CheckFailed with one line for each complaint, if there is any."""
    if complaints:
        raise CheckFailed("\n".join(["The site is not published:", *map(str, complaints)]))


class Site:
    """The present state of all pages and snippets, checked again when one of them changes."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.serving = False
        self.typesetter = Typesetter(options.cache)
        listings.keep_in(options.cache / "listings")
        shapes.keep_in(options.cache / "shapes")
        drawn.keep_in(options.cache / "drawn")
        keep_templates(options.cache / "templates")
        # Of each page, by its path: what was rendered for it that no search has to read.
        self.unsearched: dict[str, list[str]] = {}
        self._checker = Checker(options)
        self._lock = threading.Lock()
        self._state: object = None
        self._registry: Registry | None = None
        self._pieces: dict[str, list[Piece]] = {}  # of each page, by its path
        # What they were rendered from: the items of each page, and what all pages tell each other.
        self._items: dict[str, list[Item]] = {}
        self._told: object = None
        # Of each page, by its path: the HTML, pieces and text with which nothing was wrong.
        self._accepted: dict[str, tuple[str, list[Piece], str]] = {}
        self._command: click.Context | None = None

    @property
    def root(self) -> Path:
        return self.options.root

    def registry(self) -> Registry:
        """What the last pass found."""
        with self._lock:
            return self._registry or self._checked()

    def refresh(self) -> Registry:
        """What a pass finds now; nothing is checked again unless a file has changed."""
        with self._lock:
            if self._registry is None or self._state != state(self.options):
                return self._checked()
            return self._registry

    def _checked(self) -> Registry:
        before = state(self.options)
        registry = self._registry = self._checker.check()
        self._typeset(registry)
        self._render(registry, before)
        if not registry.all_complaints():
            between = state(self.options)
            self._make_artifacts(registry)
            # Artifacts lie among the files that are looked at, and are no change.
            after = state(self.options)
            before |= {file: found for file, found in after.items() if between.get(file) != found}
        self._state = before
        if self.serving:
            for complaint in registry.all_complaints():
                log.warning("%s", complaint)
        return registry

    def _typeset(self, registry: Registry) -> None:
        """Have all formulas ready, or say what is wrong before a build removes anything."""
        wanted: dict[Item, list[tuple[str, bool]]] = {}
        for item, found in list(registry.results.items()):
            if not isinstance(found, Failed):
                with registry.watching(registry.page_of[item], item):
                    wanted[item] = list(item.formulas(found, registry))
        self.typesetter.learn(formula for formulas in wanted.values() for formula in formulas)
        for item, formulas in wanted.items():
            with registry.watching(registry.page_of[item], item):
                vocabulary = registry.vocabulary(item)
                exempt = isinstance(registry.results[item], Exempt)
                for latex, display in formulas:
                    mathml = self._drawn(latex, display)
                    if not exempt:
                        key = ("drawn", latex, display, vocabulary)
                        registry.memo(key, partial(check_drawn, latex, mathml, vocabulary))
        parse.save()
        shapes.save()
        drawn.save()

    def _drawn(self, latex: str, display: bool) -> str:
        """A formula as MathML. Raises Problem where it cannot be typeset."""
        try:
            return self.typesetter(latex, display)
        except TypesetError as error:
            raise cannot_be_typeset(latex, error) from None

    def _render(self, registry: Registry, files: Mapping[Path, object]) -> None:
        """Render the pages; where nothing is wrong, only those that show something else now."""
        told = None if registry.all_complaints() else _told(registry, files)
        is_told = told is not None and told == self._told
        # A page that has not changed is not read again: its items are the very same.
        self._pieces = {
            path: self._pieces[path]
            if is_told and page.items is self._items.get(path)
            else self._rendered(registry, page)
            for path, page in registry.pages.items()
        }
        self._items = {path: page.items for path, page in registry.pages.items()}
        self._told = None if registry.all_complaints() else told

    def _rendered(self, registry: Registry, page: Page, from_source: bool = False) -> list[Piece]:
        pieces = PageRenderer(registry, page, self.typesetter, from_source).pieces()
        listings.save()
        return pieces

    def _make_artifacts(self, registry: Registry) -> None:
        for artifact in self.options.artifacts:
            module, _, function = artifact.partition(":")
            try:
                make = getattr(importlib.import_module(module), function)
            except (ImportError, AttributeError) as error:
                problem = Problem(
                    f"the artifact {artifact}: {error}",
                    "module:function",
                    "correct the option `artifacts`",
                )
                registry.complaints.append(Complaint(CONFIGURATION, 1, problem))
                continue
            try:
                make(registry)
            except Problem as found:
                registry.complaints.append(Complaint(CONFIGURATION, 1, found))
            except Exception as error:
                problem = Problem(
                    f"the artifact {artifact} raises {type(error).__name__}: {error}",
                    "a function that takes the registry",
                    "correct the function, or the option `artifacts`",
                )
                registry.complaints.append(Complaint(CONFIGURATION, 1, problem))

    def prepare(self, command: click.Context | None) -> None:
        """Check the site and write its assets before any page is rendered."""
        if command is not None:
            self.serving = command.info_name == "serve"
            if not self.serving:
                if command is self._command:
                    return  # the extension is loaded once more for each page
                _one_at_a_time(self.options.cache / "build.lock")
        write_assets(self.options)
        complaints = self.refresh().all_complaints()
        self._command = command
        if not self.serving:
            # All of it is needed to the end: to look through it again and again for garbage takes
            # a fifth of the time of a build.
            gc.freeze()
        if command is not None and not self.serving:
            _stop(command, complaints)

    def render(self, body: str, links_from_source: bool) -> tuple[Page | None, list[str | Piece]]:
        """A page, and its text with its items replaced. Raises CheckFailed unless serving."""
        registry = self.registry()
        page = _recognised(registry, body)
        if not self.serving:
            stop_on(registry.all_complaints())
        if page is None:
            unread = [page for page in registry.pages.values() if not page.readable]
            boxes = [error_box(c) for page in unread for c in page.complaints]
            if self.serving and boxes:
                return None, [Piece(0, 0, "\n".join(boxes))]
            raise CheckFailed(
                "a text belongs to no page that was checked: " + " ".join(body.split())[:60] + "; "
                "expected the pages under docs_dir; fix: if `exclude` names its folder, exclude it "
                "in MkDocs too; if a hook or a plugin changes pages before Markdown, remove it"
            )
        pieces = self._pieces[page.path]
        if links_from_source:
            pieces = self._rendered(registry, page, links_from_source)
        self.unsearched[page.path] = [p.unsearched for p in pieces if p.unsearched]
        return page, cut(page.body, pieces)

    def accept(self, html: str, pieces: list[Piece], page: Page) -> list[Complaint]:
        """What is wrong with the HTML of a page. Raises CheckFailed unless serving."""
        if page.complaints:  # it is shown with these, and what they hide is left as it is typed
            return []
        shown = html, pieces, page.body
        if self._accepted.get(page.path) == shown:
            return []
        found = faults(html, pieces, page, self.options.decimals_in_prose)
        complaints = list({str(c): c for c in (page.complaint(*fault) for fault in found)}.values())
        if not complaints:
            self._accepted[page.path] = shown
        if complaints and not self.serving:
            # The build ends here: what else it would find is said with it.
            made = found_when_made(self.registry(), self.root / CONFIGURATION)
            stop_on([*complaints, *(c for c in made if c.path != page.path)])
        for complaint in complaints:
            log.warning("%s", complaint)
        return complaints


def _told(registry: Registry, files: Mapping[Path, object]) -> object:
    """All that what is put into a page may depend on, beside its own text: for comparison only."""
    pages = {registry.root / path for path in registry.pages}
    return (
        {file: found for file, found in files.items() if file not in pages},
        [(path, repr(page.meta)) for path, page in registry.pages.items()],
        [_told_of(item, registry) for page in registry.pages.values() for item in page.items],
    )


def _told_of(item: Item, registry: Registry) -> tuple[object, ...]:
    """An item without its place, with the id and number that others name it by."""
    name = registry.ids.get(item)
    said = (repr(getattr(item, each.name)) for each in fields(item) if each.name != "place")
    return type(item), name, registry.numbers.get(name or ""), *said


def _recognised(registry: Registry, body: str) -> Page | None:
    key = _key(body)
    return next((page for page in registry.pages.values() if _key(page.body) == key), None)


def _key(text: str) -> str:
    return text.expandtabs(4).strip()


_sites: dict[Path, Site] = {}


def site_of(root: Path) -> Site:
    """The site that the extension was loaded for."""
    return _sites[root.resolve()]


def _site(settings: Mapping[str, Any], configuration: Path | None) -> Site:
    options = read_options(settings, configuration)
    site = _sites.get(options.root)
    if site is None or site.options != options:
        site = _sites[options.root] = Site(options)
    return site


def _command() -> click.Context | None:
    """The command of MkDocs that is running, if any."""
    context = click.get_current_context(silent=True)
    callback = context.command.callback if context else None
    # Of `python -m mkdocs` too, where the module itself is called `__main__`.
    spec = getattr(callback, "__globals__", {}).get("__spec__")
    return context if getattr(spec, "name", "") == "mkdocs.__main__" else None


def _configuration(command: click.Context | None) -> Path | None:
    """The file that MkDocs was told to read with `-f`."""
    given = command.params.get("config_file") if command else None
    name = str(getattr(given, "name", given or ""))
    return Path(name) if Path(name).is_file() else None


def _settings(settings: Mapping[str, Any], command: click.Context | None) -> Mapping[str, Any]:
    """The settings, and what MkDocs was told with `--no-directory-urls`."""
    told = command.params.get("use_directory_urls") if command else None
    return settings if told is None else {**settings, "use_directory_urls": told}


def _complaint(error: Exception) -> Complaint:
    """What stops the extension from being loaded at all."""
    if isinstance(error, FontError):
        error = Problem(str(error), "a font for all formulas", "correct what it names")
    elif not isinstance(error, Problem):
        error = unforeseen(error)
    return Complaint(CONFIGURATION, 1, error)


def _stop(command: click.Context | None, complaints: list[Complaint]) -> None:
    """End a command of MkDocs at once, which would hide the message in a traceback; or raise."""
    try:
        stop_on(complaints)
    except CheckFailed as stop:
        if command is None or (command.info_name == "serve" and _sites):
            raise
        print(stop, file=sys.stderr)
        raise SystemExit(1) from None


_locks: dict[Path, FileLock] = {}


def _one_at_a_time(file: Path) -> None:
    """Wait for another build in the same folder; this process holds the lock until its end."""
    if file in _locks:
        return
    lock = FileLock(file)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            log.warning("another build is running in this folder: waiting for it")
            lock.acquire(timeout=_PATIENCE)
    except Timeout:
        raise Problem(
            f"another build has been running in this folder for {_PATIENCE // 60} minutes",
            "one build at a time",
            "wait for it, or end it",
        ) from None
    except OSError:
        return  # nothing can be written here, so no two builds write
    _locks[file] = lock


class CheckedEquations(Extension):
    """Checks and typesets the formulas of a site; its settings are those of `Options`."""

    def __init__(self, **settings: Any) -> None:
        self.settings = settings

    def extendMarkdown(self, md: Markdown) -> None:
        """Check the site, and recognise its pages before Markdown changes them.

        MkDocs loads its extensions before it removes or copies anything: here a build ends
        without damage.
        """
        command = _command()
        try:
            with without_collector():
                site = _site(_settings(self.settings, command), _configuration(command))
                site.prepare(command)
        except CheckFailed:
            raise
        except Exception as error:
            _stop(command, [_complaint(error)])
        register(md, site)
