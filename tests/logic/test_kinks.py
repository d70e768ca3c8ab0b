"""Kinks stop the build where they would spoil a derivative, and nowhere else."""

import gc
import weakref
from pathlib import Path

import pytest

from checked_equations.equations.errors import Problem
from checked_equations.equations.loading.load import Library
from checked_equations.equations.meaning.scope import Scope
from checked_equations.equations.models.model import Model
from checked_equations.equations.models.points import Points
from checked_equations.equations.values.formula import Formula
from checked_equations.equations.values.kinks import kinks
from checked_equations.equations.values.report import Binding
from checked_equations.equations.verdict.refute import refute
from checked_equations.equations.verdict.verify import verify
from tests.site import GOOD, TINY, registry_of, tiny_site

pytestmark = pytest.mark.slow

# One unit: z = w x, h = rectifier(z), L = (h - t)^2 / 2. A helper of another module does the work.
RECTIFIER = '''"""A unit with a rectifier."""

import numpy as np

from snippets._helper import rectify


def z(w, x):
    return w * x


def h(z):
    return rectify(z)


def L(h, t):
    return (h - t) ** 2 / 2


def dL_dw(h, t, z, x):
    return (h - t) * np.where(z > 0, x, 0 * x)


NOTATION = {
    "x": ("x", "scalar", "an input"),
    "w": ("w", "scalar", "a weight"),
    "z": ("z", "scalar", "the weighted sum"),
    "h": ("h", "scalar", "the activation"),
    "rectify": (r"\\text{ReLU}", "function", "the rectifier"),
    "t": ("t", "scalar", "the target"),
    "L": ("L", "scalar", "the loss"),
}

FORWARD = [z, h, L]

EXAMPLE = {"x": 0.5, "w": 0.8, "t": 0.1}
'''

WAYS = {
    "maximum": "np.maximum(0, z)",
    "where": "np.where(z > 0, z, 0)",
    "condition": "z if z > 0 else 0 * z",
    "clip": "np.clip(z, 0, np.inf)",
    "mask": "z * (z > 0)",
    "halves": "(z + np.where(z > 0, z, -z)) / 2",
    "root": "(z + np.sqrt(z**2)) / 2",
}
# Right at no kink, and yet no complex step can find their slope.
IMPOSSIBLE = {
    "abs": "(z + abs(z)) / 2",
    "np.abs": "(z + np.abs(z)) / 2",
    "np.linalg.norm": "(z + np.linalg.norm(np.array([z]))) / 2",
    "np.real": "np.maximum(0, np.real(z))",
}
CHAIN = r"\frac{\partial L}{\partial w} = (h - t) \text{ReLU}'(z) x"


def model(folder: Path, way: str, text: str = RECTIFIER) -> Model:
    helper = f"import numpy as np\n\n\ndef rectify(z):\n    return {way}\n"
    models, errors = Library(
        tiny_site(folder / "site", {}, {"unit": text, "_helper": helper}), "snippets"
    ).load()
    assert errors == []
    return models["unit"]


def check(model: Model, latex: str, snippet: str | None = None) -> None:
    scope = Scope(Points(model))
    verify(Formula(scope.parse(latex), scope), Binding(model, snippet, None) if snippet else None)


@pytest.mark.parametrize("way", WAYS)
def test_a_rectifier_can_be_differentiated(tmp_path: Path, way: str) -> None:
    check(model(tmp_path, WAYS[way]), CHAIN, "dL_dw")


@pytest.mark.parametrize("way", ["maximum", "root"])
@pytest.mark.parametrize(
    "wrong",
    [
        r"\frac{\partial L}{\partial w} = (h - t) x",  # as if the slope were 1 everywhere
        r"\frac{\partial L}{\partial w} = (h - t) \text{ReLU}'(-z) x",
        r"\frac{\partial h}{\partial z} = 1",
        "h = z",
        r"\frac{\partial L}{\partial z} = h - t",
    ],
)
def test_wrong_twins_are_refused(tmp_path: Path, way: str, wrong: str) -> None:
    """Though at some points they are right: a kinked value is looked at on both of its sides."""
    with pytest.raises(Problem):
        check(model(tmp_path, WAYS[way]), wrong)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("inputs", ["0.0", "-0.0"])
def test_a_running_example_on_a_kink(tmp_path: Path, way: str, inputs: str) -> None:
    on_it = RECTIFIER.replace('"w": 0.8', f'"w": {inputs}')
    with pytest.raises(Problem, match=r"kink: rectify uses|cannot be evaluated") as caught:
        check(model(tmp_path, WAYS[way], on_it), CHAIN, "dL_dw")
    if way == "maximum":
        assert "by w at the running example" in caught.value.wrong
        assert "rectify uses np.maximum" in caught.value.wrong


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_what_drops_the_imaginary_part_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(Problem, match="complex step") as caught:
        check(model(tmp_path, IMPOSSIBLE[name]), CHAIN, "dL_dw")
    assert f"rectify uses {name}" in caught.value.wrong


@pytest.mark.parametrize(
    "way",
    [
        "np.cbrt(z)",
        "np.floor(z)",
        "np.heaviside(z, 0.5)",
        "np.arctan2(z, 1)",
        "np.logaddexp(0, z)",
        "math.erf(z)",
        "float(z)",
        "np.array([z], dtype=float)[0]",
        "np.asarray(z).astype(float)[()]",
    ],
)
def test_what_takes_no_complex_numbers_is_named_with_its_line(tmp_path: Path, way: str) -> None:
    text = RECTIFIER.replace("return rectify(z)", f"return {way}")
    unit = model(tmp_path, "z", text.replace("import numpy", "import math\n\nimport numpy"))
    with pytest.raises(Problem, match=r"in h \(unit\.py:15\), when derivatives are") as caught:
        check(unit, r"\frac{\partial L}{\partial z} = h - t")
    assert "functions that take complex numbers" in caught.value.expected


def test_models_are_not_kept_alive(tmp_path: Path) -> None:
    rectifier = model(tmp_path, WAYS["maximum"])
    check(rectifier, CHAIN, "dL_dw")
    gone = weakref.ref(rectifier)
    del rectifier
    gc.collect()
    assert gone() is None


def test_what_is_advised_instead_of_abs_works(tmp_path: Path) -> None:
    text = RECTIFIER.replace("np.where(z > 0, x, 0 * x)", "np.where(z > 0, x, -x)")
    check(model(tmp_path, "np.where(z > 0, z, -z)", text), CHAIN, "dL_dw")


def test_a_false_formula_is_no_refutation_on_a_kink(tmp_path: Path) -> None:
    rectifier = model(tmp_path, IMPOSSIBLE["abs"])
    scope = Scope(Points(rectifier))
    formula = Formula(scope.parse(r"\frac{\partial L}{\partial w} = (h - t) h x"), scope)
    with pytest.raises(Problem, match="complex step"):
        refute(formula, Binding(rectifier, "dL_dw", None))


def test_an_activation_of_the_running_example_alone(tmp_path: Path) -> None:
    """Generic points have another function, and the running example's is on its kink."""
    text = (
        RECTIFIER.replace("def h(z):\n    return rectify(z)", "def h(f, z):\n    return f(z)")
        .replace('"rectify": (r"\\text{ReLU}"', '"f": ("f"')
        .replace('"w": 0.8,', '"w": 0.0, "f": rectify, "f_prime": lambda u: 1.0 * (u > 0),')
    )
    assert '"f": ("f"' in text
    unit = model(tmp_path, WAYS["maximum"], text)
    with pytest.raises(Problem, match=r"running example .* on a kink: .*rectify uses np\.maximum"):
        check(unit, r"\frac{\partial h}{\partial z} = f'(z)")


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("np.exp(z) / (1 + np.exp(z))", ()),
        ("np.einsum('i,i->', np.array([z, 1]), np.ones(2)) ** 2", ()),
        ("np.floor(z)", ("np.floor",)),
        ("np.array(z).clip(0)", ("clip",)),
        ("(z**2) ** 0.5", ("the power 0.5",)),
        ("z**2.0 + z**3", ()),
        ("max(z, 0)", ("max",)),
        ("[np.sign][0](z)", ("np.sign",)),
        ("(lambda u: -u if u < 0 else u)(z)", ("an if", "a comparison")),
        ("getattr(np, 'fabs')(z)", ("getattr",)),
        ("z % 1", ("%",)),
    ],
)
def test_what_is_used(tmp_path: Path, body: str, found: tuple[str, ...]) -> None:
    unit = model(tmp_path, body)
    assert set(kinks(unit, "h")) == {f"rectify uses {what}" for what in found}
    assert kinks(unit, "z") == ()


def test_decorated_and_wrapped_helpers_are_read(tmp_path: Path) -> None:
    text = RECTIFIER.replace("return rectify(z)", "return _again(z)").replace(
        "def h(z)",
        "@functools.lru_cache\ndef _cached(z):\n    return abs(z)\n\n\n"
        "_again = functools.partial(_cached)\n\n\ndef h(z)",
    )
    unit = model(tmp_path, "z", text.replace("import numpy", "import functools\n\nimport numpy"))
    assert "_cached uses abs" in kinks(unit, "h")


CLASS = """class Rectifier:
    def __call__(self, z):
        return abs(z)


"""


@pytest.mark.parametrize(
    ("before", "body", "found"),
    [
        (CLASS + "_unit = Rectifier()", "_unit(z)", "__call__ uses abs"),
        (CLASS, "Rectifier()(z)", "h uses Rectifier"),
        ("_again = np.vectorize(lambda u: abs(u))", "_again(z)", "a lambda uses abs"),
        (
            "def _wrapped(f):\n    @functools.wraps(f)\n    def inner(z):\n"
            "        return abs(f(z))\n\n    return inner\n\n\n"
            "@_wrapped\ndef _own(z):\n    return z",
            "_own(z)",
            "_own uses abs",
        ),
        ("def _apply(f, z):\n    return f(z)", "_apply(np.fabs, z)", "h uses np.fabs"),
    ],
)
def test_objects_are_read_or_named(tmp_path: Path, before: str, body: str, found: str) -> None:
    text = RECTIFIER.replace("return rectify(z)", f"return {body}")
    text = text.replace("def h(z)", f"{before}\n\n\ndef h(z)")
    unit = model(tmp_path, "z", text.replace("import numpy", "import functools\n\nimport numpy"))
    assert found in kinks(unit, "h")


def test_an_activation_that_is_no_function_of_the_package(tmp_path: Path) -> None:
    text = (
        RECTIFIER.replace("def h(z):\n    return rectify(z)", "def h(f, z):\n    return f(z)")
        .replace('"rectify": (r"\\text{ReLU}"', '"f": ("f"')
        .replace('"w": 0.8,', '"w": 0.8, "f": np.abs, "f_prime": np.sign,')
    )
    with pytest.raises(Problem, match=r"running example .* complex step .*h uses absolute"):
        check(model(tmp_path, "z", text), r"\frac{\partial h}{\partial z} = f'(z)")


def test_a_rectifier_as_the_activation_of_the_running_example(tmp_path: Path) -> None:
    """The wrong formula beside takes the slope at an output, which is 0 where the unit is off."""
    text = TINY.replace("np.tanh", "lambda u: np.maximum(0, u)")
    text = text.replace("lambda u: 1 / np.cosh(u) ** 2", "lambda u: 1.0 * (u > 0)")
    site = tiny_site(tmp_path / "site", {"good": GOOD}, {"tiny": text})
    assert registry_of(site).all_complaints() == []


@pytest.mark.parametrize(
    ("threshold", "says"),
    [
        (r"\frac{1}{2}", "sides 1 and 2 differ"),
        ("10^{-6}", "sides 1 and 2 differ"),
        ("-10^{-6}", "sides 1 and 2 differ"),
        ("10^{-10}", "whether the formula compares with something else than the kink"),
    ],
)
def test_a_threshold_beside_the_kink_is_named(tmp_path: Path, threshold: str, says: str) -> None:
    unit = model(tmp_path, WAYS["maximum"])
    slope = r"\frac{\partial h}{\partial z} = \mathbb{1}[z \ge 0]"
    check(unit, slope)
    with pytest.raises(Problem) as refused:
        check(unit, slope.replace("0", threshold))
    assert says in str(refused.value) + refused.value.fix


def test_a_domain_that_leads_onto_a_kink_is_named(tmp_path: Path) -> None:
    text = RECTIFIER.replace('"a weight")', '"a weight", "0 or 1")').replace("0.8", "1.0")
    with pytest.raises(Problem, match=r"within the domains .* kink") as refused:
        check(model(tmp_path, WAYS["maximum"], text), r"\frac{\partial h}{\partial w} = w x")
    assert "such as `0 or 1` leads onto one" in refused.value.fix


def test_the_slope_at_what_a_rectifier_gives(tmp_path: Path) -> None:
    unit = model(tmp_path, WAYS["maximum"])
    check(unit, CHAIN)
    with pytest.raises(Problem) as refused:
        check(unit, CHAIN.replace(r"\text{ReLU}'(z)", r"\text{ReLU}'(h)"))
    assert "see whether another value is meant, such as z" in refused.value.fix


@pytest.mark.parametrize("way", ["maximum", "where", "clip", "mask"])
def test_where_a_rectifier_gives_more_than_zero_its_slope_is_one(tmp_path: Path, way: str) -> None:
    unit = model(tmp_path, WAYS[way])
    check(unit, CHAIN.replace(r"\text{ReLU}'(z)", r"\mathbb{1}[h > 0]"))
    for other in (r"h \ge 0", "h < 0", "h > 1"):
        with pytest.raises(Problem):
            check(unit, CHAIN.replace(r"\text{ReLU}'(z)", rf"\mathbb{{1}}[{other}]"))


def test_a_function_is_no_snippet_where_it_is_called(tmp_path: Path) -> None:
    text = RECTIFIER.replace("from snippets._helper import rectify\n", "")
    text = text.replace("def z(", "def rectify(v):\n    return np.maximum(0, v)\n\n\ndef z(")
    unit = model(tmp_path, WAYS["maximum"], text)
    check(unit, r"h = \text{ReLU}(z)", "h")
    with pytest.raises(Problem, match=r"is a function, \\text\{ReLU\}, and no value") as refused:
        check(unit, r"h = \text{ReLU}(z)", "rectify")
    assert "name the one that calls rectify" in refused.value.fix
