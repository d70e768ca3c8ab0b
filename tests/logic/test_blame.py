"""What is false is blamed on what is wrong: a function, a sign, a factor, lost brackets."""

from pathlib import Path

import pytest

from checked_equations.equations.errors import FalseStatement, Problem
from checked_equations.equations.loading.load import Library
from tests.logic.test_verify import Bench
from tests.site import GOOD, TINY, changed, registry_of, tiny_site

# The mean of squares over samples, whose number has a symbol.
MEAN = '''"""A mean."""

import numpy as np


def L(N, y):
    return np.sum(y**2) / N


def dL_dy(N, y):
    return 2 * y / N


NOTATION = {
    "N": ("N", "size of sample", "the number of samples"),
    "y": ("y_n", "sample", "an output"),
    "L": ("L", "scalar", "the loss"),
}

FORWARD = [L]

EXAMPLE = {"y": np.array([0.5, -1.5, 0.25])}
'''
SLOPE = r"\frac{\partial L}{\partial y_n} = "
BY_S = r"\frac{\partial L}{\partial \hat{s}} = "


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    site = tiny_site(tmp_path_factory.mktemp("site") / "a", {}, {"mean": MEAN})
    models, errors = Library(site, "snippets").load()
    assert errors == []
    return Bench(models)


MULTIPLES = {
    # what is written, of which model: what its right side always is
    (BY_S + r"t - \hat{s}", "tiny"): "-1 times",
    (BY_S + r"2 (\hat{s} - t)", "tiny"): "2 times",
    (BY_S + r"\frac{1}{2} (\hat{s} - t)", "tiny"): "1/2 times",
    (BY_S + r"-3 (\hat{s} - t)", "tiny"): "-3 times",
    (SLOPE + "2 y_n", "mean"): "N times",
    (SLOPE + "y_n", "mean"): "1/2 N times",
    (SLOPE + r"\frac{2}{N^2} y_n", "mean"): "1 / N times",
    (SLOPE + r"-\frac{2}{N} y_n", "mean"): "-1 times",
}


@pytest.mark.parametrize(("latex", "model"), MULTIPLES)
def test_a_multiple_is_named(bench: Bench, latex: str, model: str) -> None:
    with pytest.raises(FalseStatement) as refused:
        bench.verify(latex, model=model)
    more = refused.value.more()
    assert f"side 2 is always {MULTIPLES[latex, model]} side 1" in more
    assert "freely" not in more


@pytest.mark.parametrize("side", [r"\hat{s} + t", r"(\hat{s} - t)^2", r"0 \cdot t", r"\hat{s}"])
def test_nothing_is_said_of_other_sides(bench: Bench, side: str) -> None:
    with pytest.raises(FalseStatement) as refused:
        bench.verify(BY_S + side)
    assert refused.value.more() == ""


def test_a_domain_is_proposed_where_the_example_holds(bench: Bench) -> None:
    """The target is positive in the running example."""
    with pytest.raises(FalseStatement) as refused:
        bench.verify(r"\sqrt{t^2} = t")
    assert "t varied freely" in refused.value.more()


WRONG_FUNCTIONS = {
    # of TINY: what is wrong in which function, whose equation and whose followers fail
    "dL_ds": ("    return s - t", "    return s + t"),
    "dL_dv": ("return dL_ds * h", "return dL_ds * h**2"),
    "dL_dW": ("np.outer(x, dL_dh * f_prime(h_prime))", "np.outer(x, dL_dh)"),
}


@pytest.mark.parametrize("name", WRONG_FUNCTIONS)
def test_a_wrong_function_is_named_once(tmp_path: Path, name: str) -> None:
    text = changed(TINY, *WRONG_FUNCTIONS[name])
    site = tiny_site(tmp_path / "site", {"good": GOOD}, {"tiny": text})
    (complaint,) = registry_of(site).all_complaints()
    assert f"{name} is wrong" in complaint.problem.wrong
    assert complaint.path == "snippets/tiny.py"
    assert complaint.line == text.count("\n", 0, text.index(f"def {name}(")) + 1


def test_another_function_is_named_where_it_is_the_right_one(bench: Bench) -> None:
    with pytest.raises(FalseStatement) as refused:
        bench.verify(r"\frac{\partial L}{\partial v_j} = (\hat{s} - t) h_j", "dL_dh")
    assert "name tiny.dL_dv as its snippet" in refused.value.fix


def test_a_false_formula_is_not_blamed_on_its_function(bench: Bench) -> None:
    with pytest.raises(FalseStatement, match="sides 1 and 2 differ"):
        bench.verify(BY_S + r"\hat{s} + t", "dL_ds")


BRACKETS = {
    r"\hat{s} = \sum_{j=1}^{2} h_j - t v_j": "ends before - t v_{j}",
    r"\hat{s} = \sum_j h_j + t - v_j": "ends before - v_{j}",
    r"\hat{s} = \frac{1}{2} (\sum_j h_j v_j + h_j)": "ends before + h_{j}",
    r"\hat{s} = \sum_j h_j - \sum_j v_j + h_j": "ends before + h_{j}",
}


@pytest.mark.parametrize("latex", BRACKETS)
def test_where_a_sum_ends_is_said(bench: Bench, latex: str) -> None:
    with pytest.raises(Problem) as refused:
        bench.verify(latex)
    assert BRACKETS[latex] in refused.value.wrong
    assert "brackets" in refused.value.fix


@pytest.mark.parametrize("latex", [r"\hat{s} = h_j - \sum_j h_j", r"\hat{s} = h_j v_j"])
def test_an_index_without_a_sum_before_it(bench: Bench, latex: str) -> None:
    with pytest.raises(Problem) as refused:
        bench.verify(latex)
    assert "ends before" not in refused.value.wrong
    assert r"\sum_j" in refused.value.fix


def test_the_size_of_an_axis_is_proposed(bench: Bench) -> None:
    with pytest.raises(Problem) as refused:
        bench.verify(r"\hat{s} = \frac{1}{K} \sum_j h_j v_j")
    assert '"K": ("K", "size of hidden"' in refused.value.fix
    with pytest.raises(Problem) as refused:
        bench.verify(r"\hat{s} = q \sum_j h_j v_j")
    assert "size of" not in refused.value.fix


def test_more_arguments_than_declared(bench: Bench) -> None:
    with pytest.raises(Problem, match="f with 2 arguments") as refused:
        bench.verify("h_j = f(h_j', t)")
    assert "`function of scalar, scalar`" in refused.value.fix
    with pytest.raises(Problem, match="with 2 arguments") as refused:
        bench.verify(r"t = \exp(t, t)")
    assert "NOTATION" not in refused.value.fix


def test_brackets_are_quoted_in_pairs(bench: Bench) -> None:
    with pytest.raises(FalseStatement, match=r"\( t - 1 \) is"):
        bench.verify(r"t = \left( t - 1 \right)")
