r"""Notations that a line of NOTATION decides: `J(W, b)`, `z_i` of `\mathbf{z}`, `n_l` steps."""

import re
from pathlib import Path

import pytest

from checked_equations.__main__ import main
from checked_equations.equations.errors import Problem
from checked_equations.equations.latex.parse import parse_chains
from checked_equations.equations.latex.printer import chain_to_latex
from checked_equations.equations.loading.load import Library, load_file
from checked_equations.equations.notation.vocabulary import Vocabulary
from tests.logic.test_verify import Bench
from tests.site import tiny_site

LAYERS = r'''"""Layers from the input, which is the first; all vectors in bold."""

import numpy as np


def z(W, a, l):
    return W[l - 1] @ a[l - 1]


def a(x, f, z, l):
    return x if l == 1 else f(z[l])


def J(a, y, last):
    return np.sum((a[last] - y) ** 2) / 2


def q(c):
    return c**2


STEPS = {"l": "2..n_l"}

NOTATION = {
    "last": ("n_l", "size of l", "the number of layers"),
    "x": (r"\mathbf{x}", "units[1]", "the input"),
    "y": (r"\mathbf{y}", "units[n_l]", "the target"),
    "W": (r"\mathbf{W}^{(l)}", "units[l+1], units[l]", "weights"),
    "f": ("f", "function", "the activation"),
    "z": (r"\mathbf{z}^{(l)}", "units[l]", "what enters a layer"),
    "a": (r"\mathbf{a}^{(l)}", "units[l]", "what leaves it"),
    "J": (r"J(W; \mathbf{x}, \mathbf{y})", "scalar", "the cost"),
    "c": ("c", "scalar", "a number"),
    "q": ("q(c)", "scalar", "its square"),
}
FORWARD = [z, a, J, q]
EXAMPLE = {
    "last": 3,
    "x": np.array([0.5, -1.5]),
    "y": np.array([0.25, 0.75]),
    "W": {
        1: np.array([[0.2, -0.7], [0.4, 0.9], [-0.3, 0.1]]),
        2: np.array([[0.5, 0.1, -0.2], [0.3, -0.4, 0.8]]),
    },
    "f": np.tanh,
    "f_prime": lambda u: 1 / np.cosh(u) ** 2,
    "c": 0.7,
}
'''
COST = r"J(W; \mathbf{x}, \mathbf{y})"


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    folder = tmp_path_factory.mktemp("site") / "a"
    models, errors = Library(tiny_site(folder, {}, {"layers": LAYERS}), "snippets").load()
    assert [str(error) for error in errors] == []
    return Bench(models)


@pytest.mark.parametrize(
    ("latex", "snippet"),
    [
        (r"z_i^{(l+1)} = \sum_j W_{ij}^{(l)} a_j^{(l)}", "z"),
        (r"\mathbf{z}^{(l+1)} = \mathbf{W}^{(l)} \mathbf{a}^{(l)}", "z"),
        (r"\mathbf{a}^{(1)} = \mathbf{x}", "a"),
        (rf"{COST} = \frac{{1}}{{2}} \sum_i (a_i^{{(n_l)}} - y_i)^2", "J"),
        (r"J = \frac{1}{2} \sum_i (a_i^{(n_l)} - y_i)^2", "J"),
        (rf"\frac{{\partial}}{{\partial a_i^{{(n_l)}}}} {COST} = a_i^{{(n_l)}} - y_i", None),
        (rf"\frac{{\partial {COST}}}{{\partial a_i^{{(n_l)}}}} = a_i^{{(n_l)}} - y_i", None),
        (
            r"\frac{\partial J}{\partial W_{ij}^{(l)}} "
            r"= \frac{\partial J}{\partial z_i^{(l+1)}} a_j^{(l)}",
            None,
        ),
        (
            rf"\nabla_{{\mathbf{{a}}^{{(n_l)}}}} {COST} = \mathbf{{a}}^{{(n_l)}} - \mathbf{{y}}",
            None,
        ),
        (r"\mathbf{z}^{(n_l)} = \mathbf{W}^{(n_l-1)} \mathbf{a}^{(n_l-1)}", "z"),
        (r"\frac{\partial}{\partial c} \frac{1}{2} c^2 = c", None),
        (r"\frac{\partial}{\partial c} \; \frac{1}{2} q(c) = c", None),
        ("q(c) = c^2", "q"),
        ("q(c)^2 = c^4 = q^2", None),
    ],
)
def test_what_is_true(bench: Bench, latex: str, snippet: str | None) -> None:
    assert bench.verify(latex, snippet, model="layers").cases


@pytest.mark.parametrize(
    ("latex", "says"),
    [
        (r"z_i^{(l+1)} = \sum_j W_{ij}^{(l+1)} a_j^{(l)}", "runs over"),
        (r"z_i^{(l+1)} = \sum_j W_{ji}^{(l)} a_j^{(l)}", "runs over"),
        (r"z_i^{(n_l)} = \sum_j W_{ij}^{(n_l)} a_j^{(n_l-1)}", ""),
        (r"z^{(l)} = \mathbf{z}^{(l)}", r"unknown symbol z^{(l)}"),
        (rf"{COST} = \sum_i (a_i^{{(n_l)}} - y_i)^2", "differ"),
        (r"J(W; \mathbf{x}) = \frac{1}{2} \sum_i (a_i^{(n_l)} - y_i)^2", "where NOTATION has J(W"),
        (
            r"J(W; \mathbf{y}, \mathbf{x}) = \frac{1}{2} \sum_i (a_i^{(n_l)} - y_i)^2",
            "where NOTATION has J(W",
        ),
        (r"\frac{\partial}{\partial c} \frac{1}{2} c q(c) = 3 c^2", "how far"),
        (r"\frac{\partial}{\partial c} c \frac{1}{2} c = c", "how far"),
        (r"\frac{\partial}{\partial c} \frac{1}{2} q(c) = 0", "differ"),
        ("q(c + 1) = (c + 1)^2", "where NOTATION has q(c)"),
        ("q(c) = c^3", "differ"),
        (r"q (c) c = c^4", "differ"),
    ],
)
def test_near_misses(bench: Bench, latex: str, says: str) -> None:
    with pytest.raises(Problem) as caught:
        bench.verify(latex, model="layers")
    assert says in caught.value.wrong


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"q(c)"', '"J(c)"', "the symbol J"),
        ('"2..n_l"', '"2..n_k"', "STEPS ends at n_k"),
        ('("c", "scalar"', '("x", "scalar"', ""),
        ('("c", "scalar"', r'(r"\boldsymbol{x}", "scalar"', ""),
    ],
)
def test_a_notation_that_decides_nothing(tmp_path: Path, old: str, new: str, says: str) -> None:
    file = tmp_path / "layers.py"
    file.write_text(LAYERS.replace(old, new), encoding="utf-8")
    if says:
        with pytest.raises(Problem, match=re.escape(says)):
            load_file(file)
    else:  # x is another letter now, and no element of the vector in bold
        with pytest.raises(Problem, match=r"x_\{i\}"):
            Bench({"layers": load_file(file)}).verify(r"x_i = a_i^{(1)}", model="layers")


def test_a_definition_in_the_text_is_a_statement(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "layers.py").write_text(LAYERS, encoding="utf-8")
    for sign in (r"\equiv", ":=", r"\triangleq"):
        notes = tmp_path / "notes.md"
        notes.write_text(f"$q {sign} c^2$ and $q {sign} c^3$\n", encoding="utf-8")
        monkeypatch.setattr(
            "sys.argv", ["checked-equations", str(notes), "--model", str(tmp_path / "layers.py")]
        )
        assert main() == 1
        printed = capsys.readouterr()
        assert "1 hold" in printed.out
        assert "differ" in printed.err


def test_a_wide_space_stands_behind_an_operator() -> None:
    latex = r"y = \frac{\partial}{\partial z_i^{(l)}} \;\; f = w \quad x = z"
    first, second = map(chain_to_latex, parse_chains(latex, Vocabulary()))
    assert first.startswith("y = ")
    assert first.endswith(" = w")
    assert second == "x = z"


def test_a_wide_space_stands_behind_an_arrow() -> None:
    latex = r"y = x \\ \rightarrow \hspace{0.3in} z = w \\ = x"
    assert list(map(chain_to_latex, parse_chains(latex, Vocabulary()))) == ["y = x", "z = w = x"]


@pytest.mark.parametrize(
    ("notes", "wrong"),
    [
        (r"The cost $J(W; \mathbf{x}, \mathbf{y})$, the element $z_i^{(l)}$ and $q(c)$.", 0),
        (r"The cost $J(W; \mathbf{x})$.", 1),
    ],
)
def test_mentions(notes: str, wrong: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "layers.py").write_text(LAYERS, encoding="utf-8")
    (tmp_path / "notes.md").write_text(f"{notes}\n", encoding="utf-8")
    model = ["--model", str(tmp_path / "layers.py")]
    monkeypatch.setattr("sys.argv", ["checked-equations", str(tmp_path / "notes.md"), *model])
    assert main() == wrong
