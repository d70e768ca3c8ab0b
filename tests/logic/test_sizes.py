"""The sizes of axes: no number passes for one, and a formula can write it."""

from pathlib import Path

import numpy as np
import pytest

from checked_equations.equations.errors import Complaint, Problem
from checked_equations.equations.latex.parse import parse_chain
from checked_equations.equations.latex.printer import chain_to_latex
from checked_equations.equations.loading.load import Library
from checked_equations.equations.models.points import Points
from checked_equations.equations.notation.sizes import other_sizes
from checked_equations.equations.notation.tree import without_places
from checked_equations.equations.notation.vocabulary import Vocabulary
from checked_equations.equations.verdict.mutation import Original, mutants_of, outcome
from tests.logic.test_verify import Bench
from tests.site import GOOD, TINY, changed, registry_of, tiny_site

MEAN = '''"""The mean loss of a batch."""

import numpy as np


def s(x, w):
    return x @ w


def L(s, t, n):
    return np.sum((s - t) ** 2) / n


def dL_ds(s, t):
    return 2 * (s - t) / len(s)


NOTATION = {
    "x": ("x_{ni}", "samples, features", "an input"),
    "w": ("w_i", "features", "a weight"),
    "t": ("t_n", "samples", "a target"),
    "c": ("c", "scalar", "a number"),
    "n": ("N", "size of samples", "the number of samples"),
    "features": ("d", "size of features", "the number of features"),
    "s": ("s_n", "samples", "a result"),
    "L": ("L", "scalar", "the mean loss"),
}

FORWARD = [s, L]

EXAMPLE = {
    "x": np.arange(SAMPLES * 2.0).reshape(SAMPLES, 2) / 10,
    "w": np.array([0.4, -0.3]),
    "t": np.linspace(-0.5, 0.7, SAMPLES),
    "c": 0.5,
}
'''


def mean(samples: int) -> str:
    return MEAN.replace("SAMPLES", str(samples))


def models_of(folder: Path, **texts: str) -> tuple[Bench, list[Complaint]]:
    models, errors = Library(tiny_site(folder / "site", {}, texts), "snippets").load()
    return Bench(models), errors


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    texts = {f"mean{samples}": mean(samples) for samples in (1, 2, 3, 4)}
    found, errors = models_of(tmp_path_factory.mktemp("sizes"), **texts)
    assert errors == []
    return found


LOSS = r"L = FACTOR \sum_n (s_n - t_n)^2"
SLOPE = r"\frac{\partial L}{\partial s_n} = FACTOR \cdot 2 (s_n - t_n)"


@pytest.mark.parametrize("samples", [1, 2, 3, 4])
@pytest.mark.parametrize("latex", [LOSS, SLOPE])
def test_no_number_passes_for_a_size(bench: Bench, samples: int, latex: str) -> None:
    model = f"mean{samples}"
    assert bench.verify(latex.replace("FACTOR", r"\frac{1}{N}"), model=model).cases
    numbers = [rf"\frac{{1}}{{{n}}}" for n in range(1, 8)]
    other_axis = [rf"\frac{{1}}{{{size}}}" for size in ("d - 1", "d", "d + 1", "d + 2")]
    for wrong in (*numbers, *other_axis, "N"):
        with pytest.raises(Problem, match=r"sides 1 and 2 differ|has no finite value"):
            bench.verify(latex.replace("FACTOR", wrong), model=model)


SUMS = [
    r"L = \frac{1}{N} \sum_{n=1}^{N} (s_n - t_n)^2",
    r"L = \frac{1}{N} \sum_{n=1}^N (s_n - t_n)^2",
    r"s_n = \sum_{j=1}^{d} x_{nj} w_j",
    r"L = \frac{1}{N} \sum_{n=1}^{N} \left( \sum_{i=1}^{d} x_{ni} w_i - t_n \right)^2",
    r"\sum_{n=1}^{N} c t_n = \sum_{n=1}^{N} t_n c",
]


@pytest.mark.parametrize("latex", SUMS)
def test_a_sum_ends_at_a_size(bench: Bench, latex: str) -> None:
    report = bench.verify(latex, model="mean3")
    assert report.cases > len(bench.formula(latex, "mean3").scope.points.generic) + 1


def test_a_number_stands_for_the_size_of_the_running_example(bench: Bench) -> None:
    bench.verify(r"L = \frac{1}{3} \sum_{n=1}^{3} (s_n - t_n)^2", model="mean3")
    for mixed in (r"\frac{1}{N} \sum_{n=1}^{3}", r"\frac{1}{3} \sum_{n=1}^{N}"):
        with pytest.raises(Problem, match=r"names elsewhere|differ"):
            bench.verify(f"L = {mixed} (s_n - t_n)^2", model="mean3")
    # An index as a number speaks of its own axis alone, and not of the size that is named.
    slope = r"\frac{\partial L}{\partial s_1} = FACTOR (s_1 - t_1)"
    bench.verify(slope.replace("FACTOR", r"\frac{2}{N}"), model="mean3")
    weight = r"\frac{\partial L}{\partial w_1} = FACTOR \sum_n (s_n - t_n) x_{n1}"
    bench.verify(weight.replace("FACTOR", r"\frac{2}{N}"), model="mean3")
    for wrong in (r"\frac{2}{3}", r"\frac{2}{d}", r"\frac{2}{d + 1}"):
        with pytest.raises(Problem, match="differ"):
            bench.verify(weight.replace("FACTOR", wrong), model="mean3")


# All units are written out on some side, so that it speaks of two samples.
WRITTEN_OUT = [
    r"\sum_n t_n = t_1 + t_2",
    r"t_1 + t_2 = \sum_n t_n = \sum_{n=1}^{2} t_n",
    r"L = \frac{1}{2} ((s_1 - t_1)^2 + (s_2 - t_2)^2)",
    r"L = \frac{1}{N} \sum_n (s_n - t_n)^2 = \frac{1}{2} ((s_1 - t_1)^2 + (s_2 - t_2)^2)",
]
# Not all of them, or not there: true of two samples, and false of more.
PARTLY_WRITTEN_OUT = [
    r"\frac{\partial L}{\partial s_1} = s_1 - t_1",
    r"\frac{\partial L}{\partial s_n} = s_n - t_n",
    r"t_1 L = \frac{t_1}{2} \sum_n (s_n - t_n)^2",
    r"t_1 + L = t_1 + \frac{1}{2} \sum_n (s_n - t_n)^2",
    r"L = \frac{1}{2} \sum_n (s_n - t_n)^2 = \frac{1}{2} ((s_1 - t_1)^2 + (s_2 - t_2)^2)",
    r"\frac{1}{2} ((s_1 - t_1)^2 + (s_2 - t_2)^2) = L = \frac{1}{2} \sum_n (s_n - t_n)^2",
]


def test_an_axis_keeps_its_size_where_all_of_it_is_written_out(bench: Bench) -> None:
    for latex in WRITTEN_OUT:
        bench.verify(latex, model="mean2")
    for latex in PARTLY_WRITTEN_OUT:
        with pytest.raises(Problem, match=r"differ.* with other sizes"):
            bench.verify(latex, model="mean2")


BOUNDS = {
    r"L = \frac{1}{N} \sum_{n=1}^{d} (s_n - t_n)^2": "the bound d of a sum over samples is the "
    "size of features",
    r"L = \frac{1}{N} \sum_{n=1}^{c} (s_n - t_n)^2": "is declared as no size",
    r"L = \frac{1}{N} \sum_{n=1}^{m} (s_n - t_n)^2": "is declared as no size",
    r"L = \frac{1}{N} \sum_{n=2}^{N} (s_n - t_n)^2": "sides 1 and 2 differ",
    r"L = \frac{1}{N} \sum_{n=1}^{N - 1} (s_n - t_n)^2": "sides 1 and 2 differ",
    r"L = \frac{1}{N} \sum_{n=0}^{N} (s_n - t_n)^2": "runs from 0 to N",
    r"L = \frac{1}{N} \sum_{n=0}^{N - 1} (s_n - t_n)^2": "runs from 0 to N-1",
    r"L = \frac{1}{N} \sum_{n=1}^{N + 1} (s_n - t_n)^2": "the sum over n runs from 1 to 4",
    r"L = \frac{1}{N} \sum_{n=1}^{2 N} (s_n - t_n)^2": "the bound 2 N of a sum over samples",
    r"L = \frac{1}{N} \sum_{n=1}^{d - 1} (s_n - t_n)^2": "the bound d of a sum over samples",
    r"L = \frac{1}{N} \sum_{n=1}^{m - 1} (s_n - t_n)^2": "the index m is not on the left",
    r"L = \frac{1}{N} \sum_{n=1}^{2.5} (s_n - t_n)^2": "neither a whole number nor a symbol",
    r"L = \frac{1}{d} \sum_{n=1}^{N} (s_n - t_n)^2": "sides 1 and 2 differ",
    r"\sum_{c=1}^{N} t_c c = \sum_c c t_c": "c is an index here, and the symbol of a value too",
    r"\sum_{N=1}^{N} t_N = \sum_n t_n": "N is an index here, and the symbol of a value too",
    r"\sum_{d=1}^{N} t_d = \sum_{n=1}^{d} t_n": "the bound d of a sum over samples is",
    r"\frac{\partial L}{\partial N} = 0": "a derivative by N, which is the size of samples",
}


@pytest.mark.parametrize("latex", BOUNDS)
def test_a_bound_that_is_not_the_size(bench: Bench, latex: str) -> None:
    with pytest.raises(Problem) as caught:
        bench.verify(latex, model="mean3")
    assert BOUNDS[latex] in str(caught.value)


def test_a_size_is_a_value_of_the_running_example(bench: Bench) -> None:
    points = Points(bench.models["mean3"])
    assert points.example.values["n"] == 3
    assert [point.values["n"] for point in points.of_other_sizes()] == [
        point.sizes["samples"] for point in points.of_other_sizes()
    ]


@pytest.mark.parametrize("count", range(1, 9))
@pytest.mark.parametrize("same", [True, False])
def test_models_with_many_axes(tmp_path: Path, count: int, same: bool) -> None:
    sizes = [2 if same else 2 + k for k in range(count)]
    functions = "".join(f"def f{k}(x{k}):\n    return np.sum(x{k})\n\n\n" for k in range(count))
    notation = "".join(
        f'    "x{k}": ("X_i^{{({k})}}", "a{k}", "x"),\n    "f{k}": ("F_{k}", "scalar", "f"),\n'
        for k in range(count)
    )
    example = "".join(f'    "x{k}": np.arange({size}.0) + 1,\n' for k, size in enumerate(sizes))
    text = (
        f'"""Many axes."""\n\nimport numpy as np\n\n\n{functions}NOTATION = {{\n{notation}}}\n\n'
        f"FORWARD = [{', '.join(f'f{k}' for k in range(count))}]\n\nEXAMPLE = {{\n{example}}}\n"
    )
    bench, errors = models_of(tmp_path, many=text)
    assert errors == []
    (point,) = Points(bench.models["many"]).of_other_sizes()
    assert len(set(point.sizes.values())) == count
    assert not set(point.sizes.values()) & set(sizes)
    for k in range(count):
        assert bench.verify(rf"F_{k} = \sum_i X_i^{{({k})}}", f"f{k}", model="many").cases == 4


CONVOLUTION = '''"""A convolution with two channels."""

import numpy as np


def y(x, k):
    return np.convolve(x, k, "valid")


def both(u):
    return np.array([u, 1 - u])


def total(y):
    return np.sum(y)


NOTATION = {
    "x": ("x_i", "in", "an input"),
    "k": ("k_j", "kernel", "a weight"),
    "y": ("y_l", "out", "an output"),
    "u": ("u", "scalar", "a probability"),
    "both": ("b_c", "classes", "both probabilities"),
    "total": ("T", "scalar", "the sum"),
    "m": ("M", "size of out", "the number of outputs"),
}

FORWARD = [y, both, total]

SIZES = {
    "classes": 2,
    "out": lambda sizes: sizes["in"] - sizes["kernel"] + 1,
}

EXAMPLE = {
    "x": np.array([0.5, -0.2, 0.3, 0.8]),
    "k": np.array([0.2, 0.7]),
    "u": 0.3,
}
'''


def test_sizes_that_are_fixed_or_follow(tmp_path: Path) -> None:
    bench, errors = models_of(tmp_path, convolution=CONVOLUTION)
    assert errors == []
    (point,) = Points(bench.models["convolution"]).of_other_sizes()
    sizes = dict(point.sizes)
    assert sizes.pop("classes") == 2
    assert sizes["out"] == sizes["in"] - sizes["kernel"] + 1 >= 2
    assert len(set(sizes.values())) == 3
    assert not set(sizes.values()) & {2, 3, 4}
    assert np.shape(point.values["y"]) == (sizes["out"],)
    report = bench.verify(r"T = \sum_{l=1}^{M} y_l", "total", model="convolution")
    assert report.cases == 4
    bench.verify(r"\sum_c b_c = 1", model="convolution")
    with pytest.raises(Problem, match="differ"):
        bench.verify(r"\sum_l u = u M + \sum_l y_l - 3 u", model="convolution")


WRONG_SIZES = {
    "unknown axis": ('"classes": 2', '"class": 2', '"class"', "which is the axis of no value"),
    "another size": ('"classes": 2', '"classes": 3', '"both"', "has the sizes 3 and 2"),
    "of an input": ('"classes": 2', '"in": 3', '"in": 3', "which has the size 4 in EXAMPLE"),
    "off by one": (" + 1,", ",", '"both"|"y"', "has the sizes 2 and 3"),
    "raises": ('"kernel"] + 1', '"kernel"] // 0', '"out"', "raises ZeroDivisionError"),
    "an axis that is none": ('"kernel"] + 1', '"kernels"] + 1', '"out"', "the size of kernels"),
    "not whole": ('"kernel"] + 1', '"kernel"] / 2', '"out"', "SIZES gives 3.0 for out"),
    "circular": ('"kernel"] + 1', '"out"] + 1', '"out"', "out follows from out"),
    "no number": ('"classes": 2', '"classes": "2"', '"classes"', "SIZES gives '2' for classes"),
    "none": ('"classes": 2', '"classes": 0', '"classes"', "SIZES gives 0 for classes"),
    "of this example alone": (
        "+ 1,",
        '+ (1 if sizes["in"] == 4 else -90),',
        "SIZES = {",
        "SIZES allows the running example alone",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG_SIZES)
def test_wrong_declarations_of_sizes(tmp_path: Path, name: str) -> None:
    old, new, where, says = WRONG_SIZES[name]
    text = changed(CONVOLUTION, old, new)
    _, (error,) = models_of(tmp_path, convolution=text)
    assert says in str(error)
    assert any(part in text.split("\n")[error.line - 1] for part in where.split("|"))


UNDECLARED = {
    # what SIZES loses, a formula, and the value that does not fit
    '    "classes": 2,\n': (
        r"\sum_c b_c = 1",
        "both has the shape (2,) at random",
    ),
    '    "out": lambda sizes: sizes["in"] - sizes["kernel"] + 1,\n': (
        r"T = \sum_l y_l",
        "y has the shape",
    ),
}


@pytest.mark.parametrize("line", UNDECLARED)
def test_a_size_that_should_be_declared_is_named(tmp_path: Path, line: str) -> None:
    latex, says = UNDECLARED[line]
    symbol = '    "m": ("M", "size of out", "the number of outputs"),\n'
    text = CONVOLUTION.replace(line, "").replace(symbol, "")
    bench, errors = models_of(tmp_path, convolution=text)
    assert errors == []
    with pytest.raises(Problem) as caught:
        bench.verify(latex, model="convolution")
    assert says in str(caught.value)
    assert "declare in SIZES" in caught.value.fix


@pytest.mark.parametrize("latex", SUMS)
def test_a_printed_sum_is_read_as_the_same(latex: str) -> None:
    chain = parse_chain(latex, Vocabulary())
    again = parse_chain(chain_to_latex(chain), Vocabulary())
    assert [*map(without_places, again.sides)] == [*map(without_places, chain.sides)]


def test_mutants_of_a_sum_up_to_a_size_are_refused(bench: Bench) -> None:
    latex = SUMS[0]
    formula = bench.formula(latex, "mean3")
    original = Original(latex, formula, bench.binding("L", (), "mean3"), continues=False)
    found = {mutant.latex for mutant in mutants_of(original)}
    assert any("{ d }" in mutant for mutant in found)
    survivors = [m.latex for m in mutants_of(original) if outcome(m, original) == "survived"]
    assert survivors == []


def test_sizes_are_as_different_as_they_can_be() -> None:
    assert other_sizes({"a": 2, "b": 2}, {}) == {"a": 3, "b": 4}
    assert other_sizes({"a": 3, "b": 4, "c": 5}, {"a": 3}) == {"a": 3, "b": 7, "c": 6}
    # None is halfway between two others.
    halfway = other_sizes({"a": 2, "b": 3, "c": 4}, {})
    assert sorted(halfway.values()) == [5, 6, 8]
    found = other_sizes({"half": 2, "whole": 4}, {"half": lambda sizes: sizes["whole"] // 2})
    assert found["half"] not in (1, 2, 4)
    assert found["half"] == found["whole"] // 2


WRONG_SYMBOLS = {
    "an index": ('"N", "size of', '"N_i", "size of', "has the index i"),
    "no axis": ("size of features", "size of feature", "the size of feature, which no input has"),
    "another value": ('"c": 0.5', '"c": 0.5, "n": 7', "and has another value too"),
    "a domain": ('"the number of samples"', '"samples", "positive"', "of n, which is a size"),
    "the symbol of another": ('"c": ("c"', '"c": ("N"', "the symbol N of n is that of c too"),
    "an array's stem": ('"c": ("c"', '"c": ("t_1"', "the symbol t_1 of c is that of t too"),
    "the same stem": ('"w": ("w_i"', '"w": ("t_i"', "the symbol t_n of t is that of w too"),
}


@pytest.mark.parametrize("name", WRONG_SYMBOLS)
def test_wrong_symbols(tmp_path: Path, name: str) -> None:
    old, new, says = WRONG_SYMBOLS[name]
    _, (error,) = models_of(tmp_path, wrong=changed(mean(3), old, new))
    assert says in str(error)


def test_a_number_in_example_may_say_the_size_too(tmp_path: Path) -> None:
    _, errors = models_of(tmp_path, mean=mean(3).replace('"c": 0.5', '"c": 0.5, "n": 3'))
    assert errors == []


def test_one_function_symbol_for_two(tmp_path: Path) -> None:
    text = TINY.replace('    "h": (', '    "g": ("f", "function", "another"),\n    "h": (').replace(
        '    "f": np.tanh,', '    "f": np.tanh,\n    "g": np.sin,'
    )
    _, (error,) = models_of(tmp_path, wrong=text)
    assert "the symbol f of g is that of f too" in str(error)


def test_a_gradient_that_takes_an_input_without_a_symbol(tmp_path: Path) -> None:
    """It would not be varied: a division by one would pass."""
    text = TINY.replace(
        "def dL_ds(s, t):\n    return s - t",
        "def half(n):\n    return 1 / n\n\n\ndef dL_ds(s, t, half):\n    return (s - t) * half",
    ).replace('    "t": 0.25,', '    "t": 0.25,\n    "n": 1.0,')
    bench, errors = models_of(tmp_path, other=text)
    assert errors == []
    latex = r"\frac{\partial L}{\partial v_j} = (\hat{s} - t) h_j"
    for check in (bench.verify, bench.refute):
        with pytest.raises(Problem, match=r"other\.dL_dv depends on n, which is not in NOTATION"):
            check(latex, "dL_dv", model="other")
    bench.verify(r"\hat{s} = \sum_j h_j v_j", "s", model="other")


def test_a_size_does_not_change_alone(tmp_path: Path) -> None:
    page = GOOD + "\n{{mean.L(n=5):.3f}} and {{mean.n:d}}\n"
    registry = registry_of(tiny_site(tmp_path / "site", {"a": page}, {"mean": mean(3)}))
    (wrong,) = [c.problem.wrong for c in registry.all_complaints()]
    assert wrong == "n in mean.L(n=5):.3f, which is the size of an axis"


CONVOLVED = '''"""A convolution of one row, and a mean."""

import numpy as np


def o(x, k):
    return np.convolve(x, k[::-1], mode="valid")


def m(x):
    return np.mean(x)


def h(o, y):
    return np.sum(o) * np.mean(y)


NOTATION = {
    "x": ("x_i", "input", "the input"),
    "k": ("k_c", "kernel", "the kernel"),
    "y": ("y_n", "sample", "a sample"),
    "N": ("N", "size of sample", "the number of samples"),
    "K": ("K", "size of kernel", "the length of the kernel"),
    "o": ("o_p", "out", "the output"),
    "m": ("m", "scalar", "the mean input"),
    "h": ("h", "scalar", "a product"),
}

FORWARD = [o, m, h]

SIZES = {"out": lambda sizes: sizes["input"] - sizes["kernel"] + 1}

EXAMPLE = {
    "x": np.array([0.5, -1.5, 0.7, 0.2]),
    "k": np.array([0.4, -0.3]),
    "y": np.array([0.2, 0.5, -0.4]),
}
'''


def test_what_is_written_out_of_related_axes_leaves_the_others_free(tmp_path: Path) -> None:
    bench, errors = models_of(tmp_path, c=CONVOLVED)
    assert errors == []
    written = "(o_1 + o_2 + o_3)"
    inputs = "x_1 + x_2 + x_3 + x_4"
    for latex, name in (
        (rf"h = \frac{{1}}{{N}} {written} \sum_n y_n", "h"),
        (rf"h = \frac{{1}}{{3}} {written} (y_1 + y_2 + y_3)", "h"),
        (rf"m = \frac{{{inputs}}}{{4}}", "m"),
    ):
        assert bench.verify(latex, name, model="c").cases
    for latex, name in (
        (rf"h = \frac{{1}}{{3}} {written} \sum_n y_n", "h"),
        (rf"h = \frac{{1}}{{3}} {written} (y_1 + y_2 + y_3) \frac{{3}}{{N}}", "h"),
        (rf"m = \frac{{{inputs}}}{{N + 1}}", "m"),
        (rf"m = \frac{{{inputs}}}{{2 K}}", "m"),
    ):
        with pytest.raises(Problem, match="differ"):
            bench.verify(latex, name, model="c")
