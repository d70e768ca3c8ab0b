"""A classifier of L layers in batches: rectifiers, targets of 0 or 1, softmax of the last layer."""

import re

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.loading.load import Library
from tests.logic.test_verify import Bench
from tests.logic.test_walks import TIME
from tests.site import tiny_site

pytestmark = pytest.mark.slow

CLASSIFIER = '''"""A classifier of L layers, in batches."""

import numpy as np


def Z(A, W, b, u, l):
    return A[l - 1] @ W[l] + u @ b[l]


def A(X, Z, l):
    return X if l == 0 else r(Z[l])


def P(Z, L):
    return S(Z[L])


def C(P, Y, N):
    return -np.sum(Y * np.log(P)) / N


def Delta(P, Y, N, Delta, W, Z, l, L):
    if l == L:
        return (P - Y) / N
    return Delta[l + 1] @ W[l + 1].T * (Z[l] > 0)


def dC_dW(A, Delta, l):
    return A[l - 1].T @ Delta[l]


def dC_db(u, Delta, l):
    return u.T @ Delta[l]


def r(v):
    return np.where(v > 0, v, 0)


def r_prime(v):
    return np.where(v > 0, 1.0, 0.0)


def S(Z):
    shifted = np.exp(Z)
    return shifted / shifted.sum(axis=-1, keepdims=True)


STEPS = {"l": "1..L"}

NOTATION = {
    "L": ("L", "size of l", "the number of layers"),
    "N": ("N", "size of samples", "the number of samples"),
    "X": ("X", "samples, units[0]", "inputs"),
    "u": (r"\\mathbf{1}", "samples, 1", "ones"),
    "W": ("W^{(l)}", "units[l-1], units[l]", "weights"),
    "b": ("b^{(l)}", "1, units[l]", "biases"),
    "Z": ("Z^{(l)}", "samples, units[l]", "what enters"),
    "A": ("A^{(l)}", "samples, units[l]", "what leaves"),
    "r": ("r", "function", "the rectifier"),
    "S": ("S", "function of units[L] to units[L] in each row", "softmax of each row"),
    "P": ("P", "samples, units[L]", "probabilities"),
    "Y": ("Y", "samples, units[L]", "targets", "0 or 1, adds up to one along units[L]"),
    "C": ("C", "scalar", "the cost"),
    "Delta": (r"\\Delta^{(l)}", "samples, units[l]", "errors"),
}

FORWARD = [Z, A, P, C]

EXAMPLE = {
    "X": np.array([[0.5, -1.5], [0.3, 0.8], [-0.4, 1.1]]),
    "u": np.ones((3, 1)),
    "W": {
        1: np.array([[0.2, -0.7, 0.4], [0.9, -0.3, 0.1]]),
        2: np.array([[0.5, 0.1], [-0.2, 0.3], [-0.4, 0.8]]),
        3: np.array([[0.7, -0.6], [-0.1, 0.4]]),
    },
    "b": {1: np.array([[0.1, -0.2, 0.3]]), 2: np.array([[0.2, 0.4]]), 3: np.array([[-0.1, 0.6]])},
    "Y": np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]]),
}
'''

CLIPPED = (
    TIME.replace("def h(f, s, t):", "def h(s, t):")
    .replace("return f(s[t])", "return np.where(s[t] > 1e3, 1e3, s[t])")
    .replace('    "f": np.tanh,\n    "f_prime": lambda u: 1 / np.cosh(u) ** 2,\n', "")
    .replace('    "f": ("f", "function", "the activation"),\n', "")
    .replace(", f_prime", "")
    .replace("f_prime, ", "")
    .replace(" * f_prime(s[t + 1])", "")
    .replace(" * f_prime(s[t])", "")
)
MODELS = {"classifier": CLASSIFIER, "clipped": CLIPPED}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    folder = tmp_path_factory.mktemp("site") / "a"
    models, errors = Library(tiny_site(folder, {}, MODELS), "snippets").load()
    assert [str(error) for error in errors] == []
    return Bench(models)


SLOPE = r"\frac{\partial C}{\partial W^{(l)}} = "
DC_DW = SLOPE + r"(A^{(l-1)})^\top \Delta^{(l)}"
DC_DZ_END = r"\frac{\partial C}{\partial Z^{(L)}} = "
DC_DB = r"\frac{\partial C}{\partial b^{(l)}} = \mathbf{1}^\top \Delta^{(l)}"
DC_DA = r"\frac{\partial C}{\partial A^{(l)}} = \Delta^{(l+1)} (W^{(l+1)})^\top"
BACK = r"\Delta^{(l)} = \Delta^{(l+1)} (W^{(l+1)})^\top"

TRUE = {
    # the formula: the snippet that it is bound to, and the steps that it holds for
    r"Z^{(l)} = A^{(l-1)} W^{(l)} + \mathbf{1} b^{(l)}": ("Z", "l = 1, …, L"),
    r"A^{(l)} = r(Z^{(l)})": ("A", "l = 1, …, L"),
    r"P = S(Z^{(L)})": ("P", ""),
    r"C = -\frac{1}{N} \operatorname{tr}(Y^\top \log P)": ("C", ""),
    DC_DZ_END + r"\frac{1}{N} (P - Y)": ("Delta", ""),
    BACK + r" \odot r'(Z^{(l)})": ("Delta", "l = 1, …, L-1"),
    DC_DW: ("dC_dW", "l = 1, …, L"),
    DC_DB: ("dC_db", "l = 1, …, L"),
    DC_DA: (None, "l = 1, …, L-1"),
}
# As the derivative by the biases of a layer, which are fewer.
AGAIN = (DC_DW, DC_DA)


@pytest.mark.parametrize(
    "latex",
    [pytest.param(latex, marks=pytest.mark.fuzz if latex in AGAIN else ()) for latex in TRUE],
)
def test_what_is_true_of_a_batch(bench: Bench, latex: str) -> None:
    snippet, steps = TRUE[latex]
    report = bench.verify(latex, snippet, model="classifier")
    assert ", ".join(map(str, report.spans)) == steps
    assert report.cases


FALSE = {
    # what is wrong: the formula, its snippet, and what the complaint says
    "mean lost": (DC_DZ_END + "P - Y", "Delta", "sides 1 and 2 differ"),
    "slope lost": (BACK, "Delta", "sides 1 and 2 differ"),
    "slope of what leaves": (BACK + r" \odot r'(A^{(l+1)})", "Delta", "of one shape"),
    "no transpose": (
        r"\Delta^{(l)} = \Delta^{(l+1)} W^{(l+1)} \odot r'(Z^{(l)})",
        "Delta",
        "transpose is missing in W",
    ),
    "order": (SLOPE + r"\Delta^{(l)} (A^{(l-1)})^\top", "dC_dW", "order of factors"),
    "activation of this layer": (SLOPE + r"(A^{(l)})^\top \Delta^{(l)}", "dC_dW", "one shape"),
    "samples not added": (
        r"\frac{\partial C}{\partial b^{(l)}} = \Delta^{(l)}",
        "dC_db",
        "one shape",
    ),
    "a layer before the last": ("P = S(Z^{(L-1)})", "P", "what NOTATION says it takes"),
}


@pytest.mark.parametrize("name", FALSE)
def test_a_near_miss_in_a_batch(bench: Bench, name: str) -> None:
    latex, snippet, said = FALSE[name]
    with pytest.raises(Problem) as caught:
        bench.verify(latex, snippet, model="classifier")
    problem = caught.value
    assert re.search(said, f"{problem.wrong}; {problem.expected}; {problem.fix}")


def test_a_branch_that_a_step_rarely_takes(bench: Bench) -> None:
    with pytest.raises(Problem, match="other side"):
        bench.verify("h_t = s_t", "h", model="clipped")
