"""The real site: everything on it is found, bound, short, and accounted for."""

import ast
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from checked_equations.registry import Registry
from checked_equations.site_pass import EXEMPT_SHARE, page_files, site_pass
from snippets import public_functions
from tests.site import ROOT, check, run

SNIPPETS = sorted(f for f in (ROOT / "snippets").glob("*.py") if f.stem != "__init__")


@pytest.fixture(scope="module")
def registry() -> Registry:
    return site_pass(ROOT)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What `--json` writes."""
    file = tmp_path_factory.mktemp("json") / "equations.json"
    assert check(ROOT, "--json", str(file)).returncode == 0
    written: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return written


def fences() -> dict[str, tuple[str, int]]:
    """Page and line of each id, counted without the checker."""
    found = {}
    for page in page_files(ROOT):
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
            fence = re.match(r"\s*```math \{#([\w-]+)", line)
            if fence:
                assert fence[1] not in found
                found[fence[1]] = (page.relative_to(ROOT).as_posix(), number)
    return found


def test_nothing_is_wrong(registry: Registry) -> None:
    assert [str(error) for error in registry.all_errors()] == []


def test_every_fence_is_found_where_it_stands(registry: Registry) -> None:
    texts = [page.read_text(encoding="utf-8") for page in page_files(ROOT)]
    assert len(registry.equations) == sum(len(re.findall(r"^\s*```math", t, re.M)) for t in texts)
    places = {e.id: (e.page.path, e.item.line) for e in registry.equations.values()}
    assert places == fences()


def test_every_equation_is_checked_refuted_or_exempt(registry: Registry) -> None:
    kinds = Counter(
        (e.report is not None) + (e.refutation is not None) + (e.exempt is not None)
        for e in registry.equations.values()
    )
    assert set(kinds) == {1}
    for equation in registry.checked:
        assert equation.report is not None
        assert equation.report.cases > 0
        assert equation.report.residuals["python"] is not None


def test_every_inline_formula_is_accounted_for(registry: Registry) -> None:
    relations = [
        item
        for page in registry.pages.values()
        for item in page.items
        if item.kind == "inline" and re.search(r"=|<|>|\\approx|\\[lgn]eq?\b", item.text)
    ]
    assert registry.inline + len(registry.exempt_inline) >= len(relations) > 0


def test_few_are_exempt(registry: Registry) -> None:
    facts = registry.facts()
    total = sum(facts[kind] for kind in ("equations", "refuted", "inline", "exempt"))
    assert facts["exempt"] <= EXEMPT_SHARE * total
    assert EXEMPT_SHARE == 0.02


def names_used(notebook: Path) -> Iterator[tuple[str, str]]:
    """Module and name of the snippets that a notebook's code cells use."""
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        for node in ast.walk(ast.parse("".join(cell["source"]))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("snippets."):
                yield from (((node.module or "").split(".")[1], a.name) for a in node.names)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                yield node.value.id, node.attr


def test_every_public_snippet_is_shown(registry: Registry) -> None:
    bound = {
        (e.binding.model.name, e.binding.snippet)
        for e in registry.equations.values()
        if e.binding is not None
    }
    printed = {
        (found[1], found[2])
        for page in registry.pages.values()
        for found in re.finditer(r"\{\{\s*(\w+)\.(\w+)", page.body)
    }
    used = {name for page in ROOT.glob("docs/**/*.ipynb") for name in names_used(page)}
    public = {
        (name, function)
        for name, model in registry.models.items()
        for function in public_functions(model.namespace)
    }
    assert public
    assert public - bound - printed - used == set()


def plain(module: str) -> bool:
    """Whether a student's Python has the module: its own, NumPy, or another snippet."""
    name = module.split(".")[0]
    return name in ("numpy", "snippets") or name in sys.stdlib_module_names


def statements(function: ast.FunctionDef) -> int:
    """The lines of a function's body, without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


@pytest.mark.parametrize("file", SNIPPETS, ids=lambda file: file.stem)
def test_snippets_are_short_and_plain(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), node.name
            assert statements(node) <= 8, node.name
        if isinstance(node, ast.Import):
            assert all(plain(alias.name) for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            assert plain(node.module or "")


@pytest.mark.parametrize("file", SNIPPETS, ids=lambda file: file.stem)
def test_snippet_modules_print_their_numbers(file: Path) -> None:
    result = run("-m", f"snippets.{file.stem}", cwd=ROOT)
    assert (result.returncode, result.stderr) == (0, "")
    assert len(re.findall(r"^\w+ = \S", result.stdout, re.MULTILINE)) >= 1


def test_json_accounts_for_each_equation(record: dict[str, Any], registry: Registry) -> None:
    assert {e["id"]: (e["page"], e["line"]) for e in record["equations"]} == fences()
    assert record["errors"] == []
    assert record["facts"] == registry.facts()
    for equation in record["equations"]:
        found = registry.equations[equation["id"]]
        assert list(equation["links"]) == ["sides", "python", "calculus", "central", "independent"]
        for link in equation["links"].values():
            assert (0 <= link["residual"] < 1e-7) if link["residual"] is not None else link["why"]
        if found.report is None:
            assert all(link["residual"] is None for link in equation["links"].values())
            assert equation["off"] > 1e-6 if found.refuted else equation["exempt"]
            continue
        assert equation["snippet"] == found.item.options["snippet"].replace(" ", "")
        assert equation["value"] is not None


def test_links_apply_as_the_formula_says(record: dict[str, Any], registry: Registry) -> None:
    for equation in record["equations"]:
        found = registry.equations[equation["id"]]
        if found.report is None:
            continue
        derivative = re.search(r"\\partial|\\mathrm\{d\}", found.latex)
        links = equation["links"]
        only_numbers = found.report.decimals == found.report.sides - 1
        assert (links["sides"]["residual"] is None) == only_numbers
        assert links["python"]["residual"] is not None
        if derivative:
            assert links["calculus"]["residual"] is not None, equation["id"]
            assert links["central"]["residual"] is not None, equation["id"]
        elif links["calculus"]["residual"] is None:
            assert links["calculus"]["why"] == "no derivative in it"


def test_the_last_line_counts(record: dict[str, Any]) -> None:
    """Of `make check`, which runs this command and nothing behind it."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(r"^check:.*\n\t@\$\(BIN\)/python docs/_ext \$\(ARGS\)\n\n", makefile, re.M)
    facts = record["facts"]
    last = check(ROOT).stdout.splitlines()[-1]
    assert last == (
        f"{facts['equations']} equations checked, {facts['refuted']} refuted as they must be, "
        f"{facts['exempt']} exempt; {facts['inline']} inline formulas checked"
    )


def test_json_goes_to_the_screen_alone() -> None:
    result = check(ROOT, "--json", "-")
    assert json.loads(result.stdout)["errors"] == []
    assert "equations checked" in result.stderr
