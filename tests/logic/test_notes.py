"""A Markdown file of one's own is held against a model, as `make check ARGS=notes.md` does."""

import re
from pathlib import Path

import pytest

from checked_equations.__main__ import main

MODEL = '''"""One unit."""


def z(w, x):
    return w * x


def L(z, t):
    return (z - t) ** 2 / 2


NOTATION = {
    "w": ("w", "scalar", "weight"),
    "x": ("x", "scalar", "input"),
    "t": ("t", "scalar", "target"),
    "z": ("z", "scalar", "output"),
    "L": ("L", "scalar", "loss"),
}
FORWARD = [z, L]
EXAMPLE = {"w": 0.3, "x": 1.5, "t": 1.0}
'''
HEAD = "---\nmodel: unit.py\n---\n"


def run(
    folder: Path, monkeypatch: pytest.MonkeyPatch, notes: str, *options: str, model: str = MODEL
) -> int:
    (folder / "unit.py").write_text(model, encoding="utf-8")
    (folder / "notes.md").write_text(notes, encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["checked-equations", str(folder / "notes.md"), *options])
    return main()


TRUE = r"""
First $z = w x$, and not \$5.

$$
\frac{\partial L}{\partial w}
  = (z - t) x
$$

Here $\delta = z - t$, so \[ \frac{\partial L}{\partial x} = \delta w \] as `$z = t$` is code.

```math
\delta = \frac{\partial L}{\partial z}
```

```text
$$ z = t $$
```
"""


def test_what_is_true(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, monkeypatch, HEAD + TRUE) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert "notes.md:5: holds: z = w x" in printed.out
    assert r"notes.md:12: defines: \delta = z - t" in printed.out
    assert printed.out.splitlines()[-1] == "4 hold, 1 define a name, 0 are wrong"


SEVERAL = r"""
\begin{align}
z &= w x, \\
\delta &= z - t \\
  &= w x - t
\end{align}

$$ \frac{\partial L}{\partial w} = \delta x, \qquad \frac{\partial L}{\partial x} = \delta w $$

$$
L = \frac{1}{2} \delta^2 \quad \text{and} \quad
|\delta| = \begin{cases} \delta & \delta > 0 \\ -\delta & \delta \le 0 \end{cases}
$$
"""


def test_each_statement_of_a_display_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, monkeypatch, HEAD + SEVERAL) == 0
    printed = capsys.readouterr().out.splitlines()
    assert any(" ".join(line.split()).endswith("notes.md:6: holds: z = w x") for line in printed)
    assert printed[-1] == "5 hold, 1 define a name, 0 are wrong"
    wrong = SEVERAL.replace(r"\delta w $$", r"\delta x $$").replace(r"\delta > 0", r"\delta > 1")
    assert run(tmp_path, monkeypatch, HEAD + wrong) == 1
    places = [line.split(": ")[0] for line in capsys.readouterr().err.splitlines()]
    assert [place.split(":")[-1] for place in places if "notes.md" in place] == ["11", "15"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (r"$z = w + x$", 4),
        ("\n$$\n\\frac{\\partial L}{\\partial w}\n = (z - t) w\n$$", 7),
        (r"\[\frac{\partial L}{\partial t} = z - t\]", 4),
        (r"\( z = t \)", 4),
        ("```math\nz = t\n```", 5),
        ("~~~ math\nz = t\n~~~", 5),
        ("text $$z = t$$ text", 4),
        ("$$z = q x$$", 4),
        ("two\n\n$z = w x$ and $z = t$", 6),
        # Where it might be overlooked:
        ("a ` b\n\n$z = t$\n\nc ` d", 6),
        ("```text\na\n````\n$z = t$\n```text\nb\n```", 7),
        ("- a\n\n    ```math\n    z = t\n    ```", 7),
        ("> $$\n> z = t\n> $$", 5),
        ("$z\n= t$", 5),
        (r"\begin{align}z = t\end{align}", 4),
        (r"\begin {equation*}z = t\end{equation*}", 4),
        # What is not read is named:
        ("$ z = t $", 4),
        ("$z = t$2", 4),
        ("$$ z = t", 4),
        ("&#36;z = t&#36;", 4),
        (r"\frac{1}{2} = z", 4),
        (r"\begin{cases}z = t\end{cases}", 4),
        (":math:`z = t`", 4),
        ("<math><mi>z</mi></math>", 4),
    ],
)
def test_what_is_false_is_named_with_its_line(
    text: str,
    line: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(tmp_path, monkeypatch, HEAD + text + "\n") == 1
    (error,) = capsys.readouterr().err.splitlines()
    assert f"notes.md:{line}: " in error


@pytest.mark.parametrize(
    ("notes", "options", "model", "message"),
    [
        ("$z = w x$", (), MODEL, "no model is named"),
        ("$z = w x$", ("--model", "other.py"), MODEL, "other.py"),
        (HEAD, (), MODEL.replace("NOTATION", "NOTATIONS"), "unit.py:1: no NOTATION"),
        (HEAD, (), MODEL + "1 +\n", "unit.py:21: the module raises SyntaxError"),
        (HEAD, ("--model", "nothing"), MODEL, "the model nothing does not exist"),
    ],
)
def test_a_model_that_cannot_be_used_is_named(
    notes: str,
    options: tuple[str, ...],
    model: str,
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(tmp_path, monkeypatch, notes, *options, model=model) == 1
    (error,) = capsys.readouterr().err.splitlines()
    assert message in error
    # The one place that is named is that of the error.
    assert len(re.findall(r"\.(?:py|md):\d", error)) == 1
    assert re.match(r"[^ ]*unit\.py:", error) or "unit.py:" not in message


def test_a_model_of_the_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    notes = r"$$\frac{\partial E_1}{\partial a_{o1}} = a_{o1} - t_1$$"
    assert run(tmp_path, monkeypatch, notes, "--model", "sigmoid_network") == 0
    assert "1 hold" in capsys.readouterr().out


def test_a_kink_is_named_by_what_the_file_uses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    model = MODEL.replace("return w * x", "return np.floor(w * x)")
    model = model.replace("\n\ndef z", "import numpy as np\n\n\ndef z", 1)
    notes = HEAD + r"$\frac{\partial z}{\partial w} = 1$"
    assert run(tmp_path, monkeypatch, notes, model=model) == 1
    assert "floor" in capsys.readouterr().err


def test_without_a_formula_nothing_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, monkeypatch, HEAD + "words") == 1
    assert "there is no formula" in capsys.readouterr().out


def test_other_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    for given in (["new"], ["new", "a", "b"], ["notes.txt"], ["old", "a"], ["--model", "a"]):
        monkeypatch.setattr("sys.argv", ["checked-equations", *given])
        with pytest.raises(SystemExit) as stop:
            main()
        assert stop.value.code == 2
