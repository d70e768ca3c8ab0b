"""What a browser loads for lines of a reader and for trials is all there, and small."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from checked_equations.live import bundle

SCRIPTS = sorted((Path(bundle.__file__).parent / "scripts").glob("*.js"))


def test_each_script_is_loaded() -> None:
    names = [script.name for script in SCRIPTS]
    assert names == sorted((*bundle.ENGINE, *bundle.LINES, *bundle.TRIAL))


@pytest.mark.slow
@pytest.mark.parametrize("used_by", [bundle.lines, bundle.trial])
def test_what_is_loaded_is_small(used_by: Callable[[], str]) -> None:
    """As hosts send it: the engine, and what else lines or trials need."""
    loaded = [gzip.compress(part().encode(), 6) for part in (bundle.engine, used_by)]
    assert sum(map(len, loaded)) <= 60_000
