"""MathJax inside Python: right output, errors that stop, a cache that cannot go stale."""

import asyncio
import base64
import importlib.metadata
import os
import re
import threading
import unicodedata
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont

from checked_equations.pages import font, typeset
from checked_equations.pages.font import CHARACTERS, FontError, shipped, write_font
from checked_equations.pages.typeset import TypesetError, Typesetter
from tests.logic.test_latex import READ

DOCS = Path(__file__).resolve().parents[2] / "docs"
FORMULAS = [
    r"\frac{\partial L}{\partial W_{jk}^{(2)}} = \sum_i \hat{y}_i' f'(h_k')",
    r"\begin{aligned} a &= b \\ &\quad + \left[\frac{c}{d}\right] \end{aligned}",
    r"\underbrace{\frac{\partial \hat{y}_2}{\partial W_{11}^{(2)}}}_{=0} \cdot w^{\text{new}}",
    r"\wrong{e^{-z}} \approx \log \sigma(z)",
]


@pytest.fixture
def typesetter(tmp_path: Path) -> Typesetter:
    return Typesetter(tmp_path / "cache")


def test_fraction(typesetter: Typesetter) -> None:
    html = typesetter(r"\frac{\partial L}{\partial z'} < 1", display=True)
    assert html == (
        r"""<math display="block" data-latex="\frac{\partial L}{\partial z'} &lt; 1">"""
        '<mfrac linethickness="1px"><mrow><mi>∂</mi><mi>L</mi></mrow>'
        "<mrow><mi>∂</mi><msup><mi>z</mi><mo>′</mo></msup></mrow></mfrac>"
        '<mo lspace="0.278em" rspace="0.278em">&lt;</mo><mn>1</mn></math>'
    )


@pytest.mark.parametrize(
    ("latex", "content"),
    [
        # a sign of one number; a function between what it is multiplied with and what it is of
        ("= -a", '<mo lspace="0" rspace="0.278em">=</mo><mo lspace="0" rspace="0">−</mo>'),
        (
            r"b \log a",
            '<mspace width="0.167em"></mspace><mtext>log</mtext><mo lspace="0" rspace="0.167em">',
        ),
        (r"\frac{1}{2} \sum_k a", '</mfrac><mspace width="0.167em"></mspace><munder>'),
        # no space in what is small, none of the browser's at parentheses
        ("e^{-z+1}", '<mo lspace="0" rspace="0">+</mo>'),
        ("f(x)", '<mi>f</mi><mo stretchy="false">(</mo><mi>x</mi><mo stretchy="false">)</mo>'),
        # a line that goes on
        (
            r"\begin{aligned} a &= b \\ &\quad + c \end{aligned}",
            '<mo lspace="0" rspace="0.222em">+',
        ),
        # accents sit on their letter
        (r"\hat{y}", '<mover accent="true"><mi>y</mi><mo stretchy="false">ˆ</mo></mover>'),
        (r"W_{jk}^{(2)}", "<msubsup><mi>W</mi><mrow><mi>j</mi><mi>k</mi></mrow><mrow>"),
        (r"E_{\text{total}}", "<msub><mi>E</mi><mtext>total</mtext></msub>"),
        (
            r"\frac{\mathrm{d}}{\mathrm{d}z}",
            "<mtext>d</mtext><mrow><mtext>d</mtext><mi>z</mi></mrow>",
        ),
        (r"s \in \mathbb{R}", '<mo lspace="0.278em" rspace="0.278em">∈</mo><mi>ℝ</mi>'),
        (r"\mathcal{L} + \mathcal{A}", "<mi>ℒ</mi>"),
        (r"\mathcal{L} + \mathcal{A}", "<mi>𝒜</mi>"),
        (r"x \to z''", "<mo>′′</mo>"),
        (r"x_{\text{constructor}}", "<mtext>constructor</mtext>"),
        (r"\frac{a}{b}\Bigr|_x", 'minsize="1.623em" maxsize="1.623em" stretchy="true"'),
        (r"e^{\,-z}", '<mo lspace="0" rspace="0">−</mo><mi>z</mi>'),
        (r"x^{\,\,}", "<msup><mi>x</mi><mrow><mspace "),
        (r"\begin{aligned} a &= b \\ &\quad\quad \times c \end{aligned}", 'rspace="0.222em">×'),
        (r"\lim_x |x|", '<mo movablelimits="true" lspace="0" rspace="0">lim</mo>'),
        # brackets as high as what they hold
        (r"\left( \frac{a}{b} \right)", "<mrow><mo>(</mo>"),
        (r"\left[ a + e^{-z} \right]", '<mrow><mo stretchy="false">[</mo>'),
        (r"\left( W_{j}^{(2)} \right)", "<mo>)</mo></mrow>"),
        (r"\Bigl( a", '<mo minsize="1.623em" maxsize="1.623em" stretchy="true">(</mo>'),
    ],
)
def test_what_is_drawn(typesetter: Typesetter, latex: str, content: str) -> None:
    assert content in typesetter(latex, display=True)


# MathJax's own way to write MathML.
REFERENCE = """
const visitor = new core.MmlTree.SerializedMmlVisitor.SerializedMmlVisitor();
const reference = formulas => formulas.map(([latex, display]) =>
  visitor.visitTree(page.convert(latex, { display, end: core.MathItem.STATE.CONVERT })));
"""


DRAWN = ["class", "displaystyle", "linethickness", "maxsize", "minsize"]
DRAWN += ["movablelimits", "scriptlevel", "width"]


def row(node: ElementTree.Element) -> list[Any]:
    """What stands side by side in an element, without needless boxes."""
    tag = node.tag.rpartition("}")[2]
    if tag == "mi" and (node.get("mathvariant") == "normal" or len(node.text or "") > 1):
        tag = "mtext"
    inside = [part for child in node for part in row(child)]
    only_space = tag == "mstyle" and [part[0] for part in inside] == ["mspace"]
    if (tag in ("math", "mrow") or only_space) and "class" not in node.attrib:
        return inside
    found = {name: node.get(name) for name in DRAWN if node.get(name) not in (None, "1px")}
    if tag == "mtable":
        found.pop("class", None)  # stands for the alignment that MathJax writes as attributes
    if not len(node):
        return [(tag, found, *characters(node))]
    parts = [inside] if tag in ("mrow", "mstyle", "mtd", "msqrt") else list(map(row, node))
    return [(tag, found, parts)]


def characters(node: ElementTree.Element) -> tuple[str, str | None]:
    """The text of a leaf and its script, however that is said."""
    text, variant = node.text or "", node.get("mathvariant", "normal")
    if (
        unicodedata.category(text[:1] or " ") in ("Lu", "Ll", "Nd")
        and unicodedata.normalize("NFKC", text) != text
    ):
        alphabets = {"SCRIPT": "script", "BOLD ITALIC": "bold-italic", "BOLD": "bold"}
        named = (v for words, v in alphabets.items() if words in unicodedata.name(text))
        variant = next(named, "double-struck")
        text = unicodedata.normalize("NFKC", text)
    for one, several in (("^", "ˆ"), ("~", "˜"), ("″", "′′"), ("‴", "′′′")):
        text = text.replace(one, several)
    return text, variant


def same(ours: list[Any], theirs: list[Any]) -> bool:
    """Whether a row holds the same in the same order; ours may have more spaces."""
    rest = list(ours)
    for other in theirs:
        while rest and rest[0][0] == "mspace" and not alike(rest[0], other):
            rest.pop(0)
        if not rest or not alike(rest.pop(0), other):
            return False
    return all(part[0] == "mspace" for part in rest)


def alike(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    if one[:2] != other[:2] or len(one) != len(other):
        return False
    if len(one) == 4:
        return one == other
    pairs = zip(one[2], other[2], strict=False)
    return len(one[2]) == len(other[2]) and all(same(*pair) for pair in pairs)


def compared(ours: str, theirs: str) -> bool:
    return same(*(row(ElementTree.fromstring(text)) for text in (ours, theirs)))


# What the pages are without.
MORE = [
    r"\dfrac{a}{b} + \tfrac{c}{d}",
    r"a \quad b \, c \! d \; e",
    r"\frac{\displaystyle a b}{\displaystyle}",
    r"x^{\,\,} \sum_{}^{2} x",
    r"\begin{aligned} x &= 1 & y &= 2 \\ a &= b & &= c \end{aligned}",
    r"\left[ \Bigl( a \Bigr) \right] \max_x |x|",
    r"\wrong{a b} \wrong{\,} \wrong{c}",
    r"x_{\text{constructor}} \mathrm{valueOf}",
    r"\sqrt{a b} \sqrt[3]{c} \binom{n}{k}",
]


def formulas_of_the_pages() -> list[tuple[str, bool]]:
    fence = re.compile(r"^( *```math\b.*\n)([^`]*)```$", re.MULTILINE)
    found = []
    for page in sorted(DOCS.glob("*.md")):
        text = page.read_text(encoding="utf-8")
        found += [(latex, True) for _, latex in fence.findall(text)]
        # Some attributes of a fence hold formulas, too.
        found += [(latex, False) for latex in re.findall(r"\$([^$]+)\$", fence.sub(r"\1", text))]
    return found


@pytest.mark.slow
def test_nothing_is_lost() -> None:
    """Every formula of the site is made of what MathJax's own MathML is made of, in its order."""
    others = [(latex, True) for latex in [*FORMULAS, *MORE, *READ]]
    formulas = list(dict.fromkeys([*formulas_of_the_pages(), *others]))
    assert len(formulas) > 600
    v8 = typeset._mathjax()
    v8.eval(REFERENCE + ";0")
    theirs = v8.call("reference", formulas)
    for formula, ours, other in zip(formulas, typeset._typeset(formulas), theirs, strict=True):
        assert isinstance(ours, str), formula
        assert compared(ours, other), formula


@pytest.mark.parametrize(
    ("latex", "other"),
    [
        ("a - b", "a + b"),
        ("a b", "b a"),
        (r"\frac{a}{b}", r"\frac{b}{a}"),
        ("h_1'", "h_1"),
        (r"\hat{y}", "y"),
        ("W_{jk}", "W_{kj}"),
        ("e^{a} b", "e^{a b}"),
        (r"\wrong{a} b", r"a \wrong{b}"),
        (r"\mathrm{d}", "d"),
        (r"\dfrac{a}{b}", r"\tfrac{a}{b}"),
        ("a b", r"a \quad b"),
        (r"a \, b", r"a \quad b"),
        (r"\Bigl( a", r"\bigl( a"),
    ],
)
def test_a_loss_would_be_seen(typesetter: Typesetter, latex: str, other: str) -> None:
    assert not compared(*(typesetter(text, display=True) for text in (latex, other)))


@pytest.mark.parametrize("latex", READ)
def test_what_the_checker_reads_can_be_typeset(typesetter: Typesetter, latex: str) -> None:
    assert typesetter(latex, display=True)


def test_inline_has_no_block(typesetter: Typesetter) -> None:
    assert typesetter("x", display=False) == '<math data-latex="x"><mi>x</mi></math>'


def test_wrong_is_marked(typesetter: Typesetter) -> None:
    assert '<msup class="wrong">' in typesetter(FORMULAS[3], display=True)
    assert '<mrow class="wrong">' in typesetter(r"\wrong{a b}", display=True)


@pytest.mark.parametrize(
    ("latex", "complaint"),
    [
        (r"x + \foo", r"Undefined control sequence \foo"),
        (r"\frac{a", "Missing close brace"),
        (r"a^b^c", "Double exponent"),
        (r"\begin{nothing}", "Unknown environment 'nothing'"),
        (r"\left( a", r"missing \right"),
        # what not every browser draws, or draws alike
        (r"\mathfrak{W}", '<mi mathvariant="fraktur"> does not look the same in every browser'),
        (r"\mathbb{w}", '<mi mathvariant="double-struck"> does not look the same'),
        (r"\widehat{xyz}", "the accent ^ does not look the same"),
        (r"\check{x}", "the accent ˇ does not look the same"),
        (r"\smash{a}", "<mpadded> does not look the same in every browser"),
        # what the font is without
        (r"a \oint b", "lacks '∮' (CONTOUR INTEGRAL); do without it, or add it to CHARACTERS in"),
    ],
)
def test_bad_tex_stops(typesetter: Typesetter, latex: str, complaint: str) -> None:
    with pytest.raises(TypesetError, match=re.escape(complaint)):
        typesetter(latex, display=True)


def test_same_input_same_output(tmp_path: Path) -> None:
    first, second = Typesetter(tmp_path / "a"), Typesetter(tmp_path / "b")
    for latex in FORMULAS:
        assert first(latex, display=True) == second(latex, display=True)


def test_order_does_not_matter(tmp_path: Path) -> None:
    """One at a time or all at once, a formula is the same: those before it leave nothing behind."""
    first, second = Typesetter(tmp_path / "a"), Typesetter(tmp_path / "b")
    formulas = [*FORMULAS, r"x \label{same}"]
    second.learn((latex, True) for latex in reversed(formulas))
    for latex in formulas:
        assert first(latex, display=True) == second(latex, display=True)


def test_many_with_a_mistake(typesetter: Typesetter) -> None:
    """It is reported when it is asked for, and the others are there."""
    typesetter.learn([(r"\foo", True), ("x", True)])
    assert typesetter("x", display=True)
    for _ in range(2):
        with pytest.raises(TypesetError, match="Undefined"):
            typesetter(r"\foo", display=True)


@pytest.fixture
def cached(tmp_path: Path) -> Path:
    """A file of the cache, which holds the formulas."""
    Typesetter(tmp_path).learn((latex, True) for latex in FORMULAS)
    (file,) = tmp_path.iterdir()
    return file


def without_mathjax(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeset, "_mathjax", lambda: pytest.fail("MathJax was asked"))


def test_cached_without_mathjax(cached: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = [Typesetter(cached.parent / "other")(latex, display=True) for latex in FORMULAS]
    without_mathjax(monkeypatch)
    typesetter = Typesetter(cached.parent)
    assert [typesetter(latex, display=True) for latex in FORMULAS] == expected
    with pytest.raises(pytest.fail.Exception):
        typesetter(FORMULAS[0], display=False)


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: b"\xff\xfe",
        lambda content: b"[]",
        lambda content: content[:64],
        lambda content: content[:-9],
        lambda content: content.replace(b"mfrac", b"mfrab"),
        lambda content: content + b"]",
        lambda content: content.partition(b"\n")[2],
    ],
)
def test_damaged_cache_is_made_anew(cached: Path, damage: Callable[[bytes], bytes]) -> None:
    before = cached.read_bytes()
    cached.write_bytes(damage(before))
    Typesetter(cached.parent).learn((latex, True) for latex in FORMULAS)
    assert cached.read_bytes() == before


def test_cache_of_another_version_is_made_anew(
    cached: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typeset, "_version", lambda: b"another version")
    assert Typesetter(cached.parent)._unused == {}


def test_version_is_of_all_that_matters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "other"
    other.touch()
    found = {typeset._version.__wrapped__()}
    for module, name in [(typeset, "__file__"), (typeset, "_SCRIPT"), (font, "__file__")]:
        with monkeypatch.context() as patch:
            patch.setattr(module, name, str(other))
            found.add(typeset._version.__wrapped__())
    for package in ("sphinx-mathjax-offline", "mini-racer"):
        with monkeypatch.context() as patch:
            versions = {package: "another"}
            patch.setattr(importlib.metadata, "version", lambda p, v=versions: v.get(p, ""))
            found.add(typeset._version.__wrapped__())
    assert len(found) == 6


def test_cache_is_written_once_for_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Path] = []
    monkeypatch.setattr(typeset, "keep", lambda file, *_: written.append(file))
    typesetter = Typesetter(tmp_path)
    for _ in range(2):
        typesetter.learn((latex, True) for latex in FORMULAS)
    assert len(written) == 1


def test_unused_formulas_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The latest are kept, and all that are in use."""
    monkeypatch.setattr(typeset, "_UNUSED", 2)
    Typesetter(tmp_path).learn((latex, False) for latex in "abcde")
    Typesetter(tmp_path).learn((latex, False) for latex in "aex")
    assert [latex for latex, _ in Typesetter(tmp_path)._unused] == ["c", "d", "a", "e", "x"]


def test_cache_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    assert Typesetter(tmp_path / "file")("x")

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "replace", refuse)
    assert Typesetter(tmp_path / "folder")("x")
    assert list((tmp_path / "folder").iterdir()) == []


def test_threads(tmp_path: Path) -> None:
    """Several ask one typesetter, and several typesetters write one cache."""
    shared = Typesetter(tmp_path)
    found: list[str] = []

    def run(i: int) -> None:
        for typesetter in (shared, Typesetter(tmp_path)):
            found.append(typesetter(f"x + {i}", display=True))

    threads = [threading.Thread(target=run, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 16
    assert len(set(found)) == 8
    assert [file.name for file in tmp_path.iterdir()] == ["formulas.json"]
    assert set(Typesetter(tmp_path)._unused.values()) <= set(found)
    assert Typesetter(tmp_path)._unused


def test_started_where_an_event_loop_runs() -> None:
    """MathJax outlives that loop."""

    async def start() -> Any:
        return typeset._mathjax.__wrapped__()

    assert asyncio.run(start()).eval("typesetAll([['x', false]]).length") == 1


@pytest.fixture(scope="module")
def stylesheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("font") / "math.css"
    write_font(file)
    return file


def drawn_with(stylesheet: Path) -> TTFont:
    (data,) = re.findall(r"base64,([^)]+)\)", stylesheet.read_text(encoding="utf-8"))
    return TTFont(BytesIO(base64.b64decode(data)))


@pytest.mark.slow
def test_nothing_points_elsewhere(typesetter: Typesetter, stylesheet: Path) -> None:
    text = stylesheet.read_text(encoding="utf-8").replace("data:font/woff2;base64,", "")
    assert not re.search(r"https?:|url\((?!d09G)", text)
    assert "//" not in "".join(typesetter(latex, display=True) for latex in FORMULAS)


def test_font_that_lacks_a_character_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(font, "CHARACTERS", CHARACTERS | {"漢"})
    with pytest.raises(FontError, match="STIX Two Math has no '漢'"):
        write_font(tmp_path / "math.css")
    assert not (tmp_path / "math.css").exists()


def test_font_is_written_once(stylesheet: Path) -> None:
    before = stylesheet.stat().st_mtime_ns
    write_font(stylesheet)
    assert stylesheet.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: b"/* another version */",
        lambda content: content[:-9],
        lambda content: content.replace(b"STIX", b"STIY"),
    ],
)
def test_damaged_font_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: Callable[[bytes], bytes]
) -> None:
    monkeypatch.setattr(font, "_font", lambda: b"font")
    file = tmp_path / "math.css"
    write_font(file)
    before = file.read_bytes()
    file.write_bytes(damage(before))
    write_font(file)
    assert file.read_bytes() == before


def test_font_does_not_depend_on_the_time(stylesheet: Path) -> None:
    source = TTFont(shipped("ziamath", "/STIXTwoMath-Regular.ttf"))
    assert drawn_with(stylesheet)["head"].modified == source["head"].modified


def test_font_has_what_formulas_are_made_of(stylesheet: Path) -> None:
    """Each character, the slanted form of each letter, and what stretches."""
    found = drawn_with(stylesheet)
    names = found.getBestCmap()
    assert {c for c in CHARACTERS if ord(c) not in names} == set()
    slanted = {unicodedata.normalize("NFKC", chr(c)) for c in names if c >= 0x1D400}
    letters = {c for c in CHARACTERS if unicodedata.category(c) in ("Lu", "Ll") and c != "ℓ"}
    assert {unicodedata.normalize("NFKC", c) for c in letters} - slanted == set()
    assert 0x210E in names  # the slanted h
    assert names[ord("′")] == "minute.ssty"
    variants = found["MATH"].table.MathVariants
    assert {names[ord(c)] for c in "()[]"} <= set(variants.VertGlyphCoverage.glyphs)
    assert names[ord("⏟")] in variants.HorizGlyphCoverage.glyphs
