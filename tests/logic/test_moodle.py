"""The question bank for Moodle: read back by another library, and by the importer's own rules."""

import html
import re
from dataclasses import replace
from pathlib import Path

import pytest
from moodle_xml_parser.parser import parse_bytes

from backprop_site import moodle
from backprop_site.moodle import write
from checked_equations.equations.shown.questions import Question
from checked_equations.pages.directives.questions import Bank
from checked_equations.pages.registry import Registry
from tests.moodle import Imported, imported
from tests.site import GOOD, changed, registry_of, tiny_site

FILE = Path("docs", "assets", "questions.xml")


def plain(text: str) -> str:
    r"""HTML as the text that it stands for, its formulas between `\(` and `\)` as `$…$`."""
    bare = html.unescape(re.sub(r"<[^>]*>", "", text))
    return bare.replace(r"\(", "$").replace(r"\)", "$")


def asked(registry: Registry) -> list[tuple[Bank, Question]]:
    banks = registry.of_type(Bank).values()
    return [(bank, question) for bank in banks for question in bank.questions]


def tiny(folder: Path, title: str = "Good") -> Registry:
    """A small site with a question bank, in a folder with its configuration."""
    page = "---\nmodel: tiny\n---\n\n```questions {page=good.md}\n```\n"
    good = changed(GOOD, "title: Good", f"title: {title}")
    site = tiny_site(folder, {"good": good, "a": page})
    (site / "docs" / "assets").mkdir()
    registry = registry_of(site)
    return replace(registry, options=replace(registry.options, root=site))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The file of a small site."""
    return content(tiny(tmp_path_factory.mktemp("tiny") / "site")).decode()


def content(registry: Registry) -> bytes:
    write(registry)
    return (registry.root / FILE).read_bytes()


def test_what_is_kept_is_of_the_same_questions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = tiny(tmp_path / "site")
    first = content(registry)

    def fails(*_: object) -> str:
        raise AssertionError("made once more")

    monkeypatch.setattr(moodle, "_moodle", fails)
    (registry.root / FILE).unlink()
    assert content(registry) == first
    monkeypatch.undo()
    kept = registry.options.cache / "questions"
    kept.write_bytes(kept.read_bytes()[:-1])
    assert content(registry) == first
    ((item, bank), *_) = registry.of_type(Bank).items()
    registry.results[item] = replace(bank, questions=bank.questions[1:])
    assert content(registry) != first


def check(registry: Registry, found: list[Imported]) -> None:
    """Each question is there with its texts, grades, answers and tolerance, in its category."""
    pairs = asked(registry)
    assert len(found) == len(pairs)
    for (bank, question), read in zip(pairs, found, strict=True):
        assert read.kind == ("numerical" if question.kind == "number" else "multichoice")
        # Moodle takes two slashes for one that parts nothing.
        assert read.category == f"$module$/Backprop/{bank.page.title.replace('/', '//')}"
        assert read.name.endswith(f": {question.snippet}")
        assert plain(read.text).startswith(question.text)
        assert all(f"${latex}$" in plain(read.text) for latex in question.given)
        assert len(read.answers) == len(question.answers)
        for answer, (text, fraction, feedback, tolerance) in zip(
            question.answers, read.answers, strict=True
        ):
            expected = answer.text if question.kind == "number" else f"${answer.text}$"
            assert plain(text) == expected
            assert fraction == answer.is_right
            assert tolerance == pytest.approx(question.tolerance, rel=1e-9)
            assert answer.words[1:] in plain(feedback)
        assert read.is_shuffled == (question.kind == "formula")
        address = f"{registry.address(bank.page)}#{question.statement}"
        links = re.findall(r'href="([^"]+)"', "".join(a[2] for a in read.answers) + read.feedback)
        assert len(links) == len(question.answers) + 1
        assert all(re.fullmatch(rf"https://.+/{re.escape(address)}", link) for link in links)


@pytest.mark.parametrize("title", ["Good", "'A & B < C'", "'<b>Good</b> \"]]>'"])
def test_any_title_can_stand_in_the_file(tmp_path: Path, title: str) -> None:
    registry = tiny(tmp_path / "site", title)
    check(registry, imported(content(registry)))


def test_the_file_is_the_same_each_time_and_stays_while_nothing_changes(
    written: str, tmp_path: Path
) -> None:
    registry = tiny(tmp_path / "site")
    assert content(registry).decode() == written
    before = (registry.root / FILE).stat().st_mtime_ns
    content(registry)
    assert (registry.root / FILE).stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ('fraction="100"', 'fraction="0"', ValueError),
        ('fraction="0"', 'fraction="100"', ValueError),
        ('fraction="0"', 'fraction="17"', ValueError),
        ('type="multichoice"', 'type="essay"', ValueError),
        ("<single>true</single>", "<single>false</single>", ValueError),
        ("<text>Which formula: dL_dv</text>", "<text></text>", ValueError),
        ("<text>Which formula", "<txt>Which formula", SyntaxError),
        ("</quiz>", "", SyntaxError),
    ],
)
def test_what_moodle_would_not_take_is_refused_here(
    written: str, old: str, new: str, error: type[Exception]
) -> None:
    assert old in written
    with pytest.raises(error):
        imported(written.replace(old, new, 1).encode())


@pytest.fixture(scope="module")
def bank(registry: Registry, tmp_path_factory: pytest.TempPathFactory) -> Registry:
    """The real site, its bank written elsewhere."""
    root = tmp_path_factory.mktemp("site")
    (root / "docs" / "assets").mkdir(parents=True)
    (root / "mkdocs.yml").write_bytes((registry.root / "mkdocs.yml").read_bytes())
    elsewhere = replace(registry, options=replace(registry.options, root=root))
    write(elsewhere)
    return elsewhere


@pytest.mark.slow
def test_the_bank_is_imported(bank: Registry) -> None:
    found = imported((bank.root / FILE).read_bytes())
    check(bank, found)
    assert len(found) >= 60
    assert len({question.category for question in found}) >= 12


@pytest.mark.slow
def test_another_library_reads_the_same(bank: Registry) -> None:
    """Its choices: it knows no numerical questions."""
    content = (bank.root / FILE).read_bytes()
    found = parse_bytes(content)["multichoice"]
    choices = [read for read in imported(content) if read.kind == "multichoice"]
    assert len(found) == len(choices) >= 40
    for read, ours in zip(found, choices, strict=True):
        assert (read.name, plain(read.text_pre_parse)) == (ours.name, plain(ours.text))
        assert read.single
        assert read.shuffle_answers is False  # it takes "1" for no, which Moodle takes for yes
        assert plain(read.general_feedback) == plain(ours.feedback)
        theirs = [(plain(o.answer), o.score_fraction, plain(o.feedback)) for o in read.options]
        assert theirs == [(plain(t), 100 * f, plain(words)) for t, f, words, _ in ours.answers]


@pytest.mark.slow
def test_no_formula_is_left_in_dollars(bank: Registry) -> None:
    text = (bank.root / FILE).read_text(encoding="utf-8")
    assert "$" not in text.replace("$module$", "")
    assert text.count(r"\(") == text.count(r"\)") > 500
