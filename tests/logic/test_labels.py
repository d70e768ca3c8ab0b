r"""Words below an array are part of its name: `W_{\text{hx}}`, `b_{\text{o},j}`, `z_1`."""

import re
from pathlib import Path

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.loading.load import Library, load_file
from checked_equations.equations.verdict.mutation import Original, mutants_of, outcome
from tests.logic.test_verify import Bench
from tests.site import tiny_site

# A recurrent network, whose gate has the label o, and the steps of a sum with numbers.
GATES = r'''"""Arrays of one letter, told apart by what stands below."""

import numpy as np


def h(Whx, Whh, x, h, t):
    return Whx @ x[t] + Whh @ h[t - 1]


def z_o(Wo, bo, h, t):
    return Wo @ h[t] + bo


def z1(u):
    return 2 * u


def z2(z1, u):
    return z1 + u


def S(loss):
    return np.sum(loss)


STEPS = {"t": "1..T"}

NOTATION = {
    "T": ("T", "size of t", "the number of steps"),
    "x": ("x_t", "input", "an input"),
    "Whx": (r"W_{\text{hx}}", "hidden, input", "weights of the inputs"),
    "Whh": (r"W_{\text{hh}}", "hidden, hidden", "weights of the states"),
    "Wo": (r"W_{\text{o},jk}", "output, hidden", "weights of the gate"),
    "bo": (r"b_{\text{o}}", "output", "biases of the gate"),
    "h": ("h_{ti}", "hidden", "a state"),
    "z_o": (r"z_{\text{o},t}", "output", "what enters the gate"),
    "u": ("u", "part", "a vector"),
    "z1": ("z_1", "part", "twice the vector"),
    "z2": ("z_2", "part", "three times the vector"),
    "loss": ("L_i", "part", "a loss of each part"),
    "S": ("L", "scalar", "their sum"),
    "mean": (r"L_{\text{mean}}", "scalar", "a number beside the losses, which no index names"),
    "first": (r"u_{\text{first}}", "scalar", "another, beside the vector"),
}
FORWARD = [h, z_o, z1, z2, S]
EXAMPLE = {
    "h": {0: np.array([0.3, -0.2, 0.1])},
    "x": {1: np.array([0.5, -1.5]), 2: np.array([0.2, 0.4]), 3: np.array([-0.7, 0.9])},
    "Whx": np.array([[0.2, -0.7], [0.4, 0.9], [-0.3, 0.1]]),
    "Whh": np.array([[0.5, 0.1, -0.2], [0.3, -0.4, 0.8], [-0.6, 0.7, 0.2]]),
    "Wo": np.array([[0.7, -0.6, 0.3], [-0.1, 0.4, 0.8]]),
    "bo": np.array([0.1, -0.4]),
    "u": np.array([0.6, -0.5]),
    "loss": np.array([0.2, 0.9]),
    "mean": 0.4,
    "first": 0.4,
}
'''


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    folder = tmp_path_factory.mktemp("site") / "a"
    models, errors = Library(tiny_site(folder, {}, {"gates": GATES}), "snippets").load()
    assert [str(error) for error in errors] == []
    return Bench(models)


@pytest.mark.parametrize(
    ("latex", "snippet"),
    [
        (r"h_t = W_{hx} x_t + W_{hh} h_{t-1}", "h"),
        (r"h_{ti} = \sum_k W_{\text{hx},ik} x_{tk} + \sum_j W_{\text{hh},ij} h_{t-1,j}", "h"),
        (r"z_{o,t} = W_o h_t + b_o", "z_o"),
        (r"z_{o,tj} = \sum_k W_{ojk} h_{tk} + b_{oj}", "z_o"),
        (r"\frac{\partial h_t}{\partial h_{t-1}} = W_{hh}", None),
        (r"\frac{\partial z_{o,t}}{\partial b_o} = \frac{\partial b_o}{\partial b_o}", None),
        (r"z_1 = 2 u", "z1"),
        (r"z_2 = z_1 + u = 3 u", "z2"),
        (r"z_{2,i} = z_{1,i} + u_i", "z2"),
        (r"L = \sum_i L_i", "S"),
        (r"L + L_{\text{mean}} = L_{mean} + \sum_i L_i", None),
        (r"u_{\text{first}} u_i = u_i u_{first}", None),
        (r"L_{mean} L_i = L_i L_{\text{mean}}", None),
    ],
)
def test_arrays_with_labels(bench: Bench, latex: str, snippet: str | None) -> None:
    assert bench.verify(latex, snippet, model="gates").cases


@pytest.mark.parametrize(
    ("latex", "says"),
    [
        (r"h_t = W_{hh} x_t + W_{hh} h_{t-1}", "first axis is hidden"),
        (r"h_t = W_{hx} x_t + W_{hh} h_t", "differ"),
        (r"h_t = W_{hx} x_t + W_{hh}^\top h_{t-1}", "differ"),
        (r"h_t = W_{xh} x_t + W_{hh} h_{t-1}", "unknown symbol W_{xh}"),
        (r"z_{o,t} = W_o h_t + b", "unknown symbol b"),
        (r"z_{o,tj} = \sum_k W_{okj} h_{tk} + b_{oj}", "runs over"),
        (r"z_{o,tj} = \sum_k W_{ojk} h_{tk} + b_o", "by components"),
        (r"z_2 = z_1 + z_2", "differ"),
        (r"z_{2,i} = z_{i,1} + u_i", "unknown symbol z_{i1}"),
        (r"L = \sum_i L", "no index"),
        (r"u_{\text{last}} = u_{\text{last}}", r"unknown symbol u_{\text{last}}"),
        (r"W_{\text{o},\text{in},k} = 1", "unknown symbol"),
    ],
)
def test_near_misses(bench: Bench, latex: str, says: str) -> None:
    with pytest.raises(Problem) as caught:
        bench.verify(latex, model="gates")
    problem = caught.value
    assert re.search(re.escape(says), f"{problem.wrong}; {problem.expected}; {problem.fix}")


def test_mutants_keep_to_names_that_there_are(bench: Bench) -> None:
    latex = r"h_t = W_{hx} x_t + W_{hh} h_{t-1}"
    original = Original(
        latex, bench.formula(latex, "gates"), bench.binding("h", (), "gates"), False
    )
    found = mutants_of(original)
    assert len(found) > 10
    assert [m.latex for m in found if outcome(m, original) == "survived"] == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('r"b_{\\text{o}}"', '"b_{oj}"', "2 indices for 1 axes"),
        ('r"W_{\\text{o},jk}"', 'r"W_{jk,\\text{o}}"', "3 indices for 2 axes"),
        ('("u", "part"', '("z_i", "part"', "is that of"),
        ('("L", "scalar"', '("L_1", "scalar"', "is that of loss too"),
    ],
)
def test_a_notation_with_two_readings(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in GATES
    file = tmp_path / "gates.py"
    file.write_text(GATES.replace(old, new), encoding="utf-8")
    with pytest.raises(Problem, match=says):
        load_file(file)
