"""What a browser loads for lines of a reader and for trials is all there, and small."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from checked_equations import v8
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


NUMBERS = {
    "0.41": 0.41,
    " −2 ": -2,
    ",5": 0.5,
    "2·10³": 2000,
    "1/2": 0.5,
    "-3/4": -0.75,
    "−3 / −4": 0.75,
    "0,5/2": 0.25,
    "2·10^3/4": 500,
    "1/4e2": 0.0025,
    "0/2": 0,
}
NO_NUMBERS = ("", "x", "1.2.3", "1/0", "0/0", "1/", "/2", "1/2/2", "1/x", "1/2·10³")


def test_numbers_and_fractions_of_a_reader() -> None:
    engine = v8.start([bundle.engine()])
    for text, number in {**NUMBERS, **dict.fromkeys(NO_NUMBERS)}.items():
        found = engine.eval(f"JSON.stringify(live.decimal({json.dumps(text)}))")
        assert json.loads(str(found)) == number, text
