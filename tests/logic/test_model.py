"""Snippet modules, loaded while other threads import modules of their own."""

import sys
import types
from pathlib import Path
from typing import Any

import pytest

from checked_equations.equations.errors import Complaint
from checked_equations.equations.load import Library
from checked_equations.equations.model import Model
from tests.site import TINY, changed, tiny_site


def load(folder: Path, text: str = TINY) -> tuple[dict[str, Model], list[Complaint]]:
    """The model `tiny`, made of this text."""
    return Library(tiny_site(folder / "site", {}, {"tiny": text}), "snippets").load()


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
    models, errors = load(tmp_path)
    assert errors == []
    assert list(models) == ["tiny"]


def test_the_list_of_finders_never_changes_under_another_thread(tmp_path: Path) -> None:
    """An import that is under way goes through the list that it began with."""
    text = f"import sys\nFINDERS = sys.meta_path\n{TINY}"
    before = list(sys.meta_path)
    models, _ = load(tmp_path, text)
    assert models["tiny"].namespace["FINDERS"][1:] == before
    assert sys.meta_path == before


# The module is not what its page would show, or the checks would not see all of it.
NOT_AS_SHOWN = {
    "a decorator": ("def dL_ds(s, t):", "@abs\ndef dL_ds(s, t):", "TypeError"),
    "another decorator": (
        "def dL_ds(s, t):",
        "def _other(f):\n    return lambda s, t: t - s\n\n\n@_other\ndef dL_ds(s, t):",
        "dL_ds is not the function that its text shows",
    ),
    "another function": (
        "NOTATION = {",
        "dL_ds = lambda s, t: s - t\nNOTATION = {",
        "dL_ds is not the function that its text shows",
    ),
    "no def": (
        "NOTATION = {",
        "twice = lambda s: 2 * s\nNOTATION = {",
        "twice is not the function that its text shows",
    ),
    "an input without a symbol": (
        '    "t": ("t", "scalar", "the target"),\n',
        "",
        "the forward function L takes t, which is not in NOTATION",
    ),
    "one axis with two sizes": (
        "EXAMPLE = {\n",
        'NOTATION["u"] = ("u_i", "input", "more")\nEXAMPLE = {\n    "u": np.ones(3),\n',
        "the axis input has the sizes",
    ),
}


@pytest.mark.parametrize("name", NOT_AS_SHOWN)
def test_a_module_is_what_its_page_shows(tmp_path: Path, name: str) -> None:
    old, new, says = NOT_AS_SHOWN[name]
    models, errors = load(tmp_path, changed(TINY, old, new))
    assert models == {}
    assert [says in str(error) for error in errors] == [True], errors


@pytest.mark.parametrize("end", ["\f", "\u2028", "\x85"])
def test_a_listing_is_the_text_of_its_function(tmp_path: Path, end: str) -> None:
    """Python counts fewer ends of lines than text editors do."""
    text = TINY.replace('"""A small network."""\n', f'"""A small{end} network."""\n')
    models, _ = load(tmp_path, text)
    assert models["tiny"].snippets["s"].source == "def s(h, v):\n    return h @ v"


def test_no_value_changes_under_the_others(tmp_path: Path) -> None:
    text = TINY.replace(
        "    return np.outer(x, dL_dh * f_prime(h_prime))",
        "    dL_dh *= f_prime(h_prime)\n    return np.outer(x, dL_dh)",
    )
    model = load(tmp_path, text)[0]["tiny"]
    values = model.values(model.example)
    with pytest.raises(ValueError, match="read-only"):
        values["dL_dW"]
    with pytest.raises(ValueError, match="read-only"):
        values["x"][0] = 1.0
