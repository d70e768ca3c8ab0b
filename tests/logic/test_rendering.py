"""What is shown: every directive has its markup, and no text of an author becomes markup."""

import csv
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from checked_equations.equations.errors import Complaint, Problem
from checked_equations.pages import render, signs
from checked_equations.pages.check import Checker
from checked_equations.pages.directives import FENCES, INLINE
from checked_equations.pages.directives.account import COLUMNS
from checked_equations.pages.directives.equation import Checked
from checked_equations.pages.directives.value import Value
from checked_equations.pages.marks import percent
from checked_equations.pages.options import Fault, Options
from checked_equations.pages.registry import Item, Page, Registry
from checked_equations.pages.render import PageRenderer, error_box
from checked_equations.pages.typeset import Typesetter
from tests.site import GOOD, TINY, changed, registry_of, tiny_site

TEMPLATES = Path(render.__file__).with_name("templates")


def evil(place: str) -> str:
    """A text that would be an element of its own, and end an attribute."""
    return f"<evil-{place} a='&lt;'>"


class Typeset(Typesetter):
    """Sets no formula: MathJax escapes its own output."""

    def __call__(self, latex: str, display: bool = False) -> str:
        return "<math></math>"


class Reader(HTMLParser):
    """The elements of some HTML, and all text and attributes that a reader gets."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.texts += [value for _, value in attrs if value]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


NOTED = f'source="{evil("source")}" url="https://a.org/{evil("url")}" mended=no why="{evil("why")}"'
ANSWER = f'source="a" why="{evil("answer")}: $t$, {evil("after")}"'

# Everything that a page can ask for, on a page of its own and with a link to another.
PAGE = f"""---
title: "{evil("title")}"
model: tiny
---

# Everything

```math {{#number snippet=tiny.h_prime number="{evil("number")}"}}
h_j' = \\sum_i x_i W_{{ij}}
```

```math {{#final snippet=tiny.dL_dv .final}}
\\frac{{\\partial L}}{{\\partial v_j}} = (\\hat{{s}} - t) h_j
```

```math {{#final-step continues=#final .step}}
= \\frac{{\\partial L}}{{\\partial \\hat{{s}}}} h_j
```

```math {{#exempt exempt="{evil("reason")}"}}
t \\in \\mathbb{{R}}
```

```math {{#false .refuted of=#final fault=odd {NOTED}}}
\\frac{{\\partial L}}{{\\partial v_j}} = (\\hat{{s}} - t) \\wrong{{v_j}}
```

```math {{#q .refuted .question of=#good-s fault=odd {ANSWER}}}
\\hat{{s}} = \\sum_j h_j' v_j
```

The value {{{{tiny.L:.4f}}}}, the number {{{{build.equations}}}}, of which
{{{{page.equations}}}} are here, the figure
[{evil("figure")}]{{published="{evil("publisher")}"}}, the formulas
$t$ and $t = 0.25${{exempt="{evil("inline")}"}} and the equations
[](#final), [{evil("label")}](#final) and [](#good-s).

```notation {{model=tiny}}
```

```model {{name=tiny}}
```

```source {{of=tiny.dL_dW}}
```

```errata {{fault=made}}
```

```account {{src=account.csv}}
```

```account {{src=account.csv verdict=slip}}
```

```mutants {{sample=12}}
```

```summary
```

```questions {{page=good.md}}
```

```derive {{goal=final}}
```

```network {{model=tiny of=W[1,2] alt="{evil("picture")}"}}
{evil("caption")} of $t$
```

```field {{model=tiny}}
{evil("field")} for $t$
```
"""
BACK = r"""
```math {#back .refuted of=#final fault=made why="Another factor"}
\frac{\partial L}{\partial v_j} = \hat{s} h_j
```
"""
ROW = dict.fromkeys(COLUMNS, "") | {
    "document": evil("document"),
    "line": evil("line"),
    "as_written": evil("formula"),
    "verdict": "slip",
    "refuted_id": "false",
    "equation_id": "final",
    "note": evil("note"),
}
SNIPPET = TINY.replace("return h @ v\n", f'return h @ v  # "{evil("snippet")}"\n').replace(
    '"the target"', repr(evil("meaning"))
)
SNIPPET = SNIPPET.replace("def dL_dv(dL_ds, h):\n", 'def dL_dv(dL_ds, h):\n    """What it is."""\n')
SHOWN = (
    *("title", "number", "reason", "source", "url", "why", "after", "fault", "answer"),
    *(
        "picture",
        "caption",
        "field",
        "figure",
        "publisher",
        "inline",
        "label",
        "document",
        "line",
        "formula",
        "note",
        "snippet",
        "meaning",
    ),
)


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    """A page with every directive; it and a second one refer to each other."""
    site = tiny_site(
        tmp_path_factory.mktemp("everything") / "site",
        {"a": PAGE, "good": GOOD + BACK},
        {"tiny": SNIPPET},
    )
    with (site / "docs" / "account.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, COLUMNS)
        rows.writeheader()
        rows.writerow(ROW)
    faults = {
        "odd": Fault(evil("fault")),
        "made": Fault("Made up", sourced=False),
        "practice": Fault("For practice", sourced=False),
    }
    with pytest.MonkeyPatch.context() as patch:
        # The < and = of an element are refused as typed signs; they are to be escaped all the same.
        patch.setattr(signs, "typed_signs", lambda text: iter(()))
        registry = Checker(Options(site, faults=faults, live=("tiny",))).check()
    assert [str(c) for c in registry.all_complaints()] == []
    return registry


def html_of(registry: Registry, page: Page) -> str:
    pieces = PageRenderer(registry, page, Typeset(registry.options.cache)).pieces()
    return "\n".join(piece.html for piece in pieces)


def everything(registry: Registry) -> Reader:
    return Reader("\n".join(html_of(registry, page) for page in registry.pages.values()))


def test_no_text_becomes_an_element(registry: Registry) -> None:
    assert [e for e in everything(registry).elements if e.startswith("evil")] == []


@pytest.mark.parametrize("place", SHOWN)
def test_what_an_author_writes_is_shown_as_it_is(registry: Registry, place: str) -> None:
    assert evil(place) in "".join(everything(registry).texts)


@pytest.mark.parametrize(
    ("off", "shown"), [(0.0, "0"), (0.00026, "0.026"), (0.0997, "10"), (0.996, "100"), (1.4, "140")]
)
def test_a_share_has_two_digits_and_no_power_of_ten(off: float, shown: str) -> None:
    assert percent(off) == f"{shown}\N{NO-BREAK SPACE}%"


def test_an_error_is_shown_as_it_is() -> None:
    problem = Problem(evil("wrong"), evil("expected"), evil("fix"))
    shown = Reader(error_box(Complaint(evil("path"), 7, problem)))
    assert shown.elements == ["div", "strong", "br", "br"]
    for place in ("wrong", "expected", "fix", "path"):
        assert evil(place) in "".join(shown.texts)


def kinds(kind: type[Item] = Item) -> Iterator[type[Item]]:
    for subclass in kind.__subclasses__():
        yield subclass
        yield from kinds(subclass)


@pytest.mark.parametrize("name", [*FENCES, *(rule.name for rule in INLINE)])
def test_every_directive_is_on_the_page_and_has_its_template(registry: Registry, name: str) -> None:
    modules = {"math": {"equation", "refuted"}}.get(name, {name})
    items = registry.pages["docs/a.md"].items
    found = {type(item) for item in items if module_of(type(item)) in modules}
    assert found
    for kind in found:
        assert (TEMPLATES / kind.template).is_file()


def module_of(kind: type[Item]) -> str:
    return kind.__module__.rpartition(".")[2]


def test_a_result_has_its_value_and_python_and_a_step_has_neither(registry: Registry) -> None:
    html = html_of(registry, registry.pages["docs/a.md"])
    result, step = (
        re.findall(f'<section class="[^"]*" id="{name}".*?</section>', html, re.DOTALL)[0]
        for name in ("final", "final-step")
    )
    assert 'class="equation-note equation-value"' in result
    assert "dL_dv" in "".join(Reader(result.partition('<div class="highlight"')[2]).texts)
    assert "What it is." not in result
    assert "What it is." in html  # the whole module has it
    assert "equation-value" not in step
    assert "highlight" not in step
    for section in (result, step):
        assert section.count("<summary") == section.count("Checked in this build: ") == 1


def test_the_value_of_an_inequality_is_that_of_its_first_side(tmp_path: Path) -> None:
    bound = changed(GOOD, r"\frac{1}{2} (\hat{s} - t)^2", r"\frac{1}{2} (\hat{s} - t)^2 \ge 0")
    registry = registry_of(tiny_site(tmp_path, {"good": bound}))
    assert registry.all_complaints() == []
    html = html_of(registry, registry.pages["docs/good.md"])
    (value,) = re.findall(r'id="good-L".*?equation-value"[^>]*>(.*?)</p>', html, re.DOTALL)
    assert re.match(r"<math></math>&nbsp;= 0\.\d+$", value)
    (found,) = (f for f in registry.of_type(Checked).values() if f.first_side)
    assert found.first_side == "L"


def test_the_mark_of_a_false_formula_opens_by_how_much_it_is_off(registry: Registry) -> None:
    """Its words say what is wrong with it, and a question is not answered by its mark."""
    html = html_of(registry, registry.pages["docs/a.md"])
    for name, answer in (("false", evil("why")), ("q", evil("answer"))):
        (section,) = re.findall(f'<section class="[^"]*" id="{name}".*?</section>', html, re.DOTALL)
        panels = re.findall('<div class="equation-panel">(.*?)</div>', section, re.DOTALL)
        assert panels
        words = r"<p>In the example its sides differ by [^<]+\s% of .* by up to [^<]+\s%\.</p>"
        assert all(re.fullmatch(words, panel) for panel in panels)
        (why,) = re.findall('<p class="equation-why">(.*?)</p>', section, re.DOTALL)
        assert "differ by" not in why
        assert any(answer in text for text in Reader(why).texts)


def test_an_equation_links_to_itself_by_its_number(registry: Registry) -> None:
    """Without a script too, which makes a line to cite it by of both."""
    html = html_of(registry, registry.pages["docs/a.md"])
    sections = re.findall(r'<section class="equation[^"]*" id="(.*?)"(.*?)</section>', html, re.S)
    with_a_panel = [(name, text) for name, text in sections if "Checked in this build" in text]
    assert [name for name, _ in with_a_panel] == ["number", "final", "final-step"]
    for name, text in with_a_panel:
        assert re.findall(r'class="equation-number" href="(.*?)"', text) == [f"#{name}"]


def test_a_page_counts_its_own(registry: Registry) -> None:
    page = registry.pages["docs/a.md"]
    shown = {i.text: registry.results[i] for i in page.items if isinstance(i, Value)}
    assert shown["page.equations"] == "3"
    assert int(shown["build.equations"]) > 3


def test_errata_are_those_of_other_pages(registry: Registry) -> None:
    page = registry.pages["docs/a.md"]
    html = html_of(registry, page)
    (errata,) = re.findall('<section class="errata".*?</section>', html, re.DOTALL)
    assert "Another factor" in errata
    assert evil("answer") not in "".join(Reader(errata).texts)  # of the same fault, on this page


def test_a_summary_shows_the_results_alone(registry: Registry) -> None:
    html = html_of(registry, registry.pages["docs/a.md"])
    (summary,) = re.findall('<section class="summary".*?</section>', html, re.DOTALL)
    assert re.findall('href="(.*?)"', summary) == ["#final"]
    assert summary.count("<math") == 1
    assert " id=" not in summary  # the result itself has it


def test_a_summary_away_from_its_page_says_what_its_letters_mean(tmp_path: Path) -> None:
    good = GOOD.replace("snippet=tiny.h}", "snippet=tiny.h .result}").replace(".final", "")
    sheet = "---\ntitle: Sheet\n---\n\n```summary {page=good.md}\n```\n"
    page = changed(good, "The loss is", "```summary\n```\n\nThe loss is")
    registry = registry_of(tiny_site(tmp_path, {"good": page, "sheet": sheet}))
    assert [str(c) for c in registry.all_complaints()] == []
    html = html_of(registry, registry.pages["docs/sheet.md"])
    assert re.findall("<dd>(.*?)</dd>", html) == [
        "what enters unit j",
        "the activation",
        "what leaves unit j",
    ]
    assert html.count("<dt><math") == 3
    assert "<dl" not in html_of(registry, registry.pages["docs/good.md"])


def test_a_slope_of_a_function_names_the_function(tmp_path: Path) -> None:
    sheet = "---\ntitle: Sheet\n---\n\n```summary {page=good.md}\n```\n"
    registry = registry_of(tiny_site(tmp_path, {"good": GOOD, "sheet": sheet}))
    html = html_of(registry, registry.pages["docs/sheet.md"])
    assert "the activation" in html  # of f'(h_j'): no formula has f itself
    assert "<dd>the loss</dd>" in html


def test_questions_have_their_answers_folded(registry: Registry) -> None:
    html = html_of(registry, registry.pages["docs/a.md"])
    (questions,) = re.findall('<section class="questions".*?</section>', html, re.DOTALL)
    count = questions.count('<ol class="options">')
    assert questions.startswith(
        '<section class="questions" data-search-exclude><details>'
        f"<summary>{count} questions</summary>"
    )
    assert questions.count("<summary>The answer</summary>") == count > 1
    assert set(re.findall('href="(.*?)#', questions)) == {"../good/"}


def test_the_text_of_a_link_to_an_equation_may_go_on_in_the_next_line(tmp_path: Path) -> None:
    page = "---\nmodel: tiny\n---\n\nSee [two\nwords](#good-s), [not\n\nthree](#good-s).\n"
    site = tiny_site(tmp_path / "site", {"good": GOOD, "a": page})
    registry = Checker(Options(site)).check()
    (link,) = registry.pages["docs/a.md"].items
    assert registry.page_of[registry.results[link]].path == "docs/good.md"
    assert "good/#good-s" in html_of(registry, registry.pages["docs/a.md"])


def test_every_template_is_that_of_an_item() -> None:
    shared = {"parts.html", "error.html", "switch.html"}
    used = {kind.template for kind in kinds()} - {""}
    assert {file.name for file in TEMPLATES.iterdir()} == used | shared


def test_elements_are_closed_in_their_order(registry: Registry) -> None:
    """Each piece by itself: Markdown puts them into whatever stands around."""

    class Balance(HTMLParser):
        open: list[str]

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag not in ("br", "img", "hr"):
                self.open.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert self.open.pop() == tag

    for page in registry.pages.values():
        for piece in PageRenderer(registry, page, Typeset(registry.options.cache)).pieces():
            reader = Balance()
            reader.open = []
            reader.feed(piece.html)
            assert reader.open == [], piece.html
