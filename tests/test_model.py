"""Snippet modules, loaded while other threads import modules of their own."""

import sys
import types
from pathlib import Path
from typing import Any

import pytest

from checked_equations.model import load_models
from tests.site import TINY, tiny_site


class _Late(str):
    """A module's name; looking at it imports another, as a thread may do at any moment."""

    def split(self, *arguments: Any) -> list[str]:
        sys.modules[f"late_{len(sys.modules)}"] = types.ModuleType("late")
        return str(self).split(*arguments)


def test_modules_that_others_import_meanwhile_do_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "modules", sys.modules.copy())
    sys.modules[_Late("late")] = types.ModuleType("late")
    models, errors = load_models(tiny_site(tmp_path / "site", {}))
    assert errors == []
    assert list(models) == ["tiny"]


def test_the_list_of_finders_never_changes_under_another_thread(tmp_path: Path) -> None:
    """An import that is under way goes through the list that it began with."""
    text = f"import sys\nFINDERS = sys.meta_path\n{TINY}"
    before = list(sys.meta_path)
    models, _ = load_models(tiny_site(tmp_path / "site", {}, {"tiny": text}))
    assert models["tiny"].namespace["FINDERS"][1:] == before
    assert sys.meta_path == before
