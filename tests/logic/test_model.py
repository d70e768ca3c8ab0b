"""Snippet modules, loaded while other threads import modules of their own."""

import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checked_equations.equations.errors import Complaint, Problem
from checked_equations.equations.loading.load import Library
from checked_equations.equations.models.model import Model
from tests.site import TINY, changed, tiny_site


def load(folder: Path, text: str = TINY) -> tuple[dict[str, Model], list[Complaint]]:
    """The model `tiny`, made of this text."""
    return Library(tiny_site(folder / "site", {}, {"tiny": text}), "snippets").load()


class _Late(str):
    """A module's name; looking at it imports another, as a thread may do at any moment."""

    imported: list[str]

    def split(self, *arguments: Any) -> list[str]:
        self.imported.append(f"late_{len(sys.modules)}")
        sys.modules[self.imported[-1]] = types.ModuleType("late")
        return str(self).split(*arguments)


def test_modules_that_others_import_meanwhile_do_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = _Late("late")
    late.imported = []
    monkeypatch.setitem(sys.modules, late, types.ModuleType("late"))
    models, errors = load(tmp_path)
    # One by one: a copy of all modules would be without those that the checker imports here first.
    for name in late.imported:
        del sys.modules[name]
    assert late.imported
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


def without(text: str, *lines: str) -> str:
    for line in lines:
        text = changed(text, line, "")
    return text


# What is changed in the text: a piece of the message, of what to do, and the place it is said at.
MISDECLARED: dict[str, tuple[Callable[[str], str], str, str, str]] = {
    "an input without a value": (
        lambda text: without(text, '    "t": 0.25,\n'),
        "the forward function L takes t",
        "give t in EXAMPLE",
        "def L(",
    ),
    "a forward function too late": (
        lambda text: changed(text, "[h_prime, h, s, L]", "[h_prime, s, h, L]"),
        "the forward function s takes h",
        "put h before it in FORWARD",
        "def s(",
    ),
    "a forward function left out": (
        lambda text: changed(text, "[h_prime, h, s, L]", "[h_prime, s, L]"),
        "the forward function s takes h",
        "add h to FORWARD",
        "def s(",
    ),
    "a function of the module as an argument": (
        lambda text: changed(
            text.replace("def L(s, t):", "def g(s):\n    return s\n\n\ndef L(g, s, t):"),
            "NOTATION = {\n",
            'NOTATION = {\n    "g": ("g", "function", "the same"),\n',
        ),
        "the forward function L takes g",
        "call the module's g in it",
        "def L(",
    ),
    "a size without a line": (
        lambda text: text.replace("L(s, t):\n    return (", "L(s, t, N):\n    return 1 / N * ("),
        "the forward function L takes N",
        "the shape `size of AXIS`",
        "def L(",
    ),
    "no number": (
        lambda text: changed(text, '"t": 0.25', '"t": np.nan'),
        "t is nan in EXAMPLE",
        "correct the value",
        '    "t": np.nan',
    ),
    "an array of nothing": (
        lambda text: changed(text, "np.array([0.3, -0.8])", "np.array([])"),
        "v is array([], dtype=float64) in EXAMPLE",
        "correct the value",
        '    "v": np.array([])',
    ),
    "an array that is not plain": (
        lambda text: changed(
            text, "np.array([0.3, -0.8])", "np.ma.array([0.3, -0.8], mask=[0, 1])"
        ),
        "v is masked_array(data=[0.3, --]",
        "an array is made by np.array",
        '    "v": np.ma',
    ),
    "a key twice": (
        lambda text: changed(text, '    "t": 0.25,\n', '    "t": 0.25,\n    "x": 3.0,\n'),
        "the key 'x' stands in one table twice",
        "remove one of the lines",
        '    "x": 3.0',
    ),
    "a forward function twice": (
        lambda text: changed(text, "[h_prime, h, s, L]", "[h_prime, h, s, h, L]"),
        "FORWARD has h twice",
        "remove one",
        "FORWARD = [",
    ),
    "a list": (
        lambda text: changed(text, "np.array([0.3, -0.8])", "[0.3, -0.8]"),
        "v is [0.3, -0.8] in EXAMPLE, a list",
        "write np.array([0.3, -0.8])",
        '    "v": [',
    ),
    "a text": (
        lambda text: changed(text, '"t": 0.25', '"t": "0.25"'),
        "t is '0.25' in EXAMPLE",
        "correct the value",
        '    "t": "0.25"',
    ),
    "nothing": (
        lambda text: changed(text, '"t": 0.25', '"t": None'),
        "t is None in EXAMPLE",
        "correct the value",
        '    "t": None',
    ),
    "a number for a function": (
        lambda text: changed(text, '"f": np.tanh', '"f": 1.5'),
        "f is 1.5 in EXAMPLE, and has the shape function",
        "make them agree",
        '    "f": 1.5',
    ),
    "a function for a number": (
        lambda text: changed(text, '"t": 0.25', '"t": np.tanh'),
        "t is a function in EXAMPLE",
        "make them agree",
        '    "t": np.tanh',
    ),
    "names of functions": (
        lambda text: changed(text, "[h_prime, h, s, L]", '["h_prime", "h", "s", "L"]'),
        "FORWARD has 'h_prime' in it",
        "without quotation marks",
        "FORWARD = ",
    ),
    "a function of NumPy": (
        lambda text: changed(text, "[h_prime, h, s, L]", "[h_prime, np.tanh, s, L]"),
        "FORWARD has tanh in it",
        "name a function of the module",
        "FORWARD = ",
    ),
    "one function": (
        lambda text: changed(text, "[h_prime, h, s, L]", "h_prime"),
        "FORWARD is of the type function",
        "FORWARD",
        "FORWARD = ",
    ),
    "an escaped letter": (
        lambda text: changed(text, '"v": ("v_j"', '"v": ("\\beta_j"'),
        "which Python makes of a backslash and a letter",
        "write an r before the quotation mark",
        '    "v": ("',
    ),
    "an escaped letter in a meaning": (
        lambda text: changed(text, '"the target"', '"the target of $\\nu$"'),
        "which Python makes of a backslash and a letter",
        "write an r before the quotation mark",
        '    "t": ("',
    ),
    "a value that is not returned": (
        lambda text: changed(text, "    return h @ v", "    h @ v"),
        "s returns nothing",
        "write `return`",
        "def s(",
    ),
    "a symbol of the name itself": (
        lambda text: changed(text, '"t": ("t", "scalar"', "'t': ('t +', 'scalar'"),
        "the notation t + of t",
        "write a letter",
        "    't': ('t +'",
    ),
    "a misspelt axis": (
        lambda text: changed(text, '"input, hidden"', '"imput, hidden"'),
        "works on other sizes only if it is ",
        "write input",
        '    "W": (',
    ),
    "a misspelt axis of a forward value": (
        lambda text: changed(text, '"hidden", "what enters', '"midden", "what enters'),
        "the axis midden of h_prime",
        "write hidden",
        '    "h_prime": (',
    ),
    "a print in a function": (
        lambda text: changed(text, "    return h @ v", "    print(h)\n    return h @ v"),
        "s in the module prints",
        "print under",
        "    print(h)",
    ),
}


@pytest.mark.parametrize("name", MISDECLARED)
def test_what_is_misdeclared_is_named_with_its_line(tmp_path: Path, name: str) -> None:
    change, says, fix, place = MISDECLARED[name]
    text = change(TINY)
    models, (error,) = load(tmp_path, text)
    assert models == {}
    assert says in error.problem.wrong
    assert fix in error.problem.fix
    assert error.line == text.count("\n", 0, text.index(place)) + 1


def test_an_axis_may_stand_in_one_line(tmp_path: Path) -> None:
    text = TINY.replace("h @ v", "h @ v + np.sum(u)").replace("def s(h, v)", "def s(h, v, u)")
    text = text.replace('    "t": ("t"', '    "u": ("u_k", "more", "more"),\n    "t": ("t"')
    text = text.replace('    "t": 0.25', '    "u": np.array([0.3, 0.7]),\n    "t": 0.25')
    models, errors = load(tmp_path, text)
    assert errors == []
    assert models["tiny"].sizes["more"] == 2


def test_a_module_in_another_encoding(tmp_path: Path) -> None:
    site = tiny_site(tmp_path / "site", {}, {"other": "from snippets.tiny import L\n"})
    file = site / "snippets" / "tiny.py"
    file.write_bytes(TINY.replace("the target", "caf\xe9").encode("latin-1"))
    _, errors = Library(site, "snippets").load()
    (error,) = set(map(str, errors))
    line = TINY.count("\n", 0, TINY.index("the target")) + 1
    assert error.startswith(f"snippets/tiny.py:{line}: the byte 0xe9 is not UTF-8")


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
    with pytest.raises(Problem, match="dL_dW changes its argument dL_dh in place"):
        values["dL_dW"]
    with pytest.raises(ValueError, match="read-only"):
        values["x"][0] = 1.0


def test_models_share_functions_after_one_of_them_changes(tmp_path: Path) -> None:
    """What `live` says of a function of one model is a checked equation of another."""
    other = TINY.replace('"""A small network."""', "from snippets.tiny import dL_ds as shared")
    site = tiny_site(tmp_path / "site", {}, {"tiny": TINY, "other": other})
    library = Library(site, "snippets")
    library.load()
    file = site / "snippets" / "other.py"
    for text in (f"{other}# edited\n", f"{other}(", other):
        file.write_text(text, encoding="utf-8")
        models, errors = library.load()
        assert bool(errors) == text.endswith("(")
    assert models["other"].namespace["shared"] is models["tiny"].namespace["dL_ds"]


def test_a_module_that_prints_does_so_again(tmp_path: Path) -> None:
    site = tiny_site(tmp_path / "site", {}, {"tiny": f"import snippets._helper\n{TINY}"})
    (site / "snippets" / "_helper.py").write_text("print(1)\n", encoding="utf-8")
    library = Library(site, "snippets")
    for _ in range(2):
        _, (error,) = library.load()
        assert "prints" in str(error)
