"""The README's example is the site's own, to the letter."""

import re

from checked_equations.pages.directives.equation import Checked
from checked_equations.pages.marks import mark_text
from checked_equations.pages.registry import Registry
from tests.site import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def fence(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    assert found
    return found[1].strip()


def test_formula_snippet_and_mark(registry: Registry) -> None:
    item = next(i for i in registry.equations.values() if i.text.strip() == fence("math"))
    found = registry.results[item]
    assert isinstance(found, Checked)
    assert found.snippet.source == fence("python")
    assert f"`{found.binding.model.path}`" in README
    assert f"> ✓ Checked in this build: {mark_text(found.report)}." in README


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
