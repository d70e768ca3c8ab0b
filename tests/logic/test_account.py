"""The account of the sources: its form, its links, and the command that checks it."""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from checked_equations.pages.directives.account import COLUMNS, VERDICTS, summarised
from checked_equations.pages.directives.equation import Checked
from checked_equations.pages.directives.refuted import FalseFormula, Refuted
from checked_equations.pages.made import Maker
from checked_equations.pages.registry import Registry
from tests import extract_source_formulas as extractor
from tests.published import made
from tests.site import GOOD, ROOT, registry_of, tiny_site

README = r"""[//]: ![formula](https://example.org/math?math=\color{red}\Huge%20\frac{\partial%20f}{\partial%20x})
![The picture](https://example.org/picture.png)
![formula](https://example.org/math?math=\color{Green}\large%20a%20%3D%20b%2Bc)

Both readings say the same: ![a = b](https://example.org/math?math=\color{red}\Large%20a%3Db)
![a=b_1](https://example.org/math?math=\color{purple}\huge%20a%3Db_2)
![\\c*
d](https://example.org/math?math=\color{red}\huge%20%5C%5Cc%2A%0Ad)
"""

NOTE = r"""
Calculate $\frac{\partial L}{\partial w_1}$
$$z = x w_1$$
 $h = f(z)$ $k = g(h)$
Loss: L(y, yi)
=
$$\frac{a}{b}$$
 . $g'(W_{ii})$. h_i
Here, both y, and y2 and \hat{y}_1 follow a rule, as the i/p is 1:
$$\hat{y} = g(h)
= g(f(z))$$
from $\textcircled{1}$, $\textcircled{6}$
from (1), (2)
from here on: y = 3
$$\frac{c}{d"""

README_FORMULAS = [
    (1, r"\frac{\partial f}{\partial x}"),
    (2, "The picture"),
    (3, "a = b+c"),
    (5, "a = b"),
    (6, "a=b_1"),
    (6, "a=b_2"),
    (7, r"\\c* d"),
]

NOTE_FORMULAS = [
    (2, r"\frac{\partial L}{\partial w_1}"),
    (3, "z = x w_1"),
    (4, "h = f(z)"),
    (4, "k = g(h)"),
    (5, "L(y, yi)"),
    (7, r"= \frac{a}{b}"),
    (8, ". g'(W_{ii}). h_i"),
    (9, "y"),
    (9, "y2"),
    (9, r"\hat{y}_1"),
    (10, r"\hat{y} = g(h)"),
    (11, "= g(f(z))"),
    (12, r"\textcircled{1}, \textcircled{6}"),
    (13, "(1), (2)"),
    (14, "y"),
    (14, "from here on: = 3"),
    (15, r"\frac{c}{d"),
]


def account() -> Iterator[dict[str, str]]:
    with extractor.ACCOUNT.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def test_readme_is_read_by_alternative_text_and_address() -> None:
    assert list(extractor.readme_formulas(README)) == README_FORMULAS


def test_notes_are_read_in_displays_text_and_citations() -> None:
    assert list(extractor.note_formulas(NOTE)) == NOTE_FORMULAS


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Five invented documents, and an account of them that is right."""
    for name in extractor.DOCUMENTS.values():
        (tmp_path / name).write_text(README if name.endswith(".md") else NOTE, encoding="utf-8")
    monkeypatch.setattr(extractor, "ACCOUNT", tmp_path / "account.csv")
    write(tmp_path, extractor.extract(tmp_path))
    return tmp_path


def write(folder: Path, rows: list[extractor.Row]) -> None:
    with (folder / "account.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS[:3])
        writer.writerows(rows)


def test_a_right_account_passes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert extractor.main([str(folder)]) == 0
    count = len(README_FORMULAS) + 4 * len(NOTE_FORMULAS)
    assert capsys.readouterr().out.startswith(f"{count} formulas: 7 in excel-readme, ")


def test_near_misses_are_found(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    right = extractor.extract(folder)
    place = right.index(extractor.Row("two-layer-first", 4, "h = f(z)"))
    before, row, after = right[:place], right[place], right[place + 1 :]
    changed, moved = row._replace(text="h = f(z')"), row._replace(line=5)
    missing, extra = f"missing from the account: {row}", "only in the account: "
    for rows, complaints in [
        ([*before, *after], [missing]),
        ([*before, changed, *after], [missing, f"{extra}{changed}"]),
        ([*before, moved, *after], [missing, f"{extra}{moved}"]),
        ([*before, row, row, *after], [f"{extra}{row}"]),
        ([*before, after[0], row, *after[1:]], [f"out of order: {r}" for r in (after[0], row)]),
    ]:
        write(folder, rows)
        assert extractor.main([str(folder)]) == 1
        assert capsys.readouterr().err.splitlines() == complaints


def test_an_absent_document_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "excel-readme.md").unlink()
    assert extractor.main([str(folder)]) == 1
    assert "excel-readme.md: no such file" in capsys.readouterr().err


def test_columns_and_verdicts() -> None:
    rows = list(account())
    assert list(rows[0]) == list(COLUMNS)
    for row in rows:
        assert None not in row
        assert row["as_written"].strip()
        assert row["verdict"] in VERDICTS


def test_order_is_that_of_the_documents() -> None:
    documents = list(extractor.DOCUMENTS)
    places = [(documents.index(row["document"]), int(row["line"])) for row in account()]
    assert places == sorted(places)
    assert {document for document, _ in places} == set(range(len(documents)))


def test_each_verdict_has_what_it_needs() -> None:
    for row in account():
        # A list of equations can be wrong, but it is no formula that could be refuted.
        citation = row["note"].startswith("citation")
        assert bool(row["equation_id"]) == (row["verdict"] != "not-a-formula"), row
        if row["verdict"] == "correct":
            assert not row["refuted_id"], row
        else:
            assert row["note"], row
        if row["verdict"] == "wrong":
            assert bool(row["refuted_id"]) != citation, row


# How the account's notes put the faults of the refuted equations.
WHOSE = {
    "source": "in both readings",
    "alternative-text": "alternative text: ",
    "transcription": "right in the other transcription",
    "undecided": "the other transcription has no such line",
}


def test_each_formula_that_is_not_right_says_whose_fault_it_is(registry: Registry) -> None:
    found = Counter[str]()
    for row in account():
        if row["verdict"] in ("correct", "not-a-formula"):
            continue
        assert (
            "the other transcription" in row["note"]
            or "reading" in row["note"]
            or (WHOSE["alternative-text"] in row["note"])
        ), row
        if row["refuted_id"]:
            false = registry.equations[row["refuted_id"]]
            assert isinstance(false, FalseFormula), row
            fault = false.attributes.options["fault"]
            found[fault] += 1
            assert WHOSE[fault] in row["note"], row
    assert set(found) == set(WHOSE), found


def test_every_id_is_an_equation_of_the_site(registry: Registry) -> None:
    for row in account():
        correct, refuted = (
            registry.results[registry.equations[row[column]]] if row[column] else None
            for column in ("equation_id", "refuted_id")
        )
        assert correct is None or isinstance(correct, Checked), row
        if refuted is not None:
            assert isinstance(refuted, Refuted), row
            assert isinstance(correct, Checked), row
            # The same quantity; one refutation may serve two steps on the way to a result.
            corrected = registry.results[refuted.correct]
            assert isinstance(corrected, Checked), row
            assert corrected.binding == correct.binding, row


def test_summary_counts_documents_and_verdicts() -> None:
    rows = [
        {"document": d, "verdict": v} for d, v in [("a", "wrong"), ("a", "slip"), ("b", "slip")]
    ]
    assert VERDICTS[:3] == ("correct", "slip", "wrong")
    assert summarised(rows) == {
        "a": [0, 1, 1, 0, 0, 2],
        "b": [0, 1, 0, 0, 0, 1],
        "all": [0, 2, 1, 0, 0, 3],
    }


HEADER = ",".join(COLUMNS)
WRONG = {
    "an id of nothing": (
        f"{HEADER}\na,1,x,correct,,nothing,\n",
        "row 2 of data/a.csv names nothing as equation_id",
    ),
    "no equation": (f"{HEADER}\na,1,x,correct,,,\n", "names no equation for x"),
    "no equation for a slip": (f"{HEADER}\na,1,x,slip,,,\n", "names no equation for x"),
    "an equation for none": (
        f"{HEADER}\na,1,x,not-a-formula,,good-L,\n",
        "names good-L for x, of which the verdict is not-a-formula",
    ),
    "refuted and correct": (
        f"{HEADER}\na,1,x,correct,good-wrong,good-dL-dW,\n",
        "has the verdict correct, and refuted_id names good-wrong",
    ),
    "another left side": (
        f"{HEADER}\na,1,t = L,correct,,good-L,\n",
        "row 2 of data/a.csv has a correct formula for t and names good-L, an equation for L",
    ),
    "another derivative": (
        f"{HEADER}\na,1,\\frac{{\\partial L}}{{\\partial t}} = 1,correct,,good-L,\n",
        "and names good-L, an equation for L",
    ),
    "false, and called correct": (
        f"{HEADER}\na,1,L = \\frac{{1}}{{2}} (\\hat{{s}} - t),correct,,good-L,\n",
        r"row 2 of data/a.csv calls L = \frac{1}{2} (\hat{s} - t) correct: sides 1 and 2 differ",
    ),
    "another quantity shown false": (
        f"{HEADER}\na,1,x,wrong,good-wrong,good-L,b\n",
        "good-wrong, which is false for tiny.dL_dW, and names good-L, an equation for tiny.L",
    ),
    "no formula": (f"{HEADER}\na,1, ,correct,,good-L,\n", "row 2 of data/a.csv has no as_written"),
    "no document": (f"{HEADER}\n,1,x,correct,,good-L,\n", "row 2 of data/a.csv has no document"),
    "a column twice": (f"{HEADER},note\na,1,x,correct,,good-L,b,c\n", "the names of its columns"),
    "an equation as refuted": (
        f"{HEADER}\na,1,x,wrong,good-L,good-dL-dW,b\n",
        "names good-L as refuted_id; expected the id of a refuted formula",
    ),
    "another verdict": (f"{HEADER}\na,1,x,good,,,\n", "row 2 of data/a.csv has the verdict good"),
    "a comma too many": (f"{HEADER}\na,1,x,correct,,,b,c\n", "does not fit its columns"),
    "another head": ("a,b\n1,2\n", "data/a.csv does not begin with the names of its columns"),
    "no head": ("a,1,x,correct,,,b\n", "does not begin with the names of its columns"),
    "raw LaTeX": (f"{HEADER}\na,1,x,correct,,,is \\hat y\n", "raw LaTeX in the note of"),
    "a decimal": (f"{HEADER}\na,1,x,correct,,,is 0.5\n", "the decimal number 0.5 in the note of"),
    "a formula": (f"{HEADER}\na,1,x,correct,,,is $x$\n", "a $ in the note of row 2"),
    "a value": (f"{HEADER}\n{{{{a}}}},1,x,correct,,,\n", "a {{ in the document of row 2"),
    "no rows": (f"{HEADER}\n", "data/a.csv has no rows"),
    "nothing": ("", "does not begin with the names of its columns"),
    "not UTF-8": (f"{HEADER}\na,1,\xe9,correct,,,\n", "data/a.csv: 'utf-8' codec"),
}


def test_an_account_that_is_right_is_accepted(tmp_path: Path) -> None:
    rows = "a,1,x,wrong,good-wrong,good-dL-dW,b\na,2,y,correct,,good-L,\na,3,z,not-a-formula,,,\n"
    as_written = (
        r"L = t * x",
        r"\mathcal{L} = 5",
        r"2 L = t",
        "t",
        "= s",
        r"L = (t - \hat{s})^2 / 2",
    )
    for number, formula in enumerate(as_written, 4):
        rows += f"a,{number},{formula},correct,,good-L,\n"  # as far as it can be read
    rows += "a,10,s = t,slip,,good-L,\n"
    site = tiny_site(tmp_path / "site", {"a": GOOD + "\n```account {src=a.csv}\n```\n"})
    (site / "docs" / "a.csv").write_text(f"{HEADER}\n{rows}", encoding="utf-8")
    assert registry_of(site).all_complaints() == []


@pytest.mark.parametrize(
    ("other", "where"),
    [
        ('<b id="a">b</b>', "written out in line 6"),
        ("# A", "that of the heading in line 6"),
        ("- # A", "that of <h1>"),
        ("```account {src=a.csv}\n```", "in what ```account {src=a.csv} of line 6 shows"),
    ],
)
def test_a_document_with_the_name_of_something_else_is_refused(
    tmp_path: Path, other: str, where: str
) -> None:
    page = f"---\ntitle: One\nmodel: tiny\n---\n\n{other}\n\n```account {{src=a.csv}}\n```\n"
    site = tiny_site(tmp_path / "site", {"a": page, "good": GOOD})
    (site / "docs" / "a.csv").write_text(f"{HEADER}\na,1,x,not-a-formula,,,\n", encoding="utf-8")
    _, (complaint,) = made(Maker(registry_of(site), ROOT / "mkdocs.yml"), "docs/a.md")
    assert f"the id a in what ```account {{src=a.csv}} shows, and it is {where}" in str(complaint)


@pytest.mark.parametrize("name", WRONG)
def test_an_account_that_is_wrong_is_refused(tmp_path: Path, name: str) -> None:
    text, says = WRONG[name]
    site = tiny_site(tmp_path / "site", {"a": GOOD + "\n```account {src=data/a.csv}\n```\n"})
    (site / "docs" / "data").mkdir()
    (site / "docs" / "data" / "a.csv").write_bytes(text.encode("latin-1"))
    (complaint,) = registry_of(site).all_complaints()
    assert says in str(complaint)
    assert complaint.line == GOOD.count("\n") + 2
