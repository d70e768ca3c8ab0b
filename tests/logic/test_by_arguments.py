r"""Values whose step stands in their arguments, `J(x^{(i)})`; sizes that go with a step, `s_l`."""

from pathlib import Path

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.loading.load import load_file
from tests.logic.test_verify import Bench
from tests.verified import MODELS

pytestmark = pytest.mark.slow

NAMES = ("nielsen", "ufldl", "ufldl_batch", "roelants", "roelants_batch")


RECURRENCE = '''"""Values of a step and of the one before."""

import numpy as np


def h(w, h, u, t):
    return np.tanh(w * h[t - 1] + u[t])


def E(h, v, t):
    return (h[t] - v * h[t - 1]) ** 2


def F(h, v, t):
    return v * h[t - 1] ** 2


STEPS = {"t": "1..T"}
NOTATION = {
    "T": ("T", "size of t", "how many steps"),
    "w": ("w", "scalar", "a weight"),
    "v": ("v", "scalar", "another"),
    "u": ("u_t", "scalar", "an input"),
    "h": ("h_t", "scalar", "the state"),
    "E": ("E(h_t, h_{t-1})", "scalar", "an error"),
    "F": ("F(h_{t-1})", "scalar", "a cost"),
}
FORWARD = [h, E, F]
EXAMPLE = {"u": {1: 0.3, 2: -0.4, 3: 0.5}, "w": 0.7, "v": 1.3, "h": {0: 0.3}, "T": 3}
'''


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    file = tmp_path_factory.mktemp("models") / "recurrence.py"
    file.write_text(RECURRENCE, encoding="utf-8")
    samples = file.with_name("samples.py")
    samples.write_text(SAMPLES, encoding="utf-8")
    files = [file, samples, *(MODELS / f"{name}.py" for name in NAMES)]
    return Bench({file.stem: load_file(file) for file in files})


ONE = r"J(W, b; x^{(i)}, y^{(i)})"
PENALTY = (
    r"\frac{\lambda}{2} \sum_{l=1}^{n_l-1} \sum_{i=1}^{s_l} \sum_{j=1}^{s_{l+1}} (W^{(l)}_{ji})^2"
)
ERROR = r"\delta^{(l)}_i = (\sum_{j=1}^{s_{l+1}} W^{(l)}_{ji} \delta^{(l+1)}_j) f'(z^{(l)}_i)"

CLASS = r"P(t = c | \mathbf{z}) = "
ALL_CLASSES = (
    r"\begin{bmatrix} P(t = 1 | \mathbf{z}) \\ \vdots \\ P(t = C | \mathbf{z}) \end{bmatrix} = "
)
ALL_SHARES = r"\begin{bmatrix} y_1 \\ \vdots \\ y_C \end{bmatrix}"
SAMPLES = '''"""The probabilities of the classes of each sample."""

import numpy as np


def s(W, x, i):
    return W @ x[i]


def P(s, i):
    return np.exp(s[i]) / np.sum(np.exp(s[i]))


STEPS = {"i": "1..m"}
NOTATION = {
    "m": ("m", "size of i", "how many samples"),
    "W": ("W", "class, input", "the weights"),
    "x": ("x^{(i)}", "input", "a sample"),
    "y": ("y^{(i)}", "scalar", "its class"),
    "s": ("s^{(i)}", "class", "its scores"),
    "P": ("P(y^{(i)} = k | x^{(i)}; W)", "class", "the probability of a class"),
}
FORWARD = [s, P]
EXAMPLE = {
    "x": {1: np.array([0.5, -1.5]), 2: np.array([0.1, 0.6]), 3: np.array([0.4, 0.3])},
    "y": {1: 1.0, 2: 2.0, 3: 1.0},
    "W": np.array([[0.2, -0.7], [0.4, 0.9]]),
}
'''

TRUE = [
    ("nielsen", r"\delta^L = \Sigma'(z^L) \nabla_a C"),
    ("nielsen", r"\delta^l = \Sigma'(z^l) (w^{l+1})^T \delta^{l+1}"),
    ("nielsen", r"\Sigma'(z^{l-1}) = \text{diag}(\sigma'(z^{l-1}))"),
    ("ufldl_batch", rf"J(W, b) = \frac{{1}}{{m}} \sum_{{i=1}}^m {ONE} + {PENALTY}"),
    ("ufldl_batch", rf"{ONE} = \frac{{1}}{{2}} \| h_{{W,b}}(x^{{(i)}}) - y^{{(i)}} \|^2"),
    ("ufldl_batch", r"J(W, b; x^{(2)}, y^{(2)}) = \frac{1}{2} \| h_{W,b}(x^{(2)}) - y^{(2)} \|^2"),
    ("roelants_batch", r"\xi(T, Y) = \sum_{i=1}^n \xi(\mathbf{t}_i, \mathbf{y}_i)"),
    # A letter that is a step elsewhere is not taken for another index.
    ("ufldl_batch", r"\sum_i y_i^{(a)} = \sum_j y_j^{(a)}"),
    ("recurrence", "F(h_{t-1}) = v h_{t-1}^2"),
    ("recurrence", "F(h_t) = v h_t^2"),
    ("recurrence", "E(h_t, h_{t-1}) = (h_t - v h_{t-1})^2"),
    ("ufldl", ERROR),
    ("ufldl", ERROR.replace("j=1}^{s_{l+1}}", r"j \le s_{l+1}}")),
    ("ufldl", ERROR.replace("j=1}^{s_{l+1}}", r"1 \le j \leq s_{l+1}}")),
    # What has a class in its arguments.
    ("roelants", CLASS + "y_c"),
    ("roelants", CLASS.replace("t = c", "t = j") + "y_j"),
    ("roelants", CLASS.replace("t = c", "t = 2") + "y_2"),
    ("roelants", CLASS + r"\varsigma(\mathbf{z})_c"),
    ("roelants", r"\sum_{c=1}^C P(t = c | \mathbf{z}) = 1"),
    (
        "roelants",
        r"\frac{\partial P(t = c | \mathbf{z})}{\partial z_j} = y_c (\mathbb{1}[c = j] - y_j)",
    ),
    ("roelants", ALL_CLASSES + ALL_SHARES),
    ("samples", r"P(y^{(i)} = k | x^{(i)}; W) = \frac{e^{s_k^{(i)}}}{\sum_j e^{s_j^{(i)}}}"),
    ("samples", r"P(y^{(2)} = 1 | x^{(2)}; W) = \frac{e^{s_1^{(2)}}}{\sum_j e^{s_j^{(2)}}}"),
    (
        "ufldl",
        r"\sum_{j=1, j \ne i}^{s_l} a_j^{(l)} = \sum_{j=1}^{s_l} a_j^{(l)} - a_i^{(l)}",
    ),
]

WRONG = {
    "another step": (
        "nielsen",
        r"\delta^l = \Sigma'(z^{l+1}) (w^{l+1})^T \delta^{l+1}",
        "the product of",
    ),
    "another argument": ("nielsen", r"\delta^L = \Sigma'(a^L) \nabla_a C", "where NOTATION has"),
    "arguments left out": ("nielsen", r"\delta^L = \Sigma' \nabla_a C", "unknown symbol"),
    "a step beside": ("nielsen", r"\delta^L = \Sigma'^L \nabla_a C", "where NOTATION has|unknown"),
    "both": ("nielsen", r"\delta^L = \Sigma'^L(z^L) \nabla_a C", ""),
    "a value of the step before": ("recurrence", "F(h_t) = v h_{t-1}^2", "differ"),
    "a step too early": ("recurrence", "F(h_{t-1}) = v h_{t-2}^2", "differ"),
    "one step twice": ("recurrence", "E(h_t, h_t) = (h_t - v h_{t-1})^2", "where NOTATION has"),
    "two samples": (
        "ufldl_batch",
        r"J(W, b; x^{(i)}, y^{(k)}) = \frac{1}{2} \| h_{W,b}(x^{(i)}) - y^{(k)} \|^2",
        "where NOTATION has",
    ),
    "the sum for the mean": ("ufldl_batch", rf"J(W, b) = \sum_i {ONE} + {PENALTY}", "differ"),
    "the last sample left out": (
        "ufldl_batch",
        rf"J(W, b) = \frac{{1}}{{m}} \sum_{{i=1}}^{{m-1}} {ONE} + {PENALTY}",
        "differ",
    ),
    "a step for all": ("ufldl_batch", rf"J(W, b) = J(W, b; x, y) + {PENALTY}", "NOTATION has"),
    "a free sample": ("ufldl_batch", rf"J(W, b) = {ONE} + {PENALTY}", "not on the left"),
    "one letter in one sum": (
        "ufldl_batch",
        r"J(W, b) = \sum_i x^{(i)}_i",
        "runs over",
    ),
    "the size of another layer": ("ufldl", ERROR.replace("s_{l+1}", "s_l"), "the size of"),
    "a part of a layer": ("ufldl", ERROR.replace("j=1}", "j=2}"), "a sum from|a sum over"),
    "a sum over nothing": ("ufldl", ERROR.replace(r"\sum_{j", r"\sum_{k"), "nothing"),
    "less than the size": (
        "ufldl",
        ERROR.replace("j=1}^{s_{l+1}}", r"j < s_{l+1}}"),
        "where no sum ends at it",
    ),
    "up to another size": ("ufldl", ERROR.replace("j=1}^{s_{l+1}}", r"j \le s_l}"), "the size of"),
    "from another index": (
        "ufldl",
        ERROR.replace("j=1}^{s_{l+1}}", r"2 \le j \le s_{l+1}}"),
        "a sum over",
    ),
    "a sum in a sum over one letter": (
        "ufldl_batch",
        r"\sum_i (y_1^{(i)} \sum_i y_i^{(1)}) = \sum_a y_1^{(a)} \sum_b y_b^{(1)}",
        "runs over",
    ),
    "a sum over a letter that is one sample": (
        "ufldl_batch",
        r"y_1^{(i)} \sum_i y_i^{(1)} = y_1^{(i)} \sum_j y_j^{(1)}",
        "runs over",
    ),
    "another class": ("roelants", CLASS.replace("t = c", "t = 1") + "y_2", "differ"),
    "no such class": ("roelants", CLASS.replace("t = c", "t = 9") + "y_1", "the index 9"),
    "a class without its variable": (
        "roelants",
        CLASS.replace("t = c", "c") + "y_c",
        "where NOTATION has P(t = c | ",
    ),
    "not that class": ("roelants", CLASS.replace("=", r"\ne", 1) + "y_c", "where NOTATION has"),
    "given something else": ("roelants", CLASS.replace("{z}", "{t}") + "y_c", "where NOTATION has"),
    "the first class at the end": (
        "roelants",
        ALL_CLASSES.replace("t = C", "t = 1") + ALL_SHARES,
        "not computed",
    ),
    "not all classes": (
        "roelants",
        ALL_CLASSES.replace("t = 1", "t = 2") + ALL_SHARES,
        "in a matrix, from 2",
    ),
    "the class of another sample": (
        "samples",
        r"P(y^{(j)} = k | x^{(i)}; W) = \frac{e^{s_k^{(i)}}}{\sum_j e^{s_j^{(i)}}}",
        "where NOTATION has",
    ),
    "the scores of another sample": (
        "samples",
        r"P(y^{(i)} = k | x^{(i)}; W) = \frac{e^{s_k^{(1)}}}{\sum_j e^{s_j^{(i)}}}",
        "differ",
    ),
    "a size as a value": ("ufldl", ERROR + r" \cdot \frac{s_l}{s_l}", "where no sum ends at it"),
}


@pytest.mark.parametrize(("model", "latex"), TRUE)
def test_what_is_true(bench: Bench, model: str, latex: str) -> None:
    assert bench.verify(latex, model=model).cases


@pytest.mark.parametrize(("model", "latex", "says"), WRONG.values(), ids=WRONG)
def test_near_misses(bench: Bench, model: str, latex: str, says: str) -> None:
    with pytest.raises(Problem) as caught:
        bench.verify(latex, model=model)
    assert any(part in caught.value.wrong for part in says.split("|")), caught.value.wrong


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"s": ("s_l",', '"s": ("s_k",', "the notation s_k of the size of units"),
        ('"s": ("s_l", "size of units[l]"', '"s": ("s_l", "size of units[L]"', "the notation s_l"),
        ("EXAMPLE = {", 'EXAMPLE = {\n    "s": 2,', "its symbol has the step l"),
    ],
)
def test_what_is_declared_must_fit(tmp_path: Path, old: str, new: str, says: str) -> None:
    text = (MODELS / "ufldl.py").read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "changed.py"
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(Problem, match=says):
        load_file(file)


def test_arguments_have_one_step_letter(tmp_path: Path) -> None:
    file = tmp_path / "two.py"
    two = RECURRENCE.replace('"1..T"}', '"1..T", "s": "1..S"}')
    two = two.replace('    "w": (', '    "S": ("S", "size of s", "how many others"),\n    "w": (')
    file.write_text(two.replace('"E(h_t, h_{t-1})"', '"E(h_t, u_s)"'), encoding="utf-8")
    with pytest.raises(Problem, match="has 2 steps, t and s"):
        load_file(file)
