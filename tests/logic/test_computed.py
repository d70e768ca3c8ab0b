"""Conditions, cases, parts of sums, norms, elements, functions with a subscript: all computed."""

from functools import cache
from pathlib import Path

import pytest

from checked_equations.equations.errors import FalseStatement, Problem
from checked_equations.equations.loading.load import Library
from checked_equations.equations.meaning.scope import Scope
from checked_equations.equations.models.model import Model
from checked_equations.equations.models.points import Points
from checked_equations.equations.values.formula import Formula
from checked_equations.equations.values.report import Binding, Report
from checked_equations.equations.verdict.mutants import mutants
from checked_equations.equations.verdict.verify import verify
from tests.logic.test_walks import MODELS
from tests.site import tiny_site

LAYER = r'''"""A layer."""

import numpy as np


def z(W, x, b):
    return W @ x + b


def h(z):
    return np.where(z > 0, z, 0 * z)


def p(z):
    return np.exp(z - np.max(z)) / np.sum(np.exp(z - np.max(z)))


def c(a, d):
    return np.where(a * a <= d * d, a**2 / 2, d * (np.where(a > 0, a, -a) - d / 2))


def step(z):
    return np.where(z >= 0, 1.0 + 0 * z, 0 * z)


def P(p):
    return np.prod(p)


def S(x):
    return np.sum(x[1:])


def pairs(x):
    return sum(x[i] * x[j] for i in range(len(x)) for j in range(i))


def q(x):
    return x @ x


def g(theta, x):
    return np.tanh(np.sum(theta * x))


def y(theta, x):
    return np.tanh(np.sum(theta * x))


def r(w, b0, a):
    return np.exp(w * a + b0)


def o(w, b0, a):
    return np.exp(w * a + b0)


def soft(z):
    return np.exp(z) / np.sum(np.exp(z))


NOTATION = {
    "theta": (r"\theta", "input", "parameters"),
    "g": (r"g_\theta", "function of input, input", "a hypothesis"),
    "y": ("y", "scalar", "its value"),
    "w": ("w", "scalar", "weight"),
    "b0": ("v", "scalar", "bias"),
    "r": (r"r_{w,v}", "function of scalar, scalar, scalar", "another"),
    "o": ("o", "scalar", "its value"),
    "soft": (r"\text{softmax}", "function of hidden to hidden", "softmax"),
    "x": ("x_i", "input", "an input"),
    "n": ("n", "size of input", "the number of inputs"),
    "W": ("W_{ji}", "hidden, input", "a weight"),
    "b": ("b_j", "hidden", "a bias"),
    "z": ("z_j", "hidden", "a weighted sum"),
    "h": ("h_j", "hidden", "a hidden value"),
    "p": ("p_j", "hidden", "a share"),
    "a": ("a", "scalar", "an error"),
    "d": ("d", "scalar", "where it bends", "positive"),
    "c": ("c", "scalar", "the huber loss"),
    "step": ("s_j", "hidden", "whether it is positive"),
    "P": ("P", "scalar", "the product"),
    "S": ("S", "scalar", "all but the first"),
    "pairs": ("Q", "scalar", "pairs"),
    "q": ("q", "scalar", "the square of the length"),
}

FORWARD = [y, o, z, h, p, c, step, P, S, pairs, q]

EXAMPLE = {
    "theta": np.array([0.3, 0.2, -0.7]),
    "w": 0.3,
    "b0": 0.1,
    "x": np.array([0.5, 1.5, -0.3]),
    "n": 3,
    "W": np.array([[0.2, 0.7, 0.1], [-0.4, 1.1, 0.3]]),
    "b": np.array([0.1, -0.2]),
    "a": 0.4,
    "d": 1.3,
}
'''


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Model]:
    folder: Path = tmp_path_factory.mktemp("site") / "a"
    models, errors = Library(tiny_site(folder, {}, MODELS | {"layer": LAYER}), "snippets").load()
    assert errors == []
    return models


@pytest.fixture
def model(models: dict[str, Model]) -> Model:
    return models["layer"]


points_of = cache(Points)


def formula(model: Model, latex: str) -> Formula:
    scope = Scope(points_of(model))
    return Formula(scope.parse(latex), scope)


def check(model: Model, latex: str, snippet: str = "") -> Report:
    return verify(formula(model, latex), Binding(model, snippet, None) if snippet else None)


DP, DH = (rf"\frac{{\partial {v}_j}}{{\partial z_k}}" for v in "ph")
SOFTMAX = r"\text{softmax}"


def relu(first: str, second: str) -> str:
    return rf"h_j = \begin{{cases}} {first} \\ {second} \end{{cases}}"


def huber(inside: str, outside: str) -> str:
    return rf"c = \begin{{cases}} \frac{{1}}{{2}} a^2 & {inside} \\ {outside} \end{{cases}}"


FAR = r"d (|a| - \frac{1}{2} d)"

TRUE = [
    # conditions on values
    (r"h_j = z_j \mathbb{1}[z_j > 0]", "h"),
    (r"h_j = z_j \mathbb{1}_{\{z_j \geq 0\}}", "h"),
    (r"h = z \odot \mathbb{1}[z > 0]", "h"),
    (r"h_j = z_j \mathbf{1}_{\{z_{j} > 0\}} = z_j \mathbb{I}(z_j > 0)", "h"),
    (r"s_j = \mathbb{1}[z_j \ge 0]", "step"),
    (r"\mathbb{1}[z_j > 0] + \mathbb{1}[z_j \le 0] = 1", ""),
    (r"\frac{\partial h}{\partial z} = \operatorname{diag}(\mathbb{1}[z > 0])", ""),
    (r"\mathbb{1}[0 < z_j \le 6] = \mathbb{1}[z_j > 0] \mathbb{1}[z_j \le 6]", ""),
    # and on indices
    (rf"{DP} = p_j (\mathbb{{1}}[j = k] - p_k)", ""),
    (rf"{DH} = \mathbb{{1}}[k = j] \mathbb{{1}}[z_j > 0]", ""),
    (r"\sum_k \mathbb{1}[k < j] p_k = \sum_{k < j} p_k", ""),
    (r"\mathbb{1}[j = 1] p_j = \mathbb{1}[j \le 1] p_j", ""),
    # cases
    (relu("z_j & z_j > 0", r"0 & \text{otherwise}"), "h"),
    (relu(r"z_j, & \text{if } z_j > 0,", r"0, & \text{if } z_j \le 0."), "h"),
    (relu("z_j & z_j > 0", r"0 & -z_j \ge 0"), "h"),
    (relu(r"z_j & \mathrm{if}\ z_j > 0 \\ 0 & z_j = 0", r"0 & \textrm{else}"), "h"),
    (huber(r"|a| \le d", rf"{FAR} & |a| > d"), "c"),
    (huber(r"-d \le a \le d", rf"{FAR} & \text{{else}}"), "c"),
    (rf"{DP} = \begin{{cases}} p_j (1 - p_j) & j = k \\ -p_j p_k & j \ne k \end{{cases}}", ""),
    (r"\sum_j h_j = \sum_j \begin{cases} z_j & z_j > 0 \\ 0 & z_j \le 0 \end{cases}", ""),
    (
        r"\frac{\partial}{\partial z_j} \left[ \begin{cases} z_j & z_j > 0 \\ 0 & z_j \le 0 "
        r"\end{cases} \right] = \mathbb{1}[z_j > 0]",
        "",
    ),
    # the largest of several
    (r"h_j = \max(0, z_j) = -\min(0, -z_j)", "h"),
    (r"p_j = \frac{\exp(z_j - \max_k z_k)}{\sum_l \exp(z_l - \max_k z_k)}", "p"),
    (r"\frac{\partial}{\partial z_j} [\max_k z_k] = \prod_{k \ne j} \mathbb{1}[z_j > z_k]", ""),
    (r"\max_j p_j < 1", ""),
    # parts of an axis
    (r"\sum_{k \ne j} p_k = 1 - p_j", ""),
    (r"P = \prod_j p_j", "P"),
    (r"\frac{\partial P}{\partial p_k} = \prod_{j \ne k} p_j", ""),
    (r"S = \sum_{i=2}^{n} x_i = \sum_{i \ne 1} x_i", "S"),
    (r"S = \sum_{i=1}^{n} x_i - x_1", "S"),
    (r"\sum_{i=1}^{n-1} x_i^2 \le \sum_{i=1}^{n} x_i^2", ""),
    (r"Q = \sum_j \sum_{i<j} x_i x_j", "pairs"),
    (r"Q = \sum_{i=1}^{n} \sum_{j=i+1}^{n} x_i x_j", "pairs"),
    (r"Q = \frac{1}{2} \sum_i \sum_{j=1, j \ne i}^{n} x_i x_j", "pairs"),
    (r"\sum_{k=1}^{j} p_k = \sum_{k \le j} p_k", ""),
    # lengths
    (r"q = \|x\|^2 = \|x\|_2^2 = \sum_i |x_i|^2", "q"),
    (r"\|x\|_1 = \sum_i |x_i|", ""),
    (r"\left\lVert W x \right\rVert \le \|W\|_F ||x||", ""),
    (r"\|W\|_F^2 = \sum_j \sum_i W_{ji}^2", ""),
    (r"\frac{\partial}{\partial x} \|x\| = \frac{1}{\|x\|} x", ""),
    (r"\frac{\partial}{\partial a} |a| = \mathbb{1}[a > 0] - \mathbb{1}[a < 0]", ""),
    (r"\|x\|_1 \ge \|x\|", ""),
    # outer products and elements
    (r"\frac{\partial (b^\top W x)}{\partial W} = b \otimes x", ""),
    (r"(z \otimes x)_{ji} = z_j x_i", ""),
    (r"z_j = (W x + b)_j = [W x]_j + b_j", "z"),
    (r"(W^\top z)_i = \sum_j W_{ji} z_j", ""),
    (r"(W x)_1 = z_1 - b_1", ""),
    (rf"p_j = {SOFTMAX}(z)_j = {SOFTMAX}_j(z)", "p"),
    # functions with a subscript
    (r"y = g_\theta(x)", "y"),
    (r"\frac{\partial y}{\partial \theta_i} = (1 - g_\theta(x)^2) x_i", ""),
    (r"o = r_{w,v}(a)", "o"),
    (r"\frac{\partial r_{w,v}(a)}{\partial w} = a r_{w,v}(a)", ""),
    # sizes
    (r"a \in \mathbb{R}", ""),
    (r"x \in \mathbb{R}^n", ""),
    (r"x \in \mathbb{R}^{n \times 1}", ""),
    (r"W \in \mathbb{R}^{2 \times n}", ""),
    (r"W x \in \mathbb{R}^2", ""),
    (r"x x^T \in \mathbb{R}^{n \times n}", ""),
    (r"W x = W x \in \mathbb{R}^2", ""),
]


@pytest.mark.slow
@pytest.mark.parametrize(("latex", "snippet"), TRUE)
def test_what_is_true_passes(model: Model, latex: str, snippet: str) -> None:
    check(model, latex, snippet)


FALSE = [
    # true but for n = 1
    (r"S = \sum_{i=1}^{n} x_i - \sum_{i=1}^{n-1} x_i + \sum_{i=2}^{n-1} x_i", "S"),
    (r"h_j = z_j \mathbb{1}[z_j < 0]", "h"),
    (r"h_j = z_j \mathbb{1}[z_j > 1]", "h"),
    # true but for a single point
    (r"s_j = \mathbb{1}[z_j > 0]", "step"),
    (r"s_j = \begin{cases} 1 & z_j > 0 \\ 0 & \text{otherwise} \end{cases}", "step"),
    (rf"{DP} = p_j (\mathbb{{1}}[j \ne k] - p_k)", ""),
    (rf"{DP} = p_j (\mathbb{{1}}[j = 1] - p_k)", ""),
    (rf"{DH} = \mathbb{{1}}[z_j > 0]", ""),
    (relu("z_j & z_j < 0", r"0 & \text{otherwise}"), "h"),
    (r"\mathbb{1}[z_j > 0] + \mathbb{1}[z_j < 0] = 1", ""),
    (r"\mathbb{1}[z_j = 1] + h_j = h_j", ""),
    # no case, or two of them, at one point or at many
    (relu("z_j & z_j > 0", "0 & z_j < 0"), "h"),
    (relu(r"z_j & z_j \ge 0", r"0 & z_j \le 0"), "h"),
    (relu("z_j & z_j > 0", r"0 & z_j \le -1"), "h"),
    (relu(r"z_j & z_j > 0 \\ 0 & z_j > 1", r"0 & \text{otherwise}"), "h"),
    (huber("|a| < d", rf"{FAR} & |a| > d"), "c"),
    (huber(r"a \le d", rf"{FAR} & a > d"), "c"),
    (rf"{DP} = \begin{{cases}} p_j (1 - p_j) & j = k \\ -p_j p_k & j < k \end{{cases}}", ""),
    (
        r"\frac{\partial}{\partial z_j} \left[ \begin{cases} z_j & z_j > 0 \\ 0 & z_j < 0 "
        r"\end{cases} \right] = \mathbb{1}[z_j > 0]",
        "",
    ),
    (r"h_j = \min(0, z_j)", "h"),
    (r"h_j = \max(1, z_j)", "h"),
    (r"\max_j p_j \le \frac{1}{2}", ""),
    (r"\sum_{k \ne j} p_k = 1", ""),
    (r"\max_{k < j} z_k = z_1", ""),  # of no values
    (r"P = \prod_j z_j", "P"),
    (r"\frac{\partial P}{\partial p_k} = \prod_j p_j", ""),
    (r"S = \sum_{i=1}^{n} x_i", "S"),
    (r"S = \sum_{i=2}^{n-1} x_i", "S"),
    (r"Q = \sum_j \sum_{i \le j} x_i x_j", "pairs"),
    (r"\sum_{k=1}^{j} p_k = \sum_{k < j} p_k", ""),
    (r"q = \|x\|", "q"),
    (r"q = \|x\|_1^2", "q"),
    (r"\frac{\partial}{\partial x} \|x\| = x", ""),
    (r"\frac{\partial}{\partial a} |a| = 1", ""),
    (r"\|x\| \ge \|x\|_1", ""),
    (r"(z \otimes z)_{jk} = p_j z_k", ""),
    (r"z_j = (W x)_j", "z"),
    (r"(W x)_1 = z_2 - b_2", ""),
    (rf"p_1 = {SOFTMAX}_2(z)", ""),
    (r"y = g_\theta(\theta)", "y"),
    (r"\frac{\partial y}{\partial \theta_i} = (1 - g_\theta(x)^2) \theta_i", ""),
]


@pytest.mark.slow
@pytest.mark.parametrize(("latex", "snippet"), FALSE)
def test_a_false_twin_is_refused(model: Model, latex: str, snippet: str) -> None:
    with pytest.raises(FalseStatement):
        check(model, latex, snippet)


UNCLEAR = {
    # what an index is
    r"p_j \mathbb{1}[z_j = k] = p_j": "the index k compared with a value",
    r"\mathbb{1}[i = l] = 1": "i and l in i = l, indices of no symbol in the formula",
    r"z_j \mathbb{1}[i = j] = (W x)_j x_i": "the index j runs over hidden elsewhere and over input",
    r"h_j = h_j \mathbb{1}[j = k]": "the index k is not on the left",
    r"Q = \sum_{i<j} x_i x_j": "the index j is not on the left",
    r"\sum_{k \ne j} p_k = 1 - p_k": "the index k is not on the left",
    r"\frac{\partial z_j}{\partial z_k} = \delta_{jk}": r"unknown symbol \delta_{jk}",
    r"z_j = (W x)_j + \mathbf{1}_j": r"unknown symbol \mathbf{1}_{j}",
    # shapes
    r"h_j = \begin{cases} z_j & z > 0 \\ 0 & \text{else} \end{cases}": "a condition of cases on z",
    r"h = \begin{cases} z & a > 0 \\ x & \text{else} \end{cases}": "x, input×1 (3×1), but z",
    r"z \odot \mathbb{1}[z > x] = z": "a comparison of z, hidden×1 (2×1) with x, input×1 (3×1)",
    r"h = \max(0, z)": r"\max of z, hidden×1 (2×1)",
    r"P = \prod_j z": r"over j, which is no index",
    r"|x| = q": "its length, the size of each element, or a determinant",
    r"\|W\|^2 = q": "of a matrix, the root of the sum of squares, or another norm",
    r"\|x\|_3 = q": r"\left\| x \right\|_{3} of x",
    r"W \otimes x = W": "a Kronecker product",
    r"a \otimes x = x": r"\otimes beside a, a number",
    r"x \otimes b = W": "x \\otimes b",
    r"(W x)_{ji} = z_j": "2 indices behind (W x), hidden×1 (2×1)",
    r"(W x)_i = x_i": "the index i runs over hidden elsewhere and over input",
    r"(W x)_3 = x_3": "the index 3 behind brackets",
    r"(a + d)_j = z_j": "one index behind",
    rf"p_j = {SOFTMAX}_k(z)": "the index k is not on the left",
    rf"p_j = {SOFTMAX}_j(x)": r"\text{softmax} of x, input×1 (3×1)",
    # bounds
    r"Q = \sum_i \sum_{j=i}^{n+1} x_i x_j": "the sum over j runs from 1 to 4",
    r"S = \sum_{i=2}^{m} x_i": "is declared as no size",
    r"S = \sum_{i=2}^{a} x_i": "the bound a of a sum over input is declared as no size",
    # functions
    r"y = f_\theta(x)": r"unknown symbol f_{\theta}",
    r"y = g_x(x)": "unknown symbol g_{x}",
    r"p_j = \text{softmax}^{[2]}(z)_j": "the function",
    r"a = \mathbb{1}[a]": "unexpected ]",
    # sizes
    r"x \in \mathbb{R}^2": "x has the axes input, and not the sizes 2",
    r"x \in \mathbb{R}^{1 \times n}": "not the sizes 1 × n",
    r"W \in \mathbb{R}^{n \times 2}": "not the sizes n × 2",
    r"W \in \mathbb{R}^n": "W has the axes hidden × input",
    r"W x \in \mathbb{R}^n": "the axes hidden, and not the sizes n",
    r"W x = 2 W x \in \mathbb{R}^2": "differ",
    r"W x = W x \in \mathbb{R}^n": "the axes hidden, and not the sizes n",
    r"W x \in \mathbb{R}^2 = x": r"a relation behind \in",
    r"x^T x \in \mathbb{R}^n": "no array of NOTATION",
    r"x \in \mathbb{R}": r"\in with \mathbb{R} behind it",
}


@pytest.mark.parametrize("latex", UNCLEAR)
def test_what_is_unclear_is_refused_by_name(model: Model, latex: str) -> None:
    with pytest.raises(Problem) as refused:
        check(model, latex)
    assert UNCLEAR[latex] in refused.value.wrong


DH_T = r"\frac{\partial h_T}{\partial h_t}"
RELU_T = r"\max(0, s_t) = \begin{cases} s_t &"
RELU_L = r"\max(0, z_j^{(l)}) = \begin{cases} z_j^{(l)} & z_j^{(l)}"
OVER_STEPS = {
    # the model and the formula: whether it is true
    ("time", rf"{DH_T} = \prod_{{k=t+1}}^{{T}} w f'(s_k)"): True,
    ("time", rf"{DH_T} = \prod_{{k>t}} w f'(s_k)"): True,
    ("time", rf"{DH_T} = \prod_{{k=t}}^{{T}} w f'(s_k)"): False,
    ("time", rf"{DH_T} = \prod_{{k \ge t}} w f'(s_k)"): False,
    ("time", r"\sum_{k \ne t} x_k = \sum_k x_k - x_t"): True,
    ("time", r"\sum_{k \ne t} x_k = \sum_k x_k"): False,
    ("time", r"\frac{\partial x_t}{\partial x_k} = \mathbb{1}[t = k]"): True,
    ("time", r"\frac{\partial x_t}{\partial x_k} = \mathbb{1}[t = k + 1]"): False,
    ("time", r"\mathbb{1}[t = T] h_T = \mathbb{1}[t = T] h_t"): True,
    ("time", r"\mathbb{1}[t > 1] h_T = \mathbb{1}[t = T] h_t"): False,
    ("time", rf"{RELU_T} s_t > 0 \\ 0 & s_t \le 0 \end{{cases}}"): True,
    ("time", rf"{RELU_T} s_t > 0 \\ 0 & s_t < 0 \end{{cases}}"): False,
    ("deep", rf"{RELU_L} > 0 \\ 0 & \text{{otherwise}} \end{{cases}}"): True,
    ("deep", rf"{RELU_L} \ge 0 \\ 0 & z_j^{{(l)}} \le 0 \end{{cases}}"): False,
    ("deep", r"a^{(l)}_j = f((W^{(l)} a^{(l-1)} + b^{(l)})_j)"): True,
    ("deep", r"a^{(l)}_j = f((W^{(l)} a^{(l-1)})_j)"): False,
    ("deep", r"C = \frac{1}{2} \|a^{(L)} - y\|^2"): True,
    ("deep", r"C = \frac{1}{2} \|a^{(L)} - y\|"): False,
    ("deep", r"\frac{\partial C}{\partial W^{(l)}} = \delta^{(l)} \otimes a^{(l-1)}"): True,
    ("deep", r"\frac{\partial C}{\partial W^{(l)}} = \delta^{(l)} \otimes a^{(l)}"): False,
}


@pytest.mark.slow
@pytest.mark.parametrize(("name", "latex"), OVER_STEPS)
def test_over_steps(models: dict[str, Model], name: str, latex: str) -> None:
    if OVER_STEPS[name, latex]:
        check(models[name], latex)
    else:
        with pytest.raises(Problem):
            check(models[name], latex)


def test_a_function_has_no_step(tmp_path: Path) -> None:
    stepped = MODELS["deep"].replace('"f": ("f",', '"f": ("f^{[l]}",')
    assert stepped != MODELS["deep"]
    _, (error,) = Library(tiny_site(tmp_path / "a", {}, {"deep": stepped}), "snippets").load()
    assert "a function with a step" in str(error)
    assert "the last one a symbol of its own" in str(error)


def test_sizes_are_bound_to_no_snippet(model: Model) -> None:
    with pytest.raises(Problem, match=r"bound to the snippet layer.S, which computes a value"):
        check(model, r"x \in \mathbb{R}^n", "S")


def test_a_length_of_zero_has_no_derivative(tmp_path: Path) -> None:
    zero = LAYER.replace("[0.5, 1.5, -0.3]", "[0.0, 0.0, 0.0]")
    models, errors = Library(tiny_site(tmp_path / "a", {}, {"layer": zero}), "snippets").load()
    assert errors == []
    assert zero != LAYER
    with pytest.raises(Problem):
        check(models["layer"], r"\frac{\partial}{\partial x} \|x\| = \frac{1}{\|x\|} x")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("latex", "snippet"),
    [
        (rf"{DP} = p_j (\mathbb{{1}}[j = k] - p_k)", ""),
        (relu("z_j & z_j > 0", r"0 & z_j \le 0"), "h"),
        (r"\frac{\partial P}{\partial p_k} = \prod_{j \ne k} p_j", ""),
        (r"q = \|x\|^2", "q"),
        (r"p_j = \frac{\exp(z_j - \max_k z_k)}{\sum_l \exp(z_l - \max_k z_k)}", "p"),
    ],
)
def test_single_mistakes_are_refused(model: Model, latex: str, snippet: str) -> None:
    chain = formula(model, latex).chain
    made = mutants(latex, chain, model, ("condition", "index", "function"))
    assert made
    survivors = []
    for mutant in made:
        try:
            check(model, mutant.latex, snippet)
            survivors.append(mutant.latex)
        except Problem:
            pass
    assert survivors == []
