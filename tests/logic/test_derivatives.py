"""A derivative in Python that is not one is named once, and what uses it is not."""

from pathlib import Path

import pytest

from checked_equations.equations.loading.load import Library
from tests.site import GOOD, ROOT, TINY, registry_of, tiny_site

pytestmark = pytest.mark.slow

# The same network, whose activation is a function of the module.
OWN = (
    TINY.replace('"f": ("f", "function"', '"_f": ("f", "function"')
    .replace(
        "def h(f, h_prime):\n    return f(h_prime)",
        "def _f(u):\n    return np.tanh(u)\n\n\n"
        "def _f_prime(u):\n    return 1 / np.cosh(u) ** 2\n\n\n"
        "def h(h_prime):\n    return _f(h_prime)",
    )
    .replace("f_prime, h_prime, x):", "h_prime, x):")
    .replace("* f_prime(h_prime)", "* _f_prime(h_prime)")
    .replace('    "f": np.tanh,\n    "f_prime": lambda u: 1 / np.cosh(u) ** 2,\n', "")
)
# And one with a loss that is left open.
OPEN = TINY.replace(
    "def L(s, t):\n    return (s - t) ** 2 / 2", "def L(l, s, t):\n    return l(t, s)"
).replace(
    "def dL_ds(s, t):\n    return s - t", "def dL_ds(l_prime, s, t):\n    return l_prime(t, s)"
).replace(
    '    "t": ("t"', '    "l": (r"\\ell", "function of scalar, scalar", "a loss"),\n    "t": ("t"'
).replace(
    '    "t": 0.25', '    "l": lambda t, s: (s - t) ** 2 / 2,\n    "l_prime": lambda t, s: s - t,\n'
    '    "t": 0.25'
)  # fmt: skip
OPEN_PAGE = (
    GOOD.replace(r"= \frac{1}{2} (\hat{s} - t)^2", r"= \ell(t, \hat{s})")
    .replace(r"= \hat{s} - t", r"= \frac{\partial L}{\partial \hat{s}}")
    .replace(r"= (\hat{s} - t)", r"= \frac{\partial L}{\partial \hat{s}}")
)


def complaints(folder: Path, module: str, page: str = GOOD) -> list[str]:
    """What is said of the page with a module in place of `tiny`."""
    site = tiny_site(folder / "site", {"good": page}, {"tiny": module})
    return [str(complaint) for complaint in registry_of(site).all_complaints()]


def line(module: str, text: str) -> int:
    """The line of the first place of a text."""
    return module.count("\n", 0, module.index(text)) + 1


TRUE = {
    "given": TINY,
    "own": OWN,
    "called otherwise": OWN.replace("_f_prime", "_df_du"),
    # The derivative by the value of the function.
    "by the value": OWN.replace("1 / np.cosh(u) ** 2", "1 - u**2").replace(
        "_f_prime(h_prime)", "_f_prime(_f(h_prime))"
    ),
    # On a kink, and where it has no value, nothing is said of it.
    "with a kink": TINY.replace("np.tanh", "lambda u: np.where(u > 0, u, 0)").replace(
        "lambda u: 1 / np.cosh(u) ** 2", "lambda u: np.where(u > 0, 1, 0)"
    ),
    "on a half-line": OWN.replace("np.tanh(u)", "np.exp(np.log(u * u))").replace(
        "1 / np.cosh(u) ** 2", "2 * u"
    ),
    "a constant": TINY.replace("np.tanh", "lambda u: 3 * u").replace(
        "lambda u: 1 / np.cosh(u) ** 2", "lambda u: 3"
    ),
}


@pytest.mark.parametrize("case", TRUE)
def test_a_right_derivative(tmp_path: Path, case: str) -> None:
    assert complaints(tmp_path, TRUE[case]) == []


def test_a_wrong_derivative_in_the_running_example(tmp_path: Path) -> None:
    module = TINY.replace("lambda u: 1 / np.cosh(u) ** 2", "lambda u: 1 / np.cosh(u)")
    (found,) = complaints(tmp_path, module)
    where = f"snippets/tiny.py:{line(module, 'lambda u: 1')}: "
    assert found.startswith(f"{where}f_prime in EXAMPLE is not the derivative of f: at ")


def test_a_wrong_derivative_by_the_last_of_two_arguments(tmp_path: Path) -> None:
    assert complaints(tmp_path / "right", OPEN, OPEN_PAGE) == []
    module = OPEN.replace("lambda t, s: s - t", "lambda t, s: t - s")
    (found,) = complaints(tmp_path, module, OPEN_PAGE)
    assert "l_prime in EXAMPLE is not the derivative of l: at " in found


def test_a_wrong_derivative_by_an_array(tmp_path: Path) -> None:
    names = ("__init__", "sigmoid", "two_layer")
    modules = {n: (ROOT / "snippets" / f"{n}.py").read_text(encoding="utf-8") for n in names}
    right = '"loss_prime": dE_dy_hat'
    assert right in modules["two_layer"]
    modules["two_layer"] = modules["two_layer"].replace(
        right, '"loss_prime": lambda y, y_hat: y_hat - y[::-1]'
    )
    _, complaints = Library(tiny_site(tmp_path / "site", {}, modules), "snippets").load()
    (found,) = map(str, complaints)
    assert "loss_prime in EXAMPLE is not the derivative of loss: at " in found


@pytest.mark.parametrize("name", ["_f_prime", "f_prime", "_df", "df_du", "f_derivative"])
def test_a_wrong_derivative_of_a_module(tmp_path: Path, name: str) -> None:
    """Two gradients use it, and there is one message."""
    module = OWN.replace("_f_prime", name).replace("1 / np.cosh(u) ** 2", "1 / np.cosh(u)")
    again = GOOD.replace("Good", "Again").replace("good-", "again-")
    (found,) = complaints(tmp_path, module, GOOD + again.partition("---\n\n")[2])
    where = f"snippets/tiny.py:{line(module, f'def {name}')}: "
    assert found.startswith(f"{where}{name} is not the derivative of _f: at ")


def test_what_is_no_derivative_is_not_blamed(tmp_path: Path) -> None:
    """The derivative by the value is right, and the gradient has another mistake."""
    module = TRUE["by the value"].replace("np.outer(x, dL_dh", "np.outer(x, 2 * dL_dh")
    (found,) = complaints(tmp_path, module)
    assert "the sides are not what the snippet tiny.dL_dW computes" in found


def test_an_argument_that_nothing_gives(tmp_path: Path) -> None:
    module = TINY.replace('    "f_prime": lambda u: 1 / np.cosh(u) ** 2,\n', "")
    (found,) = complaints(tmp_path, module)
    assert found.startswith(f"snippets/tiny.py:{line(module, 'def dL_dW')}: dL_dW takes f_prime, ")
