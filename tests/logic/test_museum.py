"""Each exhibit of the museum: the published figure comes out of the mechanism it names."""

from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from snippets import Values, museum, sigmoid_network, training


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


def test_the_tanh_slope_belongs_to_the_hidden_unit() -> None:
    def oracle(z1: float) -> object:
        z2 = anp.tanh(z1) * given["w2"] + given["b2"]
        return -anp.log(1 / (1 + anp.exp(-z2)))  # the target is 1

    given: dict[str, Any] = museum.EXAMPLE
    values = Values(vars(museum), given)
    assert given["y"] == 1
    assert values["dL_dz1"] == pytest.approx(autograd.grad(oracle)(values["z1"]), rel=1e-13)
    assert abs(values["dL_dz1_wrong"] / values["dL_dz1"] - 1) > 0.5


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
