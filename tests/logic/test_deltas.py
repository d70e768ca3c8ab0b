r"""Kronecker's delta over whatever axis its indices run: one line of NOTATION, no array."""

from pathlib import Path

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.loading.load import Library, load_file
from checked_equations.equations.verdict.mutation import Original, mutants_of, outcome
from tests.logic.test_rendering import html_of
from tests.logic.test_verify import Bench
from tests.site import GOOD, registry_of, tiny_site

MEANS = r'''"""What is left of each feature without its mean."""

import numpy as np


def m(h):
    return np.mean(h, axis=0)


def c(h, m):
    return h - m


def S(c):
    return np.sum(c**2)


def dm_dh(h):
    ones = np.eye(h.shape[1])
    return np.array([[ones[l] / len(h) for _ in h] for l in range(h.shape[1])])


NOTATION = {
    "N": ("N", "size of sample", "the number of samples"),
    "delta": (r"\delta_{ij}", "identity", "1 where both indices are equal, else 0"),
    "h": ("h_{kl}", "sample, feature", "the inputs"),
    "m": ("m_l", "feature", "the mean"),
    "c": ("c_{kl}", "sample, feature", "what is centred"),
    "S": ("S", "scalar", "the sum of squares"),
}
FORWARD = [m, c, S]
EXAMPLE = {"h": np.array([[0.5, -1.5], [0.3, 0.7], [1.1, -0.2]])}
'''
SLOPE = r"\frac{\partial c_{kl}}{\partial h_{ij}} = "


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    folder = tmp_path_factory.mktemp("site") / "a"
    models, errors = Library(tiny_site(folder, {}, {"means": MEANS}), "snippets").load()
    assert [str(error) for error in errors] == []
    return Bench(models)


@pytest.mark.parametrize(
    "latex",
    [
        SLOPE + r"\delta_{ik} \delta_{jl} - \frac{1}{N} \delta_{jl}",
        SLOPE + r"\delta_{i,k} \delta_{l,j} - \frac{1}{N} \delta_{lj}",
        r"\frac{\partial m_l}{\partial h_{ij}} = \frac{1}{N} \delta_{jl}",
        r"\frac{\partial m_1}{\partial h_{ij}} = \frac{1}{N} \delta_{1j}",
        r"\frac{\partial S}{\partial h_{ij}} = \sum_k \sum_l 2 c_{kl} \delta_{ik} \delta_{jl}",
        r"h_{kl} = \sum_i \sum_j \delta_{ik} \delta_{jl} h_{ij}",
    ],
)
def test_what_is_true(bench: Bench, latex: str) -> None:
    assert bench.verify(latex, model="means").cases


@pytest.mark.parametrize(
    ("latex", "says"),
    [
        (SLOPE + r"\delta_{ik} \delta_{jl} - \frac{1}{N} \delta_{ik}", "differ"),
        (SLOPE + r"\delta_{ik} \delta_{jl} - \frac{1}{3} \delta_{jl}", ""),
        (SLOPE + r"\delta_{ik} - \frac{1}{N} \delta_{jl}", "differ"),
        (SLOPE + r"\delta_{il} \delta_{jk} - \frac{1}{N} \delta_{jl}", "runs over"),
        (SLOPE + r"\delta_{ik} \delta_{jq} - \frac{1}{N} \delta_{jl}", "not on the left"),
        (SLOPE + r"\delta_{ik} \delta_{jl} - \frac{1}{N} \delta_j", "unknown symbol"),
        (r"\delta_{ij} = \delta_{ji}", ""),
    ],
)
def test_near_misses(bench: Bench, latex: str, says: str) -> None:
    with pytest.raises(Problem) as caught:
        bench.verify(latex, model="means")
    assert says in caught.value.wrong


def test_no_mutant_survives(bench: Bench) -> None:
    latex = r"\frac{\partial m_l}{\partial h_{ij}} = \frac{1}{N} \delta_{jl}"
    binding = bench.binding("dm_dh", (), "means")
    original = Original(latex, bench.formula(latex, "means"), binding, False)
    survivors = [m.latex for m in mutants_of(original) if outcome(m, original) == "survived"]
    assert [latex for latex in survivors if "h_{1j}" not in latex] == []  # the same for any sample


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (r'r"\delta_{ij}", "identity"', r'r"\delta_i", "identity"', "delta is an identity"),
        ('EXAMPLE = {"h"', 'EXAMPLE = {"delta": 1.0, "h"', "has a value in Python too"),
    ],
)
def test_what_is_declared_must_be_a_delta(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in MEANS
    file = tmp_path / "means.py"
    file.write_text(MEANS.replace(old, new), encoding="utf-8")
    with pytest.raises(Problem, match=says):
        load_file(file)


PAGE = r"""---
title: Means
model: means
---

# Means

The mark $\delta_{kl}$ is Kronecker's.

```math {#slope snippet=means.dm_dh}
\frac{\partial m_l}{\partial h_{kj}} = \frac{1}{N} \delta_{jl}
```

```notation {model=means}
```
"""


def test_a_page_with_a_delta(tmp_path: Path) -> None:
    site = tiny_site(tmp_path / "a", {"good": GOOD, "means": PAGE}, {"means": MEANS})
    registry = registry_of(site)
    found = map(str, registry.all_complaints())
    assert [complaint for complaint in found if "means.md" in complaint] == []
    (page,) = (page for page in registry.pages.values() if page.title == "Means")
    assert r"<code>delta</code>" in html_of(registry, page)
