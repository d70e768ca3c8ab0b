"""What CONTRIBUTING says of the language is so: each line of its table, on both sides."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from checked_equations.__main__ import main
from checked_equations.equations.errors import FalseStatement, Problem
from checked_equations.equations.loading.load import Library
from checked_equations.equations.meaning.scope import Scope
from checked_equations.equations.models.points import Points
from checked_equations.equations.values.formula import Formula
from checked_equations.equations.verdict.verify import verify
from tests.site import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| [^|]+ \| `([^`|]+)` \| `([^`|]+)` \|$", TEXT, re.MULTILINE)
DELTA = re.search(r"^```python\n(def delta.*?)\n\n\n(\"delta\": .*?)\n```$", TEXT, re.M | re.S)
assert DELTA

MODULE = f'''"""All that the table names."""

import numpy as np


def z(W, x):
    return W @ x


def h(f, z):
    return f(z)


def p(z):
    return np.exp(z) / np.sum(np.exp(z))


def s(v, h):
    return v @ h


def y_hat(s):
    return s**3


def g(s):
    return 3 * s**2


def L(s, y):
    return (s - y) ** 2 / 2


def q(x):
    return x @ x


def m(x):
    return np.mean(x)


def P(p):
    return np.prod(p)


def a1(f, w):
    return f(w)


def a2(f, w, a1):
    return f(w * a1)


def w_new(w, eta, x):
    return w - eta * x[0]


{DELTA[1]}


NOTATION = {{
    "x": ("x_i", "input", "an input"),
    "W": ("W_{{ji}}", "hidden, input", "a weight"),
    "z": ("z_j", "hidden", "a weighted sum"),
    "f": ("f", "function", "any function"),
    "h": ("h_j", "hidden", "a hidden value"),
    "p": ("p_j", "hidden", "a share"),
    "v": ("v_j", "hidden", "a weight behind"),
    "s": ("s", "scalar", "the result"),
    "y_hat": (r"\\hat{{y}}", "scalar", "its cube"),
    "g": ("g", "scalar", "the slope of the cube"),
    "y": ("y", "scalar", "the target"),
    "L": ("L", "scalar", "the loss"),
    "q": ("q", "scalar", "the square of a length"),
    "m": ("m", "scalar", "the mean"),
    "P": ("P", "scalar", "the product"),
    "w": ("w", "scalar", "a weight"),
    "eta": (r"\\eta", "scalar", "the learning rate"),
    "w_new": (r"w^{{\\text{{new}}}}", "scalar", "the weight after a step"),
    "a1": ("a_1", "scalar", "the first state"),
    "a2": ("a_2", "scalar", "the second state"),
    {DELTA[2]}
}}
FORWARD = [z, h, p, s, y_hat, L, q, m, P, a1, a2]
EXAMPLE = {{
    "x": np.array([0.5, 1.5, -0.3]),
    "W": np.array([[0.2, 0.7, 0.1], [-0.4, 1.1, 0.3]]),
    "f": np.tanh,
    "f_prime": lambda u: 1 - np.tanh(u) ** 2,
    "v": np.array([0.3, -0.8]),
    "y": 0.6,
    "w": 0.3,
    "eta": 0.5,
}}
'''


@pytest.fixture(scope="module")
def check(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], None]:
    """Verify a formula of the model. Raises Problem."""
    folder: Path = tmp_path_factory.mktemp("site")
    (folder / "snippets").mkdir()
    (folder / "snippets" / "model.py").write_text(MODULE, encoding="utf-8")
    models, complaints = Library(folder, "snippets").load()
    assert complaints == []

    def check(latex: str) -> None:
        scope = Scope(Points(models["model"]))
        verify(Formula(scope.parse(latex), scope), None)

    return check


def test_the_table_is_found() -> None:
    assert len(ROWS) == len(re.findall(r"^\| .* \| `.*` \| `.*` \|$", TEXT, re.M)) > 10


@pytest.mark.parametrize("latex", [row[0] for row in ROWS])
def test_what_cannot_be_written_is_refused(latex: str, check: Callable[[str], None]) -> None:
    with pytest.raises(Problem) as refused:
        check(latex)
    assert not isinstance(refused.value, FalseStatement)


@pytest.mark.parametrize("latex", sorted({row[1] for row in ROWS}))
def test_what_is_written_instead_passes(latex: str, check: Callable[[str], None]) -> None:
    check(latex)


def test_the_whole_module_and_its_notes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    module = re.search(r'^```python\n("""A recurrent.*?)^```$', TEXT, re.MULTILINE | re.DOTALL)
    notes = re.search(r"^```markdown\n(---\nmodel: recurrent.*?)^```$", TEXT, re.M | re.S)
    assert module
    assert notes
    (tmp_path / "recurrent.py").write_text(module[1], encoding="utf-8")
    (tmp_path / "notes.md").write_text(notes[1], encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["checked-equations", str(tmp_path / "notes.md")])
    assert main() == 0
    assert "4 hold, 0 define a name, 0 are wrong" in capsys.readouterr().out
