r"""ARRAYS = "by axes": `*` and what stands side by side are what the axes of both allow."""

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.loading.load import load_file
from checked_equations.equations.models.model import Model
from checked_equations.equations.values.formula import Formula
from tests.logic.test_verify import Bench
from tests.verified import MODELS

pytestmark = pytest.mark.slow

STEP = '''"""A step of a recurrent layer, and the slopes of a loss."""

import numpy as np


def z(U, V, x, h):
    return U @ x + V @ h


def a(z):
    return np.tanh(z)


def dz(da, a):
    return da * (1 - a**2)


def dV(dz, h):
    return np.outer(dz, h)


def dx(U, dz):
    return U.T @ dz


def p(V, da, a):
    return V.T @ (da * a)


ARRAYS = "by axes"
NOTATION = {
    "U": ("U", "unit, input", "weights"),
    "V": ("V", "unit, unit", "weights"),
    "x": ("x", "input", "the input"),
    "h": ("h", "unit", "the state before"),
    "z": ("z", "unit", "the weighted sums"),
    "a": ("a", "unit", "the state"),
    "da": ("da", "unit", "slopes"),
    "dz": ("dz", "unit", "slopes"),
    "dV": ("dV", "unit, unit", "slopes"),
    "dx": ("dx", "input", "slopes"),
    "p": ("p", "unit", "a product"),
    "s": ("s", "scalar", "a number"),
}
FORWARD = [z, a]
EXAMPLE = {
    "U": np.array([[0.5, -0.2, 0.1], [0.3, 0.7, -0.4]]),
    "V": np.array([[0.1, 0.6], [-0.3, 0.2]]),
    "x": np.array([1.0, 0.5, -0.5]),
    "h": np.array([0.3, -1.0]),
    "da": np.array([0.4, 0.7]),
    "s": 0.3,
}
'''


def model(tmp_path_factory: pytest.TempPathFactory, text: str) -> Model:
    file = tmp_path_factory.mktemp("models") / "tiny.py"
    file.write_text(text, encoding="utf-8")
    return load_file(file)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    models = {n: load_file(MODELS / f"{n}.py") for n in ("welch", "ng_lstm", "batch_norm_whole")}
    return Bench(models | {"step": model(tmp_path_factory, STEP)})


GATES = r"\Gamma_o^{\langle t \rangle} * \tanh(c_{next})"
STACK = r"\begin{bmatrix} a_{prev} \\ x_t \end{bmatrix}"
TRUE = [
    ("step", r"dz = da (1 - a^2)"),
    ("step", r"dz = da * (1 - a^2)"),
    ("step", r"dz = (1 - a \odot a) * da"),
    ("step", r"dz = (1 - a^2) \cdot da"),
    ("step", r"z = U x + V * h"),
    ("step", r"dV = dz h^\top = da (1 - a^2) h^\top"),
    ("step", r"dx = U^\top da (1 - a^2)"),
    ("step", r"dx = U^\top dz \frac{a}{a}"),
    ("step", r"p = V^\top (da * a)"),
    ("step", r"\frac{dz}{1 + a} = da (1 - a)"),
    ("step", r"\frac{1}{1 + a^2} (1 + a^2) a = a"),
    ("welch", r"\delta^{(2)} = \delta^{(3)} * (W^{(2)})^T * f'(z^{(2)})"),
    ("ng_lstm", r"a_{next} = " + GATES),
    ("ng_lstm", r"\Gamma_f^{\langle t \rangle} = \frac{1}{1 + \exp(-W_f " + STACK + ")}"),
    ("ng_lstm", r"a_{next} = " + GATES.replace("*", "")),
    ("ng_lstm", r"W_f " + STACK + r" = W_f \begin{bmatrix} a_{prev} \\ 2 x_t - x_t \end{bmatrix}"),
    ("batch_norm_whole", r"h = XW+b"),
    ("batch_norm_whole", r"h = b + XW"),
    ("batch_norm_whole", r"y = \gamma \hat{h} + \beta = \hat{h} \odot \gamma + \beta"),
    ("batch_norm_whole", r"\hat{h} = \frac{h - \mu}{\sqrt{\sigma^2 + \epsilon}}"),
    ("batch_norm_whole", r"\hat{h}_{ij} = \frac{h_{ij} - \mu_j}{\sqrt{\sigma^2_j + \epsilon}}"),
    ("batch_norm_whole", r"y - \beta = \gamma \frac{h - \mu}{\sqrt{\sigma^2 + \epsilon}}"),
]  # fmt: skip


@pytest.mark.parametrize(("of", "latex"), TRUE)
def test_what_fits_in_one_way_is_read_so(bench: Bench, of: str, latex: str) -> None:
    assert bench.verify(latex, model=of).cases


WRONG = [
    # sign, factor, transpose, another symbol
    ("step", r"dz = da (1 + a^2)", "differ"),
    ("step", r"dz = da * (1 - a)", "differ"),
    ("step", r"dz = da * (1 - h^2)", "differ"),
    ("step", r"dx = U da (1 - a^2)", "the product of U"),
    ("step", r"dV = h^\top dz", "a number, but"),
    ("step", r"dV = h dz^\top", "differ"),
    ("step", r"dx = U^\top * x", "the product of"),
    ("step", r"z = U * h + V * h", "the product of U"),
    ("step", r"\frac{dz}{1 - a} = da (1 - a)", "differ"),
    ("welch", r"\delta^{(2)} = \delta^{(3)} W^{(2)} f'(z^{(2)})", "the product of"),
    ("welch", r"\delta^{(2)} = \delta^{(3)} (W^{(2)})^T f'(z^{(3)})", "the product of"),
    ("ng_lstm", r"a_{next} = \Gamma_u^{\langle t \rangle} * \tanh(c_{next})", "differ"),
    ("ng_lstm", r"a_{next} = \Gamma_o^{\langle t \rangle} + \tanh(c_{next})", "differ"),
    ("batch_norm_whole", r"h = XW-b", "differ"),
    ("batch_norm_whole", r"h = XW+\beta", "differ"),
    ("batch_norm_whole", r"h = XW", "differ"),
    ("batch_norm_whole", r"h = W X + b", "the product of W"),
    ("batch_norm_whole", r"y = \gamma h + \beta", "differ"),
    ("batch_norm_whole", r"\hat{h} = \frac{h - \mu}{\sigma^2 + \epsilon}", "differ"),
    # Both readings are named.
    ("step", r"p = V^\top da a", r"V^\top (\text{da} \odot a), or (V^\top \text{da}) \odot a"),
    ("step", r"p = V^\top * da * a", r"V^\top (\text{da} \odot a), or (V^\top \text{da}) \odot a"),
    ("step", r"dV = dV V", r"\text{dV} V, or \text{dV} \odot V"),
    ("step", r"dV = dV + 1 - 1", "a multiple of the identity"),
    ("step", r"\frac{dV}{V} = V", "a power of"),
]  # fmt: skip


@pytest.mark.parametrize(("of", "latex", "says"), WRONG)
def test_anything_else_is_refused(bench: Bench, of: str, latex: str, says: str) -> None:
    with pytest.raises(Problem) as caught:
        bench.verify(latex, model=of)
    assert says in f"{caught.value.wrong}; {caught.value.fix}"


def test_without_the_declaration_a_star_is_refused_and_the_declaration_named(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    plain = Bench({"step": model(tmp_path_factory, STEP.replace('ARRAYS = "by axes"\n', ""))})
    for latex, says in {
        "dz = da * (1 - a^2)": 'ARRAYS = "by axes"',
        r"dz = da (u - a^2)": "unknown symbol",
        "dz = da a": r"\odot is meant",
        "z = z + 1": "array of ones",
    }.items():
        with pytest.raises(Problem) as caught:
            plain.verify(latex, model="step")
        assert says in f"{caught.value.wrong}; {caught.value.fix}"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"by axes"', '"somehow"', "ARRAYS is 'somehow'"),
        ('"unit, unit", "weights"', '"unit, unit in each row", "weights"', "2 axes"),
    ],
)
def test_what_cannot_be_declared(
    tmp_path_factory: pytest.TempPathFactory, old: str, new: str, says: str
) -> None:
    with pytest.raises(Problem, match=says):
        model(tmp_path_factory, STEP.replace(old, new, 1))


def test_what_is_written_out_stays_so(bench: Bench) -> None:
    for of, latex in TRUE:
        formula = bench.formula(latex, of)
        assert Formula(formula.chain, formula.scope).chain == formula.chain


@pytest.mark.parametrize(
    ("latex", "says"),
    [
        (r"x_t = \begin{bmatrix} a_{prev} & x_t \end{bmatrix}", "beside each other"),
        (r"W_f \begin{bmatrix} x_t \\ a_{prev} \end{bmatrix} = W_f " + STACK, "differ"),
        (r"W_f " + STACK + r" = W_f \begin{bmatrix} x_t \\ x_t \end{bmatrix}", "the product of"),
        (r"W_f \begin{bmatrix} a_{prev} & a_{prev} \end{bmatrix} = a_{prev}", "the product of"),
        (r"\begin{bmatrix} a_{prev} \\ x_t^\top \end{bmatrix} = a_{prev}", "below each other"),
        (r"a_{prev} = \begin{bmatrix} a_{prev} \\ 0 \end{bmatrix}", "below each other"),
    ],
)  # fmt: skip
def test_blocks_of_a_matrix_fit_together(bench: Bench, latex: str, says: str) -> None:
    with pytest.raises(Problem) as caught:
        bench.verify(latex, model="ng_lstm")
    assert says in f"{caught.value.wrong}; {caught.value.fix}"
