"""The same pages built by Zensical, which reads mkdocs.yml too and is to follow MkDocs."""

import re
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.site import GOOD, build, copy_of_the_site, registry_of, replaced, run, tiny_site


def without_strict(site: Path) -> Path:
    """Zensical warns of a link to an equation of another page, which the extension resolves."""
    replaced(site / "mkdocs.yml", "strict: true\n", "")
    return site


def zensical(folder: Path) -> subprocess.CompletedProcess[str]:
    return run("-m", "zensical", "build", "--clean", cwd=folder)


class Both(NamedTuple):
    """A site's folder, and where MkDocs and Zensical have built it."""

    source: Path
    by_mkdocs: Path
    by_zensical: Path


@pytest.fixture(scope="module", params=["tiny", pytest.param("ours", marks=pytest.mark.fuzz)])
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Both:
    folder = tmp_path_factory.mktemp("zensical")
    if request.param == "ours":
        copy_of_the_site(folder)
        by_mkdocs = request.getfixturevalue("site")
    else:
        tiny_site(folder, {"index": "# Home\n", "good": GOOD})
        (folder / "docs" / "_ext").mkdir()
        for name in ("latex.lark", "serve_hook.py"):
            (folder / "docs" / "_ext" / name).touch()
        by_mkdocs = tmp_path_factory.mktemp("mkdocs")
        finished = build(folder, "--quiet", "--site-dir", str(by_mkdocs))
        assert finished.returncode == 0, finished.stderr
    finished = zensical(without_strict(folder))
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return Both(folder, by_mkdocs, folder / "site")


def equations(file: Path) -> list[tuple[str, list[str], list[str], list[str]]]:
    """Of each equation on a built page: its id, numbers, LaTeX and the words of its mark."""
    cards = re.split(r'(?=<section class="equation[ "])', file.read_text(encoding="utf-8"))[1:]
    return [
        (
            re.findall(r'id="([^"]+)"', card)[0],
            re.findall(r'class="equation-number"[^>]*>([^<]+)<', card),
            re.findall(r'data-latex="([^"]*)"', card),
            re.findall(r"Checked in this build: ([^<]+)|In the example its sides ([^<]+)", card),
        )
        for card in cards
    ]


def test_the_same_equations(both: Both) -> None:
    """On every page that is Markdown; Zensical knows no notebooks."""
    registry, count = registry_of(both.source), 0
    for page in registry.pages.values():
        if page.path.endswith(".ipynb"):
            assert not any(registry.page_of[e] is page for e in registry.equations.values())
            continue
        address = registry.address(page)
        ours = equations(both.by_mkdocs / address)
        assert equations(both.by_zensical / address) == ours, page.path
        assert all(number and latex for _, number, latex, _ in ours), page.path
        count += len(ours)
    assert count == len(registry.equations) > 0


def test_the_extension_is_not_published(both: Both) -> None:
    files = [f.relative_to(both.by_zensical).as_posix() for f in both.by_zensical.rglob("*")]
    assert "index.html" in files
    assert [f for f in files if "_ext" in f or f.endswith((".lark", "_hook.py"))] == []


def test_a_false_equation_stops_it(tmp_path: Path) -> None:
    folder = without_strict(tiny_site(tmp_path / "tiny", {"index": "# Home\n", "good": GOOD}))
    line = replaced(folder / "docs" / "good.md", "v_j f'(h_j') x_i", "v_j x_i")
    finished = zensical(folder)
    output = finished.stdout + finished.stderr
    assert finished.returncode != 0, output
    assert f"docs/good.md:{line}: sides 1 and 2 differ" in output, output
    assert not (folder / "site" / "good.html").exists()
