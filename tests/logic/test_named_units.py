r"""A sum over units with names: `\sum_o E_o`, where there are E_{o1} and E_{o2}."""

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.loading.load import load_file
from tests.logic.test_verify import Bench
from tests.verified import MODELS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench({"tiny": load_file(MODELS / "mazur.py")})


SLOPE = r"\frac{\partial E_{total}}{\partial w_1} = "
BACK = (
    r"(\sum_o \frac{\partial E_{total}}{\partial out_o} * \frac{\partial out_o}{\partial net_o} "
    r"* \frac{\partial net_o}{\partial out_{h1}}) * \frac{\partial out_{h1}}{\partial w_1}"
)


@pytest.mark.parametrize(
    "latex",
    [
        r"E_{total} = \sum_o E_o",
        r"2 E_{total} = \sum_o E_o + \sum_o E_o",
        r"\sum_o out_o net_o = out_{o1} net_{o1} + out_{o2} net_{o2}",
        r"\sum_o out_o out_{h1} = out_{h1} \sum_o out_o",
        SLOPE + BACK,
    ],
)
def test_it_is_over_all_of_them(bench: Bench, latex: str) -> None:
    assert bench.verify(latex).cases


@pytest.mark.parametrize(
    ("latex", "says"),
    [
        (r"E_{total} = 2 \sum_o E_o", "differ"),
        (r"E_{total} = -\sum_o E_o", "differ"),
        (r"E_{total} = \sum_o E_{o1}", "no index of anything"),
        (r"E_{total} = \sum_h E_h", "unknown symbol"),
        (r"E_{total} = E_o", "unknown symbol"),
        (r"E_{total} = \sum_o E_o + out_o", "unknown symbol"),
        (r"E_{total} = \sum_o E_o out_h", "unknown symbol"),
        (r"E_{total} = \sum_o \sum_o E_o", "no index of anything"),
        (r"\sum_o out_o = out_{o1}", "differ"),
        (r"E_{total} = \sum_o E_o w_{ho}", "has 0"),
        (SLOPE + BACK.replace("out_{h1}}) ", "out_{h2}}) "), "differ"),
        (SLOPE + BACK.replace(r"* \frac{\partial net_o", r"* -\frac{\partial net_o"), "differ"),
        (SLOPE + BACK.replace(r"\sum_o", r"\sum_h"), "unknown symbol"),
    ],
)
def test_near_misses(bench: Bench, latex: str, says: str) -> None:
    with pytest.raises(Problem) as caught:
        bench.verify(latex)
    assert says in caught.value.wrong
