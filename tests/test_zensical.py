"""The same pages built by Zensical, which reads mkdocs.yml too and is to follow MkDocs."""

import re
import subprocess
from pathlib import Path

import pytest

from checked_equations.registry import Registry
from tests.site import copy_of_the_site, run

FALSE = """
```math {#sabotage snippet=scalar_chain.dL_dz_prime}
\\frac{\\partial L}{\\partial z'} = y - \\hat{y}
```
"""


def copy_without_strict(folder: Path) -> Path:
    """Zensical warns of a link to an equation of another page, which the extension resolves."""
    site = copy_of_the_site(folder)
    config = (site / "mkdocs.yml").read_text(encoding="utf-8")
    (site / "mkdocs.yml").write_text(config.replace("strict: true\n", ""), encoding="utf-8")
    return site


def zensical(folder: Path) -> subprocess.CompletedProcess[str]:
    return run("-m", "zensical", "build", "--clean", cwd=folder)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copy_without_strict(tmp_path_factory.mktemp("zensical"))
    finished = zensical(folder)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return folder / "site"


def equations(file: Path) -> list[tuple[str, list[str], list[str], list[str]]]:
    """Of each equation on a built page: its id, numbers, LaTeX and the words of its mark."""
    cards = re.split(r'(?=<section class="equation[ "])', file.read_text(encoding="utf-8"))[1:]
    return [
        (
            re.findall(r'id="([^"]+)"', card)[0],
            re.findall(r'class="equation-number"[^>]*>([^<]+)<', card),
            re.findall(r'data-latex="([^"]*)"', card),
            re.findall(r"<summary>([^<]+)|Refuted in this build: ([^<]+)", card),
        )
        for card in cards
    ]


def test_the_same_equations(built: Path, site: Path, registry: Registry) -> None:
    """On every page that is Markdown; Zensical knows no notebooks."""
    count = 0
    for page in registry.pages.values():
        if page.path.endswith(".ipynb"):
            assert not any(e.page is page for e in registry.equations.values())
            continue
        ours = equations(site / page.address)
        assert equations(built / page.address) == ours, page.path
        assert all(number and latex and mark for _, number, latex, mark in ours), page.path
        count += len(ours)
    assert count == len(registry.equations)


def test_the_extension_is_not_published(built: Path, site: Path) -> None:
    for folder in (built, site):
        files = [f.relative_to(folder).as_posix() for f in folder.rglob("*")]
        assert "index.html" in files
        assert [f for f in files if "_ext" in f or "checked_equations" in f] == []
        assert [f for f in files if f.endswith((".lark", "__main__.py", "_hook.py"))] == []


def test_a_false_equation_stops_it(tmp_path: Path) -> None:
    folder = copy_without_strict(tmp_path)
    page = folder / "docs" / "scalar-chain.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(text + FALSE, encoding="utf-8")
    line = text.count("\n") + 3  # of the formula itself
    finished = zensical(folder)
    output = finished.stdout + finished.stderr
    assert finished.returncode != 0, output
    assert f"docs/scalar-chain.md:{line}: " in output, output
    assert not (folder / "site" / "scalar-chain.html").exists()
