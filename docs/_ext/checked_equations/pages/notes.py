"""A Markdown file of one's own, held against a model: every statement in it is checked."""

import re
from collections.abc import Iterator
from pathlib import Path

from ..equations.errors import Elsewhere, Problem
from ..equations.latex.layout import statements
from ..equations.loading.load import Library, load_file
from ..equations.models.model import Model
from .directives.inline import InlineFormula, Stated
from .memo import Memo
from .options import (
    CONFIGURATION,
    Options,
    SafeLoader,
    nearest_configuration,
    read_options,
    settings_in,
)
from .ranges import reads_as_range
from .registry import Page, Place, Registry

# What Markdown shows as it is typed, or sets as a formula. The first that fits is taken.
_PARTS = re.compile(
    r"""
    ^[ \t]*(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^\n`]*)\n(?P<fenced>.*?)
      ^[ \t]*(?P=fence)[`~]*[ \t]*$
    | <!--.*?-->
    | \\[$`\\](?![(\[])
    | (?P<code>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=code)(?!`)
    | \$\$(?P<dollars>.+?)\$\$
    | \\\[(?P<brackets>.+?)\\\]
    | \\begin\ *\{(?P<name>[a-zA-Z]+)\*?\}(?P<environment>.*?)\\end\ *\{(?P=name)\*?\}
    | \$(?P<inline>(?!\s)(?:\\.|(?!\n[ \t]*\n)[^$\\])+(?<!\s))\$(?!\d)
    | \\\((?P<round>.+?)\\\)
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
_ENVIRONMENTS = re.compile(
    r"(align(ed|at)?|displaymath|eqnarray|equation|flalign|gather|math|multline|split)$"
)
# What is left looks like LaTeX.
_LEFT = re.compile(r"\$|\\[a-zA-Z]+|\\[()\[\]]|<math\b|type=\"?math/tex|:math:|&#36;|&dollar;")
# What goes on from the display before it.
_GOES_ON = re.compile(r"\s*([=<>]|\\(approx|leq?|geq?|equiv)(?![a-zA-Z]))")
# The mark of a quotation, at the start of its lines.
_QUOTED = re.compile(r"^[ ]{0,3}(?:>[ ]?)+", re.MULTILINE)
_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*\n", re.DOTALL | re.MULTILINE)


def check_notes(file: Path, given: str | None, debug: bool = False) -> Registry:
    """Check every statement of a file. Raises Problem where it or its model cannot be read.

    The model is a snippet module of the site around the working directory, by its name, or any
    Python file that declares one; the front matter's `model:` says which, unless `given` does.
    """
    try:
        text = file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"{error}", "a Markdown file in UTF-8", "correct its name") from None
    found = _FRONT_MATTER.match(text)
    head = found[0] if found else ""
    name = given or _named(found[1] if found else "")
    model, options = _model(name, file)
    page = Page(str(file), {"model": model.name}, text[len(head) :], head.count("\n") + 1)
    registry = Registry(options, {model.name: model}, {page.path: page}, Memo(), debug)
    items: list[InlineFormula] = []
    before: InlineFormula | None = None
    for span in _formulas(page):
        stated = list(_statements(page, *span, before))
        items += stated
        if _is_display(page, span[0]):
            before = (stated[0].earlier or stated[0]) if len(stated) == 1 else None
    InlineFormula.register(page, items, registry)
    for item in items:
        with registry.watching(page, item):
            registry.results[item] = item.check(page, registry)
    return registry


def _is_display(page: Page, start: int) -> bool:
    """Whether the formula that begins here is one, and no part of running text."""
    opening = page.body[max(0, start - 2) : start]
    return opening == "$$" or not opening.endswith(("$", r"\("))


def _statements(
    page: Page, start: int, end: int, before: InlineFormula | None
) -> Iterator[InlineFormula]:
    """Each statement of a formula, which may hold several: in rows, or side by side.

    A display that begins with a relation goes on from the one `before` it.
    """
    text = page.body[start:end]
    try:
        parts = statements(text)
    except Problem:  # whoever reads the formula says what is in the way
        parts = ()
    beside: tuple[InlineFormula, ...] = ()
    # A range is held against the statements that it belongs to, so that it is checked last.
    for part in sorted(parts, key=reads_as_range) if len(parts) > 1 else (text,):
        begins = start + len(part) - len(part.lstrip())
        ends = start + len(part.rstrip())
        place = Place(begins, ends, page.line(begins), page.line(begins))
        goes_on = _GOES_ON.match(text) is not None and _is_display(page, start)
        item = InlineFormula(place, part.strip(), None, beside, before if goes_on else None)
        beside = (*beside, item)
        yield item


def report(registry: Registry) -> tuple[list[str], bool]:
    """Each statement that holds, and each definition; and whether there is anything to check."""
    new = {item for d in registry.derivations.values() for item in d.defined_by.values()}
    stated = registry.of_type(Stated)
    lines = [
        f"{registry.page_of[item].path}:{item.place.line}: "
        f"{'defines' if item in new else 'holds'}: {' '.join(item.text.split())}"
        for item in stated
    ]
    wrong = len(registry.all_complaints())
    summary = f"{len(stated) - len(new)} hold, {len(new)} define a name, {wrong} are wrong"
    if not registry.results:
        summary += "; there is no formula"
    return [*lines, summary], bool(registry.results)


def _named(front_matter: str) -> str:
    import yaml

    try:
        meta = yaml.load(front_matter, Loader=SafeLoader)
    except yaml.YAMLError:
        meta = None
    name = meta.get("model") if isinstance(meta, dict) else None
    if not isinstance(name, str):
        raise Problem(
            "no model is named",
            "`model: …` in the front matter, or --model",
            "name a snippet module of the site, or a Python file with NOTATION and FORWARD",
        )
    return name


def _model(name: str, file: Path) -> tuple[Model, Options]:
    """The model of this name, and the options of the site if there is one."""
    if name.endswith(".py"):
        beside = file.parent / name
        return load_file(beside if beside.is_file() else Path(name)), Options(root=Path.cwd())
    configuration = nearest_configuration()
    options = read_options(settings_in(configuration), configuration)
    models, complaints = Library(options.root, options.snippets).load()
    for complaint in complaints:
        if Path(complaint.path).stem == name:
            found = complaint.problem
            raise Elsewhere(found.wrong, found.expected, found.fix, complaint.path, complaint.line)
    if name not in models:
        raise Problem(
            f"the model {name} does not exist",
            f"one of {', '.join(sorted(models))}, or a Python file",
            f"correct the name, or the folder: the nearest {CONFIGURATION} is {configuration}",
        )
    return models[name], options


def _formulas(page: Page) -> Iterator[tuple[int, int]]:
    """Where each formula stands, without what encloses it; what else looks like one is named."""
    # Blanks for what opens the lines of a quotation leave all places as they are.
    page.body = _QUOTED.sub(lambda mark: " " * len(mark[0]), page.body)
    end = 0
    for part in _PARTS.finditer(page.body):
        _name_left(page, end, part.start())
        end = part.end()
        if part["fence"] and part["info"].strip("{}. ").split()[:1] == ["math"]:
            yield part.span("fenced")
        elif part["name"] and not _ENVIRONMENTS.match(part["name"]):
            _name_left(page, *part.span())
            continue
        if part["name"]:
            yield part.span("environment" if part["name"] in ("math", "displaymath") else 0)
        for kind in ("dollars", "brackets", "inline", "round"):
            if part[kind] is not None:
                yield part.span(kind)
    _name_left(page, end, len(page.body))


def _name_left(page: Page, start: int, end: int) -> None:
    """Complain of LaTeX between these places, which is not read as a formula."""
    left = _LEFT.search(page.body, start, end)
    if left:
        problem = Problem(
            f"{left[0]} stands outside of what is read as a formula",
            r"formulas in $…$, $$…$$, \(…\), \[…\], an environment or a fence of math",
            r"enclose the formula, or write \$ for the sign; show LaTeX as code",
        )
        page.complain(problem, page.line(left.start()))
