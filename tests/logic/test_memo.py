"""A second pass verifies what has changed, and nothing else; what is false stays false."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from checked_equations.equations.verdict.verify import verify
from checked_equations.pages.check import Checker
from checked_equations.pages.extension import Site
from checked_equations.pages.options import Options
from checked_equations.pages.registry import Page, Registry
from checked_equations.pages.render import PageRenderer, Piece
from checked_equations.pages.scan import scan
from checked_equations.pages.shown import faults
from tests.site import GOOD, TINY, options_of, replaced, tiny_site

pytestmark = pytest.mark.slow

OTHER = """---
model: other
---

The loss is $L = \\frac{1}{2} (\\hat{s} - t)^2$, and $h_j = f(h_j')$.
"""
IMPORTING = """---
model: importing
---

The result is $\\hat{s} = \\sum_j h_j v_j$.
"""
FORMULAS = {  # of each model
    "tiny": 8,
    "other": 2,
    "importing": 1,
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    pages = {"good": GOOD, "other": OTHER, "importing": IMPORTING}
    modules = {
        "other": TINY,
        "importing": "from snippets.tiny import EXAMPLE, FORWARD, L, NOTATION, h, h_prime, s\n",
    }
    site = tiny_site(tmp_path / "site", pages, modules)
    replaced(site / "mkdocs.yml", "require_shown: true", "require_shown: false")
    return site


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The model and the first side of each formula that is verified from now on."""
    calls: list[tuple[str, str]] = []

    def recorded(formula: Any, binding: Any) -> Any:
        calls.append((formula.scope.model.name, formula.text(0)))
        return verify(formula, binding)

    monkeypatch.setattr("checked_equations.pages.derivation.verify", recorded)
    return calls


@pytest.fixture
def again(
    site: Path, verified: list[tuple[str, str]]
) -> Iterator[Callable[[], list[tuple[str, str]]]]:
    """One more pass of a checker that has seen the site once; what it verified."""
    checker = Checker(options_of(site))

    def check() -> list[tuple[str, str]]:
        verified.clear()
        assert checker.check().all_complaints() == []
        return list(verified)

    assert Counter(model for model, _ in check()) == FORMULAS
    yield check
    # Whatever was changed, the pass after that has nothing to do.
    assert check() == []


Again = Callable[[], list[tuple[str, str]]]


def test_nothing_is_verified_twice(again: Again) -> None:
    assert again() == []


def test_of_a_changed_page_the_changed_formulas_alone(site: Path, again: Again) -> None:
    replaced(site / "docs" / "good.md", "# Good\n", "# Good\n\nMore words, and $t$.\n")
    assert again() == []
    replaced(site / "docs" / "good.md", "h_j = f(h_j')", "h_k = f(h_k')")
    assert again() == [("tiny", "h_k")]


def test_a_definition_concerns_what_follows_it(site: Path, again: Again) -> None:
    """Of two formulas the first does not know of the definition between them."""
    page = site / "docs" / "other.md"
    replaced(page, ", and", ", with $c = 2 t$ and $c - t = t$, and")
    found = again()
    assert ("other", "L") not in found
    assert ("other", "h_j") in found
    replaced(page, "$c = 2 t$", "$c = t + t$")
    assert [model for model, _ in again()] == ["other"] * 3


@pytest.mark.parametrize(
    ("module", "models"), [("tiny", ("tiny", "importing")), ("other", ("other",))]
)
def test_of_a_changed_snippet_what_runs_it(
    site: Path, again: Again, module: str, models: tuple[str, ...]
) -> None:
    replaced(site / "snippets" / f"{module}.py", "return s - t", "return -(t - s)")
    assert Counter(model for model, _ in again()) == {m: FORMULAS[m] for m in models}


@pytest.mark.parametrize("name", ["numbers.csv", "data/numbers.csv", "data/more.py"])
def test_a_data_file_beside_the_snippets_concerns_them_all(
    site: Path, again: Again, name: str
) -> None:
    file = site / "snippets" / name
    file.parent.mkdir(exist_ok=True)
    for text in ("1\n", "2\n"):
        file.write_text(text, encoding="utf-8")
        assert Counter(model for model, _ in again()) == FORMULAS


def test_a_page_that_has_not_changed_is_not_read_again(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def recorded(page: Page, options: Options) -> None:
        read.append(page.path)
        scan(page, options)

    monkeypatch.setattr("checked_equations.pages.reading.scan", recorded)
    checker = Checker(options_of(site))
    first = checker.check()
    assert sorted(read) == ["docs/good.md", "docs/importing.md", "docs/other.md"]
    read.clear()
    assert checker.check().counts() == first.counts()
    assert read == []
    replaced(site / "docs" / "other.md", "The loss is", "The loss, of course, is")
    assert checker.check().counts() == first.counts()
    assert read == ["docs/other.md"]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_page_is_read_again_with_its_picture(site: Path, ends: str) -> None:
    """Its complaints belong to one pass, and do not add up."""
    page, picture = site / "docs" / "seen.md", site / "docs" / "seen.svg"
    text = '# Seen\n\n--8<-- "docs/seen.svg"\n'
    page.write_bytes(text.replace("\n", ends).encode())
    checker = Checker(options_of(site))
    for what, count in (("", 1), ("words", 0), ("0.5", 1), ("0.5 and 0.25", 2), ("words", 0)):
        if what:
            picture.write_text(f"<svg><text>{what}</text></svg>", encoding="utf-8")
        for _ in range(2):
            assert len(checker.check().all_complaints()) == count, what
    picture.unlink()
    assert len(checker.check().all_complaints()) == 1


def test_what_is_false_stays_false_until_it_is_corrected(site: Path) -> None:
    checker = Checker(options_of(site))
    assert checker.check().all_complaints() == []
    page = site / "docs" / "good.md"
    right, wrong = "v_j f'(h_j') x_i", "v_j x_i"
    for _ in range(2):
        line = replaced(page, right, wrong)
        messages = [[str(c) for c in checker.check().all_complaints()] for _ in range(2)]
        assert messages[0] == messages[1]
        ((message,), _) = messages
        assert message.startswith(f"docs/good.md:{line}: sides 1 and 2 differ")
        replaced(page, wrong, right)
        assert checker.check().all_complaints() == []


def test_a_broken_snippet_is_broken_until_it_is_corrected(site: Path) -> None:
    checker = Checker(options_of(site))
    module = site / "snippets" / "other.py"
    for old, new in (("return s - t", "return s -"), ("return s -\n", "return s - t\n")):
        replaced(module, old, new)
        counts = [len(checker.check().all_complaints()) for _ in range(2)]
        assert counts == [1 if new == "return s -" else 0] * 2


@pytest.mark.parametrize("file", ["docs/good.md", "snippets/tiny.py", "docs/new.md"])
def test_what_is_saved_during_a_pass_is_seen_by_the_next(
    site: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    looked = Site(options_of(site))
    check = looked._checker.check

    def check_and_save() -> Registry:
        found = check()
        if file == "docs/new.md":
            (site / file).write_text("It is 0.5.\n", encoding="utf-8")
        else:
            old = "v_j f'(h_j') x_i" if file.endswith(".md") else "return s - t\n"
            replaced(site / file, old, "v_j x_i" if file.endswith(".md") else "return t - s\n")
        monkeypatch.setattr(looked._checker, "check", check)
        return found

    monkeypatch.setattr(looked._checker, "check", check_and_save)
    assert looked.refresh().all_complaints() == []
    assert looked.refresh().all_complaints() != []


def test_nothing_is_checked_again_without_a_change(site: Path) -> None:
    looked = Site(options_of(site))
    first = looked.refresh()
    assert looked.refresh() is first
    assert looked.registry() is first


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that are rendered from now on."""
    found: list[str] = []
    pieces = PageRenderer.pieces

    def recorded(renderer: PageRenderer) -> list[Piece]:
        found.append(renderer.page.path)
        return pieces(renderer)

    monkeypatch.setattr(PageRenderer, "pieces", recorded)
    return found


def shown(looked: Site) -> dict[str, list[str | Piece]]:
    """What is put into each page, by its path."""
    pages = looked.registry().pages
    return {path: looked.render(page.body, False)[1] for path, page in pages.items()}


def test_pages_that_show_the_same_are_not_rendered_again(site: Path, rendered: list[str]) -> None:
    page, other = site / "docs" / "good.md", site / "docs" / "other.md"
    with other.open("a", encoding="utf-8") as file:
        file.write("\nSee [](#good-L).\n")
    looked = Site(options_of(site))
    everything = sorted(looked.refresh().pages)
    assert sorted(rendered) == everything
    first = shown(looked)["docs/other.md"]

    def after(old: str, new: str, file: Path) -> list[str]:
        rendered.clear()
        replaced(file, old, new)
        assert looked.refresh().all_complaints() == []
        found = sorted(rendered)
        assert shown(looked) == shown(Site(options_of(site)))
        return found

    assert after("# Good\n", "# Good\n\nMore words.\n", page) == ["docs/good.md"]
    assert shown(looked)["docs/other.md"] == first
    # A number that others show, a title, a snippet: whatever they may depend on.
    new = "```math {#good-new snippet=tiny.s}\n\\hat{s} = \\sum_j v_j h_j\n```\n\n"
    assert after("```math {#good-h ", f"{new}```math {{#good-h ", page) == everything
    assert shown(looked)["docs/other.md"] != first
    assert after("title: Good\n", "title: Better\n", page) == everything
    assert after("return s - t", "return -(t - s)", site / "snippets" / "other.py") == everything


def test_what_is_wrong_is_rendered_in_each_pass(site: Path, rendered: list[str]) -> None:
    page = site / "docs" / "good.md"
    looked = Site(options_of(site))
    everything = sorted(looked.refresh().pages)
    for old, new in (("v_j f'(h_j') x_i", "v_j x_i"), ("v_j x_i", "v_j f'(h_j') x_i")):
        rendered.clear()
        replaced(page, old, new)
        looked.refresh()
        assert sorted(rendered) == everything


def test_html_with_which_nothing_was_wrong_is_not_read_again(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def recorded(html: str, *others: Any) -> Any:
        read.append(html)
        return faults(html, *others)

    monkeypatch.setattr("checked_equations.pages.extension.faults", recorded)
    looked = Site(options_of(site))
    looked.serving = True
    page = looked.registry().pages["docs/other.md"]
    pieces = [piece for piece in looked.render(page.body, False)[1] if isinstance(piece, Piece)]
    html = "".join(f"<p>\ue000{number}\ue001</p>" for number in range(len(pieces)))
    for text, count in ((html, 1), (html, 0), (f"{html}<p>0.5</p>", 1), (f"{html}<p>0.5</p>", 1)):
        read.clear()
        assert bool(looked.accept(text, pieces, page)) is ("0.5" in text)
        assert len(read) == count
    read.clear()
    assert looked.accept(html, [*pieces, pieces[0]], page) != []
    assert read == [html]
