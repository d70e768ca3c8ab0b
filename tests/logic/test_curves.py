"""The curves of the first screen: both fall at every step, and a reader cannot tell them apart."""

from pathlib import Path

import numpy as np

from backprop_site import curves
from checked_equations.equations.loading.load import Library
from checked_equations.pages.memo import Memo
from checked_equations.pages.options import Options
from checked_equations.pages.registry import Registry
from snippets import training

ROOT = Path(__file__).resolve().parents[2]


def test_the_right_one_is_what_training_gives() -> None:
    found = curves.losses(vars(training), "gradients")
    steps = len(found) - 1
    expected = training.train(training.README, training.X, training.T, training.ETA, steps)
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_both_fall_and_look_alike() -> None:
    right, wrong = (curves.losses(vars(training), rule) for rule in curves._RULES.values())
    assert right != wrong
    for losses in (right, wrong):
        assert np.all(np.diff(losses) < 0)
    assert max(abs(a - b) for a, b in zip(right, wrong, strict=True)) < 0.01 * right[0]


def test_each_rule_has_its_picture(tmp_path: Path) -> None:
    models = Library(ROOT, "snippets").load()[0]
    registry = Registry(Options(tmp_path), models, {}, Memo())
    curves.write(registry)
    pictures = {file.name: file.read_text() for file in (registry.docs / "assets").iterdir()}
    assert set(pictures) == {"curve-a.svg", "curve-b.svg"}
    for picture in pictures.values():
        assert picture.count("<polyline") == 1
