"""The spreadsheet, recalculated by LibreOffice, against the snippets and a loop in plain Python."""

import csv
import itertools
import math
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.cell import range_boundaries

from backprop_site.workbook.book import write_workbook
from backprop_site.workbook.gradient_check import ALL_WELL
from backprop_site.workbook.layout import AT, label
from backprop_site.workbook.network import GRADIENTS, NAMES, RATES, ROUNDING, STEPS, WEIGHTS
from snippets import Values, sigmoid_network

OFFICE = shutil.which("soffice") or shutil.which("libreoffice") or ""
if not OFFICE and not os.environ.get("CI"):
    pytest.skip(
        "no LibreOffice on this machine: the spreadsheet is not recalculated",
        allow_module_level=True,
    )

EXAMPLE: dict[str, float] = sigmoid_network.EXAMPLE
CHANGED = {
    "i1": 0.8,
    "i2": -1.3,
    "t1": 0.6,
    "t2": 0.25,
    "W1": -0.7,
    "W2": 1.1,
    "W3": 0.45,
    "W4": -0.2,
    "W5": 1.4,
    "W6": -0.9,
    "W7": 0.35,
    "W8": 2.1,
    "eta": 1.75,
}
CHANGED_RATES = (0.05, 0.3, 0.7, 1.75, 3.0, 5.0)
CHANGED_STEP = 17
STAGES = ("h1", "h2", "a_h1", "a_h2", "o1", "o2", "a_o1", "a_o2", "E1", "E2", "E_total")
SPOILT_STEPS = {name: 6 * number for number, name in enumerate(GRADIENTS)}

Row = dict[str, Any]
Content = float | str | None
Edits = Mapping[tuple[str, str], Content]  # by sheet and cell
Change = Callable[[Any], Edits]  # what to change, given the workbook as made


# The oracle: nothing of the project in it


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def forward(v: dict[str, float]) -> dict[str, float]:
    h1, h2 = v["W1"] * v["i1"] + v["W2"] * v["i2"], v["W3"] * v["i1"] + v["W4"] * v["i2"]
    a1, a2 = sigmoid(h1), sigmoid(h2)
    o1, o2 = v["W5"] * a1 + v["W6"] * a2, v["W7"] * a1 + v["W8"] * a2
    y1, y2 = sigmoid(o1), sigmoid(o2)
    e1, e2 = 0.5 * (v["t1"] - y1) ** 2, 0.5 * (v["t2"] - y2) ** 2
    return dict(zip(STAGES, (h1, h2, a1, a2, o1, o2, y1, y2, e1, e2, e1 + e2), strict=True))


def oracle(start: dict[str, float], rate: float) -> Iterator[dict[str, float]]:
    """Every value of every step; the gradients layer by layer, with deltas."""
    v = dict(start)
    for _ in range(STEPS + 1):
        f = forward(v)
        y, t = (f["a_o1"], f["a_o2"]), (v["t1"], v["t2"])
        a, x = (f["a_h1"], f["a_h2"]), (v["i1"], v["i2"])
        out = [(y[k] - t[k]) * y[k] * (1 - y[k]) for k in (0, 1)]
        to = [[v["W5"], v["W6"]], [v["W7"], v["W8"]]]
        hid = [sum(out[k] * to[k][j] for k in (0, 1)) * a[j] * (1 - a[j]) for j in (0, 1)]
        gradients = [hid[j] * x[i] for j in (0, 1) for i in (0, 1)]
        gradients += [out[k] * a[j] for k in (0, 1) for j in (0, 1)]
        yield v | f | dict(zip(GRADIENTS, gradients, strict=True))
        v = v | {w: v[w] - rate * g for w, g in zip(WEIGHTS, gradients, strict=True)}


def by_snippets(start: dict[str, float]) -> Iterator[Values]:
    given = dict(start)
    for _ in range(STEPS + 1):
        values = Values(vars(sigmoid_network), given)
        yield values
        given |= {w: values[f"{w}_new"] for w in WEIGHTS}


# Changing the workbook


def address(book: Any, name: str) -> tuple[str, str]:
    """The sheet and the cells of a name."""
    ((sheet, cells),) = book.defined_names[name].destinations
    return sheet, cells.replace("$", "")


def typed(book: Any, name: str, value: float) -> Edits:
    sheet, cell = address(book, name)
    assert isinstance(book[sheet][cell].value, int | float), f"{name} is no typed number"
    return {(sheet, cell): value}


def gradient_cell(book: Any, name: str, step: int) -> Any:
    sheet, cells = address(book, "gradients")
    return book[sheet][cells][step][GRADIENTS.index(name)]


def put_into(name: str, step: int, content: Content) -> Change:
    return lambda book: {("Training", gradient_cell(book, name, step).coordinate): content}


def spoil(name: str, step: int) -> Change:
    """One cell, off by 0.02 %: less than the slip that most sheets in circulation have."""

    def change(book: Any) -> Edits:
        cell = gradient_cell(book, name, step)
        return {("Training", cell.coordinate): f"=({cell.value[1:]})*1.0002"}

    return change


def given(eta: float = EXAMPLE["eta"], **values: float) -> Change:
    """Other inputs, targets, weights or another rate."""

    def change(book: Any) -> Edits:
        edits = dict(typed(book, "learning_rate", eta))
        for name, value in values.items():
            edits |= typed(book, NAMES[name], value)
        return edits

    return change


def column(name: str, old: str, new: str, first: int = 5, last: int = 5 + STEPS) -> Change:
    """A mistake in the formula of a column of Training, in all its rows."""

    def change(book: Any) -> Edits:
        edits = {}
        for row in range(first, last + 1):
            cell = book["Training"][f"{AT[name]}{row}"]
            here = {n: f"{letter}{row}" for n, letter in AT.items()}
            above = {f"{n}_above": f"{letter}{row - 1}" for n, letter in AT.items()}
            before, after = (text.format(**here, **above) for text in (old, new))
            assert cell.value.count(before) == 1, (name, cell.value, before)
            edits["Training", cell.coordinate] = cell.value.replace(before, after)
        return edits

    return change


def readme_slip(last: int = 5 + STEPS, eta: float = EXAMPLE["eta"]) -> Change:
    """The README's own: a_h1 (1 - a_h1) where a_h2 belongs, for W3 and W4, in its first row."""
    slips = ("{a_h2}*(1-{a_h2})", "{a_h1}*(1-{a_h1})")
    spoilt = [column(name, *slips, last=last) for name in ("dE_dW3", "dE_dW4")]
    return lambda book: {**given(eta)(book), **spoilt[0](book), **spoilt[1](book)}


def overwritten(name: str, row: int, value: float) -> Change:
    return lambda book: {("Training", f"{AT[name]}{row}"): value}


def change_everything(book: Any) -> Edits:
    edits = dict(given(**{name: CHANGED[name] for name in (*NAMES, "eta")})(book))
    edits |= typed(book, "check_step", CHANGED_STEP)
    sheet, cells = address(book, "rates")
    for cell, rate in zip(book[sheet][cells][0], CHANGED_RATES, strict=True):
        edits[sheet, cell.coordinate] = rate
    return edits


def weights(*values: float) -> dict[str, float]:
    return dict(zip(WEIGHTS, values, strict=True))


# Right in all steps, and the check says so: large inputs, weights and rates, and some out of range.
QUIET: dict[str, Change] = {
    "inputs of 50": given(i1=50, i2=-50),
    "inputs of 6 and 9": given(
        i1=6, i2=-9, t1=0.3, t2=0.6, **weights(0.7, 0, -1, -0.7, 0.5, -1.4, -0.9, 1.9)
    ),
    "inputs of 100": given(
        i1=100, i2=-100, **weights(0.011, 0.012, -0.013, -0.015, 20, -20, 15, -18), eta=5
    ),
    "a large input and a small one": given(i1=-80, i2=0.001, eta=20),
    "targets of 25 and 40": given(t1=25, t2=40),
    "weights of -1000": given(i1=10, i2=10, **weights(*[-1000] * 8)),
    "weights of 20": given(i1=100, i2=100, **weights(20, 20, -20, -20, 20, 20, -20, -20), eta=1000),
    "rate 1000": given(eta=1000),
    "rate 0": given(eta=0),
    "another loss formula": column("E1", "^2/2", "^2*0.5"),
}

# A mistake beside the gradients: the change, and what the verdict names.
BROKEN: dict[str, tuple[Change, str]] = {
    "E1 without the half": (column("E1", "^2/2", "^2"), "E_total"),
    "E2 forgotten": (column("E_total", "+{E2}", ""), "E_total"),
    "E_total at one step": (overwritten("E_total", 22, 0.1), "E_total"),
    "uphill": (column("W5", "-learning_rate", "+learning_rate", 6), "updates"),
    "W3 never moves": (
        column("W3", "-learning_rate*{dE_dW3_above}", "", 6),
        "updates",
    ),
    "a neighbour's gradient": (column("W6", "{dE_dW6_above}", "{dE_dW5_above}", 6), "updates"),
    "half the rate at one step": (overwritten("W8", 30, 0.5), "updates"),
    "another input at one step": (overwritten("i1", 17, 0.06), "given"),
    "another start": (overwritten("W2", 5, 0.21), "given"),
}
SLIP_RATES = (0.1, 0.5, 2.0, 10.0, 50.0, 100.0)
FLAT_RATE = 200.0  # at which the page says that the slip drowns in rounding

CHANGES: dict[str, Change] = {
    **QUIET,
    **{title: change for title, (change, _) in BROKEN.items()},
    **{f"slip at {rate}": readme_slip(eta=rate) for rate in (*SLIP_RATES, FLAT_RATE)},
    "forward": column("h2", "*{i2}", "*{i1}"),
    "as made": lambda book: {},
    "changed": change_everything,
    "published": readme_slip(last=5),
    "text": put_into("dE_dW2", 46, "?"),
    "empty": put_into("dE_dW7", 30, None),
    "error": put_into("dE_dW5", 46, "=1/0"),
    "no nudge": lambda book: typed(book, "nudge", 0),
    **{name: spoil(name, step) for name, step in SPOILT_STEPS.items()},
}

_CELL = re.compile(r'<c r="(?P<cell>[A-Z]+\d+)"(?P<style> s="\d+")?[^>]*?(?:/>|>.*?</c>)')


def with_edits(text: str, edits: Mapping[str, Content]) -> str:
    """The XML of a sheet with other contents in some cells."""
    done = []

    def edited(found: re.Match[str]) -> str:
        if found["cell"] not in edits:
            return found[0]
        done.append(found["cell"])
        content, kind = edits[found["cell"]], ""
        inside = "" if content is None else f"<v>{content!r}</v>"
        if isinstance(content, str) and content.startswith("="):
            inside = f"<f>{escape(content[1:], quote=False)}</f>"
        elif isinstance(content, str):
            kind, inside = ' t="inlineStr"', f"<is><t>{escape(content)}</t></is>"
        return f'<c r="{found["cell"]}"{found["style"] or ""}{kind}>{inside}</c>'

    text = _CELL.sub(edited, text)
    assert sorted(done) == sorted(edits)
    return text


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workbook") / "made.xlsx"
    write_workbook(path, EXAMPLE)
    return path


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Path, list[Path]], None]:
    """LibreOffice, with a profile of its own. In CI it has to be there."""
    assert OFFICE, "no LibreOffice on this machine"
    profile = tmp_path_factory.mktemp("profile").as_uri()

    def convert(kind: str, folder: Path, files: list[Path]) -> None:
        command = [OFFICE, f"-env:UserInstallation={profile}", "--headless", "--convert-to", kind]
        command += ["--outdir", str(folder), *map(str, files)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)

    return convert


@pytest.fixture(scope="module")
def files(made: Path) -> dict[str, Path]:
    """The workbook with each change, and without any stored value.

    The file is edited as text: openpyxl would take half a second for each.
    """
    book = openpyxl.load_workbook(made)
    parts = {title: f"xl/worksheets/sheet{n}.xml" for n, title in enumerate(book.sheetnames, 1)}
    with zipfile.ZipFile(made) as archive:
        texts = {name: archive.read(name).decode("utf-8") for name in archive.namelist()}
    for part in parts.values():
        texts[part] = re.sub(r"</f><v>[^<]*</v>", "</f>", texts[part])
    found = {}
    for number, (title, change) in enumerate(CHANGES.items()):
        edits = change(book)
        found[title] = made.with_name(f"{number}.xlsx")
        with zipfile.ZipFile(found[title], "w") as archive:
            for name, text in texts.items():
                here = {cell: c for (sheet, cell), c in edits.items() if parts[sheet] == name}
                archive.writestr(name, with_edits(text, here) if here else text)
    return found


# Reading what LibreOffice computed


class Shown:
    """All sheets of a recalculated workbook, from the files that LibreOffice writes of them."""

    # Commas, quotes, UTF-8, numbers in full and not as they are formatted, all sheets.
    FILTER = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false,false,false,-1"

    def __init__(self, folder: Path, name: str) -> None:
        self.sheets: dict[str, list[list[Content]]] = {}
        for file in folder.glob(f"{name}-*.csv"):
            with file.open(encoding="utf-8", newline="") as lines:
                title = file.stem.removeprefix(f"{name}-")
                self.sheets[title] = [list(map(_content, line)) for line in csv.reader(lines)]

    def rows(self, title: str, cells: str) -> list[list[Content]]:
        """The contents of some cells, row by row."""
        left, top, right, bottom = range_boundaries(cells)
        return [row[left - 1 : right] for row in self.sheets[title][top - 1 : bottom]]

    def __getitem__(self, place: tuple[str, str]) -> Content:
        """What one cell shows."""
        ((content,),) = self.rows(*place)
        return content


def _content(text: str) -> Content:
    try:
        return float(text)
    except ValueError:
        return text or None


@pytest.fixture(scope="module")
def recalculated(
    files: dict[str, Path], office: Callable[[str, Path, list[Path]], None], tmp_path_factory: Any
) -> dict[str, Shown]:
    folder = tmp_path_factory.mktemp("recalculated")
    office(Shown.FILTER, folder, list(files.values()))
    return {title: Shown(folder, path.stem) for title, path in files.items()}


def rows(book: Shown) -> list[Row]:
    """The rows of Training by heading; a gradient's heading stands over its difference too."""
    headings, *lines = book.rows("Training", f"A4:{list(AT.values())[-1]}{5 + STEPS}")
    found = []
    for line in lines:
        pairs = [(str(h), value) for h, value in zip(headings, line, strict=True)]
        found.append(dict(reversed(pairs)) | {f"difference {h}": value for h, value in pairs})
    return found


def verdict(book: Shown) -> str:
    """What the check cell says, and all that repeat it."""
    text = str(book["Gradient check", "A4"])
    assert book["Start here", "A4"] == text
    assert book["Training", "F1"] == text
    assert book["Training", f"{AT['dE_dW1']}1"] == text
    return text


def counts(book: Shown, last: int = 22) -> dict[str, Content]:
    """In how many steps each is wrong, by the name that the verdict has for it."""
    lines = book.rows("Gradient check", f"A12:H{last}")
    return {str(line[0]): line[7] for line in lines}


def epsilon(start: dict[str, float]) -> float:
    """What each weight is nudged by: less where an input is large."""
    return 1e-5 / max(1, abs(start["i1"]), abs(start["i2"]))


def exactly(value: float) -> Any:
    return pytest.approx(value, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize(("title", "start"), [("as made", EXAMPLE), ("changed", CHANGED)])
def test_training(recalculated: dict[str, Shown], title: str, start: dict[str, float]) -> None:
    sheet = rows(recalculated[title])
    names = (*NAMES, *STAGES, *GRADIENTS)
    runs = zip(sheet, oracle(start, start["eta"]), by_snippets(start), strict=True)
    for step, (row, expected, snippets) in enumerate(runs):
        assert row["step"] == step
        for name in names:
            assert row[label(name)] == exactly(expected[name]), (step, name)
            assert row[label(name)] == exactly(float(snippets[name])), (step, name)
    assert verdict(recalculated[title]) == ALL_WELL


@pytest.mark.parametrize(("title", "start"), [("as made", EXAMPLE), ("changed", CHANGED)])
def test_differences(recalculated: dict[str, Shown], title: str, start: dict[str, float]) -> None:
    for row, v in zip(rows(recalculated[title]), oracle(start, start["eta"]), strict=True):
        for weight in WEIGHTS:
            by = epsilon(start)
            up, down = (forward(v | {weight: v[weight] + b})["E_total"] for b in (by, -by))
            ours = row[f"difference {label(f'dE_d{weight}')}"]
            assert ours == pytest.approx((up - down) / (2 * by), rel=0, abs=2e-11)


@pytest.mark.parametrize(
    ("title", "start", "rates"),
    [("as made", EXAMPLE, RATES), ("changed", CHANGED, CHANGED_RATES)],
)
def test_six_rates(
    recalculated: dict[str, Shown], title: str, start: dict[str, float], rates: tuple[float, ...]
) -> None:
    columns = zip(*recalculated[title].rows("Learning rates", f"B3:G{5 + STEPS}"), strict=True)
    for (first, typed_rate, *losses), rate in zip(columns, rates, strict=True):
        assert (first, typed_rate) == ("agree", rate)
        expected = [v["E_total"] for v in oracle(start, rate)]
        snippets = [float(v["E_total"]) for v in by_snippets(start | {"eta": rate})]
        assert losses == [exactly(loss) for loss in expected]
        assert losses == [exactly(loss) for loss in snippets]


@pytest.mark.parametrize(
    ("title", "start", "step"), [("as made", EXAMPLE, 0), ("changed", CHANGED, CHANGED_STEP)]
)
def test_chosen_step(
    recalculated: dict[str, Shown], title: str, start: dict[str, float], step: int
) -> None:
    expected = list(oracle(start, start["eta"]))[step]
    lines: Any = recalculated[title].rows("Gradient check", "A12:H19")
    for name, weight, line in zip(GRADIENTS, WEIGHTS, lines, strict=True):
        head, gradient, up, down, difference, off, here, count = line
        assert head == label(name)
        assert gradient == exactly(expected[name])
        for loss, by in ((up, epsilon(start)), (down, -epsilon(start))):
            nudged = expected | {weight: expected[weight] + by}
            assert loss == exactly(forward(nudged)["E_total"])
        assert difference == pytest.approx(expected[name], rel=1e-6, abs=1e-10)
        assert off == pytest.approx(gradient - difference, rel=0, abs=1e-15)
        assert abs(off) < 1e-10
        assert (here, count) == ("agrees", 0)


@pytest.mark.parametrize("name", GRADIENTS)
def test_one_wrong_gradient_shows(recalculated: dict[str, Shown], name: str) -> None:
    """One cell in one step, off by 0.02 %: the check names its gradient and no other."""
    assert verdict(recalculated[name]) == f"Wrong: {label(name)}"
    wrong = {label(other): int(other == name) for other in GRADIENTS}
    assert counts(recalculated[name], last=19) == wrong


@pytest.mark.parametrize("title", QUIET)
def test_no_false_alarm(recalculated: dict[str, Shown], title: str) -> None:
    assert verdict(recalculated[title]) == ALL_WELL
    assert recalculated[title].rows("Learning rates", "B3:G3") == [["agree"] * 6]


@pytest.mark.parametrize("title", BROKEN)
def test_a_mistake_beside_the_gradients_shows(recalculated: dict[str, Shown], title: str) -> None:
    assert verdict(recalculated[title]) == f"Wrong: {BROKEN[title][1]}"


@pytest.mark.parametrize("rate", SLIP_RATES)
def test_the_readmes_slip_shows_in_every_row(recalculated: dict[str, Shown], rate: float) -> None:
    book = recalculated[f"slip at {rate}"]
    assert verdict(book) == "Wrong: ∂E/∂W3 ∂E/∂W4"
    assert counts(book)["∂E/∂W3"] == counts(book)["∂E/∂W4"] == STEPS + 1


def test_where_sigmoids_are_flat_the_slip_shows_in_the_first_row_alone(
    recalculated: dict[str, Shown],
) -> None:
    assert counts(recalculated[f"slip at {FLAT_RATE}"])["∂E/∂W3"] == 1
    smallest = ROUNDING * (1 + 0.24) / 0.00026  # the loss at the start is 0.24
    assert 2e-7 < smallest < 3e-7  # about a quarter of a millionth


def test_a_mistake_in_the_forward_pass_shows(recalculated: dict[str, Shown]) -> None:
    assert verdict(recalculated["forward"]).endswith("∂E/∂W8 E_total")


def test_published_first_row(recalculated: dict[str, Shown]) -> None:
    """The README's sheet has these two cells, and its other six are right."""
    book = recalculated["published"]
    row = rows(book)[0]
    assert row[label("dE_dW1")] == exactly(0.0001882556669401121)
    assert row[label("dE_dW2")] == exactly(0.0003765113338802242)
    assert row[label("dE_dW3")] == exactly(0.00022487247755452336)
    assert row[label("dE_dW4")] == exactly(0.0004497449551090467)
    assert row[label("dE_dW5")] == exactly(0.07215707291213626)
    assert row[label("dE_dW6")] == exactly(0.07269074519194478)
    assert row[label("dE_dW7")] == exactly(-0.04245525009260471)
    assert row[label("dE_dW8")] == exactly(-0.04276924828006376)
    assert row["E_total"] == exactly(0.24251985734837728)
    assert verdict(book) == "Wrong: ∂E/∂W3 ∂E/∂W4"
    losses = zip(rows(book), rows(recalculated["as made"]), strict=True)
    assert max(abs(a["E_total"] - b["E_total"]) for a, b in losses) < 1e-7  # it trains all the same


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("text", "Wrong: ∂E/∂W2"),
        ("empty", "Wrong: ∂E/∂W7"),
        ("error", "Wrong: ∂E/∂W5"),
        ("no nudge", "Wrong: " + " ".join(map(label, GRADIENTS))),
    ],
)
def test_what_cannot_be_compared_is_wrong(
    recalculated: dict[str, Shown], title: str, expected: str
) -> None:
    assert verdict(recalculated[title]) == expected


def test_colours(
    files: dict[str, Path], office: Callable[[str, Path, list[Path]], None], tmp_path: Path
) -> None:
    """What is seen: green as made, red with a wrong gradient, which is red itself."""
    titles = ("as made", "dE_dW4", "E1 without the half", "W3 never moves")
    office("html", tmp_path, [files[title] for title in titles])
    found = {}
    for title in titles:
        page = (tmp_path / files[title].with_suffix(".html").name).read_text(encoding="utf-8")
        found[title] = re.findall(r'<td[^>]*bgcolor="(#\w+)"[^>]*>(?:<[^>]*>)*([^<]*)', page)
    verdicts = {t: [c for c, text in f if text[:4] in ("All ", "Wron")] for t, f in found.items()}
    green, red = "#CDE9DC", "#F4B6AE"
    assert verdicts == {title: [green if title == "as made" else red] * 4 for title in titles}
    count = {title: [colour for colour, _ in found[title]].count(red) for title in titles}
    # The verdicts, the cells that are wrong, and how many they are; for a loss, also at this step.
    assert count == {
        "as made": 0,
        "dE_dW4": 4 + 1 + 1,
        "E1 without the half": 4 + (STEPS + 1) + 2,
        "W3 never moves": 4 + STEPS + 1,
    }


def test_stored_values_are_right(made: Path, recalculated: dict[str, Shown]) -> None:
    """A program that does not compute shows what one shows that does."""
    stored, formulas = (openpyxl.load_workbook(made, data_only=only) for only in (True, False))
    count = 0
    for sheet in formulas:
        for cell in itertools.chain.from_iterable(sheet.iter_rows()):
            if cell.data_type != "f":
                continue
            value = stored[sheet.title][cell.coordinate].value
            computed = recalculated["as made"][sheet.title, cell.coordinate]
            if isinstance(computed, str) or cell.column_letter == "H":
                continue
            near = pytest.approx(computed, rel=1e-12, abs=2e-11)
            assert value == near, (sheet.title, cell.coordinate)
            count += 1
    assert count > 10_000
