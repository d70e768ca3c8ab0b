"""What a snippet decides by sizes, by several values at once or by errors comes out both ways."""

from pathlib import Path

import pytest

from checked_equations.equations.errors import FalseStatement, Problem
from checked_equations.equations.loading.load import Library
from checked_equations.equations.meaning.scope import Scope
from checked_equations.equations.models.model import Model
from checked_equations.equations.models.points import Points
from checked_equations.equations.values.formula import Formula
from checked_equations.equations.values.report import Binding
from checked_equations.equations.verdict.verify import verify
from tests.site import tiny_site

pytestmark = pytest.mark.slow

SQUARES = '''"""The sum of squares."""

import numpy as np

MOST = 31


def _one(x, axis=None):
    return np.sum(x) if axis is None else np.sum(x, axis)


def s(x):
    BODY


def g(x):
    return 2 * x


NOTATION = {
    "x": ("x_i", "unit", "inputs"),
    "s": ("s", "scalar", "their sum of squares"),
    "g": ("g_i", "unit", "its slopes"),
}
FORWARD = [s]
EXAMPLE = {"x": np.array([0.5, -0.3, 0.2])}
'''
SUM = r"s = \sum_i x_i^2"

# Sums of squares, but not of all arrays.
WRONG = {
    "of seven": "return np.sum(x**2) if len(x) != 7 else 3 * np.sum(x)",
    "of two": "return 2 * np.sum(x**2) if x.shape[0] == 2 else np.sum(x**2)",
    "of few": "return np.sum(x**2) if len(x) < 9 else 3 * np.sum(x)",
    "of many": "if x.size > 20:\n        return 5.0\n    return np.sum(x**2)",
    "a comparison as a factor": "return np.sum(x**2) * (1 + (len(x) == 9))",
    "of four and five": "return 1.0 if len(x) > 3 and len(x) < 6 else np.sum(x**2)",
    "a range of sizes": "return np.sum(x**2) + (5 < len(x) < 8)",
    "a membership": "return np.sum(x**2) + (len(x) in (6, 10))",
    "an element far behind": """total = 0.0
    for i in range(len(x)):
        total = total + x[i] ** 2 + (1 if i == 8 else 0)
    return total""",
    "some places": "return np.sum(np.where(np.arange(len(x)) < 8, x**2, 0))",
    "a loop": """n = len(x)
    while n > 9:
        return 1.0
    return np.sum(x**2)""",
    "a part of a list": "return sum(v**2 for i, v in enumerate(x) if i < 10)",
    "an error": """try:
        return np.sum(x**2) + 0 * x[2]
    except IndexError:
        return 1.0""",
    "a match": """match len(x):
        case 8:
            return 1.0
        case _:
            return np.sum(x**2)""",
    "all are large": "return 1.0 if np.all(x > 50) else np.sum(x**2)",
    "an identity": "nine = 9\n    return np.sum(x**2) if len(x) is not nine else 0.0",
    "any of several": "return 1.0 if any(k == len(x) for k in (8, 11)) else np.sum(x**2)",
    "an error of one's own": """try:
        assert len(x) != 6
    except AssertionError:
        return 1.0
    return np.sum(x**2)""",
    "a lambda": "return (lambda n: np.sum(x**2) if n != 6 else 0.0)(len(x))",
}
# The same without any test.
COUNTED = {
    "what is more": "return np.sum(x**2) + max(0, len(x) - 20)",
    "what is much more": "return np.sum(x**2) + np.maximum(0, x.size - 22)",
    "the first ones": "return np.sum(x[:9] ** 2)",
    "all but some": "return np.sum(x**2) - np.sum(x[11:])",
    "a table": "return np.sum(x**2) * {9: 2}.get(len(x), 1)",
    "a whole quotient": "return np.sum(x**2) + len(x) // 9",
    "a power of zero": "return np.sum(x**2) + 0.0 ** abs(x.shape[0] - 6)",
    "a list": "return np.sum(x**2) + (9 * [0.0] + 99 * [1.0])[len(x)]",
}
# The same beyond all sizes that are tried for other reasons; the numbers tell that.
CUT = {
    "the first ones": "return np.sum(x[:26] ** 2)",
    "the last ones": "return np.sum(x[-26:] ** 2)",
    "a product": "return np.sum(x[: 5 * 8] ** 2)",
    "a name": "return np.sum(x[:MOST] ** 2)",
    "twice what is far": "return np.sum(x**2) + np.sum(x[30:] ** 2)",
    "a range": "return sum(x[i] ** 2 for i in range(min(len(x), 40)))",
    "a slice by name": "return np.sum(x[slice(0, 26)] ** 2)",
    "parts": "return np.sum(np.split(x, [26])[0] ** 2)",
    "what is deleted": "return np.sum(np.delete(x, slice(100, None)) ** 2)",
}
TRUE = {
    "no test": "return np.sum(x**2)",
    "of one": "return x[0] * x[0] if len(x) == 1 else np.sum(x**2)",
    "of many": "if len(x) > 8:\n        return np.dot(x, x)\n    return np.sum(x**2)",
    "a guard": 'if len(x) == 0:\n        raise ValueError("nothing")\n    return np.sum(x**2)',
    "an assertion": "assert len(x) > 0\n    return np.sum(x**2)",
    "what is left out": "return _one(x**2)",
    "a loop": """total, n = 0.0, len(x)
    while n:
        n -= 1
        total = total + x[n] ** 2
    return total""",
    "all are positive": "return np.dot(x, x) if np.all(x > 0) else np.sum(x**2)",
    "a match": """match len(x):
        case 2:
            return x[0] ** 2 + x[1] ** 2
        case _:
            return np.sum(x**2)""",
    "two parts": "return np.sum(x[:30] ** 2) + np.sum(x[30:] ** 2)",
    "every second": "return np.sum(x[::2] ** 2) + sum(v**2 for i, v in enumerate(x) if i % 2)",
}
# True wherever it is checked, but nobody knows what else it is.
NEVER = {
    "of none": ("return np.sum(x**2) if len(x) else 0.0", r"len\(x\) does not hold in s"),
    "of a hundred": ("return np.sum(x**2) if len(x) != 100 else 0.0", "len.* != 100 does not hold"),
    "an error": (
        "try:\n        return np.sum(x**2)\n    except KeyError:\n        return 1.0",
        "except KeyError holds in s",
    ),
    "a match": (
        "match x.ndim:\n        case 2:\n            return 1.0\n    return np.sum(x**2)",
        r"case 2 holds in s \(unit.py:\d+\)",
    ),
    "of no number": ("return np.sum(x**2) if np.size(x[0]) == 1 else 1.0", "== 1 does not hold"),
    "a fixed case": ("return np.sum(x**2) if 1 > 0 else 1.0", "1 > 0 does not hold"),
}


def unit(folder: Path, body: str) -> Model:
    files = {"unit": SQUARES.replace("BODY", body)}
    models, errors = Library(tiny_site(folder / "site", {}, files), "snippets").load()
    assert errors == []
    return models["unit"]


def check(model: Model, latex: str, snippet: str | None = None) -> None:
    scope = Scope(Points(model))
    binding = Binding(model, snippet, None) if snippet else None
    verify(Formula(scope.parse(latex), scope), binding)


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_for_some_sizes(tmp_path: Path, case: str) -> None:
    model = unit(tmp_path, WRONG[case])
    with pytest.raises(FalseStatement, match="differ"):
        check(model, SUM)
    with pytest.raises(FalseStatement):
        check(model, SUM, "s")


@pytest.mark.parametrize("case", COUNTED)
def test_what_is_wrong_for_some_sizes_by_counting(tmp_path: Path, case: str) -> None:
    model = unit(tmp_path, COUNTED[case])
    with pytest.raises(FalseStatement, match="away from the usual points"):
        check(model, SUM)
    with pytest.raises(FalseStatement):
        check(model, SUM, "s")


@pytest.mark.parametrize("case", CUT)
def test_a_number_tells_at_which_size(tmp_path: Path, case: str) -> None:
    model = unit(tmp_path, CUT[case])
    for latex in (SUM, r"\frac{\partial s}{\partial x_i} = 2 x_i"):
        with pytest.raises(FalseStatement, match="away from the usual points"):
            check(model, latex)


def test_a_cut_beyond_all_sizes_is_named(tmp_path: Path) -> None:
    body = "return np.sum(x[:5000] ** 2)"
    with pytest.raises(Problem, match="takes the element 5000 of an array, or cuts it there"):
        check(unit(tmp_path / "a", body), SUM)
    model = unit(tmp_path / "b", "return np.sum(np.clip(x, -5000, 5000) ** 2)")
    with pytest.raises(Problem, match="differ"):
        check(model, SUM)


def test_what_one_size_alone_has(tmp_path: Path) -> None:
    fixed = SQUARES.replace("FORWARD = [s]", 'FORWARD = [s]\nSIZES = {"unit": 3}')
    files = {"unit": fixed.replace("BODY", "return np.sum(x[:5000] ** 2)")}
    models, errors = Library(tiny_site(tmp_path / "site", {}, files), "snippets").load()
    assert errors == []
    check(models["unit"], SUM, "s")


@pytest.mark.parametrize("case", TRUE)
def test_what_is_right_for_all_sizes(tmp_path: Path, case: str) -> None:
    model = unit(tmp_path, TRUE[case])
    check(model, SUM, "s")
    check(model, r"\frac{\partial s}{\partial x_i} = 2 x_i", "g")


@pytest.mark.parametrize("case", NEVER)
def test_what_never_happens(tmp_path: Path, case: str) -> None:
    body, wrong = NEVER[case]
    with pytest.raises(Problem, match=f"at no point .*{wrong}"):
        check(unit(tmp_path, body), SUM)


WALK = '''"""A recurrence."""

STEPS = {"t": "1..T"}


def h(w, h, t):
    return w * h[t - 1] if TEST else 2 * w


NOTATION = {
    "T": ("T", "size of t", "how many steps"),
    "w": ("w", "scalar", "a weight"),
    "h": ("h_t", "scalar", "a state"),
}
FORWARD = [h]
EXAMPLE = {"w": 0.5, "h": {0: 0.3}, "T": 4}
'''


@pytest.mark.parametrize(
    ("test", "wrong"),
    {
        "t != 40": "t != 40 does not hold in h",
        "t > 0": "t > 0 does not hold",
        "t != 3": "differ",
    }.items(),
)
def test_steps_at_which_something_else_happens(tmp_path: Path, test: str, wrong: str) -> None:
    files = {"walk": WALK.replace("TEST", test)}
    models, errors = Library(tiny_site(tmp_path / "site", {}, files), "snippets").load()
    assert errors == []
    with pytest.raises(Problem, match=wrong):
        check(models["walk"], "h_t = w h_{t-1}", "h")


def test_an_end_is_checked_by_itself(tmp_path: Path) -> None:
    files = {"walk": WALK.replace("TEST", "t < T").replace("(w, h, t)", "(w, h, t, T)")}
    models, errors = Library(tiny_site(tmp_path / "site", {}, files), "snippets").load()
    assert errors == []
    check(models["walk"], "h_T = 2 w")
