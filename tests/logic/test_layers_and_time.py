"""Whole arrays at a step: a network of L layers and one through time, written in matrices."""

import re

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.loading.load import Library
from checked_equations.equations.values.factors import shapes_of
from checked_equations.equations.values.nudge import nudge
from checked_equations.equations.verdict.mutation import Original, mutants_of, outcome
from tests.logic.test_verify import Bench
from tests.logic.test_walks import DEEP, MODELS
from tests.site import tiny_site

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    folder = tmp_path_factory.mktemp("site") / "a"
    columns = {"columns": f'{DEEP}\n\nLAYOUT = "denominator"\n'}
    models, errors = Library(tiny_site(folder, {}, MODELS | columns), "snippets").load()
    assert [str(error) for error in errors] == []
    return Bench(models)


DELTA = r"\delta^{(l)} = "
DC_DW = r"\frac{\partial C}{\partial W^{(l)}} = "
DC_DZ = r"\frac{\partial C}{\partial z^{(l)}} = "
H = r"h_t = "
DE_DH = r"\frac{\partial E}{\partial h_t} = "
NEXT = r"\frac{\partial E}{\partial h_{t+1}}"
NOW = r"R^\top (o_t - y_t)"
PATHS = r"(\frac{\partial h_s}{\partial h_t})"
THEN = r"R^\top (o_s - y_s)"
DE_DV = r"\frac{\partial E}{\partial V} = "
ERROR = r"(\frac{\partial E}{\partial h_t} - \frac{\partial E}{\partial h_t} \odot h_t^2)"
PAST = rf"({NEXT} - {NEXT} \odot h_{{t+1}}^2)"

TRUE = {
    # the model and the formula: the snippet that it is bound to, and the steps that it holds for
    ("deep", r"z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}"): ("z", "l = 1, …, L"),
    ("deep", r"a^{(l)} = f(z^{(l)}) = f(W^{(l)} a^{(l-1)} + b^{(l)})"): ("a", "l = 1, …, L"),
    ("deep", r"a^{(0)} = x"): ("a", ""),
    ("deep", r"C = \frac{1}{2} (a^{(L)} - y)^\top (a^{(L)} - y)"): ("C", ""),
    ("deep", r"\delta^{(L)} = (a^{(L)} - y) \odot f'(z^{(L)})"): ("delta", ""),
    ("deep", DELTA + r"(W^{(l+1)})^\top \delta^{(l+1)} \odot f'(z^{(l)})"): (
        "delta",
        "l = 1, …, L-1",
    ),
    ("deep", DC_DZ + r"\delta^{(l)}"): ("delta", "l = 1, …, L"),
    ("deep", DC_DW + r"\delta^{(l)} (a^{(l-1)})^\top"): ("dC_dW", "l = 1, …, L"),
    ("deep", r"\frac{\partial C}{\partial b^{(l)}} = \delta^{(l)}"): ("dC_db", "l = 1, …, L"),
    ("deep", r"\frac{\partial C}{\partial a^{(l)}} = (W^{(l+1)})^\top \delta^{(l+1)}"): (
        None,
        "l = 1, …, L-1",
    ),
    ("deep", r"\frac{\partial z^{(l+1)}}{\partial a^{(l)}} = W^{(l+1)}"): (None, "l = 1, …, L-1"),
    ("columns", r"\frac{\partial z^{(l+1)}}{\partial a^{(l)}} = (W^{(l+1)})^\top"): (
        None,
        "l = 1, …, L-1",
    ),
    ("columns", DC_DW + r"\delta^{(l)} (a^{(l-1)})^\top"): ("dC_dW", "l = 1, …, L"),
    ("states", H + r"\tanh(U x_t + V h_{t-1})"): ("h", "t = 1, …, T"),
    ("states", r"o_t = R h_t"): ("o", "t = 1, …, T"),
    ("states", r"E = \frac{1}{2} \sum_{t=1}^{T} (o_t - y_t)^\top (o_t - y_t)"): ("E", ""),
    ("states", rf"{DE_DH} {NOW} + V^\top {PAST}"): ("dE_dh", "t = 1, …, T-1"),
    ("states", r"\frac{\partial E}{\partial h_T} = R^\top (o_T - y_T)"): ("dE_dh", ""),
    (
        "states",
        rf"{DE_DH} \sum_{{s=t}}^{{T}} {PATHS}^\top {THEN}",
    ): ("dE_dh", "t = 1, …, T"),
    ("states", rf"{DE_DV} \sum_{{t=1}}^{{T}} {ERROR} h_{{t-1}}^\top"): ("dE_dV", ""),
}


@pytest.mark.parametrize(("model", "latex"), TRUE)
def test_what_is_true_in_matrices(bench: Bench, model: str, latex: str) -> None:
    snippet, steps = TRUE[model, latex]
    report = bench.verify(latex, snippet, model=model)
    assert ", ".join(map(str, report.spans)) == steps
    assert report.cases


FALSE = {
    # what is wrong: the model, the formula, the snippet, and what the complaint says
    "layer before": ("deep", r"z^{(l)} = W^{(l)} a^{(l)} + b^{(l)}", "z", "transpose|first axis"),
    "weight of the layer before": (
        "deep",
        r"z^{(l)} = W^{(l-1)} a^{(l-1)} + b^{(l)}",
        "z",
        "first axis",
    ),
    "rows of a Jacobian": (
        "columns",
        r"\frac{\partial z^{(l+1)}}{\partial a^{(l)}} = W^{(l+1)}",
        None,
        "one shape",
    ),
    "bias of the layer before": (
        "deep",
        r"z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l-1)}",
        "z",
        "of one shape",
    ),
    "order": ("deep", r"z^{(l)} = a^{(l-1)} W^{(l)} + b^{(l)}", "z", "order of factors"),
    "activation of another step": ("deep", r"a^{(l)} = f(z^{(l-1)})", "a", "of one shape"),
    "no transpose": (
        "deep",
        DELTA + r"W^{(l+1)} \delta^{(l+1)} \odot f'(z^{(l)})",
        "delta",
        "transpose is missing in W",
    ),
    "weight of this layer": (
        "deep",
        DELTA + r"(W^{(l)})^\top \delta^{(l+1)} \odot f'(z^{(l)})",
        "delta",
        "with another superscript",
    ),
    "error of this layer": (
        "deep",
        DELTA + r"(W^{(l+1)})^\top \delta^{(l)} \odot f'(z^{(l)})",
        "delta",
        "with another superscript",
    ),
    "slope of the next layer": (
        "deep",
        DELTA + r"(W^{(l+1)})^\top \delta^{(l+1)} \odot f'(z^{(l+1)})",
        "delta",
        "of one shape",
    ),
    "no slope": ("deep", DELTA + r"(W^{(l+1)})^\top \delta^{(l+1)}", "delta", "differ|computes"),
    "weights turned": (
        "deep",
        DC_DW + r"a^{(l-1)} (\delta^{(l)})^\top",
        "dC_dW",
        "transpose is missing",
    ),
    "activation of this layer": (
        "deep",
        DC_DW + r"\delta^{(l)} (a^{(l)})^\top",
        "dC_dW",
        "one shape",
    ),
    "a gradient that leaves out later layers": (
        "deep",
        DC_DZ + r"(a^{(l)} - y) \odot f'(z^{(l)})",
        "delta",
        "of one shape",
    ),
    "state of this step": ("states", H + r"\tanh(U x_t + V h_t)", "h", "differ|computes"),
    "input of the step before": (
        "states",
        H + r"\tanh(U x_{t-1} + V h_{t-1})",
        "h",
        "differ|computes",
    ),
    "weights of the state turned": (
        "states",
        H + r"\tanh(U x_t + V^\top h_{t-1})",
        "h",
        "differ|computes",
    ),
    "paths left out": ("states", DE_DH + NOW, "dE_dh", "differ|computes"),
    "no transpose in time": (
        "states",
        rf"{DE_DH} {NOW} + V {PAST}",
        "dE_dh",
        "differ|computes",
    ),
    "slope of this state": (
        "states",
        rf"{DE_DH} {NOW} + V^\top ({NEXT} - {NEXT} \odot h_t^2)",
        "dE_dh",
        "differ|computes",
    ),
    "paths turned": (
        "states",
        rf"{DE_DH} \sum_{{s=t}}^{{T}} \frac{{\partial h_s}}{{\partial h_t}} R^\top (o_s - y_s)",
        "dE_dh",
        "differ|computes",
    ),
    "paths from the next step on": (
        "states",
        rf"{DE_DH} \sum_{{s=t+1}}^{{T}} {PATHS}^\top {THEN}",
        "dE_dh",
        "differ|computes",
    ),
    "present state in the sum": (
        "states",
        rf"{DE_DV} \sum_{{t=1}}^{{T}} {ERROR} h_t^\top",
        "dE_dV",
        "differ|computes",
    ),
    "outer product turned": (
        "states",
        rf"{DE_DV} \sum_{{t=1}}^{{T}} h_{{t-1}} {ERROR}^\top",
        "dE_dV",
        "differ|computes",
    ),
    "a sum of matrices of different sizes": (
        "deep",
        r"C = \sum_{l=1}^{L} W^{(l)}",
        "C",
        "depends on l",
    ),
}


@pytest.mark.parametrize("name", FALSE)
def test_a_near_miss_in_matrices(bench: Bench, name: str) -> None:
    model, latex, snippet, said = FALSE[name]
    with pytest.raises(Problem) as caught:
        bench.verify(latex, snippet, model=model)
    problem = caught.value
    assert re.search(said, f"{problem.wrong}; {problem.expected}; {problem.fix}")
    with pytest.raises(Problem):
        bench.verify(latex, None, model=model)


def test_a_shape_has_its_step_below_it(bench: Bench) -> None:
    shapes = shapes_of(bench.formula(r"z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}", "deep"))
    now, before = r"\text{units}_{l}", r"\text{units}_{l-1}"
    column = rf"({now} \times 1)"
    assert shapes == rf"{column} = ({now} \times {before}) ({before} \times 1) + {column}"


@pytest.mark.parametrize(
    ("model", "latex", "snippet", "symbol"),
    [
        ("deep", DC_DW + r"\delta^{(l)} (a^{(l-1)})^\top", "dC_dW", "W_{11}^{(1)}"),
        ("states", rf"{DE_DV} \sum_{{t=1}}^{{T}} {ERROR} h_{{t-1}}^\top", "dE_dV", "V_{11}"),
    ],
)
def test_what_a_final_gradient_means(
    bench: Bench, model: str, latex: str, snippet: str, symbol: str
) -> None:
    found = nudge(bench.formula(latex, model), bench.binding(snippet, (), model))
    assert found.symbol == symbol
    assert found.changed == pytest.approx(found.predicted, rel=1e-2)


@pytest.mark.parametrize(
    ("model", "latex", "snippet", "written"),
    [
        (
            "deep",
            DELTA + r"(W^{(l+1)})^\top \delta^{(l+1)} \odot f'(z^{(l)})",
            "delta",
            r"\delta^{(l)}=(W^{(l)})^\top\delta^{(l+1)}\odotf'(z^{(l)})",
        ),
        ("states", H + r"\tanh(U x_t + V h_{t-1})", "h", r"h_t=\tanh(Ux_{t-1}+Vh_{t-1})"),
    ],
)
def test_mutants_in_matrices_are_refused(
    bench: Bench, model: str, latex: str, snippet: str, written: str
) -> None:
    formula, binding = bench.formula(latex, model), bench.binding(snippet, (), model)
    original = Original(latex, formula, binding, False)
    mutants = mutants_of(original)
    assert written in {"".join(mutant.latex.split()) for mutant in mutants}
    assert [m.latex for m in mutants if outcome(m, original) == "survived"] == []
