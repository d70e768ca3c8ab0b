"""The README's example is the site's own, to the letter."""

import re
from pathlib import Path

from checked_equations.render import mark_text
from checked_equations.site_pass import site_pass

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def fence(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    assert found
    return found[1].strip()


def test_formula_snippet_and_mark() -> None:
    registry = site_pass(ROOT)
    equation = next(e for e in registry.equations.values() if e.latex.strip() == fence("math"))
    assert equation.binding is not None
    assert equation.report is not None
    module, name = equation.binding.model, equation.binding.snippet
    assert module.snippets[name].source == fence("python")
    assert f"`{module.path}`" in README
    assert f"> ✓ Checked in this build: {mark_text(equation.report)}." in README


def test_written_form_is_the_sites_own() -> None:
    """The fence that the README shows as an example stands on the page that it names."""
    page = (ROOT / "docs" / "scalar-chain.md").read_text(encoding="utf-8")
    shown = re.search(r"^````markdown\n.*?(```math .*?```)$", README, re.DOTALL | re.MULTILINE)
    assert shown
    opening, *formula, _ = shown[1].splitlines()
    identity = re.search(r"#([\w-]+)", opening)
    assert identity
    assert f"#{identity[1]} " in page
    assert "\n".join(formula) in page


def test_commands_are_targets() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    commands = re.findall(r"^make (\w+)", fence("console"), re.MULTILINE)
    assert commands == ["serve", "test"]
    assert all(f"\n{command}:" in makefile for command in commands)
