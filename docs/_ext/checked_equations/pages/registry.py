"""Pages, the items on them that are checked, and what a pass over the whole site finds."""

import bisect
import contextlib
import posixpath
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path, PurePosixPath
from typing import Any, ClassVar, Literal, Self, TypeVar
from urllib.parse import quote

from ..equations.errors import Complaint, Consequence, Elsewhere, Problem, WrongFunction
from ..equations.latex.parse import parse_symbol
from ..equations.latex.printer import to_latex
from ..equations.models.model import Model
from ..equations.models.points import Points
from ..equations.notation.vocabulary import Vocabulary
from .derivation import Derivation
from .memo import Memo
from .numbers import TypedNumber
from .options import Options

Found = TypeVar("Found")
Formula = tuple[str, bool]  # LaTeX, and whether it is displayed


class Stage(IntEnum):
    """When an item is checked; it may ask for what an earlier stage has found."""

    IN_ORDER = 1  # the formulas of a page, from top to bottom
    REFUTED = 2  # false formulas, which name their corrections
    LAST = 3  # whatever needs all of them


@dataclass(frozen=True)
class Place:
    """Where an item stands: offsets in the page's body, its line, and the line of its text."""

    start: int
    end: int
    line: int
    text_line: int
    indent: str = ""


@dataclass(frozen=True, eq=False)
class Item(ABC):
    """Something on a page that is checked and exchanged for HTML."""

    place: Place
    text: str

    stage: ClassVar[Stage] = Stage.LAST
    form: ClassVar[Literal["block", "inline", "text"]] = "block"
    template: ClassVar[str] = ""
    searched: ClassVar[bool] = True  # whether a site's search reads what is shown

    @classmethod
    def register(cls, page: "Page", items: Sequence[Self], registry: "Registry") -> None:
        """Make the items of a page known, before anything is checked."""
        registry.page_of.update(dict.fromkeys(items, page))

    @abstractmethod
    def check(self, page: "Page", registry: "Registry") -> Any:
        """What is found. Raises Problem."""

    def formulas(self, found: Any, registry: "Registry") -> Iterable[Formula]:
        """All that its HTML needs typeset."""
        return ()

    def model(self, found: Any) -> Model | None:
        """The model whose symbols its formulas name, where it need not be that of its page."""
        return None

    def shows(self, found: Any) -> Iterable[tuple[str, str]]:
        """Module and name of each snippet that it shows."""
        return ()

    def view(self, found: Any, registry: "Registry") -> Mapping[str, Any]:
        """What its template is filled with, beside `item` and `found`."""
        return {}


class Finding:
    """What was found of a formula; `fact` is the statistic that it counts towards."""

    fact: ClassVar[str] = ""


@dataclass(frozen=True)
class Failed:
    """An item that is wrong, or cannot be checked."""

    complaint: Complaint


@dataclass(eq=False)
class Page:
    """A Markdown file or a notebook: its front matter, its body and what was found in it."""

    path: str
    meta: dict[str, Any]
    body: str
    first_line: int
    items: list[Item] = field(default_factory=list)
    taken: int = 0  # where the last of them ends
    anchors: dict[str, str] = field(default_factory=dict)  # and where each of them is
    meta_lines: dict[str, int] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)
    typed_numbers: list[TypedNumber] = field(default_factory=list)
    included: set[str] = field(default_factory=set)  # the lines that include what exists
    readable: bool = True  # whether it is UTF-8, and its front matter YAML
    # of a notebook: on which line of the body each cell begins, and what its code uses
    cells: list[int] = field(default_factory=list)
    snippets_used: set[tuple[str, str]] = field(default_factory=set)

    @property
    def title(self) -> str:
        return str(self.meta.get("title", ""))

    def line(self, offset: int) -> int:
        return self.first_line + self.body.count("\n", 0, offset)

    def complaint(self, problem: Problem, line: int) -> Complaint:
        """A problem with its place; lines of a notebook are counted from their cell on."""
        if not self.cells:
            return Complaint(self.path, line, problem)
        cell = max(bisect.bisect(self.cells, line), 1)
        return Complaint(f"{self.path}, cell {cell}", line - self.cells[cell - 1] + 1, problem)

    def complain(self, problem: Problem, line: int) -> None:
        self.complaints.append(self.complaint(problem, line))

    def add(self, item: Item) -> None:
        """Take up an item. Raises Problem where it overlaps another."""
        for other in self.items if item.place.start < self.taken else ():
            if item.place.start < other.place.end and other.place.start < item.place.end:
                raise Problem(
                    f"it overlaps what begins in line {other.place.line}",
                    "things that stand side by side",
                    "close the one before the other begins",
                )
        self.items.append(item)
        self.taken = max(self.taken, item.place.end)


@dataclass
class Registry:
    """What one pass over the site found."""

    options: Options
    models: dict[str, Model]
    pages: dict[str, Page]
    memo: Memo
    debug: bool = False
    broken: set[str] = field(default_factory=set)  # snippet modules with an error of their own
    complaints: list[Complaint] = field(default_factory=list)  # that belong to no page
    results: dict[Item, Any] = field(default_factory=dict)
    equations: dict[str, Item] = field(default_factory=dict)  # every display, by its id
    ids: dict[Item, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)  # of the equations that have one, by id
    page_of: dict[Item, Page] = field(default_factory=dict)
    derivations: dict[Page, Derivation] = field(default_factory=dict)

    @property
    def root(self) -> Path:
        return self.options.root

    @property
    def docs(self) -> Path:
        return self.options.docs

    def of_type(self, kind: type[Found]) -> dict[Item, Found]:
        """The items with a result of this type."""
        return {item: found for item, found in self.results.items() if isinstance(found, kind)}

    def points(self, model: Model) -> Points:
        return self.memo((model, "points"), lambda: Points(model))

    def derivation(self, page: Page) -> Derivation:
        """The formulas of a page in their order. Raises Problem where it has no model."""
        if page not in self.derivations:
            name = page.meta.get("model")
            if name is None:
                self._complain_of_no_model(page)
            if name not in self.models:  # the front matter has the error
                raise Consequence("not checked", "a page with a model", "correct the front matter")
            points = self.points(self.models[name])
            self.derivations[page] = Derivation(points, self.memo, self.talked_about(page))
        return self.derivations[page]

    def _complain_of_no_model(self, page: Page) -> None:
        """Say it once, at the front matter."""
        if any(complaint.line < page.first_line for complaint in page.complaints):
            return  # it has an error that may be the cause, or this one
        keys = {key.strip().lower(): line for key, line in page.meta_lines.items()}
        problem = Problem(
            "a page with formulas, and without a model",
            "`model: …`, in small letters, in the front matter between two lines ---",
            "name the model: " + ", ".join(sorted(self.models)),
        )
        page.complain(problem, keys.get("model", 1))

    def vocabulary(self, item: Item) -> Vocabulary:
        """What the letters of an item's formulas are."""
        model = item.model(self.results[item]) or self.models.get(
            str(self.page_of[item].meta.get("model"))
        )
        return model.vocabulary if model else Vocabulary()

    def talked_about(self, page: Page) -> set[str]:
        """Symbols that the front matter declares to be talked about only, never computed."""
        model = self.models.get(str(page.meta.get("model")))
        vocabulary = model.vocabulary if model else Vocabulary()
        keys = page.meta.get("symbols") or {}
        read = (parse_symbol(str(latex), vocabulary) for latex in keys)
        return {to_latex(symbol) for symbol in read if symbol is not None}

    def facts(self) -> dict[str, int]:
        """The numbers of this build that a page may print as {{build.…}}."""
        bound = {
            snippet
            for item, found in self.results.items()
            if isinstance(found, Finding) and found.fact == "equations"
            for snippet in item.shows(found)
        }
        return {
            **self.counts(),
            "snippets": sum(len(model.snippets) for model in self.models.values()),
            "bound": len(bound),
            "models": len(self.models),
        }

    def counts(self, page: Page | None = None) -> dict[str, int]:
        """How many formulas of each kind the site has, or one page: {{page.…}}."""
        findings = [
            found.fact
            for item, found in self.results.items()
            if isinstance(found, Finding) and page in (None, self.page_of[item])
        ]
        return {name: findings.count(name) for name in ("equations", "refuted", "exempt", "inline")}

    def is_broken(self, module: str) -> bool:
        """Whether a module cannot be loaded, or none of its package can."""
        return bool({module, "__init__"} & self.broken)

    def missing(self, module: str, wrong: str) -> Problem:
        """The problem with a name of a model; a broken one has an error of its own."""
        if self.is_broken(module):
            return Consequence(
                f"{self.options.snippets}/{module}.py has an error",
                "a module that works",
                "correct that first",
            )
        known = ", ".join(sorted(self.models))
        return Problem(wrong, f"one of {known}", "correct the name, or write its module")

    @contextlib.contextmanager
    def watching(self, page: Page, item: Item) -> Iterator[None]:
        """Turn a Problem with an item into its result, and into a complaint of the page."""
        try:
            yield
        except Problem as problem:
            self.fail(page, item, problem)
        except Exception as error:
            if self.debug:
                raise
            self.fail(page, item, unforeseen(error))

    def fail(self, page: Page, item: Item, problem: Problem) -> None:
        """Note a problem with an item, with the exact line if the problem has an offset."""
        line = item.place.line
        if problem.offset is not None:
            line = item.place.text_line + item.text.count("\n", 0, problem.offset)
        complaint = page.complaint(problem, line)
        if isinstance(problem, Elsewhere):
            complaint = Complaint(problem.path, problem.line, problem)
        page.complaints.append(complaint)
        self.results[item] = Failed(complaint)

    def all_complaints(self) -> list[Complaint]:
        """All that is wrong, each once; what only follows from an error is not repeated."""
        found = self.complaints + [c for page in self.pages.values() for c in page.complaints]
        causes = [c for c in found if not isinstance(c.problem, Consequence)] or found
        wrong = {c.problem.function for c in causes if isinstance(c.problem, WrongFunction)}
        causes = [c for c in causes if not _follows(c.problem, wrong)]
        unique = {str(c): c for c in causes}.values()
        return sorted(unique, key=lambda c: (c.path, c.line, str(c)))

    def address(self, page: Page, of: Page | None = None, from_source: bool = False) -> str:
        """Where a page is published: relative to docs, to another page, or to that one's file."""
        target = self._published(page)
        if of is None:
            return quote(target)
        here = self._source(of).as_posix() if from_source else self._published(of)
        folder = here if here.endswith("/") else posixpath.dirname(here)
        link = quote(posixpath.relpath(target or ".", folder or "."))
        return link if target and not target.endswith("/") else f"{link}/"

    def _source(self, page: Page) -> PurePosixPath:
        return PurePosixPath(page.path).relative_to(self.options.docs_dir)

    def _published(self, page: Page) -> str:
        path = self._source(page)
        if path.stem == "README":  # another name for the index of a folder
            path = path.with_stem("index")
        if not self.options.use_directory_urls:
            return path.with_suffix(".html").as_posix()
        folder = path.parent if path.stem == "index" else path.with_suffix("")
        return "" if folder == PurePosixPath(".") else f"{folder.as_posix()}/"


def _follows(problem: Problem, wrong: set[str]) -> bool:
    """Whether a problem is there because of a function that is wrong."""
    own = {problem.function} if isinstance(problem, WrongFunction) else set()
    return bool((problem.behind - own) & wrong)


def unforeseen(error: Exception) -> Problem:
    """What is said of a file that cannot be used, and of an error in the checker itself."""
    if isinstance(error, OSError):
        return Problem(
            f"{error.filename or 'a file'} cannot be used: {error.strerror or error}",
            "a file that can be read, or a folder that can be written",
            "see what it is, and its permissions",
        )
    return Problem(
        f"internal error: {type(error).__name__}: {error}",
        "a checker that does not fail",
        "rerun with `python -m checked_equations --debug` and report what it shows",
    )
