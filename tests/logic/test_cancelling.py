"""A symbol that cancels out in the end has a step beside it that needs it."""

import pytest

from checked_equations.equations.errors import Pointless, Problem
from checked_equations.equations.loading.load import load_file
from tests.logic.test_verify import Bench
from tests.verified import MODELS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench({"tiny": load_file(MODELS / "batch_norm.py")})


FIRST = r"\sigma_l^2 = \frac{1}{N} \sum_p (h_{pl} - \mu_l) (h_{pl} - \mu_l)"
APART = r" = \frac{1}{N} \sum_p h_{pl} (h_{pl} - \mu_l) - \frac{1}{N} \sum_p \mu_l (h_{pl} - \mu_l)"
LAST = r" = \frac{1}{N} \sum_p h_{pl} (h_{pl} - \mu_l)"


def test_what_vanishes_by_the_value_of_a_mean_is_no_idle_step(bench: Bench) -> None:
    assert bench.verify(FIRST + APART + LAST).cases
    assert bench.verify(FIRST + APART).cases


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r"\sum_p \mu_l", r"\sum_p 2 \mu_l"),
        (r"- \frac{1}{N}", r"+ \frac{1}{N}"),
        (r"\sum_p \mu_l", r"\sum_p \mu_l \gamma_l"),
        (r"- \frac{1}{N}", r"- \frac{1}{N^2}"),
        (r"- \frac{1}{N}", r"- "),
    ],
)
def test_a_step_that_the_one_beside_it_does_not_need_is_refused(
    bench: Bench, old: str, new: str
) -> None:
    assert old in APART
    with pytest.raises(Pointless, match="does not matter"):
        bench.verify(FIRST + APART.replace(old, new, 1) + LAST)


@pytest.mark.parametrize(
    "latex",
    [
        LAST.replace(" = ", r"\sigma_l^2 = ") + r" - \sum_p \beta_l (h_{pl} - \mu_l)",
        r"\beta_l = \beta_l + \gamma_l (\mu_l - \frac{1}{N} \sum_p h_{pl})",
    ],
)
def test_what_no_other_step_has_is_refused(bench: Bench, latex: str) -> None:
    with pytest.raises(Problem, match="does not matter"):
        bench.verify(latex)


def test_a_wrong_index_in_what_vanishes_is_refused(bench: Bench) -> None:
    with pytest.raises(Problem):
        bench.verify(FIRST + APART.replace(r"\mu_l (h_{pl}", r"\mu_j (h_{pl}") + LAST)
