"""What docstrings say of shapes is true of the values."""

from pathlib import Path

import pytest

from tests.site import GOOD, TINY, changed, registry_of, tiny_site


def documented(name: str, words: str) -> str:
    """TINY with a docstring for one of its functions."""
    start = TINY.index(f"def {name}(")
    end = TINY.index("\n", start)
    return f'{TINY[:end]}\n    """{words}"""{TINY[end:]}'


WRONG = {
    ("dL_ds", "dL/ds = s - t. Shape: hidden."): "its value the shape ()",
    ("s", "s = h v. Shape: hidden."): "and NOTATION a scalar",
    ("h", "h = f(h'). A scalar."): "and NOTATION hidden",
    ("h", "h = f(h'). Shape: input."): "and NOTATION hidden",
    ("dL_dv", "A scalar."): "its value the shape (2,)",
    ("dL_dv", "Shape: output."): "the model has no axis output",
    ("dL_dv", "Shape: 3."): "its value the shape (2,)",
    ("dL_dv", "Shape: input."): "its value the shape",
    ("dL_dW", "Shape: hidden, input."): "its value the shape",
    ("dL_dW", "Shape (hidden, input)."): "its value the shape",
    ("dL_dW", "Shape: input."): "its value the shape (2, 2)",
    ("dL_ds", "This is $s - 2 t$."): "holds the formula $s - 2 t$, which nothing checks",
    ("dL_ds", "This is \\\\frac{1}{2}."): "holds the formula \\frac",
}
TRUE = [
    ("dL_ds", "dL/ds = s - t. A scalar. Source: a note."),
    ("dL_ds", "dL/ds = s - t. Shape: scalar."),
    ("dL_dW", "Shape: input, hidden."),
    ("dL_dW", "Shape (input, hidden)."),
    ("dL_dW", "Shape: 2, 2. Source: a note."),
    ("dL_dv", "Shape (hidden,)."),
    ("h", "h = f(h'). Shape: hidden."),
    ("dL_ds", "What it costs: $5 at most."),
    ("dL_dv", "What a scalar is multiplied by, whatever its form."),
]


@pytest.mark.parametrize(("name", "words"), WRONG)
def test_a_wrong_shape_is_refused(tmp_path: Path, name: str, words: str) -> None:
    text = documented(name, words)
    site = tiny_site(tmp_path / "site", {"good": GOOD}, {"tiny": text})
    (complaint,) = registry_of(site).all_complaints()
    assert WRONG[name, words] in complaint.problem.wrong
    assert complaint.path == "snippets/tiny.py"
    assert complaint.line == text.count("\n", 0, text.index(f"def {name}(")) + 1


@pytest.mark.parametrize(("name", "words"), TRUE)
def test_a_true_shape_passes(tmp_path: Path, name: str, words: str) -> None:
    site = tiny_site(tmp_path / "site", {"good": GOOD}, {"tiny": documented(name, words)})
    assert registry_of(site).all_complaints() == []


def test_what_is_no_value_of_the_model_has_any_shape(tmp_path: Path) -> None:
    helper = 'def twice(anything):\n    """A scalar."""\n    return 2 * anything\n\n\ndef dL_ds('
    text = changed(TINY, "def dL_ds(", helper)
    site = tiny_site(tmp_path / "site", {"good": GOOD}, {"tiny": text})
    assert not any("docstring" in str(c) for c in registry_of(site).all_complaints())
