"""The range of a step beside an equation is that in which the equation was checked."""

from pathlib import Path

import pytest

from tests.logic.test_notes import HEAD, run
from tests.logic.test_walks import DEEP

BACK = r"\delta_j^{(l)} = f'(z_j^{(l)}) \sum_k W_{kj}^{(l+1)} \delta_k^{(l+1)}, \qquad "
FORTH = r"a_j^{(l)} = f(z_j^{(l)}), \quad "
TRUE = [
    BACK + r"l = 1, \dots, L-1",
    BACK + r"l = L-1, \dots, 1",
    BACK + r"l = L - 1, L - 2, \ldots, 1.",
    r"l = L-1, \dots, 1 \\ " + BACK.removesuffix(r", \qquad "),
    FORTH + r"l = 1, \dots, L",
    FORTH + r"l = 1, 2, \dots, L",
    FORTH + r"l = L, \dots, 1",
    r"l = 1, \dots, L - 1",
    r"l = 0, \dots, L",
    r"l = 2",
]
FALSE = {
    BACK + r"l = 1, \dots, L": "holds for l = 1, …, L-1; expected l from 1 to L-1",
    BACK + r"l = L, \dots, 1": "expected l from 1 to L-1",
    BACK + r"l = 2, \dots, L-1": "expected l from 1 to L-1",
    BACK + r"l = 0, \dots, L-1": "expected l from 1 to L-1",
    BACK + r"l = 1, \dots, L-2": "expected l from 1 to L-1",
    BACK + r"l = 1, 3, \dots, L-1": "expected l from 1 to L-1",
    BACK + r"l = L-1, L, \dots, 1": "expected l from 1 to L-1",
    r"l = 1, \dots, L \\ " + BACK.removesuffix(r", \qquad "): "expected l from 1 to L-1",
    FORTH + r"l = 1, \dots, L-1": "expected l from 1 to L;",
    r"l = 1, \dots, L+1": "the index range",
    r"l = -1, \dots, L": "",
    r"l = 1, \dots, 9": "the index range",
    r"l = 1, \dots, x": "the index range",
    r"l = 1, 3": "the index range",
}


@pytest.mark.parametrize("latex", TRUE)
def test_where_the_equation_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, latex: str
) -> None:
    assert run(tmp_path, monkeypatch, f"{HEAD}\n$${latex}$$\n", model=DEEP) == 0


@pytest.mark.parametrize("latex", FALSE)
def test_where_it_does_not(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    latex: str,
) -> None:
    assert run(tmp_path, monkeypatch, f"{HEAD}\n$${latex}$$\n", model=DEEP) == 1
    assert FALSE[latex] in capsys.readouterr().err
