r"""How far `\prod`, `\max` and `\log \sum` reach is seen, or brackets are asked for."""

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.latex.parse import parse_chain
from checked_equations.equations.notation.vocabulary import Vocabulary

UNCLEAR = [
    r"\prod_j p_j \sum_k z_k",
    r"\prod_j p_j \prod_k p_k",
    r"\prod_j p_j \cdot a",
    r"\prod_j p_j / a",
    r"\prod_j p_j p_k z_j",
    r"\prod_j p_j \sum_j z_j",
    r"\prod_{t=1}^{T} x_{t-1} w",
    r"\prod_{j \ne i} p_j p_i",
    r"\max_j z_j w",
    r"\min_{i,j} W_{ij} a",
    r"\sum_j \max_k W_{jk} x_j",
    r"\max_j z_j \odot a",
    r"\underset{j}{\max} z_j w",
    r"\log \sum_j e^{z_j} a",
    r"\exp \sum_j z_j a",
    r"\log \sum_j \sum_k W_{jk} a",
    r"\prod_j p_j z_j / a",
]

CLEAR = [
    r"\prod_j a p_j",
    r"a \prod_j p_j",
    r"(\prod_j p_j) a",
    r"\prod_j (p_j a)",
    r"\prod_j p_j z_j \sum_k W_{jk}",
    r"\prod_{t=1}^{T} x_t h_{t-1}",
    r"\prod_j \frac{p_j}{a}",
    r"\prod_j p_j + a",
    r"\prod_{l=1}^{L} W^{(l)} a^{(l)}",
    r"\prod_j p_j \mathbb{1}[j > 1]",
    r"\prod_t (W x)_t (W x)_{t-1}",
    r"\max_{i,j} x_i z_j",
    r"\max_j 2 z_j",
    r"\sum_j z_j a",
    r"\log \sum_j a e^{z_j}",
    r"\log \sum_j e^{z_j}",
    r"\log(\sum_j e^{z_j}) a",
    r"\log \sum_j \sum_k e^{z_j} x_k",
    r"\prod_j p_j / z_j",
]


@pytest.mark.parametrize("latex", UNCLEAR)
def test_unclear(latex: str) -> None:
    with pytest.raises(Problem, match="not clear"):
        parse_chain(rf"q = {latex}", Vocabulary())


@pytest.mark.parametrize("latex", CLEAR)
def test_clear(latex: str) -> None:
    parse_chain(rf"q = {latex}", Vocabulary())
