"""The values of several steps are named as formulas name them."""

import numpy as np
import pytest

from checked_equations.equations.loading.load import Library
from checked_equations.equations.values.by_step import by_step
from checked_equations.equations.values.report import Binding
from tests.logic.test_verify import Bench
from tests.logic.test_walks import MODELS
from tests.site import tiny_site

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    folder = tmp_path_factory.mktemp("site") / "a"
    models, errors = Library(tiny_site(folder, {}, MODELS), "snippets").load()
    assert errors == []
    return Bench(models)


Z = [rf"z^{{({layer})}}" for layer in (1, 2, 3)]
DELTA = [rf"\delta^{{({layer})}}" for layer in (1, 2, 3)]
DC_DZ = r"\frac{\partial C}{\partial z^{(l)}} = "
BACK = r"(W^{(l+1)})^\top \delta^{(l+1)} \odot f'(z^{(l)})"


@pytest.mark.parametrize(
    ("latex", "snippet", "names"),
    [
        (r"z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}", "z", Z),
        # Only the steps that it speaks of; a symbol that it names rather than a fraction.
        (rf"{DC_DZ} \delta^{{(l)}} = {BACK}", "delta", DELTA[:2]),
        # What stands last gives it no name: it says what it is equal to.
        (rf"{DC_DZ} \delta^{{(l)}}", "delta", [rf"\partial C/\partial {z}" for z in Z]),
        (r"C = \frac{1}{2} (a^{(L)} - y)^\top (a^{(L)} - y)", "C", []),
        (r"\delta^{(L)} = (a^{(L)} - y) \odot f'(z^{(L)})", "delta", []),
    ],
)
def test_each_value_has_the_name_of_its_step(
    bench: Bench, latex: str, snippet: str, names: list[str]
) -> None:
    model = bench.models["deep"]
    formula = bench.formula(latex, "deep")
    found = by_step(formula, formula.example_of(Binding(model, snippet, None)))
    assert [name for name, _ in found] == names
    values = formula.scope.points.example.values[snippet]
    for step, (_, value) in enumerate(found, start=1):
        assert np.array_equal(value, values[step])
