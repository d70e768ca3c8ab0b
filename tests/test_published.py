"""Published figures on a page: each stands beside what the build computes, and agrees."""

import re
from pathlib import Path

import pytest

from checked_equations.model import load_models
from checked_equations.values import value

ROOT = Path(__file__).resolve().parents[1]
# | symbol | {{what the build computes}} | [figure]{published="…"} |
_ROW = re.compile(r"^\|[^|]*\| \{\{([^{}]+)\}\} \| \[([^\]]+)\]\{published=", re.MULTILINE)
ROWS = _ROW.findall((ROOT / "docs" / "biases.md").read_text(encoding="utf-8"))


def test_all_of_mazurs_figures_are_there() -> None:
    assert len(ROWS) == 11 + 12 + 8


@pytest.mark.parametrize(("computed", "published"), ROWS)
def test_published_figure_is_what_the_build_prints(computed: str, published: str) -> None:
    models, errors = load_models(ROOT)
    assert errors == []
    assert value(computed, models, dict) == published
