"""A Markdown file of one's own, held against a model: every statement in it is checked."""

import re
from collections.abc import Iterator
from pathlib import Path

from ..equations.errors import Problem
from ..equations.load import Library, load_file
from ..equations.model import Model
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
from .registry import Failed, Page, Place, Registry

# What Markdown shows as it is typed, or sets as a formula. The first that fits is taken.
_PARTS = re.compile(
    r"""
    ^[ ]{0,3}(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^\n`]*)\n(?P<fenced>.*?)
      ^[ ]{0,3}(?P=fence)[ \t]*$
    | (?P<code>`+).+?(?<!`)(?P=code)(?!`)
    | \\\$
    | \$\$(?P<dollars>.+?)\$\$
    | \\\[(?P<brackets>.+?)\\\]
    | (?P<environment>\\begin\{(?P<name>(?:align|eqnarray|equation|gather|multline)\*?)\}.*?
      \\end\{(?P=name)\})
    | \$(?P<inline>(?!\s)(?:\\.|[^$\\\n])+(?<!\s))\$(?!\d)
    | \\\((?P<round>.+?)\\\)
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
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
    items = [_statement(page, *span) for span in _formulas(page.body)]
    InlineFormula.register(page, items, registry)
    for item in items:
        with registry.watching(page, item):
            registry.results[item] = item.check(page, registry)
    return registry


def _statement(page: Page, start: int, end: int) -> InlineFormula:
    line = page.line(start)
    return InlineFormula(Place(start, end, line, line), page.body[start:end], None)


def report(registry: Registry) -> list[str]:
    """Each statement that holds, and each definition, with its place; and how many there are."""
    new = {item for d in registry.derivations.values() for item in d.defined_by.values()}
    stated = registry.of_type(Stated)
    lines = [
        f"{registry.page_of[item].path}:{item.place.line}: "
        f"{'defines' if item in new else 'holds'}: {' '.join(item.text.split())}"
        for item in stated
    ]
    wrong = len(registry.of_type(Failed))
    return [*lines, f"{len(stated) - len(new)} hold, {len(new)} define a name, {wrong} are wrong"]


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
            raise Problem(f"the model {name}: {complaint}", "a model that can be loaded", "mend it")
    if name not in models:
        raise Problem(
            f"the model {name} does not exist",
            f"one of {', '.join(sorted(models))}, or a Python file",
            f"correct the name, or the folder: the nearest {CONFIGURATION} is {configuration}",
        )
    return models[name], options


def _formulas(body: str) -> Iterator[tuple[int, int]]:
    """Where each formula stands, without what encloses it."""
    for part in _PARTS.finditer(body):
        if part["fence"] and part["info"].split()[:1] == ["math"]:
            yield part.span("fenced")
        for kind in ("dollars", "brackets", "environment", "inline", "round"):
            if part[kind] is not None:
                yield part.span(kind)
