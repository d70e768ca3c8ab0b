"""The real site: everything on it is found, bound, short, and accounted for."""

import ast
import csv
import json
import re
import runpy
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from checked_equations.__main__ import main
from checked_equations.equations.latex.printer import to_latex
from checked_equations.pages.directives.equation import Checked, Equation, Exempt
from checked_equations.pages.directives.inline import InlineFormula
from checked_equations.pages.directives.refuted import Refuted
from checked_equations.pages.options import read_configuration
from checked_equations.pages.reading import page_files
from checked_equations.pages.registry import Registry
from snippets import public_functions
from tests.site import GOOD, ROOT, check, options_of, tiny_site

SNIPPETS = sorted(f for f in (ROOT / "snippets").glob("*.py") if not f.stem.startswith("_"))


@pytest.fixture(scope="module")
def command(
    tmp_path_factory: pytest.TempPathFactory, registry: Registry
) -> tuple[str, dict[str, Any]]:
    """What the command prints of the pass over the real site, and what its `--json` writes."""
    file = tmp_path_factory.mktemp("json") / "equations.json"
    passed = SimpleNamespace(check=lambda: registry)
    printed, complained = StringIO(), StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("checked_equations.__main__.Checker", lambda *_: passed)
        patch.setattr("sys.argv", ["checked-equations", "--root", str(ROOT), "--json", str(file)])
        with redirect_stdout(printed), redirect_stderr(complained):
            assert main() == 0
    assert complained.getvalue() == ""
    return printed.getvalue(), json.loads(file.read_text(encoding="utf-8"))


@pytest.fixture
def record(command: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    return command[1]


def fences() -> dict[str, tuple[str, int]]:
    """Page and line of each id, counted without the checker."""
    found = {}
    for page in page_files(options_of(ROOT)):
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
            fence = re.match(r"\s*```math \{#([\w-]+)", line)
            if fence:
                assert fence[1] not in found
                found[fence[1]] = (page.relative_to(ROOT).as_posix(), number)
    return found


def test_nothing_is_wrong(registry: Registry) -> None:
    assert [str(complaint) for complaint in registry.all_complaints()] == []


def test_every_fence_is_found_where_it_stands(registry: Registry) -> None:
    texts = [page.read_text(encoding="utf-8") for page in page_files(registry.options)]
    assert len(registry.equations) == sum(len(re.findall(r"^\s*```math", t, re.M)) for t in texts)
    places = {
        name: (registry.page_of[item].path, item.place.line)
        for name, item in registry.equations.items()
    }
    assert places == fences()


def test_every_equation_is_checked_refuted_or_exempt(registry: Registry) -> None:
    for item in registry.equations.values():
        found = registry.results[item]
        assert isinstance(found, Checked | Refuted | Exempt)
        if isinstance(found, Checked):
            assert found.report.cases > 0
            assert found.report.residuals["python"] is not None


def test_every_inline_formula_is_accounted_for(registry: Registry) -> None:
    relations = [
        item
        for page in registry.pages.values()
        for item in page.items
        if isinstance(item, InlineFormula) and re.search(r"=|<|>|\\approx|\\[lgn]eq?\b", item.text)
    ]
    exempt = sum(isinstance(item, InlineFormula) for item in registry.of_type(Exempt))
    assert registry.facts()["inline"] + exempt >= len(relations) > 0


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
        (found.binding.model.name, found.binding.snippet)
        for found in registry.of_type(Checked).values()
    }
    printed = {
        (found[1], found[2])
        for page in registry.pages.values()
        for found in re.finditer(r"\{\{\s*(\w+)\.(\w+)", page.body)
    }
    listed = {
        (found[1], found[2])
        for page in registry.pages.values()
        for found in re.finditer(r"^```source \{of=(\w+)\.(\w+)\}", page.body, re.MULTILINE)
    }
    used = {name for page in ROOT.glob("docs/**/*.ipynb") for name in names_used(page)}
    public = {
        (name, function)
        for name, model in registry.models.items()
        for function in public_functions(model.namespace)
    }
    assert public
    assert public - bound - printed - listed - used == set()


@pytest.mark.parametrize("file", SNIPPETS, ids=lambda file: file.stem)
def test_snippet_modules_print_their_numbers(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runpy.run_path(str(file), run_name="__main__")
    printed, complained = capsys.readouterr()
    assert complained == ""
    assert len(re.findall(r"^\w+ = \S", printed, re.MULTILINE)) >= 1


@pytest.mark.slow
def test_json_accounts_for_each_equation(record: dict[str, Any], registry: Registry) -> None:
    assert {e["id"]: (e["page"], e["line"]) for e in record["equations"]} == fences()
    assert record["errors"] == []
    assert record["facts"] == registry.facts()
    snippets = {equation["id"]: equation["snippet"] for equation in record["equations"]}
    for equation in record["equations"]:
        item = registry.equations[equation["id"]]
        found = registry.results[item]
        assert list(equation["links"]) == ["sides", "python", "calculus", "central", "independent"]
        for link in equation["links"].values():
            assert (0 <= link["residual"] < 1e-7) if link["residual"] is not None else link["why"]
        if not isinstance(found, Checked):
            assert all(link["residual"] is None for link in equation["links"].values())
            assert equation["off"] > 1e-6 if isinstance(found, Refuted) else equation["exempt"]
            continue
        assert isinstance(item, Equation)
        given = item.attributes.options.get("snippet")
        assert equation["snippet"] == (given or snippets[item.continued])
        assert equation["value"] is not None


@pytest.mark.slow
def test_links_apply_as_the_formula_says(record: dict[str, Any], registry: Registry) -> None:
    for equation in record["equations"]:
        item = registry.equations[equation["id"]]
        found = registry.results[item]
        if not isinstance(found, Checked):
            continue
        derivative = re.search(r"\\partial|\\mathrm\{d\}", item.text)
        links = equation["links"]
        # An inequality alone has no equal sides to count.
        only_numbers = found.report.decimals >= found.report.sides - 1
        assert (links["sides"]["residual"] is None) == only_numbers
        assert links["python"]["residual"] is not None
        if derivative:
            assert links["calculus"]["residual"] is not None, equation["id"]
            assert links["central"]["residual"] is not None, equation["id"]
        elif links["calculus"]["residual"] is None:
            assert links["calculus"]["why"] == "no derivative in it"


@pytest.mark.slow
def test_the_last_line_counts(command: tuple[str, dict[str, Any]]) -> None:
    printed, record = command
    facts = record["facts"]
    assert printed == (
        f"{facts['equations']} equations checked, {facts['refuted']} refuted as they must be, "
        f"{facts['exempt']} exempt; {facts['inline']} inline formulas checked\n"
    )


@pytest.mark.slow
def test_json_goes_to_the_screen_alone(tmp_path: Path) -> None:
    result = check(tiny_site(tmp_path / "site", {"good": GOOD}), "--json", "-")
    assert len(json.loads(result.stdout)["equations"]) == 9
    assert "8 equations checked" in result.stderr


def test_every_address_of_the_first_edition_still_lands_on_its_equation(registry: Registry) -> None:
    """On the page where it was, or by the script that knows where it moved."""
    found = {
        (registry.address(registry.page_of[item]), name): result.formula.chain.sides[0]
        for name, item in registry.equations.items()
        if isinstance(result := registry.results[item], Checked | Refuted)
    }
    where = {name: page for page, name in found}
    pages = {registry.address(page) for page in registry.pages.values()}
    moved = {(row["page"], row["id"]) for row in rows_of("docs/data/moved.csv")}
    for row in rows_of("tests/data/addresses.csv"):
        assert row["page"] in pages
        if not row["id"]:
            continue
        page = where[row["id"]] if (row["page"], row["id"]) in moved else row["page"]
        assert to_latex(found[page, row["id"]]) == row["left_side"], row


def rows_of(path: str) -> list[dict[str, str]]:
    with (ROOT / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def with_results(registry: Registry) -> list[tuple[str, str]]:
    """Title and file of each page of the course that has results, in their order."""
    sections = read_configuration(ROOT / "mkdocs.yml")["nav"]
    course = next(section["The course"] for section in sections if "The course" in section)
    return [
        (page.title, name)
        for name in course
        for page in [registry.pages[f"docs/{name}"]]
        if any(isinstance(item, Equation) and item.kind == "final" for item in page.items)
    ]


def test_each_page_of_the_course_that_has_results_has_a_handout(registry: Registry) -> None:
    """Under its title, in the order of the course."""
    expected = [(title, name, name) for title, name in with_results(registry)]
    text = (ROOT / "docs/handouts.md").read_text(encoding="utf-8")
    sheet = r"^## ([^{]+) { \.sheet }\n\nFrom \[the derivation\]\(([^)]+)\).+?{page=(.+?)}"
    assert re.findall(sheet, text, re.MULTILINE | re.DOTALL) == expected


def test_each_page_of_the_course_that_has_results_has_questions(registry: Registry) -> None:
    """Under its title, in the order of the course; among them pages of steps."""
    text = (ROOT / "docs/question-bank.md").read_text(encoding="utf-8")
    topic = r"^## (.+)\n\nFrom \[the derivation\]\((.+)\)\.\n\n```questions {page=\2}\n```$"
    topics = re.findall(topic, text, re.MULTILINE)
    assert len(topics) == text.count("\n## ") == text.count("```questions")
    assert all(registry.pages[f"docs/{name}"].title == title for title, name in topics)
    expected = with_results(registry)
    assert [topic for topic in topics if topic in expected] == expected
