"""The field's equations: the data are well formed, and the report counts what the checker does."""

from pathlib import Path

import pytest

from checked_equations.equations.notation.vocabulary import Vocabulary
from tests import field
from tests.field import COLLECTIONS, Equation, Reading, construct_at, load, reading, report
from tests.verified import Outcome

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("file", COLLECTIONS, ids=lambda file: file.stem)
def test_each_equation_has_its_place_and_its_latex(file: Path) -> None:
    equations = load(file)
    for equation in equations:
        assert equation.source
        assert equation.place
        assert equation.section
        assert equation.kind
        assert equation.latex == equation.latex.strip("\n") != ""
        assert equation.meant != equation.latex
    places = [(e.place, e.section, e.number) for e in equations]
    assert len(set(places)) == len(places)


def test_the_collections_are_of_different_sources() -> None:
    first, more, held_out = ({e.source for e in load(file)} for file in COLLECTIONS)
    assert not first & more
    assert not (first | more) & held_out
    assert len(first) >= 10
    assert len(more) >= 6
    assert len(held_out) >= 5


@pytest.mark.parametrize(
    ("latex", "expected"),
    {
        r"\delta_j = \frac{\partial C}{\partial a_j} f'(z_j)": Reading("read"),
        r"f(x) = x^2": Reading("read"),
        r"z_{nk} = \sum_j a_{nj} W_{jk}^{(2)}": Reading("read"),
        r"E_{\text{total}} = \text{net}_j": Reading("read"),
        r"y = W^T x": Reading("refused", "T, l or L as a superscript"),
        r"y = W^{l+1} x": Reading("misread", "a layer as a power"),
        r"y = x^{(l-1)}": Reading("refused", "unexpected ("),
        r"y = J(W, b)": Reading("read"),
        r"y = a^2 (W, b)": Reading("misread", "a call as a product"),
        r"\frac{df}{dx} = 2": Reading("read"),
        r"dy = 2 x dx": Reading("refused", "d for a derivative"),
        r"y = 1 \text{ and } x = 2": Reading("read"),
        r"y = 1 \text{ and } x": Reading("refused", r"unexpected \text"),
        r"y = 1 \text{is} x \text{or} z": Reading("refused", r"unexpected \text"),
        r"h = tanh(z)": Reading("read"),
        r"h = foo(z)": Reading("refused", "a name of several letters"),
        r"E_{total} = 1": Reading("misread", "a word as indices"),
        r"y = x.": Reading("read"),
        r"y = \mathbf{x}": Reading("read"),
        r"y = \sum_{i=1}^n x_i": Reading("read"),
        r"y = \sum_{i=1}^3 x_i": Reading("read"),
        r"h_t = h_{t-1}": Reading("read"),
        r"\begin{aligned}y &= x\\ z &= w\end{aligned}": Reading("read"),
        r"\begin{align}y &= x\\ z\end{align}": Reading(
            "refused", "a row that begins a new formula"
        ),
        r"y = \nonsense": Reading("refused", r"unexpected \nonsense"),
    }.items(),
)
def test_what_is_read_misread_and_refused(latex: str, expected: Reading) -> None:
    assert reading(latex, Vocabulary(functions=frozenset({"f"}))) == expected


def test_the_first_of_two_constructs_at_one_place_gives_the_name() -> None:
    latex = r"y = \begin{pmatrix} a \\ b \end{pmatrix}"
    assert construct_at(latex, latex.index(r"\\")) == "a matrix written out"


def test_the_report_counts() -> None:
    def equation(latex: str, meant: str = "") -> Equation:
        return Equation("a", "b", "c", 1, Vocabulary(), "scalar", latex, meant)

    lines = report(
        [
            equation("y = x"),
            equation(r"y = x \dots."),
            equation(r"y = \begin{pmatrix} a & b \\ c \end{pmatrix} \dots z"),
            equation("y = x^l", meant=r"y_i = \sum_j W_{ji} x_j"),
        ]
    ).splitlines()
    assert lines[0] == "4 equations of 1 sources: 1 read, 1 misread, 2 refused"
    assert lines[1] == "1 of them also in another notation: 1 read"
    assert "  scalar: 1 read of 4" in lines
    assert "     1  a layer as a power" in lines
    assert "     1    1    0  a matrix written out" in lines
    assert "     1    2    0  dots between operators" in lines


def test_the_command_reports_on_each_collection(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(field, "outcomes", lambda found: [Outcome(False, "a reason")] * len(found))
    field.main()
    printed = capsys.readouterr().out
    for file in COLLECTIONS:
        assert f"{file.name}: {len(load(file))} equations" in printed
    assert "\n0 verified, 16 refused that are false as published" in printed
