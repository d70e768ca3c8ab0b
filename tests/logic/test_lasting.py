"""What is kept for later processes is found anew as soon as anything that it depends on changes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.loading.load import Library
from checked_equations.equations.models import lasting
from checked_equations.equations.models.lasting import of_model
from checked_equations.equations.models.model import Model
from checked_equations.equations.models.points import Points
from checked_equations.equations.shown.graph import Graph, graph_of, loss_of
from checked_equations.equations.values.ancestry import entangled
from checked_equations.equations.values.figures import computed
from checked_equations.equations.values.kinks import has_branches, kinks
from checked_equations.equations.values.unrolled import one_after_another
from checked_equations.files import Store
from checked_equations.pages.directives.equation import Checked
from checked_equations.pages.registry import Registry
from tests.site import GOOD, registry_of, replaced, tiny_site

Process = Callable[[], Model]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return tiny_site(tmp_path / "site", {"good": GOOD})


@pytest.fixture
def a_process(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Process:
    """The site's model, as a process loads it that has nothing but files to go by."""

    def begun() -> Model:
        lasting.save()
        store = Store(lasting.version)
        for name in ("keep_in", "save"):
            monkeypatch.setattr(lasting, name, getattr(store, name))
        monkeypatch.setattr(lasting, "_findings", store)
        store.keep_in(tmp_path / "findings")
        models, complaints = Library(site, "snippets").load()
        assert not complaints
        return models["tiny"]

    monkeypatch.setattr(lasting, "save", lambda: None)
    return begun


def count(
    model: Model, found: list[str], kind: str = "kind", about: object = "h", name: str = "dL_ds"
) -> str:
    """What is found, of which each search is noted."""

    def find() -> str:
        found.append(kind)
        return f"found {len(found)}"

    return of_model(kind, model, [name], about, find)


def test_what_was_found_is_read_back(a_process: Process) -> None:
    found: list[str] = []
    assert [count(a_process(), found) for _ in range(3)] == ["found 1"] * 3
    assert count(a_process(), found, about="y") == "found 2"
    assert count(a_process(), found, kind="another") == "found 3"
    assert found == ["kind", "kind", "another"]


def test_of_another_model_it_is_found_anew(a_process: Process, site: Path) -> None:
    found: list[str] = []
    count(a_process(), found)
    replaced(site / "snippets" / "tiny.py", "return s - t", "return -(t - s)")
    assert count(a_process(), found) == "found 2"
    (site / "snippets" / "data.csv").write_text("1\n", encoding="utf-8")
    assert count(a_process(), found) == "found 3"


@pytest.mark.parametrize("changed", ["version", "code"])
def test_where_nobody_knows_what_it_depends_on_it_is_found_anew(
    a_process: Process, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    found: list[str] = []
    count(a_process(), found)
    if changed == "version":
        monkeypatch.setattr(lasting, "version", lambda: b"another checker")
    model = a_process()
    if changed == "code":
        model.code = None
    assert count(model, found) == "found 2"


# What `dL_dh` runs: an import under another name, a constant, a class, a function of the example.
INDIRECT = """from snippets._other import twice as double

SCALE = 1.0


class Scaled:
    def __init__(self, value):
        self.value = SCALE * value


def dL_dh(dL_ds, v):
    return double(Scaled(dL_ds).value) * v / 2
"""

OTHER = """
def twice(value):
    return value + value


def thrice(value):
    return value * 3
"""


@pytest.mark.parametrize(
    ("file", "old", "new", "found_anew"),
    [
        ("tiny", "SCALE = 1.0", "SCALE = 1.0 + 0.0", True),
        ("tiny", "SCALE * value", "value * SCALE", True),
        ("tiny", "* v / 2", "* (v / 2)", True),
        ("tiny", "return s - t", "return -(t - s)", True),  # what it is given
        ("tiny", "return h @ v", "return v @ h", True),  # and what that is given
        ("tiny", "np.tanh", "lambda u: np.tanh(u)", True),
        ("tiny", "[0.2, -0.7]", "[0.2, -0.6]", True),
        ("tiny", "SCALE = 1.0", "SCALE = 1.0\nOTHER = SCALE", True),
        ("tiny", "return double(", "vars(); return double(", True),
        ("_other", "value + value", "2 * value", True),
        ("tiny", "SCALE = 1.0", "# a comment\nSCALE = 1.0", False),
        ("tiny", '"""A small network."""', '"""A network."""', False),
        ("tiny", "return dL_ds * h", "return h * dL_ds", False),  # another function
        ("tiny", "def dL_dv(", "def another(h):\n    return h\n\n\ndef dL_dv(", False),
        ("_other", "value * 3", "3 * value", False),
    ],
)
def test_it_is_found_anew_where_a_function_behind_it_has_changed(
    a_process: Process, site: Path, file: str, old: str, new: str, found_anew: bool
) -> None:
    tiny, other = (site / "snippets" / f"{name}.py" for name in ("tiny", "_other"))
    replaced(tiny, "def dL_dh(dL_ds, v):\n    return dL_ds * v\n", INDIRECT)
    other.write_text(OTHER, encoding="utf-8")
    found: list[str] = []
    count(a_process(), found, name="dL_dh")
    replaced(site / "snippets" / f"{file}.py", old, new)
    count(a_process(), found, name="dL_dh")
    assert len(found) == 1 + found_anew


def test_what_may_run_any_function_depends_on_all(a_process: Process, site: Path) -> None:
    file = site / "snippets" / "tiny.py"
    replaced(file, "return dL_ds * v\n", 'return globals()["dL_ds"](0, 0) + dL_ds * v\n')
    found: list[str] = []
    count(a_process(), found, name="dL_dh")
    replaced(file, "return dL_ds * h", "return h * dL_ds")
    assert count(a_process(), found, name="dL_dh") == "found 2"


def test_what_raises_is_not_kept(a_process: Process) -> None:
    def fails() -> str:
        raise Problem("wrong", "right", "correct it")

    with pytest.raises(Problem, match="wrong"):
        of_model("kind", a_process(), ["h"], "h", fails)
    assert of_model("kind", a_process(), ["h"], "h", lambda: "found") == "found"


def test_graph_and_entanglement_and_values_are_the_same_when_read_back(
    a_process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found() -> tuple[Graph, list[Any], float]:
        points = Points(a_process())
        read = [
            function(points.model, python)
            for python in points.model.forward
            for function in (entangled, kinks, has_branches, one_after_another)
        ]
        return graph_of(points, loss_of(points)), read, computed(points, "L", None, {}, "L")

    graph, read, value = found()

    def fails(*_: object) -> None:
        raise AssertionError("found once more")

    again_by = ("values.ancestry.traced_inputs", "values.kinks.sources", "values.unrolled.sources")
    for what in ("shown.graph._followed", *again_by, "values.figures._computed"):
        monkeypatch.setattr(f"checked_equations.equations.{what}", fails)
    again, read_again, value_again = found()
    assert (again.edges, again.weights) == (graph.edges, graph.weights)
    assert graph.edges
    assert (read_again, value_again) == (read, value)


def test_values_with_other_inputs_are_others(a_process: Process) -> None:
    changed = [computed(Points(a_process()), "L", None, {"t": t}, "L") for t in (0.5, 2, 2.0, 0.5)]
    assert changed[0] == changed[3] != changed[1] == changed[2]


@pytest.mark.slow
def test_what_is_compared_is_compared_in_each_process(a_process: Process, site: Path) -> None:
    """Findings spare no comparison: as many are made, and what is false is refused."""

    def cases(registry: Registry) -> list[int]:
        return [one.report.cases for one in registry.of_type(Checked).values()]

    a_process()
    first = registry_of(site)
    a_process()
    second = registry_of(site)
    assert cases(first) == cases(second)
    assert min(cases(second)) > 0
    line = replaced(site / "docs" / "good.md", "v_j f'(h_j') x_i", "v_j x_i")
    a_process()
    (complaint,) = registry_of(site).all_complaints()
    assert str(complaint).startswith(f"docs/good.md:{line}: sides 1 and 2 differ")
