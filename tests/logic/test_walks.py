"""Recurrences over layers and time: one equation holds for every step, and its near misses fail."""

from pathlib import Path
from typing import Any

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

from checked_equations.equations.errors import Complaint, Problem
from checked_equations.equations.loading.load import Library
from checked_equations.equations.models.points import Point, Points
from checked_equations.equations.notation.walks import Place, Steps, layer_parts, read_place
from checked_equations.equations.verdict.mutation import Original, mutants_of, outcome
from tests.logic.test_verify import Bench
from tests.site import GOOD, registry_of, tiny_site

pytestmark = pytest.mark.slow

# A network of L layers, each of its own size: z = W a + b, a = f(z).
DEEP = '''"""A network of L layers."""

import numpy as np


def z(W, a, b, l):
    return W[l] @ a[l - 1] + b[l]


def a(x, f, z, l):
    return x if l == 0 else f(z[l])


def C(a, y, L):
    return np.sum((a[L] - y) ** 2) / 2


def delta(W, delta, f_prime, z, a, y, l, L):
    if l == L:
        return (a[L] - y) * f_prime(z[L])
    return W[l + 1].T @ delta[l + 1] * f_prime(z[l])


def dC_dW(delta, a, l):
    return np.outer(delta[l], a[l - 1])


def dC_db(delta, l):
    return delta[l]


STEPS = {"l": "1..L"}

NOTATION = {
    "L": ("L", "size of l", "the number of layers"),
    "x": ("x_j", "units[0]", "an input"),
    "W": ("W_{jk}^{(l)}", "units[l], units[l-1]", "a weight from unit k to unit j"),
    "b": ("b_j^{(l)}", "units[l]", "a bias"),
    "z": ("z_j^{(l)}", "units[l]", "what enters unit j"),
    "f": ("f", "function", "the activation"),
    "a": ("a_j^{(l)}", "units[l]", "what leaves unit j"),
    "y": ("y_j", "units[ L ]", "a target"),
    "C": ("C", "scalar", "the cost"),
    "delta": (r"\\delta_j^{(l)}", "units[l]", "the error of unit j"),
}

FORWARD = [z, a, C]

EXAMPLE = {
    "x": np.array([0.5, -1.5]),
    "W": {
        1: np.array([[0.2, -0.7], [0.4, 0.9], [-0.3, 0.1]]),
        2: np.array([[0.5, 0.1, -0.2], [0.3, -0.4, 0.8]]),
        3: np.array([[0.7, -0.6], [-0.1, 0.4]]),
    },
    "b": {1: np.array([0.1, -0.2, 0.3]), 2: np.array([0.2, 0.4]), 3: np.array([-0.1, 0.6])},
    "f": np.tanh,
    "f_prime": lambda u: 1 / np.cosh(u) ** 2,
    "y": np.array([0.25, 0.75]),
}
'''

# A recurrent network of one unit, whose states all add to the loss.
TIME = '''"""A recurrent network."""

import numpy as np


def s(w, u, h, x, t):
    return w * h[t - 1] + u * x[t]


def h(f, s, t):
    return f(s[t])


def E(h, T):
    return sum(h[t] ** 2 for t in range(1, T + 1))


def dE_dh(h, w, f_prime, s, dE_dh, t, T):
    later = 0 if t == T else dE_dh[t + 1] * f_prime(s[t + 1]) * w
    return 2 * h[t] + later


def dE_dw(dE_dh, f_prime, s, h, T):
    return sum(dE_dh[t] * f_prime(s[t]) * h[t - 1] for t in range(1, T + 1))


STEPS = {"t": "1..T"}

NOTATION = {
    "T": ("T", "size of t", "the number of steps"),
    "x": ("x_t", "scalar", "an input"),
    "w": ("w", "scalar", "the weight from state to state"),
    "u": ("u", "scalar", "the weight of the inputs"),
    "s": ("s_t", "scalar", "what enters the state"),
    "f": ("f", "function", "the activation"),
    "h": ("h_t", "scalar", "a state"),
    "E": ("E", "scalar", "the loss"),
}

FORWARD = [s, h, E]

EXAMPLE = {
    "h": {0: 0.3},
    "x": {1: 0.5, 2: -0.4, 3: 0.9, 4: 0.2},
    "w": 0.7,
    "u": -0.6,
    "f": np.tanh,
    "f_prime": lambda u: 1 / np.cosh(u) ** 2,
}
'''


# A recurrent network of several units, with an output and a loss at each step.
STATES = '''"""A recurrent network of several units."""

import numpy as np


def h(U, V, x, h, t):
    return np.tanh(U @ x[t] + V @ h[t - 1])


def o(R, h, t):
    return R @ h[t]


def E(o, y, T):
    return sum(np.sum((o[t] - y[t]) ** 2) for t in range(1, T + 1)) / 2


def dE_dh(R, V, o, y, h, dE_dh, t, T):
    now = R.T @ (o[t] - y[t])
    if t == T:
        return now
    return now + V.T @ (dE_dh[t + 1] * (1 - h[t + 1] ** 2))


def dE_dV(dE_dh, h, T):
    return sum(np.outer(dE_dh[t] * (1 - h[t] ** 2), h[t - 1]) for t in range(1, T + 1))


STEPS = {"t": "1..T"}

NOTATION = {
    "T": ("T", "size of t", "the number of steps"),
    "x": ("x_{tk}", "inputs", "an input"),
    "y": ("y_{tk}", "outputs", "a target"),
    "U": ("U_{ik}", "state, inputs", "a weight of the inputs"),
    "V": ("V_{ij}", "state, state", "a weight from state to state"),
    "R": ("R_{ki}", "outputs, state", "a weight of the outputs"),
    "h": ("h_{ti}", "state", "the state of unit i"),
    "o": ("o_{tk}", "outputs", "an output"),
    "E": ("E", "scalar", "the loss"),
}

FORWARD = [h, o, E]

EXAMPLE = {
    "h": {0: np.array([0.3, -0.2, 0.1])},
    "x": {1: np.array([0.5, -1.5]), 2: np.array([0.2, 0.4]), 3: np.array([-0.7, 0.9])},
    "y": {1: np.array([0.1, 0.6]), 2: np.array([0.8, -0.3]), 3: np.array([0.2, 0.5])},
    "U": np.array([[0.2, -0.7], [0.4, 0.9], [-0.3, 0.1]]),
    "V": np.array([[0.5, 0.1, -0.2], [0.3, -0.4, 0.8], [-0.6, 0.7, 0.2]]),
    "R": np.array([[0.7, -0.6, 0.3], [-0.1, 0.4, 0.8]]),
}
'''

MODELS = {"deep": DEEP, "time": TIME, "states": STATES}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    folder = tmp_path_factory.mktemp("site") / "a"
    models, errors = Library(tiny_site(folder, {}, MODELS), "snippets").load()
    assert [str(error) for error in errors] == []
    return Bench(models)


DC_DZ = r"\frac{\partial C}{\partial z_j^{(l)}} = "
DC_DZ_END = r"\frac{\partial C}{\partial z_j^{(L)}} = "
DC_DA = r"\frac{\partial C}{\partial a_j^{(l)}}"
DC_DW = r"\frac{\partial C}{\partial W_{jk}^{(l)}} = "
DE_DH = r"\frac{\partial E}{\partial h_t} = "
DE_DH_END = r"\frac{\partial E}{\partial h_T} = "
DE_DW = r"\frac{\partial E}{\partial w} = "
NEXT = r"\frac{\partial E}{\partial h_{t+1}}"
DE_DHI = r"\frac{\partial E}{\partial h_{ti}} = "
DE_DV = r"\frac{\partial E}{\partial V_{ij}} = "

TRUE = {
    # the model and the formula: the snippet that it is bound to, and the steps that it holds for
    ("deep", r"z_j^{(l)} = \sum_k W_{jk}^{(l)} a_k^{(l-1)} + b_j^{(l)}"): ("z", "l = 1, …, L"),
    ("deep", r"a_j^{(l)} = f(z_j^{(l)})"): ("a", "l = 1, …, L"),
    ("deep", r"a_j^{(0)} = x_j"): ("a", ""),
    ("deep", r"C = \frac{1}{2} \sum_j (a_j^{(L)} - y_j)^2"): ("C", ""),
    ("deep", DC_DZ_END + r"(a_j^{(L)} - y_j) f'(z_j^{(L)})"): ("delta", ""),
    ("deep", DC_DZ + r"\delta_j^{(l)}"): ("delta", "l = 1, …, L"),
    (
        "deep",
        DC_DZ + r"\sum_k W_{kj}^{(l+1)} \frac{\partial C}{\partial z_k^{(l+1)}} f'(z_j^{(l)})",
    ): ("delta", "l = 1, …, L-1"),
    ("deep", r"\delta_j^{(l)} = \sum_k W_{kj}^{(l+1)} \delta_k^{(l+1)} f'(z_j^{(l)})"): (
        "delta",
        "l = 1, …, L-1",
    ),
    ("deep", DC_DW + r"\delta_j^{(l)} a_k^{(l-1)}"): ("dC_dW", "l = 1, …, L"),
    ("deep", r"\frac{\partial C}{\partial b_j^{(l)}} = \delta_j^{(l)}"): ("dC_db", "l = 1, …, L"),
    ("deep", DC_DA + r" = \sum_k W_{kj}^{(l+1)} \delta_k^{(l+1)}"): (None, "l = 1, …, L-1"),
    ("deep", r"\frac{\partial C}{\partial x_k} = \sum_j W_{jk}^{(1)} \delta_j^{(1)}"): (None, ""),
    ("time", r"s_t = w h_{t-1} + u x_t"): ("s", "t = 1, …, T"),
    ("time", r"h_t = f(s_t)"): ("h", "t = 1, …, T"),
    ("time", r"E = \sum_{t=1}^{T} h_t^2"): ("E", ""),
    ("time", r"E = \sum_t h_t^2 = \sum_{t=1}^{T-1} h_t^2 + h_T^2"): ("E", ""),
    ("time", r"E = \sum_{s=0}^{T-1} h_{s+1}^2"): ("E", ""),
    ("time", DE_DH + rf"2 h_t + {NEXT} f'(s_{{t+1}}) w"): ("dE_dh", "t = 1, …, T-1"),
    ("time", DE_DH_END + r"2 h_T"): ("dE_dh", ""),
    ("time", DE_DH + r"\sum_{s=t}^{T} 2 h_s \frac{\partial h_s}{\partial h_t}"): (
        "dE_dh",
        "t = 1, …, T",
    ),
    ("time", DE_DH + r"2 h_t + \sum_{s=t+1}^{T} 2 h_s \frac{\partial h_s}{\partial h_t}"): (
        "dE_dh",
        "t = 1, …, T",
    ),
    ("time", DE_DW + r"\sum_{t=1}^{T} \frac{\partial E}{\partial h_t} f'(s_t) h_{t-1}"): (
        "dE_dw",
        "",
    ),
    (
        "time",
        DE_DW
        + r"\sum_{s=1}^{T} 2 h_s \sum_{t=1}^{s} \frac{\partial h_s}{\partial h_t} f'(s_t) h_{t-1}",
    ): ("dE_dw", ""),
    ("time", r"\frac{\partial h_{t+1}}{\partial h_t} = f'(s_{t+1}) w"): (None, "t = 1, …, T-1"),
    ("time", r"\frac{\partial h_t}{\partial h_{t-1}} = f'(s_t) w"): (None, "t = 1, …, T"),
    ("states", r"h_{ti} = \tanh(\sum_k U_{ik} x_{tk} + \sum_j V_{ij} h_{t-1,j})"): (
        "h",
        "t = 1, …, T",
    ),
    (
        "states",
        DE_DHI + r"\sum_k R_{ki} (o_{tk} - y_{tk}) "
        r"+ \sum_j V_{ji} (1 - h_{t+1,j}^2) \frac{\partial E}{\partial h_{t+1,j}}",
    ): ("dE_dh", "t = 1, …, T-1"),
    ("states", r"\frac{\partial E}{\partial h_{Ti}} = \sum_k R_{ki} (o_{Tk} - y_{Tk})"): (
        "dE_dh",
        "",
    ),
    (
        "states",
        DE_DHI + r"\sum_{s=t}^{T} \sum_j \sum_k (o_{sk} - y_{sk}) R_{kj} "
        r"\frac{\partial h_{sj}}{\partial h_{ti}}",
    ): ("dE_dh", "t = 1, …, T"),
    (
        "states",
        DE_DV + r"\sum_{t=1}^{T} \frac{\partial E}{\partial h_{ti}} (1 - h_{ti}^2) h_{t-1,j}",
    ): ("dE_dV", ""),
}


@pytest.mark.parametrize(("model", "latex"), TRUE)
def test_what_is_true_of_a_recurrence(bench: Bench, model: str, latex: str) -> None:
    snippet, steps = TRUE[model, latex]
    report = bench.verify(latex, snippet, model=model)
    assert ", ".join(map(str, report.spans)) == steps
    assert report.cases


FALSE = {
    # what is wrong: the model, the formula, and the snippet
    "step of the activation": ("deep", r"a_j^{(l)} = f(z_j^{(l-1)})", "a"),
    "step of the layer before": (
        "deep",
        r"z_j^{(l)} = \sum_k W_{jk}^{(l)} a_k^{(l)} + b_j^{(l)}",
        "z",
    ),
    "bias lost": ("deep", r"z_j^{(l)} = \sum_k W_{jk}^{(l)} a_k^{(l-1)}", "z"),
    "bias of the end": ("deep", r"z_j^{(l)} = \sum_k W_{jk}^{(l)} a_k^{(l-1)} + b_j^{(L)}", "z"),
    "loss of the layer before": ("deep", r"C = \frac{1}{2} \sum_j (a_j^{(L-1)} - y_j)^2", "C"),
    "loss of a fixed layer": ("deep", r"C = \frac{1}{2} \sum_j (a_j^{(2)} - y_j)^2", "C"),
    "end without the slope": ("deep", DC_DZ_END + r"(a_j^{(L)} - y_j)", "delta"),
    "end with another slope": ("deep", DC_DZ_END + r"(a_j^{(L)} - y_j) f'(a_j^{(L)})", "delta"),
    "end at every step": ("deep", DC_DZ + r"(a_j^{(l)} - y_j) f'(z_j^{(l)})", "delta"),
    "transposed weight": (
        "deep",
        DC_DZ + r"\sum_k W_{jk}^{(l+1)} \delta_k^{(l+1)} f'(z_j^{(l)})",
        "delta",
    ),
    "weight of this layer": (
        "deep",
        DC_DZ + r"\sum_k W_{kj}^{(l)} \delta_k^{(l+1)} f'(z_j^{(l)})",
        "delta",
    ),
    "error of this layer": (
        "deep",
        DC_DZ + r"\sum_k W_{kj}^{(l+1)} \delta_k^{(l)} f'(z_j^{(l)})",
        "delta",
    ),
    "slope of the next layer": (
        "deep",
        DC_DZ + r"\sum_k W_{kj}^{(l+1)} \delta_k^{(l+1)} f'(z_k^{(l+1)})",
        "delta",
    ),
    "slope lost": ("deep", DC_DZ + r"\sum_k W_{kj}^{(l+1)} \delta_k^{(l+1)}", "delta"),
    "activation of this layer": ("deep", DC_DW + r"\delta_j^{(l)} a_k^{(l)}", "dC_dW"),
    "error of the next layer": ("deep", DC_DW + r"\delta_j^{(l+1)} a_k^{(l-1)}", "dC_dW"),
    "axes swapped": ("deep", DC_DW + r"\delta_k^{(l)} a_j^{(l-1)}", "dC_dW"),
    "input step": ("time", r"s_t = w h_{t-1} + u x_{t-1}", "s"),
    "same step": ("time", r"s_t = w h_t + u x_t", "s"),
    "first step lost": ("time", r"E = \sum_{t=2}^{T} h_t^2", "E"),
    "start counted": ("time", r"E = \sum_{t=0}^{T} h_t^2", "E"),
    "last step lost": ("time", r"E = \sum_{t=1}^{T-1} h_t^2", "E"),
    "one step only": ("time", r"E = h_T^2", "E"),
    "later states stay": ("time", DE_DH + r"2 h_t", "dE_dh"),
    "later states only": (
        "time",
        DE_DH + r"\sum_{s=t+1}^{T} 2 h_s \frac{\partial h_s}{\partial h_t}",
        "dE_dh",
    ),
    "all but the last": (
        "time",
        DE_DH + r"\sum_{s=t}^{T-1} 2 h_s \frac{\partial h_s}{\partial h_t}",
        "dE_dh",
    ),
    "path through the step itself": (
        "time",
        DE_DH + r"\sum_{s=t}^{T} 2 h_t \frac{\partial h_s}{\partial h_t}",
        "dE_dh",
    ),
    "slope of this step": ("time", DE_DH + rf"2 h_t + {NEXT} f'(s_t) w", "dE_dh"),
    "backwards in time": (
        "time",
        DE_DH + r"2 h_t + \frac{\partial E}{\partial h_{t-1}} f'(s_t) w",
        "dE_dh",
    ),
    "own part lost": ("time", DE_DH + rf"{NEXT} f'(s_{{t+1}}) w", "dE_dh"),
    "weight of the inputs": ("time", DE_DH + rf"2 h_t + {NEXT} f'(s_{{t+1}}) u", "dE_dh"),
    "end without its factor": ("time", DE_DH_END + r"h_T", "dE_dh"),
    "end of the step before": ("time", DE_DH_END + r"2 h_{T-1}", "dE_dh"),
    "end at every step of time": (
        "time",
        r"\frac{\partial E}{\partial h_{T-1}} = 2 h_{T-1}",
        "dE_dh",
    ),
    "direct paths only": (
        "time",
        DE_DW + r"\sum_{t=1}^{T} 2 h_t f'(s_t) h_{t-1}",
        "dE_dw",
    ),
    "one path": ("time", DE_DW + r"\frac{\partial E}{\partial h_T} f'(s_T) h_{T-1}", "dE_dw"),
    "first path lost": (
        "time",
        DE_DW + r"\sum_{t=2}^{T} \frac{\partial E}{\partial h_t} f'(s_t) h_{t-1}",
        "dE_dw",
    ),
    "state of this step": (
        "time",
        DE_DW + r"\sum_{t=1}^{T} \frac{\partial E}{\partial h_t} f'(s_t) h_t",
        "dE_dw",
    ),
    "a number of steps": ("time", r"\frac{\partial E}{\partial h_3} = 2 h_3", "dE_dh"),
    "transposed weight in time": (
        "states",
        DE_DHI + r"\sum_k R_{ki} (o_{tk} - y_{tk}) "
        r"+ \sum_j V_{ij} (1 - h_{t+1,j}^2) \frac{\partial E}{\partial h_{t+1,j}}",
        "dE_dh",
    ),
    "slope of this state": (
        "states",
        DE_DHI + r"\sum_k R_{ki} (o_{tk} - y_{tk}) "
        r"+ \sum_j V_{ji} (1 - h_{tj}^2) \frac{\partial E}{\partial h_{t+1,j}}",
        "dE_dh",
    ),
    "one unit in place of all": (
        "states",
        DE_DHI + r"\sum_{s=t}^{T} \sum_k (o_{sk} - y_{sk}) R_{ki} "
        r"\frac{\partial h_{si}}{\partial h_{ti}}",
        "dE_dh",
    ),
    "sum over the wrong axis": (
        "states",
        r"h_{ti} = \tanh(\sum_k U_{ik} x_{tk} + \sum_j V_{ji} h_{t-1,j})",
        "h",
    ),
    "state of the same unit": (
        "states",
        DE_DV + r"\sum_{t=1}^{T} \frac{\partial E}{\partial h_{ti}} (1 - h_{ti}^2) h_{t-1,i}",
        "dE_dV",
    ),
}


@pytest.mark.parametrize("name", FALSE)
def test_a_near_miss_of_a_recurrence(bench: Bench, name: str) -> None:
    model, latex, snippet = FALSE[name]
    for bound in (snippet, None):
        with pytest.raises(Problem):
            bench.verify(latex, bound, model=model)


def points_of(bench: Bench, model: str) -> list[Point]:
    points = Points(bench.models[model])
    return [*points.generic, *points.of_other_sizes(), points.example]


def test_depths_and_widths_are_varied(bench: Bench) -> None:
    points = Points(bench.models["deep"])
    (other,) = points.of_other_sizes()
    # As deep as no size of the running example, each layer of another width.
    assert other.sizes["l"] not in points.model.sizes.values()
    assert len(set(other.sizes.values())) == len(other.sizes) == other.sizes["l"] + 2
    assert list(other.inputs["W"]) == list(range(1, other.sizes["l"] + 1))
    first, second = (other.inputs["W"][step] for step in (1, 2))
    assert first[0, 0] != second[0, 0]
    assert other.inputs["L"] == other.sizes["l"]


def deep_cost(value: Any, given: dict[str, Any], name: str, layer: int) -> Any:
    """The cost of the network of L layers, with another value of one parameter of one layer."""
    given = {**given, name: {**given[name], layer: value}}
    a = given["x"]
    for step in sorted(given["W"]):
        a = anp.tanh(anp.dot(given["W"][step], a) + given["b"][step])
    return anp.sum((a - given["y"]) ** 2) / 2


def test_gradients_of_layers_are_those_of_automatic_differentiation(bench: Bench) -> None:
    for point in points_of(bench, "deep"):
        given = {**point.inputs, "f": np.tanh, "f_prime": lambda u: 1 / np.cosh(u) ** 2}
        values = Point(point.model, given, point.sizes, "").values
        for step in range(1, point.sizes["l"] + 1):
            for name, gradient in (("W", "dC_dW"), ("b", "dC_db")):
                value = given[name][step]
                assert np.isclose(values["C"], deep_cost(value, given, name, step), rtol=1e-12)
                expected = grad(deep_cost)(value, given, name, step)
                np.testing.assert_allclose(values[gradient][step], expected, rtol=1e-9, atol=1e-12)


def states_loss(V: Any, by: Any, given: dict[str, Any], moved: int) -> Any:
    """The loss of the recurrent network, where something is added to the state of one step."""
    h, loss = given["h"][0], 0.0
    for step, x in given["x"].items():
        h = anp.tanh(anp.dot(given["U"], x) + anp.dot(V, h)) + (by if step == moved else 0.0)
        loss = loss + anp.sum((anp.dot(given["R"], h) - given["y"][step]) ** 2) / 2
    return loss


def test_gradients_in_time_are_those_of_automatic_differentiation(bench: Bench) -> None:
    for point in points_of(bench, "states"):
        V, values, zero = point.inputs["V"], point.values, np.zeros(point.sizes["state"])
        expected = grad(states_loss, 0)(V, zero, point.inputs, 0)
        np.testing.assert_allclose(values["dE_dV"], expected, rtol=1e-9, atol=1e-12)
        for step in range(1, point.sizes["t"] + 1):
            expected = grad(states_loss, 1)(V, zero, point.inputs, step)
            np.testing.assert_allclose(values["dE_dh"][step], expected, rtol=1e-9, atol=1e-12)


def test_a_nudge_moves_what_follows_and_leaves_what_precedes(bench: Bench) -> None:
    point = Points(bench.models["time"]).example
    h, moved = point.values["h"], point.nudged("h", (), 0.5, 2)["h"]
    assert [moved[step] == h[step] for step in range(5)] == [True, True, False, False, False]
    assert moved[2] == h[2] + 0.5
    moved = point.nudged("x", (), 0.5, 3)["h"]
    assert [moved[step] == h[step] for step in range(5)] == [True, True, True, False, False]


MISSING = {
    r"h_{T+1} = f(s_{T+1})": "h has no step t = 5",
    r"E = \sum_{t=1}^{T} h_{t+1}^2": "h has no step t = 5",
    r"h_{t+9} = f(s_{t+9})": "no step t at which all of it exists",
    r"h_t = f(s_r)": "the index r is not on the left",
    r"h_t = \sum_{s=1}^{r} h_s": "the index r is not on the left",
    r"h_t = f(w_{t-1})": "unknown symbol w_{t-1}",
    r"h_w = w f(s_w)": "w is an index here, and the symbol of a value too",
    r"E = \sum_{t=1}^{w+1} h_t^2": "the index w",
}


@pytest.mark.parametrize("latex", MISSING)
def test_a_step_that_does_not_exist(bench: Bench, latex: str) -> None:
    with pytest.raises(Problem) as caught:
        bench.verify(latex, model="time")
    assert MISSING[latex] in str(caught.value)


def test_an_element_that_does_not_exist_at_a_step(bench: Bench) -> None:
    assert bench.verify("a_3^{(1)} = f(z_3^{(1)})", model="deep").cases
    for wrong in ("a_4^{(1)} = f(z_4^{(1)})", "a_3^{(l)} = f(z_3^{(l)})", "y_3 = y_3"):
        with pytest.raises(Problem, match=r"the index [34] of"):
            bench.verify(wrong, model="deep")


def test_arithmetic_with_what_is_no_step(bench: Bench) -> None:
    with pytest.raises(Problem, match=r"the index i\+1 of") as caught:
        bench.verify(r"h_{t,i+1} = h_{t,i+1}", model="states")
    assert caught.value.expected.startswith("arithmetic with steps only")


def test_a_snippet_is_bound_at_one_step(bench: Bench) -> None:
    assert bench.verify("h_{t+1} = f(s_{t+1})", "h", model="time").spans[0].first == 1
    assert bench.verify("h_3 = f(s_3)", "h", model="time").value == pytest.approx(
        -0.394622, rel=1e-5
    )
    report = bench.verify("h_t = f(s_t)", "h", model="time")
    assert isinstance(report.value, Steps)
    assert list(report.value) == [1, 2, 3, 4]
    with pytest.raises(Problem, match=r"time\.E has no steps, where the left side has t"):
        bench.verify("h_t = f(s_t)", "E", model="time")
    with pytest.raises(Problem, match="the left side speaks of several steps or of none"):
        bench.verify(r"E = \sum_t h_t^2", "h", model="time")


def test_other_letters_for_steps(bench: Bench) -> None:
    report = bench.verify(r"a_j^{(m)} = f(z_j^{(m)})", "a", model="deep")
    assert [str(span) for span in report.spans] == ["m = 1, …, L"]


BAD = {
    # the model: what is replaced by what, and the complaint
    ("deep", '{"l": "1..L"}', '{"l": "1..M"}'): "STEPS ends at M, which NOTATION does not declare",
    ("deep", '{"l": "1..L"}', '{"l": "L"}'): "STEPS says 'L' of 'l'",
    ("deep", '{"l": "1..L"}', '"1..L"'): "STEPS is '1..L'",
    ("deep", 'STEPS = {"l": "1..L"}', ""): "the axis units[l] of W has a size for each l",
    ("deep", '"units[l], units[l-1]"', '"units[l], units[l]"'): "the axis units[1] has the sizes",
    ("deep", '"units[l], units[l-1]"', '"units[l], units[m]"'): "the axis units[m] of W",
    ("deep", '"units[l], units[l-1]"', '"units[l], l"'): "l is a step letter, and an axis of W too",
    ("deep", '"y_j", "units[ L ]"', '"y_j", "units[l]"'): "the axis units[l] of y",
    ("deep", '"y_j", "units[ L ]"', '"y_j", "units[9]"'): "the axis units has a size at the steps",
    ("deep", '"y_j", "units[ L ]"', '"y_j", "other[1]"'): "no other a step letter",
    ("deep", '"z_j^{(l)}"', '"z_j"'): "the function z has the step l, and its symbol z_j no step",
    ("deep", '"y_j"', '"y_j^{(l)}"'): "y is array([0.25, 0.75]), and its symbol has the step l",
    ("deep", "a[l - 1] + b", "a[l] + b"): "z at l = 1 follows from itself",
    ("deep", "W[l] @", "W[l + (l == 3)] @"): "z cannot be computed at l = 3: W has no step l = 4",
    ("deep", '"y": np', '"L": 4, "y": np'): "z cannot be computed at l = 4: W has no step l = 4",
    ("deep", '"y": np', '"L": 2, "y": np'): "its inputs have values up to l = 3",
    ("deep", '"y": np', '"a": {1: 0}, "y": np'): "a is given at l = 1, and computed from l = 1 on",
    ("deep", "[z, a, C]", "[C, z, a]"): "the forward function C takes a",
    (
        "deep",
        '"C": ("C",',
        '"V": ("W_{jk}^{(2)}", "scalar", ""), "C": ("C",',
    ): "is that of W too",
    ("deep", "def delta(W,", "def delta(W, t,"): "",
    ("time", '"h": {0: 0.3},', ""): "s cannot be computed at t = 1: h has no step t = -1",
    ("time", '"x": {1: 0.5,', '"x": {'): "s cannot be computed at t = 1: x has no step t = 1",
    ("time", "{1: 0.5, 2: -0.4, 3: 0.9, 4: 0.2}", "[0.5, -0.4]"): "a list that begins with step 0",
    ("time", "2: -0.4, ", ""): "without a gap",
    ("time", "w * h[t - 1]", "w * sum(h)"): "h has a value for each step, h[t]",
    ("time", "w * h[t - 1]", "w * np.sum(h)"): "h has a value for each step, h[t]",
    (
        "time",
        '"x_t", "scalar", "an input"',
        '"x_t", "scalar", "", "positive"',
    ): "outside its domain",
    ("time", '"h_t", "scalar", "a state"', '"h_t", "scalar", "", "positive"'): "which is computed",
    ("time", '("E", "scalar", "the loss")', '("x_1", "scalar", "")'): "is that of x too",
}


def loaded(folder: Path, text: str) -> tuple[Bench, list[Complaint]]:
    models, errors = Library(tiny_site(folder / "a", {}, {"m": text}), "snippets").load()
    return Bench(models), errors


@pytest.mark.parametrize("change", BAD)
def test_a_declaration_that_does_not_fit(tmp_path: Path, change: tuple[str, str, str]) -> None:
    model, old, new = change
    assert MODELS[model].count(old) == 1
    _, errors = loaded(tmp_path, MODELS[model].replace(old, new))
    if BAD[change]:
        assert BAD[change] in str(errors[0])
    else:
        assert errors == []


def test_lists_and_fixed_lengths(tmp_path: Path) -> None:
    text = TIME.replace("{1: 0.5, 2: -0.4, 3: 0.9, 4: 0.2}", "[None, 0.5, -0.4, 0.9, 0.2]")
    bench, errors = loaded(tmp_path, text.replace("STEPS = {", 'SIZES = {"t": 4}\nSTEPS = {'))
    assert errors == []
    assert bench.models["m"].example["T"] == 4
    assert {point.sizes["t"] for point in points_of(bench, "m")} == {4}


def test_a_slightly_wrong_function_of_a_step_is_refused(tmp_path: Path) -> None:
    right, wrong = "return np.outer(delta[l], a[l - 1])", "return 1.00000000001 * np.outer("
    bench, errors = loaded(tmp_path, DEEP.replace(right, f"{wrong}delta[l], a[l - 1])"))
    assert errors == []
    with pytest.raises(Problem, match=r"not what the snippet m\.dC_dW computes"):
        bench.verify(DC_DW + r"\delta_j^{(l)} a_k^{(l-1)}", "dC_dW", model="m")


def test_the_number_of_steps_may_be_given(tmp_path: Path) -> None:
    """Weights that lead to the next layer, and inputs that are the first layer."""
    bench, errors = loaded(tmp_path, NEXT_LAYER)
    assert errors == []
    report = bench.verify(r"a_j^{(l+1)} = f(\sum_k W_{jk}^{(l)} a_k^{(l)})", model="m")
    assert [str(span) for span in report.spans] == ["l = 2, …, L-1"]
    bench.verify(r"a_j^{(2)} = f(\sum_k W_{jk}^{(1)} a_k^{(1)})", model="m")
    with pytest.raises(Problem, match=r"differ|runs over"):
        bench.verify(r"a_j^{(l+1)} = f(\sum_k W_{jk}^{(l)} a_k^{(l-1)})", model="m")


ADAM = '''"""The bias correction of Adam, which has no value before the first step."""


def k(t):
    return t


def m(b, m, g, t):
    return b * m[t - 1] + (1 - b) * g[t]


def c(m, b, k, t):
    return m[t] / (1 - b ** k[t])


STEPS = {"t": "1..T"}

NOTATION = {
    "T": ("T", "size of t", "the number of steps"),
    "k": ("k_t", "scalar", "which step it is"),
    "b": ("b", "scalar", "what is kept", "between 0 and 1"),
    "g": ("g_t", "scalar", "a gradient"),
    "m": ("m_t", "scalar", "the moment"),
    "c": (r"\\hat{m}_t", "scalar", "the moment, corrected"),
}

FORWARD = [k, m, c]

EXAMPLE = {"b": 0.9, "g": {1: 0.3, 2: 0.1}, "m": {0: 0.5}}
'''


def test_what_has_no_value_before_the_first_step(tmp_path: Path) -> None:
    bench, errors = loaded(tmp_path, ADAM)
    assert errors == []
    report = bench.verify(r"\hat{m}_t = \frac{m_t}{1 - b^{k_t}}", "c", model="m")
    assert [str(span) for span in report.spans] == ["t = 1, …, T"]
    bench.verify(r"m_t = b m_{t-1} + (1 - b) g_t", "m", model="m")
    for wrong in (r"\frac{m_t}{1 - b^{t-1}}", r"\frac{m_t}{1 - b}"):
        with pytest.raises(Problem):
            bench.verify(rf"\hat{{m}}_t = {wrong}", "c", model="m")


NEXT_LAYER = '''"""Weights that lead from a layer to the next."""

import numpy as np


def a(W, f, a, l):
    return f(W[l - 1] @ a[l - 1])


def C(a, L):
    return np.sum(a[L] ** 2)


STEPS = {"l": "2..L"}

NOTATION = {
    "L": ("L", "size of l", "the last layer"),
    "W": ("W_{jk}^{(l)}", "units[l+1], units[l]", "a weight"),
    "f": ("f", "function", "the activation"),
    "a": ("a_j^{(l)}", "units[l]", "what leaves a unit"),
    "C": ("C", "scalar", "the cost"),
}

FORWARD = [a, C]

EXAMPLE = {
    "a": {1: np.array([0.5, -1.5])},
    "W": {1: np.array([[0.2, -0.7], [0.4, 0.9]]), 2: np.array([[0.5, 0.1]])},
    "L": 3,
    "f": np.tanh,
    "f_prime": lambda u: 1 / np.cosh(u) ** 2,
}
'''


KINKED = DEEP.replace("f(z[l])", "np.maximum(0, z[l])")


def test_kinks_of_a_recurrence(tmp_path: Path) -> None:
    bench, errors = loaded(tmp_path, KINKED)
    assert errors == []
    assert bench.formula(r"C = C", "m").kinked
    after = r"\frac{\partial C}{\partial a_k^{(l+1)}}"
    slope = r"\frac{\partial a_k^{(l+1)}}{\partial z_k^{(l+1)}}"
    assert bench.verify(rf"{DC_DA} = \sum_k {after} {slope} W_{{kj}}^{{(l+1)}}", model="m").cases
    with pytest.raises(Problem, match="differ"):
        bench.verify(rf"{DC_DA} = \sum_k {after} W_{{kj}}^{{(l+1)}}", model="m")


def test_comparing_steps_makes_no_kink(bench: Bench) -> None:
    assert not bench.formula(r"a_j^{(l)} = f(z_j^{(l)})", "deep").kinked
    assert not bench.formula(r"\delta_j^{(l)} = f(z_j^{(l)})", "deep").kinked


def test_elements_that_follow_from_each_other_within_a_step(tmp_path: Path) -> None:
    text = STATES.replace("np.tanh(U @ x[t] + V @ h[t - 1])", "np.cumsum(U @ x[t] + V @ h[t - 1])")
    bench, errors = loaded(tmp_path, text)
    assert errors == []
    with pytest.raises(Problem, match=r"h uses np\.cumsum"):
        bench.verify(DE_DHI + r"\frac{\partial E}{\partial h_{ti}}", model="m")


def test_a_step_function_for_the_sizes_of_the_running_example_alone(tmp_path: Path) -> None:
    bench, errors = loaded(tmp_path, DEEP.replace("@ a[l - 1] + b[l]", "@ a[l - 1] + b[l][:3]"))
    assert errors == []
    with pytest.raises(Problem, match="the snippet a raises ValueError"):
        bench.verify(r"a_j^{(l)} = f(z_j^{(l)})", model="m")
    text = DEEP.replace("return W[l] @ a[l - 1] + b[l]", "return (W[l] @ a[l - 1] + b[l])[:3]")
    bench, errors = loaded(tmp_path / "b", text)
    assert errors == []
    with pytest.raises(Problem, match=r"has the shape \(3,\) at l = "):
        bench.verify(r"a_j^{(l)} = f(z_j^{(l)})", model="m")


def test_a_derivative_by_what_the_recurrence_starts_from(bench: Bench) -> None:
    first = r"\frac{\partial E}{\partial h_1}"
    bench.verify(rf"\frac{{\partial E}}{{\partial h_0}} = {first} f'(s_1) w", model="time")
    with pytest.raises(Problem, match="differ"):
        bench.verify(
            rf"\frac{{\partial E}}{{\partial h_0}} = 2 h_0 + {first} f'(s_1) w", model="time"
        )


def test_numbers_of_the_running_example(bench: Bench) -> None:
    assert bench.verify("h_2 = f(s_2) = 0.1753", "h", model="time").decimals == 1
    with pytest.raises(Problem, match=r"0\.1754"):
        bench.verify("h_2 = f(s_2) = 0.1754", "h", model="time")


def test_sums_within_sums_over_steps(bench: Bench) -> None:
    twice = r"\sum_{s=t}^{T} \sum_{r=1}^{s} h_r h_t"
    report = bench.verify(rf"h_t \sum_{{s=t}}^{{T}} \sum_{{r=1}}^{{s}} h_r = {twice}", model="time")
    assert [str(span) for span in report.spans] == ["t = 1, …, T"]
    with pytest.raises(Problem, match="differ"):
        bench.verify(rf"h_t \sum_{{s=t}}^{{T}} \sum_{{r=2}}^{{s}} h_r = {twice}", model="time")


def test_sums_over_axes_beside_sums_over_steps(tmp_path: Path) -> None:
    size = '"K": ("K", "size of outputs", "the number of outputs"),\n    "x": ("x_{tk}"'
    bench, errors = loaded(tmp_path, STATES.replace('"x": ("x_{tk}"', size))
    assert errors == []
    loss = r"E = \frac{1}{2} \sum_{t=1}^{T} \sum_{k=1}^{K} (o_{tk} - y_{tk})^2"
    assert bench.verify(loss, "E", model="m").cases
    for wrong in (
        loss.replace("{K}", "{K-1}"),
        loss.replace("{T}", "{K}"),
        loss.replace("k=1", "k=t"),
    ):
        with pytest.raises(Problem):
            bench.verify(wrong, "E", model="m")


def test_inequalities_of_steps(bench: Bench) -> None:
    assert bench.verify("h_t^2 + 1 > 0", model="time").decided
    with pytest.raises(Problem, match="is false at"):
        bench.verify("h_t < h_{t-1}", model="time")


def test_domains_of_inputs_with_steps(tmp_path: Path) -> None:
    text = TIME.replace('"x_t", "scalar", "an input"', '"x_t", "scalar", "an input", "positive"')
    bench, errors = loaded(tmp_path, text.replace("2: -0.4", "2: 0.4"))
    assert errors == []
    report = bench.verify("x_t > 0", model="m")
    assert report.where == (("x_t", "is positive"),)
    with pytest.raises(Problem):
        bench.verify("h_t > 0", model="m")


def test_mutants_of_a_recurrence_are_refused(bench: Bench) -> None:
    latex = DE_DH + rf"2 h_t + {NEXT} f'(s_{{t+1}}) w"
    original = Original(
        latex, bench.formula(latex, "time"), bench.binding("dE_dh", (), "time"), False
    )
    mutants = mutants_of(original)
    written = {"".join(mutant.latex.split()) for mutant in mutants}
    assert "".join(latex.split()).replace("s_{t+1}", "s_{t}") in written
    assert "".join(latex.split()).replace("2h_t", "2h_{t+1}") in written
    assert [m.latex for m in mutants if outcome(m, original) == "survived"] == []
    latex = r"E = \sum_{t=1}^{T} h_t^2"
    original = Original(latex, bench.formula(latex, "time"), bench.binding("E", (), "time"), False)
    mutants = mutants_of(original)
    assert any("{t=2}^{T}" in mutant.latex for mutant in mutants)
    assert any("{t=1}^{T-1}" in mutant.latex for mutant in mutants)
    assert [m.latex for m in mutants if outcome(m, original) == "survived"] == []


def test_a_false_recurrence_is_refuted(bench: Bench) -> None:
    refutation = bench.refute(DE_DH + "2 h_t", "dE_dh", model="time")
    assert refutation.generic > 0.1
    with pytest.raises(Problem, match="a refuted formula that is true"):
        bench.refute(DE_DH_END + "2 h_T", "dE_dh", model="time")


def test_places_and_layers() -> None:
    assert read_place("l-1") == Place("l", -1)
    assert read_place("T") == Place("T", 0)
    assert read_place("12") == Place("", 12)
    assert [read_place(text) for text in ("", "l2", "l+k", "+1", "new")] == [None] * 5
    assert layer_parts("(l+1)") == ("(", "l+1", ")")
    assert layer_parts("[l]") == ("[", "l", "]")
    assert layer_parts("<t>") == ("<", "t", ">")
    assert layer_parts("L") == ("", "L", "")


PAGE = r"""---
title: Time
model: time
---

# Time

The state $h_t$ of step $t$ follows from $h_{t-1}$, and the last one is {{time.h[4]:.4f}}.

```math {#time-s snippet=time.s}
s_t = w h_{t-1} + u x_t
```

```math {#time-h snippet=time.h}
h_t = f(s_t)
```

```math {#time-E snippet=time.E}
E = \sum_{t=1}^{T} h_t^2
```

```math {#time-dE-dh snippet=time.dE_dh .final}
\frac{\partial E}{\partial h_t} = \sum_{s=t}^{T} 2 h_s \frac{\partial h_s}{\partial h_t}
```

```math {#time-dE-dw snippet=time.dE_dw .final}
\frac{\partial E}{\partial w} = \sum_{t=1}^{T} \frac{\partial E}{\partial h_t} f'(s_t) h_{t-1}
```

```math {#time-wrong .refuted of=#time-dE-dh fault=practice source="here" why="Later states move"}
\frac{\partial E}{\partial h_t} = \wrong{2 h_t}
```
"""


NAMES = {
    # what a page says inline: the complaint, or '' for what is right
    "$g_t = h_t$ and $g_t = f(s_t)$": "",
    "$g_t = h_t$ and $g_{t-1} = f(s_{t-1})$": "",
    "$g_t = h_t$ and $g_t = f(s_{t-1})$": "differ",
    "$g_t = h_{t-1}$": "another name for something with other indices",
    "$g = h_t$": "another name for something with other indices",
    "$g = 2 h_t$": "by something with a free index",
    "$g = 2 h_T$ and $g = 2 f(s_T)$": "",
    "$h_{t+1}$ and $x_s$ of step $t$": "",
    "$h_{t+k}$": "unknown symbol h_{t+k}",
    r"$h_t \to h_{t+1}$": "",
    r"$t = 1, \dots, T$": "",
    r"$t = 1, \dots, 9$": "index range",
}


@pytest.mark.parametrize("text", NAMES)
def test_names_of_steps_on_a_page(tmp_path: Path, text: str) -> None:
    page = PAGE + f"\nHere {text}.\n"
    registry = registry_of(tiny_site(tmp_path / "a", {"good": GOOD, "time": page}, {"time": TIME}))
    messages = [str(complaint) for complaint in registry.all_complaints()]
    if NAMES[text]:
        assert NAMES[text] in messages[0]
    else:
        assert messages == []


def test_a_range_over_units_of_any_layer_is_said_in_words(tmp_path: Path) -> None:
    page = "---\nmodel: deep\n---\n\nHere $j = 1, 2$.\n"
    registry = registry_of(tiny_site(tmp_path / "a", {"good": GOOD, "deep": page}, {"deep": DEEP}))
    messages = [str(complaint) for complaint in registry.all_complaints()]
    assert any("has another size at each step" in message for message in messages), messages


def test_a_page_about_a_recurrence(tmp_path: Path) -> None:
    registry = registry_of(tiny_site(tmp_path / "a", {"good": GOOD, "time": PAGE}, {"time": TIME}))
    assert [str(complaint) for complaint in registry.all_complaints()] == []
    page = PAGE.replace("time.h[4]", "time.h[5]").replace("from $h_{t-1}$", "from $q_{t-1}$")
    registry = registry_of(tiny_site(tmp_path / "b", {"good": GOOD, "time": page}, {"time": TIME}))
    messages = " ".join(str(complaint) for complaint in registry.all_complaints())
    assert "h has no step t = 5" in messages
    assert "unknown symbol q_{t-1}" in messages
