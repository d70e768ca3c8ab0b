r"""`\text{prod}` of two derivatives is the chain rule, over all elements of what is between."""

from pathlib import Path

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.loading.load import load_file
from checked_equations.equations.verdict.mutation import Original, mutants_of, outcome
from checked_equations.live.model_data import model_data
from checked_equations.pages.registry import Registry
from tests.logic.test_verify import Bench
from tests.verified import MODELS

MLP = (MODELS / "d2l_mlp.py").read_text(encoding="utf-8")
DERIVED = """

def dJ_dW1(x, W2, phi_prime, z, loss_prime, o, y, decay, W1):
    dJ_dz = W2.T @ loss_prime(o, y)[0] * phi_prime(z)
    return np.outer(dJ_dz, x) + decay * W1


NOTATION"""


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    file = tmp_path_factory.mktemp("models") / "derived.py"
    file.write_text(MLP.replace("\nNOTATION", DERIVED, 1), encoding="utf-8")
    names = ("d2l_mlp", "d2l_rnn", "d2l_chain")
    models = {name: load_file(MODELS / f"{name}.py") for name in names}
    return Bench(models | {"derived": load_file(file)})


def slope(top: str, bottom: str) -> str:
    return rf"\frac{{\partial {top}}}{{\partial {bottom}}}"


def prod(top: str, middle: str, bottom: str) -> str:
    return rf"\text{{prod}}\left({slope(top, middle)}, {slope(middle, bottom)}\right)"


Z, H, O, X = r"\mathbf{z}", r"\mathbf{h}", r"\mathbf{o}", r"\mathbf{x}"
W, V = r"\mathbf{W}^{(1)}", r"\mathbf{W}^{(2)}"

TRUE = [
    # by a matrix, by a vector, by a number; by way of a vector and of a number
    ("d2l_mlp", slope("J", V) + " = " + prod("J", O, V) + " + " + prod("J", "s", V)),
    ("d2l_mlp", slope("J", H) + " = " + prod("J", O, H) + rf" = {V}^\top {slope('J', O)}"),
    ("d2l_mlp", slope("J", "y") + " = " + prod("J", "L", "y") + " = " + slope("L", "y")),
    # of a vector by a vector
    ("d2l_mlp", slope(O, X) + " = " + prod(O, Z, X) + f" = {prod(O, H, Z)} {W}"),
    # of elements
    ("d2l_mlp", slope("J", "z_i") + " = " + prod("J", H, "z_i") + " = " + prod("J", "h_i", "z_i")),
    ("d2l_mlp", slope("J", "x_j") + r" = \sum_i " + prod("J", "z_i", "x_j")),
    ("d2l_rnn", slope("L", r"\mathbf{h}_T") + " = " + prod("L", r"\mathbf{o}_T", r"\mathbf{h}_T")),
    ("d2l_chain", slope(r"\mathsf{Z}", r"\mathsf{X}") + " = "
     + prod(r"\mathsf{Z}", r"\mathsf{Y}", r"\mathsf{X}")),
]  # fmt: skip

WRONG = {
    "a path left out": ("d2l_mlp", slope("J", V) + " = " + prod("J", O, V), "differ"),
    "another path": (
        "d2l_mlp",
        slope("J", V) + f" = {prod('J', O, V)} + {prod('J', 'L', V)}",
        "differ",
    ),
    "one element for all": (
        "d2l_mlp",
        slope("J", "x_j") + " = " + prod("J", "z_1", "x_j"),
        "differ|size",
    ),
    "the first path alone, through time": (
        "d2l_rnn",
        slope("L", r"\mathbf{h}_t") + " = " + prod("L", r"\mathbf{o}_t", r"\mathbf{h}_t"),
        "differ",
    ),
    "what is between them is not the same": (
        "d2l_mlp",
        slope("J", H) + rf" = \text{{prod}}({slope('J', O)}, {slope(Z, H)})",
        "multiplies derivatives",
    ),
    "another step between them": (
        "d2l_rnn",
        slope("L", r"\mathbf{h}_t")
        + r" = \text{prod}("
        + slope("L", r"\mathbf{o}_t")
        + ", "
        + slope(r"\mathbf{o}_{t-1}", r"\mathbf{h}_t")
        + ")",
        "multiplies derivatives",
    ),
    "the other order": (
        "d2l_mlp",
        slope("J", H) + rf" = \text{{prod}}({slope(O, H)}, {slope('J', O)})",
        "multiplies derivatives",
    ),
    "three": (
        "d2l_mlp",
        slope("J", Z) + rf" = \text{{prod}}({slope('J', O)}, {slope(O, H)}, {slope(H, Z)})",
        "multiplies derivatives",
    ),
    "no derivatives": ("d2l_mlp", slope("J", H) + r" = \text{prod}(L, s)", "multiplies"),
    "a number beside a matrix": (
        "d2l_mlp",
        slope("J", "W_{ij}^{(1)}") + " = " + prod("J", Z, W),
        "sides of one shape|hidden×input",
    ),
    "a matrix of matrices": (
        "d2l_mlp",
        slope(O, W) + " = " + prod(O, Z, W),
        "more than two axes",
    ),
    "by what is not computed": ("d2l_mlp", slope("J", H) + " = " + prod("J", "q", H), "size of"),
    "a derivative of it": (
        "d2l_mlp",
        rf"{slope('J', 's')} = \frac{{\partial}}{{\partial s}} [{prod('J', 'L', 'y')}]",
        "derivative",
    ),
    "a prime": (
        "d2l_mlp",
        slope("J", H) + rf" = \text{{prod}}'({slope('J', O)}, {slope(O, H)})",
        "multiplies derivatives",
    ),
    "a derivative that is zero": (
        "d2l_mlp",
        slope("J", V) + f" = {prod('J', O, V)} + {prod('J', 's', V)} + {prod('J', Z, V)}",
        "always zero",
    ),
}


@pytest.mark.parametrize(("model", "latex"), TRUE)
def test_what_is_true(bench: Bench, model: str, latex: str) -> None:
    assert bench.verify(latex, model=model).cases


@pytest.mark.parametrize(("model", "latex", "says"), WRONG.values(), ids=WRONG)
def test_near_misses(bench: Bench, model: str, latex: str, says: str) -> None:
    with pytest.raises(Problem, match=says):
        bench.verify(latex, model=model)


def test_no_mutant_survives(bench: Bench) -> None:
    latex = f"{slope('J', W)} = {prod('J', Z, W)} + {prod('J', 's', W)}"
    binding = bench.binding("dJ_dW1", (), "derived")
    original = Original(latex, bench.formula(latex, "derived"), binding, False)
    found = [(outcome(mutant, original), mutant.latex) for mutant in mutants_of(original)]
    assert len(found) > 20
    assert [latex for verdict, latex in found if verdict == "survived"] == []


def test_it_has_no_value(tmp_path: Path) -> None:
    file = tmp_path / "given.py"
    text = MLP.replace("EXAMPLE = {", 'EXAMPLE = {\n    "prod": np.multiply,')
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Problem, match="has a value in Python too"):
        load_file(file)


def test_no_live_model_has_it(bench: Bench) -> None:
    with pytest.raises(Problem, match="of the live model"):
        model_data(Registry.__new__(Registry), bench.models["d2l_chain"])
