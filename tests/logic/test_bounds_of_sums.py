"""What a sum runs over: an index of its own, up to the size of an axis, whatever its name."""

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.load import Library
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
