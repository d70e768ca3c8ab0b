"""Where a search led is kept: the next process checks at the same points without searching."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checked_equations.equations.models import lasting
from checked_equations.equations.models.points import Point
from checked_equations.equations.search import searched
from checked_equations.files import Store
from checked_equations.pages.directives.equation import Checked
from checked_equations.pages.registry import Registry
from tests.site import registry_of, replaced, tiny_site

RECTIFIED = '''"""A rectifier, and a function that is left open."""

import numpy as np


def r(z, f):
    """r = f(max(0, z))."""
    return f(np.maximum(0, z))


NOTATION = {
    "z": ("z", "scalar", "what comes in"),
    "f": ("f", "function", "any function"),
    "r": ("r", "scalar", "what comes out"),
}
FORWARD = [r]
EXAMPLE = {"z": 0.5, "f": np.tanh, "f_prime": lambda z: 1 - np.tanh(z) ** 2}

if __name__ == "__main__":
    print(r(0.5, np.tanh))
'''
PAGE = """---
model: rectified
---

```math {#r snippet=rectified.r}
r = f(\\max(0, z))
```
"""
ONE_SIDE = "r = f(z)"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    site = tiny_site(tmp_path / "site", {"a": PAGE}, {"rectified": RECTIFIED})
    replaced(site / "mkdocs.yml", "require_shown: true", "require_shown: false")
    return site


Passed = tuple[Registry, list[list[Any]], int]


@pytest.fixture
def a_process(site: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Passed]:
    """A pass with nothing but files to go by: the points, and how often they were searched for."""

    def passed() -> Passed:
        store = Store(lasting.version)
        for name, value in {
            "_findings": store,
            "keep_in": store.keep_in,
            "save": store.save,
        }.items():
            monkeypatch.setattr(lasting, name, value)
        found: list[list[Point]] = []
        searches: list[object] = []
        original = searched.searched

        def recorded(formula: Any, binding: Any, search: Any) -> list[Point]:
            def counted() -> list[Point]:
                searches.append(formula)
                return list(search())

            found.append(original(formula, binding, counted))
            return found[-1]

        with monkeypatch.context() as patch:
            patch.setattr("checked_equations.equations.search.sides.searched", recorded)
            registry = registry_of(site)
        told: list[list[Any]] = [
            [(p.label, p.inputs["z"], p.values["r"], p.sizes) for p in one] for one in found
        ]
        return registry, told, len(searches)

    return passed


def cases(registry: Registry) -> int:
    (found,) = (r for r in registry.results.values() if isinstance(r, Checked))
    return found.report.cases


@pytest.mark.slow
def test_the_same_points_without_a_search(a_process: Callable[[], Passed]) -> None:
    first, points, searches = a_process()
    assert first.all_complaints() == []
    assert searches == 1
    assert points[0]
    second, again, none = a_process()
    assert none == 0
    assert again == points
    assert cases(second) == cases(first)


def test_what_is_false_at_such_a_point_is_refused(
    a_process: Callable[[], Passed], site: Path
) -> None:
    a_process()
    replaced(site / "docs/a.md", "r = f(\\max(0, z))", ONE_SIDE)
    for _ in range(2):
        registry, _, _ = a_process()
        assert "sides 1 and 2 differ" in str(registry.all_complaints())


def test_another_snippet_is_searched_anew(a_process: Callable[[], Passed], site: Path) -> None:
    a_process()
    replaced(site / "snippets/rectified.py", "np.maximum(0, z)", "np.maximum(0.0, z)")
    assert a_process()[2] == 1


def test_another_checker_searches_anew(
    a_process: Callable[[], Passed], monkeypatch: pytest.MonkeyPatch
) -> None:
    a_process()
    monkeypatch.setattr(lasting, "version", lambda: b"another")
    assert a_process()[2] == 1
