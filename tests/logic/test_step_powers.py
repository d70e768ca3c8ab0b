r"""Powers that count steps, `W^{T-t}`, and sums that count another way, `\sum_k W^k x_{t-k}`."""

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.loading.load import load_file
from tests.logic.test_verify import Bench
from tests.verified import MODELS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    text = (MODELS / "d2l_rnn.py").read_text(encoding="utf-8")
    file = tmp_path_factory.mktemp("models") / "axes.py"
    file.write_text(text.replace("STEPS =", 'ARRAYS = "by axes"\nSTEPS ='), encoding="utf-8")
    return Bench({"tiny": load_file(MODELS / "d2l_rnn.py"), "axes": load_file(file)})


W, H, X, U = (rf"\mathbf{{{name}}}" for name in ("W}_{hh", "h", "x", "W}_{hx"))
SLOPE = rf"\frac{{\partial {H}_T}}{{\partial {H}_t}} = "
BACK = (
    rf"\frac{{\partial L}}{{\partial {H}_t}} = \sum_{{i=t}}^T ({W}^\top)^{{T-i}} "
    r"\mathbf{W}_{qh}^\top \frac{\partial L}{\partial \mathbf{o}_{T+t-i}}"
)
FIRST = rf"\sum_{{k=0}}^{{t-1}} {W}^k {U} {X}_{{t-k}} = "
SAME = rf"\sum_{{k=1}}^t {W}^{{t-k}} {U} {X}_k"

TRUE = [
    SLOPE + rf"{W}^{{T-t}}",
    rf"\frac{{\partial {H}_T}}{{\partial {H}_{{t-1}}}} = {W}^{{T-t+1}}",
    BACK,
    BACK.replace("{T+t-i}", "i").replace("T-i", "i-t"),
    BACK.replace("{T+t-i}", "{t+T-i}"),
    FIRST + rf"\sum_{{k=1}}^t {W}^{{t-k}} {U} {X}_k",
    FIRST + rf"\sum_{{j=1}}^t {W}^{{t-j}} {U} {X}_j",
    rf"\sum_{{k=1}}^t {W}^{{k-1}} {U} {X}_{{t-k+1}} = " + SAME,
]  # fmt: skip
WRONG = [
    (SLOPE + rf"{W}^{{T-t+1}}", "differ"),
    (SLOPE + rf"({W}^\top)^{{T-t}}", "differ"),
    (SLOPE + rf"{W}^{{t-T}}", "the power -"),
    (SLOPE + rf"{W}^{{T-t-1}} {W}", "the power -1"),
    (SLOPE + rf"{W}^{{T}}", "a transpose, or a power"),
    (SLOPE + rf"{W}^{{T-k}}", "unknown symbol k"),
    (SLOPE + rf"{W}^{{2}}", "a power of"),
    (rf"{H}_t = {U}^{{T-t}} {X}_t", "a power of"),
    (rf"{H}_T = \sum_t ({H}_t - {H}_t) + {W}^{{T-t}} {H}_t", "not on the left"),
    (BACK.replace("T-i}", "T-i+1}"), "differ"),
    (BACK.replace("{T+t-i}", "i"), "differ"),
    (BACK.replace("{T+t-i}", "{T+t-i-1}"), "differ|no step"),
    (BACK.replace("{T+t-i}", "{T-t+i}"), "unknown symbol"),
    (BACK.replace("{T+t-i}", "{T+i}"), "unknown symbol"),
    (BACK.replace("i=t", "i=t+1"), "differ"),
    (BACK.replace(r"^\top)", ")"), "differ"),
    (FIRST + rf"\sum_{{k=1}}^t {W}^{{t-k+1}} {U} {X}_k", "differ"),
    (FIRST + rf"\sum_{{k=2}}^t {W}^{{t-k}} {U} {X}_k", "differ"),
    (FIRST.replace("t-1}", "t}") + SAME, "unknown symbol|no step|exist|differ"),
    (FIRST.replace("t-k", "t+k") + SAME, "unknown symbol|no step|exist|differ"),
    (FIRST.replace(f"{U} ", f"{W} ") + rf"\sum_{{k=1}}^t {W}^{{t-k}} {U} {X}_k", "the product of"),
]  # fmt: skip


@pytest.mark.parametrize("latex", TRUE)
def test_what_is_true(bench: Bench, latex: str) -> None:
    assert bench.verify(latex).cases


@pytest.mark.parametrize(("latex", "says"), WRONG)
def test_near_misses(bench: Bench, latex: str, says: str) -> None:
    with pytest.raises(Problem) as caught:
        bench.verify(latex)
    assert any(part in caught.value.wrong for part in says.split("|")), caught.value.wrong


def test_where_products_go_by_axes_such_a_power_is_one_of_two(bench: Bench) -> None:
    with pytest.raises(Problem, match="each element's power"):
        bench.verify(SLOPE + rf"{W}^{{T-t}}", model="axes")
