"""No derivative by one element of an array whose elements follow from each other."""

from pathlib import Path

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.loading.load import Library
from checked_equations.equations.meaning.scope import Scope
from checked_equations.equations.models.model import Model
from checked_equations.equations.models.points import Points
from checked_equations.equations.values.formula import Formula
from checked_equations.equations.verdict.verify import verify
from tests.site import tiny_site

pytestmark = pytest.mark.slow

# A recurrent network whose states are one array: h_t = tanh(w h_{t-1} + x_t), L = sum_t h_t^2.
RECURRENT = '''"""A recurrent network."""

import functools
import itertools

import numpy as np


def _step(before, w, now):
    return np.tanh(w * before + now)


def h(w, x):
    BODY


def L(h):
    return np.sum(h**2)


NOTATION = {
    "x": ("x_t", "time", "an input"),
    "w": ("w", "scalar", "the weight"),
    "h": ("h_t", "time", "a state"),
    "L": ("L", "scalar", "the loss"),
}

FORWARD = [h, L]

EXAMPLE = {"x": np.array([0.5, -0.3]), "w": 0.7}

SIZES = {"time": 2}
'''

LOOP = """states = []
    for now in x:
        states.append(_step(states[-1] if states else 0, w, now))
    return np.array(states)"""
FOLLOWS = "element 2 is computed from what equals element 1 of h"
ONE_AFTER_ANOTHER = {
    LOOP: FOLLOWS,
    LOOP.replace("for now in x", "while len(states) < len(x)").replace("now))", "x[len(states)]))"):
        FOLLOWS,
    "return np.array(list(itertools.accumulate(x, lambda a, b: _step(a, w, b), initial=0))[1:])":
        "uses itertools.accumulate",
    "return w * np.cumsum(x)": "uses np.cumsum",
    "return w * x.cumsum()": "uses cumsum",
    "return w * np.add.accumulate(x)": "uses np.add.accumulate",
    "return functools.reduce(lambda s, now: np.append(s, w * s[-1:] + now), x[1:], x[:1])":
        "uses functools.reduce",
    "state = 0 * w\n    return np.array([state := _step(state, w, now) for now in x])": FOLLOWS,
    "states = [0 * w]\n    [states.append(_step(states[-1], w, now)) for now in x]\n"
    "    return np.array(states[1:])": FOLLOWS,
    "first = _step(0, w, x[0])\n    return np.array([first, _step(first, w, x[1])])":
        FOLLOWS,
    "return np.array([_step(0, w, x[0]), _step(_step(0, w, x[0]), w, x[1])])":
        FOLLOWS,
    "s = w * x\n    s[1] = _step(s[0], w, x[1])\n    return s": FOLLOWS,
    "s = w * x\n    s[1] += s[0]\n    return s": FOLLOWS,
    "s = w * x\n    first = _step(0, w, x[0])\n    s[0] = first\n    s[1] = _step(first, w, x[1])\n"
    "    return s": FOLLOWS,
    "s = w * x\n    s[1] = last = _step(s[0], w, x[1])\n    return s":
        FOLLOWS,
    "s = w * x\n    s[1]: float = _step(s[0], w, x[1])\n    return s":
        FOLLOWS,
    "s = w * x\n    g = s\n    s[1] = _step(g[0], w, x[1])\n    return s":
        FOLLOWS,
    "s = w * x\n    np.put(s, [1], _step(s[0], w, x[1]))\n    return s": FOLLOWS,
    "def again(t):\n        return _step(again(t - 1) if t else 0, w, x[t])\n"
    "    return np.array([again(t) for t in range(len(x))])":
        FOLLOWS,
    "return np.linalg.solve(np.array([[1, 0], [-w, 1]]), x)": "uses np.linalg.solve",
}  # fmt: skip
# However it is written.
FOLLOWED = [
    "h = np.tanh(x)\n    h[1:] = np.tanh(w * h[:-1] + x[1:])\n    return h",
    "h = np.tanh(x)\n    return np.tanh(w * np.eye(len(x), k=-1) @ h + x)",
    "h = np.tanh(x)\n    return np.where(np.arange(len(x)) > 0, np.tanh(w * np.roll(h, 1) + x), h)",
    "g = 1 * np.tanh(x)\n    return np.concatenate([g[:1], np.tanh(w * (1 * g[:-1]) + x[1:])])",
    "return np.tril(np.ones((len(x), len(x)))) @ np.tanh(w * x)",
    "return (np.triu(np.ones((len(x), len(x)))).T * w) @ x",
    "return np.tanh(w * x) + np.tri(len(x), k=-1) @ np.tanh(w * x)",
    "g = w * x\n    return np.array([np.sum(g[: t + 1]) for t in range(len(x))])",
]
# h_t = w h_{t-1} + x_t and the like, with no h_{t-1} in it.
CLOSED = [
    "return np.convolve(x, w ** np.arange(len(x)))[: len(x)]",
    "return np.tanh(np.convolve(x, w ** np.arange(len(x)))[: len(x)])",
    "t = np.arange(len(x))\n    later = t[:, None] - t\n"
    "    return np.where(later >= 0, w ** np.abs(later), 0) @ x",
    "n = len(x)\n    return sum(np.append(np.zeros(k), w**k * x[: n - k]) for k in range(n))",
    "return np.array([np.linalg.norm(x[: t + 1]) for t in range(len(x))])",
    "return np.array([np.mean(x[: t + 1]) for t in range(len(x))])",
    "return (w * np.tri(len(x)) @ x**2)[::-1]",
    "return np.tri(len(x)).T @ (w * np.sin(x))",
]
EACH_ITS_OWN_WAY = [
    "return np.convolve(x, np.array([w, 1, 2 * w]))[: len(x)]",
    "return np.convolve(x, np.sin(w + np.arange(len(x))))[: len(x)]",
    "return np.tril(np.exp(np.outer(x, x + w))) @ x",
    "return np.tri(len(x)) * np.sin(np.outer(x, x)) @ x * w",
    "e = np.exp(w * x)\n    return e / np.sum(e)",
    "return x - np.mean(x) + w",
    "return np.tanh(w * x)",
]
SUMS = "return np.concatenate([x[:1], w * np.tanh(x[:-1]) + x[1:]])"
ALL_AT_ONCE = [
    "return np.exp(w * x) / np.sum(np.exp(w * x))",
    "e = np.exp(w * x - np.max(w * x))\n    return e / e.sum()",
    "z = w * x\n    return (z - np.mean(z)) / np.sqrt(np.mean((z - np.mean(z)) ** 2))",
    "return np.maximum(w * x, 0.1 * w * x)",
    "return w * x[::-1]",
    "return w * np.roll(x, 1)",
    "states = []\n    for now in x:\n        states.append(np.tanh(w * now))\n"
    "    return np.array(states)",
    "g = np.tanh(w * x)\n    h = 0 * g\n    h[x > 0] = g[x > 0]\n    return h",
    "return np.reshape(w * x, (len(x), 1)) @ np.ones(1)",
    "return np.outer(np.sin(x), x + w) @ x",
    "return np.einsum('i,j->i', x, x) * w",
    "return np.convolve(x, np.array([w, 1]), 'same')",
    "return np.ones(len(x)) * (w * x[0])",
    "return w * np.sort(x)",
    "h = np.tanh(w * x)\n    return h",
    "return np.tanh(w * x)",
    "return np.array([np.tanh(w * now) for now in x])",
    "first = w * x[0]\n    return np.array([first, w * x[1]])",
    "return x / np.sum(x) * w",
    "s = w * x\n    s[0] = x[1]\n    return s",
]


def recurrent(folder: Path, body: str) -> Model:
    return model_of(folder, RECURRENT.replace("BODY", body))


def check(model: Model, latex: str) -> None:
    scope = Scope(Points(model))
    verify(Formula(scope.parse(latex), scope), None)


@pytest.mark.parametrize("body", ONE_AFTER_ANOTHER)
def test_a_derivative_by_one_state_is_refused(tmp_path: Path, body: str) -> None:
    model = recurrent(tmp_path, body)
    with pytest.raises(Problem, match="whose elements may follow from each other") as caught:
        check(model, r"\frac{\partial L}{\partial h_t} = 2 h_t")
    assert ONE_AFTER_ANOTHER[body] in caught.value.wrong
    with pytest.raises(Problem, match="whose elements may follow from each other"):
        check(model, r"\frac{\partial L}{\partial h_1} = 2 h_1")


@pytest.mark.parametrize("body", FOLLOWED)
def test_what_is_computed_tells(tmp_path: Path, body: str) -> None:
    with pytest.raises(Problem, match=FOLLOWS):
        check(recurrent(tmp_path, body), r"\frac{\partial L}{\partial h_1} = 2 h_1")


def longer(body: str) -> str:
    """The network, over as many times as one likes."""
    text = RECURRENT.replace("BODY", body).replace('SIZES = {"time": 2}\n', "")
    return text.replace("[0.5, -0.3]", "[0.5, -0.3, 0.8]")


def model_of(folder: Path, text: str) -> Model:
    models, errors = Library(tiny_site(folder / "site", {}, {"net": text}), "snippets").load()
    assert errors == []
    return models["net"]


@pytest.mark.parametrize("body", CLOSED)
def test_a_recurrence_in_closed_form(tmp_path: Path, body: str) -> None:
    model = model_of(tmp_path, longer(body))
    with pytest.raises(Problem, match="elements may follow from each other: at random point"):
        check(model, r"\frac{\partial L}{\partial h_t} = 2 h_t")


@pytest.mark.parametrize("body", EACH_ITS_OWN_WAY)
def test_what_sees_earlier_elements_in_its_own_way(tmp_path: Path, body: str) -> None:
    check(model_of(tmp_path, longer(body)), r"\frac{\partial L}{\partial h_t} = 2 h_t")


@pytest.mark.parametrize("is_closed", [True, False])
def test_several_states_in_closed_form(tmp_path: Path, is_closed: bool) -> None:
    """Each state is a mixture of those before; or of the inputs, by weights of its own."""
    text = longer(
        "turn = np.array([[np.cos(w), -np.sin(w)], [np.sin(w), np.cos(w)]])\n"
        "    power = lambda k: np.eye(2) if k == 0 else turn @ power(k - 1)\n"
        "    return np.array(\n"
        "        [sum(POWER @ x[s] for s in range(t + 1)) for t in range(len(x))]\n    )"
    )
    text = text.replace("POWER", "power(t - s)" if is_closed else "(np.sin(3 * t + s + w) * turn)")
    text = text.replace("[0.5, -0.3, 0.8]", "[[0.5, -0.3], [0.8, 0.1], [0.2, 0.4], [0.3, -0.6]]")
    text = text.replace('"x_t", "time"', '"x_{ti}", "time, unit"')
    text = text.replace('"h_t", "time"', '"h_{ti}", "time, unit"') + '\nSIZES = {"unit": 2}\n'
    latex = r"\frac{\partial L}{\partial h_{ti}} = 2 h_{ti}"
    if is_closed:
        with pytest.raises(Problem, match="each sees x through the one before it"):
            check(model_of(tmp_path, text), latex)
    else:
        check(model_of(tmp_path, text), latex)


def test_states_behind_another_array(tmp_path: Path) -> None:
    """The array itself is computed all at once, but what enters it is not."""
    text = RECURRENT.replace("BODY", "return np.tanh(s)").replace("def h(w, x)", "def h(s)")
    text = text.replace("def h(", f"def s(w, x):\n    {SUMS}\n\n\ndef h(", 1)
    text = text.replace("[h, L]", "[s, h, L]").replace(
        '"h": (', '"s": ("s_t", "time", "sum"),\n"h": ('
    )
    models, errors = Library(tiny_site(tmp_path / "site", {}, {"net": text}), "snippets").load()
    assert errors == []
    with pytest.raises(Problem, match=FOLLOWS):
        check(models["net"], r"\frac{\partial L}{\partial h_1} = 2 h_1")


@pytest.mark.parametrize("body", [LOOP])
def test_other_derivatives_stay(tmp_path: Path, body: str) -> None:
    model = recurrent(tmp_path, body)
    check(model, r"\frac{\partial L}{\partial w} = 2 \sum_t h_t \frac{\partial h_t}{\partial w}")
    check(model, r"\frac{\partial h_1}{\partial x_1} = 1 - h_1^2")


@pytest.mark.parametrize("body", ALL_AT_ONCE)
def test_elements_that_do_not_follow_from_each_other(tmp_path: Path, body: str) -> None:
    check(recurrent(tmp_path, body), r"\frac{\partial L}{\partial h_1} = 2 h_1")


def test_a_helper_that_calls_itself(tmp_path: Path) -> None:
    text = RECURRENT.replace("BODY", "return _states(w, x)").replace(
        "def h(w",
        "def _states(w, x):\n"
        "    if len(x) == 1:\n        return _step(0, w, x)\n"
        "    before = _states(w, x[:-1])\n"
        "    return np.concatenate([before, _step(before[-1:], w, x[-1:])])\n\n\ndef h(w",
    )
    models, errors = Library(tiny_site(tmp_path / "site", {}, {"net": text}), "snippets").load()
    assert errors == []
    with pytest.raises(Problem, match=FOLLOWS):
        check(models["net"], r"\frac{\partial L}{\partial h_t} = 2 h_t")


ROWS = '''"""Rows of a batch, behind a kink."""

import numpy as np


def h(X, W, b):
    return np.maximum(0, X @ W + b)


def z(h, V, c):
    return h @ V + c


def L(z):
    return np.sum(z**2)


NOTATION = {
    "X": ("X_{ni}", "sample, in", "inputs"),
    "W": ("W_{ij}", "in, hidden", "weights"),
    "b": ("b_j", "hidden", "biases"),
    "h": ("H_{nj}", "sample, hidden", "what hidden units hand on"),
    "V": ("V_{jk}", "hidden, out", "weights"),
    "c": ("c_k", "out", "biases"),
    "z": ("Z_{nk}", "sample, out", "outputs"),
    "L": ("L", "scalar", "the loss"),
}

FORWARD = [h, z, L]

EXAMPLE = {
    "X": np.array([[1.0, 0.5], [0.3, -0.7], [0.2, 0.9]]),
    "W": np.array([[0.4, -0.3, 0.2, 0.6], [0.1, 0.5, -0.7, 0.3]]),
    "b": np.array([0.1, -0.1, 0.2, 0.05]),
    "V": np.array([[0.1, 0.2], [0.3, -0.4], [0.5, 0.6], [-0.2, 0.3]]),
    "c": np.array([0.1, 0.2]),
}
'''


def test_rows_that_see_more_and_more_by_chance(tmp_path: Path) -> None:
    """Behind a kink one row may see what another sees, and more; at other points none does."""
    check(model_of(tmp_path, ROWS), r"\frac{\partial L}{\partial Z_{nk}} = 2 Z_{nk}")
