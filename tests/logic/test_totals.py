"""Sums without an index: over the letters that stand nowhere else, or over all of an array."""

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.latex.printer import to_latex
from checked_equations.equations.loading.load import load_file
from checked_equations.equations.values.report import Binding
from checked_equations.equations.verdict.mutation import Original, mutants_of, outcome
from tests.logic.test_verify import Bench
from tests.verified import MODELS

pytestmark = pytest.mark.slow

NAMES = ("batch_norm", "d2l_rnn", "softmax_classifier", "ufldl_batch", "welch")


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench({name: load_file(MODELS / f"{name}.py") for name in NAMES})


SLOPE = r"\frac{\partial J}{\partial W^{(2)}} = \frac{\partial \sum \frac{1}{2} (y - \hat{y})^2}"
TRUE = [
    ("batch_norm", r"\mu_l = \frac{1}{N} \sum h_{pl}"),
    ("batch_norm", r"\sigma_l^2 = \frac{1}{N} \sum (h_{pl} - \mu_l)^2"),
    ("batch_norm", r"\sum h_{pl} = \sum_{l,p} h_{pl}"),
    ("batch_norm", r"\sum_l \sum h_{pl} = \sum_p \sum_l h_{pl}"),
    ("batch_norm", r"N \mu_l = \sum \left( h_{pl} \right)"),
    ("batch_norm", r"\mathcal{L} = \sum f(y)"),
    ("welch", r"J = \sum \frac{1}{2} (y - \hat{y})^2"),
    ("welch", r"J = \frac{1}{2} \sum (y - \hat{y}) \odot (y - \hat{y})"),
    ("welch", r"J = \sum \frac{1}{2} (y_{ij} - \hat{y}_{ij})^2"),
    ("welch", r"J = \frac{1}{2} \sum_i \sum (y_{ij} - \hat{y}_{ij})^2"),
    ("welch", SLOPE + r"{\partial W^{(2)}}"),
    ("d2l_rnn", r"L = \frac{1}{T} \sum \ell(\mathbf{o}_t, y_t)"),
    ("softmax_classifier", r"p_k = \frac{e^{f_k}}{\sum e^{f_j}}"),
    ("softmax_classifier", r"L_i = -\sum t_k \log p_k"),
    ("ufldl_batch", r"\sum J(W, b; x^{(i)}, y^{(i)}) = \sum_{i=1}^m J(W, b; x^{(i)}, y^{(i)})"),
]  # fmt: skip
WRONG = [
    ("batch_norm", r"\mu_l = \frac{1}{N} \sum h_{lp}", "runs over"),
    ("batch_norm", r"\mu_l = \sum h_{pl}", "differ"),
    ("batch_norm", r"\mu_l = \frac{1}{N} \sum h_{pq}", "differ"),
    ("batch_norm", r"\mu_l = -\frac{1}{N} \sum h_{pl}", "differ"),
    ("batch_norm", r"\sigma_l^2 = \frac{1}{N} \sum (h_{pl} - \mu_q)^2", "differ"),
    ("batch_norm", r"\mu_l = \frac{1}{N} \sum h_{pl} + h_{pl}", "outside of it"),
    ("batch_norm", r"\mu_l = \sum \mu_l", "outside of it"),
    ("batch_norm", r"\epsilon = \sum \epsilon", "of a number"),
    ("batch_norm", r"\mu_l = \sum_p \sum h_{pl}", "outside of it"),
    ("batch_norm", r"\sum_p \sum_p h_{pl} = \mu_l", "stands for one value around it"),
    ("welch", r"J = \sum (y - \hat{y})^2", "differ"),
    ("welch", r"J = \frac{1}{2} \sum (y + \hat{y})^2", "differ"),
    ("welch", r"J = \frac{1}{2} \sum \hat{y}^2", "differ"),
    ("welch", r"J = \sum J", "of a number"),
    ("welch", r"\delta^{(3)} = \sum \delta^{(3)}", "a number, but"),
    ("welch", r"J = \sum \frac{1}{2} (y_{ij} - \hat{y}_{ik})^2", "differ"),
    ("welch", SLOPE.replace("- ", "+ ") + r"{\partial W^{(2)}}", "differ"),
    ("welch", SLOPE + r"{\partial W^{(1)}}", "sides of one shape"),
    ("d2l_rnn", r"L = \sum \ell(\mathbf{o}_t, y_t)", "differ"),
    ("softmax_classifier", r"p_k = \frac{e^{f_k}}{\sum e^{f_k}}", "outside of it"),
    ("softmax_classifier", r"L_i = -\sum t_k \log p_j", "differ"),
    ("softmax_classifier", r"L_i = -\sum t \log f_{y_i}", "differ"),
]  # fmt: skip


@pytest.mark.parametrize(("of", "latex"), TRUE)
def test_what_such_a_sum_runs_over(bench: Bench, of: str, latex: str) -> None:
    assert bench.verify(latex, model=of).cases


@pytest.mark.parametrize(("of", "latex", "says"), WRONG)
def test_near_misses(bench: Bench, of: str, latex: str, says: str) -> None:
    with pytest.raises(Problem) as caught:
        bench.verify(latex, model=of)
    assert says in f"{caught.value.wrong} {caught.value.expected}"


def test_no_mutant_passes(bench: Bench) -> None:
    latex = r"\delta^{(3)} \sum (y - \hat{y})^2 = 2 J \delta^{(3)}"
    formula = bench.formula(latex, "welch")
    original = Original(latex, formula, Binding(bench.models["welch"], "delta3", None), False)
    assert all(outcome(mutant, original) != "survived" for mutant in mutants_of(original))


@pytest.mark.parametrize(
    "latex", [r"\sum \delta^{(3)}", r"\sum (y - \hat{y})^{2}", r"2 \sum \frac{1}{2} \delta^{(3)}"]
)
def test_it_is_printed_as_it_is_read(bench: Bench, latex: str) -> None:
    (side, _) = bench.formula(latex + " = J", "welch").chain.sides
    assert to_latex(side) == latex
