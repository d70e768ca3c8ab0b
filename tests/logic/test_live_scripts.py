"""The scripts of the browser are written so that they can be made smaller without a change."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from checked_equations.live import bundle

SCRIPTS = sorted((Path(bundle.__file__).parent / "scripts").glob("*.js"))
# A text within a text: to the minifier it is code between two texts, and loses its spaces.
NESTED = re.compile(r"`[^`]*\$\{[^}`]*`([^`]*)`")


def spoilt(script: str) -> list[str]:
    return [text for text in NESTED.findall(script) if re.search(r"\s", text)]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_no_text_loses_its_spaces(script: Path) -> None:
    assert script.name in (*bundle.ENGINE, *bundle.LINES, *bundle.TRIAL)
    lines = script.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if spoilt(line)] == []


def test_a_text_that_would_lose_its_spaces_is_found() -> None:
    assert spoilt("say(`a ${b ? `, c` : ''}`)") == [", c"]
    assert spoilt("say(`a ${b} c`, `d ${e ? `f` : ''}`)") == []


@pytest.mark.slow
@pytest.mark.parametrize("used_by", [bundle.lines, bundle.trial])
def test_what_is_loaded_is_small(used_by: Callable[[], str]) -> None:
    """As hosts send it: the engine, and what else lines or trials need."""
    loaded = [gzip.compress(part().encode(), 6) for part in (bundle.engine, used_by)]
    assert sum(map(len, loaded)) <= 60_000
