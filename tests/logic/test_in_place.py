"""A function that changes its argument in place is told so, with what to write instead."""

from pathlib import Path

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.loading.load import Library
from checked_equations.equations.meaning.scope import Scope
from checked_equations.equations.models.points import Points
from checked_equations.equations.values.formula import Formula
from checked_equations.equations.values.report import Binding
from checked_equations.equations.verdict.verify import verify
from tests.site import changed, registry_of, tiny_site

pytestmark = pytest.mark.slow

UNIT = '''"""For one test."""

import numpy as np


def _twice(u):
    u *= 2
    return u


def a(z):
    return 2 * z


def L(a, y):
    return np.sum((a - y) ** 2) / 2


def dL_da(a, y):
    return a - y


NOTATION = {
    "z": ("z_j", "unit", "given"),
    "y": ("y_j", "unit", "the target"),
    "a": ("a_j", "unit", "follows"),
    "L": ("L", "scalar", "the loss"),
}
FORWARD = [a, L]
EXAMPLE = {"z": np.array([0.5, 0.2]), "y": np.array([0.3, 0.7])}
'''
COPY = "compute a new array, or change a copy"
# What `a` does: the line of it that is named, what is said of it, and what to write instead.
CHANGING = {
    "z *= 2": ("a changes its argument z in place: z *= 2", "write z = z * 2"),
    "z -= 1 - z": ("z in place: z -= 1 - z", "write z = z - (1 - z)"),
    "z **= np.exp(2)  # power": ("z in place: z **= np.exp(2);", "write z = z ** np.exp(2)"),
    "z[0] = 1": ("z in place: z[0] = 1", COPY),
    "z[:] *= 2": ("z in place: z[:] *= 2", COPY),
    "z.sort()": ("z in place: z.sort()", COPY),
    "np.add(1, z, out=z)": ("z in place: np.add(1, z, out=z)", COPY),
    "np.copyto(z, 1)": ("z in place: np.copyto(z, 1)", COPY),
    "b = z[::-1]; b += 1": ("z in place: b = z[::-1]; b += 1", COPY),
    "_twice(z)": ("_twice changes its argument u in place: u *= 2", "write u = u * 2"),
}
# It leaves its argument as it is, and yet NumPy says that something is read-only.
OTHERS = {"b = np.broadcast_to(1.0, 2); b += z": "output array is read-only"}


def complaint(folder: Path, statement: str) -> str:
    text = changed(UNIT, "return 2 * z", f"{statement}\n    return z")
    _, (found,) = Library(tiny_site(folder / "site", {}, {"unit": text}), "snippets").load()
    return str(found)


@pytest.mark.parametrize("statement", CHANGING)
def test_a_changed_argument_is_named(tmp_path: Path, statement: str) -> None:
    said = complaint(tmp_path, statement)
    assert said.startswith(f"snippets/unit.py:{7 if 'twice' in statement else 12}: ")
    for part in CHANGING[statement]:
        assert part in said


@pytest.mark.parametrize("statement", OTHERS)
def test_what_else_is_read_only_is_no_argument(tmp_path: Path, statement: str) -> None:
    said = complaint(tmp_path, statement)
    assert OTHERS[statement] in said
    assert "in place" not in said


def test_a_snippet_that_no_value_needs(tmp_path: Path) -> None:
    text = changed(UNIT, "return a - y\n", "a -= y\n    return a\n")
    models, _ = Library(tiny_site(tmp_path / "site", {}, {"unit": text}), "snippets").load()
    scope = Scope(Points(models["unit"]))
    formula = Formula(scope.parse(r"\frac{\partial L}{\partial a_j} = a_j - y_j"), scope)
    with pytest.raises(Problem, match="dL_da changes its argument a in place: a -= y") as refused:
        verify(formula, Binding(models["unit"], "dL_da", None))
    assert refused.value.fix == "write a = a - y"


@pytest.mark.parametrize("statement", ["z = z * 2", "z = z.copy(); z *= 2", "b = 2 * z; b += 0"])
def test_a_function_may_change_what_is_its_own(tmp_path: Path, statement: str) -> None:
    text = changed(UNIT, "return 2 * z", f"{statement}\n    return z")
    _, errors = Library(tiny_site(tmp_path / "site", {}, {"unit": text}), "snippets").load()
    assert errors == []


def test_the_function_is_named_where_it_stands(tmp_path: Path) -> None:
    """Not the equation that it is the snippet of; a number that is an array is kept as well."""
    text = changed(UNIT, "return np.sum((a - y) ** 2) / 2", "return np.array(np.sum(a - y))")
    text = changed(
        text, "return a - y\n", "return a - y\n\n\ndef M(L):\n    L += 1\n    return L\n"
    )
    page = "---\nmodel: unit\n---\n```math {#m snippet=unit.M}\nL = \\sum_j a_j\n```\n"
    registry = registry_of(tiny_site(tmp_path / "site", {"a": page}, {"unit": text}))
    (said,) = (str(c) for c in registry.all_complaints() if "place" in str(c))
    assert said.startswith("snippets/unit.py:24: M changes its argument L in place: L += 1; ")


def test_a_step_of_an_argument(tmp_path: Path) -> None:
    text = '''"""For one test."""

import numpy as np


def h(h, x, t):
    x[t] *= 2
    return h[t - 1] + x[t]


STEPS = {"t": "1..T"}
NOTATION = {
    "T": ("T", "size of t", "how many steps"),
    "x": ("x_t", "unit", "given"),
    "h": ("h_t", "unit", "follows"),
}
FORWARD = [h]
EXAMPLE = {"x": {1: np.array([0.3, 0.7]), 2: np.array([0.5, 0.2])}, "h": {0: np.array([0.1, 0.2])}}
'''
    _, (found,) = Library(tiny_site(tmp_path / "site", {}, {"unit": text}), "snippets").load()
    assert "unit.py:7: h changes its argument x in place: x[t] *= 2" in str(found)
