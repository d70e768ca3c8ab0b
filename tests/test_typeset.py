"""MathJax inside Python: right output, errors that stop, a cache that cannot go stale."""

import re
import threading
from pathlib import Path

import pytest

from checked_equations import typeset
from checked_equations.typeset import TypesetError, Typesetter, write_fonts

FORMULAS = [
    r"\frac{\partial L}{\partial W_{jk}^{(2)}} = \sum_i \hat{y}_i' f'(h_k')",
    r"\begin{aligned} a &= b \\ &\quad + \left[\frac{c}{d}\right] \end{aligned}",
    r"\underbrace{\frac{\partial \hat{y}_2}{\partial W_{11}^{(2)}}}_{=0} \cdot w^{\text{new}}",
    r"\wrong{e^{-z}} \approx \log \sigma(z)",
]


@pytest.fixture
def typesetter(tmp_path: Path) -> Typesetter:
    return Typesetter(tmp_path / "cache")


def test_fraction_and_mathml(typesetter: Typesetter) -> None:
    html = typesetter(FORMULAS[0], display=True).html
    assert html.count("<mjx-mfrac>") == 1
    assert '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">' in html
    assert "<mi>∂</mi><mi>L</mi>" in html
    assert 'aria-hidden="true"' in html


def test_inline_has_no_block(typesetter: Typesetter) -> None:
    html = typesetter("x", display=False).html
    assert not re.search(r"display=.(true|block)", html)


def test_wrong_is_marked(typesetter: Typesetter) -> None:
    assert re.search(r'class="[^"]*\bwrong\b', typesetter(FORMULAS[3], display=True).html)


@pytest.mark.parametrize(
    ("latex", "complaint"),
    [
        (r"x + \foo", r"Undefined control sequence \foo"),
        (r"\frac{a", "Missing close brace"),
        (r"a^b^c", "Double exponent"),
        (r"\begin{nothing}", "Unknown environment 'nothing'"),
        (r"\left( a", r"missing \right"),
    ],
)
def test_bad_tex_stops(typesetter: Typesetter, latex: str, complaint: str) -> None:
    with pytest.raises(TypesetError, match=re.escape(complaint)):
        typesetter(latex, display=True)


@pytest.mark.parametrize("latex", FORMULAS)
def test_every_glyph_has_its_rule(typesetter: Typesetter, latex: str) -> None:
    formula = typesetter(latex, display=True)
    css = Typesetter.stylesheet([formula])
    glyphs = set(re.findall(r"mjx-c[0-9A-F]+", formula.html))
    assert glyphs
    assert {g for g in glyphs if f".{g}" not in css} == set()


def test_nothing_points_elsewhere(typesetter: Typesetter, tmp_path: Path) -> None:
    write_fonts(tmp_path)
    text = (tmp_path / "mathjax.css").read_text(encoding="utf-8")
    for latex in FORMULAS:
        formula = typesetter(latex, display=True)
        text += formula.html.replace("http://www.w3.org/1998/Math/MathML", "")
        text += "".join(formula.rules)
    assert "//" not in text


def test_same_input_same_output(tmp_path: Path) -> None:
    first, second = Typesetter(tmp_path / "a"), Typesetter(tmp_path / "b")
    for latex in FORMULAS:
        assert first(latex, display=True) == second(latex, display=True)


def test_order_does_not_matter(tmp_path: Path) -> None:
    """What a formula needs is found out alone: the ones before it leave nothing behind."""
    first, second = Typesetter(tmp_path / "a"), Typesetter(tmp_path / "b")
    forwards = [first(latex, display=True) for latex in FORMULAS]
    backwards = [second(latex, display=True) for latex in reversed(FORMULAS)]
    assert forwards == backwards[::-1]


def test_cached_without_mathjax(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Typesetter(tmp_path)(FORMULAS[0], display=True)
    monkeypatch.setattr(typeset, "_engine", lambda: pytest.fail("MathJax was started"))
    assert Typesetter(tmp_path)(FORMULAS[0], display=True) == before


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b'{"html": "x"}', b"[]"])
def test_damaged_cache_is_made_anew(tmp_path: Path, content: bytes) -> None:
    before = Typesetter(tmp_path)(FORMULAS[0], display=True)
    (file,) = tmp_path.glob("*.json")
    file.write_bytes(content)
    assert Typesetter(tmp_path)(FORMULAS[0], display=True) == before


def test_cache_is_keyed_by_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typesetter = Typesetter(tmp_path)
    typesetter("x", display=True)
    typesetter("x", display=False)
    monkeypatch.setattr(typeset, "_version", lambda: "another version")
    Typesetter(tmp_path)("x", display=True)
    assert len(list(tmp_path.glob("*.json"))) == 3


def test_threads(typesetter: Typesetter) -> None:
    found: list[str] = []

    def run(latex: str) -> None:
        found.append(typesetter(latex, display=True).html)

    threads = [threading.Thread(target=run, args=(f"x + {i}",)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 8


def test_fonts_are_written_once(tmp_path: Path) -> None:
    write_fonts(tmp_path)
    css = (tmp_path / "mathjax.css").read_text(encoding="utf-8")
    fonts = re.findall(r'url\("([^"]+)"\)', css)
    assert len(fonts) > 10
    assert all((tmp_path / font).stat().st_size > 500 for font in fonts)
    before = {f: f.stat().st_mtime_ns for f in tmp_path.iterdir()}
    write_fonts(tmp_path)
    assert {f: f.stat().st_mtime_ns for f in tmp_path.iterdir()} == before
