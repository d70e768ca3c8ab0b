"""The mathematics knows nothing of pages, and pages know nothing of this site."""

import ast
import graphlib
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import checked_equations
from tests.site import ROOT

PACKAGE = checked_equations.__name__
FOLDER = Path(checked_equations.__file__).parent
LONGEST = 400  # lines


def name_of(file: Path) -> str:
    parts = file.relative_to(FOLDER.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {name_of(file): file for file in sorted(FOLDER.rglob("*.py"))}
TREES = {name: ast.parse(file.read_text(encoding="utf-8")) for name, file in FILES.items()}
MATHEMATICS = {name: t for name, t in TREES.items() if name.startswith(f"{PACKAGE}.equations")}


@cache
def imports(module: str) -> tuple[str, ...]:
    """All that a module imports, wherever in it, by full names."""
    return tuple(_imports(module))


def _imports(module: str) -> Iterator[str]:
    package = module if FILES[module].name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(TREES[module]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            source = ".".join([*(above if node.level else []), *filter(None, [node.module])])
            for alias in node.names:
                inner = f"{source}.{alias.name}"
                yield inner if inner in FILES else source


def test_imports_are_read() -> None:
    found = set(imports(f"{PACKAGE}.pages.directives"))
    assert {f"{PACKAGE}.pages.directives.math", f"{PACKAGE}.pages.registry"} <= found
    assert "markdown" in set(imports(f"{PACKAGE}.pages.extension"))
    assert f"{PACKAGE}.pages.extension" in set(imports(PACKAGE))


@pytest.mark.parametrize("module", MATHEMATICS)
def test_the_mathematics_imports_itself_and_little_else(module: str) -> None:
    for name in imports(module):
        root = name.partition(".")[0]
        assert (
            name.startswith((f"{PACKAGE}.equations", f"{PACKAGE}.files"))
            or root in sys.stdlib_module_names
            or root in ("flint", "lark", "numpy")
        ), name


# From below, as in CONTRIBUTING.
PACKAGES = (
    *("errors", "notation", "latex", "models", "meaning", "values", "loading", "search"),
    *("verdict", "shown"),
)


def level(module: str) -> int:
    return PACKAGES.index(module.removeprefix(f"{PACKAGE}.equations.").partition(".")[0])


@pytest.mark.parametrize("module", [name for name in MATHEMATICS if name.count(".") > 1])
def test_packages_use_those_below(module: str) -> None:
    used = [name for name in imports(module) if name.startswith(f"{PACKAGE}.equations.")]
    assert [name for name in used if level(name) > level(module)] == []


@pytest.mark.parametrize("module", FILES)
def test_the_package_imports_nothing_of_this_site(module: str) -> None:
    roots = {name.partition(".")[0] for name in imports(module)}
    assert not roots & {"backprop_site", "snippets", "tests"}


@pytest.mark.parametrize("module", [name for name in FILES if ".pages." in name])
def test_pages_know_nothing_of_what_readers_do_with_formulas(module: str) -> None:
    assert not [name for name in imports(module) if name.startswith(f"{PACKAGE}.live")]


def test_no_module_imports_itself_by_way_of_others() -> None:
    graph = {name: set(imports(name)) & FILES.keys() for name in FILES}
    graphlib.TopologicalSorter(graph).prepare()


PAGES = {file.stem for file in (ROOT / "docs").glob("*.md")}
MODELS = {file.stem for file in (ROOT / "snippets").glob("*.py")} - {"__init__"}
# A name of one word, such as `notation`, may be a word of mathematics too.
NAMES = {name for name in PAGES | MODELS if re.search("[-_]", name)}
FORBIDDEN = NAMES | {"docs", "mkdocs", "CONTRIBUTING"}


def written(tree: ast.Module) -> Iterator[str]:
    """The words of a module's names and texts."""
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)):
                yield from re.findall(r"\w+(?:-\w+)*", text)
            case ast.Name(id=name) | ast.arg(arg=name) | ast.Attribute(attr=name):
                yield name
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.keyword(arg=str(name)):
                yield name


@pytest.mark.parametrize("module", MATHEMATICS)
def test_the_mathematics_names_nothing_of_this_site(module: str) -> None:
    assert NAMES & PAGES
    assert NAMES & MODELS
    assert not FORBIDDEN & set(written(TREES[module]))
    # The package of snippets is an argument, and no path is written out.
    texts = [n.value for n in ast.walk(TREES[module]) if isinstance(n, ast.Constant)]
    assert not [t for t in texts if isinstance(t, str) and re.search(r"snippets(/|$)|\.md\b", t)]


@pytest.mark.parametrize("module", FILES)
def test_modules_are_short(module: str) -> None:
    assert len(FILES[module].read_text(encoding="utf-8").splitlines()) <= LONGEST
