"""Messages about what was read in another way than it was meant."""

from pathlib import Path

import pytest

from checked_equations.equations.errors import FalseStatement, Problem
from checked_equations.equations.loading.load import Library
from tests.logic.test_verify import Bench
from tests.site import TINY, registry_of, tiny_site


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    models, errors = Library(
        tiny_site(tmp_path_factory.mktemp("site") / "a", {}), "snippets"
    ).load()
    assert errors == []
    return Bench(models)


UNKNOWN = {
    # what is written: a piece of the message, and of what to write instead
    "L = pi t": ("p in pi", r"write \pi"),
    "L = exp t": ("exp is a name that is not declared", r"write \exp"),
    "L = sigma(t)": ("sigma is a name that is not declared", r"write \sigma"),
    "L = max(t)": (r"the function \max", "declare it"),
    "L = loss": ("loss is a name that is not declared", r"\text{loss}"),
    "L = t dt": ("d in front of a factor", r"\frac{\partial L}{\partial w}"),
    "L = t d": ("symbol d", r"\frac{\partial L}{\partial w}"),
    r"\hat{s} = \sum_i x_i W^\top": (r"but \hat{s}, a number", "index letters"),
    "L = t^T": ("is declared as no array", "declare the array"),
    "L = W_1": ("W_{1} has one index", "each index"),
    "L = h_{12}": ("h_{12} has 2 indices", "each index"),
    "L = 2 j": ("the index j", r"$j = 1, \dots, 3$"),
    r"L = t \text{ where } t": ("a condition beside a formula", "in words"),
    r"L = t \text{oops}": ("symbol \\text{oops}", "outside of the formula"),
    "t = 2e-3": ("2e-3, which is", r"write 2 \cdot 10^{-3}"),
    "L = q": ("unknown symbol q", "declare it in NOTATION"),
}


@pytest.mark.parametrize("latex", UNKNOWN)
def test_an_unknown_symbol(bench: Bench, latex: str) -> None:
    with pytest.raises(Problem) as refused:
        bench.verify(latex)
    wrong, fix = UNKNOWN[latex]
    assert wrong in refused.value.wrong
    assert fix in refused.value.fix


DOUBTS = {
    "t = 3": "write 3.0",
    r"3 = \hat{s}": "write 3.0",
    r"t(\hat{s}) = \frac{1}{2} (\hat{s} - t)^2": "t beside brackets is read as a product",
}


@pytest.mark.parametrize("latex", DOUBTS)
def test_sides_that_differ(bench: Bench, latex: str) -> None:
    with pytest.raises(FalseStatement) as refused:
        bench.verify(latex)
    assert DOUBTS[latex] in refused.value.fix


SIZED = TINY.replace(
    '    "t": ("t",', '    "units": ("N", "size of hidden", "the number of units"),\n    "t": ("t",'
)
FRONT = "---\nmodel: tiny\n---\n"


def complaints(folder: Path, formula: str) -> list[str]:
    """What is said of a formula in running text."""
    site = tiny_site(folder, {"a": f"{FRONT}So ${formula}$.\n"}, {"tiny": SIZED})
    found = [str(complaint) for complaint in registry_of(site).all_complaints()]
    return [text for text in found if text.startswith("docs/a.md")]


TRUE = [
    "N = 2",
    "2 = N",
    r"i = 1, \dots, 2",
    r"j = 1, \dots, N",
    r"j = 1, 2, \ldots, N",
    r"i, j = 1, \dots, 2",
    "j = 1, 2",
    "i = 2",
    r"N \ge 1",
    r"\sum_{j=1}^{N} h_j",
    r"\sum_{i=1}^{2} x_i",
]


@pytest.mark.parametrize("formula", TRUE)
def test_a_size_or_a_range_that_is_right(tmp_path: Path, formula: str) -> None:
    assert complaints(tmp_path / "site", formula) == []


FALSE = {
    "N > 1": "N > 1 is false",
    "N = 3": "N is 2 in the running example, not 3; expected N = 2",
    "N = 2 = 3": "N is 2 in the running example, not 3",
    "M = 3": "`size of AXIS`",
    r"i = 1, \dots, N": "the index range i = 1, \\dots, N; expected i from 1 to 2; fix: ",
    r"j = 1, \dots, M": "expected j from 1 to 2 or N; fix: correct the range",
    r"i = 1, \dots, M": "declare M in NOTATION of snippets/tiny.py with the shape `size of input`",
    r"j = 0, \dots, N": "the index range",
    r"j = 2, \dots, N": "the index range",
    r"j = 1, 3, \dots, N": "the index range",
    r"j = 1, 2, 3, \dots, N": "the index range",
    r"i, j = 1, \dots, N": "expected i from 1 to 2",
    r"j = 1, \dots, t": "the index range",
    r"k = 1, \dots, N": "what k runs over, which is no index so far",
    r"t = 1, \dots, N": "t is also the name of something else",
    "t = 0,25": "write a decimal number with a point",
    r"\theta": "a symbol that the page only mentions has a line in `symbols:`",
    r"1 \le j \le N": "the index j stands where a value is needed",
    r"\sum_{j=1}^{3} h_j": "the sum over j runs from 1 to 3",
    r"\sum_{j=0}^{N} h_j": "the sum over j runs from 0 to N",
    # What a brace claims is an equation.
    r"\underbrace{h_1 v_1}_{=0}": "a brace that claims 0",
    r"\underbrace{h_1 v_1}_{0.7}": "a brace that claims 0.7",
    r"\underbrace{h_1 v_1}_{v_1}": "fix: write $h_{1} v_{1} = v_{1}$",
    "t = {{tiny.t:.2f}}": "the value {{tiny.t:.2f}} within a formula",
    "{{tiny.t:.2f}}": "the value {{tiny.t:.2f}} within a formula",
}


@pytest.mark.parametrize("formula", FALSE)
def test_one_that_is_not(tmp_path: Path, formula: str) -> None:
    (found,) = complaints(tmp_path / "site", formula)
    assert FALSE[formula] in found


def test_a_range_ends_at_another_name_of_a_size(tmp_path: Path) -> None:
    text = f"{FRONT}With $K = N$, for $j = 1, \\dots, K$.\n"
    site = tiny_site(tmp_path / "site", {"a": text}, {"tiny": SIZED})
    found = map(str, registry_of(site).all_complaints())
    assert [text for text in found if text.startswith("docs/a.md")] == []
