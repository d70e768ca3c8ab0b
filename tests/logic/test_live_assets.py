"""What a build writes for the browser: on demand only, checked against Python, and cheap."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from checked_equations import v8
from checked_equations.equations.errors import Problem
from checked_equations.equations.models.opaque import waves, waves_of_arrays, waves_to_arrays
from checked_equations.equations.values.evaluate import STEP
from checked_equations.files import Store
from checked_equations.live import agreement, assets, bundle
from checked_equations.live.model_data import model_data
from checked_equations.pages.check import Checker
from checked_equations.pages.registry import Registry
from tests.site import GOOD, ROOT, TINY, changed, options_of, replaced, tiny_site

pytestmark = pytest.mark.slow


def checker(site: Path, live: str = "tiny") -> Checker:
    return Checker(replace(options_of(site), live=(live,) if live else ()))


def checked(folder: Path, page: str = GOOD, module: str = TINY, live: str = "tiny") -> Registry:
    """What a pass over a tiny site with one live model finds."""
    site = tiny_site(folder / "site", {"good": page}, {"tiny": module})
    registry = checker(site, live).check()
    assert registry.all_complaints() == []
    return registry


def written(registry: Registry) -> list[str]:
    folder = registry.docs / registry.options.assets
    return sorted(f.relative_to(folder).as_posix() for f in folder.rglob("*.js"))


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for what holds the parser, which takes a moment to make."""
    monkeypatch.setattr(bundle, "lines", lambda: "")


def test_only_what_is_live_is_written(tmp_path: Path) -> None:
    registry = checked(tmp_path)
    assert written(registry) == []
    assets.write(registry)
    assert written(registry) == ["live-lines.js", "live-try.js", "live.js", "live/tiny.js"]
    text = (registry.docs / registry.options.assets / "live" / "tiny.js").read_text("utf-8")
    data = json.loads(text.removeprefix('live.models["tiny"] = '))
    assert [entry["python"] for entry in data["program"]] == ["h_prime", "h", "s", "L"]


def test_without_a_live_model_nothing_is_written(tmp_path: Path) -> None:
    registry = checked(tmp_path, live="")
    assets.write(registry)
    assert written(registry) == []


def test_a_second_build_asks_no_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    registry = checked(tmp_path)
    assets.write(registry)

    def start(scripts: Any) -> Any:
        raise AssertionError("what was found is kept")

    monkeypatch.setattr(v8, "start", start)
    assets.write(registry)
    # Another formula for the same value, in another place: it is asked again.
    page = registry.docs / "good.md"
    replaced(page, r"h_1 v_1 + h_2 v_2", r"h_2 v_2 + h_1 v_1")
    with pytest.raises(AssertionError, match="kept"):
        assets.write(checker(registry.root).check())


def test_an_unknown_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="the live model tinny does not exist"):
        assets.write(checked(tmp_path, live="tinny"))


WITHOUT = changed(GOOD, "{#good-s snippet=tiny.s}", "{#good-s snippet=tiny.s .step}")
TWICE = GOOD.replace(
    "The loss is",
    "```math {#good-s-again snippet=tiny.s}\n\\hat{s} = h_1 v_1 + h_2 v_2\n```\n\nThe loss is",
)
ANOTHER = TINY.replace('"f": np.tanh', '"f": lambda u: u / 2').replace(
    '"f_prime": lambda u: 1 / np.cosh(u) ** 2', '"f_prime": lambda u: 0.5 + 0 * u'
)
WRONG: dict[str, tuple[str, str, str]] = {
    "no definition": (WITHOUT, TINY, "value s of the live model tiny has no defining equation"),
    "two definitions": (TWICE, TINY, "2 defining equations, good-s, good-s-again"),
    "an unknown function": (GOOD, ANOTHER, "no equation says what the function f of the live"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_cannot_be_live_is_said(tmp_path: Path, wrong: str) -> None:
    page, module, said = WRONG[wrong]
    with pytest.raises(Problem) as found:
        assets.write(checked(tmp_path, page, module))
    assert said in found.value.wrong
    assert written_in(tmp_path) == []


def test_a_continuation_defines_nothing(tmp_path: Path) -> None:
    """A page may go on from the definition of a value."""
    more = "```math {#good-s-more continues=#good-s}\n= h_2 v_2 + h_1 v_1\n```\n\n"
    page = changed(GOOD, "```math {#good-L ", f"{more}```math {{#good-L ")
    registry = checked(tmp_path, page)
    assets.write(registry)
    assert written(registry) == ["live-lines.js", "live-try.js", "live.js", "live/tiny.js"]


def written_in(folder: Path) -> list[Path]:
    return list(folder.rglob("live/*.js"))


CHANGES: dict[str, Callable[[dict[str, Any]], None]] = {
    "a value": lambda data: data["program"][2]["tree"].update(kind="Number", text="1.5"),
    "a letter": lambda data: data["program"][1].update(letters=["i"]),
    "a function": lambda data: data["functions"].update(f={"named": "sin"}),
    "the order": lambda data: data["program"][0]["tree"]["body"]["factors"].pop(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_other_values_than_pythons_stop_the_build(tmp_path: Path, change: str) -> None:
    registry = checked(tmp_path)
    data = model_data(registry, registry.models["tiny"])
    CHANGES[change](data)
    with pytest.raises(Problem, match=r"in the browser|the browser cannot evaluate"):
        agreement.check(registry.models["tiny"], data, Store(agreement.version))


def test_a_problem_is_a_complaint_of_the_configuration(tmp_path: Path) -> None:
    from checked_equations.pages.extension import Site

    site = tiny_site(tmp_path, {"good": GOOD})
    options = replace(
        options_of(site), live=("tinny",), artifacts=("checked_equations.live.assets:write",)
    )
    (complaint,) = Site(options).registry().all_complaints()
    assert str(complaint).startswith("mkdocs.yml:1: the live model tinny does not exist; expected")


def test_open_functions_have_exact_slopes() -> None:
    rng = np.random.default_rng(3)
    wave, shapes = waves(rng), [(2,), (), (3,)]
    z = 0.7
    assert wave.slope(z) == pytest.approx(np.imag(wave(z + STEP * 1j)) / STEP, rel=1e-13)
    of_arrays, to_arrays = waves_of_arrays(rng, shapes), waves_to_arrays(rng, shapes, 4)
    u, v, w = rng.uniform(-1, 1, 2), 0.3, rng.uniform(-1, 1, 3)
    for place in range(3):
        moved = w + STEP * 1j * np.eye(3)[place]
        expected = np.imag(of_arrays(u, v, moved)) / STEP
        assert of_arrays.slope(u, v, w)[place] == pytest.approx(expected, rel=1e-13)
        expected = np.imag(to_arrays(u, v, moved)) / STEP
        assert to_arrays.slope(u, v, w)[:, place] == pytest.approx(expected, rel=1e-13)


def test_the_live_models_are_those_of_the_site() -> None:
    assert options_of(ROOT).live[0] == "sigmoid_network"
    assert "checked_equations.live.assets:write" in options_of(ROOT).artifacts


def test_what_a_page_asks_for_is_there(tmp_path: Path) -> None:
    final = "```math {#good-final snippet=tiny.dL_dv .final}\n%s\n```\n"
    one = r"\frac{\partial L}{\partial v_j} = (\hat{s} - t) h_j"
    assets.write(checked(tmp_path / "one", GOOD + final % one))
    norm = one + r" \frac{|t|}{|t|}"
    with pytest.raises(Problem, match="#good-final, for which a page asks") as problem:
        assets.write(checked(tmp_path / "norm", GOOD + final % norm))
    assert "take .final from it" in problem.value.fix
