"""A norm has a value at zero too, where inequalities are decided."""

import pytest

from checked_equations.equations.errors import FalseStatement
from checked_equations.equations.loading.load import Library
from tests.logic.test_verify import Bench
from tests.site import tiny_site

ZERO = '''"""Differences that are zero, some or all of the time."""

import numpy as np


def u(z):
    return np.ones(len(z))


def h(z):
    return np.tanh(z)


NOTATION = {
    "W": ("W", "unit, input", "weights"),
    "u": ("u", "unit", "ones"),
    "z": ("z", "unit", "what enters"),
    "h": ("h", "unit", "what leaves"),
}
FORWARD = [u, h]
EXAMPLE = {"W": np.array([[0.5, -0.2, 0.1], [0.3, 0.7, -0.4]]), "z": np.array([0.5, -0.3])}
'''
TRUE = [
    r"\|W - W\|_F \le \|W\|_F",
    r"\|h - h\| \le \|z\|",
    r"\|h - h\|_2 \le \|z\|_1",
    r"\|h - \tanh(z)\|_2 < 1",
    r"\|\operatorname{diag}(u - h^2) W\|_F \le \|W\|_F",
    r"\|h\| \le \|z\|",
]
FALSE = [
    r"\|W - W\|_F > \|W\|_F",
    r"\|h - h\|_2 > \|z\|_1",
    r"\|\operatorname{diag}(u - h^2) W\|_F \ge \|W\|_F",
    r"\|h\| \le \frac{1}{2} \|z\|",
]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    folder = tmp_path_factory.mktemp("site") / "a"
    models, errors = Library(tiny_site(folder, {}, {"zero": ZERO}), "snippets").load()
    assert [str(error) for error in errors] == []
    return Bench(models)


@pytest.mark.slow
@pytest.mark.parametrize("latex", TRUE)
def test_what_is_true(bench: Bench, latex: str) -> None:
    bench.verify(latex, model="zero")


@pytest.mark.parametrize("latex", FALSE)
def test_what_is_false(bench: Bench, latex: str) -> None:
    with pytest.raises(FalseStatement):
        bench.verify(latex, model="zero")
