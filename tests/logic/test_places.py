r"""The place of the 1 in a one-hot vector, as an index and compared: `f_{y_i}`, `y_i = k`."""

from pathlib import Path

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.loading.load import load_file
from checked_equations.equations.verdict.mutation import Original, mutants_of, outcome
from tests.logic.test_verify import Bench
from tests.verified import MODELS

pytestmark = pytest.mark.slow

TEXT = (MODELS / "softmax_classifier.py").read_text(encoding="utf-8")
DERIVED = "\n\ndef dLi_df(p, t):\n    return p - t\n\n\nNOTATION"


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    file = tmp_path_factory.mktemp("models") / "tiny.py"
    file.write_text(TEXT.replace("\nNOTATION", DERIVED), encoding="utf-8")
    return Bench({"tiny": load_file(file)})


SLOPE = r"\frac{\partial L_i}{\partial f_k} = "

TRUE = [
    r"L_i = -\log \left( \frac{e^{f_{y_i}}}{\sum_j e^{f_j}} \right)",
    r"L_i = -f_{y_i} + \log \sum_j e^{f_j}",
    r"L_i = -\log p_{y_i}",
    r"p_{y_i} = \sum_k t_k p_k",
    r"f_{y_i}^2 = \sum_k \mathbb{1}[y_i = k] f_k^2",
    SLOPE + r"p_k - \mathbb{1}(y_i = k)",
    SLOPE + r"p_k - 1 + \mathbb{1}[k \ne y_i]",
    r"\frac{\partial L_i}{\partial f_1} = p_1 - \mathbb{1}[y_i = 1]",
    r"L_i = -\log \left( \frac{e^{(f)_{y_i}}}{\sum_j e^{f_j}} \right)",
    r"2 f_{y_i} = (f + f)_{y_i}",
    r"\frac{\partial L_i}{\partial f_{y_i}} = p_{y_i} - 1",
    r"\frac{\partial}{\partial f_{y_i}} L_i = p_{y_i} - 1",
    r"\frac{\partial p_{y_i}}{\partial f_{y_i}} = p_{y_i} (1 - p_{y_i})",
    r"\frac{\partial p_k}{\partial f_{y_i}} = p_k (\mathbb{1}[y_i = k] - p_{y_i})",
]
WRONG = {
    r"L_i = -\log p_1": "differ",
    r"L_i = -p_{y_i}": "differ",
    r"L_i = -\log p_{y_j}": "an element of class",
    r"L_i = -\log p_{y_i + 1}": "an element of class",
    r"L_i = -\log q_{y_i}": "unknown symbol",
    r"L_i = y_i": "as a value",
    r"L_i = -\log p_{y_i} + y_i - y_i": "as a value",
    r"\frac{\partial L_i}{\partial f_{y_i}} = p_{y_i}": "differ",
    r"\frac{\partial L_i}{\partial f_{y_i}} = p_{y_i} + 1": "differ",
    r"\frac{\partial L_i}{\partial f_{y_i}} = p_1 - 1": "differ",
    r"\frac{\partial p_{y_i}}{\partial f_{y_i}} = p_{y_i} (1 + p_{y_i})": "differ",
    r"\frac{\partial p_k}{\partial f_{y_i}} = p_k - p_k p_{y_i}": "differ",
    r"L_i = -(f)_{y_i}": "differ",
    r"p_{y_i} = (f^\top f)_{y_i}": "one index behind",
    r"L_i = -\log (p_{y_i} - p_{y_i})": r"\log(p_{y_i} - p_{y_i}) has no finite value",
    r"\frac{\partial L_i}{\partial y_i} = 0": "as a value",
    SLOPE + r"p_k + \mathbb{1}(y_i = k)": "differ",
    SLOPE + r"p_k - \mathbb{1}(y_i \ne k)": "differ",
    SLOPE + r"p_k - \mathbb{1}(y_i = j)": "not on the left",
    SLOPE + r"p_k - \mathbb{1}(y_i < k)": "compares the place",
    SLOPE + r"p_k - \mathbb{1}(y_i = y_i)": "compares the place",
    SLOPE + r"p_k - \mathbb{1}(y_i = f_k)": "compares the place",
    SLOPE + r"p_k - \mathbb{1}(y_i = 9)": "the index 9",
}


BY_STEP = '''"""A one-hot vector for each sample."""

import numpy as np


def p(f, i):
    return np.exp(f[i]) / np.sum(np.exp(f[i]))


def Li(p, t, i):
    return -np.sum(t[i] * np.log(p[i]))


def L(Li, n):
    return sum(Li[i] for i in range(1, n + 1)) / n


STEPS = {"i": "1..n"}
NOTATION = {
    "n": ("n", "size of i", "how many samples"),
    "f": ("f_{ik}", "class", "the scores"),
    "t": ("t_k^{(i)}", "class", "1 for the right one", "0 or 1, adds up to one along class"),
    "y": ("y_i", "place of t", "the right class"),
    "p": ("p_{ik}", "class", "the probabilities"),
    "Li": ("L_i", "scalar", "the loss of a sample"),
    "L": ("L", "scalar", "the loss"),
}
FORWARD = [p, Li, L]
EXAMPLE = {
    "f": {1: np.array([0.5, -1.5, 0.3]), 2: np.array([0.1, 0.6, -0.3])},
    "t": {1: np.array([0.0, 1.0, 0.0]), 2: np.array([1.0, 0.0, 0.0])},
}
'''
LOSS = r"\frac{\partial L_i}{\partial f_{ik}} = p_{ik} - "


@pytest.fixture(scope="module")
def by_step(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    file = tmp_path_factory.mktemp("models") / "tiny.py"
    file.write_text(BY_STEP, encoding="utf-8")
    return Bench({"tiny": load_file(file)})


@pytest.mark.parametrize(
    "latex",
    [
        r"L_i = -\log p_{i,y_i}",
        r"L_1 = -\log p_{1,y_1}",
        r"L = -\frac{1}{n} \sum_j \log p_{j,y_j}",
        LOSS + r"\mathbb{1}[y_i = k]",
    ],
)
def test_a_place_is_that_of_its_own_sample(by_step: Bench, latex: str) -> None:
    assert by_step.verify(latex).cases


@pytest.mark.parametrize(
    ("latex", "says"),
    [
        (r"L_i = -\log p_{i,y_1}", "differ"),
        (r"L_i = -\log p_{i,y_j}", "not on the left"),
        (r"L_1 = -\log p_{1,y_2}", "differ"),
        (r"L = -\frac{1}{n} \sum_i \log p_{i,y_1}", "differ"),
        (LOSS + r"\mathbb{1}[y_1 = k]", "differ"),
    ],
)
def test_that_of_another_sample_is_refused(by_step: Bench, latex: str, says: str) -> None:
    with pytest.raises(Problem) as caught:
        by_step.verify(latex)
    assert says in caught.value.wrong


def test_a_vector_of_each_sample_has_its_place_there(tmp_path: Path) -> None:
    file = tmp_path / "one.py"
    file.write_text(BY_STEP.replace('"y_i"', '"y"'), encoding="utf-8")
    with pytest.raises(Problem, match="place of"):
        load_file(file)


@pytest.mark.parametrize("latex", TRUE)
def test_what_is_true(bench: Bench, latex: str) -> None:
    assert bench.verify(latex).cases


@pytest.mark.parametrize("latex", WRONG)
def test_near_misses(bench: Bench, latex: str) -> None:
    with pytest.raises(Problem) as caught:
        bench.verify(latex)
    assert WRONG[latex] in caught.value.wrong


def test_no_mutant_survives(bench: Bench) -> None:
    latex = SLOPE + r"p_k - \mathbb{1}[y_i = k]"
    binding = bench.binding("dLi_df", (), "tiny")
    original = Original(latex, bench.formula(latex, "tiny"), binding, False)
    found = [(outcome(mutant, original), mutant.latex) for mutant in mutants_of(original)]
    assert len(found) > 10
    assert [mutant for verdict, mutant in found if verdict == "survived"] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"place of t"', '"place of p"'),
        ('"place of t"', '"place of q"'),
        ('"0 or 1, adds up to one along class"', '"0 or 1"'),
        ("EXAMPLE = {", 'EXAMPLE = {\n    "y": 1,'),
    ],
)
def test_it_is_that_of_a_one_hot_vector(tmp_path: Path, old: str, new: str) -> None:
    assert old in TEXT
    file = tmp_path / "changed.py"
    file.write_text(TEXT.replace(old, new), encoding="utf-8")
    with pytest.raises(Problem, match=r"place of|has a value in Python too"):
        load_file(file)


PLAIN = TEXT.replace('"y_i", "place of t"', '"y", "place of t"').replace(
    "NOTATION = {", 'NOTATION = {\n    "delta": (r"\\delta_{ij}", "identity", "1 where equal"),'
)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    file = tmp_path_factory.mktemp("models") / "tiny.py"
    file.write_text(PLAIN, encoding="utf-8")
    return Bench({"tiny": load_file(file)})


@pytest.mark.parametrize(
    "latex",
    [
        r"L_i = -\log p_y",
        r"\frac{\partial L_i}{\partial f_y} = p_y - 1",
        SLOPE + r"p_k - \mathbb{1}[y = k]",
        SLOPE + r"p_k - \delta_{yk}",
        SLOPE + r"p_k - \delta_{ky}",
    ],
)
def test_a_place_may_be_a_letter_alone(plain: Bench, latex: str) -> None:
    assert plain.verify(latex).cases


@pytest.mark.parametrize(
    ("latex", "says"),
    [
        (r"L_i = -f_y", "differ"),
        (r"L_i = -\log p_k", "not on the left"),
        (r"L_i = y", "as a value"),
        (r"\sum_y p_y = 1", "no index of anything"),
        (SLOPE + r"p_k - \delta_{yy}", "not on the left"),
        (SLOPE + r"p_k - \delta_{yj}", "not on the left"),
        (SLOPE + r"p_k + \delta_{yk}", "differ"),
        (SLOPE + r"p_y - \delta_{yk}", "differ"),
    ],
)
def test_such_a_letter_is_no_index_of_a_sum_and_no_value(
    plain: Bench, latex: str, says: str
) -> None:
    with pytest.raises(Problem) as caught:
        plain.verify(latex)
    assert says in caught.value.wrong


def test_messages_name_what_the_author_wrote(bench: Bench, by_step: Bench) -> None:
    for some, latex in (
        *((bench, latex) for latex in WRONG),
        (bench, r"L_i = -\log p_{y_i} \sum_k t_k f_{y_i}"),
        (by_step, r"L = -\frac{1}{n} \sum_i \log (f_i)_{y_i}"),
        (by_step, r"L_i = -\log (f_i f_i^\top)_{y_i}"),
    ):
        with pytest.raises(Problem) as caught:
            some.verify(latex)
        said = f"{caught.value.wrong} {caught.value.expected} {caught.value.fix}"
        assert not any(letter in said for letter in (r"\kappa", r"\iota", "  "))
