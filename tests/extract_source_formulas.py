"""`python tests/extract_source_formulas.py FOLDER`: is every formula of the sources in the account?

Reads the five source documents in FOLDER, which are not part of this repository, finds their
formulas and compares them with docs/data/source-formulas.csv: the same documents, lines and texts,
in the same order.
"""

import argparse
import csv
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parents[1]
ACCOUNT = ROOT / "docs" / "data" / "source-formulas.csv"

DOCUMENTS = {
    "excel-readme": "excel-readme.md",
    "scalar-chain-first": "scalar-chain-note.first-transcription.txt",
    "scalar-chain-second": "scalar-chain-note.second-transcription.txt",
    "two-layer-first": "two-layer-note.first-transcription.txt",
    "two-layer-second": "two-layer-note.second-transcription.txt",
}

_IMAGE = re.compile(r"!\[(?P<alternative>.*?)\]\((?P<address>\S+?)\)(?=\s|\Z)", re.DOTALL)
_LOOKS = re.compile(r"^\\color\{\w+\}\\(?:large|Large|huge|Huge)\s*")
# A note's line that is mathematics as a whole: `= …`, `. $g'(…)$. h_i`.
_FORMULA_LINE = re.compile(r"[=.+]")
_CITATION = re.compile(r"from\s+(?=[($])")
_IN_TEXT = re.compile(
    r"\$(?P<inline>[^$]+)\$"
    r"|(?P<bare>[A-Z]\([^)]*\)"  # L(y, yi, yz)
    r"|\\[a-z]+\{\w\}(?:_\w)?"  # \hat{y}_1
    r"|(?<![\w/])(?:[A-Za-z]\d+|[b-zB-HJ-Z])(?![\w/]))"  # y2, W12, y; but neither `a` nor `i/p`
)


class Row(NamedTuple):
    """One formula: where it stands and what is written there."""

    document: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.document}:{self.line}: {self.text}"


def one_line(text: str) -> str:
    """The text on one line, with single spaces."""
    return " ".join(text.split())


def readme_formulas(text: str) -> Iterator[tuple[int, str]]:
    """The images of a page: one reading where alternative text and address agree, else both."""
    for image in _IMAGE.finditer(text):
        line = text.count("\n", 0, image.start()) + 1
        alternative = one_line(image["alternative"])
        _, is_formula, encoded = image["address"].partition("?math=")
        address = one_line(_LOOKS.sub("", unquote(encoded)))
        if not is_formula:
            yield line, alternative
        elif alternative == "formula":
            yield line, address
        else:
            yield line, alternative
            if alternative.replace(" ", "") != address.replace(" ", ""):
                yield line, address


def note_formulas(text: str) -> Iterator[tuple[int, str]]:
    """The formulas of a transcription: displays line by line, formulas in text, citations."""
    in_display = False
    lead = ""  # a line with nothing but `=` belongs to the formula after it
    for number, line in enumerate(text.splitlines(), start=1):
        for i, part in enumerate(line.split("$$")):
            in_display ^= i > 0
            for formula in [part] if in_display else _in_text(part):
                if formula.strip() == "=":
                    lead = "= "
                elif formula.strip():
                    yield number, lead + one_line(formula)
                    lead = ""


def _in_text(part: str) -> Iterator[str]:
    """The formulas of a line, or of a part of it, outside a display."""
    part = part.strip()
    citation = _CITATION.match(part)
    if citation or _FORMULA_LINE.match(part):
        yield part[citation.end() if citation else 0 :].replace("$", "")
        return
    yield from (found["inline"] or found["bare"] for found in _IN_TEXT.finditer(part))
    rest = _IN_TEXT.sub("", part)
    if re.search(r"[\\=^_+$]", rest):  # mathematics of a kind not known here
        yield rest


def extract(folder: Path) -> list[Row]:
    """All formulas of the five documents in a folder, in order."""
    rows = []
    for document, name in DOCUMENTS.items():
        text = (folder / name).read_text(encoding="utf-8")
        find = readme_formulas if name.endswith(".md") else note_formulas
        rows += [Row(document, line, formula) for line, formula in find(text)]
    return rows


def accounted(file: Path) -> list[Row]:
    """What the account says."""
    with file.open(encoding="utf-8", newline="") as lines:
        return [Row(r["document"], int(r["line"]), r["as_written"]) for r in csv.DictReader(lines)]


def differences(found: list[Row], account: list[Row]) -> list[str]:
    """In what the account differs from the documents, a line each."""
    missing, extra = Counter(found) - Counter(account), Counter(account) - Counter(found)
    complaints = [f"missing from the account: {row}" for row in missing.elements()]
    complaints += [f"only in the account: {row}" for row in extra.elements()]
    if not complaints:
        pairs = zip(found, account, strict=True)
        complaints = [f"out of order: {row}" for wanted, row in pairs if row != wanted]
    return complaints


def main(arguments: list[str] | None = None) -> int:
    """Compare and report; 1 if anything differs."""
    parser = argparse.ArgumentParser(description="Compare the account with the documents.")
    parser.add_argument("folder", type=Path, help="the folder with the five documents")
    folder = parser.parse_args(arguments).folder
    absent = [name for name in DOCUMENTS.values() if not (folder / name).is_file()]
    if absent:
        print(*(f"{folder / name}: no such file" for name in absent), sep="\n", file=sys.stderr)
        return 1
    found = extract(folder)
    complaints = differences(found, accounted(ACCOUNT))
    print(*complaints, sep="\n", end="\n" if complaints else "", file=sys.stderr)
    count = Counter(row.document for row in found)
    print(f"{len(found)} formulas: " + ", ".join(f"{n} in {d}" for d, n in count.items()))
    return 1 if complaints else 0


if __name__ == "__main__":
    raise SystemExit(main())
