"""The museum: published figures come out of what it names, and its right formulas are right."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from backprop_site.museum import write
from checked_equations.pages.directives.refuted import FalseFormula, Refuted
from checked_equations.pages.registry import Registry
from snippets import Values, museum, museum_layers, sigmoid_network, training


def test_the_readmes_cells_come_from_its_rule() -> None:
    """Its sheet's own first row: the two wrong cells, and the six right ones."""
    assert training.readme_wrong_dE_dW3() == pytest.approx(0.00022487247755452336, rel=1e-14)
    assert training.readme_wrong_dE_dW4() == pytest.approx(0.0004497449551090467, rel=1e-14)
    slopes = training.gradients(training.README, training.X, training.T)
    assert slopes.W1[:, 0] == pytest.approx([0.0001882556669401121, 0.0003765113338802242], 1e-14)
    assert slopes.W2.T.ravel() == pytest.approx(
        [0.07215707291213626, 0.07269074519194478, -0.04245525009260471, -0.04276924828006376],
        rel=1e-14,
    )
    assert training.loss(training.README, training.X, training.T) == pytest.approx(
        0.24251985734837728, rel=1e-14
    )


def test_right_is_what_the_derivation_gives() -> None:
    values = Values(vars(sigmoid_network), sigmoid_network.EXAMPLE)
    assert training.readme_dE_dW3() == pytest.approx(values["dE_dW3"], rel=1e-14)
    assert training.readme_dE_dW4() == pytest.approx(values["dE_dW4"], rel=1e-14)


def test_the_class_sheet_slip_is_off_by_the_published_share() -> None:
    assert f"{training.readme_wrong_off():.3%}" == "0.026%"
    both = training.readme_wrong_dE_dW4() / training.readme_dE_dW4() - 1
    assert both == pytest.approx(training.readme_wrong_off(), rel=1e-9)


def test_mazurs_end_numbers_come_from_updating_in_place() -> None:
    assert f"{training.mazur_error_after_one_in_place():.9f}" == "0.291027924"
    assert f"{training.mazur_error_after_10000_in_place():.9f}" == "0.000035085"
    first, second = training.mazur_outputs_after_10000_in_place()
    assert (f"{first:.9f}", f"{second:.9f}") == ("0.015912196", "0.984065734")


def test_simultaneous_updates_give_other_end_numbers() -> None:
    assert f"{training.mazur_error():.9f}" == "0.298371109"
    assert f"{training.mazur_error_after_one_simultaneous():.9f}" == "0.291027774"
    assert f"{training.mazur_error_after_10000_simultaneous():.12f}" == "0.000035101878"
    first, second = training.mazur_outputs_after_10000_simultaneous()
    assert (f"{first:.9f}", f"{second:.9f}") == ("0.015913620", "0.984064274")


def test_the_newer_figure_stays_unexplained() -> None:
    for error in (
        training.mazur_error_after_10000_simultaneous(),
        training.mazur_error_after_10000_in_place(),
    ):
        assert f"{error:.10f}" != "0.0000351085"
    assert f"{training.mazur_error_after_9999_simultaneous():.10f}" == "0.0000351085"


def test_in_place_moves_hidden_weights_only_by_another_amount() -> None:
    """Written out once more: only the way back through the moved output weights differs."""
    W1, b1, W2, b2 = training.MAZUR
    a_h, a_o = training.forward(training.MAZUR, training.X)
    delta_o = (a_o - training.T) * a_o * (1 - a_o)
    moved = W2 - 0.5 * np.outer(a_h, delta_o)
    delta_h = (moved @ delta_o[0]) * a_h[0] * (1 - a_h[0])
    network = training.Network(W1 - 0.5 * np.outer(training.X, delta_h), b1, moved, b2)
    error = training.loss(network, training.X, training.T)
    assert error == pytest.approx(training.mazur_error_after_one_in_place(), rel=1e-14)


def test_the_rectifiers_mask_comes_from_the_forward_pass() -> None:
    def oracle(u: object) -> object:
        return -anp.log(1 - 1 / (1 + anp.exp(-anp.dot(given["v"], anp.maximum(0, u)))))

    given: dict[str, Any] = museum.EXAMPLE
    values = Values(vars(museum), given)
    right, wrong = values["rectifier_right"], values["rectifier_wrong"]
    assert right == pytest.approx(autograd.grad(oracle)(given["u"]), rel=1e-13)
    assert right == pytest.approx(values["rectifier_measured"], abs=1e-9)
    assert (right == wrong).tolist() == [True, False, False, True]
    signs = {
        (u > 0, arriving > 0) for u, arriving in zip(given["u"], values["arriving"], strict=True)
    }
    assert len(signs) == 4


def sigma(z: Any) -> Any:
    return 1 / (1 + anp.exp(-z))


def two_layers(v: dict[str, Any]) -> Any:
    """From z_1 on, or from what comes before it; likewise below."""
    z1 = v.get("z1", v["x"] * v["w1"] + v["b1"])
    return v.get("a1", anp.tanh(z1)) * v["w2"] + v["b2"]


def cross_entropy(v: dict[str, Any]) -> Any:
    y_hat = sigma(v.get("z2", two_layers(v)))
    return -(v["y"] * anp.log(y_hat) + (1 - v["y"]) * anp.log(1 - y_hat))


def decayed(v: dict[str, Any]) -> Any:
    return cross_entropy(v) + v["lambda_"] * v["w1"] ** 2 / 2


def rectified(v: dict[str, Any]) -> Any:
    return (anp.maximum(0, v["z1"]) - v["y"]) ** 2 / 2


def last_state(v: dict[str, Any]) -> Any:
    S1 = v.get("S1", anp.tanh(v["xi1"] + v["rho"] * v["S0"]))
    return anp.tanh(v["xi3"] + v["rho"] * anp.tanh(v["xi2"] + v["rho"] * S1))


def lstm(v: dict[str, Any]) -> Any:
    forget, update, output = sigma(v["v_f"]), sigma(v["v_u"]), sigma(v["v_o"])
    cell = forget * v["c_prev"] + update * anp.tanh(v["v_c"])
    return v["mu"] * output * anp.tanh(cell) + v["gamma"] * cell


def squared(v: dict[str, Any]) -> Any:
    h = v.get("h", sigma(v.get("s", anp.dot(v["U"], v["u"]))))
    return anp.sum((sigma(v.get("q", anp.dot(v["V"], h))) - v["t"]) ** 2) / 2


def softmax(v: dict[str, Any]) -> Any:
    return anp.exp(v["g"]) / anp.sum(anp.exp(v["g"]))


def batch(v: dict[str, Any]) -> Any:
    Q = v.get("Q", anp.dot(v["X"], v["Theta"]) + v["beta"])
    return anp.sum((Q - v["T"]) ** 2) / (2 * len(v["X"]))


# The derivative that a snippet computes: of what, and by which value.
RIGHT: dict[str, tuple[Any, Callable[[dict[str, Any]], Any], str]] = {
    "da1_dz1": (museum, lambda v: anp.tanh(v["z1"]), "z1"),
    "dL_dz2": (museum, cross_entropy, "z2"),
    "dL_da1": (museum, cross_entropy, "a1"),
    "dL_dz1": (museum, cross_entropy, "z1"),
    "dR_dw1": (museum, decayed, "w1"),
    "dM_dz1": (museum, rectified, "z1"),
    "df_dy": (museum, lambda v: anp.sin(v["x"] ** 2 * v["y"]), "y"),
    "dS3_dS1": (museum, last_state, "S1"),
    "dLambda_drho": (museum, lambda v: (last_state(v) - v["zeta"]) ** 2 / 2, "rho"),
    "dPsi_dv_c": (museum, lstm, "v_c"),
    "dPsi_dv_u": (museum, lstm, "v_u"),
    "dPsi_dv_f": (museum, lstm, "v_f"),
    "dE_dq": (museum_layers, squared, "q"),
    "dE_dV": (museum_layers, squared, "V"),
    "dE_dh": (museum_layers, squared, "h"),
    "dE_ds": (museum_layers, squared, "s"),
    "dE_dU": (museum_layers, squared, "U"),
    "dh_ds": (museum_layers, lambda v: anp.sum(sigma(v["s"])), "s"),
    "dH_dg": (museum_layers, lambda v: -anp.sum(v["tau"] * anp.log(softmax(v))), "g"),
    "dJ_dQ": (museum_layers, batch, "Q"),
    "dJ_dbeta": (museum_layers, batch, "beta"),
    "dJ_dTheta": (museum_layers, batch, "Theta"),
    "dK_dnu": (museum_layers, lambda v: anp.sum(anp.dot(v["B"], v["nu"]) ** 2) / 2, "nu"),
    "dK_dB": (museum_layers, lambda v: anp.sum(anp.dot(v["B"], v["nu"]) ** 2) / 2, "B"),
    "dPhi_dnu": (
        museum_layers,
        lambda v: anp.dot(v["nu"], anp.dot(v["A"], v["nu"])) - anp.dot(v["alpha"], v["nu"]),
        "nu",
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_right_is_what_autograd_gives(name: str) -> None:
    module, of, by = RIGHT[name]
    values = Values(vars(module), module.EXAMPLE | {"N": 4})
    given = dict(module.EXAMPLE)
    found = autograd.grad(lambda value: of(given | {by: value}))(values[by])
    np.testing.assert_allclose(values[name], found, rtol=1e-12, atol=1e-14)


def test_the_two_jacobians() -> None:
    values = Values(vars(museum_layers), museum_layers.EXAMPLE)
    of_softmax = autograd.jacobian(lambda g: softmax({"g": g}))(values["g"])
    np.testing.assert_allclose(values["dp_dg"], np.diag(of_softmax), rtol=1e-12)
    of_product = autograd.jacobian(lambda nu: anp.dot(values["B"], nu))(values["nu"])
    np.testing.assert_allclose(values["dkappa_dnu"], of_product, rtol=1e-12)


def test_every_derivative_has_its_oracle() -> None:
    derivatives = {
        n for m in (museum, museum_layers) for n in vars(m) if re.match(r"d[A-Za-z]+\d?_d", n)
    }
    assert derivatives == RIGHT.keys() | {"dp_dg", "dkappa_dnu"}


@pytest.fixture
def written(registry: Registry, tmp_path: Path) -> Registry:
    """The site, with another folder to write into."""
    return replace(registry, options=replace(registry.options, root=tmp_path))


def test_the_file_has_each_exhibit_of_the_page(written: Registry) -> None:
    registry = written
    page = registry.pages["docs/museum.md"]
    shown = [item for item in page.items if isinstance(item, FalseFormula)]
    assert len(shown) >= 24
    write(registry)
    exhibits = json.loads((registry.docs / "assets" / "museum.json").read_text(encoding="utf-8"))
    assert [exhibit["id"] for exhibit in exhibits] == [registry.ids[item] for item in shown]
    for exhibit, item in zip(exhibits, shown, strict=True):
        found = registry.results[item]
        assert isinstance(found, Refuted)
        assert exhibit["url"].startswith("https://")
        assert exhibit["mended"] in ("yes", "no", "unknown")
        assert exhibit["relative_difference"] == found.refutation.generic > 1e-6
        assert exhibit["wrong"] != exhibit["right"]
        assert "wrong" not in exhibit["wrong"]
    kinds = list(dict.fromkeys(exhibit["kind"] for exhibit in exhibits))
    assert kinds == re.findall("^## (.+)$", page.body, re.MULTILINE)


def test_the_file_is_written_only_where_something_changed(written: Registry) -> None:
    file = written.docs / "assets" / "museum.json"
    write(written)
    before = file.stat().st_mtime_ns
    write(written)
    assert file.stat().st_mtime_ns == before
    file.write_text("[]")
    write(written)
    assert len(json.loads(file.read_text(encoding="utf-8"))) >= 24
