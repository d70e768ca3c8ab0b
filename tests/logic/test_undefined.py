"""What has no value is named, with what it is taken of, and a domain only where one can help."""

from pathlib import Path

import pytest

from checked_equations.equations.errors import FalseStatement
from checked_equations.equations.loading.load import Library, load_file
from checked_equations.equations.meaning.scope import Scope
from checked_equations.equations.models.points import Points
from checked_equations.equations.values.formula import Formula
from checked_equations.equations.verdict.verify import verify
from tests.site import tiny_site

INPUTS = '''"""Inputs, and what has no value for some of them."""

import numpy as np


def z(w, x):
    return w * x


def g(r):
    return np.sqrt(r)


def d(v):
    return 1 / (len(v) - 4)


NOTATION = {
    "x": ("x", "scalar", "an input"),
    "w": ("w", "scalar", "an input"),
    "k": ("k", "scalar", "an input", "not negative"),
    "r": ("r", "scalar", "a radius"),
    "v": ("v_i", "values", "numbers"),
    "N": ("N", "size of values", "how many"),
    "z": ("z", "scalar", "a product"),
    "g": ("g", "scalar", "a root"),
    "d": ("d", "scalar", "a share"),
}

FORWARD = [z, g, d]

EXAMPLE = {"x": 0.5, "w": 0.8, "k": 0.5, "r": 1.4, "v": np.array([0.2, 0.3, 0.5]), "N": 3}
'''
HELP = {
    r"\sqrt{w} \sqrt{w} = w": (r"\sqrt{w} has no finite value where w is -1.2", "domain of w that"),
    r"\frac{k}{\sqrt{k}} = \sqrt{k}": (r"where \sqrt{k} is 0, at", "domain of k that"),
    r"\sqrt{z} = \sqrt{w x}": (r"\sqrt{w x} has no finite value where w x is -", "domain of x, w"),
    r"\sum_i \log(v_i) = \sum_i \log(1 v_i)": (
        r"\log(1 v_{i}) has no finite value where 1 v_{i} is -",
        "of v_i",
    ),
    r"g^2 = r": ("the snippet g raises FloatingPointError", "domain of r that"),
}
NO_HELP = {
    r"\frac{x}{w - w} = 1": "where w - w is 0, at random point 1",
    r"\frac{1}{N - 3} x = \frac{1}{N - 3} x": "where N - 3 is 0, at random point 1",
    r"\frac{1}{N - 4} = \frac{1}{N - 4}": "where N - 4 is 0, at random point 1 with other sizes",
}


@pytest.fixture(scope="module")
def points(tmp_path_factory: pytest.TempPathFactory) -> Points:
    folder: Path = tmp_path_factory.mktemp("undefined")
    models, errors = Library(tiny_site(folder / "site", {}, {"inputs": INPUTS}), "snippets").load()
    assert errors == []
    return Points(models["inputs"])


def problem(points: Points, latex: str) -> FalseStatement:
    scope = Scope(points)
    with pytest.raises(FalseStatement) as caught:
        verify(Formula(scope.parse(latex), scope), None)
    return caught.value


@pytest.mark.parametrize("latex", HELP)
def test_the_value_and_the_input_are_named(points: Points, latex: str) -> None:
    found, (wrong, fix) = problem(points, latex), HELP[latex]
    assert wrong in found.wrong
    assert fix in found.fix


@pytest.mark.parametrize("latex", NO_HELP)
def test_no_domain_is_suggested_where_none_can_help(points: Points, latex: str) -> None:
    found = problem(points, latex)
    assert NO_HELP[latex] in found.wrong
    assert "domain" not in found.fix + found.more()


def test_a_snippet_is_named_with_its_inputs(points: Points) -> None:
    found = problem(points, "g^2 = r")
    assert "in g (inputs.py:11), at random point 2 (r = -" in found.wrong
    assert "v = [" in problem(points, r"d (N - 4) = 1").wrong


ROOT = '''"""A root, whose input has no domain."""

import numpy as np


def y(c):
    return c**2


NOTATION = {"c": ("c", "scalar", "a number"), "y": ("y", "scalar", "its square")}
FORWARD = [y]
EXAMPLE = {"c": 0.7}
'''
OF_THE_EXAMPLE = {
    # a formula that has no value elsewhere: what is wrong with it, if anything
    r"\sqrt{c} = 0.83666": "",
    r"\sqrt{c} \approx 0.837": "",
    r"\ln c = -0.35667": "",
    r"\sqrt{c} = \sqrt{0.7} = 0.83666": "",
    r"\sqrt{c} = 0.83667": "on the running example",
    r"\ln c = -0.35668": "on the running example",
    r"\sqrt{c} = c^{0.5} = 0.83666": "has no finite value",
    r"\sqrt{c} > 0.8": "has no finite value",
    r"\sqrt{c} = 1": "sides 1 and 2 differ",
    r"\underbrace{\sqrt{c}}_{=c^{0.5}} = 0.83666": "has no finite value",
}


@pytest.mark.parametrize("latex", OF_THE_EXAMPLE)
def test_decimals_speak_of_the_example_alone(tmp_path: Path, latex: str) -> None:
    file = tmp_path / "root.py"
    file.write_text(ROOT)
    scope = Scope(Points(load_file(file)))
    formula = Formula(scope.parse(latex), scope)
    if OF_THE_EXAMPLE[latex]:
        with pytest.raises(FalseStatement, match=OF_THE_EXAMPLE[latex]):
            verify(formula, None)
    else:
        verify(formula, None)
