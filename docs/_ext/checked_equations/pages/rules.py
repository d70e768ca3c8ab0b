"""Rules of a site beyond the mathematics: how snippets are written, how pages are described."""

import ast
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from ..equations.errors import Complaint, Problem
from ..equations.models.code import parsed
from .directives.equation import Equation, checked_in
from .listing import without_docstring
from .registry import Item, Page, Registry

_LONGEST = 8  # lines of a function, without its docstring
_TITLE = (1, 50)  # characters; search engines cut off what is longer, with the site's name
_DESCRIPTION = (50, 200)


def check_rules(registry: Registry) -> None:
    """Complain of whatever breaks the rules that the site has chosen."""
    options = registry.options
    if options.plain_snippets:
        for file in sorted((options.root / options.snippets).glob("*.py")):
            path = f"{options.snippets}/{file.name}"
            about = file, file.read_bytes(), options.snippets
            found = registry.memo(about, partial(_snippet, file, options.snippets))
            registry.complaints += [Complaint(path, line, problem) for line, problem in found]
    if options.longest_line:
        registry.complaints += _too_long(registry)
    if options.require_descriptions:
        for key, limits in {"title": _TITLE, "description": _DESCRIPTION}.items():
            _described(key, limits, list(registry.pages.values()))


def _snippet(file: Path, package: str) -> list[tuple[int, Problem]]:
    """What a student could not read, copy and run, with its line."""
    return list(_not_plain(file, package))


def _not_plain(file: Path, package: str) -> Iterator[tuple[int, Problem]]:
    try:
        text = file.read_text(encoding="utf-8-sig")
        tree = parsed(text)
    except (SyntaxError, ValueError) as error:
        wrong = f"the module cannot be read: {error}"
        yield getattr(error, "lineno", None) or 1, Problem(wrong, "Python in UTF-8", "correct it")
        return
    if not ast.get_docstring(tree):
        yield 1, _undocumented("the module")
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) if not name.startswith("_"):
                body = node.body
                if ast.get_docstring(node):
                    body = body[1:]
                else:
                    yield node.lineno, _undocumented(name)
                lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
                if lines > _LONGEST:
                    yield (
                        node.lineno,
                        Problem(
                            f"{name} has {lines} lines",
                            f"at most {_LONGEST} without the docstring",
                            "split it: one function for each step of the derivation",
                        ),
                    )
            case ast.Import(names=names):
                yield from ((node.lineno, p) for a in names for p in _foreign(a.name, package))
            case ast.ImportFrom(module=module):
                yield from ((node.lineno, p) for p in _foreign(module or ".", package))
    if not file.stem.startswith("_") and not any(map(_is_main_block, tree.body)):
        yield (
            len(text.splitlines()),
            Problem(
                "the module does nothing when it is run",
                'an `if __name__ == "__main__":` that prints the numbers of its running example',
                "add it at the end, as the other modules have it",
            ),
        )


def _too_long(registry: Registry) -> Iterator[Complaint]:
    """Lines beside an equation that have no room there."""
    longest = registry.options.longest_line
    items = registry.results.items()
    checked = [part for item, found in items if _is_listed(item) for part in checked_in(found)]
    listed = {part.snippet: part.binding.model for part in checked}
    for snippet, model in listed.items():
        shown = without_docstring(snippet.source).splitlines()
        for number, line in enumerate(snippet.source.splitlines(), start=snippet.line):
            if line in shown and len(line) > longest:
                problem = Problem(
                    f"a line of {snippet.name} has {len(line)} characters, and a page shows it",
                    f"at most {longest} beside an equation",
                    "break it at an operator, or name a part of it",
                )
                yield Complaint(model.path, number, problem)


def _is_listed(item: Item) -> bool:
    return isinstance(item, Equation) and item.kind != "step"


def _undocumented(what: str) -> Problem:
    return Problem(f"{what} has no docstring", "one line that says what it is", "write one")


def _foreign(module: str, package: str) -> Iterator[Problem]:
    root = module.split(".")[0]
    if root not in {"numpy", package} | sys.stdlib_module_names:
        yield Problem(
            f"it imports {module}",
            f"Python's own modules, NumPy and {package} alone",
            "do without, so that a reader can copy and run it",
        )


def _is_main_block(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "__name__ == '__main__'"


def _described(key: str, limits: tuple[int, int], pages: list[Page]) -> None:
    """Each page has a title or a description of its own, of a length that is shown whole."""
    first: dict[str, Page] = {}
    for page in pages:
        text = str(page.meta.get(key, ""))
        twin = first.setdefault(text, page)
        if not limits[0] <= len(text) <= limits[1]:
            wrong = f"the {key} in the front matter has {len(text)} characters"
        elif twin is not page:
            wrong = f"the {key} in the front matter is that of {twin.path}"
        else:
            continue
        expected = f"a {key} of its own, of {limits[0]} to {limits[1]} characters"
        page.complain(Problem(wrong, expected, "write another one"), page.meta_lines.get(key, 1))
