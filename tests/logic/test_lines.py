r"""Columns of a matrix that NOTATION declares to be written as `dZ^{[l](i)}`."""

from pathlib import Path

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.loading.load import load_file
from tests.logic.test_verify import Bench
from tests.verified import MODELS

FILE = MODELS / "ng_layers.py"
COLUMN = '"dZ_i": ("dZ^{[l](i)}", "column of dZ"'


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench({"tiny": load_file(FILE)})


TRUE = [
    r"db^{[l]} = \frac{1}{m} \sum_{i=1}^m dZ^{[l](i)}",
    r"dZ^{[l]} (dZ^{[l]})^T = \sum_i dZ^{[l](i)} (dZ^{[l](i)})^T",
    r"dZ^{[l-1](1)} = dZ_{:,1}^{[l-1]}",
]
WRONG = {
    r"db^{[l]} = \sum_{i=1}^m dZ^{[l](i)}": "differ",
    r"db^{[l]} = \frac{1}{m} \sum_{i=1}^m dZ^{[l](k)}": "not on the left",
    r"db^{[l]} = \frac{1}{m} \sum_{i=1}^m dZ^{[l-1](i)}": "units[l-1]",
    r"db^{[l]} = \frac{1}{m} \sum_{i=1}^m dA^{[l](i)}": "unknown symbol",
    r"db^{[l]} = dZ^{[l](9)}": "the index 9",
    r"db^{[l]} = \frac{1}{m} \sum_i dZ^{[l](i)}_i": "unknown symbol",
    r"db^{[l]} = \frac{1}{m} \sum_i (dZ^{[l](i)})^T": "transpose",
}


@pytest.mark.parametrize("latex", TRUE)
def test_what_is_true(bench: Bench, latex: str) -> None:
    assert bench.verify(latex).cases


@pytest.mark.parametrize("latex", WRONG)
def test_near_misses(bench: Bench, latex: str) -> None:
    with pytest.raises(Problem) as caught:
        bench.verify(latex)
    assert WRONG[latex] in caught.value.wrong + caught.value.fix


@pytest.mark.parametrize(
    "new",
    [
        '"dZ_i": ("dZ^{[l](i)}", "column of m"',
        '"dZ_i": ("dZ^{[l](i)}", "column of nothing"',
        '"dZ_i": ("dA^{[l](i)}", "column of dZ"',
        '"dZ_i": ("dZ^{(i)}", "column of dZ"',
        '"dZ_i": ("q", "column of dZ"',
        '"dZ_k": ("dZ^{[l](k)}", "row of dZ", "a row"), "dZ_i": ("dZ^{[l](i)}", "column of dZ"',
    ],
)
def test_what_is_declared_must_fit(tmp_path: Path, new: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert COLUMN in text
    file = tmp_path / "changed.py"
    file.write_text(text.replace(COLUMN, new), encoding="utf-8")
    with pytest.raises(Problem, match="the notation"):
        load_file(file)


def test_a_row_is_no_column(tmp_path: Path) -> None:
    text = FILE.read_text(encoding="utf-8").replace('"column of dZ"', '"row of dZ"')
    file = tmp_path / "rows.py"
    file.write_text(text, encoding="utf-8")
    bench = Bench({"tiny": load_file(file)})
    assert bench.verify(r"dZ^{[l](1)} = dZ_{1,:}^{[l]}").cases
    with pytest.raises(Problem):
        bench.verify(TRUE[0])
