"""What a sum runs over: an index of its own, up to the size of an axis, whatever its name."""

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.loading.load import Library
from tests.logic.test_verify import Bench
from tests.site import tiny_site

KEYS = '''"""A softmax in each row, and a product of keys."""

import numpy as np


def P(Z):
    return np.exp(Z) / np.sum(np.exp(Z), axis=1, keepdims=True)


def s(q, k):
    return k @ q


NOTATION = {
    "Z": ("Z_{nc}", "row, class", "scores"),
    "P": ("P_{nc}", "row, class", "probabilities"),
    "K": ("K", "size of class", "how many classes"),
    "q": ("q_j", "key", "a query"),
    "k": ("M_{ij}", "place, key", "keys"),
    "s": ("s_i", "place", "scores"),
    "d": ("d_k", "size of key", "how long a key is"),
}
FORWARD = [P, s]
EXAMPLE = {
    "Z": np.array([[0.5, -0.2, 0.1], [0.3, 0.7, -0.4]]),
    "q": np.array([0.5, -0.3, 0.2, 0.8]),
    "k": np.array([[0.1, 0.2, 0.3, 0.4], [0.7, -0.5, 0.6, 0.2]]),
}
'''


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    folder = tmp_path_factory.mktemp("site") / "a"
    models, errors = Library(tiny_site(folder, {}, {"keys": KEYS}), "snippets").load()
    assert [str(error) for error in errors] == []
    return Bench(models)


TRUE = [
    r"P_{nk} = \frac{e^{Z_{nk}}}{\sum_{c=1}^{K} e^{Z_{nc}}}",
    r"\sum_k P_{nk} = \frac{\sum_k e^{Z_{nk}}}{\sum_k e^{Z_{nk}}}",
    r"s_i = \sum_{j=1}^{d_k} M_{ij} q_j",
    r"\sum_{j=1}^{d_k} q_j = \sum_j q_j",
]
FALSE = {
    r"P_{nk} = \frac{e^{Z_{nk}}}{\sum_{k=1}^{K} e^{Z_{nk}}}": r"\sum runs over the index k",
    r"P_{nk} = e^{Z_{nk}} / \sum_k e^{Z_{nk}}": r"\sum runs over the index k",
    r"P_{nk} \le \max_k P_{nk}": r"\max runs over the index k",
    r"\sum_k (P_{nk} \sum_k Z_{nk}) = \sum_k Z_{nk}": r"\sum runs over the index k",
    r"\prod_k (P_{nk} \prod_k e^{Z_{nk}}) = 1": r"\prod runs over the index k",
    r"\sum_{k=1}^{d_k} P_{nk} = 1": r"the bound d_{k} of a sum over class",
    r"\sum_{j=d_k}^{d_k} q_j = \sum_j q_j": r"the bound d_{k} of a sum over key",
    r"\sum_{j=2}^{d_k} q_j = \sum_j q_j": "differ",
}


@pytest.mark.parametrize("latex", TRUE)
def test_what_is_true(bench: Bench, latex: str) -> None:
    bench.verify(latex, model="keys")


@pytest.mark.parametrize("latex", FALSE)
def test_what_is_refused(bench: Bench, latex: str) -> None:
    with pytest.raises(Problem) as refused:
        bench.verify(latex, model="keys")
    assert FALSE[latex] in str(refused.value)


WINDOW = '''"""A window of as many places as SIZES makes of another axis."""

import numpy as np


def q(x):
    return np.sum(x**2)


def mu(x):
    return np.sum(x) / len(x)


NOTATION = {
    "R": ("R", "size of half", "half of the window"),
    "x": ("x_m", "window", "a value"),
    "v": ("v_r", "half", "a weight"),
    "q": ("q", "scalar", "follows"),
    "mu": (r"\\mu", "scalar", "the mean"),
}
SIZES = {"window": lambda sizes: RULE}
FORWARD = [q, mu]
EXAMPLE = {"x": np.array([0.3, 0.5, 0.7]), "v": np.array([0.3, 0.7])}
'''
RULES = {"twice": '2 * sizes["half"] - 1', "next": 'sizes["half"] + 1'}


@pytest.fixture(scope="module")
def windows(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    modules = {name: WINDOW.replace("RULE", rule) for name, rule in RULES.items()}
    folder = tmp_path_factory.mktemp("windows") / "a"
    models, errors = Library(tiny_site(folder, {}, modules), "snippets").load()
    assert [str(error) for error in errors] == []
    return Bench(models)


@pytest.mark.parametrize(
    ("model", "latex"),
    [
        ("twice", r"q = \sum_{m=1}^{2R-1} x_m^2"),
        ("twice", r"q = \sum_{r=1}^{R + R - 1} x_r^2"),
        ("twice", r"\mu = \frac{1}{2R-1} \sum_{m=1}^{2R-1} x_m"),
        ("twice", r"\max_{m=1}^{2(R - 1) + 1} x_m = \max_m x_m"),
        ("twice", r"q = x_1^2 + \sum_{m=2}^{2R-1} x_m^2"),
        ("next", r"q = \sum_{m=1}^{R+1} x_m^2"),
        ("next", r"\prod_{m=1}^{1+R} x_m = \prod_m x_m"),
    ],
)
def test_a_size_as_it_follows_from_another(windows: Bench, model: str, latex: str) -> None:
    windows.verify(latex, model=model)


@pytest.mark.parametrize(
    ("model", "latex", "says"),
    [
        # 3 is the size of the window in the running example, and R + 1 of both windows.
        (
            "twice",
            r"q = \sum_{m=1}^{R+1} x_m^2",
            "the bound R of a sum over window is the size of h",
        ),
        ("twice", r"q = \sum_{m=1}^{2R} x_m^2", "the bound 2 R of a sum over window"),
        ("twice", r"q = \sum_{m=1}^{2R-2} x_m^2", "the bound 2 R - 2 of a sum over window"),
        ("twice", r"q = \sum_{m=2}^{2R-1} x_m^2", "differ"),
        ("twice", r"\mu = \frac{1}{2R} \sum_{m=1}^{2R-1} x_m", "differ"),
        ("twice", r"\sum_{r=1}^{2R-1} v_r = \sum_r v_r", "the bound 2 R - 1 of a sum over half"),
        ("twice", r"q = \sum_{m=2R-1}^{2R-1} x_m^2", "the bound 2 R - 1 of a sum over window"),
        ("next", r"q = \sum_{m=1}^{2R-1} x_m^2", "the bound 2 R - 1 of a sum over window"),
        (
            "next",
            r"q = \sum_{m=1}^{R} x_m^2",
            "the bound R of a sum over window is the size of half",
        ),
        (
            "next",
            r"q = \sum_{m=1}^{q+1} x_m^2",
            "the bound q of a sum over window is declared as no",
        ),
    ],
)
def test_what_is_no_size_of_it(windows: Bench, model: str, latex: str, says: str) -> None:
    with pytest.raises(Problem) as refused:
        windows.verify(latex, model=model)
    assert says in str(refused.value)
